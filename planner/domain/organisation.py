"""An organisation: where it stands, what it wants, and what it has (people, money, calendar). Immutable values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any, Literal

from planner.domain.business_case import CaseInputs
from planner.domain.calendar import JANUARY, YearStart, first_day, quarter_of
from planner.domain.circumstances import Circumstances
from planner.domain.journey import Capability, Selector
from planner.domain.kpis import KpiSeries
from planner.domain.unit import Unit, Wave
from planner.domain.values import Estimate, Need, Series, Text, frozen_map

CarryOver = Literal["never", "year", "always"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The level a capability is at, and how we know."""

    level: int
    evidence: str = ""
    by: str = ""
    on: date | None = None
    was: int | None = None
    """The level at the last assessment."""
    history: tuple[Standing, ...] = ()
    """What was said of it before, the first one first."""
    effort: float | None = None
    """Person-weeks that it took to get here; None: nobody has said."""
    spend: float | None = None
    """Thousands that were spent outside on it; None: nobody has said."""

    def reached(self, level: int) -> Reached:
        """When a level was reached for good, and what getting there took, from the whole record."""
        on, effort, spend, there = None, None, None, False
        for one in (*self.history, self):
            if one.level < level:
                on, effort, spend, there = None, None, None, False  # it slipped back, or had not come so far
                continue
            on, there = on if there else one.on, True
            if one.level == level:
                effort = one.effort if one.effort is not None else effort
                spend = one.spend if one.spend is not None else spend
        return Reached(on, effort, spend)


@dataclass(frozen=True, slots=True)
class Reached:
    """The day on which a level was found to be reached, and what that took; None: nobody has said."""

    on: date | None
    effort: float | None
    spend: float | None


@dataclass(frozen=True, slots=True)
class Target:
    """A capability at a level, by a date where there is one (``hard``: later does not count). ``optional``: only
    if it is worth what it takes."""

    capability: str
    level: int
    by: date | None = None
    hard: bool = False
    optional: bool = False
    wished: bool = False
    """Planned where it fits, after everything that must be reached."""
    stage: int = 0
    """The number of the stage that asks for it; 0: it is stated, or asked for by something else."""
    by_law: bool = False
    """The date is one of the law: a plan that is late counts as complete, and shows it."""


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """A rule about time. ``blocks`` is start, work or launch during ``during`` (calendar quarters such as
    ``Q4`` for every year or ``2027Q4`` for one); ``adds_weeks`` lengthens the work; ``earliest`` forbids a
    start before a date."""

    name: str
    applies_to: Selector
    blocks: str = ""
    during: tuple[str, ...] = ()
    adds_weeks: int = 0
    earliest: date | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A prerequisite of this organisation's own: ``needs`` before anything that ``before`` matches."""

    name: str
    before: Selector
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """From a quarter on, one role's work and run load fall on another."""

    role: str
    to: str
    since: date


@dataclass(frozen=True, slots=True)
class InProgress:
    """Work that is already under way, with the part that is done (0 to 1)."""

    capability: str
    level: int
    done: float
    effort: float | None = None
    """Person-weeks that it has taken so far; None: nobody has said. ``spend``: the same in thousands."""
    spend: float | None = None


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that may happen and then makes work take longer. ``probability``: over the whole plan."""

    name: str
    probability: float
    applies_to: Selector
    adds_weeks: Estimate


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided. ``state``: taken, refused or open."""

    state: str
    on: date | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    id: str
    name: Text
    journey: str
    start: date
    levels: Mapping[str, Standing]
    goals: Mapping[str, float]
    targets: tuple[Target, ...] = ()
    target_stage: str = ""
    capacity: Mapping[str, Series] = field(default_factory=frozen_map)
    """Person-weeks per quarter by role. A role that is not listed is not limited."""
    budget: Series | None = None
    """Thousands per quarter; None is not limited."""
    carry_over: CarryOver = "year"
    """How long what is left of a quarter's budget is there: ``never`` after the quarter, to the end of the fiscal
    ``year``, or ``always``."""
    budget_left: float = 0.0
    """Thousands that are left of the budget of the quarters before the first, where that is still there."""
    horizon: int = 12
    """Quarters."""
    began: date | None = None
    """The first day of the first plan, where this is the organisation on a later day."""
    units: int = 1
    named_units: tuple[Unit, ...] = ()
    """Which these are, where that is said."""
    waves: tuple[Wave, ...] = ()
    """In which they come on board: each is a step of its own."""
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=frozen_map)
    fiscal_year_starts: YearStart = JANUARY
    calendar: tuple[CalendarRule, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    handovers: tuple[Handover, ...] = ()
    own_people: frozenset[str] = frozenset()
    """Roles whose people work for nobody else, whatever a portfolio shares."""
    in_progress: tuple[InProgress, ...] = ()
    lead_began: Mapping[str, date] = field(default_factory=frozen_map)
    """Since when the lead time of a capability runs, where the work itself has not begun."""
    pins: Mapping[str, str] = field(default_factory=frozen_map)
    priorities: Mapping[str, str] = field(default_factory=frozen_map)
    """must, should, could or wont by capability."""
    modes: Mapping[str, str] = field(default_factory=frozen_map)
    """The way to build a capability, where it is decided: the id of a mode, or ``own`` for the capability's own."""
    risks: tuple[RiskEvent, ...] = ()
    scorers: Mapping[str, float] = field(default_factory=frozen_map)
    options: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=frozen_map)
    """Values of options of plugins by kind, name of the plugin and name of the option."""
    language: str = "en"
    currency: str = ""
    fictional: bool = False
    about: Text = Text(())
    consistency: float | None = None
    """Consistency ratio of the comparisons that the weights of goals come from; None: they were given as weights."""
    relaxed: tuple[str, ...] = ()
    """Rules of the journey that are not kept."""
    regions: tuple[str, ...] = ()
    """Where it works, with the regions that these lie in."""
    traits: tuple[str, ...] = ()
    """What of the journey's traits is true of it."""
    shares_history: bool = False
    """Whether what became of its plans may be counted with that of others."""
    staff: int | None = None
    """How many people work here; None: as many as the journey's estimates are made for."""
    hard_limits: tuple[str, ...] = ()
    """Roles whose capacity is never exceeded."""
    small_parts_to_owner: tuple[str, ...] | None = None
    """Roles whose parts in others' steps, where they are too small to delay anything, are done by who owns the step;
    None: that is not decided."""
    overload: float | None = None
    """What part of its capacity a role may be asked for beyond it in a quarter; None: as the journey says."""
    leads_at_once: Mapping[str, int] = field(default_factory=frozen_map)
    """How many steps a role leads at once, where that is not as the journey says; the empty name: every role."""
    changes_at_once: int | None = None
    unit_changes_at_once: int | None = None
    """How many steps are under way at once in the whole organisation; None: as the journey says, 0: any number."""
    case: CaseInputs = field(default_factory=CaseInputs)
    """What costs and brings how much, for the business case."""
    kpis: tuple[KpiSeries, ...] = ()
    """What it measures, and where that is to be."""
    decided: Mapping[str, Decided] = field(default_factory=frozen_map)
    """What was decided of what plans ask for, by what it is about."""
    lapsed_pins: Mapping[str, str] = field(default_factory=frozen_map)
    """Pins whose time is past while the work has not begun: they are not kept."""

    def lead_left(self, capability: Capability) -> int:
        """Weeks of a capability's lead time that have to pass after everything it needs: none where it runs already, or
        is to run from a day on, see ``first_week``."""
        return 0 if capability.id in self.lead_began else _whole_weeks(capability.lead_time.likely)

    def consultation(self, capability: Capability) -> int:
        """Weeks before the work begins in which others are asked, such as a works council, beside everything else; who
        asks several asks them at once."""
        weeks = (estimate.likely for trait, estimate in capability.waits.items() if trait in self.traits)
        return _whole_weeks(max(weeks, default=0.0))

    def first_week(self, capability: Capability) -> int:
        """The first week of the plan in which work on a capability can begin, as far as consultations go, and a lead
        time of which is known when it begins."""
        asked, began = self.consultation(capability), self.lead_began.get(capability.id)
        if began is None:
            return asked
        lead = _whole_weeks(capability.lead_time.likely)
        return max(0, max(asked, lead) - (self.start - began).days // 7)

    def level(self, capability: Capability) -> int:
        """The level that counts: a council without its seats is not at level 2 (rule R1)."""
        stated = self.levels[capability.id].level if capability.id in self.levels else 0
        if stated >= 2 and self.missing_seats(capability):
            return 1
        return stated

    def is_among(self, circumstances: Circumstances) -> bool:
        """Whether something is for this organisation, by where it works and what is true of it."""
        return circumstances.hold(self.regions, self.traits)

    def applies(self, capability: Capability) -> bool:
        """Whether a capability is for an organisation such as this."""
        return capability.units_at_least <= self.units and self.is_among(capability.only_for)

    def lacks(self, capability: Capability) -> bool:
        """Whether a capability is about people who are never there: it brings capacity to such roles alone."""
        return bool(capability.grants) and all(map(self.has_nobody, capability.grants))

    def leader(self, owner: str) -> str:
        """Who leads what a role owns: whoever has taken over all of its work by the plan's first quarter."""
        first = first_day(quarter_of(self.start))
        taken = {one.role: one.to for one in self.handovers if one.since <= first}
        for _handover in taken:
            owner = taken.get(owner, owner)
        return owner

    def has_nobody(self, role: str) -> bool:
        """Whether there is never anybody in a role, as far as is stated."""
        series = self.capacity.get(role)
        return series is not None and not any((*series.values, *(amount for _day, amount in series.changes)))

    def missing_seats(self, capability: Capability) -> tuple[str, ...]:
        """Seats that nobody has, although it was said who has one; a role in which nobody ever is needs none."""
        filled = self.seats.get(capability.id)
        return () if filled is None else self.empty_seats(capability, filled)

    def empty_seats(self, capability: Capability, filled: Collection[str]) -> tuple[str, ...]:
        """The seats that are not among the filled ones, but for those of roles in which nobody ever is."""
        return tuple(role for role in capability.seats if role not in filled and not self.has_nobody(role))


def _whole_weeks(weeks: float) -> int:
    return ceil(weeks - 1e-9)
