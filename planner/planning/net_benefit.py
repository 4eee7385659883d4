"""The objective ``npv``: what a plan brings in money, as early as it goes, in place of the value for the goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.domain.business_case import CaseInputs
from planner.domain.calendar import WEEKS_PER_QUARTER
from planner.domain.organisation import Organisation
from planner.domain.step import Step
from planner.scheduling.problem import SCALE, WEEKS_PER_YEAR, Project


def in_money(project: Project, steps: tuple[Step, ...], organisation: Organisation) -> Project:
    """The project whose weights are thousands that a step brings in a week, less what it takes to run it; what need not
    be planned is charged with what it costs to build. A step that brings less than it takes has no weight: when it is
    finished makes no difference.

    Goals bring in proportion to the worth of what is live, as in ``analysis.business_case``; likely amounts, and weeks
    until something brings what it does, move all alike.
    """
    inputs = organisation.case
    own = {step.id: step for step in steps}
    top: dict[str, int] = {}
    for each in steps:
        top[each.capability.id] = max(each.to_level, top.get(each.capability.id, 0))
    whole = _whole(inputs, steps)

    def weekly(step: Step) -> float:
        brings = sum(
            one.a_year.likely * one.worth / WEEKS_PER_YEAR * _weight(step, one.goal) / whole[one.goal]
            for one in inputs.benefits
            if one.is_money and whole[one.goal]
        )
        last = step.to_level == top[step.capability.id]  # what is paid for a capability is paid once
        runs = inputs.cost_of(step.run) + (inputs.recurring.get(step.capability.id, 0.0) if last else 0.0)
        return max(0.0, brings - runs / WEEKS_PER_QUARTER)

    activities = []
    for one in project.activities:
        step = own.get(one.id)
        if step is None:
            activities.append(one)
            continue
        spare = one.optional or not one.asked
        charge = round(SCALE * (inputs.cost_of(step.work) + step.cost)) if spare else 0
        activities.append(replace(one, weight=round(SCALE * weekly(step)), charge=charge))
    return replace(project, activities=tuple(activities))


def _whole(inputs: CaseInputs, steps: tuple[Step, ...]) -> Mapping[str, float]:
    """All that serves each goal; of the ways to do a step, one."""
    once = {step.step_id: step for step in steps}.values()
    return {one.goal: sum(_weight(step, one.goal) for step in once) for one in inputs.benefits}


def _weight(step: Step, goal: str) -> float:
    return step.capability.value.get(goal, 0) * (step.to_level - step.from_level)
