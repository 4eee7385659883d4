"""The Python API: load, assess, plan, export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

from planner.compiling import Wish
from planner.diagnosis import Diagnosis, diagnose
from planner.documents.journey import journey_from, locate
from planner.documents.journey import load_journey as _load_journey
from planner.documents.organisation import organisation_from
from planner.documents.reader import Document, read_file, read_text
from planner.documents.schema import check as check_schema
from planner.errors import PlannerError
from planner.inspecting import with_stalls
from planner.language import speaking
from planner.model import Journey, Organisation
from planner.planning import DEFAULT_SEQUENCER, finish, make_roadmap
from planner.plugins import Imported, Limits
from planner.registry import Given, Registry, default_registry
from planner.roadmap import Roadmap
from planner.scene import Scene
from planner.scoring import DEFAULT_SCORERS
from planner.style import Style

if TYPE_CHECKING:
    from planner.risk import Risk


@dataclass(frozen=True, slots=True)
class Loaded:
    """An organisation with its journey."""

    organisation: Organisation
    journey: Journey


def load(source: str | Path, *, registry: Registry | None = None) -> Loaded:
    """Reads an organisation and its journey.

    Raises:
        DocumentError: with every fault of either document, each with file, line and column.
    """
    registry = registry or default_registry()
    return _loaded(_with_sets(read_file(source), registry), registry)


def _with_sets(document: Document, registry: Registry) -> Document:
    """The document with what a scenario, and then the command line, puts in place of its values."""
    if not registry.sources.sets and "scenario" not in document.data:
        return document
    from planner.documents.overlay import base_of, overlaid

    return overlaid(base_of(document), registry.sources.sets)


def plan_data(path: Path, *, registry: Registry | None = None) -> Mapping[str, Any]:
    """A plan as the data of its JSON export: read from an export, or planned from an organisation or scenario.

    Raises:
        PlannerError: the file is none of these, or has faults.
    """
    document = read_file(path)
    if "steps" in document.data and "proof" in document.data:
        check_schema(document, "roadmap")
        document.raise_problems()
        found: Mapping[str, Any] = document.data
        return found
    from planner.plain import to_data

    return to_data(plan(path, registry=registry))


def load_text(text: str, file: Path, *, registry: Registry | None = None) -> Loaded:
    """The same for a text that is to be written to a file.

    Raises:
        DocumentError: with every fault.
    """
    document = read_text(text, str(file))
    document.folder = file.parent
    return _loaded(document, registry or default_registry())


def only_organisation(folder: Path) -> Path:
    """The one organisation file in a folder.

    Raises:
        PlannerError: there is none, or more than one.
    """
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in (".yaml", ".yml", ".json")
        and path.is_file()
        and re.search(r'(?m)^\W{0,3}"?organisation"?\s*:', path.read_text("utf-8", errors="replace")[:20_000])
    ]
    if len(found) != 1:
        names = ", ".join(map(str, found)) or "none"
        raise PlannerError(f"which organisation file is meant? There are: {names}; name one")
    return found[0]


def _loaded(document: Document, registry: Registry) -> Loaded:
    options = _options(document, registry)
    check_scorers(document, registry)
    organisation, journey = organisation_from(document, finder(registry))
    check_reachable(document, organisation, journey)
    return Loaded(replace(organisation, options=options) if options else organisation, journey)


def _options(document: Document, registry: Registry) -> Given:
    """What the command line says goes before what the document says, and that before a project's settings. Faults of
    the document are noted on it."""
    sources = registry.sources
    if not sources.options and not sources.given and "options" not in document.data:
        return {}
    from planner.documents.plugin_options import from_document, from_settings, from_texts, merged

    own = from_document(document, registry)
    return merged(from_settings(sources, registry), own, from_texts(sources.given, registry))


def _with_options(loaded: Loaded, options: Given | None, registry: Registry) -> Loaded:
    """What a call says goes before what the document says."""
    if not options:
        return loaded
    from planner.documents.plugin_options import from_values, merged

    whole = merged(loaded.organisation.options, from_values(options, registry))
    return replace(loaded, organisation=replace(loaded.organisation, options=whole))


def check_reachable(document: Document, organisation: Organisation, journey: Journey) -> None:
    """Refuses targets that no order of work can reach, where they stand in the document."""
    from planner.graph import CapabilityGraph, UnreachableError
    from planner.targets import find_targets

    graph = CapabilityGraph(journey, organisation)
    circle = graph.circle()
    if circle:
        what = "prerequisites go in a circle: " + " -> ".join(circle)
        document.refuse(("requires",), what, "drop one of these prerequisites")
        document.raise_problems()
    try:
        graph.remaining(find_targets(graph))
    except UnreachableError as error:
        pinned = error.blocker in organisation.priorities
        stage = ("target_stage",) if organisation.target_stage == error.target else ("targets", error.target)
        place = ("priorities", error.blocker) if pinned else stage
        document.refuse(place, str(error), "allow it, or drop the target", at_key=True)
        document.raise_problems()


def check_scorers(document: Document, registry: Registry) -> None:
    """Notes scorers that do not exist, where they stand in the document."""
    written = document.data.get("scorers")
    if not isinstance(written, dict):
        return
    for name in written:
        if name not in registry.names("scorers"):
            known = {record.name for record in registry.all("scorers")}
            if name not in known:
                document.unknown(("scorers", name), "scorer", name, known, at_key=True)
    if written and not any(written.values()):
        document.refuse(("scorers",), "every weight is 0", "give at least one scorer a weight above 0")


def load_journey(reference: str | Path, *, registry: Registry | None = None) -> Journey:
    """Reads a journey: a file, or the name of an installed one such as ``social-native``."""
    return _load_journey(reference, finder(registry or default_registry()))


def validate(path: str | Path, *, registry: Registry | None = None) -> str:
    """Checks one document, whichever kind it is; returns the kind.

    Raises:
        DocumentError: with every fault.
    """
    registry = registry or default_registry()
    registry = registry or default_registry()
    document = read_file(path)
    if "scenario" in document.data:
        _loaded(_with_sets(document, registry), registry)
        return "scenario"
    if _looks_like_a_journey(document):
        journey_from(document, finder(registry))
        return "journey"
    _loaded(document, registry)
    return "organisation"


def _looks_like_a_journey(document: Document) -> bool:
    from planner.documents.schema import schema

    keys = set(document.data)
    own = {kind: len(keys & set(schema(kind)["properties"])) for kind in ("journey", "organisation")}
    return "organisation" not in keys and "journey" in keys and own["journey"] >= own["organisation"]


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
        _loaded(document, registry)
    return found


def finder(registry: Registry) -> _Finder:
    return _Finder(registry)


class _Finder:
    """Finds installed journeys by name."""

    def __init__(self, registry: Registry):
        self.registry = registry

    def __call__(self, name: str) -> Path:
        source = self.registry.get("journeys", name)
        path: Path = source.path
        return path


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


def plan(
    source: str | Path | Loaded,
    *,
    scorers: Mapping[str, float] | None = None,
    sequencer: str = DEFAULT_SEQUENCER,
    objective: str = "value",
    discount: float = 0.0,
    baseline: str | Path | None = None,
    limits: Limits | None = None,
    language: str | None = None,
    options: Given | None = None,
    registry: Registry | None = None,
) -> Roadmap:
    """The roadmap of an organisation.

    Args:
        source: an organisation file, or what ``load`` returned.
        scorers: weight by scorer name, for example ``{"cd3": 1, "risk": 0.5}``.
        sequencer: name of the sequencer: ``auto``, ``exact``, ``search``, ``list`` or a plugin's.
        objective: ``value`` (the most value the earliest), ``finish`` (the earliest end), ``cost`` (the least
            money) or ``stability`` (close to the baseline); several in order of importance (``finish,value``) or
            weighed against each other (``value+2*cost``).
        discount: part of the value that a year's delay costs (0.08 is 8 % a year); 0: weeks count alike.
        baseline: JSON export of the roadmap in force, for the objective ``stability``.
        limits: time, gap and seed of the sequencer.
        language: of labels, for example ``he``.
        options: of plugins, by kind, name and option: ``{"scorers": {"cd3": {"passed_back": 0.5}}}``.

    Raises:
        PlannerError: the documents have faults, an option is wrong, a target is out of reach, a plugin does not work.
    """
    registry = registry or default_registry()
    loaded = source if isinstance(source, Loaded) else load(source, registry=registry)
    loaded = _with_options(loaded, options, registry)
    return make_roadmap(
        loaded.journey,
        loaded.organisation,
        registry,
        scorers=scorers,
        sequencer=sequencer,
        wish=make_wish(objective, discount, baseline),
        limits=limits,
        language=language,
    )


def simulate(
    source: str | Path | Loaded,
    *,
    draws: int = 10_000,
    seed: int = 0,
    distribution: str = "pert",
    correlation: float = 0.3,
    scorers: Mapping[str, float] | None = None,
    sequencer: str = DEFAULT_SEQUENCER,
    objective: str = "value",
    discount: float = 0.0,
    baseline: str | Path | None = None,
    limits: Limits | None = None,
    language: str | None = None,
    options: Given | None = None,
    registry: Registry | None = None,
) -> Risk:
    """How sure the plan of an organisation is: dates by probability, and what moves them.

    Args:
        draws: how many times the plan is carried out; ``seed``: the same one gives the same draws.
        distribution: ``pert`` or ``triangular``; ``correlation``: between steps that the same role owns.

    The other arguments are those of ``plan``.

    Raises:
        PlannerError: as for ``plan``; an argument makes no sense; or numpy is not installed.
    """
    from planner import risk as risks

    registry = registry or default_registry()
    loaded = source if isinstance(source, Loaded) else load(source, registry=registry)
    loaded = _with_options(loaded, options, registry)
    weights = dict(scorers or loaded.organisation.scorers or DEFAULT_SCORERS)
    language = language or loaded.organisation.language
    with speaking(language):
        plan = finish(
            loaded.journey, loaded.organisation, registry, weights, sequencer,
            make_wish(objective, discount, baseline), limits or Limits(), language,
        )  # fmt: skip
        return risks.simulate(plan, draws, seed, distribution, correlation)


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
    from planner.baseline import read_baseline

    return Wish(aims, discount, read_baseline(Path(baseline)))


def export(
    roadmap: Roadmap,
    target: str | Path,
    *,
    view: str = "swimlane",
    format: str | None = None,  # noqa: A002 - the word a caller expects
    style: Style | None = None,
    registry: Registry | None = None,
) -> bytes:
    """One picture or document. Writes it when ``target`` is a path with a suffix; returns its bytes.

    A picture with several pages is written as ``name.svg``, ``name-2.svg`` and so on; the bytes returned
    are the first page's.

    Args:
        target: a path whose suffix names the format, or just the name of a format (nothing is written).
        view: which picture, for picture formats; several joined by ``+``.
        style: theme, size, what is drawn.
        format: name of the format, when the suffix does not say it.

    Raises:
        PlannerError: there is no such format or view, it failed, or the file cannot be written.
    """
    from planner.exporting import make_files, page_files, write_all

    registry = registry or default_registry()
    path = Path(target)
    if not path.suffix and format is None:
        return make_files(roadmap, str(target), view, registry, style)[0]
    name = format or format_of(path, registry)
    files = make_files(roadmap, name, view, registry, style)
    write_all(page_files(path, files))
    return files[0]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that a notebook shows."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


def show(roadmap: Roadmap, view: str = "swimlane", *, style: Style | None = None) -> Picture:
    """The first page of a view, for a notebook."""
    return Picture(export(roadmap, "svg", view=view, style=style).decode("utf-8"))


def draw(
    roadmap: Roadmap, view: str = "swimlane", *, style: Style | None = None, registry: Registry | None = None
) -> tuple[Scene, ...]:
    """The pages of a view as scenes, before any format.

    Raises:
        PlannerError: there is no such view, it failed, or the page is too small.
    """
    from planner import exporting

    return exporting.draw(roadmap, view, registry or default_registry(), style or Style())


def format_of(path: Path, registry: Registry) -> str:
    """The format that a file's suffix stands for."""
    for kind in ("renderers", "exporters"):
        if path.suffix[1:] in registry.names(kind):
            return path.suffix[1:]
    suffixes = set()
    for name, kind in sorted(  # those that begin like the suffix first, so that hardly any is imported in vain
        ((name, group) for group in ("renderers", "exporters") for name in registry.names(group)),
        key=lambda one: (one[0][:1] != path.suffix[1:2], one),
    ):
        try:
            record = registry.get(kind, name)
        except PlannerError:
            continue
        if record.suffix == path.suffix:
            return str(record.name)
        suffixes.add(record.suffix)
    raise PlannerError(f"no format writes '{path.suffix}' files ({path}); there are " + ", ".join(sorted(suffixes)))


__all__ = [
    "Loaded",
    "assess",
    "draw",
    "export",
    "import_file",
    "load",
    "load_journey",
    "locate",
    "plan",
    "show",
    "simulate",
    "validate",
]
