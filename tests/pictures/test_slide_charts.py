"""Charts on slides are charts: they hold the plan's numbers, and what somebody changes in them stays."""

from __future__ import annotations

import io
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.util import Emu

import planner
from planner.pictures.slides.insertion import Wanted
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import board_deck, put_into_deck
from planner.publishing.drawing import draw

BANK = Path(__file__).with_name("bank.yaml")
MONEY = "case:\n  rate: 2\n  benefits:\n    service-cost: {a_year: [300, 400, 500], source: finance}\n"
VIEWS = ("money", "value")
DEARER = ("  rate: 2\n", "  rate: 3\n")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@cache
def plan(old: str = "", new: str = "", language: str = "en"):
    text = BANK.read_text("utf-8") + MONEY
    assert old in text
    with TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(text.replace(old, new, 1), "utf-8")
        return planner.simulate(path, draws=50, language=language)


@cache
def untouched() -> bytes:
    return board_deck(plan(), default_registry(), views=VIEWS)[0]


@pytest.fixture
def deck(tmp_path):
    path = tmp_path / "deck.pptx"
    path.write_bytes(untouched())
    return path


def charts(data: bytes | Path) -> dict[str, object]:
    """Frames of charts by what they are of."""
    opened = Presentation(io.BytesIO(data) if isinstance(data, bytes) else str(data))
    found = [shape for slide in opened.slides for group in slide.shapes if group.shape_type == 6
             for shape in group.shapes if getattr(shape, "has_chart", False)]  # fmt: skip
    return {shape.name.partition(" [")[0]: shape for shape in found}


def numbers(frame) -> dict[str, list[float | None]]:
    return {one.name: list(one.values) for plot in frame.chart.plots for one in plot.series}


def edit(deck: Path, change) -> None:
    opened = Presentation(str(deck))
    groups = [group for slide in opened.slides for group in slide.shapes if group.shape_type == 6]
    change({shape.name.partition(" [")[0]: shape for group in groups for shape in group.shapes})
    opened.save(str(deck))


def pink(shapes):
    """Columns of outside spend in a colour of somebody's; returns their chart."""
    chart = shapes["chart-money-each"].chart
    chart.plots[0].series[0].format.fill.solid()
    chart.plots[0].series[0].format.fill.fore_color.rgb = RGBColor(0xFF, 0, 0x88)
    return chart


def refresh(deck: Path, *change: str) -> str:
    after, changes = put_into_deck(plan(*change), deck, Wanted(VIEWS), default_registry())
    deck.write_bytes(after)
    again, quiet = put_into_deck(plan(*change), deck, Wanted(VIEWS), default_registry())
    assert all(one.quiet for one in quiet), "the same plan again changes nothing"
    assert zipfile.ZipFile(io.BytesIO(again)).namelist() == zipfile.ZipFile(io.BytesIO(after)).namelist()
    return "\n".join(
        line for one in changes for line in (*one.kept, *one.removed, *one.changed, *one.added, *one.warnings)
    )


def test_charts_hold_the_numbers_of_the_plan_in_a_workbook_too():
    case, found = plan().case, charts(untouched())
    assert set(found) == {"chart-money-all", "chart-money-each", "chart-value-shares"}
    each, both = numbers(found["chart-money-each"]), numbers(found["chart-money-all"])
    assert each["outside spend"] == pytest.approx([one.outside_cost for one in case.quarters])
    assert each["In all"] == pytest.approx([one.spend for one in case.quarters])
    assert list(found["chart-money-each"].chart.plots[0].categories)[1] == "Q4 2027"
    assert both["Spend"] == pytest.approx([0.0, *(one.spent.likely for one in case.quarters)])
    assert both["Benefit, high"] == pytest.approx([0.0, *(one.gained.high for one in case.quarters)])
    shares = numbers(found["chart-value-shares"])["This plan"]
    assert shares[0] == 0 and shares[-1] == pytest.approx(100) and shares == sorted(shares)
    for frame in found.values():
        book = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
        column = [cell.value for cell in book.active["B"]]
        first = next(one for plot in frame.chart.plots for one in plot.series)
        assert column[0] == first.name and column[1:] == pytest.approx(list(first.values))
        assert frame._element.find(".//{*}cNvPr").get("descr"), "said to those who do not see it"


def test_the_chart_stands_where_the_picture_has_it():
    (scene,) = draw(plan(), "money", default_registry(), Style())
    frame, chart = charts(untouched())["chart-money-all"], scene.charts[0]
    place = {node.tag.rpartition("}")[2]: float(node.get("val"))
             for node in frame.chart._chartSpace.find(f".//{C}manualLayout") if node.tag[-2:] in ("}x", "}y", "}w", "}h")}  # fmt: skip
    left, top, wide, tall = chart.plot
    assert (frame.left + place["x"] * frame.width) / 6350 == pytest.approx(left, abs=0.1)
    assert (frame.top + place["y"] * frame.height) / 6350 == pytest.approx(top, abs=0.1)
    assert place["w"] * frame.width / 6350 == pytest.approx(wide, abs=0.1)
    assert place["h"] * frame.height / 6350 == pytest.approx(tall, abs=0.1)
    names = {shape.name.partition(" [")[0] for slide in Presentation(io.BytesIO(untouched())).slides
             for group in slide.shapes if group.shape_type == 6 for shape in group.shapes}  # fmt: skip
    drawn = {e.id for e in scene.elements if getattr(e, "chart", "")}
    assert drawn and not names & drawn, "what the chart draws is not drawn beside it"


def test_from_right_to_left_the_scale_runs_so_too():
    made = board_deck(plan("", "", "he"), default_registry(), views=VIEWS)[0]
    for frame in charts(made).values():
        across = frame.chart._chartSpace.find(f".//{C}catAx")
        across = frame.chart._chartSpace.find(f".//{C}valAx") if across is None else across
        assert across.find(f"{C}scaling/{C}orientation").get("val") == "maxMin"


def test_numbers_follow_the_plan_and_parts_do_not_pile_up(deck):
    parts = zipfile.ZipFile(deck).namelist()
    before = numbers(charts(deck)["chart-money-each"])
    assert "chart-money-each: numbers" in refresh(deck, *DEARER)
    after = charts(deck)["chart-money-each"]
    assert numbers(after)["people who build"] == pytest.approx(
        [1.5 * one for one in before["people who build"]], abs=0.001
    )
    book = openpyxl.load_workbook(io.BytesIO(after.chart.part.chart_workbook.xlsx_part.blob))
    assert [cell.value for cell in book.active["C"]][1:] == pytest.approx(numbers(after)["people who build"])
    assert sorted(zipfile.ZipFile(deck).namelist()) == sorted(parts)
    assert refresh(deck) and numbers(charts(deck)["chart-money-each"]) == before


def test_a_look_changed_by_hand_stays_and_the_numbers_follow(deck):
    def paint(shapes):
        chart = pink(shapes)
        chart.has_title = True
        chart.chart_title.text_frame.text = "What it costs"

    edit(deck, paint)
    for change in (DEARER, ()):
        said = refresh(deck, *change)
        frame = charts(deck)["chart-money-each"]
        assert "look of the chart changed by hand" in said
        assert str(frame.chart.plots[0].series[0].format.fill.fore_color.rgb) == "FF0088"
        assert frame.chart.chart_title.text_frame.text == "What it costs"
        want = [one.build_cost for one in plan(*change).case.quarters]
        assert numbers(frame)["people who build"] == pytest.approx(want)


def test_a_look_stays_with_the_rows_that_the_plan_still_has(deck):
    def paint(shapes):
        chart = pink(shapes)
        chart.has_legend = True

    edit(deck, paint)
    without = ("  rate: 2\n", "")
    assert "people who build" in numbers(charts(deck)["chart-money-each"])
    said = refresh(deck, *without)
    frame = charts(deck)["chart-money-each"]
    assert "people who build" not in numbers(frame) and "look of the chart changed by hand" in said
    assert "budget for outside spend" in numbers(frame), "it is all that a column shows now"
    assert str(frame.chart.plots[0].series[0].format.fill.fore_color.rgb) == "FF0088" and frame.chart.has_legend
    assert numbers(frame)["outside spend"] == pytest.approx([one.outside_cost for one in plan(*without).case.quarters])


def test_numbers_changed_by_hand_stay_and_are_told(deck):
    own = CategoryChartData()
    own.categories = ["Q1", "Q2"]
    own.add_series("Ours", (1, 2))
    edit(deck, lambda shapes: shapes["chart-money-each"].chart.replace_data(own))
    for change in (DEARER, ()):
        said = refresh(deck, *change)
        assert "chart-money-each: numbers changed by hand, so the chart stays as it is" in said
        assert ("those of the plan are others now" in said) == bool(change)
        assert numbers(charts(deck)["chart-money-each"])["Ours"] == [1, 2]


def test_a_chart_moved_or_deleted_by_hand_stays_so(deck):
    before = {key: (frame.left, frame.top) for key, frame in charts(deck).items()}

    def move(shapes):
        shapes["chart-money-each"].top = Emu(shapes["chart-money-each"].top + 300_000)
        gone = shapes["chart-value-shares"]._element
        gone.getparent().remove(gone)

    edit(deck, move)
    for change in (DEARER, ()):
        said = refresh(deck, *change)
        found = charts(deck)
        assert "chart-value-shares: stays deleted" in said and "chart-value-shares" not in found
        assert found["chart-money-each"].top == pytest.approx(before["chart-money-each"][1] + 300_000, abs=5000)
        assert found["chart-money-all"].top == pytest.approx(before["chart-money-all"][1], abs=5000)


def test_charts_come_into_a_deck_of_somebody_else(tmp_path):
    path = tmp_path / "theirs.pptx"
    theirs = Presentation()
    theirs.slides.add_slide(theirs.slide_layouts[0]).shapes.title.text = "Ours"
    theirs.save(str(path))
    path.write_bytes(put_into_deck(plan(), path, Wanted(VIEWS), default_registry())[0])
    found = charts(path)
    assert set(found) == set(charts(untouched()))
    assert numbers(found["chart-value-shares"]) == numbers(charts(untouched())["chart-value-shares"])
    with zipfile.ZipFile(path) as package:
        listed = etree.fromstring(package.read("[Content_Types].xml"))
        said = {node.get("PartName") for node in listed} | {f".{node.get('Extension')}" for node in listed}
        for name in package.namelist():
            assert f"/{name}" in said or f".{name.rpartition('.')[2]}" in said, f"{name} has no type"
    assert "numbers" in refresh(path, *DEARER)


@pytest.mark.office
def test_another_program_that_saves_the_deck_changes_no_chart(deck, tmp_path):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pptx", "--outdir",
         str(tmp_path / "out"), str(deck)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    deck.write_bytes((tmp_path / "out" / deck.name).read_bytes())
    assert "chart-" not in refresh(deck), "nobody has touched them"
    said = refresh(deck, *DEARER)
    assert "chart-money-each: numbers" in said and "by hand" not in said
    want = [one.build_cost for one in plan(*DEARER).case.quarters]
    assert numbers(charts(deck)["chart-money-each"])["people who build"] == pytest.approx(want)


def test_the_same_plan_gives_the_same_bytes():
    assert board_deck(plan(), default_registry(), views=VIEWS)[0] == untouched()
