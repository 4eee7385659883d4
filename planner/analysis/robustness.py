"""How stable the order of a plan is when weights, values and efforts move.

Each draw moves all of them at once and plans again; what is counted is how often each pair of steps keeps its order.
Pairs that prerequisites order anyway are left out, because nothing could swap them. Which inputs matter most is found
by moving one at a time to its ends (*one-at-a-time sensitivity analysis*) and counting the pairs that swap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from math import sqrt
from random import Random

from planner.analysis.estimates import with_estimates
from planner.domain.journey import Capability, Journey
from planner.domain.organisation import Organisation
from planner.domain.values import Estimate, frozen_map
from planner.errors import PlannerError
from planner.i18n.translation import _, speaking
from planner.planning.pipeline import again
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Plan
from planner.roadmap.risk import Risk
from planner.roadmap.robustness import Influence, Pair, Robustness, StepOrder

DRAWS, MOST_DRAWS = 100, 10_000

WEIGHT_FACTOR = 2.0
"""Weights of goals move between half and twice what is stated (an estimate of how sure weights are)."""

EFFORT = 0.3
"""Of the search, for each draw: a good order without a proof."""


def robustness(
    recipe: Recipe,
    organisation: Organisation,
    plan: Plan,
    risk: Risk,
    draws: int = DRAWS,
    seed: int = 0,
    note: Callable[[int, int], None] | None = None,
) -> Robustness:
    """Plans again with inputs that move.

    Args:
        plan: whose order is looked at; ``risk``: of its dates.
        draws: how many; ``seed``: the same one gives the same draws.
        note: called with (plans made, plans to make).

    Raises:
        PlannerError: the number of draws makes no sense.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise PlannerError(f"{draws} draws are not between 1 and {MOST_DRAWS:,}")
    recipe = replace(recipe, limits=among_many(recipe.limits, EFFORT), weights=dict(plan.card.weights))
    order = sorted(plan.starts, key=lambda s: (plan.ledger.finish(s), plan.starts[s], s))
    pairs = _free_pairs(plan, order)
    found_moves = _one_at_a_time(recipe.journey, organisation, plan) if pairs else ()
    moved = [((kind, what), (journey, changed)) for kind, what, journey, changed in found_moves]
    total, made = (draws if pairs else 0) + len(moved), 0

    def planned(journey: Journey, changed: Organisation) -> Mapping[str, int]:
        nonlocal made
        made += 1
        if note:
            note(made, total)
        found = again(replace(recipe, journey=journey), changed, plan, same=True)
        return {step: found.ledger.finish(step) for step in found.starts}

    random = Random(seed)
    drawn: list[Mapping[str, int]] = []
    while pairs and len(drawn) < draws and not (drawn and recipe.limits.over):
        drawn.append(planned(*_draw(random, recipe.journey, organisation)))
    tried = [(what, planned(*changed)) for what, changed in moved if not recipe.limits.over]
    influences = _influences(recipe, plan, pairs, tried)
    share = _kept(pairs, drawn)
    planned_in = {step: sum(step in ends for ends in drawn) / len(drawn) if pairs else 1.0 for step in order}
    listed = [Pair(a, b, plan.label(a), plan.label(b), round(part, 6)) for (a, b), part in share.items() if part < 1]
    return Robustness(
        draws=len(drawn) if pairs else draws,
        seed=seed,
        cut_short=made < total,
        kept=round(sum(share.values()) / len(share), 6) if share else None,
        free_pairs=len(pairs),
        steps=tuple(_step_order(plan, step, share, planned_in[step]) for step in order),
        pairs=tuple(sorted(listed, key=lambda pair: (pair.kept, pair.first, pair.second))),
        influences=influences,
        risk=risk,
    )


def _step_order(plan: Plan, step: str, share: Mapping[tuple[str, str], float], planned_in: float) -> StepOrder:
    own = [part for pair, part in share.items() if step in pair]
    return StepOrder(
        step, plan.label(step), plan.journey.stage(plan.step[step].capability.stage).number, plan.starts[step],
        plan.ledger.finish(step), round(sum(own) / len(own), 6) if own else None, round(planned_in, 6),
    )  # fmt: skip


def _kept(pairs: list[tuple[str, str]], drawn: list[Mapping[str, int]]) -> dict[tuple[str, str], float]:
    """In which part of the draws that plan both, the first of a pair is live no later; pairs that are ever planned."""
    found = {}
    for a, b in pairs:
        both = [ends[a] <= ends[b] for ends in drawn if a in ends and b in ends]
        if both:
            found[a, b] = sum(both) / len(both)
    return found


def _influences(
    recipe: Recipe,
    plan: Plan,
    pairs: list[tuple[str, str]],
    tried: Iterable[tuple[tuple[str, str], Mapping[str, int]]],
) -> tuple[Influence, ...]:
    """The part of the pairs that swap when one input moves, to whichever end swaps more; the most first."""
    found: dict[tuple[str, str], Influence] = {}
    for (kind, what), ends in tried:
        both = [(a, b) for a, b in pairs if a in ends and b in ends]
        swaps = sum(ends[a] > ends[b] for a, b in both) / len(both) if both else 0.0
        with speaking(recipe.language):
            name = _influence_name(plan, kind, what)
        one = Influence(kind, what, name, round(swaps, 6))
        found[kind, what] = max(found.get((kind, what), one), one, key=lambda i: i.swaps)
    return tuple(sorted(found.values(), key=lambda one: (-one.swaps, one.kind, one.what)))


def _free_pairs(plan: Plan, order: list[str]) -> list[tuple[str, str]]:
    """Pairs of steps that are live in different weeks, and that no chain of prerequisites orders."""
    after: dict[str, set[str]] = {}
    for step in sorted(plan.starts, key=lambda s: (plan.starts[s], s)):
        after[step] = set().union(*(after[need] | {need} for need in plan.needs[step] if need in after))
    return [
        (a, b)
        for a, b in combinations(order, 2)
        if plan.ledger.finish(a) < plan.ledger.finish(b) and a not in after[b] and b not in after[a]
    ]


def _draw(random: Random, journey: Journey, organisation: Organisation) -> tuple[Journey, Organisation]:
    """Journey and organisation with everything moved: weights by a factor, values by a point, efforts and durations
    within their estimates (long work is also large work)."""
    goals = {goal: weight * WEIGHT_FACTOR ** random.uniform(-1, 1) for goal, weight in organisation.goals.items()}
    capabilities = {}
    for name, capability in journey.capabilities.items():
        value = {g: min(5, max(0, v + random.choice((-1, 0, 0, 1)))) for g, v in capability.value.items()}
        capabilities[name] = _at(replace(capability, value=frozen_map(value)), random.random())
    return replace(journey, capabilities=frozen_map(capabilities)), replace(organisation, goals=frozen_map(goals))


def _at(capability: Capability, part: float) -> Capability:
    """The capability with effort, weeks and cost at a quantile of their (triangular) estimates."""

    def quantile(one: Estimate) -> Estimate:
        width = one.high - one.low
        if width <= 0:
            return one
        turn = (one.likely - one.low) / width
        if part < turn:
            value = one.low + sqrt(part * width * (one.likely - one.low))
        else:
            value = one.high - sqrt((1 - part) * width * (one.high - one.likely))
        return Estimate(value, value, value)

    return with_estimates(capability, quantile, quantile)


def _one_at_a_time(
    journey: Journey, organisation: Organisation, plan: Plan
) -> Iterator[tuple[str, str, Journey, Organisation]]:
    """(kind, what, journey, organisation) with one input at one of its ends."""
    if len([goal for goal, weight in organisation.goals.items() if weight]) > 1:
        for goal, weight in organisation.goals.items():
            for factor in (1 / WEIGHT_FACTOR, WEIGHT_FACTOR) if weight else ():
                yield (
                    "goal",
                    goal,
                    journey,
                    replace(organisation, goals=frozen_map({**organisation.goals, goal: weight * factor})),
                )
    for name in dict.fromkeys(plan.step[step].capability.id for step in plan.starts):
        capability = journey.capabilities[name]
        for part in (0.05, 0.95):
            yield "effort", name, _with(journey, _at(capability, part)), organisation
        for by in (-1, 1):
            value = {goal: min(5, max(0, own + by)) for goal, own in capability.value.items()}
            yield "value", name, _with(journey, replace(capability, value=frozen_map(value))), organisation


def _with(journey: Journey, capability: Capability) -> Journey:
    return replace(journey, capabilities=frozen_map({**journey.capabilities, capability.id: capability}))


def _influence_name(plan: Plan, kind: str, what: str) -> str:
    if kind == "goal":
        return _("weight of {name}", name=plan.journey.goals[what].name.say(plan.language))
    if kind == "value":
        return _("value of {name}", name=plan.names[what])
    return _("effort and time of {name}", name=plan.names[what])
