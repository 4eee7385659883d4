"""Estimates that learn by partial pooling: how much longer things take in all, by capability and by member, each drawn
towards the estimate as far as little is known of it (a linear mixed model; Gelman and Hill 2007, chapter 12).

The logarithm of what a step took against its estimate is a normal number around the sum of a common part, one of the
capability, one of the member and, of effort that grows with size, one of the size. How much these differ is not known
either: every case of a grid counts as far as it explains the numbers, so that little that is known says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import log
from typing import Any

import numpy as np

COMMON, SIZE = 0.4, 0.25
"""Standard deviations of the common part and of the size's: what is thought of them before anything is seen."""

BETWEEN = (0.05, 0.1, 0.15, 0.2, 0.27, 0.36, 0.5)
WITHIN = (0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.37, 0.46, 0.6, 0.8)
"""Standard deviations that are tried: between capabilities and between members; of one step."""

USUAL = 0.25
"""Of a standard deviation, what is usual: half of a normal number with this one is thought of each beforehand."""

Array = Any


@dataclass(frozen=True, slots=True)
class Seen:
    """Steps of one capability in one member: their number, the sum of logarithms, and of their squares.

    Attributes:
        size: that the effort grows with, as a logarithm; 0: it does not.
    """

    capability: int
    member: int
    count: int
    total: float
    squares: float
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Pooled:
    """What is to be expected of the next step, as logarithms of factors.

    Attributes:
        mean: of each capability in a member that was not seen; spread: its standard deviation.
        elsewhere: mean and standard deviation of a capability that was not seen.
        growth: what is to be added to the power with which effort grows with size.
    """

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    elsewhere: tuple[float, float]
    growth: float


def pool(seen: Sequence[Seen], capabilities: int, members: int) -> Pooled:
    """What is to be expected, from what was seen.

    Args:
        capabilities, members: how many there are.
    """
    width = 2 + capabilities + members
    crossed, moments = np.zeros((width, width)), np.zeros(width)
    for one in seen:
        row = np.zeros(width)
        row[[0, 2 + one.capability, 2 + capabilities + one.member]] = 1.0
        row[1] = one.size
        crossed += one.count * np.outer(row, row)
        moments += one.total * row
    count, squares = sum(one.count for one in seen), sum(one.squares for one in seen)

    ahead = np.zeros((capabilities + 1, width))  # what each capability is the sum of; the last one was not seen
    ahead[:, 0] = 1.0
    ahead[np.arange(capabilities), 2 + np.arange(capabilities)] = 1.0
    fits, means, variances, growths = [], [], [], []
    for between, differ in product(BETWEEN, BETWEEN):
        scale = np.array([COMMON, SIZE, *[between] * capabilities, *[differ] * members])
        roots, axes = np.linalg.eigh(crossed * np.outer(scale, scale))  # one for every ``within``
        along, moment, growth = (ahead * scale) @ axes, (moments * scale) @ axes, scale[1] * axes[1]
        for within in WITHIN:
            known = 1 + roots / within**2
            mean = moment / known / within**2
            misfit = (squares - moment @ mean) / within**2
            size = np.log(known).sum() + 2 * count * log(within)
            thought = sum((one / USUAL) ** 2 for one in (between, differ, within))
            fits.append(-0.5 * (misfit + size + thought))
            means.append(along @ mean)
            parts = along**2 @ (1 / known)
            parts[-1] += between**2
            variances.append(parts + differ**2 + within**2)
            growths.append(growth @ mean)
    weights = np.exp(np.array(fits) - max(fits))
    weights /= weights.sum()
    expected = weights @ np.array(means)
    spread = np.sqrt(weights @ (np.array(variances) + np.array(means) ** 2) - expected**2)
    return Pooled(
        tuple(map(float, expected[:-1])), tuple(map(float, spread[:-1])), (float(expected[-1]), float(spread[-1])),
        float(weights @ np.array(growths)),
    )  # fmt: skip
