"""The auto sequencer, the default: a proof where one is to be had in time, else the search with its bound.

A quick schedule and a short attempt at a proof come first, as many plans need no more; then the whole search, and a
last attempt with what time is left. A proof that is not finished is not used at all: the plan is then the search's,
which is the same on every machine.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.plugins import Limits, Project, Sequence, Sequencer, hookimpl
from planner_sequencers.annealing import Found, search
from planner_sequencers.exact import WARM_START, attempt
from planner_sequencers.lower_bound import Bound, lower_bound, with_known

QUICK_PROOF, LARGEST_PROOF = 120, 200  # activities
FIRST_ATTEMPT, SEARCH, LEAST = 0.25, 0.5, 0.05  # parts of the time limit


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    began = time.monotonic()
    count = len(project.activities)
    bound = lower_bound(project, limits.seconds)
    quick = search(project, priority, bound, limits, WARM_START * count if count <= LARGEST_PROOF else 0)
    known = bound
    if bound.classic is not None:  # for others the tables cost more than most proofs
        known = with_known(project, bound, quick.starts, FIRST_ATTEMPT * limits.seconds)
    proof = None
    if count <= QUICK_PROOF or quick.objective <= known.value:
        proof = _proof(project, known, quick, limits, began + FIRST_ATTEMPT * limits.seconds)
    if proof is not None:
        return proof
    found = search(project, priority, known, replace(limits, seconds=SEARCH * limits.seconds))
    if quick.objective <= found.objective:
        found = replace(quick, stopped=found.stopped)
    known = with_known(project, bound, found.starts, limits.seconds)
    proof = _proof(project, known, found, limits, began + limits.seconds)
    return proof or Sequence(found.starts, known.value, stopped=found.stopped)


def _proof(project: Project, bound: Bound, found: Found, limits: Limits, until: float) -> Sequence | None:
    if found.objective > bound.value:
        too_late = until - time.monotonic() < LEAST * limits.seconds
        if too_late or len(project.activities) > LARGEST_PROOF:
            return None
    try:
        proof = attempt(project, bound, found, limits, until)
    except ImportError:  # no wheel of the solver for this platform: the search still plans
        if limits.note:
            limits.note("pumpkin-solver is not installed here: the plan is made without its proof")
        return None
    return proof if limits.fit_only or not proof.stopped else None


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("auto", sequence, "Proof where the size allows one, else the search (default)")
