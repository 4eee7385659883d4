"""One page of ours drawn anew over what stands on a slide: what was changed by hand since stays.

What identifies a shape is what it shows, not the page or the place it stands at: an edit follows a step to another
page.
A place is kept relative to where the plan has the shape, so that a card that was pushed aside stays in its lane and at
its date when those move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from planner.pictures.scene import Connector, Scene
from planner.pictures.slides.deck import Deck
from planner.pictures.slides.marks import (
    UNIT,
    A,
    Box,
    Mark,
    P,
    box_of,
    frame_of,
    name_of,
    now,
    read_mark,
    resign,
    same_paint,
    same_place,
    sign,
    sign_piece,
    text_of,
)
from planner.pictures.slides.places import Space, put
from planner.pictures.slides.shapes import EMU, Piece

OURS = frozenset({"rect", "roundRect", "ellipse", "diamond"})
"""Forms that we give to shapes; any other one was chosen by hand."""
FILLS = tuple(f"{A}{kind}" for kind in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "ln"))


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
class Old:
    """A shape of an earlier run: where it was found, and from its coordinates to those of the page now. ``slide``: the
    part of the slide it was found on."""

    element: Any
    mark: Mark
    space: Space
    slide: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What is needed to draw a page over an old one.

    Attributes:
        before: shapes of the same page; ``elsewhere``: of other pages of the view, by id.
        gone: ids of what somebody deleted; ``anywhere``: of all that the view shows now, on any page.
        palette: ``#RRGGBB`` by the names of the deck's colours.
        lost: ids of what is not drawn because what it belongs to was deleted; found while drawing.
    """

    deck: Deck
    slide: str
    scene: Scene
    before: Mapping[str, Old]
    elsewhere: Mapping[str, Old]
    gone: frozenset[str]
    anywhere: Mapping[str, int]
    palette: Mapping[str, str]
    change: Change
    lost: set[str] = field(default_factory=set)

    def drawn(self, pieces: Sequence[Piece], labels: Mapping[str, Old]) -> list[tuple[Piece, Any]]:
        """The shapes of the page now, in painting order. ``labels``: see there."""
        joins = {e.id: (e.source, e.target) for e in self.scene.elements if isinstance(e, Connector)}
        lost = {piece.id for piece in pieces if piece.id in self.gone}
        things = {piece.of for piece in pieces if piece.id in lost and piece.main}
        lost |= {piece.id for piece in pieces if piece.of and piece.of in things}
        lost |= {key for key, ends in joins.items() if lost.intersection(ends)}
        self.change.kept += [f"{piece.id}: stays deleted" for piece in pieces if piece.id in lost]
        for piece in pieces:
            if piece.id in lost and piece.id in self.before:
                self.lost.add(piece.id)
                said = ["what it belongs to was deleted by hand", *self.edits(self.before[piece.id])]
                self.change.removed.append(f"{piece.id} ({'; '.join(said)})")
        pieces = [piece for piece in pieces if piece.id not in lost]
        stretch = self._stretch(pieces)
        moves: dict[str, Box] = {}
        made: dict[str, Any] = {}
        for piece in sorted(pieces, key=lambda piece: piece.id in joins):  # what lines join comes first
            new = self.deck.fragment(piece.xml)
            sign_piece(new, self.palette)
            made[piece.id] = new
            old = self.before.get(piece.id) or self.elsewhere.get(piece.id)
            wanted = read_mark(new)
            if piece.id not in self.before:  # also what comes from another page: this one has to be written
                self.change.added.append(piece.text or piece.id)
            if old is None or wanted is None:
                pass
            elif piece.id in joins:
                self._line(old, new, piece, wanted, [moves.get(end) for end in joins[piece.id]])
            else:
                said_elsewhere = any(one.mark.id == piece.id for one in labels.values())
                self._shape(old, new, piece, wanted, stretch, moves, said_elsewhere)
            if piece.id in labels:
                self._label(new, piece, labels[piece.id])
        return [(piece, made[piece.id]) for piece in pieces]

    def edits(self, old: Old) -> list[str]:
        """What somebody changed of a shape."""
        found = now(old.element, old.mark.id, self.palette)
        said = []
        if found.text != old.mark.text and text_of(old.element):
            said.append(f"its text was edited by hand: “{text_of(old.element)}”")
        said += ["its text was formatted by hand"] if found.form != old.mark.form and text_of(old.element) else []
        described = name_of(old.element).get("descr") and found.alt != old.mark.alt
        said += ["its alt text was edited by hand"] if described else []
        said += ["it was moved or resized by hand"] if not same_place(found.place, old.mark.place) else []
        said += ["its colour was changed by hand"] if not same_paint(found.paint, old.mark.paint) else []
        said += ["a link was put on it"] if name_of(old.element).find(f"{A}hlinkClick") is not None else []
        return said

    def _shape(
        self,
        old: Old,
        new: Any,
        piece: Piece,
        wanted: Mark,
        stretch: float,
        moves: dict[str, Box],
        said_elsewhere: bool,
    ) -> None:
        old = replace(old, element=deepcopy(old.element))
        if old.slide != self.slide:
            self.deck.adopt(old.slide, self.slide, old.element)
            if self.edits(old):
                self.change.kept.append(
                    f"{piece.id}: came from slide {self.deck.slides.index(old.slide) + 1} with what was edited there"
                )
        found = now(old.element, piece.id, self.palette)
        kept = wanted if said_elsewhere else self._text(old, new, piece, found, wanted)
        kept = self.placed(old, new, piece, found, wanted, kept, stretch, moves)
        kept = self._paint(old, new, piece, found, wanted, kept)
        resign(new, self.about(old, new, piece, found, kept))

    def about(self, old: Old, new: Any, piece: Piece, found: Mark, kept: Mark) -> Mark:
        """Takes over what was said of a shape by hand, and its links."""
        for link in name_of(old.element).iterfind(f"{A}hlinkClick"):
            name_of(new).insert(0, deepcopy(link))
        if found.alt == old.mark.alt or not name_of(old.element).get("descr"):  # a program may lose it
            return kept
        name_of(new).set("descr", name_of(old.element).get("descr", ""))
        self.change.kept.append(f"{piece.id}: alt text edited by hand")
        return replace(kept, alt=old.mark.alt)

    def labels(self, pieces: Sequence[Piece]) -> dict[str, Old]:
        """By the shape that says it now, edited labels whose own shape has no room for a text any more, or is none."""
        wanted = {piece.id: piece for piece in pieces}
        found = {}
        for piece in pieces:
            if not piece.of or not piece.text or piece.id in self.before:
                continue
            for key, old in self.before.items():
                here = wanted.get(key)
                if here is not None and (here.of != piece.of or here.text):
                    continue
                if old.mark.text == sign(piece.text) and sign(text_of(old.element)) != old.mark.text:
                    found[piece.id] = old
        return found

    def _label(self, new: Any, piece: Piece, old: Old) -> None:
        """An edited label goes where the plan says it now."""
        body, fresh = deepcopy(old.element.find(f"{P}txBody")), new.find(f"{P}txBody")
        runs = list(fresh.iter(f"{A}t"))
        for i, run in enumerate(runs):
            run.text = text_of(old.element) if i == 0 else ""
        if body is not None and runs:
            self.change.kept.append(f"{piece.id}: text edited by hand: “{text_of(new)}”, which stands beside it now")
            resign(new, replace(now(new, piece.id, self.palette), text=old.mark.text))

    def _text(self, old: Old, new: Any, piece: Piece, found: Mark, wanted: Mark) -> Mark:
        element, mark = old.element, old.mark
        body = element.find(f"{P}txBody")
        if found.text == mark.text and found.form == mark.form:
            if wanted.text != mark.text:
                said = f"is now “{piece.text}”" if piece.text else "stands beside it now"
                self.change.changed.append(f"{piece.id}: “{text_of(element)}” {said}")
            return wanted
        if body is None:
            return wanted
        edited = found.text != mark.text
        if not edited and wanted.text != mark.text:  # only its look was changed: it says what the plan says now
            runs = list(body.iter(f"{A}t"))
            self.change.changed.append(f"{piece.id}: “{text_of(element)}” is now “{piece.text}”")
            for i, run in enumerate(runs):
                run.text = piece.text if i == 0 else ""
        fresh = new.find(f"{P}txBody")
        if fresh is not None:
            new.remove(fresh)
        new.append(body)
        what = f"text edited by hand: “{text_of(new)}”" if edited else "look of its text changed by hand"
        self.change.kept.append(f"{piece.id}: {what}")
        return replace(wanted, text=mark.text if edited else wanted.text, form=mark.form)

    def placed(
        self, old: Old, new: Any, piece: Piece, found: Mark, wanted: Mark, kept: Mark, stretch: float,
        moves: dict[str, Box],
    ) -> Mark:  # fmt: skip
        """Takes over a place that was given by hand."""
        mark = old.mark
        if same_place(found.place, mark.place):
            if piece.id in self.before and not same_place(wanted.place, mark.place):
                self.change.changed.append(f"{piece.id}: moved")
            return kept
        was, goes, is_at = _units(mark.place), _units(wanted.place), box_of(old.element)
        if was is None or goes is None or is_at is None:
            return kept
        sx, sy = old.space.scale
        by = [round((at - then) * scale) for at, then, scale in
              zip(is_at, was, (sx * stretch, sy, sx * stretch, sy), strict=True)]  # fmt: skip
        by = [0 if abs(value) < 2 * UNIT else value for value in by]
        x, y, wide, tall = (a + b for a, b in zip(goes, by, strict=True))
        moves[piece.id] = (by[0], by[1], by[2], by[3])
        put(new, (x, y, max(wide, 0), max(tall, 0)))
        for key in ("rot", "flipH", "flipV"):
            value = frame_of(old.element).get(key)
            if value:
                frame_of(new).set(key, value)
        self.change.kept.append(f"{piece.id}: moved or resized by hand")
        if not same_place(wanted.place, mark.place):
            self.change.changed.append(f"{piece.id}: moved")
        return kept

    def _line(self, old: Old, new: Any, piece: Piece, wanted: Mark, moves: Sequence[Box | None]) -> None:
        """A line between shapes of ours: as it was routed when a shape was moved, while the plan has it where it was;
        else straight to where the shapes are."""
        found = now(old.element, piece.id, self.palette)
        kept = self._paint(old, new, piece, found, wanted, wanted)
        settled = same_place(wanted.place, old.mark.place) and old.space.scale == (1.0, 1.0)
        by_hand = not same_place(found.place, old.mark.place)
        if by_hand and settled:
            copied = deepcopy(old.element)
            old.space.carry(copied)
            frame = frame_of(copied)
            new.find(f"{P}spPr").replace(frame_of(new), frame)
            shape = next(node for node in copied.find(f"{P}spPr") if node.tag in (f"{A}prstGeom", f"{A}custGeom"))
            drawn = next(node for node in new.find(f"{P}spPr") if node.tag in (f"{A}prstGeom", f"{A}custGeom"))
            new.find(f"{P}spPr").replace(drawn, shape)
            kept = replace(kept, place=old.mark.place)
        elif any(moves):
            self._straight(new, piece, wanted, moves)
        elif by_hand:
            self.change.kept.append(f"{piece.id}: its path was changed by hand; the plan has another one now")
        if not same_place(wanted.place, old.mark.place):
            self.change.changed.append(f"{piece.id}: moved")
        resign(new, kept)

    def _straight(self, new: Any, piece: Piece, wanted: Mark, moves: Sequence[Box | None]) -> None:
        line, goes = next(e for e in self.scene.connectors if e.id == piece.id), _units(wanted.place)
        if goes is None:
            return
        left, top = min(x for x, _ in line.points), min(y for _, y in line.points)
        ends = []
        for (x, y), by in zip((line.points[0], line.points[-1]), moves, strict=True):
            ends.append((goes[0] + round((x - left) * EMU) + (by[0] if by else 0),
                         goes[1] + round((y - top) * EMU) + (by[1] if by else 0)))  # fmt: skip
        (x0, y0), (x1, y1) = ends
        frame = frame_of(new)
        for key in ("rot", "flipH", "flipV"):
            frame.attrib.pop(key, None)
        put(new, (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)))
        if x1 < x0:
            frame.set("flipH", "1")
        if y1 < y0:
            frame.set("flipV", "1")
        drawn = next(node for node in new.find(f"{P}spPr") if node.tag in (f"{A}prstGeom", f"{A}custGeom"))
        straight = frame.makeelement(f"{A}prstGeom", {"prst": "straightConnector1"})
        straight.append(frame.makeelement(f"{A}avLst", {}))
        drawn.getparent().replace(drawn, straight)

    def _paint(self, old: Old, new: Any, piece: Piece, found: Mark, wanted: Mark, kept: Mark) -> Mark:
        before, after, mark = old.element.find(f"{P}spPr"), new.find(f"{P}spPr"), old.mark
        form, effects = before.find(f"{A}prstGeom"), before.find(f"{A}effectLst")
        if form is not None and form.get("prst") not in OURS and new.tag == f"{P}sp":
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
        at = 1 + max(i for i, child in enumerate(after) if child.tag in (f"{A}xfrm", f"{A}prstGeom", f"{A}custGeom"))
        for child in [child for child in after if child.tag in FILLS]:
            after.remove(child)
        for offset, child in enumerate([deepcopy(child) for child in before if child.tag in FILLS]):
            after.insert(at + offset, child)
        self.change.kept.append(f"{piece.id}: colour or line changed by hand")
        return replace(kept, paint=mark.paint)

    def _stretch(self, pieces: Sequence[Piece]) -> float:
        """How much wider a week is now, by the quarters that the time axis still has: a card that was pushed by a
        fortnight stays pushed by a fortnight."""
        ratios = []
        for piece in pieces:
            old = self.before.get(piece.id)
            if old is None or not piece.id.startswith("quarter-"):
                continue
            box, was = box_of(self.deck.fragment(piece.xml)), _units(old.mark.place)
            if box is not None and was is not None and was[2] * old.space.scale[0] > 0:
                ratios.append(box[2] / (was[2] * old.space.scale[0]))
        return median(ratios) if ratios else 1.0


def _units(place: str) -> Box | None:
    """A place that a signature names, in EMU."""
    numbers = place.split(".")[:4]
    if len(numbers) < 4 or not all(number.lstrip("-").isdigit() for number in numbers):
        return None
    x, y, wide, tall = (int(number) * UNIT for number in numbers)
    return x, y, wide, tall
