"""The plan in force: kept, tracked, replanned with little disturbance, accepted with a reason or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from datetime import date
from pathlib import Path

import pytest

import planner
from planner.documents.reader import read_file
from planner.files.commit import recover

from conftest import EXAMPLES, killed_at_each_write

TODAY = "2027-09-15"


@pytest.fixture
def bank(run, tmp_path) -> Path:
    """A bank whose plan is in force since July: two steps are done, one of them late, one is under way."""
    path = tmp_path / "bank.yaml"
    path.write_text((EXAMPLES / "reches-bank.yaml").read_text("utf-8"), "utf-8")
    assert run("baseline", path, "--by", "CMO").exit_code == 0
    run("mark", "channel-audit", "done", path, "--on", "2027-07-28")
    run("mark", "ambition-map", "done", path, "--on", "2027-09-10")
    run("mark", "single-owner", "40%", path)
    return path


def data(run, *args: object) -> dict:
    return json.loads(run(*args, "--json").stdout)


def test_planned_against_actual(run, bank, tmp_path):
    found = data(run, "track", bank, "--today", TODAY)
    steps = {step["id"]: step for step in found["steps"]}
    assert steps["channel-audit@2"]["state"] == "done" and steps["channel-audit@2"]["late_days"] == 0
    assert steps["ambition-map@2"]["late_days"] == 30
    assert steps["single-owner@2"]["state"] == "under-way" and steps["single-owner@2"]["done"] == 0.4
    assert steps["goal-setting@2"]["state"] == "overdue"
    assert steps["social-crm@2"]["state"] == "to-come"
    plan = json.loads((tmp_path / "bank.baseline.json").read_text("utf-8"))
    effort = {step["id"]: step["effort"] for step in plan["steps"]}
    earned = effort["channel-audit@2"] + effort["ambition-map@2"] + 0.4 * effort["single-owner@2"]
    assert found["earned"] == pytest.approx(earned / sum(effort.values()), abs=1e-5)
    today = date.fromisoformat(TODAY)

    def expected(step: dict) -> float:
        first, last = date.fromisoformat(step["start_date"]), date.fromisoformat(step["end_date"])
        return min(1.0, max(0.0, (today - first).days / ((last - first).days + 1)))

    planned = sum(expected(step) * step["effort"] for step in plan["steps"])
    assert found["planned"] == pytest.approx(planned / sum(effort.values()), abs=1e-5)
    assert found["performance"] == pytest.approx(found["earned"] / found["planned"], abs=1e-5)
    shown = run("track", bank, "--today", TODAY, "-o", "progress.svg")
    assert "Overdue" in shown.stdout and "30 days later" in " ".join(shown.stdout.split())
    assert "progress.svg" in shown.stdout and (tmp_path / "progress.svg").exists()


def test_a_new_plan_says_why_steps_of_the_old_one_find_no_room(run, bank):
    """And what would make room for them: else nobody can show it to those who decide."""
    text = bank.read_text("utf-8")
    bank.write_text(re.sub(r"(?m)^  legal: .*$", "  legal: 1", text), "utf-8")
    assert bank.read_text("utf-8") != text
    found = run("replan", bank, "--today", TODAY)
    assert found.exit_code == 1
    reasons, _heading, mend = found.stdout.partition("Beyond what fits")[2].partition("everything required fits")
    assert "Legal and compliance" in reasons and "person-weeks" in mend and "Beyond what fits" not in reasons


def test_a_level_that_fell_is_seen(run, bank):
    run("mark", "basic-presence", "1", bank, "--note", "the team left")
    assert data(run, "track", bank, "--today", TODAY)["fallen"] == [
        {"name": "Managed presence on relevant platforms", "was": 2, "level": 1}
    ]
    shown = run("track", bank, "--today", TODAY).stdout
    assert "slip back" in shown and "level 1, was 2" in shown


def test_what_is_given_up_is_tracked_as_that(run, bank):
    assert run("mark", "enterprise-risk", "dropped", bank).exit_code == 0
    assert "#   enterprise-risk: 2\n" in bank.read_text("utf-8"), "it is no target any more"
    states = {step["id"]: step["state"] for step in data(run, "track", bank, "--today", TODAY)["steps"]}
    assert states["enterprise-risk@2"] == "dropped"


def test_the_only_target_is_not_given_up_in_silence(run, write):
    path = write("one.yaml", "organisation: o\nstart: 2027-01-01\ntargets: {basic-presence: 2}\n")
    result = run("mark", "basic-presence", "dropped", path)
    assert result.exit_code == 2 and "is the only target: name another one" in result.stderr


@pytest.mark.long
def test_a_plan_learns_the_pace(run, bank):
    """Little is done of what was planned: the finding says so, and a plan at that pace ends later."""
    assert "at this pace the rest takes" in data(run, "track", bank, "--today", "2027-12-01")["finding"]

    def last(pace: str) -> str:
        found = data(
            run, "replan", bank, "--today", "2027-12-01", "--pace", pace, "--stability", "0", "--set", "horizon=40"
        )
        return max(step["forecast"] for step in found["tracking"]["steps"] if step["forecast"])

    assert last("observed") > last("planned")


def test_replanned_from_today(run, bank):
    before = bank.read_bytes()
    found = data(run, "replan", bank, "--today", TODAY)
    assert bank.read_bytes() == before and not found["accepted"] and found["written"] == []
    roadmap = planner.plan(planner.load(bank, today=date.fromisoformat(TODAY)))
    assert min(p.start_date for p in roadmap.placements) >= date.fromisoformat(TODAY)
    assert "channel-audit@2" not in {p.id for p in roadmap.placements}
    under_way = roadmap["single-owner@2"]
    assert under_way.start == 0 and under_way.done == 0.4
    done = {step["id"] for step in found["comparison"]["steps"] if step["done"][1]}
    assert done == {"channel-audit@2", "ambition-map@2"}


def test_capacity_goes_on_where_the_quarters_are(run, bank):
    """Amounts per quarter belong to quarters: from September on, the first ones are those of the third quarter."""
    capacity = {
        q["quarter"]: q["budget"] for q in data(run, "roadmap", bank, "--set", "as_of=2028-02-15", "-q")["budget"]
    }
    whole = {q["quarter"]: q["budget"] for q in data(run, "roadmap", bank, "-q")["budget"]}
    assert capacity["2028Q2"] == whole["2028Q2"] == 260
    assert 0 < capacity["2028Q1"] < whole["2028Q1"], "half of the quarter is past"


def moved(found: dict) -> int:
    pairs = ((s["start_weeks"][0], s["start_weeks"][1]) for s in found["comparison"]["steps"])
    return sum(abs(b - a) for a, b in pairs if a is not None and b is not None)


def test_as_little_disturbance_as_is_asked_for(run, bank):
    loose = moved(data(run, "replan", bank, "--today", TODAY, "--stability", "0"))
    firm = moved(data(run, "replan", bank, "--today", TODAY, "--stability", "1000"))
    assert firm <= loose
    early = data(run, "replan", bank, "--today", "2027-07-01", "--stability", "1000")
    assert moved(early) <= moved(data(run, "replan", bank, "--today", "2027-07-01", "--stability", "0"))


def test_accepting_takes_a_reason_and_writes_everything(run, bank, tmp_path):
    assert run("replan", bank, "--today", TODAY, "--accept").exit_code == 2
    assert run("replan", bank, "--today", TODAY, "--accept", "--because", "  ").exit_code == 2
    comment = "# What the bank wants from social. Only the ratios count.\n"
    found = data(
        run, "replan", bank, "--today", TODAY, "--accept", "--because", "the lead was ill: a month lost", "--by", "CMO"
    )
    assert [Path(one).name for one in found["written"]] == [
        "bank.baseline-1.json",
        "bank.baseline.json",
        "bank.decisions.yaml",
        "bank.yaml",
    ]
    text = bank.read_text("utf-8")
    assert re.search(f"\nas_of: {TODAY}\nbudget_left: [0-9.]+\n$", text) and comment in text
    log = data(run, "log", bank)["decisions"]
    assert [one["what"] for one in log] == ["baseline", "replanned"]
    assert log[1]["why"] == "the lead was ill: a month lost" and log[1]["by"] == "CMO" and log[1]["on"] == TODAY
    assert log[1]["moves"] and log[1]["finish"]["before"]
    history = data(run, "track", bank, "--today", TODAY, "--in-force", "bank.baseline-1.json")
    assert {s["id"] for s in history["steps"] if s["state"] == "done"} == {"channel-audit@2", "ambition-map@2"}
    again = data(run, "replan", bank, "--today", TODAY)
    assert not any(step["moves"] for step in again["comparison"]["steps"]), "what is accepted is in force"
    plan = data(run, "roadmap", bank, "-q")
    assert plan["start"] == "2027-09-16", "from the first week of the plan that begins then"
    assert "a valid decisions" in run("validate", tmp_path / "bank.decisions.yaml").stdout


def test_decisions_are_only_added_to(run, bank, tmp_path):
    log = tmp_path / "bank.decisions.yaml"
    log.write_text(
        log.read_text("utf-8").replace("decisions:\n", "decisions:  # ours\n") + "    # kept for the board\n", "utf-8"
    )
    before = log.read_text("utf-8")
    assert (
        run(
            "log",
            bank,
            "--add",
            "agency: stays until Q5 # really",
            "--on",
            "2027-09-01",
            "--about",
            "specialist-agency",
        ).exit_code
        == 0
    )
    text = log.read_text("utf-8")
    assert text.startswith(before) and text != before
    (_first, last) = data(run, "log", bank)["decisions"]
    assert last["why"] == "agency: stays until Q5 # really" and last["about"] == ["specialist-agency"]
    shown = run("log", bank).stdout
    assert "agency: stays" in shown and "2027-07-01 baseline, CMO" in shown
    log.write_text(text + "other: 1\n", "utf-8")
    refused = run("log", bank, "--add", "x")
    assert refused.exit_code == 2 and "bank.decisions.yaml" in refused.stderr
    assert log.read_text("utf-8") == text + "other: 1\n"


def test_a_log_is_added_to_as_it_is_written(run, bank, tmp_path):
    """Another indentation and a byte order mark stay; control characters of a hand-written one never reach a terminal."""
    log = tmp_path / "bank.decisions.yaml"
    mine = '\ufeffdecisions:\n- on: 2027-07-01\n  what: decided\n  why: "so \\e[31mred"\n'
    log.write_text(mine, "utf-8")
    assert run("log", bank, "--add", "as the board says", "--on", "2027-08-01").exit_code == 0
    text = log.read_text("utf-8")
    assert text.startswith(mine) and text.count("\ufeff") == 1
    assert [one["why"] for one in data(run, "log", bank)["decisions"]][1] == "as the board says"
    assert "\x1b" not in run("log", bank).stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["track", "plain.yaml"], "no plan is in force"),
        (["replan", "plain.yaml"], "'planner baseline plain.yaml' keeps one"),
        (["replan", "bank.yaml", "--in-force", "bank.yaml"], "is no JSON export of a roadmap"),
        (["track", "bank.yaml", "--today", "2027-01-01"], "is before the plan starts"),
        (["baseline", "bank.yaml"], "is in force already"),
        (["log", "bank.yaml", "--by", "x"], "go with --add"),
        (["log", "bank.yaml", "--add", " "], "say what was decided"),
        (["log", "bank.yaml", "--add", "x" * 4001], "at most 4,000 characters"),
        (["log", "bank.yaml", "--add", "x", "--by", "y" * 201], "at most 200 characters"),
        (["replan", "bank.yaml", "--in-force", "other.json"], "is a plan of 'acme', not of 'reches-bank'"),
        (["track", "bank.yaml", "--in-force", "twice.json"], "is there twice"),
        (["track", "bank.yaml", "--in-force", "year.json"], "write a date between 1900 and 2199"),
        (["log", "bank.yaml", "--add", "x", "--about", "social-crn"], "did you mean 'social-crm'?"),
    ],
)
def test_what_makes_no_sense_is_refused(run, bank, write, args, words):
    write("plain.yaml", (EXAMPLES / "five-minutes.yaml").read_text("utf-8"))
    force = json.loads((bank.parent / "bank.baseline.json").read_text("utf-8"))
    write("other.json", json.dumps(force | {"organisation": {**force["organisation"], "id": "acme"}}))
    write("twice.json", json.dumps(force | {"steps": [*force["steps"], force["steps"][0]]}))
    write("year.json", json.dumps(force | {"start": "9999-12-31"}))
    result = run(*args)
    assert result.exit_code == 2 and words in result.stderr


def test_a_pin_whose_time_is_past_is_said(run, write):
    text = (EXAMPLES / "five-minutes.yaml").read_text("utf-8") + "pins: {influencer-outreach: 2027Q1}\n"
    path = write("late.yaml", text + "as_of: 2027-05-01\n")
    result = run("roadmap", path, "-q", "-o", "x.svg")
    assert result.exit_code == 0
    assert "was pinned to 2027Q1, which is past, and has not begun: the pin is not kept" in result.stderr
    early = run("roadmap", write("early.yaml", text + "as_of: 2026-05-01\n"), "-q", "-o", "x.svg")
    assert early.exit_code == 2 and "is before the plan starts" in early.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 on Windows")
@pytest.mark.long
def test_accepting_can_be_killed_at_any_moment(bank, tmp_path):
    """All files are the old ones or all are the new ones, as soon as anybody looks again; nothing is left lying about."""
    accept = ("replan", "bank.yaml", "--today", TODAY, "--accept", "--because", "x", "--sequencer", "list")

    def there() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    old, seen = there(), set[str]()
    for _write in killed_at_each_write(tmp_path, *accept):
        for name in old:
            assert (tmp_path / name).read_bytes() == old[name] or read_file(tmp_path / name).data, f"{name} is whole"
        said = recover(tmp_path)
        for path in tmp_path.glob(".planner-*"):  # hours later
            os.utime(path, (0, 0))
        assert recover(tmp_path) == []
        now = there()
        changed = {name for name in now if now[name] != old.get(name)}
        assert not [name for name in now if name.startswith(".planner-")]
        assert not changed or changed >= {"bank.yaml", "bank.baseline.json", "bank.decisions.yaml"}, (
            "all of them or none"
        )
        planner.load(tmp_path / "bank.yaml")
        seen.add("new" if changed else "old")
        if said:
            seen.add("mended")
        for name in changed:
            (tmp_path / name).unlink()
        for name, before in old.items():
            (tmp_path / name).write_bytes(before)
    assert seen == {"old", "new", "mended"}, "it was killed before and after the change counted"


def test_what_was_changed_after_a_kill_is_not_overwritten(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for path, words in (
        (first, "old a"),
        (second, "old b"),
        (tmp_path / ".planner-1", "new a"),
        (tmp_path / ".planner-2", "new b"),
    ):
        path.write_text(words)

    def digest(words: str) -> str:
        return hashlib.sha256(words.encode()).hexdigest()

    entries = [
        {"from": f".planner-{n}", "to": f"{name}.yaml", "before": digest(f"old {name}"), "after": digest(f"new {name}")}
        for n, name in ((1, "a"), (2, "b"))
    ]
    journal = tmp_path / ".planner-commit-x.json"
    journal.write_text(json.dumps({"files": entries}))
    second.write_text("mine")
    said = recover(tmp_path)
    assert first.read_text() == "new a" and second.read_text() == "mine"
    assert (tmp_path / "b.unwritten.yaml").read_text() == "new b" and "b.unwritten.yaml" in said[1]
    outside = [{"from": ".planner-1", "to": "../a.yaml", "before": "", "after": ""}]
    journal.write_text(json.dumps({"files": outside}))
    assert recover(tmp_path) == [] and not (tmp_path.parent / "a.yaml").exists(), "nothing outside of the folder"


def test_a_plan_gets_no_cheaper_as_it_is_carried_out(run, write):
    """What is done of a step under way is part of what the plan takes, as a step that is done is."""
    write("short.yaml", SHORT)
    own = write("own.yaml", "organisation: own\njourney: short.yaml\nstart: 2027-01-04\nhorizon: 12\n")
    assert run("baseline", own).exit_code == 0
    assert run("mark", "a", "40%", own).exit_code == 0
    found = json.loads(run("replan", own, "--today", "2027-02-01", "--json").stdout)
    totals = {one["key"]: one["values"] for one in found["comparison"]["totals"]}
    assert totals["effort"][0] == pytest.approx(totals["effort"][-1]) and totals["cost"][0] == pytest.approx(
        totals["cost"][-1]
    )


SHORT = """\
journey: short
name: Short
areas: {all: {name: All}}
roles: {team: {name: Team}}
goals: {growth: {name: Growth}}
stages: {one: {name: One, reached_when: [{at_least: 2, level: 2, of: [a, b]}]}}
capabilities:
  a: {name: A, stage: one, area: all, owner: team, effort: 10, weeks: 20, cost: 8, value: {growth: 5}}
  b: {name: B, stage: one, area: all, owner: team, effort: 4, weeks: 8, cost: 2, value: {growth: 3}, needs: [a]}
"""
