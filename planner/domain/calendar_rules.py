"""Calendar rules as masks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from planner.domain.calendar import Calendar
from planner.domain.journey import Journey
from planner.domain.organisation import CalendarRule, Organisation
from planner.domain.step import Step
from planner.i18n.phrases import pinned_to
from planner.i18n.translation import _
from planner.i18n.translation import day as spoken_day

Rules = Mapping[str, list[tuple[str, int]]]
"""Calendar rules by step id, each as (name, bit set of the start weeks that it forbids)."""


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
