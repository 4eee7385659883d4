"""Progress read back from where people work: what is read plus what is listed is all there was."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

import planner
from planner.assessment.reported import read_reported

ACME = """\
organisation: acme
start: 2027-01-01
horizon: 12
goals: {awareness: 1}
target_stage: channels
capacity: {mkt: 10, pr: 10, svc: 10, exec: 10, legal: 10, it: 10, hr: 10, social: 10, agency: 10, bu: 10, ops: 10, prod: 10, sales: 10}
"""


@pytest.fixture
def acme(write, run, monkeypatch) -> Path:
    monkeypatch.setenv("PLANNER_TODAY", "2027-06-01")
    file = write("acme.yaml", ACME)
    assert run("baseline", file).exit_code == 0
    return file


def steps(file: Path) -> list[dict[str, object]]:
    return json.loads(file.with_name("acme.baseline.json").read_text("utf-8"))["steps"]


def levels(file: Path) -> dict[str, int]:
    return {name: one.level for name, one in planner.load(file).organisation.levels.items()}


def jira(file: Path, states: dict[str, list[str]]) -> str:
    """Our own export with the columns that Jira adds: status, resolved, time spent, remaining."""
    table = list(csv.reader(io.StringIO(planner.pages(planner.plan(file), "jira")[0].decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*table[0], "Status", "Resolved", "Time Spent", "Remaining Estimate"])
    for row in table[1:]:
        writer.writerow([*row, *states.get(row[3], ["To Do", "", "", ""])])
    return out.getvalue()


def test_jira(acme, run, write):
    first, second, third, fourth = (step["name"] for step in steps(acme)[:4])
    report = write("issues.csv", jira(acme, {
        first: ["Done", "10/Feb/27 3:04 PM", "", ""], second: ["In Progress", "", "3600", "10800"],
        third: ["QA", "", "", ""], fourth: ["Closed", "last week", "", ""],
    }) + "999,,Task,Buy a coffee machine,,,,,,,Done,,,\n")  # fmt: skip
    before = acme.read_text("utf-8")
    preview = json.loads(run("progress", report, acme, "--dry-run", "--json").stdout)
    assert acme.read_text("utf-8") == before and not preview["written"] and len(preview["marks"]) == 3
    found = json.loads(run("progress", report, acme, "--by", "PMO", "--json").stdout)
    assert found["written"] and found["marks"] == preview["marks"]
    assert [one["name"] for one in found["unmatched"]] == ["Buy a coffee machine"]
    assert [one["why"] for one in found["left"]] == ["the state 'QA' is not known"]
    assert any("'last week' cannot be read" in one["said"] for one in found["marks"])
    organisation = planner.load(acme).organisation
    done = organisation.levels[steps(acme)[0]["capability"]]
    assert (done.level, str(done.on), done.by) == (2, "2027-02-10", "PMO") and "line" in done.evidence
    assert {one.capability: one.done for one in organisation.in_progress}[steps(acme)[1]["capability"]] == 0.25
    again = json.loads(run("progress", report, acme, "--json").stdout)
    assert not again["marks"] and not again["written"], "what the file says already is not said again"
    rows = 1 + len(steps(acme)) + len({step["stage"] for step in steps(acme)})
    assert len(found["marks"]) + len(found["left"]) + len(found["unmatched"]) <= rows and not found["silent"]


def test_microsoft_project(acme, run, tmp_path):
    space = "{http://schemas.microsoft.com/project}"
    ElementTree.register_namespace("", space[1:-1])
    root = ElementTree.fromstring(planner.pages(planner.plan(acme), "msproject")[0])
    first, second = (step["name"] for step in steps(acme)[:2])
    for task in root.iter(f"{space}Task"):
        part = {first: "100", second: "40"}.get(task.findtext(f"{space}Name"))
        if part:
            task.find(f"{space}PercentComplete").text = part
        if part == "100":
            ElementTree.SubElement(task, f"{space}ActualFinish").text = "2027-03-05T17:00:00"
    (tmp_path / "plan.xml").write_bytes(ElementTree.tostring(root))
    found = json.loads(run("progress", tmp_path / "plan.xml", acme, "--json").stdout)
    assert len(found["marks"]) == 2 and not found["unmatched"]
    organisation = planner.load(acme).organisation
    assert str(organisation.levels[steps(acme)[0]["capability"]].on) == "2027-03-05"
    assert organisation.in_progress[0].done == 0.4


def test_our_own_workbook(acme, run, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(planner.pages(planner.plan(acme), "xlsx")[0]))
    sheet = book["Plan"]
    heads = [cell.value for cell in sheet[1]]
    done, finished = 1 + heads.index("Done"), 1 + heads.index("Finished")
    sheet.cell(2, done).value, sheet.cell(2, finished).value = 1, "2027-02-20"
    sheet.cell(3, done).value = 0.6
    book.save(tmp_path / "plan.xlsx")
    found = json.loads(run("progress", tmp_path / "plan.xlsx", acme, "--json").stdout)
    assert [one["where"] for one in found["marks"]] in (["row 2", "row 3"], ["row 3", "row 2"])
    ids = {sheet.cell(2, 1).value.partition("@")[0]: 2}
    assert {name: level for name, level in levels(acme).items() if name in ids} == ids


def test_less_than_the_file_says_changes_nothing(acme, run, write):
    first = steps(acme)[0]
    assert run("mark", first["capability"], "done", acme, "--on", "2027-02-01").exit_code == 0
    before = acme.read_text("utf-8")
    report = write("issues.csv", f"Summary,Status\n{first['name']},To Do\n")
    found = json.loads(run("progress", report, acme, "--json").stdout)
    assert "the file says that it is done" in found["left"][0]["why"] and acme.read_text("utf-8") == before
    future = write("future.csv", f"Summary,Status,Resolved\n{steps(acme)[1]['name']},Done,2030-01-01\n")
    assert "in the future" in json.loads(run("progress", future, acme, "--json").stdout)["left"][0]["why"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", "", "empty"), ("no.csv", "a,b\n1,2\n", "no column names steps"),
        ("no.csv", "Summary,b\nx,2\n", "how far anything is"), ("bad.xml", "<Project><Tasks>", "no XML"),
        ("none.xml", "<Project/>", "no tasks"), ("bomb.xml", '<!DOCTYPE x [<!ENTITY a "b">]><Project/>', "entities"),
        ("bad.xlsx", "PK nonsense", "no workbook"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(acme, run, write, name, content, words):
    result = run("progress", write(name, content), acme)
    assert result.exit_code == 2 and words in result.stderr, result.stderr


def test_without_a_plan_in_force_it_is_said(write, run):
    result = run("progress", write("issues.csv", "Summary,Status\nx,Done\n"), write("acme.yaml", ACME))
    assert result.exit_code == 2 and "planner baseline" in result.stderr


@pytest.mark.parametrize(
    ("table", "state", "part"),
    [
        ("Summary,Status,Status Category\nx,Cancelled,Done\n", "dropped", None),
        ("Summary,Status,Status Category\nx,Ready for QA,In Progress\n", "doing", None),
        ("Summary,Status,Resolution\nx,Closed,Won't Do\n", "dropped", None),
        ("Summary,Finished\nx,NA\n", "", None),
        ("Summary,% Complete\nx,1\n", "doing", 0.01),
        ("Summary,Done\nx,0.5\ny,40\n", "doing", 0.005),
        ("Summary,Done\nx,1\n", "done", 1.0),
        ("Summary,Done\nx,-0.5\n", "", None),
        ("Summary,Status,Time Spent,Remaining Estimate\nx,In Progress,-5,10\n", "doing", None),
        ("Summary,Status,Time Spent,Remaining Estimate\nx,In Progress,1e400,10\n", "doing", None),
        ('Summary,Status,Time Spent,Remaining Estimate\nx,In Progress,"3,600","3,600"\n', "doing", 0.5),
    ],
)
def test_nothing_is_guessed(table, state, part):
    first = read_reported(table.encode(), "report.csv")[0][0]
    assert (first.state, first.part) == (state, part)


def test_entities_are_refused_in_any_encoding():
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><Project/>'
    with pytest.raises(planner.PlannerError, match="entities"):
        read_reported(bomb.encode("utf-16"), "plan.xml")


def test_what_jiras_search_answers(acme, run, write):
    """The shape of its API, saved to a file: states, days and time spent, and that it is one page of several."""
    first, second, third = (step["name"] for step in steps(acme)[:3])
    dropped = steps(acme)[-1]

    def issue(number: int, summary: str, state: str, category: str, **more: object) -> dict:
        status = {"name": state, "statusCategory": {"name": category}}
        return {"key": f"SOC-{number}", "fields": {"summary": summary, "status": status, **more}}

    answer = {
        "total": 9,
        "issues": [
            issue(1, first, "Closed", "Done", resolution={"name": "Done"}, timespent=216000,
                  resolutiondate="2027-02-10T12:00:00.000+0000"),
            issue(2, second, "Waiting for legal", "In Progress", timespent=72000, timeestimate=216000),
            issue(3, dropped["name"], "Closed", "Done", resolution={"name": "Won't Do"}),
            issue(4, third + "s", "Open", "To Do"),
        ],
    }  # fmt: skip
    result = run("progress", write("issues.json", json.dumps(answer)), acme, "--json")
    found = json.loads(result.stdout)
    assert "it is one page of 9 issues" in result.stderr
    (left,) = found["unmatched"]
    assert left["where"] == "issue SOC-4" and f"did you mean '{third}'?" in left["why"]
    organisation = planner.load(acme).organisation
    done = organisation.levels[steps(acme)[0]["capability"]]
    assert (str(done.on), done.effort) == ("2027-02-10", 1.5)
    (work,) = organisation.in_progress
    assert (work.done, work.effort) == (0.25, 0.5)
    assert organisation.priorities[dropped["capability"]] == "wont", "given up, although its kind is done"
    again = json.loads(run("progress", "issues.json", acme, "--json").stdout)
    assert not again["marks"]
    for wrong in ("[1, 2]", '{"values": []}', "{", "[" * 100_000):
        refused = run("progress", write("wrong.json", wrong), acme)
        assert refused.exit_code == 2 and "wrong.json" in refused.stderr


def test_what_steps_took_comes_back_from_our_workbook_and_from_project(acme, run, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(planner.pages(planner.plan(acme), "xlsx")[0]))
    sheet = book["Plan"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Done"]).value, sheet.cell(2, heads["Took"]).value, sheet.cell(2, heads["Spent"]).value = (
        1,
        3.5,
        12,
    )
    book.save(tmp_path / "plan.xlsx")
    assert len(json.loads(run("progress", "plan.xlsx", acme, "--json").stdout)["marks"]) == 1
    done = [one for one in planner.load(acme).organisation.levels.values() if one.effort]
    assert [(one.effort, one.spend) for one in done] == [(3.5, 12)]
    space = "{http://schemas.microsoft.com/project}"
    root = ElementTree.fromstring(planner.pages(planner.plan(planner.load(acme)), "msproject")[0])
    task = next(one for one in root.iter(f"{space}Task") if one.findtext(f"{space}OutlineLevel") == "2")
    task.find(f"{space}PercentComplete").text = "50"
    ElementTree.SubElement(task, f"{space}ActualWork").text = "PT20H0M0S"
    (tmp_path / "plan.xml").write_bytes(ElementTree.tostring(root))
    run("progress", "plan.xml", acme)
    assert [(one.done, one.effort) for one in planner.load(acme).organisation.in_progress] == [(0.5, 0.5)]


def test_what_is_closed_and_not_done_is_left_and_amounts_are_read_in_one_way(acme, run, write):
    first, second = (step["name"] for step in steps(acme)[:2])
    issue = {"fields": {"summary": first, "status": {"name": "Done"}, "resolution": {"name": "Duplicate"}}}
    found = json.loads(run("progress", write("a.json", json.dumps([issue])), acme, "--json").stdout)
    assert not found["marks"] and "'Duplicate' is not known" in found["left"][0]["why"]
    for wrong in ([{"key": "A-1", "fields": "abc"}], [{"fields": [1]}]):
        assert run("progress", write("b.json", json.dumps(wrong)), acme).exit_code == 2
    table = f"Summary;Status;Spent;Took\n{first};Done;1.250;2,5\n{second};In Progress;12,5;\n"
    assert run("progress", write("c.csv", table), acme).exit_code == 0
    organisation = planner.load(acme).organisation
    assert organisation.levels[steps(acme)[0]["capability"]].spend == 1250, "a comma elsewhere says what the point is"
    assert organisation.in_progress[0].spend == 12.5
