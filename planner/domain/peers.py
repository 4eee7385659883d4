"""Published figures of other organisations beside this one. A comparison, not a target: what most do need not be right
here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.journey import Journey
from planner.domain.maturity import holds


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


def peers(journey: Journey, levels: Mapping[str, int], language: str, year: int) -> tuple[Peer, ...]:
    """The journey's surveys beside levels: those that can be a yardstick in a year first, then history; each in the
    journey's order."""
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
            one.year < year - CURRENT,
        )
        for one in journey.surveys
    ]
    return tuple(sorted(found, key=lambda peer: peer.history))
