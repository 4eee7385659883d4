"""What more of the shared people, or money, would bring, and whom, and what would be without one of the members: each
is found by planning the whole portfolio again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from planner.documents.portfolio import LoadedPortfolio
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.roadmap.portfolio import PortfolioRoadmap

NAMED = 2
"""Organisations that a sentence names."""


@dataclass(frozen=True, slots=True)
class StageShift:
    """A stage of a member that comes sooner by so many days (negative: later); None: it is reached in one of the two
    plans only."""

    member: str
    stage: str
    days: int | None


@dataclass(frozen=True, slots=True)
class PortfolioRelief:
    """What a change to a portfolio brings.

    Attributes:
        kind: people, budget or member; ``what``: the id of the role or of the member that is left out.
        text: the change in words.
        reached: stages that members reach with it and not without it; ``missed``: the other way round.
        moved: stages that come sooner or later, those that move most first.
        fewer_waits: how many steps less wait for what is shared.
    """

    kind: str
    what: str
    text: str
    reached: tuple[StageShift, ...]
    missed: tuple[StageShift, ...]
    moved: tuple[StageShift, ...]
    fewer_waits: int

    @property
    def gain(self) -> tuple[int, int, int]:
        """The more, the better: stages more, days sooner in all, waits less."""
        return len(self.reached) - len(self.missed), sum(one.days or 0 for one in self.moved), self.fewer_waits

    @property
    def helps(self) -> bool:
        return self.gain > (0, 0, 0)

    def say(self) -> str:
        """What it brings, in words."""
        parts = [_("{name} reaches {stage}", name=one.member, stage=phrases.quoted(one.stage)) for one in self.reached]
        parts += [_("{name} no longer reaches {stage}", name=one.member, stage=phrases.quoted(one.stage))
                  for one in self.missed]  # fmt: skip
        for one in self.moved[:NAMED]:
            weeks = phrases.weeks(round(abs(one.days or 0) / 7))
            words = {"name": one.member, "stage": phrases.quoted(one.stage), "weeks": weeks}
            parts.append(_("{stage} of {name} comes {weeks} sooner", **words) if (one.days or 0) > 0 else
                         _("{stage} of {name} comes {weeks} later", **words))  # fmt: skip
        rest = len(self.moved) - NAMED
        if rest > 0:
            parts.append(ngettext("one stage more moves", "{n} stages more move", rest))
        if not parts and self.fewer_waits > 0:
            parts.append(ngettext("one step waits less", "{n} steps wait less", self.fewer_waits))
        return phrases.listing(parts) if parts else _("changes nothing")


Case = tuple[str, str, str, LoadedPortfolio]
"""Kind, what, the change in words, the portfolio with it."""


def cases(loaded: LoadedPortfolio, before: PortfolioRoadmap, people: float, money: float) -> Iterator[Case]:
    """All that is tried.

    Args:
        before: the portfolio's roadmap as it is.
        people: person-weeks a quarter that are added to one role; ``money``: part of the common budget that is added.
    """
    names = {one.id: one.name for one in before.shared} | {one.id: one.roadmap.name for one in before.members}
    portfolio, members = loaded.portfolio, loaded.members
    for role, series in portfolio.shared.items():
        stronger = replace(portfolio, shared=frozen_map({**portfolio.shared, role: series.raised(people)}))
        yield "people", role, phrases.more_of(people, names[role]), replace(loaded, portfolio=stronger)
    if portfolio.budget is not None and before.money is not None:
        more = round(money * sum(before.money.given) / len(before.money.given), 1)
        if more:
            richer = replace(portfolio, budget=portfolio.budget.raised(more))
            yield "budget", "", phrases.more_of(more), replace(loaded, portfolio=richer)
    for at, one in enumerate(members if len(members) > 1 else ()):
        rest = replace(portfolio, members=portfolio.members[:at] + portfolio.members[at + 1 :])
        text = _("without {name}", name=names[one.organisation.id])
        yield "member", one.organisation.id, text, LoadedPortfolio(rest, members[:at] + members[at + 1 :])


def measured(kind: str, what: str, text: str, before: PortfolioRoadmap, after: PortfolioRoadmap) -> PortfolioRelief:
    """What a change brings to the members of both plans."""
    reached, missed, moved = list[StageShift](), list[StageShift](), list[StageShift]()
    for member in after.members:
        then, now = _days(before, member.id), _days(after, member.id)
        for stage in dict.fromkeys([*then, *now]):
            old, new = then.get(stage), now.get(stage)
            days = (old - new).days if old and new else None
            own = (reached if new else missed) if days is None else moved
            if days != 0:
                own.append(StageShift(member.roadmap.name, stage, days))
    there = {one.id for one in after.members}
    waits = [sum(wait.member in there for wait in one.waits) for one in (before, after)]
    moved.sort(key=lambda one: (-abs(one.days or 0), one.member, one.stage))
    return PortfolioRelief(kind, what, text, tuple(reached), tuple(missed), tuple(moved), waits[0] - waits[1])


def most_first(one: PortfolioRelief) -> tuple[int, int, int, bool, str]:
    """By what it brings, the most first; members last."""
    stages, days, waits = one.gain
    return -stages, -days, -waits, one.kind == "member", one.what


def _days(portfolio: PortfolioRoadmap, member: str) -> dict[str, date]:
    """The day by which a member reaches each stage that it does."""
    return {stage.name: stage.day for stage in portfolio[member].stages if stage.day is not None}


def headline(found: tuple[PortfolioRelief, ...]) -> str:
    """The finding in one line."""
    if not found or not found[0].helps:
        return _("No single change of this kind brings anything")
    best = found[0]
    return _("{relief} brings most: {what}", relief=best.text[:1].upper() + best.text[1:], what=best.say())


def to_data(found: tuple[PortfolioRelief, ...]) -> dict[str, Any]:
    """The changes as plain data."""

    def shifts(own: tuple[StageShift, ...]) -> list[dict[str, Any]]:
        return [{"member": one.member, "stage": one.stage} | ({"days_sooner": one.days} if one.days else {})
                for one in own]  # fmt: skip

    return {
        "finding": headline(found),
        "changes": [
            {"kind": one.kind, "what": one.what, "text": one.text, "reached": shifts(one.reached),
             "missed": shifts(one.missed), "moved": shifts(one.moved), "fewer_waits": one.fewer_waits}
            for one in found
        ],
    }  # fmt: skip
