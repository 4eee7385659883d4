"""From steps and an organisation's calendar, capacity and budget to the scheduling problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from planner.domain.calendar import WEEKS_PER_QUARTER, Calendar
from planner.domain.calendar_rules import Rules, allowed_starts
from planner.domain.journey import Journey, Policy
from planner.domain.organisation import Organisation
from planner.domain.step import Step, is_small
from planner.planning.quarter_account import QuarterAccount
from planner.planning.request import Wish
from planner.planning.small_contributions import counted_together
from planner.plugins.values import Scope
from planner.scheduling.activity import Activity
from planner.scheduling.problem import SCALE, UNITS, Project

CHARGE = 4
"""What is not asked for, and not needed in any case, is planned for what it makes possible: its own value does not
count, and each person-week of it counts like a point of value that comes so many weeks later (estimate)."""


LAW = -1
"""The tier of what the law asks for, see ``Activity.tier``."""


def make_scope(journey: Journey, organisation: Organisation, steps: tuple[Step, ...], calendar: Calendar) -> Scope:
    """Steps as scorers see them: each once, in its own way, with every alternative among its needs."""
    steps = tuple(step for step in steps if not step.mode_of)
    needs = {step.id: tuple(dict.fromkeys(need for group in step.needs for need in group)) for step in steps}
    unlocks: dict[str, list[str]] = {step.id: [] for step in steps}
    for step in steps:
        for need in needs[step.id]:
            unlocks[need].append(step.id)
    due = {
        step.id: calendar.weeks_until(step.target.by) for step in steps if step.target is not None and step.target.by
    }
    return Scope(journey, organisation, steps, needs, {k: tuple(v) for k, v in unlocks.items()}, due)


def make_project(
    journey: Journey,
    organisation: Organisation,
    steps: tuple[Step, ...],
    calendar: Calendar,
    after: Calendar,
    account: QuarterAccount,
    rules: Rules,
    exclusive: tuple[tuple[str, ...], ...],
    wish: Wish,
) -> Project:
    """Compiles organisation and steps into a scheduling problem in whole numbers.

    Args:
        after: the calendar with the quarter after the plan, in which nothing is done but what is live runs: nothing is
            put off to the last weeks because its run load would not count any more.
    """
    under_way = {group for step in steps if step.done is not None for group in step.open_needs}
    begun = {group[0] for group in under_way}  # work under way is meant to stand on something
    made: dict[str, Activity] = {}
    for step in steps:
        pauses, needs = _pauses(step, calendar)
        made |= {pause.id: pause for pause in pauses}
        work = binding(journey.policy, organisation, step, step.work, step.duration)
        target = step.target
        spare = target is None and not step.certain  # one of several, or there for the capacity that it grants
        is_begun = step.done is not None or step.step_id in begun
        made[step.id] = Activity(
            id=step.id,
            duration=step.duration,
            work=work,
            cost=round(step.cost * SCALE),
            run=binding(journey.policy, organisation, step, step.run),
            grants=_whole({role: value * account.stretch[role] for role, value in step.grants.items()}),
            needs=needs,
            allowed=allowed_starts(rules[step.id], step.duration, calendar.weeks) >> step.first_week << step.first_week,
            weight=0 if spare else round(step.value * SCALE),
            charge=(round(CHARGE * step.effort.likely * SCALE) if spare else 0) + _strange(wish, step),
            due=calendar.weeks_until(target.by) if target and target.by else None,
            asked=is_begun or (target is not None and not target.optional),
            optional=target is not None and target.optional,
            wished=not is_begun and target is not None and target.wished,
            mode_of=step.mode_of,
            baseline=_week_of(calendar, wish.baseline.get(step.step_id)),
            owner=organisation.leader(step.capability.owner),
            in_units=step.capability.in_units,
            tier=_tier(step, begun=is_begun),
        )
    project = Project(
        activities=tuple(made.values()),
        begins=after.begins,
        capacity=_left(account),
        budget=None if account.budget is None else tuple(round(amount * SCALE) for amount in account.budget),
        carries=account.carries,
        handovers=account.handovers,
        exclusive=exclusive,
        aims=wish.aims,
        discount=wish.discount,
        absent={role: quarters for role, quarters in account.absent.items() if quarters},
        at_once=_at_once(journey, organisation, steps),
    )
    return counted_together(project, steps, organisation, account, after, journey.policy)


def _tier(step: Step, *, begun: bool) -> int:
    """What the law asks for goes first, then what is under way or stated, then what stages ask for, one by one."""
    if step.target is not None and step.target.by_law:
        return LAW
    return 0 if begun or step.target is None else step.target.stage


def _strange(wish: Wish, step: Step) -> int:
    """What a step costs that the plan in force does not have: as much as if it came a quarter later. Who was told one
    way is not shown another without a gain."""
    known = not wish.baseline or step.step_id in wish.baseline
    return 0 if known else round(max(step.value, 1.0) * SCALE) * WEEKS_PER_QUARTER


def _left(account: QuarterAccount) -> dict[str, tuple[int, ...]]:
    """What each role may be asked for in each quarter, beside what runs today."""
    return {
        role: tuple(
            round(account.most(role, amount, runs) * SCALE) - round(runs * SCALE)
            for amount, runs in zip(amounts, account.binding_run[role], strict=True)
        )
        for role, amounts in account.capacity.items()
    }


def binding(
    policy: Policy, organisation: Organisation, step: Step, amounts: Mapping[str, float], weeks: int = WEEKS_PER_QUARTER
) -> dict[str, int]:
    """What a step asks of each role in whole numbers, over so many weeks, less what a contributor adds that is too
    little to delay anything."""
    counted = (step.capability.owner, *organisation.hard_limits)
    return _whole(
        {role: value for role, value in amounts.items() if role in counted or not is_small(policy, value, weeks)}
    )


def _whole(amounts: Mapping[str, float]) -> dict[str, int]:
    return {role: round(value * SCALE) for role, value in amounts.items() if round(value * SCALE)}


def _pauses(step: Step, calendar: Calendar) -> tuple[list[Activity], tuple[tuple[str, ...], ...]]:
    """(the pauses that come before a step, what it then needs): sequencers know no lags, but an activity that takes
    time and nobody's work. Ways to do one step share its pauses."""
    pauses: list[Activity] = []

    def pause(name: str, weeks: int, needs: tuple[tuple[str, ...], ...]) -> str:
        anywhere = (1 << max(0, calendar.weeks - weeks + 1)) - 1
        pauses.append(Activity(name, weeks, {}, 0, {}, {}, needs, anywhere, 0, asked=False))
        return name

    needs = tuple(
        tuple(
            pause(f"{one}+{step.lags[one]}w", step.lags[one], ((one,),)) if one in step.lags else one for one in group
        )
        for group in step.needs
    )
    for wait in step.waits:
        if wait.weeks:
            needs += ((pause(f"{wait.stage}+{wait.weeks}w", wait.weeks, wait.groups),),)
        else:
            needs += wait.groups
    if step.lead_time:
        needs = ((pause(f"{step.step_id}-lead", step.lead_time, needs),),)
    return pauses, needs


def _at_once(journey: Journey, organisation: Organisation, steps: tuple[Step, ...]) -> dict[str, int]:
    """How many steps each role leads at once, the whole organisation (the empty name) has, and each of its units; never
    fewer than are under way today."""
    policy, own = journey.policy, organisation.leads_at_once
    limits = {role: own.get(role, own.get("", policy.leads(role))) for role in journey.roles}
    changes = organisation.changes_at_once
    limits[""] = policy.changes_at_once if changes is None else changes
    if organisation.units > 1:
        own_limit = organisation.unit_changes_at_once
        limits[UNITS] = policy.unit_changes_at_once if own_limit is None else own_limit
    begun = Counter(
        organisation.leader(step.capability.owner) for step in steps if step.done is not None and not step.mode_of
    )
    begun[""] = begun.total()
    begun[UNITS] = sum(step.capability.in_units for step in steps if step.done is not None and not step.mode_of)
    return {role: max(limit, begun[role]) for role, limit in limits.items() if limit}


def _week_of(calendar: Calendar, day: date | None) -> int | None:
    return None if day is None else (day - calendar.start).days // 7
