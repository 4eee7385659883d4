"""Options of plugins: declared once, checked wherever they are written, shown wherever somebody looks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import planner
from planner.plugins.settings import Sources, using

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
SMALL = """\
organisation: acme
start: 2027-01-01
targets: {influencer-outreach: 2}
scorers: {crm: 1}
"""
CODE = """
from __future__ import annotations
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from planner.plugins import Exporter, Part, Score, Scorer, hookimpl, option


@dataclass(frozen=True)
class Options:
    file: Path | None = option(None, "Export of the client's CRM")
    factor: float = option(1.0, "How much each account counts", at_least=0, at_most=10)
    least: int = option(1, "Accounts that count as evidence", at_least=0)
    scale: Literal["linear", "log"] = option("linear", "How accounts add up")
    strict: bool = option(False, "Refuse unknown accounts")
    owners: tuple[str, ...] = option((), "Only these owners")
    since: date = option(date(2026, 1, 1), "Accounts since then")


def crm(scope, options):
    said = [Part(f"{key}={value}", 0) for key, value in vars(options).items()]
    return {step.id: Score(step.value * options.factor, tuple(said)) for step in scope.steps}


@hookimpl
def planner_scorers():
    yield Scorer("crm", crm, "Evidence from the CRM", options=Options)


@hookimpl
def planner_exporters():
    yield Exporter("lines", ".lines", "text/plain", lambda roadmap, style, options: options.scale.encode(), options=Options)
"""


@pytest.fixture
def plugin(write) -> Path:
    return write("crm.py", CODE)


def parts(result) -> list[str]:
    return [part["name"] for part in json.loads(result.stdout)["steps"][0]["scores"][0]["parts"]]


def test_options_in_an_organisation_file(run, write, plugin, tmp_path):
    write(
        "acme.yaml",
        SMALL
        + "options:\n  scorers:\n    crm: {file: data/crm.csv, factor: 2, owners: [mkt, pr], since: 2026-05-01}\n",
    )
    result = run("--plugin", plugin, "roadmap", "acme.yaml", "--json", "-q")
    assert result.exit_code == 0, result.output
    assert parts(result) == [
        "file=data/crm.csv", "factor=2.0", "least=1", "scale=linear", "strict=False", "owners=('mkt', 'pr')", "since=2026-05-01",
    ]  # fmt: skip
    assert json.loads(result.stdout)["options"] == {
        "scorers": {"crm": {"file": "data/crm.csv", "factor": 2, "owners": ["mkt", "pr"], "since": "2026-05-01"}}
    }
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "acme.yaml").write_text((tmp_path / "acme.yaml").read_text())
    assert parts(run("--plugin", plugin, "roadmap", "sub/acme.yaml", "--json", "-q"))[0] == "file=sub/data/crm.csv", (
        "a path counts from the file that names it"
    )


FAULTS = [
    ("factor: 11", "11.0 is too large (at most 10)|11 is too large (at most 10)"),
    ("factor: much", "'much' is not a number"),
    ("least: 1.5", "1.5 is not a whole number"),
    ("scale: cubic", "'cubic' is not one of the choices"),
    ("strict: maybe", "'maybe' is not true or false"),
    ("owners: mkt", "'mkt' is not a list"),
    ("since: yesterday", "is not a date that exists"),
    ("facter: 1", "did you mean 'factor'?"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS)
def test_faults_have_file_line_and_column(run, write, plugin, text, words):
    write("acme.yaml", SMALL + f"options:\n  scorers:\n    crm:\n      {text}\n")
    result = run("--plugin", plugin, "roadmap", "acme.yaml")
    assert result.exit_code == 2
    assert "acme.yaml:8:" in result.stderr, result.stderr
    assert any(one in result.stderr for one in words.split("|")), result.stderr


def test_all_faults_at_once_and_unknown_names(run, write, plugin):
    write(
        "acme.yaml",
        SMALL
        + "options:\n  scorers:\n    crm: {factor: -1, scale: cubic}\n    crn: {}\n    wsjf: {a: 1}\n  scorer: {}\n",
    )
    said = run("--plugin", plugin, "validate", "acme.yaml").stderr
    for words in (
        "-1 is too small",
        "not one of the choices",
        "did you mean 'crm'?",
        "'wsjf' has no options",
        "write the kind",
    ):
        assert words in said, said
    assert "'scorer' cannot be used as a key here" in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("crm.factor=x", "--option crm.factor=x: 'x' is not a number; write a number of at least 0 and at most 10"),
        ("crm.factr=1", "did you mean 'factor'?"),
        ("crn.factor=1", "there is no plugin 'crn'; did you mean 'crm'?"),
        ("factor", "write NAME.OPTION=VALUE"),
        ("wsjf.factor=1", "the scorer 'wsjf' has no options"),
        ("scorer:crm.factor=1", "there is no kind 'scorer'; did you mean 'scorers'?"),
    ],
)
def test_faults_on_the_command_line(run, plugin, given, words):
    result = run("--plugin", plugin, "roadmap", BANK, "--option", given)
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_command_line_goes_before_the_file_and_the_file_before_the_settings(run, write, plugin, tmp_path):
    write("acme.yaml", SMALL + "options: {scorers: {crm: {least: 4}}}\n")
    write(
        "planner.toml",
        '[plugins]\nfiles = ["crm.py"]\n\n[plugins.options.scorers.crm]\nleast = 3\nscale = "log"\nfile = "x.csv"\n',
    )
    found = parts(run("--project", ".", "roadmap", "acme.yaml", "--json", "-q", "--option", "crm.strict=yes"))
    assert {"least=4", "scale=log", "strict=True", "file=x.csv"} <= set(found)
    found = parts(
        run(
            "--project",
            ".",
            "roadmap",
            "acme.yaml",
            "--json",
            "-q",
            "--option",
            "scorers:crm.least=5",
            "--option",
            "crm.owners=mkt, pr",
        )
    )
    assert {"least=5", "owners=('mkt', 'pr')"} <= set(found)
    write("planner.toml", '[plugins]\nfiles = ["crm.py"]\n\n[plugins.options.scorers.crm]\nscale = "cubic"\n')
    result = run("--project", ".", "roadmap", "acme.yaml")
    assert result.exit_code == 2
    assert "planner.toml:5: 'cubic' is not one of the choices" in result.stderr


def test_options_of_formats_and_from_python(run, plugin, tmp_path):
    run("--plugin", plugin, "roadmap", BANK, "-q", "-o", "a.lines", "--option", "lines.scale=log")
    assert (tmp_path / "a.lines").read_text() == "log"
    run("roadmap", BANK, "-q", "-o", "a.csv", "--option", "csv.separator=semicolon")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("id;name;")
    with using(Sources(files=(plugin,))):
        roadmap = planner.plan(BANK, scorers={"crm": 1}, options={"scorers": {"crm": {"factor": 3}}})
        assert roadmap.placements[0].scores[0].parts[1].name == "factor=3.0"
        with pytest.raises(planner.PlannerError, match="too large"):
            planner.plan(BANK, options={"scorers": {"crm": {"factor": 30}}})
    changed = planner.plan(BANK, options={"scorers": {"cd3": {"passed_back": 0.0}}})
    parts = {part.name: part.value for step in changed.placements for part in step.scores[0].parts}
    assert parts["part of what it unlocks"] == 0
    for odd in ({"scorers": {"cd3": 5}}, {"scorers": 5}, {3: {}}):
        with pytest.raises(planner.PlannerError, match="no mapping of options"):
            planner.plan(BANK, options=odd)
    with using(Sources(files=(plugin,))):
        since = {"scorers": {"crm": {"since": date(2026, 2, 3), "file": Path("x.csv"), "least": 2.0}}}
        made = planner.plan(BANK, scorers={"crm": 1}, options=since).placements[0].scores[0].parts
        assert {"since=2026-02-03", "file=x.csv", "least=2"} <= {part.name for part in made}, "an int stays an int"


def test_options_are_shown(run, plugin):
    shown = run("--plugin", plugin, "plugins", "show", "crm").stdout
    for words in (
        "Evidence from the CRM",
        "How much each account counts",
        "at least 0 and at most 10",
        "one of linear, log",
        "--option crm.file",
    ):
        assert words in " ".join(shown.split()), shown
    data = json.loads(run("--plugin", plugin, "plugins", "show", "crm", "--json").stdout)
    assert [one["name"] for one in data[0]["options"]] == [
        "file",
        "factor",
        "least",
        "scale",
        "strict",
        "owners",
        "since",
    ]
    assert "crm.factor" in run("--plugin", plugin, "roadmap", "--help").stdout
    assert (
        "| `factor` | a number of at least 0 and at most 10 | `1.0` |"
        in run("--plugin", plugin, "plugins", "docs", "crm").stdout
    )


def test_options_are_in_the_schema(run, plugin):
    schema = json.loads(run("--plugin", plugin, "schema", "organisation").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema)
    base = {"organisation": "acme", "start": "2027-01-01"}
    assert valid.is_valid(base | {"options": {"scorers": {"crm": {"factor": 1, "owners": ["mkt"]}}}})
    assert not valid.is_valid(base | {"options": {"scorers": {"crm": {"factor": 11}}}})
    assert not valid.is_valid(base | {"options": {"scorers": {"cd3": {"nothing": 11}}}})


def test_no_file_can_name_code_to_run(run, write, tmp_path):
    """An organisation file sets options of plugins that are there; it cannot bring one."""
    write("evil.py", "from pathlib import Path\nPath('ran').write_text('x')\n")
    for text in (
        "plugins: {files: [evil.py]}\n",
        "options: {scorers: {evil.py: {}}}\n",
        "options: {scorers: {../evil: {}}}\n",
    ):
        write("acme.yaml", SMALL.replace("scorers: {crm: 1}\n", "") + text)
        assert run("roadmap", "acme.yaml").exit_code == 2
    assert not (tmp_path / "ran").exists()
