"""PowerPoint: every page as a slide of native, editable shapes."""

from collections.abc import Iterable

from planner.plugins import Renderer, hookimpl
from planner.scene import Scene
from planner.style import Style

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    from planner.slides.build import plain_deck  # slides are only loaded where they are made

    return plain_deck(scenes, style)


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("pptx", ".pptx", MEDIA_TYPE, render, "Slides with native, editable shapes", one_page=False)
