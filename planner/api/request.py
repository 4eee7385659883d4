"""What Python callers may say of how to plan (``Planning``), checked and made into a ``planning.request.Recipe``."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from planner.api.arguments import number, one_of, refuse_unknown_names, text
from planner.documents.loader import Loaded, Overrides, load, with_options
from planner.documents.sources import Source
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.targets import SCOPES
from planner.domain.values import frozen_map
from planner.errors import ArgumentError, PlannerError, and_then, did_you_mean
from planner.files.kept import Kept
from planner.planning.prioritisation import DEFAULT_SCORERS
from planner.planning.request import DEFAULT_SEQUENCER, Recipe, Wish
from planner.plugins.given_records import with_record
from planner.plugins.records import Scorer, Sequencer
from planner.plugins.registry import Given, Registry, default_registry
from planner.roadmap.roadmap import Roadmap, notebook_picture
from planner.scheduling.sequence import PATIENCE, Limits


class Planning(TypedDict, total=False):
    """How a plan is made: the keywords that everything that plans takes.

    Attributes:
        scorers: weight by scorer name, for example ``{"cd3": 1, "risk": 0.5}``; a name, a ``Scorer``, or a list of
            these, which weigh alike.
        sequencer: name of the sequencer: ``auto``, ``exact``, ``search``, ``list`` or a plugin's; or a ``Sequencer``.
        objective: by default ``value``, and beside a plan in force ``value+stability``: ``value`` (the most value the
            earliest), ``npv`` (the most money the earliest), ``finish`` (the earliest end), ``cost`` (the least
            money) or ``stability`` (close to the baseline); several in order of importance (``finish,value`` or a
            list) or weighed against each other (``value+2*cost``). discount: part of the value that a year's delay
            costs (0.08 is 8 % a year); 0: weeks count alike.
        baseline: the roadmap in force (its JSON, CSV or XLSX export), for the objective ``stability``.
        limits: time, gap and seed of the sequencer.
        scope: how much a plan to a stage holds: ``needed`` (what the stage asks for), ``goals`` (also every capability
            that serves a goal well, where it fits; the default) or ``all``.
        relax: rules of the journey that the plan need not keep, by id.
        language: of labels, for example ``he``.
        options: of plugins, by kind, name and option: ``{"scorers": {"cd3": {"passed_back": 0.5}}}``.
        folder: what relative paths in the document are relative to, see ``load``. Not where the source is ``Loaded``.
        overrides: values in place of the document's, for this time: ``{"capacity.social.2027Q2": 12}``. Not where the
            source is ``Loaded``.
        registry: the plugins to use, see ``planner.registry``; default: those that are installed, and what the
            environment names.
        cache: a folder in which answers of the bundled sequencers are kept, so that the same problem is not solved
            again; empty: none; default: the one that PLANNER_CACHE names, else none.
    """

    scorers: Mapping[str, float] | str | Scorer | Sequence[str | Scorer] | None
    sequencer: str | Sequencer
    objective: str | Sequence[str]
    discount: float
    baseline: str | Path | None
    limits: Limits | None
    scope: str
    relax: Sequence[str]
    language: str | None
    options: Given | None
    folder: str | Path | None
    overrides: Overrides | None
    registry: Registry | None
    cache: str | Path | None


def prepared(
    source: Source | Loaded,
    planning: Planning,
    *,
    best_so_far: bool = False,
    function: str = "plan()",
) -> tuple[Recipe, Organisation]:
    """How plans are to be made, and what is to be planned.

    Args:
        best_so_far: whether Ctrl-C is to end the search with what it has; else it ends the whole run.
        function: what is called, for messages.

    Raises:
        PlannerError: the documents have faults, or an argument is wrong.
    """
    refuse_unknown_names(planning, Planning.__annotations__, function)
    registry = one_of("registry", planning.get("registry"), Registry, "a Registry") or default_registry()
    overrides, folder = planning.get("overrides"), planning.get("folder")
    for name, value in (("overrides", overrides), ("folder", folder)):
        if isinstance(source, Loaded) and value is not None:
            raise ArgumentError(f"{name} go with a document; give them to load() instead")
    loaded = (
        source if isinstance(source, Loaded) else load(source, folder=folder, overrides=overrides, registry=registry)
    )
    loaded = with_options(loaded, _options(planning.get("options")), registry)
    organisation = loaded.organisation
    weights, registry = _scorers(planning.get("scorers"), registry)
    sequencer, registry = _sequencer(planning.get("sequencer", DEFAULT_SEQUENCER), registry)
    objective = planning.get("objective")
    if isinstance(objective, list | tuple):
        objective = ",".join(text("objective", one, "value") for one in objective)
    in_force, remarks = _in_force(source, organisation)
    follows = in_force is not None and objective is None and planning.get("baseline") is None
    limits = one_of("limits", planning.get("limits"), Limits, "Limits, such as Limits(seconds=30)") or Limits()
    recipe = Recipe(
        loaded.journey,
        registry,
        weights or dict(organisation.scorers or DEFAULT_SCORERS),
        sequencer,
        make_wish(
            text("objective", "value" if objective is None else objective, "finish,value"),
            number("discount", planning.get("discount", 0.0), 0, 10),
            one_of("baseline", planning.get("baseline"), (str, Path), "the path of a roadmap's export"),
        ),
        replace(limits, best_so_far=best_so_far, until=limits.until or _until(limits)),
        text("language", planning.get("language") or organisation.language, "he"),
        _scope(planning.get("scope", "goals")),
        in_force,
        remarks,
        _kept(planning.get("cache")),
    )
    if follows and in_force is not None:
        recipe = replace(recipe, wish=_close_to(recipe.wish, in_force))
    if recipe.wish.money:
        recipe = replace(recipe, wish=_discounted(recipe.wish, organisation))
    return recipe, _relaxed(organisation, loaded.journey, planning.get("relax") or ())


def _in_force(source: Source | Loaded, organisation: Organisation) -> tuple[Mapping[str, Any] | None, tuple[str, ...]]:
    """(the plan in force that is kept beside an organisation's file, why one that is there is not gone on from)."""
    beside = source.kept_beside if isinstance(source, Loaded) else source
    if not isinstance(beside, (str, Path)) or "\n" in str(beside):
        return None, ()
    from planner.analysis.baseline import exported
    from planner.analysis.decision_log import baseline_of

    file = baseline_of(Path(beside))
    try:
        data = exported(file) if file.is_file() else None
    except (PlannerError, OSError) as error:
        reason = str(error).partition("\n")[0]
        return None, (f"{file} cannot be read, so nothing is shown as finished: {reason}",)
    return (data if data and data["organisation"]["id"] == organisation.id else None), ()


def _close_to(wish: Wish, in_force: Mapping[str, Any]) -> Wish:
    """What a plan is made for that goes on from the one in force: it stays as close to it as a replan does, so that
    nobody is shown another plan than the one that was accepted."""
    from planner.analysis.decision_log import objective_for
    from planner.scheduling.objectives import parse

    starts = {step["id"]: date.fromisoformat(step["start_date"]) for step in in_force["steps"]}
    return replace(wish, aims=parse(objective_for(1.0)), baseline=frozen_map(starts))


def _discounted(wish: Wish, organisation: Organisation) -> Wish:
    """What a plan for money is made for, at the organisation's own rate where none is given.

    Raises:
        PlannerError: nobody has said what anything brings in money.
    """
    if not any(one.is_money for one in organisation.case.benefits):
        raise PlannerError("the objective npv needs benefits in money: say what goals bring in 'case: {benefits: ...}'")
    return replace(wish, discount=wish.discount or organisation.case.discount / 100)


def _kept(given: Any) -> Kept | None:
    folder = os.environ.get("PLANNER_CACHE") if given is None else one_of("cache", given, (str, Path), "a folder")
    return Kept(Path(folder)) if folder else None


def _until(limits: Limits) -> float | None:
    """When a command that may take so long has to end."""
    return time.monotonic() + limits.seconds if limits.seconds != PATIENCE else None


def _scope(given: Any) -> str:
    if given not in SCOPES:
        raise PlannerError(f"scope={given!r} is not one of {', '.join(SCOPES)}")
    return str(given)


def _relaxed(organisation: Organisation, journey: Journey, rules: Any) -> Organisation:
    if isinstance(rules, str):
        raise ArgumentError(f"relax={rules!r} is not a list of rules such as ['budget-line']")
    for rule in rules:
        if text("relax", rule, "budget-line") not in journey.rules:
            mend = did_you_mean(rule, journey.rules) or f"there are {', '.join(journey.rules) or 'none'}"
            raise PlannerError(and_then(f"unknown rule '{rule}'", mend))
    return replace(organisation, relaxed=tuple(dict.fromkeys((*organisation.relaxed, *rules))))


def _options(given: Any) -> Given | None:
    if given is not None and not isinstance(given, Mapping):
        raise ArgumentError(f"options={given!r} are not by kind and name, as in {{'scorers': {{'cd3': {{...}}}}}}")
    return given


def _scorers(given: Any, registry: Registry) -> tuple[dict[str, float], Registry]:
    """(weight by name, the registry with records that were given)."""
    if given is None or (isinstance(given, Mapping | list | tuple) and not given):
        return {}, registry
    if isinstance(given, Mapping):
        return {text("scorers", name, "cd3"): number(f"scorers['{name}']", w, 0) for name, w in given.items()}, registry
    weights = {}
    for one in given if isinstance(given, list | tuple) else [given]:
        if isinstance(one, Scorer):
            registry = with_record(registry, "scorers", one)
        elif not isinstance(one, str):
            raise ArgumentError(f"scorers={given!r}: give names, Scorer records or {{name: weight}}")
        weights[one.name if isinstance(one, Scorer) else one] = 1.0
    return weights, registry


def _sequencer(given: Any, registry: Registry) -> tuple[str, Registry]:
    if isinstance(given, Sequencer):
        return given.name, with_record(registry, "sequencers", given)
    return text("sequencer", given, DEFAULT_SEQUENCER), registry


def refuse_unknown(capability: str, journey: Journey) -> None:
    """Refuses a capability that a journey does not have, with the one that may be meant."""
    if text("capability", capability, "social-crm") not in journey.capabilities:
        mend = did_you_mean(capability, journey.capabilities) or "'planner journey show' lists them"
        raise PlannerError(and_then(f"unknown capability '{capability}'", mend))


def make_wish(objective: str, discount: float, baseline: str | Path | None) -> Wish:
    """What a plan is made for.

    Raises:
        PlannerError: the objective is none, or lacks its baseline; the baseline is no roadmap.
    """
    from planner.scheduling.objectives import parse

    aims = parse(re.sub(r"\bnpv\b", "value", objective))
    money = "npv" in re.findall(r"[a-z]+", objective)
    if any("stability" in aim for aim in aims) and baseline is None:
        raise PlannerError("'stability' needs a baseline: the JSON export of the roadmap in force")
    if baseline is None:
        return Wish(aims, discount, money)
    from planner.analysis.baseline import read_baseline

    return Wish(aims, discount, money, read_baseline(Path(baseline)))


def _picture(roadmap: Roadmap) -> str:
    from planner.api.pictures import export

    return export(roadmap, "svg").decode("utf-8")


notebook_picture[:] = [_picture]
