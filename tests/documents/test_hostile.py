"""Inputs that were found to break things: each is refused with its place, or planned with a warning."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = "organisation: o\nstart: 2027-01-01\n"

REFUSED = {
    "every member of the stage is wont": (
        BASE + "target_stage: streamline\npriorities: {annual-budget: wont, executive-sponsorship: wont, single-owner: wont, split-charter: wont, cross-functional-council: wont}\n",
        "org.yaml:3:1: 'streamline' cannot be reached: it asks for 3 more of",
    ),
    "a circle made by requirements": (
        BASE + "targets: {goal-setting: 2}\nrequires:\n  - {name: a, before: {capabilities: [goal-setting]}, needs: [basic-presence]}\n"
        "  - {name: b, before: {capabilities: [basic-presence]}, needs: [goal-setting]}\n",
        "org.yaml:5:3: prerequisites go in a circle:",
    ),
    "year 1": (BASE.replace("2027", "0001"), "org.yaml:2:8: '0001-01-01' is not written as expected (start); write a date that exists between 1900 and 2199"),
    "year 9999": (BASE.replace("2027-01-01", "9999-12-31"), "write a date that exists between 1900 and 2199"),
    "null character in a path": (BASE + 'journey: "a\\0.yaml"\n', "cannot be read"),
    "unknown scorer": (BASE + "scorers: {cd4: 1}\n", "org.yaml:3:11: unknown scorer 'cd4' (scorers.cd4); did you mean 'cd3'?"),
    "scorers without weight": (BASE + "scorers: {cd3: 0}\n", "org.yaml:3:10: every weight is 0"),
    "a pin on work under way": (BASE + "targets: {house-rules: 2}\nin_progress: {house-rules: {done: 0.5}}\npins: {house-rules: 2027Q3}\n", "is under way, so its start is past"),
    "under way to where it is": (BASE + "levels: {house-rules: 2}\nin_progress: {house-rules: {done: 0.5}}\n", "at level 2 already"),
    "hard without a date": (BASE + "targets: {house-rules: {level: 2, hard: true}}\n", "org.yaml:3:"),
    "seats of what has none": (BASE + "seats: {house-rules: [mkt]}\n", "has no seats to fill"),
    "handovers in a circle": (BASE + "handovers: [{role: mkt, to: pr, from: 2028Q1}, {role: pr, to: mkt, from: 2028Q2}]\n", "handovers go in a circle"),
    "a handover to itself": (BASE + "handovers: [{role: mkt, to: mkt, from: 2028Q1}]\n", "handovers go in a circle"),
    "two handovers of one role": (BASE + "handovers: [{role: mkt, to: pr, from: 2028Q1}, {role: mkt, to: hr, from: 2028Q3}]\n", "handed over twice"),
    "a number of 30 digits": (BASE + "units: 999999999999999999999999999999999999999999\n", "org.yaml:"),
    "done entirely": (BASE + "in_progress: {house-rules: {done: 1}}\n", "1 is too large (less than 1)"),
    "a text for a number": (BASE + "horizon: x\n", "'x' is not a whole number (horizon); write a whole number"),
    "a control character": (BASE + "name: a\x07b\n", "org.yaml:3:"),
    "terminal controls in an id": ('organisation: "\\e[31m"\nstart: 2027-01-01\n', "org.yaml:1:15"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_place(name, run, write):
    text, expected = REFUSED[name]
    path = write("org.yaml", text)
    for command in ("validate", "roadmap"):
        result = run(command, path)
        assert result.exit_code == 2
        assert expected in result.stderr.replace(str(path), "org.yaml"), result.stderr
        assert all(c.isprintable() or c == "\n" for c in result.stderr)


WARNED = {
    "under way, but not needed": ("in_progress: {social-crm: {done: 0}}\n", "no target needs it"),
    "pinned, but not needed": ("pins: {social-crm: 2027Q3}\n", "pinned, but no target needs it"),
    "excluding each other, both in place": ("levels: {single-owner: 2, split-charter: 2}\n", "exclude each other"),
    "a language without labels": ("language: xx\n", "no labels in 'xx'"),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_planned_with_a_warning(name, run, write):
    text, expected = WARNED[name]
    result = run("roadmap", write("org.yaml", BASE + "targets: {goal-setting: 2}\n" + text), "-q", "-o", "x.svg")
    assert result.exit_code == 0
    assert expected in result.stderr


def test_work_that_has_just_begun_starts_the_plan(run, write):
    path = write("org.yaml", BASE + "targets: {house-rules: 2}\nin_progress: {house-rules: {done: 0}}\n")
    steps = json.loads(run("roadmap", path, "--json").stdout)["steps"]
    assert next(s for s in steps if s["capability"] == "house-rules")["start_week"] == 0


JSON_REFUSED = {
    "surrogate": '{"organisation": "o", "start": "2027-01-01", "name": "\\ud800x"}',
    "surrogate in a key": '{"organisation": "o", "start": "2027-01-01", "\\ud800x": 1}',
    "deep": '{"organisation": "o", "name": ' + '{"a":' * 900 + "1" + "}" * 901,
    "very deep": '{"organisation": ' + "[" * 200_000 + "]" * 200_000 + "}",
    "number of 400 digits": '{"organisation": "o", "start": "2027-01-01", "units": 1' + "0" * 400 + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", JSON_REFUSED)
def test_hostile_json(name, run, write):
    result = run("roadmap", write("org.json", JSON_REFUSED[name]))
    assert result.exit_code == 2
    assert "error: " in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes do not exist on this system")
def test_files_that_are_no_plain_files(run, tmp_path, write):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "not a plain file" in run("validate", tmp_path / "pipe.yaml").stderr
    path = write("org.yaml", BASE)
    os.mkfifo(tmp_path / "out.svg")
    assert "not a plain file" in run("roadmap", path, "-o", "out.svg").stderr
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    assert run("roadmap", path, "-o", "link.md", "-q", "--sequencer", "list").exit_code == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text("utf-8").startswith("# ")


def test_journeys_that_cannot_be_built(run, write):
    write(
        "empty.yaml",
        "journey: j\nname: J\nstages: {s: {name: S}}\nareas: {a: {name: A}}\nroles: {r: {name: R}}\ngoals: {g: {name: G}}\ncapabilities: {c0: }\n",
    )
    assert "'c0' is empty" in run("validate", "empty.yaml").stderr
    write("self.yaml", "journey: j\nextends: self.yaml\n")
    result = run("validate", "self.yaml")
    assert "circle" in result.stderr
    assert "missing" not in result.stderr, "what the broken base would have held is not reported on top"


def test_messages_come_in_the_same_order_whatever_the_hash_seed(write):
    path = write("j.yaml", "journey: j\nextends: social-native\ncapabilities: {goal-setting: }\n")
    said = {
        subprocess.run(
            [sys.executable, "-m", "planner", "validate", str(path)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stderr
        for seed in "0123"
    }
    assert len(said) == 1


def test_init_quotes_what_yaml_would_take_for_something_else(run, tmp_path):
    for name in ("null.yaml", "true.yaml", "7.yaml", "x" * 100 + ".yaml"):
        assert run("init", name).exit_code == 0
        assert run("validate", name).exit_code == 0
    (tmp_path / "sub").mkdir()
    (tmp_path / "a # b.yaml").write_text("journey: mine\nextends: social-native\n")
    assert run("init", "sub/org.yaml", "--journey", "./a # b.yaml").exit_code == 0
    assert run("validate", "sub/org.yaml").exit_code == 0
    assert run("init", "other.yaml", "--start", "20270101").exit_code == 2


def test_markdown_mermaid_and_csv_take_nothing_for_markup(run, write, tmp_path: Path):
    names = [
        "- li",
        "1. li",
        "https://evil.example",
        "www.evil.example",
        "a@b.example",
        "$x^2$",
        "click a href",
        "section x",
        "\u200b=1+1",
        "＝1+1",
    ]
    journey = {"journey": "evil", "extends": "social-native", "capabilities": {"channel-audit": {"name": "x"}}}
    for name in names:
        journey["capabilities"]["channel-audit"]["name"] = name
        write("evil.json", json.dumps(journey))
        write(
            "org.json",
            json.dumps(
                {
                    "organisation": "o",
                    "name": name,
                    "start": "2027-01-01",
                    "journey": "evil.json",
                    "targets": {"channel-audit": 2},
                }
            ),
        )
        assert run("roadmap", "org.json", "-q", "-o", "a.md", "-o", "a.mmd", "-o", "a.csv").exit_code == 0
        text = (tmp_path / "a.md").read_text("utf-8")
        assert "\n- li" not in text
        assert "\n1. li" not in text
        assert "https:" not in text
        assert "www." not in text
        assert "a@b" not in text
        assert "$x" not in text.replace("\\$", "")
        mermaid = (tmp_path / "a.mmd").read_text("utf-8")
        assert "\n  click" not in mermaid
        assert mermaid.count("\n  section") == 1
        row = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1]
        assert not row.split(",")[1].lstrip("\u200b").startswith(("=", "＝"))
