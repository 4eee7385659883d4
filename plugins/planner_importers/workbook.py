"""The sheets of a workbook."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from planner import MissingError, PlannerError
from planner_importers.markup import tree_of

LARGEST = 50_000_000
"""Bytes of a sheet, unpacked, that are looked through for formulas."""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content: bytes, name: str) -> list[tuple[str, list[list[Any]]]]:
    """(title, rows of cells) of each sheet; the first row is that of the file.

    Raises:
        MissingError: the library is not installed.
        PlannerError: it is no workbook.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingError("workbooks need a library: pip install 'journey-planner[office]'") from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise PlannerError(f"{name} is no workbook that can be read: {error}") from None


def without_value(content: bytes, name: str) -> Iterator[str]:
    """Notes on the cells of a workbook of Excel that hold no value: formulas that nobody has worked out, and errors."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in sorted(archive.infolist(), key=lambda one: one.filename):
            if not part.filename.startswith("xl/worksheets/sheet") or part.file_size > LARGEST:
                continue
            for cell in tree_of(archive.read(part), name, "workbook").iter(f"{SHEET}c"):
                said, formula = cell.findtext(f"{SHEET}v"), cell.findtext(f"{SHEET}f")
                what = f"the error {said}" if cell.get("t") == "e" else f"a formula that is not worked out, ={formula}"
                if cell.get("t") == "e" or (formula is not None and not said):
                    place = f"{PurePosixPath(part.filename).stem}, {cell.get('r', '')}"
                    yield f"{name}: {place} holds {what[:90]}: it is taken as empty"
