"""SVG: every page as the subset that survives PowerPoint, Google Slides and Keynote."""

from __future__ import annotations

from collections.abc import Iterable

from planner.pictures import Scene, Style
from planner.pictures.svg import draw
from planner.plugins import Renderer, hookimpl


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    return draw(scenes[0], style).encode("utf-8")


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("svg", ".svg", "image/svg+xml", render, "Scalable picture that pastes into slides and pages")
