"""Audits from spreadsheets: read whole or told; and a record that stays true when they are brought into a file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

import planner
from planner.files.yaml_values import load_yaml

from conftest import EXAMPLES

HEAD = "capability;Level;Evidence / link;Comment;Who;Date;Priority\n"


def imported(text: str | bytes, tmp_path: Path, name: str = "audit.csv", **options: object) -> object:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    kind = "xlsx" if name.endswith("xlsx") else "csv"
    return planner.import_file(file, options={"importers": {kind: options}} if options else None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_spreadsheet_as_people_save_it(encoding, ends, separator, tmp_path):
    text = "sep=;\n" * (separator == ";") + HEAD + (
        "House rules and account security;repeatable;https://x;für alle;Ann;02.11.2026;high\n"
        "basic-listening;2,0;;;;2026/12/31;\nbasic-presence;1;;;;;\nbasic-presense;1;;;;;\n;;x;;;;\n"
    )  # fmt: skip
    text = text.replace("2,0", "2.0") if separator == "," else text
    body = text.replace(";", separator) if separator != ";" else text
    found = imported(body.replace("\n", ends).encode(encoding), tmp_path)
    levels = found.document["levels"]
    assert levels["house-rules"] == {"level": 2, "evidence": "https://x; für alle", "by": "Ann", "on": "2026-11-02"}
    assert levels["basic-listening"] == {"level": 2, "on": "2026-12-31"} and levels["basic-presence"] == 1
    notes = " ".join(found.notes)
    first = 2 + (separator == ";")
    assert "column 'Priority' is not understood" in notes
    assert (
        f"audit.csv:{first + 3}: there is no capability 'basic-presense', so the row is left out; did you mean 'basic-presence'?"
        in notes
    )
    assert f"audit.csv:{first + 4} names no capability" in notes
    assert ("Windows-1252" in notes) == (encoding == "cp1252")


def test_columns_with_names_of_ones_own(tmp_path):
    text = "Praxis,Wert\nbasic-presence,2\n"
    with pytest.raises(planner.PlannerError, match="there is no column 'capability'"):
        imported(text, tmp_path)
    found = imported(text, tmp_path, columns="Praxis=capability, Wert=level")
    assert found.document["levels"] == {"basic-presence": 2}
    with pytest.raises(planner.PlannerError, match="'Prax=capability' is not HEADING=WHAT"):
        imported(text, tmp_path, columns="Prax=capability")


@pytest.mark.parametrize(("row", "words"), [
    ("basic-presence,4,", "audit.csv:2: '4' is no level; write one of 0 none, 1 ad hoc"),
    ("basic-presence,1.5,", "'1.5' is no level"), ("basic-presence,1,31.02.2026", "'31.02.2026' is no day"),
    ("basic-presence,1,\nbasic-presence,2,", "audit.csv:3: 'basic-presence' has a row already, audit.csv:2"),
    ("who knows,1,", "audit.csv:2: there is no capability 'who knows'"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_the_users_line(row, words, tmp_path):
    with pytest.raises(planner.PlannerError) as found:
        imported(f"capability,level,on\n{row}\n", tmp_path)
    assert words in str(found.value) and str(found.value).count("is no") <= 1


def test_dates_begin_with_the_day_unless_said_otherwise(tmp_path):
    text = "capability,level,on\nbasic-presence,1,02/11/2026\n"
    assert imported(text, tmp_path).document["levels"]["basic-presence"]["on"] == "2026-11-02"
    assert imported(text, tmp_path, month_first=True).document["levels"]["basic-presence"]["on"] == "2026-02-11"


def test_a_workbook(tmp_path):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Read me").write("A1", "An audit")
    page = book.add_worksheet("Audit")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, cells in enumerate(
        [("Name", "Score", "Date", "Colour"), ("Basic listening", 2, 46328, "red"), ("Nobody knows", 1, "", "")]
    ):
        for column, cell in enumerate(cells):
            page.write(row, column, cell, day if column == 2 and row else None)
    book.close()
    found = imported(out.getvalue(), tmp_path, "audit.xlsx")
    assert found.document["levels"] == {"basic-listening": {"level": 2, "on": "2026-11-02"}}
    notes = " ".join(found.notes)
    assert "column 'Colour'" in notes and "audit.xlsx: Audit!3" in notes and "sheet 'Read me' is not looked at" in notes
    with pytest.raises(planner.PlannerError, match="is no workbook that can be read"):
        imported(b"PK\x03\x04 nothing", tmp_path, "audit.xlsx")


OLD = """# ours
organisation: acme
start: 2026-01-01
levels:
  basic-presence: {level: 1, evidence: "Audit of 3 May", by: PR lead, on: 2026-05-03}   # keep
  house-rules: 2
targets: {social-crm: 2}
"""


def test_an_audit_is_brought_into_a_file_that_there_is(run, write, tmp_path):
    file = write("acme.yaml", OLD)
    write("audit.csv", "capability,level,target,evidence,by,on\nbasic-presence,2,,new audit,Ann,2026-11-02\nhouse-rules,2,3,,,\n"
                       "basic-listening,1,,,,\n")  # fmt: skip
    shown = run("import", "audit.csv", "--into", "acme.yaml", "--dry-run")
    assert shown.exit_code == 0 and file.read_text("utf-8") == OLD
    assert (
        "levels.basic-presence: 2 (1 before)" in shown.stdout and "targets.house-rules: 3 (none before)" in shown.stdout
    )
    assert run("import", "audit.csv", "--into", "acme.yaml").exit_code == 0
    text = file.read_text("utf-8")
    assert "# keep" in text and text.startswith("# ours\n")
    data = load_yaml(text)
    known = {"level": 1, "evidence": "Audit of 3 May", "by": "PR lead", "on": "2026-05-03"}
    assert data["levels"]["basic-presence"] == {
        "level": 2, "was": 1, "evidence": "new audit", "by": "Ann", "on": "2026-11-02", "history": [known],
    }  # fmt: skip
    assert data["levels"]["house-rules"] == 2 and data["targets"] == {"social-crm": 2, "house-rules": 3}
    before = file.read_bytes()
    again = run("import", "audit.csv", "--into", "acme.yaml")
    assert "nothing is other than the file says" in again.stdout and file.read_bytes() == before


def test_a_date_beside_a_target_stays_and_the_journey_is_that_of_the_file(run, write, tmp_path):
    journey = EXAMPLES / "ai-at-work" / "journey.yaml"
    file = write("acme.yaml", f"organisation: acme\nstart: 2027-01-01\njourney: {journey}\n"
                              "targets: {agents: {level: 3, by: 2028-12-31, hard: true}}\n")  # fmt: skip
    write("audit.csv", "capability;level;target\nData catalogue;managed;\nAgents that act;tried;2\n")
    shown = run("import", "audit.csv", "--into", "acme.yaml")
    assert shown.exit_code == 0, shown.output
    data = load_yaml(file.read_text("utf-8"))
    assert data["targets"] == {"agents": {"level": 2, "by": "2028-12-31", "hard": True}}
    assert data["levels"] == {"agents": 1} or data["levels"]["agents"] == 1


BLOCK = """organisation: acme
start: 2026-01-01
levels:
  basic-presence:
    level: 1
    evidence: Audit of 3 May
    by: PR lead
    on: 2026-05-03
targets: {social-crm: 2}
"""


@pytest.mark.parametrize("text", [OLD, BLOCK])
def test_what_was_said_of_a_level_does_not_vouch_for_another(text, run, write):
    file = write("acme.yaml", text)
    assert run("mark", "basic-presence", "done", "acme.yaml").exit_code == 0
    standing = planner.load(file).organisation.levels["basic-presence"]
    assert (standing.level, standing.was, standing.evidence, standing.by, standing.on) == (2, 1, "", "", None)
    assert [(one.level, one.evidence, one.by) for one in standing.history] == [(1, "Audit of 3 May", "PR lead")]
    assert run("mark", "basic-presence", "3", "acme.yaml", "--by", "Ann", "--on", "2026-11-20").exit_code == 0
    standing = planner.load(file).organisation.levels["basic-presence"]
    assert (standing.level, standing.was, standing.by, len(standing.history)) == (3, 2, "Ann", 1)


def test_days_that_cannot_be_are_refused(run, write, monkeypatch):
    monkeypatch.setenv("PLANNER_TODAY", "2026-12-01")
    file = write("acme.yaml", OLD)
    assert "is in the future" in run("mark", "house-rules", "done", "acme.yaml", "--on", "2026-12-02").stderr
    late = run("mark", "basic-presence", "done", "acme.yaml", "--on", "2026-05-02")
    assert late.exit_code == 2 and "was assessed on 2026-05-03, after 2026-05-02" in late.stderr
    assert file.read_text("utf-8") == OLD
    monkeypatch.setenv("PLANNER_TODAY", "soon")
    assert (
        "PLANNER_TODAY='soon' is no day" in run("mark", "house-rules", "done", "acme.yaml", "--on", "2026-12-02").stderr
    )


def test_a_title_above_the_columns_is_told_and_passed_over(tmp_path):
    found = imported("Audit of autumn;;\nall teams;;\ncapability;level;who\nbasic-listening;2;Ann\n", tmp_path)
    assert found.document["levels"] == {"basic-listening": {"level": 2, "by": "Ann"}}
    assert found.notes == ("audit.csv:1: 'Audit of autumn' is above the columns and left out",
                           "audit.csv:2: 'all teams' is above the columns and left out")  # fmt: skip
    with pytest.raises(planner.PlannerError, match=r"audit\.csv:1: there is no column 'capability'"):
        imported("Audit;;\nwhat;how\nbasic-listening;2\n", tmp_path)


def test_an_importer_reads_for_the_journey_of_the_file_it_is_brought_into(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("journey.yaml").write_text((EXAMPLES / "ai-at-work" / "journey.yaml").read_text("utf-8"), "utf-8")
    Path("acme.yaml").write_text("organisation: acme\nstart: 2027-01-01\njourney: journey.yaml\nlevels: {}\n", "utf-8")
    Path("own.py").write_text(
        "from planner.plugins import Imported, Importer, hookimpl\n@hookimpl\ndef planner_importers():\n"
        "    yield Importer('own', ('.own',), lambda content: Imported("
        "{'organisation': 'x', 'start': '2027-01-01', 'levels': {'ai-inventory': 2}}), 'ours')\n", "utf-8")  # fmt: skip
    Path("audit.own").write_text("", "utf-8")
    said = run("import", "audit.own", "--plugin", "own.py", "--into", "acme.yaml")
    assert said.exit_code == 0, said.output
    assert planner.load("acme.yaml").organisation.levels["ai-inventory"].level == 2
    assert run("import", "audit.own", "--plugin", "own.py").exit_code == 2, "by the bundled journey it is unknown"


def test_the_journey_is_found_from_where_the_file_is_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    journey = (EXAMPLES / "ai-at-work" / "journey.yaml").read_text("utf-8")
    Path("journey.yaml").write_text(journey, "utf-8")
    Path("audit.csv").write_text("capability,level\nai-inventory,1\n", "utf-8")
    Path("clients").mkdir()
    said = run("import", "audit.csv", "-o", "clients/acme.yaml", "--option", "csv.journey=journey.yaml")
    assert said.exit_code == 0, said.output
    assert load_yaml(Path("clients/acme.yaml").read_text("utf-8"))["journey"] == "../journey.yaml"
    assert run("assess", "clients/acme.yaml").exit_code == 0
