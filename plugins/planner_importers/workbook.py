"""The sheets of a workbook."""

import io
from typing import Any

from planner import MissingError, PlannerError


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
