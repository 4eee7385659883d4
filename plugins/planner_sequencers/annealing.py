"""The search sequencer: simulated annealing over activity lists, decoded by the serial generation scheme.

Bouleimen and Lecocq 2003. A move takes one activity to another place between the last of its needs and the
first of its followers. The number of schedules tried follows from size and time limit, so that the same input gives
the same plan on any machine; a time limit that is too short for them ends it early.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.plugins import Limits, Project, Sequence, Sequencer, gap, hookimpl, leaves_out, violations
from planner_sequencers.cells import Cells
from planner_sequencers.choices import MOST_TRIALS, Choices, as_chosen, select, trimmed
from planner_sequencers.decoder import Decoder
from planner_sequencers.lower_bound import Bound, lower_bound, with_known
from planner_sequencers.priority_lists import by_activity, ordered, priority_lists
from planner_sequencers.walk import walk
from planner_sequencers.weekly import decoder_for

MOST_TRIES = 400_000
WALKS, LEAST_TRIES, FEW = 6, 1000, 400
PACE = 20_000_000  # activities placed for each second of the limit: a slow machine is still in time
CHUNK = 20_000  # activities placed between two looks at the clock
REACH = 26  # weeks after those of a known schedule that are looked at first
HOT, HOT_LARGE, COLD = 0.0005, 0.05, 0.04
"""Temperatures as parts of the first value: first at most HOT and HOT_LARGE over the activities, last COLD of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule, its objective, and whether a limit or the user ended the search for it early."""

    starts: dict[str, int]
    objective: tuple[int, ...]
    stopped: bool


def tries(count: int, seconds: float) -> int:
    """How many schedules to try for a number of activities within a time limit."""
    return max(200, min(MOST_TRIES, int(PACE * seconds) // max(count, 1)))


def search(
    project: Project, priority: Mapping[str, float], bound: Bound, limits: Limits, budget: int | None = None,
    trials: int = MOST_TRIALS, cells: Cells | None = None,
) -> Found:  # fmt: skip
    """The best schedule found: choices first, then the order of what is chosen.

    Args:
        budget: how many orders are tried.
        trials: how many choices; ``cells``: of the project.
    """
    priority = by_activity(project, priority)
    cells = cells or Cells(project)
    plain, starts = select(project, priority, trials, cells)
    first = Found(starts, project.objective(starts), False)
    if not plain.activities:
        return first
    decoder = decoder_for(plain, cells)
    orders = priority_lists(plain, priority)
    if bound.busy and plain is project:
        orders.append(ordered(decoder.needs, lambda i: (bound.busy[i],)))
    orders.sort(key=lambda one: decoder.energy(decoder.decode(one)))
    budget = tries(len(plain.activities), limits.work) if budget is None else budget
    best, stopped = _anneal(project, decoder, orders, limits, budget, bound)
    better = trimmed(project, decoder.starts(best))
    objective = project.objective(better)
    return Found(better, objective, stopped) if objective < first.objective else replace(first, stopped=stopped)


def improved(
    project: Project, starts: dict[str, int], priority: Mapping[str, float], limits: Limits, tries_each: int,
    cells: Cells,
) -> dict[str, int]:  # fmt: skip
    """A better schedule of the same activities, if one is found among so many for each of them."""
    plain = as_chosen(project, starts)
    if len(plain.activities) < 2:
        return starts
    decoder = decoder_for(plain, cells)
    order = sorted(range(len(plain.activities)), key=lambda i: starts[plain.activities[i].id])
    orders = [order, *priority_lists(plain, by_activity(project, priority))]
    bound = Bound(plain.nothing[:0], [])
    best, _stopped = _anneal(plain, decoder, orders, limits, tries_each * len(orders[0]), bound)
    found = trimmed(project, decoder.starts(best))
    return found if project.objective(found) < project.objective(starts) else starts


def near(
    project: Project, priority: Mapping[str, float], limits: Limits, tries_each: int, cells: Cells
) -> Found | None:
    """The best schedule found from ``Limits.hint`` on, with its choices; None: they exclude each other."""
    hint = {activity.id: limits.hint[activity.id] for activity in project.activities if activity.id in limits.hint}
    found = [trimmed(project, hint)] if not violations(project, hint) else []
    choices = Choices(project)
    case = choices.close_to(hint)
    if case is not None and case.taken:
        plain, rank = choices.plain(case), by_activity(project, priority)
        by_hint = [(hint.get(activity.id, project.horizon), -rank[activity.id]) for activity in plain.activities]
        soon = [replace(a, allowed=a.allowed & (1 << last + REACH) - 1 if a.id in hint else a.allowed)
                for a, (last, _rank) in zip(plain.activities, by_hint, strict=True)]  # fmt: skip
        for own in (replace(plain, activities=tuple(soon)), plain):
            decoder = decoder_for(own, cells)
            order = ordered(decoder.needs, by_hint.__getitem__)
            bound = Bound(plain.nothing[:0], [])
            best, _stopped = _anneal(plain, decoder, [order], limits, tries_each * len(order), bound)
            found.append(trimmed(project, decoder.starts(best)))
            if not leaves_out(project.objective(found[-1])):
                break  # else something may have found no room so soon
    if not found:
        return None
    starts = min(found, key=project.objective)
    return Found(starts, project.objective(starts), True)


def _anneal(
    project: Project, decoder: Decoder, orders: list[list[int]], limits: Limits, budget: int, bound: Bound
) -> tuple[list[int], bool]:
    """(the best schedule of some walks, whether they were ended early). The walks begin with the orders in turn:
    several short ones find more than a long one."""
    until = time.monotonic() + limits.seconds
    best = decoder.decode(orders[0])
    least = decoder.energy(best)

    def good_enough(schedule: list[int]) -> bool:
        objective = project.objective(decoder.starts(schedule))
        if limits.progress:
            limits.progress(objective, bound.value)
        distance = gap(objective, bound.value)
        return distance is not None and distance <= limits.gap

    warmth, count = decoder.warmth(best), len(best)
    walks = WALKS if budget >= WALKS * LEAST_TRIES and count <= FEW else 1
    hot = min(HOT, HOT_LARGE / count)
    each, chunk = budget // walks, max(1, CHUNK // count)
    try:
        if good_enough(best) or count < 2:
            return best, False
        for number in range(walks):
            path = walk(decoder, orders[number % len(orders)], limits.seed + number, warmth, budget)
            for first in range(0, each, chunk):
                if time.monotonic() > until:
                    return best, True
                path.advance(first, min(first + chunk, each), each, hot, COLD * hot, count)
                if path.least() < least:
                    best, least = path.best(), path.least()
                    if good_enough(best):
                        return best, False
    except KeyboardInterrupt:
        if not limits.best_so_far:
            raise
        return best, True  # the best so far is what the user gets
    return best, False


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    bound = lower_bound(project, limits.work)
    found = search(project, priority, bound, limits)
    return Sequence(found.starts, with_known(project, bound, found.starts, limits.work).value, stopped=found.stopped)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("search", sequence, "Simulated annealing over activity lists (fast, any size)")
