"""Text as text: cleaned of what could do harm, and the direction it runs in."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """One line, without control characters or anything that reorders its surroundings."""
    words = " ".join(text.split())
    if words.isprintable():  # no control, format, private or unassigned characters: nearly every text
        return words
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


def as_cell(value: object) -> str:
    """A text for a spreadsheet: what would be taken for a formula is marked as text."""
    text = clean(str(value))
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf").lstrip()
    return f"'{text}" if visible[:1] in tuple("=+-@＝＋－＠") else text


def is_rtl_text(text: str) -> bool:
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
    return text if is_rtl_text(text) == rtl else ("\u200f" if rtl else "\u200e") + text
