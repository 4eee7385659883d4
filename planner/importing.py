"""Reads another tool's file through an importer, and checks what comes out like any document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.documents.reader import MAX_BYTES
from planner.errors import PlannerError, did_you_mean
from planner.plugins import Imported
from planner.registry import Given, Registry

KINDS = ("organisation", "journey")


def read_with(registry: Registry, path: Path, name: str = "", options: Given | None = None) -> Imported:
    """What an importer makes of a file; default: the importer for the file's ending.

    Raises:
        PlannerError: the file cannot be read, no importer or several are for it, or the importer failed.
    """
    name = name or _for_suffix(registry, path)
    if name not in registry.names("importers"):
        registry.get("importers", name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PlannerError(f"{path} is larger than {MAX_BYTES // 2**20} MiB")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise PlannerError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    found: Imported = registry.call("importers", name, (content, path.name), _imported, options)
    return found


def _for_suffix(registry: Registry, path: Path) -> str:
    fitting = [one.name for one in registry.all("importers") if path.suffix.lower() in one.suffixes]
    if len(fitting) == 1:
        return str(fitting[0])
    if fitting:
        raise PlannerError(f"several importers read '{path.suffix}' files: choose one with --from {'|'.join(fitting)}")
    mend = did_you_mean(path.suffix or path.name, registry.names("importers")) or "name one with --from"
    raise PlannerError(f"no importer reads '{path.suffix}' files ({path}); {mend}")


def _imported(answer: Any) -> Imported:
    if not isinstance(answer, Imported):
        raise TypeError(f"returned {type(answer).__name__} instead of Imported")
    if answer.kind not in KINDS:
        raise ValueError(f"read a document of the kind {answer.kind!r}; use organisation or journey")
    if not all(isinstance(one, str) for one in answer.notes):
        raise TypeError("gave notes that are no texts")
    return replace(answer, document=_plain(answer.document, 0), notes=tuple(answer.notes))


def _plain(value: Any, depth: int) -> Any:
    """Mappings, lists, texts, numbers and booleans, as a document has them."""
    if depth > 60:
        raise ValueError("made a document that is nested too deeply")
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if hasattr(value, "items"):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("made a document with a key that is no text")
        return {key: _plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"made a document with a {type(value).__name__}, which no file can hold")


def as_yaml(found: Imported, source: str) -> str:
    """The document as a YAML file with a first line for editors."""
    import yaml

    head = f"# yaml-language-server: $schema={found.kind}.schema.json\n# Imported from {source}\n"
    return head + yaml.safe_dump(dict(found.document), sort_keys=False, allow_unicode=True, width=110)
