"""A plan that is in force, to stay close to: read from an export of an earlier roadmap (JSON, CSV or XLSX)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.documents.importers import content_of
from planner.documents.reader import Document, read_file
from planner.documents.schema import check
from planner.errors import PlannerError
from planner.files.delimited import read_date, read_table

WORKBOOK_START = 4
"""The column of the first day in the workbook of a plan, whatever language its heads are in; the first holds the id."""


def read_baseline(path: Path) -> Mapping[str, date]:
    """First day of each step, by step id.

    Raises:
        DocumentError: it is not the JSON export of a roadmap.
        PlannerError: it is a table, and not one of a roadmap.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _from_csv(path)
    if suffix == ".xlsx":
        from planner.documents.workbooks import read_workbook

        rows = read_workbook(content_of(path), str(path))[0][1]
        return _starts(((row[0], row[WORKBOOK_START]) for row in rows[1:] if len(row) > WORKBOOK_START), path)
    data = _checked(read_file(path))
    return {step["id"]: date.fromisoformat(step["start_date"]) for step in data["steps"]}


def exported(path: str | Path) -> Mapping[str, Any] | None:
    """The data of a roadmap's JSON export; None where the file is another document.

    Raises:
        DocumentError: it is an export with faults, or no document at all.
    """
    document = read_file(path)
    if not {"steps", "proof"} <= set(document.data):
        return None
    return _checked(document)


def _checked(document: Document) -> Mapping[str, Any]:
    """The data of an export, with what a schema cannot see where somebody changed it."""
    data: Mapping[str, Any] = check(document, "roadmap")
    document.raise_problems()
    stages, seen = {stage["id"] for stage in data["stages"]}, set()
    for place, step in enumerate(data["steps"]):
        at = ("steps", place)
        if step["id"] in seen:
            document.refuse((*at, "id"), f"'{step['id']}' is there twice", "keep one of them")
        seen.add(step["id"])
        if step["stage"] not in stages:
            document.unknown((*at, "stage"), "stage", step["stage"], stages)
        if step["end_date"] < step["start_date"]:
            document.refuse((*at, "end_date"), f"{step['end_date']} is before the start", "give a later day")
    document.raise_problems()
    return data


def _from_csv(path: Path) -> Mapping[str, date]:
    table, _notes = read_table(content_of(path), str(path))
    names: Sequence[str] = table[0][1] if table else ()
    if not {"id", "start_date"} <= set(names):
        raise PlannerError(f"{path} is no CSV export of a roadmap: it has no columns 'id' and 'start_date'")
    place, start = names.index("id"), names.index("start_date")
    return _starts(((row[place], row[start]) for _line, row in table[1:] if len(row) > max(place, start)), path)


def _starts(rows: Iterable[tuple[Any, Any]], path: Path) -> Mapping[str, date]:
    found = {}
    for name, day in rows:
        if "@" not in str(name):  # totals and what people wrote below the table
            continue
        whole = day.date() if isinstance(day, datetime) else day if isinstance(day, date) else read_date(str(day))
        if whole is None:
            raise PlannerError(f"{path}: '{str(day)[:20]}' of '{name}' is no date such as 2027-07-01 or 01.07.2027")
        found[str(name)] = whole
    if not found:
        raise PlannerError(f"{path} holds no steps of a roadmap")
    return found
