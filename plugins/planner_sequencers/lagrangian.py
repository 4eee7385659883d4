"""A stronger lower bound for the classic RCPSP, once a schedule is known: Lagrangian relaxation in time.

Each resource has a price in each week, each prerequisite a push between two start weeks; with these each activity
goes where it is cheapest, on its own (Christofides, Alvarez-Valdes and Tamarit 1987; Möhring, Schulz, Stork and Uetz
2003, with the prerequisites relaxed as well). Prices and pushes are improved by subgradient steps towards the value
of the known schedule (Polyak 1969), from the multipliers of the mean-busy-time bound on.

What an activity would pay elsewhere tells where it cannot be in any better schedule; with the weeks that remain, the
search is repeated. Needs the compiled kernel.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from math import ceil

from planner_sequencers import kernel
from planner_sequencers.decoder import compressed
from planner_sequencers.relaxation import Classic, Parts, relax

WORK = 250_000_000  # (start weeks tried) x (shares of resources) over all rounds, for each second of the limit
MOST_ROUNDS = 3000
PASSES = 3
ENOUGH = 0.02  # weeks gained per activity, below which another pass does not pay


@dataclass(frozen=True, slots=True)
class Tightened:
    """``bound`` on the weighted sum of completion times; ``heads`` and ``lasts``: first and last start weeks in any
    schedule better than the known one; ``means``: where activities are on average, an order to start a search from.
    A bound of the known value: there is no better schedule."""

    bound: int
    heads: list[int]
    lasts: list[int]
    means: list[float]


def tighten(classic: Classic, target: int, length: int, horizon: int, seconds: float) -> Tightened | None:
    """None without the kernel.

    Args:
        target: the value of a known schedule; ``length``: its makespan.
    """
    if kernel.compiled is None:
        return None
    lasts = _lasts(classic, target, horizon)
    bound, means = 0, [float(head) for head in classic.heads]
    for _ in range(PASSES):
        if _empty(classic.heads, lasts):
            return Tightened(target, classic.heads, lasts, means)
        parts = Parts.of(classic)
        relaxed = relax(classic, seconds, length)
        rounds = max(60, min(MOST_ROUNDS, int(WORK * seconds) // (length * (len(parts.activity) + len(classic.weeks)))))
        value, first, last, mean = kernel.compiled.lagrange(
            array("i", classic.weeks), array("d", classic.weights), array("i", classic.heads), array("i", lasts),
            *compressed(classic.needs), parts.begins, parts.resource, parts.taken,
            array("d", [1.0] * len(classic.resources)), relaxed.pushes, relaxed.prices, float(target), rounds, length,
            0.1,
        )  # fmt: skip
        means = array("d", mean).tolist()
        bound = min(target, max(bound, relaxed.bound, ceil(value - 1e-6 * abs(value))))
        heads, lasts = _along_needs(classic, array("i", first).tolist(), array("i", last).tolist())
        if bound >= target or _empty(heads, lasts):
            return Tightened(target, heads, lasts, means)
        gained = sum(new - old for new, old in zip(heads, classic.heads, strict=True))
        classic = replace(classic, heads=heads)
        if gained < ENOUGH * len(heads):
            break
    return Tightened(bound, classic.heads, lasts, means)


def _empty(heads: list[int], lasts: list[int]) -> bool:
    return any(head > last for head, last in zip(heads, lasts, strict=True))


def _lasts(classic: Classic, target: int, horizon: int) -> list[int]:
    """The last start weeks of a schedule better than the target: alone each may cost that much."""
    least = sum(w * (head + d) for w, head, d in zip(classic.weights, classic.heads, classic.weeks, strict=True))
    room = target - 1 - least
    lasts = [
        min(horizon - d, head + room // w) if w else horizon - d
        for w, head, d in zip(classic.weights, classic.heads, classic.weeks, strict=True)
    ]
    return _along_needs(classic, list(classic.heads), lasts)[1]


def _along_needs(classic: Classic, heads: list[int], lasts: list[int]) -> tuple[list[int], list[int]]:
    for i in classic.order:
        for need in classic.needs[i]:
            heads[i] = max(heads[i], heads[need] + classic.weeks[need])
    for i in reversed(classic.order):
        for need in classic.needs[i]:
            lasts[need] = min(lasts[need], lasts[i] - classic.weeks[need])
    return heads, lasts
