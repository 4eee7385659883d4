"""Whose small parts of others' work are better done by who owns it: those of roles that have no time left for them."""

from __future__ import annotations

from planner.planning.infeasibility import overloaded
from planner.planning.milestones import milestones, stage_weeks
from planner.planning.schedule import Plan
from planner.scheduling.carriers import together
from planner.scheduling.problem import SCALE, WEEKS_PER_QUARTER

SOONER = WEEKS_PER_QUARTER
"""Weeks by which a stage must come sooner for it to be proposed."""
MOST_ROLES = 2
"""Roles that are tried so that a stage comes sooner."""


def overloaded_in_the_end(plan: Plan) -> list[frozenset[str]]:
    """The roles that running everything asks too much of: each by itself, and all of them."""
    roles = [role for role in overloaded(plan) if together(role) in plan.project.capacity]
    return list(dict.fromkeys([*(frozenset({role}) for role in roles), frozenset(roles)])) if roles else []


def without_time_left(plan: Plan) -> list[str]:
    """The roles in which half a small part finds no room in most quarters before the last stage is reached, those with
    most of such quarters first."""
    last = max(stage_weeks(milestones(plan)).values(), default=0)
    quarters = [i for i, begins in enumerate(plan.calendar.begins[:-1]) if begins < last]
    least = plan.journey.policy.small_contribution * SCALE / 2
    full = {
        role: sum(plan.ledger.left[together(role)][i] < least for i in quarters)
        for role in plan.organisation.capacity
        if together(role) in plan.ledger.left
    }
    return sorted((role for role, n in full.items() if 2 * n > len(quarters)), key=lambda role: -full[role])[
        :MOST_ROLES
    ]


def comes_sooner(plan: Plan, before: Plan) -> bool:
    """Whether a stage is reached by so much sooner that it is worth a decision, and none later."""
    now, then = (stage_weeks(milestones(one)) for one in (plan, before))
    return all(n in now and now[n] <= week for n, week in then.items()) and any(
        now[n] + SOONER < week for n, week in then.items()
    )
