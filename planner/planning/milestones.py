"""When a plan brings the organisation into another stage, and what lies beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from planner.domain.maturity import asked_by, stage_of
from planner.planning.schedule import Plan
from planner.roadmap.records import Beyond, CapabilityState, Milestone


def beyond(plan: Plan) -> Beyond:
    """Where the plan ends, and what the stage after that asks for."""
    planned = {c: plan.graph.level(c) for c in plan.journey.capabilities}
    planned |= {one.id: one.planned for one in standings(plan)}
    reached, phase = stage_of(plan.journey, planned)
    number = reached.number if reached else 0
    here = Beyond(number, reached.name.say(plan.language) if reached else "", phase)
    if number >= len(plan.journey.stages):
        return here
    following = plan.journey.stages[number]
    asks = asked_by(following, planned)
    return replace(here, next_number=following.number, next_name=following.name.say(plan.language), asks=asks)


def standings(plan: Plan) -> Iterator[CapabilityState]:
    reached = {plan.step[s].capability.id: plan.step[s].to_level for s in plan.starts}
    for step_id in plan.starts:
        step = plan.step[step_id]
        reached[step.capability.id] = max(reached[step.capability.id], step.to_level)
    wanted = {target.capability: target.level for target in plan.remaining.targets}
    for c, capability in plan.journey.capabilities.items():
        if plan.graph.applies(capability):
            level = plan.graph.level(c)
            yield CapabilityState(
                c, plan.names[c], capability.area, capability.stage, plan.journey.stage(capability.stage).number,
                capability.owner, level, max(level, reached.get(c, 0)), wanted.get(c, 0), _since(plan, c),
            )  # fmt: skip


def _since(plan: Plan, capability: str) -> date | None:
    stated = plan.organisation.levels.get(capability)
    return stated.on if stated else None


def milestones(plan: Plan) -> Iterator[Milestone]:
    """When the plan brings the organisation into another stage, or another phase of its stage."""
    return reached_with(plan, {step_id: plan.ledger.finish(step_id) for step_id in plan.starts})


def reached_with(plan: Plan, ends: Mapping[str, int]) -> Iterator[Milestone]:
    """The same if steps of the plan were finished in other weeks.

    Args:
        ends: by step; those that are missing are not done.
    """
    levels = {c: plan.graph.level(c) for c in plan.journey.capabilities}
    before = stage_of(plan.journey, levels)
    for week in sorted({*ends.values()}):
        for step_id, end in ends.items():
            if end == week:
                step = plan.step[step_id]
                levels[step.capability.id] = max(levels[step.capability.id], step.to_level)
        stage, phase = after = stage_of(plan.journey, levels)
        if after != before and stage is not None:
            yield Milestone(week, stage.id, stage.number, stage.name.say(plan.language), phase)
        before = after


def last_stage(plan: Plan) -> int:
    """The number of the last stage that the plan reaches; 0: it reaches none."""
    return max((one.stage_number for one in milestones(plan)), default=0)


def stage_with(plan: Plan, done: Iterable[str]) -> int:
    """The number of the stage when some steps of the plan are done; 0 before the first."""
    levels = {c: plan.graph.level(c) for c in plan.journey.capabilities}
    for step_id in done:
        step = plan.step[step_id]
        levels[step.capability.id] = max(levels[step.capability.id], step.to_level)
    stage, _phase = stage_of(plan.journey, levels)
    return stage.number if stage else 0


def stage_weeks(milestones: Iterable[Milestone]) -> dict[int, int]:
    """The week in which each stage ahead is reached, by number; what is passed on the way to a later one counts."""
    weeks: dict[int, int] = {}
    for one in milestones:
        for number in range(1, one.stage_number + 1):
            weeks.setdefault(number, one.week)
    return weeks


def week_of(plan: Plan, stage: int) -> int | None:
    """The week in which a stage is reached, by number; None: not by this plan."""
    return stage_weeks(milestones(plan)).get(stage)
