"""How outputs look: theme, size of the page, what is drawn and what not."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import PlannerError
from planner.i18n.translation import is_rtl_language
from planner.pictures.theme import LIGHT, Theme

SPLITS = ("none", "stage", "owner", "year")
EDGES = ("chain", "all")
LEAST = (900.0, 450.0)
"""Pixels (450 by 225 points) below which nothing readable fits on a page."""
MOST = (10_000.0, 10_000.0)
SIZES = {"16:9": (1920.0, 1080.0), "4:3": (1440.0, 1080.0), "a4": (1684.0, 1190.0), "letter": (1584.0, 1224.0)}
"""Pages by name, in pixels (1 px = 0.5 pt); paper lies on its long side."""


def size_of(words: str) -> tuple[float, float]:
    """Width and height of a page by name or as ``WIDTHxHEIGHT``, in pixels.

    Raises:
        PlannerError: it is neither, or too small or too large.
    """
    if words.lower() in SIZES:
        return SIZES[words.lower()]
    wide, by, tall = words.lower().partition("x")
    if not (by and wide.isascii() and wide.isdigit() and tall.isascii() and tall.isdigit() and len(words) < 20):
        raise PlannerError(f"size '{words}': write {', '.join(SIZES)}, or pixels such as 1600x900")
    size = float(wide), float(tall)
    if any(not least <= own <= most for least, own, most in zip(LEAST, size, MOST, strict=True)):
        least, most = ("x".join(f"{one:.0f}" for one in bound) for bound in (LEAST, MOST))
        raise PlannerError(f"size '{words}': a page has at least {least} pixels, and at most {most}")
    return size


@dataclass(frozen=True, slots=True)
class Style:
    """What views, renderers and exporters go by.

    Attributes:
        width, height: of a page, in pixels; 1920 are the width of a 13.33 in slide (1 px = 0.5 pt).
        edges: chain (only the chain that sets the date, also when empty) or all (every prerequisite).
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
