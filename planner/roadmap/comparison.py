"""Plans side by side: what moves, what it costs and what it brings. Works on the data of the JSON export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planner.i18n import phrases
from planner.i18n.translation import N_, _, ngettext, speech

Data = Mapping[str, Any]
MOST = 5
"""Plans that fit beside each other."""


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of every plan. ``key``: the same in every language; ``stage:ID`` for the week in which a stage is
    reached. ``done``: where that is so already when the plan begins; ``stage``: its name."""

    key: str
    name: str
    values: tuple[float | None, ...]
    done: tuple[bool, ...] = ()
    stage: str = ""

    @property
    def dated(self) -> bool:
        """Whether the values are weeks."""
        return self.key in ("finish_week", "half_value_week") or bool(self.stage)

    @property
    def differs(self) -> bool:
        """Whether the plans are not alike in it."""
        return len(set(zip(self.values, self.done or [False] * len(self.values), strict=True))) > 1


@dataclass(frozen=True, slots=True)
class Moved:
    """One step in every plan.

    Attributes:
        stage: number of its stage.
        start, finish: weeks from the first plan's first day; None where it is not planned, or done on an unknown day.
        done: whether it is in place already where the plan begins.
    """

    step: str
    name: str
    stage: int
    start: tuple[int | None, ...]
    finish: tuple[int | None, ...]
    done: tuple[bool, ...]

    @property
    def moves(self) -> bool:
        """Whether it is live in another week, or only in some plans; what is done on an unknown day says nothing."""
        said = [week for week, done in zip(self.finish, self.done, strict=True) if week is not None or not done]
        return len(set(said)) > 1

    @property
    def change(self) -> int | None:
        """Weeks by which it moves most, against the first plan; None where that does not say, or no other one does."""
        first = self.finish[0]
        found = [week - first for week in self.finish[1:] if week is not None] if first is not None else []
        return max(found, key=lambda weeks: (abs(weeks), weeks), default=None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans in the order they were given; the first is what the others are compared with.

    Attributes:
        start: first day of the plan that begins first, from which all weeks count.
        begins: the week in which each plan begins; ``starts``: its first day.
    """

    labels: tuple[str, ...]
    start: date
    begins: tuple[int, ...]
    totals: tuple[Total, ...]
    steps: tuple[Moved, ...]
    language: str = "en"
    """That names of totals are in."""
    finding: str = ""
    """The finding in one line, where whoever compares has one of their own."""
    starts: tuple[date, ...] = ()

    def last_day(self, plan: int, week: int) -> date:
        """The last day of work of something that a plan has live in a week of the comparison: a plan's own weeks begin
        on the weekday of its own first day."""
        began = self.starts[plan]
        return began + timedelta(days=7 * (week + (self.start - began).days // 7) - 1)

    @property
    def moved(self) -> tuple[Moved, ...]:
        return tuple(step for step in self.steps if step.moves)

    def total(self, key: str) -> Total:
        return next(one for one in self.totals if one.key == key)


TOTALS = {
    "finish_week": N_("last week of work"),
    "half_value_week": N_("week by which half of the largest value is live"),
    "steps": N_("steps planned"),
    "left_out": N_("asked for, but left out"),
    "late_weeks": N_("weeks late, all dates together"),
    "cost": N_("outside spend, thousands"),
    "effort": N_("effort, person-weeks"),
    "run": N_("run load afterwards, person-weeks a quarter"),
    "broken": N_("rules of governance broken"),
}


def compare(plans: Sequence[tuple[str, Data]]) -> Comparison:
    """Compares plans, each with a label, in the language spoken.

    Args:
        plans: (label, data of the JSON export); the first is what the others are compared with. What is in place in
            one plan counts as done beside another of the same organisation only. Weeks count from the earliest start.
    """
    every = [data for _label, data in plans]
    first = min(date.fromisoformat(data["start"]) for data in every)
    alike = len({data["organisation"]["id"] for data in every}) == 1
    stages = {stage["id"]: stage["number"] for data in every for stage in data["stages"]}
    known: dict[str, Data] = {}
    for data in every:
        for step in data["steps"]:
            known.setdefault(step["id"], step)
    places = [{step["id"]: _weeks(step, first) for step in data["steps"]} for data in every]
    reached = [{one["id"]: one for one in data["capabilities"]} if alike else {} for data in every]
    steps = []
    for name, step in known.items():
        own = [_place(step, place, levels, first) for place, levels in zip(places, reached, strict=True)]
        starts, finishes, done = zip(*own, strict=True)
        steps.append(Moved(name, step["name"], stages[step["stage"]], starts, finishes, done))
    wholes = [_whole(data, own, steps, known, i) for i, (data, own) in enumerate(zip(every, places, strict=True))]
    largest = max(sum(step["value"] for _end, step in whole) for whole in wholes)
    values: dict[str, tuple[float | None, ...]] = {
        "finish_week": tuple(max((end for end, _step in whole), default=None) for whole in wholes),
        "half_value_week": tuple(_half_value(whole, largest) for whole in wholes),
        "steps": tuple(len(whole) for whole in wholes),
        "left_out": tuple(sum(one["asked"] for one in data["left_out"]) for data in every),
        "late_weeks": tuple(sum(step["late_weeks"] for step in data["steps"]) for data in every),
        "broken": tuple(sum(one["weight"] == "must" for one in data.get("findings", ())) for data in every),
    } | {key: tuple(_sum(whole, key, alike) for whole in wholes) for key in ("cost", "effort", "run")}
    totals = (*_stages(every, first), *(Total(key, _(name), values[key]) for key, name in TOTALS.items()))
    starts = tuple(date.fromisoformat(data["start"]) for data in every)
    begins = tuple((date.fromisoformat(data["start"]) - first).days // 7 for data in every)
    return Comparison(
        tuple(label for label, _data in plans), first, begins, totals, tuple(steps), speech(), starts=starts
    )


def headline(found: Comparison) -> str:
    """The finding in one line: what each other plan changes; of more than three, which one is ahead."""
    if found.finding:
        return found.finding
    finish, left_out = found.total("finish_week").values, found.total("left_out").values
    if len(found.labels) == 3:
        return "; ".join(_in_short(found, i) for i in (1, 2))
    if len(found.labels) > 3:
        least = min(left_out, key=lambda n: n or 0)
        first = min((finish[i] or 0) for i in range(len(finish)) if left_out[i] == least)
        ahead = [found.labels[i] for i in range(len(finish)) if (left_out[i], finish[i] or 0) == (least, first)]
        n, week = len(finish), int(first)
        if not found.moved:
            return _("Nothing moves: every step is live in the same week")
        if len(ahead) > 1:
            return _("Of {n} plans, {count} end first, in week {week}", n=n, count=len(ahead), week=week)
        return _("Of {n} plans, “{label}” is done first, in week {week}", n=n, label=ahead[0], week=week)
    label = found.labels[-1]
    more = int(left_out[-1] or 0) - int(left_out[0] or 0)
    if lost := _no_longer(found):
        gone = sum(step.finish[-1] is None and not step.done[-1] for step in found.steps)
        steps = ngettext("{n} step of “{first}” is not in it", "{n} steps of “{first}” are not in it", gone,
                         first=found.labels[0])  # fmt: skip
        return _("“{label}” does not reach {stage}: {steps}", label=label, stage=lost.stage, steps=steps)
    if more:
        fits = ngettext("{n} step more that was asked for", "{n} steps more that were asked for", abs(more))
        return (
            _("“{label}” leaves out {steps}", label=label, steps=fits)
            if more > 0
            else _("“{label}” makes room for {steps}", label=label, steps=fits)
        )
    return _moves(found, finish)


def _moves(found: Comparison, finish: Sequence[float | None]) -> str:
    """What moves between the first plan and the last one."""
    label = found.labels[-1]
    moved = [step for step in found.moved if not step.done[-1]]
    there = sum(None not in (step.finish[0], step.finish[-1]) for step in moved)
    new = sum(step.finish[0] is None for step in moved)
    gone = len(moved) - there - new
    parts = [ngettext("{n} step moves", "{n} steps move", there)] if there else []
    parts += [ngettext("{n} step is new", "{n} steps are new", new)] if new else []
    parts += [ngettext("{n} step is gone", "{n} steps are gone", gone)] if gone else []
    if not parts:
        return _("Nothing moves: every step is live in the same week")
    steps, weeks = phrases.listing(parts), int(finish[-1] or 0) - int(finish[0] or 0)
    if later := _stage_moves(found):
        steps = f"{later}; {steps}"
    if last := _ends_with_new(found):
        return _("“{label}”: {steps}; {name} is new and ends last", label=found.labels[-1], steps=steps, name=last)
    if not weeks:
        week = int(finish[0] or 0)
        return _("“{label}”: {steps}, the finish stays in week {week}", label=label, steps=steps, week=week)
    apart = phrases.weeks(abs(weeks))
    if weeks < 0:
        return _("“{label}”: {steps}, and the finish comes {weeks} sooner", label=label, steps=steps, weeks=apart)
    return _("“{label}”: {steps}, and the finish comes {weeks} later", label=label, steps=steps, weeks=apart)


def _stages(every: Sequence[Data], first: date) -> Iterator[Total]:
    """The week by which each stage is reached that some plan brings, in the order of stages."""
    if len({data["journey"]["id"] for data in every}) > 1:
        return
    for stage in every[0]["stages"]:
        weeks, done = [], []
        for data in every:
            later = {one["id"] for one in data["stages"] if one["number"] >= stage["number"]}
            began = (date.fromisoformat(data["start"]) - first).days // 7
            reached = [one["week"] + began for one in data["milestones"] if one["stage"] in later]
            done.append(data["diagnosis"]["stage_number"] >= stage["number"])
            weeks.append(None if done[-1] else min(reached, default=None))
        if any(week is not None for week in weeks):
            name = _("{stage} is reached", stage=stage["name"])
            yield Total(f"stage:{stage['id']}", name, tuple(weeks), tuple(done), stage["name"])


def _stage_moves(found: Comparison) -> str:
    """How the stages move that both the first plan and the last one reach."""
    said = []
    for total in found.totals:
        first, last = total.values[0], total.values[-1]
        if total.stage and first is not None and last is not None and last != first:
            words = {"stage": phrases.quoted(total.stage), "weeks": phrases.weeks(abs(int(last - first)))}
            said.append(_("{stage} comes {weeks} later", **words) if last > first else
                        _("{stage} comes {weeks} sooner", **words))  # fmt: skip
    return phrases.listing(said)


def _ends_with_new(found: Comparison) -> str:
    """The name of the step with which the last plan ends, where the first does not have it: it is no delay."""
    planned = [step for step in found.steps if step.finish[-1] is not None and not step.done[-1]]
    last = max(planned, key=lambda step: (step.finish[-1] or 0, step.step), default=None)
    alone = last is not None and last.finish[0] is None and not last.done[0]
    both = [step.finish[-1] or 0 for step in planned if step.finish[0] is not None]
    return last.name if last is not None and alone and (last.finish[-1] or 0) > max(both, default=0) else ""


def _no_longer(found: Comparison) -> Total | None:
    """The first stage that the first plan reaches and the last one does not."""
    for total in found.totals:
        if total.stage and total.values[0] is not None and total.values[-1] is None and not total.done[-1]:
            return total
    return None


def _in_short(found: Comparison, plan: int) -> str:
    """What one plan changes against the first: what fits, the finish, the money."""
    parts = []
    for key, more in (
        ("left_out", N_("{n} left out")),
        ("finish_week", N_("finish {n} wk")),
        ("cost", N_("{n} thousand")),
    ):
        values = found.total(key).values
        change = (values[plan] or 0) - (values[0] or 0)
        if change:
            parts.append(_(more, n=phrases.signed(change)))
    if not parts:
        parts = [_("same finish and spend")]
    return _("“{label}”: {changes}", label=found.labels[plan], changes=", ".join(parts))


def _weeks(step: Data, first: date) -> tuple[int, int]:
    """Start and finish in weeks from a day; ``finish`` is the week after the last one of work."""
    begin, end = date.fromisoformat(step["start_date"]), date.fromisoformat(step["end_date"]) + timedelta(days=1)
    return (begin - first).days // 7, -((first - end).days // 7)


def _place(
    step: Data, places: Mapping[str, tuple[int, int]], levels: Mapping[str, Data], first: date
) -> tuple[int | None, int | None, bool]:
    """(start, finish, whether it is in place already) of a step in one plan."""
    if step["id"] in places:
        return (*places[step["id"]], False)
    today = levels.get(step["capability"], {})
    if today.get("level", 0) < step["to_level"]:
        return None, None, False
    since = today.get("since") if today["level"] == step["to_level"] else None  # the day is that of today's level
    week = None if since is None else -((first - date.fromisoformat(since) - timedelta(days=1)).days // 7)
    return None, week, True


def _whole(
    data: Data, places: Mapping[str, tuple[int, int]], steps: Sequence[Moved], known: Mapping[str, Data], plan: int
) -> list[tuple[int, Data]]:
    """(finish, step) of all of a plan: what it has still to do, and what is done of the others' steps."""
    done = [(step.finish[plan] or 0, known[step.step]) for step in steps if step.done[plan]]
    return [*((places[step["id"]][1], step) for step in data["steps"]), *done]


def _half_value(whole: Sequence[tuple[int, Data]], largest: float) -> int | None:
    """The week by which half of the largest value of any plan is live; None when a plan never brings that."""
    reached = 0.0
    for end, step in sorted(whole, key=lambda one: one[0]):
        reached += step["value"]
        if largest and reached >= largest / 2 - 1e-9:
            return end
    return None


def _sum(whole: Sequence[tuple[int, Data]], key: str, alike: bool) -> float:
    """What steps take in all; of one organisation with what is done of them: a plan gets no cheaper as it is carried
    out."""

    def part(step: Data) -> float:
        return 1.0 - step.get("done", 0.0) if alike and key != "run" else 1.0

    return float(round(sum(step[key] / (part(step) or 1.0) for _end, step in whole), 6))


def to_data(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "plans": list(found.labels),
        "start": found.start.isoformat(),
        "begin_weeks": list(found.begins),
        "finding": headline(found),
        "totals": [
            {
                "key": one.key,
                "name": one.name,
                "values": list(one.values),
                **({"done": list(one.done)} if any(one.done) else {}),
            }
            for one in found.totals
        ],
        "steps": [
            {
                "id": s.step,
                "name": s.name,
                "start_weeks": list(s.start),
                "finish_weeks": list(s.finish),
                "done": list(s.done),
                "moves": s.moves,
            }
            for s in found.steps
        ],
    }
