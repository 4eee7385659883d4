"""The pictures of a portfolio, by name: its page first, then tables of members, of what is shared, and of who waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from planner.domain.calendar import Calendar, first_day
from planner.errors import PlannerError
from planner.i18n.translation import is_rtl_language, speaking
from planner.pictures.scene import Scene, mirrored, spoken_right_to_left
from planner.pictures.style import Style
from planner.pictures.text_metrics import measured_for
from planner.pictures.toolkit import Page
from planner.publishing import (
    portfolio_compare_picture,
    portfolio_picture,
    portfolio_status_picture,
    portfolio_tables,
)
from planner.roadmap.portfolio import PortfolioRoadmap

Draw = Callable[[PortfolioRoadmap, Page], list[Scene]]

VIEWS: Mapping[str, Draw] = MappingProxyType({
    "portfolio": portfolio_picture.draw,
    "members": portfolio_tables.members,
    "people": portfolio_tables.people,
    "waits": portfolio_tables.waits,
})  # fmt: skip
"""In the order in which they are slides; the first is the picture where nobody asks for another."""


def views_of(portfolio: PortfolioRoadmap) -> Mapping[str, Draw]:
    """Those that a portfolio has: the usual ones, and of what only is there where somebody has asked."""
    asked = {"status": portfolio_status_picture.draw} if portfolio.standings else {}
    return {**VIEWS, **asked} | ({"compare": portfolio_compare_picture.draw} if portfolio.comparison else {})


def portfolio_pages(
    portfolio: PortfolioRoadmap, style: Style | None = None, views: Sequence[str] = ("portfolio",)
) -> tuple[Scene, ...]:
    """The pages of some views, one after the other.

    Raises:
        PlannerError: there is no such view.
    """
    style = style or Style()
    known = views_of(portfolio)
    if unknown := [view for view in views if view not in known]:
        raise PlannerError(f"a portfolio has no view '{unknown[0]}'; use one of {', '.join(known)}")
    with speaking(portfolio.language, style.theme.dates, style.theme.numbers), measured_for(style.theme.font):
        page = _page(portfolio, style)
        pages = [scene for view in views for scene in known[view](portfolio, page)]
    if is_rtl_language(portfolio.language):
        pages = [spoken_right_to_left(scene) for scene in pages]
    flips = style.runs_right_to_left(portfolio.language)
    return tuple(mirrored(scene) if flips else scene for scene in pages)


def _page(own: PortfolioRoadmap, style: Style) -> Page:
    """A page that says of the portfolio what it says of the plan that it shows."""
    calendar = Calendar(first_day(own.quarters[0]), len(own.quarters))
    shown = replace(
        own.members[0].roadmap,
        organisation=own.id, name=own.name, fictional=own.fictional, calendar=calendar, language=own.language,
        condition="",
    )  # fmt: skip
    return Page(shown, style)
