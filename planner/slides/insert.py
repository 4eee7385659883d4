"""Puts scenes into a deck that exists: inserts them, or refreshes what an earlier run drew. Only slides with our groups
change; every other part keeps its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, did_you_mean
from planner.scene import Scene
from planner.slides.deck import Deck
from planner.slides.marks import GROUP, A, P, groups, name_of, place_of, sign
from planner.slides.package import packed, read_parts
from planner.slides.refresh import HEADED, Change, Draw, refresh
from planner.slides.shapes import EMU, Drawing, ids_after, signed_group
from planner.style import Style


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to put where: views for slides that are inserted; a slide (from 1) or a placeholder by its name."""

    views: tuple[str, ...]
    slide: int | None = None
    placeholder: str = ""


def put_into(path: Path, wanted: Wanted, draw: Draw, style: Style) -> tuple[bytes, list[Change]]:
    """(the deck with the scenes in it, what changed). Nothing is written.

    Raises:
        PlannerError: the deck cannot be read, or has no such slide or placeholder.
    """
    deck = Deck(read_parts(path), path)
    changes: list[Change] = []
    own = list(deck.own_groups())
    if wanted.slide is not None:
        deck.slide(wanted.slide)
        own = [one for one in own if one[0] == wanted.slide]
    if wanted.placeholder:
        own = [one for one in own if one[2].get("name", "").partition(":")[2] == wanted.placeholder]
    if own:
        for number in dict.fromkeys(one[0] for one in own):
            tree = deck.tree(number)
            for group in groups(tree):
                changes.append(refresh(deck, number, tree, group, draw, style))
            if any(not change.quiet for change in changes if change.slide == number):
                deck.set_tree(number, tree)
    elif wanted.placeholder:
        changes.append(_fill_placeholder(deck, wanted, draw, style))
    elif wanted.slide is not None:
        changes.append(_fill_slide(deck, wanted.slide, wanted.views[0], draw, style))
    else:
        for view in wanted.views:
            changes += _append(deck, view, draw, style)
    return packed(deck.parts), changes


def _insert(
    deck: Deck, number: int, tree: Any, view: str, page: int, box: tuple[int, int, int, int], draw: Draw, style: Style
) -> Change:
    colors, theme = deck.colors(number)
    own = replace(style, theme=theme, heading=False, width=box[2] / EMU, height=box[3] / EMU)
    scene = draw(view, own)[page - 1]
    used = {int(node.get("id")) for node in tree.iter(f"{P}cNvPr") if str(node.get("id", "")).isdigit()}
    drawing = Drawing(box[0], box[1], colors, ids_after(used), {}, {})
    group = signed_group(scene, f"{GROUP}{scene.id}:{number}", drawing, HEADED)
    shapes = tree.find(f"{P}cSld/{P}spTree")
    end = shapes.find(f"{P}extLst")
    if end is None:
        shapes.append(group)
    else:
        end.addprevious(group)
    deck.set_tree(number, tree)
    return Change(number, view, "inserted", added=[scene.title])


def _fill_slide(deck: Deck, number: int, view: str, draw: Draw, style: Style) -> Change:
    """Into the largest body placeholder of a slide, else below its title."""
    tree = deck.tree(number)
    place = _free_box(deck, number, tree)
    return _insert(deck, number, tree, view, 1, place, draw, style)


def _fill_placeholder(deck: Deck, wanted: Wanted, draw: Draw, style: Style) -> Change:
    """Into the place of a shape with a name, which it replaces."""
    names: list[str] = []
    numbers = [wanted.slide] if wanted.slide is not None else range(1, len(deck.slides) + 1)
    for number in numbers:
        tree = deck.tree(number)
        for shape in [*tree.iter(f"{P}sp"), *tree.iter(f"{P}pic")]:
            name = str(name_of(shape).get("name", ""))
            names.append(name)
            if name == wanted.placeholder:
                box = place_of(shape) or _inherited(deck, number, shape)
                if box is None:
                    raise PlannerError(f"'{name}' on slide {number} has no place of its own; give it one")
                shape.getparent().remove(shape)
                return _insert(deck, number, tree, wanted.views[0], 1, box, draw, style)
    mend = did_you_mean(wanted.placeholder, names) if names else "the deck has no named shapes"
    raise PlannerError(f"{deck.path} has no placeholder '{wanted.placeholder}'; {mend}")


def _inherited(deck: Deck, number: int, shape: Any) -> tuple[int, int, int, int] | None:
    """The place of a placeholder that its layout or master gives it."""
    own = shape.find(f".//{P}ph")
    if own is None:
        return None
    names = deck._targets(deck.slides[number - 1], "/slideLayout")
    names += [master for layout in names for master in deck._targets(layout, "/slideMaster")]
    for by in ("idx", "type"):
        for name in names:
            for other in deck.parse(name).iter(f"{P}sp"):
                ph = other.find(f".//{P}ph")
                if ph is not None and own.get(by) is not None and ph.get(by) == own.get(by):
                    box = place_of(other)
                    if box is not None:
                        return box
    return None


def _free_box(deck: Deck, number: int, tree: Any) -> tuple[int, int, int, int]:
    """The room below the title."""
    edge = deck.width // 40
    top = edge
    for shape in tree.iter(f"{P}sp"):
        ph = shape.find(f".//{P}ph")
        if ph is not None and ph.get("type") in ("title", "ctrTitle"):
            box = place_of(shape) or _inherited(deck, number, shape)
            if box is not None and box[1] < deck.height // 3:
                top = max(top, box[1] + box[3])
    top = min(top, deck.height // 2)
    return edge, top, deck.width - 2 * edge, deck.height - top - edge


def _append(deck: Deck, view: str, draw: Draw, style: Style) -> list[Change]:
    """New slides at the end, on the layout that has a title and little else."""
    layout, layout_tree = deck.title_layout()
    title = next((s for s in layout_tree.iter(f"{P}sp") if (ph := s.find(f".//{P}ph")) is not None
                  and ph.get("type") == "title"), None)  # fmt: skip
    changes: list[Change] = []
    page = pages = 1
    while page <= pages:
        number = deck.add_slide(_empty_slide(title is not None), layout)
        tree = deck.tree(number)
        box = _free_box(deck, number, tree)
        found: list[Scene] = []

        def kept(view: str, own: Style, found: list[Scene] = found) -> Sequence[Scene]:
            found += draw(view, own)
            return found

        change = _insert(deck, number, tree, view, page, box, kept, style)
        pages = len(found)
        tree = deck.tree(number)
        for shape in tree.iter(f"{P}sp"):
            if str(name_of(shape).get("name", "")) == "planner-title [0000]":
                next(shape.iter(f"{A}t")).text = found[page - 1].title
                name_of(shape).set("name", f"planner-title [{sign(found[page - 1].title)}]")
        deck.set_tree(number, tree)
        changes.append(change)
        page += 1
    return changes


def _empty_slide(titled: bool) -> str:
    title = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="planner-title [0000]"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr><a:normAutofit/></a:bodyPr>'
        "<a:lstStyle/><a:p><a:r><a:rPr/><a:t></a:t></a:r></a:p></p:txBody></p:sp>"
    )
    return (
        '<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree><p:nvGrpSpPr>'
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{title if titled else ''}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )
