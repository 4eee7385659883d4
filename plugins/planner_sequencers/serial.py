"""The list sequencer: a serial schedule generation scheme (SGS) over the priority order.

Kelley 1963; Kolisch 1996. One step after the other is placed at the earliest week that prerequisites,
calendar, capacity and budget allow; among the steps whose prerequisites are placed, the one with the highest
priority is next. Work under way comes first.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Limits, Sequence, Sequencer, hookimpl
from planner.project import Project
from planner_sequencers.bounds import ordered
from planner_sequencers.start import best_start
from planner_sequencers.weekly import decoder_for


def priority_list(project: Project, priority: Mapping[str, float]) -> list[int]:
    """Positions of the activities in the order of the scheme: by priority, needs before what needs them."""
    position = {activity.id: i for i, activity in enumerate(project.activities)}

    def rank(i: int) -> tuple[bool, float]:
        activity = project.activities[i]
        under_way = activity.allowed == 1 and not activity.needs
        return not under_way, -priority[activity.id]

    return ordered([[position[need] for need in a.needs] for a in project.activities], rank)


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    decoder = decoder_for(project)
    order = priority_list(project, priority)
    starts = decoder.starts(decoder.decode(order))
    return Sequence(starts, 0 if limits.fit_only else best_start(project, decoder, order)[1])


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("list", sequence, "Serial schedule generation scheme over the scored order (fastest)")
