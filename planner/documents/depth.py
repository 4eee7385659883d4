"""How deeply a text is nested, looked at before anything parses it: parsers take time that grows with the square of it.

This is no judgement of a document: it lets through whatever a parser refuses quickly, with a better place, and stops
only what no parser should be given.
"""

from __future__ import annotations

import re

MOST = 1000
"""Open brackets, or dashes that nest in one line; the deepest document that means something has about ten levels."""
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
NESTING = re.compile(rf"^[ \t]*(?:[-?:][ \t]+){{{MOST}}}", re.M)
ALL_BUT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def too_deep(text: str) -> bool:
    """Whether brackets or dashes nest beyond all sense. Brackets in quotes are counted both ways, as which quotes
    open a text is not known before it is parsed."""
    if ("- - " in text or "? ? " in text or ": : " in text) and NESTING.search(text):
        return True
    return _depth(text) > MOST or (('"' in text or "'" in text) and _depth(QUOTED.sub("", text)) > MOST)


def _depth(text: str) -> int:
    brackets = text.encode("utf-8", "surrogatepass").translate(None, ALL_BUT_BRACKETS)
    if len(brackets) <= MOST:
        return 0
    depth = deepest = 0
    for bracket in brackets:
        depth = depth + 1 if bracket in b"[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
