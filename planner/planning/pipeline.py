"""The order of the stages that make a plan: ``finish`` to the schedule, ``make_roadmap`` to what is shown of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

from planner.domain.calendar import Calendar
from planner.domain.calendar_rules import calendar_rules
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.maturity import diagnose
from planner.domain.organisation import Organisation
from planner.domain.step import Step
from planner.domain.targets import find_aims
from planner.i18n.translation import speaking
from planner.planning.checks import with_findings, with_stalls
from planner.planning.choice_resolution import pulled_forward, settle, without_idle_drag
from planner.planning.fitting import best_fitting, everything_fits
from planner.planning.infeasibility import OutOfTrialsError, hopeless, repairs
from planner.planning.prioritisation import score
from planner.planning.problem_builder import make_project, make_scope
from planner.planning.quarter_account import quarter_account
from planner.planning.request import Recipe, among_many
from planner.planning.roadmap_builder import assemble
from planner.planning.schedule import Choice, Plan, Where
from planner.planning.sequencing import make_proof, run_sequencer
from planner.planning.steps import exclusions, make_steps, replacements
from planner.roadmap.records import Repair
from planner.roadmap.roadmap import Roadmap
from planner.verification.planned import Planned
from planner.verification.recount import refuse_broken

QUICK_SEQUENCER = "list"

REPAIR_EFFORT = 1.0  # for each change that is tried when not everything fits

REPAIR_PROOFS = 16  # steps: in larger plans a change counts only when the quick sequencer finds room

REPAIR_TRIALS = 900  # steps planned in all, over the changes tried


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
        return replace(roadmap, warnings=(*roadmap.warnings, *stuck, *failed))


def _assembled(recipe: Recipe, plan: Plan) -> Roadmap:
    if everything_fits(plan) or plan.sequence.interrupted:
        return assemble(plan)
    if recipe.limits.note:
        recipe.limits.note("not everything fits: looking for the smallest changes that make it fit")
    try:
        recipe = replace(recipe, weights=dict(plan.card.weights))
        found = repairs(plan, trier(recipe, plan))
        return replace(assemble(plan, found), changed=_changed(recipe, plan, found))
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return assemble(plan)


def _changed(recipe: Recipe, plan: Plan, found: tuple[Repair, ...]) -> Roadmap | None:
    """The plan with the first change that makes everything fit."""
    organisation = next((one.organisation for one in found if one.organisation is not None), None)
    if organisation is None:
        return None
    bare = Choice(plan.choice.barred, bare=True, given_up=plan.choice.given_up)
    tried = schedule(replace(recipe, limits=among_many(recipe.limits, REPAIR_EFFORT)), organisation, bare, plan.where)
    tried = (
        tried
        if everything_fits(tried)
        else schedule(replace(recipe, sequencer=QUICK_SEQUENCER), organisation, bare, plan.where)
    )
    return assemble(tried) if everything_fits(tried) else None


def trier(recipe: Recipe, plan: Plan) -> Callable[[Organisation], Plan | None]:
    """The plan of a changed organisation in which everything is that must be reached, found by planning it.

    Raises:
        OutOfTrialsError: when called more often than is worth the time.
    """
    quick = replace(among_many(recipe.limits, REPAIR_EFFORT), fit_only=True)
    names = (QUICK_SEQUENCER, recipe.sequencer) if len(plan.steps) <= REPAIR_PROOFS else (QUICK_SEQUENCER,)
    trials = count(1)
    # a scorer that failed, or took its time, is not asked again and again
    recipe = replace(recipe, weights=dict(plan.card.weights), limits=quick)
    bare = Choice(plan.choice.barred, bare=True, given_up=plan.choice.given_up)

    def fits(changed: Organisation) -> Plan | None:
        if next(trials) * len(plan.steps) > REPAIR_TRIALS:
            raise OutOfTrialsError
        for one in dict.fromkeys(names):
            tried = schedule(replace(recipe, sequencer=one), changed, bare, plan.where)
            if everything_fits(tried):
                return tried
            if hopeless(tried):
                return None
            if tried.sequence.stopped and recipe.limits.over:
                raise OutOfTrialsError
        return None

    return fits


def finish(recipe: Recipe, organisation: Organisation) -> Plan:
    """The finished schedule of the best plan that was found; see ``fitting``."""
    with speaking(recipe.language):
        where = with_stalls(diagnose(recipe.journey, organisation), recipe.journey, organisation, recipe.registry)
    return best_fitting(recipe, organisation, partial(schedule, where=where))


def again(recipe: Recipe, organisation: Organisation, plan: Plan) -> Plan:
    """The schedule of a changed organisation with what was decided for a plan: the same members of stages, the same
    wishes. For analyses, which make many."""
    return schedule(recipe, organisation, plan.choice, plan.where)


def schedule(recipe: Recipe, organisation: Organisation, choice: Choice, where: Where) -> Plan:
    """The finished schedule: every stage of the work up to the sequencer's answer and what it chose."""
    journey, registry = recipe.journey, recipe.registry
    if choice.given_up:
        organisation = replace(organisation, relaxed=(*organisation.relaxed, *sorted(choice.given_up)))
    graph = CapabilityGraph(journey, organisation)
    unlocks = {stall.pattern: stall.unlock for stall in where[0].stalls}
    every = find_aims(graph, recipe.scope, unlocks, choice.barred)
    aims = every.bare(choice.kept) if choice.bare else every
    remaining = graph.remaining(aims.targets)
    calendar = Calendar(organisation.start, organisation.horizon, organisation.fiscal_year_starts)
    account = quarter_account(journey, organisation, calendar)
    absent: frozenset[str] = frozenset()
    while True:
        steps = make_steps(graph, remaining, absent)
        scope = make_scope(journey, organisation, steps, calendar)
        card = score(scope, recipe.weights, registry)
        rules = {step.id: calendar_rules(journey, organisation, step, calendar) for step in steps}
        project = make_project(
            journey, organisation, steps, calendar, account, rules, exclusions(graph, steps), recipe.wish
        )
        sequence = run_sequencer(
            registry, recipe.sequencer, project, card.priority, recipe.limits, organisation.options
        )
        starts = pulled_forward(project, without_idle_drag(project, steps, sequence.starts))
        sequence = replace(sequence, starts=starts)
        # What was counted on to replace a slower way of working may have found no room.
        reached = {step.capability.id for step in steps
                   if step.id in sequence.starts and step.to_level >= journey.policy.target_level}  # fmt: skip
        missing = replacements(graph, remaining) - reached - absent
        if not missing:
            break
        absent |= missing
    proof = make_proof(project, sequence)
    plain, chosen, starts, behind = settle(project, steps, sequence.starts)
    refuse_broken(journey, organisation, tuple(planned(step, starts[step.id]) for step in chosen if step.id in starts))
    return Plan(
        graph, remaining, chosen, calendar, account, make_scope(journey, organisation, chosen, calendar), card,
        {base: rules[own] for base, own in behind.items()}, plain, replace(sequence, starts=starts),
        recipe.sequencer, recipe.language, proof, aims, choice, where,
        tuple(aim for aim in every.aims if aim.wished),
    )  # fmt: skip


def planned(step: Step, start: int) -> Planned:
    """A step as the recount is told of it."""
    return Planned(
        step.capability.id,
        step.from_level,
        step.to_level,
        start,
        start + step.duration,
        step.mode,
        step.eased,
        step.slowed_by,
    )
