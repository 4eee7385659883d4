"""How a plan is asked for: the keywords that everything that plans takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from planner.documents.loader import (
    Loaded,
    load,
    with_options,
)
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import PlannerError, and_then, did_you_mean
from planner.planning.prioritisation import DEFAULT_SCORERS
from planner.planning.request import DEFAULT_SEQUENCER, Recipe, Wish
from planner.plugins.registry import Given, Registry, default_registry
from planner.roadmap.roadmap import Roadmap, notebook_picture
from planner.scheduling.sequence import Limits


class Planning(TypedDict, total=False):
    """How a plan is made: the keywords that everything that plans takes.

    Attributes:
        scorers: weight by scorer name, for example ``{"cd3": 1, "risk": 0.5}``.
        sequencer: name of the sequencer: ``auto``, ``exact``, ``search``, ``list`` or a plugin's.
        objective: ``value`` (the most value the earliest), ``finish`` (the earliest end), ``cost`` (the least
            money) or ``stability`` (close to the baseline); several in order of importance (``finish,value``) or
            weighed against each other (``value+2*cost``).
        discount: part of the value that a year's delay costs (0.08 is 8 % a year); 0: weeks count alike.
        baseline: the roadmap in force (its JSON, CSV or XLSX export), for the objective ``stability``.
        limits: time, gap and seed of the sequencer.
        language: of labels, for example ``he``.
        options: of plugins, by kind, name and option: ``{"scorers": {"cd3": {"passed_back": 0.5}}}``.
        registry: the plugins to use; default: those that are installed.
    """

    scorers: Mapping[str, float] | None
    sequencer: str
    objective: str
    discount: float
    baseline: str | Path | None
    limits: Limits | None
    language: str | None
    options: Given | None
    registry: Registry | None


def prepared(
    source: str | Path | Loaded, planning: Planning, *, best_so_far: bool = False
) -> tuple[Recipe, Organisation]:
    """How plans are to be made, and what is to be planned.

    Args:
        best_so_far: whether Ctrl-C is to end the search with what it has; else it ends the whole run.

    Raises:
        PlannerError: the documents have faults, or an option is wrong.
    """
    registry = planning.get("registry") or default_registry()
    loaded = source if isinstance(source, Loaded) else load(source, registry=registry)
    loaded = with_options(loaded, planning.get("options"), registry)
    organisation = loaded.organisation
    recipe = Recipe(
        loaded.journey,
        registry,
        dict(planning.get("scorers") or organisation.scorers or DEFAULT_SCORERS),
        planning.get("sequencer", DEFAULT_SEQUENCER),
        make_wish(planning.get("objective", "value"), planning.get("discount", 0.0), planning.get("baseline")),
        replace(planning.get("limits") or Limits(), best_so_far=best_so_far),
        planning.get("language") or organisation.language,
    )
    return recipe, organisation


def refuse_unknown(capability: str, journey: Journey) -> None:
    """Refuses a capability that a journey does not have, with the one that may be meant."""
    if capability not in journey.capabilities:
        mend = did_you_mean(capability, journey.capabilities) or "'planner journey show' lists them"
        raise PlannerError(and_then(f"unknown capability '{capability}'", mend))


def make_wish(objective: str, discount: float, baseline: str | Path | None) -> Wish:
    """What a plan is made for.

    Raises:
        PlannerError: the objective is none, or lacks its baseline; the baseline is no roadmap.
    """
    from planner.scheduling.objectives import parse

    aims = parse(objective)
    if not 0 <= discount <= 10:
        raise PlannerError(f"a discount of {discount:g} is not between 0 and 10 (0.08 is 8 % a year)")
    if any("stability" in aim for aim in aims) and baseline is None:
        raise PlannerError("'stability' needs a baseline: the JSON export of the roadmap in force")
    if baseline is None:
        return Wish(aims, discount)
    from planner.analysis.baseline import read_baseline

    return Wish(aims, discount, read_baseline(Path(baseline)))


def _picture(roadmap: Roadmap) -> str:
    from planner.api.pictures import export

    return export(roadmap, "svg").decode("utf-8")


notebook_picture[:] = [_picture]
