"""Puts what was found for a portfolio into words, dates and tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from planner.domain.portfolio import Portfolio
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext, speaking
from planner.planning.roadmap_builder import assemble
from planner.portfolios.coordination import Coordinated, Made
from planner.roadmap.portfolio import MemberRoadmap, MemberWait, PortfolioRoadmap, SharedPeople
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
            {role: _amounts(quarters, role, [made]) for role in portfolio.shared},
        )
        for member, roadmap, alone, made in pairs
    )  # fmt: skip
    shared = []
    for role in portfolio.shared:
        there = tuple(found.shared.capacity[role, label] / SCALE for label in quarters)
        asked, planned = (_amounts(quarters, role, every) for every in (found.alone, found.together))
        shared.append(SharedPeople(role, names[role], there, asked, planned))
    scarce = [] if list(found.alone) == list(found.together) else [one for one in shared if one.short]
    with speaking(portfolio.language):
        return PortfolioRoadmap(
            portfolio.id, portfolio.name.say(portfolio.language), portfolio.fictional, portfolio.language,
            _title(members, scarce), _enough(quarters, scarce), quarters, members, tuple(shared),
            tuple(_waits(found, roadmaps, names)), found.gap,
        )  # fmt: skip


def _amounts(quarters: Sequence[str], role: str, made: Sequence[Made]) -> tuple[float, ...]:
    """Person-weeks of a role that plans take in each quarter."""
    return tuple(sum(one.use.get((role, label), 0) for one in made) / SCALE for label in quarters)


def _waits(found: Coordinated, roadmaps: Sequence[Roadmap], names: dict[str, str]) -> list[MemberWait]:
    return [
        MemberWait(
            roadmaps[one.member].organisation, one.step, roadmaps[one.member][one.step].name,
            roadmaps[one.member].calendar.day(one.start), roadmaps[one.member].calendar.day(one.sooner), one.weeks,
            names[one.role], one.quarter, roadmaps[one.of].organisation if one.of >= 0 else "",
        )
        for one in found.waits
    ]  # fmt: skip


def _title(members: Sequence[MemberRoadmap], scarce: Sequence[SharedPeople]) -> str:
    count = len(members)
    if not scarce:
        return _("The people that {n} organisations share are enough for all of them", n=count)
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
    """With how many people nobody would wait or do without: the most that such plans ask for."""
    words = []
    for one in shared:
        over = [i for i, (asked, there) in enumerate(zip(one.asked, one.capacity, strict=True)) if asked > there + 1e-9]
        if over:
            most = ceil(10 * max(one.asked[i] for i in over) - 1e-6) / 10
            what = _("{amount} person-weeks a quarter of {role} {when} (there are {there})",
                     amount=phrases.amount(most), role=one.name, when=_when(quarters, over),
                     there=phrases.amount(one.capacity[over[0]]))  # fmt: skip
            words.append(what)
    people = phrases.listing(words)
    return _("With {people}, nobody would wait or do without.", people=people) if words else ""


def _when(quarters: Sequence[str], over: Sequence[int]) -> str:
    """In which quarters, from the first to the last."""
    first, last = phrases.quarter(quarters[over[0]]), phrases.quarter(quarters[over[-1]])
    if over[-1] == len(quarters) - 1:
        return _("from {quarter} on", quarter=first)
    return _("in {quarter}", quarter=first) if first == last else _("from {first} to {last}", first=first, last=last)
