"""Routes of arrows around what stands in their way."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planner.pictures.scene import Shape
from planner.pictures.toolkit import routing

ROW = 40.0


def card(name: str, row: int, x: float, wide: float) -> Shape:
    return Shape(name, "card", x, row * ROW + 8, wide, 24)


@st.composite
def charts(draw: st.DrawFn) -> tuple[Shape, Shape, list[Shape]]:
    """Two cards, and rows of others between and beside them, some without a gap."""
    source = card("source", draw(st.integers(0, 5)), draw(st.floats(0, 900)), draw(st.floats(8, 300)))
    right = source.x + source.width
    target = card("target", draw(st.integers(0, 5)), right + draw(st.floats(0, 600)), draw(st.floats(8, 300)))
    others = []
    for row in range(6):
        x = draw(st.floats(-400, 300))
        for n in range(draw(st.integers(0, 12))):
            wide = draw(st.sampled_from((4.0, 60.0, 200.0)))
            others.append(card(f"other-{row}-{n}", row, x, wide))
            x += wide + draw(st.sampled_from((0.0, 2.0, 14.0, 90.0)))
    return source, target, others


@given(charts())
def test_every_route_is_of_level_and_upright_legs_from_card_to_card(chart):
    source, target, others = chart
    points = routing.route(source, target, others)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
    assert source.x - 7 <= points[0][0] <= source.x + source.width + 7
    assert target.x - 7 <= points[-1][0] <= target.x + target.width + 7


def test_a_row_that_nothing_gets_through_is_no_fault():
    wall = [card(f"wall-{n}", 1, 60.0 * n - 600, 60.0) for n in range(40)]
    source, target = card("source", 0, 100, 80), card("target", 2, 400, 80)
    points = routing.route(source, target, wall)
    assert routing.crossed(points, source, target, wall), "then it is left to whoever draws it to leave it out"


def test_an_arrow_goes_from_row_to_row_where_no_single_way_down_is_free():
    """The way is free beside the first card in one row and beside the second in the next."""
    source, target = card("source", 0, 200, 140), card("target", 3, 600, 100)
    others = [card("long", 1, 290, 500), card("label", 2, 0, 280), card("left", 1, 0, 180), card("far", 2, 640, 400)]
    points = routing.route(source, target, others)
    assert not routing.crossed(points, source, target, others)
    assert min(x for x, _y in points) >= source.x, "it does not run back to the left of where it begins"


def test_an_arrow_does_not_follow_the_ragged_ends_of_rows():
    """One column that is free in all rows but the first is taken for all of them."""
    source, target = card("source", 0, 200, 70), card("target", 7, 330, 90)
    rows = [card(f"row-{n}", n, 0, 260 + 20 * (n % 3)) for n in range(2, 7)]
    points = routing.route(source, target, [card("wide", 1, 275, 240), *rows])
    assert len(points) == 4
