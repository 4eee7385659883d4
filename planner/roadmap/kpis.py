"""KPIs beside a roadmap: what was measured, where each is to be by when, and which steps are meant to move it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from planner.domain.kpis import UP, Reading
from planner.roadmap.plain_data import plain

REACHED, ON_COURSE, BEHIND, UNMEASURED, OPEN = "reached", "on-course", "behind", "not-measured", "no-target"
TOO_SOON, WAITING = "too-soon", "waiting"

TOLERANCE = 0.05
"""Part of the way from baseline to target by which a KPI may be worse than expected and is still on its course."""

STALE = 120
"""Days after which a KPI that was measured says nothing of today."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A planned step that is meant to move a KPI. ``live``: the day from which it is live."""

    step: str
    name: str
    live: date


@dataclass(frozen=True, slots=True)
class KpiTrack:
    """One KPI over time, beside the plan.

    Attributes:
        better: ``up`` or ``down``.
        baseline: what it was before: as stated, else what was measured first (``measured_baseline``); None: neither.
        target: what it is to be, and by when; None: not said.
        actuals: what was measured, by day; nothing else is.
        movers: the planned steps that are meant to move it, by the day they are live; ``in_place``: names of
            capabilities that are meant to and are in place.
        turns: from when it is expected to move: when the first of the movers is live, or from the baseline on where one
            is in place; None: nothing moves it.
        state: reached, on-course, behind (worse than expected, or its day is past), too-soon (the target is due before
            anything can move it), waiting (nothing moves it yet, and it is as it was), not-measured (since the
            baseline) or no-target.
        stale: whether the last KPI is older than ``STALE`` days.
    """

    id: str
    name: str
    unit: str
    better: str
    baseline: Reading | None
    measured_baseline: bool
    target: Reading | None
    actuals: tuple[Reading, ...]
    movers: tuple[Mover, ...]
    in_place: tuple[str, ...]
    absent: tuple[str, ...]
    """Names of capabilities that are meant to move it, and are neither in place nor in the plan."""
    turns: date | None
    state: str
    stale: bool
    source: str = ""

    @property
    def last(self) -> Reading | None:
        """What was measured last."""
        return self.actuals[-1] if self.actuals else None

    @property
    def too_late(self) -> bool:
        """Whether the target's day is before anything that moves the KPI is live, or nothing does."""
        return self.target is not None and (self.turns is None or self.turns >= self.target.day)

    def expected(self, day: date) -> float | None:
        """What is expected on a day: the baseline until it turns, then straight on to the target; None where baseline
        or target is missing, or nothing turns it in time."""
        return expected(self.baseline, self.target, self.turns, day)

    def is_better(self, one: float, other: float) -> bool:
        return one >= other if self.better == UP else one <= other


def expected(baseline: Reading | None, target: Reading | None, turns: date | None, day: date) -> float | None:
    """See ``KpiTrack.expected``."""
    if baseline is None or target is None or turns is None or turns >= target.day:
        return None
    part = min(1.0, max(0.0, (day - turns).days / (target.day - turns).days))
    return baseline.value + part * (target.value - baseline.value)


def to_data(tracks: tuple[KpiTrack, ...]) -> list[dict[str, Any]]:
    """KPIs as plain data."""
    found = []
    for track in tracks:
        last = track.last
        data = plain(asdict(track))
        data["expected"] = None if last is None else track.expected(last.day)
        data["too_late"] = track.too_late
        found.append(data)
    return found
