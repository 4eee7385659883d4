"""Whatever somebody does to a deck by hand and however the plan changes: no edit is lost, nothing foreign changes."""

from __future__ import annotations

import io
import random
import re
import zipfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_COLOR_TYPE, MSO_FILL
from pptx.enum.shapes import MSO_SHAPE
from pptx.shapes.group import GroupShape
from pptx.util import Emu, Inches

import planner
from planner.pictures.slides.insertion import Wanted
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import board_deck, put_into_deck

BANK = Path(__file__).with_name("bank.yaml")
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
VIEWS = ("swimlane", "gantt", "reasons", "decisions", "journey", "value")
RGB = MSO_COLOR_TYPE.RGB
CHANGES = (
    ("", ""),
    ("svc: 14", "svc: 12"),
    ("  social-crm: 2\n", ""),
    ("start: 2027-07-01", "start: 2027-09-06"),
    ("targets:\n", "targets:\n  community-programme: 2\n"),
)
"""What happens to the organisation between two runs."""


@cache
def plan(number: int):
    old, new = CHANGES[number]
    text = BANK.read_text("utf-8")
    assert old in text
    with TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(text.replace(old, new, 1), "utf-8")
        return planner.plan(path)


@cache
def untouched(number: int) -> bytes:
    return board_deck(plan(number), default_registry(), views=VIEWS)[0]


def every(shapes):
    for shape in shapes:
        yield shape
        if isinstance(shape, GroupShape):
            yield from every(shape.shapes)


def tables(slide):
    return [s for s in slide.shapes if s.has_table]


def rows(frame):
    return list(frame._element.iter(f"{A}tr"))


def row_id(row) -> str:
    return next(node.get("val") for node in row.iter() if node.tag.endswith("}rowId"))


def key(shape) -> str:
    return shape.name.rpartition(" [")[0]


def view_of(slide) -> str:
    return next((s.name[8:].partition("/")[0] for s in slide.shapes if s.name.startswith("planner:")), "")


def of_view(deck, view: str):
    return [slide for slide in deck.slides if view_of(slide) == view]


def seen_at(shape) -> tuple[float, float]:
    """The corner of a shape on its slide, whatever groups it is in."""
    x, y, node = float(shape.left), float(shape.top), shape._element.getparent()
    while node.tag == f"{P}grpSp":
        frame = node.find(f"{P}grpSpPr/{A}xfrm")
        off, ext, inner, size = (frame.find(f"{A}{tag}") for tag in ("off", "ext", "chOff", "chExt"))
        x, y = (
            float(off.get(k)) + (at - float(inner.get(k))) * float(ext.get(c)) / max(float(size.get(c)), 1)
            for at, k, c in ((x, "x", "cx"), (y, "y", "cy"))
        )
        node = node.getparent()
    return x, y


@cache
def places(number: int) -> dict[tuple[str, str], tuple[float, float]]:
    deck = Presentation(io.BytesIO(untouched(number)))
    slides = [(view, slide) for view in VIEWS for slide in of_view(deck, view)]
    return {(view, key(shape)): seen_at(shape) for view, slide in slides for shape in every(slide.shapes)}


class Person:
    """Edits a deck at random and remembers what it did."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.texts: dict[str, tuple[str, str]] = {}
        self.colours: dict[tuple[str, str], str] = {}
        self.moves: dict[tuple[str, str], tuple[int, int]] = {}
        self.deleted: set[tuple[str, str]] = set()
        self.rows: set[tuple[str, str]] = set()
        self.cells: dict[tuple[str, str, int], str] = {}
        self.foreign: list[bytes] = []
        self.touched: set[tuple[str, str]] = set()

    def edit(self, deck) -> None:
        for number in range(self.random.randint(2, 7)):
            slide = self.random.choice([slide for slide in deck.slides if view_of(slide)])
            view = view_of(slide)
            if tables(slide) and self.random.random() < 0.7:
                frame = self.random.choice(tables(slide))
                getattr(self, f"_cell_{self.random.choice(('text', 'text', 'colour', 'delete', 'add'))}")(
                    view, frame, number
                )
                continue
            shapes = [
                s for s in every(slide.shapes)
                if s.shape_type != 6 and re.match(r"(step|cell|ask|risk|name)-", key(s))
                and (view, key(s)) not in self.touched
            ]  # fmt: skip
            if not shapes:
                continue
            shape = self.random.choice(shapes)
            what = self.random.choice(("text", "text", "colour", "move", "delete", "add", "animate", "bundle"))
            getattr(self, f"_{what}")(slide, view, shape, number)
        if self.random.random() < 0.5:
            listed = deck.slides._sldIdLst
            first = listed[0]
            listed.remove(first)
            listed.append(first)

    def _text(self, slide, view, shape, number) -> None:
        if shape.has_text_frame and shape.text_frame.text:
            words = f"edited {number} by hand"
            shape.text_frame.paragraphs[0].runs[0].text = words
            for run in shape.text_frame.paragraphs[0].runs[1:]:
                run.text = ""
            self.texts[f"{words} {view}"] = (view, shape.text_frame.text)
            self.touched.add((view, key(shape)))

    def _colour(self, slide, view, shape, number) -> None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor(0x12, 0x34, number)
        self.colours[view, key(shape)] = f"1234{number:02X}"
        self.touched.add((view, key(shape)))

    def _move(self, slide, view, shape, number) -> None:
        by = self.random.randint(20, 60) * 10000, self.random.randint(5, 20) * 10000
        shape.left, shape.top = shape.left + Emu(by[0]), shape.top + Emu(by[1])
        self.moves[view, key(shape)] = by
        self.touched.add((view, key(shape)))

    def _cell_text(self, view, frame, number) -> None:
        _row, _column, cell = self._cell(view, frame)
        if cell is not None and cell.text_frame.text:
            cell.text_frame.paragraphs[0].runs[0].text = f"cell {number} by hand"
            self.texts[f"cell {number} {view}"] = (view, cell.text_frame.text)

    def _cell_colour(self, view, frame, number) -> None:
        row, column, cell = self._cell(view, frame)
        if cell is not None:
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor(0x12, 0x34, number)
            self.cells[view, row, column] = f"1234{number:02X}"

    def _cell_delete(self, view, frame, number) -> None:
        row = self.random.choice(rows(frame)[1:])
        if not any(one[:2] == (view, row_id(row)) for one in self.touched):
            self.rows.add((view, row_id(row)))
            self.touched.add((view, row_id(row)))
            row.getparent().remove(row)

    def _cell_add(self, view, frame, number) -> None:
        """A row of somebody's own: PowerPoint gives it a number."""
        row = self.random.choice(rows(frame)[1:])
        new = deepcopy(row)
        for n, run in enumerate(new.iter(f"{A}t")):
            run.text = "" if n else f"row {number} by hand"
        next(node for node in new.iter() if node.tag.endswith("}rowId")).set("val", str(1000 + number))
        row.addnext(new)
        self.texts[f"row {number} {view}"] = (view, f"row {number} by hand")

    def _cell(self, view, frame):
        row = self.random.choice(rows(frame)[1:])
        column = self.random.randrange(len(frame.table.columns))
        if any(one[:2] == (view, row_id(row)) for one in self.touched):
            return "", 0, None
        self.touched.add((view, row_id(row)))
        return row_id(row), column, frame.table.cell(rows(frame).index(row), column)

    def _bundle(self, slide, view, shape, number) -> None:
        """Moves all that belongs to a thing, as a click on it and a drag do."""
        bundle = shape._element.getparent()
        if not bundle.find(f"{P}nvGrpSpPr/{P}cNvPr").get("name").endswith(" [planner]"):
            return
        group = next(s for s in every(slide.shapes) if s._element is bundle)
        inside = [key(s) for s in group.shapes]
        if any((view, one) in self.touched for one in inside):
            return
        group.left, group.top = group.left + Emu(300000), group.top + Emu(100000)
        for one in inside:
            self.moves[view, one] = (300000, 100000)
            self.touched.add((view, one))

    def _delete(self, slide, view, shape, number) -> None:
        element = shape._element
        element.getparent().remove(element)
        for glue in list(slide._element.iter(f"{A}stCxn", f"{A}endCxn")):
            if glue.get("id") == str(shape.shape_id):  # as PowerPoint does
                glue.getparent().remove(glue)
        self.deleted.add((view, key(shape)))
        self.touched.add((view, key(shape)))

    def _add(self, slide, view, shape, number) -> None:
        star = slide.shapes.add_shape(MSO_SHAPE.STAR_5_POINT, Inches(8), Inches(3), Inches(0.5), Inches(0.5))
        star.name = f"our star {number}"
        self.foreign.append(etree.tostring(star._element, method="c14n"))

    def _animate(self, slide, view, shape, number) -> None:
        spid = shape.shape_id
        old = slide._element.find(f"{P}timing")
        if old is not None:
            slide._element.remove(old)
        slide._element.append(
            etree.fromstring(
                f'<p:timing xmlns:p="{P[1:-1]}"><p:tnLst><p:par><p:cTn id="1" dur="indefinite" nodeType="tmRoot">'
                '<p:childTnLst><p:seq><p:cTn id="2" nodeType="mainSeq"><p:childTnLst><p:par><p:cTn id="3"><p:childTnLst>'
                '<p:par><p:cTn id="4" presetID="1"><p:childTnLst><p:set><p:cBhvr><p:cTn id="5"/><p:tgtEl>'
                f'<p:spTgt spid="{spid}"/></p:tgtEl></p:cBhvr></p:set></p:childTnLst></p:cTn></p:par></p:childTnLst>'
                "</p:cTn></p:par></p:childTnLst></p:cTn></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst><p:bldLst>"
                f'<p:bldP spid="{spid}" grpId="0"/></p:bldLst></p:timing>'
            )
        )


def check_tables(person: Person, deck, words: dict[str, str], said: str) -> None:
    """Adds to ``words`` what the tables say."""
    cells: dict[tuple[str, str, int], object] = {}
    for view in VIEWS:
        for frame in (frame for slide in of_view(deck, view) for frame in tables(slide)):
            for at, row in enumerate(rows(frame)):
                for column in range(len(frame.table.columns)):
                    cell = cells[view, row_id(row), column] = frame.table.cell(at, column)
                    words[view] += "\n" + cell.text_frame.text
    for view, row in person.rows:
        assert (view, row, 0) not in cells, "a row came back"
    for spot, colour in person.cells.items():
        if spot not in cells or cells[spot].fill.fore_color.type != RGB:  # the plan has it not, now or for a while
            assert "the look of a cell was changed by hand" in said, spot
        else:
            assert str(cells[spot].fill.fore_color.rgb) == colour, "the colour of a cell was lost"


def check(person: Person, before: bytes, after: bytes, number: int, said: str) -> None:
    deck = Presentation(io.BytesIO(after))
    words = {view: "\n".join(s.text_frame.text for slide in of_view(deck, view) for s in every(slide.shapes)
                             if s.has_text_frame) for view in VIEWS}  # fmt: skip
    check_tables(person, deck, words, said)
    for view, text in person.texts.values():
        assert text in words[view], f"“{text}” was lost from {view}"
    now = {(view, key(s)): s for view in VIEWS for slide in of_view(deck, view) for s in every(slide.shapes)}
    wanted = places(number)
    for one in person.deleted:
        assert one not in now, f"{one} came back"
    for one, colour in person.colours.items():
        painted = one in now and now[one].fill.type == MSO_FILL.SOLID and now[one].fill.fore_color.type == RGB
        if not painted or str(now[one].fill.fore_color.rgb) != colour:  # the plan had it not, now or for a while
            assert "its colour was changed by hand" in said, one
    for one, by in person.moves.items():
        if one in now and one in wanted:
            at = tuple(a - b for a, b in zip(seen_at(now[one]), wanted[one], strict=True))
            if max(map(abs, at)) < 2000 and "it was moved or resized by hand" in said:
                continue  # the plan had it not for a while, and the report said so
            assert abs(at[1] - by[1]) < 3000, f"{one} left its row: {at} for {by}"
            assert 0.5 * by[0] < at[0] < 2 * by[0], f"{one} left its date"
        elif one not in wanted:
            assert "moved or resized by hand" in said, one
    drawn = b"".join(etree.tostring(s._element, method="c14n") for slide in deck.slides for s in slide.shapes)
    for shape in person.foreign:
        assert re.sub(rb' xmlns:\w+="[^"]*"', b"", shape) in re.sub(rb' xmlns:\w+="[^"]*"', b"", drawn)
    old, new = parts(before), parts(after)
    assert all(
        new[name] == old[name]
        for name in old
        if not re.match(r"ppt/(slides|charts|embeddings|_rels|presentation)|\[", name)
    )
    for slide in deck.slides:
        ids = [node.get("id") for node in slide._element.iter(f"{P}cNvPr")]
        assert len(ids) == len(set(ids)), "two shapes with one number"
        for node in slide._element.iter(f"{P}spTgt", f"{P}bldP"):
            assert node.get("spid") in ids, "an animation of a shape that is gone"
        for node in slide._element.iter(f"{A}stCxn", f"{A}endCxn"):
            assert node.get("id") in ids, "a line glued to a shape that is gone"


def parts(deck: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(deck)) as package:
        return {name: package.read(name) for name in package.namelist()}


def one_round(seed: int, path: Path) -> None:
    chance = random.Random(seed)
    first, second, third = (chance.randrange(len(CHANGES)) for _ in range(3))
    deck, person = Presentation(io.BytesIO(untouched(first))), Person(seed)
    person.edit(deck)
    deck.save(str(path))
    said = ""
    for number in (second, third):
        before = path.read_bytes()
        after, changes = put_into_deck(plan(number), path, Wanted(VIEWS), default_registry())
        said += "\n".join(line for one in changes for line in (*one.kept, *one.removed, *one.changed, *one.warnings))
        check(person, before, after, number, said)
        path.write_bytes(after)
        again, changes = put_into_deck(plan(number), path, Wanted(VIEWS), default_registry())
        assert all(change.quiet for change in changes), [c for c in changes if not c.quiet]
        assert parts(again) == parts(after)


@pytest.mark.parametrize("seed", range(8))
def test_no_edit_is_lost(seed, tmp_path):
    one_round(seed, tmp_path / "deck.pptx")


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(8))
def test_no_edit_is_lost_in_200_rounds(part, tmp_path):
    for seed in range(8 + 24 * part, 32 + 24 * part):
        one_round(seed, tmp_path / "deck.pptx")


def refreshed(path: Path, number: int, view: str):
    after, changes = put_into_deck(plan(number), path, Wanted((view,), chosen=True), default_registry())
    path.write_bytes(after)
    said = "\n".join(line for one in changes for line in (*one.kept, *one.removed, *one.changed, *one.warnings))
    return Presentation(io.BytesIO(after)), said


def found(deck, name: str):
    return [(number, s) for number, slide in enumerate(deck.slides) for s in every(slide.shapes) if key(s) == name]


def test_what_somebody_wrote_on_a_step_that_is_gone_stands_beside_the_slide(tmp_path):
    path = tmp_path / "deck.pptx"
    deck = Presentation(io.BytesIO(board_deck(plan(0), default_registry(), views=("swimlane",))[0]))
    (_, card), *_rest = found(deck, "step-social-crm@2")
    card.text_frame.paragraphs[0].runs[0].text = "Waits for the board of 3 May"
    Person(0)._animate(deck.slides[0], "swimlane", card, 0)
    deck.save(str(path))
    after, said = refreshed(path, 2, "swimlane")
    assert not found(after, "step-social-crm@2")
    (parked,) = [s for s in after.slides[0].shapes if s.name.startswith("kept by planner")]
    assert parked.text_frame.text == "Waits for the board of 3 May" and parked.left > after.slide_width
    assert "Waits for the board of 3 May" in said and "beside the slide" in said
    assert after.slides[0]._element.find(f"{P}timing") is not None, "the shape is still there, and so is its animation"


def test_animations_of_what_is_gone_go_with_it(tmp_path):
    path = tmp_path / "deck.pptx"
    deck = Presentation(io.BytesIO(board_deck(plan(0), default_registry(), views=("swimlane",))[0]))
    (_, card), *_rest = found(deck, "step-social-crm@2")
    Person(0)._animate(deck.slides[0], "swimlane", card, 0)
    deck.save(str(path))
    after, said = refreshed(path, 2, "swimlane")
    assert after.slides[0]._element.find(f"{P}timing") is None
    assert "1 animation of shapes that are gone" in said


def test_a_bar_its_ring_and_its_label_are_one_group(tmp_path):
    path = tmp_path / "deck.pptx"
    deck = Presentation(io.BytesIO(board_deck(plan(0), default_registry(), views=("swimlane",))[0]))
    groups = {s.name: {key(inner) for inner in s.shapes} for s in every(deck.slides[0].shapes) if s.shape_type == 6}
    assert groups["shared-strategy@2 [planner]"] >= {"ring-shared-strategy@2", "step-shared-strategy@2"}
    (_, card), *_rest = found(deck, "step-shared-strategy@2")
    bar = card._element
    bar.getparent().remove(bar)
    deck.save(str(path))
    after, said = refreshed(path, 3, "swimlane")
    assert not found(after, "step-shared-strategy@2") and not found(after, "ring-shared-strategy@2")
    assert "ring-shared-strategy@2 (what it belongs to was deleted by hand)" in said


def test_a_duplicated_slide_and_its_original_keep_their_own_edits(tmp_path):
    """Text and format on the copy, a deletion on the original: each stays where it was made, and both follow the plan."""
    path = tmp_path / "deck.pptx"
    deck = Presentation(io.BytesIO(board_deck(plan(0), default_registry(), views=("swimlane",))[0]))
    copy = deck.slides.add_slide(deck.slide_layouts[0])
    for shape in list(copy.shapes):
        shape._element.getparent().remove(shape._element)
    for shape in deck.slides[0].shapes:
        copy.shapes._spTree.append(deepcopy(shape._element))
    own = {key(s): s for s in every(copy.shapes)}
    run = own["step-social-crm@2"].text_frame.paragraphs[0].runs[0]
    run.text, run.font.italic = "Only in the copy", True
    (_, gone), *_rest = found(deck, "step-house-rules@2")
    gone._element.getparent().remove(gone._element)
    deck.save(str(path))
    after, said = refreshed(path, 3, "swimlane")
    first, second = ({key(s): s for s in every(slide.shapes)} for slide in after.slides)
    run = second["step-social-crm@2"].text_frame.paragraphs[0].runs[0]
    assert (run.text, run.font.italic) == ("Only in the copy", True) and "Only in the copy" in said
    assert first["step-social-crm@2"].text_frame.text != "Only in the copy"
    assert "step-house-rules@2" not in first and "step-house-rules@2" in second
    fresh = {key(s): s for s in every(Presentation(io.BytesIO(untouched(3))).slides[0].shapes)}
    name = "step-enterprise-risk@2"
    assert all(abs(seen_at(one[name])[0] - seen_at(fresh[name])[0]) < 2000 for one in (first, second))
