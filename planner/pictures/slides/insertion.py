"""Puts scenes into a deck that exists: inserts them, or refreshes what an earlier run drew. Only slides with our groups
change; every other part keeps its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, did_you_mean
from planner.files.archive import packed
from planner.pictures.scene import Scene
from planner.pictures.slides.animations import forget
from planner.pictures.slides.bundles import drawn_page
from planner.pictures.slides.deck import Deck, shape_ids
from planner.pictures.slides.deck_charts import add_chart
from planner.pictures.slides.marks import Box, GroupMark, P, box_of, groups, name_of, read_mark, text_of, title_mark
from planner.pictures.slides.merge import Change
from planner.pictures.slides.package import read_parts
from planner.pictures.slides.places import Space, append
from planner.pictures.slides.refresh import HEADING, Draw, Series, page_style, refresh, series_of
from planner.pictures.slides.shapes import EMU, Drawing, empty_group, ids_after
from planner.pictures.slides.titles import inherited, place_title
from planner.pictures.style import LEAST, Style

FEET = ("dt", "ftr", "sldNum")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to put where.

    Attributes:
        views: for what is inserted. ``chosen``: somebody asked for just these, so other ones are left alone.
        slide: only this one, from 1. ``placeholder``: in the place of the shape of this name.
    """

    views: tuple[str, ...]
    slide: int | None = None
    placeholder: str = ""
    chosen: bool = False


def put_into(
    path: Path, wanted: Wanted, draw: Draw, style: Style, absent: Callable[[str], bool] = lambda view: False
) -> tuple[bytes, list[Change]]:
    """(the deck with the scenes in it, what changed). Nothing is written.

    Args:
        absent: tells of a view whether this run lacks what it shows; its groups are left as they are.

    Raises:
        PlannerError: the deck cannot be read, or has no such slide or placeholder.
    """
    deck = Deck(read_parts(path), path)
    if deck.guarded:
        raise PlannerError(
            f"{path} has a password to modify: it is left alone. Save it without one (File, Info, Protect Presentation)"
        )
    if wanted.slide is not None:
        deck.slide(wanted.slide)
    own = [
        (number, mark)
        for number, mark in deck.own_groups()
        if (wanted.slide in (None, number))
        and (not wanted.placeholder or mark.at == wanted.placeholder)
        and (not wanted.chosen or mark.view in wanted.views)
        and not absent(mark.view)
    ]
    draw = cache(draw)  # a view draws all its pages at once
    changes = _refresh_all(deck, own, draw, style)
    found = {mark.view for _, mark in own}
    missing = [view for view in wanted.views if view not in found] if wanted.chosen else wanted.views if not own else ()
    if wanted.placeholder:
        if not own:
            changes.append(_fill_placeholder(deck, wanted, draw, style))
    elif wanted.slide is not None:
        changes += [_fill_slide(deck, wanted.slide, view, draw, style) for view in list(missing)[:1]]
    elif missing and not wanted.chosen and _traces(deck):
        raise PlannerError(
            f"{path} has shapes of an earlier run, but their groups were deleted or ungrouped: undo that to refresh "
            "them, or name what to insert with --view"
        )
    else:
        for view in missing:
            changes += _append(deck, view, draw, style)
    return packed(deck.parts), changes


def _refresh_all(deck: Deck, own: Sequence[tuple[int, GroupMark]], draw: Draw, style: Style) -> list[Change]:
    """Refreshes groups slide by slide; pages that a view has more of now come after its last one."""
    changes: list[Change] = []
    pages: dict[GroupMark, int] = {}
    known = series_of(deck, own)
    for number in dict.fromkeys(number for number, _ in own):
        tree = deck.tree(number)
        marks = [mark for slide, mark in own if slide == number]
        for group, mark in groups(tree):
            if mark in marks:
                change, count = refresh(deck, number, tree, group, mark, draw, style, known[mark.series])
                changes.append(change)
                pages[mark.series] = max(pages.get(mark.series, 0), count)
        if any(not change.quiet for change in changes if change.slide == number):
            deck.set_tree(number, tree)
    added: list[int] = []
    for series, count in pages.items():
        where = [(number, mark) for number, mark in own if mark.series == series]
        last = max(number for number, _ in where)
        if not _is_ours(deck.tree(last)):
            for change in changes:
                if count > 1 and change.slide == last and change.view == series.view:
                    change.warnings.append(_too_small(count))
            continue
        before = max(mark.pages for _, mark in where)  # a page that there was and is not was deleted by hand
        absent = range(before + 1, count + 1)
        for place in added:  # slides that were added before push the later ones on
            last += last >= place
        for page in absent:
            new = _another_page(deck, last, series, page, draw, style, known[series])
            last = new.slide
            added.append(last)
            for change in changes:
                change.slide += change.slide >= last
            changes.append(new)
    return changes


def _is_ours(tree: Any) -> bool:
    """Whether a whole slide is ours, not just a place on it: it has a title of ours."""
    names = (name_of(shape) for shape in tree.iter(f"{P}sp"))
    return any(name is not None and title_mark(str(name.get("name", ""))) is not None for name in names)


def _too_small(count: int) -> str:
    return f"only page 1 of {count} is shown here: make the place larger, or add the view on slides of its own"


def _another_page(
    deck: Deck, number: int, series: GroupMark, page: int, draw: Draw, style: Style, known: Series
) -> Change:
    """A slide like another one of ours, with a further page."""
    tree = deepcopy(deck.tree(number))
    box = next(mark.box for _, mark in groups(tree) if mark.view == series.view)
    shapes = tree.find(f"{P}cSld/{P}spTree")
    for child in list(shapes):
        name = name_of(child)
        titled = name is not None and title_mark(str(name.get("name", ""))) is not None
        ph = child.find(f".//{P}ph")
        titled = titled or (ph is not None and ph.get("type") in FEET)
        if child.tag not in (f"{P}nvGrpSpPr", f"{P}grpSpPr") and not titled:
            shapes.remove(child)
    layout = next(iter(deck.targets(deck.slide(number), "/slideLayout")), "")
    added = deck.add_slide(tree, layout, after=number)
    mark = replace(series, page=page, box=box)
    tree, look = deck.tree(added), deck.look(added, style.theme)
    scenes = draw(mark.view, page_style(style, look, mark, box))
    drawing = Drawing(box[0], box[1], look.names, ids_after(shape_ids(tree)), {}, {})
    group = empty_group(scenes[page - 1], str(mark), drawing)
    tree.find(f"{P}cSld/{P}spTree").append(group)
    change, _count = refresh(deck, added, tree, group, mark, draw, style, known, "inserted")
    change.added = [scenes[page - 1].title]
    for shape in tree.iter(f"{P}sp"):
        if title_mark(str(name_of(shape).get("name", ""))) is not None:
            place_title(deck, added, shape, scenes[page - 1])
    deck.set_tree(added, tree)
    return change


def _traces(deck: Deck) -> bool:
    """Whether an earlier run drew something that is no longer in a group of ours."""
    for number in range(1, len(deck.slides) + 1):
        tree = deck.tree(number)
        if _is_ours(tree) or any(read_mark(shape) for shape in tree.iter(f"{P}sp")):
            return True
    return False


def _insert(
    deck: Deck, number: int, tree: Any, mark: GroupMark, draw: Draw, style: Style
) -> tuple[Change, Sequence[Scene]]:
    """Draws a page where its mark says."""
    slide, (x, y, wide, tall) = deck.slide(number), mark.box
    if wide / EMU < LEAST[0] or tall / EMU < LEAST[1]:
        raise PlannerError(
            f"{deck.path}: the place on slide {number} is too small ({wide / 12700:.0f} by {tall / 12700:.0f} points; "
            f"at least {LEAST[0] / 2:.0f} by {LEAST[1] / 2:.0f} are needed)"
        )
    look = deck.look(number, style.theme)
    own = page_style(style, look, mark, mark.box)
    scenes = draw(mark.view, own)
    scene = scenes[mark.page - 1]
    drawing = Drawing(x, y, look.names, ids_after(shape_ids(tree)), {}, {})
    named = GroupMark.of(mark.view, mark.page, mark.full, mark.box, own, mark.at, len(scenes))
    hidden = frozenset({"title"}) if mark.full else HEADING
    for element in drawn_page(scene, str(named), drawing, hidden, look.palette, partial(add_chart, deck, slide)):
        append(tree, element)
    deck.set_tree(number, tree)
    return Change(number, mark.view, "inserted", added=[scene.title]), scenes


def _one(deck: Deck, number: int, tree: Any, view: str, box: Box, draw: Draw, style: Style, at: str = "") -> Change:
    """The first page of a view in a place; says where that is not all of it."""
    change, scenes = _insert(deck, number, tree, GroupMark.of(view, 1, False, box, style, at), draw, style)
    if len(scenes) > 1:
        change.warnings.append(_too_small(len(scenes)))
    return change


def _fill_slide(deck: Deck, number: int, view: str, draw: Draw, style: Style) -> Change:
    """In the place of an empty placeholder of a slide, else in the largest room that nothing stands in."""
    tree = deck.tree(number)
    for shape in list(tree.iter(f"{P}sp")):
        ph = shape.find(f".//{P}ph")
        if (
            ph is not None
            and ph.get("type", "obj") in ("obj", "body", "pic", "chart", "tbl")
            and not text_of(shape).strip()
        ):
            box = box_of(shape) or inherited(deck, number, shape)
            if box is not None and box[2] / EMU >= LEAST[0] and box[3] / EMU >= LEAST[1]:
                lost = _remove(tree, shape)
                change = _one(deck, number, tree, view, box, draw, style)
                change.removed += lost
                return change
    return _one(deck, number, tree, view, _room(deck, number, tree), draw, style)


def _remove(tree: Any, shape: Any) -> list[str]:
    """Takes a shape off a slide, and what refers to it; says what that was."""
    ids = {str(node.get("id")) for node in shape.iter(f"{P}cNvPr")}
    shape.getparent().remove(shape)
    return forget(tree, ids)


def _room(deck: Deck, number: int, tree: Any) -> Box:
    """The largest room on a slide: below its title, beside, above or below all that stands there."""
    edge = deck.width // 40
    area = (edge, edge, deck.width - 2 * edge, deck.height - 2 * edge)
    taken: list[Box] = []
    for shape in tree.find(f"{P}cSld/{P}spTree"):
        if name_of(shape) is None:
            continue
        ph = shape.find(f".//{P}ph")
        kind = ph.get("type", "obj") if ph is not None else ""
        box = box_of(shape) or inherited(deck, number, shape)
        if box is None or kind in FEET:
            continue
        if kind in ("title", "ctrTitle") and box[1] + box[3] < deck.height // 2:
            top = max(area[1], box[1] + box[3])
            area = (area[0], top, area[2], deck.height - edge - top)
        else:
            taken.append(box)
    if not taken:
        return area
    x0, y0 = min(box[0] for box in taken), min(box[1] for box in taken)
    x1, y1 = max(box[0] + box[2] for box in taken), max(box[1] + box[3] for box in taken)
    right, bottom = area[0] + area[2], area[1] + area[3]
    free: list[Box] = [
        (area[0], area[1], min(x0 - edge, right) - area[0], area[3]), (x1 + edge, area[1], right - x1 - edge, area[3]),
        (area[0], area[1], area[2], min(y0 - edge, bottom) - area[1]),
        (area[0], y1 + edge, area[2], bottom - y1 - edge),
    ]  # fmt: skip
    best = max(free, key=lambda box: max(box[2], 0) * max(box[3], 0))
    if best[2] / EMU < LEAST[0] or best[3] / EMU < LEAST[1]:
        raise PlannerError(
            f"{deck.path}: slide {number} is full; put a shape where the picture should go and name it with "
            "--placeholder"
        )
    return best


def _fill_placeholder(deck: Deck, wanted: Wanted, draw: Draw, style: Style) -> Change:
    """Into the place of a shape with a name, which it replaces."""
    names: list[str] = []
    numbers = [wanted.slide] if wanted.slide is not None else range(1, len(deck.slides) + 1)
    for number in numbers:
        tree = deck.tree(number)
        for shape in _shapes(tree):
            name = str(name_of(shape).get("name", ""))
            names.append(name)
            if name == wanted.placeholder:
                box = box_of(shape) or inherited(deck, number, shape)
                if box is None:
                    raise PlannerError(f"'{name}' on slide {number} has no place of its own; give it one")
                for group in shape.iterancestors(f"{P}grpSp"):
                    inner, outer = box_of(group, child=True), box_of(group)
                    if inner and outer:
                        box = Space(inner, outer).box(box)
                lost = _remove(tree, shape)
                change = _one(deck, number, tree, wanted.views[0], box, draw, style, at=name)
                change.removed += lost
                return change
    known = [name for name in names if name and not name.startswith("planner")]
    mend = did_you_mean(wanted.placeholder, known) if known else "the deck has no named shapes"
    raise PlannerError(f"{deck.path} has no placeholder '{wanted.placeholder}'; {mend}")


def _shapes(tree: Any) -> Iterator[Any]:
    """Shapes of every kind, those in groups included, but for the ones that are ours."""
    for kind in ("sp", "pic", "graphicFrame", "grpSp"):
        for shape in tree.iter(f"{P}{kind}"):
            if name_of(shape) is not None and read_mark(shape) is None:
                yield shape


def _append(deck: Deck, view: str, draw: Draw, style: Style) -> list[Change]:
    """New slides at the end, on the layout that has a title and little else."""
    layout, titled = deck.title_layout()
    changes: list[Change] = []
    page = pages = 1
    while page <= pages:
        number = deck.add_slide(deck.fragment(_empty_slide(titled)), layout)
        tree = deck.tree(number)
        mark = GroupMark.of(view, page, False, _room(deck, number, tree), style)
        change, scenes = _insert(deck, number, tree, mark, draw, style)
        pages = len(scenes)
        tree = deck.tree(number)
        for shape in tree.iter(f"{P}sp"):
            if title_mark(str(name_of(shape).get("name", ""))) is not None:
                place_title(deck, number, shape, scenes[page - 1])
        deck.set_tree(number, tree)
        changes.append(change)
        page += 1
    return changes


def _empty_slide(titled: bool) -> str:
    title = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="planner-title [00000000]"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
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
