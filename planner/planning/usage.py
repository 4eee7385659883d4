"""What is shown of people and money in a finished plan, quarter by quarter, and what is never used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from planner.domain.pairwise import ACCEPTED
from planner.i18n import phrases, translation
from planner.i18n.translation import _
from planner.planning.schedule import Plan
from planner.roadmap.narrative import some
from planner.roadmap.records import (
    Placement,
    Spend,
    Use,
)
from planner.scheduling.activity import Activity
from planner.scheduling.problem import LATE, SCALE


def capacity_use(plan: Plan) -> list[Use]:
    """Per role and quarter, over the quarters in which there is work."""
    periods = _active_periods(plan)
    run: Counter[tuple[str, int]] = Counter()
    work: Counter[tuple[str, int]] = Counter()
    granted: Counter[tuple[str, int]] = Counter()
    for role, amounts in plan.account.run.items():
        for i in range(periods):
            run[role, i] += round(amounts[i] * SCALE)
    for step_id, start in plan.starts.items():
        activity = _in_full(plan, step_id)
        for (role, i), value in plan.project.load(_only(activity, "work"), start).items():
            work[role, i] += value
        for (role, i), value in plan.project.load(_only(activity, "run"), start).items():
            run[role, i] += value
        for (role, i), value in plan.project.load(_only(activity, "grants"), start).items():
            granted[role, i] -= value
    uses = []
    for role, name in plan.roles.items():
        has = plan.account.capacity.get(role)
        for i, label in enumerate(plan.calendar.labels[:periods]):
            capacity = None if has is None else has[i] + granted[role, i] / SCALE
            if run[role, i] or work[role, i]:
                uses.append(Use(role, name, label, capacity, run[role, i] / SCALE, work[role, i] / SCALE))
    return uses


def _in_full(plan: Plan, step_id: str) -> Activity:
    """A step with all that it takes and grants, what is too little to delay anything included."""
    step = plan.step[step_id]
    whole = [{role: round(n * SCALE) for role, n in part.items()} for part in (step.work, step.run, step.grants)]
    return replace(plan.activity[step_id], work=whole[0], run=whole[1], grants=whole[2])


def _only(activity: Activity, part: str) -> Activity:
    return replace(
        activity,
        work=activity.work if part == "work" else {},
        run=activity.run if part == "run" else {},
        grants=activity.grants if part == "grants" else {},
    )


def budget_use(plan: Plan) -> list[Spend]:
    spend: Counter[int] = Counter()
    for step_id, start in plan.starts.items():
        spend.update(plan.project.spend(plan.activity[step_id], start))
    budget = plan.project.budget
    return [
        Spend(
            label, budget[i] / SCALE if budget is not None else None, spend[i] / SCALE, plan.project.budget_since[i] < i
        )
        for i, label in enumerate(plan.calendar.labels[: _active_periods(plan)])
    ]


def _active_periods(plan: Plan) -> int:
    last = max((start + plan.activity[s].duration for s, start in plan.starts.items()), default=1)
    return plan.calendar.quarter_index(max(last - 1, 0)) + 1


def warnings_of(plan: Plan, placements: tuple[Placement, ...]) -> list[str]:
    warnings = []
    used = {role for step in plan.steps for role in step.work}
    unlimited = [plan.roles[role] for role in plan.roles if role in used and role not in plan.organisation.capacity]
    if unlimited:
        warnings.append(_("no capacity is given for {roles}: taken as not limited", roles=", ".join(unlimited)))
    for role, amounts in plan.account.full_capacity.items():
        run = plan.account.full_run[role]
        short = [i for i, has in enumerate(amounts) if has and run[i] > has * plan.account.stretch[role]]
        if short:
            words = _(
                "running what is in place already takes {run} of the {has} person-weeks that {role} has in {quarter}",
                run=phrases.amount(run[short[0]]), has=phrases.amount(amounts[short[0]]),
                role=plan.roles[role], quarter=plan.quarters[short[0]],
            )  # fmt: skip
            copes = plan.account.stretch[role] > 1
            warnings.append(_("{why}: planned as if there were what it takes", why=words) if copes else words)
    if plan.organisation.budget_left:
        left = phrases.amount(plan.organisation.budget_left)
        warnings.append(_("of the budget before {day}, {amount} thousand are left and counted on (estimate)",
                          day=translation.day(plan.calendar.start), amount=left))  # fmt: skip
    if passing := [role for role in plan.roles if role in plan.choice.small_parts]:
        warnings.append(_(
            "once it is agreed who does small parts of {roles} in others' work, write 'small_parts_to_owner: [{ids}]' "
            "into the file; with [] it is planned without that",
            roles=phrases.listing([plan.roles[role] for role in passing]), ids=", ".join(passing),
        ))  # fmt: skip
    warnings += _unused(plan) + _held_back(plan, placements)
    for placed in placements:
        if placed.late_weeks and not placed.due_by_law:  # the section on law says that
            late = phrases.weeks(placed.late_weeks)
            due = translation.day(placed.due_date) if placed.due_date else ""
            warnings.append(_("{name} is {weeks} later than asked for ({due})", name=placed.name, weeks=late, due=due))
    for c, capability in plan.journey.capabilities.items():
        stated = plan.organisation.levels.get(c)
        if stated is not None and stated.level > plan.graph.level(c):
            warnings.append(
                _(
                    "{name} counts as level {level}, not {stated}: nobody is seated for {roles}",
                    name=plan.names[c], level=plan.graph.level(c), stated=stated.level,
                    roles=phrases.listing([plan.roles[role] for role in plan.organisation.missing_seats(capability)]),
                )
            )  # fmt: skip
    for rootless in plan.graph.rootless():
        open_needs = plan.graph.open_needs(plan.journey.capabilities[rootless], plan.journey.policy.target_level)
        missing = phrases.listing(
            [_(" or ").join(plan.names[t.capability] for t in need.alternatives) for need in open_needs]
        )
        warnings.append(
            _("{name} is in place without {missing}: likely to slip", name=plan.names[rootless], missing=missing)
        )
    return warnings


MUCH_LATE = 13
"""Weeks by which a date is missed so much that it is asked what for."""


def _held_back(plan: Plan, placements: tuple[Placement, ...]) -> list[str]:
    """What is late for the sake of what must be reached: that comes before dates."""
    objective, bound = plan.whole.objective(plan.found), plan.sequence.bound
    late = sorted((one for one in placements if one.late_weeks), key=lambda placed: (-placed.late_weeks, placed.id))
    if not late or late[0].late_weeks < MUCH_LATE or objective[: LATE + 1] != bound[: LATE + 1]:
        return []
    each = some([_("{name} by {late}", name=one.name, late=phrases.weeks(one.late_weeks)) for one in late])
    return [
        _(
            "dates are missed by {weeks} in all ({each}): no order with room for everything that must be reached "
            "misses them by less (proved); with more people or money, or less to be reached, it can be sooner",
            weeks=phrases.weeks(objective[LATE]), each=each,
        )
    ]  # fmt: skip


def _unused(plan: Plan) -> list[str]:
    """What the organisation says that has no effect on this plan."""
    organisation, journey = plan.organisation, plan.journey
    planned = {step.capability.id for step in plan.steps}
    under_way = {step.capability.id for step in plan.steps if step.done is not None}
    found = [
        _(
            "{name} is under way to level {level}, but no target needs it",
            name=plan.names[work.capability],
            level=work.level,
        )
        for work in organisation.in_progress
        if work.capability not in under_way
    ]
    found += [
        _(
            "{name} was pinned to {when}, which is past, and has not begun: the pin is not kept",
            name=plan.names[c],
            when=pin,
        )
        for c, pin in organisation.lapsed_pins.items()
    ]
    if organisation.consistency is not None and organisation.consistency > ACCEPTED:
        found.append(
            _(
                "the comparisons of goals contradict each other (consistency ratio {ratio}, above 0.1): compare again",
                ratio=f"{organisation.consistency:.2f}",
            )
        )
    placed = {plan.step[step].capability.id for step in plan.starts}
    wished = {aim.capability for aim in plan.wishes}
    for c in organisation.pins:
        if c in planned - placed or c in wished - placed:
            found.append(_("{name} is pinned, and finds no room: as a target it would go before wishes",
                           name=plan.names[c]))  # fmt: skip
        elif c not in planned:
            found.append(_("{name} is pinned, but no target needs it", name=plan.names[c]))
    for c in journey.capabilities:
        for other in journey.group_of(c):
            if c < other and min(plan.graph.level(c), plan.graph.level(other)) >= journey.policy.target_level:
                found.append(
                    _(
                        "{one} and {other} are both in place, though they exclude each other",
                        one=plan.names[c],
                        other=plan.names[other],
                    )
                )
    return [*found, *_musts(plan), *_unsaid(plan)]


def _musts(plan: Plan) -> Iterator[str]:
    """Whether too much is pinned 'must' for the pins to say anything."""
    effort = sum(step.effort.likely for step in plan.steps)
    priorities = plan.organisation.priorities
    musts = sum(s.effort.likely for s in plan.steps if priorities.get(s.capability.id) == "must")
    if musts > 0.6 * effort:
        share = round(100 * musts / effort)
        yield _("{share} % of the effort is pinned 'must'; above 60 % the pins say little (DSDM)", share=share)


def _unsaid(plan: Plan) -> Iterator[str]:
    """What is not said in the language of the plan."""
    journey = plan.journey
    labelled = {label[0] for capability in journey.capabilities.values() for label in capability.name.by_language}
    if plan.language not in labelled:
        yield (
            _(
                "the journey has no labels in '{language}': they are shown in '{other}'",
                language=plan.language,
                other=journey.language,
            )
        )
    if not translation.spoken(plan.language):
        yield (
            f"the planner has no words in '{plan.language}': its own are English; "
            f"it has {', '.join(translation.languages())}"
        )
