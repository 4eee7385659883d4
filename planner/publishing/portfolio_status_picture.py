"""How the members of a portfolio stand: their lights in one table, then what is red or amber."""

from __future__ import annotations

from planner.i18n import phrases
from planner.i18n.translation import _, day
from planner.pictures.scene import Scene
from planner.pictures.toolkit import Cell, Column, Page, Row
from planner.publishing.portfolio_tables import table_pages
from planner.roadmap.portfolio import PortfolioRoadmap
from planner.roadmap.portfolio_status import finding
from planner.roadmap.status import Light


def draw(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """The table of lights, and of what is not green."""
    every = portfolio.standings
    title, today = finding(every), next((one.today for _id, _name, one in every if one), None)
    lights = list(dict.fromkeys((light.id, light.name) for _id, _name, one in every if one for light in one.lights))
    columns = (
        Column("name", _("Organisation"), 24),
        *(Column(f"light-{key}", name, 76 / len(lights), "middle") for key, name in lights),
    )
    rows = []
    for id_, name, status in every:
        own = {light.id: light for light in status.lights} if status else {}
        rows.append(Row(id_, (Cell(page.say(name), bold=True), *(_state(page, own.get(key)) for key, _name in lights))))
    subtitle = (
        _("no plan is in force") if today is None else _("status of {day}, of the plans in force", day=day(today))
    )
    open_rows = [
        Row(f"{id_}-{light.id}", (Cell(page.say(name), bold=True), Cell(light.name), _state(page, light),
                                  Cell(page.say(light.value))))
        for id_, name, status in every if status
        for light in status.lights if light.state in ("red", "amber")
    ]  # fmt: skip
    found = table_pages(page, "status", columns, rows, title, subtitle)
    if open_rows:
        columns = (
            Column("member", _("Organisation"), 22), Column("light", _("Light"), 14),
            Column("state", _("State"), 10, "middle"), Column("what", _("What it says"), 54),
        )  # fmt: skip
        found += table_pages(page, "status-open", columns, open_rows, title, _("what is red or amber, and why"))
    return found


def _state(page: Page, light: Light | None) -> Cell:
    """The word on its colour: no state is told by its colour alone."""
    if light is None or light.state not in ("green", "amber", "red"):
        return Cell("–", muted=True)
    fill = dict(zip(("green", "amber", "red"), page.theme.states, strict=True))[light.state]
    return Cell(phrases.light(light.state), bold=True, fill=fill)
