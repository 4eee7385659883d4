"""A journey: capabilities in stages and areas, what they need and what they take. Immutable values, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.domain.circumstances import EVERYBODY, Circumstances, Region, Regulation
from planner.domain.values import Condition, Estimate, Need, Text, Threshold, frozen_map


@dataclass(frozen=True, slots=True)
class Drag:
    """While a capability is how things are done, work of one stage takes more effort and time."""

    stage: str
    effort_factor: float
    duration_factor: float


@dataclass(frozen=True, slots=True)
class Mode:
    """Another way to build a capability, such as with an agency: what is None is as the capability says."""

    id: str
    name: Text
    owner: str | None = None
    contributors: tuple[str, ...] | None = None
    effort: Estimate | None = None
    duration_estimate: Estimate | None = None
    cost: Estimate | None = None
    run: float | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """How a capability brings units on board that the organisation lists: first a kit and pilot units, then waves.

    Attributes:
        name: what it is called in the name of a wave.
        first: part of the effort that the kit and the pilot take.
        each: part that one more unit of ordinary size takes which lacks everything; of several units it grows as
            ``Policy.growth`` says.
        by_wave: what each wave takes of what the one before it would have.
        waves: how many there are at most beside the pilot, where the organisation does not say.
    """

    name: Text
    first: float = 0.5
    each: float = 0.35
    by_wave: float = 0.85
    waves: int = 4


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure that shows whether a capability works.

    Attributes:
        unit: such as "%" or "hours"; ``better``: up or down, which way is better; both empty where nothing is said.
        usual: what others have, with who and when; ``source``: where that was published. Empty: no figure was found.
    """

    name: Text
    unit: Text = Text(())
    better: str = ""
    usual: Text = Text(())
    source: str = ""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing the organisation can learn to do, on the levels of its journey."""

    id: str
    name: Text
    stage: str
    area: str
    owner: str
    contributors: tuple[str, ...] = ()
    outcome: Text = Text(())
    needs: tuple[Need, ...] = ()
    """Prerequisites from the policy's ``needs_from_level`` on."""
    level_needs: tuple[tuple[int, tuple[Need, ...]], ...] = ()
    """Further prerequisites of one level: ``(level, needs)``."""
    eased_by: tuple[str, ...] = ()
    effort: Estimate = Estimate(0, 0, 0)
    """Person-weeks from nothing to the policy's ``target_level``."""
    duration_estimate: Estimate = Estimate(1, 1, 1)
    """Elapsed weeks, to the same."""
    cost: Estimate = Estimate(0, 0, 0)
    """Outside spend, to the same, in thousands."""
    run: float = 0
    """Person-weeks per quarter, from the policy's ``run_from_level`` on."""
    grants: Mapping[str, float] = field(default_factory=frozen_map)
    """Person-weeks per quarter added to a role once at level 2."""
    value: Mapping[str, int] = field(default_factory=frozen_map)
    """0 to 5 by goal."""
    risk: str = "medium"
    risk_note: Text = Text(())
    kano: str = "performance"
    evidence: tuple[Text, ...] = ()
    """One yes/no question per level, level 1 first."""
    proof: Text = Text(())
    """What to show for a yes."""
    kpis: tuple[Kpi, ...] = ()
    group: str = ""
    """Capabilities of one group exclude each other."""
    drag: Drag | None = None
    modes: tuple[Mode, ...] = ()
    """Other ways to build it; a plan takes one."""
    seats: tuple[str, ...] = ()
    """Roles that must be seated before level 2 counts."""
    gate: str = ""
    """``fiscal-year``: goes live only in the first quarter of a fiscal year."""
    launch: bool = True
    """Whether going live is seen by the public or changes a system; see ``CalendarRule``."""
    optional: bool = False
    tags: tuple[str, ...] = ()
    """What kind of work it is, for rules and plugins to speak of."""
    plays: tuple[str, ...] = ()
    """The parts that it plays for checks and patterns, such as that of the council; see ``Journey.playing``."""
    lead_time: Estimate = Estimate(0, 0, 0)
    """Weeks that pass before the work begins and take nobody's time, such as notice periods or procurement."""
    scales_with: str = ""
    """``staff`` or ``units``: effort and weeks grow with it, see ``Policy``."""
    waits: Mapping[str, Estimate] = field(default_factory=frozen_map)
    """By trait of organisations: weeks that pass before the work begins, beside all that it needs, such as for a works
    council that must agree."""
    units_at_least: int = 1
    in_units: bool = False
    """Whether its work reaches into every unit, as training, onboarding and a change of tools do."""
    reach: str = ""
    """``units``: every unit builds its own; ``rollout``: built once, and taken over by one unit after the other; empty:
    once, for the whole organisation."""
    rollout: Rollout | None = None
    """How it brings units on board, where it does."""
    only_for: Circumstances = EVERYBODY
    grounds: Mapping[str, str] = field(default_factory=frozen_map)
    """Where a figure was published, by its name in the document; what is not among them is an estimate."""
    why: Text = Text(())
    """Why the journey has it."""
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def needs_for(self, level: int, needs_from: int = 2) -> tuple[Need, ...]:
        """Everything that must hold before ``level`` is reached."""
        own = self.needs if level >= needs_from else ()
        return own + tuple(need for at, more in self.level_needs if at <= level for need in more)


@dataclass(frozen=True, slots=True)
class Selector:
    """Which capabilities a rule is about: those that match any of the given lists; empty means all."""

    capabilities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def matches(self, capability: Capability) -> bool:
        if not (self.capabilities or self.areas or self.stages or self.owners or self.tags):
            return True
        return (
            capability.id in self.capabilities
            or capability.area in self.areas
            or capability.stage in self.stages
            or capability.owner in self.owners
            or not set(self.tags).isdisjoint(capability.tags)
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """A stage that is reached and has had some weeks to settle, written ``{stage: id + 4w}`` in documents."""

    stage: str
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold before or during work of some kind, whatever the capabilities themselves need.

    Attributes:
        name: what it asks for, in a sentence.
        applies_to: whose work, less ``except_for``; ``spends``: only work that costs so many thousands outside, or
            more (likely); 0: all.
        only_for: which organisations it binds.
        needs: what must hold first, at every level that is planned; it holds from then on, as levels do not fall.
        settled: stages that must be reached first, and have settled.
        filled: roles that must have people as long as the work goes on.
        led_by: roles of which one must lead the work; empty: any.
        weight: must (a plan always keeps it) or should (given up where not everything fits otherwise).
        mend: what to do where it is not kept.
    """

    id: str
    name: Text
    applies_to: Selector
    needs: tuple[Need, ...] = ()
    settled: tuple[Settled, ...] = ()
    filled: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    weight: str = "must"
    except_for: Selector | None = None
    spends: float = 0.0
    mend: Text = Text(())
    only_for: Circumstances = EVERYBODY

    def matches(self, capability: Capability) -> bool:
        exempt = self.except_for is not None and self.except_for.matches(capability)
        return self.applies_to.matches(capability) and not exempt and capability.cost.likely >= self.spends


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    number: int
    name: Text
    summary: Text = Text(())
    reached_when: tuple[Condition, ...] = ()
    mid_when: tuple[Condition, ...] = ()
    late_when: tuple[Condition, ...] = ()
    belongs: tuple[Threshold, ...] = ()
    """What belongs to the stage without being asked for: planned where it fits."""
    decides: Text = Text(())
    """Who decides in this stage, such as a council."""
    funded_by: Text = Text(())
    """Where the money comes from in this stage."""
    form: Text = Text(())
    """How the work is usually organised in this stage, such as hub and spoke."""

    def counts(self, capability: str) -> bool:
        """Whether a capability is among those that the stage may be reached with."""
        return any(capability in group for condition in self.reached_when for group in condition.of)


@dataclass(frozen=True, slots=True)
class Goal:
    id: str
    name: Text
    reduces_risk: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """How a journey turns its numbers into work. All are estimates of the journey's author."""

    needs_from_level: int = 2
    planned_from_level: int = 1
    """The lowest level that work is planned to. Levels below are found, not planned, but where a stage or a target asks
    for just that."""
    target_level: int = 2
    owner_share: float = 0.6
    """Part of effort and run load that falls on the owner; contributors share the rest equally."""
    owner_share_by_role: Mapping[str, float] = field(default_factory=frozen_map)
    """The same for owners that differ: who sponsors a thing does less of it than who runs it."""
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=frozen_map)
    """By role, who could do its work as well."""
    level_share: tuple[float, ...] = (0.4, 0.6, 0.5)
    """Part of the stated effort, weeks and cost that levels 1, 2 and so on take; up to ``target_level`` they add up to
    1."""
    run_from_level: int = 2
    eased_factor: float = 0.85
    overload: float = 0.0
    """What part of its capacity a role may be asked for beyond it in a quarter."""
    small_contribution: float = 0.0
    """Person-weeks a quarter. What a contributor adds below that delays no step and drops none."""
    leads_at_once: int = 0
    """How many steps a role leads at once; 0: any number."""
    leads_by_role: Mapping[str, int] = field(default_factory=frozen_map)
    """The same for roles that differ."""
    changes_at_once: int = 0
    """How many steps are under way at once in the whole organisation; 0: any number."""
    unit_changes_at_once: int = 0
    """How many steps that reach into every unit are under way at once, where there are several units; 0: any number."""
    changes_by_staff: Mapping[int, int] = field(default_factory=frozen_map)
    """The same by size: from so many people on; it is in ``changes_at_once`` once the organisation is known."""
    staff: int = 1000
    """How many people the estimates of what scales with ``staff`` are made for."""
    units: int = 3
    """How many units the estimates of what scales with ``units`` are made for."""
    growth: float = 0.5
    """Effort grows with size to this power, and weeks with the square root of that."""
    horizon: int = 12
    """Quarters to plan ahead where the organisation does not say."""
    catch_up_weeks: int = 26
    """Within how many weeks what a law that applies already asks for is wanted."""
    confidence: Mapping[str, float] = field(
        default_factory=lambda: frozen_map({"low": 0.9, "medium": 0.75, "high": 0.6})
    )

    def share_of(self, owner: str) -> float:
        """What part of the work of what it owns falls on a role that has contributors."""
        return self.owner_share_by_role.get(owner, self.owner_share)

    def leads(self, role: str) -> int:
        """How many steps a role leads at once; 0: any number."""
        return self.leads_by_role.get(role, self.leads_at_once)


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
        only_for: organisations that are like those who were asked.
    """

    id: str
    finding: Text
    share: float
    who: Text
    year: int
    source: str
    here_when: Condition | None = None
    only_for: Circumstances = EVERYBODY


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
    rules: Mapping[str, Rule] = field(default_factory=frozen_map)
    regions: Mapping[str, Region] = field(default_factory=frozen_map)
    traits: Mapping[str, Text] = field(default_factory=frozen_map)
    """What may be true of an organisation, as a statement."""
    regulations: Mapping[str, Regulation] = field(default_factory=frozen_map)
    moved: Mapping[str, str] = field(default_factory=frozen_map)
    """Capabilities of the version before that have another id here."""

    @property
    def top_level(self) -> int:
        return len(self.levels) - 1

    def stage(self, stage_id: str) -> Stage:
        return next(stage for stage in self.stages if stage.id == stage_id)

    def playing(self, part: str) -> tuple[str, ...]:
        """The capabilities that play a part, such as the council: those that say so, else the one that is called so."""
        found = tuple(one.id for one in self.capabilities.values() if part in one.plays)
        return found or ((part,) if part in self.capabilities else ())

    def group_of(self, capability_id: str) -> tuple[str, ...]:
        """The other capabilities that exclude this one."""
        group = self.capabilities[capability_id].group
        if not group:
            return ()
        return tuple(c.id for c in self.capabilities.values() if c.group == group and c.id != capability_id)
