"""Tables on slides are tables: what somebody changes in a cell, a row or a column stays, the rest follows the plan."""

from __future__ import annotations

import io
import subprocess
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor

import planner
from planner.pictures.slides.insertion import Wanted
from planner.pictures.slides.tables import number_of
from planner.pictures.style import Style
from planner.plugins import decisions, risks_of
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import board_deck, put_into_deck

BANK = Path(__file__).with_name("bank.yaml")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SMALL = Style(width=1280, height=720)
LATER = ("start: 2027-07-01", "start: 2027-09-06")
FEWER = ("  social-crm: 2\n", "")
WITHOUT = "social-crm@2"


@cache
def plan(old: str = "", new: str = "", language: str = "en"):
    text = BANK.read_text("utf-8")
    assert old in text
    with TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(text.replace(old, new, 1), "utf-8")
        return planner.plan(path, language=language)


@pytest.fixture
def deck(tmp_path):
    """A deck of the reasons, in pages, and of the decisions."""
    return Deck(tmp_path / "deck.pptx")


class Deck:
    def __init__(self, path: Path, style: Style = SMALL):
        self.path = path
        made = board_deck(plan(), default_registry(), views=("reasons", "decisions"), style=style)
        path.write_bytes(made[0])

    @property
    def slides(self):
        return list(Presentation(str(self.path)).slides)

    def change(self, edit) -> None:
        opened = Presentation(str(self.path))
        edit(list(opened.slides))
        opened.save(str(self.path))

    def refresh(self, *change: str) -> str:
        after, changes = put_into_deck(plan(*change), self.path, Wanted(("reasons", "decisions")), default_registry())
        self.path.write_bytes(after)
        again = put_into_deck(plan(*change), self.path, Wanted(("reasons", "decisions")), default_registry())
        assert all(one.quiet for one in again[1]), "the same plan again changes nothing"
        return "\n".join(line for one in changes for line in (*one.kept, *one.removed, *one.changed, *one.warnings))

    def cell(self, row: str, column: str):
        return next(filter(None, (cell(slide, row, column) for slide in self.slides)))


def tables(slide):
    return [shape for shape in slide.shapes if shape.has_table]


def numbers(table, tag: str) -> list[str]:
    return [node.get("val") for node in table._element.iter() if node.tag.endswith(f"}}{tag}")]


def cell(slide, row: str, column: str):
    for table in tables(slide):
        rows, columns = numbers(table, "rowId"), numbers(table, "colId")
        if str(number_of(row)) in rows and str(number_of(column)) in columns:
            return table.table.cell(rows.index(str(number_of(row))), columns.index(str(number_of(column))))
    return None


def write(cell, words: str) -> None:
    cell.text_frame.paragraphs[0].runs[0].text = words


def test_decisions_risks_and_reasons_are_tables_with_what_they_say(deck):
    said = plan()
    for p in said.placements:
        assert deck.cell(p.id, "owner").text_frame.text == p.owner_name
        assert deck.cell(p.id, "step").text_frame.text == p.name
    last = next(slide for slide in deck.slides if len(tables(slide)) == 2)
    asked, risks = tables(last)
    assert len(asked.table.columns) == 3 and len(risks.table.columns) == 1
    for one in decisions(said):
        assert deck.cell(f"ask-{one.key}", "owner").text_frame.text == one.owner
    for risk in risks_of(said):
        assert deck.cell(f"risk-{risk.key}", "risk").text_frame.text == risk.text.replace(" %", "\u00a0%"), (
            "a figure stays with its sign"
        )
    for frame in (asked, risks):
        properties = frame._element.find(f".//{A}tblPr")
        assert properties.get("firstRow") == "1", "a screen reader is told of the heads"
        assert frame._element.find(".//{*}cNvPr").get("descr")
        assert "[" not in frame.table.cell(0, 0).text_frame.text
    assert not [s for s in last.shapes if s.shape_type == 6 for inner in s.shapes if inner.name.startswith("cell-")]


def test_a_table_from_right_to_left(tmp_path):
    made = board_deck(plan("", "", "he"), default_registry(), views=("decisions",))[0]
    (asked, _risks) = tables(next(iter(Presentation(io.BytesIO(made)).slides)))
    assert numbers(asked, "colId")[-1] == str(number_of("ask")), "what is read first is at the right, in every program"
    assert asked.table.cell(0, 0).text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"


def test_words_and_looks_of_cells_stay_and_the_others_follow(deck):
    owner, when = (deck.cell(WITHOUT, one).text_frame.text for one in ("owner", "when"))

    def edit(slides):
        for slide in slides:
            if cell(slide, WITHOUT, "owner") is not None:
                write(cell(slide, WITHOUT, "owner"), "Frau Sommer")
                cell(slide, WITHOUT, "owner").text_frame.paragraphs[0].runs[0].hyperlink.address = "https://x.example/"
                cell(slide, WITHOUT, "when").text_frame.paragraphs[0].runs[0].font.italic = True
                cell(slide, WITHOUT, "why").fill.solid()
                cell(slide, WITHOUT, "why").fill.fore_color.rgb = RGBColor(0xFF, 0xEE, 0x00)

    deck.change(edit)
    for change in (LATER, (), LATER):
        said = deck.refresh(*change)
        kept = deck.cell(WITHOUT, "owner")
        assert kept.text_frame.text == "Frau Sommer" and owner != "Frau Sommer"
        assert kept.text_frame.paragraphs[0].runs[0].hyperlink.address == "https://x.example/"
        assert "text edited by hand: “Frau Sommer”" in said
        dated = deck.cell(WITHOUT, "when")
        assert dated.text_frame.paragraphs[0].runs[0].font.italic, "its look is somebody's"
        assert (dated.text_frame.text == when) == (change == ()), "its words are the plan's"
        assert str(deck.cell(WITHOUT, "why").fill.fore_color.rgb) == "FFEE00"


def test_an_edited_row_follows_its_step_to_another_page(deck):
    page = 1
    ids = [p.id for p in plan().placements if cell(deck.slides[page], p.id, "why") is not None]

    def edit(slides):
        for one in ids:
            write(cell(slides[page], one, "why"), f"ours: {one}")
            run = cell(slides[page], one, "why").text_frame.paragraphs[0].runs[0]
            run.hyperlink.address = "https://example.org/why"

    deck.change(edit)
    said = deck.refresh(*FEWER)
    moved = [one for one in ids if one != WITHOUT and cell(deck.slides[0], one, "why") is not None]
    assert moved, "this plan has steps that change their page"
    for one in moved:
        found = cell(deck.slides[0], one, "why")
        assert found.text_frame.text == f"ours: {one}" and cell(deck.slides[page], one, "why") is None
        assert found.text_frame.paragraphs[0].runs[0].hyperlink.address == "https://example.org/why"
    assert f"which came from slide {page + 1}" in said


def test_what_was_written_into_a_row_that_is_gone_stands_beside_the_slide(tmp_path):
    deck = Deck(tmp_path / "deck.pptx", Style(width=1920, height=1400))

    def edit(slides):
        for slide in slides:
            if cell(slide, WITHOUT, "why") is not None:
                write(cell(slide, WITHOUT, "why"), "Waits for the board of 3 May")

    deck.change(edit)
    said = deck.refresh(*FEWER)
    assert "its text was edited by hand: “Waits for the board of 3 May”" in said
    parked = [s for slide in deck.slides for s in slide.shapes if s.name.startswith("kept by planner")]
    assert [s.text_frame.text for s in parked] == ["Waits for the board of 3 May"]


def test_rows_and_columns_that_somebody_put_in_or_took_out(deck):
    first, second = (p.id for p in plan().placements[:2])

    def edit(slides):
        (table,) = tables(slides[0])
        rows = list(table._element.iter(f"{A}tr"))
        ids = numbers(table, "rowId")
        new = deepcopy(rows[ids.index(str(number_of(first)))])
        for n, run in enumerate(new.iter(f"{A}t")):
            run.text = "" if n else "ours"
        next(node for node in new.iter() if node.tag.endswith("}rowId")).set("val", "77")
        rows[ids.index(str(number_of(first)))].addnext(new)
        gone = rows[ids.index(str(number_of(second)))]
        gone.getparent().remove(gone)
        at = numbers(table, "colId").index(str(number_of("value")))
        for parent, tag in (
            (table._element.find(f".//{A}tblGrid"), "gridCol"),
            *((row, "tc") for row in table._element.iter(f"{A}tr")),
        ):
            column = parent.findall(f"{A}{tag}")[at]
            parent.remove(column)
        grid = table._element.find(f".//{A}tblGrid")
        own = deepcopy(grid[-1])
        next(node for node in own.iter() if node.tag.endswith("}colId")).set("val", "88")
        grid.append(own)
        for row in table._element.iter(f"{A}tr"):
            last = row.findall(f"{A}tc")[-1]
            copy = deepcopy(last)
            for n, run in enumerate(copy.iter(f"{A}t")):
                run.text = "" if n else "note"
            last.addnext(copy)

    deck.change(edit)
    for change in (LATER, ()):
        said = deck.refresh(*change)
        (table,) = tables(deck.slides[0])
        ids, columns = numbers(table, "rowId"), numbers(table, "colId")
        assert ids[ids.index("77") - 1] == str(number_of(first)), "it stands below the row that it stood below"
        assert str(number_of(second)) not in ids and "stays deleted" in said
        assert str(number_of("value")) not in columns and columns[-1] == "88"
        assert {len(row.findall(f"{A}tc")) for row in table._element.iter(f"{A}tr")} == {len(columns)}
        assert table.table.cell(1, len(columns) - 1).text_frame.text == "note"
        assert "a row added by hand: “ours" in said and "a column added by hand" in said


def test_cells_that_were_joined_within_a_row_stay_so(deck):
    one = plan().placements[0].id

    def edit(slides):
        first, second = cell(slides[0], one, "owner"), cell(slides[0], one, "when")
        first.merge(second)

    deck.change(edit)
    deck.refresh(*LATER)
    deck.refresh()
    (table,) = tables(deck.slides[0])
    joined = [c for row in table.table.rows for c in row.cells if c.is_merge_origin]
    assert [c.span_width for c in joined] == [2]


def test_a_table_that_was_moved_deleted_or_given_another_style(deck):
    style = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
    at = next(number for number, slide in enumerate(deck.slides) if len(tables(slide)) == 2)

    def edit(slides):
        (reasons,) = tables(slides[0])
        reasons.left, reasons.top = reasons.left + 500000, reasons.top + 100000
        reasons._element.find(f".//{A}tableStyleId").text = style
        risks = tables(slides[at])[1]
        risks._element.getparent().remove(risks._element)

    was = tables(deck.slides[0])[0].left
    deck.change(edit)
    for change in (LATER, ()):
        said = deck.refresh(*change)
        (reasons,) = tables(deck.slides[0])
        assert abs(reasons.left - was - 500000) < 2000 and "moved by hand" in said
        assert reasons._element.find(f".//{A}tableStyleId").text == style
        assert len(tables(deck.slides[at])) == 1 and "table-decisions-risks: stays deleted" in said


def test_without_its_ledger_nothing_of_a_table_is_lost_in_silence(deck, tmp_path):
    """LibreOffice keeps no ledger: what cannot be told is quoted, and stands beside the slide."""

    def edit(slides):
        write(cell(slides[0], plan().placements[0].id, "why"), "Our own words")

    deck.change(edit)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pptx", "--outdir",
         str(tmp_path / "out"), str(deck.path)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    deck.path.write_bytes((tmp_path / "out" / deck.path.name).read_bytes())
    said = deck.refresh()
    assert "Our own words" in said
    words = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    cells = [c.text for slide in deck.slides for t in tables(slide) for row in t.table.rows for c in row.cells]
    assert "Our own words" in [*words, *cells]
    assert cells.count(plan().placements[0].name) == 1, "no table is there twice"


def test_a_deck_from_before_there_were_tables(deck):
    """Its rows were shapes in the group: what was edited is parked, the rest is drawn anew."""
    opened = Presentation(str(deck.path))
    slide = opened.slides[0]
    (table,) = tables(slide)
    table._element.getparent().remove(table._element)
    group = next(s for s in slide.shapes if s.name.startswith("planner:"))
    node = next(node for node in group._element.iter() if node.get("ids"))
    node.set("ids", node.get("ids").replace("table-reasons-rows", "cell-x-why"))
    box = deepcopy(next(s._element for s in group.shapes if s.has_text_frame and s.text_frame.text))
    name = box.find(".//{*}cNvPr")
    name.set("name", "cell-x-why [000000000000" + name.get("name").partition("[")[2][12:])
    name.set("id", "4000")
    group._element.append(box)
    next(box.iter(f"{A}t")).text = "What somebody wrote"
    opened.save(str(deck.path))
    said = deck.refresh()
    assert len(tables(deck.slides[0])) == 1
    parked = [s for s in deck.slides[0].shapes if s.name.startswith("kept by planner")]
    assert "“What somebody wrote”" in said and [s.text_frame.text for s in parked] == ["What somebody wrote"]
