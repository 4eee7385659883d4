"""Scores: what a scorer says of a step, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a score, for explanations: what it is and how much it adds or stands for."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score of one step: higher comes earlier. Any finite number; the core normalises to 0..1."""

    value: float
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ScorerResult:
    """One scorer's word on a step: its weight, its own number, the same on 0..1, and its parts."""

    scorer: str
    weight: float
    raw: float
    normalised: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """Scores by step id: the combined priority on 0..1 and what each scorer said."""

    priority: Mapping[str, float]
    results: Mapping[str, tuple[ScorerResult, ...]]
    weights: Mapping[str, float]
    warnings: tuple[str, ...]
