"""What a new deck takes from a template: masters, layouts, themes, sizes, and the pictures and fonts these show.

Nothing else travels: a template is often the last client's deck. Parts are kept that are reached from the presentation
by the relations below; what referred to another one goes with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from planner.pictures.slides.deck import RELS, TYPES, resolve
from planner.pictures.slides.marks import A, P, R
from planner.pictures.slides.package import PRESENTATION, relations_of

KEPT: Mapping[str, frozenset[str]] = {
    "presentation": frozenset({"slideMaster", "theme", "tableStyles", "font"}),
    "slideMaster": frozenset({"slideLayout", "theme", "image"}),
    "slideLayout": frozenset({"slideMaster", "themeOverride", "image"}),
    "theme": frozenset({"image"}),
    "themeOverride": frozenset({"image"}),
}
"""By the kind of a part, the relations that are followed."""

PRESENTATION_TYPE = "application/vnd.openxmlformats-officedocument.presentationml"

SETTINGS = ("sldMasterIdLst", "sldSz", "notesSz", "embeddedFontLst", "kinsoku", "defaultTextStyle")
"""Children of the presentation that are kept."""

ASIDE = frozenset({"hlinkClick", "hlinkHover", "hlinkMouseOver", "tags", "snd", "stSnd"})
"""What may go without the shape it belongs to; anything else takes its shape along."""

LEFT = {
    "slide": "slides", "comments": "comments", "vbaProject": "macros", "image": "pictures", "media": "media",
    "video": "media", "audio": "media", "oleObject": "embedded objects", "package": "embedded objects",
    "tags": "tags of add-ins", "customXml": "custom data", "notesMaster": "notes and handouts",
    "handoutMaster": "notes and handouts", "core-properties": "properties", "custom-properties": "properties",
    "extended-properties": "properties", "thumbnail": "thumbnail",
}  # fmt: skip
"""What is left out, as people call it, by the kind of the relation."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a template, and the names of what was left there."""

    masters: int
    layouts: int
    pictures: int
    fonts: int
    slides_left: int
    left: tuple[str, ...]


ROOT_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="ppt/presentation.xml"/></Relationships>'
)


def taken_from(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], Taken]:
    """(the parts of a deck without slides that looks like the template, what was taken)."""
    from lxml import etree

    def parsed(name: str) -> Any:
        return etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False, no_network=True))

    def written(tree: Any) -> bytes:
        data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return data

    kept: dict[str, bytes] = {}
    counted: Counter[str] = Counter()
    left: list[str] = []
    waiting = [(PRESENTATION, "presentation")]
    while waiting:
        name, kind = waiting.pop(0)
        if name in kept or name not in parts:
            continue
        counted[kind] += 1
        rels = relations_of(name)
        gone = set()
        if rels in parts and kind in KEPT:
            tree = parsed(rels)
            for rel in list(tree.iterfind(f"{RELS}Relationship")):
                wanted = str(rel.get("Type")).rpartition("/")[2]
                if wanted in KEPT[kind] and rel.get("TargetMode") != "External":
                    waiting.append((resolve(name, str(rel.get("Target"))), wanted))
                else:
                    left.append(wanted)
                    gone.add(str(rel.get("Id")))
                    tree.remove(rel)
            kept[rels] = written(tree)
        content = parts[name]
        if kind in KEPT:
            tree = parsed(name)
            if kind == "presentation":
                left += [tag for node in tree if (tag := etree.QName(node).localname) not in SETTINGS]
                for node in [node for node in tree if etree.QName(node).localname not in SETTINGS]:
                    tree.remove(node)
            _forget(tree, gone)
            content = written(tree)
        kept[name] = content
    for rel in parsed("_rels/.rels").iterfind(f"{RELS}Relationship") if "_rels/.rels" in parts else ():
        left.append(str(rel.get("Type")).rpartition("/")[2])
    slides = sum(re.fullmatch(r"ppt/slides/[^/]+\.xml", name) is not None for name in parts)
    left += ["comments" for name in parts if re.match(r"ppt/comments?/", name)]
    kept["_rels/.rels"] = ROOT_RELATIONSHIPS
    kept["[Content_Types].xml"] = written(_types(parsed("[Content_Types].xml"), kept))
    said = ["sections" if tag == "extLst" else "custom shows" if tag == "custShowLst" else
            "password to modify" if tag == "modifyVerifier" else LEFT.get(tag, "") for tag in left]  # fmt: skip
    if b"_MarkAsFinal" in parts.get("docProps/custom.xml", b""):
        said.append("the mark as final")
    return kept, Taken(
        counted["slideMaster"], counted["slideLayout"], counted["image"], counted["font"], slides,
        tuple(dict.fromkeys(word for word in said if word and word != "slides")),
    )  # fmt: skip


def _forget(tree: Any, gone: set[str]) -> None:
    """Takes out what refers to a relation that is gone: a link or a tag alone, else the whole shape."""
    from lxml import etree

    for node in [node for node in tree.iter(etree.Element) if gone.intersection(_references(node))]:
        while node.getparent() is not None and etree.QName(node).localname not in ASIDE:
            if node.getparent().tag in (f"{P}spTree", f"{P}grpSp") or node.tag == f"{P}bg":
                break
            if node.getparent().tag in (f"{P}custDataLst", f"{A}extLst", f"{P}extLst") or node.getparent() is tree:
                break
            node = node.getparent()
        if node.getparent() is not None:
            node.getparent().remove(node)
    for empty in [node for node in tree.iter(f"{P}custDataLst") if not len(node)]:
        empty.getparent().remove(empty)


def _references(node: Any) -> list[str]:
    return [value for key, value in node.attrib.items() if key.startswith(R)]


def _types(types: Any, kept: Mapping[str, bytes]) -> Any:
    """The content types of what is kept; a template's, a slide show's or one's with macros is a presentation's."""
    endings = {PurePosixPath(name).suffix[1:].lower() for name in kept}
    for node in list(types):
        name, ending = str(node.get("PartName")).lstrip("/"), str(node.get("Extension")).lower()
        wanted = name in kept if node.tag == f"{TYPES}Override" else ending in endings
        if not wanted:
            types.remove(node)
        elif name == PRESENTATION:
            node.set("ContentType", f"{PRESENTATION_TYPE}.presentation.main+xml")
    return types
