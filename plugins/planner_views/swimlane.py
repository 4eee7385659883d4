"""Swimlane: owners in lanes, quarters across, one card per step, as long as its work takes.

A card whose name does not fit inside carries it beside itself; type never goes below the floor. Lanes are
ordered so that steps that wait for each other lie close, the critical chain counting threefold. What does
not fit on one page goes on the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from planner import theme, wording
from planner.plugins import View, hookimpl
from planner.roadmap import Placement, Roadmap
from planner.scene import Connector, Scene, Shape, TextLine
from planner.text import FLOOR
from planner_views import routing
from planner_views.page import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Axis,
    card_alt,
    heading,
    legend,
    marker_row,
    quarter_header,
    text_block,
)

TOP = 252.0
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


def draw(roadmap: Roadmap) -> tuple[Scene, ...]:
    axis = Axis.over(roadmap, _lane_width(roadmap))
    order = lane_order(roadmap)
    room = BOTTOM - TOP
    rows: list[Row] = []
    height = ROW_HEIGHTS[-1]
    for height in ROW_HEIGHTS:
        rows = [row for lane in order for row in _pack(roadmap, axis, lane, height)]
        if _page_height(rows, height) <= room:
            break
    pages = _paginate(rows, height, room) or [[]]
    return tuple(_page(roadmap, axis, page, height, number, len(pages)) for number, page in enumerate(pages, 1))


def _lane_width(roadmap: Roadmap) -> float:
    from planner.text import width

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


def _pack(roadmap: Roadmap, axis: Axis, lane: str, height: float) -> list[Row]:
    """First fit: each card goes into the first row of its lane in which it touches nothing."""
    rows: list[list[Card]] = []
    for step in sorted((p for p in roadmap.placements if p.owner == lane), key=lambda p: (p.start, -p.weeks, p.id)):
        card = _card(axis, step, height)
        for row in rows:
            if all(card.reach[0] >= other.reach[1] + GAP or card.reach[1] + GAP <= other.reach[0] for other in row):
                row.append(card)
                break
        else:
            rows.append([card])
    return [Row(lane, tuple(row)) for row in rows]


def _card(axis: Axis, step: Placement, height: float) -> Card:
    from planner.text import LINE_HEIGHT, cut, fit, width

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
    on_right = left + wide + 12 + needed <= RIGHT
    reach = (left - 6, left + wide + 12 + needed) if on_right else (left - 12 - needed, left + wide + 6)
    return Card(step, left, wide, tuple(lines), size, "right" if on_right else "left", reach)


def _page_height(rows: list[Row], height: float) -> float:
    return sum(height for _ in rows)


def _paginate(rows: list[Row], height: float, room: float) -> list[list[Row]]:
    """Whole lanes stay together where they fit; a lane larger than a page goes on the next."""
    most = int(room // height)
    pages: list[list[Row]] = []
    lanes: dict[str, list[Row]] = {}
    for row in rows:
        lanes.setdefault(row.lane, []).append(row)
    for own in lanes.values():
        if pages and len(pages[-1]) + len(own) <= most:
            pages[-1] += own
            continue
        pages += [own[i : i + most] for i in range(0, len(own), most)]
    return pages


def _page(roadmap: Roadmap, axis: Axis, rows: list[Row], height: float, number: int, pages: int) -> Scene:
    grow = min((BOTTOM - TOP) / max(len(rows), 1), 96)
    height = max(height, min(grow, height * 1.35))
    names = {lane.id: lane.name for lane in roadmap.lanes}
    back: list[Shape] = []
    cards: list[Shape] = []
    y = TOP
    previous = ""
    shaded = False
    for index, row in enumerate(rows):
        if row.lane != previous:
            span = sum(other.lane == row.lane for other in rows[index:])
            shaded = not shaded
            back.append(_lane(axis, row.lane, names[row.lane], y, span * height, shaded))
            previous = row.lane
        for card in row.cards:
            cards += _draw_card(roadmap, card, y, height, theme.BAND if shaded else theme.PAPER)
        y += height
    head = heading(roadmap, _subtitle(roadmap), number, pages)
    quarters = quarter_header(roadmap, axis, 162, y)
    stages = marker_row(roadmap, axis, 204, 44)
    connectors = _connectors(roadmap, cards)
    elements: tuple[Shape | Connector, ...] = (
        *head,
        *back,
        *quarters,
        *stages,
        *connectors,
        *cards,
        *legend(roadmap, y + 14),
    )
    page = f", page {number} of {pages}" if pages > 1 else ""
    return Scene(
        id=f"{roadmap.organisation}-swimlane" + (f"-{number}" if pages > 1 else ""),
        width=WIDTH,
        height=HEIGHT,
        title=roadmap.title,
        alt=f"Roadmap of {roadmap.name}: {len(roadmap.placements)} steps by owner and quarter{page}. "
        + " ".join(f"{p.name}: {p.owner_name}, {p.start_date} to {p.end_date}." for p in roadmap.placements),
        background=theme.PAPER,
        elements=elements,
        language=roadmap.language,
    )


def _subtitle(roadmap: Roadmap) -> str:
    name = f"{roadmap.name}{' (fictional example)' if roadmap.fictional else ''}"
    missing = [item for item in roadmap.left_out if item.asked and item.kind == "does-not-fit"]
    if missing:
        return f"{name}: {missing[0].name} is left out because {missing[0].text}"
    count = wording.count(len(roadmap.placements), "step")
    drawn = len(roadmap.critical_chain) > 1
    dashed = any(a not in roadmap[b].needs for a, b in pairwise(roadmap.critical_chain))
    arrows = "; arrows follow the chain that sets the finish" if drawn else ""
    return f"{name}: {count} by owner and quarter{arrows}" + (
        ", dashed where a role or the budget is shared" if dashed else ""
    )


def _lane(axis: Axis, lane: str, name: str, y: float, height: float, shaded: bool) -> Shape:
    fill = theme.BAND if shaded else theme.PAPER
    lines = text_block(
        name, LEFT + 16, y, axis.left - LEFT - 28, height, (20, 19, 18, 17, 16), bold=True, color=theme.INK
    )
    return Shape(f"lane-{lane}", "lane", LEFT, y, RIGHT - LEFT, height, fill=fill, lines=lines, on=fill)


def _draw_card(roadmap: Roadmap, card: Card, y: float, height: float, behind: str) -> list[Shape]:
    from planner.text import LINE_HEIGHT, width

    step = card.step
    paint = theme.stage_paint(step.stage_number, len(roadmap.stages))
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
                stroke=theme.ACCENT,
                stroke_width=3,
                fill=theme.PAPER,
                radius=10,
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
            alt=card_alt(step),
        )
    )
    if step.done:
        made += _progress(step, card, top + tall - 10, paint.fill)
    if card.side != "inside":
        wide = max(width(line, card.size, step.is_target) for line in card.lines) + 2
        x = card.x + card.width + 10 if card.side == "right" else card.x - 10 - wide
        block = len(card.lines) * card.size * LINE_HEIGHT
        lines = text_block(
            " ".join(card.lines),
            x,
            y,
            wide,
            height,
            (card.size,),
            bold=step.is_target,
            color=theme.INK,
            broken=card.lines,
            anchor="start" if card.side == "right" else "end",
        )
        made.append(Shape(f"name-{step.id}", "label", x, y + (height - block) / 2, wide, block, lines=lines, on=behind))
    return made


def _progress(step: Placement, card: Card, y: float, fill: str) -> list[Shape]:
    room = card.width - 16
    tint = "#FFFFFF" if theme.contrast("#FFFFFF", fill) >= 3 else theme.DONE
    return [
        Shape(f"track-{step.id}", "marker", card.x + 8, y, room, 4, fill=theme.LINE, radius=2),
        Shape(f"done-{step.id}", "marker", card.x + 8, y, max(room * step.done, 4), 4, fill=tint, radius=2),
    ]


def _connectors(roadmap: Roadmap, shapes: list[Shape]) -> list[Connector]:
    """The critical chain, routed around what it can avoid."""
    cards = {shape.id.removeprefix("ring-"): shape for shape in shapes if shape.role == "ring"}
    obstacles = [shape for shape in shapes if shape.role in ("card", "label")]
    return [
        Connector(
            f"arrow-{a}-{b}",
            f"step-{a}",
            f"step-{b}",
            routing.route(cards[a], cards[b], obstacles),
            theme.ACCENT,
            3,
            dash="" if a in roadmap[b].needs else "7 5",
        )
        for a, b in zip(roadmap.critical_chain, roadmap.critical_chain[1:], strict=False)
        if a in cards and b in cards
    ]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("swimlane", draw, "Owners in lanes, quarters across, cards as long as the work (default)")
