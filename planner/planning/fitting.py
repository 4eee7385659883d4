"""Which plan is shown where not everything fits: the one that reaches furthest, and of those the one that leaves out
least of what must be reached. Members of a stage that find no room are replaced by others; what is only wished for
gives way to what must be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.domain.organisation import Organisation
from planner.planning.milestones import beyond
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Choice, Plan

Make = Callable[[Recipe, Organisation, Choice], Plan]

MOST_EXCHANGES = 3
"""How often members of a stage are exchanged."""

EXCHANGE_PART = 0.2
"""Of the effort, for each of these."""


def everything_fits(plan: Plan) -> bool:
    """Whether everything that must be reached is planned."""
    return all(step in plan.starts for step in plan.required)


def best_fitting(recipe: Recipe, organisation: Organisation, make: Make) -> Plan:
    """The plan that is shown: with all wishes where everything fits, else as far as it goes.

    Args:
        make: makes the plan of a choice.
    """
    first = best = tried = make(recipe, organisation, Choice())
    if everything_fits(best) or recipe.limits.fit_only or best.sequence.interrupted:
        return best
    # a scorer that failed, or took its time, is not asked again
    recipe = replace(recipe, weights=dict(best.card.weights))
    limits = replace(among_many(recipe.limits, EXCHANGE_PART * recipe.limits.work), fit_only=True)
    quick = replace(recipe, limits=limits)
    for _number in range(MOST_EXCHANGES):
        barred = tried.choice.barred | _replaceable(tried)
        if barred == tried.choice.barred and (tried.choice.bare or not tried.wishes):
            break
        tried = make(quick, organisation, Choice(barred, bare=True))
        best = min(best, tried, key=_how_far)
        if everything_fits(best):
            break
    binding = {rule for step in best.steps for rule, _need in best.graph.rule_needs.get(step.capability.id, ())}
    soft = frozenset(rule.id for rule in best.graph.rules if rule.weight == "should" and rule.id in binding)
    if soft and not everything_fits(best):
        best = min(best, make(quick, organisation, replace(best.choice, bare=True, given_up=soft)), key=_how_far)
    if best.choice.bare:
        full = make(recipe, organisation, replace(best.choice, bare=False))
        bare = make(recipe, organisation, best.choice) if _how_far(full) > _how_far(best) else full
        best = min(full, bare, best, key=_how_far)
    best.card = replace(best.card, warnings=first.card.warnings)
    return best


def _how_far(plan: Plan) -> tuple[int, int]:
    missing = [step for step in plan.required if step not in plan.starts]
    return -beyond(plan).stage_number, len(missing)


def _replaceable(plan: Plan) -> frozenset[str]:
    """Members that were chosen for a stage and are not in the plan."""
    chosen = {aim.capability for aim in plan.aims.aims if aim.kind == "stage"}
    stated = {aim.capability for aim in plan.aims.aims if aim.kind == "target"}
    missing = {plan.step[step].capability.id for step in plan.required if step not in plan.starts}
    return frozenset(missing & chosen - stated)
