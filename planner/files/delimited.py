"""Tables as spreadsheets of any country save them: separators, encodings, line ends and dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from math import isfinite

from planner.errors import PlannerError

SEPARATORS = ",;\t|"
LONGEST = 64 * 1024 * 1024
"""Characters in a cell: as many as a document may have."""


def read_table(content: bytes, name: str) -> tuple[list[tuple[int, list[str]]], tuple[str, ...]]:
    """The rows of a CSV file, each with its line in the file, and what had to be guessed, a sentence each. The text may
    be UTF-8, UTF-16 or the Windows encoding of western Europe; see ``rows_of`` for the rest.

    Raises:
        PlannerError: it is no text, or no table.
    """
    text, notes = _decoded(content, name)
    return rows_of(text, name), notes


def rows_of(text: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a table that are not empty, each with its line. Columns may be apart by comma, semicolon, tab or
    ``|``: whatever is most in the first line, or as a line ``sep=;`` says; lines may end in any way.

    Raises:
        PlannerError: it is no table.
    """
    lines = text if "\n" in text else text.replace("\r", "\n")  # within a cell line breaks stay as they are
    first = lines.partition("\n")[0].strip().strip('"').lower()
    said = first.startswith("sep=") and len(first) == len("sep=;")
    body = lines.partition("\n")[2] if said else lines
    head = body.partition("\n")[0]
    separator = first[-1] if said else max(SEPARATORS, key=head.count)
    rows, line = [], 1 + said
    csv.field_size_limit(LONGEST)
    try:
        table = csv.reader(io.StringIO(body), delimiter=separator)
        for cells in table:
            rows += [(line, cells)] if cells else []
            line = table.line_num + 1 + said
    except csv.Error as error:
        raise PlannerError(f"{name} is no table: {error}") from None
    if rows and body.count('"') % 2 and "\n" in "".join(rows[-1][1]):  # the rest of the file is one cell
        raise PlannerError(f'{name}:{rows[-1][0]}: a quote (") is opened in this row, and never closed')
    return rows


def _decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if content[:4] == b"PK\x03\x04":
        raise PlannerError(f"{name} is no text but a workbook or archive: save it as 'CSV UTF-8', or name it .xlsx")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as("utf-16", content, name), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = "it is not UTF-8 and was read as Windows-1252: look at its accents"
        return _as("cp1252", content, name), (note,)


def _as(encoding: str, content: bytes, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is in no encoding that is known here: save it as 'CSV UTF-8'") from None
    if "\0" in text:
        raise PlannerError(f"{name} is no text: save it as 'CSV UTF-8'")
    return text


def read_date(words: str, month_first: bool = False) -> date | None:
    """A day such as 2027-02-01, 2027/2/1, 01.02.2027 or 1/2/2027, with a time after it or not; None: it is none.

    Args:
        month_first: of 2/1/2027 and 2-1-2027, which begin with the day else.
    """
    plain = re.sub(r"[ T]\d{1,2}:\d{2}.*$", "", words.strip())
    year_first = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain)
    year_last = re.fullmatch(r"(\d{1,2})([-/.] ?)(\d{1,2})[-/.] ?(\d{4})", plain)
    if year_first:
        parts = [int(one) for one in year_first.groups()]
    elif year_last:
        first, second = int(year_last[1]), int(year_last[3])
        swapped = month_first and "." not in year_last[2]
        parts = [int(year_last[4]), *((first, second) if swapped else (second, first))]
    else:
        return None
    try:
        return date(parts[0], parts[1], parts[2])
    except ValueError:
        return None


THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([,.])\d{3}")


def decimal_comma(values: Iterable[str]) -> bool | None:
    """Whether a table's numbers have a comma before their decimals; None: none of them says."""
    said = set()
    for value in values:
        plain = value.strip().removesuffix("%").strip()
        marks = re.sub(r"[^,.]", "", plain)
        if len(set(marks)) == 2:
            said.add(marks[-1] == ",")
        elif len(marks) == 1 and not THOUSANDS.fullmatch(plain):
            said.add(marks == ",")
        elif len(marks) > 1:
            said.add(marks[0] == ".")
    return said.pop() if len(said) == 1 else None


def read_number(words: str, comma: bool | None) -> float | None:
    """A number; None: it is none, or could be two."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", words).removesuffix("%")
    plain = plain.replace("\u2212", "-")
    if not re.fullmatch(r"-?\d[\d.,]*(e[+-]?\d+)?", plain, re.IGNORECASE):
        return None
    if "," in plain or "." in plain:
        if comma is None and (THOUSANDS.fullmatch(plain) or plain.count(",") + plain.count(".") > 1):
            return None
        if comma:
            plain = plain.replace(".", "").replace(",", ".")
        elif comma is None:
            plain = plain.replace(",", ".")
        else:
            plain = plain.replace(",", "")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if isfinite(number) else None
