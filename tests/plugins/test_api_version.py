"""The API of plugins has a version, and what was written for an older one goes on working."""

from __future__ import annotations

import json
from pathlib import Path

import pluggy
import pytest

import planner.plugins
from planner.plugins import API_VERSION, KINDS, Hooks
from planner.plugins.hooks import hookspec

from conftest import EXAMPLES

OLD = Path(__file__).parent / "of_api_1_0" / "old_plugin.py"
BANK = EXAMPLES / "reches-bank.yaml"


def test_a_plugin_for_the_previous_version_works_as_it_is(run, tmp_path):
    use = ["--plugin", OLD, "roadmap", BANK, "-q"]
    for more, written in (
        (["--scorer", "old-cheap", "--scorer", "old-busy", "-o", "a.title"], "a.title"),
        (["--sequencer", "old-serial", "-o", "b.svg"], "b.svg"),
        (["-o", "old-view:c.svg"], "c.svg"),
        (["-o", "swimlane+gantt:d.words"], "d.words"),
    ):
        result = run(*use, *more)
        assert result.exit_code == 0, result.output
        assert result.stderr == "", "nobody who uses it is bothered with what its author should change"
        assert (tmp_path / written).stat().st_size > 20
    assert "Begin" in run("--plugin", OLD, "journey", "show", "old-journey").stdout


def test_its_author_is_told_what_will_go_and_nobody_else(run, write):
    plugin = write("mine.py", "import warnings\nfrom planner.plugins import Scorer, hookimpl\n"
                   "warnings.warn('planner.plugins.Old is called New; it goes with 2.0', DeprecationWarning)\n@hookimpl\n"
                   "def planner_scorers():\n    yield Scorer.each('mine', lambda step: 1.0)\n")  # fmt: skip
    used = run("--plugin", plugin, "roadmap", BANK, "--scorer", "mine", "-q")
    assert (used.exit_code, used.stderr) == (0, "")
    listed = run("--plugin", plugin, "plugins", "list")
    assert "planner.plugins.Old is called New; it goes with 2.0" in " ".join(listed.stderr.split())
    with pytest.raises(AttributeError):
        planner.plugins.NoSuchRecord  # noqa: B018 - to ask for it is all that is tried


@pytest.mark.long
def test_it_keeps_the_contract_of_today(run):
    result = run("--plugin", OLD, "plugins", "check", "old-cheap", "old-title", "old-words", "--json")
    found = json.loads(result.stdout)
    assert not [one for plugin in found["plugins"] for one in plugin["results"] if one["problem"]]
    assert not found["notes"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("'>=2'", "was written for planner API >=2, this is 1.0"),
        ("'<1'", "was written for planner API <1"),
        ("7", "is no range"),
    ],
)
def test_a_mismatch_is_said_clearly(run, write, wanted, words):
    plugin = write(
        "mine.py", f"planner_api = {wanted}\n" + OLD.read_text("utf-8").replace('planner_api = ">=1,<2"', "")
    )
    result = run("--plugin", plugin, "roadmap", BANK)
    assert result.exit_code == 2
    assert words in result.stderr
    assert str(plugin) in result.stderr


def test_a_hook_may_take_the_arguments_that_it_names(run, write):
    """Hooks get arguments by name, functions as many as they take: either can be given more without breaking anybody."""
    plugin = write("mine.py", "from planner.plugins import Scorer, hookimpl\n@hookimpl\ndef planner_scorers(api):\n"
                   "    yield Scorer.each('mine', lambda step: 1.0, f'for {api}')\n")  # fmt: skip
    assert f"for {API_VERSION}" in run("--plugin", plugin, "plugins", "show", "mine").stdout
    assert run("--plugin", plugin, "roadmap", BANK, "--scorer", "mine", "-q").exit_code == 0

    class More(Hooks):
        """The hooks of a version to come."""

        @hookspec
        def planner_scorers(self, api: str, language: str) -> list:
            """One argument more."""

    manager = pluggy.PluginManager("planner")
    manager.add_hookspecs(More)
    import importlib.util

    spec = importlib.util.spec_from_file_location("old_plugin_again", OLD)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    manager.register(module)
    (records,) = manager.hook.planner_scorers(api="1.1", language="en")
    assert [record.name for record in records] == ["old-cheap", "old-busy"]


def test_the_public_names_only_grow():
    """Whoever takes a name away raises the first number of API_VERSION and keeps the old name for a while."""
    names_of_1_0 = {
        "Exporter", "JourneyFile", "Limits", "Part", "Renderer", "Scope", "Score", "Scorer", "Sequence", "Sequencer",
        "View", "hookimpl",
    }  # fmt: skip
    assert API_VERSION.startswith("1.")
    assert names_of_1_0 <= {*planner.plugins.__all__}
    assert {"journeys", "scorers", "sequencers", "views", "renderers", "exporters"} <= set(KINDS)
