"""Resources: what each role and the budget have and need in each quarter."""

from collections.abc import Collection, Iterable

from planner.pictures import Scene, Shape, Style
from planner.pictures.toolkit import Cell, Column, Page, Row, load_entries, sheets
from planner.plugins import Roadmap, Spend, Use, View, _, decimal, hookimpl, phrases

NARROWEST = 104.0
BUSY = 0.6


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    quarters = [spend.quarter for spend in roadmap.budget_use]
    most = max(1, int(page.room * 0.8 // NARROWEST))
    even = -(-len(quarters) // max(1, -(-len(quarters) // most))) or 1
    spans = [quarters[i : i + even] for i in range(0, len(quarters), even)] or [[]]
    found = [(*one, span) for span in spans for one in _sheets(page, span)]
    entries = load_entries(page)
    return tuple(
        page.scene(
            "resources",
            (*shapes, *page.legend(entries)),
            title=_title(roadmap, span, {row.key for row in own}),
            subtitle=_("person-weeks used of those there are, running what is live included; spend in thousands"),
            alt=". ".join(", ".join(cell.text for cell in row.cells if cell.text) for row in own) or roadmap.title,
            number=number,
            pages=len(found),
        )
        for number, (shapes, own, span) in enumerate(found, 1)
    )


def _sheets(page: Page, quarters: list[str]) -> list[tuple[list[Shape], list[Row]]]:
    roadmap = page.roadmap
    columns = (
        Column("role", _("Role"), 20),
        *(Column(q, phrases.quarter(q), 80 / len(quarters), "middle") for q in quarters),
    )
    uses = {(use.role, use.quarter): use for use in roadmap.capacity_use}
    roles = dict.fromkeys(use.role for use in roadmap.capacity_use)
    rows = [
        Row(role, (Cell(roadmap.roles[role], bold=True), *(_use(page, uses.get((role, q))) for q in quarters)))
        for role in roles
    ]
    spend = {one.quarter: one for one in roadmap.budget_use}
    if any(one.spend or one.budget for one in roadmap.budget_use):
        title = " ".join(filter(None, (_("Outside spend"), roadmap.currency)))
        rows.append(Row("budget", (Cell(title, bold=True), *(_spend(page, spend[q]) for q in quarters))))
    return sheets(page, columns, rows)


def _use(page: Page, use: Use | None) -> Cell:
    if use is None:
        return Cell("–", muted=True)
    used = use.run + use.work
    if use.capacity is None:
        return Cell(decimal(used))
    return Cell(page.say(_("{used} of {has}", used=decimal(used), has=decimal(use.capacity))),
                fill=_fill(page, used, use.capacity))  # fmt: skip


def _spend(page: Page, one: Spend) -> Cell:
    there = page.roadmap.money_there.get(one.quarter)
    if there is None:
        return Cell(decimal(one.spend, 0))
    if not one.spend:
        return Cell(page.say(_("{used} of {has}", used=0, has=decimal(there, 0))), muted=True)
    return Cell(page.say(_("{used} of {has}", used=decimal(one.spend, 0), has=decimal(there, 0))),
                fill=_fill(page, one.spend, there))  # fmt: skip


def _fill(page: Page, used: float, has: float) -> str:
    return page.theme.load(_share(used, has)).fill


def _title(roadmap: Roadmap, quarters: Collection[str], rows: Collection[str]) -> str:
    """What is scarcest in the quarters and rows of a page."""
    budget = _("the budget")
    shares = [(use.share if use.capacity else float(use.run + use.work > 0), use.quarter, use.role_name)
              for use in roadmap.capacity_use
              if use.capacity is not None and use.quarter in quarters and use.role in rows]  # fmt: skip
    there = roadmap.money_there if "budget" in rows else {}
    shares += [(_share(one.spend, there[one.quarter]), one.quarter, budget) for one in roadmap.budget_use
               if one.quarter in there and one.quarter in quarters and one.spend]  # fmt: skip
    if not shares:
        return _("No capacity is given, so nothing is scarce")
    share, quarter, name = max(shares, key=lambda one: round(100 * one[0]))  # of equals, as they are said, the first
    percent = round(100 * min(share, 9.99))
    over = [one for one in shares if one[2] == name and one[0] > 1.0005]
    if len(over) > 1:
        return _("{role} is over what there is in {n} of {all} quarters, most in {quarter}: {percent} %",
                 role=name[:1].upper() + name[1:], n=len(over), all=sum(one[2] == name for one in shares),
                 quarter=phrases.quarter(quarter), percent=percent)  # fmt: skip
    if share <= BUSY:
        return _("There is room: at most {percent} % is used of anything in a quarter", percent=percent)
    return _("{role} is the tightest: {percent} % used in {quarter}", role=name[:1].upper() + name[1:],
             percent=percent, quarter=phrases.quarter(quarter))  # fmt: skip


def _share(used: float, has: float | None) -> float:
    return used / has if has else 1.0 if used else 0.0


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("resources", draw, "People and money, used of those there are, by quarter", whole=True)
