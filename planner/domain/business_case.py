"""What a business case counts with: only what the organisation says itself. Immutable values; money in thousands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.domain.values import Estimate, frozen_map


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a goal brings.

    Attributes:
        a_year: once everything that serves the goal is live; thousands, or ``unit`` where one is named.
        each: what one of the unit is worth, in thousands; None: that is not known, and the benefit is no money.
        after_weeks: how long it takes from when something is live until it brings that.
        source: who says so.
    """

    goal: str
    a_year: Estimate
    unit: str = ""
    each: float | None = None
    after_weeks: int = 0
    source: str = ""

    @property
    def is_money(self) -> bool:
        return worth_of(self.unit, self.each) is not None

    @property
    def worth(self) -> float:
        """What one of the unit is worth, in thousands; 0 where that is not known."""
        return worth_of(self.unit, self.each) or 0.0


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """What costs and brings how much.

    Attributes:
        rate: of a person-week, for every role that ``rates`` does not name; None: not given.
        recurring: outside spend a quarter by capability, from when it is live.
        discount: percent a year, for the net present value.
    """

    rate: float | None = None
    rates: Mapping[str, float] = field(default_factory=frozen_map)
    recurring: Mapping[str, float] = field(default_factory=frozen_map)
    discount: float = 0.0
    benefits: tuple[Benefit, ...] = ()

    def __bool__(self) -> bool:
        return self != CaseInputs()

    def rate_of(self, role: str) -> float | None:
        """Thousands for a person-week of a role; None: not given."""
        return self.rates.get(role, self.rate)

    def cost_of(self, work: Mapping[str, float]) -> float:
        """Thousands for person-weeks by role; those of a role without a rate cost nothing here."""
        return sum(amount * (self.rate_of(role) or 0.0) for role, amount in work.items())


def worth_of(unit: str, each: float | None) -> float | None:
    """Thousands that one of a unit is worth, 1 where it is thousands itself; None: not known, so it is no money."""
    return each if unit else 1.0
