"""Clusters: the steps of a large map by area and stage, with what has to come before what bundled between them.

Lines run in the gaps between fields, never through a name. Within a field steps stand in the order of their start.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import ceil

from planner.pictures import FLOOR, LINE_HEIGHT, Connector, Line, Point, Shape, cut, width, wrap
from planner.pictures.toolkit import Page, numbered, step_alt, text_block
from planner.plugins import Placement, StageInfo, _, phrases

NAMES, GUTTER, MARGIN = 0.105, 0.042, 46.0
"""Widths of the areas' names and of the gaps between stages, as parts of the page; and beside the last stage."""
HEAD, BETWEEN, PAD, GAP = 46.0, 8.0, 4.0, 6.0
"""Heights of the stages' heads and between rows; inside a field, around cards and between them."""
LEAST, MOST_LINES, SIZE = 138.0, 3, 16.0
THIN, THICKER, THICK = 1.6, 1.2, 7.0
"""Width of a line for one need, what each further one adds, and the most."""
TIP = 9.0
BENDS = 8
"""Straight pieces that a curve is drawn in."""

Cell = tuple[int, int]
"""Place of a stage and of an area among those shown."""
Edges = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """The cards of a field: ``across`` beside each other, ``card`` wide, with ``lines`` each; ``most`` are shown.
    ``whole``: no name is cut."""

    across: int
    card: float
    lines: int
    most: int
    whole: bool = True

    @property
    def height(self) -> float:
        return _tall(ceil(self.most / self.across), self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """How the fields are laid out: their own layout, the width of each stage, the height of each area."""

    fields: Mapping[Cell, Field]
    wide: tuple[float, ...]
    rows: tuple[float, ...]


def reduced(steps: Sequence[Placement], needs: Edges) -> dict[str, list[str]]:
    """What each step needs, less what it needs anyway because of something else it needs (transitive reduction)."""
    before: dict[str, set[str]] = {}
    for step in sorted(steps, key=lambda p: (p.start, p.finish, p.id)):
        before[step.id] = set().union(*({need} | before.get(need, set()) for need in needs[step.id]))
    return {
        p.id: [n for n in needs[p.id] if not any(n in before.get(m, ()) for m in needs[p.id] if m != n)] for p in steps
    }


def clustered(page: Page, needs: Edges, *, cut_short: bool) -> list[Shape | Line | Connector] | None:
    """The elements of the page below its heading; None where there is no room for it.

    Args:
        needs: what is drawn that each step needs.
        cut_short: fields may name their first steps and count the others.
    """
    roadmap = page.roadmap
    steps = sorted(roadmap.placements, key=lambda p: (p.start, p.finish, p.id))
    stages = [s for s in roadmap.stages if any(p.stage == s.id for p in steps)]
    areas = [a for a in roadmap.area_names if any(p.area == a for p in steps)]
    cells: dict[Cell, list[Placement]] = {}
    for p in steps:
        place = next(i for i, s in enumerate(stages) if s.id == p.stage), areas.index(p.area)
        cells.setdefault(place, []).append(p)
    grid = _grid(page, cells, len(stages), len(areas), cut_short=cut_short)
    if grid is None:
        return None
    boxes = _boxes(page, grid, len(stages), len(areas))
    numbers = numbered(roadmap)
    chain = {step: numbers[step] for step in roadmap.critical_chain if step in needs}
    made: list[Shape | Line | Connector] = [
        page.label(f"area-{area}", page.say(roadmap.area_names[area]), page.left, boxes[0, i][1],
                   NAMES * page.room - 16, boxes[0, i][3], (19, 18, 17, FLOOR), role="header", bold=True)
        for i, area in enumerate(areas)
    ]  # fmt: skip
    made += [_head(page, stage, boxes[i, 0], [p for p in steps if p.stage == stage.id])
             for i, stage in enumerate(stages)]  # fmt: skip
    made += [
        Shape(f"field-{stages[s].id}-{areas[a]}", "band", *boxes[s, a], fill=page.theme.band, radius=8)
        for s, a in sorted(cells, key=lambda cell: (cell[1], cell[0]))
    ]
    made += _bundles(page, cells, boxes, needs, len(stages))
    for cell in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        made += _cards(page, grid, cells[cell], boxes[cell], cell, chain)
    return made


def _grid(
    page: Page, cells: Mapping[Cell, list[Placement]], stages: int, areas: int, *, cut_short: bool
) -> Grid | None:
    """The layout with most names whole, most steps shown, and then least high; None where none has room."""
    room = page.room * (1 - NAMES - GUTTER * (stages - 1)) - MARGIN
    body = page.bottom - page.top - HEAD - BETWEEN * (areas + 1)
    chain = frozenset(page.roadmap.critical_chain)
    best: tuple[tuple[float, ...], Grid] | None = None
    for parts in product((1, 2, 3) if cut_short else (2, 3, 4, 5, 6), repeat=stages):  # of the width, of each stage
        part = (room - stages * 2 * PAD - GAP * (sum(parts) - stages)) / sum(parts)
        if part * (1 if cut_short else min(parts)) < LEAST:
            continue
        wide = tuple(k * part + (k - 1) * GAP + 2 * PAD for k in parts)
        if cut_short:  # each part is a card
            fields = _short(cells, parts, part, areas, body, chain)
        else:
            fields = {cell: _least_high(own, wide[cell[0]]) for cell, own in cells.items()}
        rows = tuple(max(field.height for (_s, a), field in fields.items() if a == area) for area in range(areas))
        if sum(rows) <= body:
            whole = sum(field.whole for field in fields.values())
            shown = sum(min(len(own), fields[cell].most) for cell, own in cells.items())
            if best is None or (whole, shown, -sum(rows)) > best[0]:
                best = (whole, shown, -sum(rows)), Grid(fields, wide, rows)
    if best is None:
        return None
    grid = best[1]
    spare = min(26.0, (body - sum(grid.rows)) / areas)
    return replace(grid, rows=tuple(row + spare for row in grid.rows))


def _least_high(own: Sequence[Placement], wide: float) -> Field:
    """All cards of a field, as low as they go with whole names."""
    found: list[Field] = []
    for across in range(1, len(own) + 1):
        card = (wide - 2 * PAD - (across - 1) * GAP) / across
        if card < LEAST and found:
            break
        lines = _lines(own, card)
        found.append(Field(across, card, min(MOST_LINES, lines), len(own), lines <= MOST_LINES))
    return min(found, key=lambda field: (not field.whole, field.height, field.across))


def _lines(own: Iterable[Placement], card: float) -> int:
    """How many lines the longest name takes on a card."""
    return max(len(wrap(f"9. {p.name}", SIZE, card - 22, True)) for p in own)


def _short(
    cells: Mapping[Cell, list[Placement]], across: Sequence[int], card: float, areas: int, body: float,
    chain: frozenset[str],
) -> dict[Cell, Field]:  # fmt: skip
    """Fields that name as many steps as there is room for: at least those of the chain, and how many more there are."""
    counts = [[len(cells.get((s, a), ())) for s in range(len(across))] for a in range(areas)]
    by_area = [[p for (_s, a), own in cells.items() if a == area for p in own] for area in range(areas)]
    lines = [min(MOST_LINES, _lines(own, card)) for own in by_area]
    wanted = [max(ceil(n / k) for n, k in zip(own, across, strict=True)) for own in counts]
    least = [1] * areas
    for (s, a), own in cells.items():
        tied = min(len(own), sum(p.id in chain for p in own) + 1)
        least[a] = max(least[a], ceil(tied / across[s]))
    rows = _rows_shown(counts, wanted, least, lines, across, body)
    return {(s, a): Field(across[s], card, lines[a], rows[a] * across[s]) for s, a in cells}


def _rows_shown(
    counts: Sequence[Sequence[int]], wanted: Sequence[int], least: Sequence[int], lines: Sequence[int],
    across: Sequence[int], body: float,
) -> list[int]:  # fmt: skip
    """Rows of cards in each area: the least, and while there is room one more where most steps are not shown."""
    most = list(least)
    while True:
        hidden = {
            a: sum(max(0, n - most[a] * k) for n, k in zip(own, across, strict=True))
            for a, own in enumerate(counts)
            if most[a] < wanted[a]
        }
        for a in sorted(hidden, key=lambda a: (-hidden[a], a)):
            more = [n + (b == a) for b, n in enumerate(most)]
            if sum(_tall(n, own) for n, own in zip(more, lines, strict=True)) <= body:
                most = more
                break
        else:
            return most


def _card_height(lines: int) -> float:
    return lines * SIZE * LINE_HEIGHT + 8


def _tall(rows: int, lines: int) -> float:
    """Height of a field with rows of cards."""
    return rows * _card_height(lines) + (rows - 1) * GAP + 2 * PAD


def _boxes(page: Page, grid: Grid, stages: int, areas: int) -> dict[Cell, tuple[float, float, float, float]]:
    """Left, top, width, height of every field."""
    boxes, x = {}, page.left + NAMES * page.room
    for s in range(stages):
        wide = grid.wide[s]
        y = page.top + HEAD + BETWEEN
        for a in range(areas):
            boxes[s, a] = (x, y, wide, grid.rows[a])
            y += grid.rows[a] + BETWEEN
        x += wide + GUTTER * page.room
    return boxes


def _head(page: Page, stage: StageInfo, box: tuple[float, float, float, float], own: Sequence[Placement]) -> Shape:
    x, _y, wide, _tall = box
    paint = page.stage(stage.number)
    name, count = page.say(f"{stage.number}. {stage.name}"), phrases.steps(len(own))
    if width(name, FLOOR, True) + width(count, 17) + 54 > wide:
        count = str(len(own))
    side = width(count, 17) + 30
    lines = (
        *text_block(name, x + 14, page.top, wide - side - 20, HEAD - 6, (20, 19, 18, 17, FLOOR), color=paint.text,
                    bold=True),
        *text_block(page.say(count), x + wide - side, page.top, side - 14, HEAD - 6, (17, FLOOR), color=paint.text,
                    anchor="end"),
    )  # fmt: skip
    return Shape(f"stage-{stage.id}", "header", x, page.top, wide, HEAD - 6, fill=paint.fill, stroke=paint.stroke,
                 stroke_width=1, radius=4, lines=lines)  # fmt: skip


def _cards(
    page: Page, grid: Grid, own: Sequence[Placement], box: tuple[float, float, float, float], cell: Cell,
    chain: Mapping[str, int],
) -> list[Shape]:  # fmt: skip
    theme, made, field = page.theme, list[Shape](), grid.fields[cell]
    left, top, _wide, tall = box
    across, card, most = field.across, field.card, field.most
    high = _card_height(field.lines)
    first = sorted(own, key=lambda p: (p.id not in chain, own.index(p)))  # the chain is shown, whatever is not
    shown = own if len(own) <= most else [p for p in own if p in first[: most - 1]]
    rows = ceil(min(len(own), most) / across)
    y0 = top + (tall - rows * high - (rows - 1) * GAP) / 2
    places = [(left + PAD + i % across * (card + GAP), y0 + i // across * (high + GAP)) for i in range(len(own))]
    for p, (x, y) in zip(shown, places, strict=False):
        number = chain.get(p.id)
        paint = page.stage(p.stage_number)
        if number:
            made.append(Shape(f"ring-{p.id}", "ring", x - 3, y - 3, card + 6, high + 6, fill=theme.paper,
                              stroke=theme.accent, stroke_width=3, radius=7, of=p.id))  # fmt: skip
        bold = p.is_target
        name = f"{number}. {p.name}" if number else p.name
        lines = cut(name, SIZE, card - 22, field.lines, bold)
        text = text_block(name, x + 14, y, card - 20, high, (SIZE, FLOOR), bold=bold,
                          color=paint.text if number else theme.ink, broken=lines)  # fmt: skip
        fill = paint.fill if number else theme.paper
        made.append(Shape(f"step-{p.id}", "card", x, y, card, high, fill=fill, stroke=paint.stroke,
                          stroke_width=1, radius=4, lines=text, alt=step_alt(p), of=p.id))  # fmt: skip
        if not number:
            made.append(Shape(f"stripe-{p.id}", "marker", x, y, 6, high, fill=paint.fill, stroke=paint.stroke,
                              stroke_width=1, of=p.id))  # fmt: skip
    if len(shown) < len(own):
        x, y = places[len(shown)]
        words = _("and {n} more", n=len(own) - len(shown))
        made.append(page.label(f"more-{own[0].id}", words, x + 14, y, card - 20, high, (SIZE, FLOOR),
                               color=theme.muted, on=theme.band))  # fmt: skip
    return made


def _bundles(
    page: Page, cells: Mapping[Cell, list[Placement]], boxes: Mapping[Cell, tuple[float, float, float, float]],
    needs: Edges, stages: int,
) -> list[Line | Shape]:  # fmt: skip
    """One line for all that leads from one field to another, as thick as it is many."""
    home = {p.id: cell for cell, own in cells.items() for p in own}
    count: dict[tuple[Cell, Cell], int] = {}
    for step, own in needs.items():
        for need in own:
            if need in home and home[need] != home[step]:
                ends = home[need], home[step]
                count[ends] = count.get(ends, 0) + 1
    ports = _ports(count, boxes)
    made: list[Line | Shape] = []
    lanes: dict[int, int] = {}
    for a, b in sorted(count):
        points = _path(boxes, a, b, ports[a, b], lanes)
        (x0, _y0), (x1, y1) = points[-2], points[-1]
        back = -1 if x1 < x0 else 1
        key = f"{a[0]}-{a[1]}-{b[0]}-{b[1]}"
        wide = min(THIN + THICKER * (count[a, b] - 1), THICK)
        made.append(Line(f"needs-{key}", "bundle", (*points[:-1], (x1 - back * TIP, y1)), page.theme.line, wide))
        half = TIP / 2 + wide / 2
        corners = ((x1, y1), (x1 - back * TIP, y1 - half), (x1 - back * TIP, y1 + half))
        made.append(Shape(f"tip-{key}", "marker", min(x1, x1 - back * TIP), y1 - half, TIP, 2 * half, "polygon",
                          fill=page.theme.line, points=corners))  # fmt: skip
    return made


def _ports(
    count: Mapping[tuple[Cell, Cell], int], boxes: Mapping[Cell, tuple[float, float, float, float]]
) -> dict[tuple[Cell, Cell], tuple[float, float]]:
    """Where each bundle leaves and arrives, so that those of one side are apart and cross as little as may be."""
    sides: dict[tuple[Cell, str], list[tuple[float, int, tuple[Cell, Cell]]]] = {}
    for a, b in count:
        arrive = "left" if a[0] < b[0] else "right"
        sides.setdefault((a, "right" if a[0] <= b[0] else "left"), []).append((boxes[b][1], 0, (a, b)))
        sides.setdefault((b, arrive), []).append((boxes[a][1], 1, (a, b)))
    found: dict[tuple[Cell, Cell], list[float]] = {ends: [0.0, 0.0] for ends in count}
    for (cell, _side), own in sides.items():
        _x, top, _wide, tall = boxes[cell]
        for i, (_other, end, ends) in enumerate(sorted(own)):
            found[ends][end] = top + tall * (i + 1) / (len(own) + 1)
    return {ends: (own[0], own[1]) for ends, own in found.items()}


def _path(
    boxes: Mapping[Cell, tuple[float, float, float, float]], a: Cell, b: Cell, port: tuple[float, float],
    lanes: dict[int, int],
) -> list[Point]:  # fmt: skip
    """In the gap between two stages a curve; past a stage between two rows; within a stage out and back beside it."""
    (xa, _ya, wa, _ta), (xb, yb, wb, _tb) = boxes[a], boxes[b]
    y0, y1 = port
    if a[0] == b[0]:
        x = xa + wa
        out = 16 + 4 * (abs(a[1] - b[1]) % 7)
        return [*_curve((x, y0), (x + out, y0), (x + out, (y0 + y1) / 2), (x + out, (y0 + y1) / 2)),
                *_curve((x + out, (y0 + y1) / 2), (x + out, (y0 + y1) / 2), (x + out, y1), (x, y1))[1:]]  # fmt: skip
    ahead = 1 if b[0] > a[0] else -1
    start, end = (xa + wa, xb) if ahead > 0 else (xa, xb + wb)
    if abs(b[0] - a[0]) == 1:
        return _swing((start, y0), (end, y1))
    lane = lanes.get(b[1], 0)
    lanes[b[1]] = lane + 1
    level = yb - BETWEEN / 2 + (lane % 3 - 1) * 3.5
    between = [boxes[a[0] + ahead * i, b[1]] for i in range(1, abs(b[0] - a[0]))]
    first, last = between[0], between[-1]
    x0, x1 = (first[0], last[0] + last[2]) if ahead > 0 else (first[0] + first[2], last[0])
    return [*_swing((start, y0), (x0, level)), *_swing((x1, level), (end, y1))]


def _swing(a: Point, b: Point) -> list[Point]:
    """A curve that leaves and arrives level."""
    half = (a[0] + b[0]) / 2
    return _curve(a, (half, a[1]), (half, b[1]), b)


def _curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Points of a cubic Bézier curve."""
    found = []
    for i in range(BENDS + 1):
        t = i / BENDS
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        found.append(tuple(sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in (0, 1)))
    return [(x, y) for (x, y) in found]
