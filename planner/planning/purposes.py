"""Why each step is in the plan: the target, stage, goal, pattern of being stuck or rule that it is there for."""

from __future__ import annotations

from planner.domain.targets import Aim
from planner.planning.milestones import milestones
from planner.planning.schedule import Plan
from planner.roadmap.records import Purpose


def purposes(plan: Plan, step_id: str) -> tuple[Purpose, ...]:
    """Why a step is in the plan, beside what waits for it."""
    step = plan.step[step_id]
    aims = [aim for aim in plan.aims.of(step.capability.id) if step.from_level < aim.level <= step.to_level]
    others = [_of(plan, aim) for aim in aims if aim.kind != "stage"]
    found = [*_stage(plan, step_id, alone=not (others or plan.scope.unlocks[step_id])), *others]
    if not found and not any(other in plan.starts for other in plan.scope.unlocks[step_id]):
        found += _towards(plan, step_id)
    found += [Purpose("capacity", role, plan.roles[role], round(amount)) for role, amount in step.grants.items()]
    found += [Purpose("rule", rule, plan.journey.rules[rule].name.say(plan.language)) for rule in _rules(plan, step_id)]
    return tuple(dict.fromkeys(found))


def _stage(plan: Plan, step_id: str, *, alone: bool) -> list[Purpose]:
    """The first stage that asks for what a step brings: which members fill a stage is chosen with the plan.

    Args:
        alone: there is no other purpose; then a stage is named that the plan reaches sooner, by other members.
    """
    step, last = plan.step[step_id], plan.aims.stage
    stages = plan.journey.stages[: plan.journey.stage(last).number] if last else ()
    asking = [
        Purpose("stage", stage.id, stage.name.say(plan.language), condition.level)
        for stage in stages for condition in stage.reached_when
        if step.from_level < condition.level <= step.to_level
        and any(step.capability.id in group for group in condition.of)
    ]  # fmt: skip
    served = [one for one in asking if not _is_reached_without(plan, step_id, one.what)] or asking[-1:] * alone
    return [one for one in served if one.worth == max(other.worth for other in served)][:1]


def _towards(plan: Plan, step_id: str) -> list[Purpose]:
    """What a step leads to that finds no room any more, where the plan goes on as far as it can."""
    capabilities = dict.fromkeys(
        plan.step[other].capability.id for other in plan.scope.unlocks[step_id] if other in plan.required
    )
    return [Purpose("towards", one, plan.names[one]) for one in capabilities] if plan.choice.onward else []


def needed_by_rule(plan: Plan, step_id: str) -> tuple[str, ...]:
    """What a step needs only because a rule of the journey says so."""
    step = plan.step[step_id]
    own = {t.capability for need in step.capability.needs_for(step.to_level, 1) for t in need.alternatives}
    own |= {t.capability for one in plan.organisation.requirements for need in one.needs for t in need.alternatives
            if one.before.matches(step.capability)}  # fmt: skip
    own.add(step.capability.id)
    return tuple(need for need in plan.needs[step_id] if plan.step[need].capability.id not in own)


def _is_reached_without(plan: Plan, step_id: str, stage: str) -> bool:
    """Whether a plan reaches a stage before a step is finished: it asks for some of several, and others are sooner."""
    week = next((one.week for one in milestones(plan) if one.stage == stage), None)
    return step_id in plan.starts and week is not None and plan.ledger.finish(step_id) > week


def _of(plan: Plan, aim: Aim) -> Purpose:
    if aim.kind in ("stage", "belongs"):
        return Purpose(aim.kind, aim.what, plan.journey.stage(aim.what).name.say(plan.language), aim.level)
    if aim.kind == "goal":
        worth = plan.journey.capabilities[aim.capability].value.get(aim.what, 0)
        return Purpose("goal", aim.what, plan.journey.goals[aim.what].name.say(plan.language), worth)
    if aim.kind == "law":
        return Purpose("law", aim.what, plan.journey.regulations[aim.what].name.say(plan.language), aim.level)
    if aim.kind == "stall":
        title = next((stall.title for stall in plan.stalls if stall.pattern == aim.what), aim.what)
        return Purpose("stall", aim.what, title)
    return Purpose(aim.kind, "", "")


def _rules(plan: Plan, step_id: str) -> list[str]:
    """Rules that ask for it before another step of the plan, where the capability itself would not."""
    capability = plan.step[step_id].capability.id
    found: list[str] = []
    for other in plan.starts:
        consumer = plan.step[other].capability
        own = {t.capability for need in consumer.needs_for(plan.step[other].to_level, 1) for t in need.alternatives}
        for rule, need in plan.graph.rule_needs.get(consumer.id, ()):
            asked = {threshold.capability for threshold in need.alternatives} - own
            if step_id in plan.needs[other] and capability in asked and rule not in found:
                found.append(rule)
    return found
