"""What sequencers are given besides the problem, and what they answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PATIENCE = 100.0
"""Seconds after which a search ends that is not told otherwise: for machines that are ten times as slow as most."""

WITHIN = 0.6
"""Part of a time limit that counted work may take on an ordinary machine, so that the clock does not end it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sequencer may look, and for what.

    Work is counted, so that the same input gives the same plan and the same proof on any machine: ``work``. The clock
    only ends a search that takes far longer, and the plan then says that it was cut short.

    Attributes:
        seconds: after which a search ends whatever it has found; one that is stated bounds all searches of a command
            together.
        gap: stop once the value is proved to be within this part of the optimum (0.01 is 1 %).
        seed: of anything random.
        progress: called with (objective, bound), see ``Project.objective``, whenever either gets better.
        fit_only: only whether everything fits that must be planned matters: once it is proved that it does not, stop.
        fit_first: once it is proved that not everything fits that must be planned, or nothing was found in which it
            does, stop: the plan is then of another problem.
        note: called with a sentence when something that may take a while begins.
        effort: how much work a search may be; each unit is about a second on an ordinary machine.
        hint: start weeks, by activity, of a schedule of a problem that differs in little: where a search may begin.
        certify: whether the answer is to have ``prices``, however it was found.
        until: the moment of ``time.monotonic`` at which the whole command is to end, or None.
        best_so_far: whether Ctrl-C is to return the best schedule so far; else it ends the whole run, because the plan
            is one of many that an analysis makes.
    """

    seconds: float = PATIENCE
    gap: float = 0.0
    seed: int = 0
    progress: Callable[[tuple[int, ...], tuple[int, ...]], None] | None = None
    note: Callable[[str], None] | None = None
    fit_only: bool = False
    fit_first: bool = False
    best_so_far: bool = True
    effort: float = 10.0
    until: float | None = None
    hint: Mapping[str, int] = field(default_factory=dict)
    certify: bool = False

    @property
    def work(self) -> float:
        """The effort that is well within the time."""
        return min(self.effort, WITHIN * self.seconds)

    @property
    def over(self) -> bool:
        """Whether the command's time is up."""
        return self.until is not None and time.monotonic() >= self.until


@dataclass(frozen=True, slots=True)
class Prices:
    """Multipliers that a lower bound on the value can be added up from (*Lagrangian relaxation*), none below 0.

    Attributes:
        cells: of a unit of a role (money: the empty name) in a period; with carry-over, of money up to its end.
        at_once: of leading a step in a week, by name in ``Project.at_once`` and week.
        pushes: (steps of which any meets a need, the step that needs it, price of a week in which it is not met). Where
            several meet it, they are in no other of the groups.
    """

    cells: Mapping[tuple[str, int], float]
    at_once: Mapping[tuple[str, int], float]
    pushes: tuple[tuple[tuple[str, ...], str, float], ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """What a sequencer found: the start week of each activity it placed.

    Attributes:
        bound: a proven lower bound on ``project.objective``, or its first parts; empty claims nothing.
        all_fit: False when it is proved that no schedule places everything that must be planned, wishes aside; None
            when not known.
        stopped: whether a limit or the user ended the search before it was done.
        interrupted: whether it was the user, with Ctrl-C. Sequencers need not say it.
        extra: how many units of each of ``Project.extras`` the schedule takes, by name.
        prices: what a bound on the value can be added up from, which others can check; None: nothing.
    """

    starts: Mapping[str, int]
    bound: tuple[int, ...] = ()
    all_fit: bool | None = None
    stopped: bool = False
    interrupted: bool = False
    extra: Mapping[str, int] = field(default_factory=dict)
    prices: Prices | None = None
