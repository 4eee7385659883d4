"""Reasons: the chosen order, and for each step why it is where it is."""

from collections.abc import Iterable

from planner.pictures import Scene, Style
from planner.pictures.toolkit import Cell, Column, Page, Row, sheets, step_alt, step_items, step_notes
from planner.plugins import Roadmap, View, _, day, decimal, hookimpl, phrases


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    columns = (
        Column("number", _("No."), 4, "middle"), Column("step", _("Step"), 24), Column("owner", _("Owner"), 15),
        Column("when", _("When"), 18), Column("value", _("Value"), 6, "end"), Column("why", _("Why here"), 33),
    )  # fmt: skip
    rows = [
        Row(
            p.id,
            (
                Cell(str(number), bold=True, fill=page.stage(p.stage_number).fill),
                Cell(p.name, bold=p.is_target),
                Cell(p.owner_name, muted=True),
                Cell(page.say(f"{day(p.start_date)} – {day(p.end_date)}"), muted=True),
                Cell(decimal(p.value)),
                Cell(page.say(p.reason.text[:1].upper() + p.reason.text[1:])),
            ),
            p.id,
            step_alt(p),
        )
        for number, p in enumerate(roadmap.placements, 1)
    ]  # fmt: skip
    found = sheets(page, columns, rows)
    placed = {p.id: p for p in roadmap.placements}
    scenes = []
    for number, (shapes, own) in enumerate(found, 1):
        steps = [placed[row.of] for row in own]
        scenes.append(
            page.scene(
                "reasons",
                (*shapes, *page.legend([])),
                title=_title(roadmap),
                subtitle=_("why each step is where it is; {proof}", proof=roadmap.proof.say()),
                alt=" ".join(map(step_alt, steps)) or _("Nothing is left to do."),
                notes=step_notes(roadmap, steps),
                items=step_items(roadmap, steps) if steps else (),
                number=number,
                pages=len(found),
            )
        )
    return tuple(scenes)


def _title(roadmap: Roadmap) -> str:
    kinds: dict[str, int] = {}
    for p in roadmap.placements:
        kinds[p.reason.kind] = kinds.get(p.reason.kind, 0) + 1
    total = phrases.steps(len(roadmap.placements))
    free, waits = kinds.get("open", 0), kinds.get("prerequisite", 0)
    scarce = kinds.get("capacity", 0) + kinds.get("budget", 0)
    if not roadmap.placements:
        return roadmap.title
    if scarce >= max(waits, 1):
        return _("Of {steps}, {n} wait for people or money, {open} can start at once", steps=total, n=scarce, open=free)
    if 2 * (free + waits) < len(roadmap.placements):
        return roadmap.title
    return _("Of {steps}, {open} can start at once and {n} wait for what comes before", steps=total, open=free, n=waits)


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("reasons", draw, "The chosen order, with a reason for every step")
