"""Measuring and breaking text with the metrics of the embedded, Arial-compatible font."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from planner import templating

FLOOR = 16.0
"""The smallest type on a page, in pixels (8 pt on a slide)."""

LINE_HEIGHT = 1.2
MARGIN, OTHER_MARGIN = 1.02, 1.16
"""Room for renderers whose Arial differs by a hair, and for fonts that are wider."""
ARIAL_LIKE = frozenset({"arial", "liberation sans", "helvetica", "arimo", "planner sans"})
_margin: ContextVar[float] = ContextVar("margin", default=MARGIN)


@cache
def _metrics(style: str) -> dict[str, float]:
    table: dict[str, float] = json.loads(templating.read("fonts/metrics.json"))[style]
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


def clean(text: str) -> str:
    """One line, without control characters or anything that reorders its surroundings."""
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace()
        or (
            unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
            and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
        )
    )
    return " ".join("".join(kept).split())


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


def width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels."""
    style = "bold" if bold else "regular"
    return sum(_advance(c, style) for c in text) * size * _margin.get()


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is a right-to-left one."""
    for c in text:
        direction = unicodedata.bidirectional(c)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def has_rtl(text: str) -> bool:
    """Whether any letter is a right-to-left one."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text if c > "\u058f")


def directed(text: str, rtl: bool) -> str:
    """The text so that it runs in a direction whatever it begins with: with a mark in front where it takes one."""
    return text if is_rtl(text) == rtl else ("\u200f" if rtl else "\u200e") + text


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Lines no wider than ``room``: as few as possible, then as even as possible. A word that is too wide
    for a line is broken."""
    words = [piece for word in clean(text).split(" ") for piece in _pieces(word, size, room, bold)]
    lines = _greedy(words, size, room, bold)
    if len(lines) > 1:
        low, high = 0.0, room
        for _ in range(7):  # the narrowest room that needs no more lines balances them
            middle = (low + high) / 2
            if len(_greedy(words, size, middle, bold)) <= len(lines) and all(
                width(w, size, bold) <= middle for w in words
            ):
                high = middle
            else:
                low = middle
        lines = _greedy(words, size, high, bold)
    return lines


def _greedy(words: list[str], size: float, room: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    if width(word, size, bold) <= room:
        return [word]
    pieces, current = [], ""
    for c in word:
        joins = unicodedata.category(c) in ("Mn", "Me", "Cf") or c == "\ufe0f"
        if current and not joins and width(current + c, size, bold) > room:
            pieces.append(current)
            current = ""
        current += c
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
    lines = _greedy([p for w in clean(text).split(" ") for p in _pieces(w, size, room, bold)], size, room, bold)
    last = lines[rows - 1]
    while last and width(last + "…", size, bold) > room:
        last = last[:-1].rstrip()
    return [*lines[: rows - 1], last + "…"]
