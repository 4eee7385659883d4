"""What became of a plan: how much longer, and how much more work, each step that is done took than was estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp, log
from typing import Any

from planner.documents.reader import Document
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import PlannerError
from planner.roadmap.comparison import Data

CLASS = 0.7
"""How far classes of size are apart: each has twice as many people as the one before."""

LARGEST = log(20.0)
"""No step takes more than 20 times as long as it was estimated, or less than a twentieth: that is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of logarithms of what was against what was estimated: their number, their sum, and the sum of their squares."""

    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    def plus(self, ratio: float | None) -> Sums:
        """With one more; None and what cannot be are not counted."""
        if ratio is None or ratio <= 0 or abs(log(ratio)) > LARGEST:
            return self
        return Sums(self.count + 1, self.total + log(ratio), self.squares + log(ratio) ** 2)

    @property
    def mean(self) -> float:
        """The factor in the middle of them."""
        return exp(self.total / self.count) if self.count else 1.0


@dataclass(frozen=True, slots=True)
class History:
    """What became of the plan of one organisation, by capability: no name, no day.

    Attributes:
        size: logarithm of how many people it has, against as many as the journey's estimates are made for.
    """

    journey: str
    size: float
    weeks: Mapping[str, Sums]
    effort: Mapping[str, Sums]

    @property
    def steps(self) -> int:
        return sum(one.count for one in self.weeks.values())


def history(baseline: Data, organisation: Organisation, journey: Journey) -> History:
    """What became of the plan in force and of those before it.

    Work is taken to have begun when it was planned to, or when the last of what it needs was finished, where that was
    later. What began before the plan, and what nobody has said the day of, is not counted.
    """
    weeks: dict[str, Sums] = {}
    effort: dict[str, Sums] = {}
    for step, begun, finished, took in _done(baseline, organisation):
        name = step["capability"]
        planned = (date.fromisoformat(step["end_date"]) - date.fromisoformat(step["start_date"])).days + 1
        lasted = (finished - begun).days + 1
        weeks[name] = weeks.get(name, Sums()).plus(lasted / planned if lasted > 0 else None)
        effort[name] = effort.get(name, Sums()).plus(took / step["effort"] if took and step["effort"] else None)
    size = log((organisation.staff or journey.policy.staff) / journey.policy.staff)
    return History(journey.id, size, _some(weeks), _some(effort))


def _done(baseline: Data, organisation: Organisation) -> Iterator[tuple[Data, date, date, float | None]]:
    """(step, when work on it began, its last day, person-weeks that it took where that is known)."""
    finished: dict[str, date] = {}
    for step in baseline["steps"]:
        standing = organisation.levels.get(step["capability"])
        if standing is not None and standing.level >= step["to_level"]:
            reached = standing.reached(int(step["to_level"]))
            if reached.on is not None:
                finished[step["id"]] = reached.on
    for step in baseline["steps"]:
        if step["id"] in finished and not step["done"]:
            needed = [finished[one] for one in step["needs"] if one in finished]
            begun = max([date.fromisoformat(step["start_date"]), *needed])
            took = organisation.levels[step["capability"]].reached(int(step["to_level"])).effort
            yield step, begun, finished[step["id"]], took
    for step in baseline["finished"]:
        if step["finished_date"]:
            begun = date.fromisoformat(step["start_date"])
            yield step, begun, date.fromisoformat(step["finished_date"]), step["actual_effort"]


def _some(sums: Mapping[str, Sums]) -> dict[str, Sums]:
    return {name: one for name, one in sums.items() if one.count}


def to_data(own: History) -> dict[str, Any]:
    """What may leave an organisation: sizes in classes, sums to two decimals."""
    return {
        "history": 1,
        "journey": own.journey,
        "size": round(round(own.size / CLASS) * CLASS, 1),
        **{
            kind: {name: [one.count, round(one.total, 2), round(one.squares, 2)] for name, one in sorted(sums.items())}
            for kind, sums in (("weeks", own.weeks), ("effort", own.effort))
        },
    }


def from_document(document: Document) -> History:
    """What ``to_data`` made.

    Raises:
        PlannerError: it is something else.
    """
    data = document.data
    try:
        own = {
            kind: {str(name): Sums(int(count), float(total), float(squares))
                   for name, (count, total, squares) in data[kind].items()}
            for kind in ("weeks", "effort")
        }  # fmt: skip
        found = History(str(data["journey"]), float(data["size"]), own["weeks"], own["effort"])
        sums = [one for kind in own.values() for one in kind.values()]
        if any(one.count < 1 or not _possible(one) for one in sums) or not abs(found.size) < 20:
            raise ValueError("sums that no steps can have")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise PlannerError(
            f"{document.source} is no history that 'planner calibrate --share' wrote ({error}); share it again"
        ) from None
    return found


def _possible(one: Sums) -> bool:
    """Whether numbers can have such sums."""
    within = abs(one.total) <= one.count * LARGEST + 0.01 and 0 <= one.squares <= one.count * LARGEST**2 + 0.01
    return within and one.squares + 0.01 + abs(one.total) / 50 >= one.total**2 / one.count
