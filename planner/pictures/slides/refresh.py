"""Refreshes what an earlier run drew in a deck.

Hand edits win: a label, its format, alt text, a place, a form or a colour that somebody changed stays, so do shapes
that were added and shapes of ours that were deleted. Notes are never touched; a title only while it is as it was
generated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from planner.i18n.translation import is_rtl_language
from planner.pictures.scene import Connector, Scene
from planner.pictures.slides.deck import Deck, Look, shape_ids
from planner.pictures.slides.marks import (
    A,
    Box,
    GroupMark,
    Mark,
    P,
    R,
    box_of,
    frame_of,
    manifest,
    name_of,
    now,
    read_mark,
    resign,
    same_paint,
    same_place,
    set_manifest,
    sign,
    sign_piece,
    text_of,
    title_mark,
    title_name,
)
from planner.pictures.slides.shapes import EMU, Drawing, Piece, ids_after, scene_pieces
from planner.pictures.style import Style

HEADING = frozenset({"title", "subtitle"})
OURS = frozenset({"rect", "roundRect", "ellipse", "diamond"})
"""Forms that we give to shapes; any other one was chosen by hand."""

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
    warnings: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        return self.kind == "refreshed" and not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Space:
    """From a group's old child coordinates to those of the slide."""

    old: Box
    new: Box

    def box(self, box: Box) -> Box:
        sx, sy = (self.new[i] / self.old[i] if self.old[i] else 1.0 for i in (2, 3))
        x = self.new[0] + (box[0] - self.old[0]) * sx
        y = self.new[1] + (box[1] - self.old[1]) * sy
        return round(x), round(y), round(box[2] * sx), round(box[3] * sy)

    def carry(self, element: Any) -> None:
        """Moves a shape that is kept, so that it stays where it is seen."""
        box, frame = box_of(element), frame_of(element)
        if box is not None and self.old != self.new:
            x, y, wide, tall = self.box(box)
            frame.find(f"{A}off").set("x", str(x))
            frame.find(f"{A}off").set("y", str(y))
            frame.find(f"{A}ext").set("cx", str(max(wide, 0)))
            frame.find(f"{A}ext").set("cy", str(max(tall, 0)))


def page_style(style: Style, look: Look, mark: GroupMark, box: Box) -> Style:
    """The style that a group of ours is drawn in."""
    return replace(
        style, theme=look.theme, heading=mark.full, width=box[2] / EMU, height=box[3] / EMU,
        split=style.split or mark.split, edges=style.edges or mark.edges,
        direction=style.direction or mark.direction,
    )  # fmt: skip


def refresh(
    deck: Deck, number: int, tree: Any, group: Any, mark: GroupMark, draw: Draw, style: Style
) -> tuple[Change, int]:
    """(what changed, how many pages the view has now)."""
    change = Change(number, mark.view, "refreshed")
    outer, inner = box_of(group), box_of(group, child=True)
    if outer is None or inner is None or min(outer[2:]) <= 0:
        change.warnings.append("the group has no place of its own: left alone")
        return change, 0
    space = Space(inner, outer)
    box = outer if inner == mark.box else space.box(mark.box)  # a program may have cut the group to its shapes
    box = mark.box if same_place(*(".".join(str(v // 360) for v in one) for one in (box, mark.box))) else box
    before = {found.id: (child, found) for child in group if (found := read_mark(child)) is not None}
    pictures = {
        key: str(blip.get(f"{R}embed")) for key, (child, _) in before.items() for blip in child.iter(f"{A}blip")
    }
    look = deck.look(number, style.theme)
    if "logo" in pictures and not look.theme.logo:
        look = replace(look, theme=replace(look.theme, logo=deck.picture(number, pictures["logo"])))
    own = page_style(style, look, mark, box)
    scenes = draw(mark.view, own)
    if mark.page > len(scenes):
        change.warnings.append(
            f"the plan now takes {len(scenes)} page{'' if len(scenes) == 1 else 's'} of {mark.view}: "
            "this slide shows an old one; delete it"
        )
        return change, len(scenes)
    scene = scenes[mark.page - 1]
    counts = Counter(str(node.get("id")) for node in tree.iter(f"{P}cNvPr"))
    known = {
        key: int(name_of(child).get("id")) for key, (child, _) in before.items()
        if counts[str(name_of(child).get("id"))] == 1
    }  # fmt: skip
    drawing = Drawing(box[0], box[1], look.names, ids_after(shape_ids(tree)), known, pictures)
    pieces = list(scene_pieces(scene, drawing, without=frozenset({"title"}) if mark.full else HEADING))
    _Merge(deck, group, scene, before, look.palette, space, change).run(pieces)
    _set_frame(group, box)
    name = name_of(group)
    name.set("name", str(GroupMark.of(mark.view, mark.page, mark.full, box, own, mark.at, len(scenes))))
    name.set("descr", scene.alt[:4000])
    set_manifest(group, [piece.id for piece in pieces])
    _refresh_title(tree, scene, change)
    return change, len(scenes)


def _set_frame(group: Any, box: Box) -> None:
    """Child coordinates become those of the slide, so that text keeps its size wherever the group was dragged."""
    frame = frame_of(group)
    for tags in (("off", "ext"), ("chOff", "chExt")):
        for tag, keys, values in zip(tags, (("x", "y"), ("cx", "cy")), (box[:2], box[2:]), strict=True):
            for key, value in zip(keys, values, strict=True):
                frame.find(f"{A}{tag}").set(key, str(value))


class _Merge:
    """Replaces our shapes of a group by new ones, keeping what was changed by hand."""

    def __init__(
        self,
        deck: Deck,
        group: Any,
        scene: Scene,
        before: dict[str, tuple[Any, Mark]],
        palette: Any,
        space: Space,
        change: Change,
    ):
        self.deck, self.group, self.before, self.palette = deck, group, before, palette
        self.space, self.change = space, change
        self.joins = {e.id: (e.source, e.target) for e in scene.elements if isinstance(e, Connector)}
        self.moved: set[str] = set()

    def run(self, pieces: Sequence[Piece]) -> None:
        drawn = manifest(self.group)
        by_hand = [
            child for child in self.group
            if child.tag not in (f"{P}nvGrpSpPr", f"{P}grpSpPr", f"{P}extLst") and read_mark(child) is None
        ]  # fmt: skip
        deleted = {piece.id for piece in pieces if piece.id in drawn and piece.id not in self.before}
        wanted = {piece.id for piece in pieces}
        fresh = []
        for piece in sorted(pieces, key=lambda piece: piece.id in self.joins):  # what lines join comes first
            if piece.id in deleted:
                self.change.kept.append(f"{piece.id}: stays deleted")
            elif not deleted.intersection(self.joins.get(piece.id, ())):
                fresh.append((piece, self._shape(piece)))
        place = {piece.id: i for i, piece in enumerate(pieces)}
        fresh.sort(key=lambda one: place[one[0].id])
        pictures = self._drop(wanted)
        for child in by_hand:
            self.group.remove(child)
            self.space.carry(child)
            name = name_of(child)
            self.change.kept.append(f"{name.get('name') if name is not None else 'a shape'}: added by hand")
        at = next((i for i, child in enumerate(self.group) if child.tag == f"{P}extLst"), len(self.group))
        for offset, element in enumerate([*(element for _, element in fresh), *pictures, *by_hand]):
            self.group.insert(at + offset, element)

    def _drop(self, wanted: set[str]) -> list[Any]:
        """Takes the old shapes out and says which are gone; returns pictures, such as a logo, which stay."""
        pictures = []
        order = sorted(self.before.items(), key=lambda item: not item[0].startswith(("step-", "name-")))
        for key, (child, mark) in order:
            self.group.remove(child)
            if key in wanted:
                continue
            if child.tag == f"{P}pic":
                self.space.carry(child)
                pictures.append(child)
                continue
            said = text_of(child)
            edited = bool(said) and sign(said) != mark.text
            self.change.removed.append(f"{key} (its text was edited by hand: “{said}”)" if edited else said or key)
        return pictures

    def _shape(self, piece: Piece) -> Any:
        new = self.deck.fragment(piece.xml)
        sign_piece(new, self.palette)
        if piece.id not in self.before:
            self.change.added.append(piece.text or piece.id)
            return new
        old, mark = self.before[piece.id]
        old = deepcopy(old)
        found, wanted = now(old, piece.id, self.palette), read_mark(new)
        if wanted is None:
            return new
        kept = wanted
        kept = self._text(old, new, piece, mark, found, wanted, kept)
        kept = self._place(old, new, piece, mark, found, wanted, kept)
        kept = self._paint(old, new, piece, mark, found, wanted, kept)
        if found.alt != mark.alt:
            name_of(new).set("descr", name_of(old).get("descr", ""))
            self.change.kept.append(f"{piece.id}: alt text edited by hand")
            kept = replace(kept, alt=mark.alt)
        for link in name_of(old).iterfind(f"{A}hlinkClick"):
            name_of(new).insert(0, link)
        resign(new, kept)
        return new

    def _text(self, old: Any, new: Any, piece: Piece, mark: Mark, found: Mark, wanted: Mark, kept: Mark) -> Mark:
        body = old.find(f"{P}txBody")
        if found.text == mark.text and found.form == mark.form:
            if wanted.text != mark.text:
                said = f"is now “{piece.text}”" if piece.text else "stands beside it now"
                self.change.changed.append(f"{piece.id}: “{text_of(old)}” {said}")
            return kept
        if body is None:
            return kept
        edited = found.text != mark.text
        if not edited and wanted.text != mark.text:  # only its look was changed: it says what the plan says now
            runs = list(body.iter(f"{A}t"))
            self.change.changed.append(f"{piece.id}: “{text_of(old)}” is now “{piece.text}”")
            for i, run in enumerate(runs):
                run.text = piece.text if i == 0 else ""
        fresh = new.find(f"{P}txBody")
        if fresh is not None:
            new.remove(fresh)
        new.append(body)
        what = f"text edited by hand: “{text_of(new)}”" if edited else "look of its text changed by hand"
        self.change.kept.append(f"{piece.id}: {what}")
        return replace(kept, text=mark.text if edited else kept.text, form=mark.form)

    def _place(self, old: Any, new: Any, piece: Piece, mark: Mark, found: Mark, wanted: Mark, kept: Mark) -> Mark:
        ends_moved = self.moved.intersection(self.joins.get(piece.id, ()))
        by_hand = not same_place(found.place, mark.place) if piece.id not in self.joins else bool(ends_moved)
        if by_hand:
            self.moved.add(piece.id)
            self.space.carry(old)
            if ends_moved:  # the program routed the line anew when its shape was moved
                new.replace(new.find(f"{P}spPr"), deepcopy(old.find(f"{P}spPr")))
            else:
                new.find(f"{P}spPr").replace(new.find(f"{P}spPr/{A}xfrm"), deepcopy(frame_of(old)))
                self.change.kept.append(f"{piece.id}: moved or resized by hand")
            return replace(kept, place=mark.place)
        if not same_place(wanted.place, mark.place):
            self.change.changed.append(f"{piece.id}: moved")
        return kept

    def _paint(self, old: Any, new: Any, piece: Piece, mark: Mark, found: Mark, wanted: Mark, kept: Mark) -> Mark:
        before, after = old.find(f"{P}spPr"), new.find(f"{P}spPr")
        form, effects = before.find(f"{A}prstGeom"), before.find(f"{A}effectLst")
        if form is not None and form.get("prst") not in OURS and piece.id not in self.joins:
            fresh = after.find(f"{A}prstGeom")
            if fresh is not None:
                after.replace(fresh, deepcopy(form))
                self.change.kept.append(f"{piece.id}: form changed by hand")
        if effects is not None and len(effects):
            after.append(deepcopy(effects))
            self.change.kept.append(f"{piece.id}: effects added by hand")
        if same_paint(found.paint, mark.paint):
            if not same_paint(wanted.paint, mark.paint):
                self.change.changed.append(f"{piece.id}: colour")
            return kept
        fills = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "ln")
        at = 1 + max(i for i, child in enumerate(after) if child.tag in (f"{A}xfrm", f"{A}prstGeom", f"{A}custGeom"))
        for child in [child for child in after if child.tag in {f"{A}{kind}" for kind in fills}]:
            after.remove(child)
        paints = [deepcopy(child) for child in before if child.tag in {f"{A}{kind}" for kind in fills}]
        for offset, child in enumerate(paints):
            after.insert(at + offset, child)
        self.change.kept.append(f"{piece.id}: colour or line changed by hand")
        return replace(kept, paint=mark.paint)


def _refresh_title(tree: Any, scene: Scene, change: Change) -> None:
    """A title that is still as it was generated follows the plan."""
    for shape in tree.iter(f"{P}sp"):
        name = name_of(shape)
        mark = title_mark(str(name.get("name", ""))) if name is not None else None
        if mark is None:
            continue
        if sign(text_of(shape)) != mark:
            change.kept.append(f"title edited by hand: “{text_of(shape)}”")
        elif text_of(shape) != scene.title:
            change.changed.append(f"title: “{text_of(shape)}” is now “{scene.title}”")
            set_title(shape, scene.title, is_rtl_language(scene.language))


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
