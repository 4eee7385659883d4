"""The plan with more and with less of each role, and without each target: one at a time, planned again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from planner.analysis.what_if import EFFORT, PEOPLE
from planner.domain.organisation import Organisation
from planner.domain.values import Series, frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _, decimal
from planner.planning.milestones import last_stage, week_of
from planner.planning.pipeline import again, finish
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Plan
from planner.roadmap.alternatives import Alternative, Move


def alternatives(
    recipe: Recipe,
    organisation: Organisation,
    plan: Plan,
    people: float = PEOPLE,
    note: Callable[[int, int], None] | None = None,
) -> tuple[Alternative, ...]:
    """One for each role that is used, with more and with less of it, and for each target; those that move the last
    stage most first.

    Args:
        people: person-weeks a quarter that a role has more or less.
        note: called with (plans made, plans to make).
    """
    recipe = replace(recipe, weights=dict(plan.card.weights), limits=among_many(recipe.limits, EFFORT))
    cases = list(_cases(recipe, organisation, plan, people))
    found = []
    for number, (kind, what, text, make) in enumerate(cases, 1):
        if recipe.limits.over:
            break
        if note:
            note(number, len(cases))
        found.append(_measured(kind, what, text, plan, make()))
    return tuple(sorted(found, key=lambda one: (-_size(one), -len(one.leaves), -len(one.moves), one.kind, one.what)))


def _cases(
    recipe: Recipe, organisation: Organisation, plan: Plan, people: float
) -> Iterator[tuple[str, str, str, Callable[[], Plan]]]:
    asked = {role for step in plan.steps for role, amount in (*step.work.items(), *step.run.items()) if amount}
    for role, series in organisation.capacity.items():
        if role not in asked:
            continue
        more = phrases.more_of(people, plan.roles[role])
        less = _("{n} person-weeks a quarter less of {role}", n=decimal(people), role=plan.roles[role])
        for kind, text, amount in (("more", more, people), ("less", less, -people)):
            own = replace(organisation, capacity=frozen_map({**organisation.capacity, role: _changed(series, amount)}))
            yield kind, role, text, partial(again, recipe, own, plan)
    for target in organisation.targets:
        rest = tuple(one for one in organisation.targets if one is not target)
        own = replace(organisation, targets=rest)
        if rest or organisation.target_stage or plan.aims.stage:
            text = _("without the target {name}", name=plan.names[target.capability])
            yield "without", target.capability, text, partial(finish, recipe, own)


def _changed(series: Series, amount: float) -> Series:
    return Series(
        tuple(max(0.0, value + amount) for value in series.values),
        tuple((at, max(0.0, value + amount)) for at, value in series.changes),
    )


def _measured(kind: str, what: str, text: str, plan: Plan, other: Plan) -> Alternative:
    stage = last_stage(plan)
    before, after = _reached(plan, stage), _reached(other, stage)
    moves = [
        Move(step, plan.label(step), other.ledger.finish(step) - plan.ledger.finish(step))
        for step in plan.starts
        if step in other.starts and other.ledger.finish(step) != plan.ledger.finish(step)
    ]
    return Alternative(
        kind,
        what,
        text,
        after,
        None if after is None or before is None else before - after,
        tuple(other.label(step) for step in other.starts if step not in plan.starts),
        tuple(plan.label(step) for step in plan.starts if step not in other.starts),
        tuple(sorted(moves, key=lambda one: (-abs(one.weeks), one.id))),
    )


def _reached(plan: Plan, stage: int) -> int | None:
    """The week in which a stage is reached; where there is none, in which the last step ends."""
    if not stage:
        return max((plan.ledger.finish(step) for step in plan.starts), default=0)
    return week_of(plan, stage)


def _size(one: Alternative) -> float:
    return float("inf") if one.sooner is None else abs(one.sooner)
