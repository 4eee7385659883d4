"""Where the cards of a map stand and how its lines run: columns given, the rest by Graphviz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import graphviz

from planner import PlannerError
from planner.pictures import Point
from planner.pictures import graphviz as engine
from planner.plugins import Placement, Roadmap

BETWEEN = 0.64 * 72  # columns
APART = 0.3 * 72  # rows


@dataclass(frozen=True, slots=True)
class Look:
    """Width of the cards, whether they say owner and weeks, whether the map has several pages."""

    card: float
    detail: bool
    several: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The steps of one page with their columns, the heights of their cards, and what is drawn that they need."""

    steps: tuple[Placement, ...]
    column: Mapping[str, int]
    heights: Mapping[str, float]
    look: Look
    needs: Mapping[str, Sequence[str]]


Layout = tuple[dict[str, Point], dict[tuple[str, str], list[Point]], Point]
"""Centres of the cards, routes by (need, step), and the size of it all, in pixels with y downwards."""


def dot_source(roadmap: Roadmap, sheet: Sheet, splines: str = "ortho") -> str:
    """DOT with fixed columns: an invisible chain of anchors holds the ranks."""
    graph = graphviz.Digraph("map")
    graph.attr(
        rankdir="LR", newrank="true", splines=splines, nodesep=f"{APART / 72:.2f}", ranksep=f"{BETWEEN / 72:.2f}"
    )
    graph.attr("node", shape="box", fixedsize="true", label="", width=f"{sheet.look.card / 72:.4f}")
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
        for need in sheet.needs[step.id]:
            if need in name:
                forward = sheet.column[need] < sheet.column[step.id]
                weight = "4" if need in roadmap.critical_chain and step.critical else "1"
                graph.edge(name[need], name[step.id], weight=weight, **({} if forward else {"constraint": "false"}))
    return str(graph.source)


def layouts(roadmap: Roadmap, sheets: Sequence[Sheet]) -> list[Layout]:
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
