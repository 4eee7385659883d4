"""From an order of activities to a schedule: the serial generation scheme, made fast for many orders.

Only *contended* cells are looked at: a cell is a role (or the budget) in one period, and it is contended when
the activities together could ask for more than there is. In a real plan few cells are.
"""

from bisect import bisect_left

from planner.project import Project

Row = tuple[tuple[int, int], ...]


class Decoder:
    """Schedules orders of activities for one project."""

    def __init__(self, project: Project):
        self.project = project
        position = {activity.id: i for i, activity in enumerate(project.activities)}
        self.weeks = [activity.weeks for activity in project.activities]
        self.needs = [[position[need] for need in activity.needs] for activity in project.activities]
        self.allowed = [
            [w for w in range(project.horizon - a.weeks + 1) if a.allowed >> w & 1] for a in project.activities
        ]
        self.grants = any(activity.grants for activity in project.activities)
        self.cells: dict[tuple[str, int], int] = {}
        self.left: list[int] = []
        self._rows: dict[tuple[int, int], Row] = {}
        self._roles = set(project.capacity)
        value = project.aim == "value"
        self._weights = [activity.weight if value else 0 for activity in project.activities]
        self._late = [(i, a.due) for i, a in enumerate(project.activities) if a.due is not None]
        self._per_week = sum(self._weights) if value else 1
        self._outs = [project.left_out(activity) for activity in project.activities]

    def row(self, i: int, start: int) -> Row:
        """(cell, amount) of an activity at a start week; with carry-over the budget's cells are cumulative."""
        found = self._rows.get((i, start))
        if found is None:
            activity = self.project.activities[i]
            entries = [
                (self._cell(role, period), amount)
                for (role, period), amount in self.project.load(activity, start).items()
                if role in self._roles and amount
            ]
            if self.project.budget is not None and activity.cost:
                entries += self._budget(self.project.spend(activity, start))
            found = self._rows[i, start] = tuple(entries)
        return found

    def _budget(self, spend: dict[int, int]) -> list[tuple[int, int]]:
        if not self.project.carry_over:
            return [(self._cell("", period), amount) for period, amount in spend.items() if amount]
        entries, total = [], 0
        for period in range(len(self.project.begins) - 1):
            total += spend.get(period, 0)
            if total:
                entries.append((self._cell("", period), total))
        return entries

    def _cell(self, role: str, period: int) -> int:
        cell = self.cells.get((role, period))
        if cell is None:
            cell = self.cells[role, period] = len(self.left)
            if role:
                self.left.append(self.project.capacity[role][period])
            else:
                budget = self.project.budget or ()
                self.left.append(sum(budget[: period + 1]) if self.project.carry_over else budget[period])
        return cell

    def decode(self, order: list[int]) -> list[int]:
        """Start week by position; -1 where an activity does not fit."""
        starts = [-1] * len(self.weeks)
        used: dict[int, int] = {}
        waiting = order
        while waiting:
            rest = [i for i in waiting if not self._place(i, starts, used)]
            if len(rest) == len(waiting) or not self.grants:
                break
            waiting = rest  # what was granted meanwhile may make room
        return self.useful(starts) if -1 in starts else starts

    def useful(self, starts: list[int]) -> list[int]:
        """The schedule without what only serves activities that are left out (grants are kept: others may
        stand on them)."""
        needed = [a.asked or bool(a.grants) for a in self.project.activities]
        todo = [i for i, start in enumerate(starts) if start >= 0 and needed[i]]
        while todo:
            for need in self.needs[todo.pop()]:
                if not needed[need]:
                    needed[need] = True
                    todo.append(need)
        return [start if needed[i] else -1 for i, start in enumerate(starts)]

    def _place(self, i: int, starts: list[int], used: dict[int, int]) -> bool:
        ready = 0
        for need in self.needs[i]:
            if starts[need] < 0:
                return False
            ready = max(ready, starts[need] + self.weeks[need])
        allowed, left = self.allowed[i], self.left
        for index in range(bisect_left(allowed, ready), len(allowed)):
            start = allowed[index]
            row = self.row(i, start)
            for cell, amount in row:
                if amount > 0 and used.get(cell, 0) + amount > left[cell]:
                    break
            else:
                for cell, amount in row:
                    used[cell] = used.get(cell, 0) + amount
                starts[i] = start
                return True
        return False

    def value(self, decoded: list[int]) -> int:
        """``project.objective`` of a decoded order, computed faster."""
        weeks = self.weeks
        cost = sum(w * (s + d) for w, s, d in zip(self._weights, decoded, weeks, strict=True) if s >= 0)
        for i, due in self._late:
            if decoded[i] >= 0 and decoded[i] + weeks[i] > due:
                cost += self._per_week * (decoded[i] + weeks[i] - due)
        if -1 in decoded:
            cost += sum(out for out, start in zip(self._outs, decoded, strict=True) if start < 0)
        if self.project.aim == "finish":
            cost += max((s + d for s, d in zip(decoded, weeks, strict=True) if s >= 0), default=0)
        return cost

    def starts(self, decoded: list[int]) -> dict[str, int]:
        """Start week by id of what is placed."""
        return {self.project.activities[i].id: start for i, start in enumerate(decoded) if start >= 0}
