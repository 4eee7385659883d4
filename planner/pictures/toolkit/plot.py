"""A plot: amounts to pixels, its scale, and the same as a chart with its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from planner.i18n.translation import decimal
from planner.pictures.chart import ABOVE, Chart, ChartSeries, column_gap, sum_at
from planner.pictures.scene import Element, Line, Shape
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.toolkit.page import Page

TICKS = 4
HALF = 13.0  # pixels of a number of the scale above its rule
FOOT = 26.0  # pixels of a column's label


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart's place and scale.

    Attributes:
        key: of its elements and its chart, unlike those of other plots of the page.
        left, right, top, bottom: where the data are drawn, in pixels.
        most: the amount at its top; the bottom is nothing.
        lead: pixels at the left for the numbers of the scale.
        unit: what follows each of them.
        ticks: in how many equal parts the scale is.
    """

    page: Page
    key: str
    left: float
    right: float
    top: float
    bottom: float
    most: float
    lead: float
    unit: str = ""
    ticks: int = TICKS

    def y(self, amount: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(amount, self.most) / self.most

    def scale(self) -> list[Element]:
        """Lines and amounts."""
        page, theme, made = self.page, self.page.theme, list[Element]()
        for n in range(self.ticks + 1):
            amount = self.most * n / self.ticks
            y = self.y(amount)
            ends = ((self.left, y), (self.right, y))
            made.append(Line(f"rule-{self.key}-{n}", "grid", ends, theme.grid, 1, chart=self.key))
            made.append(
                page.label(f"tick-{self.key}-{n}", f"{decimal(amount)}{self.unit}", self.left - self.lead, y - HALF,
                           self.lead - 12, 2 * HALF, (18, 16, FLOOR), role="header", color=theme.muted, anchor="end",
                           chart=self.key)
            )  # fmt: skip
        return made

    def column(self, n: int, of: int) -> tuple[float, float]:
        """Left and right of one of so many columns, without the gaps beside it."""
        wide = (self.right - self.left) / of
        gap = column_gap(wide)
        return self.left + n * wide + gap, self.left + (n + 1) * wide - gap

    def columns(self, series: Sequence[ChartSeries], labels: Sequence[str]) -> list[Element]:
        """Columns that stand on each other, levels across them, sums above them, and their labels."""
        made, many, every = list[Element](), len(labels), self.every(labels)
        for n, label in enumerate(labels):
            left, right = self.column(n, many)
            under = 0.0
            for one in series:
                amount = one.ys[n]
                if amount is not None and one.mark == "column":
                    made += self._box(f"{series.index(one)}-{n}", (left, right), (under, under + amount), one)
                    under += amount
                elif amount is not None and one.mark == "level":
                    ends = ((left - 4, self.y(amount)), (right + 4, self.y(amount)))
                    key = f"level-{self.key}-{series.index(one)}-{n}"
                    made.append(Line(key, "curve", ends, one.color, one.width, one.dash, chart=self.key))
                elif amount and one.mark == "sum":
                    place = sum_at(series, n, ABOVE * self.most / (self.bottom - self.top)) or amount
                    words = decimal(amount, 0)
                    made.append(self._word(f"sum-{self.key}-{n}", words, n, many, self.y(place) - ABOVE, ABOVE - 2))
            if not n % every and n + (1 + every) / 2 <= many:
                made.append(self._word(f"label-{self.key}-{n}", label, n, many, self.bottom + 2, FOOT, every))
        return made

    def every(self, labels: Sequence[str]) -> int:
        """How many columns there are to one whose label has room."""
        wide = (self.right - self.left) / max(len(labels), 1)
        return max(1, ceil((max((width(one, 18) for one in labels), default=0.0) + 6) / wide))

    def _box(self, key: str, x: tuple[float, float], amounts: tuple[float, float], one: ChartSeries) -> list[Element]:
        top, bottom = self.y(amounts[1]), self.y(amounts[0])
        if bottom - top < 0.5:
            return []
        return [
            Shape(f"{self.key}-{key}", "marker", x[0], top, x[1] - x[0], bottom - top, fill=one.color,
                  hatch=one.hatch, chart=self.key)
        ]  # fmt: skip

    def _word(self, key: str, words: str, n: int, many: int, y: float, tall: float, places: int = 1) -> Shape:
        """A word in the middle of a column, which may be as wide as so many of them."""
        wide = (self.right - self.left) / many
        left = self.left + (n + 0.5 - places / 2) * wide
        own = self.key if places == 1 else ""  # a chart cannot leave labels out in every program
        return self.page.label(key, words, left, y, places * wide, tall, (18, 17, FLOOR), anchor="middle",
                               role="header", chart=own)  # fmt: skip

    def chart(
        self,
        name: str,
        series: Iterable[ChartSeries],
        *,
        span: tuple[float, float] = (0.0, 0.0),
        labels: Sequence[str] = (),
    ) -> Chart:
        """The numbers of the plot. ``span``, ``labels``: see ``Chart``."""
        left, top = self.left - self.lead, self.top - HALF
        low = self.bottom + (FOOT + 2 if labels else HALF)
        return Chart(
            self.key, name, (self.left, self.top, self.right - self.left, self.bottom - self.top),
            (left, top, self.right - left, low - top), tuple(series), self.most, self.ticks, self._code(), span,
            tuple(labels), self.every(labels) == 1,
        )  # fmt: skip

    def _code(self) -> str:
        whole = "#,##0" if len(decimal(1000.0)) > len("1000") else "0"
        return ("General" if self.most / self.ticks % 1 else whole) + (f'"{self.unit}"' if self.unit else "")


def nice(amount: float, ticks: int = TICKS) -> float:
    """A round number that is no less, in as many equal parts as there are ticks."""
    if amount <= 0:
        return float(ticks)
    step = amount / ticks
    unit = 10.0 ** floor(log10(step))
    return ticks * next(unit * part for part in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * part >= step * 0.9999)
