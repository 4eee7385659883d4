"""What keeps a step from the weeks in which it could be placed, and how much of what it asks for is missing there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from planner.planning.schedule import Plan
from planner.scheduling.carriers import role_of
from planner.scheduling.ledger import Block


class Obstacle(NamedTuple):
    """What keeps a step from a start week, and the part of what it asks for there that is missing."""

    block: Block
    start: int
    short: float


def least_in_the_way(plan: Plan, step_id: str, starts: Iterable[int]) -> list[Obstacle]:
    """What keeps a step from the start week in which that is least: of each kind what is missing most, the largest
    first."""
    kinds = (_in_the_way(plan, step_id, start) for start in starts)
    least = min(kinds, key=lambda own: (len(own), sum(one.short for one in own)))
    return sorted(least, key=lambda one: -one.short)


def _in_the_way(plan: Plan, step_id: str, start: int) -> list[Obstacle]:
    worst: dict[tuple[str, str], Obstacle] = {}
    for block in plan.ledger.blocks(plan.activity[step_id], start):
        kind, short = (block.kind, role_of(block.what)), _shortage(plan, block, step_id, start)
        if kind not in worst or short > worst[kind].short:
            worst[kind] = Obstacle(block, start, short)
    return list(worst.values())


def _shortage(plan: Plan, block: Block, step_id: str, start: int) -> float:
    """The part of what a step asks for in a quarter that is not there."""
    activity = plan.activity[step_id]
    if block.kind == "at-once":
        return 1.0
    if block.kind == "budget":
        asked, since = plan.project.spend(activity, start), plan.project.budget_since[block.period]
        left = sum((plan.ledger.money or [0])[since : block.period + 1])
        wanted = sum(amount for period, amount in asked.items() if since <= period <= block.period)
    else:
        wanted = plan.project.load(activity, start).get((block.what, block.period), 0)
        left = plan.ledger.left[block.what][block.period]
    return (wanted - left) / wanted if wanted else 1.0
