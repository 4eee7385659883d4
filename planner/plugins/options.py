"""Options of plugins: a frozen dataclass says what there is, this module checks and builds it.

    @dataclass(frozen=True)
    class Options:
        column: str = option("account", "Column that names the account")
        weight: float = option(1.0, "How much each deal counts", at_least=0)

Types: ``bool``, ``int``, ``float``, ``str``, ``Path``, ``date``, ``Literal[...]``, ``tuple[X, ...]`` of these, and
``X | None``. Every option has a default.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from inspect import getattr_static
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

NAME = "^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
SIMPLE = {
    bool: ("boolean", "true or false"),
    int: ("integer", "whole number"),
    float: ("number", "number"),
    str: ("string", "text"),
    Path: ("string", "file"),
    date: ("string", "date"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name, what it takes in words, its default as plain data, and what it is for."""

    name: str
    takes: str
    default: Any
    help: str


def option(default: Any, help: str = "", *, at_least: float | None = None, at_most: float | None = None) -> Any:  # noqa: A002 - help=, as in click and argparse
    """A field of an options dataclass with its help and, for numbers, its limits.

    Raises:
        TypeError: the default can be changed.
    """
    if isinstance(default, list | dict | set):
        raise TypeError(f"the default {default!r} can be changed: write a tuple")
    return field(default=default, metadata={"help": help, "minimum": at_least, "maximum": at_most})


def schema_of(kind: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an options dataclass.

    Raises:
        TypeError: it is not a dataclass, a type cannot be an option, or a default is missing or wrong.
    """
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError(f"options are a dataclass, not {kind!r}")
    if not getattr_static(kind, "__dataclass_params__").frozen:
        raise TypeError("options can be changed: write @dataclass(frozen=True)")
    hints = get_type_hints(kind)
    properties: dict[str, Any] = {}
    for one in fields(kind):
        if one.default is MISSING:
            raise TypeError(f"the option '{one.name}' has no default: write {one.name}: ... = option(...)")
        own = _schema_of_type(hints[one.name], one.name)
        own |= {key: one.metadata[key] for key in ("minimum", "maximum") if one.metadata.get(key) is not None}
        if one.metadata.get("help"):
            own["description"] = one.metadata["help"]
        default = to_data(one.default)
        if not _fits(default, own):
            raise TypeError(f"the default {one.default!r} of the option '{one.name}' is not {_words(own)}")
        properties[one.name] = own | {"default": default, "x-mend": f"write {_words(own)}"}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def listed(kind: type | None) -> tuple[Option, ...]:
    """The options of a dataclass, for people."""
    found = schema_of(kind)["properties"].items() if kind else ()
    return tuple(Option(name, _words(one), one["default"], one.get("description", "")) for name, one in found)


def build(kind: type, values: Mapping[str, Any]) -> Any:
    """The options from plain data that fits ``schema_of(kind)``."""
    hints = get_type_hints(kind)
    return kind(**{name: _built(hints[name], value) for name, value in values.items()})


def unusable(kind: type, values: Mapping[str, Any]) -> str:
    """Why plain data that fits the schema cannot be an option after all, or nothing."""
    hints = get_type_hints(kind)
    for name, value in values.items():
        try:
            _built(hints[name], value)
        except (ValueError, OverflowError) as error:
            return f"'{name}' cannot be {str(value)[:40]}: {error}"
    return ""


def resolved(kind: type, values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Plain data whose relative paths count from a folder."""
    hints = get_type_hints(kind)
    return {name: _resolved(hints[name], value, folder) for name, value in values.items()}


def from_text(kind: type, name: str, text: str) -> Any:
    """Plain data from a value on the command line. What does not fit stays a text, which the schema refuses."""
    hint = get_type_hints(kind).get(name)
    if text.lower() in ("", "none") and type(None) in get_args(hint):
        return None
    parts, inner = _inner(hint)
    if parts:
        return [_scalar(inner, one.strip()) for one in text.split(",") if one.strip()]
    return _scalar(inner, text)


def to_data(value: Any) -> Any:
    """A default as plain data."""
    if isinstance(value, tuple):
        return [to_data(one) for one in value]
    return str(value) if isinstance(value, Path) else value.isoformat() if isinstance(value, date) else value


def _inner(hint: Any) -> tuple[bool, Any]:
    """(whether it is a list, the type of one) with ``| None`` taken off."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next((one for one in get_args(hint) if one is not type(None)), str)
    if get_origin(hint) is tuple:
        return True, _inner(get_args(hint)[0])[1]
    return False, hint


def _scalar(hint: Any, text: str) -> Any:
    if hint is bool:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    if get_origin(hint) is Literal:
        return next((choice for choice in get_args(hint) if str(choice) == text), text)
    for number in (int, float):
        if hint in (number, float):
            try:
                return number(text)
            except ValueError:
                continue
    return text


def _schema_of_type(hint: Any, name: str) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType) and len(inner) == 2 and type(None) in inner:
        own = _schema_of_type(next(one for one in inner if one is not type(None)), name)
        return own | {"type": [own["type"], "null"]} if "type" in own else own | {"enum": [*own["enum"], None]}
    if origin is Literal and inner:
        return {"enum": list(inner)}
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis and get_origin(inner[0]) is not tuple:
        return {"type": "array", "items": _schema_of_type(inner[0], name)}
    if hint not in SIMPLE:
        raise TypeError(f"the option '{name}' has the type {getattr(hint, '__name__', hint)}, which no file can hold")
    own = {"type": SIMPLE[hint][0], "x-takes": SIMPLE[hint][1]}
    more = {"format": "date"} if hint is date else {"minLength": 1} if hint is Path else {}
    return own | more


def _fits(value: Any, own: dict[str, Any]) -> bool:
    from planner.files.json_schema import checker

    return next(iter(checker(own)(value)), None) is None


def _words(own: Mapping[str, Any]) -> str:
    """What an option takes, such as ``a whole number of at least 1``."""
    if "enum" in own:
        return "one of " + ", ".join("none" if one is None else str(one) for one in own["enum"])
    if "items" in own:
        return f"a list, each {_words(own['items'])}"
    words = own["x-takes"] if "x-takes" in own else str(own["type"])
    words = words if words == "true or false" else f"a {words}"
    if "minimum" in own:
        words += f" of at least {own['minimum']:g}"
    if "maximum" in own:
        words += f"{' and' if 'minimum' in own else ' of'} at most {own['maximum']:g}"
    return words + (" or none" if isinstance(own["type"], list) else "")


def _built(hint: Any, value: Any) -> Any:
    many, inner = _inner(hint)
    if many and isinstance(value, Sequence):
        return tuple(_built(inner, one) for one in value)
    if value is None:
        return None
    if inner is Path:
        return Path(value)
    if inner is date:
        return date.fromisoformat(value)
    if get_origin(inner) is Literal:
        return next((choice for choice in get_args(inner) if choice == value), value)
    return inner(value) if inner in (int, float) else value


def _resolved(hint: Any, value: Any, folder: Path) -> Any:
    many, inner = _inner(hint)
    if inner is not Path or value is None:
        return value
    return [str(folder / one) for one in value] if many else str(folder / value)
