"""Routes of connectors between cards: straight, one bend or two, whichever crosses the least."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from planner.pictures.scene import Point, Shape

Route = tuple[Point, ...]
HEAD_LONG, HEAD_WIDE = 12.0, 12.0  # of an arrow of the chain, see Connector.arrowhead
CHANNEL = 9.0  # from a card to the middle of the free strip between rows

ASIDE, FAR, BEND = 6.0, 160.0, 30.0
"""How near a line passes what stands beside it, how far out of its way it goes, and what a bend is worth."""


def route(source: Shape, target: Shape, obstacles: Sequence[Shape]) -> Route:
    """From the right side of ``source`` (or its top or bottom) to ``target``, which lies to the right."""
    others = [shape for shape in obstacles if shape.id not in (source.id, target.id)]

    def cost(points: Route) -> tuple[int, int, float]:
        return _crossed(points, others), len(points), _length(points)

    best = min(_candidates(source, target), key=cost)
    if not _crossed(best, others):
        return best
    return next((points for points in _detours(source, target, others) if not _blocked(points, others)), best)


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
    """Along the free strips between rows, and through each row where nothing stands: the shortest such way, where a
    bend counts as ``BEND`` pixels. Within one row: above or below it."""
    rows = _rows([source, target, *others])
    first, last = (next(n for n, row in enumerate(rows) if row[0] <= one.y <= row[1]) for one in (source, target))
    exits = [source.x + source.width - min(14.0, source.width / 2), source.x + min(14.0, source.width / 2)]
    entries = [target.x + min(14.0, target.width / 2), target.x + target.width / 2]
    if first == last:
        for side, sign in ((0, -1), (1, 1)):
            strip = rows[first][side] + sign * CHANNEL
            leave, arrive = (one.y + one.height * side for one in (source, target))
            yield from (
                ((x1, leave), (x1, strip), (x2, strip), (x2, arrive)) for x1, x2 in itertools.product(exits, entries)
            )
        return
    down = first < last
    leave = source.y + source.height * down
    arrive = target.y + target.height * (not down)
    between = rows[first + 1 : last] if down else rows[last + 1 : first][::-1]
    passed = [rows[first], *between, rows[last]]
    strips = [(one[1] + two[0]) / 2 if down else (one[0] + two[1]) / 2 for one, two in itertools.pairwise(passed)]
    places = _places(source, target, [one for row in between for one in _beside(row, others)])
    gaps = [
        [x for x in places if not any(one.x < x < one.x + one.width for one in _beside(row, others))] for row in between
    ]
    if not all(gaps):  # a row that nothing gets through
        return
    if gaps:  # straight out of one card, or into the other, where a gap is beside it
        exits += [x for x in gaps[0] if source.x + ASIDE <= x <= source.x + source.width - ASIDE]
        entries += [x for x in gaps[-1] if target.x + ASIDE <= x <= target.x + target.width - ASIDE]
    ways: list[tuple[float, tuple[float, ...]]] = [(0.0, (x,)) for x in exits]
    for places in (*gaps, entries):
        ways = [min((cost + abs(x - way[-1]) + BEND * (x != way[-1]), (*way, x)) for cost, way in ways) for x in places]
    for _cost, way in sorted(ways):
        points = [(way[0], leave)]
        for strip, (here, there) in zip(strips, itertools.pairwise(way), strict=True):
            points += [(here, strip), (there, strip)] if here != there else []
        yield (*points, (way[-1], arrive))


def _rows(shapes: Sequence[Shape]) -> list[tuple[float, float]]:
    """From where to where what stands beside each other reaches, from the top down."""
    found: list[tuple[float, float]] = []
    for top, bottom in sorted((one.y, one.y + one.height) for one in shapes):
        if found and top <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], bottom)
        else:
            found.append((top, bottom))
    return found


def _beside(row: tuple[float, float], shapes: Sequence[Shape]) -> list[Shape]:
    return [one for one in shapes if row[0] <= one.y <= row[1]]


def _places(source: Shape, target: Shape, between: Sequence[Shape]) -> list[float]:
    """Where a line may go down: beside anything that stands between, so that one place may do for several rows."""
    low, high = sorted((source.x, target.x + target.width))
    beside = {edge for one in between for edge in (one.x - ASIDE, one.x + one.width + ASIDE)}
    own = {source.x + source.width - min(14.0, source.width / 2), target.x + min(14.0, target.width / 2)}
    return sorted(x for x in beside | own if low - FAR <= x <= high + FAR)


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
    legs = _legs(points)
    return any(_hits(a, b, shape) for shape in shapes for a, b in legs)


def _crossed(points: Route, shapes: Sequence[Shape]) -> int:
    legs = _legs(points)
    return sum(any(_hits(a, b, shape) for a, b in legs) * (2 if shape.role == "label" else 1) for shape in shapes)


def _legs(points: Route) -> list[tuple[Point, Point]]:
    """Corners of what a route covers: segments, and the arrowhead, which may be longer than the last one."""
    (x0, y0), (x1, y1) = points[-2:]
    back = -1 if (x1, y1) > (x0, y0) else 1
    if abs(x1 - x0) < abs(y1 - y0):
        head = (x1 - HEAD_WIDE / 2, y1), (x1 + HEAD_WIDE / 2, y1 + back * HEAD_LONG)
    else:
        head = (x1, y1 - HEAD_WIDE / 2), (x1 + back * HEAD_LONG, y1 + HEAD_WIDE / 2)
    return [*itertools.pairwise(points), head]


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
