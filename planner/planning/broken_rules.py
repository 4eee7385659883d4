"""Rules of the journey that a plan does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.domain.calendar_rules import weeks_without
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.journey import Rule
from planner.domain.step import Step
from planner.domain.values import Condition, Threshold
from planner.planning.schedule import Plan
from planner.roadmap.records import BrokenRule


def broken_rules(plan: Plan) -> tuple[BrokenRule, ...]:
    """Rules that the plan was told not to keep, or that work which had begun before does not keep."""
    graph = CapabilityGraph(plan.journey, replace(plan.organisation, relaxed=()))
    found: dict[str, dict[str, bool]] = {}
    for step_id, start in plan.starts.items():
        step = plan.step[step_id]
        broken = [
            rule
            for rule, need in graph.rule_needs.get(step.capability.id, ())
            if (known := [one for one in need.alternatives if graph.applies(plan.journey.capabilities[one.capability])])
            and not any(week is not None and week <= start for week in map(plan.reached, known))
        ]
        broken += [rule.id for rule in graph.rules if rule.matches(step.capability) and _is_broken(plan, rule, step)]
        for rule in broken:
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


def _is_broken(plan: Plan, rule: Rule, step: Step) -> bool:
    """Whether a step is led by somebody else, goes on without a role, or begins before a stage has settled."""
    start, finish = plan.starts[step.id], plan.ledger.finish(step.id)
    if rule.led_by and step.capability.owner not in rule.led_by:
        return True
    if any(start <= week < finish for r in rule.filled for week in weeks_without(plan.organisation, plan.calendar, r)):
        return True
    for one in rule.settled:
        conditions = list(_conditions(plan, one.stage))
        weeks = [_week_of(plan, condition) for condition in conditions]
        reached = None if None in weeks else max((week for week in weeks if week is not None), default=0)
        if reached and start < reached + one.weeks and step.id not in _leading_to(plan, conditions):
            return True
    return False


def _conditions(plan: Plan, stage: str) -> Iterator[Condition]:
    """What a stage and those before it ask for."""
    number = plan.journey.stage(stage).number
    return (condition for one in plan.journey.stages[:number] for condition in one.reached_when)


def _week_of(plan: Plan, condition: Condition) -> int | None:
    """The week from which a condition holds; 0: today, None: not in this plan."""
    groups = [[plan.reached(Threshold(c, condition.level)) for c in group] for group in condition.of]
    weeks = sorted(min(known) for own in groups if (known := [week for week in own if week is not None]))
    if not condition.at_least:
        return 0
    return weeks[condition.at_least - 1] if len(weeks) >= condition.at_least else None


def _leading_to(plan: Plan, conditions: list[Condition]) -> frozenset[str]:
    """The steps that a stage asks for, and all that these need."""
    asked = {c for condition in conditions for group in condition.of for c in group}
    found: set[str] = set()
    todo = [step_id for step_id in plan.starts if plan.step[step_id].capability.id in asked]
    while todo:
        step_id = todo.pop()
        if step_id not in found:
            found.add(step_id)
            todo += plan.needs[step_id]
    return frozenset(found)
