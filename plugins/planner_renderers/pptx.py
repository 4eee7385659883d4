"""PowerPoint: every page as a slide of native, editable shapes."""

from collections.abc import Iterable

from planner.pictures import Scene, Style
from planner.plugins import Renderer, hookimpl

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    from planner.pictures import plain_deck

    return plain_deck(scenes, style)


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("pptx", ".pptx", MEDIA_TYPE, render, "Slides with native, editable shapes", one_page=False)
