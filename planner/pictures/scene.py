"""A scene: one page of a picture, with every position computed. Views make scenes, renderers draw them, so
every output agrees. Immutable.

Coordinates are in pixels on a page that is 1920 wide (1 px = 0.5 pt on a 13.33 in slide), y grows downwards.
Elements are in painting order, which is also the reading order of those that carry text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from planner.i18n.text import directed, has_rtl
from planner.pictures.chart import Chart, mirrored_chart
from planner.pictures.theme import LIGHT, Theme

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text. ``x`` is where the anchor is (start, middle or end), ``y`` the baseline."""

    text: str
    x: float
    y: float
    size: float
    color: str
    bold: bool = False
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Shape:
    """A box with border, fill and text in one. ``id`` is stable: the same thing has the same id in every
    picture of a plan.

    Attributes:
        kind: rect, diamond, circle, polygon (``points`` then hold its corners) or image (``image`` is a PNG).
        role: what it stands for: card, label, lane, band, header, title, legend, ring, marker or grid.
            Cards and labels never overlap each other.
        on: the colour behind the text, where the shape has no fill of its own.
        alt: what a screen reader says; empty for decoration.
        of: id of the item of the page that it belongs to.
        hatch: colour of diagonal lines across the fill of a rect: what is likely, or not in the plan.
        cell: (table, row, column) that it is, for what draws tables natively: a head has no row, the ground of a row
            has no column.
        chart: id of the page's chart that it draws a part of, for what draws charts natively.
    """

    id: str
    role: str
    x: float
    y: float
    width: float
    height: float
    kind: str = "rect"
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0
    radius: float = 0
    lines: tuple[TextLine, ...] = ()
    on: str = ""
    alt: str = ""
    points: tuple[Point, ...] = ()
    of: str = ""
    image: bytes = b""
    hatch: str = ""
    cell: tuple[str, str, str] | None = None
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that joins nothing: a curve of a chart, a rule, a tail. ``chart``: see ``Shape``."""

    id: str
    role: str
    points: tuple[Point, ...]
    color: str
    width: float
    dash: str = ""
    alt: str = ""
    of: str = ""
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Connector:
    """A line between two shapes, drawn through ``points``; the last segment may end in an arrowhead."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    color: str
    width: float
    dash: str = ""
    arrow: bool = True
    alt: str = ""

    def arrowhead(self) -> tuple[Point, ...]:
        """The corners of the arrowhead, which ends at the last point."""
        (x0, y0), (x1, y1) = self.points[-2], self.points[-1]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        long, half = 3.2 * self.width + 2, 1.5 * self.width + 1.5
        bx, by = x1 - dx * long, y1 - dy * long
        return ((x1, y1), (bx - dy * half, by + dx * half), (bx + dy * half, by - dx * half))


Element: TypeAlias = Shape | Line | Connector


@dataclass(frozen=True, slots=True)
class Item:
    """What a page shows one of, such as a step: for tables, filters and highlights.

    ``needs``: ids of items it waits for. ``facts``: (heading, value), for a table.
    """

    id: str
    name: str
    owner: str
    stage: str
    needs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One page.

    Attributes:
        title: the finding, in one line. ``alt``: the page in words.
        notes: what a speaker would say to it.
        items: what is on it, in reading order.
        rtl: drawn from right to left.
        view, page, subject: what it is a page of and whose plan it shows; whoever runs the view says so.
        charts: the numbers of its charts, see ``Shape.chart``.
    """

    id: str
    width: float
    height: float
    title: str
    alt: str
    background: str
    elements: tuple[Element, ...]
    language: str = "en"
    notes: str = ""
    items: tuple[Item, ...] = ()
    theme: Theme = LIGHT
    rtl: bool = False
    view: str = ""
    page: int = 1
    subject: str = ""
    charts: tuple[Chart, ...] = ()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return tuple(e for e in self.elements if isinstance(e, Shape))

    @property
    def connectors(self) -> tuple[Connector, ...]:
        return tuple(e for e in self.elements if isinstance(e, Connector))


def spoken_right_to_left(scene: Scene) -> Scene:
    """The page of a right-to-left language: a line with letters of it runs as the language does, even when it begins
    with a Latin name."""

    def turned(e: Element) -> Element:
        if not isinstance(e, Shape) or not e.lines:
            return e
        lines = tuple(replace(line, text=directed(line.text, True)) if has_rtl(line.text) else line for line in e.lines)
        return replace(e, lines=lines)

    return replace(scene, elements=tuple(map(turned, scene.elements)))


def mirrored(scene: Scene) -> Scene:
    """The page from right to left: places are mirrored, glyphs are not."""
    flip = {"start": "end", "end": "start", "middle": "middle"}
    width = scene.width

    def points(own: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((width - x, y) for x, y in own)

    def mirror(e: Element) -> Element:
        if not isinstance(e, Shape):
            return replace(e, points=points(e.points))
        x = width - e.x - e.width
        lines = tuple(replace(line, x=width - line.x, anchor=flip[line.anchor]) for line in e.lines)
        return replace(e, x=x, lines=lines, points=points(e.points))

    charts = tuple(mirrored_chart(chart, width) for chart in scene.charts)
    return replace(scene, elements=tuple(map(mirror, scene.elements)), charts=charts, rtl=not scene.rtl)
