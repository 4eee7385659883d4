"""What if: values that replace those of a document for one run, ``capacity.social.2027Q2=12``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from planner.documents.editing import edited
from planner.documents.reader import DataPath, Document, read_file, read_text, spell
from planner.documents.schema import check
from planner.errors import DocumentError, PlannerError, SeveralError
from planner.files.yaml_values import load_yaml

_given: ContextVar[tuple[str, ...]] = ContextVar("given", default=())


def add(texts: Iterable[str]) -> None:
    """More values for the run that is being set up: those of the command line, for whatever it loads."""
    _given.set((*_given.get(), *texts))


def given() -> tuple[str, ...]:
    """The values that this run was given."""
    return _given.get()


def reset() -> None:
    """Forgets them."""
    _given.set(())


QUARTER = r"((19|20|21)[0-9]{2}|FY[0-9]{2})Q[1-4]"
HOW = "write KEY.KEY=VALUE, such as capacity.social.2027Q2=12 or targets.social-care=2"


def overlaid(document: Document, texts: Iterable[str]) -> Document:
    """The document with the values in place; everything else, and so every position in messages, stays.

    Raises:
        SeveralError: with every text that makes no sense.
    """
    faults = []
    for text in texts:
        head, equals, words = text.partition("=")
        path: DataPath = tuple(head.split("."))
        if not equals or not all(path):
            faults.append(f"--set {text}: {HOW}")
            continue
        try:
            document = _put(document, path, _value(words))
        except (DocumentError, PlannerError) as error:
            faults.append(f"--set {text}: {error}")
    if faults:
        raise SeveralError(faults)
    return document


def as_texts(values: Mapping[str, Any] | Iterable[str]) -> tuple[str, ...]:
    """``{"budget": 90}`` or ``["budget=90"]`` as texts.

    Raises:
        PlannerError: it is neither.
    """
    if isinstance(values, Mapping):
        return tuple(f"{key}={json.dumps(value, ensure_ascii=False, default=str)}" for key, value in values.items())
    found = (values,) if isinstance(values, str) else tuple(values) if isinstance(values, Iterable) else (values,)
    if not all(isinstance(one, str) for one in found):
        raise PlannerError(f"overrides are a mapping such as {{'budget': 90}}, or texts: {HOW}")
    return found


def base_of(document: Document) -> Document:
    """The organisation that a scenario is about, with its values in place; any other document as it is.

    Raises:
        DocumentError: the scenario, or what it is about, has faults.
    """
    if "scenario" not in document.data or "of" not in document.data:
        return document
    data = check(document, "scenario")
    document.raise_problems()
    base = read_file((document.folder or Path()) / data["of"])
    if "scenario" in base.data:
        document.refuse(("of",), "a scenario is of an organisation, not of another scenario", "name the organisation")
        document.raise_problems()
    for key, value in data["set"].items():
        try:
            base = _put(base, tuple(str(key).split(".")), value)
        except (DocumentError, PlannerError) as error:
            document.refuse(("set", key), str(error), HOW.replace("=", ": "))
    document.raise_problems()
    name, called = base.data.get("organisation", "organisation"), base.data.get("name")
    if called:
        own = called.items() if isinstance(called, dict) else [("", called)]
        for language, words in own:
            path = ("name", language) if language else ("name",)
            base = _put(base, path, f"{words}: {data['scenario']}")
    return _put(base, ("organisation",), f"{name}-{data['scenario']}"[:64].strip("-"))


NAMED_BY = ("id", "role", "capability", "name")
"""The keys by which an entry of a list is called, such as a unit by its id."""


def _resolved(data: Any, path: DataPath) -> DataPath:
    """The path with the place of each entry of a list that is called by its name.

    Raises:
        PlannerError: there is no such entry.
    """
    found: list[str | int] = []
    for part in path:
        if isinstance(data, list) and any(isinstance(one, dict) for one in data):
            names = [next((str(one[key]) for key in NAMED_BY if key in one), "") if isinstance(one, dict) else ""
                     for one in data]  # fmt: skip
            if part not in names:
                known = ", ".join(filter(None, names))
                raise PlannerError(f"'{spell(path[: len(found)])}' is a list without '{part}'" +
                                   (f"; it has: {known}" if known else ""))  # fmt: skip
            place = names.index(str(part))
            found.append(place)
            data = data[place]
        else:
            found.append(part)
            data = data.get(part) if isinstance(data, dict) else None
    return tuple(found)


def _put(document: Document, path: DataPath, value: Any) -> Document:
    path = _resolved(document.data, path)
    changed = edited(document, {_series(document.data, path): _with_start(document.data, path, value)})
    found = read_text(changed, document.source)
    found.folder, found.placed = document.folder, document.placed
    return found


def _value(words: str) -> Any:
    """A value as YAML has it."""
    try:
        return load_yaml(words)
    except Exception as error:
        raise PlannerError(f"'{words[:40]}' is no value: {' '.join(str(error).split())[:100]}") from None


def _at(data: Any, path: DataPath) -> Any:
    for part in path:
        inside = data.get(part) if isinstance(data, dict) else None
        data = data[part] if isinstance(data, list) and isinstance(part, int) else inside
    return data


def _is_series(data: Any, path: DataPath) -> bool:
    """Whether a path names a quarter of an amount that is written as one number."""
    return (
        len(path) > 1 and bool(re.fullmatch(QUARTER, str(path[-1]))) and isinstance(_at(data, path[:-1]), int | float)
    )


def _series(data: Any, path: DataPath) -> DataPath:
    return path[:-1] if _is_series(data, path) else path


def _with_start(data: Any, path: DataPath, value: Any) -> Any:
    """``6`` from some quarter on ``12`` is ``{start: 6, 2027Q2: 12}``."""
    return {"start": _at(data, path[:-1]), path[-1]: value} if _is_series(data, path) else value
