"""Weights of goals from comparing them two at a time: the analytic hierarchy process (AHP).

The weights are the principal eigenvector of the matrix of comparisons; the consistency ratio is
CR = CI / RI with CI = (lambda_max - n) / (n - 1), and comparisons are accepted up to 0.1 (T. L. Saaty, *A
scaling method for priorities in hierarchical structures*, Journal of Mathematical Psychology 15, 1977).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

ACCEPTED = 0.1
"""Consistency ratio up to which comparisons are accepted."""
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices, by size (Saaty 1977)."""
TOLERANCE, MOST_ROUNDS = 1e-13, 10_000

Pairs = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights that add up to 1, the consistency ratio, and the comparison that fits the others worst.

    Attributes:
        worst: (one, other, said, fitting): how much more the first was said to matter, and how much more the weights
            say; None with fewer than three goals.
    """

    weights: Mapping[str, float]
    ratio: float
    worst: tuple[str, str, float, float] | None


def weigh(pairs: Pairs) -> Weighed:
    """Weights from complete comparisons (see ``faulty_pairs``)."""
    names = goals_in(pairs)
    said = dict(_said(pairs))
    size = len(names)
    rows = [[said[a, b] if (a, b) in said else 1 / said[b, a] if (b, a) in said else 1.0 for b in names] for a in names]
    vector = [1.0 / size] * size
    for _ in range(MOST_ROUNDS):
        product = [sum(x * y for x, y in zip(row, vector, strict=True)) for row in rows]
        total = sum(product)
        following = [x / total for x in product]
        done = max(abs(a - b) for a, b in zip(vector, following, strict=True)) < TOLERANCE
        vector = following
        if done:
            break
    products = [sum(x * y for x, y in zip(row, vector, strict=True)) for row in rows]
    largest = sum(product / own for product, own in zip(products, vector, strict=True)) / size
    random = RANDOM_INDEX[min(size, len(RANDOM_INDEX) - 1)]
    ratio = max(0.0, (largest - size) / (size - 1) / random) if random else 0.0
    weights = dict(zip(names, vector, strict=True))
    worst = None
    if size > 2:
        a, b = max(said, key=lambda pair: (_apart(said[pair], weights[pair[0]] / weights[pair[1]]), pair))
        worst = (a, b, said[a, b], weights[a] / weights[b])
    return Weighed({name: round(weight, 9) for name, weight in weights.items()}, round(ratio, 9), worst)


def _apart(said: float, fitting: float) -> float:
    return max(said / fitting, fitting / said)


def goals_in(pairs: Pairs) -> tuple[str, ...]:
    """Every goal that is compared, in the order of being named."""
    return tuple(dict.fromkeys(name for one, others in pairs.items() for name in (one, *others)))


def faulty_pairs(pairs: Pairs) -> Iterator[tuple[str, str, str]]:
    """(one, other, what is wrong) of comparisons that are ``missing``, made ``twice`` or of a goal with ``itself``."""
    counts: dict[frozenset[str], int] = {}
    for (one, other), _value in _said(pairs):
        if one == other:
            yield one, other, "itself"
        key = frozenset((one, other))
        counts[key] = counts.get(key, 0) + 1
        if counts[key] == 2:
            yield one, other, "twice"
    for one, other in to_compare(goals_in(pairs)):
        if frozenset((one, other)) not in counts:
            yield one, other, "missing"


def to_compare(goals: Sequence[str]) -> list[tuple[str, str]]:
    """Every pair of goals, once."""
    return list(combinations(goals, 2))


def _said(pairs: Pairs) -> Iterator[tuple[tuple[str, str], float]]:
    for one, others in pairs.items():
        if isinstance(others, Mapping):
            for other, value in others.items():
                yield (one, other), value
