"""draw.io: every page as an editable diagram of native cells, uncompressed, text as plain text."""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby

from planner.pictures import Connector, Element, Line, Scene, Shape, Style, TextLine, is_rtl_text
from planner.pictures.svg import number
from planner.plugins import Renderer, clean, hookimpl

FORMS = {
    "circle": "shape=ellipse;perimeter=ellipsePerimeter;",
    "diamond": "shape=rhombus;perimeter=rhombusPerimeter;",
}


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    pages = "".join(_page(scene, index) for index, scene in enumerate(scenes, 1))
    return f'<mxfile host="journey-planner" compressed="false" pages="{len(scenes)}">{pages}</mxfile>\n'.encode()


def _page(scene: Scene, index: int) -> str:
    shapes = {e.id: e for e in scene.elements if isinstance(e, Shape)}
    cells = "".join(cell for e in scene.elements for cell in _cells(e, shapes, escape(scene.theme.font)))
    return (
        f'<diagram id="page-{index}" name="{_attribute(f"{index}. {scene.title}"[:80])}">'
        f'<mxGraphModel dx="0" dy="0" grid="0" page="1" pageWidth="{number(scene.width)}" '
        f'pageHeight="{number(scene.height)}" background="{scene.background}" math="0" shadow="0">'
        f'<root><mxCell id="0"/><mxCell id="1" parent="0"/>{cells}</root></mxGraphModel></diagram>'
    )


def _attribute(text: str) -> str:
    return escape(clean(text), quote=True)


def _cells(e: Element, shapes: Mapping[str, Shape], font: str) -> Iterable[str]:
    if isinstance(e, Connector):
        glue = _glue("exit", shapes.get(e.source), e.points[0]) + _glue("entry", shapes.get(e.target), e.points[-1])
        yield _edge(e, e.source, e.target, glue + ("endArrow=block;endFill=1;" if e.arrow else "endArrow=none;"))
    elif isinstance(e, Line):
        yield _edge(e, "", "", "endArrow=none;")
    else:
        yield from _vertices(e, font)


def _edge(e: Connector | Line, source: str, target: str, arrow: str) -> str:
    """An edge through the drawn points; glued, where it joins shapes, at the places where it touches them."""
    dash = f"dashed=1;dashPattern={e.dash};" if e.dash else ""
    joined = "".join(f' {key}="{escape(name)}"' for key, name in (("source", source), ("target", target)) if name)
    ends = f'<mxPoint x="{number(e.points[0][0])}" y="{number(e.points[0][1])}" as="sourcePoint"/>'
    ends += f'<mxPoint x="{number(e.points[-1][0])}" y="{number(e.points[-1][1])}" as="targetPoint"/>'
    between = "".join(f'<mxPoint x="{number(x)}" y="{number(y)}"/>' for x, y in e.points[1:-1])
    return (
        f'<mxCell id="{escape(e.id)}" parent="1" edge="1"{joined} '
        f'style="rounded=1;html=0;strokeColor={e.color};strokeWidth={number(e.width)};{dash}{arrow}">'
        f'<mxGeometry relative="1" as="geometry">{ends}<Array as="points">{between}</Array></mxGeometry></mxCell>'
    )


def _glue(end: str, shape: Shape | None, point: tuple[float, float]) -> str:
    """Where an edge joins a shape, as parts of its width and height: without it draw.io aims at the middle."""
    if shape is None or not (shape.width and shape.height):
        return ""
    x, y = (point[0] - shape.x) / shape.width, (point[1] - shape.y) / shape.height
    return f"{end}X={x:.4f};{end}Y={y:.4f};{end}Perimeter=0;"


def _vertices(e: Shape, font: str) -> Iterable[str]:
    groups = [list(own) for _, own in groupby(e.lines, key=lambda line: (line.anchor, round(line.x)))]
    form = FORMS.get(e.kind, "")
    if e.kind == "polygon":
        xs = [(x - e.x) / max(e.width, 1) for x, _y in e.points]
        ys = [(y - e.y) / max(e.height, 1) for _x, y in e.points]
        coords = ",".join(f"[{number(x)},{number(y)}]" for x, y in zip(xs, ys, strict=True))
        form = f"shape=mxgraph.basic.polygon;polyCoords=[{coords}];polyline=0;"
    if e.kind == "image":
        from base64 import b64encode

        form = f"shape=image;image=data:image/png,{b64encode(e.image).decode('ascii')};"
    if e.radius and e.kind == "rect":
        form = f"rounded=1;absoluteArcSize=1;arcSize={number(2 * e.radius)};"
    paint = f"fillColor={e.fill or 'none'};strokeColor={e.stroke or 'none'};strokeWidth={number(e.stroke_width)};"
    yield _vertex(e.id, e, form + paint, groups[0] if groups else [], font)
    for index, own in enumerate(groups[1:], 2):
        yield _vertex(f"{e.id}-{index}", e, "fillColor=none;strokeColor=none;", own, font)


def _vertex(key: str, e: Shape, style: str, lines: list[TextLine], font: str) -> str:
    words, text = "", ""
    if lines:
        first = lines[0]
        words = "&#10;".join(_attribute(line.text) for line in lines)
        align = {"start": "left", "middle": "center", "end": "right"}[first.anchor]
        inset = first.x - e.x if first.anchor == "start" else e.x + e.width - first.x if first.anchor == "end" else 0
        top = first.y - first.size * 0.84 - e.y
        below = e.y + e.height - lines[-1].y - lines[-1].size * 0.36
        middle = abs(top - below) < 8
        text = (
            f"fontSize={number(first.size)};fontColor={first.color};align={align};fontFamily={font};"
            f"fontStyle={1 if first.bold else 0};verticalAlign={'middle' if middle else 'top'};"
            f"spacingTop={0 if middle else number(max(top - 4, 0))};"
            f"spacing{'Right' if first.anchor == 'end' else 'Left'}={number(max(inset - 4, 0))};"
            f"{'textDirection=rtl;' if is_rtl_text(first.text) else ''}"
        )
    box = f'x="{number(e.x)}" y="{number(e.y)}" width="{number(e.width)}" height="{number(e.height)}"'
    return (
        f'<mxCell id="{escape(key)}" value="{words}" parent="1" vertex="1" style="{style}html=0;{text}">'
        f'<mxGeometry {box} as="geometry"/></mxCell>'
    )


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer(
        "drawio", ".drawio", "application/vnd.jgraph.mxfile", render, "Editable diagram for draw.io", one_page=False
    )
