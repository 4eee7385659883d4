"""What an activity asks of roles and money, by its start week: counted once for all problems in which it is the same,
since a plan, its reasons and its smallest changes are many problems with the same activities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from planner.plugins import Activity, Project

Row = tuple[tuple[int, int], ...]

KEPT = 128  # activities; the more, the more memory


class Shape(NamedTuple):
    """What the amounts depend on besides the activity."""

    begins: tuple[int, ...]
    roles: tuple[str, ...]
    limited: bool
    carries: tuple[bool, ...]
    handovers: tuple[tuple[str, tuple[int, str]], ...]
    absent: tuple[tuple[str, frozenset[int]], ...]


def shape(project: Project) -> Shape:
    handovers, absent = tuple(sorted(project.handovers.items())), tuple(sorted(project.absent.items()))
    limited = project.budget is not None
    return Shape(project.begins, tuple(project.capacity), limited, project.carries, handovers, absent)


def asked(of: Shape, activity: Activity) -> Asked:
    parts = (tuple(part.items()) for part in (activity.work, activity.run, activity.grants))
    return _asked(of, activity.duration, activity.owner, activity.cost, *parts)


class Asked:
    """What one activity asks of cells. Of role r (by its place; money comes last) in period p it is cell
    r x periods + p."""

    def __init__(self, of: Shape, activity: Activity):
        self._activity, self._periods = activity, len(of.begins) - 1
        self._place = {role: place * self._periods for place, role in enumerate(of.roles)}
        self._money = len(of.roles) * self._periods if of.limited and activity.cost else None
        nothing = dict.fromkeys(of.roles, ())
        self._project = Project((), of.begins, nothing, None, of.carries, dict(of.handovers), absent=dict(of.absent))
        self._rows: dict[int, tuple[Row, Row]] = {}
        self._running: dict[int, Row] = {}
        self._changes: dict[tuple[int, int | None], Row] = {}

    def amounts(self, start: int) -> tuple[Row, Row]:
        """(cell, amount) up to the end of the period in which the activity ends, and in all later ones, where it is the
        same for many starts. Each period's part is the same for all: a later start has a rest of what an earlier one
        has."""
        found = self._rows.get(start)
        if found is None:
            finish, own = start + self._activity.duration, self._load(self._project.first_load(self._activity, start))
            if self._money is not None:
                own += self._spent(self._project.spend(self._activity, start), self._money)
            first = self._project.first_whole(finish)
            if first not in self._running:
                self._running[first] = tuple(self._load(self._project.run_load(self._activity, finish)))
            found = self._rows[start] = tuple(own), self._running[first]
        return found

    def change(self, start: int, later: int | None) -> Row:
        """What starting in one week rather than a later one, or never (None), adds to cells."""
        found = self._changes.get((start, later))
        if found is None:
            now, then = self.amounts(start), self.amounts(later) if later is not None else ((), ())
            parts = [both for both in zip(now, then, strict=True) if both[0] is not both[1]]
            change = dict(chain.from_iterable(before for before, _after in parts))
            for cell, amount in chain.from_iterable(after for _before, after in parts):
                change[cell] = change.get(cell, 0) - amount
            found = self._changes[start, later] = tuple(one for one in change.items() if one[1])
        return found

    def _load(self, load: Mapping[tuple[str, int], int]) -> list[tuple[int, int]]:
        place = self._place
        return [(place[role] + period, n) for (role, period), n in load.items() if n and role in place]

    def _spent(self, spend: Mapping[int, int], money: int) -> list[tuple[int, int]]:
        entries, total = [], 0
        for period, since in enumerate(self._project.budget_since):
            total = (total if since < period else 0) + spend.get(period, 0)
            if total:
                entries.append((money + period, total))
        return entries


@lru_cache(maxsize=KEPT)
def _asked(of: Shape, duration: int, owner: str, cost: int, work: Load, run: Load, grants: Load) -> Asked:
    activity = Activity("", duration, dict(work), cost, dict(run), dict(grants), (), 0, 0, owner=owner)
    return Asked(of, activity)


Load = tuple[tuple[str, int], ...]
