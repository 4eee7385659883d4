"""Steps: the remaining work, one step per stretch of levels.

A capability gets one step from today's level to the level wanted, split only at a level that something
else waits for (a threshold, a target of its own, work under way). So nothing is started ad hoc, ahead of
its foundations, merely because level 1 could be had for nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from planner.domain.capability_graph import CapabilityGraph, Remaining
from planner.domain.journey import Capability, Drag, Mode
from planner.domain.organisation import Organisation
from planner.domain.step import Step, goal_value, split_by_role
from planner.domain.values import Estimate, Threshold, frozen_map

NO_LEVELS: Mapping[str, int] = frozen_map()


def make_steps(
    graph: CapabilityGraph,
    remaining: Remaining,
    absent: frozenset[str] = frozenset(),
    first_versions: Mapping[str, int] = NO_LEVELS,
) -> tuple[Step, ...]:
    """The steps of the remaining work, in journey order; the ways to do one follow each other, its own first.

    Args:
        absent: capabilities that are not counted on to replace a way of working, see ``replacements``.
        first_versions: levels at which a stage counts capabilities, each a step of its own.
    """
    awaited = _awaited(graph, remaining)
    splits = {c: _levels(graph, remaining, c, awaited.get(c, set())) for c in remaining.wanted}
    for c, level in first_versions.items():
        if c in splits and splits[c][0] < level < splits[c][1]:
            splits[c].insert(1, level)
    needs, lags = _step_needs(graph, remaining, splits)
    under_way = {f"{work.capability}@{work.level}" for work in graph.organisation.in_progress}
    before = _predecessors({step: () if step in under_way else own for step, own in needs.items()})
    target = graph.journey.policy.target_level
    enough = {c: {f"{c}@{end}" for end in levels[1:] if end >= target} for c, levels in splits.items()}
    drags = _drags(graph, remaining, absent)
    steps: list[Step] = []
    for c, levels in splits.items():
        for start, end in itertools.pairwise(levels):
            step_id = f"{c}@{end}"
            eased = _is_eased(graph, c, before[step_id], enough)
            stretch = _Stretch(graph, remaining, c, start, end, levels[0] == start, needs[step_id],
                               lags[step_id], eased)  # fmt: skip
            steps += _variants(stretch, drags)
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of levels of one capability, before it is known how it is done."""

    graph: CapabilityGraph
    remaining: Remaining
    capability: str
    start: int
    end: int
    first: bool
    needs: tuple[tuple[str, ...], ...]
    lags: Mapping[str, int]
    eased: bool

    @property
    def done(self) -> float | None:
        for work in self.graph.organisation.in_progress:
            if work.capability == self.capability and self.start < work.level == self.end:
                return work.done
        return None


def _variants(stretch: _Stretch, drags: list[_Pull]) -> Iterator[Step]:
    """The ways to do a stretch: each mode that is open, each with and without the drag of a choice that is open."""
    capability = stretch.graph.journey.capabilities[stretch.capability]
    decided = stretch.graph.organisation.modes.get(capability.id)
    modes: list[Mode | None] = [None, *capability.modes]
    if decided is not None:
        modes = [next((mode for mode in capability.modes if mode.id == decided), None)]
    elif stretch.done is not None:
        modes = [None]
    apart = {capability.id, *stretch.graph.journey.group_of(capability.id)}
    pulls = [
        pull for pull in drags if pull.drag.stage == capability.stage and (pull.certain or pull.source not in apart)
    ]
    pulls = [pull for pull in pulls if pull.source != capability.id]
    sure = tuple(pull for pull in pulls if pull.certain)
    first = ""
    for mode in modes:
        own = capability if mode is None else _in_mode(capability, mode)
        for chosen in ((), *((pull,) for pull in pulls if not pull.certain)):
            tags = [mode.id] if mode is not None and decided is None else []
            tags += [pull.source for pull in chosen]
            step_id = f"{capability.id}@{stretch.end}" + ("/" + "+".join(tags) if tags else "")
            excludes = [pull.source for pull in pulls if not pull.certain and pull not in chosen]
            excludes += [rival for pull in chosen for rival in stretch.graph.journey.group_of(pull.source)]
            step = _step(stretch, own, step_id, (*sure, *chosen))
            mode_id = mode.id if mode is not None else ""
            yield replace(step, mode_of=first, mode=mode_id, excludes=tuple(excludes))
            first = first or step_id


def _in_mode(capability: Capability, mode: Mode) -> Capability:
    changed = {
        key: value
        for key in ("owner", "contributors", "effort", "duration_estimate", "cost", "run")
        if (value := getattr(mode, key)) is not None
    }
    changed["contributors"] = tuple(
        role
        for role in changed.get("contributors", capability.contributors)
        if role != changed.get("owner", capability.owner)
    )
    return replace(capability, **changed)


def exclusions(graph: CapabilityGraph, steps: tuple[Step, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups of step ids of which a plan takes at most one: capabilities that exclude each other, and a way of
    working with what rules it out."""
    first: dict[str, list[Step]] = {}
    for step in steps:
        if step.from_level == graph.level(step.capability.id):
            first.setdefault(step.capability.id, []).append(step)
    ids = {c: tuple(step.id for step in own) for c, own in first.items()}
    found = []
    for c in ids:
        rivals = [other for other in graph.journey.group_of(c) if other in ids]
        found += [ids[c] + ids[other] for other in rivals if c < other]
    found += [(step.id, *ids[c]) for step in steps for c in step.excludes if c in ids]
    return tuple(found)


def _awaited(graph: CapabilityGraph, remaining: Remaining) -> dict[str, set[int]]:
    """The levels of each capability that something in the plan waits for."""
    found: dict[str, set[int]] = {}
    for other, level in remaining.wanted.items():
        for need in graph.open_needs(graph.journey.capabilities[other], level):
            for threshold in remaining.alternatives(need):
                found.setdefault(threshold.capability, set()).add(threshold.level)
    return found


def _levels(graph: CapabilityGraph, remaining: Remaining, c: str, awaited: set[int]) -> list[int]:
    """Today's level, every level that something waits for, the level wanted."""
    today, end = graph.level(c), remaining.wanted[c]
    marks = {today, end, *awaited}
    marks.update(target.level for target in remaining.targets if target.capability == c)
    begun = next((work.level for work in graph.organisation.in_progress if work.capability == c), today)
    begun = begun if begun <= end else today
    marks.add(begun)  # work under way is one step, however far it goes
    least = min(end, graph.journey.policy.planned_from_level)  # what goes further is not planned to a lower level first
    dated = {target.level for target in graph.organisation.targets if target.capability == c}
    return sorted(
        mark
        for mark in marks
        if today <= mark <= end and not today < mark < begun and (mark >= least or mark in (today, begun, *dated))
    )


def _step_needs(
    graph: CapabilityGraph, remaining: Remaining, splits: Mapping[str, list[int]]
) -> tuple[dict[str, tuple[tuple[str, ...], ...]], dict[str, dict[str, int]]]:
    """(the steps that meet each need of a step, the weeks that must pass after one of them), by step."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    lags: dict[str, dict[str, int]] = {}

    def step_for(threshold: Threshold) -> str:
        level = next(level for level in splits[threshold.capability][1:] if level >= threshold.level)
        return f"{threshold.capability}@{level}"

    for c, levels in splits.items():
        for start, end in itertools.pairwise(levels):
            own: list[tuple[str, ...]] = [(f"{c}@{start}",)] if start != levels[0] else []
            waits: dict[str, int] = {}
            for need in graph.open_needs(graph.journey.capabilities[c], end):
                own.append(tuple(map(step_for, remaining.alternatives(need))))
                for threshold in remaining.alternatives(need):
                    if threshold.lag:
                        other = step_for(threshold)
                        waits[other] = max(waits.get(other, 0), threshold.lag)
            found[f"{c}@{end}"] = tuple(dict.fromkeys(own))
            lags[f"{c}@{end}"] = waits
    return found, lags


def _predecessors(needs: Mapping[str, tuple[tuple[str, ...], ...]]) -> dict[str, set[str]]:
    """All steps that certainly come first, by step: of alternatives, only what comes before each."""
    import networkx as nx

    graph = nx.DiGraph((need, step) for step, own in needs.items() for group in own for need in group)
    graph.add_nodes_from(needs)
    before: dict[str, set[str]] = {}
    for step in nx.topological_sort(graph):
        before[step] = set()
        for group in needs[step]:
            before[step] |= set.intersection(*({need, *before[need]} for need in group))
    return before


def _is_eased(graph: CapabilityGraph, c: str, before: set[str], enough: Mapping[str, set[str]]) -> bool:
    """Counted only when certain: every easing capability is in place today or must come first anyway.

    Args:
        before: the steps that certainly come first; ``enough``: those of each capability that reach what eases.
    """
    easing = graph.journey.capabilities[c].eased_by
    level = graph.journey.policy.target_level
    return bool(easing) and all(
        graph.level(other) >= level or not before.isdisjoint(enough.get(other, ())) for other in easing
    )


@dataclass(frozen=True, slots=True)
class _Pull:
    """A drag that is in force (``certain``) or would be with a choice."""

    source: str
    drag: Drag
    certain: bool


def replacements(graph: CapabilityGraph, remaining: Remaining) -> frozenset[str]:
    """Capabilities that are to come in any case and then replace a way of working that slows others down. Steps are
    made as if they came; where one does not fit after all, they have to be made again without counting on it."""
    level = graph.journey.policy.target_level
    sources = [one for one in graph.journey.capabilities.values() if one.drag is not None]
    rivals = {rival for source in sources for rival in graph.journey.group_of(source.id)}
    return frozenset(r for r in rivals if graph.level(r) < level <= remaining.certain.get(r, 0))


def _drags(graph: CapabilityGraph, remaining: Remaining, absent: frozenset[str]) -> list[_Pull]:
    """Drags where the capability is, will be or may be how things are done, and no rival is certain to replace it."""
    level = graph.journey.policy.target_level
    found = []
    for capability in graph.journey.capabilities.values():
        if capability.drag is None:
            continue
        rivals = graph.journey.group_of(capability.id)
        coming = remaining.wanted.get(capability.id, 0) >= level
        certain = graph.level(capability.id) >= level or remaining.certain.get(capability.id, 0) >= level
        coming_rivals = [r for r in rivals if remaining.certain.get(r, 0) >= level and r not in absent]
        replaced = bool(coming_rivals) or any(graph.level(r) >= level for r in rivals)
        if (certain or coming) and not replaced:
            found.append(_Pull(capability.id, capability.drag, certain))
    return found


def _step(stretch: _Stretch, capability: Capability, step_id: str, pulls: tuple[_Pull, ...]) -> Step:
    graph, start, end = stretch.graph, stretch.start, stretch.end
    journey, organisation, policy = graph.journey, graph.organisation, graph.journey.policy
    done = stretch.done
    part = sum(policy.level_share[start:end]) * (1 - (done or 0.0))
    effort_factor = weeks_factor = part * (policy.eased_factor if stretch.eased else 1.0)
    for pull in pulls:
        effort_factor, weeks_factor = effort_factor * pull.drag.effort_factor, weeks_factor * pull.drag.duration_factor
    added = _added_weeks(organisation, capability) if stretch.first else 0
    weeks = _scaled(capability.duration_estimate, weeks_factor, added)
    goes_live = start < policy.run_from_level <= end
    effort = _scaled(capability.effort, effort_factor)
    confidence = policy.confidence[capability.risk]
    target = next(
        (t for t in stretch.remaining.targets if t.capability == capability.id and start < t.level <= end), None
    )
    begins = stretch.first and done is None
    duration, passing = max(1, ceil(weeks.likely - 1e-9)), organisation.small_parts_to_owner or ()
    return Step(
        id=step_id,
        capability=capability,
        from_level=start,
        to_level=end,
        effort=effort,
        duration_estimate=weeks,
        duration=duration,
        work=split_by_role(capability, effort.likely, policy, duration, passing),
        cost=capability.cost.likely * part,
        run=split_by_role(capability, capability.run, policy, small_to_owner=passing) if goes_live else frozen_map(),
        grants=capability.grants if goes_live else frozen_map(),
        needs=stretch.needs if done is None else (),
        open_needs=stretch.needs,
        value=goal_value(journey, organisation, capability) * (end - start) / journey.top_level * confidence,
        confidence=confidence,
        eased=stretch.eased,
        dragged=pulls[-1].source if pulls else "",
        slowed_by=tuple(pull.source for pull in pulls),
        drag_is_chosen=bool(pulls) and not pulls[-1].certain,
        done=done,
        added_weeks=added,
        target=target,
        lags=frozen_map(stretch.lags if done is None else {}),
        lead_time=organisation.lead_left(capability) if begins else 0,
        first_week=organisation.first_week(capability) if begins else 0,
        certain=end <= stretch.remaining.certain.get(capability.id, 0),
    )


def _added_weeks(organisation: Organisation, capability: Capability) -> int:
    """What rules of the organisation add. It falls on a capability's first stretch: any later one may be an alternative
    that is not taken, and the weeks would be gone with it."""
    return sum(rule.adds_weeks for rule in organisation.calendar if rule.applies_to.matches(capability))


def _scaled(estimate: Estimate, factor: float, added: float = 0) -> Estimate:
    return Estimate(estimate.low * factor + added, estimate.likely * factor + added, estimate.high * factor + added)
