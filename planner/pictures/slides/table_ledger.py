"""The ledger of a table on a slide: what was generated of each of its cells, by which a refresh tells what somebody has
changed by hand since. It stands beside the table's name; a program may lose it, and then no edit can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.pictures.slides.marks import MANIFEST_NS, A, P, body_format, body_text, fill_of, read_mark, sign

A16_NS = "http://schemas.microsoft.com/office/drawing/2014/main"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was generated of a table. Rows and columns are named by their numbers.

    Attributes:
        texts, forms: hashes of a cell's text and of its look, by (row, column).
        widths: of columns, EMU.
        style: hash of the table's own style.
    """

    texts: Mapping[tuple[str, str], str]
    forms: Mapping[tuple[str, str], str]
    widths: Mapping[str, int]
    style: str

    @property
    def rows(self) -> frozenset[str]:
        return frozenset(row for row, _column in self.texts)


def frames_of(tree: Any) -> dict[str, Any]:
    """Tables of ours on a slide by id; of several with one id the first, which the others are copies of."""
    found: dict[str, Any] = {}
    for frame in tree.iter(f"{P}graphicFrame"):
        mark = read_mark(frame)
        if mark is not None and next(frame.iter(f"{A}tbl"), None) is not None:
            found.setdefault(mark.id, frame)
    return found


def rows_of(frame: Any) -> list[tuple[str, Any]]:
    """(number, row) from top to bottom; a row without a number, or with that of an earlier one, was put in by hand."""
    return _numbered(frame.iter(f"{A}tr"), "rowId")


def columns_of(frame: Any) -> list[tuple[str, Any]]:
    """(number, column); see ``rows_of``."""
    return _numbered(frame.iter(f"{A}gridCol"), "colId")


def _numbered(nodes: Iterator[Any], tag: str) -> list[tuple[str, Any]]:
    made: list[tuple[str, Any]] = []
    seen: set[str] = set()
    for node in nodes:
        own = next((str(one.get("val", "")) for one in node.iter(f"{{{A16_NS}}}{tag}")), "")
        made.append(("" if own in seen else own, node))
        seen.add(own)
    return made


def cells_of(row: Any) -> list[Any]:
    return list(row.iterfind(f"{A}tc"))


def cell_text(cell: Any) -> str:
    return body_text(cell.find(f"{A}txBody"))


def cell_form(cell: Any, palette: Mapping[str, str]) -> str:
    """The look of a cell: of its letters, and its colour."""
    body, properties = cell.find(f"{A}txBody"), cell.find(f"{A}tcPr")
    letters = body_format(body, palette) if body is not None else ""
    return sign(f"{letters}\n{fill_of(properties, palette) if properties is not None else 'none'}", 2)


def style_now(frame: Any) -> str:
    properties = next(frame.iter(f"{A}tblPr"), None)
    if properties is None:
        return sign("", 2)
    said = [f"{key}={value}" for key, value in sorted(properties.attrib.items()) if value not in ("0", "false")]
    return sign(" ".join([*said, "".join(properties.itertext())]), 2)


def ledger_now(frame: Any, palette: Mapping[str, str]) -> Ledger:
    """The ledger of a table as it is."""
    columns = columns_of(frame)
    texts, forms = {}, {}
    for row, node in rows_of(frame):
        for (column, _grid), cell in zip(columns, cells_of(node), strict=False):
            if row and column:
                texts[row, column], forms[row, column] = sign(cell_text(cell)), cell_form(cell, palette)
    widths = {key: int(node.get("w", 0)) for key, node in columns if key}
    return Ledger(texts, forms, widths, style_now(frame))


def set_ledger(frame: Any, ledger: Ledger) -> None:
    for node in frame.iter(f"{{{MANIFEST_NS}}}table"):
        cells = [f"{row}.{column}.{text}{ledger.forms[row, column]}" for (row, column), text in ledger.texts.items()]
        node.set("cells", " ".join(cells))
        node.set("widths", " ".join(f"{key}.{wide}" for key, wide in ledger.widths.items()))
        node.set("style", ledger.style)


def read_ledger(frame: Any) -> Ledger | None:
    """What was generated of a table, if the program that saved the deck kept it."""
    node = next(frame.iter(f"{{{MANIFEST_NS}}}table"), None)
    if node is None or not node.get("cells"):
        return None
    texts, forms = {}, {}
    for one in str(node.get("cells")).split(" "):
        row, column, said = (*one.split("."), "", "")[:3]
        texts[row, column], forms[row, column] = said[:8], said[8:]
    pairs = (one.split(".") for one in str(node.get("widths", "")).split(" ") if "." in one)
    return Ledger(texts, forms, {key: int(wide) for key, wide in pairs if wide.isdigit()}, str(node.get("style", "")))
