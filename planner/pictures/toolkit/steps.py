"""What views say and draw of single steps: alt text, items, notes, numbered discs."""

from __future__ import annotations

from collections.abc import Iterable

from planner.i18n import phrases
from planner.i18n.translation import _, day
from planner.pictures.scene import Item, Shape
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.toolkit.page import Page
from planner.pictures.toolkit.text_blocks import text_block
from planner.roadmap import narrative
from planner.roadmap.records import Placement
from planner.roadmap.roadmap import Roadmap


def step_alt(step: Placement) -> str:
    """What a screen reader says of a step."""
    said = _(
        "{name}, {owner}, {start} to {end}, {weeks}. {reason}.",
        name=step.name, owner=step.owner_name, start=day(step.start_date), end=day(step.end_date),
        weeks=phrases.weeks(step.duration), reason=step.reason.text[:1].upper() + step.reason.text[1:],
    )  # fmt: skip
    if step.late_weeks and step.due_date:
        said += " " + _("{weeks} after its date, {due}.", weeks=phrases.weeks(step.late_weeks), due=day(step.due_date))
    return said


def step_items(roadmap: Roadmap, steps: Iterable[Placement] = ()) -> tuple[Item, ...]:
    """The steps of a page, for tables, filters and highlights."""
    stages = {stage.id: stage.name for stage in roadmap.stages}
    return tuple(
        Item(p.id, p.name, p.owner_name, stages[p.stage], p.needs, _facts(roadmap, p))
        for p in (steps or roadmap.placements)
    )


def _facts(roadmap: Roadmap, p: Placement) -> tuple[tuple[str, str], ...]:
    """All there is to say of a step: when, what for, why there, how it is shown and measured."""
    found = (
        (_("Start"), day(p.start_date)), (_("End"), day(p.end_date)), (_("Weeks"), str(p.duration)),
        (_("Outcome"), p.outcome), *narrative.sentences(roadmap, p), (_("To show"), p.proof),
        (_("Measured by"), "; ".join(p.kpis)),
    )  # fmt: skip
    return tuple(fact for fact in found if fact[1])


def step_notes(roadmap: Roadmap, steps: Iterable[Placement]) -> str:
    """What to say to a page of steps: the finding, then each step with all there is to say of its place."""
    lines = [roadmap.title + "."]
    for p in steps:
        lines += ["", f"{p.name}: {p.owner_name}, {day(p.start_date)} – {day(p.end_date)}."]
        lines += [f"{about}: {text}." for about, text in narrative.sentences(roadmap, p)]
    return "\n".join(lines)


def numbered(roadmap: Roadmap) -> dict[str, int]:
    """Number of each step: in the order of the plan, or as in the plan in force that this one goes on from."""
    return {p.id: p.number for p in roadmap.placements}


def disc(
    page: Page, key: str, count: int, step: Placement, x: float, y: float, size: float, text: float = FLOOR
) -> Shape:
    """A numbered disc for a step, round its centre; a pill where the number needs more room."""
    paint, theme, words = page.stage(step.stage_number), page.theme, str(count)
    wide = max(size, width(words, text, True) + 6)
    left = x - wide / 2
    lines = text_block(words, left, y - size / 2, wide, size, (text,), bold=True, color=paint.text, anchor="middle",
                       broken=(words,))  # fmt: skip
    return Shape(
        key, "station", left, y - size / 2, wide, size, "circle" if wide == size else "rect", fill=paint.fill,
        stroke=theme.accent if step.critical else paint.stroke, stroke_width=3 if step.critical else 1.5,
        radius=0 if wide == size else size / 2, lines=lines, alt=step_alt(step), of=step.id,
    )  # fmt: skip
