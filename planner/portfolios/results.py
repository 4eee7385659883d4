"""Puts what was found for a portfolio into words, dates and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import add

from planner.domain.portfolio import Portfolio
from planner.i18n.translation import _, speaking
from planner.planning.roadmap_builder import assemble
from planner.portfolios.coordination import Coordinated, Made
from planner.portfolios.pool import MONEY
from planner.portfolios.wording import enough, title
from planner.roadmap.portfolio import MemberRoadmap, MemberWait, PortfolioRoadmap, SharedMoney, SharedPeople
from planner.roadmap.roadmap import Roadmap
from planner.scheduling.problem import SCALE


def results(portfolio: Portfolio, found: Coordinated, roadmaps: Sequence[Roadmap]) -> PortfolioRoadmap:
    """The portfolio's roadmap.

    Args:
        roadmaps: of the members beside each other, in the order of the portfolio.
    """
    quarters = found.shared.quarters[:-1]  # the last one only sees to it that what is live goes on to run
    names = {role: name for roadmap in reversed(roadmaps) for role, name in roadmap.roles.items()}
    pairs = zip(portfolio.members, roadmaps, found.alone, found.together, strict=True)
    members = tuple(
        MemberRoadmap(
            member.weight, roadmap, assemble(alone.plan) if alone is not made else roadmap,
            {role: _amounts(quarters, role, [made]) for role in portfolio.shared}, _spent(quarters, [roadmap]),
        )
        for member, roadmap, alone, made in pairs
    )  # fmt: skip
    shared = []
    for role in portfolio.shared:
        there = tuple(found.shared.capacity[role, label] / SCALE for label in quarters)
        asked, planned = (_amounts(quarters, role, every) for every in (found.alone, found.together))
        shared.append(SharedPeople(role, names[role], there, asked, planned))
    with speaking(portfolio.language):
        names[MONEY] = _("the common budget")
        money = _money(portfolio, names[MONEY], quarters, members)
        in_common = [*shared, *([money] if money else [])]
        scarce = [] if list(found.alone) == list(found.together) else [one for one in in_common if one.short]
        return PortfolioRoadmap(
            portfolio.id, portfolio.name.say(portfolio.language), portfolio.fictional, portfolio.language,
            title(members, scarce), enough(quarters, scarce), quarters, members, tuple(shared),
            tuple(_waits(found, roadmaps, names)), found.gap, money,
        )  # fmt: skip


def _amounts(quarters: Sequence[str], role: str, made: Sequence[Made]) -> tuple[float, ...]:
    """Person-weeks of a role that plans take in each quarter."""
    return tuple(sum(one.use.get((role, label), 0) for one in made) / SCALE for label in quarters)


def _spent(quarters: Sequence[str], roadmaps: Sequence[Roadmap]) -> tuple[float, ...]:
    """Thousands that plans spend in each quarter."""
    found = dict.fromkeys(quarters, 0.0)
    for roadmap in roadmaps:
        for one in roadmap.budget_use:
            if one.spend and one.quarter in found:
                found[one.quarter] += one.spend
    return tuple(found.values())


def _money(
    portfolio: Portfolio, name: str, quarters: Sequence[str], members: Sequence[MemberRoadmap]
) -> SharedMoney | None:
    """The common budget, and what is asked for and spent of it."""
    if portfolio.budget is None:
        return None
    given = portfolio.money(min(one.roadmap.calendar.start for one in members), len(quarters))
    asked, planned = (_spent(quarters, own) for own in zip(*((m.alone, m.roadmap) for m in members), strict=True))
    before = accumulate(there - used for there, used in zip(given, planned, strict=True))
    there = tuple(map(add, given, (0.0, *before))) if portfolio.carry_over else given
    return SharedMoney(MONEY, name, there, asked, planned, portfolio.carry_over, given, portfolio.currency)


def _waits(found: Coordinated, roadmaps: Sequence[Roadmap], names: dict[str, str]) -> list[MemberWait]:
    return [
        MemberWait(
            roadmaps[one.member].organisation, one.step, roadmaps[one.member][one.step].name,
            roadmaps[one.member].calendar.day(one.start), roadmaps[one.member].calendar.day(one.sooner), one.weeks,
            names[one.role], one.quarter, roadmaps[one.of].organisation if one.of >= 0 else "", one.role == MONEY,
        )
        for one in found.waits
    ]  # fmt: skip
