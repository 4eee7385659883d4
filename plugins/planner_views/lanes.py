"""How steps lie in the lanes of their owners: rows, pages, and what comes next to what."""

from __future__ import annotations

from dataclasses import dataclass

from planner.pictures import FLOOR, LINE_HEIGHT, cut, fit, width, wrap
from planner.pictures.toolkit import Axis, Page
from planner.plugins import Placement, Roadmap

GAP, APART = 14.0, 48.0
COMFORTABLE = 38.0
ROW_HEIGHTS = (86.0, 74.0, 62.0, 50.0, COMFORTABLE, 32.0, 27.0, 22.0)
"""Tried in turn: the tallest rows with which a plan takes the fewest pages."""
MOST_GROWN, MOST_TALL = 1.35, 96.0
SIZES = (19.0, 18.0, 17.0, FLOOR)
BESIDE = ((240.0, 18.0), (320.0, 17.0), (380.0, FLOOR), (470.0, FLOOR))
"""Room and type size for names beside their cards, tried in turn."""


def pad(height: float) -> float:
    """What is left free above and below the card in a row, a ring around it included."""
    return min(10.0, 0.22 * height) if height < COMFORTABLE else 10.0


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
class Lane:
    """The steps of an owner in rows, or a part of them that fits on a page; ``least`` is what its name needs."""

    id: str
    rows: tuple[tuple[Card, ...], ...]
    least: float

    def tall(self, height: float) -> float:
        return max(len(self.rows) * height, self.least)


def arranged(page: Page, axis: Axis, room: float) -> tuple[list[list[Lane]], float]:
    """(the lanes of each page, the height of a row): on as few pages as can be."""
    order = lane_order(page.roadmap)
    best: list[list[Lane]] = []
    chosen = ROW_HEIGHTS[0]
    for height in ROW_HEIGHTS:
        pages = _paginated([_packed(page, axis, lane, height) for lane in order], height, room) or [[]]
        if not best or len(pages) < len(best):
            best, chosen = pages, height
        if len(best) == 1:
            break  # lower rows would save nothing
    return best, chosen


def grown(lanes: list[Lane], height: float, room: float) -> float:
    """The height of a row with which lanes fill a page, within reason."""
    tall = min(height * MOST_GROWN, max(MOST_TALL, height))
    while tall > height and sum(lane.tall(tall) for lane in lanes) > room:
        tall = max(height, tall - 0.25)
    return tall


def lane_width(roadmap: Roadmap) -> float:
    longest = max((width(word, 20, True) for lane in roadmap.lanes for word in lane.name.split()), default=0)
    return min(max(longest + 34, 170), 330)


def name_room(page: Page, axis: Axis) -> float:
    return axis.left - page.left - 28


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


def _packed(page: Page, axis: Axis, lane: str, height: float) -> Lane:
    """First fit: each card goes into the first row of its lane in which it touches nothing."""
    rows: list[list[Card]] = []
    for step in sorted(
        (p for p in page.roadmap.placements if p.owner == lane), key=lambda p: (p.start, -p.duration, p.id)
    ):
        cards = _cards(page, axis, step, height)
        row, card = next(((row, card) for row in rows for card in cards if _is_free(row, card)), ([], cards[0]))
        if not row:
            rows.append(row)
        row.append(card)
    name = next(one.name for one in page.roadmap.lanes if one.id == lane)
    lines = len(wrap(name, FLOOR, name_room(page, axis), True))
    return Lane(lane, tuple(map(tuple, rows)), min(lines * FLOOR * LINE_HEIGHT + 2, 2 * ROW_HEIGHTS[-1]))


def _is_free(row: list[Card], card: Card) -> bool:
    """Whether a card touches nothing. A name on the left of its card keeps away from the card before it, whose name one
    would take it for."""
    before = APART if card.side == "left" else GAP
    return all(
        card.reach[0] >= other.reach[1] + before
        or card.reach[1] + (APART if other.side == "left" else GAP) <= other.reach[0]
        for other in row
    )


def _cards(page: Page, axis: Axis, step: Placement, height: float) -> list[Card]:
    """The card with its name where it reads best, and where else it may be."""
    left, right = axis.x(step.start) + 2, axis.x(step.finish) - 2
    wide = max(right - left, 8)
    inner = height - 2 * pad(height) - 8 - (8 if step.done else 0)
    inside = fit(step.name, wide - 20, inner, SIZES, bold=step.is_target)
    if inside is not None:
        return [Card(step, left, wide, tuple(inside[0]), inside[1], "inside", (left - 6, left + wide + 6))]
    lines, size = [""], FLOOR
    for room, size in BESIDE if height >= COMFORTABLE else BESIDE[-1:]:
        lines = cut(step.name, size, room, max(1, int((height - 8) // (size * LINE_HEIGHT))), bold=step.is_target)
        if not lines[-1].endswith("…"):
            break
    beside = 12 + max(width(line, size, step.is_target) for line in lines) + 2
    reaches = {"right": (left - 6, left + wide + beside), "left": (left - beside, left + wide + 6)}
    sides = [
        side for side, (start, end) in reaches.items() if end <= page.right and (side == "right" or start >= axis.left)
    ]
    return [Card(step, left, wide, tuple(lines), size, side, reaches[side]) for side in sides or ["left"]]


def _paginated(lanes: list[Lane], height: float, room: float) -> list[list[Lane]]:
    """Whole lanes stay together where they fit; a lane larger than a page goes on the next."""
    most = max(int(room // height), 1)
    whole = sum(lane.tall(height) for lane in lanes)
    share = whole / -(-whole // room) if whole else room  # pages about equally full, where lanes allow it
    pages: list[list[Lane]] = []
    for lane in lanes:
        taken = sum(one.tall(height) for one in pages[-1]) if pages else 0.0
        if pages and taken + lane.tall(height) <= room and taken < share:
            pages[-1].append(lane)
            continue
        parts = -(-len(lane.rows) // most)
        size = -(-len(lane.rows) // parts)
        pages += [[Lane(lane.id, lane.rows[i : i + size], lane.least)] for i in range(0, len(lane.rows), size)]
    return pages
