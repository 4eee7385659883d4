"""The roadmap: everything a view, an exporter or the CLI may want to show, resolved to plain values in one
language. Immutable, and free of graphs and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from planner.domain.calendar import Calendar
from planner.domain.findings import Finding
from planner.domain.maturity import Diagnosis
from planner.domain.organisation import Decided
from planner.domain.peers import Peer
from planner.domain.values import frozen_map
from planner.roadmap.proof import Proof
from planner.roadmap.records import (
    Beyond,
    BrokenRule,
    CapabilityState,
    FinishedStep,
    Lane,
    LeftOut,
    Milestone,
    Obligation,
    Placement,
    Repair,
    Spend,
    StageInfo,
    Use,
)
from planner.roadmap.units import UnitState

if TYPE_CHECKING:
    from planner.roadmap.alternatives import Alternative
    from planner.roadmap.business_case import BusinessCase
    from planner.roadmap.comparison import Comparison
    from planner.roadmap.kpis import KpiTrack
    from planner.roadmap.risk import Risk, StageRisk
    from planner.roadmap.robustness import Robustness
    from planner.roadmap.status import Status


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A sequenced, explained plan."""

    organisation: str
    name: str
    fictional: bool
    journey: str
    journey_name: str
    journey_version: str
    """As its document says; empty: it says none."""
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
    """The steps that set when the last stage of the plan is reached, in order; where it reaches no stage more, those
    that set its finish."""
    diagnosis: Diagnosis
    stage_name: str
    capacity_use: tuple[Use, ...]
    budget_use: tuple[Spend, ...]
    """The first one with what is left of the quarters before."""
    goals: Mapping[str, float]
    """Share of the total weight, by name of the goal, heaviest first."""
    names: Mapping[str, str]
    """Label of every capability of the journey."""
    standings: tuple[CapabilityState, ...]
    """Every capability that applies to the organisation, in journey order."""
    roles: Mapping[str, str]
    """Label of every role."""
    levels: tuple[str, ...]
    """Labels of the levels, from 0 on."""
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
    aimed_stage: int = 0
    """The number of the stage that is aimed at; 0: none, only what is stated."""
    budget_left: float = 0.0
    """Thousands that the first quarter's budget has from the quarters before the plan."""
    changed: Roadmap | None = None
    """Where not everything fits: the plan with the first of ``repairs``, in which it does."""
    broken_rules: tuple[BrokenRule, ...] = ()
    """Rules of the journey that the plan does not keep."""
    decided: Mapping[str, Decided] = field(default_factory=frozen_map)
    """What was decided of what plans ask for, see ``planner.roadmap.decisions``."""
    small_parts_to_owner: tuple[str, ...] = ()
    """Roles whose small parts of others' work this plan gives to who owns it, although nobody has decided so yet."""
    finished: tuple[FinishedStep, ...] = ()
    """What is done of the plan in force and of those before it, by number."""
    numbers: Mapping[str, int] = field(default_factory=frozen_map)
    """The number of every step that this plan or one before it has had, where it goes on from one."""
    in_force: Mapping[str, tuple[date, date]] = field(default_factory=frozen_map)
    """First and last day of every step of the plan in force, where this goes on from one."""
    kpis: tuple[KpiTrack, ...] | None = None
    """What the organisation measures, beside the plan; None: nothing."""
    unchecked: tuple[str, ...] = ()
    """Checks that could not run: whether the plan would pass them is not known."""
    not_applicable: tuple[str, ...] = ()
    """Checks that have nothing to look at in this journey."""
    peers: tuple[Peer, ...] = ()
    """Published figures beside this organisation."""
    obligations: tuple[Obligation, ...] = ()
    """What the law asks for where the organisation works, by date."""
    units: tuple[UnitState, ...] | None = None
    """The units that the organisation lists; None: none."""
    comparison: Comparison | None = None
    """Other plans beside this one, where somebody compares them."""
    risk: Risk | None = None
    """How sure its dates are, where somebody has asked."""
    case: BusinessCase | None = None
    """What it costs and brings, where somebody has asked."""
    status: Status | None = None
    """Where the plan in force stands, where somebody has asked."""
    robustness: Robustness | None = None
    """How stable its order is, where somebody has asked."""
    alternatives: tuple[Alternative, ...] | None = None
    """What it would be with a little more or less of something, where somebody has asked."""
    part: str = ""
    """What this is a part of, where a roadmap is shown in parts: a stage, an owner or a year."""
    condition: str = ""
    """The change that it is made with, where it is shown beside the plan without that."""

    @property
    def journey_label(self) -> str:
        """The journey's name with its version, where it has one."""
        return f"{self.journey_name} {self.journey_version}".rstrip()

    @property
    def money_there(self) -> dict[str, float]:
        """What there is to spend in each quarter, in thousands: its budget, with what those before left where that is
        there in it. Quarters in which money is not limited are missing."""
        found: dict[str, float] = {}
        left = 0.0
        for one in self.budget_use:
            if one.budget is not None:
                found[one.quarter] = one.budget + (left if one.carries else 0.0)
                left = max(0.0, found[one.quarter] - one.spend)
        return found

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in the plan, and no date of the organisation's own is missed."""
        return self.all_fit and not self.late

    @property
    def all_fit(self) -> bool:
        """Whether everything that was asked for is in the plan, dates aside."""
        return not any(item.asked for item in self.left_out)

    @property
    def late(self) -> tuple[Placement, ...]:
        """The steps that miss a date of the organisation's own, those that miss it most first."""
        found = [one for one in self.placements if one.late_weeks and not one.due_by_law]
        return tuple(sorted(found, key=lambda one: (-one.late_weeks, one.id)))

    @property
    def finish(self) -> int:
        """The week after the last piece of work."""
        return max((p.finish for p in self.placements), default=0)

    def reaching(self, number: int) -> Milestone | None:
        """The milestone with which a stage is reached; None where that is today, or not in the plan."""
        if number <= self.diagnosis.stage_number:
            return None
        return next((one for one in self.milestones if one.stage_number >= number), None)

    def odds(self, number: int) -> StageRisk | None:
        """How sure the date of a stage is; None where it has none, or nobody has asked."""
        stages = self.risk.stages if self.risk else ()
        return next((one for one in stages if one.number == number), None)

    @property
    def last_stage(self) -> Milestone | None:
        """The milestone with which the last stage of the plan is reached; None where it reaches no stage more."""
        return self.reaching(max((one.stage_number for one in self.milestones), default=0))

    def with_finding(self, words: str) -> Roadmap:
        """The same, its comparison with a finding of one's own."""
        return self if self.comparison is None else replace(self, comparison=replace(self.comparison, finding=words))

    def __getitem__(self, step_id: str) -> Placement:
        return next(p for p in self.placements if p.id == step_id)

    def _repr_svg_(self) -> str | None:
        """The picture that a notebook shows."""
        return notebook_picture[0](self) if notebook_picture else None


# A result knows nothing of pictures, and a notebook asks the result: whoever can draw says so here.
notebook_picture: list[Callable[[Roadmap], str]] = []
