"""From a file to checked values: an organisation with its journey, its options and its scenario applied. This is what
``planner.load`` is; a document that is in memory already is taken by ``loaded_from``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from planner.documents.journey import journey_from
from planner.documents.journey import load_journey as _load_journey
from planner.documents.journey_lookup import in_range, locate
from planner.documents.organisation import organisation_from
from planner.documents.overrides import as_texts, base_of, given, overlaid
from planner.documents.reader import Document, read_file, read_text
from planner.documents.sources import Source, document_of, is_text
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import ArgumentError, PlannerError
from planner.plugins.registry import Given, Registry, default_registry


@dataclass(frozen=True, slots=True)
class Loaded:
    """An organisation with its journey. ``kept_beside``: the file beside which a plan in force may be kept, of a member
    of a portfolio."""

    organisation: Organisation
    journey: Journey
    kept_beside: Path | None = None


Overrides = Mapping[str, Any] | Iterable[str]
"""Values in place of a document's: ``{"budget": 90}``, or texts such as ``capacity.social.2027Q2=12``."""


def load(
    source: Source,
    *,
    folder: str | Path | None = None,
    today: date | None = None,
    overrides: Overrides | None = None,
    registry: Registry | None = None,
) -> Loaded:
    """Reads an organisation and its journey.

    Args:
        source: the path of a file, a text (of more than one line), bytes, something open for reading, or a mapping.
        folder: what relative paths in the document are relative to; default: the folder of the file, or the working
            folder.
        today: plan from this day on, whatever the document's ``as_of`` says.
        overrides: values in place of the document's, for this time; default: those of the command line, if any.

    Raises:
        DocumentError: with every fault of either document, each with file, line and column.
    """
    if today is not None and not isinstance(today, date):
        raise ArgumentError(f"today={today!r} is not a date; use datetime.date(2027, 1, 31)")
    if registry is not None and not isinstance(registry, Registry):
        raise ArgumentError(f"registry={registry!r} is not a Registry")
    document = document_of(source, folder)
    return loaded_from(with_overrides(document, overrides, today), registry or default_registry())


def with_overrides(document: Document, overrides: Overrides | None = None, today: date | None = None) -> Document:
    """The document with what a scenario, and then whoever loads it, puts in place of its values."""
    values = given() if overrides is None else as_texts(overrides)
    values += (f"as_of={today:%Y-%m-%d}",) if today else ()
    if not values and "scenario" not in document.data:
        return document
    return overlaid(base_of(document), values)


def load_text(text: str, file: Path, *, registry: Registry | None = None) -> Loaded:
    """The same for a text that is to be written to a file.

    Raises:
        DocumentError: with every fault.
    """
    document = read_text(text, str(file))
    document.folder = file.parent
    return loaded_from(document, registry or default_registry())


def only_organisation(folder: Path) -> Path:
    """The one organisation file in a folder.

    Raises:
        PlannerError: there is none, or more than one.
    """
    found = organisations_in(folder)
    if len(found) != 1:
        names = ", ".join(map(str, found)) or "none"
        raise PlannerError(f"which organisation file is meant? There are: {names}; name one")
    return found[0]


def organisations_in(folder: Path) -> list[Path]:
    """The organisation files in a folder, by what they say in their beginning; exports of plans are none."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
            head = path.read_text("utf-8", errors="replace")[:20_000]
            if re.search(r'(?m)^\W{0,3}"?organisation"?\s*:', head) and "/schemas/roadmap.schema.json" not in head:
                found.append(path)
    return found


def loaded_from(document: Document, registry: Registry) -> Loaded:
    """The organisation in a document, checked in every way there is."""
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


def with_options(loaded: Loaded, options: Given | None, registry: Registry) -> Loaded:
    """What a call says goes before what the document says."""
    if not options:
        return loaded
    from planner.documents.plugin_options import from_values, merged

    whole = merged(loaded.organisation.options, from_values(options, registry))
    return replace(loaded, organisation=replace(loaded.organisation, options=whole))


def check_reachable(document: Document, organisation: Organisation, journey: Journey) -> None:
    """Refuses targets that no order of work can reach, where they stand in the document."""
    from planner.domain.capability_graph import CapabilityGraph, UnreachableError
    from planner.domain.targets import find_targets

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


def load_journey(reference: Source, *, folder: str | Path | None = None, registry: Registry | None = None) -> Journey:
    """Reads a journey: the name of an installed one such as ``social-native``, or what ``load`` takes.

    Raises:
        DocumentError: with every fault of the document.
    """
    find = finder(registry or default_registry())
    if isinstance(reference, Path) or (isinstance(reference, str) and not is_text(reference)):
        return _load_journey(reference, find, Path(folder) if folder is not None else None)
    return journey_from(document_of(reference, folder), find)


def whole_journey(reference: str | Path, *, registry: Registry | None = None) -> dict[str, Any]:
    """The data of a journey's document, those that it extends included."""
    from planner.documents.journey_extension import extended

    find = finder(registry or default_registry())
    return extended(read_file(locate(reference, find, None)), find, seen=())


def finder(registry: Registry) -> _Finder:
    return _Finder(registry)


class _Finder:
    """Finds installed journeys by name."""

    def __init__(self, registry: Registry):
        self.registry = registry

    def __call__(self, name: str) -> Path:
        if re.search("[<>=!~]", name):
            name = in_range(name, self._versions())
        source = self.registry.get("journeys", name)
        path: Path = source.path
        return path

    def _versions(self) -> dict[str, str]:
        """Version by name of every installed journey."""
        found = {}
        for one in self.registry.all("journeys"):
            said = re.search(r"""(?m)^["']?version["']?\s*:\s*["']?([^"'\s#]+)""", Path(one.path).read_text("utf-8"))
            found[one.name] = said[1] if said else "0"
        return found
