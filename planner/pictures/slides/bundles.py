"""Shapes of one thing, such as a step's card, ring and label, in a group of their own: they are moved, deleted and
animated together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.pictures.scene import Scene
from planner.pictures.slides.charts import Attach, among, attached, charted, charts_drawn
from planner.pictures.slides.marks import Box, P, box_of, frame_of, name_of, read_mark, set_manifest, sign_piece
from planner.pictures.slides.places import Space, around, set_frame
from planner.pictures.slides.shapes import NAMES, Drawing, Piece, empty_group, scene_pieces
from planner.pictures.slides.tables import in_tables, table_frame, tables_of

_NAME = re.compile(r"^(?P<of>.+) \[planner\]$")


def drawn_page(
    scene: Scene, name: str, drawing: Drawing, without: frozenset[str], palette: Mapping[str, str], attach: Attach
) -> list[Any]:
    """The scene as a group and the tables beside it (lxml elements), signed by what a reader of the file finds of
    them."""
    from lxml import etree

    pieces = list(scene_pieces(scene, drawing, without=without | in_tables(scene) | charted(scene)))
    group = empty_group(scene, name, drawing)
    drawn = [(piece, etree.fromstring(piece.xml)) for piece in pieces]
    for _piece, element in drawn:
        sign_piece(element, palette)
    charts = [(chart, attached(chart, attach)) for chart in charts_drawn(scene, drawing, palette)]
    drawn = among(scene, drawn, charts)
    group.extend(bundled(drawn, {}, drawing.ids))
    tables = tables_of(scene)
    set_manifest(group, [*(piece.id for piece, _element in drawn), *(table.id for table in tables)])
    return [group, *(table_frame(scene, table, drawing, palette) for table in tables)]


def bundled(drawn: Sequence[tuple[Piece, Any]], groups: Mapping[str, Any], ids: Iterator[int]) -> list[Any]:
    """The shapes in painting order, those of one thing in a group, which stands where the first of them does.

    Args:
        groups: by what they are of, groups that an earlier run made: they keep their number, links and effects.
    """
    own: dict[str, list[Any]] = {}
    for piece, element in drawn:
        if piece.of:
            own.setdefault(piece.of, []).append(element)
    made: list[Any] = []
    for piece, element in drawn:
        mates = own.get(piece.of, [])
        if len(mates) < 2:
            made.append(element)
        elif element is mates[0]:
            made.append(_group(piece.of, mates, groups.get(piece.of), ids))
    return made


def _group(of: str, mates: Sequence[Any], group: Any, ids: Iterator[int]) -> Any:
    if group is None:
        from lxml import etree

        zero = '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        group = etree.fromstring(
            f'<p:grpSp {NAMES}><p:nvGrpSpPr><p:cNvPr id="{next(ids)}" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
            f"<p:grpSpPr><a:xfrm>{zero}</a:xfrm></p:grpSpPr></p:grpSp>"
        )
        name_of(group).set("name", f"{of} [planner]")
    boxes: list[Box] = [box for element in mates if (box := box_of(element)) is not None]
    set_frame(group, around(boxes))
    at = next((i for i, child in enumerate(group) if child.tag == f"{P}extLst"), len(group))
    for offset, element in enumerate(mates):
        group.insert(at + offset, element)
    return group


def dissolved(group: Any) -> tuple[dict[str, Any], list[str]]:
    """Takes shapes of ours out of groups inside a group of ours, placed as they are seen.

    Returns:
        (by what they are of, the groups that an earlier run made, now empty; what is lost of other groups).
    """
    found: dict[str, Any] = {}
    lost: list[str] = []
    for child in [node for node in group if node.tag == f"{P}grpSp"]:
        if not any(read_mark(node) for kind in ("sp", "cxnSp", "pic") for node in child.iter(f"{P}{kind}")):
            continue
        deeper, also = dissolved(child)
        name = str(name_of(child).get("name", ""))
        known = _NAME.match(name)
        inner, outer = box_of(child, child=True), box_of(child)
        frame = frame_of(child)
        if inner is not None and outer is not None:
            space = Space(inner, outer)
            for element in [node for node in child if name_of(node) is not None]:
                space.carry(element)
                child.addprevious(element)
        group.remove(child)
        if known is None or known["of"] in found:
            lost.append(f"{name or 'a group'}: a group made by hand, its shapes are single again")
        else:
            found[known["of"]] = child
            if frame is not None and any(frame.get(key) for key in ("rot", "flipH", "flipV")):
                for key in ("rot", "flipH", "flipV"):
                    frame.attrib.pop(key, None)
                lost.append(f"{known['of']}: turned by hand, stands upright again")
        found |= {key: value for key, value in deeper.items() if key not in found}
        lost += also
    return found, lost
