"""A capability with other estimates, in each of the ways it can be built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.domain.journey import Capability, Journey
from planner.domain.values import Estimate, frozen_map

Change = Callable[[Estimate], Estimate]


def at_pace(journey: Journey, slower: float) -> Journey:
    """The journey in which everything takes so many times as long; effort and cost stay."""

    def stretched(weeks: Estimate) -> Estimate:
        return weeks.times(slower)

    capabilities = {name: with_estimates(own, stretched) for name, own in journey.capabilities.items()}
    return replace(journey, capabilities=frozen_map(capabilities))


def with_estimates(capability: Capability, weeks: Change, others: Change = lambda own: own) -> Capability:
    """The capability with its weeks, and its effort and cost, changed; its modes likewise."""
    modes = tuple(
        replace(
            mode,
            duration_estimate=mode.duration_estimate and weeks(mode.duration_estimate),
            effort=mode.effort and others(mode.effort),
            cost=mode.cost and others(mode.cost),
        )
        for mode in capability.modes
    )
    return replace(
        capability,
        duration_estimate=weeks(capability.duration_estimate),
        effort=others(capability.effort),
        cost=others(capability.cost),
        modes=modes,
    )
