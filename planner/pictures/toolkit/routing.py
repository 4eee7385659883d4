"""Routes of connectors between cards: straight, one bend or two, whichever crosses the least."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from planner.pictures.scene import Point, Shape

Route = tuple[Point, ...]
CHANNEL = 9.0  # from a card to the middle of the free strip between rows

ASIDE, FAR = 6.0, 160.0
"""How near a line passes what stands beside it, and how far out of its way it goes."""


def route(source: Shape, target: Shape, obstacles: Sequence[Shape]) -> Route:
    """From the right side of ``source`` (or its top or bottom) to ``target``, which lies to the right."""
    others = [shape for shape in obstacles if shape.id not in (source.id, target.id)]

    def cost(points: Route) -> tuple[int, int, float]:
        return _crossed(points, others), len(points), _length(points)

    best = min(_candidates(source, target), key=cost)
    if not _crossed(best, others):
        return best
    ways = sorted(_detours(source, target, others), key=lambda points: (len(points), _length(points)))
    return next((points for points in ways if not _blocked(points, others)), best)


def _candidates(source: Shape, target: Shape) -> list[Route]:
    right, middle = source.x + source.width, source.y + source.height / 2
    left, goal = target.x, target.y + target.height / 2
    if abs(middle - goal) < 1:
        return [((right, middle), (left, goal))] if left > right + 4 else [_over(source, target)]
    down = goal > middle
    leave = source.y + source.height if down else source.y
    arrive = target.y if down else target.y + target.height
    found: list[Route] = []
    for inset in (14.0, 30.0, 46.0, source.width / 2):
        x = right - min(inset, source.width / 2)
        if x < left - 22:
            found.append(((x, leave), (x, goal), (left, goal)))
    for inset in (14.0, 30.0, 46.0, target.width / 2):
        x = left + min(inset, target.width / 2)
        if x > right + 16:
            found.append(((right, middle), (x, middle), (x, arrive)))
    if left - right > 44:
        found += [
            ((right, middle), (x, middle), (x, goal), (left, goal)) for x in (right + 16, (left + right) / 2, left - 24)
        ]
    sign = 1 if down else -1
    if abs(arrive - leave) >= 2 * CHANNEL:  # along the free channel beside a row
        for out, into, level in itertools.product(
            (14.0, 30.0, source.width / 2), (14.0, 30.0, target.width / 2),
            (leave + sign * CHANNEL, arrive - sign * CHANNEL),
        ):  # fmt: skip
            x, enter = right - min(out, source.width / 2), left + min(into, target.width / 2)
            if abs(x - enter) > 2:
                found.append(((x, leave), (x, level), (enter, level), (enter, arrive)))
    if not found:  # the cards touch in time: leave through the side, arrive from above or below
        x = max(min(right - 8, target.x + target.width - 8), left + 4)
        x = x if source.x <= x <= right else right - min(8, source.width / 2)
        if target.x <= x <= target.x + target.width:
            found.append(((x, leave), (x, arrive)))
        else:
            enter = left + min(10, target.width / 2)
            half = leave + (arrive - leave) / 2
            found.append(((x, leave), (x, half), (enter, half), (enter, arrive)))
    return found


def _detours(source: Shape, target: Shape, others: Sequence[Shape]) -> Iterator[Route]:
    """Along the free strips beside the rows of both, and from one to the other where nothing stands."""
    low, high = sorted((source.x, target.x + target.width))
    edges = {edge for shape in others for edge in (shape.x - ASIDE, shape.x + shape.width + ASIDE)}
    free = sorted(x for x in {*edges, low - ASIDE, high + ASIDE} if low - FAR <= x <= high + FAR)
    sides = ((source.y, -1), (source.y + source.height, 1))
    goals = ((target.y, -1), (target.y + target.height, 1))
    exits = [source.x + source.width - min(14.0, source.width / 2), source.x + min(14.0, source.width / 2)]
    entries = [target.x + min(14.0, target.width / 2), target.x + target.width / 2]
    for (leave, out), (arrive, into) in itertools.product(sides, goals):
        first, last = leave + out * CHANNEL, arrive + into * CHANNEL
        clear = [x for x in free if not _blocked(((x, first), (x, last)), others)]
        for x1, x2 in itertools.product(exits, entries):
            if abs(first - last) < 1:
                yield ((x1, leave), (x1, first), (x2, first), (x2, arrive))
                continue
            for x in clear:
                yield ((x1, leave), (x1, first), (x, first), (x, last), (x2, last), (x2, arrive))


def _over(source: Shape, target: Shape) -> Route:
    """Neighbours in one row: an arrow that is at least visible, from edge to edge."""
    y = source.y + source.height / 2
    x = source.x + source.width
    return ((min(x, target.x - 1) - 6, y), (max(target.x, x), y))


def _length(points: Route) -> float:
    return sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in itertools.pairwise(points))


def crossed(points: Route, source: Shape, target: Shape, obstacles: Sequence[Shape]) -> bool:
    """Whether a route runs through something that is not one of its ends."""
    return _blocked(points, [shape for shape in obstacles if shape.id not in (source.id, target.id)])


def _blocked(points: Route, shapes: Sequence[Shape]) -> bool:
    legs = list(itertools.pairwise(points))
    return any(_hits(a, b, shape) for shape in shapes for a, b in legs)


def _crossed(points: Route, shapes: Sequence[Shape]) -> int:
    return sum(
        any(_hits(a, b, shape) for a, b in itertools.pairwise(points)) * (2 if shape.role == "label" else 1)
        for shape in shapes
    )


def _hits(a: Point, b: Point, shape: Shape) -> bool:
    """Whether an axis-parallel segment touches a shape's box."""
    return (
        min(a[0], b[0]) < shape.x + shape.width
        and max(a[0], b[0]) > shape.x
        and min(a[1], b[1]) < shape.y + shape.height
        and max(a[1], b[1]) > shape.y
    )


def drop(source: Shape, target: Shape) -> Route:
    """Between rows of a chart: out at the end of ``source``, then up or down into ``target``."""
    right, middle = source.x + source.width, source.y + source.height / 2
    down = target.y > source.y
    arrive = target.y if down else target.y + target.height
    x = target.x + min(8.0, target.width / 2)
    if x >= right + 4:
        return ((right, middle), (x, middle), (x, arrive))
    x = min(max(right - 6, target.x + 3), target.x + target.width - 3, right)
    if x >= source.x:
        return ((x, source.y + source.height if down else source.y), (x, arrive))
    turn = right + 8
    goal = target.y + target.height / 2
    return ((right, middle), (turn, middle), (turn, goal), (target.x + target.width, goal))
