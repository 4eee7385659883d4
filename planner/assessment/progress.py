"""Progress as changes to an organisation's document: what was reached, what is under way, what is given up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.assessment.record import restated
from planner.documents.reader import DataPath
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation, Standing
from planner.errors import PlannerError

STATES = "done, started, waiting (its lead time runs), a part such as 40%, a level such as 2, or dropped"


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody says of a capability.

    Attributes:
        state: ``waiting`` (notice was given, the order is placed), ``done``, ``started``, ``40%``, ``0`` to ``3``, or
            ``dropped``.
        level: that is reached or on the way; None: the level that is wanted, or the journey's usual one.
        effort, spend: person-weeks and thousands that it took, or has taken so far; None: not said.
    """

    capability: str
    state: str
    level: int | None = None
    on: date | None = None
    by: str = ""
    note: str = ""
    effort: float | None = None
    spend: float | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What to write, what to take out, and the same in words."""

    values: Mapping[DataPath, Any]
    removed: tuple[DataPath, ...]
    words: str


def changes_for(mark: Mark, journey: Journey, organisation: Organisation, raw: Any = None) -> Changes:
    """The changes that a mark makes.

    Args:
        raw: what the document says of the capability's level now.

    Raises:
        PlannerError: the state is none, or does not fit what the document says.
    """
    capability = journey.capabilities[mark.capability]
    stated = organisation.levels.get(capability.id)
    today = stated.level if stated else 0
    wanted = max((t.level for t in organisation.targets if t.capability == capability.id), default=0)
    under_way = next((work for work in organisation.in_progress if work.capability == capability.id), None)
    level = mark.level or (under_way.level if under_way else 0) or wanted or journey.policy.target_level
    begun: tuple[DataPath, ...] = (("in_progress", capability.id),) if under_way else ()
    waited: tuple[DataPath, ...] = (("lead_began", capability.id),) if capability.id in organisation.lead_began else ()
    if mark.state == "waiting":
        if under_way or not (capability.lead_time.likely or organisation.consultation(capability)):
            why = "the work has begun" if under_way else "it has no lead time"
            raise PlannerError(f"'{capability.id}' does not wait: {why}")
        if mark.on is None:
            raise PlannerError(f"say since when the lead time of '{capability.id}' runs: --on DATE")
        since: dict[DataPath, Any] = {("lead_began", capability.id): mark.on.isoformat()}
        return Changes(since, (), f"the lead time of {capability.id} runs since {mark.on}")
    if mark.state == "dropped":
        wished = any(target.capability == capability.id for target in organisation.targets)
        if wished and len(organisation.targets) == 1 and not organisation.target_stage:
            raise PlannerError(f"'{capability.id}' is the only target: name another one before you give it up")
        gone: tuple[DataPath, ...] = (("targets", capability.id),) if wished else ()
        return Changes(
            {("priorities", capability.id): "wont"}, (*begun, *waited, *gone), f"{capability.id} is given up"
        )
    part = re.fullmatch(r"(\d{1,2})\s?%", mark.state)
    so_far = (under_way.effort, under_way.spend) if under_way else (None, None)
    effort = so_far[0] if mark.effort is None else mark.effort
    spend = so_far[1] if mark.spend is None else mark.spend
    if mark.state == "started" or part:
        done = int(part[1]) / 100 if part else 0.0
        if level <= today:
            raise PlannerError(f"'{capability.id}' is at level {today} already; say on the way to what with --level")
        took = {key: amount for key, amount in (("effort", effort), ("spend", spend)) if amount is not None}
        values: dict[DataPath, Any] = {("in_progress", capability.id): {"level": level, "done": done, **took}}
        return Changes(values, waited, f"{capability.id} is under way to level {level}, {done:.0%} done")
    if mark.state == "done" or re.fullmatch(f"[0-{journey.top_level}]", mark.state):
        reached = max(level, today) if mark.state == "done" else int(mark.state)
        new = Standing(reached, mark.note, mark.by, mark.on, effort=effort, spend=spend)
        values, gone = restated(capability.id, raw, stated, new)
        words = f"{capability.id} is at level {reached}" + (f" (was at {today})" if today != reached else "")
        return Changes(values, (*gone, *waited, *(begun if reached >= level else ())), words)
    raise PlannerError(f"'{mark.state}' is no state; write {STATES}")
