"""What search and proof start from: earliest starts, the best bound at hand, and an order."""

from planner.project import Project
from planner_sequencers.bounds import earliest_starts, head_bound, ordered, topological
from planner_sequencers.decoding import Decoder
from planner_sequencers.relaxation import relax
from planner_sequencers.weekly import WeeklyDecoder


def best_start(project: Project, decoder: Decoder, order: list[int]) -> tuple[list[int], int, list[int]]:
    """(earliest starts, lower bound on the objective, order to begin with)."""
    if not isinstance(decoder, WeeklyDecoder):
        earliest = earliest_starts(project)
        return earliest, head_bound(project, earliest), order
    earliest = _heads(project, decoder)
    bound = head_bound(project, earliest)
    if project.aim != "value":
        return earliest, max(bound, _energy(project, decoder)), order
    relaxed = relax(project, decoder, earliest)
    if any(activity.due is not None for activity in project.activities):
        relaxed_order = order
    else:
        relaxed_order = ordered(decoder.needs, lambda i: (relaxed.busy[i],))
        both = [decoder.decode(one) for one in (order, relaxed_order)]
        values = [project.objective(decoder.starts(one)) for one in both]
        order = relaxed_order if values[1] <= values[0] else order
    return earliest, max(bound, relaxed.bound), order


def _heads(project: Project, decoder: WeeklyDecoder) -> list[int]:
    """Earliest starts along needs, in allowed weeks."""
    heads = [0] * len(decoder.weeks)
    for i in topological(project):
        ready = max((heads[n] + decoder.weeks[n] for n in decoder.needs[i]), default=0)
        open_weeks = project.activities[i].allowed >> ready
        heads[i] = ready + (open_weeks & -open_weeks).bit_length() - 1 if open_weeks else max(ready, project.horizon)
    return heads


def _energy(project: Project, decoder: WeeklyDecoder) -> int:
    """The makespan is at least the work of each role over its capacity."""
    least = 0
    for role, amounts in enumerate(project.capacity.values()):
        work = sum(n * decoder.weeks[i] for i, demand in enumerate(decoder.demand) for r, n in demand if r == role)
        if max(amounts) > 0:
            least = max(least, -(-work // max(amounts)))
    return least
