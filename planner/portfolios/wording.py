"""The finding of a portfolio in words: who waits or does without, for lack of what, and how much would be enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from planner.i18n import phrases
from planner.i18n.translation import _
from planner.roadmap.portfolio import MemberRoadmap, SharedMoney, SharedPeople


def title(members: Sequence[MemberRoadmap], scarce: Sequence[SharedPeople]) -> str:
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
    touched = [one.roadmap.name for one in members if one.roadmap is not one.alone and _differs(one)]
    if len(touched) == 1:
        return _("{name} waits or does without: there is too little of {role}", name=touched[0], role=who)
    return _("{n} of {count} organisations wait or do without: there is too little of {role}", n=len(touched),
             count=count, role=who)  # fmt: skip


def _differs(member: MemberRoadmap) -> bool:
    weeks = ({step.id: step.start for step in one.placements} for one in (member.roadmap, member.alone))
    here, there = weeks
    return here != there


def enough(quarters: Sequence[str], shared: Sequence[SharedPeople]) -> str:
    """With how many people, and how much money, nobody would wait or do without: the most that such plans ask for."""
    words = [_missing(quarters, one) for one in shared if one.short]
    return (
        _("With {people}, nobody would wait or do without for lack of it.", people=phrases.listing(words))
        if words
        else ""
    )


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
