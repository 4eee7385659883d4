"""How sure a plan is: what happens to its dates when work takes more or less time than thought.

Durations and efforts are drawn from their three-point estimates, events happen with their probability, and the plan is
carried out in each draw by a fixed policy: no step starts before its planned week, before what it waits for (see
``resource_flow``), or in a week that the calendar forbids; and it takes longer where its people have no time left in a
quarter, because what came before took more of it, or who was to help is not there yet (see ``people``). People are
booked, so an early finish is not used; what is lost is not made up for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.util import find_spec
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

from planner.analysis.resource_flow import waits
from planner.domain.journey import Stage
from planner.domain.values import Estimate
from planner.errors import MissingError, PlannerError
from planner.planning.schedule import Plan
from planner.roadmap.risk import ODDS, Deadline, Driver, Risk, Spread, StageRisk, StepRisk, whole_week
from planner.scheduling.problem import SCALE

if TYPE_CHECKING:
    Array = Any

DRAWS, CORRELATION = 10_000, 0.3

MOST_DRAWS = 1_000_000

DISTRIBUTIONS = ("pert", "triangular")

ROUNDS = 2
"""Times that a plan is carried out with the people who are there by when its steps were live the time before."""

SWING = 0.2
"""Drivers: draws in which a step is among this part of its longest durations, against this part of its shortest."""


def simulate(
    plan: Plan, draws: int = DRAWS, seed: int = 0, distribution: str = "pert", correlation: float = CORRELATION
) -> Drawn:
    """Draws a plan's durations and events and carries it out in each draw: what ``risk_of`` and the business case are
    counted from.

    Args:
        draws: how many; ``seed``: the same one gives the same draws.
        distribution: ``pert`` (beta, weight 4 on the likely value) or ``triangular``.
        correlation: between steps that the same role owns, 0 to 1.

    Raises:
        PlannerError: an argument makes no sense, nothing is planned, or numpy is not installed.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise PlannerError(f"{draws} draws are not between 1 and {MOST_DRAWS:,}")
    if distribution not in DISTRIBUTIONS:
        raise PlannerError(f"'{distribution}' is no distribution: use {' or '.join(DISTRIBUTIONS)}")
    if not 0 <= correlation <= 1:
        raise PlannerError(f"a correlation of {correlation:g} is not between 0 and 1")
    if find_spec("numpy") is None:
        raise MissingError("the risk of a plan needs numpy: pip install 'journey-planner[risk]'")
    if not plan.starts:
        raise PlannerError("nothing is planned, so nothing is at risk")
    return _carried_out(plan, draws, seed, correlation, distribution)


def risk_of(plan: Plan, drawn: Drawn) -> Risk:
    """How sure a plan is that was carried out in many draws."""
    import numpy

    from planner.analysis import simulation

    draws, seed, distribution, correlation = drawn.draws, drawn.seed, drawn.distribution, drawn.correlation
    apart = _carried_out(plan, draws, seed, 0.0, distribution) if correlation else drawn
    ids, finish = drawn.ids, drawn.finish
    last = finish.max(axis=0)
    index = simulation.criticality(drawn.began, finish, drawn.before)
    planned = [plan.ledger.finish(step_id) for step_id in ids]
    return Risk(
        draws=draws,
        seed=seed,
        distribution=distribution,
        correlation=correlation,
        finish=_spread(plan, "", max(planned), last),
        on_time=_part(last <= max(planned) + 1e-3),
        unfinished=_part(~numpy.isfinite(last)),
        steps=tuple(_step(plan, step_id, planned[i], finish[i], float(index[i])) for i, step_id in enumerate(ids)),
        stages=tuple(
            StageRisk(stage.number, _spread(plan, stage.name.say(plan.language), week, reached),
                      _part(reached <= week + 1e-3), _curve(reached))
            for stage, week, reached in _stages(plan, drawn)
        ),
        deadlines=_deadlines(plan, drawn),
        drivers=_drivers(plan, apart),
        curve=_curve(last),
        warnings=plan.card.warnings,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan that was carried out in many draws: arrays of shape (steps, draws), in weeks.

    ``efforts``: what the work comes to, as a part of what is planned; ``before``: what each step waits for, by
    position; ``happened``: (name, draws in which it did) of each event.
    """

    draws: int
    seed: int
    distribution: str
    correlation: float
    ids: list[str]
    durations: Array
    efforts: Array
    happened: list[tuple[str, Array]]
    before: list[list[int]]
    began: Array
    finish: Array

    @property
    def place(self) -> dict[str, int]:
        return {step_id: i for i, step_id in enumerate(self.ids)}


def _carried_out(plan: Plan, draws: int, seed: int, correlation: float, distribution: str) -> Drawn:
    from planner.analysis import people, sampling, simulation

    links = waits(plan.project, plan.starts)
    ids = list(links)
    place = {step_id: i for i, step_id in enumerate(ids)}
    estimates = [_estimate(plan, step_id) for step_id in ids]
    owners = [plan.step[step_id].capability.owner for step_id in ids]
    chance = (draws, seed, correlation, distribution)
    durations = sampling.draw(estimates, owners, *chance)
    happened = _events(plan, ids, durations, seed)
    before = [[place[other] for other in links[step_id]] for step_id in ids]
    starts = [float(plan.starts[step_id]) for step_id in ids]
    calendar = _calendar(plan, ids)
    lags = {
        (place[step_id], place[other]): float(weeks)
        for step_id in ids
        for other, weeks in plan.activity[step_id].lags.items()
        if other in place
    }
    activities = [plan.activity[step_id] for step_id in ids]
    efforts = _efforts(plan, ids, owners, durations, chance)
    carry_out = partial(simulation.run, durations, before, starts, calendar.starts, calendar.work, calendar.live, lags)
    began, finish = carry_out()
    for _round in range(ROUNDS):
        began, finish = carry_out(people.People(plan.project, activities, efforts, finish, SCALE))
    return Drawn(draws, seed, distribution, correlation, ids, durations, efforts, happened, before, began, finish)


def _step(plan: Plan, step_id: str, planned: int, finish: Array, criticality: float) -> StepRisk:
    spread = _spread(plan, plan.label(step_id), planned, finish)
    return StepRisk(step_id, spread, round(criticality, 6), _part(finish <= planned + 1e-3))


def _estimate(plan: Plan, step_id: str) -> Estimate:
    """The step's weeks; what was rounded up to whole weeks when planning counts as likely."""
    weeks = plan.step[step_id].duration_estimate
    likely = float(plan.activity[step_id].duration)
    return Estimate(min(weeks.low, likely), likely, max(weeks.high, likely))


def _efforts(
    plan: Plan, ids: list[str], owners: list[str], durations: Array, chance: tuple[int, int, float, str]
) -> Array:
    """What the work of each step comes to, as a part of what is planned: where a range is stated, what is as likely as
    the weeks drawn; else a step takes as much more work as it takes longer."""
    from planner.analysis import sampling

    efforts = [plan.step[step_id].effort for step_id in ids]
    parts = [Estimate(one.low / one.likely, 1.0, one.high / one.likely) if one.likely else Estimate(1.0, 1.0, 1.0)
             for one in efforts]  # fmt: skip
    found = sampling.draw(parts, owners, *chance)
    for i, part in enumerate(parts):
        if part.low == part.high:
            found[i] = durations[i] / plan.activity[ids[i]].duration
    return found


def _events(plan: Plan, ids: list[str], durations: Array, seed: int) -> list[tuple[str, Array]]:
    """Adds what events cost to the durations; (name, draws in which it happened) of each."""
    import numpy

    from planner.analysis import sampling

    found = []
    for number, event in enumerate(plan.organisation.risks):
        generator = numpy.random.Generator(numpy.random.SFC64([seed, number + 1]))
        happens = generator.random(durations.shape[1]) < event.probability
        extra = sampling.draw(
            [event.adds_weeks], [""], durations.shape[1], seed + 7919 * (number + 1), 0.0, "triangular"
        )
        hit = [i for i, step_id in enumerate(ids) if event.applies_to.matches(plan.step[step_id].capability)]
        for i in hit:
            durations[i] += extra[0] * happens
        if hit:
            found.append((event.name, happens))
    return found


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What the calendar forbids in a simulation, by position of the step; see ``simulation.run``."""

    starts: Mapping[int, Array]
    work: Mapping[int, Array]
    live: Mapping[int, Array]


def _calendar(plan: Plan, ids: list[str]) -> _Calendar:
    """The calendar rules of the plan, less what the plan only set itself: a pin or a deadline gives way when work is
    late, a freeze or a fiscal year does not."""
    weeks = plan.calendar.weeks
    starts: dict[int, Array] = {}
    work: dict[int, Array] = {}
    live: dict[int, Array] = {}
    for i, step_id in enumerate(ids):
        masks = [rule for rule in plan.rules[step_id] if rule.kind == "calendar"]
        for found, forbidden, count in (
            (starts, [rule.starts for rule in masks], weeks),
            (live, [rule.live for rule in masks], weeks + 1),
        ):
            if any(forbidden):
                found[i] = _table([not any(mask >> week & 1 for mask in forbidden) for week in range(count)])
        if any(rule.work for rule in masks):
            work[i] = _open_weeks([not any(rule.work >> week & 1 for rule in masks) for week in range(weeks)])
    return _Calendar(starts, work, live)


def _open_weeks(allowed: list[bool]) -> Array:
    """How many weeks may be worked in before each week, and in all as the last entry."""
    import numpy

    return numpy.concatenate([[0.0], numpy.cumsum(numpy.array(allowed, dtype=float))])


def _table(allowed: list[bool]) -> Array:
    import numpy

    table = numpy.full(len(allowed), numpy.inf)
    following = numpy.inf
    for week in range(len(allowed) - 1, -1, -1):
        following = float(week) if allowed[week] else following
        table[week] = following
    return table


def _part(draws: Array) -> float:
    return round(float(draws.mean()), 6)


def _position(part: float, draws: int) -> int:
    """The place, among draws in order, of the least that this part of them does not exceed."""
    return max(0, ceil(part * draws) - 1)


def _at(part: float, weeks: Array) -> float | None:
    """The least week by which this part of the draws is finished."""
    import numpy

    position = _position(part, len(weeks))
    value = float(numpy.partition(weeks, position)[position])
    return round(value, 3) if isfinite(value) else None


def _curve(weeks: Array) -> tuple[float | None, ...]:
    import numpy

    found = numpy.sort(weeks)[[_position(part, len(weeks)) for part in ODDS]]
    return tuple(round(float(week), 3) if isfinite(week) else None for week in found)


def _spread(plan: Plan, name: str, planned: int, weeks: Array) -> Spread:
    def day(week: float | None) -> date | None:
        return None if week is None else plan.calendar.last_day(whole_week(week))

    p50, p80 = _at(0.5, weeks), _at(0.8, weeks)
    return Spread(name, planned, p50, p80, day(p50), day(p80))


def _stages(plan: Plan, drawn: Drawn) -> Iterator[tuple[Stage, int, Array]]:
    """(stage, week planned, draws): when every condition of a stage that is ahead, and of those before it, holds."""
    import numpy

    place, finish = drawn.place, drawn.finish
    draws = finish.shape[1]

    def reached(capability: str, level: int) -> Array:
        if plan.graph.level(capability) >= level:
            return numpy.zeros(draws)
        own = [s for s in plan.steps if s.capability.id == capability and s.to_level >= level and s.id in place]
        return numpy.min([finish[place[s.id]] for s in own], axis=0) if own else numpy.full(draws, numpy.inf)

    so_far, planned = numpy.zeros(draws), _planned_stages(plan)
    for stage in plan.journey.stages:
        for condition in stage.reached_when:
            groups = [numpy.min([reached(c, condition.level) for c in group], axis=0) for group in condition.of]
            so_far = numpy.maximum(so_far, numpy.sort(groups, axis=0)[condition.at_least - 1])
        ahead = not planned or stage.number >= planned[0][1]  # what is reached today has no date
        milestone = next((week for week, number in planned if number >= stage.number and ahead), None)
        if milestone is not None:
            yield stage, milestone, so_far


def _planned_stages(plan: Plan) -> list[tuple[int, int]]:
    """(week, number) of each stage that the plan brings the organisation into."""
    from planner.domain.maturity import stage_of
    from planner.planning.milestones import milestones

    stage, _ = stage_of(plan.journey, {c: plan.graph.level(c) for c in plan.journey.capabilities})
    today = stage.number if stage is not None else 0
    found = []
    for milestone in milestones(plan):
        if milestone.stage_number > today:
            today = milestone.stage_number
            found.append((milestone.week, today))
    return found


def _deadlines(plan: Plan, drawn: Drawn) -> tuple[Deadline, ...]:
    found, place = [], drawn.place
    for step in plan.steps:
        if step.target is not None and step.target.by is not None and step.id in place:
            chance = _part(drawn.finish[place[step.id]] <= plan.scope.due[step.id] + 1e-3)
            found.append(Deadline(step.id, plan.label(step.id), step.target.by, chance))
    return tuple(found)


def _drivers(plan: Plan, apart: Drawn) -> tuple[Driver, ...]:
    """What moves the last stage that the plan reaches, or its finish where it reaches none. Found in draws in which
    every step goes its own way: else a step would seem to move what only those that go as it does move."""
    import numpy

    stages = [(week, reached) for _stage, week, reached in _stages(plan, apart)]
    week, last = stages[-1] if stages else (plan.calendar.weeks, apart.finish.max(axis=0))
    ends = numpy.where(numpy.isfinite(last), last, plan.calendar.weeks)

    def median(draws: Array) -> float:
        return round(float(numpy.median(ends[draws])), 3)

    found, usual = [], median(slice(None))
    edge = max(1, int(SWING * len(ends)))
    for i, step_id in enumerate(apart.ids):
        if plan.starts[step_id] >= week:  # what begins afterwards moves it by chance only
            continue
        own = apart.durations[i]
        order = numpy.argpartition(own, (edge - 1, len(ends) - edge)) if len(ends) > edge else numpy.arange(1)
        if own.max() - own.min() > 1e-6:
            well, badly = median(order[:edge]), median(order[-edge:])
            found.append(Driver("step", step_id, plan.label(step_id), well, badly, usual))
    for name, happens in apart.happened:
        if happens.any() and not happens.all():
            found.append(Driver("event", name, name, median(~happens), median(happens), usual))
    return tuple(sorted(found, key=lambda driver: (-driver.swing, driver.what)))
