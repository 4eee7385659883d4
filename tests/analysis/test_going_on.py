"""A plan that goes on from the one in force: what is done stays to be seen, numbers stay, and what it took is kept."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

import planner

ACME = """\
organisation: acme
start: 2027-01-01
horizon: 12
levels: {basic-presence: 2}
goals: {service-cost: 1}
targets: {conversation-handling: 2, publishing-process: 2, crisis-playbook: 2}
"""


def data(run, *args: object) -> dict:
    return json.loads(run("roadmap", *args, "--json", "-q").stdout)


def numbers(found: dict) -> dict[str, int]:
    return {one["id"]: one["number"] for one in (*found["steps"], *found["finished"])}


@pytest.fixture
def acme(write, run, monkeypatch) -> Path:
    file = write("acme.yaml", ACME)
    assert run("baseline", file).exit_code == 0
    monkeypatch.setenv("PLANNER_TODAY", "2027-06-01")
    return file


def test_what_is_done_stays_with_its_number_through_every_replan(acme, run):
    first = data(run, acme)
    assert [one["number"] for one in first["steps"]] == list(range(1, len(first["steps"]) + 1)) and not first[
        "finished"
    ]
    seen = numbers(first)
    for day, capability in (("2027-03-01", "conversation-handling"), ("2027-04-01", "publishing-process")):
        assert run("mark", capability, "done", acme, "--on", day, "--by", "PR").exit_code == 0
        assert run("replan", acme, "--today", day, "--accept", "--because", "a month", "--by", "PR").exit_code == 0
        now = data(run, acme)
        assert {name: number for name, number in numbers(now).items() if name in seen} == {
            name: number for name, number in seen.items() if name in numbers(now)
        }
        assert f"{capability}@2" in {one["id"] for one in now["finished"]}, "nothing that is done is lost from sight"
        seen |= numbers(now)
    done = {one["id"]: one for one in now["finished"]}
    assert done["conversation-handling@2"]["finished_date"] == "2027-03-01"
    assert done["publishing-process@2"]["finished_date"] == "2027-04-01"
    before = {one["id"]: one for one in first["steps"]}
    assert done["conversation-handling@2"]["start_date"] == before["conversation-handling@2"]["start_date"], (
        "as planned"
    )


def test_new_steps_have_new_numbers(acme, run):
    first = data(run, acme)
    acme.write_text(
        acme.read_text("utf-8").replace("crisis-playbook: 2", "crisis-playbook: 2, social-care: 2"), "utf-8"
    )
    now = data(run, acme)
    new = [one["number"] for one in now["steps"] if one["id"] not in numbers(first)]
    assert new and min(new) == len(first["steps"]) + 1 and len(set(numbers(now).values())) == len(numbers(now))


def test_terminal_workbook_project_and_report_show_what_is_done(acme, run, tmp_path):
    assert run("mark", "conversation-handling", "done", acme, "--on", "2027-03-01").exit_code == 0
    number = numbers(data(run, acme))["conversation-handling@2"]
    said = run("roadmap", acme, "-o", "p.xlsx", "-o", "p.xml", "-o", "p.md", "-o", "p.jira.csv").stdout
    assert f"{number:>2}  done 1 Mar 2027" in said
    rows = list(openpyxl.load_workbook("p.xlsx").worksheets[0].iter_rows(values_only=True))
    (row,) = [row for row in rows if row[0] == "conversation-handling@2"]
    assert row[16] == 1 and row[17].date() == date(2027, 3, 1) and row[18] == number
    tasks = {}
    space = "{http://schemas.microsoft.com/project}"
    for task in ElementTree.parse("p.xml").getroot().iter(f"{space}Task"):
        tasks[task.findtext(f"{space}UID")] = task
    done = tasks[str(100 + number)]
    assert done.findtext(f"{space}PercentComplete") == "100"
    assert done.findtext(f"{space}ActualFinish") == "2027-03-01T17:00:00"
    assert done.findtext(f"{space}ActualStart") is None, "nobody has said when it began"
    assert f"{number}. Conversation management" in (tmp_path / "p.md").read_text("utf-8")
    again = run("progress", "p.xlsx", acme, "--dry-run").stdout
    assert "No step of the plan" not in again, "our own rows are known"


def test_what_a_step_took_is_kept_and_compared(acme, run):
    assert run("mark", "publishing-process", "30%", acme, "--effort", "0.8").exit_code == 0
    work = planner.load(acme).organisation.in_progress[0]
    assert (work.done, work.effort, work.spend) == (0.3, 0.8, None)
    planned = {one["capability"]: one for one in data(run, acme)["steps"]}

    def light() -> dict[str, str] | None:
        found = json.loads(run("status", acme, "--today", "2027-06-01", "--json").stdout)
        return next((one for one in found["lights"] if one["id"] == "actuals"), None)

    assert light() is None, "nothing finished, nothing compared"
    whole = planner.plan(planner.load(acme))["conversation-handling@2"].effort
    assert planned["conversation-handling"]["effort"] == whole
    for part, state in ((1.05, "green"), (1.2, "amber"), (1.4, "red")):
        level = f"{{level: 2, on: 2027-03-01, effort: {round(part * whole, 3)}}}"
        text = ACME.replace("basic-presence: 2", f"basic-presence: 2, conversation-handling: {level}")
        acme.write_text(text, "utf-8")
        assert light()["state"] == state
    assert f"person-weeks spent, {whole:g} planned (1 finished)" in light()["value"]
    run("mark", "conversation-handling", "3", acme, "--on", "2027-05-01")
    standing = planner.load(acme).organisation.levels["conversation-handling"]
    assert standing.effort is None and standing.history[-1].effort is not None, "kept as that of its level"


def test_a_plan_in_force_that_cannot_be_read_is_said_and_stops_nothing(acme, run):
    acme.with_name("acme.baseline.json").write_text('{"steps": [', "utf-8")
    result = run("roadmap", acme, "-q")
    assert (
        result.exit_code == 0 and "acme.baseline.json cannot be read, so nothing is shown as finished" in result.stderr
    )


def test_another_organisations_plan_is_not_gone_on_from(acme, run):
    acme.write_text(ACME.replace("organisation: acme", "organisation: other"), "utf-8")
    assert not data(run, acme)["finished"]


def test_nobody_is_shown_another_plan_than_the_one_that_was_accepted(acme, run):
    """Roadmap and replan stay as close to the plan in force: where nothing has changed, they are that plan."""
    assert run("mark", "conversation-handling", "done", acme, "--on", "2027-04-20").exit_code == 0
    assert run("replan", acme, "--today", "2027-06-01", "--accept", "--because", "late").exit_code == 0
    accepted = json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))
    now = data(run, acme)
    assert [(one["id"], one["start_date"]) for one in now["steps"]] == [
        (one["id"], one["start_date"]) for one in accepted["steps"]
    ]
    assert now["finished"] == accepted["finished"]


def test_a_wish_of_the_plan_in_force_is_kept_beside_it(write, run):
    """Data protection belongs to the stage and serves no goal here: leaving it out would move no other step."""
    roles = ("mkt", "pr", "svc", "exec", "legal", "it", "hr", "social", "agency", "bu", "ops", "prod", "sales")
    file = write("acme.yaml", "organisation: acme\nstart: 2027-01-01\nhorizon: 12\ngoals: {awareness: 1}\ntarget_stage: channels\n"
                 f"budget: 30\ncapacity: {{{', '.join(f'{role}: 10' for role in roles)}}}\n")  # fmt: skip
    assert run("baseline", file).exit_code == 0
    in_force = json.loads(file.with_name("acme.baseline.json").read_text("utf-8"))["steps"]
    now = {one["id"] for one in data(run, file)["steps"]}
    assert "data-protection@2" in now and now == {one["id"] for one in in_force}


def test_what_was_done_of_plans_before_stays_in_the_status(acme, run):
    run("status", acme, "--today", "2027-03-05", "--keep")
    run("mark", "publishing-process", "done", acme, "--on", "2027-03-20", "--effort", "4")
    run("replan", acme, "--today", "2027-04-02", "--accept", "--because", "x")
    found = json.loads(run("status", acme, "--today", "2027-04-09", "--json").stdout)
    assert found["newly_done"] == ["publishing-process@2"] == [one["id"] for one in found["done"]]
    run("mark", "publishing-process", "done", acme, "--on", "2027-05-20", "--note", "confirmed")
    (step,) = data(run, acme)["finished"]
    assert (step["finished_date"], step["actual_effort"]) == ("2027-03-20", 4), "confirmed is not done again"


def test_a_step_that_was_half_done_at_a_replan_is_compared_whole(acme, run):
    whole = {one["id"]: one["effort"] for one in data(run, acme)["steps"]}["publishing-process@2"]
    run("mark", "publishing-process", "50%", acme)
    run("replan", acme, "--today", "2027-02-12", "--accept", "--because", "x")
    run("mark", "publishing-process", "done", acme, "--on", "2027-03-20", "--effort", str(whole))
    (step,) = data(run, acme)["finished"]
    assert step["effort"] == pytest.approx(whole) and step["actual_effort"] == whole


def test_a_lead_time_that_runs_does_not_begin_again_with_every_plan(write, run, monkeypatch):
    """Notice that was given eight weeks ago was given; the verifier counts the same from the file."""
    monkeypatch.setenv("PLANNER_TODAY", "2027-06-01")
    ready = ("conversation-handling", "shared-strategy", "data-protection", "staff-training", "annual-budget",
             "goal-setting", "executive-sponsorship", "single-owner", "ambition-map", "crisis-playbook")  # fmt: skip
    levels = ", ".join(f"{name}: 2" for name in ready)
    text = f"organisation: acme\nstart: 2027-01-01\nhorizon: 12\nlevels: {{{levels}}}\ngoals: {{community: 1}}\ntargets: {{in-house-specialists: 2}}\n"
    file = write("acme.yaml", text)

    def start(day: str) -> int:
        found = planner.plan(file, overrides=[f"as_of={day}"])["in-house-specialists@2"].start_date
        return round((found - date(2027, 1, 1)).days / 7)

    assert start("2027-03-05") - start("2027-01-01") == 9, "nothing was said: it begins anew"
    assert run("mark", "in-house-specialists", "waiting", file).exit_code == 2, "since when?"
    assert run("mark", "in-house-specialists", "waiting", file, "--on", "2027-01-04").exit_code == 0
    assert start("2027-03-05") - start("2027-01-01") <= 1, "whole weeks of it are over"
    assert start("2027-01-01") == 15, "and it passes beside all else"
    assert run("mark", "in-house-specialists", "started", file).exit_code == 0
    assert not planner.load(file).organisation.lead_began, "it has begun"
    refused = run("mark", "basic-listening", "waiting", file, "--on", "2027-01-04")
    assert refused.exit_code == 2 and "it has no lead time" in refused.stderr


def test_a_plan_that_looks_further_ahead_than_the_one_in_force_says_so(acme, run):
    quiet, later = (
        " ".join(run("replan", acme, "--today", day).output.split()) for day in ("2027-01-01", "2027-06-01")
    )
    assert "looks ahead" not in quiet
    assert re.search(r"this plan looks ahead to Q\d 2030, the one in force to Q4 2029", later), later
