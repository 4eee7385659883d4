"""What a reader of a deck finds of the shapes we drew: their names, and by three short hashes in them whether somebody
has changed their text, place or paint since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
GROUP = "planner:"
MANIFEST_NS = "urn:journey-planner:slides"
SIGNED = re.compile(r"^(?P<id>.+) \[(?P<text>[0-9a-f]{4})(?P<place>[0-9a-f]{4})(?P<paint>[0-9a-f]{4})\]$")
UNSIGNED = "[000000000000]"


def sign(text: str) -> str:
    return blake2s(text.encode("utf-8"), digest_size=2).hexdigest()


def groups(tree: Any) -> list[Any]:
    return [
        group
        for group in tree.iter(f"{P}grpSp")
        if str(group.find(f"{P}nvGrpSpPr/{P}cNvPr").get("name", "")).startswith(GROUP)
    ]


def view_of(name: str) -> tuple[str, int]:
    """``planner:acme-swimlane-2:3`` -> (swimlane, page 2)."""
    scene = name.removeprefix(GROUP).rpartition(":")[0]
    match = re.fullmatch(r"(?:.*-)?([a-z]+)(?:-(\d+))?", scene)
    return (match[1], int(match[2] or 1)) if match else (scene, 1)


def place_of(element: Any) -> tuple[int, int, int, int] | None:
    xfrm = element.find(f"{P}spPr/{A}xfrm")
    if xfrm is None:
        return None
    off, ext = xfrm.find(f"{A}off"), xfrm.find(f"{A}ext")
    if off is None or ext is None:
        return None
    return int(off.get("x")), int(off.get("y")), int(ext.get("cx")), int(ext.get("cy"))


def text_of(element: Any) -> str:
    """What the shape says: paragraphs by line ends."""
    body = element.find(f"{P}txBody")
    if body is None:
        return ""
    lines = []
    for paragraph in body.iterfind(f"{A}p"):
        words = "".join(
            "\n" if node.tag == f"{A}br" else node.text or ""
            for node in paragraph.iter()
            if node.tag in (f"{A}t", f"{A}br")
        )
        lines.append(words)
    return "\n".join(lines)


def paint_of(element: Any) -> str:
    """Fill and line, in a form that does not depend on how a program writes them."""
    properties = element.find(f"{P}spPr")
    if properties is None:
        return ""
    said = []
    for kind in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"):
        for node in properties.iterfind(f"{A}{kind}"):
            said.append(kind + _color(node))
    for line in properties.iterfind(f"{A}ln"):
        said.append("ln" + str(line.get("w", "")))
        for kind in ("noFill", "solidFill"):
            for node in line.iterfind(f"{A}{kind}"):
                said.append(kind + _color(node))
        said += [str(node.get("val")) for node in line.iterfind(f"{A}prstDash")]
    return " ".join(said)


def _color(node: Any) -> str:
    return ",".join(f"{str(one.tag).rpartition('}')[2]}={one.get('val', '')}" for one in node.iter() if one is not node)


def name_of(element: Any) -> Any:
    for kind in ("nvSpPr", "nvCxnSpPr", "nvPicPr", "nvGrpSpPr", "nvGraphicFramePr"):
        found = element.find(f"{P}{kind}/{P}cNvPr")
        if found is not None:
            return found
    return None


def signed(element: Any) -> tuple[str, str, str, str] | None:
    """(id, hash of text, of place, of paint) of a shape that we drew."""
    name = name_of(element)
    match = SIGNED.match(str(name.get("name", ""))) if name is not None else None
    return (match["id"], match["text"], match["place"], match["paint"]) if match else None


def sign_piece(piece: Any) -> None:
    """Signs a generated shape by what is found of it."""
    name = name_of(piece)
    key = SIGNED.match(str(name.get("name", ""))) if name is not None else None
    if key:
        name.set("name", f"{key['id']} [{sign(text_of(piece))}{sign_place(piece)}{sign(paint_of(piece))}]")


def sign_place(piece: Any) -> str:
    place = place_of(piece)
    return sign(",".join(map(str, place)) if place else "")


def resign(element: Any, **old: str) -> None:
    """The old signature stays on what was kept, so that the next refresh still sees it as changed by hand."""
    name = name_of(element)
    match = SIGNED.match(str(name.get("name", "")))
    if match:
        parts = {key: old.get(key, match[key]) for key in ("text", "place", "paint")}
        name.set("name", f"{match['id']} [{parts['text']}{parts['place']}{parts['paint']}]")


def manifest(group: Any) -> set[str]:
    for node in group.iter(f"{{{MANIFEST_NS}}}drawn"):
        return set(str(node.get("ids", "")).split(" "))
    return set()


def set_manifest(group: Any, ids: Sequence[str]) -> None:
    for node in group.iter(f"{{{MANIFEST_NS}}}drawn"):
        node.set("ids", " ".join(ids))
