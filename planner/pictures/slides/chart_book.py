"""The workbook behind a native chart: what PowerPoint opens where somebody edits its numbers."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from planner.files.archive import repacked
from planner.i18n.text import clean
from planner.pictures.chart import Chart, ChartSeries

SHEET = "Data"


def letter(column: int) -> str:
    """The name of a column of a sheet, from 0."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def places(chart: Chart, n: int) -> tuple[str, str, str]:
    """Where the name, the horizontal values and the amounts of a series are, as a chart refers to them."""
    across = 0 if chart.labels else 2 * n
    up = n + 1 if chart.labels else 2 * n + 1
    last = len(chart.series[n].ys) + 1
    return (
        f"{SHEET}!${letter(up)}$1",
        f"{SHEET}!${letter(across)}$2:${letter(across)}${last}",
        f"{SHEET}!${letter(up)}$2:${letter(up)}${last}",
    )


def book_of(chart: Chart) -> bytes:
    """A workbook: labels and a column for each series, or two for each where a series has its own places."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(1980, 1, 1)})  # the same plan gives the same bytes
    sheet = book.add_worksheet(SHEET)
    for row, label in enumerate(chart.labels, 1):
        sheet.write_string(row, 0, clean(label))
    for n, one in enumerate(chart.series):
        _write(sheet, one, n + 1 if chart.labels else 2 * n + 1, () if chart.labels else one.xs)
    book.close()
    return repacked(out.getvalue())


def _write(sheet: Any, one: ChartSeries, column: int, across: tuple[float, ...]) -> None:
    sheet.write_string(0, column, clean(one.name))
    for row, amount in enumerate(one.ys, 1):
        if amount is not None:
            sheet.write_number(row, column, amount)
    for row, place in enumerate(across, 1):
        sheet.write_number(row, column - 1, place)
