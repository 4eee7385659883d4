"""The constraint model of a project, for lazy clause generation (Pumpkin).

Every activity has a start-week variable whose domain holds the weeks that the calendar allows, no earlier than
the activity alone could start, and no later than a known objective permits. What may be left out has one more
week, after the horizon. Only contended cells (a role, or the budget, in a period that the activities together
could exceed) are constrained: what an activity asks of a cell is a function of its start week alone, work, run
load, grants and spending together, so it is one element constraint. A prerequisite that several steps can meet is
a minimum over their finishes. With periods of one week and nothing to choose, roles are cumulative constraints.
"""

from dataclasses import dataclass, replace
from typing import Any

from planner.plugins import AIMS, Project
from planner_sequencers.cells import Cells
from planner_sequencers.start_domains import ImpossibleError, StartDomains
from planner_sequencers.weekly import WeeklyDecoder, is_weekly

LARGEST = 60_000  # entries of all element constraints: beyond that the model itself takes too long
LARGEST_NUMBER = 2**30  # of the solver's whole numbers, with room for sums


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said. ``starts`` is None when it found no schedule; ``complete``: it finished."""

    starts: dict[str, int] | None
    complete: bool


class TooLargeError(Exception):
    """The model, or a number in it, is too large for the solver."""


class Model(StartDomains):
    """The model to minimise one part of the objective, the earlier ones being held at their known values.

    Args:
        bound: a lower bound on the objective; the others as in ``StartDomains``.
    """

    def __init__(
        self, project: Project, earliest: list[int], bound: tuple[int, ...], known: tuple[int, ...] | None,
        level: int | None, *, all_in: bool = False, latest: list[int] | None = None,
    ):  # fmt: skip
        super().__init__(project, earliest, known, level, all_in=all_in, latest=latest)
        self.bound = bound

    def solve(self, seconds: float) -> Answer:
        try:
            self._find_domains()
            self._build()
        except ImpossibleError:
            return Answer(None, True)
        except TooLargeError:
            return Answer(None, False)
        from pumpkin_solver.optimisation import Direction

        result = self.solver.optimise(self.goal, direction=Direction.Minimise, timeout=seconds)
        kind = type(result).__name__
        if kind not in ("Optimal", "Satisfiable"):
            return Answer(None, kind == "Unsatisfiable")
        weeks = [result._0.int_value(variable) for variable in self.start]
        starts = {
            a.id: week
            for a, week in zip(self.project.activities, weeks, strict=True)
            if week + a.duration <= self.project.horizon
        }
        if self.cumulative:  # what has no weight may lie anywhere: as early as it goes is as good
            decoder = WeeklyDecoder(self.project)
            starts = decoder.starts(decoder.decode(sorted(range(len(weeks)), key=lambda i: (weeks[i], i))))
        return Answer(starts, kind == "Optimal")

    def _build(self) -> None:
        from pumpkin_solver import Model as Solver
        from pumpkin_solver import constraints

        self.solver, self.constraints = Solver(), constraints
        self.constants: dict[int, Any] = {}
        self.start = [self.solver.new_integer_variable(domain[0], domain[-1]) for domain in self.domains]
        self.place = [self._place_in_domain(i) for i in range(len(self.domains))]
        self.planned = [self._is_planned(i) for i in range(len(self.domains))]
        self._prerequisites()
        self._choices()
        self.cumulative = is_weekly(self.project) and len(self.sure) == len(self.domains)
        self.cumulative = self.cumulative and all(len(set(n)) == 1 for n in self.project.capacity.values())
        if self.cumulative:
            self._roles()
        else:
            self._cells()
        self._at_once()
        if self.level is None:
            self.goal = self._constant(0)
            return
        if self.known is not None:
            for level in range(self.level):
                if level or not self.all_in:
                    self._linear(self._part(level)[0], self.known[level] - self._part_base(level))
        terms, low, high = self._part(self.level)
        base = self._part_base(self.level)
        if self.known is not None:
            high = min(high, self.known[self.level] - base)
        if high < 0:
            raise ImpossibleError
        low = min(high, max(low, self.bound[self.level] - base))
        self.goal = self.solver.new_integer_variable(low, high)
        self._linear([*terms, self.goal.scaled(-1)], 0)

    def _place_in_domain(self, i: int) -> Any:
        """The position of the start week in its domain, so that functions of it have no entries for gaps."""
        domain = self.domains[i]
        if len(domain) == domain[-1] - domain[0] + 1:
            return self.start[i].offset(-domain[0])
        place = self.solver.new_integer_variable(0, len(domain) - 1)
        rows = [[week, position] for position, week in enumerate(domain)]
        self._add(self.constraints.Table([self.start[i], place], rows, self._tag()))
        return place

    def _tag(self) -> Any:
        return self.solver.new_constraint_tag()

    def _add(self, constraint: Any) -> None:
        self.solver.add_constraint(constraint)

    def _linear(self, terms: list[Any], limit: int) -> None:
        if terms:
            self._add(self.constraints.LessThanOrEquals(terms, limit, self._tag()))
        elif limit < 0:
            raise ImpossibleError

    def _constant(self, value: int) -> Any:
        if value not in self.constants:
            self.constants[value] = self.solver.new_integer_variable(value, value)
        return self.constants[value]

    def _is_planned(self, i: int) -> Any:
        """1 when an activity is planned, 0 when it is left out."""
        from pumpkin_solver import Comparator, Predicate

        if not self.optional[i]:
            return self._constant(1)
        if len(self.domains[i]) == 1:
            return self._constant(0)
        last = Predicate(self.start[i], Comparator.LessThanOrEqual, self.domains[i][-2])
        return self.solver.predicate_as_boolean(last, self._tag()).as_integer()

    def _function_of_start(self, i: int, values: dict[int, int]) -> Any:
        """A variable that is ``values[week]`` for the start week of activity i, 0 for weeks not in it."""
        possible = [values.get(week, 0) for week in self.domains[i]]
        result = self.solver.new_integer_variable(min(possible), max(possible))
        array = [self._constant(value) for value in possible]
        self._add(self.constraints.Element(self.place[i], array, result, self._tag()))
        return result

    def _prerequisites(self) -> None:
        weeks = [activity.duration for activity in self.project.activities]
        for i, groups in enumerate(self.groups):
            for group in groups:
                if len(group) == 1:
                    self._linear([self.start[group[0]], self.start[i].scaled(-1)], -weeks[group[0]])
                else:
                    ends = [self.start[p].offset(weeks[p]) for p in group]
                    top = max(self.domains[p][-1] + weeks[p] for p in group)
                    first = self.solver.new_integer_variable(0, top)
                    self._add(self.constraints.Minimum(ends, first, self._tag()))
                    self._linear([first, self.start[i].scaled(-1)], 0)

    def _choices(self) -> None:
        """At most one mode of a step, at most one of what excludes each other, nothing that serves nothing."""
        position = {activity.id: i for i, activity in enumerate(self.project.activities)}
        for modes in self.project.steps.values():
            own = [self.planned[position[a.id]] for a in modes]
            if len(own) > 1:
                self._linear(own, 1)
            if modes[0].step_id in self.needed:
                self._linear([one.scaled(-1) for one in own], -1)
        for names in self.project.exclusive:
            self._linear([self.planned[position[name]] for name in names], 1)
        uses: dict[int, list[Any]] = {i: [] for i, own in enumerate(self.optional) if own}
        for consumer, groups in enumerate(self.groups):
            for group in groups:
                for i in group:
                    if i in uses:
                        uses[i].append(self._needed(i, group, consumer))
        for i, own in uses.items():
            activity = self.project.activities[i]
            if not (activity.asked or activity.optional or activity.grants):
                self._linear([self.planned[i], *(one.scaled(-1) for one in own)], 0)

    def _needed(self, i: int, group: list[int], consumer: int) -> Any:
        """At most 1 when a consumer is planned and nothing else planned meets its need, else 0."""
        others = [p for p in group if p != i]
        if not others:
            return self.planned[consumer]
        alone = self.solver.new_integer_variable(0, 1)
        self._linear([alone, self.planned[consumer].scaled(-1)], 0)
        for other in others:
            self._linear([alone, self.planned[other]], 1)
        return alone

    def _cumulative(self, own: list[tuple[int, int]], most: int) -> None:
        """Activities with the amounts that they take in each week they are under way, of which there are ``most``."""
        starts = [self.start[i] for i, _ in own]
        weeks = [self.project.activities[i].duration for i, _ in own]
        self._add(self.constraints.Cumulative(starts, weeks, [amount for _, amount in own], most, self._tag()))

    def _roles(self) -> None:
        decoder = WeeklyDecoder(self.project)
        for role, amounts in enumerate(self.project.capacity.values()):
            own = [(i, amount) for i, demand in enumerate(decoder.demand) for r, amount in demand if r == role]
            if own:
                self._cumulative(own, amounts[0])

    def _at_once(self) -> None:
        """Steps that are led at once, one unit for each."""
        for name, most in self.project.at_once.items():
            own = [(i, 1) for i, activity in enumerate(self.project.activities) if name in self.project.led(activity)]
            if len(own) > most:
                self._cumulative(own, most)

    def _cells(self) -> None:
        cells = self._contended()
        entries = sum(len(self.domains[i]) for _, own in cells for i in own)
        if entries > LARGEST:
            raise TooLargeError
        for limit, by_activity in cells:
            self._cell(limit, by_activity)

    def _cell(self, limit: int, by_activity: dict[int, dict[int, int]]) -> None:
        terms, spare = [], limit
        for i, values in by_activity.items():
            whole = {week: values.get(week, 0) for week in self.domains[i]}
            if len(set(whole.values())) == 1:
                spare -= next(iter(whole.values()))
            else:
                terms.append(self._function_of_start(i, whole))
        if limit < 0:  # overdrawn today: it binds only what asks for more
            room = sum(max(0, *values.values()) for values in by_activity.values()) - limit
            asked = self.solver.new_integer_variable(0, 1)
            for i, values in by_activity.items():
                asks = {week: int(values.get(week, 0) > 0) for week in self.domains[i]}
                if min(asks.values()):
                    self._linear([asked.scaled(-1)], -1)
                elif max(asks.values()):
                    self._linear([self._function_of_start(i, asks), asked.scaled(-1)], 0)
            terms.append(asked.scaled(room))
            spare += room
        self._linear(terms, spare)

    def _contended(self) -> list[tuple[int, dict[int, dict[int, int]]]]:
        """(limit, {activity: {week: amount}}) of each cell that could be exceeded.

        A cell only binds while something asks for it: today's run load alone may be more than the capacity.
        """
        rows = Cells(replace(self.project, at_once={}))
        cells: dict[int, dict[int, dict[int, int]]] = {}
        for i, domain in enumerate(self.domains):
            for week in domain:
                if week + self.project.activities[i].duration <= self.project.horizon:
                    for cell, amount in rows.row(self.project.activities[i], week):
                        cells.setdefault(cell, {}).setdefault(i, {})[week] = amount
        found = []
        for cell, by_activity in sorted(cells.items()):
            most = sum(max(0, max(values.values())) for values in by_activity.values())
            if most > 0 and most > rows.left[cell]:
                found.append((rows.left[cell], by_activity))
        return found

    def _part_base(self, level: int) -> int:
        """What a part of the objective is when every activity adds its least."""
        least = sum(min(self.change(level, i, week) for week in domain) for i, domain in enumerate(self.domains))
        return self.nothing[level] + least

    def _part(self, level: int) -> tuple[list[Any], int, int]:
        """(terms, least, most) of a part of the objective, above its base."""
        terms = []
        factor = self.project.aims[level - AIMS].get("finish", 0) if level >= AIMS else 0
        costs = [{week: self.change(level, i, week) for week in domain} for i, domain in enumerate(self.domains)]
        top = factor * self.project.horizon + sum(max(own.values()) - min(own.values()) for own in costs)
        if top > LARGEST_NUMBER:
            raise TooLargeError
        for i, (domain, cost) in enumerate(zip(self.domains, costs, strict=True)):
            low = min(cost.values())
            if len(set(cost.values())) == 1:
                continue
            slope = _slope(cost)
            if slope is None:
                terms.append(self._function_of_start(i, {week: value - low for week, value in cost.items()}))
            else:
                terms.append(self.start[i].offset(-domain[0]).scaled(slope))
        if factor:
            terms.append(self._finish().scaled(factor))
        return terms, 0, top

    def _finish(self) -> Any:
        finish = self.solver.new_integer_variable(0, self.project.horizon)
        for i, domain in enumerate(self.domains):
            ends = {week: 0 if self.optional[i] and week == domain[-1] else week for week in domain}
            weeks = self.project.activities[i].duration
            if not self.optional[i]:
                self._linear([self.start[i], finish.scaled(-1)], -weeks)
            elif len(ends) > 1:
                ends = {week: end + weeks if week != domain[-1] else 0 for week, end in ends.items()}
                self._linear([self._function_of_start(i, ends), finish.scaled(-1)], 0)
        return finish


def _slope(cost: dict[int, int]) -> int | None:
    """What each week costs, when every week costs the same; None otherwise."""
    (first, low), (last, high) = min(cost.items()), max(cost.items())
    slope, rest = divmod(high - low, last - first)
    linear = rest == 0 and slope > 0 and all(value == low + slope * (week - first) for week, value in cost.items())
    return slope if linear else None
