"""The roadmaps of organisations that share people, resolved to plain values in one language. Immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from planner.roadmap.portfolio_comparison import PortfolioComparison
from planner.roadmap.portfolio_status import Standing
from planner.roadmap.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class SharedPeople:
    """A role whose people work for all members: person-weeks in each quarter of the portfolio.

    Attributes:
        capacity: what there is.
        asked: what the members would take if there were enough.
        planned: what they take together.
    """

    id: str
    name: str
    capacity: tuple[float, ...]
    asked: tuple[float, ...]
    planned: tuple[float, ...]

    @property
    def short(self) -> bool:
        """Whether more is asked for than there is."""
        return any(missing > 0 for missing in self.missing)

    @property
    def missing(self) -> tuple[float, ...]:
        """What is asked for beyond what there is, in each quarter."""
        pairs = zip(self.asked, self.capacity, strict=True)
        return tuple(asked - there if asked > there + 1e-9 else 0.0 for asked, there in pairs)


@dataclass(frozen=True, slots=True)
class SharedMoney(SharedPeople):
    """The money that all members spend together: thousands in each quarter of the portfolio. Its id is empty.

    Attributes:
        capacity: what there is in a quarter, with what is left of those before where it carries over.
        carries: whether it does; then ``asked`` and what there is of it count up to each quarter.
        given: the budget of each quarter.
        currency: what it is counted in; may be empty.
    """

    carries: bool
    given: tuple[float, ...]
    currency: str

    @property
    def missing(self) -> tuple[float, ...]:
        """What is asked for beyond what there is, in each quarter; where money carries over, up to each quarter."""
        asked, there = (tuple(accumulate(n)) if self.carries else n for n in (self.asked, self.given))
        return tuple(more - less if more > less + 1e-9 else 0.0 for more, less in zip(asked, there, strict=True))


@dataclass(frozen=True, slots=True)
class StageDate:
    """The day by which a member reaches a stage, and by which it would with enough of the shared people (``alone``);
    None: not in that plan."""

    stage: str
    number: int
    name: str
    day: date | None
    alone: date | None


@dataclass(frozen=True, slots=True)
class LaterStep:
    """A step that begins later (``start``) than it would with enough of what is shared (``alone``)."""

    step: str
    name: str
    start: date
    alone: date


@dataclass(frozen=True, slots=True)
class MemberRoadmap:
    """A member of a portfolio.

    Attributes:
        roadmap: its plan beside the others. It says nothing of them.
        alone: its plan if there were enough of the shared people.
        use: by shared role, the person-weeks that its plan takes in each quarter of the portfolio.
        spend: the thousands that it spends in each of them.
    """

    weight: float
    roadmap: Roadmap
    alone: Roadmap
    use: Mapping[str, tuple[float, ...]]
    spend: tuple[float, ...]

    @property
    def id(self) -> str:
        return self.roadmap.organisation

    def taken(self, shared: SharedPeople) -> tuple[float, ...]:
        """What its plan takes of something that is shared, in each quarter of the portfolio."""
        return self.spend if isinstance(shared, SharedMoney) else self.use[shared.id]

    @property
    def gave_up(self) -> tuple[str, ...]:
        """Names of the steps that it would have with enough of the shared people, and finds no room for."""
        kept = {step.id for step in self.roadmap.placements}
        return tuple(step.name for step in self.alone.placements if step.id not in kept)

    @property
    def later(self) -> tuple[LaterStep, ...]:
        """The steps that begin later than with enough of what is shared, those that move most first."""
        alone = {step.id: step.start_date for step in self.alone.placements}
        found = [LaterStep(step.id, step.name, step.start_date, alone[step.id]) for step in self.roadmap.placements
                 if step.id in alone and step.start_date > alone[step.id]]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.alone - one.start, one.step)))

    @property
    def stages(self) -> tuple[StageDate, ...]:
        """The stages ahead that one of its two plans reaches."""
        found = []
        for stage in self.roadmap.stages:
            here, there = (one.reaching(stage.number) for one in (self.roadmap, self.alone))
            if here or there:
                day, alone = (self.roadmap.calendar.last_day(one.week) if one else None for one in (here, there))
                found.append(StageDate(stage.id, stage.number, stage.name, day, alone))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class MemberWait:
    """A step that waits for shared people, or for money.

    Attributes:
        start, sooner: the day on which it begins, and on which it could if they worked for nobody else.
        role: whom it waits for, by name.
        of: the id of the member for whom they then work most, or that spends most; empty: nobody.
        money: whether it waits for money.
    """

    member: str
    step: str
    name: str
    start: date
    sooner: date
    weeks: int
    role: str
    quarter: str
    of: str
    money: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioRoadmap:
    """The plans of a portfolio's members, for which the people they share are enough.

    Attributes:
        title: the finding, in one line; ``enough``: with how many people each would have the plan that it has with
            enough of them, in a sentence; empty where it has.
        quarters: from the first day of the first plan to the end of the last one.
        money: the common budget; None: each has its own.
        waits: the longest first.
        gap: together the value comes at most this part later than it could; None: not known.
        standings: where the plan in force of each member stands, where somebody has asked.
        comparison: with other plans, where somebody has asked: the view ``compare`` draws it.
    """

    id: str
    name: str
    fictional: bool
    language: str
    title: str
    enough: str
    quarters: tuple[str, ...]
    members: tuple[MemberRoadmap, ...]
    shared: tuple[SharedPeople, ...]
    waits: tuple[MemberWait, ...]
    gap: float | None
    money: SharedMoney | None = None
    standings: tuple[Standing, ...] = ()
    comparison: PortfolioComparison | None = None

    @property
    def in_common(self) -> tuple[SharedPeople, ...]:
        """All that is shared: people, then money."""
        return self.shared if self.money is None else (*self.shared, self.money)

    @property
    def complete(self) -> bool:
        """Whether every member's plan has all that must be reached."""
        return all(one.roadmap.complete for one in self.members)

    def __getitem__(self, member: str) -> MemberRoadmap:
        return next(one for one in self.members if one.id == member)


def to_data(portfolio: PortfolioRoadmap) -> dict[str, Any]:
    """The portfolio as data for JSON; ``planner schema portfolio-roadmap`` says what it holds."""
    return {
        "portfolio": {"id": portfolio.id, "name": portfolio.name, "fictional": portfolio.fictional},
        "language": portfolio.language,
        "title": portfolio.title,
        "enough": portfolio.enough,
        "complete": portfolio.complete,
        "gap": None if portfolio.gap is None else round(portfolio.gap, 6),
        "quarters": list(portfolio.quarters),
        "shared": [
            {
                "role": one.id, "name": one.name,
                "capacity": _rounded(one.capacity), "asked": _rounded(one.asked), "planned": _rounded(one.planned),
            }
            for one in portfolio.shared
        ],
        "money": None if portfolio.money is None else _money(portfolio.money),
        "members": [_member(one) for one in portfolio.members],
        "waits": [
            {
                "member": one.member, "step": one.step, "name": one.name, "start_date": one.start.isoformat(),
                "sooner": one.sooner.isoformat(), "weeks": one.weeks, "role": one.role, "quarter": one.quarter,
                "for": one.of, "money": one.money,
            }
            for one in portfolio.waits
        ],
    }  # fmt: skip


def _member(one: MemberRoadmap) -> dict[str, Any]:
    roadmap = one.roadmap
    return {
        "organisation": one.id,
        "name": roadmap.name,
        "weight": one.weight,
        "title": roadmap.title,
        "complete": roadmap.complete,
        "stages": [
            {
                "stage": stage.stage, "name": stage.name,
                "date": stage.day.isoformat() if stage.day else None,
                "alone": stage.alone.isoformat() if stage.alone else None,
            }
            for stage in one.stages
        ],
        "use": {role: _rounded(amounts) for role, amounts in one.use.items()},
        "spend": _rounded(one.spend),
        "gave_up": list(one.gave_up),
        "later": [
            {"step": own.step, "name": own.name, "start_date": own.start.isoformat(), "alone": own.alone.isoformat()}
            for own in one.later
        ],
        "steps": [
            {
                "id": step.id, "name": step.name, "start_date": step.start_date.isoformat(),
                "end_date": step.end_date.isoformat(),
            }
            for step in roadmap.placements
        ],
    }  # fmt: skip


def _money(own: SharedMoney) -> dict[str, Any]:
    return {
        "currency": own.currency, "carry_over": own.carries, "budget": _rounded(own.given),
        "capacity": _rounded(own.capacity), "asked": _rounded(own.asked), "planned": _rounded(own.planned),
    }  # fmt: skip


def _rounded(amounts: tuple[float, ...]) -> list[float]:
    return [round(amount, 3) for amount in amounts]
