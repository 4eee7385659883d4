"""Importing other tools' files, and where an organisation stands. Files are read by ``documents.loader``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from warnings import warn

from planner.api.arguments import one_of
from planner.documents.journey import journey_from
from planner.documents.loader import (
    Loaded,
    finder,
    load,
    loaded_from,
)
from planner.documents.reader import read_text
from planner.documents.sources import Source
from planner.domain.maturity import Diagnosis, diagnose
from planner.i18n.translation import speaking
from planner.planning.checks import with_stalls
from planner.plugins.registry import Given, Registry, default_registry
from planner.plugins.values import Imported


def import_file(
    path: str | Path,
    importer: str = "",
    *,
    journey: str = "",
    options: Given | None = None,
    registry: Registry | None = None,
) -> Imported:
    """Reads another tool's file; default: with the importer for its ending. What comes out is checked like a document.

    Args:
        journey: what an organisation plans by, a name or a path, where the importer does not say.

    Raises:
        DocumentError: what came out has faults.
        PlannerError: no importer is for the file, or it failed.
    """
    from planner.documents.importers import as_yaml, read_with
    from planner.documents.plugin_options import from_settings, from_texts, from_values, merged

    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    sources = registry.sources
    layers = (from_settings(sources, registry), from_texts(sources.given, registry))
    whole = merged(*layers, from_values(options or {}, registry))
    found = read_with(registry, Path(path), importer, whole)
    if journey and found.kind == "organisation":
        found = replace(found, document={"journey": journey, **found.document})
    document = read_text(as_yaml(found, ""), f"what was read from {path}")
    if found.kind == "journey":
        journey_from(document, finder(registry))
    else:
        loaded_from(document, registry)
    return found


def assess(source: Source | Loaded, *, language: str | None = None, registry: Registry | None = None) -> Diagnosis:
    """Where an organisation stands: stage, phase, level per area, pockets, rootless items, open next levels, and the
    stall patterns that hold. A pattern that does not work is a warning (``warnings.warn``).

    Raises:
        DocumentError: with every fault of the document.
    """
    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    loaded = source if isinstance(source, Loaded) else load(source, registry=registry)
    with speaking(language or loaded.organisation.language):
        found = diagnose(loaded.journey, loaded.organisation)
        diagnosis, faults = with_stalls(found, loaded.journey, loaded.organisation, registry)
    for fault in faults:
        warn(fault, stacklevel=2)
    return diagnosis
