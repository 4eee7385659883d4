"""Every format: well-formed, free of scripts and formulas, the same bytes every time, the same content."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

import openpyxl
import pytest
from docx import Document

import planner
from planner.contract.analyses import with_analyses
from planner.pictures import Connector
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

from big_plans import plan as big_plan
from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
FORMATS = (*default_registry().names("renderers"), *default_registry().names("exporters"))


@pytest.fixture(scope="module")
def bank():
    return planner.plan(BANK)


@pytest.fixture(scope="module")
def odd():
    return big_plan(60)


REBUILD = """
import hashlib, planner, sys
roadmap = planner.plan(sys.argv[1])
for name in sys.argv[2].split():
    print(name, hashlib.sha256(planner.export(roadmap, name)).hexdigest())
"""


@pytest.mark.long
def test_a_rebuild_gives_the_same_bytes():
    """Every format, in two processes that hash strings differently and at different times."""
    said = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", REBUILD, str(BANK), " ".join(FORMATS)], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}, timeout=120,
        )  # fmt: skip
        said.append(done.stdout)
    assert said[0].count("\n") == len(FORMATS)
    assert said[0] == said[1]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_an_empty_plan_and_hebrew(name, write):
    nothing = planner.plan(
        write(
            "done.yaml",
            "organisation: done\nstart: 2027-01-01\ntargets: {basic-presence: 1}\nlevels: {basic-presence: 2}\n",
        )
    )
    assert not nothing.placements
    assert planner.export(nothing, name)
    assert planner.export(planner.plan(BANK, language="he"), name)


def test_svg_is_script_free(odd):
    for view in default_registry().names("views"):
        root = ET.fromstring(planner.export(with_analyses(odd), "svg", view=view))
        for element in root.iter():
            assert element.tag.rpartition("}")[2] in {
                "svg",
                "g",
                "title",
                "desc",
                "rect",
                "path",
                "polygon",
                "circle",
                "text",
            }
            assert not any(key.startswith("on") or "href" in key or key == "style" for key in element.attrib)


def test_drawio_is_an_editable_diagram(bank, odd):
    root = ET.fromstring(planner.export(bank, "drawio", view="swimlane+map"))
    pages = root.findall("diagram")
    assert len(pages) == 1 + len(planner.draw(bank, "map"))
    cells = {cell.get("id"): cell for cell in pages[0].iter("mxCell")}
    for step in bank.placements:
        box = cells[f"step-{step.id}"].find("mxGeometry")
        (scene,) = draw(bank, "swimlane", default_registry(), Style())
        drawn = next(s for s in scene.shapes if s.id == f"step-{step.id}")
        assert float(box.get("x")) == pytest.approx(drawn.x, abs=0.01)
    edges = [cell for cell in cells.values() if cell.get("edge") == "1"]
    assert edges
    assert all(cells[edge.get("source")].get("vertex") == "1" for edge in edges)
    (scene,) = draw(bank, "swimlane", default_registry(), Style())
    routes = {one.id: one.points for one in scene.elements if isinstance(one, Connector)}
    for edge in edges:  # where it is drawn, not wherever draw.io would aim at
        style = dict(part.split("=", 1) for part in edge.get("style").split(";") if "=" in part)
        for end, key, point in (
            ("exit", "source", routes[edge.get("id")][0]),
            ("entry", "target", routes[edge.get("id")][-1]),
        ):
            box = {k: float(v) for k, v in cells[edge.get(key)].find("mxGeometry").items() if k != "as"}
            assert box["x"] + float(style[f"{end}X"]) * box["width"] == pytest.approx(point[0], abs=0.1)
            assert box["y"] + float(style[f"{end}Y"]) * box["height"] == pytest.approx(point[1], abs=0.1)
    hostile = planner.export(odd, "drawio").decode()
    for cell in ET.fromstring(hostile).iter("mxCell"):
        assert "html=1" not in (cell.get("style") or ""), "labels are plain text, never markup"
    assert "<script>" not in hostile


def test_pdf_has_text_that_can_be_selected(bank, tmp_path):
    planner.export(bank, tmp_path / "plan.pdf", view="swimlane+reasons")
    import shutil

    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed; CI installs it")
    said = subprocess.run(
        ["pdftotext", str(tmp_path / "plan.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert bank.title in said
    assert said.count("\f") == 2, "two pages"
    for step in bank.placements:
        assert step.name.split()[0] in said
    fonts = subprocess.run(["pdffonts", str(tmp_path / "plan.pdf")], capture_output=True, text=True, check=True).stdout
    assert "PlannerSans" in fonts


def test_the_workbook_calculates(bank):
    data = planner.export(bank, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert book.sheetnames == ["Plan", "Capacity", "Budget", "Scores"]
    plan, values = book["Plan"], cached["Plan"]
    rows = len(bank.placements)
    for row, step in enumerate(bank.placements, 2):
        assert plan.cell(row, 2).value == step.name
        assert plan.cell(row, 7).value == f"=E{row}+7*F{row}-1"
        assert values.cell(row, 7).value.date() == step.end_date
    assert plan.cell(rows + 2, 8).value == f"=SUM(H2:H{rows + 1})"
    assert values.cell(rows + 2, 8).value == pytest.approx(sum(p.effort for p in bank.placements))
    scores, said = book["Scores"], cached["Scores"]
    for row, step in enumerate(bank.placements, 3):
        assert str(scores.cell(row, 2).value).startswith("=SUMPRODUCT(")
        assert said.cell(row, 2).value == pytest.approx(step.priority, abs=1e-6)
        weight, normalised = said.cell(2, 3).value, said.cell(row, 3).value
        assert weight * normalised / weight == pytest.approx(step.priority, abs=1e-6)


def test_names_are_never_formulas(odd):
    """What a spreadsheet would calculate or a shell would run comes from us alone."""
    names = {p.name for p in odd.placements}
    assert any(name.startswith("=") for name in names)
    book = openpyxl.load_workbook(io.BytesIO(planner.export(odd, "xlsx")))
    ours = ("=E", "=SUM", "=C", "=IF(", "=B", "=SUMPRODUCT(", "=D")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert str(cell.value).startswith(ours)
                    assert "HYPERLINK" not in str(cell.value)
    table = list(csv.reader(io.StringIO(planner.export(odd, "csv").decode("utf-8-sig"))))
    assert not any(cell[:1] in "=+-@" and cell[:1] for row in table for cell in row)


def test_the_word_report(bank):
    data = planner.export(bank, "docx")
    document = Document(io.BytesIO(data))
    (table,) = document.tables
    assert [row.cells[1].text for row in table.rows][1:] == [p.name for p in bank.placements]
    assert [row.cells[8].text for row in table.rows][1:] == [p.reason.text for p in bank.placements]
    assert len(document.inline_shapes) == 3
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    split = Document(io.BytesIO(planner.export(bank, "docx", style=Style(split="stage"))))
    assert len(split.inline_shapes) == 3
    large = Document(io.BytesIO(planner.export(big_plan(60), "docx")))
    assert len(large.inline_shapes) > 3, "every page of every picture"
    hebrew = Document(io.BytesIO(planner.export(planner.plan(BANK, language="he"), "docx")))
    assert b"w:bidi" in hebrew.element.xml.encode()


def test_the_markdown_report_shows_the_picture_beside_it(run, tmp_path):
    assert (
        run("roadmap", BANK, "-o", "out/plan.svg", "-o", "map:out/deps one.png", "-o", "out/report.md", "-q").exit_code
        == 0
    )
    text = (tmp_path / "out/report.md").read_text("utf-8")
    assert "](plan.svg)" in text
    assert "](deps%20one.png)" in text
    assert len(set(re.findall(r"!\[(.*?)\]", text))) == 2, "each says what it shows"
    assert run("roadmap", BANK, "-q").exit_code == 0
    usual = (tmp_path / "reches-bank-roadmap/report.md").read_text("utf-8")
    assert re.findall(r"!\[.*?\]\((.*?)\)", usual) == ["journey.svg", "roadmap.svg", "map.svg"], "each picture once"
    assert "![" not in planner.export(planner.plan(BANK), "markdown").decode()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("markdown", "![Roadmap of Reches Bank"), ("html", '<figure><img src="plan.svg" alt="Roadmap of')],
)
def test_snippets_for_pages_and_wikis(run, kind, words):
    result = run("roadmap", BANK, "-o", "plan.svg", "--snippet", kind, "-q")
    assert result.exit_code == 0
    assert words in result.output
    assert "plan.svg" in result.output


def test_a_roadmap_draws_itself_in_a_notebook(bank):
    assert bank._repr_svg_().startswith("<svg")
    assert planner.show(bank, "journey")._repr_svg_() == planner.export(bank, "svg", view="journey").decode()


def test_several_views_in_one_file_and_unknown_ones(run, tmp_path):
    assert run("roadmap", BANK, "-o", "swimlane+gantt+value:all.pdf", "-q").exit_code == 0
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    result = run("roadmap", BANK, "-o", "swimlane+gant:all.pdf")
    assert result.exit_code == 2
    assert "did you mean 'gantt'" in result.output


@pytest.mark.parametrize("name", ["pptx", "pdf", "docx", "xlsx"])
def test_what_is_missing_is_said(name, monkeypatch, bank):
    """Without its library a format says what to install; nothing is loaded before it is asked for."""
    module = {"pptx": "pptx", "pdf": "typst", "docx": "docx", "xlsx": "xlsxwriter"}[name]
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(planner.PlannerError, match=r"pip install 'journey-planner\["):
        planner.export(bank, name)


def test_what_the_embedded_font_cannot_write_is_told_in_one_line(run, tmp_path):
    path = tmp_path / "shop.yaml"
    text = (EXAMPLES / "five-minutes.yaml").read_text("utf-8")
    path.write_text(text.replace("name: Corner Books", "name: 小红书 🚀 Books"), "utf-8")
    told = [line for line in run("roadmap", path, "-o", "p.png", "-o", "p.svg").stderr.splitlines() if "lacks" in line]
    assert len(told) == 1 and "p.png" in told[0] and "“小红书” and “🚀”" in told[0] and "p.svg" not in told[0]
    assert "lacks" not in run("roadmap", path, "-o", "q.svg").stderr
    assert "lacks" not in run("roadmap", EXAMPLES / "five-minutes.yaml", "-o", "r.png").stderr
