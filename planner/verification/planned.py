"""What a plan says it does: the least that a recount has to be told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from planner.domain.journey import Capability, Journey
from planner.domain.values import Estimate


@dataclass(frozen=True, slots=True)
class Planned:
    """One planned step. Weeks count from 0; ``finish`` is the week after the last one.

    Attributes:
        mode: the way it is done; empty: the capability's own.
        eased: whether the plan counts it as eased by what comes first.
        slowed_by: the ways of working that the plan says slow it down.
    """

    capability: str
    from_level: int
    to_level: int
    start: int
    finish: int
    mode: str = ""
    eased: bool = False
    slowed_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.capability}@{self.to_level}"


def as_done(journey: Journey, step: Planned) -> Capability:
    """The capability as this step does it: what its mode says goes before what the capability says."""
    own = journey.capabilities[step.capability]
    mode = next((one for one in own.modes if one.id == step.mode), None)
    if mode is None:
        return own

    def either(chosen: Estimate | None, usual: Estimate) -> Estimate:
        return usual if chosen is None else chosen

    owner = mode.owner or own.owner
    helpers = own.contributors if mode.contributors is None else mode.contributors
    return replace(
        own,
        owner=owner,
        contributors=tuple(role for role in helpers if role != owner),
        effort=either(mode.effort, own.effort),
        duration_estimate=either(mode.duration_estimate, own.duration_estimate),
        cost=either(mode.cost, own.cost),
        run=own.run if mode.run is None else mode.run,
    )


def part_of_levels(journey: Journey, step: Planned, done: float) -> float:
    """The part of what is stated for a capability that this step still takes."""
    whole = 0.0
    for level in range(step.from_level + 1, step.to_level + 1):
        whole += journey.policy.level_share[level - 1]
    return whole * (1.0 - done)


def shares(
    journey: Journey, capability: Capability, amount: float, weeks: float, small_to_owner: Collection[str] = ()
) -> dict[str, float]:
    """What part of an amount over so many weeks falls on each role.

    Args:
        small_to_owner: the roles whose part, where it is too little to count, is the owner's.
    """
    if not capability.contributors:
        return {capability.owner: 1.0}
    policy = journey.policy
    own = policy.owner_share_by_role.get(capability.owner, policy.owner_share)
    found = {capability.owner: own}
    part = (1.0 - own) / len(capability.contributors)
    small = part * amount < policy.small_contribution * max(1.0, weeks / 13)
    for role in capability.contributors:
        who = capability.owner if small and role in small_to_owner else role
        found[who] = found.get(who, 0.0) + part
    return found
