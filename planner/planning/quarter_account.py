"""What each role has, and what running today's capabilities takes of it, in each quarter, before anything is planned:
one account for the scheduling problem, for certificates, for checks and for what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.calendar import Calendar, first_day
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.step import is_small, split_by_role
from planner.scheduling.carriers import doer


@dataclass(frozen=True, slots=True)
class QuarterAccount:
    """Amounts in person-weeks and thousands.

    Attributes:
        capacity: by role, what there is in each quarter: less where the plan begins within one. A role that is not
            limited is missing.
        run: the same for running what is in place today, by the role that carries it in the quarter.
        full_capacity, full_run: both per whole quarter, to compare with what capabilities take per quarter.
        budget: money in each quarter, or None where it is not limited.
        carries: for each quarter, whether what the one before leaves of its budget is there in it.
        handovers: role -> (the first quarter, who takes over).
        absent: the quarters in which a role has nobody.
        binding_run: ``run`` less what is too small to delay anything.
        stretch: what a role may be asked for in a quarter, as a multiple of what it has.
    """

    capacity: Mapping[str, tuple[float, ...]]
    run: Mapping[str, tuple[float, ...]]
    full_capacity: Mapping[str, tuple[float, ...]]
    full_run: Mapping[str, tuple[float, ...]]
    budget: tuple[float, ...] | None
    carries: tuple[bool, ...]
    handovers: Mapping[str, tuple[int, str]]
    absent: Mapping[str, frozenset[int]]
    binding_run: Mapping[str, tuple[float, ...]]
    stretch: Mapping[str, float]

    def most(self, role: str, has: float, runs: float) -> float:
        """What may be asked of a role in all that has, and runs today, so much in a quarter. Who runs more than is
        stated copes with it: the statement is an estimate, but where it may not be exceeded at all."""
        return max(has, runs if self.stretch[role] > 1 else 0.0) * self.stretch[role]


def quarter_account(journey: Journey, organisation: Organisation, calendar: Calendar) -> QuarterAccount:
    """The account of an organisation over a plan's calendar."""
    labels = calendar.labels
    handovers = {
        one.role: (next((i for i, label in enumerate(labels) if first_day(label) >= one.since), len(labels)), one.to)
        for one in organisation.handovers
    }
    overload = journey.policy.overload if organisation.overload is None else organisation.overload
    full_capacity = {role: calendar.rates(series) for role, series in organisation.capacity.items()}
    absent = {
        role: frozenset(i for i, amount in enumerate(amounts) if amount == 0)
        for role, amounts in full_capacity.items()
        if not all(amounts)
    }
    full_run = {role: [0.0] * len(labels) for role in journey.roles}
    binding = {role: [0.0] * len(labels) for role in journey.roles}
    for capability in journey.capabilities.values():
        if organisation.level(capability) < journey.policy.run_from_level:
            continue
        runs = split_by_role(
            capability, capability.run, journey.policy, small_to_owner=organisation.small_parts_to_owner or ()
        )
        for role, load in runs.items():
            for i in range(len(labels)):
                who = doer(handovers, absent, role, i, capability.owner)
                full_run[who][i] += load
                if role == capability.owner or role in organisation.hard_limits or not is_small(journey.policy, load):
                    binding[who][i] += load
    return QuarterAccount(
        capacity={role: calendar.amounts(series) for role, series in organisation.capacity.items()},
        run=_in_parts(full_run, calendar),
        full_capacity=full_capacity,
        full_run={role: tuple(loads) for role, loads in full_run.items()},
        budget=budget(organisation, calendar),
        carries=carries(organisation, calendar),
        handovers=handovers,
        absent=absent,
        binding_run=_in_parts(binding, calendar),
        stretch={role: 1.0 if role in organisation.hard_limits else 1.0 + overload for role in journey.roles},
    )


def budget(organisation: Organisation, calendar: Calendar) -> tuple[float, ...] | None:
    """Money in each quarter, what is left from before in the first one; None: not limited."""
    if organisation.budget is None:
        return None
    first, *later = calendar.amounts(organisation.budget)
    return first + organisation.budget_left, *later


def carries(organisation: Organisation, calendar: Calendar) -> tuple[bool, ...]:
    """For each quarter, whether what the one before leaves of its budget is there in it."""
    if organisation.carry_over == "year":
        return tuple(not opens for opens in calendar.opens_year)
    return (organisation.carry_over == "always",) * len(calendar.labels)


def _in_parts(by_role: Mapping[str, list[float]], calendar: Calendar) -> dict[str, tuple[float, ...]]:
    """Loads per whole quarter as what they come to in each quarter of the plan."""
    return {
        role: tuple(load * part for load, part in zip(loads, calendar.parts, strict=True))
        for role, loads in by_role.items()
    }
