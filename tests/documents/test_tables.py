"""Documents as workbooks and tables and back, without loss; plans as baselines from every table they are exported to."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
import ryaml
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.documents import table_sheets, tables
from planner.documents.reader import MAX_BYTES
from planner.documents.workbooks import read_workbook, workbook
from planner.documents.yaml_text import as_lines

from conftest import EXAMPLES, SAMPLES
from small_cases import cases

ODD = st.one_of(
    st.sampled_from(["=1+1", "+cmd", "-2", "@x", "yes", "null", "1e3", "007", "2027-07-01", "a: b", "# no", "[x]", "{y: z}",
                     "'quoted'", '"', "line\nbreak", "tab\there", " space ", "שלום", "see the sheet levels", "1/9", "~"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6, allow_nan=False), st.booleans(), st.none(),
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(["levels", "a.b", "x[0]", 'q"q', "2027Q1", "level", "value", "0", "a b", "$schema"]),
    st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True),
)
VALUES = st.recursive(
    ODD, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=12
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_any_data_comes_back_from_a_table(data):
    text = tables.to_csv(data, {}).decode("utf-8-sig")
    assert tables.from_csv(text, "t.csv") == data
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert not row[1].startswith(("=", "@", "+", "\t"))
        assert not (row[1].startswith("-") and not isinstance(ryaml.loads(row[1]), int | float))


SECTIONS = st.dictionaries(
    st.sampled_from(["name", "levels", "goals", "calendar", "budget", "options", "start"]),
    VALUES,
    min_size=1,
    max_size=5,
)


def levelled(data: dict[str, Any]) -> dict[str, Any]:
    """``{level: 2}`` and ``2`` mean the same, so a workbook makes one of them."""
    found = dict(data)
    for part in ("levels", "targets"):
        if isinstance(data.get(part), dict):
            found[part] = {
                k: v["level"] if isinstance(v, dict) and list(v) == ["level"] else v for k, v in data[part].items()
            }
    return found


@given(SECTIONS)
def test_any_document_comes_back_from_a_workbook(data):
    content = workbook(table_sheets.sheets(data, {}))
    assert table_sheets.from_sheets(read_workbook(content, "t.xlsx"), "t.xlsx") == levelled(data)
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(name), "no cell is a formula"


@given(cases())
def test_random_organisations_come_back(case):
    _journey, organisation = case
    for found in (
        tables.from_csv(tables.to_csv(organisation, {}).decode("utf-8-sig"), "t.csv"),
        table_sheets.from_sheets(read_workbook(workbook(table_sheets.sheets(organisation, {})), "t.xlsx"), "t.xlsx"),
    ):
        assert found == organisation
        assert list(found) == list(organisation)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "yaml"])
def test_samples_come_back_and_plan_the_same(run, tmp_path, name, ending):
    source = EXAMPLES / f"{name}.yaml"
    assert run("convert", source, "-o", f"there.{ending}").exit_code == 0
    assert run("convert", f"there.{ending}", "-o", "back.json").exit_code == 0
    assert json.loads((tmp_path / "back.json").read_text("utf-8")) == ryaml.loads(source.read_text("utf-8"))
    assert planner.load(tmp_path / "back.json").organisation == planner.load(source).organisation
    again = run("convert", source, "-o", f"again.{ending}")
    assert again.exit_code == 0
    assert (tmp_path / f"again.{ending}").read_bytes() == (tmp_path / f"there.{ending}").read_bytes()


def test_a_journey_comes_back(run, tmp_path):
    from planner.documents.loader import finder, load_journey
    from planner.plugins.registry import default_registry

    source = finder(default_registry())("social-native")
    for ending in ("xlsx", "csv"):
        assert run("convert", source, "-o", f"j.{ending}").exit_code == 0
        assert run("convert", f"j.{ending}", "-o", f"{ending}.yaml").exit_code == 0
        assert load_journey(tmp_path / f"{ending}.yaml") == load_journey(source)


def test_edited_in_a_spreadsheet(run, tmp_path):
    """What a person does: another level, another capacity, a row more; numbers and dates as a spreadsheet stores them."""
    run("convert", EXAMPLES / "reches-bank.yaml", "-o", "bank.xlsx")
    book = openpyxl.load_workbook(tmp_path / "bank.xlsx")
    levels = book["levels"]
    heads = [cell.value for cell in levels[1]]
    assert heads[:3] == ["id", "(name)", "level"] and levels["B2"].value == "Account inventory"
    levels["C2"] = 2.0
    levels.append(["staff-training", None, 1])
    book["capacity"]["C2"] = 5
    from datetime import datetime

    book["document"]["B8"] = datetime(2027, 7, 1)
    book.save(tmp_path / "bank.xlsx")
    assert run("convert", "bank.xlsx", "-o", "bank.yaml").exit_code == 0
    organisation = planner.load(tmp_path / "bank.yaml").organisation
    assert organisation.levels["channel-audit"].level == 2 and organisation.levels["staff-training"].level == 1
    assert organisation.capacity["exec"].values == (5.0,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "the first line names the columns key and value"),
        ("key,value\n..,1\n", "t.csv:2: '..' is no key"),
        ("key,value\norganisation,acme\norganisation,x\n", "t.csv:3: 'organisation' does not go with"),
        ("key,value\ncalendar[1].name,x\n", "t.csv:2:"),
        ("key,value\norganisation,[\n", "is no value"),
        ("key,value\n", "holds no document"),
        ("key,value,key\norganisation,acme,x\n", "a column is there twice"),
        ("key,value\n" + ".".join(["a"] * 100) + ",1\n", "is no key"),
        ("key,value\norganisation,acme\nstart,2027-01-01\nlevels.social-crn,1\n", "did you mean 'social-crm'?"),
    ],
)
def test_faulty_tables_are_refused(run, write, tmp_path, text, words):
    write("t.csv", text)
    result = run("convert", "t.csv", "-o", "t.yaml")
    assert result.exit_code == 2 and words in result.stderr
    assert not (tmp_path / "t.yaml").exists()


def test_text_that_somebody_typed_stays_as_it_is(run, write, tmp_path):
    """Colons, hashes and spaces mean nothing in a cell, and no cell is too long for a table."""
    long = "word " * 40_000
    write("t.csv", f'key,value\norganisation,acme\nstart,2027-01-01\nname,Acme: bread # and cake\nowner,"{long}"\n')
    data = tables.from_csv((tmp_path / "t.csv").read_text("utf-8"), "t.csv")
    assert data["name"] == "Acme: bread # and cake" and data["owner"] == long


def test_no_workbook_makes_a_sheet_of_billions(run, tmp_path):
    """One stray cell in the last row and column, and a sheet that unpacks to far more than it weighs."""
    book = openpyxl.Workbook()
    book.active.title = "document"
    book.active["A1"], book.active["B1"], book.active["XFD1048576"] = "key", "value", "x"
    book.save(tmp_path / "far.xlsx")
    result = run("convert", "far.xlsx", "-o", "far.yaml")
    assert result.exit_code == 2 and "delete what stands far off the tables" in result.stderr
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (MAX_BYTES + 1))
    result = run("convert", "bomb.xlsx", "-o", "bomb.yaml")
    assert result.exit_code == 2 and "unpacks to more than" in result.stderr
    assert not list(tmp_path.glob("*.yaml"))


def test_faulty_workbooks_and_names_are_refused(run, tmp_path, write):
    write("no.xlsx", "no workbook")
    assert "is no workbook" in run("convert", "no.xlsx", "-o", "a.yaml").stderr
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    assert "has no sheet 'document'" in run("convert", "empty.xlsx", "-o", "a.yaml").stderr
    book = openpyxl.Workbook()
    book.active.title = "document"
    for row in (["key", "value"], ["organisation", "acme"], ["organisation", "b"], ["start", "[oops"]):
        book.active.append(row)
    part = book.create_sheet("levels")
    for row in (["id", "(name)", "level"], ["a", None, 1], ["a", None, 2], [None, None, 2]):
        part.append(row)
    book.save(tmp_path / "bad.xlsx")
    said = run("convert", "bad.xlsx", "-o", "a.yaml").stderr
    for words in (
        "document!A3: 'organisation' is there twice",
        "document!B4",
        "levels!A3: 'a' is there twice",
        "levels!A4: the id is missing",
    ):
        assert words in said
    source = write("acme.yaml", as_lines({"organisation": "acme", "start": "2027-01-01"}))
    for args, words in (
        (["acme.yaml", "-o", "acme.txt"], "name a file that ends in"),
        (["acme.yaml", "-o", "no.xlsx"], "already there"),
        (["acme.yaml", "-o", "./acme.yaml", "--force"], "is the file to convert"),
    ):
        result = run("convert", *args)
        assert result.exit_code == 2 and words in result.stderr
    assert source.read_text("utf-8").startswith("organisation: acme")


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_a_plan_that_comes_back_is_a_baseline(run, ending):
    bank = EXAMPLES / "reches-bank.yaml"
    assert run("roadmap", bank, "-o", f"plan.{ending}", "-q").exit_code == 0
    old = {p.id: p.start_date for p in planner.plan(bank).placements}
    found = json.loads(
        run(
            "roadmap",
            bank,
            "--set",
            "capacity.mkt=40",
            "--objective",
            "stability,value",
            "--baseline",
            f"plan.{ending}",
            "--json",
        ).stdout
    )
    assert all(step["start_date"] == old[step["id"]].isoformat() for step in found["steps"] if step["id"] in old)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("b.csv", "a,b\n1,2\n", "it has no columns 'id' and 'start_date'"),
        ("b.csv", "id,start_date\nx@2,soon\n", "'soon' of 'x@2' is no date"),
        ("b.csv", "id,start_date\n", "holds no steps of a roadmap"),
        ("b.xlsx", "no", "is no workbook"),
    ],
)
def test_faulty_baselines_are_refused(run, write, name, text, words):
    write(name, text)
    result = run("roadmap", EXAMPLES / "five-minutes.yaml", "--objective", "stability", "--baseline", name, "-q")
    assert result.exit_code == 2 and words in result.stderr
