"""An existing deck: its parts, slides, masters and layouts, read and written as XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from planner.errors import PlannerError
from planner.pictures.slides.deck_theme import color_map, own_theme, palette_of, scheme_colors, slots, theme_of
from planner.pictures.slides.marks import GroupMark, P, R, groups
from planner.pictures.slides.package import PRESENTATION, relations_of
from planner.pictures.theme import LIGHT, Theme

RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SLIDE_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"
SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Look:
    """How a deck looks: names of its colours, by ``#RRGGBB`` and the other way round, and a theme of ours in them."""

    names: Mapping[str, str]
    palette: Mapping[str, str]
    theme: Theme


class Deck:
    """The parts of a deck, with the slides in their order. Trees are parsed when they are asked for."""

    def __init__(self, parts: dict[str, bytes], path: Path):
        from lxml import etree

        self.parts, self.path, self._etree = parts, path, etree
        presentation = self.parse(PRESENTATION)
        targets = {rel.get("Id"): rel.get("Target") for rel in self.relations(PRESENTATION)}
        self.slides: list[str] = []
        for entry in presentation.iterfind(f"{P}sldIdLst/{P}sldId"):
            name = resolve(PRESENTATION, str(targets.get(entry.get(f"{R}id"), "nowhere")))
            if name not in parts:
                raise PlannerError(f"{path} is damaged: its slide {len(self.slides) + 1} ({name}) is missing")
            self.slides.append(name)
        size = presentation.find(f"{P}sldSz")
        self.width, self.height = (int(size.get("cx")), int(size.get("cy"))) if size is not None else (9144000, 6858000)

    @property
    def guarded(self) -> bool:
        """Whether a password is asked of those who want to change it."""
        return self.parse(PRESENTATION).find(f"{P}modifyVerifier") is not None

    def parse(self, name: str) -> Any:
        """A part as a tree.

        Raises:
            PlannerError: it is missing or not well-formed.
        """
        parser = self._etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return self._etree.fromstring(self.parts[name], parser)
        except (KeyError, self._etree.XMLSyntaxError) as error:
            raise PlannerError(f"{self.path} is damaged: {name}: {error}") from error

    def relations(self, name: str) -> list[Any]:
        rels = relations_of(name)
        return list(self.parse(rels).iterfind(f"{RELS}Relationship")) if rels in self.parts else []

    def slide(self, number: int) -> str:
        if not 1 <= number <= len(self.slides):
            raise PlannerError(f"{self.path} has no slide {number}: it has {len(self.slides)}")
        return self.slides[number - 1]

    def tree(self, number: int) -> Any:
        return self.parse(self.slide(number))

    def set_tree(self, number: int, tree: Any) -> None:
        self.parts[self.slide(number)] = self.serialised(tree)

    def serialised(self, tree: Any) -> bytes:
        data: bytes = self._etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return data

    def fragment(self, xml: str) -> Any:
        return self._etree.fromstring(xml)

    def own_groups(self) -> list[tuple[int, GroupMark]]:
        """(slide number, what it is) of everything that an earlier run drew."""
        return [(number, mark) for number in range(1, len(self.slides) + 1) for _, mark in groups(self.tree(number))]

    def look(self, number: int | None, wished: Theme) -> Look:
        """The look of a slide's master, or of the first one. A deck of our own keeps its theme unless another one is
        wished for; somebody else's gives the colours, and takes footer, dates and numbers from what is wished."""
        master = self._master(self.slides[number - 1]) if number else self._first_master()
        part = next((name for name in self.targets(master, "/theme")), "") if master else ""
        tree = self.parse(part) if part else self._etree.Element("none")
        found = slots(tree)
        mapped = color_map(self.parse(master) if master else self._etree.Element("none"))
        theme = own_theme(tree)
        if theme is not None:
            theme = wished if wished is not LIGHT else theme  # a default is no wish, light by name is one
        else:
            font = tree.find(".//{*}minorFont/{*}latin")
            theme = theme_of(found, mapped, font.get("typeface", "") if font is not None else "")
            theme = replace(theme, footer=wished.footer, dates=wished.dates, numbers=wished.numbers)
        return Look(scheme_colors(found, mapped), palette_of(found, mapped), theme)

    def targets(self, name: str, kind: str) -> list[str]:
        """Parts that a part refers to by relationships of a kind."""
        found = [
            resolve(name, str(rel.get("Target")))
            for rel in self.relations(name)
            if str(rel.get("Type")).endswith(kind) and rel.get("TargetMode") != "External"
        ]
        return [one for one in found if one in self.parts]

    def adopt(self, source: str, target: str, element: Any) -> None:
        """Lets a shape of one slide stand on another one: what it refers to, such as a link, is known there too."""
        keys = [(node, name, key) for node in element.iter() for name, key in node.attrib.items() if name.startswith(R)]
        if not keys:
            return
        known = {rel.get("Id"): rel for rel in self.relations(source)}
        name = relations_of(target)
        rels = self.parse(name)
        for node, attribute, key in keys:
            if key not in known:
                continue
            used = {rel.get("Id"): rel for rel in rels}
            same = [one for one, rel in used.items() if all(
                rel.get(part) == known[key].get(part) for part in ("Type", "Target", "TargetMode"))]  # fmt: skip
            fresh = same[0] if same else next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
            if not same:
                rels.append(rels.makeelement(f"{RELS}Relationship", {**known[key].attrib, "Id": fresh}))
            node.set(attribute, fresh)
        self.parts[name] = self.serialised(rels)

    def picture(self, number: int, key: str) -> bytes:
        """The picture that a slide refers to by a relationship; empty: there is none."""
        return self.parts.get(self.target(self.slide(number), key), b"")

    def target(self, name: str, key: str) -> str:
        """The part that a part refers to by a relationship; empty: there is none."""
        found = [resolve(name, str(rel.get("Target"))) for rel in self.relations(name) if rel.get("Id") == key]
        return found[0] if found and found[0] in self.parts else ""

    def _master(self, slide: str) -> str:
        for layout in self.targets(slide, "/slideLayout"):
            for master in self.targets(layout, "/slideMaster"):
                return master
        return self._first_master()

    def master_of(self, number: int) -> Any:
        """The master of a slide, as a tree."""
        return self.parse(self._master(self.slide(number)))

    def _first_master(self) -> str:
        return next(iter(self.targets(PRESENTATION, "/slideMaster")), "")

    def title_layout(self) -> tuple[str, bool]:
        """(part, whether it has a title) of the layout with a title and little else."""
        found = []
        for master in self.targets(PRESENTATION, "/slideMaster"):
            for order, layout in enumerate(self.targets(master, "/slideLayout")):
                kinds = [ph.get("type", "body") for ph in self.parse(layout).iter(f"{P}ph")]
                rest = [kind for kind in kinds if kind not in ("title", "dt", "ftr", "sldNum")]
                found.append(("title" not in kinds, len(rest), order, layout))
        if not found:
            raise PlannerError(f"{self.path} has no layouts to make a slide on")
        untitled, _, _, layout = min(found)
        return layout, not untitled

    def add_slide(self, tree: Any, layout: str, after: int | None = None) -> int:
        """Adds a slide at the end or after another one; returns its number."""
        numbers = [int(m[1]) for name in self.parts if (m := re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name))]
        name = f"ppt/slides/slide{max(numbers, default=0) + 1}.xml"
        self.parts[name] = self.serialised(tree)
        self.parts[relations_of(name)] = self.serialised(
            self.fragment(
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{OFFICE}/slideLayout" '
                f'Target="../{PurePosixPath(layout).relative_to("ppt")}"/></Relationships>'
            )
        )
        types = self.parse("[Content_Types].xml")
        self._etree.SubElement(types, f"{TYPES}Override", PartName=f"/{name}", ContentType=SLIDE_TYPE)
        self.parts["[Content_Types].xml"] = self.serialised(types)
        rels = self.parse(relations_of(PRESENTATION))
        used = {rel.get("Id") for rel in rels}
        key = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        target = str(PurePosixPath(name).relative_to("ppt"))
        self._etree.SubElement(rels, f"{RELS}Relationship", Id=key, Type=f"{OFFICE}/slide", Target=target)
        self.parts[relations_of(PRESENTATION)] = self.serialised(rels)
        place = len(self.slides) if after is None else after
        self._list_slide(key, place)
        self.slides.insert(place, name)
        return place + 1

    def _list_slide(self, key: str, place: int) -> None:
        presentation = self.parse(PRESENTATION)
        listed = presentation.find(f"{P}sldIdLst")
        if listed is None:
            listed = self._etree.Element(f"{P}sldIdLst")
            before = [
                presentation.find(f"{P}{tag}") for tag in ("handoutMasterIdLst", "notesMasterIdLst", "sldMasterIdLst")
            ]
            next(node for node in before if node is not None).addnext(listed)
        used = {int(one.get("id", 0)) for one in listed}
        free = max([255, *used]) + 1
        if free > LARGEST_ID:
            free = next(number for number in range(256, LARGEST_ID) if number not in used)
        entry = self._etree.Element(f"{P}sldId")
        entry.set("id", str(free))
        entry.set(f"{R}id", key)
        listed.insert(place, entry)
        _into_section(presentation, entry, free)
        self.parts[PRESENTATION] = self.serialised(presentation)


def _into_section(presentation: Any, entry: Any, number: int) -> None:
    """A new slide belongs to the section of the one before it: PowerPoint repairs a deck with slides in none."""
    listed = next(presentation.iter(f"{SECTIONS}sectionLst"), None)
    if listed is None:
        return
    before = entry.getprevious()
    mate = None if before is None else next(
        (one for one in listed.iter(f"{SECTIONS}sldId") if one.get("id") == before.get("id")), None
    )  # fmt: skip
    new = listed.makeelement(f"{SECTIONS}sldId", {"id": str(number)})
    if mate is not None:
        mate.addnext(new)
    else:
        ids = next(listed.iter(f"{SECTIONS}sldIdLst"), None)
        if ids is not None:
            ids.insert(0, new)


def resolve(source: str, target: str) -> str:
    """The part that a relationship of ``source`` points at."""
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = list(PurePosixPath(source).parent.parts)
    for piece in PurePosixPath(target).parts:
        if piece == "..":
            parts = parts[:-1]
        else:
            parts.append(piece)
    return "/".join(parts)


def shape_ids(tree: Any) -> set[int]:
    """Numbers that shapes of a slide have."""
    return {int(node.get("id")) for node in tree.iter(f"{P}cNvPr") if str(node.get("id", "")).isdigit()}
