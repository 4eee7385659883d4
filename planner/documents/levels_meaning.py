"""Levels that a document names are levels of its journey: a schema knows only the highest that any journey can have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from planner.documents.journey_builder import DEFAULT_LEVELS
from planner.documents.reader import DataPath, Document

WHOLE = ("level", "was", "needs_from_level", "planned_from_level", "target_level", "run_from_level")
"""Keys whose value is a level; below ``levels`` and ``targets`` of an organisation, plain numbers are levels too."""


def top_level(journey: Mapping[str, Any]) -> int:
    levels = journey.get("levels")
    return len(levels if isinstance(levels, list) else DEFAULT_LEVELS) - 1


def check_levels(document: Document, data: Mapping[str, Any], top: int, plain: tuple[str, ...] = ()) -> None:
    """Refuses every level above the highest, and questions that are not one for each level.

    Args:
        plain: keys of the document below which a number is a level.
    """
    for path, level in _levels(data, (), plain):
        if level > top:
            document.refuse(path, f"there is no level {level}", f"the levels of this journey go up to {top}")
    for name, body in (data.get("capabilities") or {}).items():
        asked = body.get("evidence") if isinstance(body, Mapping) else None
        if isinstance(asked, list) and len(asked) != top:
            place = ("capabilities", name, "evidence")
            document.refuse(place, f"{len(asked)} questions for {top} levels", "give one for each level from 1 on")


def _levels(value: Any, path: DataPath, plain: tuple[str, ...]) -> Iterator[tuple[DataPath, int]]:
    """(where, level) of everything that names a level, by ``level:`` or as ``id@level``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            here = (*path, key)
            whole = key in WHOLE or (len(path) == 1 and path[0] in plain)
            if whole and isinstance(inner, int) and not isinstance(inner, bool):
                yield here, inner
            elif path[-1:] == ("level_needs",) and str(key).isdecimal():
                yield here, int(key)
                yield from _levels(inner, here, plain)
            else:
                yield from _levels(inner, here, plain)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _levels(inner, (*path, index), plain)
    elif isinstance(value, str):
        found = re.fullmatch(r"[a-z][a-z0-9-]*@([0-9])( ?\+ ?[0-9]{1,3}w)?", value)
        if found:
            yield path, int(found[1])
