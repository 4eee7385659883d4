"""Where plugins come from: single files, settings and the environment, only when they are named; leaving some out."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.plugins.registry import Registry
from planner.plugins.settings import Sources, using

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
SCORER = """
from planner.plugins import Scorer, hookimpl


@hookimpl
def planner_scorers():
    yield Scorer.each("{name}", lambda step, scope: 1 / (1 + step.cost), "Cheapest first")
"""


@pytest.fixture
def mine(write):
    return write("my_scorer.py", SCORER.format(name="mine"))


def test_a_plugin_in_a_single_file(run, mine):
    for args in (["--plugin", mine, "roadmap"], ["roadmap", "--plugin", mine]):
        result = run(*args, BANK, "--scorer", "mine", "--json", "-q")
        assert result.exit_code == 0, result.output
        assert '"mine"' in result.output
    listed = run("plugins", "list", "--plugin", mine)
    assert "Cheapest first" in listed.output
    assert str(mine) in listed.output
    assert run("roadmap", BANK, "--scorer", "mine").exit_code == 2, "the next run knows nothing of it"


def test_the_environment_names_files_too(run, mine, monkeypatch):
    monkeypatch.setenv("PLANNER_PLUGIN", str(mine))
    assert run("roadmap", BANK, "--scorer", "mine", "-q", "-o", "x.svg").exit_code == 0


def test_a_projects_settings_are_read_when_they_are_named(run, mine, tmp_path):
    (tmp_path / "planner.toml").write_text('[plugins]\nfiles = ["my_scorer.py"]\ndisable = ["rice"]\n', "utf-8")
    assert run("roadmap", BANK, "--scorer", "mine", "-q", "-o", "x.svg").exit_code == 2, (
        "not because of where one stands"
    )
    for named in (tmp_path, tmp_path / "planner.toml"):
        assert run("roadmap", BANK, "--project", named, "--scorer", "mine", "-q", "-o", "x.svg").exit_code == 0
    assert (
        "'rice' is left out by --no-plugin, or 'disable' in the settings"
        in run("roadmap", BANK, "--project", tmp_path, "--scorer", "rice").output
    )
    (tmp_path / "planner.toml").unlink()
    (tmp_path / "pyproject.toml").write_text('[tool.planner.plugins]\nfiles = ["my_scorer.py"]\n', "utf-8")
    assert run("roadmap", BANK, "--project", tmp_path, "--scorer", "mine", "-q", "-o", "x.svg").exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[plugins", "planner.toml: Expected"),
        ("[plugins]\nfile = []\n", "did you mean 'files'"),
        ("[plugins]\nfiles = 'a.py'\n", "is no list of names"),
        ("[plugins]\nstrict = 1\n", "neither true nor false"),
        ("plugins = 3\n", "is not a table"),
        ('[plugins]\nfiles = ["none.py"]\n', "there is no such file"),
    ],
)
def test_faulty_settings_are_refused(run, write, text, words):
    result = run("roadmap", BANK, "--project", write("planner.toml", text))
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f(:\n", "SyntaxError"),
        ("import not_there\n", "not_there"),
        ("1 / 0\n", "bad.py:1"),
        ("x = 1\n", "no function marked @hookimpl"),
        (
            "from planner.plugins import hookimpl\n\n@hookimpl\ndef planner_scorers():\n    return [1]\n",
            "returned int instead of Scorer",
        ),
        ("from planner.plugins import hookimpl\n\n@hookimpl\ndef planner_scorers():\n    1 / 0\n", "bad.py:5"),
        (SCORER.format(name="cd3"), "already taken by journey-planner"),
    ],
)
def test_a_file_that_is_named_must_work(run, write, text, words):
    result = run("roadmap", BANK, "--plugin", write("bad.py", text))
    assert result.exit_code == 2
    assert words in result.output
    assert "bad.py" in result.output


def test_any_plugin_can_be_left_out_and_replaced(run, write):
    own = write("own.py", SCORER.format(name="cd3"))
    result = run("plugins", "list", "--no-plugin", "journey-planner")
    assert result.exit_code == 0
    assert "cd3" not in result.output
    assert (
        "there is no plugin 'wsfj' to leave out; did you mean 'wsjf'"
        in run("plugins", "list", "--no-plugin", "wsfj").output
    )
    with using(Sources(disabled=("scorers:cd3",))):
        assert "cd3" not in Registry(sources=Sources(disabled=("scorers:cd3",))).names("scorers")
    registry = Registry(sources=Sources((own,), ("cd3",)))
    assert "cd3" not in registry.names("scorers"), "a name that is left out is left out wherever it comes from"
    registry = Registry(sources=Sources((own,), ("journey-planner:cd3",)))
    assert registry.get("scorers", "cd3").summary == "Cheapest first", "the bundled one is replaced"


def test_strict_ends_the_run_at_the_first_fault(run, write):
    bad = write("bad.py", SCORER.format(name="bad").replace("1 / (1 + step.cost)", "1 / 0"))
    args = ("roadmap", BANK, "--plugin", bad, "--scorer", "bad", "--scorer", "cd3", "-q")
    kind = run(*args)
    assert kind.exit_code == 0
    assert "is left out" in kind.output
    strict = run(*args, "--strict")
    assert strict.exit_code == 2
    assert "bad.py:7" in strict.output


def test_a_document_never_runs_code(run, write, tmp_path):
    """Scorers in an organisation are names of plugins that are there already; no file is looked for."""
    trace = tmp_path / "ran"
    write("evil.py", f"open({str(trace)!r}, 'w').close()\n" + SCORER.format(name="evil"))
    for name in ("evil", "./evil.py", "evil.py"):
        document = write("o.yaml", BANK.read_text("utf-8") + f"\nscorers: {{{name}: 1}}\n")
        assert run("roadmap", document).exit_code == 2
    (tmp_path / "planner.toml").write_text('[plugins]\nfiles = ["evil.py"]\n', "utf-8")
    assert run("roadmap", BANK, "-q", "-o", "x.svg").exit_code == 0
    assert not trace.exists()


def test_from_python(mine):
    with using(Sources((Path(mine),))):
        roadmap = planner.plan(BANK, scorers={"mine": 1})
    assert roadmap.scorers == {"mine": 1}
