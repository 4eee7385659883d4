"""What the colours and lines of a page mean."""

from __future__ import annotations

from dataclasses import dataclass

from planner.i18n import phrases
from planner.i18n.translation import _
from planner.pictures.scene import Shape
from planner.pictures.theme import Theme

LEGEND_SIZE = 17.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a legend. ``kind``: stage, fill, hatch, ring, line, dash, dots, diamond, dot, square, cap or
    bold."""

    kind: str
    words: str
    fill: str = ""
    stroke: str = ""
    dash: str = ""

    @property
    def key_width(self) -> float:
        return 0.0 if self.kind == "bold" else 46.0

    def draw(self, key: str, x: float, y: float, theme: Theme) -> list[Shape]:
        """The mark itself."""
        name = f"{key}-key"
        if self.kind in ("stage", "fill"):
            return [
                Shape(
                    name, "legend", x, y + 3, 34, 20, fill=self.fill, stroke=self.stroke or self.fill,
                    stroke_width=1.5, radius=4,
                )
            ]  # fmt: skip
        if self.kind == "hatch":
            return [
                Shape(
                    name, "legend", x, y + 3, 34, 20, fill=self.fill or theme.paper, hatch=self.stroke,
                    stroke=self.stroke, stroke_width=1,
                )
            ]  # fmt: skip
        if self.kind == "diamond":
            return [Shape(name, "legend", x + 14, y + 4, 18, 18, "diamond", self.fill, self.stroke, 2.5)]
        if self.kind == "dot":
            return [Shape(name, "legend", x + 15, y + 5, 16, 16, "circle", self.fill)]
        if self.kind == "square":
            return [Shape(name, "legend", x + 15, y + 5, 16, 16, fill=self.fill)]
        if self.kind == "cap":
            return [
                Shape(name, "legend", x, y + 10, 30, 6, fill=self.fill),
                Shape(f"{name}-end", "legend", x + 30, y + 2, 5, 22, fill=self.fill),
            ]
        if self.kind == "ring":
            return [
                Shape(
                    name, "legend", x, y + 2, 36, 22, fill=theme.paper, stroke=self.stroke or theme.accent,
                    stroke_width=3, radius=6,
                )
            ]  # fmt: skip
        if self.kind in ("line", "dash", "dots"):
            color = self.stroke or theme.line
            parts = {"line": 1, "dash": 3, "dots": 6}[self.kind]
            long = 36 / (2 * parts - 1)
            return [Shape(f"{name}-{i}", "legend", x + 2 * i * long, y + 12, long, 3, fill=color) for i in range(parts)]
        return []


def critical_entry(stage: str = "") -> Entry:
    """What the accent means: ``stage`` is the name of the stage whose date the marked steps set, empty: the finish."""
    return Entry("ring", _("Sets the date of {stage}", stage=phrases.quoted(stage)) if stage else _("Sets the finish"))


def target_entry() -> Entry:
    return Entry("bold", _("Bold: target"))
