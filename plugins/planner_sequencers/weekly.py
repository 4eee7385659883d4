"""The classic RCPSP (periods of one week, nothing but work) decoded fast: for each role and each amount that is
asked of it, one whole number holds the weeks in which that much is free, so that the first fitting start is a
few shifts away."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import Any

from planner.plugins import FINISH, Project
from planner_sequencers import kernel
from planner_sequencers.cells import Cells
from planner_sequencers.decoder import LARGEST_ENERGY, Decoder, compressed


def is_weekly(project: Project) -> bool:
    """Whether capacity is per week, roles are all limited, and work is all there is to it."""
    begins = project.begins
    return (
        project.plain
        and project.budget is None
        and not project.handovers
        and not project.absent
        and not project.at_once
        and begins[-1] == len(begins) - 1
        and all(
            not a.wished
            and not a.run
            and not a.grants
            and not a.charge
            and all(role in project.capacity and n % a.duration == 0 for role, n in a.work.items())
            for a in project.activities
        )
    )


def decoder_for(project: Project, cells: Cells | None = None) -> Decoder:
    """``cells``: of the project that it is a plain one of."""
    return WeeklyDecoder(project) if is_weekly(project) else Decoder(project, cells)


class WeeklyDecoder(Decoder):
    """A decoder that looks at weeks as bits."""

    quick_to_compile = True

    def __init__(self, project: Project):
        super().__init__(project)
        roles = list(project.capacity)
        self.demand = [
            [(roles.index(role), amount // a.duration) for role, amount in a.work.items() if amount]
            for a in project.activities
        ]
        self._capacity = [list(project.capacity[role]) for role in roles]
        self._allowed = [activity.allowed for activity in project.activities]
        self.justifies = self._constant and project.aims == (FINISH,)

    @cached_property
    def _levels(self) -> list[list[int]]:
        """The amounts that are asked of each role."""
        asked: list[set[int]] = [set() for _ in self._capacity]
        for demand in self.demand:
            for role, amount in demand:
                asked[role].add(amount)
        return [sorted(amounts) for amounts in asked]

    @cached_property
    def _free(self) -> list[dict[int, int]]:
        """For each role and amount that is asked of it, the weeks in which that much is free, as bits."""
        return [
            {level: int("".join("01"[n >= level] for n in reversed(amounts)) or "0", 2) for level in levels}
            for amounts, levels in zip(self._capacity, self._levels, strict=True)
        ]

    @cached_property
    def _constant(self) -> bool:
        """Whether capacity never changes and the calendar forbids nothing."""
        horizon, activities = self.project.horizon, self.project.activities
        open_weeks = (1 << horizon) - 1
        return all(amounts.count(amounts[0]) == len(amounts) for amounts in self.project.capacity.values()) and all(
            a.allowed == open_weeks for a in activities
        )

    @cached_property
    def compiled(self) -> Any:
        aims = self.project.aims
        simple = (
            self._constant and len(aims) == 1 and aims[0].keys() <= {"value", "finish"} and not self.project.discount
            and all(a.due is None or a.due >= 0 for a in self.project.activities)  # a date may be past already
        )  # fmt: skip
        if (
            kernel.compiled is None
            or not simple
            or not self._all_fit
            or self.scales[1] * self._longest() > LARGEST_ENERGY
        ):
            return None
        factor = aims[0].get("value", 0)
        activities = self.project.activities
        demand = [[part for one in own for part in one] for own in self.demand]
        begins, parts = compressed(demand)
        return kernel.compiled.classic(
            array("i", self.weeks), *compressed(self.needs), array("i", [at // 2 for at in begins]), parts[::2],
            parts[1::2], array("i", [amounts[0] for amounts in self._capacity]),
            array("q", [factor * a.weight for a in activities]),
            array("i", [-1 if a.due is None else a.due for a in activities]),
            self._room(), self.scales[1], self._finish, self.justifies,
        )  # fmt: skip

    @cached_property
    def _all_fit(self) -> bool:
        """Whether every order finds room for everything."""
        most = [amounts[0] for amounts in self._capacity]
        return self.project.horizon >= sum(self.weeks) and all(
            amount <= most[role] for demand in self.demand for role, amount in demand
        )

    def _longest(self) -> int:
        return self.project.horizon * (1 + sum(a.due is not None for a in self.project.activities))

    def _room(self) -> int:
        """Weeks that any schedule without a pause at all roles at once needs at most."""
        return min(self.project.horizon, sum(self.weeks) + 1)

    def justified(self, starts: list[int]) -> list[int] | None:
        """Tormos and Lova 2001: last finish first, everything as late as it goes."""
        if not self.justifies or -1 in starts:
            return None
        left = [list(amounts) for amounts in self._capacity]
        latest = [max(start + weeks for start, weeks in zip(starts, self.weeks, strict=True))] * len(starts)
        late = [0] * len(starts)
        for i in sorted(range(len(starts)), key=lambda i: (-(starts[i] + self.weeks[i]), i)):
            start = latest[i] - self.weeks[i]
            while True:
                weeks = range(start, start + self.weeks[i])
                full = next((w for role, n in self.demand[i] for w in weeks if left[role][w] < n), None)
                if full is None:
                    break
                start = full - self.weeks[i]
            late[i] = start
            for role, amount in self.demand[i]:
                for week in weeks:
                    left[role][week] -= amount
            for need in self.needs[i]:
                latest[need] = min(latest[need], start)
        return sorted(range(len(starts)), key=lambda i: (late[i], i))

    def decode(self, order: list[int]) -> list[int]:
        if self.compiled is not None:
            starts = array("i", kernel.compiled.decode(self.compiled, array("i", order))).tolist()
            return self.useful(starts) if -1 in starts else starts
        left = [list(amounts) for amounts in self._capacity]
        free = [dict(levels) for levels in self._free]
        starts = [-1] * len(self.weeks)
        for i in order:
            ready, waits = 0, False
            for need in self.needs[i]:
                if starts[need] < 0:
                    waits = True
                    break
                finish = starts[need] + self.weeks[need]
                ready = finish if finish > ready else ready
            if waits:
                continue
            weeks, demand = self.weeks[i], self.demand[i]
            fitting = self._allowed[i] >> ready
            if demand:
                window = -1
                for role, amount in demand:
                    window &= free[role][amount]
                window >>= ready
                covered = 1
                while covered < weeks:  # doubling: after it, a bit stands for `weeks` free weeks from there on
                    step = min(covered, weeks - covered)
                    window &= window >> step
                    covered += step
                fitting &= window
            if not fitting:
                continue
            start = ready + (fitting & -fitting).bit_length() - 1
            if start + weeks > self.project.horizon:
                continue
            starts[i] = start
            for role, amount in demand:
                row, levels = left[role], self._levels[role]
                taken: dict[int, int] = {}
                for week in range(start, start + weeks):
                    before = row[week]
                    row[week] = after = before - amount
                    for level in levels:
                        if after < level <= before:
                            taken[level] = taken.get(level, 0) | 1 << week
                for level, bits in taken.items():
                    free[role][level] &= ~bits
        return self.useful(starts) if -1 in starts else starts
