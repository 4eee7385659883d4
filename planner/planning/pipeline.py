"""The order of the stages that make a plan: ``finish`` to the schedule, ``make_roadmap`` to what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from planner.domain.maturity import diagnose
from planner.domain.organisation import Organisation
from planner.i18n.translation import speaking
from planner.planning.checks import with_findings, with_stalls
from planner.planning.fitting import best_fitting, everything_fits, fits, near, rank, with_wishes
from planner.planning.going_on import going_on
from planner.planning.infeasibility import repairs
from planner.planning.request import Recipe, among_many
from planner.planning.roadmap_builder import assemble
from planner.planning.schedule import Choice, Plan
from planner.planning.solving import barred_members, schedule
from planner.planning.trials import Trials
from planner.roadmap.records import Repair
from planner.roadmap.roadmap import Roadmap

CHANGED_EFFORT, CHANGED_GAP = 3.0, 0.05
"""For the plan with a change, which is shown beside the other: a good one, of which nothing is proved."""


def make_roadmap(recipe: Recipe, organisation: Organisation, plan: Plan | None = None) -> Roadmap:
    """Plans an organisation.

    Args:
        plan: the finished schedule, where ``finish`` has made it already.

    Raises:
        UnreachableError: a target is out of reach whatever is done.
        PluginError: a scorer or sequencer that was asked for does not exist or does not work.
    """
    journey, registry = recipe.journey, recipe.registry
    with speaking(recipe.language):
        plan = plan or finish(recipe, organisation)
        diagnosis, stuck = plan.where
        roadmap = _assembled(recipe, plan)
        roadmap, failed = with_findings(replace(roadmap, diagnosis=diagnosis), journey, organisation, registry)
        if recipe.in_force is not None:
            roadmap = going_on(roadmap, recipe.in_force, organisation)
        return replace(roadmap, warnings=(*recipe.remarks, *roadmap.warnings, *stuck, *failed))


def _assembled(recipe: Recipe, plan: Plan) -> Roadmap:
    if everything_fits(plan) or plan.sequence.interrupted:
        return assemble(plan)
    if recipe.limits.note:
        recipe.limits.note("not everything fits: looking for the smallest changes that make it fit")
    try:
        recipe = replace(recipe, weights=dict(plan.card.weights))
        trials = Trials(recipe, plan)
        found = repairs(plan, trials)
        return replace(assemble(plan, found), changed=_changed(recipe, plan, found, trials))
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return assemble(plan)


def _changed(recipe: Recipe, plan: Plan, found: tuple[Repair, ...], trials: Trials) -> Roadmap | None:
    """The plan with the first change that makes everything fit: the better of that with the members that come first
    and that with those that were chosen, with all wishes, else as it was verified, with those that find room."""
    change = next((one for one in found if one.organisation is not None), None)
    if change is None or change.organisation is None:
        return None
    organisation = change.organisation
    verified = trials.verified(organisation)
    limits = among_many(recipe.limits, CHANGED_EFFORT)
    recipe = replace(recipe, limits=replace(limits, gap=max(limits.gap, CHANGED_GAP)))
    recipe = near(recipe, verified) if verified is not None else recipe
    make = partial(schedule, where=plan.where)
    every = dict.fromkeys((Choice(), replace(plan.closest, wishes=None)))
    choices = [one for one in every if fits(recipe, organisation, one, make)]
    tried = [make(recipe, organisation, choice) for choice in choices]
    best = min(filter(everything_fits, tried), key=rank, default=None)
    if best is None and verified is not None:
        best = with_wishes(verified, recipe, organisation, make)
    if best is None or best.starts == plan.starts:  # with less to be reached it may be the same plan
        return None
    return replace(assemble(best), condition=change.condition)


def finish(recipe: Recipe, organisation: Organisation) -> Plan:
    """The finished schedule of the best plan that was found; see ``fitting``."""
    with speaking(recipe.language):
        where = with_stalls(diagnose(recipe.journey, organisation), recipe.journey, organisation, recipe.registry)
    bar = partial(barred_members, where=where)
    return best_fitting(recipe, organisation, partial(schedule, where=where), bar)


def again(recipe: Recipe, organisation: Organisation, plan: Plan, *, same: bool = False) -> Plan:
    """The schedule of a changed organisation with what was decided for a plan: the same members of stages, and the
    search begins with the plan. For analyses, which make many.

    Args:
        same: whether exactly the same is aimed at, although values may have changed.
    """
    recipe = near(recipe, plan)
    if plan.choice.upto:  # what is changed may let it go all the way
        tried = schedule(recipe, organisation, plan.closest, plan.where, plan.aims if same else None)
        if everything_fits(tried):
            return tried
    return schedule(recipe, organisation, plan.choice, plan.where, plan.aims if same else None)


def again_or_otherwise(recipe: Recipe, organisation: Organisation, plan: Plan) -> Plan:
    """The same; where not everything fits with those members, and it did not before either, with others if it does
    with these."""
    other = again(recipe, organisation, plan)
    if everything_fits(plan) or everything_fits(other):
        return other
    verified = Trials(recipe, plan).fits(organisation)
    return with_wishes(verified, recipe, organisation, partial(schedule, where=plan.where)) if verified else other
