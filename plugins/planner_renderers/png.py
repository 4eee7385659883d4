"""PNG: the SVG of the scene drawn by resvg with the embedded font, at twice the page's size.

System fonts are looked at only for characters that the embedded font lacks (emoji, Chinese, Arabic), so that
the picture is the same on every machine wherever that is possible.
"""

from collections.abc import Iterable
from importlib.resources import as_file

from planner import templating
from planner.plugins import Renderer, hookimpl
from planner.scene import Scene
from planner.text import covered
from planner_renderers.svg import render as render_svg

ZOOM = 1.5


def render(scene: Scene) -> bytes:
    import resvg_py

    fonts = templating.folder().joinpath("fonts")
    embedded = all(covered(line.text) for shape in scene.shapes for line in shape.lines)
    with (
        as_file(fonts.joinpath("planner-sans-regular.ttf")) as regular,
        as_file(fonts.joinpath("planner-sans-bold.ttf")) as bold,
    ):
        drawn = resvg_py.svg_to_bytes(
            svg_string=render_svg(scene).decode("utf-8").replace("Arial, 'Liberation Sans', ", ""),
            font_files=[str(regular), str(bold)],
            font_family="Planner Sans",
            sans_serif_family="Planner Sans",
            skip_system_fonts=embedded,
            zoom=ZOOM,
        )
    return bytes(drawn)


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("png", ".png", "image/png", render, "Picture with fonts drawn in")
