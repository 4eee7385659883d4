"""Reads another tool's file through an importer, and checks what comes out like any document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from planner.documents.reader import MAX_BYTES
from planner.errors import PlannerError, did_you_mean
from planner.i18n.text import clean
from planner.plugins.registry import Given, Registry
from planner.plugins.values import Imported

DOCUMENTS = ("organisation", "journey")
MOST_DEEP = 60


def read_with(registry: Registry, path: Path, name: str = "", options: Given | None = None) -> Imported:
    """What an importer makes of a file; default: the importer for the file's ending.

    Raises:
        PlannerError: the file cannot be read, no importer or several are for it, or the importer failed.
    """
    content = content_of(path)
    name = name or _for_suffix(registry, path)
    if name not in registry.names("importers"):
        registry.get("importers", name)
    found: Imported = registry.call("importers", name, (content, path.name), checked, options)
    return found


def content_of(path: Path) -> bytes:
    """The bytes of a plain file.

    Raises:
        PlannerError: it cannot be read, is no plain file, or is too large.
    """
    try:
        if path.exists() and not path.is_file():
            raise PlannerError(f"cannot read {path}: it is not a plain file")
        if path.stat().st_size > MAX_BYTES:
            raise PlannerError(f"{path} is larger than {MAX_BYTES // 2**20} MiB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise PlannerError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error


def _for_suffix(registry: Registry, path: Path) -> str:
    fitting = [one.name for one in registry.all("importers") if path.suffix.lower() in one.suffixes]
    if len(fitting) == 1:
        return str(fitting[0])
    if fitting:
        raise PlannerError(f"several importers read '{path.suffix}' files: choose one with --from {'|'.join(fitting)}")
    mend = did_you_mean(path.suffix or path.name, registry.names("importers")) or "name one with --from"
    raise PlannerError(f"no importer reads '{path.suffix}' files ({path}); {mend}")


def checked(answer: Any) -> Imported:
    """An importer's answer as plain data.

    Raises:
        TypeError, ValueError: it is not what was asked for.
    """
    if not isinstance(answer, Imported):
        raise TypeError(f"returned {type(answer).__name__} instead of Imported")
    if answer.kind not in DOCUMENTS:
        raise ValueError(f"read a document of the kind {answer.kind!r}; use organisation or journey")
    notes = (answer.notes,) if isinstance(answer.notes, str) else tuple(answer.notes)
    if not all(isinstance(one, str) for one in notes):
        raise TypeError("gave notes that are no texts")
    if not isinstance(answer.document, Mapping):
        raise TypeError(f"made a document that is {type(answer.document).__name__}, not a mapping")
    return Imported(_plain(answer.document, 0), str(answer.kind), tuple(clean(one)[:500] for one in notes))


def _plain(value: Any, depth: int) -> Any:
    """Mappings, lists, texts, numbers and booleans exactly, as a document has them."""
    if depth > MOST_DEEP:
        raise ValueError("made a document that is nested too deeply")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        words = str.__str__(value)
        if any("\ud800" <= c <= "\udfff" for c in words):
            raise ValueError("made a document with half of a surrogate pair in a text")
        return words
    if isinstance(value, int | float):
        if abs(value) > 1e15:
            raise ValueError("made a document with a number above 1e15")
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("made a document with a key that is no text")
        return {_plain(key, depth): _plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"made a document with a {type(value).__name__}, which no file can hold")


def as_yaml(found: Imported, source: str) -> str:
    """The document as a YAML file with a first line for editors."""
    from planner.documents.yaml_text import as_lines

    head = f"# yaml-language-server: $schema={found.kind}.schema.json\n# Imported from {source}\n"
    return head + as_lines(dict(found.document))
