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
    finishes_allowed: Mapping[int, Array] | None = None,
) -> Array:
    """Finish of every step in every draw: shape (steps, draws).

    Args:
        durations: shape (steps, draws), in weeks.
        waits: of each step the positions of those it waits for; all come before it.
        earliest: no step starts sooner.
        starts_allowed: by position, for each whole week the first allowed week from there on (infinity: none).
        finishes_allowed: the same for the week in which it goes live.
    """
    finish = np.empty_like(durations)
    for i, before in enumerate(waits):
        start = finish[i]
        start[:] = earliest[i]
        for other in before:
            np.maximum(start, finish[other], out=start)
        if starts_allowed and i in starts_allowed:
            start[:] = later(start, starts_allowed[i])
        start += durations[i]
        if finishes_allowed and i in finishes_allowed:
            start[:] = later(start, finishes_allowed[i])
    return finish


def later(times: Array, table: Array) -> Array:
    """The first allowed week not before each time."""
    weeks = np.ceil(times - 1e-3)
    inside = np.where(np.isfinite(weeks), weeks, len(table)).astype(np.int64)
    return np.where(inside < len(table), table[np.minimum(inside, len(table) - 1)], np.inf)


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
