"""How stable the order of a plan is when weights, values and efforts move: the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planner.i18n.translation import _, ngettext
from planner.roadmap.risk import Risk
from planner.roadmap.risk import to_data as risk_data

WEAK = 0.8
"""A pair that keeps its order in less than this part of the draws is called open."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two steps, the first live before the second in the plan; ``kept``: part of the draws in which it is no later."""

    first: str
    second: str
    first_name: str
    second_name: str
    kept: float


@dataclass(frozen=True, slots=True)
class StepOrder:
    """``kept``: the mean over its pairs, None where prerequisites order all of them. ``planned``: the part of the draws
    in which the step is planned at all."""

    id: str
    name: str
    stage: int
    start: int
    finish: int
    kept: float | None
    planned: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What one input does alone: ``swaps`` is the part of the pairs that swap when it goes to one of its ends.

    ``kind``: goal, value or effort; ``what``: the goal or capability.
    """

    kind: str
    what: str
    name: str
    swaps: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """The outcome.

    Attributes:
        cut_short: whether the time was up before all draws were made, or all inputs moved.
        kept: the part of the pairs that keep their order, mean over the draws; None where no pair could swap.
        pairs: those that kept their order least often first, without those that always did.
        influences: largest first.
        risk: dates of the same plan, see ``planner.analysis.risk``.
    """

    draws: int
    seed: int
    kept: float | None
    free_pairs: int
    steps: tuple[StepOrder, ...]
    pairs: tuple[Pair, ...]
    influences: tuple[Influence, ...]
    risk: Risk
    cut_short: bool = False

    def headline(self) -> str:
        """The finding in one line."""
        if self.kept is None:
            return _("No two steps could swap: prerequisites set their order, or they are live in the same week")
        percent = round(100 * self.kept)
        weak = sum(pair.kept < WEAK for pair in self.pairs)
        if not weak:
            return _("The order holds: {percent} % of all pairs keep it when inputs move", percent=percent)
        pairs = ngettext("{n} pair of steps is open", "{n} pairs of steps are open", weak)
        return _("{percent} % of all pairs keep their order when inputs move; {pairs}", percent=percent, pairs=pairs)


def to_data(found: Robustness) -> dict[str, Any]:
    """The outcome as plain data."""
    return {
        "draws": found.draws,
        "cut_short": found.cut_short,
        "seed": found.seed,
        "finding": found.headline(),
        "kept": found.kept,
        "free_pairs": found.free_pairs,
        "steps": [{"id": s.id, "name": s.name, "kept": s.kept, "planned": s.planned} for s in found.steps],
        "pairs": [{"first": p.first, "second": p.second, "kept": p.kept} for p in found.pairs],
        "influences": [{"kind": i.kind, "what": i.what, "name": i.name, "swaps": i.swaps} for i in found.influences],
        "risk": risk_data(found.risk),
    }
