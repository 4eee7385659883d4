"""Where each unit stands, and from when on all work one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitArea:
    """One area of work in one unit.

    Attributes:
        level: mean of what the common way has in this area, today.
        week: from which the unit works the common way in it: 0 today, None not in this plan.
    """

    area: str
    level: float
    week: int | None


@dataclass(frozen=True, slots=True)
class UnitState:
    """One unit.

    Attributes:
        wave: it comes in: 0 the pilot; None: it is on board already.
        step: of that wave; empty where it is not planned.
        start, finish: weeks of that step; None where it is not planned. On board already: 0.
        effort: person-weeks of that step, of all units that come with it.
        level: mean over what the common way has, today.
        levels: (capability, its level today) of each thing that is done in units.
    """

    id: str
    name: str
    staff: int | None
    wave: int | None
    step: str
    start: int | None
    finish: int | None
    effort: float
    level: float
    areas: tuple[UnitArea, ...]
    levels: tuple[tuple[str, int], ...] = ()

    @property
    def week(self) -> int | None:
        """From which it works the common way in everything; None: not in this plan."""
        weeks = [one.week for one in self.areas]
        return None if self.finish is None or None in weeks else max((one or 0 for one in weeks), default=self.finish)


def together(units: Sequence[UnitState], area: str = "") -> int | None:
    """The week from which all units work one way in an area, or (empty) in everything; None: not in this plan."""
    weeks = [one.week if not area else next((own.week for own in one.areas if own.area == area), 0) for one in units]
    return None if None in weeks else max((week or 0 for week in weeks), default=0)
