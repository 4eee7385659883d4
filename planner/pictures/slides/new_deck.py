"""New decks: one slide for each scene, on a plain master of ours or on a company's template."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from planner.errors import MissingError, PlannerError
from planner.files.archive import packed, repacked
from planner.i18n.translation import is_rtl_language
from planner.pictures.scene import Scene
from planner.pictures.slides.bundles import drawn_page
from planner.pictures.slides.charts import Attach
from planner.pictures.slides.deck import SECTIONS
from planner.pictures.slides.deck_theme import color_map, palette_of, scheme_colors, slots, theme_of, theme_xml
from planner.pictures.slides.marks import GroupMark, P, title_name
from planner.pictures.slides.package import read_parts
from planner.pictures.slides.shapes import EMU, NAMES, Drawing
from planner.pictures.slides.template import Taken, taken_from
from planner.pictures.slides.titles import fit_title, title_size
from planner.pictures.style import Style
from planner.pictures.theme import Theme

NUMBER = 13  # a slide's number, among placeholders
TITLE_TYPES = (1, 3)  # title, centred title (PP_PLACEHOLDER)
EDGE = 24  # pixels between a slide's parts


@dataclass(frozen=True, slots=True)
class Slot:
    """Where scenes go on the slides of a deck: EMU, and the style to draw them in."""

    x: int
    y: int
    style: Style


def load(parts: Mapping[str, bytes], name: str) -> tuple[Any, Taken]:
    """(a deck without slides that looks like the template, what was taken from it).

    Raises:
        PlannerError: it cannot be read, or python-pptx is not installed.
    """
    pptx = library()
    kept, taken = taken_from(parts)
    try:
        return pptx.Presentation(io.BytesIO(packed(kept))), taken
    except Exception as error:  # python-pptx raises what it stumbles over
        raise PlannerError(f"{name} is damaged: {type(error).__name__}: {error}") from error


def library() -> Any:
    try:
        import pptx
    except ImportError:
        raise MissingError("slides need python-pptx: pip install 'journey-planner[office]'") from None
    return pptx


Section = tuple[str, int]
"""A name, and how many slides it has."""


def plain_deck(scenes: Sequence[Scene], style: Style, sections: Sequence[Section] = ()) -> bytes:
    """A deck on a plain master in the theme of the scenes, each page of a scene filling its slide. ``sections``: the
    parts it is in, if any, with all its slides."""
    first = scenes[0]
    deck, _ = load(_plain(), "the plain deck")
    deck.slide_width, deck.slide_height = round(first.width * EMU), round(first.height * EMU)
    size = deck.part._element.find(f"{P}sldSz")
    size.attrib.pop("type", None)  # the size of python-pptx's own deck has a name
    layout = _only_title_layout(deck)
    _place_placeholders(deck, layout, first)
    master = deck.slide_masters[0]
    _set_theme(master, first.theme)
    look = _look(master)
    for scene in scenes:
        slide = deck.slides.add_slide(layout)
        title = slide.shapes.title
        _fill_title(title, scene)
        fit = min(deck.slide_width / (scene.width * EMU), deck.slide_height / (scene.height * EMU), 1.0)
        if fit < 1.0:
            raise PlannerError(f"page {scene.id} is larger than the slide")
        box = (0, 0, int(deck.slide_width), int(deck.slide_height))
        _add_group(
            slide, scene, GroupMark.of(scene.view, scene.page, True, box, style, pages=_pages(scenes, scene)), look
        )
        _number(slide, layout, ' wrap="none" lIns="0" rIns="0"', ' sz="900"')
        _set_background(slide, scene)
        _add_notes(slide, scene)
    _set_sections(deck, sections)
    return _saved(deck, first.title)


def _plain() -> dict[str, bytes]:
    """The deck that python-pptx begins with."""
    out = io.BytesIO()
    library().Presentation().save(out)
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def template_deck(
    path: Path,
    make: Callable[[Slot], Sequence[Scene]],
    style: Style,
    sections: Callable[[Sequence[Scene]], Sequence[Section]],
) -> tuple[bytes, Taken]:
    """(a deck on a company's template: its layouts, colours and fonts, what was taken from it). ``make`` draws the
    scenes for the room that the layout leaves."""
    deck, taken = load(read_parts(path), str(path))
    layout = _title_layout(deck)
    slot = layout_slot(deck, layout)
    scenes = make(slot)
    look = _look(layout.slide_master)
    box = (slot.x, slot.y, round(slot.style.width * EMU), round(slot.style.height * EMU))
    for scene in scenes:
        slide = deck.slides.add_slide(layout)
        if slide.shapes.title is not None:
            _fill_title(slide.shapes.title, scene, title_size(layout.slide_master._element, layout._element))
        for placeholder in list(slide.placeholders):
            if placeholder.placeholder_format.type not in TITLE_TYPES and not placeholder.has_text_frame:
                continue
            if placeholder.placeholder_format.idx != 0 and not _is_footer(placeholder):
                placeholder._element.getparent().remove(placeholder._element)
        _add_group(
            slide, scene, GroupMark.of(scene.view, scene.page, False, box, style, pages=_pages(scenes, scene)), look
        )
        _number(slide, layout)
        _add_notes(slide, scene)
    _set_sections(deck, sections(scenes))
    return _saved(deck, scenes[0].title), taken


def _pages(scenes: Sequence[Scene], scene: Scene) -> int:
    return sum(other.view == scene.view for other in scenes)


def layout_slot(deck: Any, layout: Any, base: Style | None = None) -> Slot:
    """The room below the title of a layout, and the style for it: the deck's colours and fonts, the page's size."""
    width, height = int(deck.slide_width), int(deck.slide_height)
    title = next((p for p in layout.placeholders if p.placeholder_format.type in TITLE_TYPES), None)
    edge = EDGE * EMU
    top = (int(title.top) + int(title.height)) if title is not None and title.top is not None else 3 * edge
    left = int(title.left) if title is not None and title.left is not None else 2 * edge
    top, left = min(top, height // 3), min(max(left, edge), width // 10)
    feet = [int(p.top) for p in (*layout.placeholders, *layout.slide_master.placeholders) if _is_footer(p) and p.top]
    bottom = min([height - edge // 2, *(foot for foot in feet if foot > height * 0.8)])
    body = next(
        (p for p in layout.placeholders if p.placeholder_format.idx != 0 and not _is_footer(p) and p.top is not None),
        None,
    )
    if body is not None and int(body.width) > width * 0.6 and int(body.height) > height * 0.4:
        left, top, bottom = int(body.left), int(body.top), int(body.top) + int(body.height)
        right = left + int(body.width)
    else:
        right = width - left
    theme = deck_theme(layout.slide_master)
    style = replace(
        base or Style(), theme=theme, width=(right - left) / EMU, height=(bottom - top) / EMU, heading=False
    )
    return Slot(left, top, style)


def deck_theme(master: Any) -> Theme:
    """The theme of a master as ours."""
    from lxml import etree

    part = next((rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme")), None)
    root = etree.fromstring(part.blob) if part is not None else etree.Element("none")
    font = root.find(".//{*}minorFont/{*}latin")
    return theme_of(slots(root), color_map(master._element), font.get("typeface", "") if font is not None else "")


def _look(master: Any) -> tuple[dict[str, str], dict[str, str]]:
    """(names of the master's colours by ``#RRGGBB``, and the other way round)."""
    from lxml import etree

    part = next((rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme")), None)
    found = slots(etree.fromstring(part.blob)) if part is not None else {}
    mapped = color_map(master._element)
    return scheme_colors(found, mapped), palette_of(found, mapped)


def _is_footer(placeholder: Any) -> bool:
    return int(placeholder.placeholder_format.type or 0) in (13, 15, 16)  # slide number, footer, date


def _title_layout(deck: Any) -> Any:
    """The layout with a title and as little else as possible."""

    def rest(layout: Any) -> tuple[bool, int]:
        kinds = [p.placeholder_format.type for p in layout.placeholders if not _is_footer(p)]
        return not any(kind == 1 for kind in kinds), len(kinds)

    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    if not layouts:
        raise PlannerError("the template has no layouts")
    return min(layouts, key=rest)


def _only_title_layout(deck: Any) -> Any:
    layout = _title_layout(deck)
    for other in list(deck.slide_layouts):
        if other.name != layout.name:
            deck.slide_layouts.remove(other)
    return layout


def _place_placeholders(deck: Any, layout: Any, scene: Scene) -> None:
    """The title where our pages have it; date, footer and number of the page are not ours to show."""
    heading = next((s for s in scene.shapes if s.id == "title"), None)
    for holder in (deck.slide_masters[0], layout):
        for placeholder in list(holder.placeholders):
            if int(placeholder.placeholder_format.type or 0) in TITLE_TYPES and heading is not None:
                placeholder.left, placeholder.top = round(heading.x * EMU), round(heading.y * EMU)
                placeholder.width, placeholder.height = round(heading.width * EMU), round(heading.height * EMU)
            elif int(placeholder.placeholder_format.type or 0) == NUMBER:
                placeholder.left, placeholder.top = round((scene.width - 56) * EMU), round((scene.height - 40) * EMU)
                placeholder.width, placeholder.height = round(52 * EMU), round(26 * EMU)
            elif holder is layout or _is_footer(placeholder):
                placeholder._element.getparent().remove(placeholder._element)


def _fill_title(title: Any, scene: Scene, size: float = 44.0) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    words = scene.title
    title.text_frame.text = words
    title.name = title_name(words)
    heading = next((s for s in scene.shapes if s.id == "title" and s.lines), None)
    if heading is None:  # a template's own title: its size, less where the words would leave its place
        fit_title(title._element, words, int(title.width or 0), int(title.height or 0), size)
    paragraph = title.text_frame.paragraphs[0]
    if is_rtl_language(scene.language):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    if heading is not None:  # our own master: our own size, at the page's edge
        frame = title.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.MIDDLE, True
        paragraph.alignment = PP_ALIGN.RIGHT if scene.rtl else PP_ALIGN.LEFT
        run = paragraph.runs[0]
        run.font.size, run.font.bold = Pt(heading.lines[0].size / 2), True


def _add_group(slide: Any, scene: Scene, mark: GroupMark, look: tuple[dict[str, str], dict[str, str]]) -> None:
    pictures = {}
    for shape in scene.shapes:
        if shape.kind == "image":
            _part, rel = slide.part.get_or_add_image_part(io.BytesIO(shape.image))
            pictures[shape.id] = rel
    names, palette = look
    drawing = Drawing(mark.box[0], mark.box[1], names, count(100), {}, pictures)
    hidden = frozenset({"title"}) if mark.full else frozenset({"title", "subtitle"})
    slide.shapes._spTree.extend(drawn_page(scene, str(mark), drawing, hidden, palette, _attach_to(slide)))


def _attach_to(slide: Any) -> Attach:
    """Puts charts with their workbooks into the deck of a slide."""
    from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.parts.embeddedpackage import EmbeddedXlsxPart

    def attach(data: bytes, book: bytes) -> str:
        package = slide.part.package
        name: PackURI = package.next_partname("/ppt/charts/chart%d.xml")
        chart = Part(name, CONTENT_TYPE.DML_CHART, package, data)
        chart.relate_to(EmbeddedXlsxPart.new(book, package), RELATIONSHIP_TYPE.PACKAGE)  # its first: see ``BOOK``
        return str(slide.part.relate_to(chart, RELATIONSHIP_TYPE.CHART))

    return attach


def _number(slide: Any, layout: Any, body: str = "", run: str = "") -> None:
    """The number of the slide, where its layout has a place for it: python-pptx leaves such out."""
    from pptx.oxml import parse_xml

    place = next((p for p in layout.placeholders if int(p.placeholder_format.type or 0) == NUMBER), None)
    if place is None:
        return
    number = max((int(node.get("id")) for node in slide.shapes._spTree.iter(f"{P}cNvPr")), default=1) + 1
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="{number}" name="Slide Number"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
            f'</p:cNvSpPr><p:nvPr><p:ph type="sldNum" sz="quarter" idx="{place.placeholder_format.idx}"/></p:nvPr>'
            f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr{body}/><a:lstStyle/><a:p>"
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-US"'
            f"{run}/><a:t>‹#›</a:t>"
            '</a:fld><a:endParaRPr lang="en-US"/></a:p></p:txBody></p:sp>'
        )
    )


def _set_background(slide: Any, scene: Scene) -> None:
    import pptx.dml.color

    colors: Any = pptx.dml.color
    if scene.background.upper() != "#FFFFFF":
        red, green, blue = bytes.fromhex(scene.background[1:])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = colors.RGBColor(red, green, blue)


def _add_notes(slide: Any, scene: Scene) -> None:
    slide.notes_slide.notes_text_frame.text = scene.notes[:8000]


def _set_theme(master: Any, theme: Theme) -> None:
    for rel in master.part.rels.values():
        if rel.reltype.endswith("/theme"):
            rel.target_part._blob = theme_xml(theme, rel.target_part.blob)


def _saved(deck: Any, title: str) -> bytes:
    from datetime import datetime

    _list_notes_master(deck)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by, core.revision = title[:255], "", "", 1
    core.created = core.modified = datetime(1980, 1, 1)
    out = io.BytesIO()
    deck.save(out)
    return repacked(out.getvalue())


def _list_notes_master(deck: Any) -> None:
    """The presentation names the master of its notes, which python-pptx adds without saying so."""
    from pptx.oxml import parse_xml

    key = next((key for key, rel in deck.part.rels.items() if rel.reltype.endswith("/notesMaster")), None)
    if key is not None:
        listed = parse_xml(f'<p:notesMasterIdLst {NAMES}><p:notesMasterId r:id="{key}"/></p:notesMasterIdLst>')
        deck.part._element.find(f"{P}sldMasterIdLst").addnext(listed)


def _set_sections(deck: Any, sections: Sequence[Section]) -> None:
    """Parts of a deck as PowerPoint's sections (MS-PPTX 2.2.3)."""
    from pptx.oxml import parse_xml

    if len(sections) < 2:
        return
    ids, made, at = [str(entry.id) for entry in deck.slides._sldIdLst], "", 0
    for number, (name, many) in enumerate(sections):
        own = "".join(f'<p14:sldId id="{one}"/>' for one in ids[at : at + many])
        at += many
        key = str(uuid5(NAMESPACE_URL, f"planner:section:{number}")).upper()
        made += f'<p14:section name="{escape(name)}" id="{{{key}}}"><p14:sldIdLst>{own}</p14:sldIdLst></p14:section>'
    deck.part._element.append(
        parse_xml(
            f'<p:extLst {NAMES}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst '
            f'xmlns:p14="{SECTIONS[1:-1]}">{made}</p14:sectionLst></p:ext></p:extLst>'
        )
    )
