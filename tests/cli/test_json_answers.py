"""What every command prints: data that follows a published schema with --json, and words that fit 80 columns."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest

from planner.cli import cli
from planner.documents.schema import KINDS, answers, schema

from conftest import EXAMPLES

SMALL, BANK, BRAND = "small.yaml", "bank.yaml", str(EXAMPLES / "tamuzia-home.yaml")
MEASURED = "kpis: {seen: {moved_by: basic-listening, name: seen, better: up, target: {value: 9, by: 2028-01-31}}}\n"
LEVELS = "capability,level\nbasic-presence,1\n,2\n"

RUNS: list[tuple[str, list[str], str]] = [
    ("init", ["init", "new.yaml"], ""),
    ("init", ["init", "sample.yaml", "--sample", "tamuzia-home"], ""),
    ("assess", ["assess", BANK], ""),
    ("assess-new", ["assess", "new", "interview.yaml"], "N\n1\n\n\ny\nn\nq\n"),
    ("assess-goals", ["assess", "goals", SMALL, "--goal", "community", "--goal", "awareness", "--goal", "engagement"], "9\n1/5\n7\n"),
    ("assess-form", ["assess", "form", SMALL, "-o", "new.xlsx"], ""),
    ("assess-read", ["assess", "read", "form.xlsx", "--into", SMALL, "--dry-run"], ""),
    ("roadmap", ["roadmap", BANK], ""),
    ("portfolio-roadmap", ["roadmap", "portfolio.yaml"], ""),
    ("portfolio-whatif", ["whatif", "portfolio.yaml"], ""),
    ("portfolio-compare", ["compare", "portfolio.yaml", "other-portfolio.yaml"], ""),
    ("portfolio-baseline", ["baseline", "portfolio.yaml", "--force"], ""),
    ("portfolio-track", ["track", "portfolio.yaml", "--today", "2027-02-15"], ""),
    ("portfolio-status", ["status", "portfolio.yaml", "--today", "2027-02-15"], ""),
    ("portfolio-replan", ["replan", "portfolio.yaml", "--today", "2027-02-15"], ""),
    ("deck", ["deck", SMALL, "-o", "new.pptx"], ""),
    ("deck", ["deck", SMALL, "--into", "deck.pptx", "--dry-run"], ""),
    ("explain", ["explain", "social-crm", BANK], ""),
    ("explain", ["explain", "split-charter", BANK], ""),
    ("explain", ["explain", "goal-setting", "--journey", "social-native"], ""),
    ("explain-change", ["explain", "--why-not", "publishing-process", SMALL], ""),
    ("explain-change", ["explain", "--earlier", "influencer-outreach", SMALL, "--weeks", "2"], ""),
    ("compare", ["compare", SMALL, "scenario.yaml"], ""),
    ("compare", ["compare", "small.baseline.json", SMALL], ""),
    ("whatif", ["whatif", SMALL], ""),
    ("whatif-drawn", ["whatif", SMALL, "-o", "what-if.svg"], ""),
    ("risk", ["risk", BANK, "--draws", "50"], ""),
    ("case", ["case", BANK, "--draws", "50"], ""),
    ("robustness", ["robustness", SMALL, "--draws", "3"], ""),
    ("check", ["check", BANK], ""),
    ("verify", ["verify", "small.baseline.json", SMALL], ""),
    ("mark", ["mark", "reach-reporting", "started", SMALL, "--dry-run"], ""),
    ("baseline", ["baseline", SMALL, "--force"], ""),
    ("progress", ["progress", "issues.csv", SMALL], ""),
    ("status", ["status", SMALL, "--today", "2027-02-15"], ""),
    ("kpis", ["kpis", SMALL], ""),
    ("kpis-read", ["kpis", SMALL, "--read", "numbers.csv"], ""),
    ("track", ["track", SMALL, "--today", "2027-02-15"], ""),
    ("replan", ["replan", SMALL, "--today", "2027-02-15"], ""),
    ("replan", ["replan", SMALL, "--today", "2027-02-15", "--accept", "--because", "late", "--by", "PR"], ""),
    ("log", ["log", SMALL], ""),
    ("log", ["log", SMALL, "--add", "we wait", "--about", "basic-presence", "--on", "2027-02-01"], ""),
    ("log", ["log", BANK], ""),
    ("calibrate", ["calibrate", "done.yaml"], ""),
    ("validate", ["validate", SMALL, "bad.yaml"], ""),
    ("convert", ["convert", SMALL, "-o", "new.csv"], ""),
    ("import", ["import", "levels.csv"], ""),
    ("import", ["import", "levels.csv", "-o", "new.yaml"], ""),
    ("journey-show", ["journey", "show"], ""),
    ("journey-check", ["journey", "check"], ""),
    ("journey-diff", ["journey", "diff", "social-native@1", "social-native", BANK], ""),
    ("journey-law", ["journey", "law", "--region", "il"], ""),
    ("journey-migrate", ["journey", "migrate", BANK], ""),
    ("journey-claims", ["journey", "show", "--claims"], ""),
    ("theme-check", ["theme", "check", "dark"], ""),
    ("plugins", ["plugins", "list"], ""),
    ("plugins-show", ["plugins", "show", "cd3"], ""),
    ("plugins-show", ["plugins", "docs", "cd3"], ""),
    ("plugins-check", ["plugins", "check", "de"], ""),
    ("plugins-new", ["plugins", "new", "my-own", "--yes"], ""),
    ("watch", ["watch", SMALL, "--once", "-o", "new.svg"], ""),
]  # fmt: skip
UNBROKEN = ("assess-new", "assess-goals", "plugins-show", "import")
"""Prompts that echo, Markdown and YAML: their lines are not broken by the planner."""


@pytest.fixture(scope="module")
def made(tmp_path_factory, planner_runs) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / SMALL).write_text((EXAMPLES / "five-minutes.yaml").read_text("utf-8") + MEASURED, "utf-8")
    shutil.copy(EXAMPLES / "reches-bank.yaml", folder / BANK)
    (folder / "scenario.yaml").write_text(
        "scenario: more\nof: small.yaml\nset: {capacity.mkt: 14, budget: 30}\n", "utf-8"
    )
    (folder / "bad.yaml").write_text("organisation: a\nstart: 2027-13-01\nlevles: {}\n", "utf-8")
    (folder / "portfolio.yaml").write_text(
        "portfolio: both\nmembers: [small.yaml, other.yaml]\nshared: {mkt: 16}\n", "utf-8"
    )
    (folder / "other-portfolio.yaml").write_text("portfolio: one\nmembers: [small.yaml]\nshared: {mkt: 12}\n", "utf-8")
    other = (EXAMPLES / "five-minutes.yaml").read_text("utf-8").replace("organisation: ", "organisation: other-", 1)
    (folder / "other.yaml").write_text(other, "utf-8")
    (folder / "levels.csv").write_text(LEVELS, "utf-8")
    (folder / "numbers.csv").write_text("kpi,date,value\nseen,2026-11-30,4\nseen,soon,5\n", "utf-8")
    (folder / "issues.csv").write_text("Summary,Status\nReach reporting,Done\nCoffee machine,Done\n", "utf-8")
    for args in (["assess", "form", SMALL, "-o", "form.xlsx"], ["deck", SMALL, "-o", "deck.pptx"], ["baseline", SMALL]):
        assert planner_runs(folder, *args).exit_code == 0
    done = "levels:\n  conversation-handling: {level: 2, on: 2027-09-30, effort: 9}\n#"
    (folder / "done.yaml").write_text((folder / SMALL).read_text("utf-8").replace("levels:", done, 1), "utf-8")
    shutil.copy(folder / "small.baseline.json", folder / "done.baseline.json")
    return folder


@pytest.fixture
def desk(made, tmp_path, monkeypatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def commands(group: click.Group, ctx: click.Context, words: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """Every command that does something, by its name with those of its groups."""
    found = {}
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, ctx, (*words, name))
        else:
            found["-".join((*words, name))] = command
    return found


def test_every_command_has_json_and_every_schema_a_command():
    with click.Context(cli) as ctx:
        every = commands(cli, ctx)
    without = {name for name, one in every.items() if not any(p.name == "as_json" for p in one.params)}
    assert without == {"schema"}, "it prints nothing but JSON"
    tried = {
        tuple(args[: 1 + (args[0] in ("assess", "plugins", "journey", "theme"))]) for _name, args, _answers in RUNS
    }
    spoken = {"-".join(words) for words in tried} | {
        "assess-show" if "assess-bank.yaml" in map("-".join, tried) else ""
    }
    assert set(every) - {"schema"} <= spoken, "every command is tried here"
    assert {name for name, _args, _answers in RUNS} == {*answers(), "roadmap"}


@pytest.mark.parametrize("name", [*KINDS, *answers()])
def test_every_schema_is_one_and_is_printed(run, name):
    printed = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert printed["title"] and printed["description"]


def test_schemas_are_listed_and_suggested(run):
    listed = run("schema").stdout
    assert all(name in listed for name in (*KINDS, *answers()))
    assert "did you mean 'whatif'?" in run("schema", "what-if").stderr


@pytest.mark.parametrize(("name", "args", "answers"), [
    pytest.param(*one, marks=pytest.mark.long if one[0] in ("portfolio-whatif", "portfolio-compare") else (), id=" ".join(one[1][:3]))
    for one in RUNS
])  # fmt: skip
def test_json_follows_its_schema(run, desk, name, args, answers):
    result = run(*args, "--json", answers=answers)
    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 2) == (name == "validate"), result.stderr
    jsonschema.validate(json.loads(result.stdout), schema(name), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(("name", "args", "answers"), [
    pytest.param(*one, marks=pytest.mark.long if one[0].startswith("portfolio-") else (), id=" ".join(one[1][:3]))
    for one in RUNS
])  # fmt: skip
def test_words_fit_80_columns(run, desk, name, args, answers):
    result = run(*args, answers=answers)
    assert (result.exit_code == 2) == (name == "validate"), result.stderr
    if name not in UNBROKEN:
        long = [line for line in result.stdout.splitlines() if len(line) > 80]
        assert not long
    assert result.output.strip()


@pytest.mark.parametrize(
    "args",
    [
        ["roadmap", "--help"], ["explain", "--help"], ["replan", "--help"], ["assess", "goals", "--help"], ["--help"],
        ["convert", "--help"], ["robustness", "--help"],
    ],
    ids=lambda args: args[0],
)  # fmt: skip
def test_help_fits_80_columns(run, args, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, run(*args).stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    "args",
    [["whatif", BRAND], ["robustness", BANK, "--draws", "5000"], ["explain", "--earlier", "social-crm", BANK]],
    ids=lambda args: args[0],
)
def test_ctrl_c_ends_a_long_command_cleanly(made, args):
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "planner", *args], cwd=made, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={k: v for k, v in os.environ.items() if not k.startswith("COV")},
    )  # fmt: skip
    assert any("planner_sequencers" in line for line in process.stderr or ()), "it is at work"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert err.strip().endswith("stopped")
    assert "Traceback" not in out + err
