"""Many runs of a plan at once: dates of every step in every draw, and which steps set the finish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Array = Any
"""A numpy array; draws are columns."""


def run(
    durations: Array,
    waits: Sequence[Sequence[int]],
    earliest: Sequence[float],
    starts_allowed: Mapping[int, Array] | None = None,
    open_weeks: Mapping[int, Array] | None = None,
    finishes_allowed: Mapping[int, Array] | None = None,
) -> Array:
    """Finish of every step in every draw: shape (steps, draws).

    Args:
        durations: shape (steps, draws), in weeks.
        waits: of each step the positions of those it waits for; all come before it.
        earliest: no step starts sooner.
        starts_allowed: by position, for each whole week the first allowed week from there on (infinity: none).
        open_weeks: by position, how many weeks may be worked in before each week: work rests in the others.
        finishes_allowed: as ``starts_allowed``, for the week in which it goes live.
    """
    finish = np.empty_like(durations)
    for i, before in enumerate(waits):
        start = finish[i]
        start[:] = earliest[i]
        for other in before:
            np.maximum(start, finish[other], out=start)
        if starts_allowed and i in starts_allowed:
            start[:] = later(start, starts_allowed[i])
        if open_weeks and i in open_weeks:
            start[:] = _after_work(start, durations[i], open_weeks[i])
        else:
            start += durations[i]
        if finishes_allowed and i in finishes_allowed:
            start[:] = later(start, finishes_allowed[i])
    return finish


def later(times: Array, table: Array) -> Array:
    """The first allowed week not before each time."""
    weeks = np.ceil(times - 1e-3)
    inside = np.where(np.isfinite(weeks), weeks, len(table)).astype(np.int64)
    return np.where(inside < len(table), table[np.minimum(inside, len(table) - 1)], np.inf)


def _after_work(starts: Array, durations: Array, done_before: Array) -> Array:
    """When work ends that rests in closed weeks. After the last week that the calendar knows, all are open."""
    weeks = len(done_before) - 1
    inside = np.minimum(starts, weeks)
    begun = np.interp(inside, np.arange(weeks + 1), done_before) + (starts - inside)
    wanted = begun + durations
    last = np.searchsorted(done_before, wanted - 1e-9)  # the first week by whose begin enough weeks were open
    within = last <= weeks
    ends = last - (done_before[np.minimum(last, weeks)] - wanted)
    return np.where(within, ends, weeks + wanted - done_before[-1])


def criticality(finish: Array, durations: Array, waits: Sequence[Sequence[int]]) -> Array:
    """Part of the draws in which each step is on a chain that sets the last finish."""
    critical = finish >= finish.max(axis=0) - 1e-3
    for i in range(len(waits) - 1, -1, -1):
        own = critical[i]
        if not own.any():
            continue
        start = finish[i] - durations[i]
        for other in waits[i]:
            critical[other] |= own & (finish[other] >= start - 1e-3)
    return critical.mean(axis=1)
