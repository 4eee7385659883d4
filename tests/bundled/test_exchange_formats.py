"""What other tools take: Microsoft Project, Jira, calendars, a RACI table."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

import planner
from planner.testing import situations

from conftest import EXAMPLES

BANK_FILE = EXAMPLES / "reches-bank.yaml"
BANK = planner.plan(BANK_FILE)
SPACE = {"p": "http://schemas.microsoft.com/project"}


def rows(name: str, roadmap: planner.Roadmap = BANK, **options: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(planner.export(roadmap, name).decode("utf-8-sig"))))


def test_microsoft_project_has_every_step_with_its_dates_and_dependencies():
    root = ElementTree.fromstring(planner.export(BANK, "msproject"))
    tasks = root.findall("p:Tasks/p:Task", SPACE)

    def said(task: ElementTree.Element, name: str) -> str:
        return task.findtext(f"p:{name}", "", SPACE)

    steps = [task for task in tasks if said(task, "Summary") == "0"]
    by_name = {said(task, "Name"): task for task in steps}
    assert len(steps) == len(BANK.placements)
    uid = {said(task, "UID"): said(task, "Name") for task in tasks}
    assert len(uid) == len(tasks), "every task has a number of its own"
    for step in BANK.placements:
        task = by_name[step.name]
        assert said(task, "Start")[:10] == step.start_date.isoformat()
        assert said(task, "Finish")[:10] == step.end_date.isoformat()
        linked = {uid[one.findtext("p:PredecessorUID", "", SPACE)] for one in task.findall("p:PredecessorLink", SPACE)}
        assert linked == {BANK[need].name for need in step.needs}
    outlines = [said(task, "OutlineNumber") for task in tasks]
    assert outlines == sorted(outlines, key=lambda one: [int(part) for part in one.split(".")])
    resources = {
        one.findtext("p:UID", "", SPACE): one.findtext("p:Name", "", SPACE)
        for one in root.findall("p:Resources/p:Resource", SPACE)
    }
    hours: dict[str, dict[str, float]] = {}
    for one in root.findall("p:Assignments/p:Assignment", SPACE):
        task, who, work = (one.findtext(f"p:{name}", "", SPACE) for name in ("TaskUID", "ResourceUID", "Work"))
        found = re.fullmatch(r"PT(\d+)H(\d+)M0S", work)
        hours.setdefault(task, {})[resources[who]] = int(found[1]) + int(found[2]) / 60
        assert float(one.findtext("p:Units", "", SPACE)) > 0
    for task in steps:
        step = next(step for step in BANK.placements if step.name == said(task, "Name"))
        own = hours[said(task, "UID")]
        assert set(own) == {step.owner_name, *step.contributors}
        for role, weeks in step.work.items():
            part = own[BANK.roles[role]] / sum(own.values())
            assert part == pytest.approx(weeks / step.effort, abs=0.02), f"{step.name}: {role}"
        assert sum(own.values()) == pytest.approx(step.effort * 40, abs=0.1)
        assert int(said(task, "FixedCost")) == pytest.approx(step.cost * 100_000)


ORDER = {
    "Project": "SaveVersion UID Name Title Subject Author ScheduleFromStart StartDate FinishDate CurrencyDigits CurrencySymbol CurrencyCode "
    "CalendarUID MinutesPerDay MinutesPerWeek Calendars Tasks Resources Assignments",
    "Task": "UID ID Name Type OutlineNumber OutlineLevel Priority Start Finish Duration DurationFormat Work Estimated Milestone Summary "
    "Critical FixedCost FixedCostAccrual PercentComplete Cost ConstraintType CalendarUID ConstraintDate Deadline Notes PredecessorLink Baseline",
    "Baseline": "Number Start Finish Duration DurationFormat",
    "PredecessorLink": "PredecessorUID Type LinkLag LagFormat", "Resource": "UID ID Name Type MaxUnits",
    "Assignment": "UID TaskUID ResourceUID Finish Start Units Work",
}  # fmt: skip
"""Elements in the order of the published schema (MSPDI, xsd:sequence), as far as they are used."""


def test_microsoft_project_has_its_elements_in_the_order_of_the_schema():
    day = BANK.placements[0]
    again = replace(BANK, in_force={one.id: (one.start_date, one.end_date) for one in BANK.placements})
    root = ElementTree.fromstring(planner.export(again, "msproject"))
    space = root.tag.partition("}")[0] + "}"
    kept = {task.find(f"{space}Name").text: task.find(f"{space}Baseline") for task in root.iter(f"{space}Task")}
    assert kept[day.name].find(f"{space}Start").text == f"{day.start_date}T08:00:00"
    seen = set()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ORDER:
            places = [ORDER[name].split().index(child.tag.rpartition("}")[2]) for child in element]
            assert places == sorted(places), name
            seen.add(name)
    assert seen == set(ORDER)


def test_a_later_calendar_is_an_update_of_the_earlier_one():
    def fields(content: bytes) -> dict[str, dict[str, str]]:
        events: dict[str, dict[str, str]] = {}
        for block in content.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
            own = dict(line.split(":", 1) for line in block.strip().splitlines() if ":" in line)
            events[own["UID"]] = own
        return events

    text = (EXAMPLES / "reches-bank.yaml").read_text("utf-8")
    early, late = (
        fields(planner.pages(planner.plan(f"{text}as_of: {day}\n", sequencer="list"), "ical")[0])
        for day in ("2027-07-05", "2027-08-02")
    )
    both = early.keys() & late.keys()
    assert both and all(int(late[uid]["SEQUENCE"]) > int(early[uid]["SEQUENCE"]) for uid in both)
    assert all(late[uid]["DTSTAMP"] == "20270805T000000Z" == late[uid]["LAST-MODIFIED"] for uid in both)
    titles = [event["SUMMARY"] for event in late.values()]
    assert len(titles) == len(set(titles)), "a stage is reached once; its phases are said as such"


def test_a_table_for_other_countries_comes_back_as_baseline(tmp_path):
    (written,) = planner.pages(
        planner.plan(BANK_FILE, options={"exporters": {"csv": {"separator": "semicolon"}}}), "csv"
    )
    text = written.decode("utf-8-sig")
    assert "01.07.2027" in text and re.search(r";\d+,\d\d;", text) and not re.search(r";\d+\.\d\d;", text)
    for number, content in enumerate((written, ("sep=;\n" + text).encode("cp1252", "replace"), text.encode("utf-16"))):
        (tmp_path / f"{number}.csv").write_bytes(content)
        kept = planner.plan(BANK_FILE, objective="stability", baseline=tmp_path / f"{number}.csv")
        assert [p.start for p in kept.placements] == [p.start for p in BANK.placements]


def test_jira_has_epics_tasks_and_links():
    table = rows("jira")
    head, body = table[0], table[1:]
    assert all(len(row) == len(head) for row in body)
    types = [row[head.index("Issue Type")] for row in body]
    assert types.count("Epic") == 3 and types.count("Task") == len(BANK.placements)
    by_id = {row[0]: row for row in body}
    links = [place for place, name in enumerate(head) if name.startswith("Inward")]
    for step in BANK.placements:
        row = next(row for row in body if row[3] == step.name)
        assert by_id[row[1]][2] == "Epic"
        assert {by_id[row[place]][3] for place in links if row[place]} == {BANK[need].name for need in step.needs}
        assert not any(" " in row[place] for place, name in enumerate(head) if name == "Labels")
    changed = planner.plan(EXAMPLES / "reches-bank.yaml", options={"exporters": {"jira": {"task": "Story"}}})
    assert "Story" in [row[2] for row in rows("jira", changed)]


def test_a_calendar_of_go_lives_and_stages():
    text = planner.export(BANK, "ical").decode("utf-8")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "")
    events = whole.split("BEGIN:VEVENT")[1:]
    assert len(events) == sum(step.is_target or step.due_date is not None for step in BANK.placements) + len(
        BANK.milestones
    )
    assert len({line for line in whole.split("\r\n") if line.startswith("UID:")}) == len(events)
    crm = BANK["social-crm@2"]
    assert f"DTSTART;VALUE=DATE:{crm.end_date:%Y%m%d}\r\n" in next(
        one for one in events if "Live: Social data in CRM" in one
    )
    for one in situations():
        found = planner.export(one.roadmap, "ical").decode("utf-8").replace("\r\n ", "")
        assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT")
        assert all(line[:1].isalpha() for line in found.split("\r\n") if line), "no label begins a line of its own"


def test_raci_has_one_accountable_and_one_responsible_for_each_step():
    table = rows("raci")
    head, body = table[0], table[1:]
    assert len(body) == len(BANK.placements)
    for row in body:
        step = next(one for one in BANK.placements if one.name == row[0])
        assert row[3], "somebody is accountable"
        letters = dict(zip(head[4:], row[4:], strict=True))
        assert [name for name, letter in letters.items() if "R" in letter] == [step.owner_name]
        assert {name for name, letter in letters.items() if letter == "C"} == set(step.contributors)
        date.fromisoformat(row[2])


def test_formulas_and_other_languages():
    for one in situations():
        for name in ("raci", "jira"):
            for row in rows(name, one.roadmap):
                assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    hebrew = planner.plan(EXAMPLES / "reches-bank.yaml", language="he")
    assert "באוויר" in planner.export(hebrew, "ical").decode("utf-8").replace("\r\n ", "")


MODEL = """\
Build and Deployment:
  Build:
    Defined build process:
      uuid: f6f7737f
      level: 1
      usefulness: 5
      difficultyOfImplementation: {knowledge: 2, time: 3, resources: 2}
      description: A build is the same every time.
    Signing of artifacts:
      level: 2
      usefulness: 3
      difficultyOfImplementation: {knowledge: 3, time: 2, resources: 3}
      dependsOn: [Defined build process]
Culture and Organization:
  Education:
    Security code review:
      level: 1
      usefulness: 4
      difficultyOfImplementation: {knowledge: 4, time: 4, resources: 1}
      dependsOn: [Signing of artifacts, Something else]
"""


def test_another_capability_model_is_planned_from(run, write, tmp_path):
    write("model.yaml", MODEL)
    result = run("import", "model.yaml", "-o", "model-journey.yaml")
    assert result.exit_code == 0, result.output
    assert "'Security code review' moves from level 1 to 2" in result.stderr
    assert "depends on 'Something else', which is not among what is taken" in result.stderr
    journey = planner.load_journey(tmp_path / "model-journey.yaml")
    assert [stage.id for stage in journey.stages] == ["level-1", "level-2"]
    assert set(journey.areas) == {"build", "education"}
    write(
        "acme.yaml",
        "organisation: acme\njourney: model-journey.yaml\nstart: 2027-01-01\ntarget_stage: level-2\ncapacity: {team: 6}\n",
    )
    roadmap = planner.plan(tmp_path / "acme.yaml")
    order = {step.capability: step for step in roadmap.placements}
    assert order["defined-build-process"].finish <= order["signing-of-artifacts"].start
    assert order["signing-of-artifacts"].finish <= order["security-code-review"].start
    assert roadmap.complete


def test_models_that_go_in_circles_or_repeat_themselves(run, write, tmp_path):
    write(
        "model.yaml",
        "D:\n  S:\n    One: {level: 1, dependsOn: [Two]}\n    Two: {level: 9, dependsOn: One}\n  T:\n    One: {level: 2}\n",
    )
    result = run("import", "model.yaml", "-o", "j.yaml")
    assert result.exit_code == 0, result.output
    assert "depend on each other" in result.stderr and "'One' has the id one-2" in result.stderr
    assert run("validate", "j.yaml").exit_code == 0
    write("none.yaml", "a: {b: {c: 1}}\n")
    assert "holds no activities" in run("import", "none.yaml").stderr
