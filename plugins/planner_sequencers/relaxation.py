"""A lower bound for the classic RCPSP with weighted completion times: mean busy times, one role at a time.

For one role, let work be done in any portions, several activities at once, at the full speed of the capacity,
but none before its earliest start. The least weighted sum of *mean busy times* (the mean of the weeks in which
an activity is worked on) is then found by always working on what has the largest weight per work (Goemans,
Queyranne, Schulz, Skutella and Wang 2002). In a schedule the mean busy time of an activity is its completion
less half its duration.

An activity's weight is split among its roles, and weight may be pushed from an activity i to a follower j the
other way round: since j completes at least its duration after i, M_j - M_i >= (d_i + d_j) / 2. Any split and any
push with no weight below 0 gives a bound, so every iterate of the multiplier search is one, and the best is
taken. Arithmetic is in floats; the bound is lowered by a millionth before it is rounded up.
"""

from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil, exp

from planner.project import Project
from planner_sequencers.bounds import topological
from planner_sequencers.weekly import WeeklyDecoder


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The bound on the weighted sum of completion times, and the mean busy time of each activity in it: a good
    order to start a search from."""

    bound: int
    busy: list[float]


def relax(project: Project, decoder: WeeklyDecoder, heads: list[int], rounds: int = 400) -> Relaxation:
    """Multiplier search for the bound; about linear in activities x roles per round."""
    count = len(project.activities)
    weeks, weights = decoder.weeks, [activity.weight for activity in project.activities]
    capacity = [max(amounts) for amounts in project.capacity.values()]
    size = [
        {role: amount * weeks[i] / capacity[role] for role, amount in decoder.demand[i] if capacity[role] > 0}
        for i in range(count)
    ]
    by_role = [
        sorted((i for i in range(count) if role in size[i]), key=lambda i: (heads[i], i))
        for role in range(len(capacity))
    ]
    order = topological(project)
    pushed = {(need, i): 0.0 for i in range(count) for need in decoder.needs[i]}
    logit = [dict.fromkeys(size[i], 0.0) for i in range(count)]
    half = sum(weight * week / 2 for weight, week in zip(weights, weeks, strict=True))
    spread = sum(weights) / max(count, 1)
    best, best_busy = 0.0, [head + week / 2 for head, week in zip(heads, weeks, strict=True)]
    for turn in range(rounds):
        weight = _after_pushing(weights, pushed, decoder.needs, order)
        value = half + sum(amount * (weeks[i] + weeks[j]) / 2 for (i, j), amount in pushed.items())
        share = [_softmax(values) for values in logit]
        busy: list[dict[int, float]] = [{} for _ in range(count)]
        for role, activities in enumerate(by_role):
            _mean_busy_times(role, activities, heads, weight, share, size, busy)
        means = [0.0] * count
        for i in range(count):
            means[i] = sum(share[i][role] * at for role, at in busy[i].items()) if busy[i] else heads[i] + weeks[i] / 2
            value += weight[i] * means[i]
        if value > best:
            best, best_busy = value, means
        step = 5.0 * 0.99**turn
        scale = max(means, default=1.0) or 1.0
        for i in range(count):
            for role, at in busy[i].items():
                logit[i][role] += step * (at - means[i]) / scale
        for i, j in pushed:
            short = (weeks[i] + weeks[j]) / 2 - (means[j] - means[i])
            pushed[i, j] = max(0.0, pushed[i, j] + step * spread * 1.2 * short / scale)
    return Relaxation(ceil(best * (1 - 1e-6)), best_busy)


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
    """Preemptive weighted shortest processing time with release dates on one role, at full speed."""
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
