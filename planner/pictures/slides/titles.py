"""Titles in somebody else's layout: an action title is longer than the usual three words."""

from __future__ import annotations

from typing import Any

from planner.pictures.slides.marks import A, P
from planner.pictures.text_metrics import LINE_HEIGHT, wrap

LEAST = 0.4
POINT = 12700  # EMU
INSET = 14.4  # points that a text box keeps free from side to side, and half of that from top to bottom


def title_size(*trees: Any) -> float:
    """Points of a title, from a master and then its layout (lxml elements)."""
    found = 44.0
    for tree in trees:
        styles = [*tree.iterfind(f".//{P}titleStyle/{A}lvl1pPr/{A}defRPr")]
        for shape in tree.iter(f"{P}sp"):
            ph = shape.find(f".//{P}ph")
            if ph is not None and ph.get("type") in ("title", "ctrTitle"):
                styles += [*shape.iterfind(f".//{A}lvl1pPr/{A}defRPr")]
        for style in styles:
            if str(style.get("sz", "")).isdigit():
                found = int(style.get("sz")) / 100
    return found


def fit_title(shape: Any, words: str, width: int, height: int, size: float) -> None:
    """Shrinks a title (an lxml element) as PowerPoint itself would, so that it stays in its place; EMU and points."""
    scale, room, tall = 1.0, max(width / POINT - INSET, 20.0), max(height / POINT - INSET / 2, 10.0)
    while scale > LEAST:
        own = size * scale
        # measured as Arial; the deck's font may be a fifth wider
        if len(wrap(words, own * 1.2, room)) * own * LINE_HEIGHT <= tall:
            break
        scale -= 0.05
    body = shape.find(f"{P}txBody/{A}bodyPr")
    if body is None:
        return
    for kind in ("noAutofit", "normAutofit", "spAutoFit"):
        for old in body.findall(f"{A}{kind}"):
            body.remove(old)
    fit = body.makeelement(f"{A}normAutofit", {})
    if scale < 1.0:
        fit.set("fontScale", str(round(scale * 100) * 1000))
    body.append(fit)
