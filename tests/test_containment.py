"""A zoo of bad plugins, installed as packages are: each is named with the file and line of its fault, left out, and
everything else is as it would be without it."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from planner.registry import _registry

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
HEAD = """\
import os, sys, time
from pathlib import Path
import click
from planner.model import Capability
from planner.plugins import *
from planner.plugins import Part, Score, hookimpl, option
from planner.scene import Scene, Shape
"""


@dataclass(frozen=True)
class Bad:
    """One plugin: what is below the imports, the kind, words of the message, and whether it comes with a place."""

    code: str
    words: str
    kind: str = "scorers"
    place: bool = True


def scorer(body: str) -> str:
    return f"def bad(scope):\n    {body}\n@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', bad)\n"


def one_of(kind: str, record: str, body: str, signature: str = "*given") -> str:
    return f"def bad({signature}):\n    {body}\n@hookimpl\ndef planner_{kind}():\n    yield {record}\n"


def view(body: str) -> str:
    return one_of("views", "View('bad', bad)", body)


def check(body: str) -> str:
    return one_of("checks", "Check('bad', bad)", body)


def pattern(body: str) -> str:
    return one_of("diagnoses", "StallPattern('bad', bad)", body)


def exporter(body: str) -> str:
    return one_of("exporters", "Exporter('bad', '.bad', 'text/plain', bad)", body)


def renderer(body: str) -> str:
    return one_of("renderers", "Renderer('bad', '.bad', 'text/plain', bad)", body)


def importer(body: str) -> str:
    return one_of("importers", "Importer('bad', ('.bad',), bad)", body)


ALL = "{s.id: Score(1) for s in scope.steps}"
ZOO = {
    # at import
    "needs what is not installed": Bad("import their_database\n", "No module named 'their_database'"),
    "is no Python": Bad("def f(:\n", "SyntaxError"),
    "raises at import": Bad("1 / 0\n", "ZeroDivisionError"),
    "ends the program at import": Bad("sys.exit(3)\n", "ended the program"),
    "hangs at import": Bad("time.sleep(60)\n", "took longer than 0.5 seconds"),
    "writes at import": Bad("Path('left-behind').write_text('x')\n", "wrote to"),
    "is of another API": Bad("planner_api = '>=7'\n", "was written for planner API >=7, this is 1.1", place=False),
    "does not say which API": Bad("planner_api = 'new'\n", "is no range; write for example '>=1.0,<2'", place=False),
    # in the hook
    "its hook raises": Bad("@hookimpl\ndef planner_scorers():\n    raise KeyError('x')\n", "planner_scorers() failed"),
    "its hook never ends": Bad(
        "@hookimpl\ndef planner_scorers():\n    while True: yield Scorer('bad', print)\n", "more than 1000", place=False
    ),
    "its hook returns a number": Bad("@hookimpl\ndef planner_scorers():\n    return 3\n", "not iterable"),
    "its hook wants arguments": Bad("@hookimpl\ndef planner_scorers(us):\n    pass\n", "Argument(s)", place=False),
    "misspells the hook": Bad("@hookimpl\ndef planner_scorer():\n    pass\n", "did you mean 'planner_scorers'", place=False),
    "returns another record": Bad(
        "@hookimpl\ndef planner_scorers():\n    yield View('bad', print)\n", "View instead of Scorer", place=False
    ),
    "has no name": Bad("@hookimpl\ndef planner_scorers():\n    yield Scorer('', print)\n", "'' is no name", place=False),
    "has a name with a slash": Bad(
        "@hookimpl\ndef planner_scorers():\n    yield Scorer('../bad', print)\n", "is no name", place=False
    ),
    "has no function": Bad("@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', 3)\n", "not a function", place=False),
    "its options are no dataclass": Bad(
        "@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', print, options=dict)\n", "options are a dataclass", place=False
    ),
    "an option has a default of another type": Bad(
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass O:\n    n: int = option('many')\n"
        "@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', print, options=O)\n",
        "the default 'many' of the option 'n' is not a whole number", place=False,
    ),
    # when called
    "raises": Bad(scorer("return 1 / 0"), "ZeroDivisionError"),
    "raises deep in a library": Bad(scorer("import json; json.loads('{')"), "JSONDecodeError"),
    "raises what cannot be said": Bad(
        "class E(Exception):\n    def __str__(self): raise ValueError\n" + scorer("raise E()"), "cannot say what it is"
    ),
    "ends the program": Bad(scorer("sys.exit()"), "ended the program"),
    "calls itself without end": Bad(scorer("return bad(scope)"), "RecursionError"),
    "runs without end": Bad(scorer("while True: pass"), "took longer than 0.5 seconds"),
    "runs without end and swallows what ends it": Bad(
        scorer("\n    while True:\n        try:\n            time.sleep(0.01)\n        except BaseException: pass"),
        "took longer than 0.5 seconds",
    ),
    "waits without end": Bad(scorer("time.sleep(60)"), "took longer than 0.5 seconds"),
    "returns nothing": Bad(scorer("pass"), "NoneType instead of a mapping"),
    "returns a list": Bad(scorer("return [1]"), "list instead of a mapping"),
    "misses steps": Bad(scorer("return {}"), "gave no score to"),
    "is not a number": Bad(scorer("return {s.id: Score(float('nan')) for s in scope.steps}"), "instead of a Score"),
    "is infinite": Bad(scorer("return {s.id: Score(float('inf')) for s in scope.steps}"), "instead of a Score"),
    "is a text": Bad(scorer("return {s.id: Score('high') for s in scope.steps}"), "must be real number"),
    "scores plain numbers": Bad(scorer("return {s.id: 1.0 for s in scope.steps}"), "instead of a Score"),
    "invents a capability": Bad(scorer(f"return {ALL} | {{'made-up@2': Score(1)}}"), "'made-up@2', which is not a step"),
    "changes what is frozen": Bad(
        scorer(f"object.__setattr__(scope.steps[0], 'duration', 999); return {ALL}"), "changed what it was given"
    ),
    "changes what is not": Bad(scorer(f"scope.needs.clear(); return {ALL}"), "changed what it was given"),
    "asks for more than there is": Bad(
        "def bad(scope, client, database):\n    pass\n@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', bad)\n",
        "it asks for 3 arguments (scope, client, database) but 1 are given",
    ),
    "writes a file": Bad(scorer(f"Path('left-behind').write_text('x'); return {ALL}"), "wrote to"),
    "writes a file and hides it": Bad(
        scorer(f"\n    try: open('left-behind', 'w')\n    except OSError: pass\n    return {ALL}"), "wrote to"
    ),
    "deletes a file": Bad(scorer("os.remove('mine.txt')"), "changed"),
    "renames a file": Bad(scorer("os.rename('mine.txt', 'left-behind')"), "changed"),
    "makes a folder": Bad(scorer("os.makedirs('left-behind')"), "changed"),
    "goes elsewhere": Bad(scorer("os.chdir('/')"), "changed the working folder"),
    "speaks no terminal": Bad(scorer("raise ValueError('\\x1b[2J\\nerror: all is lost')"), "ValueError"),
    # other kinds
    "a check that raises": Bad(check("yield 1 / 0"), "check 'bad' of zoo 1.0", "checks"),
    "a check that finds a text": Bad(check("yield 'all is well'"), "yielded str instead of a Finding", "checks"),
    "a check without end": Bad(check("\n    while True: yield Finding('a', 'b')"), "more than 1000 findings", "checks"),
    "a check about nothing": Bad(check("yield Finding('a', 'b', ('made-up',))"), "'made-up', which is no capab", "checks"),
    "a check of another weight": Bad(check("yield Finding('a', 'b', (), 'maybe')"), "use must or should", "checks"),
    "a check that changes the plan": Bad(
        check("object.__setattr__(given[0].placements[0], 'start', 0)\n    given[0].names.clear()\n    return ()"),
        "changed what it was given", "checks",
    ),
    "a pattern that returns a text": Bad(pattern("return 'stuck'"), "str instead of a Stall or None", "diagnoses"),
    "a pattern that unlocks nothing": Bad(pattern("return Stall('a', 'b', ('made-up',))"), "'made-up'", "diagnoses"),
    "a pattern without texts": Bad(pattern("return Stall(None, 'b', ())"), "instead of a text", "diagnoses"),
    "a view that raises": Bad(view("return given[0].nothing"), "has no attribute 'nothing'", "views"),
    "a view of nothing": Bad(view("return ()"), "tuple instead of a tuple of one Scene", "views"),
    "a view off the page": Bad(
        view("return (Scene('a', 900, 500, 't', 'a', '#FFFFFF', (Shape('s', 'card', float('nan'), 0, 1, 1),)),)"),
        "put 's' at a place that is no finite number", "views",
    ),
    "a view without end": Bad(view("\n    while True: pass"), "took longer", "views"),
    "a renderer of text": Bad(renderer("return 'text'"), "str instead of bytes", "renderers"),
    "an exporter of nothing": Bad(exporter("return None"), "NoneType instead of bytes", "exporters"),
    "an exporter that writes by itself": Bad(exporter("Path('left-behind').write_bytes(b'x')"), "wrote to", "exporters"),
    "an exporter without a suffix": Bad(
        one_of("exporters", "Exporter('bad', 'bad', 'text/plain', bad)", "return b''"), "its suffix is 'bad'", "exporters", False
    ),
    "an importer that raises": Bad(importer("return given[0][10**9]"), "IndexError", "importers"),
    "an importer of a text": Bad(importer("return 'levels'"), "str instead of Imported", "importers"),
    "an importer of objects": Bad(importer("return Imported({'a': object()})"), "which no file can hold", "importers"),
    "a sequencer that breaks rules": Bad(
        one_of("sequencers", "Sequencer('bad', bad)", "return Sequence({a.id: 0 for a in given[0].activities})"),
        "made a plan that breaks rules", "sequencers",
    ),
    "a sequencer that claims too much": Bad(
        one_of("sequencers", "Sequencer('bad', bad)", "return Sequence({}, (10**9,))"), "claims a bound", "sequencers"
    ),
    "a sequencer of a list": Bad(one_of("sequencers", "Sequencer('bad', bad)", "return [1]"), "instead of a Sequence", "sequencers"),
    "a journey that is not there": Bad(
        one_of("journeys", "JourneyFile('bad', Path('/nothing.yaml'))", "pass"), "there is no file /nothing.yaml", "journeys", False
    ),
    "a theme that is not there": Bad(
        one_of("themes", "ThemeFile('bad', Path('/nothing.yaml'))", "pass"), "there is no file /nothing.yaml", "themes", False
    ),
    "a command that is none": Bad(one_of("commands", "Command('bad', bad)", "pass"), "@click.command()", "commands", False),
    "a command that cannot be imported": Bad("import their_database\n", "their_database", "commands"),
}  # fmt: skip
USES: dict[str, list[str]] = {
    "scorers": ["roadmap", str(BANK), "--scorer", "cd3", "--scorer", "bad", "--json", "-q"],
    "checks": ["roadmap", str(BANK), "--json", "-q"],
    "diagnoses": ["roadmap", str(BANK), "--json", "-q"],
    "views": ["roadmap", str(BANK), "-q", "-o", "plan.svg", "-o", "bad:bad.svg"],
    "renderers": ["roadmap", str(BANK), "-q", "-o", "plan.svg", "-o", "plan.bad"],
    "exporters": ["roadmap", str(BANK), "-q", "-o", "plan.svg", "-o", "plan.bad"],
    "importers": ["import", str(BANK), "--from", "bad"],
    "sequencers": ["roadmap", str(BANK), "--sequencer", "bad"],
    "journeys": ["journey", "show", "bad"],
    "themes": ["roadmap", str(BANK), "--theme", "bad"],
    "commands": ["bad"],
}


NUMBERS = count()


@pytest.fixture
def install(tmp_path_factory, monkeypatch) -> Callable[[str, str, str], Path]:
    """Puts a plugin where installed packages are: a module with its metadata."""
    folder = tmp_path_factory.mktemp("site-packages")
    monkeypatch.syspath_prepend(str(folder))
    made: list[str] = []

    def installer(name: str, kind: str, code: str) -> Path:
        module = f"zoo_{name.replace('-', '_')}_{next(NUMBERS)}"  # one that hangs at import keeps its name
        made.append(module)
        (folder / f"{module}.py").write_text(code, "utf-8")
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zoo\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[planner.{kind}]\n{name} = {module}\n")
        importlib.invalidate_caches()
        _registry.cache_clear()
        return folder / f"{module}.py"

    yield installer
    for module in made:
        sys.modules.pop(module, None)
    _registry.cache_clear()


def as_data(text: str) -> dict:
    return json.loads(text[text.index("{") :])


def test_the_zoo_has_at_least_25_kinds():
    assert len(ZOO) >= 25
    assert {one.kind for one in ZOO.values()} == set(USES)


@pytest.mark.parametrize("name", ZOO)
def test_a_bad_plugin_is_named_and_contained(name, install, run, monkeypatch, tmp_path):
    bad = ZOO[name]
    monkeypatch.setenv("PLANNER_PLUGIN_SECONDS", "0.5")
    (tmp_path / "mine.txt").write_text("mine")
    expected = run(*USES["checks"]).stdout if bad.kind in ("checks", "diagnoses", "scorers") else ""
    run("roadmap", BANK, "-q", "-o", "expected.svg")
    file = install("bad", bad.kind, HEAD + bad.code)

    result = run(*USES[bad.kind])
    said = " ".join(result.stderr.split())
    assert bad.words in said, said
    assert "zoo 1.0" in said and ("bad" in said or "zoo_bad" in said)
    assert "\x1b[2J" not in result.output
    if bad.place:
        placed = re.search(re.escape(str(file)) + r":(\d+)", said)
        assert placed, said
        assert int(placed[1]) > HEAD.count("\n"), "the line of the fault, not of the imports"
    if expected:
        assert result.exit_code == 0, said
        found, wanted = as_data(result.stdout), as_data(expected)
        for key in ("steps", "diagnosis", "findings"):
            assert found[key] == wanted[key], key
        assert any("zoo 1.0" in words for words in found["warnings"])
    else:
        assert result.exit_code == 2
    if bad.kind in ("views", "renderers", "exporters") and bad.place:
        assert (tmp_path / "plan.svg").read_bytes() == (tmp_path / "expected.svg").read_bytes()
        assert not (tmp_path / "plan.bad").exists() and not (tmp_path / "bad.svg").exists()
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "left-behind").exists()
    assert Path.cwd() == tmp_path

    assert run("plugins", "list").exit_code == 0
    assert run("--help").exit_code == 0
    (tmp_path / "strict").mkdir()
    monkeypatch.chdir(tmp_path / "strict")
    (tmp_path / "strict" / "mine.txt").write_text("mine")
    from planner.cli import main  # the same words again, strict

    with pytest.raises(SystemExit) as ended:
        main([*USES[bad.kind], "--strict"])
    assert ended.value.code == 2
    assert [path.name for path in (tmp_path / "strict").iterdir()] == ["mine.txt"], "a strict run leaves nothing"


def test_a_plugin_may_use_temporary_files(install, run):
    body = "import tempfile\n    with tempfile.TemporaryDirectory() as d:\n        Path(d, 'x').write_text('y')\n"
    install("fine", "scorers", HEAD + f"def fine(scope):\n    {body}    return {ALL}\n"
            "@hookimpl\ndef planner_scorers():\n    yield Scorer('fine', fine)\n")  # fmt: skip
    result = run("roadmap", BANK, "--scorer", "fine", "-q")
    assert result.exit_code == 0, result.output
    assert "fine" not in result.stderr


def test_what_a_plugin_prints_does_not_reach_the_output(install, run):
    install("fine", "scorers", HEAD + "print('imported')\ndef fine(scope):\n    print('scoring')\n"
            f"    return {ALL}\n@hookimpl\ndef planner_scorers():\n    yield Scorer('fine', fine)\n")  # fmt: skip
    result = run("roadmap", BANK, "--scorer", "fine", "--json", "-q")
    assert json.loads(result.stdout)["scorers"] == {"fine": 1}
    assert "scoring" in result.stderr


def test_the_traceback_is_there_for_those_who_ask(install, run):
    from planner.cli import main

    install("bad", "commands", HEAD + "1 / 0\n")
    result = run("bad")
    assert result.exit_code == 2
    with pytest.raises(SystemExit):
        main(["--debug", "bad"])


def test_twenty_plugins_of_which_three_are_broken(install, run, tmp_path):
    """Every command works, and those that are broken are named."""
    for number in range(17):
        install(f"other-{number}", "scorers", HEAD + "@hookimpl\ndef planner_scorers():\n"
                f"    yield Scorer.each('other-{number}', lambda step, scope: {number})\n")  # fmt: skip
    install("broken-import", "checks", "import their_database\n")
    install("broken-call", "checks", HEAD + one_of("checks", "Check('broken-call', bad)", "yield 1 / 0"))
    install("broken-record", "diagnoses", HEAD + one_of("diagnoses", "7", "pass"))
    (tmp_path / "acme.yaml").write_bytes(BANK.read_bytes())
    (tmp_path / "levels.csv").write_text("capability,level\nbasic-presence,1\n")
    commands = (
        ["roadmap", "acme.yaml", "-q"], ["deck", "acme.yaml", "-o", "board.pptx"], ["assess", "acme.yaml"],
        ["explain", "social-crm", "acme.yaml"], ["validate", "acme.yaml"], ["init", "new.yaml"],
        ["risk", "acme.yaml", "--draws", "100"], ["import", "levels.csv"], ["journey", "show"],
        ["watch", "acme.yaml", "--once"], ["theme", "check", "light"], ["plugins", "list"], ["check", "acme.yaml"],
        ["schema", "organisation"], ["--version"],
    )  # fmt: skip
    from planner.cli import COMMANDS

    assert set(COMMANDS) <= {command[0] for command in commands}
    for command in commands:
        result = run(*command)
        assert result.exit_code in ((0, 1) if command[0] == "check" else (0,)), (command, result.output)
    listed = run("plugins", "list")
    assert "other-16" in listed.stdout
    assert "their_database" in listed.stderr and "returned int instead of StallPattern" in listed.stderr
    warned = run("roadmap", "acme.yaml", "-q").stderr
    assert "their_database" in warned and "ZeroDivisionError" in warned and "instead of StallPattern" in warned
