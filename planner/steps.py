"""Steps: the remaining work, one step per stretch of levels.

A capability gets one step from today's level to the level wanted, split only at a level that something
else waits for (a threshold, a target of its own, work under way). So nothing is started ad hoc, ahead of
its foundations, merely because level 1 could be had for nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from planner.graph import CapabilityGraph, Remaining
from planner.model import Capability, Drag, Estimate, Journey, Organisation, Policy, Target, frozen_map


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of remaining work.

    Attributes:
        id: ``capability@level``.
        effort: person-weeks, all roles together.
        weeks: elapsed weeks; ``duration`` is the likely value in whole weeks, rules of the organisation included.
        work: person-weeks by role (likely).
        cost: outside spend, thousands (likely).
        run: person-weeks per quarter by role, from go-live on, on top of what ran before.
        grants: person-weeks per quarter added by role, from go-live on.
        needs: ids of the steps that must be finished first.
        value: goal-weighted value on the 0 to 5 scale of the journey, times the part of the levels gained,
            times confidence.
        eased: whether effort and weeks are lowered because everything that eases it comes first.
        dragged: name of the capability that makes this work slower, if any.
        done: part already done; None when the work is not under way.
        open_needs: what should have come first; the same as ``needs`` unless the work is under way.
    """

    id: str
    capability: Capability
    from_level: int
    to_level: int
    effort: Estimate
    weeks: Estimate
    duration: int
    work: Mapping[str, float]
    cost: float
    run: Mapping[str, float]
    grants: Mapping[str, float]
    needs: tuple[str, ...]
    value: float
    confidence: float
    eased: bool
    dragged: str
    done: float | None
    added_weeks: int = 0
    target: Target | None = None
    open_needs: tuple[str, ...] = ()


def split_by_role(capability: Capability, amount: float, policy: Policy) -> Mapping[str, float]:
    """The owner carries ``policy.owner_share``, contributors share the rest equally."""
    if not capability.contributors:
        return frozen_map({capability.owner: amount})
    rest = amount * (1 - policy.owner_share) / len(capability.contributors)
    return frozen_map({capability.owner: amount * policy.owner_share, **dict.fromkeys(capability.contributors, rest)})


def run_load(journey: Journey, organisation: Organisation) -> Mapping[str, float]:
    """Person-weeks per quarter by role that running today's capabilities takes."""
    total = dict.fromkeys(journey.roles, 0.0)
    for capability in journey.capabilities.values():
        if organisation.level(capability) >= journey.policy.run_from_level:
            for role, amount in split_by_role(capability, capability.run, journey.policy).items():
                total[role] += amount
    return frozen_map(total)


def make_steps(graph: CapabilityGraph, remaining: Remaining) -> tuple[Step, ...]:
    """The steps of the remaining work, in journey order."""
    splits = {c: _levels(graph, remaining, c) for c in remaining.wanted}
    needs = _step_needs(graph, remaining, splits)
    under_way = {f"{work.capability}@{work.level}" for work in graph.organisation.in_progress}
    before = _predecessors({step: () if step in under_way else own for step, own in needs.items()})
    drags = _drags(graph, remaining)
    steps = []
    for c, levels in splits.items():
        for start, end in itertools.pairwise(levels):
            step_id = f"{c}@{end}"
            eased = _is_eased(graph, c, {other.split("@")[0] for other in before[step_id] if _reaches(other, graph)})
            steps.append(_step(graph, remaining, c, start, end, levels[-1] == end, needs[step_id], eased, drags))
    return tuple(steps)


def _reaches(step_id: str, graph: CapabilityGraph) -> bool:
    return int(step_id.rsplit("@", 1)[1]) >= graph.journey.policy.target_level


def _levels(graph: CapabilityGraph, remaining: Remaining, c: str) -> list[int]:
    """Today's level, every level that something waits for, the level wanted."""
    today, end = graph.level(c), remaining.wanted[c]
    marks = {today, end}
    for other, level in remaining.wanted.items():
        for need in graph.open_needs(graph.journey.capabilities[other], level):
            threshold = remaining.chosen.get(need, need.alternatives[0])
            if threshold.capability == c:
                marks.add(threshold.level)
    marks.update(target.level for target in remaining.targets if target.capability == c)
    begun = next((work.level for work in graph.organisation.in_progress if work.capability == c), today)
    begun = begun if begun <= end else today
    marks.add(begun)  # work under way is one step, however far it goes
    return sorted(mark for mark in marks if today <= mark <= end and not today < mark < begun)


def _step_needs(
    graph: CapabilityGraph, remaining: Remaining, splits: Mapping[str, list[int]]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for c, levels in splits.items():
        for start, end in itertools.pairwise(levels):
            own = [f"{c}@{start}"] if start != levels[0] else []
            for need in graph.open_needs(graph.journey.capabilities[c], end):
                threshold = remaining.chosen.get(need, need.alternatives[0])
                level = next(level for level in splits[threshold.capability][1:] if level >= threshold.level)
                own.append(f"{threshold.capability}@{level}")
            found[f"{c}@{end}"] = tuple(dict.fromkeys(own))
    return found


def _predecessors(needs: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """All steps that certainly come first, by step."""
    import networkx as nx

    graph = nx.DiGraph((need, step) for step, own in needs.items() for need in own)
    graph.add_nodes_from(needs)
    before: dict[str, set[str]] = {}
    for step in nx.topological_sort(graph):
        before[step] = {step_id for need in needs[step] for step_id in (need, *before[need])}
    return before


def _is_eased(graph: CapabilityGraph, c: str, before: set[str]) -> bool:
    """Counted only when certain: every easing capability is in place today or must come first anyway."""
    easing = graph.journey.capabilities[c].eased_by
    level = graph.journey.policy.target_level
    return bool(easing) and all(graph.level(other) >= level or other in before for other in easing)


def _drags(graph: CapabilityGraph, remaining: Remaining) -> list[tuple[Capability, Drag]]:
    """Drags in force: the capability is (or will be) how things are done, and no rival replaces it."""
    level = graph.journey.policy.target_level
    found = []
    for capability in graph.journey.capabilities.values():
        if capability.drag is None:
            continue
        rivals = graph.journey.group_of(capability.id)
        coming = remaining.wanted.get(capability.id, 0) >= level
        replaced = any(graph.level(r) >= level or remaining.wanted.get(r, 0) >= level for r in rivals)
        if (graph.level(capability.id) >= level or coming) and not replaced:
            found.append((capability, capability.drag))
    return found


def _step(
    graph: CapabilityGraph,
    remaining: Remaining,
    c: str,
    start: int,
    end: int,
    last: bool,
    needs: tuple[str, ...],
    eased: bool,
    drags: list[tuple[Capability, Drag]],
) -> Step:
    journey, organisation, policy = graph.journey, graph.organisation, graph.journey.policy
    capability = journey.capabilities[c]
    done = next((w.done for w in organisation.in_progress if w.capability == c and start < w.level == end), None)
    part = sum(policy.level_share[start:end]) * (1 - (done or 0.0))
    effort_factor = weeks_factor = part * (policy.eased_factor if eased else 1.0)
    dragged = ""
    for source, drag in drags:
        if drag.stage == capability.stage and source.id != c:
            effort_factor, weeks_factor, dragged = effort_factor * drag.effort, weeks_factor * drag.weeks, source.id
    added = sum(rule.adds_weeks for rule in organisation.calendar if last and rule.applies_to.matches(capability))
    weeks = _scaled(capability.weeks, weeks_factor, added)
    goes_live = start < policy.run_from_level <= end
    effort = _scaled(capability.effort, effort_factor)
    confidence = policy.confidence[capability.risk]
    return Step(
        id=f"{c}@{end}",
        capability=capability,
        from_level=start,
        to_level=end,
        effort=effort,
        weeks=weeks,
        duration=max(1, ceil(weeks.likely - 1e-9)),
        work=split_by_role(capability, effort.likely, policy),
        cost=capability.cost.likely * part,
        run=split_by_role(capability, capability.run, policy) if goes_live else frozen_map(),
        grants=capability.grants if goes_live else frozen_map(),
        needs=needs if done is None else (),
        open_needs=needs,
        value=goal_value(journey, organisation, capability) * (end - start) / 3 * confidence,
        confidence=confidence,
        eased=eased,
        dragged=dragged,
        done=done,
        added_weeks=added,
        target=next((t for t in remaining.targets if t.capability == c and start < t.level <= end), None),
    )


def goal_value(journey: Journey, organisation: Organisation, capability: Capability) -> float:
    """Value of a capability on the journey's 0 to 5 scale: its value by goal, weighted by the goals."""
    total = sum(organisation.goals.values())
    return (
        sum(organisation.goals.get(goal, 0) * value for goal, value in capability.value.items()) / total
        if total
        else 0.0
    )


def _scaled(estimate: Estimate, factor: float, added: float = 0) -> Estimate:
    return Estimate(estimate.low * factor + added, estimate.likely * factor + added, estimate.high * factor + added)
