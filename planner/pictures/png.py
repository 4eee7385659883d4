"""A scene as PNG: its SVG drawn by resvg with the embedded font.

System fonts are looked at only for characters that the embedded font lacks (emoji, Chinese, Arabic), so that
the picture is the same on every machine wherever that is possible."""

from __future__ import annotations

from importlib.resources import as_file

from planner.errors import MissingError
from planner.files import templates
from planner.pictures.scene import Scene
from planner.pictures.style import Style
from planner.pictures.svg import FALLBACK, draw, fonts
from planner.pictures.text_metrics import covered


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise MissingError("PNG needs resvg-py: pip install resvg-py") from None

    (scene,) = scenes
    folder = templates.folder().joinpath("fonts")
    embedded = all(covered(line.text) for shape in scene.shapes for line in shape.lines)
    family = fonts(scene.theme) if scene.theme.font != "Arial" else FALLBACK
    with (
        as_file(folder.joinpath("planner-sans-regular.ttf")) as regular,
        as_file(folder.joinpath("planner-sans-bold.ttf")) as bold,
    ):
        drawn = resvg_py.svg_to_bytes(
            svg_string=draw(scene, style)
            .replace(f'font-family="{fonts(scene.theme)}"', f'font-family="{family}"', 1)
            .replace("'Liberation Sans', ", "", 1),
            font_files=[str(regular), str(bold)],
            font_family="Planner Sans",
            sans_serif_family="Planner Sans",
            skip_system_fonts=embedded and scene.theme.font == "Arial",
            zoom=style.scale,
        )
    return bytes(drawn)
