"""Checks a document against its published JSON Schema (``documents/schemas/*.schema.json``) and says what is wrong in
the user's words.

The schema is the single source of what a document may contain: editors complete from it and this module validates
with it. Its ``x-mend`` entries hold the advice that a message ends with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from planner.documents.reader import Document
from planner.errors import did_you_mean
from planner.files.json_schema import Faults, SchemaFault, checker

WHOLE = re.compile(r"[0-9](\.0*)?[eE]|[0-9]\.0*(?![0-9])")
"""What a whole number looks like that is not written as one."""
KINDS = ("journey", "organisation", "scenario", "decisions", "statuses", "theme", "roadmap", "portfolio")


@cache
def answers() -> tuple[str, ...]:
    """Commands whose ``--json`` has a schema of its own; ``roadmap --json`` prints a roadmap."""
    folder = resources.files("planner.documents").joinpath("schemas", "answers")
    return tuple(sorted(file.name.partition(".")[0] for file in folder.iterdir()))


@cache
def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of ``KINDS``, or of what a command prints with ``--json`` (one of ``answers()``)."""
    folder = ("schemas",) if kind in KINDS else ("schemas", "answers")
    text = resources.files("planner.documents").joinpath(*folder, f"{kind}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _faults(kind: str) -> Faults:
    return checker(schema(kind))


def check(document: Document, kind: str, *, only: str = "", besides: str = "") -> Any:
    """Notes every deviation from the schema on the document; returns the data without the faulty parts, so
    that the checks of meaning can go on with the rest.

    Args:
        only, besides: a keyword of schemas whose faults alone are noted, or whose are not.
    """
    faulty: list[tuple[str | int, ...]] = []
    for error in _each_once(_faults(kind)(document.data)):
        if error.keyword != besides and (not only or error.keyword == only):
            faulty.extend(_note(document, schema(kind), error))
    data = _without(document.data, (), set(faulty)) if faulty else document.data
    return _whole(data) if WHOLE.search(document.text) else data


def _whole(data: Any) -> Any:
    """The data with ``2.0`` and ``1e0`` as whole numbers: a schema takes them for such, and so does whoever counts."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def check_part(document: Document, path: Sequence[str | int], part: dict[str, Any]) -> None:
    """Notes every deviation of the value at a path from a schema of its own."""
    for error in _each_once(checker(part)(_value_at(document.data, path))):
        _note(document, part, error, tuple(path))


def _each_once(errors: Iterable[SchemaFault]) -> list[SchemaFault]:
    """Faults, without those that say the same: what is no date is not written like one either."""
    every = list(errors)
    dates = {tuple(one.path) for one in every if one.keyword == "format"}
    return [one for one in every if one.keyword != "pattern" or tuple(one.path) not in dates]


def _note(
    document: Document, root: dict[str, Any], error: SchemaFault, base: tuple[str | int, ...] = ()
) -> list[tuple[str | int, ...]]:
    path = _as_written(document.data, (*base, *error.path))
    name = error.keyword
    if name == "anyOf":
        inner = _nearest(error)
        if inner:
            return [faulty for one in _each_once(inner) for faulty in _note(document, root, one, base)]
    if name == "additionalProperties":
        known = _resolve(root, error.schema_path[:-1])[-1].get("properties", {})
        for key in error.unexpected:
            document.unknown((*path, key), "key", key, known, at_key=True)
        return [(*path, key) for key in error.unexpected]
    mend = _mend(root, error.schema_path)
    if error.inner is not None:
        own = error.inner.schema_path
        mend = _mend(root, own) or _mend(root, [*error.schema_path, *own])
        key = str(error.inner.instance)
        document.refuse((*path, key), f"'{key}' cannot be used as a key here", mend, at_key=True)
        return [(*path, key)]
    value = _value_at(document.data, path)
    if name == "required":
        document.refuse(path, f"'{error.allowed}' is missing", mend or "add it", at_key=True)
        return []
    if name == "type" and not mend:
        mend = f"write {_kinds(error)}"
    if name == "uniqueItems":
        mend = mend or "name each of them once"
    if name == "enum":
        options = [str(option) for option in error.allowed] if isinstance(error.allowed, list) else []
        mend = mend or (did_you_mean(str(value), options) if options else error.message)
    document.refuse(path, _say(error, value), mend)
    return [path]


def _say(error: SchemaFault, value: Any) -> str:
    shown, name = _show(value), error.keyword
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"{shown} is not a finite number"
    if name == "type":
        return f"{shown} is not {_kinds(error)}"
    if name in ("minimum", "exclusiveMinimum"):
        return f"{shown} is too small ({'more than' if name[0] == 'e' else 'at least'} {error.allowed})"
    if name in ("maximum", "exclusiveMaximum"):
        return f"{shown} is too large ({'less than' if name[0] == 'e' else 'at most'} {error.allowed})"
    if name in ("minItems", "maxItems"):
        return f"the list has {len(value)} entries"
    if name == "maxLength":
        return f"a text of {len(value)} characters is too long"
    if name in ("minLength", "minProperties"):
        return "this is empty"
    return f"{shown} {SAID[name]}" if name in SAID else error.message


SAID = {
    "format": "is not a date that exists, written year-month-day",
    "pattern": "is not written as expected",
    "enum": "is not one of the choices",
    "anyOf": "is not what is expected here",
    "uniqueItems": "names something twice",
}
WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _kinds(error: SchemaFault) -> str:
    kinds = error.allowed if isinstance(error.allowed, list) else [error.allowed]
    return " or ".join(WORDS.get(str(kind), str(kind)) for kind in kinds)


def _show(value: Any) -> str:
    if value is None:
        return "an empty value"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:56] + "...'"


def _nearest(error: SchemaFault) -> list[SchemaFault]:
    """The faults of the one alternative that the value was meant to be, judged by its type."""
    fitting = [
        branch for branch in error.branches if not any(e.keyword == "type" and e.path == error.path for e in branch)
    ]
    return list(fitting[0]) if len(fitting) == 1 else []


def _resolve(root: dict[str, Any], path: Sequence[str | int]) -> list[Any]:
    """The schema nodes along a path, references followed."""
    node: Any = root
    nodes = [node]
    for part in path:
        if part == "$ref" and isinstance(node, dict):
            node = root["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        else:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                break
        nodes.append(node)
    return nodes


def _mend(root: dict[str, Any], path: Sequence[str | int]) -> str:
    for node in reversed(_resolve(root, path)):
        if isinstance(node, dict) and "x-mend" in node:
            return str(node["x-mend"])
    return ""


def _as_written(data: Any, path: Sequence[str | int]) -> tuple[str | int, ...]:
    """The path with keys as they are: a key that looks like a number may come back as one."""
    found: list[str | int] = []
    for part in path:
        found.append(str(part) if isinstance(data, dict) else part)
        data = _value_at(data, found[-1:])
    return tuple(found)


def _value_at(data: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _without(data: Any, path: tuple[str | int, ...], faulty: set[tuple[str | int, ...]]) -> Any:
    if isinstance(data, dict):
        return {k: _without(v, (*path, k), faulty) for k, v in data.items() if (*path, k) not in faulty}
    if isinstance(data, list):
        # None keeps the place, so that later entries keep their position in messages.
        return [None if (*path, i) in faulty else _without(v, (*path, i), faulty) for i, v in enumerate(data)]
    return data
