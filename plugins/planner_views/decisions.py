"""Decisions: what could go wrong, and what is asked for now."""

from collections.abc import Iterable

from planner.pictures import Scene, Shape, Style
from planner.pictures.toolkit import Cell, Column, Page, Row, sheets
from planner.plugins import Roadmap, View, _, day, decisions, hookimpl, ngettext, risks_of

SIZES = (26.0, 24.0, 22.0, 20.0)
"""The largest at which everything is on one page."""
GAP = 40.0
LINES = 6
"""The most of a row, at that size."""
RISKS = 0.32
"""Part of the width that the risks take."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    asked, risks = _asked(page), _risks(page)
    for size in SIZES:
        found = [_decisions(page, asked, size), _known(page, risks, size)]
        pages = max(map(len, found))
        if pages == 1:
            break
    return tuple(
        _page(page, [own[n] if n < len(own) else ([], []) for own in found], n + 1, pages) for n in range(pages)
    )


Sheet = tuple[list[Shape], list[Row]]


def _asked(page: Page) -> list[Row]:
    """What is to be decided, by whom, by when; or who has decided it, and how."""
    rows = []
    for one in decisions(page.roadmap):
        who, when = one.owner, day(one.by)
        if one.state != "open":
            who, when = one.decided_by or one.owner, day(one.decided_on) if one.decided_on else ""
            when = " ".join(filter(None, (_("taken") if one.state == "taken" else _("refused"), when)))
        key = f"ask-{one.key}"
        rows.append(
            Row(key, (Cell(page.say(one.text)), Cell(page.say(who), muted=True), Cell(when, muted=True)), key, one.text)
        )
    return rows or [Row("ask-none", (Cell(page.say(_("Nothing has to be decided now."))), Cell(""), Cell("")))]


def _risks(page: Page) -> list[Row]:
    rows = [
        Row(f"risk-{one.key}", (Cell(page.say(one.text)),), f"risk-{one.key}", one.text)
        for one in risks_of(page.roadmap)
    ]
    return rows or [Row("risk-none", (Cell(page.say(_("None stands out."))),))]


def _decisions(page: Page, rows: list[Row], size: float) -> list[Sheet]:
    columns = (
        Column("ask", _("Decisions asked for"), 60), Column("owner", _("Owner"), 24), Column("by", _("Latest"), 16),
    )  # fmt: skip
    return sheets(page, columns, rows, key="decisions", room=page.room * (1 - RISKS) - GAP, size=size, lines=LINES)


def _known(page: Page, rows: list[Row], size: float) -> list[Sheet]:
    room = page.room * RISKS
    columns = (Column("risk", _("Risks to know about"), 1),)
    return sheets(page, columns, rows, key="risks", left=page.right - room, room=room, size=size, lines=LINES)


def _page(page: Page, own: list[Sheet], number: int, pages: int) -> Scene:
    rows = [row for _shapes, some in own for row in some]
    said = [_spoken(row) for row in rows]
    return page.scene(
        "decisions",
        (*(shape for shapes, _rows in own for shape in shapes), *page.legend([])),
        title=_title(page.roadmap),
        subtitle=_("what the plan asks for, and what it rests on"),
        alt=" ".join(said),
        notes="\n".join(said),
        number=number,
        pages=pages,
    )


def _spoken(row: Row) -> str:
    first, *others = (cell.text for cell in row.cells)
    return f"{first} ({', '.join(filter(None, others))})" if any(others) else first


def _title(roadmap: Roadmap) -> str:
    found = [one for one in decisions(roadmap) if one.state == "open"]
    asked = len(found)
    if not asked:
        return _("Nothing has to be decided now")
    if not roadmap.all_fit:
        return ngettext("One decision is asked for, as not everything fits",
                        "{n} decisions are asked for, as not everything fits", asked)  # fmt: skip
    first = day(min(one.by for one in found))
    return ngettext("One decision is asked for, by {first}", "{n} decisions are asked for, the first by {first}", asked,
                    first=first)  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("decisions", draw, "Risks to know about and decisions asked for", whole=True)
