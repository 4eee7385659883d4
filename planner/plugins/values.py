"""What functions of plugins are given and return, where it is not a value of another package: ``Scope``,
``Imported``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.domain.journey import Journey
    from planner.domain.organisation import Organisation
    from planner.domain.step import Step


@dataclass(frozen=True, slots=True)
class Scope:
    """What scorers see.

    Attributes:
        steps: the remaining work, in journey order. Effort in person-weeks, ``duration`` in weeks, ``value``
            on the journey's 0 to 5 scale weighted by the organisation's goals.
        needs: ids of the steps each step waits for, by step id.
        unlocks: ids of the steps that wait for each step directly, by step id.
        due: week by which a step is wanted finished, by step id; only steps with a date.
    """

    journey: Journey
    organisation: Organisation
    steps: tuple[Step, ...]
    needs: Mapping[str, tuple[str, ...]]
    unlocks: Mapping[str, tuple[str, ...]]
    due: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer read: a document as ``planner schema organisation`` or ``journey`` describes it, as plain data.

    Attributes:
        notes: what could not be taken over, one sentence each.
    """

    document: Mapping[str, Any]
    kind: str = "organisation"
    notes: tuple[str, ...] = ()
