"""Puts what was found for a portfolio into words, dates and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from operator import add

from planner.domain.calendar import Calendar, first_day
from planner.domain.portfolio import Portfolio
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext, speaking
from planner.planning.roadmap_builder import assemble
from planner.portfolios.coordination import Coordinated, Made
from planner.portfolios.sharing import MONEY
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
            _title(members, scarce), _enough(quarters, scarce), quarters, members, tuple(shared),
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
    given = Calendar(first_day(quarters[0]), len(quarters)).rates(portfolio.budget)
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


def _title(members: Sequence[MemberRoadmap], scarce: Sequence[SharedPeople]) -> str:
    count = len(members)
    if not scarce:
        return _("What {n} organisations share is enough for all of them", n=count)
    last = max(stage.number for one in members for stage in one.roadmap.stages)
    names = {stage.name for one in members for stage in one.roadmap.stages if stage.number == last}
    alone = [one for one in members if one.alone.beyond and one.alone.beyond.stage_number == last]
    there = [one for one in alone if one.roadmap.beyond and one.roadmap.beyond.stage_number == last]
    who = phrases.listing([one.name for one in scarce])
    if len(names) == 1 and len(there) < len(alone):
        return _("{n} of {count} organisations reach “{stage}”: there is too little of {role}",
                 n=len(there), count=count, stage=names.pop(), role=who)  # fmt: skip
    touched = sum(one.roadmap is not one.alone and _differs(one) for one in members)
    return ngettext("{n} of {count} organisations waits or does without: there is too little of {role}",
                    "{n} of {count} organisations wait or do without: there is too little of {role}", touched,
                    count=count, role=who)  # fmt: skip


def _differs(member: MemberRoadmap) -> bool:
    weeks = ({step.id: step.start for step in one.placements} for one in (member.roadmap, member.alone))
    here, there = weeks
    return here != there


def _enough(quarters: Sequence[str], shared: Sequence[SharedPeople]) -> str:
    """With how many people, and how much money, nobody would wait or do without: the most that such plans ask for."""
    words = [_missing(quarters, one) for one in shared if one.short]
    return _("With {people}, nobody would wait or do without.", people=phrases.listing(words)) if words else ""


def _missing(quarters: Sequence[str], one: SharedPeople) -> str:
    over = [i for i, missing in enumerate(one.missing) if missing]
    if isinstance(one, SharedMoney) and one.carries:
        return _("{amount} thousand more by {quarter}", amount=_upwards(max(one.missing)),
                 quarter=phrases.quarter(quarters[over[0]]))  # fmt: skip
    words = {
        "amount": _upwards(max(one.asked[i] for i in over)), "when": _when(quarters, over),
        "there": phrases.amount(one.capacity[over[0]]),
    }  # fmt: skip
    if isinstance(one, SharedMoney):
        return _("{amount} thousand a quarter {when} (there are {there})", **words)
    return _("{amount} person-weeks a quarter of {role} {when} (there are {there})", role=one.name, **words)


def _upwards(number: float) -> str:
    return phrases.amount(ceil(10 * number - 1e-6) / 10)


def _when(quarters: Sequence[str], over: Sequence[int]) -> str:
    """In which quarters, from the first to the last."""
    first, last = phrases.quarter(quarters[over[0]]), phrases.quarter(quarters[over[-1]])
    if over[-1] == len(quarters) - 1:
        return _("from {quarter} on", quarter=first)
    return _("in {quarter}", quarter=first) if first == last else _("from {first} to {last}", first=first, last=last)
