"""Refreshes what an earlier run drew in a deck.

Hand edits win: a label, its format, alt text, a place, a form or a colour that somebody changed stays, so do shapes
that were added and shapes of ours that were deleted. Notes are never touched; a title only while it is as it was
generated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planner.pictures.scene import Scene
from planner.pictures.slides.animations import forget
from planner.pictures.slides.bundles import bundled, dissolved
from planner.pictures.slides.chart_merge import merged
from planner.pictures.slides.charts import among, charted, charts_drawn
from planner.pictures.slides.deck import Deck, Look, shape_ids
from planner.pictures.slides.marks import (
    A,
    Box,
    GroupMark,
    P,
    R,
    box_of,
    groups,
    manifest,
    name_of,
    read_mark,
    same_place,
    set_manifest,
    sign,
    text_of,
    title_mark,
)
from planner.pictures.slides.merge import Change, Merge, Old
from planner.pictures.slides.places import Space, append, put, set_frame
from planner.pictures.slides.shapes import EMU, Drawing, ids_after, scene_pieces, text_box
from planner.pictures.slides.table_ledger import frames_of
from planner.pictures.slides.table_merge import TableMerge, taken_out
from planner.pictures.slides.tables import in_tables, number_of, rows_in, table_frame, tables_of
from planner.pictures.slides.titles import place_title
from planner.pictures.style import Style

HEADING = frozenset({"title", "subtitle"})
PARKED = "kept by planner: "
"""How the names of shapes begin that lost their place in the plan and were edited by hand."""

Draw = Callable[[str, Style], Sequence[Scene]]
"""(view, style) to pages."""


@dataclass(frozen=True, slots=True)
class Series:
    """All pages of one drawing of a view, as the deck has them before a refresh.

    ``shapes``: on each slide, by id; ``drawn``: ids that an earlier run drew on each slide; ``tables``: on each slide,
    by id. A slide is its part.
    """

    shapes: Mapping[str, Mapping[str, Old]] = field(default_factory=dict)
    drawn: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def elsewhere(self, here: str) -> dict[str, Old]:
        """Shapes of the other pages."""
        found: dict[str, Old] = {}
        for slide, own in self.shapes.items():
            if slide != here:
                found = dict(own) | found
        return found

    def gone(self, here: str, wanted: Sequence[str], before: Mapping[str, Old]) -> frozenset[str]:
        """Ids of a page that somebody deleted, here or on the page where they stood."""
        own, elsewhere = self.drawn.get(here, frozenset()), self.elsewhere(here)
        drawn = frozenset[str]().union(*self.drawn.values())
        return frozenset(
            key for key in wanted if key not in before and (key in own or (key in drawn and key not in elsewhere))
        )


def series_of(deck: Deck, own: Sequence[tuple[int, GroupMark]]) -> dict[GroupMark, Series]:
    """What the deck has of each drawing, by what its pages have in common."""
    found: dict[GroupMark, Series] = {}
    for number in dict.fromkeys(number for number, _ in own):
        tree = deck.tree(number)
        for group, mark in groups(tree):
            if (number, mark) not in own:
                continue
            here, before = deck.slide(number), found.get(mark.series, Series())
            drawn = frozenset(manifest(group)) | before.drawn.get(here, frozenset())
            dissolved(group)
            shapes = _shapes(group, _space(group, mark)[1], here) | dict(before.shapes.get(here, {}))
            tables = {**before.tables, here: _tables(tree, mark)}
            found[mark.series] = Series({**before.shapes, here: shapes}, {**before.drawn, here: drawn}, tables)
    return found


def _tables(tree: Any, mark: GroupMark) -> dict[str, Any]:
    """Tables of a view on a slide, by id."""
    return {key: frame for key, frame in frames_of(tree).items() if key.startswith(f"table-{mark.view}-")}


def _shapes(group: Any, space: Space, slide: str) -> dict[str, Old]:
    """Shapes of ours in a group, by id; of several with one id the first, which the others are copies of."""
    found: dict[str, Old] = {}
    for child in group:
        mark = read_mark(child)
        if mark is not None and mark.id not in found:
            found[mark.id] = Old(child, mark, space, slide)
    return found


def _space(group: Any, mark: GroupMark) -> tuple[Box, Space]:
    """(the box that a page is drawn in, from the group's old coordinates to those of the slide)."""
    outer, inner = box_of(group) or mark.box, box_of(group, child=True) or mark.box
    space = Space(inner, outer)
    box = outer if inner == mark.box else space.box(mark.box)  # a program may have cut the group to its shapes
    return mark.box if same_place(*(".".join(str(v // 360) for v in one) for one in (box, mark.box))) else box, space


def page_style(style: Style, look: Look, mark: GroupMark, box: Box) -> Style:
    """The style that a group of ours is drawn in."""
    return replace(
        style, theme=look.theme, heading=mark.full, width=box[2] / EMU, height=box[3] / EMU,
        split=style.split or mark.split, edges=style.edges or mark.edges,
        direction=style.direction or mark.direction,
    )  # fmt: skip


def refresh(
    deck: Deck,
    number: int,
    tree: Any,
    group: Any,
    mark: GroupMark,
    draw: Draw,
    style: Style,
    series: Series,
    kind: str = "refreshed",
) -> tuple[Change, int]:
    """(what changed, how many pages the view has now)."""
    change = Change(number, mark.view, kind)
    outer = box_of(group)
    if outer is None or box_of(group, child=True) is None or min(outer[2:]) <= 0:
        change.warnings.append("the group has no place of its own: left alone")
        return change, 0
    box, space = _space(group, mark)
    pictures = _pictures_in(group)
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
    numbers = {str(node.get("id")) for node in tree.iter(f"{P}cNvPr")}
    things, lost = dissolved(group)
    change.warnings += lost
    here = deck.slide(number)
    before = _shapes(group, space, here)
    known = _known_ids(tree, before)
    used = shape_ids(tree) | {int(number) for number in numbers if number.isdigit()}
    drawing = Drawing(box[0], box[1], look.names, ids_after(used), known, pictures)
    hidden = frozenset({"title"}) if mark.full else HEADING
    pieces = list(scene_pieces(scene, drawing, without=hidden | in_tables(scene) | charted(scene)))
    charts = charts_drawn(scene, drawing, look.palette)
    wanted = [piece.id for piece in (*pieces, *(chart.piece for chart in charts))]
    anywhere = {e.id: page for page, one in enumerate(scenes, 1) for e in one.elements}
    merge = Merge(
        deck, here, scene, before, series.elsewhere(here), series.gone(here, wanted, before), anywhere,
        look.palette, change,
    )  # fmt: skip
    labels = merge.labels(pieces)
    own_charts = [(chart, frame) for chart in charts if (frame := merged(merge, chart)) is not None]
    drawn = among(scene, merge.drawn(pieces, labels), own_charts)
    by_hand = _by_hand(group, before, space, change)
    stay = _drop(deck, tree, merge, frozenset(wanted) | {old.mark.id for old in labels.values()})
    at = next((i for i, child in enumerate(group) if child.tag == f"{P}extLst"), len(group))
    for offset, element in enumerate([*bundled(drawn, things, drawing.ids), *stay, *by_hand]):
        group.insert(at + offset, element)
    tables = _draw_tables(deck, tree, scenes, mark, drawing, series, here, look, change)
    set_frame(group, box)
    name = name_of(group)
    name.set("name", str(GroupMark.of(mark.view, mark.page, mark.full, box, own, mark.at, len(scenes))))
    name.set("descr", scene.alt[:4000])
    deleted = series.drawn.get(here, frozenset()).difference(before, wanted, merge.elsewhere)
    set_manifest(
        group, [*wanted, *tables, *sorted(deleted.difference(tables))]
    )  # it stays deleted though the plan has it not for a while
    change.removed += forget(tree, numbers - {str(node.get("id")) for node in tree.iter(f"{P}cNvPr")})
    _refresh_title(deck, number, tree, scene, change)
    return change, len(scenes)


def _draw_tables(
    deck: Deck, tree: Any, scenes: Sequence[Scene], mark: GroupMark, drawing: Drawing, series: Series, here: str,
    look: Look, change: Change,
) -> list[str]:  # fmt: skip
    """Draws the tables of a page over those of an earlier run; returns their ids."""
    scene, before = scenes[mark.page - 1], _tables(tree, mark)
    wanted, lost = list[str](), list[str]()
    now_on = {str(number_of(row)): page for page, one in enumerate(scenes, 1) for row in rows_in(one)}
    for table in tables_of(scene):
        wanted.append(table.id)
        old = before.pop(table.id, None)
        if old is None and table.id in series.drawn.get(here, ()):
            change.kept.append(f"{table.id}: stays deleted")
            continue
        others = {slide: own[table.id] for slide, own in series.tables.items() if slide != here and table.id in own}
        fresh = table_frame(scene, table, drawing, look.palette)
        TableMerge(deck, here, others, now_on, look.palette, change, lost).onto(fresh, old)
        if old is None:
            append(tree, fresh)
            change.added.append(table.id)
        else:
            old.getparent().replace(old, fresh)
    for old in before.values():
        lost += taken_out(old, change)
    for words in lost:
        note = deck.fragment(text_box(words, next(drawing.ids), (0, 0, deck.width // 4, deck.height // 20)))
        _park(deck, tree, note, sign(words))
    return wanted


def _pictures_in(group: Any) -> dict[str, str]:
    """The relationship of each picture, by what it shows."""
    return {
        found.id: str(blip.get(f"{R}embed"))
        for child in group if (found := read_mark(child)) is not None for blip in child.iter(f"{A}blip")
    }  # fmt: skip


def _known_ids(tree: Any, before: Mapping[str, Old]) -> dict[str, int]:
    """The id of each shape of ours that no other shape of the slide has too."""
    counts = Counter(str(node.get("id")) for node in tree.iter(f"{P}cNvPr"))
    ids = {key: str(name_of(old.element).get("id")) for key, old in before.items()}
    return {key: int(number) for key, number in ids.items() if counts[number] == 1}


def _by_hand(group: Any, before: Mapping[str, Old], space: Space, change: Change) -> list[Any]:
    """Shapes that somebody put into a group of ours, copies of ours included."""
    ours = {id(old.element) for old in before.values()}
    found = [
        child for child in group
        if child.tag not in (f"{P}nvGrpSpPr", f"{P}grpSpPr", f"{P}extLst") and id(child) not in ours
    ]  # fmt: skip
    for child in found:
        group.remove(child)
        space.carry(child)
        name, mark = name_of(child), read_mark(child)
        if mark is not None:
            name.set("name", f"{mark.id} (copy)")
        change.kept.append(f"{name.get('name') if name is not None else 'a shape'}: added by hand")
    return found


def _drop(deck: Deck, tree: Any, merge: Merge, wanted: frozenset[str]) -> list[Any]:
    """Takes the old shapes out and says which are gone; those whose text was edited are parked beside the slide.
    Returns pictures, such as a logo, which stay."""
    pictures, change = [], merge.change
    order = sorted(merge.before.items(), key=lambda item: not item[0].startswith(("step-", "name-")))
    for key, old in order:
        old.element.getparent().remove(old.element)
        page = merge.anywhere.get(key)
        if key in wanted or (page is not None and key in merge.gone):
            if key in merge.lost and any(words.startswith("its text was edited") for words in merge.edits(old)):
                old.space.carry(old.element)
                _park(deck, tree, old.element, key)
            continue
        if old.element.tag == f"{P}pic":
            old.space.carry(old.element)
            pictures.append(old.element)
            continue
        said, edits = text_of(old.element), merge.edits(old)
        if page is not None:
            change.removed.append(f"{said or key}: is on page {page} now" + (f" ({'; '.join(edits)})" if edits else ""))
            continue
        edited = any(words.startswith("its text was edited") for words in edits)
        if edited:
            old.space.carry(old.element)
            _park(deck, tree, old.element, key)
            edits.append("it stands beside the slide now")
        change.removed.append(f"{key} ({'; '.join(edits)})" if edits else said or key)
    return pictures


def _park(deck: Deck, tree: Any, element: Any, key: str) -> None:
    """Puts a shape that lost its place in the plan beside its slide: what somebody wrote is not lost."""
    shapes = tree.find(f"{P}cSld/{P}spTree")
    box = box_of(element)
    gap = deck.width // 40
    below = [0]
    for shape in shapes:
        name, place = name_of(shape), box_of(shape)
        if name is not None and place is not None and str(name.get("name", "")).startswith(PARKED):
            below.append(place[1] + place[3] + gap // 4)
    if box is not None:
        put(element, (deck.width + gap, max(below), max(box[2], deck.width // 8), box[3]))
    name_of(element).set("name", f"{PARKED}{key}")
    append(tree, element)


def _refresh_title(deck: Deck, number: int, tree: Any, scene: Scene, change: Change) -> None:
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
            place_title(deck, number, shape, scene)
