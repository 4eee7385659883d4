"""Published figures of other organisations beside this one. A comparison, not a target: what most do need not be right
here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.journey import Journey
from planner.domain.maturity import holds
from planner.domain.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Peer:
    """One figure, in words.

    Attributes:
        finding: what a ``share`` (in percent) of ``who`` do; ``year`` and ``source``: of the survey.
        here: whether this organisation does the same; None: levels do not tell.
        history: whether the survey is too old to measure oneself by.
    """

    id: str
    finding: str
    share: float
    who: str
    year: int
    source: str
    here: bool | None
    history: bool


CURRENT = 5
"""Years after which a survey tells how it was, not how it is."""


def peers(journey: Journey, organisation: Organisation, levels: Mapping[str, int], language: str) -> tuple[Peer, ...]:
    """The journey's surveys of those who are like an organisation, beside its levels: first those that are a yardstick
    when it begins, then history; each in the journey's order."""
    known = dict.fromkeys(journey.capabilities, 0) | dict(levels)
    found = [
        Peer(
            one.id,
            one.finding.say(language),
            one.share,
            one.who.say(language),
            one.year,
            one.source,
            holds(one.here_when, known) if one.here_when else None,
            one.year < organisation.start.year - CURRENT,
        )
        for one in journey.surveys
        if organisation.is_among(one.only_for)
    ]
    return tuple(sorted(found, key=lambda peer: peer.history))
