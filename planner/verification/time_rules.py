"""Whether planned steps keep the calendar, week by week: ``domain.calendar_rules`` once more, on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from planner.domain.journey import Journey, Selector
from planner.domain.organisation import CalendarRule, Organisation
from planner.verification.derivation import binds, level_today, part_done
from planner.verification.planned import Planned, as_done
from planner.verification.resources import is_absent, who_does
from planner.verification.weeks import day_of, is_named, quarter_index, weeks_by_quarter


def broken_calendar(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Freezes, releases, gates, pins, dates that must be kept, and the plan's own beginning and end."""
    for step in planned:
        capability, begun = as_done(journey, step), part_done(organisation, step) is not None
        starts, lives = day_of(organisation, step.start), day_of(organisation, step.finish)
        if step.start < 0 or quarter_index(organisation, step.finish - 1) >= organisation.horizon:
            yield f"{step} lies outside the plan"
        if begun and step.start:
            yield f"{step} is under way, but starts in week {step.start}"
        for rule in organisation.calendar:
            no_launch = capability.gate == "fiscal-year" or not capability.launch
            passes = rule.blocks == "launch" and no_launch and rule.applies_to == Selector()
            if rule.applies_to.matches(capability):
                yield from _broken_rule(organisation, step, replace(rule, blocks="") if passes else rule, begun)
        yield from _broken_staffing(journey, organisation, step) if not begun else ()
        run_from = journey.policy.run_from_level
        if (
            capability.gate == "fiscal-year"
            and step.from_level < run_from
            and not begun
            and not is_named(lives, "FYQ1", organisation.fiscal_year_starts)
        ):
            yield f"{step} goes live on {lives}, not as a fiscal year opens"
        for target in organisation.targets:
            reaches = target.capability == step.capability and step.from_level < target.level <= step.to_level
            if reaches and target.hard and target.by and lives - timedelta(days=1) > target.by:
                yield f"{step} is finished after {target.by}"
        pin = organisation.pins.get(step.capability)
        if pin and not begun and step.from_level == level_today(organisation, capability):
            yield from _broken_pin(organisation, step, pin, starts)


def _broken_staffing(journey: Journey, organisation: Organisation, step: Planned) -> Iterator[str]:
    """Rules of the journey on who leads a step, and on roles that must have people as long as it goes on."""
    capability, weeks = as_done(journey, step), weeks_by_quarter(organisation)
    for rule in journey.rules.values():
        kept = rule.id not in organisation.relaxed and binds(organisation, rule.only_for)
        if not kept or not rule.matches(capability):
            continue
        if rule.led_by and capability.owner not in rule.led_by:
            yield f"{step} is led by {capability.owner}, which '{rule.id}' forbids"
        quarters = sorted({quarter_index(organisation, week) for week in range(step.start, step.finish)})
        for role in rule.filled:
            for index in (one for one in quarters if one < len(weeks)):
                if is_absent(organisation, who_does(organisation, role, index), index, weeks[index]):
                    yield f"{step} is under way without {role} in quarter {index + 1}, which '{rule.id}' forbids"


def _broken_rule(organisation: Organisation, step: Planned, rule: CalendarRule, begun: bool) -> Iterator[str]:
    """What a step does that one rule of the organisation forbids. What has begun is only kept from going live."""
    starts, lives = day_of(organisation, step.start), day_of(organisation, step.finish)

    def frozen(day: date) -> bool:
        return any(is_named(day, name, organisation.fiscal_year_starts) for name in rule.during)

    if rule.blocks == "launch" and frozen(lives):
        yield f"{step} goes live on {lives}, which '{rule.name}' forbids"
    if begun:
        return
    if rule.blocks == "start" and frozen(starts):
        yield f"{step} starts on {starts}, which '{rule.name}' forbids"
    if rule.blocks == "work" and any(frozen(day_of(organisation, week)) for week in range(step.start, step.finish)):
        yield f"{step} is under way in a week that '{rule.name}' forbids"
    if rule.earliest and starts < rule.earliest:
        yield f"{step} starts on {starts}, before '{rule.name}' allows it"


def _broken_pin(organisation: Organisation, step: Planned, pin: str, starts: date) -> Iterator[str]:
    if "Q" in pin:
        kept = is_named(starts, pin, organisation.fiscal_year_starts)
    else:
        kept = starts <= date.fromisoformat(pin) <= starts + timedelta(days=6)
    if not kept:
        yield f"{step} starts on {starts}, but is pinned to {pin}"
