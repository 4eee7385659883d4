"""From a journey and an organisation to a roadmap: each stage of the work is one pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from math import inf
from typing import Any

from planner.aims import name
from planner.assembling import assemble
from planner.calendar import Calendar
from planner.checking import superfluous, violations
from planner.choosing import settle
from planner.compiling import Wish, calendar_rules, make_project, make_scope
from planner.finished import Plan
from planner.graph import CapabilityGraph
from planner.inspecting import with_findings, with_stalls
from planner.language import speaking
from planner.model import Journey, Organisation
from planner.plugins import Limits, Sequence
from planner.project import Project, gap
from planner.registry import Given, Registry
from planner.repair import OutOfTrialsError, hopeless, repairs
from planner.roadmap import Proof, ProofPart, Roadmap
from planner.scoring import DEFAULT_SCORERS, score
from planner.steps import exclusions, make_steps
from planner.targets import find_targets

DEFAULT_SEQUENCER = "auto"
QUICK_SEQUENCER = "list"
REPAIR_SECONDS = 2.0  # for each change that is tried when not everything fits
REPAIR_PROOFS = 30  # steps: in larger plans a change counts only when the quick sequencer finds room
REPAIR_TRIALS = 1500  # steps planned in all, over the changes tried


@dataclass(frozen=True, slots=True)
class Recipe:
    """How plans are made: everything but the organisation, so that a changed one is planned in the same way.

    Attributes:
        journey: with the organisation's own estimates.
        weights: weight by scorer name.
        sequencer: name of the sequencer; ``limits``: its own.
        wish: what the plan is made for.
        language: of labels.
    """

    journey: Journey
    registry: Registry
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_SCORERS))
    sequencer: str = DEFAULT_SEQUENCER
    wish: Wish = field(default_factory=Wish)
    limits: Limits = field(default_factory=Limits)
    language: str = "en"


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
        roadmap = _assembled(recipe, plan or finish(recipe, organisation))
        diagnosis, stuck = with_stalls(roadmap.diagnosis, journey, organisation, registry)
        roadmap, failed = with_findings(replace(roadmap, diagnosis=diagnosis), journey, organisation, registry)
        return replace(roadmap, warnings=(*roadmap.warnings, *stuck, *failed))


def _assembled(recipe: Recipe, plan: Plan) -> Roadmap:
    if everything_fits(plan):
        return assemble(plan)
    if recipe.limits.note:
        recipe.limits.note("not everything fits: looking for the smallest changes that make it fit")
    try:
        return assemble(plan, repairs(plan, trier(recipe, plan)))
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return assemble(plan)


def among_many(limits: Limits, seconds: float = inf) -> Limits:
    """Limits for one of many plans that an analysis makes: silent, no longer than it may take, and ended by Ctrl-C."""
    return replace(limits, seconds=min(limits.seconds, seconds), progress=None, note=None, best_so_far=False)


def trier(recipe: Recipe, plan: Plan) -> Callable[[Organisation], bool]:
    """Tells of changed organisations whether everything they ask for can be planned, by planning them.

    Raises:
        OutOfTrialsError: when called more often than is worth the time.
    """
    quick = replace(among_many(recipe.limits, REPAIR_SECONDS), fit_only=True)
    names = (QUICK_SEQUENCER, recipe.sequencer) if len(plan.steps) <= REPAIR_PROOFS else (QUICK_SEQUENCER,)
    trials = count(1)
    # a scorer that failed, or took its time, is not asked again and again
    recipe = replace(recipe, weights=dict(plan.card.weights), limits=quick)

    def fits(changed: Organisation) -> bool:
        if next(trials) * len(plan.steps) > REPAIR_TRIALS:
            raise OutOfTrialsError
        for one in dict.fromkeys(names):
            tried = finish(replace(recipe, sequencer=one), changed)
            if everything_fits(tried):
                return True
            if hopeless(tried):
                return False
        return False

    return fits


def finish(recipe: Recipe, organisation: Organisation) -> Plan:
    """The finished schedule: every stage of the work up to the sequencer's answer and what it chose."""
    journey, registry = recipe.journey, recipe.registry
    graph = CapabilityGraph(journey, organisation)
    remaining = graph.remaining(find_targets(graph))
    steps = make_steps(graph, remaining)
    calendar = Calendar(organisation.start, organisation.horizon)
    scope = make_scope(journey, organisation, steps, calendar)
    card = score(scope, recipe.weights, registry)
    rules = {step.id: calendar_rules(journey, organisation, step, calendar) for step in steps}
    project = make_project(journey, organisation, steps, calendar, rules, exclusions(graph, steps), recipe.wish)
    sequence = run_sequencer(registry, recipe.sequencer, project, card.priority, recipe.limits, organisation.options)
    proof = make_proof(project, sequence)
    plain, chosen, starts, behind = settle(project, steps, sequence.starts)
    return Plan(
        graph, remaining, chosen, calendar, make_scope(journey, organisation, chosen, calendar), card,
        {base: rules[own] for base, own in behind.items()}, plain, replace(sequence, starts=starts),
        recipe.sequencer, recipe.language, proof,
    )  # fmt: skip


def everything_fits(plan: Plan) -> bool:
    """Whether everything that is asked for is planned."""
    return all(step in plan.starts for step in plan.required)


def make_proof(project: Project, sequence: Sequence) -> Proof:
    """How good a plan is, as far as it is proved."""
    objective, bound = project.objective(sequence.starts), sequence.bound
    known = [len(bound) > level and objective[:level] == bound[:level] for level in range(len(objective))]
    parts = tuple(
        ProofPart(name(aim), objective[level], bound[level] if known[level] else None)
        for level, aim in enumerate(project.aims, 2)
    )
    return Proof(parts, gap(objective, bound), sequence.all_fit, sequence.stopped)


def run_sequencer(
    registry: Registry,
    name: str,
    project: Project,
    priority: Mapping[str, float],
    limits: Limits,
    options: Given | None = None,
) -> Sequence:
    """Runs a sequencer and checks its answer: a plan that breaks a rule is refused, whoever made it."""

    def checked(sequence: Any) -> Sequence:
        if not isinstance(sequence, Sequence):
            raise TypeError(f"returned {type(sequence).__name__} instead of a Sequence")
        bound = tuple(int(part) for part in sequence.bound)
        if sequence.all_fit not in (True, False, None):
            raise TypeError(f"says of 'all_fit' {sequence.all_fit!r} instead of True, False or None")
        idle = set(superfluous(project, sequence.starts))
        starts = {step: week for step, week in sequence.starts.items() if step not in idle}
        broken = violations(project, starts)
        if broken:
            raise ValueError("made a plan that breaks rules: " + "; ".join(broken[:5]))
        if bound > project.objective(starts):
            raise ValueError("claims a bound that its own plan beats")
        return Sequence(starts, bound, sequence.all_fit, bool(sequence.stopped))

    arguments = (project, priority, limits)
    found: Sequence = registry.call("sequencers", name, arguments, checked, options, 2 * limits.seconds)
    return found
