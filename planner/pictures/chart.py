"""A chart of a page as its numbers: what is drawn of shapes in every picture is a chart with its data in a deck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels of the page."""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One row of numbers with its look.

    Attributes:
        ys: amounts, None where there is none; ``xs``: where on the horizontal scale each of them is, for charts without
            labels.
        mark: what it is drawn as: line, column (those of one label stand on each other), level (a short line across
            the label's column) or sum (no more than the number above its place).
        width, dash: of a line, in pixels, see ``Line``.
        hatch: colour of diagonal lines across a column.
    """

    name: str
    color: str
    ys: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    mark: str = "line"
    width: float = 0.0
    dash: str = ""
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers that a part of a page shows. The elements that draw it say so by its id (``Shape.chart``).

    Attributes:
        name: what it shows, for the selection pane and those who do not see it.
        plot: where the data are drawn; ``box``: with the numbers of its scale around it.
        top: the amount at the upper edge of the plot, the lower one is nothing; ``ticks``: in how many equal parts.
        code: how its numbers are written, as workbooks say it.
        span: first and last value of the horizontal scale, for charts without labels.
        labels: of its columns, from left to right; they share the width of the plot equally. ``written``: whether the
            chart has room for them; else the page has those that find some.
        size: of its text, in pixels.
    """

    id: str
    name: str
    plot: Box
    box: Box
    series: tuple[ChartSeries, ...]
    top: float
    ticks: int
    code: str = "0"
    span: tuple[float, float] = (0.0, 0.0)
    labels: tuple[str, ...] = ()
    written: bool = True
    size: float = 18.0


GAP = 16.0  # at most, pixels between a column and the edge of its place
ABOVE = 24.0  # pixels of the number above a column


def column_gap(wide: float) -> float:
    """Pixels that a column leaves at each side of a place so wide."""
    return min(GAP, wide / 6)


def sum_at(series: Sequence[ChartSeries], n: int, room: float) -> float | None:
    """Above which amount the sum of a column stands: its own, or that of a level which would strike through it.
    ``room``: the amount that the number is high; None: no column has a sum there."""
    own = next((one.ys[n] for one in series if one.mark == "sum"), None)
    if not own:
        return None
    levels = [amount for one in series if one.mark == "level" and (amount := one.ys[n]) is not None]
    return max([own, *(level for level in levels if own - room / 4 <= level <= own + room)])


def mirrored_chart(chart: Chart, width: float) -> Chart:
    """The chart on a page from right to left: see ``planner.pictures.scene.mirrored``."""

    def flipped(box: Box) -> Box:
        return (width - box[0] - box[2], *box[1:])

    return replace(chart, plot=flipped(chart.plot), box=flipped(chart.box))
