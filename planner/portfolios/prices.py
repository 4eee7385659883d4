"""What the shared people, and the common money, are worth in each quarter, and what that proves (*column generation*
over members: Dantzig and Wolfe 1960; as Lagrangian relaxation: Held and Karp 1971).

Each quarter of a shared role has a price. At given prices every member is planned by itself, paying for what it takes;
what all of them then come to, less what the people there are would bring, is a lower bound on the value of any plans
for which the people are enough. Plans that were found are kept as columns; a linear program chooses among them, and
its duals are the next prices. Each member's problem is solved by the engine for one organisation, so the bound is as
good as its proofs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from planner.domain.values import frozen_map
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.planning.sequencing import run_sequencer
from planner.portfolios.pool import MONEY, Cell, Pool
from planner.portfolios.processes import Processes
from planner.portfolios.sharing import lesser, running, use_of
from planner.scheduling.problem import AIMS, SCALE, Project
from planner.scheduling.sequence import Limits
from planner.scheduling.sequence import Sequence as Sequenced

FINE = 100
"""Prices are whole hundredths of a point of value x week (in thousandths, as values are) for a thousandth of a
person-week."""
STEADY = 0.5
"""How much of the prices with the best bound so far goes into the next ones (*smoothing*: Wentges 1997)."""


@dataclass(frozen=True)
class Column:
    """A plan of a member: the start weeks by activity of its whole problem, what it takes of the shared people, and its
    value by weight, in ``FINE`` parts."""

    starts: Mapping[str, int]
    use: Mapping[Cell, int]
    cost: int


Task = tuple[Recipe, Project, Mapping[str, float], Limits]


def _said(plan: Plan, project: Project, found: Sequenced) -> tuple[int, Mapping[str, int]]:
    """(what no plan of a member costs less than at prices, the start weeks of one that costs about that)."""
    objective = project.objective(plan.found)
    known = len(found.bound) > AIMS and tuple(found.bound[:AIMS]) == objective[:AIMS]
    return (found.bound[AIMS] if known else -(10**18)), found.starts


class Market:
    """Prices of shared people for members whose steps are settled. Needs OR-Tools.

    Args:
        plans: of each member as if there were enough of the shared people; with all that must be reached.
        processes: in which members are planned at prices.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        plans: Sequence[Plan],
        weights: Sequence[float],
        shared: Pool,
        processes: Processes,
    ):
        self.recipes, self.plans, self.shared, self.processes = recipes, plans, shared, processes
        self.factors = [max(1, round(FINE * weight)) for weight in weights]
        self.exact = all(abs(FINE * w - n) < 1e-6 for w, n in zip(weights, self.factors, strict=True))
        """Whether costs are by the members' own weights, not by rounded ones: only then the bound is one of theirs."""
        self.columns: list[list[Column]] = [[] for _plan in plans]
        self.bound = -(10**18)
        self.best: Mapping[Cell, int] = {}
        for index, plan in enumerate(plans):
            self.add(index, plan.found)

    def cost(self, plans: Sequence[Plan]) -> int | None:
        """What plans of all members come to; None: one leaves out more, or is later, than alone."""
        total = 0
        for index, plan in enumerate(plans):
            alone = self.plans[index]
            objective = plan.whole.objective(plan.found)
            if objective[:AIMS] != alone.whole.objective(alone.found)[:AIMS] or plan.choice != alone.choice:
                return None
            total += self.factors[index] * objective[AIMS]
        return total

    def add(self, index: int, starts: Mapping[str, int]) -> None:
        """Keeps a plan of a member: one that leaves out, and is late, no more than its plan alone."""
        whole, known = self.plans[index].whole, self.columns[index]
        if starts.keys() - {one.id for one in whole.activities}:
            return
        objective = whole.objective(starts)
        if objective[:AIMS] != whole.objective(self.plans[index].found)[:AIMS]:
            return
        column = Column(dict(starts), use_of(self.plans[index], whole, starts, self.shared),
                        self.factors[index] * objective[AIMS])  # fmt: skip
        if all(one.starts != column.starts for one in known):
            known.append(column)

    def improve(self, rounds: int) -> None:
        """Prices, plans at them, and the bound they prove, for so many rounds or until they prove no more."""
        self._price({})
        for _round in range(rounds):
            value, duals = self._master()
            if duals is None or self.bound >= value - FINE:
                return
            prices = {
                cell: round(STEADY * self.best.get(cell, 0) + (1 - STEADY) * price) for cell, price in duals.items()
            }
            if not self._price(prices) and not self._price(duals):
                return

    def _price(self, prices: Mapping[Cell, int]) -> bool:
        """Plans every member at prices; whether that gave plans which are new."""
        total = -sum(price * self.shared.capacity[cell] for cell, price in prices.items())
        added = False
        tasks = [self._task(index, plan, prices) for index, plan in enumerate(self.plans)]
        found = self.processes.map(run_sequencer, tasks)
        for index, (plan, task, sequence) in enumerate(zip(self.plans, tasks, found, strict=True)):
            least, starts = _said(plan, task[1], sequence)
            total += least + sum(prices.get(cell, 0) * n for cell, n in running(plan, self.shared).items())
            count = len(self.columns[index])
            self.add(index, starts)
            added |= len(self.columns[index]) > count
        if total > self.bound:
            self.bound, self.best = total, prices
        return added

    def one_by_one(self, order: Sequence[int], part: float = 1.0) -> None:
        """Plans members in an order, each with what those before it leave and paying a part of the best prices: so
        nobody takes what is worth more to who comes after."""
        prices = {cell: round(part * price) for cell, price in self.best.items()}
        left = dict(self.shared.less([running(plan, self.shared) for plan in self.plans]))
        for index in order:
            plan = self.plans[index]
            today = running(plan, self.shared)
            for cell, amount in today.items():
                left[cell] += amount
            starts = run_sequencer(*self._task(index, plan, prices, left)).starts
            self.add(index, starts)
            for cell, amount in use_of(plan, plan.whole, starts, self.shared).items():
                left[cell] -= amount

    def _task(self, index: int, plan: Plan, prices: Mapping[Cell, int], left: Mapping[Cell, int] | None = None) -> Task:
        """A member's problem at prices, for the sequencer.

        Args:
            left: what there is of the shared people, where that is less than all.
        """
        recipe, project = self.recipes[index], self._taxed(index, plan, prices)
        project = self._narrowed(plan, project, self.shared.capacity if left is None else left)
        limits = replace(recipe.limits, hint=self._cheapest(index, prices).starts, fit_only=False)
        return recipe, project, plan.card.priority, limits

    def _cheapest(self, index: int, prices: Mapping[Cell, int]) -> Column:
        return min(
            self.columns[index],
            key=lambda one: one.cost + sum(prices.get(cell, 0) * amount for cell, amount in one.use.items()),
        )

    def _taxed(self, index: int, plan: Plan, prices: Mapping[Cell, int]) -> Project:
        """A member's problem at prices. What runs after its last quarter is paid for to the end of the portfolio."""
        later = self.shared.after(plan.quarters[-1])
        tariff = {}
        for role in self.shared.roles_of(plan.organisation):
            own = [prices.get((role, label), 0) for label in plan.quarters]
            own[-1] += sum(prices.get((role, label), 0) for label in later)
            tariff[role] = tuple(own)
        if self.shared.has_money:
            spent = [prices.get((MONEY, label), 0) for label in (*plan.quarters, *later)]
            if self.shared.carries:  # what is spent now is gone from every later quarter too
                spent = list(accumulate(reversed(spent)))[::-1]
            tariff[MONEY] = tuple(spent[: len(plan.quarters)])
        aim = {"value": self.factors[index], "tariff": 1}
        return replace(plan.whole, aims=(aim,), tariff=tariff)

    def _narrowed(self, plan: Plan, project: Project, left: Mapping[Cell, int]) -> Project:
        """A member's problem with no more of the shared people than is left, to the end of the portfolio."""
        later = self.shared.after(plan.quarters[-1])
        capacity = dict(project.capacity)
        for role in self.shared.roles_of(plan.organisation):
            room = [left[role, label] for label in plan.quarters]
            room[-1] = min((room[-1], *(left[role, label] for label in later)))
            runs = plan.account.binding_run[role]
            own = zip(capacity[role], room, runs, strict=True)
            capacity[role] = tuple(min(there, most - round(run * SCALE)) for there, most, run in own)
        project = replace(project, capacity=frozen_map(capacity))
        if not self.shared.has_money:
            return project
        room = self.shared.money(left, plan.quarters, later)
        kept = project.carries if project.budget else (True,) * len(room)
        both = tuple(self.shared.carries and one for one in kept)
        return replace(project, budget=lesser(room, project.budget, both), carries=both)

    def _master(self) -> tuple[float, Mapping[Cell, int] | None]:
        """(the least that a mixture of the plans costs for which the people are enough, the prices that it shows)."""
        from ortools.linear_solver import pywraplp

        solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        cells = sorted({cell for own in self.columns for one in own for cell in one.use})
        rows = {cell: solver.Constraint(-solver.infinity(), float(self.shared.capacity[cell])) for cell in cells}
        objective = solver.Objective()
        short = {cell: solver.NumVar(0, solver.infinity(), "") for cell in cells}  # until there are plans that fit
        worst = float(max(abs(one.cost) for own in self.columns for one in own)) / SCALE
        for cell, variable in short.items():
            rows[cell].SetCoefficient(variable, -1.0)
            objective.SetCoefficient(variable, worst)
        for own in self.columns:
            one_of = solver.Constraint(1.0, 1.0)
            for column in own:
                variable = solver.NumVar(0, solver.infinity(), "")
                one_of.SetCoefficient(variable, 1.0)
                objective.SetCoefficient(variable, float(column.cost))
                for cell, amount in column.use.items():
                    rows[cell].SetCoefficient(variable, float(amount))
        objective.SetMinimization()
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return 0.0, None
        return objective.Value(), {cell: max(0, round(-row.dual_value())) for cell, row in rows.items()}

    def chosen(self, effort: float) -> list[Column] | None:
        """One plan for each member for which the people are enough, with the most value; None: the plans that were
        found are not enough for that."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        picks = [[model.new_bool_var("") for _column in own] for own in self.columns]
        load: dict[Cell, list[Any]] = {}
        terms = []
        for own, variables in zip(self.columns, picks, strict=True):
            model.add_exactly_one(variables)
            for column, variable in zip(own, variables, strict=True):
                terms.append(column.cost * variable)
                for cell, amount in column.use.items():
                    load.setdefault(cell, []).append(amount * variable)
        for cell, amounts in load.items():
            model.add(sum(amounts) <= self.shared.capacity[cell])
        model.minimize(sum(terms))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = effort
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return [
            next(column for column, pick in zip(own, variables, strict=True) if solver.boolean_value(pick))
            for own, variables in zip(self.columns, picks, strict=True)
        ]
