"""What activities ask of cells: a cell is a role, or the budget, in one period, or what a role may lead in one week."""

from collections.abc import Sequence

from planner.plugins import Activity, Project

Row = tuple[tuple[int, int], ...]


class Cells:
    """Numbers the cells of a project as they come up. Every plain project of it (see ``choices``) can share them.

    Attributes:
        left: what there is in each cell; the budget's cells count from the first period on whose money is still there.
    """

    def __init__(self, project: Project):
        self.project = project
        self.left: list[int] = []
        self._numbers: dict[tuple[str, int], int] = {}
        self._resources: dict[int, tuple[str, int]] = {}
        self._leads: dict[str, int] = {}
        self._rows: dict[tuple[str, int], tuple[Row, Row]] = {}
        self._running: dict[tuple[str, int], Row] = {}
        self._lasting: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def row(self, activity: Activity, start: int) -> Row:
        """(cell, amount) of an activity at a start week."""
        weeks = range(start, start + activity.duration)
        led = tuple((first + week, 1) for first in self.leads(activity) for week in weeks)
        return sum(self.amounts(activity, start), led)

    def amounts(self, activity: Activity, start: int) -> tuple[Row, Row]:
        """The parts of a row that roles and money are asked for: up to the end of the period in which the activity
        ends, and in all later ones, where it is the same for many starts. Each period's part is the same for all: a
        later start has a rest of what an earlier one has."""
        found = self._rows.get((activity.id, start))
        if found is None:
            found = self._rows[activity.id, start] = self._amounts(activity, start)
        return found

    def _amounts(self, activity: Activity, start: int) -> tuple[Row, Row]:
        finish, own = start + activity.duration, self._load(self.project.first_load(activity, start))
        if self.project.budget is not None and activity.cost:
            own += self._budget(self.project.spend(activity, start))
        first = self.project.first_whole(finish)
        if (activity.id, first) not in self._running:
            self._running[activity.id, first] = tuple(self._load(self.project.run_load(activity, finish)))
        return tuple(own), self._running[activity.id, first]

    def lasting(self, activity: Activity) -> tuple[tuple[int, int, int], ...]:
        """What an activity asks for when it is finished, the latest period first: a cell, what is asked of it, the
        first start that does not ask."""
        found = self._lasting.get(activity.id)
        if found is None:
            first = (activity.allowed & -activity.allowed).bit_length() - 1
            in_time = 0 <= first <= self.project.horizon - activity.duration
            running = self.amounts(activity, first)[1] if in_time else ()
            asked = sorted(((self._resources[cell][1], cell, n) for cell, n in running if n > 0), reverse=True)
            begins = self.project.begins
            found = tuple((cell, amount, begins[at] + 1 - activity.duration) for at, cell, amount in asked)
            self._lasting[activity.id] = found
        return found

    def _load(self, load: dict[tuple[str, int], int]) -> list[tuple[int, int]]:
        capacity = self.project.capacity
        return [(self._cell(role, period), n) for (role, period), n in load.items() if n and role in capacity]

    def leads(self, activity: Activity) -> list[int]:
        """The cell of week 0, of each name in ``at_once`` that an activity counts for; those of the other weeks follow.
        In each of its weeks it asks for one unit."""
        found = []
        for name in self.project.led(activity):
            if name not in self._leads:
                self._leads[name] = len(self.left)
                self.left += [self.project.at_once[name]] * self.project.horizon
            found.append(self._leads[name])
        return found

    def resource(self, cell: int) -> tuple[str, int]:
        """The role (empty: money) and period of a cell that an amount is asked of."""
        return self._resources[cell]

    def prices(self, prices: Sequence[float]) -> tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]]:
        """(prices of roles and money by period, of leading by name and week), from those of all cells."""
        horizon, leads = self.project.horizon, self._leads.items()
        at_once = {(name, week): prices[first + week] for name, first in leads for week in range(horizon)}
        amounts = {what: prices[cell] for cell, what in self._resources.items()}
        return {k: v for k, v in amounts.items() if v > 0}, {k: v for k, v in at_once.items() if v > 0}

    def _budget(self, spend: dict[int, int]) -> list[tuple[int, int]]:
        entries, total = [], 0
        for period, since in enumerate(self.project.budget_since):
            total = (total if since < period else 0) + spend.get(period, 0)
            if total:
                entries.append((self._cell("", period), total))
        return entries

    def _cell(self, role: str, period: int) -> int:
        cell = self._numbers.get((role, period))
        if cell is None:
            cell = self._numbers[role, period] = len(self.left)
            self._resources[cell] = role, period
            if role:
                self.left.append(self.project.capacity[role][period])
            else:
                budget = self.project.budget or ()
                self.left.append(sum(budget[self.project.budget_since[period] : period + 1]))
        return cell
