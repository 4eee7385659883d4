"""The auto sequencer, the default: the whole problem solved to proof as far as counted effort goes.

Lazy clause generation proves what it can prove in a moment; the classic problem has bounds and a search of its own;
every other one, with all its choices, is a 0/1 program. Without its solver the plan is that of the search.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.plugins import LEFT_OUT, Limits, Project, Sequence, Sequencer, hookimpl, leaves_out
from planner_sequencers import lexicographic
from planner_sequencers.annealing import Found, improved, near, search
from planner_sequencers.bounds import earliest_starts
from planner_sequencers.cells import Cells
from planner_sequencers.exact import WARM_START, attempt, by_cases, is_quick
from planner_sequencers.lower_bound import Bound, lower_bound, with_known, with_prices
from planner_sequencers.weekly import is_weekly

QUICK_PROOF, LARGEST_PROOF = 120, 200  # activities
WORTH_A_PROOF = 0.5  # less effort is for a good schedule alone
TRIES = 50  # schedules for each activity, in that case
NEAR = 20  # where one of a problem that differs in little is known
FIRST_ATTEMPT, SEARCH = 0.25, 0.5  # parts of the effort
LEAST = 0.1  # seconds that an attempt at a proof takes to be worth it


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    found = (_classic if is_weekly(project) else _general)(project, priority, limits)
    if limits.certify and found.prices is None:
        bound = Bound(project.nothing[:0], earliest_starts(project))
        objective = project.objective(found.starts)
        return replace(found, prices=with_prices(project, bound, objective, limits.work).prices)
    return found


def _general(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    if project.extras:
        try:
            return lexicographic.least_extra(project, priority, limits)
        except ImportError:
            return Sequence({})
    bound = lower_bound(project, limits.work)
    cells = Cells(project)
    nearby = near(project, priority, limits, NEAR, cells) if limits.hint else None
    if nearby and not leaves_out(nearby.objective):
        quick = nearby
    else:
        count = 0 if limits.fit_only else WARM_START * len(project.activities)
        quick = search(project, priority, bound, limits, count, lexicographic.FEW_TRIALS, cells)
        if nearby and nearby.objective <= quick.objective:
            quick = nearby
    if quick.objective == bound.value or (limits.fit_only and not quick.objective[LEFT_OUT]):
        return Sequence(quick.starts, bound.value, all_fit=True if not quick.objective[LEFT_OUT] else None)
    if is_quick(project, bound, quick, limits):
        proof = _proof(project, bound, quick, limits, time.monotonic() + limits.seconds)
        if proof is not None:
            return proof
    if limits.work < WORTH_A_PROOF and not (project.quotas or limits.fit_only):
        if quick is nearby:
            return Sequence(quick.starts, bound.value, stopped=True)
        better = improved(project, quick.starts, priority, limits, TRIES, cells)
        return Sequence(better, bound.value, stopped=True)
    try:
        return lexicographic.solve(project, priority, bound, quick, limits, cells)
    except ImportError:
        if limits.note:
            limits.note("ortools is not installed here (journey-planner[proof]): most plans are made without a proof")
        if by_cases(project, bound, quick.objective):
            proof = _proof(project, bound, quick, limits, time.monotonic() + limits.work)
            if proof is not None:
                return proof
    found = search(project, priority, bound, limits)
    found = found if found.objective < quick.objective else quick
    known = with_known(project, bound, found.starts, limits.work)
    return Sequence(found.starts, known.value, stopped=found.stopped, prices=known.prices)


def _classic(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    began, budget = time.monotonic(), limits.work
    count = len(project.activities)
    bound = lower_bound(project, budget)
    quick = search(project, priority, bound, limits, WARM_START * count if count <= LARGEST_PROOF else 0)
    known = bound
    if bound.classic is not None:  # for others the tables cost more than most proofs
        known = with_known(project, bound, quick.starts, FIRST_ATTEMPT * budget)
    proof = None
    if count <= QUICK_PROOF or quick.objective <= known.value:
        proof = _proof(project, known, quick, limits, began + FIRST_ATTEMPT * budget)
    if proof is not None:
        return proof
    found = search(project, priority, known, replace(limits, effort=SEARCH * budget))
    if quick.objective <= found.objective:
        found = replace(quick, stopped=found.stopped)
    known = with_known(project, bound, found.starts, budget)
    proof = _proof(project, known, found, limits, began + budget)
    return proof or Sequence(found.starts, known.value, stopped=found.stopped)


def _proof(project: Project, bound: Bound, found: Found, limits: Limits, until: float) -> Sequence | None:
    if found.objective > bound.value:
        too_late = until - time.monotonic() < LEAST
        if too_late or len(project.activities) > LARGEST_PROOF:
            return None
    try:
        proof = attempt(project, bound, found, limits, until)
    except ImportError:  # no wheel of the solver for this platform
        return None
    return proof if limits.fit_only or not proof.stopped else None


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("auto", sequence, "Proof where the size allows one, else the search (default)")
