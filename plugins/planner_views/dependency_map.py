"""Map: what has to come before what. Graphviz places the steps and routes the lines; each stage is a strict
band of columns, so bands never overlap."""

from collections.abc import Iterable

import graphviz

from planner import layout, theme
from planner.errors import PlannerError
from planner.plugins import View, hookimpl
from planner.roadmap import Placement, Roadmap
from planner.scene import Connector, Point, Scene, Shape
from planner.text import LINE_HEIGHT, cut, fit
from planner_views.page import HEIGHT, LEFT, LRM, WIDTH, card_alt, heading, legend, text_block

CARD = 268.0
PAD = 12.0
TOP = 176.0
BAND_HEAD = 54.0
SIZES = (18.0, 17.0, 16.0)


def draw(roadmap: Roadmap) -> tuple[Scene, ...]:
    steps = roadmap.placements
    if not steps:
        return (_scene(roadmap, [], WIDTH, HEIGHT),)
    column = columns(roadmap)
    boxes = {p.id: _text(p) for p in steps}
    heights = {
        p.id: len(lines) * size * LINE_HEIGHT + 2 + len(_detail(p)) * 16 * LINE_HEIGHT + 2 * PAD
        for p in steps
        for lines, size in [boxes[p.id]]
    }
    places, routes, (wide, tall) = _layout(roadmap, column, heights)
    left, top = LEFT + 20, TOP + BAND_HEAD
    width, height = max(WIDTH, wide + 2 * left), max(HEIGHT, tall + top + 130)
    dx, dy = (width - wide) / 2, top + max(0.0, (height - top - 110 - tall) / 2)
    bottom = dy + tall + 24
    cards = [_card(roadmap, p, places[p.id], boxes[p.id], heights[p.id], dx, dy) for p in steps]
    bands = _bands(roadmap, column, {c.id.removeprefix("step-"): c for c in cards}, dy - BAND_HEAD, bottom)
    lines = [_connector(roadmap, a, b, points, dx, dy) for (a, b), points in routes.items()]
    lines.sort(key=lambda line: line.color == theme.ACCENT)
    rings = [
        Shape(
            f"ring-{c.id.removeprefix('step-')}",
            "ring",
            c.x - 4,
            c.y - 4,
            c.width + 8,
            c.height + 8,
            fill=theme.PAPER,
            stroke=theme.ACCENT,
            stroke_width=3,
            radius=12,
        )
        for c in cards
        if c.id.removeprefix("step-") in roadmap.critical_chain
    ]
    return (_scene(roadmap, [*bands, *rings, *lines, *cards], width, height),)


def _scene(roadmap: Roadmap, body: list[Shape | Connector], width: float, height: float) -> Scene:
    subtitle = (
        f"{roadmap.name}{' (fictional example)' if roadmap.fictional else ''}: what has to come before what, by stage"
    )
    foot = legend(roadmap, height - 66, width - LEFT)
    return Scene(
        id=f"{roadmap.organisation}-map",
        width=width,
        height=height,
        title=roadmap.title,
        alt=f"Dependency map of {roadmap.name}. "
        + " ".join(
            f"{p.name} needs {', '.join(roadmap[n].name for n in p.needs if n in {q.id for q in roadmap.placements})}."
            for p in roadmap.placements
            if p.needs
        ),
        background=theme.PAPER,
        elements=(*heading(roadmap, subtitle), *body, *foot),
        language=roadmap.language,
    )


def columns(roadmap: Roadmap) -> dict[str, int]:
    """Column of each step: within its stage the longest chain before it, after all columns of earlier stages."""
    placed = {p.id: p for p in roadmap.placements}
    found: dict[str, int] = {}
    offset = 0
    for number in sorted({p.stage_number for p in roadmap.placements}):
        own = [p for p in roadmap.placements if p.stage_number == number]
        depth: dict[str, int] = {}
        for step in own:  # placements are in order of start, so needs come first
            before = [depth[n] for n in step.needs if n in depth and placed[n].stage_number == number]
            depth[step.id] = max(before, default=-1) + 1
        found |= {step_id: offset + value for step_id, value in depth.items()}
        offset += max(depth.values()) + 1
    return found


def dot_source(roadmap: Roadmap, column: dict[str, int], heights: dict[str, float], splines: str = "ortho") -> str:
    """DOT with fixed columns: an invisible chain of anchors holds the ranks."""
    graph = graphviz.Digraph("map")
    graph.attr(rankdir="LR", newrank="true", splines=splines, nodesep="0.32", ranksep="0.62")
    graph.attr("node", shape="box", fixedsize="true", label="", width=f"{CARD / 72:.4f}")
    graph.attr("edge", arrowhead="none")
    name = {p.id: f"n{i}" for i, p in enumerate(roadmap.placements)}
    last = max(column.values())
    for rank in range(last + 1):
        with graph.subgraph() as same:
            same.attr(rank="same")
            same.node(f"a{rank}", style="invis", width="0.01", height="0.01")
            for step in roadmap.placements:
                if column[step.id] == rank:
                    same.node(name[step.id], height=f"{heights[step.id] / 72:.4f}")
    for rank in range(last):
        graph.edge(f"a{rank}", f"a{rank + 1}", style="invis")
    for step in roadmap.placements:
        for need in step.needs:
            if need in name:
                forward = column[need] < column[step.id]
                weight = "4" if need in roadmap.critical_chain and step.critical else "1"
                graph.edge(name[need], name[step.id], weight=weight, **({} if forward else {"constraint": "false"}))
    return str(graph.source)


def _layout(
    roadmap: Roadmap, column: dict[str, int], heights: dict[str, float]
) -> tuple[dict[str, Point], dict[tuple[str, str], list[Point]], Point]:
    """Centres of the cards, routes by (need, step), and the size of it all, in pixels with y downwards."""
    try:
        plain = layout.run(dot_source(roadmap, column, heights), "plain").decode("utf-8")
    except PlannerError:  # orthogonal routing is the part of Graphviz that gives up on some graphs
        plain = layout.run(dot_source(roadmap, column, heights, "line"), "plain").decode("utf-8")
    ids = {f"n{i}": p.id for i, p in enumerate(roadmap.placements)}
    places: dict[str, Point] = {}
    routes: dict[tuple[str, str], list[Point]] = {}
    wide = tall = 0.0
    for line in plain.splitlines():
        words = line.split()
        if words[0] == "graph":
            wide, tall = float(words[2]) * 72, float(words[3]) * 72
        elif words[0] == "node" and words[1] in ids:
            places[ids[words[1]]] = (float(words[2]) * 72, tall - float(words[3]) * 72)
        elif words[0] == "edge" and words[1] in ids:
            numbers = list(map(float, words[4 : 4 + 2 * int(words[3])]))
            points = [(x * 72, tall - y * 72) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            routes[ids[words[1]], ids[words[2]]] = _corners(points)
    return places, routes, (wide, tall)


def _corners(points: list[Point]) -> list[Point]:
    """The corners of an orthogonal spline: every third control point, those in line dropped."""
    ends = points[::3]
    kept = [ends[0]]
    for before, at, after in zip(ends, ends[1:], ends[2:], strict=False):
        turns = abs((at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])) > 0.5
        if turns:
            kept.append(at)
    return [*kept, ends[-1]]


def _text(step: Placement) -> tuple[list[str], float]:
    fitting = fit(step.name, CARD - 2 * PAD, 3 * 18 * LINE_HEIGHT, SIZES, bold=step.is_target)
    return fitting or (cut(step.name, SIZES[-1], CARD - 2 * PAD, 4, bold=step.is_target), SIZES[-1])


def _detail(step: Placement) -> list[str]:
    return cut(f"{LRM}{step.owner_name} · {step.weeks} wk", 16, CARD - 2 * PAD, 2)


def _card(
    roadmap: Roadmap, step: Placement, centre: Point, text: tuple[list[str], float], height: float, dx: float, dy: float
) -> Shape:
    paint = theme.stage_paint(step.stage_number, len(roadmap.stages))
    x, y = centre[0] + dx - CARD / 2, centre[1] + dy - height / 2
    lines, size = text
    block = len(lines) * size * LINE_HEIGHT
    name = text_block(
        "", x + PAD, y + PAD, CARD - 2 * PAD, block, (size,), color=paint.text, bold=step.is_target, broken=lines
    )
    detail = _detail(step)
    below = text_block(
        "",
        x + PAD,
        y + PAD + block + 2,
        CARD - 2 * PAD,
        len(detail) * 16 * LINE_HEIGHT,
        (16,),
        color=paint.text,
        broken=detail,
    )
    return Shape(
        f"step-{step.id}",
        "card",
        x,
        y,
        CARD,
        height,
        fill=paint.fill,
        stroke=paint.stroke,
        stroke_width=1.5,
        radius=8,
        lines=(*name, *below),
        alt=card_alt(step),
    )


def _bands(roadmap: Roadmap, column: dict[str, int], cards: dict[str, Shape], top: float, bottom: float) -> list[Shape]:
    """One band per stage from edge to edge of its columns, its title in a strip of its own above the cards."""
    made = []
    for stage in roadmap.stages:
        own = [cards[p.id] for p in roadmap.placements if p.stage == stage.id]
        if not own:
            continue
        x0, x1 = min(c.x for c in own) - 20, max(c.x + c.width for c in own) + 20
        lines = text_block(
            f"{stage.number}. {stage.name}",
            x0 + 20,
            top + 4,
            x1 - x0 - 40,
            46,
            (22, 20, 18, 16),
            bold=True,
            color=theme.INK,
        )
        made.append(
            Shape(
                f"band-{stage.id}",
                "band",
                x0,
                top,
                x1 - x0,
                bottom - top,
                fill=theme.BAND,
                stroke=theme.GRID,
                stroke_width=1,
                radius=10,
                lines=lines,
            )
        )
    return made


def _connector(roadmap: Roadmap, need: str, step: str, points: list[Point], dx: float, dy: float) -> Connector:
    chain = list(zip(roadmap.critical_chain, roadmap.critical_chain[1:], strict=False))
    critical = (need, step) in chain
    return Connector(
        f"needs-{need}-{step}",
        f"step-{need}",
        f"step-{step}",
        tuple((x + dx, y + dy) for x, y in points),
        theme.ACCENT if critical else theme.LINE,
        3 if critical else 1.6,
    )


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("map", draw, "What has to come before what, by stage (laid out by Graphviz)")
