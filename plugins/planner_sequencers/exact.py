"""The exact sequencer: a constraint model solved to proof by lazy clause generation (Pumpkin).

Every activity has a start-week variable whose domain holds the weeks that the calendar allows, no earlier than
the activity alone could start, and no later than an incumbent's value permits. Only contended cells (a role, or
the budget, in a period that the activities together could exceed) are constrained: what an activity asks of a
cell is a function of its start week alone, work, run load, grants and spending together, so it is one element
constraint. Needs are linear. What has to be left out starts in a week after the horizon.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Activity, Project
from planner_sequencers.annealing import anneal
from planner_sequencers.bounds import topological
from planner_sequencers.decoding import Decoder
from planner_sequencers.serial import priority_list
from planner_sequencers.start import best_start
from planner_sequencers.weekly import WeeklyDecoder, decoder_for

WARM_START = 3  # schedules tried per activity before the model is built
LARGEST = 60_000  # entries of all element constraints: beyond that the model itself takes too long


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said. ``starts`` is None when it found no schedule; ``complete``: it finished."""

    starts: dict[str, int] | None
    complete: bool


def solve(
    project: Project,
    decoder: Decoder,
    earliest: list[int],
    ceiling: int | None,
    *,
    all_must_fit: bool,
    seconds: float,
    floor: int = 0,
) -> Answer:
    """The best schedule with an objective of at most ``ceiling``, or the proof that there is none.

    Args:
        earliest: a lower bound on each start.
        ceiling: objective of a schedule that is already known, or None.
        floor: a lower bound on the objective.
        all_must_fit: leave nothing out; otherwise activities may be left out at their penalty.
    """
    from pumpkin_solver import Model, constraints
    from pumpkin_solver.optimisation import Direction

    model = _Formulation(project, decoder, earliest, ceiling, all_must_fit)
    if model.impossible:
        return Answer(None, True)
    if model.entries > LARGEST:
        return Answer(None, False)
    solver = Model()
    constant: dict[int, object] = {}

    def fixed(value: int) -> object:
        if value not in constant:
            constant[value] = solver.new_integer_variable(value, value)
        return constant[value]

    def linear(terms: list[Any], limit: int) -> None:
        if terms:
            solver.add_constraint(constraints.LessThanOrEquals(terms, limit, solver.new_constraint_tag()))

    start = [solver.new_integer_variable(domain[0], domain[-1]) for domain in model.domains]

    def function_of_start(i: int, values: dict[int, int]) -> object:
        """A variable that is ``values[week]`` for the start week of activity i."""
        weeks = range(model.domains[i][0], model.domains[i][-1] + 1)
        array = [fixed(values.get(week, 0)) for week in weeks]
        result = solver.new_integer_variable(min(values.values(), default=0), max(max(values.values(), default=0), 0))
        if min(values.values(), default=0) > 0 and len(values) < len(weeks):
            result = solver.new_integer_variable(0, max(values.values()))
        index = start[i].offset(-weeks[0])
        solver.add_constraint(constraints.Element(index, array, result, solver.new_constraint_tag()))
        return result

    for i, domain in enumerate(model.domains):
        if len(domain) < domain[-1] - domain[0] + 1:
            rows = [[week] for week in domain]
            solver.add_constraint(constraints.Table([start[i]], rows, solver.new_constraint_tag()))
        for need in decoder.needs[i]:
            linear([start[need], start[i].scaled(-1)], -decoder.weeks[need])
    if isinstance(decoder, WeeklyDecoder) and not model.cells:
        for role, amounts in enumerate(project.capacity.values()):
            own = [(i, amount) for i, demand in enumerate(decoder.demand) for r, amount in demand if r == role]
            if own and len(set(amounts)) == 1:
                solver.add_constraint(
                    constraints.Cumulative(
                        [start[i] for i, _ in own],
                        [decoder.weeks[i] for i, _ in own],
                        [amount for _, amount in own],
                        amounts[0],
                        solver.new_constraint_tag(),
                    )
                )
    for limit, by_activity in model.cells:
        terms, spare = [], limit
        for i, values in by_activity.items():
            whole = {week: values.get(week, 0) for week in model.domains[i]}
            if len(set(whole.values())) == 1:
                spare -= next(iter(whole.values()))
            else:
                terms.append(function_of_start(i, whole))
        if limit < 0:  # overdrawn today: it binds only what asks for more
            room = sum(max(0, *values.values()) for values in by_activity.values()) - limit
            asked = solver.new_integer_variable(0, 1)
            for i, values in by_activity.items():
                asks = {week: int(values.get(week, 0) > 0) for week in model.domains[i]}
                if min(asks.values()):
                    linear([asked.scaled(-1)], -1)
                elif max(asks.values()):
                    linear([function_of_start(i, asks), asked.scaled(-1)], 0)
            terms.append(asked.scaled(room))
            spare += room
        if not terms and spare < 0:
            return Answer(None, True)
        linear(terms, spare)
    costs, base = [], 0
    for i, cost in enumerate(model.costs):
        if set(cost.values()) == {min(cost.values())}:
            base += min(cost.values())
        else:
            low = min(cost.values())
            base += low
            slope = _slope(cost)
            if slope is None:
                costs.append(function_of_start(i, {week: value - low for week, value in cost.items()}))
            else:
                costs.append(start[i].offset(-model.domains[i][0]).scaled(slope))
    top = sum(max(cost.values()) - min(cost.values()) for cost in model.costs)
    if project.aim == "finish":
        finish = solver.new_integer_variable(0, project.horizon)
        for i, domain in enumerate(model.domains):
            ends = {week: week + decoder.weeks[i] if week < project.horizon else 0 for week in domain}
            if len(ends) == 1:
                linear([finish.scaled(-1)], -next(iter(ends.values())))
            else:
                linear([function_of_start(i, ends), finish.scaled(-1)], 0)
        costs.append(finish)
        top += project.horizon
    highest = max(0, min(top, model.ceiling - base))
    objective = solver.new_integer_variable(min(highest, max(0, floor - base)), highest)
    linear([*costs, objective.scaled(-1)], 0)
    result = solver.optimise(objective, direction=Direction.Minimise, timeout=seconds)
    kind = type(result).__name__
    if kind in ("Optimal", "Satisfiable"):
        weeks = [result._0.int_value(variable) for variable in start]
        if isinstance(decoder, WeeklyDecoder):  # what has no weight may lie anywhere: as early as it goes is as good
            weeks = decoder.decode(sorted(range(len(weeks)), key=lambda i: (weeks[i], i)))
            return Answer(decoder.starts(weeks), kind == "Optimal")
        placed = {a.id: week for a, week in zip(project.activities, weeks, strict=True) if week < project.horizon}
        return Answer(placed, kind == "Optimal")
    return Answer(None, kind == "Unsatisfiable")


def _slope(cost: dict[int, int]) -> int | None:
    """What each week costs, when every week costs the same; None otherwise."""
    (first, low), (last, high) = min(cost.items()), max(cost.items())
    slope, rest = divmod(high - low, last - first)
    linear = rest == 0 and slope > 0 and all(value == low + slope * (week - first) for week, value in cost.items())
    return slope if linear else None


class _Formulation:
    """Domains, contended cells and costs: the model as plain data.

    ``impossible``: some domain is empty, so that there is no schedule.
    """

    def __init__(
        self, project: Project, decoder: Decoder, earliest: list[int], ceiling: int | None, all_must_fit: bool
    ):
        self.project, self.decoder = project, decoder
        outs = [project.left_out(activity) for activity in project.activities]
        total = sum(a.weight for a in project.activities) if project.aim == "value" else 1
        after = self._after_the_horizon()

        def cost(i: int, activity: Activity, week: int) -> int:
            end = week + activity.weeks
            late = total * max(0, end - activity.due) if activity.due is not None else 0
            return late + (activity.weight * end if project.aim == "value" else 0)

        self.costs: list[dict[int, int]] = []
        for i, activity in enumerate(project.activities):
            weeks = [week for week in decoder.allowed[i] if week >= earliest[i]]
            own = {week: cost(i, activity, week) for week in weeks}
            if not all_must_fit:
                own[after[i]] = outs[i]
            self.costs.append(own)
        self.impossible = not all(self.costs)
        least = sum(min(own.values()) for own in self.costs) if not self.impossible else 0
        worst = sum(max(own.values(), default=0) for own in self.costs) + project.horizon
        self.ceiling = worst if ceiling is None else ceiling
        room = self.ceiling - least
        if room < 0:
            self.impossible = True
        if not self.impossible and project.aim == "value":
            self.costs = [{w: c for w, c in own.items() if c - min(own.values()) <= room} for own in self.costs]
        self.domains = [sorted(own) for own in self.costs]
        if not self.impossible:
            self._tighten()
        constant = all(len(set(amounts)) == 1 for amounts in project.capacity.values())
        weekly = isinstance(decoder, WeeklyDecoder) and constant and all_must_fit  # then: cumulative constraints
        self.cells = [] if self.impossible or weekly else self._contended()
        self.entries = sum(
            self.domains[i][-1] - self.domains[i][0] + 1 for _, by_activity in self.cells for i in by_activity
        )

    def _after_the_horizon(self) -> list[int]:
        """A start for what is left out, such that whatever needs it must be left out too."""
        after = [0] * len(self.decoder.needs)
        for i in topological(self.project):
            ready = (after[need] + self.decoder.weeks[need] for need in self.decoder.needs[i])
            after[i] = max(ready, default=self.project.horizon)
        return after

    def _tighten(self) -> None:
        """Latest starts from what has to follow."""
        for i in reversed(topological(self.project)):
            for need in self.decoder.needs[i]:
                latest = self.domains[i][-1] - self.decoder.weeks[need]
                self.domains[need] = [week for week in self.domains[need] if week <= latest]
                if not self.domains[need]:
                    self.impossible = True
                    return
        self.costs = [
            {week: own[week] for week in domain} for own, domain in zip(self.costs, self.domains, strict=True)
        ]

    def _contended(self) -> list[tuple[int, dict[int, dict[int, int]]]]:
        """(limit, {activity: {week: amount}}) of each cell that could be exceeded.

        A cell only binds while something asks for it: today's run load alone may be more than the capacity.
        """
        cells: dict[int, dict[int, dict[int, int]]] = {}
        for i, domain in enumerate(self.domains):
            for week in domain:
                if week < self.project.horizon:
                    for cell, amount in self.decoder.row(i, week):
                        cells.setdefault(cell, {}).setdefault(i, {})[week] = amount
        found = []
        for cell, by_activity in sorted(cells.items()):
            most = sum(max(0, max(values.values())) for values in by_activity.values())
            if most > 0 and most > self.decoder.left[cell]:
                found.append((self.decoder.left[cell], by_activity))
        return found


def prove(project: Project, decoder: Decoder, order: list[int], limits: Limits) -> Sequence:
    """Warm start, then the model; what may be left out only once it is proved that not everything fits."""
    until = time.monotonic() + limits.seconds
    earliest, bound, order = best_start(project, decoder, order)
    starts, value, _ = anneal(decoder, order, bound, limits, WARM_START * len(order))
    if value <= bound:
        return Sequence(starts, value, all_fit=len(starts) == len(project.activities))
    full = len(starts) == len(project.activities)
    try:
        answer = Answer(None, False)
        if full or all(e + a.weeks <= project.horizon for e, a in zip(earliest, project.activities, strict=True)):
            answer = _solve(project, decoder, earliest, value if full else None, True, until, bound)
            if answer.complete and answer.starts is not None:
                return Sequence(answer.starts, project.objective(answer.starts), all_fit=True)
            if not answer.complete:
                return _better(project, starts, answer, bound)
            if limits.fit_only:
                return Sequence(starts, bound, all_fit=False)
        answer = _solve(project, decoder, earliest, value, False, until, bound)
        if answer.complete and answer.starts is not None:
            return Sequence(answer.starts, project.objective(answer.starts), all_fit=False)
        return _better(project, starts, answer, bound, all_fit=False)
    except KeyboardInterrupt:
        return Sequence(starts, bound, stopped=True)


def _solve(
    project: Project,
    decoder: Decoder,
    earliest: list[int],
    ceiling: int | None,
    all_must_fit: bool,
    until: float,
    floor: int,
) -> Answer:
    seconds = max(0.05, until - time.monotonic())
    return solve(project, decoder, earliest, ceiling, all_must_fit=all_must_fit, seconds=seconds, floor=floor)


def _better(
    project: Project, starts: dict[str, int], answer: Answer, bound: int, all_fit: bool | None = None
) -> Sequence:
    """The better of two schedules when the solver did not finish."""
    found = answer.starts
    if found is not None and project.objective(found) < project.objective(starts):
        starts = found
    return Sequence(starts, bound, all_fit=all_fit, stopped=True)


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    decoder = decoder_for(project)
    return prove(project, decoder, priority_list(project, priority), limits)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("exact", sequence, "Proof of optimality by lazy clause generation")
