"""A lower bound for the classic RCPSP with weighted completion times: mean busy times, one resource at a time.

For one resource, let work be done in any portions, several activities at once, at the full speed of the capacity,
but none before its earliest start. The least weighted sum of *mean busy times* (the mean of the weeks in which
an activity is worked on) is then found by always working on what has the largest weight per work (Goemans,
Queyranne, Schulz, Skutella and Wang 2002). In a schedule the mean busy time of an activity is its completion
less half its duration.

An activity's weight is split among its resources, and weight may be pushed from an activity i to a follower j the
other way round: since j completes at least its duration after i, M_j - M_i >= (d_i + d_j) / 2. Any split and any
push with no weight below 0 gives a bound, so every iterate of the multiplier search is one, and the best is
taken. Arithmetic is in floats; the bound is lowered by a millionth before it is rounded up.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil, exp

from planner_sequencers import kernel
from planner_sequencers.decoder import compressed
from planner_sequencers.surrogates import LARGEST, Surrogate

SMALL, LARGE = (2.0, 0.997, 4.0), (20.0, 0.995, 0.03)
"""Of the multiplier search: first step, its factor from round to round (of the most rounds), and how much stronger
pushes are moved; for projects with and without cliques among their resources."""
MOST_ROUNDS = 1000
WORK = 2_000_000  # shares of resources looked at over all rounds, for each second of the time limit
WORK_LARGE = 8_000_000  # the same where the search can do little: more than MANY activities
MANY = 2000
PLAIN_WORK = 100_000  # the same without the compiled kernel


@dataclass(frozen=True, slots=True)
class Classic:
    """What bounds need of a classic project: numbers by position.

    Attributes:
        heads: lower bounds on the start weeks.
        order: positions, needs before what needs them.
        resources: the part of each resource that activities take.
    """

    weeks: list[int]
    weights: list[int]
    needs: list[list[int]]
    heads: list[int]
    order: list[int]
    resources: list[Surrogate]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The bound on the weighted sum of completion times, and for each activity a number that grows with its mean
    busy time: a good order to start a search from. ``pushes`` and ``prices`` are its multipliers (empty without the
    kernel), see ``lagrangian``."""

    bound: int
    busy: list[float]
    pushes: array[float]
    prices: array[float]


def relax(classic: Classic, seconds: float, length: int = 1) -> Relaxation:
    """Multiplier search for the bound, as many rounds as a part of ``seconds`` allows; a round is about linear in
    shares of resources. ``length``: weeks for which prices are wanted."""
    shares = sum(map(len, classic.resources)) + sum(map(len, classic.needs)) + 1
    step, decay, pull = SMALL if len(classic.weeks) <= LARGEST else LARGE
    if kernel.compiled is None:
        return _plain(classic, max(10, min(MOST_ROUNDS, int(PLAIN_WORK * seconds) // shares)), step, decay, pull)
    work = WORK if len(classic.weeks) <= MANY else WORK_LARGE
    rounds = max(40, min(MOST_ROUNDS, int(work * seconds) // shares))
    parts = Parts.of(classic)
    bound, busy, pushes, prices = kernel.compiled.relax(
        array("i", classic.weeks), array("d", classic.weights), array("d", classic.heads), array("i", classic.order),
        *compressed(classic.needs), parts.begins, parts.activity, parts.size, *compressed(parts.by_resource), rounds,
        step, decay ** (MOST_ROUNDS / rounds), pull, length,
    )  # fmt: skip
    return Relaxation(
        ceil(max(0.0, bound) * (1 - 1e-6)), array("d", busy).tolist(), array("d", pushes), array("d", prices)
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The shares that activities take of resources, one after the other, activity by activity."""

    begins: array[int]
    activity: array[int]
    resource: array[int]
    taken: array[float]
    size: array[float]
    by_resource: list[list[int]]
    """Of each resource its shares, in order of the heads."""

    @classmethod
    def of(cls, classic: Classic) -> Parts:
        parts = cls(array("i", [0]), array("i"), array("i"), array("d"), array("d"), [[] for _ in classic.resources])
        own: list[list[tuple[int, float]]] = [[] for _ in classic.weeks]
        for number, resource in enumerate(classic.resources):
            for i, taken in resource.items():
                own[i].append((number, taken))
        for i, shares in enumerate(own):
            for number, taken in shares:
                parts.by_resource[number].append(len(parts.activity))
                parts.activity.append(i)
                parts.resource.append(number)
                parts.taken.append(taken)
                parts.size.append(taken * classic.weeks[i])
            parts.begins.append(len(parts.activity))
        for one in parts.by_resource:
            one.sort(key=lambda q: (classic.heads[parts.activity[q]], q))
        return parts


def _plain(classic: Classic, rounds: int, first_step: float, decay: float, pull: float) -> Relaxation:
    count = len(classic.weeks)
    weeks, weights, heads, needs = classic.weeks, classic.weights, classic.heads, classic.needs
    size = [{r: own[i] * weeks[i] for r, own in enumerate(classic.resources) if i in own} for i in range(count)]
    by_role = [sorted(own, key=lambda i: (heads[i], i)) for own in classic.resources]
    pushed = {(need, i): 0.0 for i in range(count) for need in needs[i]}
    logit = [dict.fromkeys(size[i], 0.0) for i in range(count)]
    half = sum(weight * week / 2 for weight, week in zip(weights, weeks, strict=True))
    spread = sum(weights) / max(count, 1)
    best, best_busy = 0.0, [0.0] * count
    for turn in range(rounds):
        weight = _after_pushing(weights, pushed, needs, classic.order)
        value = half + sum(amount * (weeks[i] + weeks[j]) / 2 for (i, j), amount in pushed.items())
        share = [_softmax(values) for values in logit]
        busy: list[dict[int, float]] = [{} for _ in range(count)]
        for role, activities in enumerate(by_role):
            _mean_busy_times(role, activities, heads, weight, share, size, busy)
        means = [0.0] * count
        for i in range(count):
            means[i] = sum(share[i][role] * at for role, at in busy[i].items()) if busy[i] else heads[i] + weeks[i] / 2
            value += weight[i] * means[i]
        best = max(best, value)
        if 4 * turn >= 3 * rounds:  # the mean over many rounds is near to a schedule, a single round is not
            best_busy = [total + one for total, one in zip(best_busy, means, strict=True)]
        step = first_step * (decay ** (MOST_ROUNDS / rounds)) ** turn
        scale = max(means, default=1.0) or 1.0
        for i in range(count):
            for role, at in busy[i].items():
                logit[i][role] += step * (at - means[i]) / scale
        for i, j in pushed:
            short = (weeks[i] + weeks[j]) / 2 - (means[j] - means[i])
            pushed[i, j] = max(0.0, pushed[i, j] + step * spread * pull * short / scale)
    return Relaxation(ceil(best * (1 - 1e-6)), best_busy, array("d"), array("d"))


def _softmax(values: dict[int, float]) -> dict[int, float]:
    if not values:
        return {}
    top = max(values.values())
    raised = {role: exp(value - top) for role, value in values.items()}
    total = sum(raised.values())
    return {role: value / total for role, value in raised.items()}


def _after_pushing(
    weights: list[int], pushed: dict[tuple[int, int], float], needs: list[list[int]], order: list[int]
) -> list[float]:
    """Weights after the pushes; pushes that would leave less than nothing are cut back (in place)."""
    left = [float(weight) for weight in weights]
    for (i, j), amount in pushed.items():
        left[j] -= amount
        left[i] += amount
    for j in reversed(order):
        if left[j] < 0:
            taken = sum(pushed[i, j] for i in needs[j])
            keep = max(0.0, (taken + left[j]) / taken) if taken > 0 else 0.0
            for i in needs[j]:
                back = pushed[i, j] * (1 - keep)
                pushed[i, j] -= back
                left[j] += back
                left[i] -= back
    return [max(0.0, weight) for weight in left]


def _mean_busy_times(
    role: int, activities: list[int], heads: list[int], weight: list[float], share: list[dict[int, float]],
    size: list[dict[int, float]], busy: list[dict[int, float]],
) -> None:  # fmt: skip
    """Preemptive weighted shortest processing time with release dates on one resource, at full speed."""
    now, place = 0.0, 0
    ready: list[tuple[float, int]] = []
    rest: dict[int, float] = {}
    moment: dict[int, float] = {}
    while place < len(activities) or ready:
        if not ready:
            now = max(now, float(heads[activities[place]]))
        while place < len(activities) and heads[activities[place]] <= now + 1e-12:
            i = activities[place]
            place += 1
            rest[i], moment[i] = size[i][role], 0.0
            heappush(ready, (-weight[i] * share[i][role] / size[i][role], i))
        i = ready[0][1]
        until = now + rest[i]
        following = heads[activities[place]] if place < len(activities) else float("inf")
        if until <= following + 1e-12:
            heappop(ready)
            moment[i] += rest[i] * (now + until) / 2
            busy[i][role] = moment[i] / size[i][role]
            now = until
        else:
            moment[i] += (following - now) * (now + following) / 2
            rest[i] -= following - now
            now = float(following)
