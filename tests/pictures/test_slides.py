"""Slides: native shapes, read back with python-pptx and opened by LibreOffice; refreshed in decks made by others."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

import planner
from planner.contract.analyses import with_analyses
from planner.pictures.scene import Shape
from planner.pictures.slides.tables import number_of
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import BOARD
from planner.publishing.drawing import draw

from big_plans import plan as big_plan
from conftest import EXAMPLES

SHOWN = ("heatmap", "swimlane", "resources", "reasons", "value", "decisions", "journey")
"""What the decks of these tests show: pages with steps in their second, a table in their fifth."""

BANK = Path(__file__).with_name("bank.yaml")
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
EMU = 6350


def every(shapes):
    """All shapes, those of groups included."""
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:
            yield from every(shape.shapes)


def sure_title() -> str:
    """The title of the swimlane, with its odds, which the command finds first."""
    return planner.draw(planner.simulate(BANK), "swimlane")[0].title


def key(shape) -> str:
    return shape.name.rpartition(" [")[0]


def group_of(slide):
    return next(s for s in slide.shapes if s.name.startswith("planner:"))


def by_key(slide) -> dict:
    return {key(s): s for s in every(slide.shapes)}


def cell(slide, row: str, column: str):
    """A cell of a table by what its row and its column are about."""
    for table in (s for s in slide.shapes if s.has_table):
        names = [[n.get("val") for n in table._element.iter() if n.tag.endswith(tag)] for tag in ("}rowId", "}colId")]
        at = [str(number_of(one)) for one in (row, column)]
        if at[0] in names[0] and at[1] in names[1]:
            return table.table.cell(names[0].index(at[0]), names[1].index(at[1]))
    return None


@pytest.fixture(scope="module")
def bank():
    return planner.plan(BANK)


@pytest.fixture
def board(run, tmp_path):
    views = [word for view in SHOWN for word in ("--view", view)]
    assert run("deck", BANK, "-o", "board.pptx", "-q", *views).exit_code == 0
    return tmp_path / "board.pptx"


def test_slides_are_native_editable_shapes(bank, tmp_path):
    (scene,) = draw(bank, "swimlane", default_registry(), Style())
    path = tmp_path / "plan.pptx"
    planner.export(bank, path)
    (slide,) = Presentation(str(path)).slides
    assert slide.shapes.title.text_frame.text == bank.title
    shapes = by_key(slide)
    for step in bank.placements:
        card = shapes[f"step-{step.id}"]
        drawn = next(s for s in scene.shapes if s.id == f"step-{step.id}")
        assert card.shape_type == 1, "an autoshape, not a picture"
        assert abs(card.left - drawn.x * EMU) <= EMU
        assert abs(card.top - drawn.y * EMU) <= EMU
        said = (shapes.get(f"name-{step.id}") or card).text_frame.text
        assert said == step.name, "one text, which the program wraps"
        assert step.owner_name in card._element.nvSpPr.cNvPr.get("descr"), "alt text"
    assert not [s for s in every(slide.shapes) if s.shape_type == 13]
    assert bank.placements[0].name in slide.notes_slide.notes_text_frame.text


def test_connectors_are_glued(bank, tmp_path):
    planner.export(bank, tmp_path / "plan.pptx", view="swimlane+map")
    for slide in Presentation(str(tmp_path / "plan.pptx")).slides:
        ids = {s.shape_id: key(s) for s in every(slide.shapes)}
        joined = [s for s in every(slide.shapes) if s._element.tag == f"{P}cxnSp"]
        assert joined
        for connector in joined:
            ends = [connector._element.find(f".//{A}{tag}") for tag in ("stCxn", "endCxn")]
            assert all(ids[int(end.get("id"))].startswith("step-") for end in ends)


def test_colours_and_fonts_are_the_themes(bank, tmp_path):
    planner.export(bank, tmp_path / "plan.pptx")
    (slide,) = Presentation(str(tmp_path / "plan.pptx")).slides
    card = by_key(slide)["step-social-crm@2"]._element
    assert card.find(f"{P}spPr/{A}solidFill/{A}schemeClr").get("val") == "accent1"
    assert card.find(f".//{A}latin").get("typeface") == "+mn-lt"


def test_every_view_is_a_valid_slide(bank, tmp_path):
    """Structure that PowerPoint asks for: unique ids, order of children, relationships that lead somewhere."""
    views = default_registry().names("views")
    planner.export(with_analyses(bank), tmp_path / "all.pptx", view="+".join(views))
    parts = zipfile.ZipFile(tmp_path / "all.pptx")
    lint(parts)
    assert len([n for n in parts.namelist() if n.startswith("ppt/slides/slide")]) >= len(views)


ORDER = {
    f"{P}sp": ["nvSpPr", "spPr", "style", "txBody", "extLst"],
    f"{P}cxnSp": ["nvCxnSpPr", "spPr", "style", "extLst"],
    f"{P}grpSp": ["nvGrpSpPr", "grpSpPr", "*"],
    f"{P}spPr": ["xfrm", "custGeom", "prstGeom", "noFill", "solidFill", "pattFill", "ln", "effectLst"],
    f"{A}ln": ["noFill", "solidFill", "prstDash", "round", "bevel", "miter", "headEnd", "tailEnd"],
    f"{A}pPr": ["lnSpc", "spcBef", "spcAft", "buNone"],
    f"{A}rPr": ["ln", "noFill", "solidFill", "latin", "ea", "cs", "hlinkClick"],
    f"{P}cNvPr": ["hlinkClick", "extLst"],
}


def lint(package: zipfile.ZipFile) -> None:
    """What the schemas of ECMA-376 ask of the parts that the planner writes."""
    names = set(package.namelist())
    types = etree.fromstring(package.read("[Content_Types].xml"))
    for override in types.iter("{*}Override"):
        assert override.get("PartName")[1:] in names
    for name in names:
        if name.endswith((".xml", ".rels")):
            etree.fromstring(package.read(name))
    for name in sorted(n for n in names if n.startswith("ppt/slides/slide")):
        tree = etree.fromstring(package.read(name))
        ids = [node.get("id") for node in tree.iter(f"{P}cNvPr")]
        assert len(ids) == len(set(ids)), f"{name}: shape ids are unique"
        for node in tree.iter(*ORDER):
            allowed = ORDER[node.tag]
            at = 0
            for child in node:
                local = etree.QName(child).localname
                if "*" in allowed and local not in allowed:
                    at = len(allowed)
                    continue
                assert local in allowed, f"{name}: {local} in {node.tag}"
                assert allowed.index(local) >= at, f"{name}: order in {node.tag}"
                at = allowed.index(local)
        for ext in tree.iter(f"{A}ext"):
            if ext.get("cx") is not None:
                assert int(ext.get("cx")) >= 0
                assert int(ext.get("cy")) >= 0


def rendered(path: Path) -> list[Path]:
    """Pages of a deck as LibreOffice shows them, as PNG."""
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        pytest.skip("LibreOffice and poppler are not installed; CI installs them")
    home = path.parent / "office"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "pdf", "--outdir",
         str(path.parent), str(path)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pdf = path.with_suffix(".pdf")
    subprocess.run(["pdftoppm", "-r", "72", "-png", str(pdf), str(path.with_suffix(""))], check=True, timeout=120)
    return sorted(path.parent.glob(f"{path.stem}-*.png"))


@pytest.mark.office
def test_libreoffice_shows_every_card_in_its_place(bank, tmp_path):
    """The fill of each card is found where the scene has it, within 2 % of the page."""
    from PIL import Image

    views = ("swimlane", "gantt", "heatmap", "map")
    path = tmp_path / "deck.pptx"
    planner.export(bank, path, view="+".join(views))
    pages = rendered(path)
    scenes = [scene for view in views for scene in draw(bank, view, default_registry(), Style())]
    assert len(pages) == len(scenes)
    for page, scene in zip(pages, scenes, strict=True):
        picture = Image.open(page).convert("RGB")
        scale = picture.width / scene.width
        for card in (s for s in scene.shapes if s.role == "card" and s.fill and s.width > 30):
            wanted = tuple(bytes.fromhex(card.fill[1:]))
            off = 0.02 * scene.width / 2
            found = any(
                close(
                    picture.getpixel((round((card.x + dx) * scale), round((card.y + card.height - 5) * scale))), wanted
                )
                for dx in (9, card.width / 2 - off / 4, card.width - 9)
            )
            assert found, f"{scene.id}: {card.id}"


def close(one, other) -> bool:
    return all(abs(a - b) <= 24 for a, b in zip(one, other, strict=True))


def test_a_board_deck(run, bank):
    board = "whole.pptx"
    assert run("deck", BANK, "-o", board, "-q").exit_code == 0
    deck = Presentation(str(board))
    assert len(deck.slides) >= len(BOARD)
    first = [slide.shapes.title.text_frame.text for slide in deck.slides][: len(BOARD)]
    assert first == [planner.draw(planner.simulate(BANK), view)[0].title for view in BOARD], (
        "one page of each, the others after them"
    )
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert sure_title() in titles
    assert len(set(titles)) >= len(BOARD) - 1
    assert all(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    lint(zipfile.ZipFile(board))


def test_the_same_plan_gives_the_same_bytes(bank, run, tmp_path):
    for name in ("one.pptx", "two.pptx"):
        assert run("deck", BANK, "-o", name, "-q").exit_code == 0
    assert (tmp_path / "one.pptx").read_bytes() == (tmp_path / "two.pptx").read_bytes()


def corporate(path: Path, *, four_by_three: bool = False) -> Path:
    """A deck as a company would have it: its colours, two masters' worth of layouts, a chart, notes, a group."""
    deck = Presentation()
    if not four_by_three:
        deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for rel in deck.slide_masters[0].part.rels.values():
        if rel.reltype.endswith("/theme"):
            theme = rel.target_part._blob
            theme = theme.replace(b'val="4F81BD"', b'val="00695C"').replace(b"Calibri", b"Open Sans")
            rel.target_part._blob = theme
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text_frame.text = "ACME strategy"
    first.notes_slide.notes_text_frame.text = "Welcome everybody"
    chart = deck.slides.add_slide(deck.slide_layouts[5])
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("s", (1, 2))
    chart.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data)
    grouped = deck.slides.add_slide(deck.slide_layouts[5])
    grouped.shapes.title.text_frame.text = "Our social roadmap"
    group = grouped.shapes.add_group_shape()
    group.shapes.add_shape(MSO_SHAPE.OVAL, Inches(9), Inches(6), Inches(1), Inches(1))
    slot = grouped.shapes.add_textbox(Inches(0.5), Inches(1.5), Inches(9), Inches(5))
    slot.name = "roadmap-here"
    deck.save(str(path))
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("four_by_three", [False, True])
def test_inserting_changes_only_the_slide(run, tmp_path, four_by_three):
    deck = corporate(tmp_path / "acme.pptx", four_by_three=four_by_three)
    before = parts_of(deck)
    result = run("deck", BANK, "--into", deck, "--placeholder", "roadmap-here")
    assert result.exit_code == 0, result.output
    after = parts_of(deck)
    assert {name for name in after if after[name] != before.get(name)} == {"ppt/slides/slide3.xml"}
    assert before.keys() == after.keys()
    assert parts_of(tmp_path / "acme.backup.pptx") == before
    slide = Presentation(str(deck)).slides[2]
    group = group_of(slide)
    assert (group.left, group.top, group.width) == (Inches(0.5), Inches(1.5), Inches(9))
    assert all(s.name != "roadmap-here" for s in slide.shapes)
    sizes = {run_.font.size for s in every(group.shapes) if s.has_text_frame
             for p in s.text_frame.paragraphs for run_ in p.runs}  # fmt: skip
    assert min(sizes) >= Pt(8), "laid out for the slot, not shrunk"
    lint(zipfile.ZipFile(deck))


def test_inserted_slides_use_the_decks_colours(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    assert run("deck", BANK, "--into", deck, "--placeholder", "roadmap-here", "-q").exit_code == 0
    card = by_key(Presentation(str(deck)).slides[2])["step-social-crm@2"]._element
    assert card.find(f"{P}spPr/{A}solidFill/{A}schemeClr").get("val") == "accent1"


def test_new_slides_are_appended(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    before = parts_of(deck)
    assert run("deck", BANK, "--into", deck, "--view", "swimlane", "--view", "decisions", "-q").exit_code == 0
    after = parts_of(deck)
    assert all(after[name] == before[name] for name in before if name.startswith(("ppt/slides/", "ppt/slideMasters")))
    opened = Presentation(str(deck))
    assert run("deck", BANK, "--into", deck, "--view", "reasons", "--language", "he", "-q").exit_code == 0
    hebrew = Presentation(str(deck)).slides[5].shapes.title.text_frame.paragraphs[0]._p
    assert hebrew.pPr.get("rtl") == "1", "a title runs as its language does"
    assert len(opened.slides) == 5
    assert opened.slides[3].shapes.title.text_frame.text == sure_title()
    lint(zipfile.ZipFile(deck))


def changed_bank(tmp_path: Path) -> Path:
    """The bank with a smaller customer service team: other dates."""
    path = tmp_path / "changed.yaml"
    path.write_text(
        BANK.read_text("utf-8").replace("svc: 14", "svc: 12").replace("start: 2027-07-01", "start: 2027-08-02"), "utf-8"
    )
    return path


def edit(deck: Path) -> None:
    """What a person does to a slide of ours."""
    opened = Presentation(str(deck))
    slide = opened.slides[1]
    shapes = by_key(slide)
    shapes["step-social-crm@2"].text_frame.paragraphs[0].runs[0].text = "CRM link (SAP)"
    shapes["step-social-care@2"].fill.solid()
    from pptx.dml.color import RGBColor

    shapes["step-social-care@2"].fill.fore_color.rgb = RGBColor(0xFF, 0xCC, 0x00)
    card = shapes["step-channel-audit@2"]
    card.left, card.top = card.left + Emu(200000), card.top + Emu(50000)
    shapes["legend-0"]._element.getparent().remove(shapes["legend-0"]._element)
    group = group_of(slide)
    star = group.shapes.add_shape(MSO_SHAPE.STAR_5_POINT, Inches(8), Inches(3), Inches(0.5), Inches(0.5))
    star.name = "our star"
    group.left, group.top = group.left + Emu(120000), group.top + Emu(60000)
    note = slide.shapes.add_textbox(Inches(10), Inches(1), Inches(2), Inches(1))
    note.text_frame.text = "Ask: approve today"
    slide.notes_slide.notes_text_frame.text = "My own notes"
    opened.save(str(deck))


def test_refreshing_keeps_what_was_edited(run, board, tmp_path):
    edit(board)
    before = parts_of(board)
    dry = run("deck", changed_bank(tmp_path), "--into", board, "--dry-run")
    assert parts_of(board) == before, "a dry run writes nothing"
    result = run("deck", changed_bank(tmp_path), "--into", board)
    assert result.exit_code == 0, result.output
    for words in ("text edited by hand: “CRM link (SAP)”", "our star: added by hand", "stays deleted", "moved or resized by hand",
                  "colour or line changed by hand"):  # fmt: skip
        assert words in " ".join(result.output.split()), result.output
        assert words in " ".join(dry.output.split())
    slide = Presentation(str(board)).slides[1]
    shapes = by_key(slide)
    assert shapes["step-social-crm@2"].text_frame.text == "CRM link (SAP)"
    assert str(shapes["step-social-care@2"].fill.fore_color.rgb) == "FFCC00"
    assert "legend-0" not in shapes
    group = group_of(slide)
    assert any(s.name == "our star" for s in group.shapes)
    assert abs(group.left - Emu(120000)) < 1000, (
        "where the group was dragged to, whatever box the other program gave it"
    )
    assert abs(group.top - Emu(60000)) < 1000
    star = next(s for s in group.shapes if s.name == "our star")
    assert abs(star.left - Inches(8) - Emu(120000)) < 1000, "what was added by hand moves with its group"
    assert any(s.has_text_frame and s.text_frame.text == "Ask: approve today" for s in slide.shapes)
    assert slide.notes_slide.notes_text_frame.text == "My own notes"
    after = parts_of(board)
    ours = ("ppt/slides/slide", "ppt/charts/", "ppt/embeddings/")
    others = [n for n in after if not n.startswith(ours)]
    assert all(after[n] == before[n] for n in others), "only slides with our shapes, and our charts, change"
    lint(zipfile.ZipFile(board))
    # What was kept is kept the next time too, and nothing else is left to do.
    again = run("deck", changed_bank(tmp_path), "--into", board)
    assert "nothing written" in again.output, again.output
    assert parts_of(board) == after


def test_refreshing_follows_the_plan(run, board, tmp_path):
    smaller = tmp_path / "smaller.yaml"
    smaller.write_text(BANK.read_text("utf-8").replace("  social-crm: 2\n", ""), "utf-8")
    result = run("deck", smaller, "--into", board)
    assert result.exit_code == 0
    assert "removed: Social CRM" in result.output
    slide = Presentation(str(board)).slides[1]
    roadmap = planner.plan(smaller)
    assert slide.shapes.title.text_frame.text == roadmap.title
    drawn = {k.removeprefix("step-") for k in by_key(slide) if k.startswith("step-")}
    assert drawn == {p.id for p in roadmap.placements}


def test_an_edited_title_stays(run, board, tmp_path):
    opened = Presentation(str(board))
    opened.slides[1].shapes.title.text_frame.text = "Where we go"
    opened.save(str(board))
    assert "title edited by hand" in run("deck", changed_bank(tmp_path), "--into", board).output
    assert Presentation(str(board)).slides[1].shapes.title.text_frame.text == "Where we go"


def test_a_resized_group_is_laid_out_again(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    run("deck", BANK, "--into", deck, "--placeholder", "roadmap-here", "-q")
    opened = Presentation(str(deck))
    group = group_of(opened.slides[2])
    group.width, group.height = Inches(12), Inches(5.5)
    opened.save(str(deck))
    run("deck", BANK, "--into", deck, "-q")
    group = group_of(Presentation(str(deck)).slides[2])
    xfrm = group._element.grpSpPr.find(f"{A}xfrm")
    assert xfrm.find(f"{A}ext").get("cx") == xfrm.find(f"{A}chExt").get("cx"), "text keeps its size"
    assert group.width == Inches(12)


def test_a_template_gives_layouts_colours_and_fonts(run, tmp_path):
    template = corporate(tmp_path / "corporate.pptx")
    assert run("deck", BANK, "--template", template, "-o", "board.pptx", "-q").exit_code == 0
    deck = Presentation(str(tmp_path / "board.pptx"))
    assert deck.slide_width == Inches(13.333)
    assert [slide.slide_layout.name for slide in deck.slides] == ["Title Only"] * len(deck.slides)
    assert not any(
        "ACME strategy" in (s.text_frame.text if s.has_text_frame else "") for x in deck.slides for s in x.shapes
    )
    (slide,) = [s for s in deck.slides if s.shapes.title.text_frame.text == sure_title()]
    card = by_key(slide)["step-social-crm@2"]._element
    assert card.find(f"{P}spPr/{A}solidFill/{A}schemeClr").get("val") == "accent1"
    lint(zipfile.ZipFile(tmp_path / "board.pptx"))


def test_hebrew_slides_run_from_right_to_left(run, tmp_path):
    assert run("deck", BANK, "--language", "he", "-o", "he.pptx", "--view", "swimlane", "-q").exit_code == 0
    (slide,) = Presentation(str(tmp_path / "he.pptx")).slides
    assert slide.shapes.title.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    shapes = by_key(slide)
    lane = shapes["lane-mkt"]._element
    properties = lane.find(f".//{A}pPr")
    assert (properties.get("rtl"), properties.get("algn")) == ("1", "r")
    assert lane.find(f".//{A}rPr").get("lang") == "he-IL"
    first, last = shapes["quarter-2027Q3"], shapes["quarter-2028Q3"]
    assert first.left > last.left


def test_hostile_labels_stay_text(tmp_path):
    roadmap = big_plan(60)
    planner.export(roadmap, tmp_path / "odd.pptx", view="swimlane+gantt+heatmap")
    lint(zipfile.ZipFile(tmp_path / "odd.pptx"))
    said = " ".join(
        s.text_frame.text for slide in Presentation(str(tmp_path / "odd.pptx")).slides for s in every(slide.shapes) if s.has_text_frame
    )  # fmt: skip
    assert "<script>alert(1)</script>" in said


BAD = {
    "no file": (None, "there is no file"),
    "not a zip": (b"hello", "damaged or no PowerPoint file"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password"),
}


@pytest.mark.parametrize("fault", BAD)
def test_decks_that_cannot_be_read_are_left_alone(run, tmp_path, fault):
    content, words = BAD[fault]
    deck = tmp_path / "bad.pptx"
    if content is not None:
        deck.write_bytes(content)
    result = run("deck", BANK, "--into", deck)
    assert result.exit_code == 2
    assert words in result.output
    assert content is None or deck.read_bytes() == content


def test_damaged_parts_missing_slides_locks_and_read_only(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    good = deck.read_bytes()
    for args, words in (
        (["--slide", "9"], "has no slide 9: it has 3"),
        (["--placeholder", "roadmap-her"], "did you mean 'roadmap-here'"),
    ):
        result = run("deck", BANK, "--into", deck, *args)
        assert result.exit_code == 2
        assert words in result.output
        assert deck.read_bytes() == good
    lock = tmp_path / "~$acme.pptx"
    lock.write_text("")
    assert "open in another program" in run("deck", BANK, "--into", deck).output
    lock.unlink()
    deck.chmod(0o444)
    assert "read-only" in run("deck", BANK, "--into", deck).output
    deck.chmod(0o644)
    parts = parts_of(deck)
    parts["ppt/slides/slide3.xml"] = parts["ppt/slides/slide3.xml"][:200]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    deck.write_bytes(out.getvalue())
    result = run("deck", BANK, "--into", deck, "--slide", "3")
    assert result.exit_code == 2
    assert "damaged: ppt/slides/slide3.xml" in result.output
    assert not list(tmp_path.glob("*.backup.pptx"))


def test_a_logo_is_on_the_slides(tmp_path, bank):
    from PIL import Image

    png = io.BytesIO()
    Image.new("RGB", (60, 30), "#00695C").save(png, "PNG")
    style = Style(theme=planner.pictures.LIGHT.__class__(logo=png.getvalue()))
    planner.export(bank, tmp_path / "logo.pptx", style=style)
    (slide,) = Presentation(str(tmp_path / "logo.pptx")).slides
    assert [s.image.blob for s in every(slide.shapes) if s.shape_type == 13] == [png.getvalue()]
    assert any(
        isinstance(e, Shape) and e.kind == "image"
        for e in draw(bank, "swimlane", default_registry(), style)[0].elements
    )


def opened(deck: Path, change) -> None:
    """Changes a deck as a person would, through another program."""
    presentation = Presentation(str(deck))
    change(presentation)
    presentation.save(str(deck))


def refreshed(run, deck: Path, *args: object, source: Path = BANK):
    result = run("deck", source, "--into", deck, *args)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_a_shape_edited_in_several_ways_keeps_all_of_them(run, board, tmp_path):
    from pptx.dml.color import RGBColor

    def change(deck):
        card = by_key(deck.slides[1])["step-social-crm@2"]
        card.left, card.rotation = card.left - Emu(300000), 10
        card.fill.solid()
        card.fill.fore_color.rgb = RGBColor(0x11, 0x88, 0x44)
        run_ = card.text_frame.paragraphs[0].runs[0]
        run_.font.italic, run_.hyperlink.address = True, "https://example.org/crm"
        card._element.nvSpPr.cNvPr.set("descr", "our own words")

    opened(board, change)
    said = refreshed(run, board, source=changed_bank(tmp_path))
    run("deck", changed_bank(tmp_path), "-o", "untouched.pptx", "-q", "--view", "swimlane")
    untouched = by_key(Presentation(str(tmp_path / "untouched.pptx")).slides[0])["step-social-crm@2"]
    card = by_key(Presentation(str(board)).slides[1])["step-social-crm@2"]
    assert abs(untouched.left - card.left - 300000) < 60000, "pushed aside by as much from where the plan has it now"
    assert card.rotation == 10
    assert str(card.fill.fore_color.rgb) == "118844"
    assert card.text_frame.paragraphs[0].runs[0].font.italic
    assert card.text_frame.paragraphs[0].runs[0].hyperlink.address == "https://example.org/crm"
    assert card._element.nvSpPr.cNvPr.get("descr") == "our own words"
    assert "alt text edited by hand" in said
    assert "look of its text changed by hand" in said
    lint(zipfile.ZipFile(board))


@pytest.mark.office
def test_a_deck_that_went_through_libreoffice_is_still_ours(run, board, tmp_path):
    """It rounds places and writes colours in other ways: that is no hand edit."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed; CI installs it")
    (tmp_path / "lo").mkdir()
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pptx", "--outdir",
         str(tmp_path / "lo"), str(board)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    deck = tmp_path / "lo" / "board.pptx"
    count = len(Presentation(str(deck)).slides)
    said = refreshed(run, deck, source=changed_bank(tmp_path))
    after = Presentation(str(deck))
    assert len(after.slides) == count
    assert said.count("moved or resized by hand") < 8, said
    assert said.count("changed by hand") < 8, said
    cards = [k for k in by_key(after.slides[1]) if k.startswith("step-")]
    assert len(cards) == len(planner.plan(changed_bank(tmp_path)).placements)


def test_pages_that_a_view_needs_more_of_are_added(run, tmp_path):
    small = tmp_path / "small.yaml"
    small.write_text(BANK.read_text("utf-8").replace("  social-crm: 2\n  enterprise-risk: 2\n", ""), "utf-8")
    assert run("deck", small, "-o", "why.pptx", "--view", "reasons", "-q").exit_code == 0
    deck = tmp_path / "why.pptx"
    assert len(Presentation(str(deck)).slides) == 1
    large = tmp_path / "large.yaml"
    large.write_text(
        "organisation: reches-bank\nstart: 2027-01-01\nhorizon: 40\nunits: 4\ntarget_stage: native\n", "utf-8"
    )
    assert run("deck", large, "--into", deck, "-q", "--sequencer", "list").exit_code in (0, 1)
    slides = Presentation(str(deck)).slides
    assert len(slides) >= 2
    pages = [group_of(slide).name.split("/")[1].split("of")[0] for slide in slides]
    assert pages == [str(number) for number in range(1, len(slides) + 1)], "in their order"
    roadmap = planner.plan(large, sequencer="list")
    for p in roadmap.placements:
        (found,) = [one for slide in slides if (one := cell(slide, p.id, "step")) is not None]
        assert found.text_frame.text == p.name
    lint(zipfile.ZipFile(deck))
    said = run("deck", small, "--into", deck).output
    assert "delete it" in " ".join(said.split())


def test_a_place_that_is_too_small_for_all_says_so(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    said = refreshed(run, deck, "--placeholder", "roadmap-here", "--view", "heatmap")
    assert "only page 1 of 2 is shown here" in said
    assert "only page 1 of 2" in refreshed(run, deck), "and again"


def test_split_decks_are_refreshed_page_by_page(run, tmp_path):
    assert run("deck", BANK, "-o", "s.pptx", "--split", "stage", "--view", "swimlane", "-q").exit_code == 0
    deck = tmp_path / "s.pptx"
    before = [set(by_key(slide)) for slide in Presentation(str(deck)).slides]
    assert len(before) == 3
    refreshed(run, deck, source=changed_bank(tmp_path))
    after = [{k for k in by_key(slide) if k.startswith("step-")} for slide in Presentation(str(deck)).slides]
    assert len(set(map(frozenset, after))) == 3, "each page shows its own stage"


def test_a_refresh_keeps_the_theme_of_our_own_deck(run, tmp_path):
    from PIL import Image

    Image.new("RGB", (80, 40), "#00695C").save(tmp_path / "logo.png")
    (tmp_path / "acme.yaml").write_text(
        "theme: acme\nbrand: '#7A1FA2'\nlogo: logo.png\nfooter: Confidential\ndates: d MMM y\nnumbers: de\n", "utf-8"
    )
    views = ["--view", "swimlane", "--view", "reasons"]
    assert run("deck", BANK, "-o", "t.pptx", "--theme", "acme.yaml", *views, "-q").exit_code == 0
    deck = tmp_path / "t.pptx"
    before = deck.read_bytes()
    assert "up to date" in refreshed(run, deck, "--theme", "acme.yaml")
    assert "up to date" in refreshed(run, deck), "without naming the theme, too"
    assert deck.read_bytes() == before
    refreshed(run, deck, source=changed_bank(tmp_path))
    slides = Presentation(str(deck)).slides
    assert any(s.shape_type == 13 for s in every(slides[0].shapes)), "the logo"
    assert "Confidential" in by_key(slides[0])["source"].text_frame.text
    assert " 2028" in cell(slides[1], "social-crm@2", "when").text_frame.text


def test_text_on_a_line_and_a_deleted_subtitle(run, board, tmp_path):
    def change(deck):
        line = by_key(deck.slides[len(deck.slides) - 1])["stairs"]._element
        line.append(etree.fromstring(
            f'<p:txBody xmlns:p="{P[1:-1]}" xmlns:a="{A[1:-1]}"><a:bodyPr/><a:p><a:r><a:t>hello</a:t></a:r></a:p></p:txBody>'
        ))  # fmt: skip
        subtitle = by_key(deck.slides[1])["subtitle"]._element
        subtitle.getparent().remove(subtitle)

    opened(board, change)
    places = {k: (s.left, s.top) for k, s in by_key(Presentation(str(board)).slides[1]).items()}
    said = refreshed(run, board)
    assert "subtitle: stays deleted" in said
    assert by_key(list(Presentation(str(board)).slides)[-1])["stairs"].text_frame.text == "hello"
    now = {k: (s.left, s.top) for k, s in by_key(Presentation(str(board)).slides[1]).items()}
    assert now == places


def test_the_same_command_again_refreshes(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    for _ in range(2):
        refreshed(run, deck, "--placeholder", "roadmap-here", "--view", "gantt")
    slide = Presentation(str(deck)).slides[2]
    assert sum(s.name.startswith("planner:") for s in slide.shapes) == 1
    count = len(Presentation(str(deck)).slides)
    refreshed(run, deck, "--view", "value")
    assert len(Presentation(str(deck)).slides) == count + 1, "another view is added"


def test_backups_never_replace_each_other(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    first = deck.read_bytes()
    refreshed(run, deck, "--placeholder", "roadmap-here")
    refreshed(run, deck, source=changed_bank(tmp_path))
    assert (tmp_path / "acme.backup.pptx").read_bytes() == first
    assert (tmp_path / "acme.backup-2.pptx").exists()


def test_ungrouped_slides_are_not_added_again(run, board):
    def change(deck):
        for slide in deck.slides:
            group = group_of(slide)._element
            for child in list(group)[2:]:
                if child.tag != f"{P}extLst":
                    group.addprevious(child)
            group.getparent().remove(group)

    opened(board, change)
    before = board.read_bytes()
    result = run("deck", BANK, "--into", board)
    assert result.exit_code == 2
    assert "ungrouped" in result.output
    assert board.read_bytes() == before


def test_templates_and_tables_and_tiny_places(run, tmp_path):
    template = corporate(tmp_path / "corporate.pptx")
    parts = parts_of(template)
    kind = "presentationml.presentation.main+xml", "presentationml.template.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(*(k.encode() for k in kind))
    with zipfile.ZipFile(tmp_path / "corporate.potx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert run("deck", BANK, "--template", "corporate.potx", "-o", "b.pptx", "-q").exit_code == 0

    def change(deck):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(11), Inches(4))
        table.name = "our table"
        tiny = slide.shapes.add_textbox(0, 0, Inches(1), Inches(0.3))
        tiny.name = "tiny"

    opened(template, change)
    result = run("deck", BANK, "--into", template, "--placeholder", "tiny")
    assert result.exit_code == 2
    assert "too small" in result.output
    assert "is full" in run("deck", BANK, "--into", template, "--slide", "4").output
    assert run("deck", BANK, "--into", template, "--placeholder", "our table", "-q").exit_code == 0


def test_control_characters_do_not_reach_a_slide(tmp_path, write):
    path = write(
        "odd.yaml", 'organisation: odd\nname: "A\\u202Eb \\x85 c"\nstart: 2027-01-01\ntargets: {social-crm: 2}\n'
    )
    roadmap = planner.plan(path)
    planner.export(roadmap, tmp_path / "odd.pptx")
    said = etree.tostring(etree.fromstring(parts_of(tmp_path / "odd.pptx")["ppt/slides/slide1.xml"])).decode()
    assert "&#8238;" not in said
    assert "_x0" not in said


def with_second_master(deck: Path, accent: str) -> None:
    """Adds a second master with a theme of its own, gives it the last slide, and makes the deck right-to-left."""
    parts = parts_of(deck)
    layout = "ppt/slideLayouts/slideLayout6.xml"
    parts["ppt/theme/theme9.xml"] = parts["ppt/theme/theme1.xml"].replace(b'val="00695C"', f'val="{accent}"'.encode())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def rels(*targets: tuple[str, str]) -> bytes:
        inside = "".join(
            f'<Relationship Id="rId{i}" Type="{kind}/{name}" Target="{target}"/>'
            for i, (name, target) in enumerate(targets, 1)
        )
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'.encode()

    parts["ppt/slideLayouts/slideLayout99.xml"] = parts[layout]
    parts["ppt/slideLayouts/_rels/slideLayout99.xml.rels"] = rels(("slideMaster", "../slideMasters/slideMaster9.xml"))
    master = etree.fromstring(parts["ppt/slideMasters/slideMaster1.xml"])
    listed = master.find(f"{P}sldLayoutIdLst")
    for entry in list(listed)[1:]:
        listed.remove(entry)
    listed[0].set("id", "2147489000")
    listed[0].set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rId1")
    parts["ppt/slideMasters/slideMaster9.xml"] = etree.tostring(
        master, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    parts["ppt/slideMasters/_rels/slideMaster9.xml.rels"] = rels(
        ("slideLayout", "../slideLayouts/slideLayout99.xml"), ("theme", "../theme/theme9.xml")
    )
    last = sorted(name for name in parts if name.startswith("ppt/slides/_rels/"))[-1]
    parts[last] = parts[last].replace(b"slideLayout6.xml", b"slideLayout99.xml")
    office = "application/vnd.openxmlformats-officedocument"
    added = (
        f'<Override PartName="/ppt/theme/theme9.xml" ContentType="{office}.theme+xml"/>'
        f'<Override PartName="/ppt/slideLayouts/slideLayout99.xml" ContentType="{office}.presentationml.slideLayout+xml"/>'
        f'<Override PartName="/ppt/slideMasters/slideMaster9.xml" ContentType="{office}.presentationml.slideMaster+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", added.encode())
    parts["ppt/_rels/presentation.xml.rels"] = parts["ppt/_rels/presentation.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId900" Type="{kind}/slideMaster" Target="slideMasters/slideMaster9.xml"/></Relationships>'.encode(),
    )
    presentation = etree.fromstring(parts["ppt/presentation.xml"])
    entry = etree.SubElement(presentation.find(f"{P}sldMasterIdLst"), f"{P}sldMasterId", id="2147488999")
    entry.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rId900")
    presentation.set("rtl", "1")
    parts["ppt/presentation.xml"] = etree.tostring(
        presentation, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    with zipfile.ZipFile(deck, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_several_masters_and_a_right_to_left_deck(run, tmp_path):
    deck = corporate(tmp_path / "acme.pptx")
    with_second_master(deck, "8E24AA")
    assert len(Presentation(str(deck)).slide_masters) == 2
    before = parts_of(deck)
    said = run("deck", BANK, "--into", deck, "--placeholder", "roadmap-here", "--language", "he")
    assert said.exit_code == 0, said.output
    after = parts_of(deck)
    assert {name for name in after if after[name] != before.get(name)} == {"ppt/slides/slide3.xml"}
    slide = Presentation(str(deck)).slides[2]
    shapes = by_key(slide)
    card = shapes["step-social-crm@2"]._element
    assert card.find(f"{P}spPr/{A}solidFill/{A}schemeClr").get("val") == "accent1", "of the slide's own master"
    tints = {node.get("val") for node in slide._element.iter(f"{A}srgbClr")}
    assert not any(tint.startswith("00695C") for tint in tints), "not of the other master"
    assert shapes["quarter-2027Q3"].left > shapes["quarter-2028Q3"].left
    result = run("deck", changed_bank(tmp_path), "--into", deck, "--language", "he")
    assert result.exit_code == 0
    again = parts_of(deck)
    assert {name for name in again if again[name] != after[name]} == {"ppt/slides/slide3.xml"}
    lint(zipfile.ZipFile(deck))


def test_long_titles_stay_in_a_templates_place(run, tmp_path):
    template = corporate(tmp_path / "corporate.pptx")
    assert run("deck", BANK, "--template", template, "-o", "b.pptx", "-q").exit_code == 0
    scales = []
    for slide in Presentation(str(tmp_path / "b.pptx")).slides:
        fit = slide.shapes.title._element.find(f"{P}txBody/{A}bodyPr/{A}normAutofit")
        assert fit is not None
        scales.append(int(fit.get("fontScale", "100000")))
    assert min(scales) < 100000, "a title of two lines is shrunk"
    assert max(scales) == 100000 or len(set(scales)) > 1, "a short one is not"


def test_a_deleted_slide_stays_deleted(run, tmp_path):
    large = tmp_path / "large.yaml"
    large.write_text("organisation: big\nstart: 2027-01-01\nhorizon: 40\nunits: 4\ntarget_stage: native\n", "utf-8")
    assert run("deck", large, "-o", "d.pptx", "--view", "reasons", "-q", "--sequencer", "list").exit_code in (0, 1)
    deck = tmp_path / "d.pptx"
    count = len(Presentation(str(deck)).slides)
    assert count > 1

    def change(presentation):
        listed = presentation.slides._sldIdLst
        presentation.part.drop_rel(listed[1].rId)
        listed.remove(listed[1])

    opened(deck, change)
    again = tmp_path / "later.yaml"
    again.write_text(large.read_text("utf-8").replace("2027-01-01", "2027-04-01"), "utf-8")
    assert run("deck", again, "--into", deck, "-q", "--sequencer", "list").exit_code in (0, 1)
    assert len(Presentation(str(deck)).slides) == count - 1


def sections_of(deck) -> list[tuple[str, list[str]]]:
    own = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    return [
        (section.get("name"), [one.get("id") for one in section.iter(f"{own}sldId")])
        for section in deck.part._element.iter(f"{own}section")
    ]


def test_a_board_deck_has_its_appendix_in_a_section_and_new_slides_join_one(run, tmp_path):
    """Every slide is in one section, in the order of the deck, also after pages were added."""
    assert run("deck", EXAMPLES / "alder-outdoor.yaml", "-o", "alder.pptx", "-q").exit_code == 0
    deck = Presentation("alder.pptx")
    listed = [str(one.id) for one in deck.slides._sldIdLst]
    (board, first), (appendix, rest) = sections_of(deck)
    assert (board, appendix) == ("For the board", "Appendix")
    assert len(first) == 8 and first + rest == listed, "at most eight, the case and figures among them"
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert any("KPIs" in title for title in titles[:8]) and any("pays back" in title for title in titles[:8])
    assert (
        run("deck", EXAMPLES / "alder-outdoor.yaml", "--into", "alder.pptx", "--view", "ownership", "-q").exit_code == 0
    )
    after = Presentation("alder.pptx")
    assert len(after.slides) > len(deck.slides)
    assert [one for _name, own in sections_of(after) for one in own] == [str(one.id) for one in after.slides._sldIdLst]
    lint(zipfile.ZipFile("alder.pptx"))


def test_slides_are_numbered(run, tmp_path):
    """On our own master, and on a template that has a place for numbers."""
    assert run("deck", BANK, "-o", "own.pptx", "-q").exit_code == 0
    template = tmp_path / "template.pptx"
    Presentation().save(str(template))
    assert run("deck", BANK, "--template", template, "-o", "theirs.pptx", "-q").exit_code == 0
    for name in ("own.pptx", "theirs.pptx"):
        for slide in Presentation(name).slides:
            (number,) = [s for s in slide.placeholders if s.placeholder_format.type == 13]
            assert number._element.find(f".//{A}fld").get("type") == "slidenum"
        lint(zipfile.ZipFile(name))
