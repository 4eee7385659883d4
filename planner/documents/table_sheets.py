"""A document as a workbook with a sheet for each part, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.documents.tables import LEVELLED, WHOLE, finished, read, written
from planner.errors import PlannerError


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a document as a table: a row for each entry, a column for each of its values.

    ``rows``: cells are texts, numbers or booleans; None is empty.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


MAIN = "document"

LABEL = "(name)"

NUMBER = "no"

OWN = "(value)"
"""The column of entries that are one value; no key of a document is called so."""


def sheets(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Sheet, ...]:
    """The parts of a document: single values on the first sheet, every other part on its own.

    Args:
        names: labels by id, for the column that readers see and that is never read back.
    """
    main: list[tuple[Any, ...]] = []
    found: list[Sheet] = []
    for key, value in data.items():
        if isinstance(value, Mapping) and value and key not in WHOLE and not _nested(value.values()) & {"id", LABEL}:
            found.append(_mapping_sheet(key, value, names))
            main.append((key, f"see the sheet {key}"))
        elif (
            isinstance(value, list)
            and value
            and all(isinstance(one, Mapping) and one for one in value)
            and (NUMBER not in _nested(value))
        ):
            found.append(_list_sheet(key, value))
            main.append((key, f"see the sheet {key}"))
        else:
            main.append((key, _cell(value)))
    return Sheet(MAIN, ("key", "value"), tuple(main)), *found


def _nested(values: Iterable[Any]) -> set[str]:
    """The keys of entries: one that is called like a column of ours leaves its part whole, in one cell."""
    return {str(key) for value in values if isinstance(value, Mapping) for key in value}


def _mapping_sheet(title: str, part: Mapping[str, Any], names: Mapping[str, str]) -> Sheet:
    columns: dict[str, None] = {}
    for value in part.values():
        own = value if isinstance(value, Mapping) and value else {_own(title): value}
        columns.update(dict.fromkeys(own))
    rows = []
    for key, value in part.items():
        own = value if isinstance(value, Mapping) and value else {_own(title): value}
        rows.append((_cell(str(key)), names.get(key), *(_cell(own[c]) if c in own else None for c in columns)))
    return Sheet(title, ("id", LABEL, *map(str, columns)), tuple(rows))


def _list_sheet(title: str, part: Sequence[Mapping[str, Any]]) -> Sheet:
    columns = dict.fromkeys(key for one in part for key in one)
    rows = [(n, *(_cell(one[c]) if c in one else None for c in columns)) for n, one in enumerate(part, 1)]
    return Sheet(title, (NUMBER, *map(str, columns)), tuple(rows))


def _own(title: str) -> str:
    """The column of entries that are one value."""
    return "level" if title in LEVELLED else OWN


def _cell(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, int | float) and float(f"{value:.15G}") == value):
        return value
    return written(value)  # numbers of more digits than a cell keeps, too


def from_sheets(found: Sequence[tuple[str, Sequence[Sequence[Any]]]], name: str) -> dict[str, Any]:
    """The document in the sheets of a workbook.

    Args:
        found: (title, rows) of each sheet; cells are texts, numbers, booleans, dates or empty.

    Raises:
        SeveralError: with every cell that cannot be read.
    """
    parts = dict(found)
    faults: list[str] = []
    if MAIN not in parts:
        raise PlannerError(f"{name} has no sheet '{MAIN}'; 'planner convert' writes such a workbook")
    data: dict[str, Any] = {}
    for number, row in enumerate(parts[MAIN][1:], 2):
        cells = [*row, "", ""]
        key = str(cells[0]).strip()
        if not key:
            continue
        if key in data:
            faults.append(f"{name}: {MAIN}!A{number}: '{key[:40]}' is there twice")
        elif key in parts and key != MAIN:
            data[key] = _part(key, parts[key], name, faults)
        else:
            data[key] = _value(cells[1], f"{name}: {MAIN}!B{number}", faults)
    for title in parts:
        if title not in data and title != MAIN:
            data[title] = _part(title, parts[title], name, faults)
    return finished(data, name, faults)


def _part(title: str, rows: Sequence[Sequence[Any]], name: str, faults: list[str]) -> Any:
    heads = [str(cell).strip() for cell in rows[0]] if rows else []
    listed = heads[:1] == [NUMBER]
    faults += [
        f"{name}: {title}!{_letters(place)}1: the column '{head[:40]}' is there twice"
        for place, head in enumerate(heads)
        if head and head in heads[:place]
    ]
    entries: list[Any] = []
    by_key: dict[str, Any] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = [*row, *[""] * len(heads)][: len(heads)]
        if all(_is_empty(cell) for cell in cells):
            continue
        own: dict[str, Any] = {}
        for place, (head, cell) in enumerate(zip(heads, cells, strict=True)):
            if place and head and head != LABEL and not _is_empty(cell):
                own[head] = _value(cell, f"{name}: {title}!{_letters(place)}{number}", faults)
        if listed:
            entries.append(own)
            continue
        empty = not cells or _is_empty(cells[0])
        key = "" if empty else str(_value(cells[0], f"{name}: {title}!A{number}", faults))
        if not key or key in by_key:
            faults.append(
                f"{name}: {title}!A{number}: " + (f"'{key[:40]}' is there twice" if key else "the id is missing")
            )
        else:
            by_key[key] = own[_own(title)] if list(own) == [_own(title)] else own
    return entries if listed else by_key


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _value(cell: Any, where: str, faults: list[str]) -> Any:
    """The value of a cell; what a spreadsheet made a date of is written as one again."""
    from datetime import date, datetime

    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, int):
        return cell
    try:
        return read(str(cell))
    except ValueError as error:
        faults.append(f"{where}: '{str(cell)[:40]}' is no value: {error}")
        return None


def _letters(place: int) -> str:
    """``0`` -> ``A``, ``26`` -> ``AA``."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
