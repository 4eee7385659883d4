"""A plan as issues: what every tracker is given, whatever it calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.plugins import Roadmap, _, clean

HOURS = 40
"""Of a person-week."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A step of the plan.

    Attributes:
        number: of the step in the plan.
        text: what it is for, who does it, and why then; plain text of one or two sentences.
        stage: its name, ``stage_number`` its place; what trackers call a milestone, a list or an epic.
        owner: the name of the role.
        hours: of work, all who take part together: an estimate.
        blockers: numbers of the steps that come before it; ``lags``: weeks that pass after one of them (lead time).
        urgent: whether it is on the chain that sets when the plan is finished.
    """

    number: int
    title: str
    text: str
    stage: str
    stage_number: int
    owner: str
    start: date
    end: date
    hours: int
    blockers: tuple[int, ...]
    lags: Mapping[int, int]
    urgent: bool
    done: bool


def issues(roadmap: Roadmap) -> list[Issue]:
    """The steps in the order of the plan."""
    return list(_issues(roadmap))


def _issues(roadmap: Roadmap) -> Iterator[Issue]:
    numbers = {step.id: step.number for step in roadmap.placements}
    names = {stage.id: stage.name for stage in roadmap.stages}
    for step in roadmap.placements:
        text = clean(f"{step.outcome} {step.owner_name}: {step.reason.text}".strip())
        blockers = tuple(numbers[need] for need in step.needs if need in numbers)
        lags = {numbers[need]: weeks for need, weeks in step.lags.items() if need in numbers}
        yield Issue(
            step.number, clean(step.name), text, clean(names[step.stage]), step.stage_number, clean(step.owner_name),
            step.start_date, step.end_date, round(step.effort * HOURS), blockers, lags, step.critical, step.done >= 1,
        )  # fmt: skip


def waits_for(issue: Issue, every: list[Issue]) -> str:
    """In words, for trackers that take no dependencies; empty: for nothing."""
    titles = {one.number: one.title for one in every}
    names = [f"{titles[one]} + {issue.lags[one]}w" if one in issue.lags else titles[one] for one in issue.blockers]
    return _("Waits for: {names}", names="; ".join(names)) if names else ""
