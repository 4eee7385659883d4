"""The roadmap: everything a view, an exporter or the CLI may want to show, resolved to plain values in one
language. Immutable, and free of graphs and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from planner.aims import best
from planner.assessment.peers import Peer
from planner.calendar import Calendar
from planner.diagnosis import Diagnosis
from planner.findings import Finding
from planner.language import _
from planner.model import frozen_map
from planner.scores import ScorerResult

if TYPE_CHECKING:
    from planner.analysis.comparing import Comparison
    from planner.analysis.robustness import Robustness


@dataclass(frozen=True, slots=True)
class Lane:
    """A role, as owner of work."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StageInfo:
    """A stage of the journey."""

    id: str
    number: int
    name: str
    decides: str = ""
    funded_by: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Beyond:
    """The horizon beyond a plan: where it ends, and what the stage after that asks for.

    Attributes:
        stage_number, stage_name, phase: the stage that the planned levels reach; 0 and empty before the first.
        next_number, next_name: the stage after it; 0 and empty when the journey's last stage is reached.
        asks: as (how many more, of which capabilities, level).
    """

    stage_number: int
    stage_name: str
    phase: str
    next_number: int = 0
    next_name: str = ""
    asks: tuple[tuple[int, tuple[str, ...], int], ...] = ()


@dataclass(frozen=True, slots=True)
class CapabilityState:
    """A capability of the journey today and at the end of the plan.

    ``level``: today. ``planned``: once the plan is carried out. ``wanted``: what a target asks for; 0: none does.
    ``since``: the day of the evidence for today's level, where it is known.
    """

    id: str
    name: str
    area: str
    stage: str
    stage_number: int
    owner: str
    level: int
    planned: int
    wanted: int
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """From ``week`` on the organisation is in this stage and phase (early, mid or late)."""

    week: int
    stage: str
    stage_number: int
    stage_name: str
    phase: str


@dataclass(frozen=True, slots=True)
class ProofPart:
    """One aim of the plan: its value, and the least that it could be while the aims before it are kept; None: not
    known."""

    aim: str
    value: int
    bound: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """How good the order is.

    Attributes:
        parts: the aims, most important first.
        gap: the plan is at most this part worse than the best one (0.02 is 2 %), by the first aim in which a
            better one may exist; 0: proved optimal; None: not known.
        all_fit: True or False when it is proved that everything fits, or that it cannot; None: not known.
        stopped: a limit ended the search.
    """

    parts: tuple[ProofPart, ...]
    gap: float | None
    all_fit: bool | None
    stopped: bool

    @property
    def optimal(self) -> bool:
        """Proved: no plan is better."""
        return self.gap == 0.0

    @property
    def value(self) -> int:
        """What the first aim comes to."""
        return self.parts[0].value

    @property
    def bound(self) -> int:
        """A proved lower bound on it, among plans that leave out and miss no more; 0 where there is none."""
        return self.parts[0].bound or 0

    def say(self) -> str:
        """The same in a sentence."""
        aims = tuple(part.aim for part in self.parts)
        if self.optimal and self.all_fit is False:
            return _("proved: no order can fit everything, and none leaves out less")
        if self.optimal:
            return _("proved optimal: {what}", what=best(aims))
        if self.all_fit is False:
            return _("proved: no order can fit everything; a plan that leaves out less may exist")
        if self.gap is None:
            return _("no proof of how good this order is")
        words = _("at most {percent} % from the best possible order", percent=f"{100 * self.gap:.1f}")
        proved = [part.aim for part in self.parts if part.value == part.bound]
        if not proved:
            return words
        return _("{proved} (proved); {words} by {aim}", proved=best(tuple(proved)), words=words, aim=aims[len(proved)])


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step starts when it does.

    Attributes:
        kind: open (nothing in the way), prerequisite, capacity, budget, calendar, pin, under-way or chosen.
        what: the step, role or rule that binds.
        quarter: the quarter in which it binds, where that says something.
        ready: the week in which its prerequisites are finished.
        text: the same in a sentence.
        next_start: the week it could start in if what binds did not; -1 where nothing binds.
        next_text: what binds then; empty: nothing.
    """

    kind: str
    what: str
    quarter: str
    ready: int
    text: str
    next_start: int = -1
    next_text: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """One step with its place in the plan. Weeks count from 0; ``finish`` is the week after the last one."""

    id: str
    capability: str
    name: str
    outcome: str
    from_level: int
    to_level: int
    level_name: str
    stage: str
    stage_number: int
    area: str
    owner: str
    owner_name: str
    contributors: tuple[str, ...]
    """Names of the roles that help."""
    contributor_roles: tuple[str, ...]
    """Their ids."""
    start: int
    finish: int
    start_date: date
    end_date: date
    start_quarter: str
    live_quarter: str
    effort: float
    cost: float
    run: float
    value: float
    priority: float
    scores: tuple[ScorerResult, ...]
    reason: Reason
    serves: tuple[str, ...]
    """Names of the targets (or of what waits for it directly, where it is no target)."""
    is_target: bool
    due: date | None
    late_weeks: int
    needs: tuple[str, ...]
    unlocks: tuple[str, ...]
    unlocks_later: int
    """How many capabilities of the journey it unlocks, directly or not."""
    slack: int
    """Weeks it can slip before something that waits for it, or the end of the plan, moves."""
    critical: bool
    done: float
    eased: bool
    dragged: str
    mode: str
    """Name of the way it is done, where the capability has several; empty: its own."""

    @property
    def weeks(self) -> int:
        return self.finish - self.start


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that makes everything fit, verified by planning with it.

    ``kind``: capacity, budget, capability, rule, pin, target, together, rules, weeks or weeks-and-people; ``what``: the
    role, rule or capability; ``amount``: person-weeks or thousands a quarter, a level, or percent.
    """

    kind: str
    what: str
    amount: float
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A capability that is not in the plan. ``asked`` is true when a target needs it.

    ``kind``: does-not-fit, waits (for something that does not fit), pointless (only something that does not
    fit needs it), optional (not worth what it takes), not-needed, other-branch, wont or not-applicable.
    """

    capability: str
    name: str
    stage_number: int
    kind: str
    text: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Use:
    """What one role has and does in one quarter, in person-weeks."""

    role: str
    role_name: str
    quarter: str
    capacity: float | None
    run: float
    work: float

    @property
    def left(self) -> float | None:
        return None if self.capacity is None else self.capacity - self.run - self.work


@dataclass(frozen=True, slots=True)
class Spend:
    """Outside spend in one quarter, in thousands. ``budget`` is None when not limited."""

    quarter: str
    budget: float | None
    spend: float


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A sequenced, explained plan."""

    organisation: str
    name: str
    fictional: bool
    journey: str
    journey_name: str
    language: str
    currency: str
    title: str
    """The finding, in one line."""
    calendar: Calendar
    stages: tuple[StageInfo, ...]
    milestones: tuple[Milestone, ...]
    lanes: tuple[Lane, ...]
    placements: tuple[Placement, ...]
    left_out: tuple[LeftOut, ...]
    certificate: str
    """Why no order can work, where a simple count shows it; else empty."""
    repairs: tuple[Repair, ...]
    critical_chain: tuple[str, ...]
    diagnosis: Diagnosis
    stage_name: str
    capacity_use: tuple[Use, ...]
    budget_use: tuple[Spend, ...]
    goals: Mapping[str, float]
    """Share of the total weight, by name of the goal, heaviest first."""
    names: Mapping[str, str]
    """Label of every capability of the journey."""
    standings: tuple[CapabilityState, ...]
    """Every capability that applies to the organisation, in journey order."""
    roles: Mapping[str, str]
    """Label of every role."""
    levels: tuple[str, ...]
    """Labels of the levels 0 to 3."""
    earliest: Mapping[str, int]
    """Week each step could finish in if nothing but its prerequisites and the calendar bound: no order is sooner."""
    naive: Mapping[str, int]
    """Week each step would finish in if the journey's own order were followed; steps that find no room are missing."""
    area_names: Mapping[str, str]
    scorers: Mapping[str, float]
    sequencer: str
    proof: Proof
    warnings: tuple[str, ...]
    beyond: Beyond | None = None
    """The horizon beyond the plan."""
    findings: tuple[Finding, ...] = ()
    """What checks found, rules that are broken first; plugins find them."""
    options: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=frozen_map)
    """Values of options of plugins by kind, name and option, for the views and formats that are made of this."""
    peers: tuple[Peer, ...] = ()
    """Published figures beside this organisation."""
    comparison: Comparison | None = None
    """Other plans beside this one, where somebody compares them."""
    robustness: Robustness | None = None
    """How sure dates and order are, where somebody has asked."""
    part: str = ""
    """What this is a part of, where a roadmap is shown in parts: a stage, an owner or a year."""

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in the plan and no date is missed."""
        return not any(item.asked for item in self.left_out) and not any(p.late_weeks for p in self.placements)

    @property
    def finish(self) -> int:
        """The week after the last piece of work."""
        return max((p.finish for p in self.placements), default=0)

    def with_finding(self, words: str) -> Roadmap:
        """The same, its comparison with a finding of one's own."""
        return self if self.comparison is None else replace(self, comparison=replace(self.comparison, finding=words))

    def __getitem__(self, step_id: str) -> Placement:
        return next(p for p in self.placements if p.id == step_id)

    def _repr_svg_(self) -> str:
        """The swimlane, for notebooks."""
        from planner.publishing import export

        return export(self, "svg").decode()
