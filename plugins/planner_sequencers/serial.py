"""The list sequencer: a serial schedule generation scheme (SGS) over the priority order.

Kelley 1963; Kolisch 1996. One step after the other is placed at the earliest week that prerequisites,
calendar, capacity and budget allow; among the steps whose prerequisites are placed, the one with the highest
priority is next. Work under way comes first. Afterwards each step is moved as far to the left as it goes,
because capacity granted by a later step can make room.
"""

from collections.abc import Iterable, Mapping

from planner.plugins import Sequence, Sequencer, hookimpl
from planner.project import Activity, Ledger, Project


def serial_sgs(project: Project, priority: Mapping[str, float]) -> Sequence:
    ledger = Ledger(project)
    for activity in project.activities:
        if activity.allowed == 1 and ledger.blocked(activity, 0) is None and not activity.needs:
            ledger.place(activity, 0)
    # What does not fit may fit once another step has granted capacity: try again while that helps.
    placed = -1
    while placed < len(ledger.starts):
        placed = len(ledger.starts)
        _place_all(project, priority, ledger)
    _shift_left(project, ledger)
    return Sequence(ledger.starts)


def _place_all(project: Project, priority: Mapping[str, float], ledger: Ledger) -> None:
    waiting = [activity for activity in project.activities if activity.id not in ledger.starts]
    while True:
        eligible = [a for a in waiting if all(need in ledger.starts for need in a.needs)]
        if not eligible:
            return
        activity = max(eligible, key=lambda a: priority[a.id])
        waiting.remove(activity)
        start = ledger.first_start(activity, ledger.earliest(activity))
        if start is not None:
            ledger.place(activity, start)


def _shift_left(project: Project, ledger: Ledger) -> None:
    activities: dict[str, Activity] = {activity.id: activity for activity in project.activities}
    moved = True
    while moved:
        moved = False
        for name in sorted(ledger.starts, key=lambda name: (ledger.starts[name], name)):
            activity, before = activities[name], ledger.starts[name]
            if activity.grants:
                continue  # others may stand on what it grants, and when
            ledger.remove(activity)
            start = ledger.first_start(activity, ledger.earliest(activity))
            ledger.place(activity, before if start is None else min(start, before))
            moved = moved or ledger.starts[name] != before


@hookimpl
def planner_sequencers() -> Iterable[Sequencer]:
    yield Sequencer("list", serial_sgs, "Serial schedule generation scheme over the scored order (fast, no bound)")
