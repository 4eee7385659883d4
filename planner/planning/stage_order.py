"""Stages among the steps: the week in which one is reached, which is worth something, and steps that wait until one is
reached and has settled, where a rule of the journey says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from planner.domain.capability_graph import CapabilityGraph
from planner.domain.step import StageWait, Step
from planner.domain.values import Condition
from planner.scheduling.activity import Activity
from planner.scheduling.problem import SCALE

if TYPE_CHECKING:
    import networkx as nx

STAGE_WORTH = 5
"""Reaching a stage is worth as much as a step that is worth 5 of 5 for every goal (estimate)."""

MOST_COMBINATIONS = 60
"""Of the steps of which a condition asks for so many; beyond it asks for those that could be finished first."""

Groups = tuple[tuple[str, ...], ...]


def after_stages(graph: CapabilityGraph, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps with the stages that they wait for. What leads to a stage, and what is under way, waits for none; nor
    does anything for a stage that these steps cannot reach."""
    asked = [(rule, one) for rule in graph.rules for one in rule.settled]
    if not asked:
        return steps
    import networkx as nx

    order = _order(steps)
    earliest = _earliest(order, steps)
    waits: dict[str, tuple[StageWait, ...]] = {}
    for rule, one in asked:
        groups = _to_reach(graph, steps, one.stage, earliest)
        ends = {step for group in groups for step in group}
        before = ends.union(*(nx.ancestors(order, step) for step in sorted(ends)))
        bound = {s.step_id for s in steps if s.done is None and s.step_id not in before and rule.matches(s.capability)}
        for step in bound if groups else ():
            waits[step] = (*waits.get(step, ()), StageWait(rule.id, one.stage, one.weeks, groups))
            order.add_edges_from((end, step) for end in ends)
    return tuple(replace(step, waits=waits.get(step.step_id, ())) for step in steps)


def stage_ends(
    graph: CapabilityGraph, steps: tuple[Step, ...], upto: int, weeks: int, by: Mapping[str, int]
) -> tuple[Activity, ...]:
    """A milestone for each stage that the steps can reach, up to a number: a week of nobody's work after all that the
    stage asks for, so that among orders of equal value the one is best that reaches it first.

    Args:
        weeks: of the plan.
        by: stages that must be reached, each with the week by which.
    """
    earliest = _earliest(_order(steps), steps)
    weight, anywhere = round(STAGE_WORTH * SCALE), (1 << weeks) - 1
    groups = {stage.id: _to_reach(graph, steps, stage.id, earliest) for stage in graph.journey.stages[:upto]}
    return tuple(
        Activity(
            f"{stage}-reached", 1, {}, 0, {}, {}, own, anywhere, weight,
            due=by[stage] + 1 if stage in by else None, asked=stage in by, optional=stage not in by,
        )
        for stage, own in groups.items() if own
    )  # fmt: skip


def _to_reach(graph: CapabilityGraph, steps: tuple[Step, ...], stage: str, earliest: Mapping[str, int]) -> Groups:
    """The steps that can meet each of what has to be finished for a stage to be reached; none where it is, or where the
    steps cannot reach it."""
    found: list[tuple[str, ...]] = []
    for own in graph.journey.stages[: graph.journey.stage(stage).number]:
        for condition in own.reached_when:
            groups = _groups(graph, steps, condition, earliest)
            if groups is None:
                return ()
            found += groups
    return tuple(dict.fromkeys(one for one in found if not any(set(other) < set(one) for other in found)))


def still_open(graph: CapabilityGraph, steps: tuple[Step, ...], condition: Condition) -> tuple[int, Groups]:
    """(how many more groups a condition asks for than hold today, the steps that bring each group that does not)."""
    met = [any(graph.level(c) >= condition.level for c in group) for group in condition.of]
    groups = tuple(
        tuple(dict.fromkeys(
            step.step_id for step in steps
            if step.capability.id in group and step.from_level < condition.level <= step.to_level
        ))
        for group, done in zip(condition.of, met, strict=True) if not done
    )  # fmt: skip
    return condition.at_least - sum(met), groups


def _groups(
    graph: CapabilityGraph, steps: tuple[Step, ...], condition: Condition, earliest: Mapping[str, int]
) -> list[tuple[str, ...]] | None:
    """What a condition asks of steps: ``m`` of ``n`` groups hold where each choice of ``n - m + 1`` has one. None: the
    steps cannot bring it about."""
    missing, groups = still_open(graph, steps, condition)
    there = [own for own in groups if own]
    if missing <= 0:
        return []
    if missing > len(there):
        return None
    size = len(there) - missing + 1
    if comb(len(there), size) > MOST_COMBINATIONS:
        there.sort(key=lambda own: min(earliest[step] for step in own))
        there, size = there[:missing], 1
    return [tuple(dict.fromkeys(step for own in chosen for step in own)) for chosen in combinations(there, size)]


def _order(steps: tuple[Step, ...]) -> nx.DiGraph[str]:
    """What each step may come after."""
    import networkx as nx

    order = nx.DiGraph((need, step.step_id) for step in steps for group in step.needs for need in group)
    order.add_nodes_from(step.step_id for step in steps)
    return order


def _earliest(order: nx.DiGraph[str], steps: tuple[Step, ...]) -> dict[str, int]:
    """The first week in which each step could be finished with unlimited people (forward pass of the critical path
    method)."""
    import networkx as nx

    by_id = {step.step_id: step for step in reversed(steps)}
    found: dict[str, int] = {}
    for name in nx.topological_sort(order):
        ready = max((min(found[need] for need in group) for group in by_id[name].needs), default=0)
        found[name] = ready + by_id[name].duration
    return found
