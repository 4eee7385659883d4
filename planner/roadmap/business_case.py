"""The business case of a roadmap: what it costs and brings, quarter by quarter. Money in thousands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from planner.domain.business_case import worth_of


@dataclass(frozen=True, slots=True)
class Range:
    """Low, likely and high: what a tenth, half and nine tenths of the draws stay below. None: not within the plan's
    calendar."""

    low: float | None
    likely: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CaseQuarter:
    """One quarter.

    Attributes:
        weeks: of the plan in it; ``end``: the week after its last one.
        build, run: person-weeks by role that the plan's steps take, and take to run, by the plan's own dates.
        outside: spend outside for steps; ``recurring``: for what is live. Both by the plan's own dates.
        live: by goal, which part of what serves it is live, over the quarter, by the plan's own dates.
        build_cost, run_cost, spend, benefit: in the mean of the draws; spend is all of it.
        spent, gained: all that was spent and gained up to the end of the quarter.
    """

    quarter: str
    weeks: int
    end: int
    build: Mapping[str, float]
    run: Mapping[str, float]
    outside: float
    recurring: float
    live: Mapping[str, float]
    outside_cost: float
    build_cost: float
    run_cost: float
    benefit: float
    spent: Range
    gained: Range

    @property
    def spend(self) -> float:
        return self.outside_cost + self.build_cost + self.run_cost


@dataclass(frozen=True, slots=True)
class GoalBenefit:
    """What a goal brings, as the organisation says, and what the plan makes of it.

    Attributes:
        a_year: low, likely, high, in ``unit`` (empty: thousands), once everything is live.
        each: thousands for one of the unit; None: not given.
        after_weeks: from live until it brings that.
        live: the part of what serves the goal that the plan has live at the end of its calendar.
        at_end: a year, in ``unit``, at the end of the calendar.
    """

    goal: str
    name: str
    unit: str
    a_year: tuple[float, float, float]
    each: float | None
    after_weeks: int
    source: str
    live: float
    at_end: Range

    @property
    def is_money(self) -> bool:
        return worth_of(self.unit, self.each) is not None

    @property
    def worth(self) -> float:
        """Thousands that one of the unit is worth; 0 where that is not known."""
        return worth_of(self.unit, self.each) or 0.0


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """What a plan costs and brings, up to the end of its calendar.

    Attributes:
        rates: thousands for a person-week, by role; a role that is missing has none.
        discount: percent a year.
        spend, benefit: in all.
        payback: the week from which on more was gained than spent: of the draws, and, likely, where what was likely
            gained passes what was likely spent; None: there is no benefit in money.
        payback_days: the same as days.
        pays_back: the part of the draws in which it does.
        value: the net present value, at ``discount``; None: no benefit in money.
        delay: what is lost if everything is a quarter later, of the net present value; None as ``value``.
        missing: what nobody has said yet, in sentences.
        priced: whether the work of every role has a price.
        stated: whether the organisation says what anything costs or brings.
    """

    quarters: tuple[CaseQuarter, ...]
    goals: tuple[GoalBenefit, ...]
    rates: Mapping[str, float]
    discount: float
    spend: Range
    benefit: Range
    payback: Range | None
    payback_days: tuple[date | None, date | None, date | None]
    pays_back: float
    value: Range | None
    delay: float | None
    missing: tuple[str, ...]
    priced: bool
    stated: bool
    draws: int
    seed: int

    @property
    def has_money(self) -> bool:
        """Whether some benefit is money."""
        return any(one.is_money for one in self.goals)


def to_data(case: BusinessCase) -> dict[str, Any]:
    """A business case as plain data, days as ISO 8601."""
    data = asdict(case)
    data["payback_days"] = [day.isoformat() if day else None for day in case.payback_days]
    for one, quarter in zip(data["quarters"], case.quarters, strict=True):
        one["spend"] = quarter.spend
    return data
