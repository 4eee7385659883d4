"""What is other in a later version of a journey, for an organisation that was assessed by the one before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from planner.domain.journey import Capability, Journey
from planner.domain.organisation import Organisation
from planner.domain.values import Estimate

FIGURES = (("effort", "effort"), ("weeks", "duration_estimate"), ("lead_weeks", "lead_time"), ("cost", "cost"))
"""Figures of a capability, as a document calls them and as the model does."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A level that was stated by a question which is another now. ``now``: the question of today."""

    capability: str
    level: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure that is another now, in person-weeks, weeks or thousands (likely)."""

    capability: str
    figure: str
    was: float
    now: float


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """What is other, by id of capabilities, in the order of the later journey.

    Attributes:
        moved: capabilities that have another id: (before, now).
        removed: those that are gone.
        added: new ones that are for the organisation; ``elsewhere``: new ones that are for others.
        ask_again: levels to look at again.
        revised: figures, where the organisation states none of its own.
        needs: capabilities that need more than before.
        rules: new rules, by id.
    """

    moved: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    elsewhere: tuple[str, ...]
    ask_again: tuple[AskAgain, ...]
    revised: tuple[Revised, ...]
    needs: tuple[str, ...]
    rules: tuple[str, ...]


def journey_change(
    before: Journey, now: Journey, organisation: Organisation, own: frozenset[tuple[str, str]], language: str
) -> JourneyChange:
    """Compares two versions of a journey.

    Args:
        organisation: by the later version.
        own: (capability, figure) that the organisation states itself.
    """
    today = {old: now.moved.get(old, old) for old in before.capabilities}
    kept = {old: new for old, new in today.items() if new in now.capabilities}
    pairs = [(before.capabilities[old], now.capabilities[new]) for old, new in kept.items()]
    fresh = [c for c in now.capabilities.values() if c.id not in kept.values()]
    return JourneyChange(
        moved=tuple((old, new) for old, new in kept.items() if old != new),
        removed=tuple(old for old in before.capabilities if old not in kept),
        added=tuple(c.id for c in fresh if organisation.applies(c)),
        elsewhere=tuple(c.id for c in fresh if not organisation.applies(c)),
        ask_again=tuple(chain.from_iterable(_ask_again(organisation, *pair, language) for pair in pairs)),
        revised=tuple(one for pair in pairs for one in _revised(*pair) if (one.capability, one.figure) not in own),
        needs=tuple(new.id for old, new in pairs if {str(n) for n in new.needs} - {str(n) for n in old.needs}),
        rules=tuple(rule for rule in now.rules if rule not in before.rules),
    )


def _ask_again(organisation: Organisation, old: Capability, new: Capability, language: str) -> list[AskAgain]:
    """Of a stated level, the question that it was stated by, and that of the level above, where they are others now."""
    stated = organisation.levels.get(new.id)
    found = []
    for level in (stated.level, stated.level + 1) if stated else ():
        if 1 <= level <= min(len(old.evidence), len(new.evidence)):
            was, now = (one.evidence[level - 1].say(language) for one in (old, new))
            found += [AskAgain(new.id, level, was, now)] if was != now else []
    return found


def _revised(old: Capability, new: Capability) -> list[Revised]:
    found = []
    for figure, field in FIGURES:
        was: Estimate = getattr(old, field)
        now: Estimate = getattr(new, field)
        found += [Revised(new.id, figure, was.likely, now.likely)] if was != now else []
    return found
