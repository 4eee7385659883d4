"""From an order of activities to a schedule: the serial generation scheme, made fast for many orders.

A decoder works on *plain* projects, in which nothing is left to choose but the weeks (see ``selecting``).
"""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import chain
from typing import Any

from planner.plugins import AIMS, LATE, LEFT_OUT, WISHED, Activity, Project
from planner_sequencers import kernel
from planner_sequencers.cells import Cells
from planner_sequencers.priority_lists import ordered
from planner_sequencers.slots import Slots

LARGEST_TABLE = 400_000  # start weeks, over all activities, that the compiled decoder is given
LARGEST_ENERGY = 2**61
WISH_DIGITS = 16  # binary, of what all wishes together weigh in an energy


class Decoder:
    """Schedules orders of activities for one plain project."""

    def __init__(self, project: Project, cells: Cells | None = None):
        self.project = project
        position = {activity.id: i for i, activity in enumerate(project.activities)}
        self.weeks = [activity.duration for activity in project.activities]
        self.needs = [[position[need] for (need,) in activity.needs] for activity in project.activities]
        self._cells = cells or Cells(project)
        self._grants = any(activity.grants for activity in project.activities)
        self._energies: list[dict[int, int]] = [{} for _ in project.activities]

    @cached_property
    def allowed(self) -> list[list[int]]:
        """Start weeks that the calendar allows and that are not too early for what is needed, by position."""
        horizon, first = self.project.horizon, [0] * len(self.weeks)
        found: list[list[int]] = [[] for _ in self.weeks]
        for i in ordered(self.needs, lambda i: (i,)):
            activity = self.project.activities[i]
            ready = max((first[need] + self.weeks[need] for need in self.needs[i]), default=0)
            found[i] = [week for week in range(ready, horizon - activity.duration + 1) if activity.allowed >> week & 1]
            first[i] = found[i][0] if found[i] else horizon
        return found

    quick_to_compile = False

    def justified(self, starts: list[int]) -> list[int] | None:
        """The order of a schedule after everything is moved as late as it goes; None where that does not help."""
        return None

    @cached_property
    def compiled(self) -> Any:
        """The project as the compiled kernel takes it, or None."""
        size = sum(map(len, self.allowed))
        if (
            kernel.compiled is None
            or size > LARGEST_TABLE
            or self.scales[LEFT_OUT] * sum(self._penalties.values()) > LARGEST_ENERGY
        ):
            return None
        slots = Slots(self._cells, self.project.activities, self.allowed)
        energies = array("q", [self._energy(i, week) for i, weeks in enumerate(self.allowed) for week in weeks])
        keeps = array("i", [a.asked or bool(a.grants) for a in self.project.activities])
        return kernel.compiled.general(
            array("i", self.weeks), *compressed(self.needs), slots.at, slots.week, energies, *slots.rows,
            array("q", self._cells.left), keeps, *compressed(self._leads), self._finish, self._grants,
        )  # fmt: skip

    def decode(self, order: list[int]) -> list[int]:
        """Start week by position; -1 where an activity does not fit."""
        starts = [-1] * len(self.weeks)
        used: dict[int, int] = {}
        full = {first: 0 if self._cells.left[first] else -1 for first in chain.from_iterable(self._leads)}
        waiting = order
        while waiting:
            rest = [i for i in waiting if not self._place(i, starts, used, full)]
            if len(rest) == len(waiting) or not self._grants:
                break
            waiting = rest  # what was granted meanwhile may make room
        return self.useful(starts) if -1 in starts else starts

    def useful(self, starts: list[int]) -> list[int]:
        """The schedule without what serves nothing, where something is left out (grants are kept: others may
        stand on them)."""
        needed = [a.asked or bool(a.grants) for a in self.project.activities]
        todo = [i for i, start in enumerate(starts) if start >= 0 and needed[i]]
        while todo:
            for need in self.needs[todo.pop()]:
                if not needed[need]:
                    needed[need] = True
                    todo.append(need)
        return [start if needed[i] else -1 for i, start in enumerate(starts)]

    def _place(self, i: int, starts: list[int], used: dict[int, int], full: dict[int, int]) -> bool:
        """Gives an activity the first start week in which it fits, if there is one.

        Args:
            used: the amount of each cell that is taken.
            full: by the cell of week 0 of who leads, a mask of the weeks in which no more may be under way.
        """
        ready = 0
        for need in self.needs[i]:
            if starts[need] < 0:
                return False
            ready = max(ready, starts[need] + self.weeks[need])
        ready = max(ready, self._run_fits(i, used))
        activity, left, weeks, leads = self.project.activities[i], self._cells.left, self.weeks[i], self._leads[i]
        fitting = self._open[i] >> ready << ready
        for first in leads:
            fitting &= ~begun_in(full[first], weeks)
        while fitting:
            start = (fitting & -fitting).bit_length() - 1
            own, running = self._cells.amounts(activity, start)
            for cell, amount in own:
                if amount > 0 and used.get(cell, 0) + amount > left[cell]:
                    break
            else:
                for cell, amount in (*own, *running):
                    used[cell] = used.get(cell, 0) + amount
                for first in leads:
                    for cell in range(first + start, first + start + weeks):
                        used[cell] = used.get(cell, 0) + 1
                        if used[cell] >= left[cell]:
                            full[first] |= 1 << cell - first
                starts[i] = start
                return True
            fitting &= fitting - 1
        return False

    def _run_fits(self, i: int, used: dict[int, int]) -> int:
        """The first week from which on there is room for what an activity asks for when it is finished: all earlier
        starts ask the same of a later period."""
        left = self._cells.left
        for cell, amount, week in self._runs[i]:
            if used.get(cell, 0) + amount > left[cell]:
                return week
        return 0

    @cached_property
    def _open(self) -> list[int]:
        """A mask of the start weeks that the calendar allows, by position."""
        horizon = self.project.horizon
        return [a.allowed & (1 << max(0, horizon - a.duration + 1)) - 1 for a in self.project.activities]

    @cached_property
    def _leads(self) -> list[list[int]]:
        return [self._cells.leads(activity) for activity in self.project.activities]

    @cached_property
    def _runs(self) -> list[tuple[tuple[int, int, int], ...]]:
        return [self._cells.lasting(activity) for activity in self.project.activities]

    @cached_property
    def scales(self) -> list[int]:
        """A weight for each part of the objective: with these the weighted sum orders schedules as the objective
        does."""
        project = self.project
        scales = [1]
        for level in range(project.levels - 1, LEFT_OUT, -1):
            spread = 0
            for activity in project.activities:
                ends = [
                    self._change(level, activity, week) for week in self._corners(activity.duration, activity.baseline)
                ]
                spread += max(0, *ends) - min(0, *ends)
            spread += project.aims[level - AIMS].get("finish", 0) * project.horizon if level >= AIMS else 0
            scales.insert(0, scales[0] * (spread + 1))
        return scales

    def _corners(self, weeks: int, baseline: int | None) -> tuple[int, ...]:
        """Weeks among which each term of the objective has its extremes."""
        last = max(0, self.project.horizon - weeks)
        if baseline is None:
            return 0, last
        if self.project.discount:
            return tuple(range(last + 1))
        return 0, min(max(baseline, 0), last), last

    def energy(self, decoded: list[int]) -> int:
        """The objective as one number (see ``scales``), against that of an empty plan."""
        total = 0
        finish = 0
        for i, start in enumerate(decoded):
            if start >= 0:
                known = self._energies[i].get(start)
                if known is None:
                    known = self._energies[i][start] = self._energy(i, start)
                total += known
                if start + self.weeks[i] > finish:
                    finish = start + self.weeks[i]
        return total + self._finish * finish

    @cached_property
    def _finish(self) -> int:
        aims = self.project.aims
        return sum(aim.get("finish", 0) * scale for aim, scale in zip(aims, self.scales[AIMS:], strict=True))

    def _energy(self, i: int, start: int) -> int:
        activity, levels = self.project.activities[i], range(LATE, self.project.levels)
        later = sum(self._change(level, activity, start) * self.scales[level] for level in levels)
        return later - self._penalties.get(activity.step_id, 0) * self.scales[LEFT_OUT]

    def _change(self, level: int, activity: Activity, start: int) -> int:
        """What an activity adds to a part of the objective after the first; of wishes in a few digits."""
        if level == WISHED:
            return -self._wishes.get(activity.step_id, 0)
        return self.project.change(level, activity, start)

    @cached_property
    def _wishes(self) -> dict[str, int]:
        """What leaving out a wish costs, in so few digits that what must be planned has room for its own."""
        exact = self.project.wishes
        shift = max(0, sum(exact.values()).bit_length() - WISH_DIGITS)
        return {step: max(1, penalty >> shift) for step, penalty in exact.items()}

    @cached_property
    def _penalties(self) -> dict[str, int]:
        """What leaving out a step costs, in as many digits as an energy has room for: a search needs no more, and the
        objective itself is counted in full."""
        exact = self.project.penalties
        shift = max(0, (self.scales[LEFT_OUT] * sum(exact.values())).bit_length() - LARGEST_ENERGY.bit_length() + 1)
        return {step: max(1, penalty >> shift) for step, penalty in exact.items()}

    def warmth(self, decoded: list[int]) -> int:
        """The part of a schedule's objective that its aims make up, in the unit of ``energy``: what the
        temperature of a search is measured by."""
        objective = self.project.objective(self.starts(decoded))
        return sum(part * scale for part, scale in zip(objective[AIMS:], self.scales[AIMS:], strict=True))

    def starts(self, decoded: list[int]) -> dict[str, int]:
        """Start week by id of what is placed."""
        return {self.project.activities[i].id: start for i, start in enumerate(decoded) if start >= 0}


def begun_in(weeks: int, duration: int) -> int:
    """A mask of the start weeks with which an activity is under way in one of some weeks, a mask too."""
    starts, covered = weeks if duration else 0, 1
    while covered < duration:
        step = min(covered, duration - covered)
        starts |= starts >> step
        covered += step
    return starts


def compressed(lists: list[list[int]]) -> tuple[array[int], array[int]]:
    """Lists as (where each begins, all one after the other)."""
    begins, items = array("i", [0]), array("i")
    for one in lists:
        items.extend(one)
        begins.append(len(items))
    return begins, items
