"""Which plan is shown where not everything fits: the one that reaches furthest, and of those the one that leaves out
least of what must be reached. Members of a stage that find no room are replaced by others: all of them are there to
choose from. What is only wished for gives way to what must be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from planner.domain.organisation import Organisation
from planner.planning.kept_waiting import Search, not_kept_waiting
from planner.planning.members import with_quicker_members
from planner.planning.milestones import beyond, last_stage, week_of
from planner.planning.passed_on import comes_sooner, overloaded_in_the_end, without_time_left
from planner.planning.problem_builder import LAW
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Choice, Plan
from planner.scheduling.problem import AIMS, LATE, WEEKS_PER_QUARTER
from planner.scheduling.sequence import Limits

Make = Callable[[Recipe, Organisation, Choice], Plan]
Bar = Callable[[Recipe, Organisation, Choice], tuple[frozenset[str], bool]]
Made = TypeVar("Made")

NONE: frozenset[str] = frozenset()
MOST_TRIALS = 16
"""Plans that are made to find what is wished for and has room."""
TRIAL_PART, NEAR_ENOUGH = 0.3, 0.25
"""Of the effort, for each trial of other members, and how near to a bound is enough for it: the proof is for the plan
that is shown."""
FIT_PART, FIT_MOST = 0.4, 1.5
"""Of the effort, for each look at what finds room; and what is enough for it: with 4 for each, the plans of 25 made-up
organisations in which not everything fits were the same."""


def everything_fits(plan: Plan) -> bool:
    """Whether everything that must be reached is planned."""
    return all(step in plan.starts for step in plan.required)


def best_fitting(recipe: Recipe, organisation: Organisation, make: Make, bar: Bar) -> Plan:
    """The plan that is shown: with all wishes where everything fits, else as far as it goes. Where small parts of
    others' work are more than somebody can do, and it goes further, or reaches a stage much sooner, when who owns that
    work does them: with that.

    Args:
        make: makes the plan of a choice.
        bar: finds the members of stages that are best not chosen, with some rules given up.
    """
    shown = _best(recipe, organisation, make, bar)
    decided = organisation.small_parts_to_owner is not None
    if decided or recipe.limits.fit_only or shown.sequence.interrupted:
        return shown
    recipe = replace(recipe, weights=dict(shown.card.weights))
    try:
        if not everything_fits(shown):
            shown = _further(shown, recipe, organisation, make, bar)
        return shown if shown.choice.small_parts else _sooner(shown, recipe, organisation, make)
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return shown


def _further(shown: Plan, recipe: Recipe, organisation: Organisation, make: Make, bar: Bar) -> Plan:
    """The plan, or one that reaches a further stage with small parts of roles done by who owns the work."""
    quick = _quick(recipe)
    further: list[tuple[tuple[int, ...], int, Make, Bar]] = []
    for roles in overloaded_in_the_end(shown):
        passing_make, passing_bar = _passing(make, roles), _passing(bar, roles)
        barred, _fits = passing_bar(quick, organisation, Choice())
        tried = passing_make(quick, organisation, Choice(barred, wishes=NONE))
        if stage_reached(tried) > stage_reached(shown):
            further.append((_how_far(tried), len(roles), passing_make, passing_bar))
    if not further:
        return shown
    *_how, passing_make, passing_bar = min(further, key=lambda one: one[:2])
    return min(_best(recipe, organisation, passing_make, passing_bar), shown, key=_how_far)


def _sooner(shown: Plan, recipe: Recipe, organisation: Organisation, make: Make) -> Plan:
    """The plan, or one in which a stage comes much sooner with them."""
    for role in without_time_left(shown):
        choice = replace(shown.choice, small_parts=frozenset({role}))
        tried = make(_trial(recipe), organisation, choice)  # from the plan itself it would be good enough at once
        if _how_far(tried) <= _how_far(shown) and comes_sooner(tried, shown):
            found = make(near(recipe, tried), organisation, choice)
            found = found if _how_far(found) <= _how_far(tried) and comes_sooner(found, shown) else tried
            found.kept_waiting = shown.kept_waiting
            if shown.choice.upto:
                found.closest = replace(shown.closest, small_parts=choice.small_parts)
            return found
    return shown


def _passing(
    make: Callable[[Recipe, Organisation, Choice], Made], roles: frozenset[str]
) -> Callable[[Recipe, Organisation, Choice], Made]:
    """The same, with small parts of roles done by who owns the work."""
    return lambda recipe, organisation, choice: make(recipe, organisation, replace(choice, small_parts=roles))


def _best(recipe: Recipe, organisation: Organisation, make: Make, bar: Bar) -> Plan:
    """The same with what everybody does as the journey says."""
    hasty = replace(recipe, limits=replace(recipe.limits, fit_first=True))
    first = best = make(hasty, organisation, Choice())
    if recipe.limits.fit_only or best.sequence.interrupted:
        return best
    # a scorer that failed, or took its time, is not asked again
    recipe = replace(recipe, weights=dict(best.card.weights))
    again = partial(_within_limits, make, recipe, organisation)
    quick = _quick(recipe)
    if not everything_fits(best):
        best = _with_other_members(best, recipe.scope, partial(make, recipe, organisation),
                                   partial(make, quick, organisation))  # fmt: skip
    if everything_fits(best):
        shown = _not_waiting(_quicker(best, recipe, again), recipe, organisation, make)
        shown.card = replace(shown.card, warnings=first.card.warnings)
        return shown
    known = best = min(make(quick, organisation, Choice()), first, key=_how_far)  # the first may be what comes to hand
    barred, _fits = bar(quick, organisation, Choice())
    if barred or best.wishes:
        best = min(best, make(quick, organisation, Choice(barred, wishes=NONE)), key=_how_far)
    if not everything_fits(best):

        def without(rules: frozenset[str]) -> Plan:
            barred, _fits = bar(quick, organisation, Choice(given_up=rules))
            return make(quick, organisation, Choice(barred, wishes=NONE, given_up=rules))

        best = _with_fewer_rules(best, without)
    trial = _trial(recipe)
    # what is shown is proved; where that goes no further than a stage on the way, this only says what lies beyond it
    whole = everything_fits(best) or _upto(best) is None
    sure = recipe if whole else trial
    if best.choice.wishes is not None:
        roomy = _with_room(best, quick, organisation, make) if whole else best
        full = make(near(sure, roomy), organisation, roomy.choice)
        bare = make(sure, organisation, best.choice) if _how_far(full) > _how_far(best) else full
        best = min(full, bare, best, key=_how_far)
    if best is known:
        best = min(make(sure, organisation, Choice()), known, key=_how_far)
    shown = _no_further(best, partial(make, trial, organisation))
    if shown is best and not whole:
        shown = min(make(near(recipe, best), organisation, best.choice), best, key=_how_far)
    quicker = _quicker(shown, recipe, again, rough=shown is not best and shown.choice.upto > 0)
    shown = _not_waiting(quicker, recipe, organisation, make)
    shown.card = replace(shown.card, warnings=first.card.warnings)
    return shown


def with_wishes(bare: Plan, recipe: Recipe, organisation: Organisation, make: Make) -> Plan:
    """A plan in which everything fits that must be reached, with what is wished for as far as that finds room."""
    roomy = _with_room(bare, _quick(recipe), organisation, make)
    full = make(near(recipe, roomy), organisation, roomy.choice)
    return full if everything_fits(full) else roomy


def fits(recipe: Recipe, organisation: Organisation, choice: Choice, make: Make) -> bool:
    """Whether a plan in which everything fits is found in a moment."""
    return everything_fits(make(_quick(recipe), organisation, choice))


def _quick(recipe: Recipe) -> Recipe:
    """For a look at what finds room."""
    limits = replace(among_many(recipe.limits, min(FIT_MOST, FIT_PART * recipe.limits.work)), fit_only=True)
    return replace(recipe, limits=limits)


def _trial(recipe: Recipe) -> Recipe:
    """For a good plan, of which nothing is proved."""
    limits = among_many(recipe.limits, TRIAL_PART * recipe.limits.work)
    return replace(recipe, limits=replace(limits, gap=max(limits.gap, NEAR_ENOUGH)))


def _with_other_members(
    first: Plan, scope: str, make: Callable[[Choice], Plan], trial: Callable[[Choice], Plan]
) -> Plan:
    """The plan with members that no stage has to wait for, where everything finds room with those: what is wished for
    in full, and asked for as a first version, may keep a stage and all that follows waiting for years."""
    found = with_quicker_members(first, scope, trial, lambda one, other: _how_far(one) < _how_far(other))
    plan = make(found.choice) if everything_fits(found) else first
    return plan if everything_fits(plan) else first


def _quicker(best: Plan, recipe: Recipe, make: Callable[[Limits, Choice], Plan], *, rough: bool = False) -> Plan:
    """The plan with members with which stages are reached sooner, where there are any.

    Args:
        rough: whether the plan was only made as a trial.
    """
    quick = partial(make, _trial(recipe).limits)
    try:
        found = with_quicker_members(best, recipe.scope, quick, lambda one, other: rank(one) < rank(other))
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return best
    if found is best and not rough:
        return best
    found = min(make(replace(recipe.limits, hint=found.found), found.choice), found, key=rank)
    if best.choice.upto:
        found.closest = best.closest
    return found


def _not_waiting(best: Plan, recipe: Recipe, organisation: Organisation, make: Make) -> Plan:
    """The plan in which no stage waits long for what is only wished for."""
    if recipe.wish.money:  # a stage that is reached is worth no money by itself
        return best
    trial = _trial(recipe)
    search = Search(
        lambda choice: make(trial, organisation, choice),
        lambda plan, choice: make(near(recipe, plan), organisation, choice),
        lambda plan, choice, test: _with_room(plan, trial, organisation, make, choice, test),
        _how_far,
    )
    try:
        return not_kept_waiting(best, search)
    except KeyboardInterrupt:
        if not recipe.limits.best_so_far:
            raise
        return best


def _within_limits(make: Make, recipe: Recipe, organisation: Organisation, limits: Limits, choice: Choice) -> Plan:
    return make(replace(recipe, limits=limits), organisation, choice)


def rank(plan: Plan) -> tuple[tuple[int, ...], ...]:
    """The less, the better: what is reached, what is late, then the aims, counted from an empty plan, as plans have
    different steps. Wishes count by their value: one more of them is no better than a stage that is reached sooner."""
    objective, nothing = plan.whole.objective(plan.found), plan.whole.nothing
    aims = tuple(a - b for a, b in zip(objective[AIMS:], nothing[AIMS:], strict=True))
    return _how_far(plan), (objective[LATE], *aims)


def _with_fewer_rules(best: Plan, without: Callable[[frozenset[str]], Plan]) -> Plan:
    """The plan without rules that only should hold, where that goes further; time to settle goes before the others."""
    binding = frozenset[str]().union(*(best.graph.rules_on(step.capability) for step in best.steps))
    soft = frozenset(rule.id for rule in best.graph.rules if rule.weight == "should" and rule.id in binding)
    waits = frozenset(rule.id for rule in best.graph.rules if rule.settled) & soft
    further = without(soft) if soft else best
    if _how_far(further) >= _how_far(best):  # then fewer of them do not help either
        return best
    patient = without(waits) if waits and waits != soft else further
    return min(patient, further, key=_how_far)


def _no_further(best: Plan, trial: Callable[[Choice], Plan]) -> Plan:
    """The plan up to the stage that can be reached, or the next where none is, and everything that serves the goals:
    what is begun of a stage whose end is out of reach takes room from what does. From a stage that is reached it goes
    on towards the next as far as there is room, where that stage does not come more than a quarter later for it."""
    upto = _upto(best)
    if everything_fits(best) or upto is None:
        return best
    near = _mostly_there(best, upto + 1)
    for choice in (Choice(upto=upto), replace(best.choice, wishes=None, upto=upto)):
        plan = trial(choice)
        if _how_far(plan)[: upto + 3] <= _how_far(best)[: upto + 3]:
            further = _onward(plan, best.choice, trial) if near and last_stage(plan) == upto else plan
            goes_on = further is not plan and _how_far(further) <= _how_far(plan)
            shown = further if goes_on else plan
            shown.closest = best.choice
            return shown
    return best


def _upto(best: Plan) -> int | None:
    """The number of the stage that a plan should go to which does not reach the one that it aims at; None: to that."""
    goal = next((stage.number for stage in best.journey.stages if stage.id == best.aims.stage), 0)
    today, reached = best.where[0].stage_number, beyond(best).stage_number
    upto = reached if reached > today else reached + 1
    return upto if upto < goal else None


def _mostly_there(plan: Plan, stage: int) -> bool:
    """Whether at least half of what only a stage asks for is planned."""
    own = [one for one in plan.project.activities if one.asked and not one.wished and one.tier == stage]
    return 2 * sum(one.id in plan.starts for one in own) >= len(own)


def _onward(plan: Plan, closest: Choice, trial: Callable[[Choice], Plan]) -> Plan:
    """The plan that goes on towards the stage that is out of reach: with the members that come closest to it, or its
    own where a stage would come too late with those."""
    weeks = {stage.id: week_of(plan, stage.number) for stage in plan.journey.stages[: plan.choice.upto]}
    by = tuple((stage, week + WEEKS_PER_QUARTER) for stage, week in weeks.items() if week is not None)

    def goes_on(further: Plan) -> bool:
        in_time = all((week_of(further, plan.journey.stage(stage).number) or 0) <= week for stage, week in by)
        return in_time and _mostly_there(further, plan.choice.upto + 1)

    for choice in (closest, plan.choice):
        onward = replace(choice, wishes=None, upto=plan.choice.upto, by=by, onward=True)
        if goes_on(further := trial(onward)):
            return further
    return plan


def near(recipe: Recipe, plan: Plan) -> Recipe:
    """For a plan that differs in little from another."""
    return replace(recipe, limits=replace(recipe.limits, hint=plan.found))


def _with_room(
    bare: Plan, recipe: Recipe, organisation: Organisation, make: Make, choice: Choice | None = None,
    test: Callable[[Plan], bool] | None = None,
) -> Plan:  # fmt: skip
    """The plan with that of what is wished for and was left away that finds room beside what must be reached, or as
    much of that as the plan has without it: all of it, or by halves those parts that do, goals first. Bounded by
    ``MOST_TRIALS``.

    Args:
        choice: with what else; None: what was decided for the plan.
        test: what a plan must pass besides.
    """
    kinds = {"goal": 0, "stall": 1}
    aims = sorted(bare.wishes, key=lambda aim: kinds.get(aim.kind, 2))
    roomy, parts, trials = bare, [list(dict.fromkeys(aim.capability for aim in aims))], 0
    while parts and trials < MOST_TRIALS:
        part, trials = parts.pop(0), trials + 1
        wishes = (roomy.choice.wishes or NONE) | set(part)
        tried = make(near(recipe, roomy), organisation, replace(choice or bare.choice, wishes=wishes))
        if how_much(tried) <= how_much(bare) and (test is None or test(tried)):
            roomy = tried
        elif len(part) > 1:
            half = len(part) // 2
            parts[:0] = [part[:half], part[half:]]
    return roomy


def _how_far(plan: Plan) -> tuple[int, ...]:
    """The less, the further: by the stage that is reached of those that are aimed at, then what is missing: of what the
    law asks for, of what is stated, and stage by stage."""
    left = [plan.activity[step] for step in plan.required if step not in plan.starts]
    missing = Counter(one.tier for one in left if one.asked and not one.wished)  # not what these need beside them
    return -stage_reached(plan), *(missing[tier] for tier in range(LAW, len(plan.journey.stages) + 1))


def stage_reached(plan: Plan) -> int:
    """The number of the stage that is reached of those that are aimed at; 0: none."""
    aimed = plan.journey.stage(plan.aims.stage).number if plan.aims.stage else 0
    return min(aimed, beyond(plan).stage_number)


def how_much(plan: Plan) -> tuple[int, ...]:
    """The less, the better: how far it goes, then how much it leaves out of what must be reached and of what that
    needs."""
    return *_how_far(plan), sum(step not in plan.starts for step in plan.required)
