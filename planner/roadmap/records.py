"""What a roadmap is made of: plain values in one language, for whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.domain.maturity import Asked
from planner.domain.organisation import Organisation
from planner.i18n.translation import _
from planner.roadmap.scores import ScorerResult


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
        asks: see ``Asked``.
    """

    stage_number: int
    stage_name: str
    phase: str
    next_number: int = 0
    next_name: str = ""
    asks: tuple[Asked, ...] = ()


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
    """From ``week`` on the organisation is in this stage and phase (early, mid or late). ``chain``: the steps that set
    the week, each waiting for the one before it."""

    week: int
    stage: str
    stage_number: int
    stage_name: str
    phase: str
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step starts when it does.

    Attributes:
        kind: open (nothing in the way), prerequisite, capacity, budget, at-once (as much is under way as the pace
            allows), calendar, pin, under-way or chosen.
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
class Purpose:
    """Why a step is in the plan.

    Attributes:
        kind: target (it is stated), law (a regulation asks for it), stage (a stage asks for it), goal (it serves one
            well), stall (it gets the organisation out of where it is stuck), rule (one asks for it first), capacity (it
            adds some), belongs (to a stage, without being asked for), units (it brings units on board that are listed),
            towards (what it leads to comes after the plan) or scope (everything is asked for). What is there only for
            other steps has none; see ``Placement.serves``.
        what: the id of the regulation, stage, goal, pattern, rule, role or capability; empty for the others.
        name: what that is called.
        worth: for a goal, how much the capability is worth for it, 0 to 5; for a stage, the level that it asks for; for
            capacity, the person-weeks a quarter that it adds.
    """

    kind: str
    what: str
    name: str
    worth: int = 0


@dataclass(frozen=True, slots=True)
class FinishedStep:
    """A step of the plan in force, or of one before it, that is done.

    Attributes:
        number: as it was in that plan.
        start_date, end_date: as it was planned; ``effort``, ``cost``: as planned, in person-weeks and thousands.
        finished: the day on which it was found to be done; None: nobody has said.
        actual_effort, actual_cost: what it took; None: nobody has said.
    """

    id: str
    number: int
    capability: str
    name: str
    stage: str
    stage_number: int
    owner: str
    owner_name: str
    to_level: int
    start_date: date
    end_date: date
    effort: float
    cost: float
    finished: date | None
    actual_effort: float | None
    actual_cost: float | None


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
    work: Mapping[str, float]
    """Person-weeks by role, owner and contributors; they add up to ``effort``."""
    due: int | None
    """Week by which it is wanted finished, as in a scope and a project; None: it has no date."""
    due_date: date | None
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
    purposes: tuple[Purpose, ...] = ()
    due_by_law: bool = False
    ask: tuple[str, ...] = ()
    """Why others are asked before the work begins, such as a works council: traits of the organisation, in words."""
    ask_from: date | None = None
    """The day on which they are asked at the latest; None: nobody is, or it was done."""
    """Whether ``due`` is a date of the law; the plan counts as complete where it cannot be kept."""
    needs_by_rule: tuple[str, ...] = ()
    """What of ``needs`` is there only because a rule of the journey says so."""
    lags: Mapping[str, int] = field(default_factory=dict)
    """Weeks that pass after something it needs is there, before it begins (lead time, settling), by the need."""
    proof: str = ""
    """What there is to show once it is live."""
    kpis: tuple[str, ...] = ()
    """Figures that show whether it works."""

    @property
    def duration(self) -> int:
        return self.finish - self.start

    number: int = 0
    """Its number in the plan, kept by a plan that goes on from it."""
    counted: float = 0.0
    """What it counts in the order, where that is more than its value, as it gets out of a pattern of being stuck, or
    belongs to a stage. 0: just its value."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a law asks of the organisation, and when the plan has it in place.

    Attributes:
        id: of the regulation; ``name``: the law; ``what``: what it asks for, in a sentence; ``source``: where that was
            read.
        since: the day from which it applies; None: it is in force, and the day was not found.
        status: in-place (today), in-time, late (the law applies before that), not-planned, open (not settled: nothing
            is planned for it) or noted (it asks for nothing that the journey has a capability for).
        asks: the capabilities, by id.
        text: the status in a clause, with its dates.
        day: from which everything is in place; None where that is today, or not in this plan; ``week``: the same.
    """

    id: str
    name: str
    what: str
    source: str
    since: date | None
    status: str
    asks: tuple[str, ...] = ()
    text: str = ""
    day: date | None = None
    week: int | None = None


LESS = ("rule", "rules", "target")
"""Kinds of changes that leave something away, which their text says."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that makes everything fit, verified by planning with it.

    ``kind``: capacity, budget, carry-over, horizon, capability, rule, pin, target, together, rules, weeks or
    weeks-and-people;
    ``what``: the role, rule or capability; ``amount``: person-weeks or thousands a quarter, quarters, a level, or
    percent; ``organisation``: with the change made, where it is one of the organisation.
    """

    kind: str
    what: str
    amount: float
    text: str
    organisation: Organisation | None = field(default=None, repr=False, compare=False)

    @property
    def condition(self) -> str:
        """Under which everything fits: “with 2 quarters more to plan ahead”, “without Social care as a target”."""
        return self.text if self.kind in LESS else _("with {change}", change=self.text)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule of the journey that the plan does not keep, because it was told not to or the work had begun before.

    ``weight``: must or should; what was decided, or had begun, is no more than should. ``capabilities``: whose work.
    """

    id: str
    name: str
    mend: str
    weight: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A capability that is not in the plan. ``asked`` is true when a target needs it.

    ``kind``: does-not-fit, waits (for something that does not fit), pointless (only something that does not
    fit needs it), gave-way (it is wished for, and what must be reached finds no room beside it, or a stage would wait
    for it for more than a quarter), optional (left away for what weighs more),
    not-needed, other-branch, wont or not-applicable. ``wished``: for what goals or patterns.
    """

    capability: str
    name: str
    stage_number: int
    kind: str
    text: str
    asked: bool
    wished: str = ""


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

    @property
    def share(self) -> float:
        """What is used of what there is, from the amounts as they are shown: two percents of one pair never differ. 0
        where there is none."""
        has = round(self.capacity or 0.0, 1)
        return round(self.run + self.work, 1) / has if has else 0.0


@dataclass(frozen=True, slots=True)
class Spend:
    """Outside spend in one quarter, in thousands. ``budget`` is None when not limited; ``carries``: whether what
    the quarter before left is there in it."""

    quarter: str
    budget: float | None
    spend: float
    carries: bool = False
