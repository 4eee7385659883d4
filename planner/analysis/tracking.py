"""A plan in force against what happened: which steps are done, under way, overdue or given up, and how much of what was
planned by a day has been earned (*earned value*: PMI, Practice Standard for Earned Value Management)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.domain.organisation import Organisation
from planner.i18n import phrases
from planner.i18n.translation import _, day
from planner.roadmap.comparison import Data

MOST_SLOWER, NOTICED, ENOUGH = 4.0, 1.25, 0.05
"""Of the pace: the most that is believed, from when on it is said, and the part that has to be planned to tell."""

STATES = ("done", "under-way", "overdue", "not-begun", "to-come", "dropped")


@dataclass(frozen=True, slots=True)
class Tracked:
    """One step of the plan in force.

    Attributes:
        state: done, under-way, overdue (should be finished), not-begun (should have begun), to-come or dropped.
        start, end: planned first and last day.
        part: done, 0 to 1, what was done before the plan included. ``gained``: done of what was planned.
        expected: the part of it that should be done by today, evenly over its days.
        finished: the day it was done on, where somebody said so.
        late: days later (negative: sooner) than planned: of what is done, or of the forecast; None: not known.
        forecast: last day of work as it is planned today; None where it is not planned any more.
    """

    id: str
    name: str
    state: str
    start: date
    end: date
    part: float
    gained: float
    expected: float
    finished: date | None
    late: int | None
    forecast: date | None


@dataclass(frozen=True, slots=True)
class Tracking:
    """The plan in force on a day.

    Attributes:
        planned, earned: parts of the planned effort that should be, and are, done by today.
        added: names of steps that are planned today and are not in the plan in force.
        fallen: (name, level at the last assessment, level today) of what slipped back.
    """

    today: date
    steps: tuple[Tracked, ...]
    planned: float
    earned: float
    added: tuple[str, ...]
    fallen: tuple[tuple[str, int, int], ...]

    @property
    def performance(self) -> float | None:
        """Schedule performance index: earned over planned; None before anything should be done."""
        return self.earned / self.planned if self.planned else None

    @property
    def slower(self) -> float:
        """How many times as long as planned work has taken so far, 1 to ``MOST_SLOWER``: the inverse of the
        performance; 1 while too little was planned to tell."""
        if self.performance is None or self.planned < ENOUGH:
            return 1.0
        return min(MOST_SLOWER, max(1.0, 1.0 / max(self.performance, 1.0 / MOST_SLOWER)))

    def count(self, state: str) -> int:
        return sum(step.state == state for step in self.steps)

    def headline(self) -> str:
        """The finding in one line."""
        steps, done = phrases.steps(len(self.steps)), self.count("done")
        behind = self.count("overdue") + self.count("not-begun")
        if not self.planned and not done and not behind:
            return _("Nothing was to be finished by {day} yet", day=day(self.today))
        share = _("{earned} % of the work is done, {planned} % was planned by {day}", earned=round(100 * self.earned),
                  planned=round(100 * self.planned), day=day(self.today))  # fmt: skip
        if self.slower >= NOTICED:
            share = _("{share}: at this pace the rest takes {factor} times as long (estimate)", share=share,
                      factor=phrases.amount(self.slower))  # fmt: skip
        if behind:
            return _("{n} of {steps} behind the plan; {share}", n=behind, steps=steps, share=share)
        return _("{n} of {steps} done, none behind the plan; {share}", n=done, steps=steps, share=share)


def track(
    baseline: Data, current: Data, organisation: Organisation, levels: Mapping[str, int], today: date
) -> Tracking:
    """Compares the plan in force with where things stand.

    Args:
        baseline: data of the JSON export of the plan in force; ``current``: of the plan made from today on.
        levels: today's, by capability.
    """
    forecast = {step["id"]: date.fromisoformat(step["end_date"]) for step in current["steps"]}
    begun = _begun(baseline, organisation)
    steps, effort = [], {}
    for step in baseline["steps"]:
        one = _tracked(step, organisation, levels, today, forecast, begun)
        steps.append(one)
        effort[one.id] = float(step["effort"])
    total = sum(effort.values()) or 1.0
    known = {step.id for step in steps}
    names = {one["id"]: one["name"] for one in current["capabilities"]}
    fallen = tuple(
        (names.get(name, name), standing.was, levels[name])
        for name, standing in organisation.levels.items()
        if standing.was is not None and name in levels and levels[name] < standing.was
    )
    return Tracking(
        today, tuple(steps),
        round(sum(one.expected * effort[one.id] for one in steps) / total, 6),
        round(sum(one.gained * effort[one.id] for one in steps) / total, 6),
        tuple(step["name"] for step in current["steps"] if step["id"] not in known),
        fallen,
    )  # fmt: skip


def _begun(baseline: Data, organisation: Organisation) -> dict[str, float]:
    """The part of each step that is done of work under way. Work towards a level covers the steps below it, one after
    the other, by their effort."""
    found: dict[str, float] = {}
    for work in organisation.in_progress:
        own = [s for s in baseline["steps"] if s["capability"] == work.capability and s["to_level"] <= work.level]
        own.sort(key=lambda step: int(step["to_level"]))
        left = work.done * sum(step["effort"] for step in own)
        for step in own:
            part = min(1.0, left / step["effort"]) if step["effort"] else work.done
            part = work.done if len(own) == 1 else part
            left = max(0.0, left - step["effort"])
            if part > 0 or len(own) == 1:
                found[step["id"]] = part
    return found


def _tracked(
    step: Data, organisation: Organisation, levels: Mapping[str, int], today: date, forecast: Mapping[str, date],
    begun: Mapping[str, float],
) -> Tracked:  # fmt: skip
    start, end = date.fromisoformat(step["start_date"]), date.fromisoformat(step["end_date"])
    capability, name = step["capability"], step["id"]
    days = (end - start).days + 1
    expected = min(1.0, max(0.0, (today - start).days / days))
    standing = organisation.levels.get(capability)
    done = levels.get(capability, 0) >= step["to_level"]
    if done and standing is not None and standing.on is not None and standing.on > today:
        done = False  # what is said to be done later is not done yet
    finished = standing.reached(int(step["to_level"])).on if done and standing is not None else None
    part, before = 1.0 if done else begun.get(name, 0.0), float(step["done"])
    gained = max(0.0, (part - before) / (1 - before)) if before < 1 else 1.0
    if done:
        state = "done"
    elif organisation.priorities.get(capability) == "wont":
        state = "dropped"
    elif end < today:
        state = "overdue"
    elif name in begun:
        state = "under-way"
    elif start < today:
        state = "not-begun"
    else:
        state = "to-come"
    expected_end = None if done else forecast.get(name)
    actual = finished if done else expected_end
    return Tracked(
        name, step["name"], state, start, end, part, round(gained, 6), round(expected, 6), finished,
        (actual - end).days if actual else None, expected_end,
    )  # fmt: skip


def to_data(found: Tracking) -> dict[str, Any]:
    """The same as plain data."""
    performance = found.performance
    return {
        "today": found.today.isoformat(),
        "finding": found.headline(),
        "planned": found.planned,
        "earned": found.earned,
        "performance": None if performance is None else round(performance, 6),
        "steps": [
            {
                "id": s.id,
                "name": s.name,
                "state": s.state,
                "start_date": s.start.isoformat(),
                "end_date": s.end.isoformat(),
                "done": s.part,
                "gained": s.gained,
                "expected": s.expected,
                "finished": s.finished.isoformat() if s.finished else None,
                "forecast": s.forecast.isoformat() if s.forecast else None,
                "late_days": s.late,
            }
            for s in found.steps
        ],
        "added": list(found.added),
        "fallen": [{"name": name, "was": was, "level": level} for name, was, level in found.fallen],
    }
