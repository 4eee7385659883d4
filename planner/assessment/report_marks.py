"""From what other tools report to marks: which row is which step, what the file does not say yet, and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.assessment.progress import Mark
from planner.assessment.reported import DOING, DONE, DROPPED, Reported
from planner.domain.organisation import Organisation
from planner.errors import did_you_mean

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a report comes to.

    Attributes:
        marks: (row, name of the step, mark), in the order in which they can be made.
        unmatched: (row, what it is called): no step of the plan is called so, or several are.
        left: (row, name, why it was left as it is).
        silent: names of steps of the plan that no row names.
    """

    marks: tuple[tuple[Reported, str, Mark], ...]
    unmatched: tuple[tuple[Reported, str], ...]
    left: tuple[tuple[Reported, str, str], ...]
    silent: tuple[str, ...]


def propose(rows: Sequence[Reported], plan: Data, organisation: Organisation, today: date, by: str) -> Proposal:
    """What the rows of a report say that the organisation's file does not say yet.

    Args:
        plan: data of the JSON export that the report is about.
        by: who says so, in the record.
    """
    steps = {step["id"]: step for step in plan["steps"]}
    by_name: dict[str, list[str]] = {}
    for step in plan["steps"]:
        by_name.setdefault(step["name"].strip().casefold(), []).append(step["id"])
    finished = {one["id"] for one in plan.get("finished", ())}
    finished |= {one["name"].strip().casefold() for one in plan.get("finished", ())}
    stages = {one["name"].strip().casefold() for one in plan.get("stages", ())}
    marks: list[tuple[Reported, str, Mark]] = []
    unmatched: list[tuple[Reported, str]] = []
    left: list[tuple[Reported, str, str]] = []
    seen: dict[str, Reported] = {}
    for row in rows:
        own = [row.id] if row.id in steps else by_name.get(row.name.casefold(), [])
        if not own and {row.id, row.name.casefold()} & finished:
            continue
        if len(own) != 1:
            if row.name.casefold() not in stages:
                unmatched.append((row, "several steps are called so" if own else _no_step(row, steps)))
            continue
        step = steps[own[0]]
        if own[0] in seen:
            left.append((row, step["name"], f"{seen[own[0]].where} is about the same step"))
            continue
        seen[own[0]] = row
        made = _mark(row, step, organisation, today, by)
        if isinstance(made, str):
            left.append((row, step["name"], made)) if made else None
        else:
            marks.append((row, step["name"], made))
    marks.sort(key=lambda one: (one[2].capability, one[2].level or 0))
    silent = tuple(step["name"] for name, step in steps.items() if name not in seen)
    return Proposal(tuple(marks), tuple(unmatched), tuple(left), silent)


def _no_step(row: Reported, steps: Mapping[str, Data]) -> str:
    mend = did_you_mean(row.id or row.name, [*steps, *(step["name"] for step in steps.values())])
    return "no step of the plan is called so" + (f"; {mend}" if mend.startswith("did you mean") else "")


def _mark(row: Reported, step: Data, organisation: Organisation, today: date, by: str) -> Mark | str:
    """The mark that a row comes to, or why there is none; empty: the file says the same."""
    capability, level = step["capability"], int(step["to_level"])
    stated = organisation.levels.get(capability)
    reached = stated.level if stated else 0
    under_way = next((one for one in organisation.in_progress if one.capability == capability), None)
    if not row.state:
        return f"the state '{row.said}' is not known" if row.said else "nothing is said of how far it is"
    if row.finished is not None and row.finished > today:
        return f"{row.finished} is in the future: a report says what has happened"
    note = f"{row.where} of a report: {row.said or row.state}"
    if row.state == DONE:
        done = Mark(capability, "done", level, row.finished, by, note, _rounded(row.effort), _rounded(row.spend))
        if reached >= level and stated is not None:
            took = stated.reached(level)
            new = (done.effort is not None and took.effort is None) or (done.spend is not None and took.spend is None)
            return "it is done already; what it took is not: 'planner mark ... --effort --spend' says it" if new else ""
        return done
    if reached >= level:
        return f"the file says that it is done (level {reached})"
    if row.state == DROPPED:
        dropped = organisation.priorities.get(capability) == "wont"
        return "" if dropped else Mark(capability, "dropped", None, None, by, note)
    if row.state == DOING:
        part, effort, spend = min(0.99, row.part or 0.0), _rounded(row.effort), _rounded(row.spend)
        same = under_way is not None and (effort in (None, under_way.effort) and spend in (None, under_way.spend))
        if (
            same
            and under_way is not None
            and under_way.level == level
            and round(100 * part) <= round(100 * under_way.done)
        ):
            behind = round(100 * part) < round(100 * under_way.done) and row.part is not None
            return f"the file says that {under_way.done:.0%} are done" if behind else ""
        known = under_way.done if under_way is not None and under_way.level == level else 0.0
        return Mark(capability, f"{round(100 * max(part, known))}%", level, None, by, note, effort, spend)
    return f"the file says that {under_way.done:.0%} are done" if under_way and under_way.done else ""


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)
