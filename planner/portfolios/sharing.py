"""Who takes how much of the people, and of the money, that members share, and what that leaves for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

from planner.domain.calendar import Calendar, first_day
from planner.domain.organisation import CarryOver, Organisation
from planner.domain.values import Series, frozen_map
from planner.planning.quarter_account import budget, carries
from planner.planning.schedule import Plan
from planner.portfolios.pool import MONEY, Cell, Pool
from planner.scheduling.problem import SCALE, Project

BUSY = 0.4 / SCALE
"""What a role has in a quarter that others have taken whole: nothing that counts, but it is not absent, so nobody does
its part for it."""


PLENTY = 1e5
"""Person-weeks a quarter that are enough for anything."""


def with_share(organisation: Organisation, shared: Pool, left: Mapping[Cell, int] | None) -> Organisation:
    """The organisation that has of each shared role what is left of it (None: as much as it takes), and no more than it
    counts on itself. Shared people are never asked for more than they have: somebody else would miss them."""
    calendar = Calendar(organisation.start, organisation.horizon + 1, organisation.fiscal_year_starts)
    capacity = dict(organisation.capacity)
    for role in shared.roles_of(organisation):
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
    limits = tuple(dict.fromkeys((*organisation.hard_limits, *shared.roles_of(organisation))))
    changed = replace(organisation, capacity=frozen_map(capacity), hard_limits=limits)
    return changed if left is None or not shared.has_money else _with_money(changed, shared, left, calendar)


def _with_money(organisation: Organisation, shared: Pool, left: Mapping[Cell, int], calendar: Calendar) -> Organisation:
    """The organisation that spends no more than is left of the common budget, nor than its own."""
    labels, own = calendar.labels, budget(organisation, calendar)
    room = shared.money(left, labels, shared.after(labels[-1]))
    kept: CarryOver = "never" if not shared.carries else "always" if own is None else organisation.carry_over
    changed = replace(organisation, carry_over=kept, budget_left=0.0)
    whole = None if own is None else [round(amount * SCALE) for amount in own]
    amounts = lesser(room, whole, carries(changed, calendar))
    rates = [amount / SCALE / part for amount, part in zip(amounts, calendar.parts, strict=True)]
    days = (max(first_day(label), organisation.start - timedelta(weeks=1)) for label in labels)
    return replace(changed, budget=Series((rates[0],), tuple(zip(days, rates, strict=True))))


def lesser(room: Sequence[int], own: Sequence[int] | None, carries: Sequence[bool]) -> tuple[int, ...]:
    """The money by period of a member that spends no more than is left of the common budget, nor than its own.

    Args:
        carries: for each period, whether what the one before leaves of both is there in it.
    """
    if own is None:
        return tuple(room)
    found: list[int] = []
    common = mine = given = 0
    for there, amount, carried in zip(room, own, carries, strict=True):
        if not carried:
            common = mine = given = 0
        common, mine = common + there, mine + amount
        found.append(min(common, mine) - given)
        given += found[-1]
    return tuple(found)


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
    for role in shared.roles_of(plan.organisation):
        runs = plan.account.binding_run.get(role, ())
        own = {label: round(run * SCALE) for label, run in zip(plan.quarters, runs, strict=False)}
        own |= dict.fromkeys(shared.after(plan.quarters[-1]), round(runs[-1] * SCALE) if own else 0)
        found |= {(role, label): amount for label, amount in own.items() if amount}
    return found


def use(plan: Plan, shared: Pool) -> Mapping[Cell, int]:
    """What a plan takes of each shared role, in the quarters in which it takes any: its work, and running what is in
    place, today's too. After its last quarter what runs then goes on to run. And what it spends, where money is
    shared."""
    return use_of(plan, plan.project, plan.starts, shared)


def use_of(plan: Plan, project: Project, starts: Mapping[str, int], shared: Pool) -> Mapping[Cell, int]:
    """The same of start weeks in a problem of a plan's organisation."""
    taken: dict[str, list[int]] = {}
    for role in shared.roles_of(plan.organisation):
        taken[role] = [round(run * SCALE) for run in plan.account.binding_run.get(role, (0.0,) * len(plan.quarters))]
    for activity in project.activities:
        if activity.id in starts:
            for (role, period), amount in project.load(activity, starts[activity.id]).items():
                if role in taken:
                    taken[role][period] += amount
    later = shared.after(plan.quarters[-1])
    if shared.has_money:
        spent = [0] * len(plan.quarters)
        for activity in project.activities:
            if activity.id in starts:
                for period, amount in project.spend(activity, starts[activity.id]).items():
                    spent[period] += amount
        taken[MONEY] = list(accumulate(spent)) if shared.carries else spent
    found: dict[Cell, int] = {}
    for role, amounts in taken.items():
        after = 0 if role == MONEY and not shared.carries else amounts[-1]
        own = dict(zip(plan.quarters, amounts, strict=True)) | dict.fromkeys(later, after)
        found |= {(role, label): amount for label, amount in own.items() if amount > 0}
    return found
