"""Refreshes what an earlier run drew in a deck.

Hand edits win: a label, a place or a colour that somebody changed stays, so do shapes that were added and shapes of
ours that were deleted. Notes are never touched; a title only while it is as it was generated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planner.scene import Scene
from planner.slides.deck import Deck
from planner.slides.marks import (
    SIGNED,
    A,
    P,
    manifest,
    name_of,
    paint_of,
    resign,
    set_manifest,
    sign,
    sign_piece,
    sign_place,
    signed,
    text_of,
    view_of,
)
from planner.slides.shapes import EMU, Drawing, Piece, ids_after, scene_pieces
from planner.style import Style

HEADED = frozenset({"title", "subtitle"})

Draw = Callable[[str, Style], Sequence[Scene]]
"""(view, style) to pages."""


@dataclass(slots=True)
class Change:
    """What happened to one slide."""

    slide: int
    view: str
    kind: str  # inserted or refreshed
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        return self.kind == "refreshed" and not (self.added or self.removed or self.changed)


def refresh(deck: Deck, number: int, tree: Any, group: Any, draw: Draw, style: Style) -> Change:
    name = group.find(f"{P}nvGrpSpPr/{P}cNvPr")
    view, page = view_of(str(name.get("name")))
    change = Change(number, view, "refreshed")
    xfrm = group.find(f"{P}grpSpPr/{A}xfrm")
    off, ext = xfrm.find(f"{A}off"), xfrm.find(f"{A}ext")
    colors, theme = deck.colors(number)
    headed = _is_headed(group)
    box = (int(off.get("x")), int(off.get("y")), int(ext.get("cx")), int(ext.get("cy")))
    own = replace(style, theme=theme, heading=headed, width=box[2] / EMU, height=box[3] / EMU)
    scenes = draw(view, own)
    if page > len(scenes):
        change.kept.append(f"page {page} of {view}: the plan now takes {len(scenes)}, so the slide is left as it was")
        return change
    scene = scenes[page - 1]
    before = {mark[0]: child for child in group if (mark := signed(child)) is not None}
    used = {int(node.get("id")) for node in tree.iter(f"{P}cNvPr") if str(node.get("id", "")).isdigit()}
    known = {key: int(name_of(child).get("id")) for key, child in before.items()}
    drawing = Drawing(box[0], box[1], colors, ids_after(used), known, {})
    pieces = list(scene_pieces(scene, drawing, without=frozenset({"title"}) if headed else HEADED))
    _merge(deck, group, before, pieces, change)
    # Child coordinates become those of the slide, so that text keeps its size wherever the group was dragged.
    for tag in ("chOff", "chExt"):
        node = xfrm.find(f"{A}{tag}")
        source = off if tag == "chOff" else ext
        for key, value in source.attrib.items():
            node.set(key, value)
    name.set("descr", scene.alt[:4000])
    set_manifest(group, [piece.id for piece in pieces])
    _refresh_title(tree, scene, change)
    return change


def _is_headed(group: Any) -> bool:
    """Whether the group has our own subtitle, that is, fills its slide."""
    return any((mark := signed(child)) is not None and mark[0] == "subtitle" for child in group)


def _merge(deck: Deck, group: Any, before: dict[str, Any], pieces: Sequence[Piece], change: Change) -> None:
    """Replaces our shapes by the new ones, keeping what was changed by hand."""
    drawn = manifest(group)
    added_by_hand = [
        child for child in group
        if child.tag not in (f"{P}nvGrpSpPr", f"{P}grpSpPr", f"{P}extLst") and signed(child) is None
    ]  # fmt: skip
    fresh = []
    for piece in pieces:
        if piece.id in drawn and piece.id not in before:
            change.kept.append(f"{piece.id}: stays deleted")
            continue
        element = deck.fragment(piece.xml)
        sign_piece(element)
        old = before.get(piece.id)
        if old is None:
            change.added.append(piece.text or piece.id)
        else:
            _keep(old, element, piece, change)
        fresh.append(element)
    wanted = {piece.id for piece in pieces}
    for key, child in sorted(before.items(), key=lambda item: not item[0].startswith(("step-", "name-"))):
        if key not in wanted:
            mark = signed(child)
            said = text_of(child)
            if mark and sign(said) != mark[1] and key.startswith(("step-", "name-")):
                change.removed.append(f"{key} (its text was edited by hand: “{said}”)")
            else:
                change.removed.append(said or key)
        group.remove(child)
    for child in added_by_hand:
        group.remove(child)
        change.kept.append(f"{name_of(child).get('name') if name_of(child) is not None else 'a shape'}: added by hand")
    at = next((i for i, child in enumerate(group) if child.tag == f"{P}extLst"), len(group))
    for offset, element in enumerate([*fresh, *added_by_hand]):
        group.insert(at + offset, element)


def _keep(old: Any, new: Any, piece: Piece, change: Change) -> None:
    """Takes over from the old shape what was changed by hand, and what hangs on it (links, animations)."""
    mark = signed(old)
    if mark is None:
        return
    _key, text, place, paint = mark
    marks = SIGNED.match(str(name_of(new).get("name", "")))
    if sign(text_of(old)) != text:
        body = old.find(f"{P}txBody")
        new.remove(new.find(f"{P}txBody"))
        new.append(body)
        change.kept.append(f"{piece.id}: text edited by hand: “{text_of(new)}”")
        resign(new, text=text)
    elif marks and marks["text"] != text:
        change.changed.append(f"{piece.id}: “{text_of(old)}” is now “{piece.text}”")
    if sign_place(old) != place:
        new.find(f"{P}spPr").replace(new.find(f"{P}spPr/{A}xfrm"), old.find(f"{P}spPr/{A}xfrm"))
        change.kept.append(f"{piece.id}: moved or resized by hand")
        resign(new, place=place)
    elif marks and marks["place"] != place:
        change.changed.append(f"{piece.id}: moved")
    if sign(paint_of(old)) != paint:
        properties, before = new.find(f"{P}spPr"), old.find(f"{P}spPr")
        frame = properties.find(f"{A}xfrm")
        for child in list(properties):
            properties.remove(child)
        for child in list(before):
            properties.append(frame if child.tag == f"{A}xfrm" else child)
        change.kept.append(f"{piece.id}: colour or line changed by hand")
        resign(new, paint=paint)
    elif marks and marks["paint"] != paint:
        change.changed.append(f"{piece.id}: colour")
    for link in name_of(old).iterfind(f"{A}hlinkClick"):
        name_of(new).insert(0, link)


def _refresh_title(tree: Any, scene: Scene, change: Change) -> None:
    """A title that is still as it was generated follows the plan."""
    for shape in tree.iter(f"{P}sp"):
        name = name_of(shape)
        match = re.fullmatch(r"planner-title \[([0-9a-f]{4})\]", str(name.get("name", "")))
        if match is None:
            continue
        if sign(text_of(shape)) != match[1]:
            change.kept.append(f"title edited by hand: “{text_of(shape)}”")
        elif text_of(shape) != scene.title:
            runs = list(shape.iter(f"{A}t"))
            change.changed.append(f"title: “{text_of(shape)}” is now “{scene.title}”")
            runs[0].text = scene.title
            for run in runs[1:]:
                run.text = ""
            name.set("name", f"planner-title [{sign(scene.title)}]")
