"""Titles in somebody else's layout: an action title is longer than the usual three words."""

from __future__ import annotations

from typing import Any

from planner.i18n.translation import is_rtl_language
from planner.pictures.scene import Scene
from planner.pictures.slides.deck import Deck
from planner.pictures.slides.marks import A, Box, P, box_of, name_of, title_name
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


def place_title(deck: Deck, number: int, shape: Any, scene: Scene) -> None:
    """Writes the title of a page into its shape, as large as its place allows."""
    set_title(shape, scene.title, is_rtl_language(scene.language))
    heading = next((one for one in scene.shapes if one.id == "title" and one.lines), None)
    place = box_of(shape) or inherited(deck, number, shape)
    if heading is not None:  # our own master: as large as the picture has it
        for run in shape.iter(f"{A}rPr"):
            if run.get("sz"):
                run.set("sz", str(round(heading.lines[0].size * 50)))
    elif place is not None:
        layout = next(iter(deck.targets(deck.slide(number), "/slideLayout")), "")
        trees = [deck.master_of(number), *([deck.parse(layout)] if layout else [])]
        fit_title(shape, scene.title, place[2], place[3], title_size(*trees))


def set_title(shape: Any, words: str, rtl: bool) -> None:
    """Writes a title of ours into the first run of its shape, in the direction of its language."""
    runs = list(shape.iter(f"{A}t"))
    for i, run in enumerate(runs):
        run.text = words if i == 0 else ""
    name_of(shape).set("name", title_name(words))
    for paragraph in shape.iter(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        if properties is None and rtl:
            properties = paragraph.makeelement(f"{A}pPr", {})
            paragraph.insert(0, properties)
        if properties is not None and (rtl or properties.get("rtl")):
            properties.set("rtl", "1" if rtl else "0")


def inherited(deck: Deck, number: int, shape: Any) -> Box | None:
    """The place of a placeholder that its layout or master gives it."""
    own = shape.find(f".//{P}ph")
    if own is None:
        return None
    names = deck.targets(deck.slides[number - 1], "/slideLayout")
    names += [master for layout in names for master in deck.targets(layout, "/slideMaster")]
    for by in ("idx", "type"):
        for name in names:
            for other in deck.parse(name).iter(f"{P}sp"):
                ph = other.find(f".//{P}ph")
                if ph is not None and own.get(by) is not None and ph.get(by) == own.get(by):
                    box = box_of(other)
                    if box is not None:
                        return box
    return None
