"""Who could take over the work of a role that has no time left: somebody who can do it, and has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.planning.schedule import Plan
from planner.planning.usage import capacity_use

BUSY = 0.95
"""From which part of what it has a role has nothing to spare."""
OFTEN = 2
"""Quarters in which that has to be so."""
Loads = dict[str, dict[str, tuple[float, float]]]
"""By role and quarter: what it does, and what it has."""


class Handed(NamedTuple):
    """A role's work, who would do it, and from which quarter on."""

    role: str
    to: str
    quarter: str


def passed_on(plan: Plan) -> Iterator[Handed]:
    """The hand-overs that are worth a try, the busiest role first, at most one for each: to who could do its work as
    well, as far as the journey says (``Policy.stand_ins``), and has the time."""
    loads: Loads = {}
    for use in capacity_use(plan):
        if use.capacity is not None:
            loads.setdefault(use.role, {})[use.quarter] = (use.run + use.work, use.capacity)
    kept, labels = {one.role for one in plan.organisation.handovers}, plan.calendar.labels
    busy = {role: [q for q, (does, has) in own.items() if has and does >= BUSY * has] for role, own in loads.items()}
    for role in sorted(busy, key=lambda one: -len(busy[one])):
        if len(busy[role]) < OFTEN or role in kept:
            continue
        since = max(busy[role][0], labels[min(1, len(labels) - 1)])
        others = [one for one in plan.journey.policy.stand_ins.get(role, ()) if one not in kept and not busy.get(one)]
        spare = {other: _spare(plan, loads, role, other, since) for other in others}
        most = max(spare, key=lambda one: spare[one], default="")
        if most and spare[most] > 0:
            yield Handed(role, most, since)


def _spare(plan: Plan, loads: Loads, role: str, other: str, since: str) -> float:
    """What the other one has left from a quarter on, with the role's work on top; below 0 where that is too much."""
    has = plan.account.capacity.get(other)
    if has is None or not all(has):
        return 0.0
    there = dict(zip(plan.calendar.labels, has, strict=False))
    left = 0.0
    for quarter in plan.calendar.labels:
        if quarter >= since:
            does, holds = loads.get(other, {}).get(quarter, (0.0, there[quarter]))
            left += holds - does - loads.get(role, {}).get(quarter, (0.0, 0.0))[0]
    return left
