"""Draws of uncertain durations with numpy: triangular or PERT, correlated through a factor per role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import erf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from planner.domain.values import Estimate

GRID, REACH = 2001, 5.0  # points of the tables, from -REACH to REACH standard deviations
PERT_WEIGHT = 4.0

Array = Any
"""A numpy array; draws are columns."""


def draw(
    estimates: Sequence[Estimate], groups: Sequence[str], draws: int, seed: int, correlation: float, distribution: str
) -> Array:
    """Durations, one row per estimate: shape (estimates, draws), 32-bit floats.

    Each value is the quantile of a normal number made of a factor shared by its group, with the weight
    sqrt(correlation), and one of its own (a one-factor Gaussian copula).
    """
    generator = np.random.Generator(np.random.SFC64(seed))
    names = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    shared = generator.standard_normal((len(names), draws), dtype=np.float32) * np.float32(sqrt(correlation))
    own = np.float32(sqrt(1 - correlation))
    found = np.empty((len(estimates), draws), dtype=np.float32)
    for row, (estimate, group) in enumerate(zip(estimates, groups, strict=True)):
        normal = generator.standard_normal(draws, dtype=np.float32)  # of certain ones too: others stay what they are
        if estimate.high <= estimate.low:
            found[row] = estimate.likely
            continue
        normal *= own
        normal += shared[names[group]]
        normal += np.float32(REACH)
        normal *= np.float32((GRID - 1) / (2 * REACH))
        np.clip(normal, 0, GRID - 1, out=normal)
        found[row] = quantiles(estimate, distribution)[normal.astype(np.int32)]
    return found


@cache
def _chances() -> Array:
    return np.array([0.5 * (1 + erf(z / sqrt(2))) for z in np.linspace(-REACH, REACH, GRID)])


def quantiles(estimate: Estimate, distribution: str) -> Array:
    """The quantile at each point of the grid of standard deviations."""
    chance = _chances()
    low, mode, high = estimate.low, estimate.likely, estimate.high
    if distribution == "triangular":
        cut = (mode - low) / (high - low)
        left = low + np.sqrt(chance * (high - low) * (mode - low))
        right = high - np.sqrt((1 - chance) * (high - low) * (high - mode))
        return np.where(chance < cut, left, right).astype(np.float32)
    alpha = 1 + PERT_WEIGHT * (mode - low) / (high - low)
    beta = 1 + PERT_WEIGHT * (high - mode) / (high - low)
    x = np.linspace(0, 1, 4001)
    middle = (x[:-1] + x[1:]) / 2
    density = middle ** (alpha - 1) * (1 - middle) ** (beta - 1)
    total = np.concatenate(([0.0], np.cumsum(density)))
    return (low + (high - low) * np.interp(chance, total / total[-1], x)).astype(np.float32)
