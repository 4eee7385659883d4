"""How deeply a text is nested, looked at before anything parses it: parsers take long, or give up, on what is deep."""

from __future__ import annotations

import re

MOST = 60
"""Levels; the deepest document that means something has about ten."""
TOKENS = re.compile(
    r'"(?:[^"\\]|\\.)*"'  # a text in quotes holds no structure
    r"|'(?:[^']|'')*'"
    r"|(?:^|(?<=\s))#[^\n]*"
    r"|(?:^|(?<=\n))[ \t]*(?:[-?:][ \t]+){2,}"  # '- - - x' nests in one line
    r"|[\[\]{}]",
    re.S,
)


ALL_BUT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
MANY = 20_000
"""Brackets, up to which brackets in quotes need not be told apart: so few take a parser a second at worst."""


def too_deep(text: str) -> int | None:
    """The position at which a text is nested more deeply than anything is; None: nowhere. Lines that are indented ever
    further are left to the parser, which stops there in good time."""
    if _plainly_flat(text):
        return None
    depth = 0
    for found in TOKENS.finditer(text):
        first = found[0][0]
        if first in "[{":
            depth += 1
            if depth > MOST:
                return found.start()
        elif first in "]}":
            depth = max(0, depth - 1)
        elif first not in "\"'#" and len(found[0].split()) > MOST:
            return found.start()
    return None


def _plainly_flat(text: str) -> bool:
    """Whether a quick count of brackets, those in quotes among them, shows that nothing is deep."""
    brackets = text.encode("utf-8", "surrogatepass").translate(None, ALL_BUT_BRACKETS)
    if "- - " in text or "? ? " in text or len(brackets) > MANY:
        return False
    depth = 0
    for bracket in brackets:
        depth = depth + 1 if bracket in b"[{" else max(0, depth - 1)
        if depth > MOST:
            return False
    return True
