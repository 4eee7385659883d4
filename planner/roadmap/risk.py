"""How sure a plan is: the answer of a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Array = Any

ODDS = tuple(n / 50 for n in range(51))
"""Parts of the draws at which a curve is known: 0 (the soonest draw) to 1 (the last)."""


def whole_week(week: float) -> int:
    """The week by which something is finished that takes a part of it; dates and sentences say this one."""
    return ceil(week - 1e-3)


@dataclass(frozen=True, slots=True)
class Spread:
    """When something is finished. Weeks count from the start of the plan; None: in more than that part of the draws
    not within the plan's calendar."""

    name: str
    planned: int
    p50: float | None
    p80: float | None
    p50_date: date | None
    p80_date: date | None


@dataclass(frozen=True, slots=True)
class StepRisk:
    """A step's finish, and ``criticality``: the part of the draws in which it sets the finish of the plan."""

    id: str
    finish: Spread
    criticality: float
    on_time: float


@dataclass(frozen=True, slots=True)
class StageRisk:
    """When a stage is reached.

    Attributes:
        on_time: the part of the draws in which that is no later than planned.
        curve: the week by which it is reached in each of ``ODDS`` of the draws (an *S-curve*); None: not within the
            plan's calendar.
    """

    number: int
    finish: Spread
    on_time: float
    curve: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The probability that a target is reached by its date."""

    step: str
    name: str
    by: date
    probability: float


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves the last stage that is reached, or the finish where none is: the week of its even odds when this goes
    well, and when it goes badly, whatever the others do; ``usual``: in all draws."""

    kind: str
    what: str
    name: str
    well: float
    badly: float
    usual: float

    @property
    def swing(self) -> float:
        return self.badly - self.well


@dataclass(frozen=True, slots=True)
class Risk:
    """The outcome of a simulation.

    Attributes:
        on_time: the part of the draws in which everything is finished by the planned finish.
        unfinished: the part in which something cannot be finished within the plan's calendar at all.
        stages: when each stage of the journey is reached.
        drivers: largest swing first (a *tornado*).
    """

    draws: int
    seed: int
    distribution: str
    correlation: float
    finish: Spread
    on_time: float
    unfinished: float
    steps: tuple[StepRisk, ...]
    stages: tuple[StageRisk, ...]
    deadlines: tuple[Deadline, ...]
    drivers: tuple[Driver, ...]
    curve: tuple[float | None, ...] = ()
    """Of the finish, as for a stage."""
    warnings: tuple[str, ...] = ()
    """Of the plan: scorers that are left out."""


def to_data(risk: Risk) -> dict[str, Any]:
    """The outcome as plain data."""

    def spread(one: Spread) -> dict[str, Any]:
        return {
            "planned_week": one.planned,
            "p50_week": one.p50,
            "p80_week": one.p80,
            "p50_date": one.p50_date.isoformat() if one.p50_date else None,
            "p80_date": one.p80_date.isoformat() if one.p80_date else None,
        }

    return {
        "draws": risk.draws,
        "seed": risk.seed,
        "distribution": risk.distribution,
        "correlation": risk.correlation,
        "finish": spread(risk.finish) | {"on_time": risk.on_time, "unfinished": risk.unfinished},
        "steps": [
            {"id": s.id, "name": s.finish.name, **spread(s.finish), "criticality": s.criticality, "on_time": s.on_time}
            for s in risk.steps
        ],
        "stages": [
            {"number": one.number, "name": one.finish.name, **spread(one.finish), "on_time": one.on_time}
            | {"curve": list(one.curve)}
            for one in risk.stages
        ],
        "deadlines": [
            {"step": d.step, "name": d.name, "by": d.by.isoformat(), "probability": d.probability}
            for d in risk.deadlines
        ],
        "drivers": [
            {
                "kind": d.kind, "what": d.what, "name": d.name,
                "well_week": d.well, "badly_week": d.badly, "usual_week": d.usual,
            }
            for d in risk.drivers
        ],
    }  # fmt: skip
