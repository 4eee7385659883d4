"""A portfolio's roadmap as files: its picture in any format that takes pages, or its data."""

from __future__ import annotations

import json
from collections.abc import Sequence

from planner.errors import PlannerError
from planner.i18n.translation import speaking
from planner.pictures.style import Style
from planner.plugins.registry import Registry
from planner.publishing.page_check import as_bytes
from planner.publishing.portfolio_views import portfolio_pages
from planner.roadmap.portfolio import PortfolioRoadmap, to_data


def check_format(name: str, registry: Registry) -> None:
    """Refuses a format that a portfolio does not come in."""
    if name not in registry.names("renderers") and name != "json":
        known = ", ".join(sorted({*registry.names("renderers"), "json"}))
        raise PlannerError(f"a portfolio is drawn or written as {known}, not as {name}")


def make_portfolio_files(
    portfolio: PortfolioRoadmap,
    name: str,
    registry: Registry,
    style: Style | None = None,
    views: Sequence[str] = ("portfolio",),
) -> list[bytes]:
    """The files of a portfolio's pictures in a format, one for each page where that takes one page only; or the one
    file of its data.

    Raises:
        PluginError: the format failed.
        PlannerError: it is none that a portfolio comes in, or there is no such view.
    """
    check_format(name, registry)
    if name == "json":
        return [(json.dumps(to_data(portfolio), ensure_ascii=False, indent=2) + "\n").encode()]
    style = style or Style()
    pages = portfolio_pages(portfolio, style, views)
    groups = [(page,) for page in pages] if registry.get("renderers", name).one_page else [pages]
    with speaking(portfolio.language, style.theme.dates, style.theme.numbers):
        return [registry.call("renderers", name, (own, style), as_bytes) for own in groups]
