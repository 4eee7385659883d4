"""Plans members of a portfolio so that the people they share are enough for all of them.

Each member is first planned as if there were enough of the shared people: nobody can be better off, so these plans
together are a bound. Where they ask for more than there is, members are planned one after the other, who weighs most
first, each with what the others leave (a serial scheme over projects, as in multi-project scheduling: Lova, Maroto and
Tormos 2000), then side by side, each with its part; and prices of the people (``prices``) give further plans and a
better bound. The best of these goes on: each member is planned again beside all others, and two that wait for each
other in the other order, as long as the whole gets better: large neighbourhoods, each solved by the engine for one
organisation. Counted work, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from itertools import product
from math import sqrt
from typing import NamedTuple

from planner.domain.organisation import Organisation
from planner.domain.portfolio import Portfolio
from planner.planning.fitting import everything_fits, rank, stage_reached
from planner.planning.pipeline import again, finish
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Plan
from planner.portfolios.pool import Cell, Pool, pool
from planner.portfolios.prices import Market
from planner.portfolios.processes import Done, Processes
from planner.portfolios.sharing import in_parts, running, use, with_share
from planner.portfolios.waits import Wait, waits
from planner.scheduling.problem import AIMS, LATE, VALUE

ROUNDS = 3
"""How often each member is planned again beside the others, at most."""
PRICE_ROUNDS, LEAST_ROUNDS = 12, 4
"""How often prices are changed, at most, of few members and of many."""
PARTS, FEW = (1.0, 0.9, 1.1, 0.5), 12
"""Parts of the prices at which members are planned one after the other: a little less or more of them breaks ties. With
more members than that only the first is tried, and rounds and effort are fewer: what one of many loses counts less, and
a hundred end in minutes (``benchmarks/portfolio.py``)."""
CHOOSING = 10.0
"""Deterministic time of the solver for a choice among the plans that were found."""
SWAPS, AGAIN = 24, 48
"""How many pairs that wait for each other are tried in the other order, at most, and how many members are planned again
in a round: those that lose most."""
EFFORT = 4.0
"""For each plan of a member, see ``Limits.effort``."""


@dataclass(frozen=True)
class Subject:
    """A member as it is planned: how, what, and what its value counts beside that of the others."""

    recipe: Recipe
    organisation: Organisation
    weight: float = 1.0


class Measured(NamedTuple):
    """What a plan comes to: the stage that is reached, how much that must be reached is not planned, weeks that dates
    are missed by, and what the first aim comes to against an empty plan (the less, the better)."""

    stage: int
    missing: int
    late: int
    value: int


@dataclass(frozen=True)
class Made:
    """A member's plan.

    Attributes:
        organisation: with the share of the shared people that the others leave it.
        use: what the plan takes of them.
    """

    organisation: Organisation
    plan: Plan
    use: Mapping[Cell, int]

    @cached_property
    def measured(self) -> Measured:
        plan, whole = self.plan, self.plan.whole
        found = whole.objective(plan.found)
        missing = sum(step not in plan.starts for step in plan.required)
        return Measured(stage_reached(plan), missing, found[LATE], found[AIMS] - whole.nothing[AIMS])


@dataclass(frozen=True)
class Coordinated:
    """Plans of all members that the shared people are enough for.

    Attributes:
        alone: each as if there were enough of the shared people.
        together: each beside the others.
        waits: who waits for whom, the longest first.
        gap: together the value comes at most this part later than in any plans of these steps for which the shared
            people would be enough; None where that is not known.
    """

    shared: Pool
    alone: tuple[Made, ...]
    together: tuple[Made, ...]
    waits: tuple[Wait, ...]
    gap: float | None


def coordinate(
    portfolio: Portfolio,
    subjects: Sequence[Subject],
    note: Callable[[str], None] | None = None,
    processes: Processes | None = None,
) -> Coordinated:
    """Plans the members of a portfolio.

    Args:
        subjects: the members, in the order of the portfolio.
        note: called with a sentence when something begins that may take a while.
        processes: in which members are planned where they do not wait for each other; default: this one.
    """
    shared = pool(portfolio, (one.organisation for one in subjects))
    say = note or (lambda _words: None)
    part = _part(len(subjects))
    search = _Search(tuple(_quietly(one, part) for one in subjects), shared, processes or Processes())
    say(f"each of {len(subjects)} with enough of the shared people")
    search.alone = search.all_at_once(
        [None] * len(subjects), lambda done: say(f"{done} of {len(subjects)} with enough of the shared people")
    )
    market = None
    search.shared = shared.with_at_least([running(one.plan, shared) for one in search.alone])
    if shared.holds(one.use for one in search.alone):
        together = list(search.alone)
    else:
        market = search.market()
        together = search.improved(min(search.first_plans(market, part, say), key=search.total), say)
    return Coordinated(
        shared,
        tuple(search.alone),
        tuple(together),
        search.waits(together),
        _gap(subjects, search.alone, together, market),
    )


def _part(members: int) -> float:
    """Of the rounds, where there are more than a few members."""
    return min(1.0, FEW / max(members, 1))


def _quietly(subject: Subject, part: float) -> Subject:
    """The subject with the effort for each of its plans: the more members, the less, and the more each alike counts."""
    limits = among_many(subject.recipe.limits, EFFORT * sqrt(part))
    return replace(subject, recipe=replace(subject.recipe, limits=limits))


Task = tuple[Recipe, Organisation, Plan | None]


def planned_member(recipe: Recipe, organisation: Organisation, known: Plan | None) -> tuple[Organisation, Plan]:
    """An organisation with its plan: with what was chosen in a plan that is known where that fits, else the best that
    does."""
    plan = again(recipe, organisation, known) if known is not None else None
    if plan is None or not everything_fits(plan):
        plan = finish(recipe, organisation)
    return organisation, plan


class _Search:
    def __init__(self, subjects: tuple[Subject, ...], shared: Pool, processes: Processes):
        self.subjects, self.shared, self.processes = subjects, shared, processes
        self.alone: list[Made] = []

    def plan(self, index: int, left: Mapping[Cell, int]) -> Made:
        """The member's plan with what is left of the shared people: with what was chosen for it as if there were enough
        where that fits, else the best that does."""
        return self._made(index, planned_member(*self._task(index, left)))

    def all_at_once(
        self, shares: Sequence[Mapping[Cell, int] | None], done: Done | None = None,
        hints: Sequence[Mapping[str, int]] = (),
    ) -> list[Made]:  # fmt: skip
        """The plans of all members, each with a share that does not depend on the others (None: enough).

        Args:
            hints: start weeks of plans that fit, see ``Plan.found``.
        """
        tasks = [self._task(index, share, hints[index] if hints else None) for index, share in enumerate(shares)]
        found = self.processes.map(planned_member, tasks, done)
        return [self._made(index, own) for index, own in enumerate(found)]

    def _task(self, index: int, left: Mapping[Cell, int] | None, hint: Mapping[str, int] | None = None) -> Task:
        subject = self.subjects[index]
        organisation = with_share(subject.organisation, self.shared, left)
        known = None
        if len(self.alone) > index:
            known = copy(self.alone[index].plan)
            known.found = known.found if hint is None else hint
        return subject.recipe, organisation, known

    def _made(self, index: int, found: tuple[Organisation, Plan]) -> Made:
        organisation, plan = found
        return Made(organisation, plan, use(plan, self.shared))

    def orders(self) -> tuple[tuple[int, ...], ...]:
        """Members in the order of their weight, then of their first day; and the other way round."""
        own = tuple(sorted(
            range(len(self.subjects)),
            key=lambda i: (-self.subjects[i].weight, self.subjects[i].organisation.start, i),
        ))  # fmt: skip
        return own, own[::-1]

    def one_by_one(self) -> list[Made]:
        """Each with what those before it leave: who weighs most first, then who begins first."""
        made: dict[int, Made] = {}
        todo = dict(enumerate(self._today()))
        for index in self.orders()[0]:
            del todo[index]
            taken = [*(one.use for one in made.values()), *todo.values()]
            alone = self.alone[index]
            fits = self.shared.holds([alone.use, *taken])
            made[index] = alone if fits else self.plan(index, self.shared.less(taken))
        return [made[index] for index in range(len(self.subjects))]

    def side_by_side(self) -> list[Made]:
        """Each with its part of the shared people."""
        shares = in_parts(self.shared, [one.use for one in self.alone], self._today())
        return self.all_at_once(shares)

    def _today(self) -> list[Mapping[Cell, int]]:
        return [running(one.plan, self.shared) for one in self.alone]

    def first_plans(self, market: Market | None, part: float, say: Callable[[str], None]) -> Iterator[list[Made]]:
        """Plans of all members that the shared people are enough for. One after the other, and of many members, whose
        plans are too much to keep, only the last: what others begin at is among its columns."""
        say("the shared people are not enough for all at once: planning one after the other, and side by side")
        few = part == 1.0 or market is None
        for find in (self.one_by_one, self.side_by_side) if few else (self.side_by_side,):
            made = find()
            for index, one in enumerate(made):
                if market is not None and one.plan.choice == self.alone[index].plan.choice:
                    market.add(index, one.plan.found)
            if few and self.shared.holds(one.use for one in made):
                yield made
            del made
        if market is None:
            return
        say("prices of the shared people")
        market.improve(max(LEAST_ROUNDS, round(PRICE_ROUNDS * part)))
        for order, paid in product(self.orders()[: 2 if few else 1], PARTS if few else PARTS[:1]):
            market.one_by_one(order, paid)
        made = self.at_prices(market)
        if made and self.shared.holds(one.use for one in made):
            yield made
        elif not few:
            yield self.side_by_side()

    def market(self) -> Market | None:
        """Prices of the shared people, where every member can be planned whole, and for its value."""
        plans = [one.plan for one in self.alone]
        whole = all(everything_fits(one) and not one.proof.upto and one.whole.aims == (VALUE,) for one in plans)
        if find_spec("ortools") is None or not whole:
            return None
        recipes, weights = [one.recipe for one in self.subjects], [one.weight for one in self.subjects]
        return Market(recipes, plans, weights, self.shared, self.processes)

    def at_prices(self, market: Market) -> list[Made]:
        """The best plans for all members among those that prices gave, each planned again with what it takes and its
        part of what is left over; empty: those that were found are not enough for that."""
        columns = market.chosen(CHOOSING)
        if columns is None:
            return []
        shares = in_parts(self.shared, [column.use for column in columns], self._today())
        return self.all_at_once(shares, hints=[column.starts for column in columns])

    def improved(self, made: list[Made], say: Callable[[str], None]) -> list[Made]:
        """The plans, as long as one gets better beside the others, or two do in the other order."""
        tried: set[tuple[int, int]] = set()
        part = _part(len(made))
        rounds, swaps = max(1, round(ROUNDS * part)), max(1, round(SWAPS * part))
        for number in range(1, rounds + 1):
            say(f"round {number} of at most {rounds}")
            before = self.total(made)
            for index in self._by_loss(made)[:AGAIN]:
                made = self._replanned(made, (index,))
            for wait in self.waits(made):
                pair = wait.member, wait.of
                if wait.of < 0 or pair in tried or len(tried) >= swaps:
                    continue
                tried.add(pair)
                made = self._replanned(made, pair)
            if self.total(made) >= before:
                break
        return made

    def _replanned(self, made: list[Made], order: tuple[int, ...]) -> list[Made]:
        """The plans with some members planned again in an order, beside all others, where the whole gets better."""
        changed = dict(enumerate(made))
        for index in order:
            del changed[index]
        for index in order:
            left = self.shared.less(one.use for one in changed.values())
            changed[index] = self.plan(index, left)
        found = [changed[index] for index in range(len(made))]
        return found if self.total(found) < self.total(made) and self.shared.holds(o.use for o in found) else made

    def _by_loss(self, made: Sequence[Made]) -> list[int]:
        """Members that are worse off than alone, those that lose most first."""
        loss = {
            index: self._value(index, one) - self._value(index, alone)
            for index, (one, alone) in enumerate(zip(made, self.alone, strict=True))
            if rank(one.plan) > rank(alone.plan)
        }
        return sorted(loss, key=lambda index: (-loss[index], index))

    def waits(self, made: Sequence[Made]) -> tuple[Wait, ...]:
        organisations = [one.organisation for one in self.subjects]
        return waits([one.plan for one in made], [one.use for one in made], organisations, self.shared)

    def total(self, made: Sequence[Made]) -> tuple[int, ...]:
        """The less, the better: stages that are reached of those that are aimed at, by weight, what must be reached and
        is not planned, weeks that dates are missed by, then the value by weight."""
        stages = missing = late = value = 0
        for index, one in enumerate(made):
            stages -= round(self.subjects[index].weight * 1000) * one.measured.stage
            missing, late = missing + one.measured.missing, late + one.measured.late
            value += self._value(index, one)
        return stages, missing, late, value

    def _value(self, index: int, made: Made) -> int:
        return round(self.subjects[index].weight * made.measured.value)


def _gap(
    subjects: Sequence[Subject], alone: Sequence[Made], together: Sequence[Made], market: Market | None
) -> float | None:
    """How far the value together can be from the best: members alone are proved, and nobody is better off together;
    prices may say more."""
    value = bound = 0.0
    for subject, free, one in zip(subjects, alone, together, strict=True):
        same = free.plan.choice == one.plan.choice and everything_fits(free.plan)
        objectives = [made.plan.whole.objective(made.plan.found) for made in (free, one)]
        if not same or objectives[0][:AIMS] != objectives[1][:AIMS]:
            return None
        if free.plan.proof.upto or free.plan.proof.gap is None:
            return None
        value += subject.weight * objectives[1][AIMS]
        bound += subject.weight * free.plan.proof.bound
    if (
        market is not None
        and market.exact
        and (cost := market.cost([one.plan for one in together]))
        and market.bound > 0
    ):
        return max(0.0, min((value - bound) / bound if bound > 0 else 1.0, (cost - market.bound) / market.bound))
    return (value - bound) / bound if bound > 0 else None
