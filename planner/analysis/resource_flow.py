"""From a schedule to a policy: which step has to wait for which when work takes longer than planned.

Besides its prerequisites, a step waits for earlier steps whose work, were it delayed into the step's own time, would
no longer fit beside it (a *partial order schedule*: Policella, Oddi, Smith and Cesta 2004). With these arcs a plan can
be carried out whatever durations turn out to be, without deciding anew and without knowing the future.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.scheduling.activity import Activity
from planner.scheduling.problem import Project


def waits(project: Project, starts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Ids of the activities that each planned activity waits for, prerequisites first. Keys are in order of start.

    The project is one in which every choice is made (see ``choice_resolution``).
    """
    planned = sorted((a for a in project.activities if a.id in starts), key=lambda a: (starts[a.id], a.id))
    position = {a.id: i for i, a in enumerate(planned)}
    used: dict[tuple[str, int], int] = {}
    cells: list[list[tuple[str, int]]] = []
    for activity in planned:
        load = project.load(_work_only(activity), starts[activity.id])
        cells.append([key for key, amount in load.items() if amount > 0 and key[0] in project.capacity])
        for key, amount in project.load(activity, starts[activity.id]).items():
            used[key] = used.get(key, 0) + amount
    slots = _slots(project, planned, starts)
    before = [0] * len(planned)
    found: dict[str, tuple[str, ...]] = {}
    ends = [starts[a.id] + a.duration for a in planned]
    for j, activity in enumerate(planned):
        own = [position[need] for group in activity.needs for need in group if need in position]
        own += [i for i in slots[j] if i not in own]
        for i in own:
            before[j] |= before[i] | 1 << i
        room = {key: project.capacity[key[0]][key[1]] - used[key] for key in cells[j]}
        earlier = [i for i in range(j) if ends[i] <= starts[activity.id]] if room else []
        for i in sorted(earlier, key=lambda i: (-ends[i], i)):
            if before[j] >> i & 1:
                continue
            asks = {key: _amount(project, planned[i], key) for key in room}
            if all(amount <= room[key] or amount == 0 for key, amount in asks.items()):
                for key, amount in asks.items():
                    room[key] -= amount
            else:
                own.append(i)
                before[j] |= before[i] | 1 << i
        found[activity.id] = tuple(planned[i].id for i in own)
    return found


def _slots(project: Project, planned: list[Activity], starts: Mapping[str, int]) -> list[list[int]]:
    """For each activity, the earlier ones that it takes over from where only so many may be under way at once: each
    takes the slot that was freed last."""
    found: list[list[int]] = [[] for _ in planned]
    for name, most in project.at_once.items():
        last: list[int] = []
        for j, activity in enumerate(planned):
            if name not in project.led(activity):
                continue
            free = [i for i in last if starts[planned[i].id] + planned[i].duration <= starts[activity.id]]
            if free and len(last) >= most:
                i = max(free, key=lambda i: (starts[planned[i].id] + planned[i].duration, i))
                last.remove(i)
                found[j].append(i)
            last.append(j)
    return found


def _amount(project: Project, activity: Activity, cell: tuple[str, int]) -> int:
    """What an activity would ask of a cell if all its work fell there; with periods of a week, a week's work."""
    role, period = cell
    length = project.begins[period + 1] - project.begins[period]
    own = sum(amount for name, amount in activity.work.items() if project.doer(name, period, activity.owner) == role)
    return -(-own * min(length, activity.duration) // activity.duration)


def _work_only(activity: Activity) -> Activity:
    from dataclasses import replace

    return replace(activity, run={}, grants={})
