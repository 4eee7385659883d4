"""What a reader of a deck finds of the shapes we drew, and whether somebody has changed them since.

Names survive every program, so what was generated is written there: a group says which page of which view it is, and
for which box it was laid out; a shape ends in a signature of its text, alt text, format, place and paint. Places and
colours are compared with some slack, because programs round them and write colours in other ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import Any

from planner.pictures.style import Style

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
GROUP = "planner:"
MANIFEST_NS = "urn:journey-planner:slides"
UNSIGNED = "[0000000000000000  ]"
UNIT = 360  # EMU: a hundredth of a millimetre, to which some programs round
SLACK = 3  # units
COLOR_SLACK = 3  # of 255

Box = tuple[int, int, int, int]
"""x, y, width, height in EMU."""

_SIGNED = re.compile(
    r"^(?P<id>.+) \[(?P<text>[0-9a-f]{8})(?P<alt>[0-9a-f]{4})(?P<form>[0-9a-f]{4}) "
    r"(?P<place>[-0-9.]*) (?P<paint>[0-9A-Fa-z.-]*)\]$"
)
_GROUP = re.compile(
    r"^planner:(?P<view>[A-Za-z0-9_-]+)/(?P<page>\d+)of(?P<pages>\d+) (?P<kind>full|slot)"
    r" (?P<box>-?\d+\.-?\d+\.\d+\.\d+)"
    r"(?: split=(?P<split>\w+))?(?: edges=(?P<edges>\w+))?(?: direction=(?P<direction>\w+))?(?: at=(?P<at>.*))?$"
)
_TITLE = re.compile(r"^planner-title \[([0-9a-f]{8})\]$")


@dataclass(frozen=True, slots=True)
class Mark:
    """The signature of a shape."""

    id: str
    text: str
    alt: str
    form: str
    place: str
    paint: str

    def __str__(self) -> str:
        return f"{self.id} [{self.text}{self.alt}{self.form} {self.place} {self.paint}]"


@dataclass(frozen=True, slots=True)
class GroupMark:
    """What a group of ours is: a page of a view (from 1), full (with its own subtitle) or in a slot, laid out for a
    box, with the options it was drawn with, the name of the placeholder it took the place of, and how many pages the
    view had."""

    view: str
    page: int
    full: bool
    box: Box
    split: str = ""
    edges: str = ""
    direction: str = ""
    at: str = ""
    pages: int = 1

    def __str__(self) -> str:
        box = ".".join(str(round(value / UNIT)) for value in self.box)
        words = [f"{GROUP}{self.view}/{self.page}of{self.pages}", "full" if self.full else "slot", box]
        words += [f"split={self.split}"] if self.split else []
        words += [f"edges={self.edges}"] if self.edges else []
        words += [f"direction={self.direction}"] if self.direction else []
        words += [f"at={self.at}"] if self.at else []
        return " ".join(words)

    @classmethod
    def of(cls, view: str, page: int, full: bool, box: Box, style: Style, at: str = "", pages: int = 1) -> GroupMark:
        return cls(view, page, full, box, style.split, style.edges, style.direction, at, pages)

    @property
    def series(self) -> GroupMark:
        """What the pages of one drawing have in common."""
        return replace(self, page=1, box=(0, 0, 0, 0), pages=1)

    @classmethod
    def read(cls, name: str) -> GroupMark | None:
        found = _GROUP.match(name)
        if found is None:
            return None
        x, y, wide, tall = (int(value) * UNIT for value in found["box"].split("."))
        return cls(
            found["view"], int(found["page"]), found["kind"] == "full", (x, y, wide, tall), found["split"] or "",
            found["edges"] or "", found["direction"] or "", found["at"] or "", int(found["pages"]),
        )  # fmt: skip


def sign(text: str, size: int = 4) -> str:
    return blake2s(text.encode("utf-8"), digest_size=size).hexdigest()


def title_name(words: str) -> str:
    return f"planner-title [{sign(words)}]"


def title_mark(name: str) -> str | None:
    """The hash of the title that was generated; None: no title of ours."""
    found = _TITLE.match(name)
    return found[1] if found else None


def groups(tree: Any) -> list[tuple[Any, GroupMark]]:
    """Our groups on a slide, wherever they are nested."""
    found = []
    for group in tree.iter(f"{P}grpSp"):
        name = name_of(group)
        mark = GroupMark.read(str(name.get("name", ""))) if name is not None else None
        if mark is not None:
            found.append((group, mark))
    return found


def name_of(element: Any) -> Any:
    """The ``cNvPr`` of a shape of any kind, or None."""
    first = element[0] if len(element) else None
    return first.find(f"{P}cNvPr") if first is not None and first.tag in _NAMED else None


_NAMED = frozenset(f"{P}{kind}" for kind in ("nvSpPr", "nvCxnSpPr", "nvPicPr", "nvGrpSpPr", "nvGraphicFramePr"))


def frame_of(element: Any) -> Any:
    """The ``xfrm`` of a shape of any kind, or None."""
    return element.find(_FRAMES.get(element.tag, f"{P}spPr/{A}xfrm"))


_FRAMES = {
    f"{P}grpSp": f"{P}grpSpPr/{A}xfrm", f"{P}spTree": f"{P}grpSpPr/{A}xfrm", f"{P}graphicFrame": f"{P}xfrm",
}  # fmt: skip


def box_of(element: Any, child: bool = False) -> Box | None:
    """The place of a shape; ``child``: the box that a group's children are placed in."""
    frame = frame_of(element)
    if frame is None:
        return None
    off, ext = (frame.find(f"{A}{tag}") for tag in (("chOff", "chExt") if child else ("off", "ext")))
    if off is None or ext is None:
        return None
    x, y, wide, tall = (round(float(node.get(key, 0))) for node, key in
                        ((off, "x"), (off, "y"), (ext, "cx"), (ext, "cy")))  # fmt: skip
    return x, y, wide, tall


def text_of(element: Any) -> str:
    """What the shape says: paragraphs by line ends."""
    return body_text(element.find(f"{P}txBody"))


def body_text(body: Any) -> str:
    """What the text of a shape or of a table's cell says; empty: there is none."""
    if body is None:
        return ""
    return "\n".join(
        "".join("\n" if node.tag == f"{A}br" else node.text or "" for node in paragraph.iter(f"{A}t", f"{A}br"))
        for paragraph in body.iterfind(f"{A}p")
    )


def read_mark(element: Any) -> Mark | None:
    """The signature that a shape of ours carries."""
    name = name_of(element)
    found = _SIGNED.match(str(name.get("name", ""))) if name is not None else None
    return Mark(**found.groupdict()) if found else None


def now(element: Any, key: str, palette: Mapping[str, str]) -> Mark:
    """The signature that a shape would get as it is."""
    name = name_of(element)
    box = box_of(element)
    frame = frame_of(element) if element.tag == f"{P}sp" else None
    rotated = frame.get("rot", "0") if frame is not None else "0"
    place = ".".join(str(round(value / UNIT)) for value in box) if box else ""
    place += f".{rotated}" if rotated not in ("0", None) else ""
    return Mark(
        key, sign(text_of(element)), sign(str(name.get("descr", "")), 2), sign(_format(element, palette), 2), place,
        _paint(element, palette),
    )  # fmt: skip


def sign_piece(element: Any, palette: Mapping[str, str]) -> None:
    """Signs a generated shape by what a reader will find of it."""
    name = name_of(element)
    if name is not None and str(name.get("name", "")).endswith(UNSIGNED):
        name.set("name", str(now(element, str(name.get("name")).removesuffix(f" {UNSIGNED}"), palette)))


def resign(element: Any, mark: Mark) -> None:
    """What was kept keeps its old signature, so that the next refresh still sees it as changed by hand."""
    name_of(element).set("name", str(mark))


def same_place(one: str, other: str) -> bool:
    a, b = one.split("."), other.split(".")
    return len(a) == len(b) and all(abs(int(x or 0) - int(y or 0)) <= SLACK for x, y in zip(a, b, strict=True))


def same_paint(one: str, other: str) -> bool:
    return all(_same_color(a, b) for a, b in zip(one.split("."), other.split("."), strict=False))


def _same_color(one: str, other: str) -> bool:
    if len(one) != 6 or len(other) != 6:
        return one == other
    return all(abs(a - b) <= COLOR_SLACK for a, b in zip(bytes.fromhex(one), bytes.fromhex(other), strict=True))


def _paint(element: Any, palette: Mapping[str, str]) -> str:
    """Colours of fill and line; ``none``; ``other`` for anything that is no plain colour."""
    properties = element.find(f"{P}spPr")
    if properties is None:
        return ""
    line = properties.find(f"{A}ln")
    said = "none.none" if line is None and properties.find(f"{A}solidFill") is None else ""
    return said or f"{fill_of(properties, palette)}.{fill_of(line, palette) if line is not None else 'none'}"


def fill_of(node: Any, palette: Mapping[str, str]) -> str:
    """The colour that a shape, a line or a cell is filled with."""
    solid = node.find(f"{A}solidFill")
    if solid is not None:
        return _color(solid, palette)
    return (
        "other" if any(node.find(f"{A}{kind}") is not None for kind in ("gradFill", "pattFill", "blipFill")) else "none"
    )


def _color(solid: Any, palette: Mapping[str, str]) -> str:
    for color in solid:
        if len(color):
            return "other"  # modified: lighter, darker, see-through
        value = str(color.get("val", ""))
        if color.tag == f"{A}schemeClr":
            return palette.get(value, "#other")[1:].upper() if value in palette else value
        return value.upper() if color.tag == f"{A}srgbClr" else "other"
    return "none"


def _format(element: Any, palette: Mapping[str, str]) -> str:
    body = element.find(f"{P}txBody")
    return body_format(body, palette) if body is not None else ""


def body_format(body: Any, palette: Mapping[str, str]) -> str:
    """Size, weight, slant, colour and links of the runs of a text."""
    said = []
    for run in body.iterfind(f"{A}p/{A}r/{A}rPr"):
        solid = run.find(f"{A}solidFill")
        flags = [run.get("sz", ""), run.get("b", "0"), run.get("i", "0"), run.get("u", "none")]
        flags = [{"true": "1", "false": "0"}.get(flag, flag) for flag in flags]
        flags += [_color(solid, palette) if solid is not None else "", str(run.find(f"{A}hlinkClick") is not None)]
        said.append(" ".join(flags))
    return "\n".join(dict.fromkeys(said))


def manifest(group: Any) -> set[str]:
    """Ids of everything that was drawn last time, as far as the program that saved the deck kept the list."""
    for node in group.iter(f"{{{MANIFEST_NS}}}drawn"):
        return set(str(node.get("ids", "")).split(" "))
    return set()


def set_manifest(group: Any, ids: Sequence[str]) -> None:
    for node in group.iter(f"{{{MANIFEST_NS}}}drawn"):
        node.set("ids", " ".join(ids))
