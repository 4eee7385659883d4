"""What is left of capacity and budget while a schedule is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.scheduling.activity import Activity
from planner.scheduling.problem import Project


@dataclass(frozen=True, slots=True)
class Block:
    """Why an activity cannot start in a week. ``kind``: prerequisite, capacity, budget, calendar, horizon, at-once;
    ``what`` names the activity or role (at-once: empty for the organisation), ``period`` the quarter."""

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
        self.leads = {name: [0] * project.horizon for name in project.at_once}
        """How many steps each role leads in each week; see ``Project.at_once``."""
        self._steps = project.steps
        self._weeks = {activity.id: activity.duration for activity in project.activities}

    def finish(self, activity_id: str) -> int:
        return self.starts[activity_id] + self._weeks[activity_id]

    def met_by(self, group: tuple[str, ...]) -> str | None:
        """The activity that meets a prerequisite first, or None while none of its steps is placed."""
        placed = [a.id for step in group for a in self._steps[step] if a.id in self.starts]
        return min(placed, key=lambda name: (self.finish(name), name), default=None)

    def earliest(self, activity: Activity) -> int | None:
        """The first week after everything it needs; None while something is not placed."""
        ready = 0
        for group in activity.needs:
            first = self.met_by(group)
            if first is None:
                return None
            ready = max(ready, self.finish(first) + (activity.lags.get(group[0], 0) if activity.lags else 0))
        return ready

    def blocked(self, activity: Activity, start: int) -> Block | None:
        """Why it cannot start in ``start``, or None when it can. Prerequisites are not looked at."""
        return next(self.blocks(activity, start), None)

    def blocks(self, activity: Activity, start: int) -> Iterator[Block]:
        """Everything that keeps it from starting in ``start``."""
        if start + activity.duration > self.project.horizon:
            yield Block("horizon")
            return
        if not activity.allowed >> start & 1:
            yield Block("calendar")
        for (role, period), amount in self.project.load(activity, start).items():
            if amount > 0 and role in self.left and self.left[role][period] < amount:
                yield Block("capacity", role, period)
        for name in self.project.led(activity):
            most = self.project.at_once[name]
            week = next((w for w in range(start, start + activity.duration) if self.leads[name][w] >= most), None)
            if week is not None:
                yield Block("at-once", name, next(period for period, _weeks in self.project.overlaps(week, week + 1)))
        if self.money is not None and activity.cost:
            yield from self._unaffordable(self.project.spend(activity, start))

    def _unaffordable(self, spend: Mapping[int, int]) -> Iterator[Block]:
        """In each run of periods that carry over, the period in which most is lacking."""
        balance, lowest = 0, dict[int, tuple[int, int]]()
        for period, amount in enumerate(self.money or []):
            since = self.project.budget_since[period]
            balance = (balance if since < period else 0) + amount - spend.get(period, 0)
            if balance < 0 and any(since <= spent <= period for spent in spend):
                lowest[since] = min(lowest.get(since, (0, 0)), (balance, period))
        yield from (Block("budget", "", period) for _balance, period in lowest.values())

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
        for name in self.project.led(activity):
            for week in range(start, start + activity.duration):
                self.leads[name][week] += sign

    def first_start(self, activity: Activity, after: int) -> int | None:
        """The earliest week from ``after`` on in which it can start."""
        for start in range(after, self.project.horizon - activity.duration + 1):
            if activity.allowed >> start & 1 and self.blocked(activity, start) is None:
                return start
        return None
