"""Text in a box."""

from __future__ import annotations

from collections.abc import Sequence

from planner.pictures.scene import TextLine
from planner.pictures.text_metrics import LINE_HEIGHT, cut, width, wrap

ASCENT = 0.74  # from the top of a line's box to its baseline, as a part of the size, half the leading included


def text_block(
    text: str,
    x: float,
    y: float,
    room: float,
    height: float,
    sizes: Sequence[float],
    *,
    color: str,
    bold: bool = False,
    anchor: str = "start",
    broken: Sequence[str] = (),
) -> tuple[TextLine, ...]:
    """Lines centred vertically in a box, at the largest size that fits; cut at the smallest if none does."""
    size = sizes[-1]
    lines = list(broken)
    if not lines:
        for size in sizes:
            lines = wrap(text, size, room, bold)
            whole = max(width(word, size, bold) for word in text.split() or [""]) <= room
            if whole and len(lines) * size * LINE_HEIGHT <= height:
                break
        else:
            lines = cut(text, size, room, max(1, int(height // (size * LINE_HEIGHT))), bold)
    top = y + (height - len(lines) * size * LINE_HEIGHT) / 2
    at = x if anchor == "start" else x + room if anchor == "end" else x + room / 2
    return tuple(
        TextLine(
            line, at, top + i * size * LINE_HEIGHT + size * (ASCENT + (LINE_HEIGHT - 1) / 2), size, color, bold, anchor
        )
        for i, line in enumerate(lines)
    )
