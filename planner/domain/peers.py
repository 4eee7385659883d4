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
    """

    id: str
    finding: str
    share: float
    who: str
    year: int
    source: str
    here: bool | None


def peers(journey: Journey, levels: Mapping[str, int], language: str) -> tuple[Peer, ...]:
    """The journey's surveys beside levels, in the journey's order."""
    known = dict.fromkeys(journey.capabilities, 0) | dict(levels)
    return tuple(
        Peer(
            one.id,
            one.finding.say(language),
            one.share,
            one.who.say(language),
            one.year,
            one.source,
            holds(one.here_when, known) if one.here_when else None,
        )
        for one in journey.surveys
    )
