"""SVG: the subset that survives PowerPoint, Google Slides and Keynote. Text from clients stays text: it is cleaned
and escaped."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from markupsafe import Markup

from planner.files import templates
from planner.i18n.text import clean, has_rtl, is_rtl_text
from planner.pictures.scene import Connector, Element, Line, Point, Scene, Shape
from planner.pictures.style import Style
from planner.pictures.theme import Theme

HATCH = 12.0
"""Pixels between the lines of a hatched shape."""

FALLBACK = "'Liberation Sans', 'Planner Sans', Helvetica, sans-serif"

LEFT_TO_RIGHT_ISOLATE, RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2066", "\u2067", "\u2069"


def number(value: float) -> str:
    """Two decimals at the most, never an exponent or a negative zero."""
    whole = round(value)
    if abs(value - whole) < 0.005:
        return str(whole)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def corners(points: tuple[Point, ...]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def outline(shape: Shape) -> str:
    if shape.points:
        return corners(shape.points)
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    return corners(((x + w / 2, y), (x + w, y + h / 2), (x + w / 2, y + h), (x, y + h / 2)))


def route(points: tuple[Point, ...], rounded: bool = True) -> str:
    """A polyline, its corners rounded with quadratic curves."""
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    if not rounded:
        return path + "".join(f"L{number(x)} {number(y)}" for x, y in points[1:])
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        x0, y0 = _towards(at, before)
        x1, y1 = _towards(at, after)
        path += f"L{number(x0)} {number(y0)}Q{number(at[0])} {number(at[1])} {number(x1)} {number(y1)}"
    return path + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _towards(at: Point, other: Point, radius: float = 8) -> Point:
    length = ((other[0] - at[0]) ** 2 + (other[1] - at[1]) ** 2) ** 0.5 or 1.0
    share = min(radius, length / 2) / length
    return at[0] + (other[0] - at[0]) * share, at[1] + (other[1] - at[1]) * share


def isolate(text: str) -> str:
    """A line with right-to-left letters is isolated in its own direction, so that nothing around it is reordered."""
    text = clean(text)
    if is_rtl_text(text):
        return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}"
    if has_rtl(text):
        return f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}"
    return text


def fonts(theme: Theme, heading: bool = False) -> str:
    """The theme's font first, then fonts of the same metrics."""
    wanted = (theme.heading_font if heading else "") or theme.font
    name = "".join(c for c in wanted if c.isalnum() or c in " -_")
    return f"{name if name.isalnum() else repr(name)}, {FALLBACK}"


def element(e: Element, heading: str = "") -> str:
    """One element with its alt text, as a group that can be found by its id. ``heading``: the font of titles."""
    font = f' font-family="{escape(heading)}"' if heading and e.id == "title" else ""
    alt = f"<title>{escape(clean(e.alt))}</title>" if e.alt else ""
    of = f' data-of="{escape(e.of)}"' if not isinstance(e, Connector) and e.of else ""
    if isinstance(e, Connector):
        of = f' data-from="{escape(e.source)}" data-to="{escape(e.target)}"'
    role = f' class="{escape(e.role)}"' if isinstance(e, Shape | Line) else ' class="connector"'
    body = _shape(e) if isinstance(e, Shape) else _line(e)
    return f'<g id="{escape(e.id)}"{role}{of}{font}>{alt}{body}</g>'


def _line(e: Line | Connector) -> str:
    dash = f' stroke-dasharray="{e.dash}"' if e.dash else ""
    path = route(e.points, isinstance(e, Connector))
    drawn = (
        f'<path d="{path}" fill="none" stroke="{e.color}" stroke-width="{number(e.width)}" stroke-linejoin="round"'
        f' stroke-linecap="{"round" if e.dash else "butt"}"{dash}/>'
    )
    if isinstance(e, Connector) and e.arrow:
        drawn += f'<polygon points="{corners(e.arrowhead())}" fill="{e.color}"/>'
    return drawn


def _shape(e: Shape) -> str:
    drawn = ""
    if e.fill or e.stroke or e.image:
        paint = f' fill="{e.fill or "none"}"'
        if e.stroke:
            paint += f' stroke="{e.stroke}" stroke-width="{number(e.stroke_width)}"'
        box = f'x="{number(e.x)}" y="{number(e.y)}" width="{number(e.width)}" height="{number(e.height)}"'
        if e.kind == "circle":
            cx, cy, r = number(e.x + e.width / 2), number(e.y + e.height / 2), number(e.width / 2)
            drawn = f'<circle cx="{cx}" cy="{cy}" r="{r}"{paint}/>'
        elif e.kind in ("diamond", "polygon"):
            drawn = f'<polygon points="{outline(e)}"{paint}/>'
        elif e.kind == "image":
            drawn = f'<image {box} href="data:image/png;base64,{b64encode(e.image).decode("ascii")}"/>'
        else:
            radius = f' rx="{number(e.radius)}"' if e.radius else ""
            drawn = f"<rect {box}{radius}{paint}/>" + (_hatching(e) if e.hatch else "")
    for line in e.lines:
        bold = ' font-weight="700"' if line.bold else ""
        anchor = f' text-anchor="{line.anchor}"' if line.anchor != "start" else ""
        drawn += (
            f'<text x="{number(line.x)}" y="{number(line.y)}" font-size="{number(line.size)}" fill="{line.color}"'
            f"{bold}{anchor}>{escape(isolate(line.text))}</text>"
        )
    return drawn


def _hatching(e: Shape) -> str:
    """Diagonal lines across a rect: plain segments, so that nothing has to be found by an id."""
    right, bottom, path = e.x + e.width, e.y + e.height, ""
    at = e.x - e.height + HATCH
    while at < right:
        x0, x1 = max(at, e.x), min(at + e.height, right)
        path += f"M{number(x0)} {number(bottom - (x0 - at))}L{number(x1)} {number(bottom - (x1 - at))}"
        at += HATCH
    return f'<path d="{path}" fill="none" stroke="{e.hatch}" stroke-width="2"/>' if path else ""


def draw(scene: Scene, style: Style) -> str:
    templates.environment().filters.update(n=number, clean=clean)
    heading = fonts(scene.theme, heading=True) if scene.theme.heading_font else ""
    return templates.render_template(
        "scene.svg.j2", scene=scene, font=fonts(scene.theme), transparent=style.transparent,
        elements=Markup("\n".join(element(e, heading) for e in scene.elements)),
    )  # fmt: skip
