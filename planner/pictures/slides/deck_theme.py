"""Colours and fonts of a deck as a theme of ours, and back: what a deck's own theme has is referred to, not copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.pictures.slides.marks import MANIFEST_NS
from planner.pictures.theme import (
    DARK,
    LIGHT,
    LINES,
    TEXT,
    THEMES,
    Theme,
    branded,
    check,
    contrast,
    hue,
    luminance,
    mix,
    readable,
)

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SLOTS = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
OWN = "planner "
THEME_EXT = "{B0E6F2B4-6C55-4E0C-9D9B-7E2B8C0D5A11}"


def slots(theme: Any) -> dict[str, str]:
    """``#RRGGBB`` by slot of a theme part (an lxml element)."""
    found = {}
    for slot in SLOTS:
        for color in theme.iterfind(f".//{A}clrScheme/{A}{slot}/*"):
            value = color.get("lastClr") or color.get("val") or ""
            if len(value) == 6 and all(c in "0123456789abcdefABCDEF" for c in value):
                found[slot] = f"#{value.upper()}"
    return found


def color_map(master: Any) -> dict[str, str]:
    """Slot by the names that shapes use, as the master maps them."""
    mapped = dict(MAPPED)
    for node in master.iterfind(f".//{P}clrMap"):
        mapped |= {key: str(node.get(key)) for key in MAPPED if node.get(key)}
    return mapped


def theme_of(found: Mapping[str, str], mapped: Mapping[str, str], font: str, base: Theme = LIGHT) -> Theme:
    """A theme in a deck's colours: its page, its ink, its first accent for the stages. What could not be read there
    is repaired."""
    paper = found.get(mapped["bg1"], base.paper)
    ink = found.get(mapped["tx1"], base.ink)
    dark = luminance(paper) < 0.2
    start = DARK if dark else base
    theme = replace(
        start, name="deck", paper=paper, ink=ink, muted=readable(mix(ink, paper, 0.35), paper, TEXT),
        band=mix(paper, ink, 0.04), header=mix(paper, ink, 0.09), grid=mix(paper, ink, 0.15),
        line=readable(mix(ink, paper, 0.5), mix(paper, ink, 0.04), LINES), font=font or base.font,
    )  # fmt: skip
    brand = found.get("accent1", base.stages[1])
    theme = branded(theme, brand)
    away = [
        found[slot] for slot in SLOTS[5:]
        if slot in found and _far(found[slot], brand) and contrast(found[slot], paper) >= LINES
        and _colourful(found[slot])
    ]  # fmt: skip
    if away:
        theme = replace(theme, accent=away[0])
    return check(theme)[0]


def _far(one: str, other: str) -> bool:
    distance = abs(hue(one) - hue(other))
    return min(distance, 360 - distance) >= 60


def _colourful(color: str) -> bool:
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(channels) - min(channels) > 60


def scheme_colors(found: Mapping[str, str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Name in shapes by ``#RRGGBB``."""
    names = {slot: name for name, slot in mapped.items()}
    colors: dict[str, str] = {}
    for slot, color in found.items():
        colors.setdefault(color.upper(), names.get(slot, slot))
    return colors


def own_theme(root: Any) -> Theme | None:
    """The theme that one of our own decks was made with; None: the deck is somebody else's."""
    name, found = str(root.get("name", "")), slots(root)
    if not name.startswith(OWN) or not set(SLOTS) <= found.keys():
        return None
    ink, paper = found["dk1"], found["lt1"]
    base = next((theme for theme in THEMES.values() if (theme.ink, theme.paper) == (ink, paper)), None)
    font = root.find(".//{*}minorFont/{*}latin")
    said = root.find(f".//{{{MANIFEST_NS}}}theme")
    extra = {key: said.get(key, "") for key in ("footer", "dates", "numbers")} if said is not None else {}
    return replace(
        base or LIGHT, name=name.removeprefix(OWN), ink=ink, paper=paper, muted=found["accent6"], band=found["lt2"],
        header=base.header if base else mix(paper, ink, 0.09), grid=base.grid if base else mix(paper, ink, 0.15),
        line=found["accent4"], accent=found["accent2"],
        done=found["accent5"], stages=(found["accent3"], found["accent1"], found["dk2"]),
        font=font.get("typeface", "Arial") if font is not None else "Arial", **extra,
    )  # fmt: skip


def palette_of(found: Mapping[str, str], mapped: Mapping[str, str]) -> dict[str, str]:
    """``#RRGGBB`` by every name that shapes may use."""
    return dict(found) | {name: found[slot] for name, slot in mapped.items() if slot in found}


def theme_xml(theme: Theme, original: bytes) -> bytes:
    """A theme part with our colours and fonts instead of its own."""
    from lxml import etree

    root = etree.fromstring(original)
    root.set("name", f"{OWN}{theme.name}")
    ours = {
        "dk1": theme.ink, "lt1": theme.paper, "dk2": theme.stages[2], "lt2": theme.band, "accent1": theme.stages[1],
        "accent2": theme.accent, "accent3": theme.stages[0], "accent4": theme.line, "accent5": theme.done,
        "accent6": theme.muted, "hlink": theme.stages[1], "folHlink": theme.muted,
    }  # fmt: skip
    for slot, color in ours.items():
        for node in root.iterfind(f".//{A}clrScheme/{A}{slot}"):
            for child in list(node):
                node.remove(child)
            etree.SubElement(node, f"{A}srgbClr", val=color[1:])
    for kind, font in (("majorFont", theme.heading_font or theme.font), ("minorFont", theme.font)):
        for node in root.iterfind(f".//{A}fontScheme/{A}{kind}/{A}latin"):
            node.set("typeface", font)
            for key in ("panose", "pitchFamily", "charset"):
                if key in node.attrib:
                    del node.attrib[key]
        for node in root.iterfind(f".//{A}fontScheme/{A}{kind}/{A}cs"):
            node.set("typeface", font)
    for old in root.iterfind(f"{A}extLst"):
        root.remove(old)
    ext = etree.SubElement(etree.SubElement(root, f"{A}extLst"), f"{A}ext", uri=THEME_EXT)
    said = etree.SubElement(ext, f"{{{MANIFEST_NS}}}theme", nsmap={"jp": MANIFEST_NS})
    for key in ("footer", "dates", "numbers"):
        said.set(key, getattr(theme, key))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data
