"""Swimlane: owners in lanes, quarters across, one card per step, as long as its work takes.

A card whose name does not fit inside carries it beside itself; type never goes below the floor. Lanes are
ordered so that steps that wait for each other lie close, the critical chain counting threefold. What does
not fit on one page goes on the next.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from planner.pictures import FLOOR, LINE_HEIGHT, Connector, Scene, Shape, Style, width
from planner.pictures.toolkit import (
    Axis,
    Entry,
    Page,
    marker_row,
    plan_entries,
    quarter_header,
    step_items,
    step_notes,
    text_block,
)
from planner.plugins import Roadmap, View, _, day, hookimpl, narrative, phrases
from planner_views.lanes import Lane, arranged, grown, lane_width, name_room
from planner_views.swimlane_cards import connectors, draw_card, is_needed

SUM = 22.0  # what a lane adds up to
HEAD = 90.0  # quarters and stage markers above the lanes


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    axis = Axis.over(page, lane_width(roadmap))
    pages, height = arranged(page, axis, page.bottom - page.top - HEAD)
    return tuple(_page(page, axis, own, height, number, len(pages)) for number, own in enumerate(pages, 1))


def _page(page: Page, axis: Axis, lanes: list[Lane], height: float, number: int, pages: int) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    y = page.top + HEAD
    height = grown(lanes, height, page.bottom - y)
    names = {lane.id: lane.name for lane in roadmap.lanes}
    back: list[Shape] = []
    cards: list[Shape] = []
    for place, lane in enumerate(lanes):
        tall, shaded = lane.tall(height), not place % 2
        back.append(_lane(page, axis, lane.id, names[lane.id], y, tall, shaded))
        first = y + (tall - len(lane.rows) * height) / 2
        for index, row in enumerate(lane.rows):
            for card in row:
                cards += draw_card(page, card, first + index * height, height, theme.band if shaded else theme.paper)
        y += tall
    arrows = connectors(page, cards)
    drawn = {card.step.id for lane in lanes for row in lane.rows for card in row}
    steps = [p for p in roadmap.placements if p.id in drawn]
    count = phrases.steps(len(steps))
    return page.scene(
        "swimlane",
        (
            *back,
            *quarter_header(page, axis, page.top, y),
            *marker_row(page, axis, page.top + 42, 44),
            *arrows,
            *cards,
            *page.legend([*plan_entries(page, steps), *_waiting(page, arrows)], y + 14),
        ),
        title=page.title(narrative.findings(roadmap)),
        subtitle=_subtitle(page, drawn, arrows),
        alt=_("Roadmap of {name}: {steps} by owner and quarter.", name=roadmap.name, steps=count)
        + " "
        + " ".join(f"{p.name}: {p.owner_name}, {day(p.start_date)} – {day(p.end_date)}." for p in steps),
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps),
        number=number,
        pages=pages,
    )


def _waiting(page: Page, arrows: Sequence[Connector]) -> list[Entry]:
    """What a dashed arrow is, where the subtitle has no room to say so."""
    if page.style.edges == "all" or not any(arrow.dash for arrow in arrows):
        return []
    return [Entry("dash", _("waits for people or money"), stroke=page.theme.accent)]


def _subtitle(page: Page, drawn: set[str], arrows: list[Connector]) -> str:
    """What is to be seen, and what is late where the title says what is missing."""
    roadmap, about = page.roadmap, _about(page, drawn, arrows)
    late = max((one for one in roadmap.placements if one.is_target), key=lambda one: one.late_weeks, default=None)
    missing = any(item.asked for item in roadmap.left_out)  # else the title says what is late
    if not missing or late is None or not late.late_weeks:
        return about
    return _("{name} misses its date by {weeks}; {about}", about=about, name=late.name,
             weeks=phrases.weeks(late.late_weeks))  # fmt: skip


def _about(page: Page, drawn: set[str], arrows: list[Connector]) -> str:
    roadmap = page.roadmap
    missing = [item for item in roadmap.left_out if item.asked and item.kind == "does-not-fit"]
    count = phrases.steps(len(roadmap.placements))
    if missing and roadmap.repairs:
        full = _("{steps} by owner and quarter; the rest would fit {condition}", steps=count,
                 condition=roadmap.repairs[0].condition)  # fmt: skip
        if width(page.say(f"{phrases.fictional(roadmap.name, roadmap.fictional)}: {full}"), FLOOR) <= page.room:
            return full
        return _("{steps} by owner and quarter; the decisions say with which change the rest would fit", steps=count)
    if missing:
        return _("{name} is left out because {why}", name=missing[0].name, why=missing[0].text)
    if page.style.edges == "all":
        return _("{steps} by owner and quarter; arrows lead from what comes first", steps=count)
    if len(roadmap.critical_chain) < 2 or drawn.isdisjoint(roadmap.critical_chain):
        return _("{steps} by owner and quarter", steps=count)
    placed = {p.id: p for p in roadmap.placements}
    chain = [pair for pair in pairwise(roadmap.critical_chain) if drawn.issuperset(pair)]
    if not arrows or len(arrows) < len(chain):
        return _("{steps} by owner and quarter; rings mark the chain that sets the date", steps=count)
    if any(b in placed and not is_needed(placed[b], a) for a, b in pairwise(roadmap.critical_chain)):
        return _(
            "{steps} by owner and quarter; arrows follow the chain that sets the date, dashed where a role or the "
            "budget is shared",
            steps=count,
        )
    return _("{steps} by owner and quarter; arrows follow the chain that sets the date", steps=count)


def _lane(page: Page, axis: Axis, lane: str, name: str, y: float, height: float, shaded: bool) -> Shape:
    """A lane with its name, and where there is room below it the work of all its steps."""
    theme, x, room = page.theme, page.left + 16, name_room(page, axis)
    fill = theme.band if shaded else theme.paper
    work = phrases.amount(sum(p.effort for p in page.roadmap.placements if p.owner == lane))
    words = page.say(phrases.person_weeks(work))
    lines = text_block(name, x, y, room, height, (20, 19, 18, 17, 16), bold=True, color=theme.ink)
    tall = len(lines) * lines[0].size * LINE_HEIGHT
    if tall + SUM <= height - 4 and width(words, FLOOR) <= room:
        top = y + (height - tall - SUM) / 2
        lines = (
            *text_block(name, x, top, room, tall, (lines[0].size,), bold=True, color=theme.ink),
            *text_block(words, x, top + tall, room, SUM, (FLOOR,), color=theme.muted),
        )
    return Shape(f"lane-{lane}", "lane", page.left, y, page.room, height, fill=fill, lines=lines, on=fill)


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("swimlane", draw, "Owners in lanes, quarters across, cards as long as the work (default)", shows="risk")
