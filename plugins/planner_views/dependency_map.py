"""Map: what has to come before what. Graphviz places the steps and routes the lines; each stage is a strict
band of columns, so bands never overlap. What does not fit on one page goes on the next, by columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import graphviz

from planner import PlannerError
from planner.pictures import LINE_HEIGHT, Connector, Point, Scene, Shape, Style, cut, fit
from planner.pictures import graphviz as engine
from planner.pictures.toolkit import Page, numbered, plan_entries, step_alt, step_items, step_notes, text_block
from planner.plugins import Placement, Roadmap, View, _, hookimpl, ngettext, phrases

WIDEST, SEVERAL, NARROWEST = 268.0, 236.0, 204.0
"""Cards of a map on one page, of one on several pages, and the least."""
PAD = 12.0
BAND_HEAD = 54.0
BAND_SIDE = 20.0
BETWEEN = 0.64 * 72  # columns
APART = 0.3 * 72  # rows
SIZES = (18.0, 17.0, 16.0)
FILLS = (0.8, 0.62, 0.45, 0.3, 0.15)
"""How full the columns of a page may be that turned out too high: lines that pass through need room too."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    if not roadmap.placements:
        return (_scene(page, [], [], 1, 1),)
    groups = _groups(page)
    for full in FILLS:
        sheets = [_sheet(page, columns, card, len(groups) > 1) for columns, card in groups]
        layouts = _layouts(roadmap, sheets)
        fits = [size[1] <= _body(page) for _places, _routes, size in layouts]
        if all(fits):
            break
        groups = [
            part
            for (columns, card), good in zip(groups, fits, strict=True)
            for part in ([(columns, card)] if good else _spread(page, columns, full))
        ]
    return tuple(
        _scene(page, _elements(page, sheet, found), sheet.steps, number, len(sheets))
        for number, (sheet, found) in enumerate(zip(sheets, layouts, strict=True), 1)
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The steps of one page with their columns and the sizes of their cards."""

    steps: tuple[Placement, ...]
    column: Mapping[str, int]
    card: float
    heights: Mapping[str, float]
    several: bool


Layout = tuple[dict[str, Point], dict[tuple[str, str], list[Point]], Point]
"""Centres of the cards, routes by (need, step), and the size of it all, in pixels with y downwards."""


def _body(page: Page) -> float:
    """Height for cards and the lines between them."""
    return page.bottom - page.top - BAND_HEAD - 24


Group = tuple[list[list[Placement]], float]
"""Columns of a page, and the width of its cards."""


def _groups(page: Page) -> list[Group]:
    """Columns page by page: all on one if narrower cards allow it, else about equally many on each."""
    by_column: dict[int, list[Placement]] = {}
    column = columns(page.roadmap)
    for step in page.roadmap.placements:
        by_column.setdefault(column[step.id], []).append(step)
    for card in (WIDEST, SEVERAL, NARROWEST):
        found = [part for key in sorted(by_column) for part in _stacked(page, by_column[key], card, 1.0)]
        if len(found) <= _most(page, card):
            return [(found, card)]
    return _spread(page, [by_column[key] for key in sorted(by_column)], 1.0)


def _spread(page: Page, columns: list[list[Placement]], full: float) -> list[Group]:
    """Columns on as many pages as they need, none fuller than ``full``."""
    found = [part for own in columns for part in _stacked(page, own, SEVERAL, full)]
    pages = -(-len(found) // _most(page, SEVERAL))
    share = -(-len(found) // pages)
    return [(found[i : i + share], SEVERAL) for i in range(0, len(found), share)]


def _most(page: Page, card: float) -> int:
    """How many columns a page has room for."""
    return max(int((page.room - 2 * BAND_SIDE + BETWEEN) // (card + BETWEEN)), 1)


def _stacked(page: Page, steps: list[Placement], card: float, full: float) -> list[list[Placement]]:
    """A column, in as many as its height needs."""
    found: list[list[Placement]] = [[]]
    used = 0.0
    for step in steps:
        tall = _height(page, step, card, True) + APART
        if found[-1] and used + tall > _body(page) * full + APART:
            found.append([])
            used = 0.0
        found[-1].append(step)
        used += tall
    return found


def _sheet(page: Page, columns: list[list[Placement]], card: float, several: bool) -> Sheet:
    steps = tuple(step for own in columns for step in own)
    column = {step.id: number for number, own in enumerate(columns) for step in own}
    return Sheet(steps, column, card, {step.id: _height(page, step, card, several) for step in steps}, several)


def _elements(page: Page, sheet: Sheet, found: Layout) -> list[Shape | Connector]:
    roadmap, theme = page.roadmap, page.theme
    places, routes, (wide, tall) = found
    top = page.top + BAND_HEAD
    dx = page.left + (page.room - wide) / 2
    dy = top + max(0.0, (_body(page) - tall) / 2)
    bottom = max(dy + tall, top) + 20
    cards = [_card(page, sheet, p, places[p.id], dx, dy) for p in sheet.steps]
    bands = _bands(page, sheet.steps, {c.of: c for c in cards}, page.top, bottom)
    chain = set(pairwise(roadmap.critical_chain))
    lines = [
        Connector(
            f"needs-{a}-{b}",
            f"step-{a}",
            f"step-{b}",
            tuple((x + dx, y + dy) for x, y in points),
            theme.accent if (a, b) in chain else theme.line,
            3 if (a, b) in chain else 1.6,
        )
        for (a, b), points in routes.items()
    ]
    lines.sort(key=lambda line: line.color == theme.accent)
    rings = [
        Shape(
            f"ring-{c.of}", "ring", c.x - 4, c.y - 4, c.width + 8, c.height + 8, fill=theme.paper, stroke=theme.accent,
            stroke_width=3, radius=12, of=c.of,
        )
        for c in cards
        if c.of in roadmap.critical_chain
    ]  # fmt: skip
    return [*bands, *rings, *lines, *cards]


def _scene(page: Page, body: Sequence[Shape | Connector], steps: Sequence[Placement], number: int, pages: int) -> Scene:
    roadmap = page.roadmap
    placed = {p.id for p in roadmap.placements}
    needs = [
        _(
            "{name} needs {needs}.",
            name=p.name, needs=phrases.listing([roadmap[n].name for n in p.needs if n in placed]),
        )
        for p in steps
        if any(n in placed for n in p.needs)
    ]  # fmt: skip
    return page.scene(
        "map",
        (*body, *page.legend(plan_entries(page))),
        title=_title(roadmap),
        subtitle=_("what has to come before what, by stage; what only rules ask for is in the reasons")
        if any(step.needs_by_rule for step in steps)
        else _("what has to come before what, by stage"),
        alt=" ".join([_("Dependency map of {name}.", name=roadmap.name), *needs]),
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps),
        number=number,
        pages=pages,
    )


def _title(roadmap: Roadmap) -> str:
    """What most of the plan waits for, or the plan's own finding."""
    if roadmap.part:
        return roadmap.title
    waiting: dict[str, set[str]] = {p.id: set() for p in roadmap.placements}
    for step in reversed(roadmap.placements):
        for need in step.needs:
            if need in waiting:
                waiting[need] |= {step.id, *waiting[step.id]}
    key = max(waiting, key=lambda s: (len(waiting[s]), s), default="")
    if not key or not waiting[key]:
        return _("No step waits for another one")
    if len(waiting[key]) < 3 or [len(own) for own in waiting.values()].count(len(waiting[key])) > 1:
        placed = {p.id: p for p in roadmap.placements}
        behind = sum(any(need in placed for need in p.needs) for p in roadmap.placements)
        return ngettext("One of {steps} waits for another one", "{n} of {steps} wait for another one", behind,
                        steps=phrases.steps(len(placed)))  # fmt: skip
    return _(
        "{n} of {all} other steps build on {name}",
        name=roadmap[key].name, n=len(waiting[key]), all=len(roadmap.placements) - 1,
    )  # fmt: skip


def drawn_needs(roadmap: Roadmap, step: Placement) -> tuple[str, ...]:
    """What a step needs, less what only a rule asks for: such a rule is about most of the plan, and its arrows hide the
    others. On the chain that sets the finish they are drawn."""
    chain = set(pairwise(roadmap.critical_chain))
    return tuple(need for need in step.needs if need not in step.needs_by_rule or (need, step.id) in chain)


def columns(roadmap: Roadmap) -> dict[str, int]:
    """Column of each step: within its stage the longest chain before it, after all columns of earlier stages."""
    placed = {p.id: p for p in roadmap.placements}
    found: dict[str, int] = {}
    offset = 0
    for number in sorted({p.stage_number for p in roadmap.placements}):
        own = [p for p in roadmap.placements if p.stage_number == number]
        depth: dict[str, int] = {}
        for step in own:  # placements are in order of start, so needs come first
            before = [depth[n] for n in drawn_needs(roadmap, step) if n in depth and placed[n].stage_number == number]
            depth[step.id] = max(before, default=-1) + 1
        found |= {step_id: offset + value for step_id, value in depth.items()}
        offset += max(depth.values()) + 1
    return found


def dot_source(roadmap: Roadmap, sheet: Sheet, splines: str = "ortho") -> str:
    """DOT with fixed columns: an invisible chain of anchors holds the ranks."""
    graph = graphviz.Digraph("map")
    graph.attr(
        rankdir="LR", newrank="true", splines=splines, nodesep=f"{APART / 72:.2f}", ranksep=f"{BETWEEN / 72:.2f}"
    )
    graph.attr("node", shape="box", fixedsize="true", label="", width=f"{sheet.card / 72:.4f}")
    graph.attr("edge", arrowhead="none")
    name = {p.id: f"n{i}" for i, p in enumerate(sheet.steps)}
    last = max(sheet.column.values())
    for rank in range(last + 1):
        with graph.subgraph() as same:
            same.attr(rank="same")
            same.node(f"a{rank}", style="invis", width="0.01", height="0.01")
            for step in sheet.steps:
                if sheet.column[step.id] == rank:
                    same.node(name[step.id], height=f"{sheet.heights[step.id] / 72:.4f}")
    for rank in range(last):
        graph.edge(f"a{rank}", f"a{rank + 1}", style="invis")
    for step in sheet.steps:
        for need in drawn_needs(roadmap, step):
            if need in name:
                forward = sheet.column[need] < sheet.column[step.id]
                weight = "4" if need in roadmap.critical_chain and step.critical else "1"
                graph.edge(name[need], name[step.id], weight=weight, **({} if forward else {"constraint": "false"}))
    return str(graph.source)


def _layouts(roadmap: Roadmap, sheets: Sequence[Sheet]) -> list[Layout]:
    """All pages in one run of Graphviz, which takes several graphs one after the other."""
    try:
        plain = engine.run("\n".join(dot_source(roadmap, sheet) for sheet in sheets), "plain")
        return _read(plain, sheets)
    except (PlannerError, ValueError):  # orthogonal routing is the part of Graphviz that gives up on some graphs
        plain = engine.run("\n".join(dot_source(roadmap, sheet, "line") for sheet in sheets), "plain")
        return _read(plain, sheets)


def _read(plain: bytes, sheets: Sequence[Sheet]) -> list[Layout]:
    """What Graphviz says in its plain format, graph by graph."""
    texts = plain.decode("utf-8").split("\nstop\n")[: len(sheets)]
    found: list[Layout] = []
    for text, sheet in zip(texts, sheets, strict=True):
        ids = {f"n{i}": p.id for i, p in enumerate(sheet.steps)}
        places: dict[str, Point] = {}
        routes: dict[tuple[str, str], list[Point]] = {}
        wide = tall = 0.0
        for line in text.splitlines():
            words = line.split()
            if words[0] == "graph":
                wide, tall = float(words[2]) * 72, float(words[3]) * 72
            elif words[0] == "node" and words[1] in ids:
                places[ids[words[1]]] = (float(words[2]) * 72, tall - float(words[3]) * 72)
            elif words[0] == "edge" and words[1] in ids:
                numbers = list(map(float, words[4 : 4 + 2 * int(words[3])]))
                points = [(x * 72, tall - y * 72) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
                routes[ids[words[1]], ids[words[2]]] = _corners(points)
        if places.keys() != set(ids.values()):
            raise ValueError("Graphviz left out nodes")
        found.append((places, routes, (wide, tall)))
    return found


def _corners(points: list[Point]) -> list[Point]:
    """The corners of an orthogonal spline: every third control point, those in line dropped."""
    ends = points[::3]
    kept = [ends[0]]
    for before, at, after in zip(ends, ends[1:], ends[2:], strict=False):
        turns = abs((at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])) > 0.5
        if turns:
            kept.append(at)
    return [*kept, ends[-1]]


def _name(page: Page, step: Placement, card: float, several: bool) -> tuple[list[str], float]:
    name = f"{numbered(page.roadmap)[step.id]}. {step.name}" if several else step.name
    name = page.say(name) if several else name
    room = card - 2 * PAD
    fitting = fit(name, room, 3 * 18 * LINE_HEIGHT, SIZES, bold=step.is_target)
    return fitting or (cut(name, SIZES[-1], room, 4, bold=step.is_target), SIZES[-1])


def _detail(
    page: Page, step: Placement, card: float, several: bool, column: Mapping[str, int] | None = None
) -> list[str]:
    """Owner and weeks; and where the map has several pages, the numbers of what comes first on another one."""
    duration = _("{n} wk", n=step.duration)
    detail = cut(page.say(f"{step.owner_name} · {duration}"), 16, card - 2 * PAD, 2)
    number = numbered(page.roadmap) if several else {}
    elsewhere = [str(number[n]) for n in step.needs if n in number and (column is None or n not in column)]
    if several and elsewhere:
        detail += cut(page.say(_("after {numbers}", numbers=", ".join(elsewhere))), 16, card - 2 * PAD, 1)
    return detail


def _height(page: Page, step: Placement, card: float, several: bool) -> float:
    lines, size = _name(page, step, card, several)
    return len(lines) * size * LINE_HEIGHT + 2 + len(_detail(page, step, card, several)) * 16 * LINE_HEIGHT + 2 * PAD


def _card(page: Page, sheet: Sheet, step: Placement, centre: Point, dx: float, dy: float) -> Shape:
    card, height, several = sheet.card, sheet.heights[step.id], sheet.several
    paint = page.stage(step.stage_number)
    x, y = centre[0] + dx - card / 2, centre[1] + dy - height / 2
    lines, size = _name(page, step, card, several)
    detail = _detail(page, step, card, several, sheet.column)
    block, below = len(lines) * size * LINE_HEIGHT, len(detail) * 16 * LINE_HEIGHT
    y0 = y + (height - block - below - 2) / 2
    name = text_block(
        "", x + PAD, y0, card - 2 * PAD, block, (size,), color=paint.text, bold=step.is_target, broken=lines
    )
    more = text_block("", x + PAD, y0 + block + 2, card - 2 * PAD, below, (16,), color=paint.text, broken=detail)
    return Shape(
        f"step-{step.id}", "card", x, y, card, height, fill=paint.fill, stroke=paint.stroke, stroke_width=1.5,
        radius=8, lines=(*name, *more), alt=step_alt(step), of=step.id,
    )  # fmt: skip


def _bands(page: Page, steps: Sequence[Placement], cards: dict[str, Shape], top: float, bottom: float) -> list[Shape]:
    """One band per stage from edge to edge of its columns, its title in a strip of its own above the cards."""
    made, theme = [], page.theme
    for stage in page.roadmap.stages:
        own = [cards[p.id] for p in steps if p.stage == stage.id]
        if not own:
            continue
        x0, x1 = min(c.x for c in own) - BAND_SIDE, max(c.x + c.width for c in own) + BAND_SIDE
        lines = text_block(
            page.say(f"{stage.number}. {stage.name}"),
            x0 + 20,
            top + 4,
            x1 - x0 - 40,
            46,
            (22, 20, 18, 17, 16),
            bold=True,
            color=theme.ink,
        )
        made.append(
            Shape(
                f"band-{stage.id}", "band", x0, top, x1 - x0, bottom - top, fill=theme.band, stroke=theme.grid,
                stroke_width=1, radius=10, lines=lines,
            )
        )  # fmt: skip
    return made


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("map", draw, "What has to come before what, by stage (laid out by Graphviz)")
