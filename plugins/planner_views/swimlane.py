"""Swimlane: owners in lanes, quarters across, one card per step, as long as its work takes.

A card whose name does not fit inside carries it beside itself; type never goes below the floor. Lanes are
ordered so that steps that wait for each other lie close, the critical chain counting threefold. What does
not fit on one page goes on the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.pictures import FLOOR, LINE_HEIGHT, Connector, Scene, Shape, Style, TextLine, cut, fit, width
from planner.pictures import contrast as theme_contrast
from planner.pictures.toolkit import (
    Axis,
    Entry,
    Page,
    marker_row,
    plan_entries,
    quarter_header,
    routing,
    step_alt,
    step_items,
    step_notes,
    text_block,
)
from planner.plugins import Placement, Roadmap, View, _, day, hookimpl, narrative, phrases

SUM = 22.0  # what a lane adds up to
HEAD = 90.0  # quarters and stage markers above the lanes
LANE_PAD = 10.0
GAP = 14.0
ROW_HEIGHTS = (86.0, 74.0, 62.0, 50.0, 38.0)
SIZES = (19.0, 18.0, 17.0, FLOOR)
BESIDE = ((240.0, 18.0), (320.0, 17.0), (380.0, FLOOR), (470.0, FLOOR))
"""Room and type size for names beside their cards, tried in turn."""


@dataclass(frozen=True, slots=True)
class Card:
    """A step with its place on the time axis. ``lines`` are inside the bar, or beside it on ``side``."""

    step: Placement
    x: float
    width: float
    lines: tuple[str, ...]
    size: float
    side: str  # inside, right or left
    reach: tuple[float, float]  # from left to right, the text beside it included


@dataclass(frozen=True, slots=True)
class Row:
    lane: str
    cards: tuple[Card, ...]


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    axis = Axis.over(page, _lane_width(roadmap))
    order = lane_order(roadmap)
    room = page.bottom - page.top - HEAD
    rows: list[Row] = []
    height = ROW_HEIGHTS[-1]
    for height in ROW_HEIGHTS:
        rows = [row for lane in order for row in _pack(page, axis, lane, height)]
        if len(rows) * height <= room:
            break
    pages = _paginate(rows, height, room) or [[]]
    return tuple(_page(page, axis, own, height, number, len(pages)) for number, own in enumerate(pages, 1))


def _lane_width(roadmap: Roadmap) -> float:
    longest = max((width(word, 20, True) for lane in roadmap.lanes for word in lane.name.split()), default=0)
    return min(max(longest + 34, 170), 330)


def lane_order(roadmap: Roadmap) -> tuple[str, ...]:
    """Lanes ordered by exact minimum linear arrangement (dynamic programming over subsets) up to 12 lanes;
    beyond that in the journey's order."""
    lanes = [lane.id for lane in roadmap.lanes]
    if not 2 < len(lanes) <= 12:
        return tuple(lanes)
    owner = {p.id: lanes.index(p.owner) for p in roadmap.placements}
    weight = [[0] * len(lanes) for _ in lanes]
    for placed in roadmap.placements:
        for need in placed.needs:
            if need in owner and owner[need] != owner[placed.id]:
                critical = placed.id in roadmap.critical_chain and need in roadmap.critical_chain
                for a, b in ((owner[need], owner[placed.id]), (owner[placed.id], owner[need])):
                    weight[a][b] += 3 if critical else 1
    # The sum of |position difference| x weight equals the sum, over all prefixes, of the weight of the cut.
    size = 1 << len(lanes)
    cut = [0] * size
    for chosen in range(1, size):
        low = (chosen & -chosen).bit_length() - 1
        rest = chosen & (chosen - 1)
        cut[chosen] = cut[rest] + sum(-weight[low][j] if rest >> j & 1 else weight[low][j] for j in range(len(lanes)))
    best, last = [0] * size, [0] * size
    for chosen in range(1, size):
        options = [(best[chosen & ~(1 << j)], j) for j in range(len(lanes)) if chosen >> j & 1]
        cost, last[chosen] = min(options)
        best[chosen] = cost + cut[chosen]
    order: list[int] = []
    chosen = size - 1
    while chosen:
        order.append(last[chosen])
        chosen &= ~(1 << last[chosen])
    order.reverse()
    # An arrangement and its mirror image cost the same: the lane that starts first goes on top.
    first = {j: min((p.start, p.finish) for p in roadmap.placements if owner[p.id] == j) for j in order}
    if first[order[-1]] < first[order[0]]:
        order.reverse()
    return tuple(lanes[j] for j in order)


def _pack(page: Page, axis: Axis, lane: str, height: float) -> list[Row]:
    """First fit: each card goes into the first row of its lane in which it touches nothing."""
    rows: list[list[Card]] = []
    for step in sorted(
        (p for p in page.roadmap.placements if p.owner == lane), key=lambda p: (p.start, -p.duration, p.id)
    ):
        card = _card(page, axis, step, height)
        for row in rows:
            if all(card.reach[0] >= other.reach[1] + GAP or card.reach[1] + GAP <= other.reach[0] for other in row):
                row.append(card)
                break
        else:
            rows.append([card])
    return [Row(lane, tuple(row)) for row in rows]


def _card(page: Page, axis: Axis, step: Placement, height: float) -> Card:
    left, right = axis.x(step.start) + 2, axis.x(step.finish) - 2
    wide = max(right - left, 8)
    inner = height - 2 * LANE_PAD - 8 - (8 if step.done else 0)
    inside = fit(step.name, wide - 20, inner, SIZES, bold=step.is_target)
    if inside is not None:
        return Card(step, left, wide, tuple(inside[0]), inside[1], "inside", (left - 6, left + wide + 6))
    lines, size = [""], FLOOR
    for room, size in BESIDE:
        lines = cut(step.name, size, room, max(1, int((height - 8) // (size * LINE_HEIGHT))), bold=step.is_target)
        if not lines[-1].endswith("…"):
            break
    needed = max(width(line, size, step.is_target) for line in lines) + 2
    on_right = left + wide + 12 + needed <= page.right
    reach = (left - 6, left + wide + 12 + needed) if on_right else (left - 12 - needed, left + wide + 6)
    return Card(step, left, wide, tuple(lines), size, "right" if on_right else "left", reach)


def _paginate(rows: list[Row], height: float, room: float) -> list[list[Row]]:
    """Whole lanes stay together where they fit; a lane larger than a page goes on the next."""
    most = max(int(room // height), 1)
    pages: list[list[Row]] = []
    lanes: dict[str, list[Row]] = {}
    for row in rows:
        lanes.setdefault(row.lane, []).append(row)
    share = -(-len(rows) // -(-len(rows) // most)) if rows else most  # pages about equally full, where lanes allow it
    for own in lanes.values():
        if pages and len(pages[-1]) + len(own) <= most and len(pages[-1]) < share:
            pages[-1] += own
            continue
        parts = -(-len(own) // most)
        size = -(-len(own) // parts)
        pages += [own[i : i + size] for i in range(0, len(own), size)]
    return pages


def _page(page: Page, axis: Axis, rows: list[Row], height: float, number: int, pages: int) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    top = page.top + HEAD
    grow = min((page.bottom - top) / max(len(rows), 1), 96)
    height = max(height, min(grow, height * 1.35))
    names = {lane.id: lane.name for lane in roadmap.lanes}
    back: list[Shape] = []
    cards: list[Shape] = []
    y = top
    previous = ""
    shaded = False
    for index, row in enumerate(rows):
        if row.lane != previous:
            span = sum(other.lane == row.lane for other in rows[index:])
            shaded = not shaded
            back.append(_lane(page, axis, row.lane, names[row.lane], y, span * height, shaded))
            previous = row.lane
        for card in row.cards:
            cards += _draw_card(page, card, y, height, theme.band if shaded else theme.paper)
        y += height
    drawn = {card.step.id for row in rows for card in row.cards}
    arrows = _connectors(page, cards)
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


def _is_needed(step: Placement, before: str) -> bool:
    """Whether a step waits for an earlier one of its chain, not for the people or the money that it takes."""
    return before in step.needs and step.reason.kind == "prerequisite"


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
    if any(b in placed and not _is_needed(placed[b], a) for a, b in pairwise(roadmap.critical_chain)):
        return _(
            "{steps} by owner and quarter; arrows follow the chain that sets the date, dashed where a role or the "
            "budget is shared",
            steps=count,
        )
    return _("{steps} by owner and quarter; arrows follow the chain that sets the date", steps=count)


def _lane(page: Page, axis: Axis, lane: str, name: str, y: float, height: float, shaded: bool) -> Shape:
    """A lane with its name, and where there is room below it the work of all its steps."""
    theme, x, room = page.theme, page.left + 16, axis.left - page.left - 28
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


def _draw_card(page: Page, card: Card, y: float, height: float, behind: str) -> list[Shape]:
    step, theme = card.step, page.theme
    paint = page.stage(step.stage_number)
    top, tall = y + LANE_PAD, height - 2 * LANE_PAD
    made: list[Shape] = []
    if step.critical:
        made.append(
            Shape(
                f"ring-{step.id}",
                "ring",
                card.x - 4,
                top - 4,
                card.width + 8,
                tall + 8,
                stroke=theme.accent,
                stroke_width=3,
                fill=theme.paper,
                radius=10,
                of=step.id,
            )
        )
    lines: tuple[TextLine, ...] = ()
    if card.side == "inside":
        lines = text_block(
            " ".join(card.lines),
            card.x + 10,
            top,
            card.width - 20,
            tall - (8 if step.done else 0),
            (card.size,),
            bold=step.is_target,
            color=paint.text,
            broken=card.lines,
        )
    made.append(
        Shape(
            f"step-{step.id}",
            "card",
            card.x,
            top,
            card.width,
            tall,
            fill=paint.fill,
            stroke=paint.stroke,
            stroke_width=1.5,
            radius=6,
            lines=lines,
            alt=step_alt(step),
            of=step.id,
        )
    )
    if step.done:
        made += _progress(page, step, card, top + tall - 10, paint.fill)
    if card.side != "inside":
        made.append(_name_beside(page, card, y, height, behind))
    return made


def _name_beside(page: Page, card: Card, y: float, height: float, behind: str) -> Shape:
    """The name of a step whose card is too small for it."""
    step = card.step
    wide = max(width(line, card.size, step.is_target) for line in card.lines) + 2
    x = card.x + card.width + 10 if card.side == "right" else card.x - 10 - wide
    block = len(card.lines) * card.size * LINE_HEIGHT
    lines = text_block(
        " ".join(card.lines), x, y, wide, height, (card.size,), bold=step.is_target, color=page.theme.ink,
        broken=card.lines, anchor="start" if card.side == "right" else "end",
    )  # fmt: skip
    top = y + (height - block) / 2
    return Shape(f"name-{step.id}", "label", x, top, wide, block, lines=lines, on=behind, of=step.id)


def _progress(page: Page, step: Placement, card: Card, y: float, fill: str) -> list[Shape]:
    room, theme = card.width - 16, page.theme
    tint = max((theme.done, theme.text_on(fill)), key=lambda color: theme_contrast(color, fill) >= 3)
    return [
        Shape(f"track-{step.id}", "marker", card.x + 8, y, room, 4, fill=theme.line, radius=2, of=step.id),
        Shape(f"done-{step.id}", "marker", card.x + 8, y, max(room * step.done, 4), 4, fill=tint, radius=2, of=step.id),
    ]


def _connectors(page: Page, shapes: list[Shape]) -> list[Connector]:
    """The critical chain, or every prerequisite on request, routed around what can be avoided."""
    roadmap, theme = page.roadmap, page.theme
    cards = {shape.of: shape for shape in shapes if shape.role == "card"}
    cards |= {shape.of: shape for shape in shapes if shape.role == "ring"}
    obstacles = [shape for shape in shapes if shape.role in ("card", "label")]
    chain = list(pairwise(roadmap.critical_chain))
    edges = [(need, p.id) for p in roadmap.placements for need in p.needs] if page.style.edges == "all" else []
    edges = [edge for edge in edges if edge not in chain] + chain
    found = []
    for a, b in edges:
        if a not in cards or b not in cards:
            continue
        points = routing.route(cards[a], cards[b], obstacles)
        ends = {f"step-{a}", f"step-{b}"}
        through = routing.crossed(points, cards[a], cards[b], [one for one in obstacles if one.id not in ends])
        if through and page.style.edges != "all":  # the rings say it; an arrow through a name says nothing
            continue
        tight = (a, b) in chain
        solid = a in roadmap[b].needs if page.style.edges == "all" else _is_needed(roadmap[b], a)
        found.append(
            Connector(f"arrow-{a}-{b}", f"step-{a}", f"step-{b}", points, theme.accent if tight else theme.line,
                      3 if tight else 1.8, dash="" if solid else "7 5")
        )  # fmt: skip
    return found


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("swimlane", draw, "Owners in lanes, quarters across, cards as long as the work (default)", shows="risk")
