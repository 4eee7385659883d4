"""Lower bounds on the objective that hold for every schedule, at any size, without a solver."""

from dataclasses import replace

from planner.plugins import AIMS, LEFT_OUT, WISHED, Activity, Ledger, Project
from planner_sequencers.priority_lists import ordered


def providers(project: Project) -> list[list[list[int]]]:
    """For each activity and each of its prerequisites, the positions of the activities that can meet it."""
    doing: dict[str, list[int]] = {}
    for i, activity in enumerate(project.activities):
        doing.setdefault(activity.step_id, []).append(i)
    return [[[p for step in group for p in doing[step]] for group in a.needs] for a in project.activities]


def earliest_starts(project: Project) -> list[int]:
    """The earliest week each activity can start in if it had all capacity and budget to itself: after what it
    needs (at their earliest), in an allowed week, its own load within what there is.

    Capacity that another activity may grant is left out of the check, so that the week is never too late.
    A value of ``horizon`` or more: it fits nowhere.
    """
    granted = {role for activity in project.activities for role in activity.grants}
    alone = {role: amounts for role, amounts in project.capacity.items() if role not in granted}
    ledger = Ledger(replace(project, capacity=alone))
    groups = providers(project)
    found = [-1] * len(project.activities)
    for i in topological(project):
        activity = project.activities[i]
        ready = _ready(groups[i], found, project.activities)
        start = ledger.first_start(activity, ready)
        found[i] = max(project.horizon, ready) if start is None else start
    return found


def _ready(groups: list[list[int]], earliest: list[int], activities: tuple[Activity, ...]) -> int:
    return max((min(earliest[p] + activities[p].duration for p in group) for group in groups), default=0)


def topological(project: Project) -> list[int]:
    """Positions with needs before what needs them, otherwise in the order given."""
    return ordered([[p for group in own for p in group] for own in providers(project)], lambda i: (i,))


def certain(project: Project, earliest: list[int], *, wishes: bool = True) -> set[str]:
    """Steps that are in every plan that leaves out nothing but what fits nowhere: what is asked for and fits, and
    what alone can meet a need of such, however it is done.

    Args:
        wishes: whether what is only wished for is not left out either.
    """
    if all(
        a.asked and (wishes or not a.wished) and start + a.duration <= project.horizon
        for a, start in zip(project.activities, earliest, strict=True)
    ):
        return set(project.steps)
    fits = {
        step: [a for i, a in own if earliest[i] + a.duration <= project.horizon]
        for step, own in _by_step(project).items()
    }
    found: set[str] = set()
    todo = [step for step, modes in fits.items() if modes and modes[0].asked and (wishes or not modes[0].wished)]
    while todo:
        step = todo.pop()
        if step not in found:
            found.add(step)
            alone = [{group for group in own if len(group) == 1} for own in (_open(a, fits) for a in fits[step])]
            todo.extend(group[0] for group in sorted(set.intersection(*alone)))
    return found


def certain_beside(project: Project, earliest: list[int], objective: tuple[int, ...], level: int) -> set[str]:
    """Steps that are in every plan that is as good as a known one in the parts of the objective before a level."""
    if level <= LEFT_OUT or objective[LEFT_OUT]:
        return set()
    return certain(project, earliest, wishes=level > WISHED and not objective[WISHED])


def _open(activity: Activity, fits: dict[str, list[Activity]]) -> list[tuple[str, ...]]:
    """Its needs, less the alternatives that fit nowhere."""
    return [tuple(step for step in group if fits[step]) for group in activity.needs]


def head_bound(project: Project, earliest: list[int], *, kept: tuple[int, ...] = (LEFT_OUT, WISHED)) -> tuple[int, ...]:
    """The objective of everything at its earliest and best, each activity on its own: no schedule is better.

    Args:
        kept: the parts in which nothing is left out but what fits nowhere. A plan that leaves out more is greater in
            them. With none, the bound is one of every plan.
    """
    musts = certain(project, earliest, wishes=False) if LEFT_OUT in kept else set[str]()
    every = certain(project, earliest) if len(kept) == 2 else musts  # wishes come after what must be
    sure = [every if level > WISHED else musts if level > LEFT_OUT else set[str]() for level in range(project.levels)]
    parts = list(project.nothing)
    parts[LEFT_OUT] -= sum(each * quota.count for each, quota in zip(project.of_quota, project.quotas, strict=True))
    finish = 0
    least: list[dict[str, int]] = [{} for _ in parts]
    for step, modes in _by_step(project).items():
        fitting = [(i, a) for i, a in modes if earliest[i] + a.duration <= project.horizon]
        if not fitting:
            continue
        for level in range(project.levels):
            low = min(least_change(project, level, a, earliest[i]) for i, a in fitting)
            least[level][step] = low if step in sure[level] else min(0, low)
        if step in every:
            finish = max(finish, min(earliest[i] + a.duration for i, a in fitting))
    for level in range(project.levels):
        parts[level] += sum(least[level].values())
        if level not in (LEFT_OUT, WISHED):  # the parts after these are those of plans that keep all that fits alone
            parts[level] += _excluded(project, least[level], sure[level])
    for level, aim in enumerate(project.aims, AIMS):
        parts[level] += aim.get("finish", 0) * finish
    return tuple(parts)


def _excluded(project: Project, least: dict[str, int], sure: set[str]) -> int:
    """What steps that exclude each other cannot gain together: all but the best of each group."""
    step_of = {a.id: a.step_id for a in project.activities}
    lost, used = 0, set[str]()
    for group in project.exclusive:
        steps = {step_of[name] for name in group} & least.keys() - used
        if any(sum(a.step_id == step for a in project.activities) > group_size(group, step_of, step) for step in steps):
            continue  # another mode of the step is not excluded
        gains = sorted(least[step] for step in steps - sure)
        if steps & sure:
            lost -= sum(gains)
        else:
            lost -= sum(gains[1:])
        used |= steps
    return lost


def group_size(group: tuple[str, ...], step_of: dict[str, str], step: str) -> int:
    return sum(step_of[name] == step for name in group)


def _by_step(project: Project) -> dict[str, list[tuple[int, Activity]]]:
    found: dict[str, list[tuple[int, Activity]]] = {}
    for i, activity in enumerate(project.activities):
        found.setdefault(activity.step_id, []).append((i, activity))
    return found


def least_change(project: Project, level: int, activity: Activity, earliest: int) -> int:
    """The least that an activity can add to a part of the objective, from its earliest start on."""
    steady = level < AIMS or not {"stability", "tariff"} & project.aims[level - AIMS].keys()
    if steady:  # later is never better
        return project.change(level, activity, earliest)
    weeks = range(earliest, project.horizon - activity.duration + 1)
    return min(project.change(level, activity, week) for week in weeks if activity.allowed >> week & 1)


def with_dates(project: Project, earliest: list[int]) -> tuple[Project, list[int]]:
    """The problem of what has a date, of what may come before that, and of what grants capacity, with the earliest
    starts. What is late in it in any case is late in the whole problem, where all is planned that must be."""
    wanted: set[str] = set()
    todo = [a.step_id for a in project.activities if a.due is not None or a.grants]
    while todo:
        step = todo.pop()
        if step not in wanted:
            wanted.add(step)
            todo += [need for activity in project.steps[step] for group in activity.needs for need in group]
    kept = {activity.id: start for activity, start in zip(project.activities, earliest, strict=True)
            if activity.step_id in wanted}  # fmt: skip
    exclusive = [tuple(name for name in group if name in kept) for group in project.exclusive]
    part = replace(
        project,
        activities=tuple(activity for activity in project.activities if activity.id in kept),
        exclusive=tuple(group for group in exclusive if len(group) > 1),
        quotas=(),
    )
    return part, list(kept.values())
