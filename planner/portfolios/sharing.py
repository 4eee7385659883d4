"""Who takes how much of the people that members share, and what that leaves for another: in whole thousandths of a
person-week per quarter, as sequencers count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from planner.domain.calendar import Calendar, first_day, next_quarter, quarter_of
from planner.domain.organisation import Organisation
from planner.domain.portfolio import Portfolio
from planner.domain.values import Series, frozen_map
from planner.planning.schedule import Plan
from planner.scheduling.problem import SCALE, Project

Cell = tuple[str, str]
"""A shared role and a calendar quarter, such as ``("agency", "2027Q3")``."""

BUSY = 0.4 / SCALE
"""What a role has in a quarter that others have taken whole: nothing that counts, but it is not absent, so nobody does
its part for it."""


@dataclass(frozen=True)
class Pool:
    """What shared roles have in each quarter from the first day of the first member's plan to the end of the last
    one's."""

    quarters: tuple[str, ...]
    capacity: Mapping[Cell, int]

    @cached_property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role for role, _label in self.capacity))

    def after(self, quarter: str) -> tuple[str, ...]:
        """The quarters after one: what a plan that ends with it runs goes on to run in them."""
        return tuple(label for label in self.quarters if label > quarter)

    def less(self, used: Iterable[Mapping[Cell, int]]) -> Mapping[Cell, int]:
        """What is left beside what others take; below 0 where they take more than there is."""
        left = dict(self.capacity)
        for own in used:
            for cell, amount in own.items():
                left[cell] -= amount
        return left

    def with_at_least(self, running: Sequence[Mapping[Cell, int]]) -> Pool:
        """The same with room for what runs today whatever is planned: where that is more than there is, nobody's plan
        can help it."""
        today = {cell: sum(own.get(cell, 0) for own in running) for cell in self.capacity}
        return replace(self, capacity=frozen_map({c: max(n, today[c]) for c, n in self.capacity.items()}))

    def holds(self, used: Iterable[Mapping[Cell, int]]) -> bool:
        """Whether nothing is taken twice."""
        return min(self.less(used).values(), default=0) >= 0


def pool(portfolio: Portfolio, organisations: Iterable[Organisation]) -> Pool:
    """What the members of a portfolio share."""
    every = tuple(organisations)
    start = min(one.start for one in every)
    labels = [quarter_of(start)]
    last = max(Calendar(one.start, one.horizon + 1).labels[-1] for one in every)
    while labels[-1] < last:
        labels.append(next_quarter(labels[-1]))
    calendar = Calendar(first_day(labels[0]), len(labels))
    capacity = {
        (role, label): round(amount * SCALE)
        for role in portfolio.shared
        for label, amount in zip(labels, portfolio.capacity(role, calendar), strict=True)
    }
    return Pool(tuple(labels), frozen_map(capacity))


PLENTY = 1e5
"""Person-weeks a quarter that are enough for anything."""


def with_share(organisation: Organisation, shared: Pool, left: Mapping[Cell, int] | None) -> Organisation:
    """The organisation that has of each shared role what is left of it (None: as much as it takes), and no more than it
    counts on itself. Shared people are never asked for more than they have: somebody else would miss them."""
    calendar = Calendar(organisation.start, organisation.horizon + 1)
    capacity = dict(organisation.capacity)
    for role in shared.roles:
        own = calendar.rates(capacity[role]) if role in capacity else None
        amounts = []
        for index, label in enumerate(calendar.labels):
            there = left is None or shared.capacity[role, label]
            on = shared.after(label) if index == calendar.quarters - 1 else ()  # what runs then goes on to run
            least = PLENTY if left is None else min(left[role, one] for one in (label, *on)) / SCALE
            amount = max(BUSY, least) if there else 0.0
            amounts.append(amount if own is None else min(amount, own[index]))
        changes = (
            (max(first_day(label), organisation.start - timedelta(weeks=1)), amount)
            for label, amount in zip(calendar.labels, amounts, strict=True)
        )
        capacity[role] = Series((amounts[0],), tuple(changes))
    limits = tuple(dict.fromkeys((*organisation.hard_limits, *shared.roles)))
    return replace(organisation, capacity=frozen_map(capacity), hard_limits=limits)


def in_parts(
    shared: Pool, wanted: Sequence[Mapping[Cell, int]], today: Sequence[Mapping[Cell, int]]
) -> tuple[Mapping[Cell, int], ...]:
    """The shared people divided by what each member asks for beyond what it runs today: in the same part where that is
    more than there is; else each has what it asks for, and what is left over is divided alike."""
    found: list[dict[Cell, int]] = [{} for _one in wanted]
    for cell, there in shared.capacity.items():
        runs = [own.get(cell, 0) for own in today]
        asked = [max(0, own.get(cell, 0) - run) for own, run in zip(wanted, runs, strict=True)]
        room, total = there - sum(runs), sum(asked)
        for own, run, amount in zip(found, runs, asked, strict=True):
            more = room * amount // total if total > room else amount + (room - total) // len(wanted)
            own[cell] = run + more
    return tuple(found)


def running(plan: Plan, shared: Pool) -> Mapping[Cell, int]:
    """What running what is in place today takes of each shared role, whatever is planned."""
    found: dict[Cell, int] = {}
    for role in shared.roles:
        runs = plan.account.binding_run.get(role, ())
        own = {label: round(run * SCALE) for label, run in zip(plan.quarters, runs, strict=False)}
        own |= dict.fromkeys(shared.after(plan.quarters[-1]), round(runs[-1] * SCALE) if own else 0)
        found |= {(role, label): amount for label, amount in own.items() if amount}
    return found


def use(plan: Plan, shared: Pool) -> Mapping[Cell, int]:
    """What a plan takes of each shared role, in the quarters in which it takes any: its work, and running what is in
    place, today's too. After its last quarter what runs then goes on to run."""
    return use_of(plan, plan.project, plan.starts, shared)


def use_of(plan: Plan, project: Project, starts: Mapping[str, int], shared: Pool) -> Mapping[Cell, int]:
    """The same of start weeks in a problem of a plan's organisation."""
    taken: dict[str, list[int]] = {}
    for role in shared.roles:
        taken[role] = [round(run * SCALE) for run in plan.account.binding_run.get(role, (0.0,) * len(plan.quarters))]
    for activity in project.activities:
        if activity.id in starts:
            for (role, period), amount in project.load(activity, starts[activity.id]).items():
                if role in taken:
                    taken[role][period] += amount
    later = shared.after(plan.quarters[-1])
    found: dict[Cell, int] = {}
    for role, amounts in taken.items():
        own = dict(zip(plan.quarters, amounts, strict=True)) | dict.fromkeys(later, amounts[-1])
        found |= {(role, label): amount for label, amount in own.items() if amount > 0}
    return found
