"""Orders of activities: what the serial generation scheme schedules one after the other."""

from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush
from typing import Any

from planner.plugins import Project


def priority_lists(project: Project, priority: Mapping[str, float]) -> list[list[int]]:
    """Orders of a plain project's activities to try, as positions, needs before what needs them.

    By priority; and where there are due dates also by the latest finish that keeps every date after it. Work under
    way comes first.
    """
    position = {activity.id: i for i, activity in enumerate(project.activities)}
    needs = [[position[need] for (need,) in a.needs] for a in project.activities]
    rank = [(a.allowed != 1 or bool(a.needs), -priority[a.id]) for a in project.activities]
    found = [ordered(needs, lambda i: rank[i])]
    if any(activity.due is not None for activity in project.activities):
        latest = _latest_finishes(project, needs, found[0])
        found.append(ordered(needs, lambda i: (rank[i][0], latest[i], rank[i][1])))
    return found


def by_activity(project: Project, priority: Mapping[str, float]) -> dict[str, float]:
    """The priority of each activity: modes of a step share the step's."""
    return {a.id: priority[a.id] if a.id in priority else priority[a.step_id] for a in project.activities}


def _latest_finishes(project: Project, needs: list[list[int]], order: list[int]) -> list[int]:
    """The finish beyond which a due date of its own or of a follower is missed; the horizon where there is none."""
    latest = [project.horizon if a.due is None else min(a.due, project.horizon) for a in project.activities]
    for i in reversed(order):
        for need in needs[i]:
            latest[need] = min(latest[need], latest[i] - project.activities[i].duration)
    return latest


def ordered(needs: list[list[int]], rank: Callable[[int], tuple[Any, ...]]) -> list[int]:
    """Positions with needs before what needs them; among those that are free to come, the smallest rank first."""
    waiting = [len(own) for own in needs]
    followers: list[list[int]] = [[] for _ in needs]
    for i, own in enumerate(needs):
        for need in own:
            followers[need].append(i)
    ready = [(rank(i), i) for i, count in enumerate(waiting) if count == 0]
    heapify(ready)
    order: list[int] = []
    while ready:
        i = heappop(ready)[1]
        order.append(i)
        for follower in followers[i]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heappush(ready, (rank(follower), follower))
    return order
