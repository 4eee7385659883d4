"""Small immutable values that journeys and organisations are made of: texts, estimates, thresholds, conditions, series.

Units everywhere: effort and run load in person-weeks (run load per quarter), durations in weeks, money in thousands of
the organisation's currency."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any


def frozen_map(items: Mapping[Any, Any] | None = None) -> MappingProxyType[Any, Any]:
    """A read-only copy of a mapping."""
    return MappingProxyType(dict(items or {}))


# Read-only mappings, and so plans, can be copied and sent to other processes; Python itself does not say how.
copyreg.pickle(MappingProxyType, lambda items: (frozen_map, (dict(items),)))


@dataclass(frozen=True, slots=True)
class Text:
    """A label in one or more languages; the first one is the fallback."""

    by_language: tuple[tuple[str, str], ...]

    def say(self, language: str | None = None) -> str:
        for code, words in self.by_language:
            if code == language:
                return words
        return self.by_language[0][1] if self.by_language else ""

    def __str__(self) -> str:
        return self.say()

    def __bool__(self) -> bool:
        return bool(self.by_language)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A three-point estimate: low <= likely <= high."""

    low: float
    likely: float
    high: float

    def times(self, by: float) -> Estimate:
        """So many times as much, at each of the points."""
        return Estimate(self.low * by, self.likely * by, self.high * by)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A capability at a level, written ``id@level`` in documents. ``lag``: weeks that must pass after it is reached
    by planned work, written ``id@level + 4w``."""

    capability: str
    level: int
    lag: int = 0

    def __str__(self) -> str:
        return f"{self.capability}@{self.level}" + (f" + {self.lag}w" if self.lag else "")


@dataclass(frozen=True, slots=True)
class Need:
    """A prerequisite: at least one of the alternatives must hold (most needs have exactly one)."""

    alternatives: tuple[Threshold, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.alternatives))


@dataclass(frozen=True, slots=True)
class Condition:
    """``at_least`` of the ``of`` groups have a member at ``level`` or above."""

    at_least: int
    of: tuple[tuple[str, ...], ...]
    level: int


@dataclass(frozen=True, slots=True)
class Series:
    """An amount per quarter: a list whose last value repeats, then changes from named days on, earliest first."""

    values: tuple[float, ...]
    changes: tuple[tuple[date, float], ...] = ()

    def at(self, index: int) -> float:
        """The value of the list for a quarter of the plan; 0 is the first."""
        return self.values[min(index, len(self.values) - 1)]

    def on(self, day: date, index: int) -> float:
        """The amount per quarter that holds on a day, which lies in quarter ``index`` of the plan."""
        return next((value for since, value in reversed(self.changes) if since <= day), self.at(index))

    def raised(self, amount: float, since: date | None = None) -> Series:
        """So much more per quarter; from a day on, or throughout."""
        if since is not None:
            later = tuple((at, value + amount) for at, value in self.changes if at > since)
            before = tuple((at, value) for at, value in self.changes if at < since)
            now = self.on(since, len(self.values) - 1) + amount
            return replace(self, changes=(*before, (since, now), *later))
        changes = tuple((at, value + amount) for at, value in self.changes)
        return Series(tuple(value + amount for value in self.values), changes)
