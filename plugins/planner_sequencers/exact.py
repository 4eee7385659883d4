"""The exact sequencer: the whole problem as a 0/1 program (``lexicographic``); where little is open, and for the
classic problem, a constraint model solved by lazy clause generation (Pumpkin), which is over before the other begins.

The parts of the objective are minimised one after the other, each with the earlier ones held at their optimum.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from planner import MissingError
from planner.plugins import LATE, LEFT_OUT, WISHED, Limits, Project, Sequence, Sequencer, gap, hookimpl, leaves_out
from planner_sequencers import lexicographic
from planner_sequencers.annealing import Found, search
from planner_sequencers.bounds import head_bound
from planner_sequencers.cells import Cells
from planner_sequencers.choices import MOST_CASES, Choices, excluding, trimmed
from planner_sequencers.constraint_model import Model
from planner_sequencers.lower_bound import Bound, lower_bound, with_known
from planner_sequencers.single import is_single, solve
from planner_sequencers.start_domains import ImpossibleError, StartDomains
from planner_sequencers.weekly import is_weekly

WARM_START = 1  # schedules tried per activity before the model is built
FEW_WEEKS, NEARLY = 1000, 0.1


def prove(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    """A schedule with its proof, as far as time allows."""
    until = time.monotonic() + limits.seconds
    if project.extras:
        return lexicographic.least_extra(project, priority, limits)
    bound = lower_bound(project, limits.work)
    hint = search(project, priority, bound, limits, WARM_START * len(project.activities))
    if is_weekly(project) or is_quick(project, bound, hint, limits):
        with suppress(ImportError):
            return attempt(project, with_known(project, bound, hint.starts, limits.work), hint, limits, until)
    return lexicographic.solve(project, priority, bound, hint, limits, Cells(project))


def is_quick(project: Project, bound: Bound, hint: Found, limits: Limits) -> bool:
    """Whether so little is open, over all cases, that lazy clause generation takes no time to speak of. Few weeks are
    not enough: its search counts no effort, and eleven like steps whose bound was far off took 100 seconds."""
    distance = gap(hint.objective, bound.value)
    if distance is None or distance > NEARLY or leaves_out(hint.objective):
        return False
    if not by_cases(project, bound, hint.objective):
        return False
    open_weeks = 0
    for case in _Proof(project, bound, hint, limits, 0.0).cases:
        known = case.inside(hint.objective)
        with suppress(ImpossibleError):
            domains = StartDomains(case.plain, case.earliest, known, project.levels - 1, all_in=True)
            open_weeks += sum(map(len, domains.weeks()))
    return open_weeks <= FEW_WEEKS


def by_cases(project: Project, bound: Bound, objective: tuple[int, ...]) -> bool:
    """Whether cases say all there is to say, from a plan with an objective on. Only where what can meet a need excludes
    each other: else a second one may be planned as well, because it is finished sooner. And where leaving out a wish
    makes nothing less late."""
    settled = not leaves_out(objective) and objective[LATE] == bound.value[LATE]
    return (settled or not project.wishes) and not project.quotas and excluding(project)


def attempt(project: Project, bound: Bound, hint: Found, limits: Limits, until: float) -> Sequence:
    """Goes for the proof from a schedule and a bound on, up to a moment of ``time.monotonic``."""
    try:
        if hint.objective > bound.value and is_single(project):
            starts = solve(project, hint.starts, until)
            if starts is not None:
                return Sequence(starts, project.objective(starts), all_fit=True)
        return _Proof(project, bound, hint, limits, until).run()
    except KeyboardInterrupt:
        if not limits.best_so_far:
            raise
        return Sequence(hint.starts, bound.value, stopped=True)


class _Proof:
    """The best schedule and the proved bound while the parts of the objective are worked through.

    Where everything fits and there are few cases of choices, each case is a model of its own: without choices its
    bounds are tight, and what one case has found limits the next.
    """

    def __init__(self, project: Project, bound: Bound, hint: Found, limits: Limits, until: float):
        self.project, self.earliest, self.latest = project, bound.earliest, bound.latest
        self.limits, self.until = limits, until
        self.starts, self.objective, self.bound = hint.starts, hint.objective, bound.value
        self.cases = self._cases()

    def _cases(self) -> list[_Case]:
        if self.project.plain:
            return [_Case(self.project, self.project, self.earliest, self.bound, self.latest)]
        choices = Choices(self.project)
        cases = choices.cases(MOST_CASES)
        if cases is None:
            return [_Case(self.project, self.project, self.earliest, self.bound)]
        found = []
        for plain in map(choices.plain, cases):
            bound = lower_bound(plain, self.limits.work)
            shift = zip(self.project.nothing, plain.nothing, bound.value, strict=True)
            value = [whole - own + least for whole, own, least in shift]
            for level in (LEFT_OUT, WISHED):  # what is left out weighs more where there are more steps: not to be added
                value[level] = bound.value[level]
            found.append(_Case(self.project, plain, bound.earliest, tuple(value)))
        found.sort(key=lambda case: case.bound)
        if found and all(case.bound[LEFT_OUT] == 0 for case in found):
            self.bound = max(self.bound, found[0].bound)
        return found

    def run(self) -> Sequence:
        all_fit = self._fit()
        if all_fit is None or (all_fit is False and self.limits.fit_only):
            return self._stopped(all_fit)
        if all_fit is False:
            self.cases = [_Case(self.project, self.project, self.earliest, self.bound)]
        for level in range(self.project.levels):
            if self.objective[level] == self.bound[level]:
                continue
            distance = gap(self.objective, self.bound)
            if self.limits.gap and distance is not None and distance <= self.limits.gap:
                return Sequence(self.starts, self.bound, all_fit)
            answers = [self._solve(case, level, all_in=all_fit) for case in self.cases]
            if not all(answers):
                return self._stopped(all_fit)
            self.bound = (*self.objective[: level + 1], *self.bound[level + 1 :])
            if self.limits.progress:
                self.limits.progress(self.objective, self.bound)
        return Sequence(self.starts, self.objective, all_fit)

    def _fit(self) -> bool | None:
        """Whether everything that is asked for can be planned; None: not found out in time. With all wishes: a problem
        in which one may be better left out does not get here (``by_cases``, ``is_weekly``)."""
        if self.objective[LEFT_OUT] == 0:
            return True
        if self.bound[LEFT_OUT] == 0:
            for case in self.cases:
                if case.bound[LEFT_OUT] == 0 and not self._solve(case, None, all_in=True):
                    return None
                if self.objective[LEFT_OUT] == 0:
                    return True
        self.bound = (max(1, self.bound[LEFT_OUT]), *head_bound(self.project, self.earliest, kept=())[1:])
        return False

    def _solve(self, case: _Case, level: int | None, *, all_in: bool) -> bool:
        """Minimises one part of the objective in one case (None: any schedule will do), at least as good as what
        is known. Whether the solver finished."""
        if level is not None and case.bound[: level + 1] >= self.objective[: level + 1]:
            return True  # nothing better in this case
        known = case.inside(self.objective) if level is not None else None
        latest = case.latest if level is not None else None
        bound = case.inside(case.bound)
        model = Model(case.plain, case.earliest, bound, known, level, all_in=all_in, latest=latest)
        answer = model.solve(max(0.05, self.until - time.monotonic()))
        if answer.starts is not None:
            starts = trimmed(self.project, answer.starts)
            objective = self.project.objective(starts)
            if objective < self.objective:
                self.starts, self.objective = starts, objective
        return answer.complete

    def _stopped(self, all_fit: bool | None) -> Sequence:
        complete = all_fit is False and self.limits.fit_only
        return Sequence(self.starts, self.bound, all_fit, stopped=not complete)


@dataclass(frozen=True, slots=True)
class _Case:
    """A plain project (or the whole one), bounds on its starts, and on the whole project's objective within it."""

    project: Project
    plain: Project
    earliest: list[int]
    bound: tuple[int, ...]
    latest: list[int] | None = None

    def inside(self, objective: tuple[int, ...]) -> tuple[int, ...]:
        """An objective of the whole project as one of the case's: what the case has no part in is taken off."""
        if self.plain is self.project:
            return objective
        parts = zip(objective, self.project.nothing, self.plain.nothing, strict=True)
        own = [value - whole + here for value, whole, here in parts]
        for level in (LEFT_OUT, WISHED):
            own[level] = objective[level]
        return tuple(own)


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    try:
        return prove(project, priority, limits)
    except ImportError:
        raise MissingError("a proof needs ortools: install journey-planner[proof], or use --sequencer auto") from None


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("exact", sequence, "Proof of optimality, as far as the effort goes")
