"""Who waits for whom: steps that could start sooner if the shared people worked for nobody else, and the common money
was for nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.domain.organisation import Organisation
from planner.domain.values import frozen_map
from planner.planning.quarter_account import budget, carries
from planner.planning.schedule import Plan
from planner.portfolios.pool import MONEY, Cell, Pool
from planner.portfolios.sharing import with_share
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import SCALE


@dataclass(frozen=True, slots=True)
class Wait:
    """A step that waits for shared people.

    Attributes:
        member, step: who waits, by place in the portfolio, with which step.
        start, sooner: the week in which it starts, and in which it could with the shared people to itself (no more of
            them than it counts on), all else in its place.
        role, quarter: whom it waits for (``MONEY``: for money), and where that binds.
        of: the member that takes most of the role in that quarter, by place; -1: none does.
    """

    member: int
    step: str
    start: int
    sooner: int
    role: str
    quarter: str
    of: int

    @property
    def weeks(self) -> int:
        return self.start - self.sooner


def waits(
    plans: Sequence[Plan], used: Sequence[Mapping[Cell, int]], organisations: Sequence[Organisation], shared: Pool
) -> tuple[Wait, ...]:
    """All waits, the longest first.

    Args:
        organisations: the members', with what each counts on by itself.
    """
    found = []
    for index, (plan, organisation) in enumerate(zip(plans, organisations, strict=True)):
        found += _of_member(index, plan, used, organisation, shared)
    return tuple(sorted(found, key=lambda one: (-one.weeks, one.member, one.start, one.step)))


def _of_member(
    index: int, plan: Plan, used: Sequence[Mapping[Cell, int]], organisation: Organisation, shared: Pool
) -> list[Wait]:
    free = _placed(plan, with_share(organisation, shared, shared.capacity))
    tight = _placed(plan, None)
    common = (*shared.roles_of(organisation), *((MONEY,) if shared.has_money else ()))
    found = []
    for activity in plan.project.activities:
        if activity.id not in plan.starts:
            continue
        start = plan.starts[activity.id]
        for ledger in (free, tight):
            ledger.remove(activity)
        first = tight.earliest(activity) or 0
        sooner = free.first_start(activity, first)
        if sooner is not None and sooner < start:
            blocks = [
                block
                for block in tight.blocks(activity, sooner)
                if block.kind in ("capacity", "budget") and block.what in common
            ]
            if blocks:
                role, quarter = blocks[0].what, plan.quarters[blocks[0].period]
                takes = {i: own.get((role, quarter), 0) for i, own in enumerate(used) if i != index}
                most = max(takes, key=lambda i: (takes[i], -i), default=-1)
                of = most if most >= 0 and takes[most] > 0 else -1
                found.append(Wait(index, activity.id, start, sooner, role, quarter, of))
        for ledger in (free, tight):
            ledger.place(activity, start)
    return found


def _placed(plan: Plan, free: Organisation | None) -> Ledger:
    """The plan's ledger, with its own share of the shared people or with what an organisation has."""
    project = plan.project
    if free is not None:
        calendar = replace(plan.calendar, quarters=len(plan.quarters))
        capacity = {
            role: tuple(
                round(amount * SCALE) - round(run * SCALE)
                for amount, run in zip(
                    calendar.amounts(free.capacity[role]), plan.account.binding_run[role], strict=True
                )
            )
            if role in free.hard_limits
            else own
            for role, own in project.capacity.items()
        }
        there = budget(free, calendar)
        money = None if there is None else tuple(round(n * SCALE) for n in there)
        project = replace(project, capacity=frozen_map(capacity), budget=money, carries=carries(free, calendar))
    ledger = Ledger(project)
    for activity in project.activities:
        if activity.id in plan.starts:
            ledger.place(activity, plan.starts[activity.id])
    return ledger
