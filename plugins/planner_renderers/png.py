"""PNG: the SVG of the scene drawn by resvg with the embedded font."""

from __future__ import annotations

from collections.abc import Iterable

from planner.pictures.png import render
from planner.plugins import Renderer, hookimpl


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("png", ".png", "image/png", render, "Picture with fonts drawn in, at any scale")
