"""How outputs look: theme, size of the page, what is drawn and what not."""

from __future__ import annotations

from dataclasses import dataclass

from planner.i18n.translation import is_rtl_language
from planner.pictures.theme import LIGHT, Theme

SPLITS = ("none", "stage", "owner", "year")
EDGES = ("chain", "all")
LEAST = (900.0, 450.0)
"""Pixels (450 by 225 points) below which nothing readable fits on a page."""


@dataclass(frozen=True, slots=True)
class Style:
    """What views, renderers and exporters go by.

    Attributes:
        width, height: of a page, in pixels; 1920 are the width of a 13.33 in slide (1 px = 0.5 pt).
        edges: chain (only the chain that sets the finish, also when empty) or all (every prerequisite).
        split: pages by stage, owner or year; none or empty: as many steps on a page as fit.
        direction: ltr or rtl; empty: as the language is written.
        heading: whether pages carry their own title (a slide may have one already).
        scale: PNG pixels per pixel of the page.
        transparent: no background.
        pictures: (title, address) of pictures that are written beside a document, for it to show.
    """

    theme: Theme = LIGHT
    width: float = 1920.0
    height: float = 1080.0
    edges: str = ""
    split: str = ""
    direction: str = ""
    heading: bool = True
    scale: float = 1.5
    transparent: bool = False
    pictures: tuple[tuple[str, str], ...] = ()

    def runs_right_to_left(self, language: str) -> bool:
        """Whether pages in a language are drawn from right to left."""
        return self.direction == "rtl" if self.direction else is_rtl_language(language)
