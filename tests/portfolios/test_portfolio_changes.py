"""Portfolios in force: kept, tracked, planned again, and beside each other."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

import planner
from small_portfolios import JOURNEY


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch) -> Path:
    """Two organisations that share thirteen person-weeks a quarter; the second one begins later."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.yaml").write_text(JOURNEY, "utf-8")
    for name in ("acme", "bolt"):
        own: dict[str, Any] = {
            "organisation": name, "name": f"{name.upper()} Ltd", "journey": "short.yaml", "start": "2027-01-01",
            "horizon": 12, "targets": {"a": 2, "b": 2}, "pace": {"leads_at_once": 9},
        }  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps(own), "utf-8")
    (tmp_path / "all.yaml").write_text(
        "portfolio: all\nmembers: [acme.json, {file: bolt.json, begins: 2027-07-01}]\nshared: {team: 13}\n", "utf-8"
    )
    return Path("all.yaml")


def placed(found: planner.PortfolioRoadmap) -> dict[str, dict[str, date]]:
    return {one.id: {step.id: step.start_date for step in one.roadmap.placements} for one in found.members}


def test_a_portfolio_is_kept_tracked_planned_again_and_accepted(run, portfolio):
    first = planner.plan_portfolio(portfolio)
    assert run("baseline", portfolio).exit_code == 0
    again = run("baseline", portfolio)
    assert again.exit_code == 2 and "--force" in again.stderr
    for name in ("acme", "bolt"):
        kept = json.loads(Path(f"{name}.baseline.json").read_text("utf-8"))
        assert {s["id"]: date.fromisoformat(s["start_date"]) for s in kept["steps"]} == placed(first)[name]
        assert "BOLT" not in json.dumps(kept) if name == "acme" else "ACME" not in json.dumps(kept)

    tracked = json.loads(run("track", portfolio, "--today", "2027-05-01", "--json").stdout)
    acme, bolt = tracked["members"]
    assert acme["tracking"]["planned"] > 0 == acme["tracking"]["earned"], "nothing is marked as done"
    assert not bolt["tracking"]["planned"], "it begins later"
    assert "1 of 2 plans in force are behind" in run("track", portfolio, "--today", "2027-05-01").stdout

    before = Path("acme.json").read_bytes()
    found = run("replan", portfolio, "--today", "2027-05-01")
    assert found.exit_code == 0 and "Nothing is written" in found.stdout and Path("acme.json").read_bytes() == before
    accepted = run("replan", portfolio, "--today", "2027-05-01", "--accept", "--because", "late", "--json")
    written = json.loads(accepted.stdout)["written"]
    assert {"acme.baseline.json", "acme.json", "bolt.baseline.json"} <= {Path(one).name for one in written}
    assert json.loads(Path("acme.json").read_text("utf-8"))["as_of"] == "2027-05-01"
    assert "as_of" not in json.loads(Path("bolt.json").read_text("utf-8")), "it has not begun"
    now = planner.plan_portfolio(portfolio)
    kept = json.loads(Path("acme.baseline.json").read_text("utf-8"))
    assert {s["id"]: date.fromisoformat(s["start_date"]) for s in kept["steps"]} == placed(now)["acme"], (
        "the plan of today is the one that was accepted"
    )


def test_how_all_members_stand_is_one_table(run, portfolio):
    assert run("baseline", "acme.json").exit_code == 0
    early = run("status", portfolio, "--today", "2027-01-01")
    assert early.exit_code == 0 and "Red: ACME Ltd; No plan in force: BOLT Ltd" in early.stdout, early.output
    assert run("baseline", portfolio, "--force").exit_code == 0
    late = run("status", portfolio, "--today", "2027-06-01", "--keep")
    assert late.exit_code == 0 and "Red: ACME Ltd and BOLT Ltd." in late.stdout, late.output
    assert "Progress, red: 0 % of the work of the plan in force done, 83 % was planned" in late.stdout
    assert Path("acme.status.json").is_file() and Path("bolt.status.json").is_file()
    data = json.loads(run("status", portfolio, "--today", "2027-06-08", "--json").stdout)
    assert data["overall"] == "red" and data["members"][0]["status"]["before"] == "2027-06-01"
    alone = json.loads(run("status", "acme.json", "--today", "2027-06-08", "--json").stdout)
    assert alone["stages"][0]["committed"] == data["members"][0]["status"]["stages"][0]["committed"]
    drawn = run("status", portfolio, "--today", "2027-06-01", "-o", "a.svg", "-o", "a.pptx")
    assert drawn.exit_code == 0 and "a.pptx" in drawn.stdout and Path("a.pptx").is_file()
    lights = [light for one in data["members"] for light in one["status"]["lights"]]
    told = "".join(path.read_text("utf-8") for path in Path().glob("a*.svg"))
    assert sum(light["state"] == "red" for light in lights) <= told.count(">red<") and "ACME" in told
    refused = run("status", portfolio, "-o", "map:b.svg")
    assert refused.exit_code == 2 and "a portfolio has no view 'map'" in refused.stderr and not Path("b.svg").exists()
    assert run("status", portfolio, "--into", "a.pptx").exit_code == 2


def test_a_members_own_plan_is_the_one_that_it_has_in_the_portfolio_once_plans_are_in_force(run, portfolio):
    run("baseline", portfolio)
    kept = json.loads(Path("acme.baseline.json").read_text("utf-8"))
    kept["steps"][0]["start_date"], kept["steps"][0]["end_date"] = "2027-07-02", "2027-09-30"  # put off by hand
    Path("acme.baseline.json").write_text(json.dumps(kept), "utf-8")
    together = placed(planner.plan_portfolio(portfolio))["acme"]
    own = planner.plan(planner.load_member(portfolio, "acme"))
    assert {step.id: step.start_date for step in own.placements} == together
    assert own.numbers and own.in_force, "it goes on from the plan that is in force"


def test_a_day_before_the_one_of_the_files_is_taken_as_for_an_organisation(run, portfolio):
    run("baseline", portfolio)
    document = json.loads(Path("acme.json").read_text("utf-8")) | {"as_of": "2027-06-04"}
    Path("acme.json").write_text(json.dumps(document), "utf-8")
    found = planner.replan_portfolio(portfolio, today=date(2027, 5, 7))
    assert found.portfolio["acme"].roadmap.calendar.start == date(2027, 5, 7)


def test_portfolios_are_compared_in_the_language_of_the_first(run, portfolio):
    Path("german.yaml").write_text(portfolio.read_text("utf-8") + "language: de\n", "utf-8")
    assert "Wann Stufen erreicht werden" in run("compare", "german.yaml", portfolio).stdout


def test_plans_made_again_ask_no_more_of_the_shared_people_than_there_is(run, portfolio):
    run("baseline", portfolio)
    found = planner.replan_portfolio(portfolio, today=date(2027, 8, 1))
    (team,) = found.portfolio.shared
    assert all(planned <= there + 1e-9 for planned, there in zip(team.planned, team.capacity, strict=True))
    assert [one.today for one in found.members] == [date(2027, 8, 1)] * 2
    own = placed(found.portfolio)
    assert all(day >= date(2027, 8, 1) for starts in own.values() for day in starts.values())


def test_a_member_without_a_plan_in_force_is_planned_anew_and_said_so(run, portfolio):
    run("baseline", portfolio)
    Path("bolt.baseline.json").unlink()
    found = json.loads(run("replan", portfolio, "--today", "2027-05-01", "--json").stdout)
    assert found["new"] == ["bolt"] and {row["member"] for row in found["stages"]} == {"acme"}
    assert "no plan is in force yet" in run("track", portfolio, "--today", "2027-05-01").stdout
    Path("acme.baseline.json").unlink()
    none = run("track", portfolio)
    assert none.exit_code == 2 and "planner baseline" in none.stderr


@pytest.mark.parametrize("command", ["replan", "track"])
def test_what_a_portfolio_does_not_take_is_refused(run, portfolio, command):
    for more in (["--in-force", "acme.baseline.json"], ["--into", "x.pptx"]):
        refused = run(command, portfolio, *more)
        assert refused.exit_code == 2 and "do not apply" in refused.stderr


def test_nothing_is_accepted_where_one_member_cannot_be_written(run, portfolio):
    run("baseline", portfolio)
    Path("bolt.decisions.yaml").write_text("decisions: no list\n", "utf-8")
    kept = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    refused = run("replan", portfolio, "--today", "2027-08-01", "--accept", "--because", "late")
    assert refused.exit_code == 2 and "bolt.decisions.yaml" in refused.stderr
    assert {path: path.read_bytes() for path in kept} == kept


def test_portfolios_side_by_side(run, portfolio):
    text = portfolio.read_text("utf-8")
    Path("more.yaml").write_text(text.replace("team: 13", "team: 40").replace(", begins: 2027-07-01", ""), "utf-8")
    Path("one.yaml").write_text("portfolio: one\nmembers: [acme.json]\nshared: {team: 13}\n", "utf-8")
    run("roadmap", portfolio, "-o", "all-plan.json")
    sources = ["all-plan.json", "more.yaml", "one.yaml"]
    found, carrier = planner.compare_portfolios(sources, labels=["now", "more", "one"])
    assert carrier is not None and carrier.comparison == found
    acme, bolt = found.stages
    assert (acme.member, bolt.member) == ("acme", "bolt") and bolt.days[1] < bolt.days[0] and bolt.days[2] is None
    figures = {one.key: one.values for one in found.figures}
    assert figures["members"] == (2, 2, 1) and figures["short:team"][0] > 0
    assert "1 stage is no longer reached" in found.finding and "comes sooner" in found.finding
    same = json.loads(run("compare", "all-plan.json", portfolio, "--json").stdout)
    assert same["finding"] == "“all”: every stage comes when it did"
    mixed = run("compare", portfolio, "acme.json")
    assert mixed.exit_code == 2 and "compare portfolios with portfolios" in mixed.stderr
    few = run("compare", portfolio)
    assert few.exit_code == 2 and "two to" in few.stderr


def drawn(stem: str) -> list[str]:
    """The text of each page of a picture, in the order of its pages."""
    pages = sorted(Path().glob(f"{stem}*.svg"), key=lambda page: (len(page.stem), page.stem))
    return [" ".join(re.findall(r">([^<>]+)<", page.read_text("utf-8"))) for page in pages]


def test_what_moves_is_drawn_as_it_is_said(run, portfolio):
    run("baseline", portfolio)
    answer = json.loads(run("replan", portfolio, "--today", "2027-08-01", "-o", "moves.svg", "--json").stdout)
    stages, steps = drawn("moves")
    assert "comes later" in answer["finding"] or "come later" in answer["finding"]
    assert answer["finding"].partition(";")[0] in stages
    assert answer["steps"] and all(row["step_name"] in steps and row["name"] in steps for row in answer["steps"])
    row = next(row for row in answer["steps"] if None not in row["dates"])
    before, now = map(date.fromisoformat, row["dates"])
    assert f"(+{round((now - before).days / 7)})" in steps and row["dates"][0] != row["dates"][1]
    tracked = run("track", portfolio, "--today", "2027-08-01", "-o", "kept.svg")
    assert "plans in force are behind" in drawn("kept")[0] and "kept.svg" in tracked.stdout


def test_no_empty_table_is_drawn_where_no_stage_is_reached(run, portfolio):
    for name in ("acme", "bolt"):
        own = json.loads(Path(f"{name}.json").read_text("utf-8"))
        Path(f"{name}.json").write_text(json.dumps(own | {"targets": {"b": 2}}), "utf-8")
    journey = Path("short.yaml").read_text("utf-8")
    Path("short.yaml").write_text(
        re.sub(r"reached_when: .*of: \[.*\]\}\]", "reached_when: [{at_least: 1, level: 3, of: [a]}]", journey), "utf-8"
    )
    run("baseline", portfolio)
    answer = json.loads(run("replan", portfolio, "--today", "2027-08-01", "-o", "moves.svg", "--json").stdout)
    assert not answer["stages"] and answer["finding"].startswith("No further stage is reached in these plans; ")
    (steps,) = drawn("moves")
    assert all(row["step_name"] in steps for row in answer["steps"]) and answer["steps"]


def test_portfolios_side_by_side_are_drawn(run, portfolio):
    Path("fewer.yaml").write_text(portfolio.read_text("utf-8").replace("team: 13", "team: 9"), "utf-8")
    found = run("compare", portfolio, "fewer.yaml", "-o", "both.svg", "-o", "both.pptx", "--json")
    answer = json.loads(found.stdout)
    stages, steps, figures = drawn("both")
    assert all(row["stage_name"] in stages for row in answer["stages"])
    assert all(row["step_name"] in steps for row in answer["steps"]) and answer["steps"]
    assert all(figure["name"] in figures for figure in answer["totals"])
    missing = next(figure for figure in answer["totals"] if figure["key"] == "short:team")
    before, now = (f"{value:g}" for value in missing["values"])
    assert f"{missing['name']}: “all” {before}, “fewer” {now}" in figures, "its title speaks of what it shows"
    assert len(Presentation("both.pptx").slides) == 3
    run("roadmap", portfolio, "-o", "plan.json")
    exports = run("compare", "plan.json", "plan.json", "-o", "none.svg")
    assert exports.exit_code == 2 and "only JSON exports" in exports.stderr and not Path("none.svg").exists()


def test_no_picture_is_written_over_what_it_is_made_from(run, portfolio):
    run("baseline", portfolio)
    kept = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    for command in ("track", "replan"):
        for name in ("acme.json", "bolt.baseline.json"):
            refused = run(command, portfolio, "--today", "2027-08-01", "-o", name)
            assert refused.exit_code == 2 and "give -o another name" in refused.stderr
    assert {path: path.read_bytes() for path in kept} == kept


def test_steps_that_move_are_said_where_no_stage_does(run, portfolio):
    """Fewer people that only delay a step within a stage change nothing of the stages, and are no news without it."""
    found, _carrier = planner.compare_portfolios([portfolio, portfolio])
    assert found.finding == "“all (2)”: every stage comes when it did" and not found.moved
    Path("free.yaml").write_text(portfolio.read_text("utf-8").replace("team: 13", "team: 40"), "utf-8")
    found, _carrier = planner.compare_portfolios([portfolio, "free.yaml"])
    sooner = [row for row in found.moved if row.weeks(1) < 0]
    assert sooner and f"{len(sooner)} step" in found.finding and f"{len(sooner)} step" in found.titles[1]


def test_what_finds_no_room_any_more_is_said_by_member_with_why(run, portfolio):
    assert run("baseline", portfolio).exit_code == 0
    portfolio.write_text(portfolio.read_text("utf-8").replace("team: 13", "team: 1"), "utf-8")
    found = run("replan", portfolio, "--today", "2027-05-01")
    assert found.exit_code == 1, found.output
    acme = " ".join(found.stdout.split("ACME Ltd\n\nBeyond what fits", 1)[1].split("BOLT Ltd")[0].split())
    assert "Ask: beside the rest of this plan it finds no room" in acme and "Shared team" in acme
    data = json.loads(run("replan", portfolio, "--today", "2027-05-01", "--json").stdout)
    assert {one["member"] for one in data["without_room"]} == {"acme", "bolt"}
    assert all(one["why"] for one in data["without_room"])
