"""A workbook with a row per capability: the first sheet that has a column of capabilities and one of levels."""

import io
from collections.abc import Iterable

from planner import MissingError, PlannerError
from planner.plugins import Imported, Importer, hookimpl
from planner_importers.levels_table import Options, Row, imported


def read(content: bytes, name: str, options: Options) -> Imported:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingError("workbooks need a library: pip install 'journey-planner[office]'") from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise PlannerError(f"{name} is no workbook that can be read: {error}") from None
    tried: list[str] = []
    for title, cells in sheets:
        rows: list[Row] = [(f"{name}: {title}!{number}", row) for number, row in enumerate(cells, 1) if any(row)]
        try:
            found = imported(rows, name, options)
        except PlannerError as error:
            if rows and "there is no column" not in str(error):
                raise
            tried.append(str(error))
        else:
            others = [one for one, own in sheets if one != title and own]
            notes = [f"sheet '{one}' is not looked at" for one in others]
            return Imported(found.document, found.kind, (*notes, *found.notes))
    raise PlannerError(tried[0] if tried else f"{name} is empty")


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "xlsx", (".xlsx", ".xls", ".ods"), read, "Levels and targets from a workbook, a row per capability", Options
    )
