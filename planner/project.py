"""The scheduling problem that sequencers solve: resource-constrained project scheduling (RCPSP) with
capacity per period.

Periods are calendar quarters, so a role's capacity is an amount per quarter that may be used at any time
within it (*partially renewable resources*: Böttcher, Drexl, Kolisch and Salewski 1999). With periods of one
week this is the classic RCPSP. On top: run load and grants that start at the finish of an activity and never
end, a budget per period with or without carry-over, and a set of allowed start weeks per activity into which
every calendar rule is compiled.

All amounts are whole numbers: 1/1000 person-week and 1/1000 of a thousand of money, so that every sequencer
and the checker agree to the last digit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SCALE = 1000
WEEKS_PER_QUARTER = 13


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. It runs without interruption for ``weeks`` weeks from its start.

    Attributes:
        work: amount by role, spread evenly over the weeks.
        cost: money, spread evenly over the weeks.
        run: amount per quarter by role, from the finish on.
        grants: amount per quarter by role added to the capacity, from the finish on.
        needs: ids of activities that must be finished before the start.
        allowed: bit ``w`` is set when the calendar lets the activity start in week ``w``.
        weight: whole number; the weight in the weighted sum of completion times.
        due: week by which it is wanted finished, or None; ``hard`` due dates are part of ``allowed``.
        asked: leaving it out is penalised. What is not asked for itself is there for what needs it: leaving it
            out costs nothing.
    """

    id: str
    weeks: int
    work: Mapping[str, int]
    cost: int
    run: Mapping[str, int]
    grants: Mapping[str, int]
    needs: tuple[str, ...]
    allowed: int
    weight: int
    due: int | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a sequencer may know.

    Attributes:
        activities: in journey order; every need is among them.
        begins: first week of each period, then the horizon (the first week after the last period).
        capacity: amount by role and period, net of what runs today; a role that is missing is not limited.
            Negative where today's run load is already more than the capacity.
        budget: money by period, or None when not limited.
        carry_over: whether budget that is not spent moves to the next period.
        handovers: role -> (first period, role that takes over).
        aim: ``value`` (weighted completion times) or ``finish`` (the makespan).
    """

    activities: tuple[Activity, ...]
    begins: tuple[int, ...]
    capacity: Mapping[str, tuple[int, ...]]
    budget: tuple[int, ...] | None
    carry_over: bool
    handovers: Mapping[str, tuple[int, str]]
    aim: str = "value"

    @property
    def horizon(self) -> int:
        return self.begins[-1]

    def objective(self, starts: Mapping[str, int]) -> int:
        """What a sequencer minimises.

        The weighted sum of completion times (or the makespan), plus the sum of all weights for each week that
        a due date is missed by, plus a penalty for each activity left out that outweighs any delay.
        """
        total = sum(activity.weight for activity in self.activities) if self.aim == "value" else 1
        cost = finish = 0
        for activity in self.activities:
            start = starts.get(activity.id)
            if start is None:
                cost += self.left_out(activity)
                continue
            end = start + activity.weeks
            finish = max(finish, end)
            if self.aim == "value":
                cost += activity.weight * end
            if activity.due is not None:
                cost += total * max(0, end - activity.due)
        return cost + (finish if self.aim == "finish" else 0)

    def left_out(self, activity: Activity) -> int:
        """Penalty for leaving an activity out: more than all others can lose by being late."""
        if not activity.asked:
            return 0
        if self.aim == "finish":
            return 4 * self.horizon * (len(self.activities) + 1)
        total = sum(other.weight for other in self.activities)
        due = sum(other.due is not None for other in self.activities)
        return total * self.horizon * (1 + due) + 2 * activity.weight * self.horizon

    def carrier(self, role: str, period: int) -> str:
        """Who does a role's work in a period, after handovers."""
        for _ in range(len(self.handovers) + 1):
            handover = self.handovers.get(role)
            if handover is None or period < handover[0]:
                break
            role = handover[1]
        return role

    def overlaps(self, start: int, finish: int) -> Iterator[tuple[int, int]]:
        """(period, weeks of it) of the weeks from ``start`` up to ``finish``, exclusive."""
        begins = self.begins
        for period in range(max(0, bisect_right(begins, start) - 1), len(begins) - 1):
            if begins[period] >= finish:
                return
            weeks = min(finish, begins[period + 1]) - max(start, begins[period])
            if weeks > 0:
                yield period, weeks

    def load(self, activity: Activity, start: int) -> dict[tuple[str, int], int]:
        """Amount by (role, period) when the activity starts in ``start``: its work, then its run load, less
        what it grants."""
        finish = start + activity.weeks
        load: dict[tuple[str, int], int] = {}

        def add(role: str, period: int, amount: int) -> None:
            key = (self.carrier(role, period), period)
            load[key] = load.get(key, 0) + amount

        for role, total in activity.work.items():
            done = used = 0
            for period, weeks in self.overlaps(start, finish):
                done += weeks
                upto = -(-total * done // activity.weeks)  # rounded on the running total: the parts add up
                add(role, period, upto - used)
                used = upto
        if activity.run or activity.grants:
            for period, weeks in self.overlaps(finish, self.horizon):
                length = max(self.begins[period + 1] - self.begins[period], WEEKS_PER_QUARTER)
                for role, amount in activity.run.items():
                    add(role, period, -(-amount * weeks // length))
                for role, amount in activity.grants.items():
                    key = (role, period)
                    load[key] = load.get(key, 0) - amount * weeks // length
        return load

    def spend(self, activity: Activity, start: int) -> dict[int, int]:
        """Money by period when the activity starts in ``start``."""
        spend: dict[int, int] = {}
        done = used = 0
        for period, weeks in self.overlaps(start, start + activity.weeks) if activity.cost else ():
            done += weeks
            upto = -(-activity.cost * done // activity.weeks)
            spend[period] = upto - used
            used = upto
        return spend


@dataclass(frozen=True, slots=True)
class Block:
    """Why an activity cannot start in a week. ``kind``: prerequisite, capacity, budget, calendar, horizon;
    ``what`` names the activity or role, ``period`` the quarter."""

    kind: str
    what: str = ""
    period: int = -1


class Ledger:
    """What is left of capacity and budget while a schedule is built. The one mutable thing in sequencing."""

    def __init__(self, project: Project):
        self.project = project
        self.left = {role: list(amounts) for role, amounts in project.capacity.items()}
        self.money = list(project.budget) if project.budget is not None else None
        self.starts: dict[str, int] = {}
        self._weeks = {activity.id: activity.weeks for activity in project.activities}

    def finish(self, activity_id: str) -> int:
        return self.starts[activity_id] + self._weeks[activity_id]

    def earliest(self, activity: Activity) -> int:
        """The first week after everything it needs (all of which must be placed)."""
        return max((self.finish(need) for need in activity.needs), default=0)

    def blocked(self, activity: Activity, start: int) -> Block | None:
        """Why it cannot start in ``start``, or None when it can. Prerequisites are not looked at."""
        return next(self.blocks(activity, start), None)

    def blocks(self, activity: Activity, start: int) -> Iterator[Block]:
        """Everything that keeps it from starting in ``start``."""
        if start + activity.weeks > self.project.horizon:
            yield Block("horizon")
            return
        if not activity.allowed >> start & 1:
            yield Block("calendar")
        for (role, period), amount in self.project.load(activity, start).items():
            if amount > 0 and role in self.left and self.left[role][period] < amount:
                yield Block("capacity", role, period)
        if self.money is not None and activity.cost:
            block = self._unaffordable(self.project.spend(activity, start))
            if block is not None:
                yield block

    def _unaffordable(self, spend: Mapping[int, int]) -> Block | None:
        money = self.money or []
        if not self.project.carry_over:
            return next(
                (Block("budget", "", period) for period, amount in spend.items() if money[period] < amount), None
            )
        balance = 0
        for period, amount in enumerate(money):
            balance += amount - spend.get(period, 0)
            if balance < 0:
                return Block("budget", "", period)
        return None

    def place(self, activity: Activity, start: int) -> None:
        self._book(activity, start, 1)
        self.starts[activity.id] = start

    def remove(self, activity: Activity) -> None:
        self._book(activity, self.starts.pop(activity.id), -1)

    def _book(self, activity: Activity, start: int, sign: int) -> None:
        for (role, period), amount in self.project.load(activity, start).items():
            if role in self.left:
                self.left[role][period] -= sign * amount
        if self.money is not None:
            for period, amount in self.project.spend(activity, start).items():
                self.money[period] -= sign * amount

    def first_start(self, activity: Activity, after: int) -> int | None:
        """The earliest week from ``after`` on in which it can start."""
        for start in range(after, self.project.horizon - activity.weeks + 1):
            if activity.allowed >> start & 1 and self.blocked(activity, start) is None:
                return start
        return None


def violations(project: Project, starts: Mapping[str, int]) -> list[str]:
    """Every rule that a schedule breaks, counted week by week and apart from the ledger, so that neither
    can hide the other's mistake. An empty list means that the schedule is valid."""
    broken = []
    by_id = {activity.id: activity for activity in project.activities}
    for name, start in starts.items():
        activity = by_id.get(name)
        if activity is None:
            broken.append(f"{name} is not part of the project")
            continue
        if start < 0 or start + activity.weeks > project.horizon:
            broken.append(f"{name} lies outside the horizon")
        elif not activity.allowed >> start & 1:
            broken.append(f"{name} starts in week {start}, which the calendar forbids")
        for need in activity.needs:
            if need not in starts:
                broken.append(f"{name} needs {need}, which is not planned")
            elif starts[need] + by_id[need].weeks > start:
                broken.append(f"{name} starts before {need} is finished")
    if broken:
        return broken
    periods = len(project.begins) - 1
    use = {role: [0] * periods for role in project.capacity}
    spent = [0] * periods
    for name, start in starts.items():
        activity = by_id[name]
        for (role, period), amount in project.load(activity, start).items():
            if role in use:
                use[role][period] += amount
        for period, amount in project.spend(activity, start).items():
            spent[period] += amount
    touched = {
        key for name, start in starts.items() for key, amount in project.load(by_id[name], start).items() if amount > 0
    }
    for role, amounts in project.capacity.items():
        for period in range(periods):
            if use[role][period] > amounts[period] and (role, period) in touched:
                broken.append(f"{role} is over its capacity in period {period}")
    if project.budget is not None:
        balance = 0
        for period in range(periods):
            balance = (balance if project.carry_over else 0) + project.budget[period] - spent[period]
            if balance < 0 and (project.carry_over or spent[period]):
                broken.append(f"the budget of period {period} is exceeded")
    return broken
