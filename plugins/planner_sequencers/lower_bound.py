"""What search and proof start from: earliest starts and the best lower bound at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from planner.plugins import AIMS, VALUE, Prices, Project
from planner_sequencers.bounds import certain, earliest_starts, head_bound, topological
from planner_sequencers.cells import Cells
from planner_sequencers.lagrangian import Tightened, tighten
from planner_sequencers.price_bound import price_bound
from planner_sequencers.relaxation import Classic, relax
from planner_sequencers.surrogates import surrogates
from planner_sequencers.weekly import WeeklyDecoder, is_weekly

LARGEST = 2000  # activities for which the bound is tightened


@dataclass(frozen=True, slots=True)
class Bound:
    """Lower bounds.

    Attributes:
        value: on the objective.
        earliest: on each start.
        latest: the last start of each activity in any schedule that is better than the one known; empty: any.
        busy: the mean week each activity is worked on in the relaxation, a good order to start a search from; empty
            where there is none.
        windows: the start weeks of each activity in any schedule that is better than the one known; empty: any.
        prices: what the bound can be added up from.
        classic: what the bound of a classic project was found with.
    """

    value: tuple[int, ...]
    earliest: list[int]
    latest: list[int] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    windows: list[list[int]] = field(default_factory=list)
    prices: Prices | None = None
    classic: Classic | None = None


def lower_bound(project: Project, seconds: float) -> Bound:
    """``seconds``: the time limit of the sequencer, of which a small part is taken."""
    if not is_weekly(project):
        earliest = earliest_starts(project)
        return Bound(head_bound(project, earliest), earliest)
    decoder = WeeklyDecoder(project)
    heads = _heads(project, decoder)
    value = head_bound(project, heads)
    if len(certain(project, heads)) < len(project.activities):
        return Bound(value, heads)
    if project.aims[0] == VALUE and not project.discount:
        weights = [activity.weight for activity in project.activities]
        order = topological(project)
        classic = Classic(decoder.weeks, weights, decoder.needs, heads, order, surrogates(project, decoder))
        relaxed = relax(classic, seconds)
        value = _with_aim(value, relaxed.bound)
        return Bound(value, heads, busy=relaxed.busy, classic=classic)
    if project.aims[0] == {"finish": 1}:
        value = _with_aim(value, _energy(project, decoder))
    return Bound(value, heads)


def with_known(
    project: Project, bound: Bound, starts: dict[str, int], seconds: float, cells: Cells | None = None
) -> Bound:
    """A better bound, now that a schedule is known."""
    objective = project.objective(starts)
    if len(project.activities) > LARGEST or project.levels > AIMS + 1:
        return bound  # with further aims, schedules as good as the known one count as well
    if objective[:AIMS] != bound.value[:AIMS] or objective <= bound.value:
        return bound
    classic = bound.classic
    if classic is None:
        return bound if is_weekly(project) else with_prices(project, bound, objective, seconds, cells)
    length = max(start + weeks for start, weeks in zip(starts.values(), _weeks(project, starts), strict=True))
    return _replaced(bound, objective, tighten(classic, objective[AIMS], length, project.horizon, seconds))


def with_prices(
    project: Project, bound: Bound, objective: tuple[int, ...], seconds: float, cells: Cells | None = None
) -> Bound:
    """The bound by prices, towards the objective of a known schedule; with all start weeks that are not too early, so
    that the prices say something without a schedule."""
    open_weeks = [
        [week for week in range(first, project.horizon - activity.duration + 1) if activity.allowed >> week & 1]
        for activity, first in zip(project.activities, bound.earliest, strict=True)
    ]
    priced = price_bound(project, open_weeks, objective, bound.earliest, seconds, cells or Cells(project))
    if priced is None:
        return bound
    value = (*bound.value[:AIMS], max([*bound.value[AIMS : AIMS + 1], priced.bound]))
    busy = priced.means if project.plain else []
    return replace(bound, value=value, windows=priced.windows, busy=busy, prices=priced.prices)


def _with_aim(value: tuple[int, ...], bound: int) -> tuple[int, ...]:
    """A bound on the objective with one on its first aim."""
    return (*value[:AIMS], max(value[AIMS], bound), *value[AIMS + 1 :])


def _replaced(bound: Bound, objective: tuple[int, ...], better: Tightened | None) -> Bound:
    if better is None:
        return bound
    value = _with_aim(bound.value, better.bound)
    if better.bound >= objective[AIMS]:
        return replace(bound, value=value)
    return replace(bound, value=value, earliest=better.heads, latest=better.lasts, busy=better.means)


def _weeks(project: Project, starts: dict[str, int]) -> list[int]:
    weeks = {activity.id: activity.duration for activity in project.activities}
    return [weeks[name] for name in starts]


def _heads(project: Project, decoder: WeeklyDecoder) -> list[int]:
    """Earliest starts along needs, in allowed weeks."""
    heads = [0] * len(decoder.weeks)
    everything = (1 << project.horizon) - 1
    free = all(mask == everything for mask in {id(a.allowed): a.allowed for a in project.activities}.values())
    for i in topological(project):
        ready = max((heads[n] + decoder.weeks[n] for n in decoder.needs[i]), default=0)
        if free:
            heads[i] = ready
            continue
        open_weeks = project.activities[i].allowed >> ready
        heads[i] = ready + (open_weeks & -open_weeks).bit_length() - 1 if open_weeks else max(ready, project.horizon)
    return heads


def _energy(project: Project, decoder: WeeklyDecoder) -> int:
    """The makespan is at least the work of each role over its capacity."""
    least = 0
    for role, amounts in enumerate(project.capacity.values()):
        work = sum(n * decoder.weeks[i] for i, demand in enumerate(decoder.demand) for r, n in demand if r == role)
        if max(amounts) > 0:
            least = max(least, -(-work // max(amounts)))
    return least
