"""Documents as tables and back, without loss: a CSV of paths and values, or a workbook with a sheet for each part.

The same data comes back. Comments are no data, so they stay behind, and in a workbook ``{level: 2}`` and ``2``, which
mean the same, become one. Texts that a spreadsheet would take for something else (a formula, a number) are quoted as
YAML quotes them, so that no cell can be a formula and every text stays the text it was.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from planner.documents.reader import DataPath
from planner.documents.yaml_text import on_one_line
from planner.errors import PlannerError, SeveralError
from planner.files.delimited import rows_of

HEAD = ("key", "value", "name")

LEVELLED = ("levels", "targets")
"""Parts whose entries are a level, or a mapping that holds one."""

WHOLE = ("name", "about", "budget")
"""Parts that stay in one cell although they may hold several values."""

MOST_CELLS, MOST_DEEP = 2_000_000, 60

PLAIN_KEY = re.compile(r"[A-Za-z$_][A-Za-z0-9$_-]*|[0-9]{4}Q[1-4]")


def spelled(path: DataPath) -> str:
    """``("calendar", 0, "name")`` -> ``calendar[0].name``; keys of other characters are quoted."""
    parts = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        else:
            parts.append("." + (part if PLAIN_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False)))
    return "".join(parts).removeprefix(".")


def path_of(text: str) -> DataPath:
    """The path that a text spells.

    Raises:
        ValueError: it spells none.
    """
    path: list[str | int] = []
    place = 0
    pattern = re.compile(r'\[(\d{1,9})\]|(\.?)(?:("(?:[^"\\]|\\.)*")|([^.\["]+))')
    while place < len(text):
        match = pattern.match(text, place)
        if match is None or (match[1] is None and bool(match[2]) != bool(path)):
            raise ValueError(text)
        if match[1] is not None:
            path.append(int(match[1]))
        else:
            path.append(json.loads(match[3]) if match[3] else match[4])
        place = match.end()
    if not path or len(path) > MOST_DEEP:
        raise ValueError(text[:60])
    return tuple(path)


def written(value: Any) -> str:
    """A value as the text of a cell; ``read`` gives it back."""
    words = on_one_line(value)
    if words[:1] in ("=", "+", "@", "'") or (words[:1] == "-" and isinstance(value, str)) or not _means(words, value):
        words = json.dumps(value, ensure_ascii=False)
    return words if _means(words, value) else json.dumps(value)


def _means(words: str, value: Any) -> bool:
    """Whether a cell would be read as a value: spaces at its ends and rare characters may not survive."""
    try:
        return bool(words.strip() == words and read(words) == value and isinstance(read(words), type(value)))
    except ValueError:
        return False


def read(text: str) -> Any:
    """The value that a cell holds.

    Raises:
        ValueError: it holds none.
    """
    from planner.files.yaml_values import load_yaml

    marked = text.lstrip()[:1] in ("[", "{", "'", '"')
    try:
        found = load_yaml(text)
    except Exception as error:
        if not marked:
            return text
        raise ValueError(" ".join(str(error).split())[:100]) from None
    # what is not marked as anything else is the text that somebody typed, with all its colons, hashes and spaces
    return text if not marked and isinstance(found, str | list | dict) else found


def leaves(data: Any, path: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    """Every value with its path; lists of single values are one value."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list) and any(isinstance(one, dict | list) for one in data):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data


def to_csv(data: Mapping[str, Any], names: Mapping[str, str]) -> bytes:
    """Rows of path, value and, for readers, the name of what the path is about (never read back).

    Args:
        names: labels by id.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for path, value in leaves(data):
        about = next((names[part] for part in reversed(path) if isinstance(part, str) and part in names), "")
        label = re.sub(r"^[=+\-@\t\r]", r"'\g<0>", about)
        writer.writerow([spelled(path), written(value), label])
    return out.getvalue().encode("utf-8-sig")


def from_csv(text: str, name: str) -> dict[str, Any]:
    """The document in a table that ``to_csv`` wrote, whatever somebody changed in it since.

    Raises:
        SeveralError: with every row that cannot be read.
    """
    rows = rows_of(text, name)
    faults: list[str] = []
    data: dict[str, Any] = {}
    first = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "key" not in first or "value" not in first:
        raise PlannerError(f"{name}:1: the first line names the columns key and value; 'planner convert' writes it")
    if first.count("key") + first.count("value") > 2:
        raise PlannerError(f"{name}:1: a column is there twice; keep one 'key' and one 'value'")
    key, value = first.index("key"), first.index("value")
    for line, row in rows[1:]:
        cells = [*row, *[""] * len(first)]
        if any(cell.strip() for cell in row):
            _put(data, cells[key].strip(), cells[value], f"{name}:{line}", faults)
    return finished(data, name, faults)


def _put(data: dict[str, Any], key: str, value: str, where: str, faults: list[str]) -> None:
    try:
        path = path_of(key)
    except ValueError:
        faults.append(f"{where}: '{key[:60]}' is no key; write one such as levels.social-care or calendar[0].name")
        return
    try:
        found = read(value)
    except ValueError as error:
        faults.append(f"{where}: '{value[:40]}' is no value: {error}")
        return
    try:
        _place(data, path, found)
    except (TypeError, KeyError, IndexError):
        faults.append(f"{where}: '{key[:60]}' does not go with the rows before it, or is there twice")


def _place(data: Any, path: DataPath, value: Any) -> None:
    """Puts a value where it belongs; lists grow by one at a time.

    Raises:
        TypeError, KeyError, IndexError: the path goes through another value, exists, or leaves a gap in a list.
    """
    for part, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            if not isinstance(data, list) or part > len(data):
                raise IndexError(part)
            if part == len(data):
                data.append(empty)
        elif not isinstance(data, dict):
            raise TypeError(part)
        else:
            data.setdefault(part, empty)
        data = data[part]
    last = path[-1]
    if isinstance(last, int):
        if not isinstance(data, list) or last != len(data):
            raise IndexError(last)
        data.append(value)
    elif not isinstance(data, dict) or last in data:
        raise KeyError(last)
    else:
        data[last] = value


def finished(data: dict[str, Any], name: str, faults: list[str]) -> dict[str, Any]:
    if faults:
        raise SeveralError(faults)
    if not data:
        raise PlannerError(f"{name} holds no document")
    return data
