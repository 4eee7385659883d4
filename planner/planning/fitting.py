"""Which plan is shown where not everything fits: the one that reaches furthest, and of those the one that leaves out least
of what must be reached. Members of a stage that find no room are replaced by others; what is only wished for gives
way to what must be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.domain.organisation import Organisation
from planner.planning.milestones import beyond
from planner.planning.request import Recipe
from planner.planning.schedule import Choice, Plan

Make = Callable[[Recipe, Organisation, Choice], Plan]

MOST_CHOICES = 4
"""How often members of a stage are exchanged."""

MOST_WISHES = 6
"""How many wishes are tried one by one after everything that must be reached is planned."""


def everything_fits(plan: Plan) -> bool:
    """Whether everything that must be reached is planned."""
    return all(step in plan.starts for step in plan.required)


def best_fitting(recipe: Recipe, organisation: Organisation, make: Make) -> Plan:
    """The plan that is shown: with all wishes where everything fits, else as far as it goes.

    Args:
        make: makes the plan of a choice.
    """
    best = make(recipe, organisation, Choice())
    tried = best
    for _number in range(MOST_CHOICES):
        if everything_fits(best):
            return best
        barred = tried.choice.barred | _replaceable(tried)
        if barred == tried.choice.barred and tried.choice.bare:
            break
        tried = make(recipe, organisation, Choice(barred, bare=True))
        best = min(best, tried, key=_how_far)
    return _with_wishes(recipe, organisation, best, make) if best.choice.bare else best


def _how_far(plan: Plan) -> tuple[int, int]:
    missing = [step for step in plan.required if step not in plan.starts]
    return -beyond(plan).stage_number, len(missing)


def _replaceable(plan: Plan) -> frozenset[str]:
    """Members that were chosen for a stage and are not in the plan."""
    chosen = {aim.capability for aim in plan.aims.aims if aim.kind == "stage"}
    stated = {aim.capability for aim in plan.aims.aims if aim.kind == "target"}
    missing = {plan.step[step].capability.id for step in plan.required if step not in plan.starts}
    return frozenset(missing & chosen - stated)


def _with_wishes(recipe: Recipe, organisation: Organisation, plan: Plan, make: Make) -> Plan:
    """The plan with as much of what is wished for as finds room beside it."""
    if recipe.scope == "needed":
        return plan
    choice = replace(plan.choice, bare=False)
    best = make(recipe, organisation, choice)
    return best if _how_far(best) <= _how_far(plan) else plan
