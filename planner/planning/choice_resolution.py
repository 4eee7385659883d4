"""From what a sequencer chose to a plan without choices: one way for each step, one step for each need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.domain.step import Step
from planner.scheduling.feasibility import violations
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import Activity, Project


def settle(
    project: Project, steps: tuple[Step, ...], starts: Mapping[str, int]
) -> tuple[Project, tuple[Step, ...], dict[str, int], dict[str, str]]:
    """(project, steps, start weeks, the step or variant that stands behind each id), with every choice made as
    in the plan.

    Steps have the id that their variants share. What the plan leaves out keeps its first way and alternative, as
    long as something that is asked for would need it.
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
    chosen, activities, behind = [], [], {}
    for base in modes:
        if base not in wanted:
            continue
        activity, step = taken[base], by_id[taken[base].id]
        behind[base] = activity.id
        needs = tuple(dict.fromkeys((provider(group),) for group in activity.needs))
        open_needs = tuple(dict.fromkeys((provider(group),) for group in step.open_needs))
        activities.append(replace(activity, id=base, mode_of="", needs=needs))
        chosen.append(replace(step, id=base, mode_of="", excludes=(), needs=needs, open_needs=open_needs))
    plain = replace(project, activities=tuple(activities), exclusive=())
    return plain, tuple(chosen), {base: starts[own] for base, own in behind.items() if own in starts}, behind


def without_idle_drag(project: Project, steps: tuple[Step, ...], starts: Mapping[str, int]) -> dict[str, int]:
    """The schedule in which nothing is slowed by a way of working that is not in it: a sequencer may have counted on it
    and then left it out. Such a step is done the faster way and ends no later than before."""
    by_id, found = {step.id: step for step in steps}, dict(starts)
    planned = {by_id[name].capability.id for name in starts}
    for name in starts:
        step = by_id[name]
        if not step.drag_is_chosen or step.dragged in planned:
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


def _taken(modes: tuple[Activity, ...], starts: Mapping[str, int]) -> Activity:
    return next((activity for activity in modes if activity.id in starts), modes[0])
