"""Journey documents: extension, the checks of meaning that a schema cannot make, and the built model."""

from __future__ import annotations

from pathlib import Path

from planner.documents.journey_builder import build_journey
from planner.documents.journey_extension import extended
from planner.documents.journey_lookup import FindJourney, locate
from planner.documents.journey_meaning import check_journey
from planner.documents.reader import Document, read_file
from planner.domain.journey import Journey


def load_journey(reference: str | Path, find: FindJourney, folder: Path | None = None) -> Journey:
    """The journey with a name or in a file.

    Args:
        reference: the name of an installed journey, or a path to a document.
        find: looks an installed journey up by name.
        folder: what a relative path is relative to (default: the working directory).

    Raises:
        DocumentError: the document, or one that it extends, has faults (all of them are named).
        PlannerError: there is no such journey.
    """
    path = locate(reference, find, folder)
    document = read_file(path, known=_BUILT)
    built = _BUILT.get(document.text)
    if built is not None:
        return built
    journey = journey_from(document, find)
    if "extends" not in document.data:  # what extends another changes with that one
        _BUILT[document.text] = journey
        for old in list(_BUILT)[:-MOST_BUILT]:
            _BUILT.pop(old, None)
    return journey


_BUILT: dict[str, Journey] = {}
"""Journeys by the text of their document: values that do not change, and a service asks for the same one all day."""
MOST_BUILT = 8


def journey_from(document: Document, find: FindJourney) -> Journey:
    """Checks and builds a journey from its document."""
    if "organisation" in document.data and "capabilities" not in document.data:
        own = document.data.get("journey", "social-native")
        document.refuse(
            ("organisation",), "this is an organisation, not a journey", f"name its journey, {own}", at_key=True
        )
        document.raise_problems()
    merged = extended(document, find, seen=())
    if not any(problem.path == "extends" for problem in document.problems):
        check_journey(document, merged)
    document.raise_problems()
    return build_journey(merged)
