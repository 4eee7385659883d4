"""The questions as a workbook, and the answers back from it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import planner
from planner.assessment.form import Answer, agreed, form, read_form

from conftest import EXAMPLES

JOURNEY = planner.load_journey("social-native")
BANK = planner.load(EXAMPLES / "reches-bank.yaml")


def filled(answers: dict[tuple[str, int], str], **more: object) -> bytes:
    """A form with answers, as a spreadsheet program leaves it."""
    book = openpyxl.load_workbook(io.BytesIO(form(JOURNEY, None, "en")))
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            key = (row[0].value, row[1].value)
            if key in answers:
                row[4].value = answers[key]
                for place, name in ((5, "note"), (6, "by"), (7, "on")):
                    if key[1] == 1 and name in more:
                        row[place].value = more[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_for_each_area_with_cells_that_are_checked():
    book = openpyxl.load_workbook(io.BytesIO(form(JOURNEY, None, "en")))
    assert len(book.sheetnames) == 12 and book.sheetnames[0] == "How to fill this in"
    rows = [(row[0].value, row[1].value) for sheet in book.worksheets[1:] for row in sheet.iter_rows(min_row=2)]
    assert sorted(rows) == sorted((c.id, level) for c in JOURNEY.capabilities.values() for level in (1, 2, 3))
    said = " ".join(str(row[2].value) for row in book.worksheets[0].iter_rows(min_row=2))
    assert "2 repeatable" in said and "stop at the first no" in said
    sheet = book.worksheets[1]
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "date"}
    assert sheet.column_dimensions["A"].hidden and sheet.protection.sheet
    assert not sheet["E2"].protection.locked and sheet["D2"].protection.locked


def test_hebrew_runs_from_right_to_left():
    book = openpyxl.load_workbook(io.BytesIO(form(JOURNEY, BANK.organisation, "he")))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    assert book.worksheets[1]["C1"].value == "יכולת"
    content = form(JOURNEY, BANK.organisation, "he")
    levels = {answer.capability: answer.level for answer in read_form(content, "form.xlsx", JOURNEY)}
    answered = {name: standing for name, standing in BANK.organisation.levels.items() if name != "influencer-outreach"}
    assert levels == {name: standing.level for name, standing in answered.items()}


def test_what_is_known_is_filled_in_and_read_again():
    answers = {one.capability: one for one in read_form(form(JOURNEY, BANK.organisation, "en"), "form.xlsx", JOURNEY)}
    assert answers["basic-listening"] == Answer(
        "basic-listening", 2, "Daily scan and a weekly digest since spring", "Head of PR", date(2027, 5, 12)
    )
    assert BANK.organisation.levels["influencer-outreach"].level == 0
    assert "influencer-outreach" not in answers, "a 0 that nobody stands for is asked again"
    assert "social-crm" not in answers, "nobody answered it"
    assert form(JOURNEY, BANK.organisation, "en") == form(JOURNEY, BANK.organisation, "en"), "the same bytes"


def test_answers_as_people_write_them():
    said = {
        ("basic-presence", 1): "Yes",
        ("basic-presence", 2): " Y ",
        ("basic-presence", 3): "כן",
        ("house-rules", 1): "no",
    }
    (first, second) = read_form(filled(said, note="seen", by="Ann", on=datetime(2027, 2, 1)), "form.xlsx", JOURNEY)
    assert {first.capability: first, second.capability: second} == {
        "basic-presence": Answer("basic-presence", 3, "seen", "Ann", date(2027, 2, 1)),
        "house-rules": Answer("house-rules", 0, "seen", "Ann", date(2027, 2, 1)),
    }


@pytest.mark.parametrize(
    ("said", "more", "words"),
    [
        ({("house-rules", 1): "perhaps"}, {}, "!E"),
        ({("house-rules", 1): "perhaps"}, {}, "'perhaps' is neither yes nor no"),
        ({("house-rules", 1): "no", ("house-rules", 2): "yes"}, {}, "answered yes at level 2 but not below it"),
        ({("house-rules", 2): "yes"}, {}, "answer the questions in their order"),
        ({("house-rules", 1): "yes"}, {"on": "yesterday"}, "'yesterday' is no date"),
        ({}, {}, "holds no answers"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_cell(said, more, words):
    with pytest.raises(planner.PlannerError) as raised:
        read_form(filled(said, **more), "form.xlsx", JOURNEY)
    assert words in str(raised.value)


def test_several_respondents_lowest_level_counts():
    ann = (Answer("house-rules", 2, "written", "Ann", date(2027, 2, 1)), Answer("basic-presence", 1))
    ben = (Answer("house-rules", 1, "not read", "Ben", date(2027, 1, 1)), Answer("basic-presence", 1))
    found = agreed([("ann", ann), ("ben", ben)])
    assert found.apart == (("house-rules", (("Ann", 2), ("Ben", 1))),)
    assert found.answers[0] == Answer("house-rules", 1, "not read", "Ben", date(2027, 1, 1)), "Ann never said so"
    together = agreed([("ann", (Answer("house-rules", 1),)), ("ben", (Answer("house-rules", 1),))]).answers[0]
    assert together.by == "ann, ben"


def test_from_a_form_into_the_file(run, write, tmp_path):
    text = "# mine\norganisation: acme   # us\nstart: 2027-01-01\nlevels:\n  house-rules: 2   # old\n"
    write("acme.yaml", text)
    assert run("assess", "form", "acme.yaml", "-o", "form.xlsx").exit_code == 0
    assert run("assess", "form", "-o", "form.xlsx").exit_code == 2, "what is there is kept"
    (tmp_path / "ann.xlsx").write_bytes(filled({("house-rules", 1): "yes", ("house-rules", 2): "no"}, by="Ann"))
    (tmp_path / "ben.xlsx").write_bytes(filled({("house-rules", 1): "no"}))
    shown = run("assess", "read", "ann.xlsx", "ben.xlsx", "--into", "acme.yaml", "--dry-run")
    assert shown.exit_code == 1
    assert "House rules and account security: Ann says 1, ben says 0" in " ".join(shown.stdout.split())
    assert Path("acme.yaml").read_text("utf-8") == text
    result = run("assess", "read", "ann.xlsx", "--into", "acme.yaml", "--json")
    assert (result.exit_code, json.loads(result.stdout)["answers"]) == (0, 1)
    assert Path("acme.yaml").read_text("utf-8") == text.replace(
        "house-rules: 2 ", "house-rules: {level: 1, was: 2, by: Ann} "
    )


def test_every_answer_is_kept_and_the_agreed_level_comes_back(run, write, tmp_path):
    write("acme.yaml", "organisation: acme\nstart: 2027-01-01\n")
    said = {("house-rules", 1): "yes", ("house-rules", 2): "yes"}
    (tmp_path / "ann.xlsx").write_bytes(filled(said, note="-written", by="Ann", on=datetime(2027, 2, 1)))
    (tmp_path / "ben.xlsx").write_bytes(filled({("house-rules", 1): "no"}, note="nobody knows them", by="Ben"))
    forms = ["ann.xlsx", "ben.xlsx", "--into", "acme.yaml"]
    assert run("assess", "read", *forms, "--dry-run").exit_code == 1
    assert not Path("acme.answers.csv").exists()
    assert run("assess", "read", *forms, "--sheet", "agree.xlsx").exit_code == 1
    record = list(csv.reader(Path("acme.answers.csv").read_text("utf-8").splitlines()))
    assert [row[1:5] for row in record[1:]] == [
        ["Ann", "ann.xlsx", "house-rules", "2"],
        ["Ben", "ben.xlsx", "house-rules", "0"],
    ]
    assert record[1][6] == "'-written" and record[2][6] == "nobody knows them"
    assert run("assess", "read", *forms).exit_code == 1
    assert len(list(csv.reader(Path("acme.answers.csv").read_text("utf-8").splitlines()))) == 3, "nothing twice"
    assert planner.load("acme.yaml").organisation.levels["house-rules"].by == "Ben"

    book = openpyxl.load_workbook("agree.xlsx")
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[2:5] == ["Ann", "Ben", "Proposed"] and sheet.cell(2, 3).value == "2: -written"
    assert run("assess", "read", "agree.xlsx", "--into", "acme.yaml").exit_code == 2, "nothing is agreed on yet"
    sheet.cell(2, 1 + heads.index("Agreed level")).value = 1
    book.save("agree.xlsx")
    result = run("assess", "read", "agree.xlsx", "--into", "acme.yaml")
    assert result.exit_code == 2 and "nobody is named who agreed" in result.stderr
    sheet.cell(2, 1 + heads.index("Who agreed")).value = "Ann, Ben"
    sheet.cell(2, 1 + heads.index("How is it known?")).value = "written, not yet taught"
    book.save("agree.xlsx")
    assert run("assess", "read", "agree.xlsx", "--into", "acme.yaml").exit_code == 0
    now = planner.load("acme.yaml").organisation.levels["house-rules"]
    assert (now.level, now.by, now.evidence, now.was) == (1, "Ann, Ben", "written, not yet taught", 0)
    assert [(one.level, one.by) for one in now.history] == [(0, "Ben")]
    rows = list(csv.reader(Path("acme.answers.csv").read_text("utf-8").splitlines()))
    assert rows[-1][1:5] == ["Ann, Ben", "agree.xlsx", "house-rules", "1"] and rows[:3] == record


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04" + b"\0" * 200])
def test_what_is_no_workbook_is_refused(run, write, tmp_path, content):
    write("acme.yaml", "organisation: acme\nstart: 2027-01-01\n")
    (tmp_path / "form.xlsx").write_bytes(content)
    result = run("assess", "read", "form.xlsx", "--into", "acme.yaml")
    assert result.exit_code == 2
    assert "is no workbook that can be read" in result.stderr
    assert run("assess", "read", "nothing.xlsx", "--into", "acme.yaml").exit_code == 2
