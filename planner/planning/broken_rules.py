"""Rules of the journey that a plan does not keep."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.capability_graph import CapabilityGraph
from planner.planning.schedule import Plan
from planner.roadmap.records import BrokenRule


def broken_rules(plan: Plan) -> tuple[BrokenRule, ...]:
    """Rules that the plan was told not to keep, or that work which had begun before does not keep."""
    graph = CapabilityGraph(plan.journey, replace(plan.organisation, relaxed=()))
    found: dict[str, dict[str, bool]] = {}
    for step_id, start in plan.starts.items():
        step = plan.step[step_id]
        for rule, need in graph.rule_needs.get(step.capability.id, ()):
            known = [one for one in need.alternatives if graph.applies(plan.journey.capabilities[one.capability])]
            if known and not any(week is not None and week <= start for week in map(plan.reached, known)):
                decided = rule in plan.organisation.relaxed or step.done is not None
                found.setdefault(rule, {})[step.capability.id] = decided
    return tuple(
        BrokenRule(
            rule,
            plan.journey.rules[rule].name.say(plan.language),
            plan.journey.rules[rule].mend.say(plan.language),
            "should" if all(own.values()) else plan.journey.rules[rule].weight,
            tuple(own),
        )
        for rule, own in found.items()
    )
