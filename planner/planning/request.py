"""How plans are made, and what for: everything but the organisation, so that a changed one is planned in the same
way."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from typing import Any

from planner.domain.journey import Journey
from planner.domain.values import frozen_map
from planner.files.kept import Kept
from planner.planning.prioritisation import DEFAULT_SCORERS
from planner.plugins.registry import Registry, registry_of
from planner.plugins.settings import Sources
from planner.scheduling.problem import VALUE
from planner.scheduling.sequence import Limits


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is made for.

    Attributes:
        aims: see ``planner.scheduling.objectives.parse``.
        discount: part of the value that a year's delay costs.
        money: the value is what steps bring in money, see ``planner.planning.net_benefit``.
        baseline: the first day of each step in a plan that is in force, by step id; for the aim ``stability``.
    """

    aims: tuple[Mapping[str, int], ...] = (VALUE,)
    discount: float = 0.0
    money: bool = False
    baseline: Mapping[str, date] = field(default_factory=frozen_map)


DEFAULT_SEQUENCER = "auto"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How plans are made: everything but the organisation, so that a changed one is planned in the same way.

    Attributes:
        journey: with the organisation's own estimates.
        weights: weight by scorer name.
        sequencer: name of the sequencer; ``limits``: its own.
        wish: what the plan is made for.
        language: of labels.
        scope: how much a plan to a stage holds, see ``planner.domain.targets.SCOPES``.
        in_force: data of the JSON export of the plan in force, where there is one: the roadmap goes on from it.
        remarks: what is to be said of the documents with every roadmap.
        kept: where answers of sequencers are looked for and kept; None: nowhere.
    """

    journey: Journey
    registry: Registry
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_SCORERS))
    sequencer: str = DEFAULT_SEQUENCER
    wish: Wish = field(default_factory=Wish)
    limits: Limits = field(default_factory=Limits)
    language: str = "en"
    scope: str = "goals"
    in_force: Mapping[str, Any] | None = None
    remarks: tuple[str, ...] = ()
    kept: Kept | None = None


def _as_sources(registry: Registry) -> tuple[Callable[[Sources], Registry], tuple[Sources]]:
    if not registry.is_usual:
        raise TypeError("plugins that were given as objects stay in their process")
    return registry_of, (registry.sources,)


copyreg.pickle(Registry, _as_sources)  # recipes are sent to other processes, which find the same plugins by themselves


def among_many(limits: Limits, effort: float = inf) -> Limits:
    """Limits for one of many plans that an analysis makes: silent, no more work than it may be, and ended by Ctrl-C."""
    return replace(limits, effort=min(limits.effort, effort), progress=None, note=None, best_so_far=False)
