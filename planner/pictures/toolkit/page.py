"""What every page has: heading, time axis, stage markers, legend, source line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.i18n import phrases
from planner.i18n.text import directed
from planner.i18n.translation import _, is_rtl_language
from planner.pictures.chart import Chart
from planner.pictures.scene import Element, Item, Scene, Shape
from planner.pictures.style import Style
from planner.pictures.text_metrics import FLOOR, cut, width
from planner.pictures.theme import Paint, Theme
from planner.pictures.toolkit.legend import LEGEND_SIZE, Entry
from planner.pictures.toolkit.text_blocks import text_block
from planner.roadmap.roadmap import Roadmap

MARGIN = 60.0
TITLE_SIZES = (46, 42, 38, 34, 30, 26)


@dataclass(frozen=True, slots=True)
class Page:
    """The room of a page and what its shapes need to know of the plan."""

    roadmap: Roadmap
    style: Style

    @property
    def theme(self) -> Theme:
        return self.style.theme

    @property
    def left(self) -> float:
        return MARGIN if self.style.heading else 12.0

    @property
    def right(self) -> float:
        return self.style.width - self.left

    @property
    def top(self) -> float:
        """Where the body begins."""
        return 162.0 if self.style.heading else 12.0

    @property
    def bottom(self) -> float:
        """Where the body ends: below it there is room for the legend and the source line."""
        return self.style.height - (80.0 if self.style.heading else 74.0)

    @property
    def room(self) -> float:
        return self.right - self.left

    def stage(self, number: int) -> Paint:
        return self.theme.stage(number, len(self.roadmap.stages))

    def say(self, sentence: str) -> str:
        """A sentence of the planner's: it runs as its language does, whatever name it begins with."""
        return directed(sentence, is_rtl_language(self.roadmap.language))

    def title(self, choices: Sequence[str]) -> str:
        """The first of some titles that is not cut, the longest first; the last one where none fits."""
        return next((one for one in choices if width(self.say(one), TITLE_SIZES[-1], True) <= self.room), choices[-1])

    def scene(
        self,
        view: str,
        elements: Iterable[Element],
        *,
        title: str,
        subtitle: str,
        alt: str,
        notes: str = "",
        items: Iterable[Item] = (),
        charts: Iterable[Chart] = (),
        number: int = 1,
        pages: int = 1,
    ) -> Scene:
        """The page with its heading."""
        if not self.style.heading and pages > 1:  # the slide's own title is all that says it
            title += _(" (page {number} of {pages})", number=number, pages=pages)
        return Scene(
            id=f"{self.roadmap.organisation}-{view}" + (f"-{number}" if pages > 1 else ""),
            width=self.style.width,
            height=self.style.height,
            title=title,
            alt=f"{self.roadmap.condition}: {alt}" if self.roadmap.condition else alt,
            background=self.theme.paper,
            elements=(*self._heading(title, subtitle, number, pages), *elements),
            language=self.roadmap.language,
            notes=notes or alt,
            items=tuple(items),
            charts=tuple(charts),
            theme=self.theme,
        )

    def _heading(self, title: str, subtitle: str, number: int, pages: int) -> list[Shape]:
        if not self.style.heading:
            return []
        roadmap, theme = self.roadmap, self.theme
        subtitle = f"{phrases.fictional(roadmap.name, roadmap.fictional)}: {roadmap.condition or subtitle}"
        if roadmap.part:
            subtitle += f" · {roadmap.part}"
        if pages > 1:
            subtitle += _(" (page {number} of {pages})", number=number, pages=pages)
        above = text_block(self.say(title), self.left, 34, self.room, 62, TITLE_SIZES, bold=True, color=theme.ink)
        tall = 42 if roadmap.condition else 36  # what the whole page rests on may take two lines
        below = text_block(
            self.say(subtitle), self.left, 98, self.room, tall, (24, 22, 20, 18, FLOOR), color=theme.muted
        )
        return [
            Shape("title", "title", self.left, 34, self.room, 62, lines=above, on=theme.paper),
            Shape("subtitle", "title", self.left, 98, self.room, tall, lines=below, on=theme.paper),
        ]

    def label(
        self,
        key: str,
        words: str,
        x: float,
        y: float,
        room: float,
        height: float,
        sizes: Sequence[float] = (20, 19, 18, 17, FLOOR),
        *,
        role: str = "label",
        bold: bool = False,
        color: str = "",
        anchor: str = "start",
        on: str = "",
        of: str = "",
        chart: str = "",
    ) -> Shape:
        """A text without a box of its own."""
        theme = self.theme
        lines = text_block(words, x, y, room, height, sizes, color=color or theme.ink, bold=bold, anchor=anchor)
        return Shape(key, role, x, y, room, height, lines=lines, on=on or theme.paper, of=of, chart=chart)

    def legend(self, entries: Sequence[Entry], y: float = 0.0) -> list[Shape]:
        """What the marks mean, and the source: beside them, or below where they leave it no room."""
        theme, made = self.theme, list[Shape]()
        y = max(y, self.style.height - 66)
        source, logo = self._source(y)
        taken = sum(width(e.words, LEGEND_SIZE, e.kind == "bold") + e.key_width + 32 for e in entries)
        squeeze = max(0.0, taken - self.room) / max(sum(e.kind == "stage" for e in entries), 1)
        x = self.left
        for number, entry in enumerate(entries):
            words = entry.words
            if entry.kind == "stage" and squeeze:
                words = cut(words, LEGEND_SIZE, max(width(words, LEGEND_SIZE) - squeeze, 60), 1)[0]
            wide = width(words, LEGEND_SIZE, entry.kind == "bold") + 2
            if x + entry.key_width + wide > self.right:
                break
            made += entry.draw(f"legend-{number}", x, y, theme)
            x += entry.key_width
            lines = text_block(
                words, x, y, wide, 26, (LEGEND_SIZE,), color=theme.ink, bold=entry.kind == "bold", broken=(words,)
            )
            made.append(Shape(f"legend-{number}", "legend", x, y, wide, 26, lines=lines, on=theme.paper))
            x += wide + 30
        right = self.right - logo
        room = right - x
        if room < source + 10:
            y, room = y + 26, right - self.left
        room = min(room, source + 4)
        lines = text_block(self._words(), right - room, y, room, 26, (FLOOR,), color=theme.muted, anchor="end")
        made.append(Shape("source", "legend", right - room, y, room, 26, lines=lines, on=theme.paper))
        if logo:
            made.append(
                Shape(
                    "logo",
                    "legend",
                    right + 12,
                    self.style.height - 66,
                    logo - 12,
                    40,
                    "image",
                    image=theme.logo,
                    alt=_("Logo"),
                )
            )
        return made

    def _words(self) -> str:
        source = _(
            "Source: {name}, {journey} journey; durations and costs are estimates",
            name=phrases.fictional(self.roadmap.name, self.roadmap.fictional and not self.style.heading),
            journey=self.roadmap.journey_label,
        )  # fmt: skip
        return self.say(" · ".join(filter(None, (self.theme.footer, source))))

    def _source(self, y: float) -> tuple[float, float]:
        """(width of the source line, width of the logo)."""
        logo = self.theme.logo
        wide = int.from_bytes(logo[16:20], "big") / max(int.from_bytes(logo[20:24], "big"), 1) * 40 if logo else 0.0
        return width(self._words(), FLOOR), min(wide, 200.0) + 12 if logo else 0.0
