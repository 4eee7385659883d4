"""From steps and an organisation's calendar, capacity and budget to the scheduling problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planner.domain.calendar import Calendar
from planner.domain.calendar_rules import Rules, allowed_starts
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.step import Step
from planner.planning.quarter_account import QuarterAccount
from planner.planning.request import Wish
from planner.plugins.values import Scope
from planner.scheduling.problem import SCALE, Activity, Project


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
    organisation: Organisation,
    steps: tuple[Step, ...],
    calendar: Calendar,
    account: QuarterAccount,
    rules: Rules,
    exclusive: tuple[tuple[str, ...], ...],
    wish: Wish,
) -> Project:
    """Compiles organisation and steps into a scheduling problem in whole numbers."""
    capacity = {
        role: tuple(
            round(amount * SCALE) - round(runs * SCALE) for amount, runs in zip(amounts, account.run[role], strict=True)
        )
        for role, amounts in account.capacity.items()
    }

    def whole(amounts: Mapping[str, float]) -> dict[str, int]:
        return {role: round(value * SCALE) for role, value in amounts.items() if round(value * SCALE)}

    under_way = {group for step in steps if step.done is not None for group in step.open_needs}
    begun = {group[0] for group in under_way}  # work under way is meant to stand on something
    return Project(
        activities=tuple(
            Activity(
                id=step.id,
                duration=step.duration,
                work=whole(step.work),
                cost=round(step.cost * SCALE),
                run=whole(step.run),
                grants=whole(step.grants),
                needs=step.needs,
                allowed=allowed_starts(rules[step.id], step.duration, calendar.weeks),
                weight=round(step.value * SCALE) + 1,  # the 1 keeps what has no value of its own early too
                due=calendar.weeks_until(step.target.by) if step.target and step.target.by else None,
                asked=(step.target is not None and not step.target.optional)
                or step.done is not None
                or step.step_id in begun,
                optional=step.target is not None and step.target.optional,
                mode_of=step.mode_of,
                baseline=_week_of(calendar, wish.baseline.get(step.step_id)),
            )
            for step in steps
        ),
        begins=calendar.begins,
        capacity=capacity,
        budget=None if account.budget is None else tuple(round(amount * SCALE) for amount in account.budget),
        carry_over=organisation.carry_over,
        handovers=account.handovers,
        exclusive=exclusive,
        aims=wish.aims,
        discount=wish.discount,
    )


def _week_of(calendar: Calendar, day: date | None) -> int | None:
    return None if day is None else (day - calendar.start).days // 7
