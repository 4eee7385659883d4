"""What the sites show: every page of a view as an image that is part of the page, with its alt text."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import planner
from planner.documents.theme import load_theme
from planner.errors import PlannerError, and_then, did_you_mean
from planner.pictures.scene import Scene
from planner.pictures.style import Style, size_of
from planner.plugins.registry import default_registry
from planner.publishing.drawing import make_files

OPTIONS = ("file", "view", "theme", "size", "language", "sequencer", "scope", "scorer", "alt")
"""What a block may say besides the organisation; all are texts, and all but the file may be left out."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a view. ``svgs`` and ``scenes`` belong together; ``alt``: what is said instead of the first."""

    scenes: tuple[Scene, ...]
    svgs: tuple[bytes, ...]
    alt: str

    def html(self) -> str:
        """Figures that need nothing from elsewhere. An image keeps what is inside from the page's own style."""
        made = []
        for number, (scene, svg) in enumerate(zip(self.scenes, self.svgs, strict=True)):
            data = base64.b64encode(svg).decode("ascii")
            alt = escape(self.alt if not number else scene.alt)
            made.append(
                f'<figure class="roadmap"><img src="data:image/svg+xml;base64,{data}" alt="{alt}" '
                f'width="{scene.width:g}" height="{scene.height:g}" style="max-width:100%;height:auto"></figure>'
            )
        return "\n".join(made)


def drawn(source: Path | str, options: Mapping[str, Any], folder: Path | None = None) -> Drawn:
    """A view of an organisation.

    Args:
        source: its file, or its text.
        options: see ``OPTIONS``.
        folder: what relative paths in a text are relative to.

    Raises:
        PlannerError: an option is unknown, the document has faults, there is no such view.
    """
    for key, value in options.items():
        if key not in OPTIONS:
            raise PlannerError(and_then(f"unknown option '{key}'", did_you_mean(key, OPTIONS)))
        if not isinstance(value, str):
            raise PlannerError(f"{key}: {value!r} is not a text; put it in quotes")
    view = options.get("view", "swimlane")
    theme, _repaired = load_theme(options.get("theme", "light"))
    width, height = size_of(options.get("size", "16:9"))
    style = Style(theme=theme, width=width, height=height)
    planning: dict[str, Any] = {"sequencer": options.get("sequencer", "auto"), "scope": options.get("scope", "goals")}
    planning |= {"language": options["language"]} if "language" in options else {}
    planning |= {"scorers": options["scorer"]} if "scorer" in options else {}
    planning |= {"folder": folder} if isinstance(source, str) else {}
    roadmap = planner.simulate(source, **planning) if _shows_risk(view) else planner.plan(source, **planning)
    pages: dict[str, tuple[Scene, ...]] = {}
    svgs = make_files(roadmap, "svg", view, default_registry(), style, pages)
    return Drawn(pages[view], tuple(svgs), options.get("alt") or pages[view][0].alt)


def _shows_risk(view: str) -> bool:
    record = default_registry().get("views", view)
    return "risk" in (record.needs, record.shows)
