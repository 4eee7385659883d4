"""What activities ask of cells: a cell is a role, or the budget, in one period, or what a role may lead in one week."""

from collections.abc import Sequence

from planner.plugins import Activity, Project
from planner_sequencers.asked import Asked, Row, asked, shape


class Cells:
    """The cells of a project: of its roles and the budget in each period, then of those who lead, as they come up.
    Every plain project of it (see ``choices``) can share them.

    Attributes:
        left: what there is in each cell; the budget's cells count from the first period on whose money is still there.
    """

    def __init__(self, project: Project):
        self.project = project
        self.left = [amount for amounts in project.capacity.values() for amount in amounts]
        if project.budget is not None:
            since = enumerate(project.budget_since)
            self.left += [sum(project.budget[first : period + 1]) for period, first in since]
        self._names, self._count = (*project.capacity, ""), len(self.left)
        self._shape, self._periods = shape(project), len(project.begins) - 1
        self._leads: dict[str, int] = {}
        self._asked: dict[str, Asked] = {}
        self._lasting: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def row(self, activity: Activity, start: int) -> Row:
        """(cell, amount) of an activity at a start week."""
        weeks = range(start, start + activity.duration)
        led = tuple((first + week, 1) for first in self.leads(activity) for week in weeks)
        return sum(self.amounts(activity, start), led)

    def asked(self, activity: Activity) -> Asked:
        """What roles and money are asked for."""
        found = self._asked.get(activity.id)
        if found is None:
            found = self._asked[activity.id] = asked(self._shape, activity)
        return found

    def amounts(self, activity: Activity, start: int) -> tuple[Row, Row]:
        """The two parts of what roles and money are asked for, see ``Asked.amounts``."""
        return self.asked(activity).amounts(start)

    def lasting(self, activity: Activity) -> tuple[tuple[int, int, int], ...]:
        """What an activity asks for when it is finished, the latest period first: a cell, what is asked of it, the
        first start that does not ask."""
        found = self._lasting.get(activity.id)
        if found is None:
            first = (activity.allowed & -activity.allowed).bit_length() - 1
            in_time = 0 <= first <= self.project.horizon - activity.duration
            running = self.amounts(activity, first)[1] if in_time else ()
            asked = sorted(((cell % self._periods, cell, n) for cell, n in running if n > 0), reverse=True)
            begins = self.project.begins
            found = tuple((cell, amount, begins[at] + 1 - activity.duration) for at, cell, amount in asked)
            self._lasting[activity.id] = found
        return found

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
        place, period = divmod(cell, self._periods)
        return self._names[place], period

    def prices(self, prices: Sequence[float]) -> tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]]:
        """(prices of roles and money by period, of leading by name and week), from those of all cells."""
        horizon, leads = self.project.horizon, self._leads.items()
        at_once = {(name, week): prices[first + week] for name, first in leads for week in range(horizon)}
        amounts = {self.resource(cell): prices[cell] for cell in range(self._count)}
        return {k: v for k, v in amounts.items() if v > 0}, {k: v for k, v in at_once.items() if v > 0}
