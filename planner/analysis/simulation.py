"""Many runs of a plan at once: dates of every step in every draw, and which steps set the finish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.analysis.people import People

Array = Any
"""A numpy array; draws are columns."""


def run(
    durations: Array,
    waits: Sequence[Sequence[int]],
    earliest: Sequence[float],
    starts_allowed: Mapping[int, Array] | None = None,
    open_weeks: Mapping[int, Array] | None = None,
    finishes_allowed: Mapping[int, Array] | None = None,
    lags: Mapping[tuple[int, int], float] | None = None,
    people: People | None = None,
) -> tuple[Array, Array]:
    """(start, finish) of every step in every draw: each of shape (steps, draws).

    Args:
        durations: shape (steps, draws), in weeks.
        waits: of each step the positions of those it waits for; all come before it.
        earliest: no step starts sooner.
        starts_allowed: by position, for each whole week the first allowed week from there on (infinity: none).
        open_weeks: by position, how many weeks may be worked in before each week: work rests in the others.
        finishes_allowed: as ``starts_allowed``, for the week in which it goes live.
        lags: (step, one it waits for) -> weeks that must pass between the two.
        people: who does the work; it takes longer where they have no time left. None: people are not counted.
    """
    starts, finish = np.empty_like(durations), np.empty_like(durations)
    for i, before in enumerate(waits):
        start = starts[i]
        start[:] = earliest[i]
        for other in before:
            lag = lags.get((i, other), 0.0) if lags else 0.0
            np.maximum(start, finish[other] + lag if lag else finish[other], out=start)
        if starts_allowed and i in starts_allowed:
            start[:] = later(start, starts_allowed[i], past_the_table=True)
        weeks = durations[i] + people.lost(i, start, durations[i]) if people else durations[i]
        if open_weeks and i in open_weeks:
            finish[i] = _after_work(start, weeks, open_weeks[i])
        else:
            finish[i] = start + weeks
        if finishes_allowed and i in finishes_allowed:
            finish[i] = later(finish[i], finishes_allowed[i])
    return starts, finish


def later(times: Array, table: Array, *, past_the_table: bool = False) -> Array:
    """The same time where its week is allowed, else the first allowed week after it. ``past_the_table``: whether weeks
    that the calendar does not know are open; else there is none."""
    weeks = np.floor(times + 1e-3)
    inside = np.where(np.isfinite(weeks), weeks, len(table)).astype(np.int64)
    known = inside < len(table)
    following = table[np.minimum(inside, len(table) - 1)]
    return np.where(known, np.where(following == weeks, times, following), times if past_the_table else np.inf)


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


def criticality(starts: Array, finish: Array, waits: Sequence[Sequence[int]]) -> Array:
    """Part of the draws in which each step is on a chain that sets the last finish."""
    critical = finish >= finish.max(axis=0) - 1e-3
    for i in range(len(waits) - 1, -1, -1):
        own = critical[i]
        if not own.any():
            continue
        for other in waits[i]:
            critical[other] |= own & (finish[other] >= starts[i] - 1e-3)
    return critical.mean(axis=1)
