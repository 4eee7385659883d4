"""Decks: a short one for a board, and the roadmap inside a deck that exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.i18n.translation import _, speaking
from planner.pictures.scene import Scene
from planner.pictures.style import Style
from planner.plugins.registry import Registry
from planner.publishing.drawing import draw
from planner.roadmap.roadmap import Roadmap

if TYPE_CHECKING:
    from planner.pictures.slides.insertion import Wanted
    from planner.pictures.slides.merge import Change
    from planner.pictures.slides.template import Taken

BOARD = ("cover", "summary", "journey", "swimlane", "load", "reasons", "value", "decisions", "heatmap")
"""Cover, summary, journey, the roadmap, what it needs, what was chosen and why, what it brings, decisions, where we
are."""

MOST = 8
"""Slides that a board looks at."""

CASE, KPIS = "money", "kpis"
"""The views of the business case and of what is measured: for the board as well, where the organisation says something
of it."""

GIVES_WAY = ("heatmap", "reasons", "load")
"""What goes to the appendix then, in this order."""

TABLES = ("resources",)
"""What only the appendix has: every figure behind a chart."""


def board_deck(
    roadmap: Roadmap,
    registry: Registry,
    *,
    views: Sequence[str] = BOARD,
    template: Path | None = None,
    style: Style | None = None,
) -> tuple[bytes, Taken | None]:
    """(a deck with the pages of some views, as native shapes with speaker notes; what was taken from a template).

    Args:
        template: a deck whose layouts, themes and sizes are used, and nothing else of it.

    Raises:
        PlannerError: the template cannot be read, or python-pptx is not installed.
    """
    from planner.pictures.slides.new_deck import Slot, plain_deck, template_deck

    style = style or Style()
    views, after = _for_the_board(roadmap, registry) if tuple(views) == BOARD else ((), tuple(views))
    if template is None:
        scenes = _pages(roadmap, views, after, registry, style)
        return plain_deck(scenes, style, _sections(roadmap, views, scenes)), None

    def make(slot: Slot) -> Sequence[Scene]:
        own, wished = slot.style, style.theme
        theme = replace(own.theme, footer=wished.footer, dates=wished.dates, numbers=wished.numbers)
        look = replace(style, theme=theme, width=own.width, height=own.height, heading=False)
        return _pages(roadmap, views, after, registry, look)

    with _readable(template):
        return template_deck(template, make, style, lambda scenes: _sections(roadmap, views, scenes))


def _for_the_board(roadmap: Roadmap, registry: Registry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the views for the board, those of the appendix)."""
    said = {CASE: roadmap.case is not None and roadmap.case.stated, KPIS: bool(roadmap.kpis)}
    more = [one for one, there in said.items() if there and one in registry.names("views")]
    gone, place = GIVES_WAY[: max(0, len(BOARD) + len(more) - MOST)], BOARD.index("value") + 1
    units = tuple(v for v in ("units", "unit-levels") if v in registry.names("views")) if roadmap.units else ()
    return tuple(view for view in (*BOARD[:place], *more, *BOARD[place:]) if view not in gone), (*units, *gone, *TABLES)


def _pages(
    roadmap: Roadmap, board: Sequence[str], after: Sequence[str], registry: Registry, style: Style
) -> list[Scene]:
    """Of the views for the board the first page of each, then their other pages, then those of what comes after: a
    board's deck is as long for a large plan as for a small one."""
    pages = [draw(roadmap, view, registry, style) for view in board]
    rest = [page for own in pages for page in own[1:]]
    return [
        *(own[0] for own in pages),
        *rest,
        *(page for view in after for page in draw(roadmap, view, registry, style)),
    ]


def _sections(roadmap: Roadmap, board: Sequence[str], scenes: Sequence[Scene]) -> list[tuple[str, int]]:
    """The parts of a board's deck, with their slides: what is for the board, and the appendix."""
    if not board or len(scenes) <= len(board):
        return []
    with speaking(roadmap.language):
        return [(_("For the board"), len(board)), (_("Appendix"), len(scenes) - len(board))]


def put_into_deck(
    roadmap: Roadmap, deck: Path, wanted: Wanted, registry: Registry, style: Style | None = None
) -> tuple[bytes, list[Change]]:
    """(the deck with our slides inserted or refreshed, what changed and what was kept). Nothing is written.

    Raises:
        PlannerError: the deck cannot be read, or has no such slide or placeholder.
    """
    from planner.pictures.slides.insertion import put_into

    def make(view: str, own: Style) -> Sequence[Scene]:
        if view not in registry.names("views"):
            raise PlannerError(f"{deck} has a group of the view '{view}', which is not installed")
        return draw(roadmap, view, registry, own)

    def absent(view: str) -> bool:
        needs = registry.get("views", view).needs if view in registry.names("views") else ""
        return bool(needs) and getattr(roadmap, needs) is None

    with _readable(deck):
        return put_into(deck, wanted, make, style or Style(), absent)


@contextmanager
def _readable(deck: Path) -> Iterator[None]:
    """A deck may be damaged in ways that show only when it is worked on."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, StopIteration) as error:
        raise PlannerError(f"{deck} cannot be worked on, it may be damaged: {type(error).__name__}: {error}") from error
