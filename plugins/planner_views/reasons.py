"""Reasons: the chosen order, and for each step why it is where it is."""

from collections import Counter
from collections.abc import Iterable

from planner.pictures import Scene, Style
from planner.pictures.toolkit import Cell, Column, Page, Row, sheets, step_alt, step_items, step_notes
from planner.plugins import Roadmap, View, _, day, decimal, hookimpl, ngettext, phrases


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
                Cell(str(p.number), bold=True, fill=page.stage(p.stage_number).fill),
                Cell(p.name, bold=p.is_target),
                Cell(p.owner_name, muted=True),
                Cell(page.say(f"{day(p.start_date)} – {day(p.end_date)}"), muted=True),
                Cell(decimal(p.value)),
                Cell(page.say(p.reason.text[:1].upper() + p.reason.text[1:])),
            ),
            p.id,
            step_alt(p),
        )
        for p in roadmap.placements
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
    """What the steps wait for: every step is counted, the largest group of those that wait first."""
    total = len(roadmap.placements)
    if not total:
        return _("Nothing is planned, so nothing waits")
    kinds = Counter(p.reason.kind for p in roadmap.placements)
    before, scarce = kinds["prerequisite"], kinds["capacity"] + kinds["budget"]
    pace, dated, later = kinds["at-once"], kinds["calendar"] + kinds["pin"], kinds["chosen"]
    waits = [
        (before, ngettext("one waits for others", "{n} wait for others", before), _("{n} for others", n=before)),
        (scarce, ngettext("one waits for people or money", "{n} wait for people or money", scarce),
         _("{n} for people or money", n=scarce)),
        (pace, ngettext("one waits for its turn", "{n} wait for their turn", pace), _("{n} for their turn", n=pace)),
        (dated, ngettext("one waits for a date", "{n} wait for a date", dated), _("{n} for a date", n=dated)),
    ]  # fmt: skip
    others = [
        (kinds["open"], ngettext("one can start at once", "{n} can start at once", kinds["open"])),
        (kinds["under-way"], ngettext("one is under way", "{n} are under way", kinds["under-way"])),
        (later, ngettext("one could start sooner", "{n} could start sooner", later)),
    ]
    first, *rest = sorted(waits, key=lambda one: -one[0])
    said = [words for n, words in (*others, first[:2]) if n] + [brief for n, _words, brief in rest if n]
    return _("Of {steps}, {parts}", steps=phrases.steps(total), parts=phrases.listing(said))


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("reasons", draw, "The chosen order, with a reason for every step")
