"""Measuring and breaking text with the metrics of the embedded, Arial-compatible font."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from planner.files import templates
from planner.i18n.text import clean

FLOOR = 16.0
"""The smallest type on a page, in pixels (8 pt on a slide)."""

LINE_HEIGHT = 1.2

MARGIN, OTHER_MARGIN = 1.02, 1.16
"""Room for renderers whose Arial differs by a hair, and for fonts that are wider."""

ARIAL_LIKE = frozenset({"arial", "liberation sans", "helvetica", "arimo", "planner sans"})

_margin: ContextVar[float] = ContextVar("margin", default=MARGIN)


@cache
def _metrics(style: str) -> dict[str, float]:
    table: dict[str, float] = json.loads(templates.read("fonts/metrics.json"))[style]
    return table


@lru_cache(maxsize=65536)
def _advance(char: str, style: str) -> float:
    known = _metrics(style).get(char)
    if known is not None:
        return known
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if category == "So" or ord(char) >= 0x1F000:
        return 1.4  # emoji, drawn by whatever font the reader has
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.75


def covered(text: str) -> bool:
    """Whether the embedded font has every character."""
    table = _metrics("regular")
    return all(c in table or unicodedata.category(c) in ("Mn", "Cf") for c in text)


@contextmanager
def measured_for(font: str) -> Iterator[None]:
    """Leaves room for a font of other metrics than Arial's in everything measured inside."""
    same = not font or font.lower() in ARIAL_LIKE or font.startswith("+")
    token = _margin.set(MARGIN if same else OTHER_MARGIN)
    try:
        yield
    finally:
        _margin.reset(token)


@lru_cache(maxsize=65536)
def _units(text: str, bold: bool) -> float:
    """Width at size 1, without any margin."""
    style = "bold" if bold else "regular"
    return sum(_advance(c, style) for c in text)


def width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels."""
    return _units(text, bold) * size * _margin.get()


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Lines no wider than ``room``: as few as possible, then as even as possible. A word that is too wide
    for a line is broken."""
    return list(_wrap(clean(text), bold, room / (size * _margin.get())))


@lru_cache(maxsize=16384)
def _wrap(text: str, bold: bool, room: float) -> tuple[str, ...]:
    words = tuple(piece for word in _words(text) for piece in _pieces(word, bold, room))
    widths = [_units(word, bold) for word in words]
    breaks = _breaks(widths, room, bold)
    if len(breaks) > 1:
        low, high = max(widths), room
        for _ in range(7):  # the narrowest room that needs no more lines balances them
            middle = (low + high) / 2
            if len(_breaks(widths, middle, bold)) <= len(breaks):
                high = middle
            else:
                low = middle
        breaks = _breaks(widths, high, bold)
    return tuple(" ".join(words[start:end]) for start, end in zip(breaks, [*breaks[1:], len(words)], strict=True))


def _words(text: str) -> list[str]:
    """What a line may end after: a figure stays with its sign."""
    words: list[str] = []
    for word in text.split(" "):
        if words and word.startswith("%"):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _breaks(widths: list[float], room: float, bold: bool) -> list[int]:
    """The word that each line begins with, when lines are filled one after the other."""
    space, starts, used = _units(" ", bold), [0], widths[0]
    for i, wide in enumerate(widths[1:], 1):
        if used + space + wide <= room + 1e-9:
            used += space + wide
        else:
            starts.append(i)
            used = wide
    return starts


def _pieces(word: str, bold: bool, room: float) -> list[str]:
    if _units(word, bold) <= room:
        return [word]
    pieces, current, used = [], "", 0.0
    style = "bold" if bold else "regular"
    for c in word:
        joins = unicodedata.category(c) in ("Mn", "Me", "Cf") or c == "\ufe0f"
        wide = _advance(c, style)
        if current and not joins and used + wide > room:
            kept = current[-1] if c == "%" and len(current) > 1 else ""  # a figure stays with its sign
            pieces.append(current[: len(current) - len(kept)])
            current, used = kept, _units(kept, bold)
        current += c
        used += wide
    return [*pieces, current]


def fit(
    text: str, room: float, height: float, sizes: tuple[float, ...], bold: bool = False
) -> tuple[list[str], float] | None:
    """(lines, size) at the largest size at which the text fits whole words into room x height, or None."""
    words = clean(text).split(" ")
    for size in sizes:
        if max(width(word, size, bold) for word in words) > room:
            continue
        lines = wrap(text, size, room, bold)
        if len(lines) * size * LINE_HEIGHT <= height:
            return lines, size
    return None


def cut(text: str, size: float, room: float, rows: int, bold: bool = False) -> list[str]:
    """At most ``rows`` lines; what does not fit ends in an ellipsis."""
    lines = wrap(text, size, room, bold)
    if len(lines) <= rows:
        return lines
    limit = room / (size * _margin.get())
    words = [piece for word in clean(text).split(" ") for piece in _pieces(word, bold, limit)]
    starts = _breaks([_units(word, bold) for word in words], limit, bold)
    lines = [" ".join(words[start:end]) for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]
    last = lines[rows - 1]
    while last and _units(last + "…", bold) > limit:
        last = last[:-1].rstrip()
    return [*lines[: rows - 1], last + "…"]
