"""A portfolio: organisations that share people, or money, such as the clients of an agency. Immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from planner.domain.calendar import Calendar
from planner.domain.values import Series, Text, frozen_map


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of a portfolio.

    Attributes:
        path: its file, a scenario or an organisation.
        weight: how much its value counts beside that of the others; where people are short, who weighs more is planned
            first.
        begins: the day on which its plan begins, where that is not what its own file says.
        not_shared: roles whose people are its own, although those of that name work for all the others.
    """

    path: Path
    weight: float = 1.0
    begins: date | None = None
    not_shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Organisations that share people, or money.

    Attributes:
        shared: person-weeks per quarter of each role whose people work for all members, by role.
        budget: thousands per quarter that all members may spend together; None: each has its own.
        carry_over: whether what is not spent of it moves to the next quarter.
        currency: what it is counted in.
    """

    id: str
    name: Text
    members: tuple[Member, ...]
    shared: Mapping[str, Series] = field(default_factory=frozen_map)
    budget: Series | None = None
    carry_over: bool = False
    currency: str = ""
    language: str = "en"
    fictional: bool = False

    def money(self, start: date, quarters: int) -> tuple[float, ...]:
        """The common budget in each quarter from a day on: its part of one that is begun, as an organisation's own."""
        return Calendar(start, quarters).amounts(self.budget) if self.budget is not None else (0.0,) * quarters

    def capacity(self, role: str, quarters: Calendar) -> tuple[float, ...]:
        """What a shared role has in each whole quarter of a calendar."""
        return quarters.rates(self.shared[role])
