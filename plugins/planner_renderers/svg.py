"""SVG: the scene through a Jinja2 template. Text from clients stays text: it is cleaned and escaped."""

from collections.abc import Iterable

from markupsafe import Markup

from planner import templating
from planner.plugins import Renderer, hookimpl
from planner.scene import Connector, Point, Scene, Shape
from planner.text import clean, is_rtl

FONT = "Arial, 'Liberation Sans', 'Planner Sans', Helvetica, sans-serif"
RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2067", "\u2069"


def number(value: float) -> str:
    """Two decimals at the most, never an exponent or a negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def corners(points: tuple[Point, ...]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def outline(shape: Shape) -> str:
    if shape.points:
        return corners(shape.points)
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    return corners(((x + w / 2, y), (x + w, y + h / 2), (x + w / 2, y + h), (x, y + h / 2)))


def route(connector: Connector) -> str:
    """A polyline with rounded corners, drawn with lines and quadratic curves."""
    points = connector.points
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        x0, y0 = _towards(at, before)
        x1, y1 = _towards(at, after)
        path += f"L{number(x0)} {number(y0)}Q{number(at[0])} {number(at[1])} {number(x1)} {number(y1)}"
    return path + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _towards(at: Point, other: Point, radius: float = 8) -> Point:
    length = ((other[0] - at[0]) ** 2 + (other[1] - at[1]) ** 2) ** 0.5 or 1.0
    share = min(radius, length / 2) / length
    return at[0] + (other[0] - at[0]) * share, at[1] + (other[1] - at[1]) * share


def paint(shape: Shape) -> Markup:
    stroke = f' stroke="{shape.stroke}" stroke-width="{number(shape.stroke_width)}"' if shape.stroke else ""
    return Markup(f' fill="{shape.fill or "none"}"{stroke}')


def isolate(text: str) -> str:
    """Right-to-left lines are isolated, so that they do not reorder what is around them."""
    text = clean(text)
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}" if is_rtl(text) else text


def render(scene: Scene) -> bytes:
    environment = templating.environment()
    environment.filters.update(
        n=number, clean=clean, corners=corners, outline=outline, route=route, paint=paint, isolate=isolate
    )
    return templating.render("scene.svg.j2", scene=scene, font=FONT).encode("utf-8")


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("svg", ".svg", "image/svg+xml", render, "Scalable picture that pastes into slides and pages")
