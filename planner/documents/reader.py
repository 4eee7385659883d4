"""One document from bytes to plain data, and from a path in the data back to line and column: what is written, not yet
what it means.

Positions are wanted only when something is wrong, so the document is composed a second time only then."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.documents.depth import too_deep
from planner.errors import DocumentError, Problem, did_you_mean
from planner.files.yaml_values import load_yaml

MAX_BYTES = 64 * 1024 * 1024

DataPath = tuple[str | int, ...]


def spell(path: Sequence[str | int]) -> str:
    """``('capabilities', 'social-care', 'needs', 1)`` -> ``capabilities.social-care.needs[1]``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


@dataclass(slots=True)
class Document:
    """Plain data with the text it came from. ``problems`` collects what is wrong with it."""

    source: str
    text: str
    data: Any
    folder: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    placed: bool = True
    """Whether its user has seen it as a text, so that lines and columns mean something."""
    _root: Any = None

    def refuse(self, path: Sequence[str | int], what: str, mend: str = "", *, at_key: bool = False) -> None:
        """Note a problem at a path (``at_key``: at the key rather than at its value)."""
        line, column = self.locate(path, at_key=at_key)
        self.problems.append(Problem(self.source, line, column, spell(path), what, mend))

    def unknown(self, path: Sequence[str | int], kind: str, name: str, known: Any, *, at_key: bool = False) -> None:
        self.refuse(path, f"unknown {kind} '{name}'", did_you_mean(name, known), at_key=at_key)

    def has(self, path: Sequence[str | int]) -> bool:
        """Whether the path is in this document (rather than in one that it extends)."""
        data = self.data
        for part in path:
            try:
                data = data[part]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def raise_problems(self) -> None:
        if self.problems:
            raise DocumentError(self.problems)

    def locate(self, path: Sequence[str | int], *, at_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the deepest part of the path that exists; (0, 0) where there are no lines."""
        if not self.placed:
            return 0, 0
        if self._root is None:
            self._root = composed(self.text)
        node, mark = self._root, getattr(self._root, "start_mark", None)
        for depth, part in enumerate(path):
            key, value = _child(node, part)
            if value is None:
                break
            last = depth == len(path) - 1
            mark = key.start_mark if key is not None and last and at_key else value.start_mark
            node = value
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _as_spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])


def composed(text: str, *loaders: str) -> Any:
    """The nodes of a text with their places. False: neither of PyYAML's loaders takes it."""
    import yaml

    for name in loaders or ("CSafeLoader", "SafeLoader"):
        for one in (text, ODD.sub(_as_spaces, text)):  # what JSON may hold, and YAML not
            with suppress(yaml.YAMLError, RecursionError, AttributeError):
                return yaml.compose(one, Loader=getattr(yaml, name))
    return False


ODD = re.compile(r"(?<!\\)\\u[dD][89a-fA-F][0-9a-fA-F]{2}|[\x7f\t]")
"""Halves of characters as JSON escapes them, and characters that YAML does not take: places do not depend on them."""


def _child(node: Any, part: str | int) -> tuple[Any, Any]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


_read: ContextVar[list[Path] | None] = ContextVar("read", default=None)


@contextmanager
def noting_files() -> Iterator[list[Path]]:
    """Collects the files that are read inside, for whoever wants to know when they change."""
    found: list[Path] = []
    token = _read.set(found)
    try:
        yield found
    finally:
        _read.reset(token)


def note_file(path: Path) -> None:
    found = _read.get()
    if found is not None:
        found.append(path)


def read_file(path: str | Path, known: Container[str] = ()) -> Document:
    """The document in a YAML or JSON file.

    Args:
        known: texts whose data nobody asks for; theirs are empty.

    Raises:
        DocumentError: the file cannot be opened, is not UTF-8, is empty, too large or not YAML.
    """
    path = Path(path)
    note_file(path)
    source = str(path)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            _refuse(source, "this is not a plain file", "name a YAML or JSON file")
        if path.stat().st_size > MAX_BYTES:
            _refuse(source, f"the file is larger than {MAX_BYTES // 2**20} MiB", "split it, or plan part of it")
        raw = path.read_bytes()
    except FileNotFoundError:
        near = did_you_mean(path.name, [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else [])
        _refuse(source, "no such file", near if near.startswith("did") else "check the path")
    except IsADirectoryError:
        _refuse(source, "this is a folder", "name a YAML or JSON file")
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        _refuse(source, f"cannot be read: {getattr(error, 'strerror', None) or error}", "check the path")
    text = decode(raw, source)
    document = Document(source, text, {}) if text in known else read_text(text, source)
    document.folder = path.parent
    return document


def decode(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        line, column = place_of(before, len(before))
        _refuse(source, f"byte 0x{raw[error.start]:02x} is not UTF-8", "save the file as UTF-8", line, column)
        raise  # unreachable: _refuse always raises


def read_text(text: str, source: str) -> Document:
    """The document in a text; ``source`` names it in messages."""
    if len(text) > MAX_BYTES:
        _refuse(source, f"the text is larger than {MAX_BYTES // 2**20} MiB", "split it, or plan part of it")
    if too_deep(text):
        _refuse(source, *TOO_DEEP)
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates) if text.lstrip()[:1] == "{" else load_yaml(text)
    except RecursionError:
        _refuse(source, *TOO_DEEP)
    except ValueError:
        data = _load_or_explain(text, source)
    except Exception as error:  # readers raise classes of their own and, for keys that cannot be hashed, TypeError
        data = _explain(error, text, source)
    if data is None:
        _refuse(source, "the document is empty", "'planner init' writes one to start from")
    if not isinstance(data, dict):
        _refuse(source, "the document is not a mapping", "start with a key such as 'organisation:' or 'journey:'")
    document = Document(source, text, data)
    _check_keys(document, data, ())
    if "\\u" in text:
        _check_characters(document, data, ())
    document.raise_problems()
    return document


def place_of(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate key")
    return made


def _load_or_explain(text: str, source: str) -> Any:
    """A text that starts with '{' but is not JSON may still be YAML in flow style."""
    try:
        return load_yaml(text)
    except Exception as error:
        return _explain(error, text, source)


def _explain(error: Exception, text: str, source: str) -> Any:
    message = str(error)
    if "duplicate entry" in message or "duplicate key" in message:
        raise DocumentError(_duplicates(text, source)) from None
    place = re.search(r" at line (\d+) column (\d+)", message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    position = re.search(r" at position (\d+)", message)
    if position and not place:  # counted in bytes
        line, column = place_of(text, len(text.encode("utf-8")[: int(position[1])].decode("utf-8", "ignore")))
    mend = "check the indentation, the colons and the quotes there"
    if "repetition limit" in message:
        message, mend = "the aliases (*name) of this document expand without end", "write the values out"
    elif "recursion limit" in message:
        message, mend = TOO_DEEP
    elif "more than one document" in message:
        message, mend = "there is more than one document in the file", "keep one document per file"
        second = list(re.finditer(r"^---", text, re.M))
        line = text.count("\n", 0, second[-1].start()) + 1 if second else 1
    elif "u128" in message or "i128" in message:
        message, mend = "a number is too large", "write it smaller"
    elif "unhashable" in message:
        message, mend = "a key is not a text", "write every key as a plain text"
    elif "cannot start any token" in message and re.search(r"^ *\t", text, re.M):
        tab = re.search(r"^ *\t", text, re.M)
        line, column = text.count("\n", 0, tab.start()) + 1 if tab else 1, 1
        message, mend = "a line is indented with a tab", "indent with spaces"
    else:
        message = "not valid YAML: " + re.sub(r" at (line \d+ column|position) \d+", "", message)
    _refuse(source, message, mend, line, column)


def _duplicates(text: str, source: str) -> list[Problem]:
    import yaml

    found: list[Problem] = []

    def walk(node: Any, path: DataPath, depth: int) -> None:
        if depth > 100:
            return
        if isinstance(node, yaml.MappingNode):
            seen: dict[str, int] = {}
            for key, value in node.value:
                here = (*path, str(key.value))
                if str(key.value) in seen:
                    mark = key.start_mark
                    what = f"'{key.value}' is given twice, first in line {seen[str(key.value)]}"
                    found.append(Problem(source, mark.line + 1, mark.column + 1, spell(here), what, "keep one of them"))
                seen.setdefault(str(key.value), key.start_mark.line + 1)
                walk(value, here, depth + 1)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                walk(value, (*path, index), depth + 1)

    walk(composed(text), (), 0)
    return found or [Problem(source, 1, 1, "", "a key is given twice", "keep one of them")]


TOO_DEEP = ("the document is nested too deeply", "the deepest document has about ten levels")
MAX_DEPTH = 60


def _check_characters(document: Document, data: Any, path: DataPath) -> None:
    """Escapes in JSON can write half a character, which no output can hold."""
    if isinstance(data, str):
        if any("\ud800" <= c <= "\udfff" for c in data):
            document.refuse(path, "the text holds half of a surrogate pair", "write the character itself")
    elif isinstance(data, dict):
        for key, value in data.items():
            _check_characters(document, key, path)
            _check_characters(document, value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _check_characters(document, value, (*path, index))


def _check_keys(document: Document, data: Any, path: DataPath) -> None:
    """Every key is a text: ``1: ...`` or ``yes: ...`` would otherwise be compared with nothing."""
    if len(path) > MAX_DEPTH:
        _refuse(document.source, *TOO_DEEP)
    if isinstance(data, dict):
        for key, value in data.items():
            if not isinstance(key, str):
                document.refuse((*path, str(key)), f"the key {key!r} is not a text", "put it in quotes", at_key=True)
            else:
                _check_keys(document, value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if isinstance(value, dict | list):
                _check_keys(document, value, (*path, index))


def _refuse(source: str, what: str, mend: str, line: int = 1, column: int = 1) -> None:
    raise DocumentError([Problem(source, line, column, "", what, mend)])
