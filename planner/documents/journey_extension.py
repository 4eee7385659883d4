"""A journey that extends another: merging, removing, ordering. What goes with what is removed: ``removals``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from planner.documents.journey_lookup import FindJourney, locate
from planner.documents.reader import DataPath, Document, read_file
from planner.documents.removals import forgotten
from planner.documents.schema import check
from planner.errors import DocumentError, PlannerError

MAX_EXTENDS = 8

SINGULAR = {
    "capabilities": "capability", "stages": "stage", "areas": "area", "roles": "role", "goals": "goal",
    "rules": "rule", "traits": "trait", "regions": "region", "regulations": "regulation", "surveys": "survey",
    "cost_classes": "cost class",
}  # fmt: skip
REQUIRED = ("name", "stage", "area", "owner", "effort", "weeks")


def extended(document: Document, find: FindJourney, seen: tuple[str, ...]) -> dict[str, Any]:
    """The whole data of a journey, checked by its schema, on top of those that it extends.

    What extends another says only what is other: a mapping without its required keys, which the other has, and empty
    values anywhere, which remove. So its own data are checked without these two, and the whole for what is missing.
    """
    reference = document.data.get("extends")
    if not isinstance(reference, str):
        return dict(check(document, "journey"))
    own = check(replace(document, data=_without_empty(document.data)), "journey", besides="required")
    try:
        path = locate(reference, find, document.folder)
        if str(path.resolve()) in seen:
            raise PlannerError("journeys extend each other in a circle: " + " -> ".join((*seen, str(path))))
        if len(seen) > MAX_EXTENDS:
            raise PlannerError(f"more than {MAX_EXTENDS} journeys extend each other")
        base = read_file(path)
    except DocumentError as error:
        document.problems.extend(error.problems)
        document.refuse(("extends",), f"journey '{reference}' cannot be read", "see the file named there")
        return dict(own)
    except PlannerError as error:
        document.refuse(("extends",), str(error))
        return dict(own)
    base_data = extended(base, find, (*seen, str(path.resolve())))
    document.problems.extend(base.problems)
    removed = tuple(_removed(document.data, ()))
    _check_removals(document, removed, base_data)
    merged = _merge(base_data, own)
    for where in removed:
        _take_out(merged, where)
    merged = forgotten(_ordered(document, merged), removed)
    check(replace(document, data=merged), "journey", only="required")
    return merged


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items() if inner is not None}
    return value


def _removed(value: Any, path: DataPath) -> Iterator[DataPath]:
    """Where a document has an empty value."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if inner is None:
            yield (*path, key)
        else:
            yield from _removed(inner, (*path, key))


def _check_removals(document: Document, removed: Iterable[DataPath], base: Mapping[str, Any]) -> None:
    for path in removed:
        table: Any = base
        for part in path[:-1]:
            table = table.get(part) if isinstance(table, Mapping) else None
        if not isinstance(table, Mapping) or path[-1] not in table:
            known = table if isinstance(table, Mapping) else ()
            what = SINGULAR.get(str(path[0]), "key") if len(path) == 2 else "key"
            document.unknown(path, what, str(path[-1]), known, at_key=True)


def _merge(base: Any, over: Any) -> Any:
    """Mappings merge key by key; anything else replaces."""
    if isinstance(base, dict) and isinstance(over, dict):
        merged = {key: _merge(base.get(key), value) for key, value in over.items()}
        return {key: merged.pop(key) if key in merged else value for key, value in base.items()} | merged
    return over


def _take_out(data: dict[str, Any], path: DataPath) -> None:
    table: Any = data
    for part in path[:-1]:
        table = table.get(part) if isinstance(table, dict) else None
    if isinstance(table, dict):
        table.pop(path[-1], None)


def _ordered(document: Document, data: dict[str, Any]) -> dict[str, Any]:
    """The tables in the order that is asked for: what is named first, the rest as it was."""
    order = data.pop("order", None) or {}
    for table, names in order.items() if isinstance(order, dict) else ():
        known = data.get(table) or {}
        for index, name in enumerate(names):
            if name not in known:
                document.unknown(("order", table, index), SINGULAR[table], str(name), known)
        data[table] = {name: known[name] for name in (*(n for n in names if n in known), *known)}
    return data
