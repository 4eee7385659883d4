"""What to plan for: the targets that are stated, what a target stage asks for, or else the next stage."""

from __future__ import annotations

from planner.diagnosis import diagnose
from planner.graph import CapabilityGraph, UnreachableError
from planner.model import Condition, Target


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
    coming = {target.capability: target.level for target in stated}
    added: dict[str, int] = {}
    for stage in graph.journey.stages[: graph.journey.stage(stage_id).number]:
        for condition in stage.reached_when:
            for member in _cheapest(graph, condition, coming | added, stage_id):
                added[member] = max(added.get(member, 0), condition.level)
    return tuple(Target(name, level) for name, level in added.items())


def _cheapest(graph: CapabilityGraph, condition: Condition, coming: dict[str, int], stage_id: str) -> list[str]:
    """The members that make the condition hold with the least remaining effort."""

    def holds(group: tuple[str, ...]) -> bool:
        return any(max(graph.level(c), coming.get(c, 0)) >= condition.level for c in group)

    open_groups = [group for group in condition.of if not holds(group)]
    missing = condition.at_least - (len(condition.of) - len(open_groups))
    options: list[tuple[float, int, str]] = []
    for position, group in enumerate(open_groups):
        members: list[tuple[float, int, str]] = []
        for member in group:
            try:
                members.append((graph.cost(Target(member, condition.level)), position, member))
            except UnreachableError:
                continue
        options += [min(members)] if members else []
    if len(options) < missing:
        names = ", ".join(c for group in open_groups for c in group)
        raise UnreachableError(stage_id, "", f"it asks for {missing} more of {names}; {len(options)} can be had")
    return [member for _, _, member in sorted(options)[: max(missing, 0)]]
