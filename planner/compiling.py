"""From steps and an organisation's calendar, capacity and budget to the scheduling problem."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.calendar import Calendar
from planner.language import _
from planner.language import day as spoken_day
from planner.model import CalendarRule, Journey, Organisation, frozen_map
from planner.plugins import Scope
from planner.project import SCALE, VALUE, WEEKS_PER_QUARTER, Activity, Project
from planner.steps import Step, run_load
from planner.wording import pinned_to


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is made for.

    Attributes:
        aims: see ``planner.aims.parse``.
        discount: part of the value that a year's delay costs.
        baseline: the first day of each step in a plan that is in force, by step id; for the aim ``stability``.
    """

    aims: tuple[Mapping[str, int], ...] = (VALUE,)
    discount: float = 0.0
    baseline: Mapping[str, date] = field(default_factory=frozen_map)


Rules = Mapping[str, list[tuple[str, int]]]
"""Calendar rules by step id, each as (name, bit set of the start weeks that it forbids)."""


def make_scope(journey: Journey, organisation: Organisation, steps: tuple[Step, ...], calendar: Calendar) -> Scope:
    """Steps as scorers see them: each once, in its own way, with every alternative among its needs."""
    steps = tuple(step for step in steps if not step.variant_of)
    needs = {step.id: tuple(dict.fromkeys(need for group in step.needs for need in group)) for step in steps}
    unlocks: dict[str, list[str]] = {step.id: [] for step in steps}
    for step in steps:
        for need in needs[step.id]:
            unlocks[need].append(step.id)
    due = {
        step.id: weeks_until(calendar, step.target.by) for step in steps if step.target is not None and step.target.by
    }
    return Scope(journey, organisation, steps, needs, {k: tuple(v) for k, v in unlocks.items()}, due)


def weeks_until(calendar: Calendar, day: date) -> int:
    """The latest finish whose last day of work is not after ``day``."""
    return ((day - calendar.start).days + 1) // 7


def calendar_rules(
    journey: Journey, organisation: Organisation, step: Step, calendar: Calendar
) -> list[tuple[str, int]]:
    """Every calendar rule on a step as (name, bit set of start weeks that it forbids)."""
    weeks, horizon = step.duration, calendar.weeks
    everything = (1 << horizon) - 1
    found: list[tuple[str, int]] = []
    if step.done is not None:
        found.append((_("under way"), everything & ~1))
    pin = organisation.pins.get(step.capability.id)
    first = step.from_level == organisation.level(step.capability)
    if pin and first and step.done is None:
        when = calendar.weeks_in([pin]) if "Q" in pin else {calendar.week_of(date.fromisoformat(pin))}
        found.append((pinned_to(pin), everything & ~_bits(when)))
    for rule in organisation.calendar:
        if rule.applies_to.matches(step.capability) and (step.done is None or rule.blocks == "launch"):
            found.append((rule.name, _forbidden(rule, weeks, calendar)))
    if step.done is None and step.capability.gate == "fiscal-year" and step.from_level < journey.policy.run_from_level:
        opening = calendar.weeks_in(calendar.fiscal_year_opens(organisation.fiscal_year_starts))
        live = _bits(week - weeks for week in opening if week >= weeks)
        found.append((_("it can only go live as a fiscal year opens"), everything & ~live))
    if step.target is not None and step.target.by and step.target.hard:
        latest = weeks_until(calendar, step.target.by) - weeks
        found.append(
            (_("it must be finished by {day}", day=spoken_day(step.target.by)), everything & ~_bits(range(latest + 1)))
        )
    return [(name, mask) for name, mask in found if mask]


def _forbidden(rule: CalendarRule, weeks: int, calendar: Calendar) -> int:
    mask = 0
    if rule.earliest:
        mask |= _bits(week for week in range(calendar.weeks) if calendar.day(week) < rule.earliest)
    blocked = calendar.weeks_in(rule.during)
    if rule.blocks == "start":
        mask |= _bits(blocked)
    elif rule.blocks == "launch":
        mask |= _bits(week - weeks for week in blocked if week >= weeks)
    elif rule.blocks == "work":
        mask |= _bits(week - offset for week in blocked for offset in range(weeks) if week >= offset)
    return mask


def _bits(weeks: Iterable[int]) -> int:
    mask = 0
    for week in set(weeks):
        mask |= 1 << week if week >= 0 else 0
    return mask


def make_project(
    journey: Journey,
    organisation: Organisation,
    steps: tuple[Step, ...],
    calendar: Calendar,
    rules: Rules,
    exclusive: tuple[tuple[str, ...], ...],
    wish: Wish,
) -> Project:
    """Compiles organisation and steps into a scheduling problem in whole numbers."""
    labels, begins = calendar.labels, calendar.begins
    handovers = {
        h.role: (next((i for i, label in enumerate(labels) if label >= h.from_quarter), len(labels)), h.to)
        for h in organisation.handovers
    }
    bare = Project((), begins, {}, None, organisation.carry_over, handovers)
    part = [min(1.0, (end - begin) / WEEKS_PER_QUARTER) for begin, end in itertools.pairwise(begins)]
    capacity = {
        role: [round(series.at(i, label) * part[i] * SCALE) for i, label in enumerate(labels)]
        for role, series in organisation.capacity.items()
    }
    for role, load in run_load(journey, organisation).items():
        for i in range(len(labels)):
            carrier = bare.carrier(role, i)
            if carrier in capacity:
                capacity[carrier][i] -= round(load * part[i] * SCALE)
    budget = None
    if organisation.budget is not None:
        budget = tuple(round(organisation.budget.at(i, label) * part[i] * SCALE) for i, label in enumerate(labels))
    everything = (1 << calendar.weeks) - 1

    def whole(amounts: Mapping[str, float]) -> dict[str, int]:
        return {role: round(value * SCALE) for role, value in amounts.items() if round(value * SCALE)}

    def allowed(step: Step) -> int:
        mask = everything
        for _name, forbidden in rules[step.id]:
            mask &= ~forbidden
        return mask

    under_way = {group for step in steps if step.done is not None for group in step.open_needs}
    begun = {group[0] for group in under_way}  # work under way is meant to stand on something
    return Project(
        activities=tuple(
            Activity(
                id=step.id,
                weeks=step.duration,
                work=whole(step.work),
                cost=round(step.cost * SCALE),
                run=whole(step.run),
                grants=whole(step.grants),
                needs=step.needs,
                allowed=allowed(step),
                weight=round(step.value * SCALE) + 1,  # the 1 keeps what has no value of its own early too
                due=weeks_until(calendar, step.target.by) if step.target and step.target.by else None,
                asked=(step.target is not None and not step.target.optional)
                or step.done is not None
                or step.base in begun,
                optional=step.target is not None and step.target.optional,
                mode_of=step.variant_of,
                baseline=_week_of(calendar, wish.baseline.get(step.base)),
            )
            for step in steps
        ),
        begins=begins,
        capacity={role: tuple(amounts) for role, amounts in capacity.items()},
        budget=budget,
        carry_over=organisation.carry_over,
        handovers=handovers,
        exclusive=exclusive,
        aims=wish.aims,
        discount=wish.discount,
    )


def _week_of(calendar: Calendar, day: date | None) -> int | None:
    return None if day is None else (day - calendar.start).days // 7
