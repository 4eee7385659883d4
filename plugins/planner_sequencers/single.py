"""One team for everything, one activity at a time (1|prec|sum wC): solved exactly.

The activities fall into blocks, each the set with the most weight per week among those that may come first, which an
optimal order takes one after the other (Sidney 1975). Such a set is a maximum-ratio closure: a few minimum cuts (Lawler
1978; Dinkelbach 1967). Within a block, dynamic programming over ideals: the sets of activities that may have been done
so far (Schrage and Baker 1978), without those that cannot lead to anything better than what is known.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from planner.plugins import VALUE, Project
from planner_sequencers.weekly import is_weekly

MOST_STATES = 1_500_000  # ideals kept over one block


@dataclass(frozen=True, slots=True)
class Job:
    weeks: int
    weight: int
    needs: int
    """Bit set."""


def is_single(project: Project) -> bool:
    """Whether everything takes more than half of the same role, so that one activity follows the other."""
    if len(project.capacity) != 1 or not is_weekly(project) or project.aims != (VALUE,) or project.discount:
        return False
    ((role, amounts),) = project.capacity.items()
    open_weeks = (1 << project.horizon) - 1
    return (
        amounts.count(amounts[0]) == len(amounts)
        and project.horizon >= sum(a.duration for a in project.activities)
        and all(a.due is None and a.allowed == open_weeks for a in project.activities)
        and all(
            a.duration * amounts[0] >= a.work.get(role, 0) > a.duration * amounts[0] / 2 for a in project.activities
        )
    )


def solve(project: Project, known: Mapping[str, int], until: float) -> dict[str, int] | None:
    """Start weeks of an optimal schedule; None when a block is too large or time runs out.

    Args:
        known: a schedule, for what it rules out.
    """
    position = {a.id: i for i, a in enumerate(project.activities)}
    jobs = [Job(a.duration, a.weight, sum(1 << position[need] for (need,) in a.needs)) for a in project.activities]
    order: list[int] = []
    left = set(range(len(jobs)))
    rank = {position[name]: start for name, start in known.items()}
    while left:
        block = _densest(jobs, left)
        if time.monotonic() > until:
            return None
        solved = _order(jobs, sorted(block, key=lambda i: (rank[i], i)), until)
        if solved is None:
            return None
        order += solved
        left -= block
    starts, week = {}, 0
    for i in order:
        starts[project.activities[i].id] = week
        week += jobs[i].weeks
    return starts


def _densest(jobs: list[Job], left: set[int]) -> set[int]:
    """The closed set with the most weight per week among what is left."""
    import networkx as nx
    from networkx.algorithms.flow import boykov_kolmogorov

    best = set(left)
    while True:
        weight, weeks = sum(jobs[i].weight for i in best), sum(jobs[i].weeks for i in best)
        graph = nx.DiGraph()
        graph.add_nodes_from(("first", "last"))
        gain = 0
        for i in sorted(left):
            excess = jobs[i].weight * weeks - weight * jobs[i].weeks
            if excess > 0:
                gain += excess
                graph.add_edge("first", i, capacity=excess)
            elif excess < 0:
                graph.add_edge(i, "last", capacity=-excess)
            for need in _bits(jobs[i].needs):
                if need in left:
                    graph.add_edge(i, need)
        cut, (side, _) = nx.minimum_cut(graph, "first", "last", flow_func=boykov_kolmogorov)
        found = set(side) - {"first"}
        if cut >= gain or not found:
            return best
        best = found


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _order(jobs: list[Job], block: list[int], until: float) -> list[int] | None:
    """An optimal order of a block; the one given keeps to the needs and is what has to be beaten."""
    place = {i: k for k, i in enumerate(block)}
    weeks, weight = [jobs[i].weeks for i in block], [jobs[i].weight for i in block]
    needs = [sum(1 << place[n] for n in _bits(jobs[i].needs) if n in place) for i in block]
    count, everything = len(block), (1 << len(block)) - 1
    least, now = 0, 0
    for k in range(count):
        now += weeks[k]
        least += weight[k] * now
    by_ratio = sorted(range(count), key=lambda k: (-weight[k] / weeks[k], k))
    layer: dict[int, tuple[int, int]] = {0: (0, 0)}  # done so far -> (cost, weeks)
    came: dict[int, int] = {}
    for _ in range(count):
        following: dict[int, tuple[int, int]] = {}
        if time.monotonic() > until or len(came) > MOST_STATES:
            return None
        for done, (cost, at) in layer.items():
            ready = [k for k in by_ratio if not done >> k & 1 and needs[k] & done == needs[k]]
            first = next(k for k in by_ratio if not done >> k & 1)
            for k in ready if ready[0] != first else ready[:1]:  # the densest of all that is left goes at once
                mask = done | 1 << k
                end = at + weeks[k]
                spent = cost + weight[k] * end
                before = following.get(mask)
                if before is not None and before[0] <= spent:
                    continue
                if before is None and spent + _rest(mask, end, by_ratio, weeks, weight) > least:
                    continue
                following[mask] = (spent, end)
                came[mask] = k
        layer = following
    order, mask = [], everything
    while mask:
        k = came[mask]
        order.append(block[k])
        mask ^= 1 << k
    return order[::-1]


def _rest(done: int, at: int, by_ratio: list[int], weeks: list[int], weight: list[int]) -> int:
    """What is left costs at least this, were there no needs: the densest first (Smith 1956)."""
    cost = 0
    for k in by_ratio:
        if not done >> k & 1:
            at += weeks[k]
            cost += weight[k] * at
    return cost
