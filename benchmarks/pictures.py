"""Pictures against their yardsticks, side by side in one run.

    python benchmarks/pictures.py [--runs 5] [--steps 60]

CPU time (user + system, best of the runs, taken in turn, the plan itself left out) of
  all views of a plan as SVG      to  3 runs of ``dot -Tsvg`` on the same graph        (bar: 1)
  a deck of 6 slides              to  python -c "import pptx", as a process            (bar: 4)
and the quality of edges, per edge: crossings with other edges, and cards that an edge passes through, of
  our map and our swimlane with every prerequisite drawn,
  ``dot`` on the same graph (left to right, its own curves),
  a naive drawing: the swimlane's cards with lanes in the journey's order and straight lines.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from itertools import combinations, pairwise
from pathlib import Path

import planner
from planner.pictures import graphviz
from planner.pictures.scene import Point, Scene
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
Box = tuple[float, float, float, float]


def cpu() -> float:
    """CPU seconds of this process and of those it started."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def child(code: str, *arguments: str) -> float:
    """CPU seconds of a process of its own: what it prints, else all it used, its own children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return float(done.stdout) if done.stdout.strip() else used


NOW = """
import resource, sys
sys.path.append(sys.argv[1])
def now():
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
from planner.plugins.registry import default_registry
registry = default_registry()
"""
VIEWS = (
    NOW
    + """
from big_plans import plan
from planner.publishing.drawing import make_files
from planner.files.templates import environment
from planner.testing import with_analyses
roadmap, views = with_analyses(plan(int(sys.argv[2]))), registry.names("views")
registry.all("views"), registry.get("renderers", "svg"), environment()
before = now()
for view in views:
    make_files(roadmap, "svg", view, registry)
print(now() - before)
"""
)
DECK = (
    NOW
    + """
import planner
from planner.publishing.board_deck import board_deck
roadmap = planner.plan(sys.argv[2])
before = now()
board_deck(roadmap, registry)
print(now() - before)
"""
)


def speed(steps: int, runs: int) -> None:
    from big_plans import plan

    roadmap = plan(steps)
    views = default_registry().names("views")
    dot = planner.export(roadmap, "dot")
    engine = graphviz.engines()[0]
    tests, bank = str(ROOT / "tests"), str(ROOT / "examples" / "reches-bank.yaml")
    ours, one, deck, imports = (float("inf"),) * 4
    for _ in range(runs):
        ours = min(ours, child(VIEWS, tests, str(steps)))
        before = cpu()
        subprocess.run([engine, "-Tsvg"], input=dot, capture_output=True, check=True)
        one = min(one, cpu() - before)
        deck = min(deck, child(DECK, tests, bank))
        imports = min(imports, child("import pptx"))
    print(f"{len(views)} views of {len(roadmap.placements)} steps as SVG         {1000 * ours:6.0f} ms CPU")
    print(f"{Path(engine).name} -Tsvg on the same graph           {1000 * one:6.0f} ms CPU")
    print(f"all views / 3 runs of dot: {ours / (3 * one):.2f} (bar 1)")
    print(f"a deck of 6 slides, import of pptx included {1000 * deck:6.0f} ms CPU")
    print(f"import pptx                                 {1000 * imports:6.0f} ms CPU")
    print(f"deck / import pptx: {deck / imports:.2f} (bar 4)")


def quality() -> None:
    from big_plans import plan

    bank = planner.plan(ROOT / "examples" / "reches-bank.yaml")
    brand = planner.plan(ROOT / "examples" / "tamuzia-home.yaml")
    print("\nper edge: crossings, cards passed through")
    print(f"{'plan':24} {'map':>12} {'swimlane':>12} {'dot':>12} {'naive':>12}")
    totals: dict[str, list[float]] = {}
    for name, roadmap in (
        ("bank", bank),
        ("brand", brand),
        *((f"{n} steps", plan(n, odd=False)) for n in (15, 20, 25)),
    ):
        wide = Style(edges="all", width=6000, height=4000)  # one page for all, so that every edge is there
        figures = {
            "map": measure(*of_scene(draw(roadmap, "map", default_registry(), wide))),
            "swimlane": measure(*of_scene(draw(roadmap, "swimlane", default_registry(), wide))),
            "dot": measure(*of_dot(roadmap)),
            "naive": measure(*naive(roadmap)),
        }
        print(f"{name:24} " + " ".join(f"{a:5.2f} {b:5.2f} " for a, b in figures.values()))
        for key, (crossings, passed) in figures.items():
            totals.setdefault(key, []).append(crossings + passed)
    mean = {key: sum(values) / len(values) for key, values in totals.items()}
    for ours, other in (("map", "dot"), ("map", "naive"), ("swimlane", "naive")):
        print(f"{ours} / {other}, crossings and cards together: {mean[ours] / max(mean[other], 1e-9):.2f}")


def of_scene(scenes: tuple[Scene, ...]) -> tuple[list[list[Point]], list[tuple[Box, set[int]]]]:
    """Edges as polylines, and cards with the edges that end there."""
    edges: list[list[Point]] = []
    cards: dict[str, tuple[Box, set[int]]] = {}
    for number, scene in enumerate(scenes):
        shift = number * 10_000
        for shape in scene.shapes:
            if shape.role in ("card", "label") and shape.of:
                box = (shape.x + shift, shape.y, shape.x + shift + shape.width, shape.y + shape.height)
                cards[shape.id] = (box, set())
        for connector in scene.connectors:
            for end in (connector.source, connector.target):
                cards[end][1].add(len(edges))
            edges.append([(x + shift, y) for x, y in connector.points])
    return edges, list(cards.values())


def of_dot(roadmap: planner.Roadmap) -> tuple[list[list[Point]], list[tuple[Box, set[int]]]]:
    """What dot makes of the graph by itself: its places, its curves."""
    plain = graphviz.run(planner.export(roadmap, "dot").decode("utf-8"), "plain").decode("utf-8")
    edges: list[list[Point]] = []
    cards: dict[str, tuple[Box, set[int]]] = {}
    name = r'("(?:[^"\\]|\\.)*"|\S+)'
    for line in plain.splitlines():
        if node := re.match(rf"node {name} (\S+) (\S+) (\S+) (\S+) ", line):
            x, y, wide, tall = (72 * float(word) for word in node.groups()[1:])
            cards[node[1]] = ((x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2), set())
        elif edge := re.match(rf"edge {name} {name} (\d+) (.*)", line):
            flat = [72 * float(word) for word in edge[4].split()[: 2 * int(edge[3])]]
            for end in edge.groups()[:2]:
                cards[end][1].add(len(edges))
            edges.append(curve(list(zip(flat[::2], flat[1::2], strict=True))))
    return edges, list(cards.values())


def curve(points: list[Point]) -> list[Point]:
    """Points on a Bezier spline."""
    found = [points[0]]
    for i in range(0, len(points) - 3, 3):
        a, b, c, d = points[i : i + 4]
        for step in range(1, 9):
            t = step / 8
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in (0, 1))
            found.append((x, y))
    return found


def naive(roadmap: planner.Roadmap) -> tuple[list[list[Point]], list[tuple[Box, set[int]]]]:
    """Cards in lanes as the journey lists its roles, straight lines from card to card."""
    order = {role: i for i, role in enumerate(roadmap.roles)}
    boxes: dict[str, Box] = {}
    rows: dict[str, list[int]] = {}
    for step in sorted(roadmap.placements, key=lambda p: (order[p.owner], p.start, p.id)):
        own = rows.setdefault(step.owner, [])
        row = next((i for i, free in enumerate(own) if free <= step.start), len(own))
        own[row:] = [step.finish, *own[row + 1 :]]
        y = 400.0 * order[step.owner] + 60 * row
        boxes[step.id] = (20.0 * step.start, y, 20.0 * step.finish - 4, y + 44)
    cards = {key: (box, set[int]()) for key, box in boxes.items()}
    edges: list[list[Point]] = []
    for step in roadmap.placements:
        for need in step.needs:
            if need in boxes:
                a, b = boxes[need], boxes[step.id]
                for end in (need, step.id):
                    cards[end][1].add(len(edges))
                edges.append([(a[2], (a[1] + a[3]) / 2), (b[0], (b[1] + b[3]) / 2)])
    return edges, list(cards.values())


def measure(edges: list[list[Point]], cards: list[tuple[Box, set[int]]]) -> tuple[float, float]:
    """(crossings, cards passed through), each per edge. Edges that share an end and run together do not cross."""
    crossings = sum(
        any(crosses(a, b) for a in pairwise(one) for b in pairwise(other)) for one, other in combinations(edges, 2)
    )
    passed = sum(
        any(hits(part, box) for part in pairwise(edge))
        for box, own in cards
        for i, edge in enumerate(edges)
        if i not in own
    )
    return crossings / max(len(edges), 1), passed / max(len(edges), 1)


def crosses(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two segments cross at a point inside both."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < -1e-6 and side(c, d, a) * side(c, d, b) < -1e-6


def hits(part: tuple[Point, Point], box: Box) -> bool:
    """Whether a segment passes through a box, by clipping (Liang and Barsky 1984)."""
    (x0, y0), (x1, y1) = part
    low, high = 0.0, 1.0
    for delta, near, far in ((x1 - x0, box[0] + 1 - x0, box[2] - 1 - x0), (y1 - y0, box[1] + 1 - y0, box[3] - 1 - y0)):
        if abs(delta) < 1e-9:
            if near > 0 or far < 0:
                return False
            continue
        first, last = sorted((near / delta, far / delta))
        low, high = max(low, first), min(high, last)
    return low < high


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    began = time.monotonic()
    speed(arguments.steps, arguments.runs)
    quality()
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
