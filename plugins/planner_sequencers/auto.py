"""The auto sequencer, the default: a proof where the size allows one, else the search with its bound.

A proof that is not finished in time is not used at all: the plan is then the search's, which is the same on
every machine.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project
from planner_sequencers.annealing import anneal, tries
from planner_sequencers.exact import prove
from planner_sequencers.serial import priority_list
from planner_sequencers.start import best_start
from planner_sequencers.weekly import decoder_for

LARGEST_PROOF = 120  # activities


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    decoder = decoder_for(project)
    order = priority_list(project, priority)
    if len(order) <= LARGEST_PROOF:
        try:
            proof = prove(project, decoder, order, limits)
        except ImportError:  # no wheel of the solver for this platform: the search still plans
            proof = None
        if proof is not None and (limits.fit_only or not proof.stopped):
            return proof
    _, bound, order = best_start(project, decoder, order)
    starts, _, stopped = anneal(decoder, order, bound, limits, tries(len(order)))
    return Sequence(starts, bound, stopped=stopped)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("auto", sequence, "Proof where the size allows one, else the search (default)")
