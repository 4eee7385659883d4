"""A scheduling problem with all its choices as a 0/1 linear program: plain data that any solver can be given.

For each activity and each week of its window a variable says whether it has started *by* then (the step formulation of
the time-indexed model: Pritsker, Watters and Wolfe 1969; Bianco and Caramia 2013). What an activity asks of a cell, and
what its start adds to the objective, are functions of its start week alone, so every rule is linear: one row for each
cell that could be overdrawn, for each week in which more could be under way than may be, and for each week of a need.
A need that several steps can meet is a sum over them, so that the best one is chosen by time and not beforehand.

Pauses (see ``Activity.owner``) are no variables: they are weeks between the end of a step and a start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, zip_longest

from planner.plugins import AIMS, LEFT_OUT, Project, Quota
from planner_sequencers.bounds import topological
from planner_sequencers.cells import Cells
from planner_sequencers.choices import trimmed

Terms = dict[int, int]
"""Coefficient by variable."""


@dataclass(frozen=True, slots=True)
class Row:
    """``terms`` come to at most ``most``, in each solution in which the variable ``where`` is 1 (None: in each)."""

    terms: Terms
    most: int
    where: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A sum to be minimised: its terms and what comes to it in any case."""

    terms: Terms
    base: int


class Program:
    """The program of a project.

    Attributes:
        count: how many variables there are, each 0 or 1, numbered from 0.
        rows: what a solution must keep.
        clauses: of each, at least one literal holds: a variable is 1, or, where it is negative (-1 - variable), 0.

    Args:
        windows: the start weeks that are open to each activity; those of pauses are not looked at.
        cells: of the project.
    """

    def __init__(self, project: Project, windows: list[list[int]], cells: Cells | None = None):
        self.project, self.count = project, 0
        self.rows: list[Row] = []
        self.clauses: list[tuple[int, ...]] = []
        self.needs = Needs(project)
        self._windows = {i: windows[i] for i in self.needs.steps}
        self._started = {i: {week: self._variable() for week in window} for i, window in self._windows.items()}
        self._last = {i: self._by_week(started) for i, started in self._started.items()}
        self._finish: dict[int, int] = {}
        self._extra = {one.what: [self._variable() for _ in range(one.most.bit_length())] for one in project.extras}
        for i, window in self._windows.items():
            for before, after in pairwise(window):
                self.clauses.append((-1 - self._started[i][before], self._started[i][after]))
        self._choices()
        self._met = [self._quota(quota) for quota in project.quotas]
        for i, groups in self.needs.steps.items():
            for group in groups:
                self._need(i, group)
        self._nothing_superfluous()
        self._cells(cells or Cells(project))
        self._at_once()

    def starts(self, solution: Iterable[int]) -> dict[str, int]:
        """The start weeks that a solution (the value of each variable) stands for."""
        values, found = list(solution), dict[str, int]()
        for i, started in self._started.items():
            week = next((week for week, variable in started.items() if values[variable]), None)
            if week is not None:
                found[self.project.activities[i].id] = week
        return trimmed(self.project, self.needs.with_pauses(found))

    def solution(self, starts: Mapping[str, int]) -> dict[int, int]:
        """The value of each variable that start weeks decide."""
        found: dict[int, int] = {}
        for i, started in self._started.items():
            start = starts.get(self.project.activities[i].id, self.project.horizon)
            found |= {variable: int(start <= week) for week, variable in started.items()}
        return found

    def goal(self, level: int) -> Goal:
        """A part of the objective."""
        project, terms, base = self.project, Terms(), self.project.nothing[level]
        for i, window in self._windows.items():
            activity = project.activities[i]
            self._add(terms, i, {week: project.change(level, activity, week) for week in window})
        for met, each in zip(self._met, project.of_quota, strict=True) if level == LEFT_OUT else ():
            terms |= dict.fromkeys(met, -each)
        factor = project.aims[level - AIMS].get("finish", 0) if level >= AIMS else 0
        if factor:
            for variable in self._ends().values():
                terms[variable] = factor
        return Goal(terms, base)

    def price(self) -> Goal:
        """What the extras that are taken come to."""
        terms = Terms()
        for one in self.project.extras:
            terms |= {variable: one.price << bit for bit, variable in enumerate(self._extra[one.what])}
        return Goal(terms, 0)

    def extra(self, solution: Iterable[int]) -> dict[str, int]:
        """How many units of each extra a solution takes."""
        values = list(solution)
        taken = {
            name: sum(values[variable] << bit for bit, variable in enumerate(bits))
            for name, bits in self._extra.items()
        }
        return {name: count for name, count in taken.items() if count}

    def at_most(self, level: int, most: int) -> None:
        """Keeps a part of the objective within a value."""
        goal = self.goal(level)
        self.rows.append(Row(goal.terms, most - goal.base))

    def _variable(self) -> int:
        self.count += 1
        return self.count - 1

    def _by_week(self, started: Mapping[int, int]) -> list[int | None]:
        found: list[int | None] = []
        for week in range(self.project.horizon + 1):
            found.append(started.get(week, found[-1] if found else None))
        return found

    def _by(self, i: int, week: int) -> int | None:
        """The variable that says whether an activity has started by a week; None: it cannot have."""
        return self._last[i][week] if week >= 0 else None

    def _planned(self, i: int) -> int | None:
        return self._by(i, self.project.horizon)

    def _add(self, terms: Terms, i: int, values: Mapping[int, int]) -> None:
        """Adds a function of the start week: of each variable, what starting by then adds to starting later."""
        amounts = [values.get(week, 0) for week in self._windows[i]]
        for variable, now, after in zip(self._started[i].values(), amounts, [*amounts[1:], 0], strict=False):
            if now != after:
                terms[variable] = terms.get(variable, 0) + now - after

    def _at_most_one(self, activities: Iterable[int]) -> None:
        own = [variable for i in activities if (variable := self._planned(i)) is not None]
        if len(own) > 1:
            self.rows.append(Row(dict.fromkeys(own, 1), 1))

    def _choices(self) -> None:
        """One mode of a step, one of what excludes each other."""
        position = {activity.id: i for i, activity in enumerate(self.project.activities)}
        for modes in self.project.steps.values():
            self._at_most_one(position[mode.id] for mode in modes if position[mode.id] in self._windows)
        for group in self.project.exclusive:
            self._at_most_one(position[name] for name in group)

    def _quota(self, quota: Quota) -> list[int]:
        """A variable for each group that may count, 1 only where one of its steps is planned; ``count`` may be 1."""
        position = {activity.id: i for i, activity in enumerate(self.project.activities)}
        found = []
        for group in quota.groups:
            own = [self._planned(position[mode.id]) for step in group for mode in self.project.steps.get(step, ())]
            met = self._variable()
            self.clauses.append((-1 - met, *(variable for variable in own if variable is not None)))
            found.append(met)
        self.rows.append(Row(dict.fromkeys(found, 1), quota.count))
        return found

    def _need(self, i: int, group: Group) -> None:
        """By no week more has started than what meets the need is finished."""
        rows: dict[tuple[int, ...], int] = {}
        for week, started in self._started[i].items():
            met = tuple(self._in_time(group, week))
            rows[met] = started  # the last week with the same ones says it for the weeks before
        for met, started in rows.items():
            self.clauses.append((-1 - started, *met))

    def _in_time(self, group: Group, week: int) -> Iterator[int]:
        """The variables of what is finished before a week."""
        for provider, weeks in group.items():
            by = self._by(provider, week - weeks)
            if by is not None:
                yield by

    def _nothing_superfluous(self) -> None:
        """What is there only for what needs it: for one of those, nothing else that is planned is finished in time."""
        activities = self.project.activities
        uses: dict[int, list[int]] = {
            i: [] for i in self._windows
            if not (activities[i].asked or activities[i].optional or activities[i].grants)
        }  # fmt: skip
        for consumer, groups in self.needs.steps.items():
            planned = self._planned(consumer)
            if planned is None:
                continue
            for group in groups:
                for i in sorted(group.keys() & uses.keys()):
                    uses[i].append(planned if len(group) == 1 else self._alone(i, group, consumer))
        for i, own in uses.items():
            planned = self._planned(i)
            if planned is not None:
                self.clauses.append((-1 - planned, *own))

    def _alone(self, i: int, group: Group, consumer: int) -> int:
        """A variable that is 1 only where a consumer is planned and of a group this one alone is finished in time."""
        alone = self._variable()
        for one in (consumer, i):
            planned = self._planned(one)
            self.clauses.append((-1 - alone, planned) if planned is not None else (-1 - alone,))
        starts = self._started[consumer]
        for other, weeks in group.items():
            if other != i:
                self._not_before(alone, starts, [self._by(other, week - weeks) for week in starts])
        return alone

    def _not_before(self, alone: int, starts: Mapping[int, int], finished: Sequence[int | None]) -> None:
        """Where one is alone, another is not finished by the week in which the consumer starts: said once for all weeks
        in a row in which the same variable says so, which takes a third fewer clauses.

        Args:
            finished: for each start week, the variable of the other one.
        """
        began: tuple[int, ...] = ()
        for started, done, after in zip(starts.values(), finished, [*finished[1:], -1], strict=True):
            if done != after:
                if done is not None:
                    self.clauses.append((-1 - alone, -1 - started, *began, -1 - done))
                began = (started,)

    def _cells(self, rows: Cells) -> None:
        """Roles and money in each period. A cell that is overdrawn today binds only what asks for more."""
        terms, most = self._asked_of_cells(rows)
        for cell, by_activity in sorted(most.items()):
            if sum(by_activity.values()) <= max(0, rows.left[cell]):
                continue
            role, period = rows.resource(cell)
            asks = self._asks(rows, cell, by_activity) if rows.left[cell] < 0 else None
            row = terms[cell]
            for one in self.project.extras:
                if role in one.accounts:
                    unit = sum(one.units[period if role else self.project.budget_since[period] : period + 1])
                    row |= {variable: -unit << bit for bit, variable in enumerate(self._extra[one.what]) if unit}
            self.rows.append(Row(row, rows.left[cell], asks))
        for one in self.project.extras:
            bits = {variable: 1 << bit for bit, variable in enumerate(self._extra[one.what])}
            self.rows.append(Row(bits, one.most))

    def _asked_of_cells(self, rows: Cells) -> tuple[dict[int, Terms], dict[int, dict[int, int]]]:
        """Of each cell, what starting by a week rather than later adds, and the most that each activity asks for."""
        terms: dict[int, Terms] = {}
        most: dict[int, dict[int, int]] = {}
        for i, window in self._windows.items():
            if not window:
                continue
            asked = rows.asked(self.project.activities[i])
            current = dict(chain.from_iterable(asked.amounts(window[0])))
            top = {cell: max(0, amount) for cell, amount in current.items()}
            for week, later in zip_longest(window, window[1:]):
                variable = self._started[i][week]
                for cell, amount in asked.change(week, later):
                    terms.setdefault(cell, {})[variable] = amount
                    current[cell] = current.get(cell, 0) - amount
                    top[cell] = max(top.get(cell, 0), current[cell])
            for cell, amount in top.items():
                most.setdefault(cell, {})[i] = amount
        return terms, most

    def _asks(self, rows: Cells, cell: int, activities: Iterable[int]) -> int:
        """A variable that is 1 wherever something asks for a cell."""
        found = self._variable()
        for i in activities:
            asks = Terms()
            amounts = {week: rows.amounts(self.project.activities[i], week) for week in self._windows[i]}
            asking = {
                week: int(any(n > 0 for part in parts for c, n in part if c == cell)) for week, parts in amounts.items()
            }
            self._add(asks, i, asking)
            if asks:
                self.rows.append(Row(asks | {found: -1}, 0))
        return found

    def _at_once(self) -> None:
        """How many steps may be under way in each week: those that have started, less those that are finished."""
        for name, most in self.project.at_once.items():
            own = [i for i in self._windows if name in self.project.led(self.project.activities[i])]
            if len(own) <= most:
                continue
            for week in range(self.project.horizon):
                terms = Terms()
                for i in own:
                    by = self._by(i, week)
                    ended = self._by(i, week - self.project.activities[i].duration)
                    if by is not None and by != ended:
                        terms[by] = 1
                        if ended is not None:
                            terms[ended] = -1
                if sum(terms.values()) > most or sum(one > 0 for one in terms.values()) > most:
                    self.rows.append(Row(terms, most))

    def _ends(self) -> dict[int, int]:
        """For each week up to the horizon, the variable that says whether the plan lasts beyond it."""
        if not self._finish:
            self._finish = {week: self._variable() for week in range(self.project.horizon)}
            for sooner, later in pairwise(self._finish.values()):
                self.clauses.append((sooner, -1 - later))
            for i, window in self._windows.items():
                before: tuple[int, ...] = ()
                for week in window:
                    started = self._started[i][week]
                    last = week + self.project.activities[i].duration - 1
                    self.clauses.append((-1 - started, *before, self._finish[last]))
                    before = (started,)
        return self._finish


Group = dict[int, int]
"""What can meet a need, by position, and the weeks from its start until it does."""


class Needs:
    """What the steps of a project need of each other, pauses being weeks in between."""

    def __init__(self, project: Project):
        self._project = project
        self._doing: dict[str, list[int]] = {}
        for i, activity in enumerate(project.activities):
            self._doing.setdefault(activity.step_id, []).append(i)
        self._order = topological(project)
        self._among_others = {name for a in project.activities for group in a.needs if len(group) > 1 for name in group}
        self._end = max((a.allowed.bit_length() - 1 + a.duration for a in project.activities), default=0)
        self._pauses = {i for i in self._order if self._is_pause(i)}
        found: dict[int, list[Group]] = {}
        for i in self._order:
            found[i] = list(self._groups(i, found))
        self.steps = {i: groups for i, groups in found.items() if i not in self._pauses}
        """For each activity but the pauses, what can meet each of its needs."""

    def _is_pause(self, i: int) -> bool:
        """Whether an activity is nothing but time that passes; one that others could take the place of has one need."""
        a = self._project.activities[i]
        idle = not (a.owner or a.asked or a.optional or a.work or a.cost or a.run or a.grants or a.weight or a.mode_of)
        anywhere = a.allowed == (1 << max(0, self._end - a.duration + 1)) - 1
        simple = len(a.needs) == 1 or (bool(a.needs) and a.id not in self._among_others)
        return idle and anywhere and simple and a.due is None and len(self._doing[a.step_id]) == 1

    def _groups(self, i: int, found: Mapping[int, list[Group]]) -> Iterator[Group]:
        activities = self._project.activities
        for names in self._project.activities[i].needs:
            options = [p for step in names for p in self._doing[step]]
            if len(options) == 1 and options[0] in self._pauses:
                weeks = activities[options[0]].duration
                yield from ({p: n + weeks for p, n in group.items()} for group in found[options[0]])
                continue
            group = Group()
            for option in options:
                weeks = activities[option].duration
                behind = found[option][0] if option in self._pauses else {option: 0}
                for provider, more in behind.items():
                    group[provider] = min(more + weeks, group.get(provider, more + weeks))
            yield group

    def with_pauses(self, starts: Mapping[str, int]) -> dict[str, int]:
        """Start weeks with those of the pauses, each as soon as what it needs is finished."""
        found = dict(starts)
        for i in self._order:
            activity = self._project.activities[i]
            if i in self._pauses:
                ends = [self._first_end(group, found) for group in activity.needs]
                ready = max((end for end in ends if end is not None), default=0)
                if None not in ends and ready + activity.duration <= self._project.horizon:
                    found[activity.id] = ready
        return found

    def _first_end(self, group: tuple[str, ...], starts: Mapping[str, int]) -> int | None:
        own = [self._project.activities[p] for step in group for p in self._doing[step]]
        return min((starts[a.id] + a.duration for a in own if a.id in starts), default=None)
