"""The list sequencer: a serial schedule generation scheme (SGS) over the priority order.

Kelley 1963; Kolisch 1996. One step after the other is placed at the earliest week that prerequisites,
calendar, capacity and budget allow; among the steps whose prerequisites are placed, the one with the highest
priority is next. Work under way comes first.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project
from planner_sequencers.start import best_start
from planner_sequencers.weekly import decoder_for


def priority_list(project: Project, priority: Mapping[str, float]) -> list[int]:
    """Positions of the activities in the order of the scheme: by priority, needs before what needs them."""
    position = {activity.id: i for i, activity in enumerate(project.activities)}
    waiting = [len(activity.needs) for activity in project.activities]
    followers: list[list[int]] = [[] for _ in project.activities]
    for i, activity in enumerate(project.activities):
        for need in activity.needs:
            followers[position[need]].append(i)
    import heapq

    def rank(i: int) -> tuple[bool, float, int]:
        activity = project.activities[i]
        under_way = activity.allowed == 1 and not activity.needs
        return (not under_way, -priority[activity.id], i)

    ready = [rank(i) for i, count in enumerate(waiting) if count == 0]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        i = heapq.heappop(ready)[2]
        order.append(i)
        for follower in followers[i]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heapq.heappush(ready, rank(follower))
    return order


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    decoder = decoder_for(project)
    order = priority_list(project, priority)
    starts = decoder.starts(decoder.decode(order))
    return Sequence(starts, 0 if limits.fit_only else best_start(project, decoder, order)[1])


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("list", sequence, "Serial schedule generation scheme over the scored order (fastest)")
