"""CSV with a row per capability, as any spreadsheet saves it: comma, semicolon or tab, a line ``sep=;``, UTF-8, UTF-16
or the Windows encoding of western Europe, line ends of any system."""

import csv
import io
from collections.abc import Iterable

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl
from planner_importers.levels_table import Options, imported

SEPARATORS = ",;\t|"


def read(content: bytes, name: str, options: Options) -> Imported:
    text, notes = _decoded(content, name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first = lines.partition("\n")[0].strip().strip('"').lower()
    skipped = first.startswith("sep=") and len(first) == len("sep=;")
    separator = first[-1] if skipped else ""
    body = lines.partition("\n")[2] if skipped else lines
    head = body.partition("\n")[0]
    separator = separator or max(SEPARATORS, key=head.count)
    try:
        table = csv.reader(io.StringIO(body), delimiter=separator)
        rows, began = [], 1 + skipped
        for cells in table:
            rows.append((f"{name}:{began}", cells))
            began = table.line_num + 1 + skipped
    except csv.Error as error:
        raise PlannerError(f"{name} is no table of levels: {error}") from None
    found = imported([row for row in rows if row[1]], name, options)
    return Imported(found.document, found.kind, (*notes, *found.notes))


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as("utf-16", content, name), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _as("cp1252", content, name), [
            "it is not UTF-8 and was read as Windows-1252: look at accents and umlauts"
        ]


def _as(encoding: str, content: bytes, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is in no encoding that is known here: save it as 'CSV UTF-8'") from None
    if "\0" in text:
        raise PlannerError(f"{name} is no text: save it as 'CSV UTF-8'")
    return text


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "csv", (".csv", ".tsv"), read, "Levels and targets from a spreadsheet, a row per capability", Options
    )
