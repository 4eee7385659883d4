"""The parts of the objective, one after the other, each with the earlier ones held at their optimum: the whole problem
with all its choices, solved by CP-SAT within counted effort."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from planner.plugins import AIMS, LATE, LEFT_OUT, WISHED, Limits, Prices, Project, Sequence, gap, leaves_out
from planner_sequencers import cp_sat
from planner_sequencers.annealing import Found, improved, search
from planner_sequencers.bounds import earliest_starts, head_bound, with_dates
from planner_sequencers.cells import Cells
from planner_sequencers.lower_bound import Bound, with_known
from planner_sequencers.start_domains import ImpossibleError, StartDomains
from planner_sequencers.time_indexed import Goal, Program

LARGEST = 15_000  # variables: what is larger is not proved in any time; its bound is that of the prices
FEW_TRIALS = 12  # cases of choices that are looked at for a first schedule
WARM_START = 200  # schedules tried for a first one
LARGEST_EXTRA = 20_000
TRIES = 10  # schedules for each activity and unit of effort, tried before the value is proved
PLACED = 2_000_000  # no more activities placed than that, for each unit of effort
WAYS = ((cp_sat.LOGIC, 0.05), (cp_sat.LINEAR, 0.75), (cp_sat.LOGIC, 0.6))
"""How the solver goes about a value that the prices come near to, each with a part of the effort, or of what is left of
it: easy proofs are found in a moment without the linear relaxation, most others with it."""

FAR_WAYS = ((cp_sat.LOGIC, 0.25), (cp_sat.LOGIC, 0.6))
"""The same where they do not: the relaxation says nothing of it, and the solver finds better schedules without, begun
again from the better one."""

IS_NEAR = 0.06
"""A gap with which the linear relaxation is worth it."""

WAYS_TO_FIT = ((cp_sat.LOGIC, 0.5), (cp_sat.USUAL, 0.3))
"""The same for what finds room, and for dates."""

CORRIDORS = (12, 48)
"""Weeks that steps may move either way in one search, with all that may be done instead: each wider than the last."""

CORRIDOR = 0.06  # of the effort, for each

WAYS_TO_EXTEND = ((cp_sat.LOGIC, 0.7), (cp_sat.USUAL, 1.0))  # of what is left

WORTH_SPLITTING = 2.0
"""Less effort than that goes into one way: each begins with work of its own."""

WHOLE = 0.4
"""Part of the effort for the value, where it goes into one way alone."""

FITTING = 0.2
"""Of the effort, for whether everything that must be planned finds room."""

DATING = 0.1
"""Of the effort, for how late what has a date must be."""

PRICING = 0.2  # of the effort

LEAST = 0.1


def solve(
    project: Project, priority: Mapping[str, float], bound: Bound, hint: Found, limits: Limits, cells: Cells
) -> Sequence:
    """The best schedule and what is proved of it, from a schedule and a bound on.

    Raises:
        ImportError: OR-Tools is not installed.
    """
    return _Search(project, priority, bound, hint, limits, cells).run()


def least_extra(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    """How little of the extras is enough for everything that is asked for to find room.

    Raises:
        ImportError: OR-Tools is not installed.
    """
    whole = project.extended({one.what: one.most for one in project.extras})
    earliest = earliest_starts(whole)
    try:
        windows = StartDomains(whole, earliest, None, None, all_in=True).weeks()
    except ImpossibleError:
        return Sequence({}, all_fit=False)
    if sum(map(len, windows)) > LARGEST_EXTRA:
        return Sequence({})
    cells = Cells(replace(project, extras=()))
    program = Program(project, windows, cells)
    program.at_most(LEFT_OUT, 0)
    program.at_most(WISHED, 0)
    hint = search(whole, priority, Bound(whole.nothing[:0], earliest), limits, WARM_START, FEW_TRIALS)
    known = {} if leaves_out(hint.objective) else program.solution(hint.starts)
    effort, until = limits.work, time.monotonic() + limits.seconds
    found = cp_sat.Answer(None, None, False, 0.0)
    for how, part in WAYS_TO_EXTEND:
        answer = cp_sat.solve(program, program.price(), known, effort * part, until - time.monotonic(), how)
        effort = max(LEAST, effort - answer.effort)
        if answer.solution is not None:
            found, known = answer, dict(enumerate(answer.solution))
        if answer.complete:
            break
    else:
        answer = found
    if answer.solution is None:
        return Sequence({}, all_fit=False if answer.complete else None, stopped=not answer.complete)
    starts, extra = program.starts(answer.solution), program.extra(answer.solution)
    return Sequence(starts, all_fit=True, stopped=not answer.complete, extra=extra)


class _Search:
    def __init__(
        self, project: Project, priority: Mapping[str, float], bound: Bound, hint: Found, limits: Limits, cells: Cells
    ):
        self.project, self.priority, self.bound, self.limits = project, priority, bound, limits
        self.starts, self.objective = hint.starts, hint.objective
        self.proved = list(bound.value)
        self.effort, self.until = limits.work, time.monotonic() + limits.seconds
        self.stopped, self.cells = False, cells
        self.prices: Prices | None = None
        self.before_prices: tuple[int, ...] = ()  # what was proved
        self.priced: tuple[tuple[int, ...], int, list[list[int]]] | None = None
        """The objective that prices were found for, the bound that they come to, and the weeks that they leave open."""

    def run(self) -> Sequence:
        try:
            if self.limits.fit_first and self._cannot_fit():
                return Sequence(self.starts, all_fit=False)
            sure = True  # that the parts before are the best there are
            for level in range(1 if self.limits.fit_only else self.project.levels):
                if sure and self._is_best(level):
                    continue
                if sure and self._is_enough():
                    break
                sure = self._minimise(level, sure=sure)
                if self.limits.fit_first and self.objective[LEFT_OUT]:
                    return Sequence(self.starts, all_fit=self._all_fit())
                if sure and self.limits.progress:
                    self.limits.progress(self.objective, tuple(self.proved))
        except KeyboardInterrupt:
            if not self.limits.best_so_far:
                raise
            self.stopped = True
        proved = tuple(self.proved)
        stopped = self.stopped and proved != self.objective
        return Sequence(self.starts, proved, self._all_fit(), stopped=stopped, prices=self.prices)

    def _cannot_fit(self) -> bool:
        """Whether it is proved that not everything finds room that must be planned. What is found instead is kept."""
        if not self.objective[LEFT_OUT]:
            return False
        try:
            program = self._program(LEFT_OUT, [])
        except ImpossibleError:
            program = None
        if program is None:
            return False
        program.at_most(LEFT_OUT, 0)
        answer = cp_sat.solve(
            program, Goal({}, 0), {}, FITTING * self.effort, self.until - time.monotonic(), cp_sat.LOGIC
        )
        self.effort = max(LEAST, self.effort - answer.effort)
        if answer.solution is not None:
            self._keep(program.starts(answer.solution))
        return answer.complete and answer.solution is None

    def _all_fit(self) -> bool | None:
        return True if not self.objective[LEFT_OUT] else False if self.proved[LEFT_OUT] else None

    def _is_best(self, level: int) -> bool:
        return tuple(self.objective[: level + 1]) == tuple(self.proved[: level + 1])

    def _is_enough(self) -> bool:
        distance = gap(self.objective, tuple(self.proved))
        return bool(self.limits.gap) and distance is not None and distance <= self.limits.gap

    def _minimise(self, level: int, *, sure: bool) -> bool:
        """One part of the objective, the earlier ones being as good as they are known; whether it is the best there
        is, given that those are."""
        if level >= AIMS:
            return self._minimise_aim(level, sure=sure)
        if level == LATE and sure and not self.objective[LEFT_OUT]:
            self._dates_alone()
            if self._is_best(level):
                return True
        ways = WAYS_TO_FIT if self.limits.work >= WORTH_SPLITTING else ((cp_sat.LOGIC, 1.0),)
        return self._search(level, ways, sure=sure) and sure

    def _minimise_aim(self, level: int, *, sure: bool) -> bool:
        """The same of the value or another aim: a good schedule first, as a proof takes a moment once it is known."""
        each = min(TRIES, PLACED // max(1, len(self.starts)) ** 2)
        tries = max(1, round(each * self.limits.work))
        self._keep(improved(self.project, self.starts, self.priority, self.limits, tries, self.cells))
        if self._is_best(level):
            return True
        self._through_corridors(level)
        if sure and level == AIMS and self.limits.gap:
            self._with_prices()  # they may say that it is near enough
        if self._is_enough():
            return True
        return self._search(level, (), sure=sure) and sure

    def _search(self, level: int, ways: tuple[tuple[cp_sat.Way, float], ...], *, sure: bool) -> bool:
        """Whether there is no better plan by a part of the objective, the earlier ones being as good as they are known;
        a better one is kept.

        Args:
            ways: how the solver goes about it, each with a part of the effort; none: as it is best for a value.
            sure: whether the earlier parts are the best there are: only then something is proved.
        """
        windows: list[list[int]] = []
        if level == AIMS and sure:
            windows = self._with_prices()
            if self._is_best(level):
                return True
        try:
            program = self._program(level, windows, better=bool(windows))
        except ImpossibleError:  # nothing but what is known is as good
            if sure:
                self._prove(level, self.objective[level])
            return True
        if not ways and self.limits.work < WORTH_SPLITTING:
            ways = ((cp_sat.LOGIC, WHOLE),)
        for how, part in ways or (WAYS if self._is_near() else FAR_WAYS):
            if program is None:
                break
            answer = self._answer(program, level, min(self.effort, self.limits.work * part), how)
            if sure and answer.bound is not None:
                self._prove(level, min(answer.bound, self.objective[level]))
            if answer.complete:
                return not sure or self._is_best(level)
        self.stopped = True
        return False

    def _is_near(self) -> bool:
        distance = gap(self.objective, tuple(self.proved))
        return distance is not None and distance <= IS_NEAR

    def _through_corridors(self, level: int) -> None:
        """Better schedules near the known one: the corridor method (Sniedovich and Voß 2006). What it finds in a second
        leaves fewer weeks to look at for the proof, and is what counts where there is none."""
        for width in CORRIDORS:
            try:
                program = self._program(level, self._near(width))
            except ImpossibleError:
                return
            if program is None:
                return
            self._answer(program, level, CORRIDOR * self.limits.work, cp_sat.LOGIC)

    def _near(self, width: int) -> list[list[int]]:
        """Start weeks not further from the known ones, however a step is done; of what is not planned, any."""
        activities = self.project.activities
        at = {one.step_id: self.starts[one.id] for one in activities if one.id in self.starts}
        return [
            list(range(max(0, at[one.step_id] - width), at[one.step_id] + width + 1))
            if one.step_id in at
            else list(range(self.project.horizon))
            for one in activities
        ]

    def _dates_alone(self) -> None:
        """How late what has a date must be, from that alone and what comes before it: often enough for a proof."""
        part, earliest = with_dates(self.project, self.bound.earliest)
        if not part.activities or len(part.activities) == len(self.project.activities):
            return
        try:
            windows = StartDomains(part, earliest, self.objective, LATE).weeks()
        except ImpossibleError:
            return
        program = Program(part, windows)
        program.at_most(LEFT_OUT, 0)
        effort, seconds = DATING * self.effort, self.until - time.monotonic()
        answer = cp_sat.solve(program, program.goal(LATE), program.solution(self.starts), effort, seconds, cp_sat.LOGIC)
        self.effort = max(LEAST, self.effort - answer.effort)
        if answer.bound is not None:
            self._prove(LATE, min(answer.bound, self.objective[LATE]))

    def _prove(self, level: int, least: int) -> None:
        if level in (LEFT_OUT, WISHED) and least > self.proved[level]:  # the rest was of plans that leave out less
            kept = (LEFT_OUT,) if level == WISHED and not self.proved[LEFT_OUT] else ()
            self.proved[level + 1 :] = head_bound(self.project, self.bound.earliest, kept=kept)[level + 1 :]
        self.proved[level] = max(self.proved[level], least)

    def _with_prices(self) -> list[list[int]]:
        """Start weeks in which a plan may be better than the known one by its value; empty: any."""
        if self.priced is None or self.priced[0] != self.objective:
            self.before_prices = self.before_prices or tuple(self.proved)
            now = replace(self.bound, value=self.before_prices)
            priced = with_known(self.project, now, self.starts, PRICING * self.limits.work, self.cells)
            if self.priced is None or priced.value[AIMS] >= self.priced[1]:  # what is said can be added up
                self.prices = priced.prices
            self.priced = self.objective, priced.value[AIMS], priced.windows
            self._prove(AIMS, priced.value[AIMS])
        return self.priced[2]

    def _program(self, level: int, among: list[list[int]], *, better: bool = False) -> Program | None:
        """The program of what is as good as what is known; None: it is too large.

        Args:
            among: the start weeks that are looked at; empty: any.
            better: only what is better by this part of the objective.

        Raises:
            ImpossibleError: nothing is, but what is known.
        """
        known = self.objective
        windows = StartDomains(self.project, self.bound.earliest, known, level).weeks()
        if among:
            windows = [sorted({*own} & {*other}) for own, other in zip(windows, among, strict=True)]
        if sum(map(len, windows)) > LARGEST:
            return None
        program = Program(self.project, windows, self.cells)
        if better:
            program.at_most(level, known[level] - 1)
        for earlier in range(level):
            program.at_most(earlier, known[earlier])
        return program

    def _answer(self, program: Program, level: int, effort: float, how: cp_sat.Way) -> cp_sat.Answer:
        known, seconds = self.objective[level], self.until - time.monotonic()
        answer = cp_sat.solve(program, program.goal(level), program.solution(self.starts), effort, seconds, how)
        self.effort = max(LEAST, self.effort - answer.effort)
        if answer.solution is not None:
            self._keep(program.starts(answer.solution))
        if answer.complete and answer.bound is None:  # nothing else is as good as what is known
            return replace(answer, bound=known)
        return answer

    def _keep(self, starts: dict[str, int]) -> None:
        objective = self.project.objective(starts)
        if objective < self.objective:
            self.starts, self.objective = starts, objective
