"""What was measured, as spreadsheets hold it: a row for each value, a column for each KPI, or one for each day.

Nothing is guessed: a number that could be read in two ways, a day that cannot be read, a KPI that is not known are
named, and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.domain.kpis import KpiSeries, Reading
from planner.errors import PlannerError
from planner.files.delimited import decimal_comma, read_date, read_number, read_table

MOST_CELLS, LARGEST = 200_000, 1e12

NAMES = ("kpi", "figure", "name", "id", "measure", "metric", "kennzahl", "מדד")
DAYS = ("date", "day", "on", "month", "datum", "tag", "תאריך")
VALUES = ("value", "actual", "measured", "wert", "ist", "ערך")
"""What the columns are called, in lower case."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says of a KPI on a day, as it is written. ``number``: of a cell that holds a number."""

    where: str
    kpi: str
    day: str
    value: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a table comes to.

    Attributes:
        new: (id of the KPI, what was measured) that the organisation's file does not say yet, in order.
        known: how many values the file says already.
        left: (where, what, why) of what is not taken over.
    """

    new: tuple[tuple[str, Reading], ...]
    known: int
    left: tuple[tuple[str, str, str], ...]


def read_readings(content: bytes, name: str) -> tuple[list[Cell], tuple[str, ...]]:
    """(the values of a CSV or XLSX table, what had to be guessed of the file).

    Raises:
        PlannerError: it cannot be read, or neither KPIs nor days are in its head.
    """
    notes: tuple[str, ...] = ()
    if content[:2] == b"PK":
        from planner.documents.workbooks import read_workbook

        sheets = [[(f"row {n}", row) for n, row in enumerate(rows, 1)] for _title, rows in read_workbook(content, name)]
    else:
        rows, notes = read_table(content, name)
        sheets = [[(f"line {line}", row) for line, row in rows]]
    if sum(len(row) for sheet in sheets for _where, row in sheet) > MOST_CELLS:
        raise PlannerError(f"{name} has more than {MOST_CELLS:,} cells")
    filled, fault = [sheet for sheet in sheets if len(sheet) > 1], PlannerError(f"{name} has no rows below its head")
    for sheet in filled:  # the first one that is a table of KPIs: others may be notes
        try:
            return list(_cells(sheet, name)), notes
        except PlannerError as error:
            fault = error
    raise fault


def _cells(rows: Sequence[tuple[str, Sequence[Any]]], name: str) -> Iterator[Cell]:
    heads = [_words(head) for head in rows[0][1]]
    lower = [head.casefold() for head in heads]
    columns = [next((lower.index(one) for one in known if one in lower), None) for known in (NAMES, DAYS, VALUES)]
    kpi, day, value = columns
    if kpi is not None and day is not None and value is not None:
        for where, row in rows[1:]:
            own = [row[at] if at < len(row) else "" for at in (kpi, day, value)]
            if any(map(_words, own)):
                yield Cell(where, _words(own[0]), _words(own[1]), _words(own[2]), _given(own[2]))
        return
    days = [read_date(head) is not None for head in heads[1:]]
    if not any(days) and day is None:
        raise PlannerError(
            f"{name}: name its columns 'kpi', 'date' and 'value'; or have days in a column called 'date' and a column "
            "for each KPI; or KPIs in the first column and a column for each day"
        )
    for where, row in rows[1:]:
        values = [_words(cell) for cell in row]
        key = 0 if any(days) else day or 0
        for at, head in enumerate(heads):
            if at != key and at < len(values) and values[at] and head:
                pair = (values[key], head) if any(days) else (head, values[key])
                yield Cell(where, *pair, values[at], _given(row[at]))


def sorted_out(cells: Sequence[Cell], kpis: Sequence[KpiSeries], today: date) -> Sorted:
    """What the values of a table come to for the KPIs of an organisation."""
    named: dict[str, set[str]] = {}
    for one in kpis:
        for _code, words in one.name.by_language:
            named.setdefault(words.casefold(), set()).add(one.id)
    by_id = {one.id: one for one in kpis}
    by_name = {words: by_id[min(ids)] for words, ids in named.items() if len(ids) == 1} | by_id
    several = {words for words, ids in named.items() if len(ids) > 1} - by_id.keys()
    days = [cell.day for cell in cells]
    month_first = any(read_date(day) is None and read_date(day, True) is not None for day in days)
    comma = decimal_comma([cell.value for cell in cells if cell.number is None])
    new: dict[tuple[str, date], float] = {}
    known, left = 0, []
    for cell in cells:
        series, day = by_name.get(cell.kpi.casefold()), read_date(cell.day, month_first)
        number = cell.number if cell.number is not None else read_number(cell.value, comma)
        problem = _problem(cell, series, day, number, today)
        if series is None and cell.value and cell.kpi.casefold() in several:
            problem = "several KPIs are called so: write the id"
        if problem or series is None or day is None or number is None:
            if problem:
                left.append((cell.where, f"{cell.kpi} {cell.day}".strip() or cell.value, problem))
            continue
        stated = {one.day: one.value for one in series.actuals}.get(day, new.get((series.id, day)))
        if stated is None:
            new[series.id, day] = number
        elif stated == number:
            known += 1
        else:
            left.append(
                (cell.where, f"{cell.kpi} {cell.day}", f"it is {stated:g} already on that day, and {number:g} here")
            )
    return Sorted(tuple((name, Reading(day, value)) for (name, day), value in sorted(new.items())), known, tuple(left))


def _problem(cell: Cell, series: KpiSeries | None, day: date | None, number: float | None, today: date) -> str:
    """Why a value is not taken over; empty: there is nothing against it."""
    if not cell.value:
        return ""
    if series is None:
        return "no KPI under 'kpis:' is called so" if cell.kpi else "no KPI is named"
    if day is None:
        return f"'{cell.day}' is no day such as 2027-03-31" if cell.day else "no day is given"
    if number is None:
        return f"'{cell.value}' is no number that can be read in one way: write it as 1234.5"
    if abs(number) > LARGEST or day.year < 1900:
        return "that is no value or day of a KPI that can be kept"
    if series.unit.say() == "%" and 0 < abs(number) <= 1 and cell.value.strip()[-1:] != "%" and _in_percent(series):
        return f"it is measured in percent: is {number:g} meant as {100 * number:g} %?"
    if day > today:
        return "that is in the future: what was measured is past"
    if series.baseline and day < series.baseline.day:
        return f"that is before the baseline's day, {series.baseline.day}"
    return ""


def _in_percent(series: KpiSeries) -> bool:
    """Whether what is known of it is more than parts of 1."""
    known = [one.value for one in (series.baseline, series.target, *series.actuals) if one]
    return any(abs(value) > 1 for value in known)


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip()


def _given(value: Any) -> float | None:
    """The number that a cell holds, where it holds one."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
