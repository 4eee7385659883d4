"""What checks and stall patterns say, as values; ``planning.checks`` runs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: what is not as it should be, what to do, and the capabilities it is about.

    Attributes:
        weight: ``must`` for a rule that is broken, ``should`` for advice.
        check: the check that found it; the core fills it in.
        by: the day by which somebody has to have decided what to do: it is among what the plan asks to be decided.
        owner: who that is, in words; empty: the sponsor of the plan.
    """

    what: str
    mend: str
    about: tuple[str, ...] = ()
    weight: str = "should"
    check: str = ""
    by: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Stall:
    """A pattern that was found: what it looks like here, and the capabilities that unlock it, first things first.

    Attributes:
        title: name of the pattern, in a few words.
        source: where the pattern is described.
        pattern: the name of its record; the core fills it in.
    """

    title: str
    what: str
    unlock: tuple[str, ...]
    source: str = ""
    pattern: str = ""
