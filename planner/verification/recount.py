"""The recount of a plan."""

from __future__ import annotations

from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import PlannerError
from planner.verification.derivation import broken_durations, broken_levels, broken_modes, broken_needs
from planner.verification.planned import Planned
from planner.verification.resources import broken_budget, broken_capacity, broken_pace
from planner.verification.time_rules import broken_calendar

COUNTS = (
    broken_modes,
    broken_levels,
    broken_needs,
    broken_durations,
    broken_calendar,
    broken_capacity,
    broken_pace,
    broken_budget,
)


class RefusedPlanError(PlannerError):
    """A plan that does not hold when it is counted again. ``broken``: everything that is wrong with it."""

    def __init__(self, broken: list[str]):
        self.broken = tuple(broken)
        more = f" (and {len(broken) - 5} more)" if len(broken) > 5 else ""
        super().__init__(
            "the plan does not hold when it is counted again from the documents: "
            + "; ".join(broken[:5]) + more + ". This is a fault of the planner: please report it with the file"
        )  # fmt: skip


def recount(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> list[str]:
    """Everything that is wrong with a plan, in words; empty: it holds.

    Args:
        journey: with the organisation's own estimates.
        planned: every planned step.
    """
    return [words for count in COUNTS for words in count(journey, organisation, planned)]


def refuse_broken(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> None:
    """Refuses a plan that does not hold.

    Raises:
        RefusedPlanError: with everything that is wrong.
    """
    broken = recount(journey, organisation, planned)
    if broken:
        raise RefusedPlanError(broken)
