"""The search sequencer: simulated annealing over activity lists, decoded by the serial generation scheme.

Bouleimen and Lecocq 2003. A move takes one activity to another place between the last of its needs and the
first of its followers. The number of schedules tried depends on the size alone, so that the same input gives
the same plan on any machine; the time limit only ends it early.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project, gap
from planner_sequencers.decoding import Decoder
from planner_sequencers.ordering import by_activity, ordered, priority_lists
from planner_sequencers.selecting import select, trimmed
from planner_sequencers.start import Bound, lower_bound
from planner_sequencers.weekly import decoder_for

START_TEMPERATURE, END_TEMPERATURE = 0.004, 0.00002  # parts of the first value


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule, its objective, and whether a limit or the user ended the search for it early."""

    starts: dict[str, int]
    objective: tuple[int, ...]
    stopped: bool


def tries(count: int) -> int:
    """How many schedules to try for a number of activities."""
    return max(200, min(4000, 100 * count, 240_000 // max(count, 1)))


def search(
    project: Project, priority: Mapping[str, float], bound: Bound, limits: Limits, budget: int | None = None
) -> Found:
    """The best schedule found: choices first, then the order of what is chosen."""
    priority = by_activity(project, priority)
    plain, starts = select(project, priority)
    first = Found(starts, project.objective(starts), False)
    if not plain.activities:
        return first
    decoder = decoder_for(plain)
    orders = priority_lists(plain, priority)
    if bound.busy and plain is project:
        orders.append(ordered(decoder.needs, lambda i: (bound.busy[i],)))
    order = min(orders, key=lambda one: decoder.energy(decoder.decode(one)))

    def good_enough(schedule: list[int]) -> bool:
        objective = project.objective(decoder.starts(schedule))
        if limits.progress:
            limits.progress(objective, bound.value)
        distance = gap(objective, bound.value)
        return distance is not None and distance <= limits.gap

    best, stopped = _anneal(decoder, order, limits, tries(len(order)) if budget is None else budget, good_enough)
    better = trimmed(project, decoder.starts(best))
    objective = project.objective(better)
    return Found(better, objective, stopped) if objective < first.objective else replace(first, stopped=stopped)


def _anneal(
    decoder: Decoder, order: list[int], limits: Limits, budget: int, good_enough: Callable[[list[int]], bool]
) -> tuple[list[int], bool]:
    """(the best schedule found from an order on, whether it was ended early)."""
    rng = random.Random(limits.seed)
    until = time.monotonic() + limits.seconds
    best_schedule = decoder.decode(order)
    current = best = decoder.energy(best_schedule)
    followers: list[list[int]] = [[] for _ in order]
    for i, needs in enumerate(decoder.needs):
        for need in needs:
            followers[need].append(i)
    warmth = decoder.warmth(best_schedule)
    try:
        if good_enough(best_schedule):
            return best_schedule, False
        for step in range(budget if len(order) > 1 else 0):
            if time.monotonic() > until:
                return best_schedule, True
            temperature = warmth * START_TEMPERATURE * (END_TEMPERATURE / START_TEMPERATURE) ** (step / budget)
            moved = _move(order, decoder.needs, followers, rng)
            schedule = decoder.decode(moved)
            energy = decoder.energy(schedule)
            if energy <= current or rng.random() < exp(max(-700.0, (current - energy) / max(temperature, 1e-9))):
                order, current = moved, energy
                if energy < best:
                    best, best_schedule = energy, schedule
                    if good_enough(schedule):
                        return schedule, False
    except KeyboardInterrupt:
        return best_schedule, True  # the best so far is what the user gets
    return best_schedule, False


def _move(order: list[int], needs: list[list[int]], followers: list[list[int]], rng: random.Random) -> list[int]:
    """The list with one activity elsewhere."""
    where = {activity: place for place, activity in enumerate(order)}
    for _ in range(8):
        old = rng.randrange(len(order))
        activity = order[old]
        low = max((where[n] for n in needs[activity]), default=-1) + 1
        high = min((where[f] for f in followers[activity]), default=len(order)) - 1
        if high > low:
            new = rng.randint(low, high - 1)
            new += new >= old
            rest = order[:old] + order[old + 1 :]
            return [*rest[:new], activity, *rest[new:]]
    return order


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    bound = lower_bound(project)
    found = search(project, priority, bound, limits)
    return Sequence(found.starts, bound.value, stopped=found.stopped)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("search", sequence, "Simulated annealing over activity lists (fast, any size)")
