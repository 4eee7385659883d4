"""What is so for some organisations only, and the law that follows from it: where they work, and what is true of them.
Immutable values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from planner.domain.values import Text, Threshold


@dataclass(frozen=True, slots=True)
class Region:
    """A place with law of its own. ``within``: the region that it lies in, whose law applies too; empty: none."""

    name: Text
    within: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Which organisations something is for: those that work in any of ``regions`` and have any of ``traits``; an empty
    list means all."""

    regions: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def hold(self, regions: Iterable[str], traits: Iterable[str]) -> bool:
        """Whether an organisation is one of them."""
        somewhere = not self.regions or not set(self.regions).isdisjoint(regions)
        return somewhere and (not self.traits or not set(self.traits).isdisjoint(traits))


EVERYBODY = Circumstances()


@dataclass(frozen=True, slots=True)
class Regulation:
    """What a law asks for, and from when. Read by planners, not by courts.

    Attributes:
        name: the law, with the article.
        only_for: whom it binds.
        since: the day from which it applies; None: it is in force, and the day was not found.
        asks: what has to be in place.
        what: what it asks of an organisation, in a sentence.
        source: where that was read.
        certain: whether it is settled. What is not is shown, and nothing is planned for it.
    """

    id: str
    name: Text
    only_for: Circumstances
    since: date | None
    asks: tuple[Threshold, ...]
    what: Text
    source: str
    certain: bool = True


def with_surroundings(regions: Iterable[str], known: Mapping[str, Region]) -> tuple[str, ...]:
    """Regions, and those that they lie in."""
    found: dict[str, None] = {}
    for region in regions:
        while region and region not in found:
            found[region] = None
            region = known[region].within
    return tuple(found)
