"""The status of a plan in force: every light follows its rule, and nothing is green that was not measured."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import planner

SMALL = """\
organisation: acme
start: 2027-01-01
horizon: 12
levels: {}
goals: {awareness: 1}
target_stage: channels
scope: needed
capacity: {mkt: 10, pr: 10, svc: 10, exec: 10, legal: 10, it: 10, hr: 10, social: 10, agency: 10, bu: 10, ops: 10, prod: 10, sales: 10}
budget: 30
"""


@pytest.fixture
def acme(write, run) -> Path:
    file = write("acme.yaml", SMALL.replace("scope: needed\n", ""))
    assert run("baseline", file).exit_code == 0
    return file


def lights(file: Path, today: date, **planning: object) -> dict[str, str]:
    found = planner.status(
        file, in_force=file.with_name("acme.baseline.json"), today=today, draws=50, **planning
    ).status
    return {light.id: light.state for light in found.lights}


def test_on_the_first_day_nothing_is_late(acme):
    found = planner.status(acme, in_force=acme.with_name("acme.baseline.json"), today=date(2027, 1, 1), draws=50).status
    states = {light.id: light.state for light in found.lights}
    assert states["progress"] == "none" and states["scope"] == "green", "nothing was to be done yet"
    assert all(stage.late == 0 for stage in found.stages if stage.committed)
    even = all(stage.odds >= 0.5 for stage in found.stages if stage.committed)
    assert states["dates"] == ("green" if even else "amber"), "a date that will not hold is no green one"
    assert not found.done and not found.behind and found.ahead


def test_what_was_not_marked_makes_it_red(acme):
    """Three quarters later with nothing done: dates slip by about as much, and no work keeps its pace."""
    states = lights(acme, date(2027, 10, 1))
    assert states["progress"] == "red" and states["dates"] == "red"
    found = planner.status(
        acme, in_force=acme.with_name("acme.baseline.json"), today=date(2027, 10, 1), draws=50
    ).status
    assert found.overall == "red" and len(found.behind) > 5
    baseline = json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))
    for work in found.behind:
        step = next(one for one in baseline["steps"] if one["id"] == work.id)
        assert step["end_date"] < "2027-10-01" or step["start_date"] < "2027-10-01"


def test_marks_turn_it_green(acme, run):
    """Everything that should be finished is marked done, in time."""
    baseline = json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))
    for step in baseline["steps"]:
        if step["end_date"] < "2027-03-01":
            done = run(
                "mark", step["capability"], "done", acme, "--level", str(step["to_level"]), "--on", step["end_date"]
            )
            assert done.exit_code == 0, done.output
        elif step["start_date"] < "2027-03-01":
            run("mark", step["capability"], "started", acme, "--level", str(step["to_level"]))
            part = round(
                100
                * (date(2027, 3, 1) - date.fromisoformat(step["start_date"])).days
                / (date.fromisoformat(step["end_date"]) - date.fromisoformat(step["start_date"])).days
            )
            run("mark", step["capability"], f"{min(part, 99)}%", acme, "--level", str(step["to_level"]))
    states = lights(acme, date(2027, 3, 1))
    assert states["progress"] == "green", states


def test_money_and_people_follow_their_rules(acme):
    assert lights(acme, date(2027, 1, 1))["money"] == "green"
    acme.write_text(acme.read_text("utf-8").replace("budget: 30\n", ""), "utf-8")
    assert lights(acme, date(2027, 1, 1))["money"] == "none", "no budget, no light"


def test_a_decision_has_a_state(acme, run):
    before = planner.plan(acme)
    asked = {one.key: one for one in planner.plugins.decisions(before)}
    assert "start" in asked and all(one.state == "open" for one in asked.values())
    acme.write_text(
        acme.read_text("utf-8") + "decided:\n  start: {state: taken, on: 2026-12-10, by: CMO}\n  old-thing: refused\n",
        "utf-8",
    )
    found = {one.key: one for one in planner.plugins.decisions(planner.plan(acme))}
    assert found["start"].state == "taken" and found["start"].decided_by == "CMO" and set(found) == set(asked)
    said = run("status", acme, "--today", "2027-01-01").stdout
    assert "start [taken 2026-12-10]" in said and "not asked for by this plan: old-thing" in said
    acme.write_text(acme.read_text("utf-8").replace("state: taken", "state: perhaps"), "utf-8")
    result = run("validate", acme)
    assert result.exit_code == 2 and "write taken, refused or open" in result.stderr


def test_what_is_refused_or_gone_is_red(acme):
    acme.write_text(acme.read_text("utf-8") + "decided: {spend: {state: refused, by: CFO}}\n", "utf-8")
    found = planner.status(acme, in_force=acme.with_name("acme.baseline.json"), today=date(2027, 1, 1), draws=50).status
    states = {light.id: (light.state, light.value) for light in found.lights}
    if "spend" in {one.key for one in planner.plugins.decisions(planner.plan(acme))}:
        assert states["decisions"][0] == "red" and "spend" in states["decisions"][1]
        assert states["money"][0] == "red" and "refused" in states["money"][1]
    baseline = json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))
    extra = [
        step | {"id": f"gone-{n}@2", "capability": f"gone-{n}", "name": f"Gone {n}"}
        for n, step in enumerate(baseline["steps"][:5])
    ]
    acme.with_name("acme.baseline.json").write_text(
        json.dumps(baseline | {"steps": [*baseline["steps"], *extra]}), "utf-8"
    )
    assert lights(acme, date(2027, 1, 1))["scope"] == "red"


def test_what_is_said_to_be_done_later_is_not_done_yet(acme, run):
    step = json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))["steps"][0]
    assert run("mark", step["capability"], "done", acme, "--on", "2027-05-05").exit_code == 0
    before = planner.status(
        acme, in_force=acme.with_name("acme.baseline.json"), today=date(2027, 3, 1), draws=50
    ).status
    assert step["name"] not in {work.name for work in before.done}


def test_without_a_plan_in_force_it_is_said(write, run):
    file = write("acme.yaml", SMALL.replace("scope: needed\n", ""))
    result = run("status", file)
    assert result.exit_code == 2 and "planner baseline" in result.stderr


def test_it_is_drawn_and_the_same_twice(acme, run):
    first, second = (run("status", acme, "--today", "2027-04-01", "--json").stdout for _ in range(2))
    assert first == second and json.loads(first)["overall"] == "red"
    assert run("status", acme, "--today", "2027-04-01", "-o", "status.svg").exit_code == 0
    words = Path("status.svg").read_text("utf-8")
    assert "Forecast against the committed date" in words and "Red:" in words


def test_a_law_in_force_that_slips_is_red_and_late_from_the_first_plan(write, run):
    """Who plans again later has no more time for it than the first plan had."""
    file = write("acme.yaml", SMALL.replace("scope: needed", "regions: [eu]"))
    assert run("baseline", file).exit_code == 0
    assert lights(file, date(2027, 1, 1))["law"] in ("green", "amber")
    assert lights(file, date(2028, 1, 7))["law"] == "red"
    first, again = (planner.plan(planner.load(file, today=today)) for today in (None, date(2028, 1, 7)))
    late = {p.id: p.late_weeks for p in first.placements if p.due_by_law}
    assert late, "the law asks for something here"
    for step, weeks in late.items():
        assert again[step].late_weeks >= weeks + 20, "53 weeks later, 26 of them given at first"


def test_the_horizon_is_no_shorter_on_a_later_day(write):
    file = write("acme.yaml", SMALL.replace("scope: needed\n", ""))
    whole = planner.load(file).organisation
    for day in (date(2027, 3, 5), date(2027, 9, 24), date(2028, 1, 7)):
        later = planner.load(file, today=day).organisation
        weeks = [planner.plugins.Calendar(one.start, one.horizon).weeks for one in (whole, later)]
        assert weeks[0] - 1 <= weeks[1] <= weeks[0] + 14, "to the week"


def test_last_month_stands_beside_this_one(acme, run, tmp_path):
    """As it was reported then, to the letter, whatever was found out later."""

    def now(day: str, *args: object) -> dict:
        return json.loads(run("status", acme, "--today", day, "--json", *args).stdout)

    first = now("2027-03-01", "--keep")
    kept = tmp_path / "acme.status.json"
    assert first["before"] is None and json.loads(kept.read_text("utf-8"))["statuses"] == [first]
    for step in json.loads(acme.with_name("acme.baseline.json").read_text("utf-8"))["steps"][:2]:
        run("mark", step["capability"], "done", acme, "--level", step["to_level"], "--on", "2027-03-20")
    second = now("2027-04-01", "--keep")
    assert second["before"] == "2027-03-01" and len(second["newly_done"]) == 2
    then = {light["id"]: light["state"] for light in first["lights"]}
    assert all(light["was"] == then[light["id"]] for light in second["lights"])
    assert [stage["was_planned"] for stage in second["stages"]] == [stage["planned"] for stage in first["stages"]]
    said = " ".join(run("status", acme, "--today", "2027-05-01", "-o", "s.svg").stdout.split())
    assert "since 1 Apr 2027: 0 steps done" in said
    assert [one["today"] for one in json.loads(kept.read_text("utf-8"))["statuses"]] == ["2027-03-01", "2027-04-01"]
    assert now("2027-03-15")["before"] == "2027-03-01", "a day in between sees what was kept before it"
    now("2027-04-01", "--keep")
    assert len(json.loads(kept.read_text("utf-8"))["statuses"]) == 2, "kept again, it is replaced"
    kept.write_text('{"statuses": [{"today": "soon"}]}', "utf-8")
    result = run("status", acme, "--today", "2027-05-01", "--keep")
    assert result.exit_code == 2 and "acme.status.json" in result.stderr and "soon" in kept.read_text("utf-8")
