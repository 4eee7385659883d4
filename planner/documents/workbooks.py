"""Workbooks of plain tables: written with XlsxWriter, read with calamine. The same tables give the same bytes."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

from planner.documents.reader import MAX_BYTES
from planner.documents.table_sheets import LABEL, Sheet
from planner.documents.tables import MOST_CELLS
from planner.errors import MissingError, PlannerError
from planner.files.archive import repacked
from planner.i18n.text import clean

CREATED = datetime(1980, 1, 1)
MISSING = "workbooks need two libraries: pip install 'journey-planner[office]'"
WIDEST = 60
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""


def new_book(out: io.BytesIO, title: str = "") -> Any:
    """A workbook (of XlsxWriter) that takes texts for texts, and has the same bytes whenever it is made.

    Raises:
        PlannerError: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingError(MISSING) from None
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, settings)
    book.set_properties({"title": title, "created": CREATED})
    return book


def workbook(sheets: Sequence[Sheet], rtl: bool = False) -> bytes:
    """The bytes of a workbook; texts are written as texts, never as formulas.

    Raises:
        PlannerError: XlsxWriter is not installed.
    """
    out = io.BytesIO()
    book = new_book(out)
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    text = book.add_format({**base, "text_wrap": True, "num_format": "@"})
    number = book.add_format(base)
    head = book.add_format({**base, "bold": True, "bg_color": "#EDF1F5"})
    label = book.add_format({**base, "font_color": "#5A6678", "text_wrap": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        if rtl:
            page.right_to_left()
        for column, title in enumerate(sheet.heads):
            longest = max([len(title), *(len(str(row[column])) for row in sheet.rows if row[column] is not None)])
            page.set_column(column, column, min(max(longest + 2, 8), WIDEST))
            page.write_string(0, column, title, head)
        for place, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, bool):
                    page.write_boolean(place, column, cell, number)
                elif isinstance(cell, int | float):
                    page.write_number(place, column, cell, number)
                elif cell is not None and len(cell) > LONGEST:
                    what = f"{sheet.title}: '{cell[:30]}…' has {len(cell):,} characters, a cell holds {LONGEST:,}"
                    raise PlannerError(f"{what}; write .csv or .json instead")
                elif cell is not None:
                    seen = sheet.heads[column] == LABEL
                    page.write_string(place, column, clean(cell) if seen else cell, label if seen else text)
        page.freeze_panes(1, 1)
    book.close()
    return repacked(out.getvalue())


def read_workbook(content: bytes, name: str) -> list[tuple[str, list[list[Any]]]]:
    """(title, rows) of every sheet.

    Raises:
        PlannerError: it is no workbook, or the library that reads them is missing.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingError(MISSING) from None
    _refuse_sparse(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise PlannerError(f"{name} is no workbook that can be read: {error}") from None
    twice = next((title for title, _rows in sheets if [one for one, _ in sheets].count(title) > 1), None)
    if twice is not None:
        raise PlannerError(f"{name} has two sheets called '{twice}'; keep one of them")
    return sheets


def _refuse_sparse(content: bytes, name: str) -> None:
    """Refuses workbooks in which one stray cell would make a sheet of billions, before anything makes it."""
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            infos = [info for info in parts.infolist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename)]
            if sum(info.file_size for info in parts.infolist()) > MAX_BYTES:
                raise PlannerError(f"{name} unpacks to more than {MAX_BYTES // 2**20} MiB")
            for info in infos:
                cells = re.findall(rb'\br="([A-Za-z]{1,12})([0-9]{1,12})"', parts.read(info))
                wide = max((_column(letters.upper()) for letters, _row in cells), default=0)
                tall = max((int(row) for _letters, row in cells), default=0)
                if wide * tall > MOST_CELLS:
                    what = f"a cell in column {wide} and one in row {tall}"
                    raise PlannerError(f"{name}: {info.filename} has {what}; delete what stands far off the tables")
    # RuntimeError is what zipfile raises for a password, and for a compression that it does not know
    except (BadZipFile, zlib.error, OSError, RuntimeError) as error:
        raise PlannerError(f"{name} is no workbook that can be read: {error}") from None
    if not infos:
        raise PlannerError(f"{name} is no workbook that can be read: it has no sheets; save it as .xlsx")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
