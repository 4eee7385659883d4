"""What members share: people of some roles, and money, by quarter. In whole thousandths of a person-week, or of a
thousand of money, as sequencers count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from planner.domain.calendar import Calendar, first_day, next_quarter, quarter_of
from planner.domain.organisation import Organisation
from planner.domain.portfolio import Portfolio
from planner.domain.values import frozen_map
from planner.scheduling.problem import SCALE

Cell = tuple[str, str]
"""A shared role, or ``MONEY``, and a calendar quarter, such as ``("agency", "2027Q3")``."""

MONEY = ""
"""In place of a role: the money that all members spend together."""


@dataclass(frozen=True)
class Pool:
    """What shared roles, and the common budget, have in each quarter from the first day of the first member's plan to
    the end of the last one's.

    Attributes:
        carries: what is not spent moves on, so the money of a quarter, and the use of it, is that of all quarters up to
            it.
    """

    quarters: tuple[str, ...]
    capacity: Mapping[Cell, int]
    carries: bool = False

    @cached_property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role for role, _label in self.capacity if role != MONEY))

    def roles_of(self, organisation: Organisation) -> tuple[str, ...]:
        """The roles whose people a member shares with the others."""
        return tuple(role for role in self.roles if role not in organisation.own_people)

    @cached_property
    def has_money(self) -> bool:
        return (MONEY, self.quarters[0]) in self.capacity

    def money(self, left: Mapping[Cell, int], labels: Sequence[str], later: Sequence[str]) -> list[int]:
        """What may be spent in each of some quarters, of what is left. What carries over and is spent is gone from
        every later quarter too."""
        room = [left[MONEY, label] for label in labels]
        if not self.carries:
            return [max(0, amount) for amount in room]
        every = [*room, *(left[MONEY, label] for label in later)]
        upto = [max(0, amount) for amount in accumulate(reversed(every), min)][::-1][: len(room)]
        return [amount - before for amount, before in zip(upto, [0, *upto], strict=False)]

    def after(self, quarter: str) -> tuple[str, ...]:
        """The quarters after one: what a plan that ends with it runs goes on to run in them."""
        return tuple(label for label in self.quarters if label > quarter)

    def less(self, used: Iterable[Mapping[Cell, int]]) -> Mapping[Cell, int]:
        """What is left beside what others take; below 0 where they take more than there is."""
        left = dict(self.capacity)
        for own in used:
            for cell, amount in own.items():
                left[cell] -= amount
        return left

    def with_at_least(self, running: Sequence[Mapping[Cell, int]]) -> Pool:
        """The same with room for what runs today whatever is planned: where that is more than there is, nobody's plan
        can help it."""
        today = {cell: sum(own.get(cell, 0) for own in running) for cell in self.capacity}
        return replace(self, capacity=frozen_map({c: max(n, today[c]) for c, n in self.capacity.items()}))

    def holds(self, used: Iterable[Mapping[Cell, int]]) -> bool:
        """Whether nothing is taken twice."""
        return min(self.less(used).values(), default=0) >= 0


def pool(portfolio: Portfolio, organisations: Iterable[Organisation]) -> Pool:
    """What the members of a portfolio share."""
    every = tuple(organisations)
    start = min(one.start for one in every)
    labels = [quarter_of(start)]
    last = max(Calendar(one.start, one.horizon + 1).labels[-1] for one in every)
    while labels[-1] < last:
        labels.append(next_quarter(labels[-1]))
    calendar = Calendar(first_day(labels[0]), len(labels))
    capacity = {
        (role, label): round(amount * SCALE)
        for role in portfolio.shared
        for label, amount in zip(labels, portfolio.capacity(role, calendar), strict=True)
    }
    if portfolio.budget is not None:
        money = [round(amount * SCALE) for amount in portfolio.money(start, len(labels))]
        amounts = accumulate(money) if portfolio.carry_over else money
        capacity |= {(MONEY, label): amount for label, amount in zip(labels, amounts, strict=True)}
    return Pool(tuple(labels), frozen_map(capacity), portfolio.carry_over)
