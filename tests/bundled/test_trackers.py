"""What trackers are given: every step with all that is known of it, dependencies where there is a place for them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

import planner

from conftest import EXAMPLES

BANK = planner.plan(EXAMPLES / "reches-bank.yaml")
BEFORE = {step.number: {BANK[need].number for need in step.needs} for step in BANK.placements}
TITLES = {step.number: step.name for step in BANK.placements}


def rows(name: str, plan: planner.Roadmap = BANK) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(planner.export(plan, name).decode("utf-8"))))


def data(name: str) -> dict:
    return json.loads(planner.export(BANK, name))


def test_linear_has_the_columns_of_its_own_export():
    table = rows("linear")
    assert {int(row["ID"]): row["Title"] for row in table} == TITLES
    for row, step in zip(table, BANK.placements, strict=True):
        assert row["Priority"] == ("High" if step.critical else "Medium") and int(row["Estimate"]) >= 1
        assert row["Labels"].split(", ") == [BANK.stages[step.stage_number - 1].name, step.owner_name]
        assert row["Due Date"] == step.end_date.isoformat()
        assert all(TITLES[other] in row["Description"] for other in BEFORE[step.number]), "it takes no dependencies"


def test_notion_has_what_comes_first_by_name():
    for row, step in zip(rows("notion"), BANK.placements, strict=True):
        assert row["Name"] == step.name.replace(",", " ")
        assert date.fromisoformat(row["Start"]) == step.start_date and row["Done"] == "No"
        names = set(filter(None, row["Waits for"].split(", ")))
        assert names == {TITLES[other].replace(",", " ") for other in BEFORE[step.number]}


def test_github_has_milestones_and_issues():
    made = data("github")
    milestones = {one["key"]: one["title"] for one in made["milestones"]}
    assert list(milestones.values()) == [stage.name for stage in BANK.stages if stage.number in milestones]
    for one, step in zip(made["issues"], BANK.placements, strict=True):
        assert one["title"] == step.name and one["labels"] == [step.owner_name]
        assert one["milestone"] == step.stage_number and set(one["blocked_by"]) == BEFORE[step.number]
        assert step.reason.text in one["body"]
    assert all(one["due_on"].endswith("T00:00:00Z") for one in made["milestones"])


def test_trello_has_a_list_for_each_stage():
    board = data("trello")
    lists, labels = ({one["id"]: one["name"] for one in board[key]} for key in ("lists", "labels"))
    for card, step in zip(board["cards"], BANK.placements, strict=True):
        assert lists[card["idList"]] == BANK.stages[step.stage_number - 1].name
        assert [labels[one] for one in card["idLabels"]] == [step.owner_name]
        assert card["start"][:10] == step.start_date.isoformat() and card["due"][:10] == step.end_date.isoformat()
        assert all(TITLES[other] in card["desc"] for other in BEFORE[step.number])


def test_openproject_has_work_packages_and_what_follows_what():
    made = data("openproject")
    assert {one["key"]: one["subject"] for one in made["work_packages"]} == TITLES
    found: dict[int, set[int]] = {number: set() for number in TITLES}
    for one in made["relations"]:
        assert one["type"] == "follows"
        found[one["from"]].add(one["to"])
    assert found == BEFORE
    assert all(one["startDate"] <= one["dueDate"] for one in made["work_packages"])


@pytest.mark.parametrize("name", ["linear", "notion", "github", "trello", "openproject", "jira"])
def test_other_languages_formulas_and_files_by_their_ending(name, tmp_path):
    text = (EXAMPLES / "reches-bank.yaml").read_text("utf-8")
    hostile = planner.plan(text.replace("name: Reches Bank", 'name: "=HYPERLINK(1)"'), sequencer="list")
    written = planner.export(hostile, name).decode("utf-8")
    if "csv" in planner.registry().get("exporters", name).media_type:
        cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
        assert cells and not any(cell.startswith(("=", "+", "@")) for cell in cells)
    hebrew = planner.plan(EXAMPLES / "reches-bank.yaml", language="he", sequencer="list")
    assert hebrew.placements[0].name in planner.export(hebrew, name).decode("utf-8").replace("\\u", "u")
    suffix = planner.registry().get("exporters", name).suffix
    assert planner.export(hebrew, tmp_path / f"plan{suffix}") == planner.export(hebrew, name)


def test_weeks_that_must_pass_between_steps_go_along(tmp_path):
    """To Project and back, to OpenProject, and into the words of what has no place for them."""
    plan = BANK
    waiting = {step.id: step.lags for step in plan.placements if step.lags}
    assert waiting
    for name, lags in waiting.items():
        assert all(plan[name].start >= plan[need].finish + weeks for need, weeks in lags.items())
        need, weeks = next(iter(lags.items()))
        assert f"{plan[need].name} + {weeks}w" in planner.export(plan, "linear").decode("utf-8")
    steps = {step["id"]: step["lags"] for step in json.loads(planner.export(plan, "json"))["steps"] if step["lags"]}
    assert steps == waiting
    relations = {(one["from"], one["to"]): one["lag"] for one in data("openproject")["relations"]}
    for name, lags in waiting.items():
        assert {need: relations[plan[name].number, plan[need].number] for need in lags} == {
            need: 5 * weeks for need, weeks in lags.items()
        }
    (tmp_path / "plan.xml").write_bytes(planner.export(plan, "msproject"))
    back = planner.import_file(tmp_path / "plan.xml").document["capabilities"]
    again = {
        one["name"]: {int(need.split("+ ")[1][:-1]) for need in one["needs"] if "+" in need} for one in back.values()
    }
    assert {name: weeks for name, weeks in again.items() if weeks} == {
        plan[name].name: set(lags.values()) for name, lags in waiting.items()
    }
