"""From what a sequencer chose to a plan without choices: one way for each step, one step for each need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.domain.step import Step
from planner.domain.values import frozen_map
from planner.scheduling.activity import Activity
from planner.scheduling.feasibility import superfluous, violations
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import Project


def settle(
    project: Project, steps: tuple[Step, ...], starts: Mapping[str, int]
) -> tuple[Project, tuple[Step, ...], dict[str, int], dict[str, str]]:
    """(project, steps, start weeks, the step or variant that stands behind each id), with every choice made as
    in the plan.

    Steps have the id that their variants share. What the plan leaves out keeps its first way and alternative, as
    long as something that is asked for would need it. Pauses are turned into what they stand for: weeks that must pass
    after a step that is needed.
    """
    ledger = Ledger(project)
    for activity in project.activities:
        if activity.id in starts:
            ledger.place(activity, starts[activity.id])
    modes = project.steps
    taken = {base: _taken(own, starts) for base, own in modes.items()}

    def provider(group: tuple[str, ...]) -> str:
        met = ledger.met_by(group)
        return next((base for base in group if taken[base].id == met), group[0])

    wanted: set[str] = {taken[base].step_id for base in taken if taken[base].id in starts or taken[base].asked}
    todo = list(wanted)
    while todo:
        for group in taken[todo.pop()].needs:
            need = provider(group)
            if need not in wanted:
                wanted.add(need)
                todo.append(need)
    by_id = {step.id: step for step in steps}

    def providers(step: Step, base: str) -> dict[str, int]:
        """What meets each need of a step, and the weeks that must pass after it: what is behind the pauses."""
        lead = f"{base}-lead"
        found: dict[str, int] = {}
        for group in taken[lead].needs if step.lead_time else taken[base].needs:
            need = provider(group)
            behind = [need] if need in by_id else [provider(inner) for inner in taken[need].needs]
            lag = 0 if need in by_id else taken[need].duration
            for one in behind:
                found[one] = max(found.get(one, 0), lag + step.lead_time)
        return found

    chosen, activities, behind = [], [], {}
    for base in modes:
        if base not in wanted or base not in by_id:
            continue
        activity, step = taken[base], by_id[taken[base].id]
        behind[base] = activity.id
        met = providers(step, base)
        needs = tuple((need,) for need in met)
        own = tuple(dict.fromkeys((provider(group),) for group in step.needs))  # less what a stage is waited for with
        open_needs = tuple(dict.fromkeys((provider(group),) for group in step.open_needs))
        lags = frozen_map({need: weeks for need, weeks in met.items() if weeks})
        allowed = activity.allowed >> step.lead_time << step.lead_time
        activities.append(replace(activity, id=base, mode_of="", needs=needs, lags=lags, allowed=allowed))
        chosen.append(replace(step, id=base, mode_of="", excludes=(), needs=own, lags=lags,
                              open_needs=open_needs if step.done is not None else own))  # fmt: skip
    plain = replace(project, activities=tuple(activities), exclusive=())
    return plain, tuple(chosen), {base: starts[own] for base, own in behind.items() if own in starts}, behind


def without_idle_drag(project: Project, steps: tuple[Step, ...], starts: Mapping[str, int]) -> dict[str, int]:
    """The schedule in which nothing is slowed by a way of working that is not in it: a sequencer may have counted on it
    and then left it out. Such a step is done the faster way and ends no later than before."""
    by_id, found = {step.id: step for step in steps}, dict(starts)
    planned = {by_id[name].capability.id for name in starts if name in by_id}
    for name in starts:
        step = by_id.get(name)
        if step is None or not step.drag_is_chosen or step.dragged in planned:
            continue
        twins = (
            twin for twin in steps
            if twin.step_id == step.step_id and twin.mode == step.mode and twin.dragged != step.dragged
        )  # fmt: skip
        for twin in twins:
            rest = {other: week for other, week in found.items() if other != name}
            weeks = range(found[name], found[name] + step.duration - twin.duration + 1)
            week = next((week for week in weeks if not violations(project, rest | {twin.id: week})), None)
            if week is not None:
                found = rest | {twin.id: week}
                break
    return found


def without_idle_grants(project: Project, starts: Mapping[str, int]) -> Mapping[str, int]:
    """The schedule without what is there for the capacity alone that it brings, where nothing takes it."""
    for activity in project.activities:
        if activity.id in starts and activity.grants and not (activity.asked or activity.optional or activity.weight):
            rest = {name: week for name, week in starts.items() if name != activity.id}
            idle = set(superfluous(project, rest))
            rest = {name: week for name, week in rest.items() if name not in idle}
            if not violations(project, rest):
                starts = rest
    return starts


def pulled_forward(project: Project, starts: Mapping[str, int], only: frozenset[str] | None = None) -> dict[str, int]:
    """The schedule in which nothing could start sooner with everything else in its place (*active*: Sprecher, Kolisch
    and Drexl 1995), where sooner is never worse: a search may leave gaps.

    Args:
        only: the activities that are looked at; None: all.
    """
    if any("stability" in aim or "cost" in aim for aim in project.aims):
        return dict(starts)
    ledger = Ledger(project)
    planned = [activity for activity in project.activities if activity.id in starts]
    for activity in planned:
        ledger.place(activity, starts[activity.id])
    pulled = [one for one in planned if only is None or one.id in only]
    for activity in sorted(pulled, key=lambda one: (starts[one.id], one.id)):
        now = ledger.starts[activity.id]
        ledger.remove(activity)
        sooner = ledger.first_start(activity, ledger.earliest(activity) or 0)
        ledger.place(activity, now if sooner is None else min(now, sooner))
    found = dict(ledger.starts)
    return found if found != dict(starts) and not violations(project, found) else dict(starts)


LATER = 13
"""Weeks that a step may be put off for a smoother load."""


def levelled(project: Project, starts: Mapping[str, int], stays: frozenset[str]) -> dict[str, int]:
    """Of schedules with the same objective one with a smoother load (*resource levelling*: Burgess and Killebrew 1962):
    what gains nothing by haste starts where least is under way, up to ``LATER`` weeks later and before anything waits
    for it. What must be reached stays, as it sets when a stage is.

    Args:
        stays: activities that stay too.
    """
    if any("stability" in aim or "cost" in aim for aim in project.aims):
        return dict(starts)
    ledger, best = Ledger(project), project.objective(starts)
    planned = [activity for activity in project.activities if activity.id in starts]
    for activity in planned:
        ledger.place(activity, starts[activity.id])
    busy = [0] * project.horizon
    for one in planned:
        for week in range(starts[one.id], starts[one.id] + one.duration) if one.owner else ():
            busy[week] += 1
    for one in sorted(planned, key=lambda one: (-starts[one.id], one.id)):
        gains = one.weight or one.grants or (one.asked and not one.wished) or one.id in stays
        if gains:
            continue
        now, latest = ledger.starts[one.id], _latest(project, planned, ledger, one)
        ledger.remove(one)
        open_weeks = [
            week for week in range(now, min(latest, now + LATER if one.owner else latest) + 1)
            if one.allowed >> week & 1 and ledger.blocked(one, week) is None
        ]  # fmt: skip
        if one.owner:
            for week in range(now, now + one.duration):
                busy[week] -= 1
            chosen = min(open_weeks, key=lambda week: (sum(busy[week : week + one.duration]), week), default=now)
            if project.objective({**ledger.starts, one.id: chosen}) > best:
                chosen = now
            for week in range(chosen, chosen + one.duration):
                busy[week] += 1
        else:
            chosen = max(open_weeks, default=now)  # time that passes makes room for what it comes after
        ledger.place(one, chosen)
    found = dict(ledger.starts)
    return found if not violations(project, found) else dict(starts)


def _latest(project: Project, planned: list[Activity], ledger: Ledger, activity: Activity) -> int:
    """The last week in which a step may start so that nothing that waits for it does so longer."""
    latest = project.horizon - activity.duration
    for other in planned:
        if any(activity.step_id in group and ledger.met_by(group) == activity.id for group in other.needs):
            latest = min(latest, ledger.starts[other.id] - activity.duration)
    return latest


def _taken(modes: tuple[Activity, ...], starts: Mapping[str, int]) -> Activity:
    return next((activity for activity in modes if activity.id in starts), modes[0])
