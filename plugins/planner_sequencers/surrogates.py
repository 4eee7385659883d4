"""Resources that follow from the roles of a classic project: what a schedule keeps to anyway, said in a way from
which lower bounds learn more.

* *Dual feasible functions* (Fekete and Schepers 2001; Carlier, Clautiaux and Moukrim 2007 for the RCPSP): for a
  threshold k up to half the capacity, demands below k count nothing, demands above capacity - k all of it.
* *Cliques*: activities of which no two can be under way at once, for want of a role or because one needs the
  other, share one machine.
"""

from __future__ import annotations

from planner.plugins import Project
from planner_sequencers.bounds import topological
from planner_sequencers.weekly import WeeklyDecoder

MOST_CLIQUES = 40
LARGEST = 400  # activities for which cliques are looked for: pairs are compared

Surrogate = dict[int, float]
"""The part of a resource that an activity takes while it is under way, by position."""


def surrogates(project: Project, decoder: WeeklyDecoder) -> list[Surrogate]:
    """The roles themselves, then what follows from them."""
    capacity = [max(amounts, default=0) for amounts in project.capacity.values()]
    demand = [dict(own) for own in decoder.demand]
    found: list[Surrogate] = []
    for role, most in enumerate(capacity):
        own = {i: amounts[role] for i, amounts in enumerate(demand) if amounts.get(role) and most > 0}
        _add(found, {i: amount / most for i, amount in own.items()})
        for least in sorted({amount for amount in own.values() if 2 * amount <= most} | {(most + 1) // 2}):
            _add(found, {i: 1.0 if n > most - least else n / most for i, n in own.items() if n >= least})
    if len(demand) <= LARGEST:
        for clique in _cliques(decoder, _apart(project, decoder, demand, capacity)):
            _add(found, dict.fromkeys(clique, 1.0))
    return found


def _add(found: list[Surrogate], one: Surrogate) -> None:
    if one and one not in found:
        found.append(one)


def _apart(project: Project, decoder: WeeklyDecoder, demand: list[dict[int, int]], capacity: list[int]) -> list[int]:
    """Bit sets of the activities that cannot be under way together with each."""
    before = [0] * len(demand)
    for i in topological(project):
        for need in decoder.needs[i]:
            before[i] |= before[need] | 1 << need
    apart = [0] * len(demand)
    for i, own in enumerate(demand):
        for j in range(i):
            clash = any(amount + demand[j].get(role, 0) > capacity[role] for role, amount in own.items())
            if clash or before[i] >> j & 1 or before[j] >> i & 1:
                apart[i] |= 1 << j
                apart[j] |= 1 << i
    return apart


def _cliques(decoder: WeeklyDecoder, apart: list[int]) -> list[list[int]]:
    """Large cliques, grown from long activities, those in few cliques so far first."""
    count, weeks = len(apart), decoder.weeks
    covered = [0] * count
    found: list[list[int]] = []
    for seed in sorted(range(count), key=lambda i: (-weeks[i], i)):
        if len(found) == MOST_CLIQUES:
            break
        clique, candidates = [seed], apart[seed]
        while candidates:
            inside = [i for i in range(count) if candidates >> i & 1]
            degree = {i: (candidates & apart[i]).bit_count() for i in inside}
            best = max(inside, key=lambda i: (-covered[i], degree[i] + weeks[i], -i))
            clique.append(best)
            candidates &= apart[best]
        clique.sort()
        if len(clique) > 2 and clique not in found:
            found.append(clique)
            for i in clique:
                covered[i] += 1
    return found
