"""Stages do not wait long for what is only wished for: one wish more, of which a plan has many, may cost the next stage
a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from planner.planning.milestones import milestones, stage_weeks
from planner.planning.schedule import Choice, KeptWaiting, Plan
from planner.scheduling.problem import WEEKS_PER_QUARTER

MAY_WAIT = WEEKS_PER_QUARTER
"""Weeks by which a stage may come later for the sake of wishes."""


@dataclass(frozen=True, slots=True)
class Search:
    """How other plans are looked for.

    Attributes:
        trial: makes a good plan of a choice.
        make: makes the plan of a choice, beginning its search with another plan.
        by_halves: adds wishes to a plan of a choice, by halves, where the plan then passes a test.
        how_far: the less, the further a plan goes.
    """

    trial: Callable[[Choice], Plan]
    make: Callable[[Plan, Choice], Plan]
    by_halves: Callable[[Plan, Choice, Callable[[Plan], bool]], Plan]
    how_far: Callable[[Plan], tuple[int, ...]]


def not_kept_waiting(best: Plan, search: Search) -> Plan:
    """The plan, or where a stage comes more than ``MAY_WAIT`` weeks later in it than without wishes, one with those
    wishes for which it does not."""
    choice = best.choice
    if choice.onward or not _wished(best):
        return best
    weeks = _weeks(best)
    others = Choice(
        upto=choice.upto, given_up=choice.given_up, small_parts=choice.small_parts
    )  # with the members that come first
    for without in dict.fromkeys(replace(one, wishes=frozenset(), by=()) for one in (choice, others)):
        bare = search.trial(without)
        soonest = _weeks(bare)
        waits = any(week > soonest[n] + MAY_WAIT for n, week in weeks.items() if n in soonest)
        if not waits or search.how_far(bare) > search.how_far(best):
            continue
        found = _within(bare, best, search, {
            n: max(week, min(weeks.get(n, week), week + MAY_WAIT)) for n, week in soonest.items()
        })  # fmt: skip
        if found is not best:
            return found
    return best


def _within(bare: Plan, best: Plan, search: Search, limits: Mapping[int, int]) -> Plan:
    """The plan with the wishes of the best one for which no stage comes later than in its week; else the best one.

    Args:
        limits: the week by which each stage is to be reached, by number.
    """

    def in_time(plan: Plan) -> bool:
        weeks = _weeks(plan)
        return search.how_far(plan) <= search.how_far(best) and all(
            n in weeks and weeks[n] <= limit for n, limit in limits.items()
        )

    by = tuple((stage.id, limits[stage.number]) for stage in best.journey.stages if stage.number in limits)
    dated = replace(bare.choice, by=by)
    found = search.make(bare, replace(dated, wishes=None))
    if not in_time(found):  # a wish in full may be asked for where a first version is enough for a stage
        found = search.by_halves(bare, dated, in_time)
    before, after = _weeks(best), _weeks(found)
    if not in_time(found) or sum(after[n] for n in limits) >= sum(before[n] for n in limits if n in before):
        return best
    dropped = _wished(best) - _wished(found)
    if dropped or found.choice.wishes is not None:
        wishes = frozenset(aim.capability for aim in found.wishes) - dropped
        free = search.make(found, replace(found.choice, wishes=wishes, by=()))  # what remains may need no dates
        found = free if in_time(free) and not _wished(found) - _wished(free) else found
        later = {n: before[n] - week for n, week in _weeks(found).items() if n in before}
        stage = max(later, key=lambda n: (later[n], -n))
        found.kept_waiting = KeptWaiting(dropped, stage, later[stage])
    if best.choice.upto:
        found.closest = best.closest
    return found


def _weeks(plan: Plan) -> dict[int, int]:
    return stage_weeks(milestones(plan))


def _wished(plan: Plan) -> frozenset[str]:
    """The capabilities that are planned and only wished for."""
    planned = {plan.step[one].capability.id for one in plan.starts.keys() - plan.required}
    return frozenset(aim.capability for aim in plan.wishes if aim.capability in planned)
