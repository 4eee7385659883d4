"""What a scheduling problem is made of: activities, what more of may be had, and what is asked of several together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from planner.scheduling.carriers import together


@dataclass(frozen=True, slots=True)
class Activity:
    """One way to do one step. It runs without interruption for ``duration`` weeks from its start.

    Attributes:
        work: amount by role, spread evenly over the weeks.
        cost: money, spread evenly over the weeks.
        run: amount per quarter by role, from the finish on.
        grants: amount per quarter by role added to the capacity, from the finish on.
        needs: for each prerequisite the steps that can meet it; one of them must be finished before the start.
        allowed: bit ``w`` is set when the calendar lets the activity start in week ``w``.
        weight: whole number; the weight in the weighted sum of completion times.
        due: week by which it is wanted finished, or None; ``hard`` due dates are part of ``allowed``.
        asked: its step is asked for. What is neither asked for nor optional is there for what needs it.
        wished: it is asked for, but only after everything that is asked for and not wished, and after dates: leaving
            out any number of wished steps is better than leaving out one of the others, or than a week's delay.
        tier: of what is asked for, what may be left out first: leaving out any number of a higher tier is better than
            leaving out one of a lower.
        optional: it may be planned although nothing needs it.
        mode_of: the step it is a way (a *mode*) to do; empty: the step of its own id. At most one mode of a step
            is planned.
        baseline: the week it starts in a plan that is in force, or None.
        owner: the role that leads it: counted in ``Project.at_once``, and whoever is asked for in place of a role that
            is ``absent``. Empty: nobody; it counts nowhere, as a *pause*, which is how the least time between the end
            of one step and the start of another (a minimum time lag) is given to sequencers.
        in_units: whether it reaches into every unit: counted in ``Project.at_once`` too.
        charge: what planning it adds to the value term wherever it lies, so that it is not planned for a trifle.
        lags: weeks that must pass between the end of a step it needs and its own start. Only in a project that is not
            given to a sequencer, see ``planner.planning.choice_resolution.settle``.
    """

    id: str
    duration: int
    work: Mapping[str, int]
    cost: int
    run: Mapping[str, int]
    grants: Mapping[str, int]
    needs: tuple[tuple[str, ...], ...]
    allowed: int
    weight: int
    due: int | None = None
    asked: bool = True
    optional: bool = False
    mode_of: str = ""
    baseline: int | None = None
    wished: bool = False
    owner: str = ""
    lags: Mapping[str, int] = field(default_factory=dict)
    charge: int = 0
    tier: int = 0
    in_units: bool = False

    @property
    def step_id(self) -> str:
        """The step that it does."""
        return self.mode_of or self.id


@dataclass(frozen=True, slots=True)
class Extra:
    """More of a role, or of money (the empty name), that may be had beyond what there is.

    Attributes:
        units: the amount in each period that one unit is.
        most: how many units there may be.
        price: of a unit, against those of other extras.
    """

    what: str
    units: tuple[int, ...]
    most: int
    price: int

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names in ``Project.capacity`` of which there is more with it, see there."""
        return self.what, together(self.what)


@dataclass(frozen=True, slots=True)
class Quota:
    """Of some groups of steps, at least ``count`` are to have a step that is planned. Each that is missing counts like
    a step of the ``tier`` that is asked for and left out, and for more than any one of those."""

    count: int
    groups: tuple[tuple[str, ...], ...]
    tier: int = 0

    def missing(self, planned: Collection[str]) -> int:
        """How many groups are missing.

        Args:
            planned: steps.
        """
        return max(0, self.count - sum(any(step in planned for step in group) for group in self.groups))
