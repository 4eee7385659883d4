"""What a document may be read from: a path, a text, bytes, a stream, or data that is in memory already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import IOBase
from pathlib import Path
from typing import IO, Any, TypeAlias

from planner.documents.reader import Document, decode, read_file, read_text
from planner.errors import ArgumentError

Source: TypeAlias = str | Path | bytes | IO[Any] | Mapping[str, Any]
"""A path, or a text of more than one line, bytes, something open for reading, or a mapping such as ``json.load``
returns."""


def is_text(source: str) -> bool:
    """Whether it is a document rather than the path of one: no path has a line break in it."""
    return "\n" in source or source.lstrip().startswith("{")


def document_of(source: Source, folder: str | Path | None = None) -> Document:
    """The document in a source.

    Args:
        folder: what relative paths in it are relative to; default: the folder of the file, or the working folder.

    Raises:
        DocumentError: it cannot be read; with file, line and column, or the key where it is no text.
        ArgumentError: it is none of these.
    """
    if isinstance(source, Path) or (isinstance(source, str) and not is_text(source)):
        document = read_file(source)
        document.folder = Path(folder) if folder is not None else document.folder
        return document
    if isinstance(source, str):
        document = read_text(source, "the text")
    elif isinstance(source, bytes):
        document = read_text(decode(source, "the bytes"), "the bytes")
    elif isinstance(source, Mapping):
        document = _of_data(source)
    elif isinstance(source, IOBase) or callable(getattr(source, "read", None)):
        return _of_stream(source, folder)
    else:
        what = "the path of a file, a text, bytes, an open file or a mapping"
        raise ArgumentError(f"{type(source).__name__} is no source: give {what}")
    document.folder = Path(folder) if folder is not None else None
    return document


def _of_stream(stream: Any, folder: str | Path | None) -> Document:
    content, name = stream.read(), getattr(stream, "name", None)
    named = name if isinstance(name, str) else "the stream"
    if not isinstance(content, str | bytes):
        raise ArgumentError(f"{type(stream).__name__}.read() returned {type(content).__name__}, not a text or bytes")
    document = read_text(content if isinstance(content, str) else decode(content, named), named)
    document.folder = Path(folder) if folder is not None else Path(name).parent if isinstance(name, str) else None
    return document


def _of_data(data: Mapping[str, Any]) -> Document:
    """Data as a document of which only the keys are known, not lines."""
    try:
        document = read_text(json.dumps(_plain(data), ensure_ascii=False), "the mapping")
    except (TypeError, ValueError, RecursionError) as error:
        raise ArgumentError(f"the mapping is no document: {error}") from error
    document.placed = False
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
