"""A workbook with a row per capability: the first sheet that has a column of capabilities and one of levels."""

from collections.abc import Iterable

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl
from planner_importers.levels_table import Options, Row, imported
from planner_importers.workbook import sheets, without_value


def read(content: bytes, name: str, options: Options) -> Imported:
    every = sheets(content, name)
    tried: list[str] = []
    for title, cells in every:
        rows: list[Row] = [(f"{name}: {title}!{number}", row) for number, row in enumerate(cells, 1) if any(row)]
        try:
            found = imported(rows, name, options)
        except PlannerError as error:
            if rows and "there is no column" not in str(error):
                raise
            tried.append(str(error))
        else:
            others = [one for one, own in every if one != title and own]
            notes = [f"sheet '{one}' is not looked at" for one in others]
            notes += without_value(content, name)
            return Imported(found.document, found.kind, (*notes, *found.notes))
    raise PlannerError(tried[0] if tried else f"{name} is empty")


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "xlsx", (".xlsx", ".xls", ".ods"), read, "Levels and targets from a workbook, a row per capability", Options
    )
