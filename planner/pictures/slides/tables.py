"""Tables of a scene as native tables (a ``graphicFrame``; ECMA-376 part 1, 21.1.3), which stand beside the group of
their page: PowerPoint does not group tables.

Rows and columns carry the numbers that PowerPoint itself gives them (``rowId``, ``colId``), made from what they are
about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any

from planner.pictures.scene import Scene, Shape
from planner.pictures.slides.marks import MANIFEST_NS, UNSIGNED, sign_piece
from planner.pictures.slides.shapes import (
    EMU,
    MANIFEST,
    NAMES,
    Drawing,
    alike,
    attribute,
    emu_box,
    fill_xml,
    offsets,
    paragraph_xml,
    stroke_xml,
)
from planner.pictures.slides.table_ledger import A16_NS, ledger_now, set_ledger

STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own style without lines and fills: those of the cells are theirs."""
ROW, COLUMN = "{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}", "{9D8B030D-6E8A-4147-A177-3AD203B41FA5}"
EDGE = 12.0  # pixels between a cell's side and its text
GAP = 4.0  # pixels of ground between two cells that have a colour


@dataclass(frozen=True, slots=True)
class Table:
    """``heads``: its columns from left to right, on pages from right to left too: not every program turns tables round
    (LibreOffice does not). ``rows``: the ground of each row with its cells, None where one is empty."""

    id: str
    heads: tuple[Shape, ...]
    rows: tuple[tuple[Shape, tuple[Shape | None, ...]], ...]


def tables_of(scene: Scene) -> tuple[Table, ...]:
    """The tables of a page, in reading order."""
    spots = {shape.cell: shape for shape in scene.shapes if shape.cell is not None}
    made = []
    for key in dict.fromkeys(table for table, _row, _column in spots):
        heads = {column: shape for (table, row, column), shape in spots.items() if table == key and not row}
        heads = dict(sorted(heads.items(), key=lambda head: head[1].x))  # as they are seen: see ``Table``
        rows = {row: shape for (table, row, column), shape in spots.items() if table == key and not column}
        cells = [(ground, tuple(spots.get((key, row, column)) for column in heads)) for row, ground in rows.items()]
        made.append(Table(f"table-{scene.view}-{key}", tuple(heads.values()), tuple(cells)))
    return tuple(made)


def in_tables(scene: Scene) -> frozenset[str]:
    """Ids of the shapes that a table draws."""
    return frozenset(shape.id for shape in scene.shapes if shape.cell is not None)


def rows_in(scene: Scene) -> frozenset[str]:
    """What the rows of a page's tables are about."""
    return frozenset(shape.cell[1] for shape in scene.shapes if shape.cell is not None and shape.cell[1])


def table_frame(scene: Scene, table: Table, drawing: Drawing, palette: Mapping[str, str]) -> Any:
    """The table as a signed ``graphicFrame`` (an lxml element)."""
    from lxml import etree

    first = table.heads[0]
    wide = [head.width + 2 for head in table.heads]  # heads stand two pixels apart
    tall = [first.height + 6, *(ground.height for ground, _cells in table.rows)]
    left = min(head.x for head in table.heads) - 1
    box = emu_box(drawing, left, first.y, sum(wide), sum(tall))
    grid = "".join(
        f'<a:gridCol w="{round(one * EMU)}">{_id(COLUMN, "colId", _column(head))}</a:gridCol>'
        for head, one in zip(table.heads, wide, strict=True)
    )
    rows = "".join(
        f'<a:tr h="{round(height * EMU)}">{"".join(cells)}{_id(ROW, "rowId", key)}</a:tr>'
        for height, (key, cells) in zip(tall, _rows(scene, table, drawing), strict=True)
    )
    number = drawing.known.get(table.id) or next(drawing.ids)
    frame = etree.fromstring(
        f'<p:graphicFrame {NAMES}><p:nvGraphicFramePr><p:cNvPr id="{number}" name="{attribute(table.id)} {UNSIGNED}" '
        f'descr="{attribute(scene.title)}"><a:extLst><a:ext uri="{MANIFEST}"><jp:table xmlns:jp="{MANIFEST_NS}"/>'
        "</a:ext></a:extLst></p:cNvPr>"
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f"<p:xfrm>{offsets(box)}</p:xfrm><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    sign_piece(frame, palette)
    set_ledger(frame, ledger_now(frame, palette))
    return frame


def _column(head: Shape) -> str:
    return head.cell[2] if head.cell else head.id


def _rows(scene: Scene, table: Table, drawing: Drawing) -> Iterator[tuple[str, list[str]]]:
    yield "", [_cell(scene, head, head.fill, head.fill, drawing) for head in table.heads]
    for ground, cells in table.rows:
        key = ground.cell[1] if ground.cell else ground.id
        yield key, [_cell(scene, cell, cell.fill if cell and cell.fill else ground.fill, ground.fill, drawing)
                    for cell in cells]  # fmt: skip


def _cell(scene: Scene, shape: Shape | None, fill: str | None, ground: str | None, drawing: Drawing) -> str:
    lines = list(shape.lines) if shape is not None else []
    words = "".join(paragraph_xml(own, drawing, scene.language) for own in alike(lines))
    line = stroke_xml(ground if fill != ground else None, GAP, drawing)
    sides = "".join(
        line.replace("<a:ln", f"<a:ln{side}", 1).replace("</a:ln>", f"</a:ln{side}>") for side in ("L", "R", "T", "B")
    )
    edge = round(EDGE * EMU)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{words or '<a:p><a:endParaRPr/></a:p>'}</a:txBody>"
        f'<a:tcPr marL="{edge}" marR="{edge}" marT="{2 * EMU}" marB="{2 * EMU}" anchor="ctr">'
        f"{sides}{fill_xml(fill, drawing)}</a:tcPr></a:tc>"
    )


def _id(uri: str, tag: str, key: str) -> str:
    """The number of a row or column as PowerPoint writes it, from what it is about."""
    return f'<a:extLst><a:ext uri="{uri}"><a16:{tag} xmlns:a16="{A16_NS}" val="{number_of(key)}"/></a:ext></a:extLst>'


def number_of(key: str) -> int:
    return int.from_bytes(blake2s(key.encode("utf-8"), digest_size=4).digest(), "big")
