"""A journey that extends another: merging, and what is removed with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.documents.journey_lookup import FindJourney, locate
from planner.documents.parts import capability_in, need_names
from planner.documents.reader import Document, read_file
from planner.documents.schema import check
from planner.errors import DocumentError, PlannerError

MAX_EXTENDS = 8

REQUIRED = ("name", "stage", "area", "owner", "effort", "weeks")


def extended(document: Document, data: Any, find: FindJourney, seen: tuple[str, ...]) -> dict[str, Any]:
    reference = data.get("extends")
    if not isinstance(reference, str):
        return dict(data)
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
        return dict(data)
    except PlannerError as error:
        document.refuse(("extends",), str(error))
        return dict(data)
    base_data = extended(base, check(base, "journey"), find, (*seen, str(path.resolve())))
    document.problems.extend(base.problems)
    _check_removals(document, data, base_data)
    merged: dict[str, Any] = _merge(base_data, data)
    removed = {name for name, body in (data.get("capabilities") or {}).items() if body is None}
    return _forget(merged, removed) if removed else merged


def _check_removals(document: Document, data: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    known = base.get("capabilities", {})
    for name, body in (data.get("capabilities") or {}).items():
        if body is None and name not in known:
            document.unknown(("capabilities", name), "capability", name, known, at_key=True)


def _merge(base: Any, over: Any) -> Any:
    """Mappings merge key by key; anything else replaces; an empty value removes."""
    if isinstance(base, dict) and isinstance(over, dict):
        merged = {key: _merge(base.get(key), value) for key, value in over.items() if value is not None}
        kept = {
            key: merged.pop(key) if key in merged else value
            for key, value in base.items()
            if over.get(key, value) is not None
        }
        return kept | merged
    return over


def _forget(data: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """A journey without what refers to removed capabilities only loosely: what they eased, their place among
    any-of alternatives and in conditions of stages. Prerequisites stay, to be refused."""

    def need(entry: Any) -> Any:
        if isinstance(entry, Mapping) and isinstance(entry.get("any"), list):
            kept = [one for one in entry["any"] if not (isinstance(one, str) and capability_in(one) in removed)]
            return {"any": kept or entry["any"]}
        return entry

    def names_of(entry: Any) -> set[str]:
        return {name for _path, name in need_names(entry)}

    def condition(entry: Any) -> Any:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("of"), list):
            return entry
        groups = [
            [one for one in group if one not in removed] if isinstance(group, list) else group for group in entry["of"]
        ]
        groups = [group for group in groups if group and (isinstance(group, list) or group not in removed)]
        return {**entry, "of": groups, "at_least": min(entry.get("at_least", 1), len(groups))}

    capabilities = {
        name: {
            **body,
            **({"eased_by": [c for c in body["eased_by"] if c not in removed]} if body.get("eased_by") else {}),
            **({"needs": [need(entry) for entry in body["needs"]]} if body.get("needs") else {}),
        }
        if isinstance(body, Mapping)
        else body
        for name, body in data.get("capabilities", {}).items()
    }
    stages = {
        name: {
            key: [c for c in map(condition, value) if not isinstance(c, Mapping) or c.get("of")]
            if key.endswith("_when") and isinstance(value, list)
            else [one for one in value if not (isinstance(one, str) and capability_in(one) in removed)]
            if key == "belongs" and isinstance(value, list)
            else value
            for key, value in stage.items()
        }
        if isinstance(stage, Mapping)
        else stage
        for name, stage in data.get("stages", {}).items()
    }
    rules = {
        key: {**body, "needs": kept} if isinstance(body, Mapping) else body
        for key, body in (data.get("rules") or {}).items()
        if (kept := [
            one for entry in body.get("needs") or [] if names_of(one := need(entry)) - removed
        ] if isinstance(body, Mapping) else [body])
    }  # fmt: skip
    surveys = {
        key: {**body, "here_when": condition(body["here_when"])} if "here_when" in body else body
        for key, body in (data.get("surveys") or {}).items()
    }
    for key, body in surveys.items():
        if "here_when" in body and not body["here_when"]["of"]:  # it can no longer be told
            surveys[key] = {name: value for name, value in body.items() if name != "here_when"}
    law = _forget_law(data, removed)
    return {**data, **law, "capabilities": capabilities, "stages": stages, "surveys": surveys, "rules": rules}


def _forget_law(data: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """The law without what it asks for among removed capabilities, and ids that moved to them."""
    tables: dict[str, Any] = {}
    if "regulations" in data:
        tables["regulations"] = {
            key: {**body, "asks": [one for one in body.get("asks") or [] if capability_in(str(one)) not in removed]}
            if isinstance(body, Mapping)
            else body
            for key, body in (data["regulations"] or {}).items()
        }
    if "moved" in data:
        tables["moved"] = {old: new for old, new in (data["moved"] or {}).items() if new not in removed}
    return tables
