"""What the plan would be with a little more or less of something: each answer found by planning with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """A step that another plan has at another time. ``weeks`` later; below 0 sooner."""

    id: str
    name: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """What one change does to the plan.

    Attributes:
        kind: more or less (of a role, ``what``), without (a target, ``what``).
        text: the change in words.
        week: in which the last stage of the plan is reached with it; where the plan reaches none, in which the last
            step ends. None: it is no longer reached.
        sooner: weeks by which that is sooner, below 0 later; None: it is no longer reached.
        comes, leaves: names of the steps that it brings into the plan, and that find no place any more.
        moves: steps that are live at another time, the furthest first.
    """

    kind: str
    what: str
    text: str
    week: int | None
    sooner: int | None
    comes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.sooner is None or self.sooner or self.comes or self.leaves or self.moves)


def to_data(one: Alternative) -> dict[str, Any]:
    """An alternative as plain data."""
    data = asdict(one)
    return {key: data[key] for key in ("kind", "what", "text", "week")} | {
        "sooner_weeks": one.sooner,
        "comes": list(one.comes),
        "leaves": list(one.leaves),
        "moves": [asdict(move) for move in one.moves],
    }
