"""Where an organisation stands: the stage with early, mid or late, and the level of each area. Never one
number alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.domain.capability_graph import CapabilityGraph
from planner.domain.findings import Stall
from planner.domain.journey import Journey, Stage
from planner.domain.organisation import Organisation
from planner.domain.values import Condition, Threshold


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One area: mean level of those of its capabilities that apply, and how many are at each level, from 0 on."""

    id: str
    mean: float
    at_level: tuple[int, ...]


Asked = tuple[int, tuple[tuple[str, ...], ...], int]
"""What a stage asks for: how many more, of which groups of capabilities (of each one counts), at which level."""


def flat(groups: Iterable[Iterable[str]]) -> list[str]:
    """All that groups hold, in their order."""
    return [one for group in groups for one in group]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Where an organisation stands.

    Attributes:
        stage: id of the stage, empty before the first.
        phase: early, mid or late.
        next_steps: what the next stage still asks for.
        pockets: capabilities in place that belong to a later stage.
        rootless: capabilities in place without their prerequisites.
        open_now: levels that can be started today.
        stalls: patterns of being stuck that hold here; plugins find them.
    """

    stage: str
    stage_number: int
    phase: str
    areas: tuple[AreaStanding, ...]
    next_steps: tuple[Asked, ...]
    pockets: tuple[str, ...]
    rootless: tuple[str, ...]
    open_now: tuple[Threshold, ...]
    levels: Mapping[str, int]
    stalls: tuple[Stall, ...] = ()


def diagnose(journey: Journey, organisation: Organisation) -> Diagnosis:
    """The stage is the last one whose conditions, and those of all stages before it, hold."""
    graph = CapabilityGraph(journey, organisation)
    levels = {c: graph.level(c) for c in journey.capabilities}
    reached, phase = stage_of(journey, levels)
    number = reached.number if reached else 0
    stage_number = {stage.id: stage.number for stage in journey.stages}
    following = journey.stages[number] if number < len(journey.stages) else None
    return Diagnosis(
        stage=reached.id if reached else "",
        stage_number=number,
        phase=phase,
        areas=tuple(_area(graph, area, levels) for area in journey.areas),
        next_steps=asked_by(following, levels) if following else (),
        pockets=tuple(c for c in graph.in_place() if stage_number[journey.capabilities[c].stage] > max(number, 1)),
        rootless=graph.rootless(),
        open_now=graph.open_now(),
        levels=levels,
    )


def asked_by(stage: Stage, levels: Mapping[str, int]) -> tuple[Asked, ...]:
    """What a stage still asks for."""
    return tuple(_missing(condition, levels) for condition in stage.reached_when if not holds(condition, levels))


def stage_of(journey: Journey, levels: Mapping[str, int]) -> tuple[Stage | None, str]:
    """The last stage whose conditions, and those of all stages before it, hold; and early, mid or late."""
    reached: Stage | None = None
    for stage in journey.stages:
        if not all(holds(condition, levels) for condition in stage.reached_when):
            break
        reached = stage
    return reached, _phase(reached, levels)


def holds(condition: Condition, levels: Mapping[str, int]) -> bool:
    return _count(condition, levels) >= condition.at_least


def _count(condition: Condition, levels: Mapping[str, int]) -> int:
    return sum(any(levels[c] >= condition.level for c in group) for group in condition.of)


def _missing(condition: Condition, levels: Mapping[str, int]) -> Asked:
    open_groups = tuple(tuple(group) for group in condition.of if not any(levels[c] >= condition.level for c in group))
    return condition.at_least - _count(condition, levels), open_groups, condition.level


def _phase(stage: Stage | None, levels: Mapping[str, int]) -> str:
    if stage is None:
        return "early"
    if stage.late_when and all(holds(condition, levels) for condition in stage.late_when):
        return "late"
    if stage.mid_when and all(holds(condition, levels) for condition in stage.mid_when):
        return "mid"
    return "early"


def _area(graph: CapabilityGraph, area: str, levels: Mapping[str, int]) -> AreaStanding:
    own = [levels[c.id] for c in graph.journey.capabilities.values() if c.area == area and graph.applies(c)]
    counts = tuple(own.count(level) for level in range(len(graph.journey.levels)))
    return AreaStanding(area, sum(own) / len(own) if own else 0.0, counts)
