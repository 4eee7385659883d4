"""From a journey and an organisation to a roadmap: each stage of the work is one pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
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
from planner.repair import OutOfTrialsError, repairs
from planner.roadmap import Proof, ProofPart, Roadmap
from planner.scoring import DEFAULT_SCORERS, score
from planner.steps import exclusions, make_steps
from planner.targets import find_targets

DEFAULT_SEQUENCER = "auto"
QUICK_SEQUENCER = "list"
REPAIR_SECONDS = 2.0  # for each change that is tried when not everything fits
REPAIR_PROOFS = 30  # steps: in larger plans a change counts only when the quick sequencer finds room
REPAIR_TRIALS = 1500  # steps planned in all, over the changes tried


def make_roadmap(
    journey: Journey,
    organisation: Organisation,
    registry: Registry,
    *,
    scorers: Mapping[str, float] | None = None,
    sequencer: str = DEFAULT_SEQUENCER,
    language: str | None = None,
    wish: Wish | None = None,
    limits: Limits | None = None,
) -> Roadmap:
    """Plans an organisation.

    Args:
        scorers: weight by scorer name; default: the organisation's, else cost of delay over duration.
        sequencer: name of the sequencer.
        language: of labels; default: the organisation's.
        wish: what the plan is made for; default: value delivered early.
        limits: of the sequencer.

    Raises:
        UnreachableError: a target is out of reach whatever is done.
        PluginError: a scorer or sequencer that was asked for does not exist or does not work.
    """
    language = language or organisation.language
    weights = dict(scorers or organisation.scorers or DEFAULT_SCORERS)
    limits, wish = limits or Limits(), wish or Wish()
    with speaking(language):
        roadmap = _make(journey, organisation, registry, weights, sequencer, wish, limits, language)
        diagnosis, stuck = with_stalls(roadmap.diagnosis, journey, organisation, registry)
        roadmap, failed = with_findings(replace(roadmap, diagnosis=diagnosis), journey, organisation, registry)
        return replace(roadmap, warnings=(*roadmap.warnings, *stuck, *failed))


def _make(
    journey: Journey,
    organisation: Organisation,
    registry: Registry,
    weights: Mapping[str, float],
    sequencer: str,
    wish: Wish,
    limits: Limits,
    language: str,
) -> Roadmap:
    plan = finish(journey, organisation, registry, weights, sequencer, wish, limits, language)
    if _everything_fits(plan):
        return assemble(plan)

    if limits.note:
        limits.note("not everything fits: looking for the smallest changes that make it fit")

    quick = replace(limits, seconds=min(limits.seconds, REPAIR_SECONDS), progress=None, fit_only=True)
    names = (QUICK_SEQUENCER, sequencer) if len(plan.steps) <= REPAIR_PROOFS else (QUICK_SEQUENCER,)
    trials = count(1)
    worked = dict(plan.card.weights)  # a scorer that failed, or took its time, is not asked again and again

    def fits(changed: Organisation) -> bool:
        if next(trials) * len(plan.steps) > REPAIR_TRIALS:
            raise OutOfTrialsError
        for one in dict.fromkeys(names):
            tried = finish(journey, changed, registry, worked, one, wish, quick, language)
            if _everything_fits(tried):
                return True
        return False

    return assemble(plan, repairs(plan, fits))


def finish(
    journey: Journey,
    organisation: Organisation,
    registry: Registry,
    weights: Mapping[str, float],
    sequencer: str,
    wish: Wish,
    limits: Limits,
    language: str,
) -> Plan:
    """The finished schedule: every stage of the work up to the sequencer's answer and what it chose."""
    graph = CapabilityGraph(journey, organisation)
    remaining = graph.remaining(find_targets(graph))
    steps = make_steps(graph, remaining)
    calendar = Calendar(organisation.start, organisation.horizon)
    scope = make_scope(journey, organisation, steps, calendar)
    card = score(scope, weights, registry)
    rules = {step.id: calendar_rules(journey, organisation, step, calendar) for step in steps}
    project = make_project(journey, organisation, steps, calendar, rules, exclusions(graph, steps), wish)
    sequence = run_sequencer(registry, sequencer, project, card.priority, limits, organisation.options)
    proof = make_proof(project, sequence)
    plain, chosen, starts, behind = settle(project, steps, sequence.starts)
    return Plan(
        graph, remaining, chosen, calendar, make_scope(journey, organisation, chosen, calendar), card,
        {base: rules[own] for base, own in behind.items()}, plain, replace(sequence, starts=starts), sequencer,
        language, proof,
    )  # fmt: skip


def _everything_fits(plan: Plan) -> bool:
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
