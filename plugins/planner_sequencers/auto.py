"""The auto sequencer, the default: a proof where the size allows one, else the search with its bound.

A proof that is not finished in time is not used at all: the plan is then the search's, which is the same on
every machine.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project
from planner_sequencers import annealing
from planner_sequencers.exact import prove

LARGEST_PROOF = 160  # activities


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    if len(project.activities) <= LARGEST_PROOF:
        try:
            proof = prove(project, priority, limits)
        except ImportError:  # no wheel of the solver for this platform: the search still plans
            proof = None
        if proof is not None and (limits.fit_only or not proof.stopped):
            return proof
    return annealing.sequence(project, priority, limits)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("auto", sequence, "Proof where the size allows one, else the search (default)")
