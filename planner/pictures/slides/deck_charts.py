"""Parts of native charts in a deck that exists: put in, found and written over."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from planner.pictures.slides.chart_signs import C
from planner.pictures.slides.chart_xml import BOOK
from planner.pictures.slides.deck import OFFICE, RELS, TYPES, Deck
from planner.pictures.slides.marks import R
from planner.pictures.slides.package import relations_of

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_chart(deck: Deck, slide: str, part: bytes, book: bytes) -> str:
    """Puts a chart with its workbook into a deck; returns the relation by which the slide knows it."""
    chart = _free(deck, "ppt/charts/chart", ".xml")
    sheet = _free(deck, "ppt/embeddings/Microsoft_Excel_Sheet", ".xlsx")
    deck.parts[chart], deck.parts[sheet] = part, book
    deck.parts[relations_of(chart)] = deck.serialised(
        deck.fragment(
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="{BOOK}" Type="{OFFICE}/package" Target="../embeddings/{PurePosixPath(sheet).name}"/>'
            "</Relationships>"
        )
    )
    types = deck.parse("[Content_Types].xml")
    for name, kind in ((chart, CHART_TYPE), (sheet, BOOK_TYPE)):
        types.append(types.makeelement(f"{TYPES}Override", {"PartName": f"/{name}", "ContentType": kind}))
    deck.parts["[Content_Types].xml"] = deck.serialised(types)
    rels = deck.parse(relations_of(slide))
    used = {rel.get("Id") for rel in rels}
    key = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    rels.append(
        rels.makeelement(
            f"{RELS}Relationship",
            {"Id": key, "Type": f"{OFFICE}/chart", "Target": f"../charts/{PurePosixPath(chart).name}"},
        )
    )
    deck.parts[relations_of(slide)] = deck.serialised(rels)
    return key


def _free(deck: Deck, stem: str, end: str) -> str:
    used = [int(found[1]) for name in deck.parts if (found := re.fullmatch(rf"{stem}(\d+){re.escape(end)}", name))]
    return f"{stem}{max(used, default=0) + 1}{end}"


def part_of(deck: Deck, slide: str, frame: Any) -> str:
    """The part of a chart on a slide; empty: there is none."""
    node = next(frame.iter(f"{C}chart"), None)
    return deck.target(slide, str(node.get(f"{R}id"))) if node is not None else ""


def set_chart(deck: Deck, part: str, root: Any, book: bytes) -> None:
    """Writes a chart and its workbook over the ones of a part, which keeps all else that it refers to."""
    books = [rel for rel in deck.relations(part) if str(rel.get("Type")).endswith("/package")]
    sheet = deck.target(part, str(books[0].get("Id"))) if books else ""
    for node in root.findall(f"{C}externalData"):
        if sheet:
            node.set(f"{R}id", books[0].get("Id"))
        else:  # somebody broke the link to the workbook
            root.remove(node)
    if sheet:
        deck.parts[sheet] = book
    deck.parts[part] = deck.serialised(root)
