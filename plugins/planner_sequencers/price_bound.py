"""A lower bound on the value where capacity is per period: Lagrangian relaxation in time, with prices per cell.

Each cell (a role or the budget in a quarter, what is led in a week) has a price, each prerequisite a push between the
end of the one step and the start of the other; where several can meet it, the end of one of them. With these each step
goes where it is cheapest, on its own: in any of its ways, in any week, or, where a plan may do without it, nowhere
(Christofides, Alvarez-Valdes and Tamarit 1987; Möhring, Schulz, Stork and Uetz 2003). Prices and pushes are improved by
subgradient steps towards the value of a known schedule (Polyak 1969). Whatever they are, the sum is a bound: who does
not trust the search can add it up (``planner verify``).

What is left out counts as ending at the horizon, so that pushes hold for it as well. What a step would pay elsewhere
tells where it cannot be in any better schedule. Needs the compiled kernel.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from planner.plugins import AIMS, Prices, Project
from planner_sequencers import kernel
from planner_sequencers.bounds import certain_beside
from planner_sequencers.cells import Cells
from planner_sequencers.decoder import compressed
from planner_sequencers.slots import Slots

WORK = 40_000_000  # entries of rows looked at, for each second of the limit
MOST_ROUNDS = 3000
LARGEST = 2_000_000  # entries of rows, beyond which the tables take too long to write
PULL = 0.1


@dataclass(frozen=True, slots=True)
class Priced:
    """A bound, and what follows from it.

    Attributes:
        bound: on the third part of the objective; the target where there is no better schedule.
        windows: start weeks that are open to each activity in a schedule better than the target.
        means: where activities are on average, an order to start a search from.
        prices: what the bound is added up from.
    """

    bound: int
    windows: list[list[int]]
    means: list[float]
    prices: Prices | None = None


def price_bound(
    project: Project, windows: list[list[int]], objective: tuple[int, ...], earliest: list[int], seconds: float,
    cells: Cells,
) -> Priced | None:  # fmt: skip
    """None without the kernel, where the project is too large, or where the value depends on the finish.

    Args:
        windows: the start weeks that are open to each activity in a schedule as good as a known one.
        objective: of that schedule; its parts before the aims are the best there are.
        earliest: a lower bound on each start.
        cells: of the project.
    """
    aim = project.aims[0]
    if kernel.compiled is None or "finish" in aim or sum(map(len, windows)) > LARGEST:
        return None
    activities, order = project.activities, _by_step(project)
    number = {step: i for i, step in enumerate(order)}
    flat = [i for modes in order.values() for i in modes]
    slots = Slots(cells, [activities[i] for i in flat], [windows[i] for i in flat])
    costs = array("d", [project.change(AIMS, activities[i], week) for i in flat for week in windows[i]])
    step_at = array("i", [0])
    for modes in order.values():
        step_at.append(step_at[-1] + len(modes))
    sure = certain_beside(project, earliest, objective, AIMS)
    if any(not any(windows[i] for i in order[step]) for step in sure):
        return Priced(objective[AIMS], windows, [])
    groups = _groups(project)
    edges = [(number[need], number[step]) for step, modes in order.items() for need in _always_after(project, modes)]
    waits = [1] * len(groups)
    for g, own_group in enumerate(groups):
        for step, modes in order.items():
            if all(own_group in project.activities[i].needs for i in modes):
                edges.append((-1 - g, number[step]))
                waits[g] &= step not in sure
    group_of = {step: g for g, one in enumerate(groups) for step in one}
    leads = [cells.leads(activities[i]) for i in flat]
    base = project.nothing[AIMS]
    rounds = max(60, min(MOST_ROUNDS, int(WORK * seconds) // (slots.size + len(costs) + 1)))
    value, first_slots, last_slots, mean, prices, pushes = kernel.compiled.prices(
        step_at, slots.at, array("i", [activities[i].duration for i in flat]), slots.week, costs, *slots.rows,
        *compressed(leads), array("q", cells.left), array("i", [step not in sure for step in order]),
        array("i", [group_of.get(step, -1) for step in order]), array("i", waits),
        array("i", [a for a, _b in edges]), array("i", [b for _a, b in edges]), array("d", bytes(8 * len(edges))),
        float(objective[AIMS] - base), rounds, PULL, project.horizon,
    )  # fmt: skip
    bound = min(objective[AIMS], base + ceil(value - 1e-6 * abs(value)))
    firsts, lasts, means = array("i", first_slots), array("i", last_slots), array("d", mean)
    open_weeks, averages = [list[int]() for _ in flat], [0.0] * len(flat)
    for place, i in enumerate(flat):
        averages[i] = means[place]
        if firsts[place] >= 0:
            low, high = slots.week[firsts[place]], slots.week[lasts[place]]
            open_weeks[i] = [week for week in windows[i] if low <= week <= high]
    if any(not any(open_weeks[i] for i in order[step]) for step in sure):
        bound = objective[AIMS]
    steps, pushed = list(order), array("d", pushes).tolist()
    pairs = [((steps[a],) if a >= 0 else groups[-1 - a], steps[b]) for a, b in edges]
    needs = tuple((*pair, push) for pair, push in zip(pairs, pushed, strict=True) if push > 0)
    return Priced(bound, open_weeks, averages, Prices(*cells.prices(array("d", prices)), needs))


def _by_step(project: Project) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, activity in enumerate(project.activities):
        found.setdefault(activity.step_id, []).append(i)
    return found


def _groups(project: Project) -> list[tuple[str, ...]]:
    """Steps of which any one meets a need, no step in two of them: of groups that overlap, the one most needed."""
    count = Counter(group for activity in project.activities for group in activity.needs if len(group) > 1)
    found: list[tuple[str, ...]] = []
    for group, _times in count.most_common():
        if not any(set(group) & set(other) for other in found):
            found.append(group)
    return found


def _always_after(project: Project, modes: list[int]) -> list[str]:
    """The steps that must be finished before a step begins, however it is done."""
    own = [{group[0] for group in project.activities[i].needs if len(group) == 1} for i in modes]
    return sorted(set.intersection(*own))
