"""Start weeks and what each asks of cells, as the compiled kernel takes them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from planner.plugins import Activity
from planner_sequencers.asked import Row
from planner_sequencers.cells import Cells

Arrays = tuple["array[int]", "array[int]", "array[int]"]


class Slots:
    """The start weeks (*slots*) of activities, one activity after the other.

    Attributes:
        at: where the slots of each activity begin; ``week``: of each slot.
        tail: of each slot, which of ``tails`` it has: what runs in later periods is the same for many.
        size: cells looked at when each slot is looked at once.
    """

    def __init__(self, cells: Cells, activities: Iterable[Activity], windows: Iterable[Sequence[int]]):
        self.at, self.week, self.tail, self.size = array("i", [0]), array("i"), array("i"), 0
        self._own, self._tails = _Rows(), _Rows()
        for activity, weeks in zip(activities, windows, strict=True):
            known: dict[Row, int] = {}
            for week in weeks:
                own, tail = cells.amounts(activity, week)
                self.week.append(week)
                self._own.append(own)
                if tail not in known:
                    known[tail] = self._tails.append(tail)
                self.tail.append(known[tail])
                self.size += len(own) + len(tail)
            self.at.append(len(self.week))

    @property
    def rows(self) -> tuple[array[int], ...]:
        """The rows of all slots, which tail each has, the rows of the tails."""
        return (*self._own.arrays, self.tail, *self._tails.arrays)


class _Rows:
    """Rows, one after the other: where each begins, cells, amounts."""

    def __init__(self) -> None:
        self.arrays: Arrays = array("i", [0]), array("i"), array("q")

    def append(self, row: Row) -> int:
        """The number of the row."""
        begins, cells, amounts = self.arrays
        for cell, amount in row:
            cells.append(cell)
            amounts.append(amount)
        begins.append(len(cells))
        return len(begins) - 2
