"""What if: values that replace those of a document for one run, ``capacity.social.2027Q2=12``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from planner.documents.editing import edited
from planner.documents.reader import DataPath, Document, read_text
from planner.errors import DocumentError, PlannerError, SeveralError

QUARTER = r"[0-9]{4}Q[1-4]"
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
            value = _value(words)
            changed = edited(document, {_series(document.data, path): _with_start(document.data, path, value)})
        except (DocumentError, PlannerError) as error:
            faults.append(f"--set {text}: {error}")
            continue
        found = read_text(changed, document.source)
        found.folder = document.folder
        document = found
    if faults:
        raise SeveralError(faults)
    return document


def _value(words: str) -> Any:
    """A value as YAML has it."""
    from ryaml import loads

    try:
        return loads(words)
    except Exception as error:
        raise PlannerError(f"'{words[:40]}' is no value: {' '.join(str(error).split())[:100]}") from None


def _at(data: Any, path: DataPath) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
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
