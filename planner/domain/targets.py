"""What to plan for: the targets that are stated, what a target stage asks for, or else the next stage."""

from __future__ import annotations

from planner.domain.capability_graph import CapabilityGraph, UnreachableError
from planner.domain.maturity import diagnose
from planner.domain.organisation import Target
from planner.domain.values import Condition


def find_targets(graph: CapabilityGraph) -> tuple[Target, ...]:
    """The stated targets and what the target stage asks for. An organisation that states neither gets the
    stage after the one it is in."""
    stated = graph.organisation.targets
    stage = graph.organisation.target_stage
    if not stated and not stage:
        number = diagnose(graph.journey, graph.organisation).stage_number
        stage = graph.journey.stages[min(number, len(graph.journey.stages) - 1)].id
    return stated + (_stage_targets(graph, stage, stated) if stage else ())


def _stage_targets(graph: CapabilityGraph, stage_id: str, stated: tuple[Target, ...]) -> tuple[Target, ...]:
    added: list[Target] = []
    for stage in graph.journey.stages[: graph.journey.stage(stage_id).number]:
        for condition in stage.reached_when:
            _satisfy(graph, condition, stated, added, stage_id)
    return tuple(added)


def _satisfy(
    graph: CapabilityGraph, condition: Condition, stated: tuple[Target, ...], added: list[Target], stage_id: str
) -> None:
    """Adds members, each the one that costs least on top of what is planned already, until the condition holds."""
    while True:
        wanted, _ = graph.closure((*stated, *added))
        open_groups = [
            group
            for group in condition.of
            if not any(max(graph.level(c), wanted.get(c, 0)) >= condition.level for c in group)
        ]
        missing = condition.at_least - (len(condition.of) - len(open_groups))
        if missing <= 0:
            return
        options: list[tuple[float, int, str]] = []
        for position, group in enumerate(open_groups):
            for member in group:
                try:
                    cost = graph.closure((*stated, *added, Target(member, condition.level)))[1]
                except UnreachableError:
                    continue
                options.append((cost, position, member))
        if not options:
            names = ", ".join(c for group in open_groups for c in group)
            raise UnreachableError(stage_id, "", f"it asks for {missing} more of {names}, which cannot be had")
        added.append(Target(min(options)[2], condition.level))
