"""Checks of one document, whichever kind it is."""

from __future__ import annotations

from pathlib import Path

from planner.documents.journey import journey_from
from planner.documents.loader import finder, loaded_from, with_overrides
from planner.documents.portfolio import is_portfolio, portfolio_from
from planner.documents.reader import Document, read_file, read_text
from planner.documents.schema import check, schema
from planner.domain.journey import Journey
from planner.i18n.translation import is_rtl_language
from planner.plugins.registry import Registry, default_registry


def validate(path: str | Path, *, registry: Registry | None = None) -> str:
    """Checks one document, whichever kind it is; returns the kind: organisation, scenario, journey, portfolio or
    decisions.

    Raises:
        DocumentError: with every fault.
    """
    return _validated(read_file(path), registry or default_registry())[0]


def validate_text(text: str, file: Path, *, registry: Registry | None = None) -> tuple[str, dict[str, str], bool]:
    """(kind, labels by id, whether its language runs from right to left) of a text that is to be written to a file.

    Raises:
        DocumentError: with every fault.
    """
    document = read_text(text, str(file))
    document.folder = file.parent
    kind, journey, language = _validated(document, registry or default_registry())
    if journey is None:
        return kind, {}, False
    labels = {c.id: c.name.say(language) for c in journey.capabilities.values()}
    labels |= {role: name.say(language) for role, name in journey.roles.items()}
    labels |= {goal.id: goal.name.say(language) for goal in journey.goals.values()}
    return kind, labels, is_rtl_language(language)


def _validated(document: Document, registry: Registry) -> tuple[str, Journey | None, str]:
    """(kind, its journey, its language)."""
    if is_portfolio(document):
        return "portfolio", None, portfolio_from(document, registry).portfolio.language
    if "decisions" in document.data:
        check(document, "decisions")
        document.raise_problems()
        return "decisions", None, "en"
    if "scenario" not in document.data and _looks_like_a_journey(document):
        journey = journey_from(document, finder(registry))
        return "journey", journey, journey.language
    loaded = loaded_from(with_overrides(document), registry)
    kind = "scenario" if "scenario" in document.data else "organisation"
    return kind, loaded.journey, loaded.organisation.language


def _looks_like_a_journey(document: Document) -> bool:
    keys = set(document.data)
    own = {kind: len(keys & set(schema(kind)["properties"])) for kind in ("journey", "organisation")}
    return "organisation" not in keys and "journey" in keys and own["journey"] >= own["organisation"]
