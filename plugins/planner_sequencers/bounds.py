"""Lower bounds on the objective that hold for every schedule, at any size, without a solver."""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

from planner.project import Ledger, Project


def earliest_starts(project: Project) -> list[int]:
    """The earliest week each activity can start in if it had all capacity and budget to itself: after what it
    needs (at their earliest), in an allowed week, its own load within what there is.

    Capacity that another activity may grant is left out of the check, so that the week is never too late.
    A value of ``horizon`` or more: it fits nowhere.
    """
    position = {activity.id: i for i, activity in enumerate(project.activities)}
    granted = {role for activity in project.activities for role in activity.grants}
    alone = Project(
        project.activities,
        project.begins,
        {role: amounts for role, amounts in project.capacity.items() if role not in granted},
        project.budget,
        project.carry_over,
        project.handovers,
        project.aim,
    )
    ledger = Ledger(alone)
    found = [-1] * len(project.activities)
    for i in topological(project):
        activity = project.activities[i]
        ready = max((found[position[n]] + project.activities[position[n]].weeks for n in activity.needs), default=0)
        start = ledger.first_start(activity, ready)
        found[i] = max(project.horizon, ready) if start is None else start
    return found


def topological(project: Project) -> list[int]:
    """Positions with needs before what needs them, otherwise in the order given."""
    position = {activity.id: i for i, activity in enumerate(project.activities)}
    return ordered([[position[need] for need in a.needs] for a in project.activities], lambda i: (i,))


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


def head_bound(project: Project, earliest: list[int]) -> int:
    """The objective of everything at its earliest start: no schedule is better.

    What fits nowhere is counted with its penalty, which every schedule pays; what only that would need may be
    left out for nothing. Leaving out anything else that is asked for costs more than all the rest together.
    """
    position = {activity.id: i for i, activity in enumerate(project.activities)}
    useful: set[int] = set()
    todo = [i for i, a in enumerate(project.activities) if a.asked and earliest[i] + a.weeks <= project.horizon]
    while todo:
        i = todo.pop()
        if i not in useful:
            useful.add(i)
            todo.extend(position[need] for need in project.activities[i].needs)
    return project.objective({project.activities[i].id: earliest[i] for i in useful})
