"""Calendar rules: what the calendar forbids, in weeks. One place for planning, reasons, repairs, risk and robustness;
``verification.time_rules`` counts the same again.

Each rule is three masks, of weeks in which a step must not start, must not be worked on, and must not go live. Which
starts that forbids depends on how long the step takes, so planning asks with its duration and a simulation with the
duration it drew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.domain.calendar import Calendar, first_day
from planner.domain.journey import Capability, Journey, Selector
from planner.domain.organisation import CalendarRule, Organisation
from planner.domain.step import Step
from planner.i18n.phrases import pinned_to
from planner.i18n.translation import _, speech
from planner.i18n.translation import day as spoken_day

FISCAL_YEAR = "fiscal-year"


@dataclass(frozen=True, slots=True)
class CalendarMask:
    """What one rule forbids to one step: bit ``w`` of a mask is set when week ``w`` is forbidden.

    Attributes:
        starts: weeks in which it must not start.
        work: weeks in which it must not be under way.
        live: weeks in which it must not go live, the one after the plan's last among them.
        kind: pin, deadline, under-way or calendar. Freezes, gates and dates of others (``calendar``) hold whatever
            happens; the rest is what the plan sets itself, and gives way when work is late.
        titled: whether ``name`` is the title of a rule that somebody wrote, and no sentence.
    """

    name: str
    starts: int = 0
    work: int = 0
    live: int = 0
    kind: str = "calendar"
    titled: bool = False

    def forbidden_starts(self, duration: int, horizon: int) -> int:
        """The start weeks that the rule forbids to work of so many weeks."""
        mask = self.starts | self.live >> duration
        if self.work:
            for offset in range(duration):
                mask |= self.work >> offset
        return mask & (1 << horizon) - 1


Rules = Mapping[str, tuple[CalendarMask, ...]]
"""Calendar rules by step id."""


def calendar_rules(
    journey: Journey, organisation: Organisation, step: Step, calendar: Calendar
) -> tuple[CalendarMask, ...]:
    """Every calendar rule on a step that forbids it something."""
    rules = _rules(journey, organisation, step, calendar)
    return tuple(rule for rule in rules if rule.starts or rule.work or rule.live)


def allowed_starts(rules: Iterable[CalendarMask], duration: int, horizon: int) -> int:
    """The start weeks that no rule forbids and from which the work is finished within the horizon."""
    mask = (1 << max(0, horizon - duration + 1)) - 1
    for rule in rules:
        mask &= ~rule.forbidden_starts(duration, horizon)
    return mask


def _rules(journey: Journey, organisation: Organisation, step: Step, calendar: Calendar) -> Iterator[CalendarMask]:
    begun = step.done is not None
    weeks, lives = range(calendar.weeks), range(calendar.weeks + 1)
    if begun:
        yield CalendarMask(_("under way"), starts=_mask(weeks[1:]), kind="under-way")
    pin = organisation.pins.get(step.capability.id)
    if pin and not begun and step.from_level == organisation.level(step.capability):
        when = calendar.weeks_in([pin]) if "Q" in pin else {calendar.week_of(date.fromisoformat(pin))}
        yield CalendarMask(pinned_to(pin), starts=_mask(w for w in weeks if w not in when), kind="pin")
    for rule in organisation.calendar:
        if not rule.applies_to.matches(step.capability):
            continue
        during, inside = _mask(calendar.weeks_in(rule.during)), _mask(weeks)
        early = _mask(w for w in weeks if rule.earliest and calendar.day(w) < rule.earliest)
        starts = early | (during & inside if rule.blocks == "start" else 0)
        yield CalendarMask(  # what has begun is only kept from going live
            rule.name,
            starts=0 if begun else starts,
            work=during & inside if rule.blocks == "work" and not begun else 0,
            live=during if rule.blocks == "launch" and not _is_free(rule, step.capability) else 0,
            titled=True,
        )
    for own in journey.rules.values():
        if begun or own.id in organisation.relaxed or not organisation.is_among(own.only_for):
            continue
        if (own.filled or own.led_by) and own.matches(step.capability):
            led = not own.led_by or step.capability.owner in own.led_by
            empty = _mask(week for role in own.filled for week in weeks_without(organisation, calendar, role))
            yield CalendarMask(own.name.say(speech()), starts=0 if led else _mask(weeks), work=empty, titled=True)
    # The gate is on what the journey calls going live, not on every level after it.
    if step.capability.gate == FISCAL_YEAR and not begun and step.from_level < journey.policy.run_from_level:
        opening = calendar.weeks_in(["FYQ1"])
        closed = _mask(w for w in lives if w not in opening)
        yield CalendarMask(_("it can only go live in the first quarter of a fiscal year"), live=closed)
    if step.target is not None and step.target.by and step.target.hard:
        latest = calendar.weeks_until(step.target.by)
        words = _("it must be finished by {day}", day=spoken_day(step.target.by))
        yield CalendarMask(words, live=_mask(w for w in lives if w > latest), kind="deadline")


def weeks_without(organisation: Organisation, calendar: Calendar, role: str) -> Iterator[int]:
    """The weeks in which a role has nobody: none of its own, and nobody who has taken it over."""
    handovers = {one.role: one for one in organisation.handovers}
    rates = {name: calendar.rates(series) for name, series in organisation.capacity.items()}
    for index, label in enumerate(calendar.labels):
        doer = role
        for _step in handovers:
            if doer in handovers and first_day(label) >= handovers[doer].since:
                doer = handovers[doer].to
        if doer in rates and not rates[doer][index]:
            yield from range(calendar.begins[index], calendar.begins[index + 1])


def _is_free(rule: CalendarRule, capability: Capability) -> bool:
    """Whether a freeze of all launches lets something pass: what can only come as a fiscal year opens, such as a budget
    line, and what the journey says is no launch, such as a playbook. A rule that names it holds it."""
    return (capability.gate == FISCAL_YEAR or not capability.launch) and rule.applies_to == Selector()


def _mask(weeks: Iterable[int]) -> int:
    mask = 0
    for week in weeks:
        mask |= 1 << week
    return mask
