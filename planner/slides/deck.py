"""An existing deck: its parts, slides, masters and layouts, read and written as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from planner.errors import PlannerError
from planner.slides.deck_theme import color_map, own_theme, scheme_colors, slots, theme_of
from planner.slides.marks import GROUP, P, groups
from planner.theme import Theme

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
SLIDE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
LAYOUT_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slideLayout"
SLIDE_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"


class Deck:
    """The parts of a deck, with the slides in their order. Trees are parsed when they are asked for."""

    def __init__(self, parts: dict[str, bytes], path: Path):
        from lxml import etree

        self.parts, self.path, self._etree = parts, path, etree
        presentation = self.parse("ppt/presentation.xml")
        targets = {rel.get("Id"): rel.get("Target") for rel in self.relations("ppt/presentation.xml")}
        self.slides = [
            _resolve("ppt/presentation.xml", str(targets[entry.get(f"{R}id")]))
            for entry in presentation.iterfind(f"{P}sldIdLst/{P}sldId")
            if entry.get(f"{R}id") in targets
        ]
        size = presentation.find(f"{P}sldSz")
        self.width, self.height = (int(size.get("cx")), int(size.get("cy"))) if size is not None else (9144000, 6858000)

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
        place = PurePosixPath(name)
        rels = f"{place.parent}/_rels/{place.name}.rels"
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

    def own_groups(self) -> Iterator[tuple[int, Any, Any]]:
        """(slide number, group, its cNvPr) of everything that an earlier run drew."""
        for number, name in enumerate(self.slides, 1):
            if f'name="{GROUP}'.encode() in self.parts.get(name, b""):
                for group in groups(self.tree(number)):
                    yield number, group, group.find(f"{P}nvGrpSpPr/{P}cNvPr")

    def colors(self, number: int | None) -> tuple[dict[str, str], Theme]:
        """(scheme name by colour, our theme in the deck's colours) for a slide, or for the first master."""
        master = self._master(self.slides[number - 1]) if number else self._first_master()
        theme = next((t for t in self._targets(master, "/theme")), "")
        tree = self.parse(theme) if theme else self._etree.Element("none")
        found, mapped = slots(tree), color_map(self.parse(master)) if master else {}
        font = tree.find(".//{*}minorFont/{*}latin")
        own = own_theme(tree)
        if own is not None:
            return scheme_colors(found, mapped), own
        if not mapped:
            mapped = color_map(self._etree.Element("none"))
        name = font.get("typeface", "") if font is not None else ""
        return scheme_colors(found, mapped), theme_of(found, mapped, name)

    def _targets(self, name: str, kind: str) -> list[str]:
        return [
            _resolve(name, str(rel.get("Target")))
            for rel in self.relations(name)
            if str(rel.get("Type")).endswith(kind) and _resolve(name, str(rel.get("Target"))) in self.parts
        ]

    def _master(self, slide: str) -> str:
        for layout in self._targets(slide, "/slideLayout"):
            for master in self._targets(layout, "/slideMaster"):
                return master
        return self._first_master()

    def _first_master(self) -> str:
        return next(iter(self._targets("ppt/presentation.xml", "/slideMaster")), "")

    def title_layout(self) -> tuple[str, Any]:
        """(part, tree) of the layout with a title and little else."""
        found = []
        for master in self._targets("ppt/presentation.xml", "/slideMaster"):
            for order, layout in enumerate(self._targets(master, "/slideLayout")):
                tree = self.parse(layout)
                kinds = [ph.get("type", "body") for ph in tree.iter(f"{P}ph")]
                rest = [kind for kind in kinds if kind not in ("title", "dt", "ftr", "sldNum")]
                found.append(("title" not in kinds, len(rest), order, layout, tree))
        if not found:
            raise PlannerError(f"{self.path} has no layouts to make a slide on")
        best = min(found, key=lambda one: one[:3])
        return best[3], best[4]

    def add_slide(self, tree_xml: str, layout: str) -> int:
        """Appends a slide; returns its number."""
        numbers = [int(m[1]) for name in self.parts if (m := re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name))]
        name = f"ppt/slides/slide{max(numbers, default=0) + 1}.xml"
        self.parts[name] = self.serialised(self.fragment(tree_xml))
        self.parts[f"ppt/slides/_rels/{PurePosixPath(name).name}.rels"] = self.serialised(
            self.fragment(
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{LAYOUT_REL}" Target="../{PurePosixPath(layout).relative_to("ppt")}"/>'
                "</Relationships>"
            )
        )
        types = self.parse("[Content_Types].xml")
        self._etree.SubElement(types, f"{TYPES}Override", PartName=f"/{name}", ContentType=SLIDE_TYPE)
        self.parts["[Content_Types].xml"] = self.serialised(types)
        rels = self.parse("ppt/_rels/presentation.xml.rels")
        used = {rel.get("Id") for rel in rels}
        key = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        self._etree.SubElement(
            rels, f"{RELS}Relationship", Id=key, Type=SLIDE_REL, Target=str(PurePosixPath(name).relative_to("ppt"))
        )
        self.parts["ppt/_rels/presentation.xml.rels"] = self.serialised(rels)
        presentation = self.parse("ppt/presentation.xml")
        listed = presentation.find(f"{P}sldIdLst")
        if listed is None:
            listed = self._etree.Element(f"{P}sldIdLst")
            after = presentation.find(f"{P}handoutMasterIdLst")
            after = presentation.find(f"{P}notesMasterIdLst") if after is None else after
            after = presentation.find(f"{P}sldMasterIdLst") if after is None else after
            after.addnext(listed)
        entry = self._etree.SubElement(listed, f"{P}sldId")
        entry.set("id", str(max([255, *(int(one.get("id", 0)) for one in listed)]) + 1))
        entry.set(f"{R}id", key)
        self.parts["ppt/presentation.xml"] = self.serialised(presentation)
        self.slides.append(name)
        return len(self.slides)


def _resolve(source: str, target: str) -> str:
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
