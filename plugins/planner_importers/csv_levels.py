"""CSV with a row per capability, as any spreadsheet saves it."""

from collections.abc import Iterable

from planner.plugins import Imported, Importer, hookimpl, read_table
from planner_importers.levels_table import Options, imported


def read(content: bytes, name: str, options: Options) -> Imported:
    rows, notes = read_table(content, name)
    found = imported([(f"{name}:{line}", cells) for line, cells in rows], name, options)
    return Imported(found.document, found.kind, (*notes, *found.notes))


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "csv", (".csv", ".tsv"), read, "Levels and targets from a spreadsheet, a row per capability", Options
    )
