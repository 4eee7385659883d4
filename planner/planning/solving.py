"""From an organisation to a finished schedule: the problem, the sequencer's answer, and what it chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from planner.domain.calendar import Calendar
from planner.domain.calendar_rules import Rules, calendar_rules
from planner.domain.capability_graph import CapabilityGraph, Remaining
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.step import Step
from planner.domain.targets import Aims, find_aims, open_aims
from planner.domain.values import Condition
from planner.planning.choice_resolution import levelled, pulled_forward, settle, without_idle_drag, without_idle_grants
from planner.planning.net_benefit import in_money
from planner.planning.prioritisation import score
from planner.planning.problem_builder import make_project, make_scope
from planner.planning.quarter_account import QuarterAccount, quarter_account
from planner.planning.request import Recipe
from planner.planning.schedule import Choice, Plan, Where
from planner.planning.sequencing import make_proof, run_sequencer
from planner.planning.stage_order import after_stages, stage_ends, still_open
from planner.planning.steps import exclusions, make_steps, replacements
from planner.planning.within_reach import (
    idle_members,
    stages_with,
    with_enough_members,
    within_reach,
    without_asking,
)
from planner.roadmap.scores import ScoreCard
from planner.scheduling.activity import Quota
from planner.scheduling.problem import LEFT_OUT, SCALE, Project
from planner.scheduling.sequence import Sequence
from planner.verification.planned import Planned
from planner.verification.recount import refuse_broken


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a schedule is made from, before a sequencer sees it."""

    graph: CapabilityGraph
    remaining: Remaining
    calendar: Calendar
    account: QuarterAccount
    steps: tuple[Step, ...]
    rules: Rules
    card: ScoreCard
    project: Project
    aims: Aims
    every: Aims


def problem(
    recipe: Recipe, organisation: Organisation, choice: Choice, where: Where, absent: frozenset[str] = frozenset(),
    known: Aims | None = None,
) -> Problem:  # fmt: skip
    """The scheduling problem of an organisation.

    Args:
        absent: capabilities that are not counted on to replace a slower way of working.
        known: what is aimed at, where that is decided.
    """
    journey = recipe.journey
    if choice.given_up:
        organisation = replace(organisation, relaxed=(*organisation.relaxed, *sorted(choice.given_up)))
    if choice.small_parts:
        passing = (*(organisation.small_parts_to_owner or ()), *sorted(choice.small_parts))
        organisation = replace(organisation, small_parts_to_owner=passing)
    graph = CapabilityGraph(journey, organisation)
    unlocks = {stall.pattern: stall.unlock for stall in where[0].stalls}
    every = known or find_aims(graph, recipe.scope, unlocks, choice.barred)
    if choice.open:
        aims, conditions = open_aims(graph, every)
    else:
        aims, conditions = every if choice.wishes is None else every.bare(choice.wishes), ()
    remaining = graph.remaining(aims.targets)
    calendar = Calendar(organisation.start, organisation.horizon, organisation.fiscal_year_starts)
    after = replace(calendar, quarters=calendar.quarters + 1)  # what is live must be kept up when the plan has ended
    account = quarter_account(journey, organisation, after)
    steps = make_steps(graph, remaining, absent, _first_versions(graph, aims, choice.upto))
    if not choice.open:
        steps = after_stages(graph, steps)
    card = score(make_scope(journey, organisation, steps, calendar), recipe.weights, recipe.registry)
    rules = {step.id: calendar_rules(journey, organisation, step, calendar) for step in steps}
    exclusive = exclusions(graph, steps)
    project = make_project(journey, organisation, steps, calendar, after, account, rules, exclusive, recipe.wish)
    project = replace(
        project, quotas=tuple(quota for number, one in conditions if (quota := _quota(graph, steps, one, number)))
    )
    project = (
        in_money(project, steps, organisation) if recipe.wish.money else _with_worth(project, steps, every, journey)
    )
    if not choice.open and not recipe.wish.money:  # a stage that is reached is worth no money by itself
        last = journey.stage(aims.stage).number if aims.stage else 0
        ends = stage_ends(graph, steps, min(choice.upto or last, last), calendar.weeks, dict(choice.by))
        project = replace(project, activities=(*project.activities, *ends))
    return Problem(graph, remaining, calendar, account, steps, rules, card, project, aims, every)


NONE: frozenset[str] = frozenset()
STUCK, BELONGS = 2, 1
"""What gets out of a pattern of being stuck, and what everybody has in a stage, or a later one builds on, is worth as
much more as so many of 5 for every goal (estimates): else a workflow for publishing, or a managed presence, would come
when everything that serves a goal is done."""


def _with_worth(project: Project, steps: tuple[Step, ...], aims: Aims, journey: Journey) -> Project:
    """The project in which what belongs to a stage, gets out of a pattern of being stuck, or is of an earlier stage
    than the one that asks for it, is worth something for that."""
    stuck, belonging = (
        {(aim.capability, aim.level) for aim in aims.aims if aim.kind == kind} for kind in ("stall", "belongs")
    )
    asked = {(aim.capability, aim.level): journey.stage(aim.what).number for aim in aims.aims if aim.kind == "stage"}
    belonging |= {
        (c, level) for (c, level), number in asked.items()
        if journey.stage(journey.capabilities[c].stage).number < number
    }  # fmt: skip
    more: dict[str, int] = {}
    for step in steps:
        reached = step.capability.id, step.to_level
        if step.target is not None and reached in stuck:
            more[step.id] = STUCK * SCALE
        elif step.target is not None and reached in belonging:
            more[step.id] = BELONGS * SCALE
    return replace(project, activities=tuple(
        replace(one, weight=one.weight + more[one.id]) if one.id in more else one for one in project.activities
    ))  # fmt: skip


def _first_versions(graph: CapabilityGraph, aims: Aims, upto: int) -> dict[str, int]:
    """Where a plan goes no further than a stage: the levels at which stages up to it count what only later ones ask for
    in full."""
    own = {target.capability for target in aims.targets if target.wished or target.stage <= upto}
    own |= {work.capability for work in graph.organisation.in_progress}
    conditions = [one for stage in graph.journey.stages[:upto] for one in stage.reached_when]
    return {c: one.level for one in conditions for group in one.of for c in group if c not in own}


def _quota(graph: CapabilityGraph, steps: tuple[Step, ...], condition: Condition, tier: int) -> Quota | None:
    """What a condition of a stage asks of steps, beyond what is in place."""
    missing, groups = still_open(graph, steps, condition)
    count = min(missing, len(groups))
    return Quota(count, groups, tier) if count > 0 else None


def barred_members(
    recipe: Recipe, organisation: Organisation, choice: Choice, where: Where
) -> tuple[frozenset[str], bool]:
    """(the members of stages that are best not chosen, so that most of what must be reached finds room, whether all of
    that did): all members are there to choose from, in one problem."""
    choice = Choice(open=True, given_up=choice.given_up, small_parts=choice.small_parts)
    made = problem(recipe, organisation, choice, where)
    members = {step for quota in made.project.quotas for group in quota.groups for step in group}
    if not members:
        return frozenset(), True
    sequence = run_sequencer(recipe, made.project, made.card.priority, recipe.limits, organisation.options)
    planned = {step.step_id for step in made.steps if step.id in sequence.starts}
    barred = frozenset(step.capability.id for step in made.steps if step.step_id in members - planned)
    return barred, not made.project.objective(sequence.starts)[LEFT_OUT]


class _Answer(NamedTuple):
    """A problem with what it is given to the sequencer as, and its answer.

    Attributes:
        project: without asking for idle members; ``solved``: of that, what is within reach.
        reached: how many of the stages that the plan is to go to are reached.
    """

    made: Problem
    project: Project
    solved: Project
    sequence: Sequence
    reached: int


def _answer(
    recipe: Recipe, organisation: Organisation, choice: Choice, where: Where, known: Aims | None,
    absent: frozenset[str], idle: frozenset[str],
) -> _Answer:  # fmt: skip
    made = problem(recipe, organisation, choice, where, absent, known)
    project = without_asking(made.project, made.steps, idle)
    solved = within_reach(project, made.graph, made.steps, made.every, choice)
    sequence = run_sequencer(recipe, solved, made.card.priority, recipe.limits, organisation.options)
    needed = without_idle_grants(solved, sequence.starts) if choice.upto else sequence.starts
    forward = pulled_forward(project, without_idle_drag(project, made.steps, needed))
    stays = _not_put_off(made)
    starts = pulled_forward(project, levelled(project, forward, stays), stays)  # what was put off left room
    reached = stages_with(project, made.graph, made.steps, choice.upto, starts) if choice.upto else 0
    return _Answer(made, project, solved, replace(sequence, starts=starts), reached)


def schedule(
    recipe: Recipe, organisation: Organisation, choice: Choice, where: Where, known: Aims | None = None
) -> Plan:
    """The finished schedule: the problem, the sequencer's answer and what it chose.

    Args:
        known: what is aimed at, where that is decided.
    """
    absent, idle, before = NONE, NONE, None
    while True:
        answer = _answer(recipe, organisation, choice, where, known, absent, idle)
        if before is not None and answer.reached < before.reached:  # it was idle only beside others that are gone now
            answer = before
            break
        made, starts = answer.made, answer.sequence.starts
        # What was counted on to replace a slower way of working may have found no room.
        levels = {step.capability.id for step in made.steps
                  if step.id in starts and step.to_level >= recipe.journey.policy.target_level}  # fmt: skip
        missing = replacements(made.graph, made.remaining) - levels - absent
        spare = NONE if not choice.upto else (
            idle_members(answer.project, made.graph, made.steps, made.every, choice.upto, starts) - idle
        )  # fmt: skip
        if not missing and not spare:
            break
        absent, idle, before = absent | missing, idle | spare, None if missing else answer
    made, project, solved, sequence = answer.made, answer.project, answer.solved, answer.sequence
    journey, steps = recipe.journey, made.steps
    proof = make_proof(solved, sequence)
    if choice.upto:
        upto, *further = (stage.name.say(recipe.language) for stage in journey.stages[choice.upto - 1 :])
        proof = replace(proof, upto=upto, begun=further[0] if choice.onward else "", all_fit=None)
    if choice.onward:
        project = with_enough_members(project, made.graph, steps, made.every, choice.upto, sequence.starts)
    plain, chosen, starts, behind = settle(project, steps, sequence.starts)
    organisation = made.graph.organisation
    refuse_broken(journey, organisation, tuple(planned(step, starts[step.id]) for step in chosen if step.id in starts))
    return Plan(
        made.graph, made.remaining, chosen, made.calendar, made.account,
        make_scope(journey, organisation, chosen, made.calendar), made.card,
        {base: made.rules[own] for base, own in behind.items()}, plain, replace(sequence, starts=starts),
        recipe.sequencer, recipe.language, proof, made.aims, choice, where,
        tuple(aim for aim in made.every.aims if aim.wished), sequence.starts, solved,
    )  # fmt: skip


def _not_put_off(made: Problem) -> frozenset[str]:
    """The steps that may complete a stage, whether they were chosen for it or not, or get out of a stall."""
    asked = {c for s in made.graph.journey.stages for one in s.reached_when for group in one.of for c in group}
    asked |= {aim.capability for aim in made.every.aims if aim.kind == "stall"}
    return frozenset(step.id for step in made.steps if step.capability.id in asked)


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
