"""The journey and the organisation: what every other module works on. Immutable values, no behaviour
beyond look-ups, no files, no graph.

Units everywhere: effort and run load in person-weeks (run load per quarter), durations in weeks, money in
thousands of the organisation's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

LEVELS = (0, 1, 2, 3)
TOP_LEVEL = 3


def frozen_map(items: Mapping[Any, Any] | None = None) -> Mapping[Any, Any]:
    """A read-only copy of a mapping."""
    return MappingProxyType(dict(items or {}))


@dataclass(frozen=True, slots=True)
class Text:
    """A label in one or more languages; the first one is the fallback."""

    by_language: tuple[tuple[str, str], ...]

    def say(self, language: str | None = None) -> str:
        for code, words in self.by_language:
            if code == language:
                return words
        return self.by_language[0][1] if self.by_language else ""

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A three-point estimate: low <= likely <= high."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """A capability at a level, written ``id@level`` in documents."""

    capability: str
    level: int

    def __str__(self) -> str:
        return f"{self.capability}@{self.level}"


@dataclass(frozen=True, slots=True)
class Need:
    """A prerequisite: at least one of the alternatives must hold (most needs have exactly one)."""

    alternatives: tuple[Threshold, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.alternatives))


@dataclass(frozen=True, slots=True)
class Drag:
    """While a capability is how things are done, work of one stage takes more effort and time."""

    stage: str
    effort: float
    weeks: float


@dataclass(frozen=True, slots=True)
class Mode:
    """Another way to build a capability, such as with an agency: what is None is as the capability says."""

    id: str
    name: Text
    owner: str | None = None
    contributors: tuple[str, ...] | None = None
    effort: Estimate | None = None
    weeks: Estimate | None = None
    cost: Estimate | None = None
    run: float | None = None


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing the organisation can learn to do, on levels 0 to 3."""

    id: str
    name: Text
    stage: str
    area: str
    owner: str
    contributors: tuple[str, ...] = ()
    outcome: Text = Text(())
    needs: tuple[Need, ...] = ()
    """Prerequisites for reaching level 2 and above (level 1 needs none)."""
    level_needs: tuple[tuple[int, tuple[Need, ...]], ...] = ()
    """Further prerequisites of one level: ``(level, needs)``."""
    eased_by: tuple[str, ...] = ()
    effort: Estimate = Estimate(0, 0, 0)
    """Person-weeks from nothing to level 2."""
    weeks: Estimate = Estimate(1, 1, 1)
    """Elapsed weeks from nothing to level 2."""
    cost: Estimate = Estimate(0, 0, 0)
    """Outside spend to level 2, in thousands."""
    run: float = 0
    """Person-weeks per quarter, from level 2 on."""
    grants: Mapping[str, float] = field(default_factory=frozen_map)
    """Person-weeks per quarter added to a role once at level 2."""
    value: Mapping[str, int] = field(default_factory=frozen_map)
    """0 to 5 by goal."""
    risk: str = "medium"
    risk_note: Text = Text(())
    kano: str = "performance"
    evidence: tuple[Text, ...] = ()
    """One yes/no question per level, level 1 first."""
    kpis: tuple[Text, ...] = ()
    group: str = ""
    """Capabilities of one group exclude each other."""
    drag: Drag | None = None
    modes: tuple[Mode, ...] = ()
    """Other ways to build it; a plan takes one."""
    seats: tuple[str, ...] = ()
    """Roles that must be seated before level 2 counts."""
    gate: str = ""
    """``fiscal-year``: goes live only in the first quarter of a fiscal year."""
    optional: bool = False
    units_at_least: int = 1
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def needs_for(self, level: int, needs_from: int = 2) -> tuple[Need, ...]:
        """Everything that must hold before ``level`` is reached."""
        own = self.needs if level >= needs_from else ()
        return own + tuple(need for at, more in self.level_needs if at <= level for need in more)


@dataclass(frozen=True, slots=True)
class Condition:
    """``at_least`` of the ``of`` groups have a member at ``level`` or above."""

    at_least: int
    of: tuple[tuple[str, ...], ...]
    level: int


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    number: int
    name: Text
    summary: Text = Text(())
    reached_when: tuple[Condition, ...] = ()
    mid_when: tuple[Condition, ...] = ()
    late_when: tuple[Condition, ...] = ()
    decides: Text = Text(())
    """Who decides in this stage, such as a council."""
    funded_by: Text = Text(())
    """Where the money comes from in this stage."""
    form: Text = Text(())
    """How the work is usually organised in this stage, such as hub and spoke."""


@dataclass(frozen=True, slots=True)
class Goal:
    id: str
    name: Text
    reduces_risk: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """How a journey turns its numbers into work. All are estimates of the journey's author."""

    needs_from_level: int = 2
    target_level: int = 2
    owner_share: float = 0.6
    """Part of effort and run load that falls on the owner; contributors share the rest equally."""
    level_share: tuple[float, float, float] = (0.4, 0.6, 0.5)
    """Part of the stated effort, weeks and cost that levels 1, 2 and 3 take (1 and 2 add up to 1)."""
    run_from_level: int = 2
    eased_factor: float = 0.85
    confidence: Mapping[str, float] = field(
        default_factory=lambda: frozen_map({"low": 0.9, "medium": 0.75, "high": 0.6})
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that a journey is built on: its row in the source, what has become of it, and the test of that."""

    row: str
    claim: Text
    where: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """A published figure to stand beside: a share of organisations, and when this one is among them.

    Attributes:
        finding: what they do, such as "have a policy for social media".
        share: in percent.
        who: who was asked.
        year: of the survey; ``source``: where it was published.
        here_when: holds where this organisation does the same; None: it cannot be told from levels.
    """

    id: str
    finding: Text
    share: float
    who: Text
    year: int
    source: str
    here_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    id: str
    name: Text
    language: str
    levels: tuple[Text, ...]
    policy: Policy
    stages: tuple[Stage, ...]
    areas: Mapping[str, Text]
    roles: Mapping[str, Text]
    goals: Mapping[str, Goal]
    capabilities: Mapping[str, Capability]
    version: str = ""
    note: Text = Text(())
    claims: tuple[Claim, ...] = ()
    surveys: tuple[Survey, ...] = ()

    def stage(self, stage_id: str) -> Stage:
        return next(stage for stage in self.stages if stage.id == stage_id)

    def group_of(self, capability_id: str) -> tuple[str, ...]:
        """The other capabilities that exclude this one."""
        group = self.capabilities[capability_id].group
        return tuple(c.id for c in self.capabilities.values() if group and c.group == group and c.id != capability_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """The level a capability is at, and how we know."""

    level: int
    evidence: str = ""
    by: str = ""
    on: date | None = None
    was: int | None = None
    """The level at the last assessment."""


@dataclass(frozen=True, slots=True)
class Target:
    """A capability at a level, by a date where there is one (``hard``: later does not count). ``optional``: only
    if it is worth what it takes."""

    capability: str
    level: int
    by: date | None = None
    hard: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Selector:
    """Which capabilities a rule is about: those that match any of the given lists; empty means all."""

    capabilities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()

    def matches(self, capability: Capability) -> bool:
        if not (self.capabilities or self.areas or self.stages or self.owners):
            return True
        return (
            capability.id in self.capabilities
            or capability.area in self.areas
            or capability.stage in self.stages
            or capability.owner in self.owners
        )


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
    from_quarter: str


@dataclass(frozen=True, slots=True)
class InProgress:
    """Work that is already under way, with the part that is done (0 to 1)."""

    capability: str
    level: int
    done: float


@dataclass(frozen=True, slots=True)
class Series:
    """A number per quarter: a list whose last value repeats, then changes from named quarters on."""

    values: tuple[float, ...]
    changes: tuple[tuple[str, float], ...] = ()

    def at(self, index: int, quarter: str) -> float:
        """The value of plan quarter ``index`` (0 is the first), labelled ``quarter`` (such as 2027Q3)."""
        value = self.values[min(index, len(self.values) - 1)]
        for label, changed in self.changes:
            if label <= quarter:
                value = changed
        return value


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that may happen and then makes work take longer. ``probability``: over the whole plan."""

    name: str
    probability: float
    applies_to: Selector
    adds_weeks: Estimate


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
    carry_over: bool = False
    horizon: int = 12
    """Quarters."""
    units: int = 1
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=frozen_map)
    fiscal_year_starts: int = 1
    calendar: tuple[CalendarRule, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    handovers: tuple[Handover, ...] = ()
    in_progress: tuple[InProgress, ...] = ()
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
    lapsed_pins: Mapping[str, str] = field(default_factory=frozen_map)
    """Pins whose time is past while the work has not begun: they are not kept."""

    def level(self, capability: Capability) -> int:
        """The level that counts: a council without its seats is not at level 2 (rule R1)."""
        stated = self.levels[capability.id].level if capability.id in self.levels else 0
        if stated >= 2 and self.missing_seats(capability):
            return 1
        return stated

    def missing_seats(self, capability: Capability) -> tuple[str, ...]:
        filled = self.seats.get(capability.id)
        return () if filled is None else tuple(role for role in capability.seats if role not in filled)
