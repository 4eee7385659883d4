"""A scene as one group of native shapes (PresentationML, ECMA-376 part 1, 19.3 and 20.1).

Border, fill and text are one shape; connectors are glued to the shapes they join; colours that the deck's theme has are
references to it. The name of each shape ends in three short hashes of what was generated, its text, its place and its
paint: a later refresh tells by them what somebody has changed by hand since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import count, groupby
from typing import Any

from planner.i18n.text import clean, is_rtl_text
from planner.i18n.translation import is_rtl_language
from planner.pictures.scene import Connector, Line, Point, Scene, Shape, TextLine
from planner.pictures.slides.marks import MANIFEST_NS, UNSIGNED
from planner.pictures.text_metrics import LINE_HEIGHT
from planner.pictures.text_metrics import width as text_width

EMU = 6350
"""English metric units to a pixel: 1920 pixels are 13.33 inches."""
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
MANIFEST = "{6E1B1B0C-52B7-4A0E-9B51-3D8F4A9E7C21}"
DECORATIVE = (
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
)
LOCALES = {"en": "en-US", "he": "he-IL", "ar": "ar-SA"}
TOGETHER = frozenset({"card", "ring", "label", "marker"})
"""Roles of shapes that move with the thing they are of; a lane or a line of the ground does not."""
SITES = {"top": 0, "left": 1, "bottom": 2, "right": 3}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is needed to draw a scene in a deck.

    Attributes:
        x, y: where the page's corner goes, in EMU.
        colors: scheme colour by ``#RRGGBB``, where the deck's theme has it.
        ids: numbers for shapes not used on the slide, by name where a shape had one before.
        pictures: relationship id by element, for images.
    """

    x: int
    y: int
    colors: Mapping[str, str]
    ids: Iterator[int]
    known: Mapping[str, int]
    pictures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """One generated shape: its element's id, its number on the slide and its XML, whose root is it.

    ``of``: what it is of, if it moves with the other shapes of that; ``main``: the one that stands for it.
    """

    id: str
    number: int
    xml: str
    text: str
    of: str = ""
    main: bool = False


def empty_group(scene: Scene, name: str, drawing: Drawing) -> Any:
    """The group of a page, with nothing in it yet."""
    from lxml import etree

    box = emu_box(drawing, 0, 0, scene.width, scene.height)
    manifest = f'<a:extLst><a:ext uri="{MANIFEST}"><jp:drawn xmlns:jp="{MANIFEST_NS}" ids=""/></a:ext></a:extLst>'
    return etree.fromstring(
        f'<p:grpSp {NAMES}><p:nvGrpSpPr><p:cNvPr id="{next(drawing.ids)}" name="{attribute(name)}" '
        f'descr="{attribute(scene.alt[:4000])}">{manifest}</p:cNvPr><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr><a:xfrm>{offsets(box)}{offsets(box, 'ch')}</a:xfrm></p:grpSpPr></p:grpSp>"
    )


def scene_pieces(scene: Scene, drawing: Drawing, *, without: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Every element in painting order, which is reading order."""
    numbers: dict[str, int] = {}
    boxes = {shape.id: shape for shape in scene.shapes}
    elements = [e for e in scene.elements if e.id not in without]
    for e in elements:
        numbers[e.id] = drawing.known.get(e.id) or next(drawing.ids)
    for e in elements:
        if isinstance(e, Connector):
            yield _connector(e, numbers, boxes, drawing)
        elif isinstance(e, Line):
            yield _line(e, numbers[e.id], drawing)
        else:
            yield from _shape(e, numbers[e.id], drawing, scene.language)


def ids_after(used: set[int]) -> Iterator[int]:
    return count(max(used, default=1) + 1)


def attribute(text: str) -> str:
    return escape(clean(text), quote=True)


def text_box(words: str, number: int, box: tuple[int, int, int, int]) -> str:
    """A text of somebody's by itself, as XML."""
    paragraphs = "".join(f"<a:p><a:r><a:t>{escape(clean(line))}</a:t></a:r></a:p>" for line in words.split("\n"))
    return (
        f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="{number}" name=""/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm>{offsets(box)}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square"/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>'
    )


def emu_box(drawing: Drawing, x: float, y: float, wide: float, tall: float) -> tuple[int, int, int, int]:
    return (
        drawing.x + round(x * EMU), drawing.y + round(y * EMU), max(round(wide * EMU), 0), max(round(tall * EMU), 0),
    )  # fmt: skip


def offsets(box: tuple[int, int, int, int], child: str = "") -> str:
    off, ext = ("chOff", "chExt") if child else ("off", "ext")
    return f'<a:{off} x="{box[0]}" y="{box[1]}"/><a:{ext} cx="{box[2]}" cy="{box[3]}"/>'


def _color(color: str, drawing: Drawing) -> str:
    scheme = drawing.colors.get(color.upper())
    return f'<a:schemeClr val="{scheme}"/>' if scheme else f'<a:srgbClr val="{color[1:].upper()}"/>'


def fill_xml(color: str | None, drawing: Drawing) -> str:
    return f"<a:solidFill>{_color(color, drawing)}</a:solidFill>" if color else "<a:noFill/>"


def pattern_xml(fill: str | None, hatch: str, drawing: Drawing) -> str:
    """A fill, hatched where it is."""
    if not hatch:
        return fill_xml(fill, drawing)
    lines, ground = _color(hatch, drawing), _color(fill or "#FFFFFF", drawing)
    return f'<a:pattFill prst="wdUpDiag"><a:fgClr>{lines}</a:fgClr><a:bgClr>{ground}</a:bgClr></a:pattFill>'


def stroke_xml(color: str | None, size: float, drawing: Drawing, dash: str = "", arrow: bool = False) -> str:
    if not color or size <= 0:
        return "<a:ln><a:noFill/></a:ln>"
    kind = ""
    if dash:
        on = float(dash.split()[0])
        kind = '<a:prstDash val="sysDot"/>' if on <= 3 else '<a:prstDash val="dash"/>'
    end = '<a:tailEnd type="triangle" w="med" len="med"/>' if arrow else ""
    return f'<a:ln w="{round(size * EMU)}">{fill_xml(color, drawing)}{kind}<a:round/>{end}</a:ln>'


def head_xml(key: str, number: int, alt: str) -> str:
    inside = "" if alt else f"<a:extLst>{DECORATIVE}</a:extLst>"
    described = f' descr="{attribute(alt)}"' if alt else ""
    return f'<p:cNvPr id="{number}" name="{attribute(key)} {UNSIGNED}"{described}>{inside}</p:cNvPr>'


def _shape(e: Shape, number: int, drawing: Drawing, language: str) -> Iterator[Piece]:
    box = emu_box(drawing, e.x, e.y, e.width, e.height)
    groups = [list(own) for _, own in groupby(e.lines, key=lambda line: (line.anchor, round(line.x)))]
    first = groups[0] if groups else []
    words = "\n".join(paragraph_texts(first))
    if e.kind == "image":
        if e.id in drawing.pictures:
            head = head_xml(e.id, number, e.alt)
            yield Piece(
                e.id, number,
                f"<p:pic {NAMES}><p:nvPicPr>{head}<p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>"
                f'<a:blip r:embed="{drawing.pictures[e.id]}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
                f"<p:spPr><a:xfrm>{offsets(box)}</a:xfrm>"
                '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>',
                "",
            )  # fmt: skip
        return
    paint = f"{pattern_xml(e.fill, e.hatch, drawing)}{stroke_xml(e.stroke, e.stroke_width, drawing)}"
    alt = e.alt or (words if words else "")
    head = head_xml(e.id, number, alt)
    body = _body(e, first, drawing, language, alone=len(groups) < 2 and e.role != "lane")
    text_box = ' txBox="1"' if not e.fill and not e.stroke else ""
    of = e.of if e.role in TOGETHER else ""
    yield Piece(
        e.id, number,
        f"<p:sp {NAMES}><p:nvSpPr>{head}<p:cNvSpPr{text_box}/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr><a:xfrm>{offsets(box)}</a:xfrm>{_geometry(e)}{paint}</p:spPr>{body}</p:sp>",
        words, of, bool(of and e.alt),
    )  # fmt: skip
    for index, own in enumerate(groups[1:], 2):  # a text beside another one needs a box of its own
        key = f"{e.id}-{index}"
        words = "\n".join(paragraph_texts(own))
        extra = drawing.known.get(key) or next(drawing.ids)
        yield Piece(
            key, extra,
            f"<p:sp {NAMES}><p:nvSpPr>{head_xml(key, extra, words)}"
            f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>{offsets(box)}</a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
            f"{_body(e, own, drawing, language, alone=False)}</p:sp>",
            words, of,
        )  # fmt: skip


def _geometry(e: Shape) -> str:
    if e.kind == "polygon":
        return _custom(((*e.points, e.points[0])), (e.x, e.y, e.width, e.height), closed=True)
    preset = {"circle": "ellipse", "diamond": "diamond"}.get(e.kind, "roundRect" if e.radius else "rect")
    if preset == "roundRect":
        share = min(50000, round(e.radius / max(min(e.width, e.height), 1) * 100000))
        return f'<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val {share}"/></a:avLst></a:prstGeom>'
    return f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>'


def _custom(points: tuple[Point, ...], box: tuple[float, float, float, float], *, closed: bool) -> str:
    """A freeform through points."""
    x, y, wide, tall = box
    at = [(round((px - x) * EMU), round((py - y) * EMU)) for px, py in points]
    path = f'<a:moveTo><a:pt x="{at[0][0]}" y="{at[0][1]}"/></a:moveTo>'
    path += "".join(f'<a:lnTo><a:pt x="{px}" y="{py}"/></a:lnTo>' for px, py in at[1 : -1 if closed else None])
    path += "<a:close/>" if closed else ""
    fill = "" if closed else ' fill="none"'
    return (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{max(round(wide * EMU), 1)}" h="{max(round(tall * EMU), 1)}"{fill}>{path}</a:path>'
        "</a:pathLst></a:custGeom>"
    )


def alike(lines: list[TextLine]) -> list[list[TextLine]]:
    """Lines that look alike are one paragraph, which the program wraps by itself."""
    return [list(own) for _, own in groupby(lines, key=lambda line: (line.size, line.bold, line.color))]


def paragraph_texts(lines: list[TextLine]) -> list[str]:
    return [" ".join(_plain(line.text) for line in own) for own in alike(lines)]


def _plain(text: str) -> str:
    """Without marks of direction: the paragraph says its own. A figure stays with its sign, wherever the program that
    shows the slide ends a line."""
    return clean(text).replace("\u200e", "").replace("\u200f", "").replace(" %", "\u00a0%")


def _body(e: Shape, lines: list[TextLine], drawing: Drawing, language: str, *, alone: bool) -> str:
    """The text of a shape. ``alone``: it may use the whole shape, nothing else stands there."""
    if not lines:
        return "<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody>"
    widest = max(text_width(line.text, line.size, line.bold) for line in lines)
    first, last = lines[0], lines[-1]
    spare = max(e.width - widest * (1.04 if alone else 1.12) - 4, 0.0)  # another program's font may be wider
    if first.anchor == "start":
        left = min(max(first.x - e.x, 0.0), spare)
        right = min(4.0, spare - left) if alone else spare - left
    elif first.anchor == "end":
        right = min(max(e.x + e.width - first.x, 0.0), spare)
        left = min(4.0, spare - right) if alone else spare - right
    else:
        left = right = 0.0
    top = first.y - first.size * (0.74 + 0.1) - e.y
    bottom = e.y + e.height - (last.y + last.size * (LINE_HEIGHT - 0.84))
    centred = abs(top - bottom) < 8
    inset = f'lIns="{round(left * EMU)}" rIns="{round(right * EMU)}" '
    inset += f'tIns="{0 if centred else max(round(top * EMU), 0)}" bIns="0" anchor="{"ctr" if centred else "t"}"'
    free = len(lines) == 1 and (not alone or not e.fill)  # a label of one line rather runs on than breaks
    wrap = "none" if e.role == "station" or free or (len(lines) == 1 and spare <= 0) else "square"
    paragraphs = "".join(paragraph_xml(own, drawing, language) for own in alike(lines))
    return (
        f'<p:txBody><a:bodyPr wrap="{wrap}" {inset} rtlCol="0"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
        f"{paragraphs}</p:txBody>"
    )


def paragraph_xml(lines: list[TextLine], drawing: Drawing, language: str) -> str:
    line = lines[0]
    rtl = is_rtl_text(line.text)
    code = language if rtl == is_rtl_language(language) else "he" if rtl else "en"
    align = {"start": "l", "middle": "ctr", "end": "r"}[line.anchor]
    words = escape(" ".join(_plain(own.text) for own in lines))
    bold = ' b="1"' if line.bold else ""
    direction = ' rtl="1"' if rtl else ' rtl="0"'
    return (
        f'<a:p><a:pPr algn="{align}"{direction}><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/></a:pPr>'
        f'<a:r><a:rPr lang="{LOCALES.get(code, code)}" sz="{round(line.size * 50)}"{bold} dirty="0">'
        f'{fill_xml(line.color, drawing)}<a:latin typeface="+mn-lt"/><a:cs typeface="+mn-cs"/></a:rPr>'
        f"<a:t>{words}</a:t></a:r></a:p>"
    )


def _line(e: Line, number: int, drawing: Drawing) -> Piece:
    box, xml = _freeform(e.points, drawing)
    paint = stroke_xml(e.color, e.width, drawing, e.dash)
    return Piece(
        e.id, number,
        f"<p:sp {NAMES}><p:nvSpPr>{head_xml(e.id, number, e.alt)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr><a:xfrm>{offsets(box)}</a:xfrm>{xml}<a:noFill/>{paint}</p:spPr></p:sp>",
        "",
    )  # fmt: skip


def _freeform(points: tuple[Point, ...], drawing: Drawing) -> tuple[tuple[int, int, int, int], str]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x, y, wide, tall = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    return emu_box(drawing, x, y, wide, tall), _custom(points, (x, y, wide, tall), closed=False)


def _connector(e: Connector, numbers: Mapping[str, int], boxes: Mapping[str, Shape], drawing: Drawing) -> Piece:
    """A connector glued at both ends. One with up to three segments has the program's own form (straight or elbow),
    with more bends it keeps the drawn path until one of its shapes is moved."""
    source, target = boxes[e.source], boxes[e.target]
    glue = (
        f'<a:stCxn id="{numbers[e.source]}" idx="{_site(source, e.points[0])}"/>'
        f'<a:endCxn id="{numbers[e.target]}" idx="{_site(target, e.points[-1])}"/>'
    )
    points = _ends_on(e.points, source, target)
    paint = stroke_xml(e.color, e.width, drawing, e.dash, e.arrow)
    preset = _preset(points)
    if preset:
        geometry, box, turn = preset
        emu = emu_box(drawing, *box)
        shape = f"<a:xfrm{turn}>{offsets(emu)}</a:xfrm>{geometry}"
    else:
        emu, xml = _freeform(points, drawing)
        shape = f"<a:xfrm>{offsets(emu)}</a:xfrm>{xml}"
    return Piece(
        e.id, numbers[e.id],
        f"<p:cxnSp {NAMES}><p:nvCxnSpPr>{head_xml(e.id, numbers[e.id], e.alt)}"
        f"<p:cNvCxnSpPr>{glue}</p:cNvCxnSpPr><p:nvPr/></p:nvCxnSpPr><p:spPr>{shape}{paint}</p:spPr></p:cxnSp>",
        "",
    )  # fmt: skip


def _side(shape: Shape, point: Point) -> str:
    x, y = point
    distance = {
        "left": abs(x - shape.x), "right": abs(x - shape.x - shape.width), "top": abs(y - shape.y),
        "bottom": abs(y - shape.y - shape.height),
    }  # fmt: skip
    return min(distance, key=lambda side: (distance[side], side))


def _site(shape: Shape, point: Point) -> int:
    """The connection site of the nearest side: rectangles have four, ellipses eight."""
    index = SITES[_side(shape, point)]
    return 2 * index if shape.kind == "circle" else index


def _ends_on(points: tuple[Point, ...], source: Shape, target: Shape) -> tuple[Point, ...]:
    """Without points that say nothing."""
    kept = [points[0]]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        if abs((at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])) > 0.5:
            kept.append(at)
    return (*kept, points[-1])


def _preset(points: tuple[Point, ...]) -> tuple[str, tuple[float, float, float, float], str] | None:
    """(geometry, box, rotation and flips) of a straight or elbow connector, as PowerPoint writes them."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    left, top, wide, tall = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
    flips = (' flipH="1"' if x1 < x0 else "") + (' flipV="1"' if y1 < y0 else "")
    if len(points) == 2 and (min(wide, tall) > 0.5 or max(wide, tall) < 60):
        return '<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>', (left, top, wide, tall), flips
    horizontal = abs(points[1][1] - y0) < 0.5
    if len(points) == 2:  # level or upright: an elbow without a bend stays square when a shape is moved
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        points, horizontal = (points[0], middle, middle, points[1]), wide > tall
    if len(points) == 3:
        form = '<a:prstGeom prst="bentConnector2"><a:avLst/></a:prstGeom>'
    elif len(points) == 4 and (wide if horizontal else tall) > 1:
        part = (points[1][0] - x0) / (x1 - x0) if horizontal else (points[1][1] - y0) / (y1 - y0)
        form = (
            '<a:prstGeom prst="bentConnector3"><a:avLst>'
            f'<a:gd name="adj1" fmla="val {round(part * 100000)}"/></a:avLst></a:prstGeom>'
        )
    else:
        return None
    if horizontal:
        return form, (left, top, wide, tall), flips
    # First up or down: the form turned by a quarter, in a box with its sides exchanged round the same centre.
    turns = {
        (True, True): ' rot="16200000" flipH="1"', (True, False): ' rot="5400000"',
        (False, True): ' rot="5400000" flipH="1" flipV="1"', (False, False): ' rot="16200000" flipV="1"',
    }  # fmt: skip
    return form, (left + (wide - tall) / 2, top + (tall - wide) / 2, tall, wide), turns[y1 > y0, x1 > x0]
