"""The search sequencer: simulated annealing over activity lists, decoded by the serial generation scheme.

Bouleimen and Lecocq 2003. A move takes one activity to another place between the last of its needs and the
first of its followers. The number of schedules tried depends on the size alone, so that the same input gives
the same plan on any machine; the time limit only ends it early.
"""

import random
import time
from collections.abc import Iterable, Mapping
from math import exp

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project
from planner_sequencers.decoding import Decoder
from planner_sequencers.serial import priority_list
from planner_sequencers.start import best_start
from planner_sequencers.weekly import decoder_for

START_TEMPERATURE, END_TEMPERATURE = 0.004, 0.00002  # parts of the first value


def tries(count: int) -> int:
    """How many schedules to try for a number of activities."""
    return max(200, min(4000, 100 * count, 240_000 // max(count, 1)))


def anneal(
    decoder: Decoder, order: list[int], bound: int, limits: Limits, budget: int
) -> tuple[dict[str, int], int, bool]:
    """(start weeks, value, whether it was ended early) of the best schedule found."""
    rng = random.Random(limits.seed)
    until = time.monotonic() + limits.seconds
    current = decoder.value(decoder.decode(order))
    best, best_order = current, list(order)
    followers: list[list[int]] = [[] for _ in order]
    for i, needs in enumerate(decoder.needs):
        for need in needs:
            followers[need].append(i)
    first = current
    stopped = False
    try:
        for step in range(budget if len(order) > 1 else 0):
            if best <= bound * (1 + limits.gap) or time.monotonic() > until:
                stopped = best > bound * (1 + limits.gap)
                break
            temperature = first * START_TEMPERATURE * (END_TEMPERATURE / START_TEMPERATURE) ** (step / budget)
            moved = _move(order, decoder.needs, followers, rng)
            value = decoder.value(decoder.decode(moved))
            if value <= current or rng.random() < exp((current - value) / max(temperature, 1e-9)):
                order, current = moved, value
                if value < best:
                    best, best_order = value, list(moved)
                    if limits.progress:
                        limits.progress(best, bound)
    except KeyboardInterrupt:
        stopped = True  # the best so far is what the user gets
    return decoder.starts(decoder.decode(best_order)), best, stopped


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
    decoder = decoder_for(project)
    _, bound, order = best_start(project, decoder, priority_list(project, priority))
    starts, _, stopped = anneal(decoder, order, bound, limits, tries(len(order)))
    return Sequence(starts, bound, stopped=stopped)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("search", sequence, "Simulated annealing over activity lists (fast, any size)")
