"""Colours and type. A colour means one thing: stages, levels and loads have a scale each, from light to dark, which
survives greyscale and colour blindness; one accent marks what decides a date; owners are lanes, never colours. A brand
tints the stages and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise

WHITE, BLACK = "#FFFFFF", "#000000"
APART = 1.3
"""Least contrast of two colours that follow each other in a scale, so that they differ in greyscale."""
TEXT, LINES = 4.5, 3.0
"""Least contrast of text on its fill and of lines on the page (WCAG 2.2, 1.4.3 and 1.4.11)."""

LOADS = (0.6, 0.9, 1.0005)
"""Up to which part that is used the first three colours of loads go; a rounding is no overload."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Fill, border and text colour of a card."""

    fill: str
    stroke: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What pages look like. Colours are ``#RRGGBB``.

    Attributes:
        ink, muted: text and text of less weight.
        paper, band, header: page, every other lane, heads of columns.
        grid, line: decoration and lines that mean something.
        accent: what decides a date: the critical chain. ``done``: progress.
        stages: first, middle and last stage.
        levels: level 1 to 3 of a capability.
        loads: how much of people or money is used: some, much, all, more than there is.
        money: what is spent once outside, on people who build, and on running what is live.
        benefit: what is gained.
        states: green, amber and red, always with their word.
        font, heading_font: names of fonts; text is measured as Arial, any other font gets a margin.
        logo: a PNG, drawn at the end of the source line. ``footer``: text beside it.
        dates, numbers: see ``planner.language.Speech``.
    """

    name: str = "light"
    ink: str = "#17202E"
    muted: str = "#5A6678"
    paper: str = WHITE
    band: str = "#F5F7F9"
    header: str = "#EDF1F5"
    grid: str = "#D9DFE6"
    line: str = "#7B8896"
    accent: str = "#C2410C"
    done: str = "#1B7F4B"
    stages: tuple[str, str, str] = ("#D6E6F5", "#2A6DAB", "#0B2C4A")
    levels: tuple[str, str, str] = ("#DCE7E4", "#7FA39B", "#2C524B")
    loads: tuple[str, str, str, str] = ("#EBE7F1", "#BDB2D0", "#78638F", "#5B1547")
    money: tuple[str, str, str] = ("#0B4F4A", "#3F8F88", "#A9D3CE")
    benefit: str = "#8F5A00"
    states: tuple[str, str, str] = ("#1B7F4B", "#E0A100", "#B3261E")
    font: str = "Arial"
    heading_font: str = ""
    logo: bytes = b""
    footer: str = ""
    dates: str = ""
    numbers: str = ""

    def stage(self, number: int, stages: int) -> Paint:
        """The colours of stage ``number`` (from 1) out of ``stages``."""
        place = 0.0 if stages <= 1 else (number - 1) / (stages - 1) * (len(self.stages) - 1)
        index = min(int(place), len(self.stages) - 2)
        return self.card(mix(self.stages[index], self.stages[index + 1], place - index))

    def level(self, number: int, highest: int = 3) -> Paint:
        """The colours of level 0 (nothing yet) to the highest; with three of them the theme's own, else between."""
        if number == 0:
            return self.card(self.paper)
        place = (min(number, highest) - 1) / max(highest - 1, 1) * (len(self.levels) - 1)
        index = min(int(place), len(self.levels) - 2)
        return self.card(mix(self.levels[index], self.levels[index + 1], place - index))

    def load(self, share: float) -> Paint:
        """The colours of a part that is used, 1 for all there is (see ``LOADS``)."""
        place = next((i for i, most in enumerate(LOADS) if share <= most), len(LOADS))
        return self.card(self.loads[place])

    def shade(self, share: float) -> Paint:
        """The colours of a plain tint between page and ink: what has no scale of its own."""
        return self.card(mix(self.paper, self.ink, share))

    def card(self, fill: str) -> Paint:
        """A fill, with a border that shows on the page and text that can be read on it."""
        return _card(fill, self.paper, self.ink)

    def text_on(self, fill: str) -> str:
        """Ink or paper, whichever reads better; black or white where neither does."""
        return self.card(fill).text


@lru_cache(maxsize=4096)
def _card(fill: str, paper: str, ink: str) -> Paint:
    best = max((ink, paper), key=lambda color: contrast(color, fill))
    if contrast(best, fill) < TEXT:
        best = max((BLACK, WHITE), key=lambda color: contrast(color, fill))
    stroke = fill if contrast(fill, paper) >= LINES else readable(mix(fill, ink, 0.3), paper, LINES)
    return Paint(fill, stroke, best)


LIGHT = Theme()
DARK = Theme(
    name="dark", ink="#EEF2F6", muted="#A9B5C2", paper="#10171F", band="#18222D", header="#223040", grid="#2C3B4B",
    line="#7E8FA1", accent="#FF8A4C", done="#4CC38A", stages=("#27476A", "#4A96D6", "#D3E7F8"),
    levels=("#24403B", "#5E8A81", "#CBE3DD"), loads=("#2B2638", "#574A70", "#9C89BD", "#F2A9DA"),
    money=("#A8E3DB", "#4E9C93", "#1F4F4A"), benefit="#E5B45A",
    states=("#4CC38A", "#F2B632", "#FF7B72"),
)  # fmt: skip
PRINT = Theme(
    name="print", ink="#000000", muted="#4D4D4D", paper=WHITE, band="#F6F6F6", header="#ECECEC", grid="#D4D4D4",
    line="#757575", accent="#000000", done="#404040", stages=("#E3E3E3", "#666666", "#1F1F1F"),
    levels=("#E3E3E3", "#8C8C8C", "#1F1F1F"), loads=("#F2F2F2", "#C4C4C4", "#757575", "#000000"),
    money=("#1F1F1F", "#757575", "#C4C4C4"), benefit="#404040",
    states=("#757575", "#B8B8B8", "#000000"),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, PRINT)}
DARKEST = 1.05 * 0.0575
"""Product of the luminances, each with the 0.05 of glare, of two colours that change places: white and its opposite."""
ACCENTS = ("#C2410C", "#0F6B8F", "#7C3AED", "#0F766E", "#B4145F")


@lru_cache(maxsize=4096)
def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@lru_cache(maxsize=4096)
def other_light(color: str) -> str:
    """The colour of the same hue that a thing has where light and dark change places: any two colours keep their
    contrast, so what could be read still can. White becomes a very dark grey."""
    from colorsys import hls_to_rgb, rgb_to_hls

    wanted = min(1.0, max(0.0, DARKEST / (luminance(color) + 0.05) - 0.05))
    hue_, _lightness, saturation = rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    low, high, found = 0.0, 1.0, color
    for _ in range(12):
        middle = (low + high) / 2
        found = "#" + "".join(f"{round(255 * part):02X}" for part in hls_to_rgb(hue_, middle, saturation))
        low, high = (middle, high) if luminance(found) < wanted else (low, middle)
    return found


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """``share`` of the other colour."""
    parts = [round(int(one[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02X}" for part in parts)


def readable(color: str, behind: str, ratio: float) -> str:
    """The colour nearest to ``color``, on the way to black or white, with that contrast to what is behind it."""
    for end in sorted((BLACK, WHITE), key=lambda end: -contrast(end, behind)):
        for step in range(21):
            moved = mix(color, end, step / 20)
            if contrast(moved, behind) >= ratio:
                return moved
    return max((BLACK, WHITE), key=lambda end: contrast(end, behind))


def hue(color: str) -> float:
    """Hue in degrees."""
    from colorsys import rgb_to_hls

    return 360 * rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]


def branded(theme: Theme, brand: str) -> Theme:
    """The theme with its stages in a brand colour, and an accent far from it.

    The middle stage is the brand colour itself, moved no further than white text on it needs; the first and last are
    tints of it, mixed here (tints that a slide program computes from a dark colour turn neon).
    """
    dark_page = luminance(theme.paper) < 0.2
    middle = readable(brand, theme.paper if dark_page else WHITE, TEXT)
    if luminance(middle) < 0.02 and not dark_page:  # nearly black: there must be room for a darker last stage
        middle = mix(middle, WHITE, 0.25)
    ends = (mix(middle, theme.paper, 0.6), mix(middle, WHITE, 0.75)) if dark_page else (
        mix(middle, WHITE, 0.82), mix(middle, BLACK, 0.62))  # fmt: skip
    far = max((theme.accent, *ACCENTS), key=lambda accent: _apart(accent, brand) >= 50)
    return replace(theme, stages=(ends[0], middle, ends[1]), accent=readable(far, theme.paper, TEXT))


def _with(theme: Theme, name: str, color: str) -> Theme:
    return Theme(**{**{f.name: getattr(theme, f.name) for f in fields(theme)}, name: color})


def _apart(one: str, other: str) -> float:
    distance = abs(hue(one) - hue(other))
    return min(distance, 360 - distance)


def check(theme: Theme) -> tuple[Theme, tuple[str, ...]]:
    """(the theme with every pair of colours readable, a sentence for each colour that was changed)."""
    notes: list[str] = []
    changed = theme
    for name, behind, ratio in (
        ("ink", "paper", TEXT), ("ink", "band", TEXT), ("ink", "header", TEXT), ("muted", "paper", TEXT),
        ("muted", "band", TEXT), ("accent", "paper", LINES), ("line", "paper", LINES), ("line", "band", LINES),
        ("done", "paper", LINES),
    ):  # fmt: skip
        color, ground = getattr(changed, name), getattr(changed, behind)
        now = contrast(color, ground)
        if now < ratio:
            better = readable(color, ground, ratio)
            notes.append(
                f"{name} {color} on {behind} {ground} has a contrast of {now:.2f}:1, at least {ratio:g}:1 is needed: "
                f"changed to {better} ({contrast(better, ground):.2f}:1)"
            )
            changed = _with(changed, name, better)
    plain = DARK if luminance(changed.paper) < 0.2 else LIGHT
    for name in ("levels", "loads"):
        scale = getattr(changed, name)
        if any(contrast(one, other) < APART for one, other in pairwise(scale)):
            notes.append(f"{name} {', '.join(scale)} look alike in greyscale: changed to those of {plain.name}")
            changed = replace(changed, **{name: getattr(plain, name)})
    steps = list(changed.stages)
    for one in (0, 1):
        if contrast(steps[one], steps[one + 1]) < 1.5:
            notes.append(
                f"stages {one + 1} and {one + 2} ({steps[one]}, {steps[one + 1]}) look alike in greyscale "
                f"({contrast(steps[one], steps[one + 1]):.2f}:1, at least 1.5:1 is needed)"
            )
            away = BLACK if luminance(steps[one + 1]) <= luminance(steps[one]) else WHITE
            for share in range(1, 11):
                moved = mix(steps[one + 1], away, share / 10)
                if contrast(steps[one], moved) >= 1.5:
                    break
            else:
                moved = mix(steps[one], WHITE if away == BLACK else BLACK, 0.4)
            steps[one + 1] = moved
            notes[-1] += f": stage {one + 2} changed to {moved}"
    return replace(changed, stages=(steps[0], steps[1], steps[2])), tuple(notes)
