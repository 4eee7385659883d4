"""Portfolios, or plans in force and those from today on, side by side: when each member reaches which stage, what moves
and what is short."""

from __future__ import annotations

from collections.abc import Sequence

from planner.i18n import phrases
from planner.i18n.translation import _, day
from planner.pictures.scene import Scene
from planner.pictures.toolkit import Cell, Column, Page, Row
from planner.publishing.portfolio_tables import table_pages
from planner.roadmap.portfolio import PortfolioRoadmap
from planner.roadmap.portfolio_comparison import DateRow, PortfolioComparison


def draw(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """The table of stages, that of the steps that move, and that of figures, where there are any."""
    found = portfolio.comparison
    assert found is not None  # else the view is not there
    reached = _("the day by which each stage is reached; in brackets the change in weeks")
    live = _("the steps that move, live by; in brackets the change in weeks")
    tables = [
        ("compare", _("Stage"), found.stages, found.titles[0], reached),
        ("compare-steps", _("Step"), found.moved, found.titles[1] or found.titles[0], live),
    ]
    scenes: list[Scene] = []
    for view, head, dates, title, subtitle in tables:
        if dates or not (found.moved or found.figures or scenes):  # a page without rows only where there is no other
            columns = _columns(found, Column("member", _("Organisation"), 20), Column("what", head, 24))
            scenes += table_pages(page, view, columns, _rows(page, view, dates), title, subtitle)
    if found.figures:
        columns = _columns(found, Column("figure", "", 40))
        figures = [
            Row(f"figure-{one.key}", (Cell(page.say(one.name), bold=True), *map(Cell, map(phrases.amount, one.values))))
            for one in found.figures
        ]
        scenes += table_pages(
            page, "compare-figures", columns, figures, _of_figures(found), _("altogether, in each plan")
        )
    return scenes


def _of_figures(found: PortfolioComparison) -> str:
    """The figure that is another in another plan: what is missing before what is only counted."""
    other = [one for one in found.figures if len(set(one.values)) > 1]
    if not other:
        return _("All figures are the same in these plans")
    one = next((one for one in other if one.key.startswith("short:")), other[0])
    pairs = zip(found.labels, one.values, strict=True)
    each = ", ".join(_("“{label}” {amount}", label=label, amount=phrases.amount(value)) for label, value in pairs)
    return f"{one.name[:1].upper()}{one.name[1:]}: {each}"


def _columns(found: PortfolioComparison, *first: Column) -> tuple[Column, ...]:
    each = (100 - sum(column.share for column in first)) / len(found.labels)
    return *first, *(Column(f"plan-{n}", label, each, "middle") for n, label in enumerate(found.labels))


def _rows(page: Page, view: str, dates: Sequence[DateRow]) -> list[Row]:
    return [
        Row(
            f"{view}-{row.member}-{row.what}",
            (
                Cell(page.say(row.name), bold=True), Cell(page.say(row.what_name)),
                *(_date(page, row, plan) for plan in range(len(row.days))),
            ),
        )
        for row in dates
    ]  # fmt: skip


def _date(page: Page, row: DateRow, plan: int) -> Cell:
    when, weeks = row.days[plan], row.weeks(plan)
    if row.done[plan]:
        return Cell(_("done"), muted=True)
    if when is None:
        return Cell("–", muted=True)
    said = day(when).replace(" ", "\u00a0")  # a narrow column breaks before the bracket, not in the date
    return Cell(page.say(said + (f" ({phrases.signed(weeks)})" if weeks else "")), bold=bool(weeks))
