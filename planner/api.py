"""The Python API: load, assess, plan, ask, export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from warnings import warn

from planner.compiling import Wish
from planner.diagnosis import Diagnosis, diagnose
from planner.documents.journey import journey_from, locate
from planner.documents.reader import read_file, read_text
from planner.errors import PlannerError, and_then, did_you_mean
from planner.inspecting import with_stalls
from planner.language import _, speaking
from planner.loading import (
    Loaded,
    finder,
    load,
    load_journey,
    load_text,
    loaded_from,
    validate,
    validate_text,
    with_options,
)
from planner.model import Journey, Organisation
from planner.planning import DEFAULT_SEQUENCER, Recipe, finish, make_roadmap
from planner.plugins import Imported, Limits
from planner.registry import Given, Registry, default_registry
from planner.roadmap import Roadmap
from planner.scoring import DEFAULT_SCORERS

if TYPE_CHECKING:
    from planner.analysis.changing import Answer, Slip
    from planner.analysis.comparing import Comparison
    from planner.analysis.relief import Relief
    from planner.analysis.risk import Risk
    from planner.analysis.tracking import Tracking


def import_file(
    path: str | Path, importer: str = "", *, options: Given | None = None, registry: Registry | None = None
) -> Imported:
    """Reads another tool's file; default: with the importer for its ending. What comes out is checked like a document.

    Raises:
        DocumentError: what came out has faults.
        PlannerError: no importer is for the file, or it failed.
    """
    from planner.documents.plugin_options import from_settings, from_texts, from_values, merged
    from planner.importing import as_yaml, read_with

    registry = registry or default_registry()
    sources = registry.sources
    layers = (from_settings(sources, registry), from_texts(sources.given, registry))
    whole = merged(*layers, from_values(options or {}, registry))
    found = read_with(registry, Path(path), importer, whole)
    document = read_text(as_yaml(found, ""), f"what was read from {path}")
    if found.kind == "journey":
        journey_from(document, finder(registry))
    else:
        loaded_from(document, registry)
    return found


def assess(source: str | Path | Loaded, *, language: str | None = None, registry: Registry | None = None) -> Diagnosis:
    """Where an organisation stands: stage, phase, level per area, pockets, rootless items, open next levels, and the
    stall patterns that hold. A pattern that does not work is a warning (``warnings.warn``).

    Raises:
        DocumentError: with every fault of the document.
    """
    registry = registry or default_registry()
    loaded = source if isinstance(source, Loaded) else load(source, registry=registry)
    with speaking(language or loaded.organisation.language):
        found = diagnose(loaded.journey, loaded.organisation)
        diagnosis, faults = with_stalls(found, loaded.journey, loaded.organisation, registry)
    for fault in faults:
        warn(fault, stacklevel=2)
    return diagnosis


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


def plan(source: str | Path | Loaded, **planning: Unpack[Planning]) -> Roadmap:
    """The roadmap of an organisation.

    Args:
        source: an organisation file, a scenario, or what ``load`` returned.
        planning: see ``Planning``.

    Raises:
        PlannerError: the documents have faults, an option is wrong, a target is out of reach, a plugin does not work.
    """
    return make_roadmap(*prepared(source, planning, best_so_far=True))


def simulate(
    source: str | Path | Loaded,
    *,
    draws: int = 10_000,
    seed: int = 0,
    distribution: str = "pert",
    correlation: float = 0.3,
    **planning: Unpack[Planning],
) -> Risk:
    """How sure the plan of an organisation is: dates by probability, and what moves them.

    Args:
        draws: how many times the plan is carried out; ``seed``: the same one gives the same draws.
        distribution: ``pert`` or ``triangular``; ``correlation``: between steps that the same role owns.
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``plan``; an argument makes no sense; or numpy is not installed.
    """
    from planner.analysis import risk

    recipe, organisation = prepared(source, planning)
    with speaking(recipe.language):
        return risk.simulate(finish(recipe, organisation), draws, seed, distribution, correlation)


def robustness(
    source: str | Path | Loaded,
    *,
    draws: int = 100,
    seed: int = 0,
    note: Callable[[int, int], None] | None = None,
    **planning: Unpack[Planning],
) -> Roadmap:
    """The roadmap, with how stable its order is when weights, values and efforts move, and how sure its dates are
    (``roadmap.robustness``); the view ``robustness`` draws both.

    Args:
        draws: how many times everything moves and is planned again; ``seed``: the same one gives the same draws.
        note: called with (plans made, plans to make).
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``simulate``.
    """
    from planner.analysis import risk
    from planner.analysis.robustness import robustness as found

    recipe, organisation = prepared(source, planning)
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        sure = risk.simulate(plan, seed=seed)
        stable = found(recipe, organisation, plan, sure, draws, seed, note)
        return replace(make_roadmap(recipe, organisation, plan), robustness=stable)


def whatif(
    source: str | Path | Loaded,
    *,
    people: float = 3.0,
    money: float = 0.1,
    note: Callable[[int, int], None] | None = None,
    **planning: Unpack[Planning],
) -> tuple[Relief, ...]:
    """What relieving each constraint alone would bring, the one that brings most first: found by planning again.

    Args:
        people: person-weeks a quarter that one role gets more; ``money``: part of the budget that is added.
        note: called with (plans made, plans to make).
        planning: see ``Planning``.
    """
    from planner.analysis.relief import reliefs

    recipe, organisation = prepared(source, planning)
    with speaking(recipe.language):
        return reliefs(recipe, organisation, finish(recipe, organisation), people, money, note)


def compare(
    sources: Sequence[str | Path], *, labels: Sequence[str] = (), **planning: Unpack[Planning]
) -> tuple[Comparison, Roadmap | None]:
    """(plans side by side, a roadmap that carries the comparison for the view ``compare``; None where every source is a
    JSON export).

    Args:
        sources: organisations, scenarios, or JSON exports of roadmaps; the first is what the others are compared with.
        labels: a name for each; default: the names of the files.
        planning: see ``Planning``.

    Raises:
        PlannerError: there are fewer than two or too many, or one has faults.
    """
    from planner.analysis.baseline import exported
    from planner.analysis.comparing import MOST
    from planner.analysis.comparing import compare as compared
    from planner.plain import to_data

    if not 2 <= len(sources) <= MOST:
        raise PlannerError(f"compare two to {MOST} plans, not {len(sources)}")
    plans: list[Mapping[str, Any]] = []
    roadmaps: list[Roadmap] = []
    for source in sources:
        data = exported(source)
        if data is None:
            roadmaps.append(make_roadmap(*prepared(source, planning)))
            data = to_data(roadmaps[-1])
        plans.append(data)
    names = list(labels) or [label_of(source) for source in sources]
    if len(set(names)) < len(names):
        names = [f"{name} ({n})" for n, name in enumerate(names, 1)]
    if len(names) != len(sources):
        raise PlannerError(f"{len(names)} labels are given for {len(sources)} plans")
    language = planning.get("language") or (roadmaps[0].language if roadmaps else str(plans[0]["language"]))
    with speaking(language):
        found = compared(list(zip(names, plans, strict=True)))
    return found, replace(roadmaps[0], comparison=found) if roadmaps else None


def label_of(path: str | Path) -> str:
    """What a plan is called beside others: the name of a scenario, else of the file."""
    return str(read_file(path).data.get("scenario") or Path(path).stem)


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan made from a later day on, beside the plan in force.

    Attributes:
        roadmap: the new plan; it carries the comparison with the plan in force, for the view ``compare``.
        tracking: how the plan in force stands on that day.
        baseline, current: both plans as the data of their JSON export.
    """

    roadmap: Roadmap
    tracking: Tracking
    baseline: Mapping[str, Any]
    current: Mapping[str, Any]


def replan(
    source: str | Path, *, in_force: str | Path, today: date, stability: float = 1.0, **planning: Unpack[Planning]
) -> Replanned:
    """Plans again from a day on: what is in place stays, what is under way goes on, the rest starts no sooner.

    Args:
        in_force: JSON export of the plan in force.
        today: the day to plan from.
        stability: how much a week that a start moves counts against a value point that comes a week later; 0: nothing.
        planning: see ``Planning``; ``objective`` and ``baseline`` are set here.

    Raises:
        PlannerError: as for ``plan``; the plan in force is no JSON export of a roadmap.
    """
    from planner.analysis.baseline import exported
    from planner.analysis.comparing import compare as compared
    from planner.analysis.replanning import objective_for
    from planner.analysis.tracking import track
    from planner.plain import to_data

    registry = planning.get("registry") or default_registry()
    before = exported(in_force)
    if before is None:
        raise PlannerError(f"{in_force} is no JSON export of a roadmap; 'planner baseline' makes one")
    loaded = load(source, today=today, registry=registry)
    if before["organisation"]["id"] != loaded.organisation.id:
        of = f"'{before['organisation']['id']}', not of '{loaded.organisation.id}'"
        raise PlannerError(f"{in_force} is a plan of {of}; name the plan in force with --in-force")
    wished = planning.copy()
    wished.update({"objective": objective_for(stability), "baseline": in_force, "registry": registry})
    recipe, organisation = prepared(loaded, wished)
    roadmap = make_roadmap(recipe, organisation)
    after = to_data(roadmap)
    with speaking(recipe.language):
        found = compared([(_("in force"), before), (_("from today"), after)])
        tracking = track(before, after, organisation, roadmap.diagnosis.levels, today)
    return Replanned(replace(roadmap, comparison=found), tracking, before, after)


@dataclass(frozen=True, slots=True)
class Explained:
    """A capability in a plan: its steps in the roadmap, what a slip would do, and what giving it up would.

    Attributes:
        slips: of each of its planned steps.
        without: None where it is not planned.
    """

    roadmap: Roadmap
    slips: tuple[Slip, ...]
    without: Answer | None


def explain(
    source: str | Path | Loaded, capability: str, *, slips_by: int = 4, **planning: Unpack[Planning]
) -> Explained:
    """Why a capability is where it is, and what a change to it would do.

    Args:
        slips_by: weeks that its steps are assumed to slip.
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``plan``; there is no such capability.
    """
    from planner.analysis import changing

    recipe, organisation = prepared(source, planning)
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        roadmap = make_roadmap(recipe, organisation, plan)
        own = [p.id for p in roadmap.placements if p.capability == capability]
        slips = tuple(changing.slip(plan, step, slips_by) for step in own)
        return Explained(roadmap, slips, changing.without(recipe, organisation, plan, capability) if own else None)


def why_not(source: str | Path | Loaded, capability: str, **planning: Unpack[Planning]) -> Answer:
    """Why a capability is not in the plan, and what it would take to have it: found by planning with it.

    Raises:
        PlannerError: as for ``plan``; there is no such capability.
    """
    from planner.analysis import changing

    recipe, organisation = prepared(source, planning)
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        return changing.why_not(recipe, organisation, finish(recipe, organisation), capability)


def earlier(source: str | Path | Loaded, capability: str, *, weeks: int = 13, **planning: Unpack[Planning]) -> Answer:
    """The smallest change with which a planned capability is live some weeks (a quarter) earlier: each was tried by
    planning with it.

    Raises:
        PlannerError: as for ``plan``; there is no such capability, or it is not planned.
    """
    from planner.analysis import advancing

    if weeks < 1:
        raise PlannerError(f"{weeks} weeks earlier is not earlier: name 1 or more")
    recipe, organisation = prepared(source, planning)
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        return advancing.earlier(recipe, organisation, finish(recipe, organisation), capability, weeks)


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
    from planner.aims import parse

    aims = parse(objective)
    if not 0 <= discount <= 10:
        raise PlannerError(f"a discount of {discount:g} is not between 0 and 10 (0.08 is 8 % a year)")
    if any("stability" in aim for aim in aims) and baseline is None:
        raise PlannerError("'stability' needs a baseline: the JSON export of the roadmap in force")
    if baseline is None:
        return Wish(aims, discount)
    from planner.analysis.baseline import read_baseline

    return Wish(aims, discount, read_baseline(Path(baseline)))


__all__ = [
    "Explained",
    "Loaded",
    "Planning",
    "Replanned",
    "assess",
    "compare",
    "earlier",
    "explain",
    "import_file",
    "load",
    "load_journey",
    "load_text",
    "locate",
    "plan",
    "replan",
    "robustness",
    "simulate",
    "validate",
    "validate_text",
    "whatif",
    "why_not",
]
