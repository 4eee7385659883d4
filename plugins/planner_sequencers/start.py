"""What search and proof start from: earliest starts and the best lower bound at hand."""

from dataclasses import dataclass

from planner.project import Project
from planner_sequencers.bounds import certain, earliest_starts, head_bound, topological
from planner_sequencers.relaxation import relax
from planner_sequencers.weekly import WeeklyDecoder, is_weekly


@dataclass(frozen=True, slots=True)
class Bound:
    """``value``: a lower bound on the objective; ``earliest``: on each start; ``busy``: the mean week each activity
    is worked on in the relaxation, a good order to start a search from; empty where there is none."""

    value: tuple[int, ...]
    earliest: list[int]
    busy: list[float]


def lower_bound(project: Project) -> Bound:
    if not is_weekly(project):
        earliest = earliest_starts(project)
        return Bound(head_bound(project, earliest), earliest, [])
    decoder = WeeklyDecoder(project)
    earliest = _heads(project, decoder)
    value = head_bound(project, earliest)
    busy: list[float] = []
    if len(certain(project, earliest)) < len(project.activities):  # plain, so as many steps
        return Bound(value, earliest, busy)
    if project.aims[0] == {"value": 1} and not project.discount:
        relaxed = relax(project, decoder, earliest)
        busy = relaxed.busy
        value = (*value[:2], max(value[2], relaxed.bound), *value[3:])
    elif project.aims[0] == {"finish": 1}:
        value = (*value[:2], max(value[2], _energy(project, decoder)), *value[3:])
    return Bound(value, earliest, busy)


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
