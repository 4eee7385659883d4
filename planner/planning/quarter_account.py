"""What each role has, and what running today's capabilities takes of it, in each quarter, before anything is planned:
one account for the scheduling problem, for certificates, for checks and for what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.calendar import Calendar, first_day
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.step import run_load
from planner.scheduling.problem import carrier


@dataclass(frozen=True, slots=True)
class QuarterAccount:
    """Amounts in person-weeks and thousands.

    Attributes:
        capacity: by role, what there is in each quarter: less where the plan begins within one. A role that is not
            limited is missing.
        run: the same for running what is in place today, by the role that carries it in the quarter.
        full_capacity, full_run: both per whole quarter, to compare with what capabilities take per quarter.
        budget: money in each quarter, or None where it is not limited.
        handovers: role -> (the first quarter, who takes over).
    """

    capacity: Mapping[str, tuple[float, ...]]
    run: Mapping[str, tuple[float, ...]]
    full_capacity: Mapping[str, tuple[float, ...]]
    full_run: Mapping[str, tuple[float, ...]]
    budget: tuple[float, ...] | None
    handovers: Mapping[str, tuple[int, str]]


def quarter_account(journey: Journey, organisation: Organisation, calendar: Calendar) -> QuarterAccount:
    """The account of an organisation over a plan's calendar."""
    labels = calendar.labels
    handovers = {
        one.role: (next((i for i, label in enumerate(labels) if first_day(label) >= one.since), len(labels)), one.to)
        for one in organisation.handovers
    }
    full_run = {role: [0.0] * len(labels) for role in journey.roles}
    for role, load in run_load(journey, organisation).items():
        for i in range(len(labels)):
            full_run[carrier(handovers, role, i)][i] += load
    return QuarterAccount(
        capacity={role: calendar.amounts(series) for role, series in organisation.capacity.items()},
        run={
            role: tuple(load * part for load, part in zip(loads, calendar.parts, strict=True))
            for role, loads in full_run.items()
        },
        full_capacity={role: calendar.rates(series) for role, series in organisation.capacity.items()},
        full_run={role: tuple(loads) for role, loads in full_run.items()},
        budget=None if organisation.budget is None else calendar.amounts(organisation.budget),
        handovers=handovers,
    )
