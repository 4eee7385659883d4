"""What a plan costs and brings: the draws of ``risk``, counted in money.

People cost their rate for the weeks they work, whether they were hired for it or not; what runs today is not counted.
A goal brings what the organisation says, in proportion to what is live of all that serves it: a capability counts by
what it is worth for the goal and by the levels that it gains. What is left out counts in the whole, and so does what
serves the goal well and was not asked for: a plan that has less brings less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from planner.analysis import sampling
from planner.analysis.risk import Drawn
from planner.domain.business_case import Benefit
from planner.domain.calendar import WEEKS_PER_QUARTER
from planner.domain.step import Step
from planner.domain.targets import SERVES
from planner.i18n import phrases
from planner.i18n.translation import _, day
from planner.planning.left_out import left_out
from planner.planning.schedule import Plan
from planner.roadmap.business_case import BusinessCase, CaseQuarter, GoalBenefit, Range
from planner.scheduling.problem import WEEKS_PER_YEAR

Array = Any
"""A numpy array; draws are columns."""

PARTS = (0.1, 0.5, 0.9)

MISSING_FROM_PLAN = ("does-not-fit", "waits", "pointless", "gave-way")
NOT_ASKED_FOR = ("not-needed", "optional")
WELL = SERVES[0][1]
"""From which worth on, of 5, a goal brings less without a capability that nobody asked for."""


def business_case(plan: Plan, drawn: Drawn) -> BusinessCase:
    """The business case of a plan that was carried out in many draws."""
    inputs, calendar = plan.organisation.case, plan.calendar
    by_plan = _Counted(plan, drawn.ids, *_as_planned(plan, drawn))
    counted = _Counted(plan, drawn.ids, drawn.began, drawn.finish, drawn.efforts)
    brings = _draw_benefits(inputs.benefits, drawn)
    spent, gained = counted.spent, counted.gained(brings)
    is_money = any(one.is_money for one in inputs.benefits)
    payback = _payback(spent, gained, calendar.begins) if is_money and spent[-1].max() > 0 else None
    value, delay = _present_value(plan, drawn, gained - spent, brings) if is_money else (None, None)
    weeks = _range(payback) if payback is not None else None
    if weeks is not None:  # where the likely lines cross: the middle of the draws may, and they may not
        middle = [np.median(one, axis=1)[:, None] for one in (spent, gained)]
        crossing = float(_payback(middle[0], middle[1], calendar.begins)[0])
        weeks = replace(weeks, likely=round(crossing, 3) if np.isfinite(crossing) else None)
    days = tuple(
        None if week is None else calendar.last_day(int(np.ceil(week)))
        for week in ((weeks.low, weeks.likely, weeks.high) if weeks else (None, None, None))
    )
    roles = {
        role
        for step in by_plan.steps
        for quarter in range(calendar.quarters)
        for role in by_doer(plan, step, {**step.work, **step.run}, quarter)
    }
    rates = {role: rate for role in plan.roles if role in roles and (rate := inputs.rate_of(role)) is not None}
    return BusinessCase(
        tuple(_quarters(plan, counted, by_plan, spent, gained)),
        tuple(_goals(plan, counted, brings)),
        rates,
        inputs.discount,
        _range(spent[-1]),
        _range(gained[-1]),
        weeks,
        (days[0], days[1], days[2]),
        round(float(np.isfinite(payback).mean()), 6) if payback is not None else 0.0,
        _range(value) if value is not None else None,
        delay,
        tuple(_missing(plan, roles)),
        roles <= rates.keys(),
        bool(inputs),
        drawn.draws,
        drawn.seed,
    )


def _as_planned(plan: Plan, drawn: Drawn) -> tuple[Array, Array, Array]:
    """Start, finish and effort of each step by the plan, as one draw."""
    starts = np.array([[float(plan.starts[one])] for one in drawn.ids])
    finish = np.array([[float(plan.ledger.finish(one))] for one in drawn.ids])
    return starts, finish, np.ones_like(starts)


class _Counted:
    """Money up to the end of each quarter in every draw, shape (quarters + 1, draws); the first row is 0.

    Args:
        began, finish, efforts: of each step of ``ids``, in every draw; effort as a part of what is planned.
    """

    def __init__(self, plan: Plan, ids: Sequence[str], began: Array, finish: Array, efforts: Array):
        self._plan, self._began, self._finish = plan, began, finish
        self.steps = [plan.step[one] for one in ids]
        self._weeks = [float(plan.activity[one].duration) for one in ids]
        self._ends = np.array(plan.calendar.begins, dtype=float)[:, None]
        self._whole = {one.goal: self._all_that_serves(one.goal) for one in plan.organisation.case.benefits}
        self.built, self.outside, self.running = (np.zeros((len(self._ends), began.shape[1])) for _part in range(3))
        for i, step in enumerate(self.steps):
            worked, ran = self.worked(i), self.ran(i)
            self.built += self._paid(worked * efforts[i], step, step.work)
            self.outside += worked * step.cost
            self.running += self._paid(ran, step, step.run) + ran * self.recurring(i)

    @property
    def spent(self) -> Array:
        return self.built + self.outside + self.running

    def _paid(self, amounts: Array, step: Step, work: Mapping[str, float]) -> Array:
        """What people cost by the end of each quarter, at the rates of those who do the work in it."""
        inputs, quarters = self._plan.organisation.case, range(len(self._ends) - 1)
        prices = np.array([inputs.cost_of(by_doer(self._plan, step, work, quarter)) for quarter in quarters])
        paid = np.cumsum(np.diff(amounts, axis=0) * prices[:, None], axis=0)
        return np.vstack([np.zeros((1, amounts.shape[1])), paid])

    def worked(self, i: int) -> Array:
        """The part of a step that is done by the end of each quarter."""
        began, finish = self._began[i], self._finish[i]
        never = np.isinf(began)
        weeks = np.where(np.isinf(finish), self._weeks[i], finish - np.where(never, 0.0, began))
        done: Array = np.clip((self._ends - np.where(never, 0.0, began)) / np.maximum(weeks, 1e-6), 0.0, 1.0)
        return np.where(never, 0.0, done)

    def ran(self, i: int) -> Array:
        """How many quarters a step was live by the end of each."""
        return self._since(self._finish[i]) / WEEKS_PER_QUARTER

    def recurring(self, i: int) -> float:
        """Outside spend a quarter for what a step brings; of several steps of a capability, the last one's."""
        step = self.steps[i]
        last = max(one.to_level for one in self.steps if one.capability.id == step.capability.id)
        return self._plan.organisation.case.recurring.get(step.capability.id, 0.0) if step.to_level == last else 0.0

    def _since(self, week: Array) -> Array:
        """Weeks up to the end of each quarter since a week."""
        weeks: Array = np.maximum(self._ends - week, 0.0)
        return weeks

    def live(self, benefit: Benefit) -> Array:
        """Weeks up to the end of each quarter in which what serves a goal brought something, each by its weight."""
        found = np.zeros((len(self._ends), self._finish.shape[1]))
        for i, step in enumerate(self.steps):
            weight = _weight(self._plan, step.capability.id, step.to_level - step.from_level, benefit.goal)
            if weight:
                found += self._since(self._finish[i] + benefit.after_weeks) * (weight / self._whole[benefit.goal])
        return found

    def share(self, goal: str) -> float:
        """The part of all that serves a goal that is planned."""
        return self._planned(goal) / self._whole[goal] if self._whole[goal] else 0.0

    def _planned(self, goal: str) -> float:
        return sum(_weight(self._plan, one.capability.id, one.to_level - one.from_level, goal) for one in self.steps)

    def _all_that_serves(self, goal: str) -> float:
        """What is planned, and what is not: because it was left out, or because nobody asked for what serves the goal
        well."""
        plan, top = self._plan, self._plan.journey.policy.target_level
        missing = {
            one.capability
            for one in left_out(plan)
            if one.kind in MISSING_FROM_PLAN
            or (one.kind in NOT_ASKED_FOR and plan.journey.capabilities[one.capability].value.get(goal, 0) >= WELL)
        }
        missing -= {one.capability.id for one in self.steps}
        beside = sum(_weight(plan, c, max(0, top - plan.graph.level(c)), goal) for c in sorted(missing))
        return self._planned(goal) + beside

    def gained(self, brings: Mapping[str, Array]) -> Array:
        """Benefits in money up to the end of each quarter."""
        found = np.zeros((len(self._ends), self._finish.shape[1]))
        for benefit in self._plan.organisation.case.benefits:
            if benefit.is_money:
                found += self.live(benefit) * (brings[benefit.goal] * benefit.worth / WEEKS_PER_YEAR)
        return found


def by_doer(plan: Plan, step: Step, amounts: Mapping[str, float], quarter: int) -> dict[str, float]:
    """Person-weeks by who does them in a quarter: after hand-overs, the owner for a role that has nobody."""
    found: dict[str, float] = {}
    for role, amount in amounts.items():
        doer = plan.project.doer(role, quarter, step.capability.owner)
        found[doer] = found.get(doer, 0.0) + amount
    return found


def _weight(plan: Plan, capability: str, levels: int, goal: str) -> float:
    return plan.journey.capabilities[capability].value.get(goal, 0) * levels


def _draw_benefits(benefits: tuple[Benefit, ...], drawn: Drawn) -> dict[str, Array]:
    """A year's benefit of each goal in every draw, in its unit."""
    names = [one.goal for one in benefits]
    found = sampling.draw(
        [one.a_year for one in benefits], names, drawn.draws, drawn.seed + 104_729, 0.0, drawn.distribution
    )
    return dict(zip(names, found, strict=True))


def _range(draws: Array) -> Range:
    """What a tenth, half and nine tenths of the draws stay below."""
    ordered = np.sort(draws)
    found = [float(ordered[max(0, int(np.ceil(part * len(ordered))) - 1)]) for part in PARTS]
    low, likely, high = (round(one, 3) if np.isfinite(one) else None for one in found)
    return Range(low, likely, high)


def _payback(spent: Array, gained: Array, begins: tuple[int, ...]) -> Array:
    """The week from which on more was gained than spent, in every draw; infinity: not within the calendar."""
    net, ends = gained - spent, np.array(begins, dtype=float)
    behind = net <= 0  # the start is neither
    last = len(ends) - 1 - np.argmax(behind[::-1], axis=0)  # the last quarter's end at which it was behind
    draws = np.arange(net.shape[1])
    after = np.minimum(last + 1, len(ends) - 1)
    rise = net[after, draws] - net[last, draws]
    part = -net[last, draws] / np.where(rise > 0, rise, np.inf)
    week = ends[last] + part * (ends[after] - ends[last])
    return np.where(last == len(ends) - 1, np.inf, week)


def _present_value(plan: Plan, drawn: Drawn, net: Array, brings: Mapping[str, Array]) -> tuple[Array, float]:
    """(net present value of every draw, what half of the draws lose at least when all is a quarter later). What falls
    into a quarter is discounted from its end, as spreadsheets do."""
    weeks, discount = np.array(plan.calendar.begins[1:], dtype=float), plan.organisation.case.discount
    factors = ((1 + discount / 100) ** (-weeks / WEEKS_PER_YEAR))[:, None]
    began, finish = drawn.began + WEEKS_PER_QUARTER, drawn.finish + WEEKS_PER_QUARTER
    later = _Counted(plan, drawn.ids, began, finish, drawn.efforts)
    value = (np.diff(net, axis=0) * factors).sum(axis=0)
    put_off = (np.diff(later.gained(brings) - later.spent, axis=0) * factors).sum(axis=0)
    return value, round(float(np.median(value - put_off)), 3)


def _quarters(plan: Plan, counted: _Counted, by_plan: _Counted, spent: Array, gained: Array) -> list[CaseQuarter]:
    begins, labels = plan.calendar.begins, plan.calendar.labels
    live = {one.goal: by_plan.live(one)[:, 0] for one in plan.organisation.case.benefits}
    worked = [by_plan.worked(n)[:, 0] for n in range(len(by_plan.steps))]
    ran = [by_plan.ran(n)[:, 0] for n in range(len(by_plan.steps))]

    def within(total: Array, i: int) -> float:
        """The mean of what falls into a quarter."""
        return round(float((total[i + 1] - total[i]).mean()), 3)

    def by_role(i: int, parts: Sequence[Array], amounts: Sequence[Mapping[str, float]]) -> dict[str, float]:
        found: dict[str, float] = {}
        for step, part, own in zip(by_plan.steps, parts, amounts, strict=True):
            for role, amount in by_doer(plan, step, own, i).items():
                found[role] = found.get(role, 0.0) + amount * float(part[i + 1] - part[i])
        return {role: round(found[role], 3) for role in plan.roles if found.get(role)}

    found = []
    for i, (begin, end) in enumerate(pairwise(begins)):
        recurring = sum(by_plan.recurring(n) * float(own[i + 1] - own[i]) for n, own in enumerate(ran))
        found.append(
            CaseQuarter(
                labels[i],
                end - begin,
                end,
                by_role(i, worked, [step.work for step in by_plan.steps]),
                by_role(i, ran, [step.run for step in by_plan.steps]),
                within(by_plan.outside, i),
                round(recurring, 3),
                {goal: round(float(weeks[i + 1] - weeks[i]) / max(1, end - begin), 6) for goal, weeks in live.items()},
                within(counted.outside, i),
                within(counted.built, i),
                within(counted.running, i),
                within(gained, i),
                _range(spent[i + 1]),
                _range(gained[i + 1]),
            )
        )
    return found


def _goals(plan: Plan, counted: _Counted, brings: Mapping[str, Array]) -> list[GoalBenefit]:
    found = []
    begins = plan.calendar.begins
    for one in plan.organisation.case.benefits:
        live = counted.live(one)
        rate = (live[-1] - live[-2]) / (begins[-1] - begins[-2])
        found.append(
            GoalBenefit(
                one.goal, plan.journey.goals[one.goal].name.say(plan.language), one.unit,
                (one.a_year.low, one.a_year.likely, one.a_year.high), one.each, one.after_weeks, one.source,
                round(counted.share(one.goal), 6), _range(rate * brings[one.goal]),
            )
        )  # fmt: skip
    return found


def _missing(plan: Plan, roles: set[str]) -> list[str]:
    """What nobody has said, so that the case does not count it."""
    inputs, found = plan.organisation.case, []
    if plan.organisation.began is not None:  # a plan made on a later day: its calendar went along
        begin, end = plan.calendar.start, plan.calendar.last_day(plan.calendar.weeks)
        found.append(
            _("what was spent and gained before {day}: this counts from then to {end}, so it cannot be set beside the "
              "case of an earlier plan", day=day(begin), end=day(end))
        )  # fmt: skip
    unpriced = [plan.roles[role] for role in plan.roles if role in roles and inputs.rate_of(role) is None]
    if unpriced:
        found.append(
            _(
                "no person-week of {roles} has a price, so their time is not counted: give 'case: {{rate: ...}}'",
                roles=phrases.listing(unpriced),
            )
        )
    stated = {one.goal for one in inputs.benefits}
    goals = [
        plan.journey.goals[goal].name.say(plan.language)
        for goal, weight in plan.organisation.goals.items()
        if weight and goal not in stated
    ]
    if goals:
        found.append(
            _(
                "nobody has said what {goals} would bring: give 'case: {{benefits: {{goal: {{a_year: ...}}}}}}'",
                goals=phrases.listing([phrases.quoted(goal) for goal in goals]),
            )
        )
    units = [one for one in inputs.benefits if not one.is_money]
    if units:
        found.append(
            _(
                "what one of {units} is worth is not said ('each'), so it is shown and not counted",
                units=phrases.listing([phrases.quoted(one.unit) for one in units]),
            )
        )
    return found
