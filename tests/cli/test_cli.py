"""The command line as a strategist uses it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES, SAMPLES

BANK = EXAMPLES / "reches-bank.yaml"


def test_the_main_job_prints_everything_and_says_where_the_pictures_are(run, tmp_path):
    result = run("roadmap", BANK)
    assert result.exit_code == 0
    for words in ("fictional example", "stage 1, Develop channels (mid phase)", "“Streamline” is planned for ",
                  "waits for", "fiscal year", "Left out", "Another way was taken", "Open reches-bank-roadmap"):  # fmt: skip
        assert words in " ".join(result.stdout.split())
    written = sorted(p.name for p in (tmp_path / "reches-bank-roadmap").iterdir())
    first = [name for name in written if "-" not in name]
    assert first == ["journey.png", "journey.svg", "map.png", "map.svg", "report.md", "roadmap.png", "roadmap.svg"]
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_exit_code_1_when_something_does_not_fit(run):
    result = run("roadmap", EXAMPLES / "tamuzia-home.yaml", "-q")
    assert result.exit_code == 1
    assert run("roadmap", EXAMPLES / "five-minutes.yaml", "-q").exit_code == 0


def test_outputs_by_ending_by_view_and_by_name(run, tmp_path):
    args = [
        "-o",
        "a.svg",
        "-o",
        "map:b.svg",
        "-o",
        "c.md",
        "-o",
        "d.mmd",
        "-o",
        "e.csv",
        "-o",
        "f.json",
        "-o",
        "g.dot",
        "-o",
        "h.png",
    ]
    result = run("roadmap", BANK, *args)
    assert result.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("b-")) == [
        "a.svg",
        "b.svg",
        "c.md",
        "d.mmd",
        "e.csv",
        "f.json",
        "g.dot",
        "h.png",
    ]
    assert (tmp_path / "a.svg").read_text() != (tmp_path / "b.svg").read_text()
    assert run("roadmap", BANK, "--format", "mermaid").stdout == (tmp_path / "d.mmd").read_text()
    run("roadmap", BANK, "--format", "mermaid", "-o", "plan.txt")
    assert (tmp_path / "plan.txt").read_text() == (tmp_path / "d.mmd").read_text()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-o", "plan.odt"], "no format writes '.odt' files"),
        (["-o", "plan"], "no format writes '' files"),
        (["--format", "pdff"], "there is no format 'pdff'"),
        (["--view", "gant", "-o", "a.svg"], "there is no view 'gant'"),
        (["--scorer", "cd4"], "there is no scorer 'cd4'; did you mean 'cd3'?"),
        (["--scorer", "cd3=lots"], "'lots' is not a number"),
        (["--scorer", "cd3=-1"], "must be a number of at least 0"),
        (["--scorer", "cd3=0"], "every weight is 0"),
        (["--sequencer", "lst"], "there is no sequencer 'lst'; did you mean 'list'?"),
        (["-o", "a.svg", "-o", "a.svg"], "a.svg is written twice"),
        (["-o", "folder.svg"], "it is a folder"),
        (["-o", "a.svg", "-o", "file/plan.svg"], "file is not a folder"),
        (["--nonsense"], "No such option"),
        (["-o", str(BANK), "--format", "svg"], "is the file to plan from"),
        (["-o", "a.svg", "-o", "./a.svg"], "written twice"),
        (["--json", "--format", "svg"], "exclude each other"),
        (["--view", "nope", "--json"], "there is no view 'nope'"),
    ],
)
def test_bad_options_are_refused_and_nothing_is_written(run, tmp_path, args, words):
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "file").write_text("")
    result = run("roadmap", BANK, *args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.svg"]


def test_an_unknown_command_suggests_the_right_one(run):
    result = run("raodmap")
    assert result.exit_code == 2
    assert "did you mean 'roadmap'?" in result.stderr


@pytest.mark.parametrize("name", SAMPLES)
def test_json_follows_the_published_schema(run, name):
    import jsonschema

    result = run("roadmap", EXAMPLES / f"{name}.yaml", "--json")
    schema = json.loads(run("schema", "roadmap").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(result.stdout), schema)


def test_scorers_from_the_command_line_and_the_file(run, write):
    base = json.loads(run("roadmap", BANK, "--json").stdout)
    both = json.loads(run("roadmap", BANK, "--json", "--scorer", "cd3", "--scorer", "risk=0.5").stdout)
    assert base["scorers"] == {"cd3": 1.0}
    assert both["scorers"] == {"cd3": 1.0, "risk": 0.5}
    path = write("bank.yaml", BANK.read_text("utf-8") + "scorers: {wsjf: 2}\n")
    assert json.loads(run("roadmap", path, "--json").stdout)["scorers"] == {"wsjf": 2.0}


def test_assess(run):
    result = run("assess", BANK)
    assert result.exit_code == 0
    assert "Open to start now" in result.stdout
    assert "What the next stage asks for" in result.stdout
    data = json.loads(run("assess", BANK, "--json").stdout)
    assert (data["stage"], data["phase"], len(data["areas"])) == ("channels", "mid", 11)


def test_explain_with_and_without_a_plan(run):
    alone = run("explain", "goal-setting")
    assert "unlocks 48 others" in alone.stdout
    planned = run("explain", "shared-toolset", BANK)
    said = " ".join(planned.stdout.split())
    assert "Why here: waits for Annual budget line, and then 14 weeks pass" in said
    assert "Score: priority" in said and "cd3" in said
    assert "needed for Social data in CRM" in said
    assert "If it slips: 4 weeks later" in said
    assert "If it is dropped: without Shared toolset, Social data in CRM cannot be reached" in said
    assert "not planned: Single accountable discipline is enough for" in " ".join(
        run("explain", "split-charter", BANK).stdout.split()
    )
    assert "did you mean 'social-crm'?" in run("explain", "social-crn", BANK).stderr
    assert json.loads(run("explain", "social-crm", BANK, "--json").stdout)["steps"][0]["target"] is True


def test_validate_many_files(run, write):
    bad = write("bad.yaml", "organisation: acme\nstart: 2027-01-01\ntargets: {social-crn: 2}\n")
    result = run("validate", BANK, bad)
    assert result.exit_code == 2
    assert f"{BANK}: a valid organisation" in result.stdout
    assert "1 fault" in result.stderr
    data = json.loads(run("validate", BANK, bad, "--json").stdout)
    assert data["problems"][0]["line"] == 3
    assert run("validate", *EXAMPLES.glob("*.yaml")).exit_code == 0


def test_schema_and_journey_and_plugins(run):
    for kind in ("journey", "organisation", "roadmap"):
        assert json.loads(run("schema", kind).stdout)["title"].lower() == kind
    shown = run("journey", "show", "--stage", "channels").stdout
    assert "21 capabilities" in shown
    assert len(json.loads(run("journey", "show", "--json").stdout)["capabilities"]) == 66
    listed = json.loads(run("plugins", "--json").stdout)
    assert listed["faults"] == []
    assert {"cd3", "wsjf", "list", "swimlane", "map", "svg", "png", "markdown", "social-native"} <= {
        p["name"] for p in listed["plugins"]
    }
    assert "Scorers" in run("plugins", "list").stdout


def test_init_writes_a_file_that_can_be_planned_and_never_replaces_one(run, tmp_path):
    assert run("init", "acme.yaml").exit_code == 0
    assert run("roadmap", "acme.yaml", "-q", "--effort", "0.2").exit_code == 0
    again = run("init", "acme.yaml")
    assert again.exit_code == 2
    assert "already there" in again.stderr
    assert run("init", "acme.yaml", "--force", "--start", "2027-02-31").exit_code == 2
    assert run("init", "other.yaml", "--start", "2027-07-01").exit_code == 0
    assert "start: 2027-07-01" in (tmp_path / "other.yaml").read_text("utf-8")


def test_hostile_labels_stay_text_in_every_format(run, write, tmp_path):
    hostile = "<script>alert('x')</script> ]]> \\\" & =cmd|calc [x](javascript:1) {{ 7*7 }} :crit, \u202e # | `x`"
    journey = {
        "journey": "evil", "extends": "social-native",
        "roles": {"mkt": {"name": hostile}}, "stages": {"channels": {"name": hostile}},
        "capabilities": {"basic-presence": {"name": "=" + hostile}, "channel-audit": {"name": hostile + "\nsecond: line"}},
    }  # fmt: skip
    write("evil.json", json.dumps(journey))
    path = write("org.json", json.dumps({"organisation": "evil", "name": hostile, "start": "2027-01-01", "journey": "evil.json",
                                         "targets": {"basic-presence": 2, "channel-audit": 2}, "currency": "=1+1"}))  # fmt: skip
    formats = ["svg", "md", "mmd", "csv", "json", "dot", "png"]
    assert run("roadmap", path, *[a for f in formats for a in ("-o", f"out.{f}")], "-o", "map:map.svg").exit_code == 0
    for name in ("out.svg", "map.svg"):
        text = (tmp_path / name).read_text("utf-8")
        assert "<script" not in text
        assert "\u202e" not in text
    assert "49" not in (tmp_path / "out.svg").read_text("utf-8").split("7*7")[0][-5:]
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    report = (tmp_path / "out.md").read_text("utf-8")
    assert "<script" not in report
    assert "](javascript" not in report.replace("\\]", "")
    table = next(line for line in report.splitlines() if line.startswith("| 1 "))
    assert table.replace("\\|", "").count("|") == 10
    for line in (tmp_path / "out.mmd").read_text("utf-8").splitlines():
        assert line.count(":") <= 1
    data = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert data["organisation"]["name"] == hostile
    from planner.pictures.graphviz import run as graphviz

    assert b"<svg" in graphviz((tmp_path / "out.dot").read_text("utf-8"), "svg")


def planner_bytes(folder: Path, **environment: str) -> dict[str, bytes]:
    folder.mkdir()
    outputs = [
        a for name in ("a.svg", "map:b.svg", "c.png", "d.md", "e.mmd", "f.csv", "g.json", "h.dot") for a in ("-o", name)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "planner", "roadmap", str(BANK), *outputs],
        cwd=folder, env={**os.environ, **environment}, capture_output=True, check=True,
    )  # fmt: skip
    return {p.name: p.read_bytes() for p in folder.iterdir()} | {"stdout": done.stdout}


@pytest.mark.long
def test_the_same_input_gives_the_same_bytes_everywhere(tmp_path):
    one = planner_bytes(tmp_path / "one", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C", PYTHONUTF8="1")
    other = planner_bytes(
        tmp_path / "other", PYTHONHASHSEED="4711", TZ="Pacific/Kiritimati", LC_ALL="tr_TR.UTF-8", PYTHONUTF8="1"
    )
    assert one == other
    assert len([name for name in one if "-" not in name]) == 9


def test_help_and_version_import_next_to_nothing():
    code = (
        "import sys; from planner.cli import main\n"
        "try: main(['{}'])\nexcept SystemExit: pass\n"
        "heavy = {{'networkx', 'jinja2', 'pluggy', 'yaml', 'ryaml', 'graphviz', 'jsonschema_rs', 'importlib.metadata', 'resvg_py'}}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    for option in ("--help", "--version"):
        done = subprocess.run([sys.executable, "-c", code.format(option)], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m planner journey show | head -1", shell=True, capture_output=True, text=True, check=True
    )
    assert "Social becomes native" in done.stdout
    assert done.stderr == ""


def test_shell_completion_knows_the_commands():
    done = subprocess.run(
        [sys.executable, "-m", "planner"], capture_output=True, text=True,
        env={**os.environ, "_PLANNER_COMPLETE": "bash_complete", "COMP_WORDS": "planner ro", "COMP_CWORD": "1"},
    )  # fmt: skip
    assert "plain,roadmap" in done.stdout


def test_the_python_api_in_three_lines(tmp_path):
    import planner

    roadmap = planner.plan(BANK)
    data = planner.export(roadmap, tmp_path / "bank.svg")
    assert (tmp_path / "bank.svg").read_bytes() == data
    assert roadmap._repr_svg_() == data.decode()
    assert planner.export(roadmap, "markdown").startswith("# “Streamline” is planned for ".encode())
    assert planner.load(BANK).organisation.name.say("he") == "בנק רכס"
    assert set(planner.__all__) == {"DocumentError", "Explained", "Journey", "Limits", "Loaded", "MissingError", "Organisation", "PlannerError", "Planning", "PluginError",
                                    "ArgumentError", "Registry", "pages", "registry",
                                    "PortfolioRoadmap", "Replanned", "Roadmap", "Style", "__version__", "alternatives", "assess", "calibrate", "shared_history", "compare", "compare_portfolios", "draw", "earlier", "explain", "export",
                                    "import_file", "load", "load_journey", "load_member", "load_portfolio", "plan", "plan_portfolio", "replan", "replan_portfolio", "robustness", "show", "simulate", "status", "status_portfolio", "verify", "whatif", "whatif_portfolio",
                                    "why_not"}  # fmt: skip
