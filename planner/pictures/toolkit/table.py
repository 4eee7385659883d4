"""Tables: rows as high as their text needs, as many pages as that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.pictures.scene import Shape
from planner.pictures.text_metrics import FLOOR, LINE_HEIGHT, cut, width, wrap
from planner.pictures.theme import Theme
from planner.pictures.toolkit.page import Page
from planner.pictures.toolkit.text_blocks import text_block

SIZE = 17.0
SIZES = (24.0, 22.0, 20.0, 19.0, 18.0, 17.0, FLOOR)
PAD = 12.0
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Column:
    """``share``: of the width that is left over by the others. ``anchor``: start, middle or end."""

    key: str
    title: str
    share: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Cell:
    """``fill``: a colour behind the text; empty: the row's."""

    text: str
    bold: bool = False
    fill: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    cells: tuple[Cell, ...]
    of: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is laid out. ``key``: its name on the page; ``sizes``: of its letters, the largest first."""

    key: str
    columns: Sequence[Column]
    left: float
    widths: Sequence[float]
    sizes: tuple[float, ...]
    theme: Theme

    def cell(self, row: str, column: str) -> tuple[str, str, str]:
        return self.key, row, column


def sheets(
    page: Page, columns: Sequence[Column], rows: Sequence[Row], *, key: str = "rows", top: float = 0.0,
    bottom: float = 0.0, left: float = 0.0, room: float = 0.0, size: float = SIZE, lines: int = MOST_LINES,
) -> list[tuple[list[Shape], list[Row]]]:  # fmt: skip
    """The shapes of each page with the rows that are on it. Slides have it as a table of their own.

    Args:
        key: its name, where a page has several tables; their columns then need keys of their own too.
        top, bottom, left, room: where it is and how wide; default: all of the page's body.
        size: of the letters of a row, smaller where a cell would take more than so many ``lines``.
    """
    top, bottom = top or page.top, bottom or page.bottom
    total = sum(column.share for column in columns)
    widths = [(room or page.room) * column.share / total for column in columns]
    grid = Grid(
        key, columns, left or page.left, widths, (size, *(other for other in SIZES if other < size)), page.theme
    )
    heights = [_height(row, widths, size, lines) for row in rows]
    spare = bottom - top - 40 - sum(heights)
    if rows and spare > 0:  # a short table breathes
        heights = [height + min(16.0, 0.99 * spare / len(rows)) for height in heights]
    room = bottom - top - 40
    share = sum(heights) / max(1.0, -(-sum(heights) // room)) + max(heights, default=0.0)  # pages about equally full
    pages: list[tuple[list[Shape], list[Row]]] = []
    y = bottom + 1
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        if y + height > min(bottom, top + 40 + share):
            pages.append((_head(grid, top), []))
            y = top + 40
        pages[-1][0].extend(_row(grid, row, y, height, number % 2 == 0))
        pages[-1][1].append(row)
        y += height
    return pages or [(_head(grid, top), [])]


def _height(row: Row, widths: Sequence[float], size: float, most: int) -> float:
    lines = (
        len(wrap(cell.text, size, wide - 2 * PAD, cell.bold)) if cell.text else 1
        for cell, wide in zip(row.cells, widths, strict=True)
    )
    return min(max(lines, default=1), most) * size * LINE_HEIGHT + 14


def _head(grid: Grid, y: float) -> list[Shape]:
    made, x = [], grid.left
    for column, wide in zip(grid.columns, grid.widths, strict=True):
        lines = text_block(column.title, x + PAD, y, wide - 2 * PAD, 34, (18, 17, FLOOR), bold=True,
                           color=grid.theme.ink, anchor=column.anchor)  # fmt: skip
        made.append(
            Shape(f"head-{column.key}", "header", x + 1, y, wide - 2, 34, fill=grid.theme.header, radius=4,
                  lines=lines, cell=grid.cell("", column.key))
        )  # fmt: skip
        x += wide
    return made


def _row(grid: Grid, row: Row, y: float, height: float, shaded: bool) -> list[Shape]:
    theme = grid.theme
    ground = theme.band if shaded else theme.paper
    made = [
        Shape(f"row-{row.key}", "lane", grid.left, y, sum(grid.widths), height, fill=ground, on=ground, of=row.of,
              alt=row.alt, cell=grid.cell(row.key, ""))
    ]  # fmt: skip
    x = grid.left
    for column, wide, cell in zip(grid.columns, grid.widths, row.cells, strict=True):
        if cell.text or cell.fill:
            color = theme.text_on(cell.fill) if cell.fill else theme.muted if cell.muted else theme.ink
            lines = text_block(cell.text, x + PAD, y + 3, wide - 2 * PAD, height - 6, grid.sizes, bold=cell.bold,
                               color=color, anchor=column.anchor) if cell.text else ()  # fmt: skip
            made.append(
                Shape(
                    f"cell-{row.key}-{column.key}", "card" if cell.fill else "label", x + 2, y + 2, wide - 4,
                    height - 4, fill=cell.fill or None, stroke=theme.card(cell.fill).stroke if cell.fill else None,
                    stroke_width=1 if cell.fill else 0, radius=4, lines=lines, on=cell.fill or ground, of=row.of,
                    alt=f"{row.cells[0].text}, {column.title}: {cell.text}" if cell.fill else "",
                    cell=grid.cell(row.key, column.key),
                )
            )  # fmt: skip
        x += wide
    return made


def fitted(text: str, size: float, room: float, bold: bool = False) -> str:
    """One line that fits."""
    return text if width(text, size, bold) <= room else cut(text, size, room, 1, bold)[0]
