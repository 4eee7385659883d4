"""Where a stage is out of reach: what a plan is still asked for that goes no further than the stage before, or on to
it as far as there is room."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from planner.domain.capability_graph import CapabilityGraph
from planner.domain.maturity import asked_by, flat, stage_of
from planner.domain.step import Step
from planner.domain.targets import Aims
from planner.planning.schedule import Choice
from planner.scheduling.activity import Activity
from planner.scheduling.feasibility import superfluous, violations
from planner.scheduling.problem import Project


def within_reach(
    project: Project, graph: CapabilityGraph, steps: tuple[Step, ...], aims: Aims, choice: Choice
) -> Project:
    """The project in which nothing is asked for that only stages beyond ``choice.upto`` ask for: it is wished for where
    it serves the goals or gets out of a stall. Where the plan goes on towards those stages it is asked for after all
    else that is, and before wishes. The rest is there for what needs it."""
    upto = choice.upto
    if not upto:
        return project
    beyond = {one.id for one in project.activities if one.asked and one.tier > upto and not one.wished}
    if choice.onward:
        onward = _with_its_needs(project, beyond)
        wished = onward | _belonging(graph, steps, aims, upto)
        wished -= {one.id for one in project.activities if one.asked and one.id not in beyond}
    else:
        serves = {aim.capability for aim in aims.aims if aim.kind in ("goal", "stall")}
        wished = {step.id for step in steps if step.capability.id in serves} & beyond
        onward = set()

    def within(activity: Activity) -> Activity:
        if activity.id in onward:
            return replace(activity, asked=True, optional=False, tier=upto + 1)
        if activity.id in wished:
            return replace(activity, asked=True, wished=True, optional=False, tier=0)
        if activity.id in beyond:
            return replace(activity, asked=False, tier=0, weight=0)
        if activity.grants and not (activity.asked or activity.optional):  # for what takes it, not for its own value
            return replace(activity, weight=0)
        return activity

    return replace(project, activities=tuple(map(within, project.activities)))


def with_enough_members(
    project: Project, graph: CapabilityGraph, steps: tuple[Step, ...], aims: Aims, upto: int, starts: Collection[str]
) -> Project:
    """The project in which nothing is asked for that only counts towards the stage after ``upto``, where others that
    are planned are enough for that.

    Args:
        starts: what is planned.
    """
    following = graph.journey.stages[upto]
    levels = {c: graph.level(c) for c in graph.journey.capabilities}
    for step in steps:
        if step.id in starts:
            levels[step.capability.id] = max(levels[step.capability.id], step.to_level)
    missing = {member for _count, groups, _level in asked_by(following, levels) for member in flat(groups)}
    stated = {aim.capability for aim in aims.aims if not aim.wished and aim.what != following.id}
    serves = {aim.capability for aim in aims.aims if aim.wished}
    spare: Mapping[str, bool] = {
        step.id: step.capability.id in serves for step in steps
        if step.id not in starts and step.capability.id not in missing | stated and following.counts(step.capability.id)
    }  # fmt: skip
    return replace(project, activities=tuple(
        replace(one, asked=spare[one.id], wished=spare[one.id], tier=0) if one.id in spare else one
        for one in project.activities
    ))  # fmt: skip


def idle_members(
    project: Project, graph: CapabilityGraph, steps: tuple[Step, ...], aims: Aims, upto: int, starts: Mapping[str, int]
) -> frozenset[str]:
    """Capabilities that are planned only because a stage asks for some of several, although others have brought it
    before they are there, and nothing that is planned needs them."""
    by_id = {step.id: step for step in steps}
    modes = {activity.id: activity for activity in project.activities}
    ends = {s: week + modes[s].duration for s, week in starts.items() if s in by_id}
    others = {aim.capability for aim in aims.aims if aim.kind != "stage"}
    weeks, found, left = _stage_weeks(graph, by_id, ends, upto), set[str](), dict(starts)
    for s in sorted(ends, key=lambda one: (-ends[one], one)):
        step, activity = by_id[s], modes[s]
        asked = activity.asked and not activity.wished and 0 < activity.tier <= upto
        last = weeks[activity.tier - 1] if asked else None
        if s not in ends or last is None or ends[s] <= last or step.capability.id in others:
            continue
        own = {other for other in ends if by_id[other].capability == step.capability}
        rest = {other: week for other, week in ends.items() if other not in own}
        fewer = {other: week for other, week in left.items() if other not in own}
        for nothing in superfluous(project, fewer):  # what only they needed
            del fewer[nothing]
        if _stage_weeks(graph, by_id, rest, upto) == weeks and not violations(project, fewer):
            ends, left = rest, fewer
            found.add(step.capability.id)
    return frozenset(found)


def stages_with(
    project: Project, graph: CapabilityGraph, steps: tuple[Step, ...], upto: int, starts: Mapping[str, int]
) -> int:
    """How many of the stages up to one are reached with what is planned."""
    by_id = {step.id: step for step in steps}
    ends = {one.id: starts[one.id] + one.duration for one in project.activities if one.id in starts and one.id in by_id}
    return sum(week is not None for week in _stage_weeks(graph, by_id, ends, upto))


def _stage_weeks(
    graph: CapabilityGraph, steps: Mapping[str, Step], ends: Mapping[str, int], upto: int
) -> list[int | None]:
    """The week in which each stage up to one is reached; None: it is not."""
    levels = {c: graph.level(c) for c in graph.journey.capabilities}
    weeks: list[int | None] = [None] * upto
    for week in sorted({0, *ends.values()}):
        for s, end in ends.items():
            if end == week:
                step = steps[s]
                levels[step.capability.id] = max(levels[step.capability.id], step.to_level)
        reached = stage_of(graph.journey, levels)[0]
        for number in range(reached.number if reached else 0):
            if number < upto and weeks[number] is None:
                weeks[number] = week
    return weeks


def without_asking(project: Project, steps: tuple[Step, ...], idle: frozenset[str]) -> Project:
    """The project in which some capabilities are there only for what needs them."""
    own = {step.id for step in steps if step.capability.id in idle}
    return replace(project, activities=tuple(
        replace(one, asked=False, tier=0, weight=0) if one.id in own else one for one in project.activities
    ))  # fmt: skip


def _with_its_needs(project: Project, beyond: set[str]) -> set[str]:
    """Activities and those that they need in any case: work on the way to what finds no room is begun all the same."""
    by_id = {activity.id: activity for activity in project.activities}
    todo, found = list(beyond), set[str]()
    while todo:
        one = by_id[todo.pop()]
        if one.id not in found and (one.id in beyond or not (one.asked or one.optional)):
            found.add(one.id)
            todo += [group[0] for group in one.needs if len(group) == 1]
    return {one for one in found if by_id[one].owner}  # pauses come with what waits for them


def _belonging(graph: CapabilityGraph, steps: tuple[Step, ...], aims: Aims, upto: int) -> set[str]:
    """What belongs to the stages up to one: a crisis playbook does not give way to a part of the stage after them."""
    own = {stage.id for stage in graph.journey.stages[:upto]}
    belongs = {(aim.capability, aim.level) for aim in aims.aims if aim.kind == "belongs" and aim.what in own}
    return {step.id for step in steps if (step.capability.id, step.to_level) in belongs}
