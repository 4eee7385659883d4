"""What contributors do that is too little to delay anything, one by one, and is not too little all together.

Half a person-week in a quarter stops no step. A dozen of them would leave a department at half as much again as it has,
for years, with nobody having been asked. So roles have a second account of everything that they are asked for, in which
there is as much more as one contribution may come to that is too small to count in the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from planner.domain.calendar import Calendar
from planner.domain.journey import Policy
from planner.domain.organisation import Organisation
from planner.domain.step import Step, is_small
from planner.planning.quarter_account import QuarterAccount
from planner.scheduling.activity import Activity
from planner.scheduling.carriers import doer, together
from planner.scheduling.problem import SCALE, Project


def counted_together(
    project: Project,
    steps: tuple[Step, ...],
    organisation: Organisation,
    account: QuarterAccount,
    calendar: Calendar,
    policy: Policy,
) -> Project:
    """The project with the second accounts, of the roles in which they can make a difference."""
    most = _small_by_role(project, steps, account, policy)
    roles = {
        role for role in project.capacity.keys() - organisation.hard_limits if most[role] > policy.small_contribution
    }
    if not roles:
        return project
    passed_on = {*project.handovers, *project.absent}  # a part of what they are asked for may be that of a role in it
    by_id = {step.id: step for step in steps}
    activities = tuple(
        _asks_for_all(one, by_id[one.id], roles | passed_on) if one.id in by_id else one for one in project.activities
    )
    handovers = {together(role): (since, together(to)) for role, (since, to) in project.handovers.items()}
    return replace(
        project,
        activities=activities,
        capacity={
            **project.capacity,
            **{together(role): _left(role, account, calendar, policy) for role in sorted(roles)},
        },
        handovers={**project.handovers, **handovers},
        absent={**project.absent, **{together(role): periods for role, periods in project.absent.items()}},
    )


def _small_by_role(
    project: Project, steps: tuple[Step, ...], account: QuarterAccount, policy: Policy
) -> Mapping[str, float]:
    """By role, the most that contributions which are too small to count can come to in a quarter, what runs today
    included."""
    found: defaultdict[str, float] = defaultdict(float)
    for role, runs in account.run.items():
        found[role] += max(every - counted for every, counted in zip(runs, account.binding_run[role], strict=True))
    periods = range(len(project.begins) - 1)
    for step in steps:
        owner = step.capability.owner
        for role in {*step.work, *step.run} - {owner}:
            work, run = step.work.get(role, 0.0), step.run.get(role, 0.0)
            small = work * is_small(policy, work, step.duration) + run * is_small(policy, run)
            for who in {doer(project.handovers, project.absent, role, period, owner) for period in periods}:
                found[who] += small
    return found


def _asks_for_all(activity: Activity, step: Step, roles: set[str]) -> Activity:
    def beside(counted: Mapping[str, int], every: Mapping[str, float]) -> Mapping[str, int]:
        whole = {together(role): round(amount * SCALE) for role, amount in every.items() if role in roles}
        return {**counted, **{account: amount for account, amount in whole.items() if amount}}

    grants = {together(role): amount for role, amount in activity.grants.items() if role in roles}
    return replace(
        activity,
        work=beside(activity.work, step.work),
        run=beside(activity.run, step.run),
        grants={**activity.grants, **grants},
    )


def _left(role: str, account: QuarterAccount, calendar: Calendar, policy: Policy) -> tuple[int, ...]:
    """What a role may be asked for in all in each quarter, beside what runs today."""
    rows = zip(account.capacity[role], account.run[role], calendar.parts, strict=True)
    return tuple(
        round(account.most(role, amount, runs) * SCALE)
        + round(policy.small_contribution * part * SCALE)
        - round(runs * SCALE)
        for amount, runs, part in rows
    )
