"""The list sequencer: a serial schedule generation scheme (SGS) over the priority order.

Kelley 1963; Kolisch 1996. One step after the other is placed at the earliest week that prerequisites,
calendar, capacity and budget allow; among the steps whose prerequisites are placed, the one with the highest
priority is next. Work under way comes first.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Limits, Project, Sequence, Sequencer, hookimpl
from planner_sequencers.choices import select
from planner_sequencers.lower_bound import lower_bound


def sequence(project: Project, priority: Mapping[str, float], limits: Limits) -> Sequence:
    _, starts = select(project, priority)
    return Sequence(starts, () if limits.fit_only else lower_bound(project, limits.work).value)


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("list", sequence, "Serial schedule generation scheme over the scored order (fastest)")
