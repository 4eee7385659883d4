"""A step: one piece of remaining work, one way to do it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from planner.domain.calendar import WEEKS_PER_QUARTER
from planner.domain.journey import Capability, Journey, Policy
from planner.domain.organisation import Organisation, Target
from planner.domain.values import Estimate, frozen_map


@dataclass(frozen=True, slots=True)
class StageWait:
    """A stage that must be reached before a step, and have had some weeks to settle.

    Attributes:
        rule: the id of the rule that says so.
        groups: the steps that can meet each of what has to be finished for the stage to be reached.
    """

    rule: str
    stage: str
    weeks: int
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of remaining work.

    Attributes:
        id: ``capability@level``.
        effort: person-weeks, all roles together.
        duration_estimate: elapsed weeks; ``duration`` is the likely value in whole weeks, rules included.
        work: person-weeks by role (likely).
        cost: outside spend, thousands (likely).
        run: person-weeks per quarter by role, from go-live on, on top of what ran before.
        grants: person-weeks per quarter added by role, from go-live on.
        needs: for each prerequisite the ids of the steps that can meet it; one of them must be finished first.
        value: goal-weighted value on the 0 to 5 scale of the journey, times the part of the levels gained,
            times confidence.
        eased: whether effort and weeks are lowered because everything that eases it comes first.
        dragged: name of the capability that makes this work slower, if any.
        slowed_by: every capability that makes this work slower.
        drag_is_chosen: whether that capability is itself among the choices of the plan.
        done: part already done; None when the work is not under way.
        open_needs: what should have come first; the same as ``needs`` unless the work is under way.
        mode_of: the id of the step that this is another way to do: in another mode, or under the drag of a
            choice. A plan takes one of them.
        mode: the mode it is done in; empty: the capability's own way.
        excludes: capabilities that rule this way of doing it out.
        certain: whether it is needed whatever is chosen.
        lags: weeks that must pass after a step that it needs.
        lead_time: weeks that pass after everything it needs, before the work begins.
        first_week: the first week of the plan in which it can begin, see ``Organisation.first_week``.
        waits: stages that a rule asks for before it.
    """

    id: str
    capability: Capability
    from_level: int
    to_level: int
    effort: Estimate
    duration_estimate: Estimate
    duration: int
    work: Mapping[str, float]
    cost: float
    run: Mapping[str, float]
    grants: Mapping[str, float]
    needs: tuple[tuple[str, ...], ...]
    value: float
    confidence: float
    eased: bool
    dragged: str
    done: float | None
    added_weeks: int = 0
    target: Target | None = None
    open_needs: tuple[tuple[str, ...], ...] = ()
    mode_of: str = ""
    mode: str = ""
    excludes: tuple[str, ...] = ()
    certain: bool = True
    drag_is_chosen: bool = False
    slowed_by: tuple[str, ...] = ()
    lags: Mapping[str, int] = field(default_factory=frozen_map)
    lead_time: int = 0
    first_week: int = 0
    waits: tuple[StageWait, ...] = ()

    @property
    def step_id(self) -> str:
        """The id that the ways to do a step share."""
        return self.mode_of or self.id


def is_small(policy: Policy, amount: float, weeks: int = WEEKS_PER_QUARTER) -> bool:
    """Whether a contributor's work, over so many weeks, is too little in a quarter to delay anything."""
    return amount / max(1.0, weeks / WEEKS_PER_QUARTER) < policy.small_contribution


def split_by_role(
    capability: Capability,
    amount: float,
    policy: Policy,
    weeks: int = WEEKS_PER_QUARTER,
    small_to_owner: Collection[str] = (),
) -> Mapping[str, float]:
    """The owner carries its share, contributors share the rest equally.

    Args:
        weeks: in which it is done.
        small_to_owner: roles whose part the owner carries too, where it is small.
    """
    if not capability.contributors:
        return frozen_map({capability.owner: amount})
    share = policy.share_of(capability.owner)
    own, rest = amount * share, amount * (1 - share) / len(capability.contributors)
    helpers = capability.contributors
    if is_small(policy, rest, weeks):
        helpers = tuple(role for role in helpers if role not in small_to_owner)
        own += rest * (len(capability.contributors) - len(helpers))
    return frozen_map({capability.owner: own, **dict.fromkeys(helpers, rest)})


def goal_value(journey: Journey, organisation: Organisation, capability: Capability) -> float:
    """Value of a capability on the journey's 0 to 5 scale: its value by goal, weighted by the goals."""
    total = sum(organisation.goals.values())
    return (
        sum(organisation.goals.get(goal, 0) * value for goal, value in capability.value.items()) / total
        if total
        else 0.0
    )
