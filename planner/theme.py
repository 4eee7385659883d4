"""Colours and type. Stages run through one blue from light to dark, which survives greyscale and colour
blindness; one accent marks the critical chain and the present; owners are lanes, never colours."""

from __future__ import annotations

from dataclasses import dataclass

INK = "#17202E"
MUTED = "#5A6678"
PAPER = "#FFFFFF"
BAND = "#F5F7F9"
HEADER = "#EDF1F5"
GRID = "#D9DFE6"
LINE = "#7B8896"
ACCENT = "#C2410C"
DONE = "#1B7F4B"

_RAMP = ("#D6E6F5", "#2A6DAB", "#0B2C4A")
_BORDER = "#3F7FBF"


@dataclass(frozen=True, slots=True)
class Paint:
    """Fill, border and text colour of a card."""

    fill: str
    stroke: str
    text: str


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_on(fill: str) -> str:
    """Ink or paper, whichever reads better."""
    return max((INK, PAPER), key=lambda color: contrast(color, fill))


def stage_paint(number: int, stages: int) -> Paint:
    """The colours of stage ``number`` (from 1) out of ``stages``."""
    place = 0.0 if stages <= 1 else (number - 1) / (stages - 1) * (len(_RAMP) - 1)
    index = min(int(place), len(_RAMP) - 2)
    fill = _mix(_RAMP[index], _RAMP[index + 1], place - index)
    return Paint(fill, fill if contrast(fill, PAPER) >= 3 else _BORDER, text_on(fill))


def _mix(one: str, other: str, share: float) -> str:
    parts = [round(int(one[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02X}" for part in parts)
