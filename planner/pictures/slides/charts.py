"""Charts of a scene as native charts (DrawingML charts, ECMA-376 part 1, 21.2), within the group of their page and in
its painting order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.pictures.chart import Chart
from planner.pictures.scene import Scene
from planner.pictures.slides.chart_book import book_of
from planner.pictures.slides.chart_signs import C, look_of, numbers_of
from planner.pictures.slides.chart_xml import chart_xml
from planner.pictures.slides.marks import UNSIGNED, Mark, R, now, resign, sign
from planner.pictures.slides.shapes import NAMES, Drawing, Piece, attribute, emu_box, offsets

URI = C[1:-1]
Attach = Callable[[bytes, bytes], str]
"""Puts (a chart, its workbook) into a deck; returns the relation by which the slide knows it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it is drawn now.

    Attributes:
        frame: its place on the slide, signed, which does not yet say where its part is.
        root: the part; ``book``: the workbook.
        before: id of the first element of the scene that it draws, in whose place it stands.
    """

    piece: Piece
    chart: Chart
    frame: Any
    mark: Mark
    root: Any
    part: bytes
    book: bytes
    before: str


def charted(scene: Scene) -> frozenset[str]:
    """Ids of the elements that charts draw."""
    drawn = frozenset(chart.id for chart in scene.charts)
    return frozenset(e.id for e in scene.elements if getattr(e, "chart", "") in drawn)


def charts_drawn(scene: Scene, drawing: Drawing, palette: Mapping[str, str]) -> list[Drawn]:
    """The charts of a page."""
    from lxml import etree

    made = []
    for chart in scene.charts:
        first = next(e.id for e in scene.elements if getattr(e, "chart", "") == chart.id)
        key = f"chart-{scene.view}-{chart.id}"
        number = drawing.known.get(key) or next(drawing.ids)
        part = chart_xml(chart, drawing, scene.theme, scene.rtl)
        root = etree.fromstring(part)
        frame = etree.fromstring(
            f'<p:graphicFrame {NAMES}><p:nvGraphicFramePr><p:cNvPr id="{number}" name="{attribute(key)} {UNSIGNED}" '
            f'descr="{attribute(chart.name)}"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
            f"<p:xfrm>{offsets(emu_box(drawing, *chart.box))}</p:xfrm><a:graphic>"
            f'<a:graphicData uri="{URI}"><c:chart xmlns:c="{URI}"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
        mark = replace(now(frame, key, palette), text=sign(numbers_of(root)), form=sign(look_of(root, palette), 2))
        resign(frame, mark)
        made.append(Drawn(Piece(key, number, "", ""), chart, frame, mark, root, part, book_of(chart), first))
    return made


def attached(drawn: Drawn, attach: Attach) -> Any:
    """The frame of a chart that the deck did not have yet."""
    point_at(drawn.frame, attach(drawn.part, drawn.book))
    return drawn.frame


def point_at(frame: Any, relation: str) -> None:
    """Says where the part of a chart is."""
    next(frame.iter(f"{C}chart")).set(f"{R}id", relation)


def among(
    scene: Scene, pieces: Sequence[tuple[Piece, Any]], charts: Sequence[tuple[Drawn, Any]]
) -> list[tuple[Piece, Any]]:
    """Shapes and charts in painting order."""
    order = {e.id: n for n, e in enumerate(scene.elements)}
    places = {id(one): order[drawn.before] for drawn, one in charts}
    made, left = list[tuple[Piece, Any]](), [(drawn.piece, one) for drawn, one in charts]
    for piece, element in pieces:
        while left and order.get(piece.id, -1) > places[id(left[0][1])]:
            made.append(left.pop(0))
        made.append((piece, element))
    return made + left
