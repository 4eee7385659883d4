"""DOCX: the report as a Word document, with the pictures and native tables."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import planner
from planner import MissingError
from planner.pictures import Style
from planner.pictures.png import render
from planner.plugins import Exporter, Roadmap, _, clean, day, decimal, hookimpl, is_rtl_language, phrases, repacked

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = ("swimlane", "value", "resources")


class Report:
    """A Word document in one direction and font."""

    def __init__(self, roadmap: Roadmap, style: Style):
        from docx import Document
        from docx.shared import Cm

        self.rtl = is_rtl_language(roadmap.language)
        self.document: Any = Document()
        core = self.document.core_properties
        core.title, core.author, core.comments = clean(roadmap.title)[:255], "", ""
        core.created = core.modified = datetime(1980, 1, 1)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Cm(1.8))
        self.room = Cm(29.7 - 2 * 1.8)
        self.document.styles["Normal"].font.name = style.theme.font
        for name in ("Title", "Heading 1"):
            self.document.styles[name].font.name = font_name(style)
            for fonts in self.document.styles[name].element.iter(_w("rFonts")):
                for key in list(fonts.attrib):
                    del fonts.attrib[key]
                for key in ("ascii", "hAnsi", "cs"):
                    fonts.set(_w(key), font_name(style))
        if self.rtl:
            _marked(section._sectPr, "bidi", "rtlGutter", "docGrid", "printerSettings")

    def heading(self, words: str, level: int) -> None:
        self._direct(self.document.add_heading(clean(words), level))

    def paragraph(self, words: str, style: str | None = None) -> None:
        self._direct(self.document.add_paragraph(clean(words), style))

    def picture(self, png: bytes, alt: str, share: float) -> None:
        shape = self.document.add_picture(io.BytesIO(png), width=int(self.room * share))
        shape._inline.docPr.set("descr", clean(alt)[:2000])

    def table(
        self, heads: Sequence[str], shares: Sequence[int], rows: Sequence[Sequence[str]], bold: Sequence[bool]
    ) -> None:
        table = self.document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        table.autofit = False
        if self.rtl:
            _marked(table._tbl.tblPr, "bidiVisual", "tblW", "jc", "tblLayout", "tblLook")
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(head._tr.makeelement(_w("tblHeader"), {}))
        for cell, words in zip(head.cells, heads, strict=True):
            self._fill(cell, words, True)
        for number, row in enumerate(rows):
            added = table.add_row()
            added._tr.get_or_add_trPr().append(added._tr.makeelement(_w("cantSplit"), {}))
            for column, (cell, words) in enumerate(zip(added.cells, row, strict=True)):
                self._fill(cell, words, bold[number] and column == 1)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = self.room * share // sum(shares)
            for cell in column.cells:
                cell.width = column.width

    def _fill(self, cell: Any, words: str, bold: bool) -> None:
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(clean(words))
        run.font.size, run.font.bold = Pt(9), bold
        self._direct(paragraph)

    def _direct(self, paragraph: Any) -> None:
        if self.rtl:
            _marked(paragraph._p.get_or_add_pPr(), "bidi", "spacing", "ind", "jc", "outlineLvl", "rPr")
            for run in paragraph.runs:
                run.font.rtl = True

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return repacked(out.getvalue())


def _marked(properties: Any, name: str, *after: str) -> None:
    """Adds a mark before what the schema wants after it: Word may refuse a file in which these are out of order."""
    properties.insert_element_before(properties.makeelement(_w(name), {}), *(f"w:{other}" for other in after))


def font_name(style: Style) -> str:
    return style.theme.heading_font or style.theme.font


def _w(tag: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"


def export(roadmap: Roadmap, style: Style) -> bytes:
    try:
        report = Report(roadmap, style)
    except ImportError:
        raise MissingError("DOCX needs python-docx: pip install 'journey-planner[office]'") from None
    report.heading(roadmap.title, 0)
    said = _(
        "{name}, {journey} journey. Plan starts {day}; durations, effort, costs and values are estimates.",
        name=phrases.fictional(roadmap.name, roadmap.fictional),
        journey=roadmap.journey_label,
        day=day(roadmap.calendar.start),
    )  # fmt: skip
    report.paragraph(said)
    diagnosis = roadmap.diagnosis
    report.paragraph(
        _("Today: {place}.", place=phrases.stage(diagnosis.stage_number, roadmap.stage_name, diagnosis.phase))
    )
    report.paragraph(_("Order: {proof}.", proof=roadmap.proof.say()))
    drawn = replace(style, heading=True, scale=1.5, transparent=False, split="")
    pages = [scene for view in PICTURES for scene in planner.draw(roadmap, view, style=drawn)]
    for number, scene in enumerate(pages):  # the first one shares its page with the text
        report.picture(render((scene,), drawn), scene.alt, 0.92 if number else 0.76)
    report.document.add_page_break()
    report.heading(_("Roadmap"), 1)
    if roadmap.finished:
        report.paragraph(_("Done before, as it was planned:"))
    for step in roadmap.finished:
        when = _("done on {day}", day=day(step.finished)) if step.finished else _("done, day unknown")
        report.paragraph(f"{step.number}. {step.name} ({step.owner_name}): {when}", "List Bullet")
    report.table(
        [_("No."), _("Step"), _("Owner"), _("Start"), _("Live"), _("Weeks"), _("Effort"), _("Cost"), _("Why here")],
        (5, 22, 17, 11, 10, 8, 8, 8, 32),
        [
            [str(p.number), p.name, p.owner_name, day(p.start_date), phrases.quarter(p.live_quarter), str(p.duration),
             decimal(p.effort), decimal(p.cost), p.reason.text]
            for p in roadmap.placements
        ],
        [p.is_target for p in roadmap.placements],
    )  # fmt: skip
    if roadmap.obligations:
        report.heading(_("The law where it works"), 1)
        report.paragraph(_("Read by planners, mostly at second hand: check it with counsel."))
        for one in roadmap.obligations:
            report.paragraph(f"{one.name}: {one.text}. {one.what} ({one.source}).", "List Bullet")
    _left_out(report, roadmap)
    return report.saved()


def _left_out(report: Report, roadmap: Roadmap) -> None:
    asked = [left for left in roadmap.left_out if left.asked]
    if asked:
        report.heading(_("What does not fit"), 1)
        for left in asked:
            report.paragraph(f"{left.name}: {left.text}", "List Bullet")
        for repair in roadmap.repairs:
            report.paragraph(_("What would make it fit: {change}", change=repair.text), "List Bullet")
    groups: dict[str, list[str]] = {}
    for left in roadmap.left_out:
        if not left.asked:
            groups.setdefault(phrases.kind_title(left.kind), []).append(left.name)
    if groups:
        report.heading(_("What was left out"), 1)
        for title, names in sorted(groups.items()):
            report.paragraph(f"{title}: {', '.join(names)}", "List Bullet")
    if roadmap.warnings:
        report.heading(_("Warnings"), 1)
        for warning in roadmap.warnings:
            report.paragraph(warning, "List Bullet")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("docx", ".docx", MEDIA_TYPE, export, "Report for Word, with pictures and tables")
