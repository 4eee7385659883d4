"""What activities ask of cells: a cell is a role, or the budget, in one period, or what a role may lead in one week."""

from planner.plugins import Activity, Project

Row = tuple[tuple[int, int], ...]


class Cells:
    """Numbers the cells of a project as they come up. Every plain project of it (see ``choices``) can share them.

    Attributes:
        left: what there is in each cell; with carry-over the budget's cells are cumulative.
        leads: the cells that say how many steps a role leads in a week, by role and week.
    """

    def __init__(self, project: Project):
        self.project = project
        self.left: list[int] = []
        self._numbers: dict[tuple[str, int], int] = {}
        self._resources: dict[int, tuple[str, int]] = {}
        self.leads: dict[tuple[str, int], int] = {}
        self._rows: dict[tuple[str, int], Row] = {}

    def row(self, activity: Activity, start: int) -> Row:
        """(cell, amount) of an activity at a start week."""
        found = self._rows.get((activity.id, start))
        if found is None:
            entries = [
                (self._cell(role, period), amount)
                for (role, period), amount in self.project.load(activity, start).items()
                if role in self.project.capacity and amount
            ]
            if self.project.budget is not None and activity.cost:
                entries += self._budget(self.project.spend(activity, start))
            for name in self.project.led(activity):
                entries += [(self._lead(name, week), 1) for week in range(start, start + activity.duration)]
            found = self._rows[activity.id, start] = tuple(entries)
        return found

    def resource(self, cell: int) -> tuple[str, int] | None:
        """The role (empty: money) and period of a cell; None: it is one of ``leads``."""
        return self._resources.get(cell)

    def _budget(self, spend: dict[int, int]) -> list[tuple[int, int]]:
        if not self.project.carry_over:
            return [(self._cell("", period), amount) for period, amount in spend.items() if amount]
        entries, total = [], 0
        for period in range(len(self.project.begins) - 1):
            total += spend.get(period, 0)
            if total:
                entries.append((self._cell("", period), total))
        return entries

    def _lead(self, name: str, week: int) -> int:
        cell = self.leads.get((name, week))
        if cell is None:
            cell = self.leads[name, week] = len(self.left)
            self.left.append(self.project.at_once[name])
        return cell

    def _cell(self, role: str, period: int) -> int:
        cell = self._numbers.get((role, period))
        if cell is None:
            cell = self._numbers[role, period] = len(self.left)
            self._resources[cell] = role, period
            if role:
                self.left.append(self.project.capacity[role][period])
            else:
                budget = self.project.budget or ()
                self.left.append(sum(budget[: period + 1]) if self.project.carry_over else budget[period])
        return cell
