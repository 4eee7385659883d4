"""The annealing walk over activity lists, in Python or, where it could be built, compiled.

Both take the same random numbers and make the same moves, so that a plan does not depend on which of the two ran.
"""

from __future__ import annotations

from array import array
from math import exp
from typing import Protocol

from planner_sequencers import kernel
from planner_sequencers.decoder import Decoder

WORTH_COMPILING = 4_000  # activities placed, from which on the tables for the kernel pay
MASK = (1 << 64) - 1


class Walk(Protocol):
    def advance(self, first: int, last: int, budget: int, hot: float, cold: float, reach: int) -> None:
        """Tries number ``first`` to ``last`` of ``budget``; the temperature goes from ``hot`` to ``cold``, as parts
        of the warmth; an activity moves by at most ``reach`` places."""

    def best(self) -> list[int]:
        """Start weeks of the best schedule so far."""

    def least(self) -> int:
        """Its energy, as ``Decoder.energy`` counts it."""


def walk(decoder: Decoder, order: list[int], seed: int, warmth: float, tries: int) -> Walk:
    """A walk of so many tries that begins with an order."""
    worth_it = decoder.quick_to_compile or tries * len(order) > WORTH_COMPILING
    if worth_it and decoder.compiled is not None:
        return CompiledWalk(decoder, order, seed, warmth)
    return PlainWalk(decoder, order, seed, warmth)


class CompiledWalk:
    def __init__(self, decoder: Decoder, order: list[int], seed: int, warmth: float):
        self._decoder = decoder
        self._walk = kernel.compiled.walk(decoder.compiled, array("i", order), seed & MASK, float(warmth))

    def advance(self, first: int, last: int, budget: int, hot: float, cold: float, reach: int) -> None:
        kernel.compiled.advance(self._walk, first, last, budget, hot, cold, reach)

    def best(self) -> list[int]:
        return array("i", kernel.compiled.best(self._walk)).tolist()

    def least(self) -> int:
        return self._decoder.energy(self.best())


class PlainWalk:
    def __init__(self, decoder: Decoder, order: list[int], seed: int, warmth: float):
        self._decoder, self._order, self._random, self._warmth = decoder, list(order), seed & MASK, warmth
        self._followers: list[list[int]] = [[] for _ in order]
        for i, needs in enumerate(decoder.needs):
            for need in needs:
                self._followers[need].append(i)
        self._best = decoder.decode(self._order)
        self._current = self._least = decoder.energy(self._best)

    def best(self) -> list[int]:
        return self._best

    def least(self) -> int:
        return self._least

    def advance(self, first: int, last: int, budget: int, hot: float, cold: float, reach: int) -> None:
        decoder = self._decoder
        for step in range(first, last if len(self._order) > 1 else first):
            temperature = self._warmth * hot * (cold / hot) ** (step / budget)
            trial = self._move(reach)
            if trial is None:
                continue
            starts = decoder.decode(trial)
            justified = decoder.justified(starts)
            if justified is not None:
                trial, starts = justified, decoder.decode(justified)
            energy = decoder.energy(starts)
            chance = (self._next() >> 11) * 2.0**-53
            rise = energy - self._current
            if rise <= 0 or chance < exp(max(-1e6, -rise / max(temperature, 1e-9))):
                self._order, self._current = trial, energy
                if energy < self._least:
                    self._least, self._best = energy, starts

    def _next(self) -> int:
        """splitmix64 (Steele, Lea and Flood 2014)."""
        self._random = (self._random + 0x9E3779B97F4A7C15) & MASK
        z = self._random
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def _below(self, n: int) -> int:
        return (self._next() >> 33) % n

    def _move(self, reach: int) -> list[int] | None:
        if len(self._order) < 3 or self._next() & 1:
            return self._move_one(reach)
        return self._move_chain(reach)

    def _move_one(self, reach: int) -> list[int] | None:
        """The order with one activity elsewhere between its needs and its followers."""
        order = self._order
        where = {activity: place for place, activity in enumerate(order)}
        for _ in range(8):
            old = self._below(len(order))
            activity = order[old]
            low = max((where[n] + 1 for n in self._decoder.needs[activity]), default=0)
            high = min((where[f] - 1 for f in self._followers[activity]), default=len(order) - 1)
            low, high = max(low, old - reach), min(high, old + reach)
            if high > low:
                new = low + self._below(high - low)
                new += new >= old
                rest = order[:old] + order[old + 1 :]
                return [*rest[:new], activity, *rest[new:]]
        return None

    def _move_chain(self, reach: int) -> list[int]:
        """The order with one activity at any other place, and with it whatever it needs (or needs it) on the way."""
        order = self._order
        old = self._below(len(order))
        low, high = max(0, old - reach), min(len(order) - 1, old + reach)
        new = low + self._below(high - low)
        new += new >= old
        back = new < old
        way = order[new : old + 1][::-1] if back else order[old : new + 1]
        links = self._decoder.needs if back else self._followers
        chain, others, marked = [], [], {order[old]}
        for activity in way:
            if activity in marked:
                chain.append(activity)
                marked.update(links[activity])
            else:
                others.append(activity)
        moved = [*others, *chain]
        return [*order[:new], *moved[::-1], *order[old + 1 :]] if back else [*order[:old], *moved, *order[new + 1 :]]
