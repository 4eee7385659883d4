"""KPIs that an organisation measures: where they stood, where they are to be, and what was measured on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planner.domain.values import Text

UP, DOWN = "up", "down"
"""Which way is better."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a KPI was, or is to be, on a day; in its unit."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class KpiSeries:
    """One KPI over time.

    Attributes:
        better: ``up`` or ``down``.
        moved_by: the capabilities that are meant to move it.
        baseline: what it was before; None: not said. ``target``: what it is to be, by when; None: not said.
        actuals: what was measured, by day.
        source: who measures it, and how.
    """

    id: str
    name: Text
    unit: Text
    better: str
    moved_by: tuple[str, ...]
    baseline: Reading | None = None
    target: Reading | None = None
    actuals: tuple[Reading, ...] = ()
    source: str = ""
