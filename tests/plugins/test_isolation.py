"""A zoo of bad plugins, installed as packages are: each is named with the file and line of its fault, left out, and
everything else is as it would be without it."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from planner.plugins.registry import registry_of

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
SMALL = EXAMPLES / "five-minutes.yaml"
HEAD = """\
import os, sys, threading, time
from pathlib import Path
import click
from planner.plugins import Capability
from planner.plugins import *
from planner.plugins import Part, Score, hookimpl, option
from planner.pictures import Scene, Shape
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


def one_of(kind: str, record: str, body: str, signature: str = "**given") -> str:
    return f"def bad({signature}):\n    {body}\n@hookimpl\ndef planner_{kind}():\n    yield {record}\n"


def view(body: str) -> str:
    return one_of("views", "View('bad', bad)", body)


def check(body: str) -> str:
    return one_of("checks", "Check('bad', bad)", body)


def pattern(body: str) -> str:
    return one_of("stall_patterns", "StallPattern('bad', bad)", body)


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
    "hangs at import": Bad("threading.Event().wait(60)\n", "took longer than 0.5 seconds"),
    "writes at import": Bad("Path('left-behind').write_text('x')\n", "wrote to"),
    "is of another API": Bad("planner_api = '>=7'\n", "was written for planner API >=7, this is 1.0", place=False),
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
    "runs without end and swallows what ends it": Bad(  # then it waits for nothing, and leaves the machine to the others
        scorer("\n    try:\n        while True: pass\n    except BaseException: threading.Event().wait()"),
        "took longer than 0.5 seconds",
    ),
    "waits without end": Bad(scorer("threading.Event().wait(60)"), "took longer than 0.5 seconds"),
    "returns nothing": Bad(scorer("pass"), "NoneType instead of a mapping"),
    "returns a list": Bad(scorer("return [1]"), "list instead of a mapping"),
    "misses steps": Bad(scorer("return {}"), "gave no score to"),
    "is not a number": Bad(scorer("return {s.id: Score(float('nan')) for s in scope.steps}"), "the score nan, which is not a finite number"),
    "is infinite": Bad(scorer("return {s.id: Score(float('inf')) for s in scope.steps}"), "the score inf, which is not"),
    "is a text": Bad(scorer("return {s.id: Score('high') for s in scope.steps}"), "'high', which is no number"),
    "scores plain numbers": Bad(scorer("return {s.id: 1.0 for s in scope.steps}"), "instead of a Score"),
    "invents a capability": Bad(scorer(f"return {ALL} | {{'made-up@2': Score(1)}}"), "'made-up@2', which is not a step"),
    "changes what is frozen": Bad(
        scorer(f"object.__setattr__(scope.steps[0], 'duration', 999); return {ALL}"), "changed what it was given"
    ),
    "changes what is not": Bad(scorer(f"scope.needs.clear(); return {ALL}"), "changed what it was given"),
    "asks for more than there is": Bad(
        "def bad(scope, client, database):\n    pass\n@hookimpl\ndef planner_scorers():\n    yield Scorer('bad', bad)\n",
        "it asks for 'client', 'database'; arguments go by name, and there are scope",
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
        check("object.__setattr__([*given.values()][0].placements[0], 'start', 0)\n    [*given.values()][0].names.clear()\n    return ()"),
        "changed what it was given", "checks",
    ),
    "a pattern that returns a text": Bad(pattern("return 'stuck'"), "str instead of a Stall or None", "stall_patterns"),
    "a pattern that unlocks nothing": Bad(pattern("return Stall('a', 'b', ('made-up',))"), "'made-up'", "stall_patterns"),
    "a pattern without texts": Bad(pattern("return Stall(None, 'b', ())"), "instead of a text", "stall_patterns"),
    "a view that raises": Bad(view("return [*given.values()][0].nothing"), "has no attribute 'nothing'", "views"),
    "a view of nothing": Bad(view("return ()"), "tuple instead of a tuple of one Scene", "views"),
    "a view off the page": Bad(
        view("return (Scene('a', 900, 500, 't', 'a', '#FFFFFF', (Shape('s', 'card', float('nan'), 0, 1, 1),)),)"),
        "put 's' at a place that is no finite number", "views",
    ),
    "a view with a chart that nothing draws": Bad(
        view(
            "from planner.pictures import Chart, ChartSeries\n"
            "    rows = (ChartSeries('n', '#112233', (1.0, 2.0), (0.0, 1.0)),)\n"
            "    chart = Chart('c', 'n', (0, 0, 9, 9), (0, 0, 9, 9), rows, 2.0, 4)\n"
            "    return (Scene('a', 900, 500, 't', 'a', '#FFFFFF', (), charts=(chart,)),)"
        ),
        "no element of the page says that it draws it", "views",
    ),
    "a view with a chart of too few numbers": Bad(
        view(
            "from planner.pictures import Chart, ChartSeries\n"
            "    rows = (ChartSeries('n', '#112233', (1.0,), mark='column'),)\n"
            "    chart = Chart('c', 'n', (0, 0, 9, 9), (0, 0, 9, 9), rows, 2.0, 4, labels=('a', 'b'))\n"
            "    own = Shape('s', 'card', 0, 0, 1, 1, chart='c')\n"
            "    return (Scene('a', 900, 500, 't', 'a', '#FFFFFF', (own,), charts=(chart,)),)"
        ),
        "1 numbers for 2 places", "views",
    ),
    "a view without end": Bad(view("\n    while True: pass"), "longer than 0.5 seconds", "views"),
    "a renderer of text": Bad(renderer("return 'text'"), "str instead of bytes", "renderers"),
    "an exporter of nothing": Bad(exporter("return None"), "NoneType instead of bytes", "exporters"),
    "an exporter that writes by itself": Bad(exporter("Path('left-behind').write_bytes(b'x')"), "wrote to", "exporters"),
    "an exporter without a suffix": Bad(
        one_of("exporters", "Exporter('bad', 'bad', 'text/plain', bad)", "return b''"), "its suffix is 'bad'", "exporters", False
    ),
    "an importer that raises": Bad(importer("return [*given.values()][0][10**9]"), "IndexError", "importers"),
    "an importer of a text": Bad(importer("return 'levels'"), "str instead of Imported", "importers"),
    "an importer of objects": Bad(importer("return Imported({'a': object()})"), "which no file can hold", "importers"),
    "a sequencer that breaks rules": Bad(
        one_of("sequencers", "Sequencer('bad', bad)", "return Sequence({a.id: 0 for a in [*given.values()][0].activities})"),
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
    "a journey without a path": Bad(one_of("journeys", "JourneyFile('bad', None)", "pass"), "its path is None", "journeys", False),
    "an importer without suffixes": Bad(one_of("importers", "Importer('bad', None, bad)", "pass"), "its suffixes are None", "importers", False),
    "an importer of one suffix": Bad(one_of("importers", "Importer('bad', '.bad', bad)", "pass"), "its suffixes are '.bad'", "importers", False),
    "a record of another class": Bad(
        "class Mine(Check):\n    pass\n" + one_of("checks", "Mine('bad', bad)", "pass"), "returned Mine instead of Check", "checks", False
    ),
    "a module that answers anything": Bad("def __getattr__(name):\n    raise RuntimeError(name)\n", "RuntimeError"),
    "two of one name": Bad(
        "@hookimpl\ndef planner_scorers():\n    yield Scorer.each('bad', lambda step: 1 / 0)\n    yield Scorer.each('bad', min)\n",
        "two records called 'bad'", place=False,
    ),
    "brings nothing": Bad("", "it brings nothing: it has no planner_scorers()", place=False),
    "parts that are none": Bad(scorer("return {s.id: Score(1, None) for s in scope.steps}"), "not iterable"),
    "parts of something else": Bad(scorer("return {s.id: Score(1, ({},)) for s in scope.steps}"), "instead of a Part"),
    "scores beyond all sums": Bad(scorer("return {s.id: Score(1.7e308) for s in scope.steps}"), "not a finite number"),
    "an object that cannot be compared": Bad(
        "class E:\n    def __eq__(self, other): raise ValueError('no')\n    __hash__ = None\n"
        + check("object.__setattr__([*given.values()][0], 'title', E())\n    return ()"), "ValueError: no", "checks",
    ),
    "a finding that says nothing": Bad(check("yield Finding(' ', 'b')"), "a text is empty", "checks"),
    "a check that says on purpose what is wrong": Bad(
        "from planner import PlannerError\n" + check("raise PlannerError('not for us')"), "check 'bad' of zoo 1.0", "checks", False
    ),
    "a page of no colour": Bad(
        view("return (Scene('a', 900, 500, 't', 'a', '#FFFFFF', (Shape('s', 'card', 1, 1, 1, 1, fill='red\"/><script>'),)),)"),
        "instead of a colour as #RRGGBB", "views",
    ),
    "a page without a title": Bad(view("return (Scene('a', 900, 500, None, 'a', '#FFFFFF', ()),)"), "Scene.title None", "views"),
    "a page too large to draw": Bad(view("return (Scene('a', 1e6, 1e6, 't', 'a', '#FFFFFF', ()),)"), "at most 20000 pixels", "views"),
    "an importer of a list": Bad(importer("return Imported([1])"), "is list, not a mapping", "importers"),
    "an importer of far too large a number": Bad(importer("return Imported({'units': 10**5000})"), "above 1e15", "importers"),
    "a sequencer that says maybe": Bad(
        one_of("sequencers", "Sequencer('bad', bad)", "return Sequence({}, all_fit='maybe')"), "says of 'all_fit'", "sequencers"
    ),
    "a command that is none": Bad(one_of("commands", "Command('bad', bad)", "pass"), "@click.command()", "commands", False),
    "a command that cannot be imported": Bad("import their_database\n", "their_database", "commands"),
}  # fmt: skip
FOUND = ("--set", "goals.community=0")
"""With it a check finds something."""

USES: dict[str, list[str]] = {
    "scorers": ["roadmap", str(SMALL), *FOUND, "--scorer", "cd3", "--scorer", "bad", "--json", "-q"],
    "checks": ["roadmap", str(SMALL), *FOUND, "--json", "-q"],
    "stall_patterns": ["roadmap", str(SMALL), *FOUND, "--json", "-q"],
    "views": ["roadmap", str(SMALL), "-q", "-o", "plan.svg", "-o", "bad:bad.svg"],
    "renderers": ["roadmap", str(SMALL), "-q", "-o", "plan.svg", "-o", "plan.bad"],
    "exporters": ["roadmap", str(SMALL), "-q", "-o", "plan.svg", "-o", "plan.bad"],
    "importers": ["import", str(SMALL), "--from", "bad"],
    "sequencers": ["roadmap", str(SMALL), "-o", "x.svg", "--sequencer", "bad"],
    "journeys": ["journey", "show", "bad"],
    "themes": ["roadmap", str(SMALL), "-o", "x.svg", "--theme", "bad"],
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
        registry_of.cache_clear()
        return folder / f"{module}.py"

    yield installer
    for module in made:
        sys.modules.pop(module, None)
    registry_of.cache_clear()


@pytest.fixture(scope="module")
def without(planner_runs, tmp_path_factory) -> tuple[str, bytes]:
    """The plan and the picture as they are without any other plugin."""
    folder = tmp_path_factory.mktemp("without")
    printed = planner_runs(folder, *USES["checks"]).stdout
    assert as_data(printed)["findings"] and as_data(printed)["diagnosis"]["stalls"], "there is something to compare"
    planner_runs(folder, "roadmap", SMALL, "-q", "-o", "expected.svg")
    return printed, (folder / "expected.svg").read_bytes()


def as_data(text: str) -> dict:
    return json.loads(text[text.index("{") :])


def test_the_zoo_has_at_least_25_kinds():
    assert len(ZOO) >= 25
    assert {one.kind for one in ZOO.values()} == set(USES)


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.hanging if name in ("waits without end", "hangs at import") else ())
    for name in ZOO
])  # fmt: skip
def test_a_bad_plugin_is_named_and_contained(name, install, run, monkeypatch, tmp_path, without):
    bad = ZOO[name]
    slow = "0.5 seconds" in bad.words  # the others must not be cut off on a busy machine
    monkeypatch.setenv("PLANNER_PLUGIN_SECONDS", "0.5" if slow else "20")
    (tmp_path / "mine.txt").write_text("mine")
    expected = without[0] if bad.kind in ("checks", "stall_patterns", "scorers") else ""
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
        assert (tmp_path / "plan.svg").read_bytes() == without[1]
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
    result = run("roadmap", SMALL, "--scorer", "fine", "-q", "-o", "x.svg")
    assert result.exit_code == 0, result.output
    assert "fine" not in result.stderr


def test_what_a_plugin_prints_does_not_reach_the_output(install, run):
    install("fine", "scorers", HEAD + "print('imported')\ndef fine(scope):\n    print('scoring')\n"
            f"    return {ALL}\n@hookimpl\ndef planner_scorers():\n    yield Scorer('fine', fine)\n")  # fmt: skip
    result = run("roadmap", SMALL, "--scorer", "fine", "--json", "-q")
    assert json.loads(result.stdout)["scorers"] == {"fine": 1}
    assert "scoring" in result.stderr


def shell(*args: object, seconds: float = 60, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The planner as a process of its own, with a folder of plugins on its path."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, args)], cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment, capture_output=True, text=True, timeout=seconds,
    )  # fmt: skip


@pytest.mark.parametrize("where", [["--debug"], []])
def test_the_traceback_is_there_for_those_who_ask(where, install):
    file = install("bad", "scorers", HEAD + scorer("return 1 / 0"))
    done = shell(*where, *USES["scorers"], folder=file.parent)
    assert done.returncode == 0
    assert ("Traceback" in done.stderr) == bool(where)
    assert json.loads(done.stdout)["steps"]


PRINTS = {
    "a program": "subprocess.run([sys.executable, '-c', 'print(\"GARBAGE\")'])",
    # it prints when the call is over, and again when the planner has written its own
    "a thread that goes on": "call = threading.current_thread(); threading.Thread(target=lambda: [call.join(), print('GARBAGE'), "
    "threading.main_thread().join(), print('GARBAGE')]).start()",
    "the stream itself": "sys.__stdout__.write('GARBAGE\\n')",
    "closing it": "sys.stdout.close()",
}


@pytest.mark.parametrize("how", PRINTS)
def test_nothing_a_plugin_prints_reaches_the_output(how, install):
    file = install("fine", "scorers", "import subprocess, threading\n" + HEAD + f"def fine(scope):\n    {PRINTS[how]}\n"
                   f"    return {ALL}\n@hookimpl\ndef planner_scorers():\n    yield Scorer('fine', fine)\n")  # fmt: skip
    done = shell("roadmap", SMALL, "--scorer", "fine", "--json", "-q", folder=file.parent)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["scorers"] == {"fine": 1}


def test_what_a_call_that_was_given_up_prints_later_does_not_either(install):
    body = "\n    try:\n        while True: pass\n    finally:\n        print('GARBAGE')"
    file = install("bad", "checks", HEAD + check(body))
    done = shell("roadmap", SMALL, "--json", "-q", "--plugin-seconds", "0.4", folder=file.parent)
    assert json.loads(done.stdout)["steps"]
    assert "took longer" in done.stderr


@pytest.mark.parametrize("how", ["one = threading.Thread(target=lambda: open('left-behind', 'w')); one.start(); one.join()",
                                 "import sqlite3; sqlite3.connect('left-behind')"])  # fmt: skip
def test_a_thread_or_a_database_writes_no_file_either(how, install, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = f"import threading; {how}; return {ALL}"
    file = install("bad", "scorers", HEAD + scorer(body))
    done = shell(*USES["scorers"], folder=file.parent)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert "left-behind" in done.stderr and str(file) in done.stderr
    assert not (tmp_path / "left-behind").exists()


@pytest.mark.long
def test_caches_of_modules_are_no_misuse(install, tmp_path):
    file = install("fine", "scorers", HEAD + "@hookimpl\ndef planner_scorers():\n"
                   "    yield Scorer.each('fine', lambda step: step.value)\n")  # fmt: skip
    for more in (
        {"PYTHONPYCACHEPREFIX": str(tmp_path / "pyc"), "PYTHONDONTWRITEBYTECODE": ""},
        {"PYTHONWARNINGS": "error"},
    ):
        done = shell("roadmap", BANK, "--sequencer", "list", "--scorer", "fine", "-q", folder=file.parent, **more)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


INTERRUPTED = {
    "a scorer": ("scorers", scorer("begun(); threading.Event().wait(600)"), {130}),
    "a pattern": ("stall_patterns", pattern("begun(); threading.Event().wait(600)"), {130}),
    "at import": ("scorers", "begun(); threading.Event().wait(600)\n", {130}),
    "a sequencer that returns what it has": (
        "sequencers",
        one_of("sequencers", "Sequencer('bad', bad)",
               "\n    try:\n        begun()\n        while True: sum(range(10))\n    except KeyboardInterrupt:\n        return Sequence({}, stopped=True)"),
        {1, 130},  # what it has, unless it came too late
    ),
}  # fmt: skip


@pytest.mark.hanging
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
@pytest.mark.parametrize("what", INTERRUPTED)
def test_ctrl_c_ends_a_call_and_is_never_taken_for_an_answer(what, install, tmp_path):
    kind, code, expected = INTERRUPTED[what]
    heard, told = os.pipe()
    file = install("bad", kind, f"{HEAD}begun = lambda: os.write({told}, b'!')\n{code}")
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", *USES[kind], "--plugin-seconds", "600"], pass_fds=[told], cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(file.parent)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(told)
    assert os.read(heard, 1) == b"!", "the plugin is at work"
    os.close(heard)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode in expected, said
    assert "unexpected" not in said and "Traceback" not in said


def test_two_threads_may_plan_at_once(install):
    """Nothing of the process stays changed."""
    meeting = "MET = threading.Barrier(2)\n"  # each plan waits for the other, so that both are under way at once
    file = install("slow", "checks", HEAD + meeting + check("MET.wait(60); return ()"))
    script = (
        "import sys, tempfile, time, planner\nfrom threading import Thread\n"
        "out, folder, found = sys.stdout, tempfile.gettempdir(), []\n"
        f"threads = [Thread(target=lambda: found.append(planner.plan({str(SMALL)!r}))) for _ in range(2)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "print(len(found) == 2 and found[0] == found[1] and sys.stdout is out and tempfile.gettempdir() == folder)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(file.parent), "PLANNER_PLUGIN_SECONDS": "90"},
                          capture_output=True, text=True)  # fmt: skip
    assert done.stdout == "True\n", done.stderr


@pytest.mark.hanging
def test_a_plugin_that_hangs_costs_its_time_once(install, run, monkeypatch):
    """Also where many changes are tried because not everything fits."""
    file = install("bad", "scorers", HEAD + "CALLS = []\n" + scorer("CALLS.append(1); threading.Event().wait(60)"))
    brand = EXAMPLES / "tamuzia-home.yaml"
    result = run(
        "roadmap", brand, "--scorer", "cd3", "--scorer", "bad", "-q", "--plugin-seconds", "1", "--time-limit", "1"
    )
    assert result.exit_code == 1
    assert result.stderr.count("took longer") == 1
    assert len(sys.modules[file.stem].CALLS) == 1


@pytest.mark.parametrize("command", [
    ["deck", SMALL, "-o", "z.pptx"], ["watch", SMALL, "--once", "-o", "w.svg"], ["explain", "conversation-handling", SMALL],
    ["risk", SMALL, "--draws", "50"], ["roadmap", SMALL, "-q", "-o", "x.svg"],
], ids=lambda one: one[0])  # fmt: skip
def test_every_command_that_plans_says_what_was_left_out(command, install, run):
    install("bad", "scorers", HEAD + scorer("return 1 / 0"))
    result = run(*command, "--scorer", "cd3", "--scorer", "bad")
    assert result.exit_code == 0, result.output
    assert "scorer 'bad' of zoo 1.0" in result.stderr and "it is left out" in result.stderr
    assert run(*command, "--scorer", "cd3", "--scorer", "bad", "--strict").exit_code == 2


OPTIONS = "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass O:\n    n: int = option(1)\n    def __post_init__(self):\n        "


def test_options_that_refuse_their_values(install, run):
    code = HEAD + OPTIONS + "if self.n > 3: raise ValueError('n is odd')\n" + (
        "@hookimpl\ndef planner_checks():\n    yield Check('bad', lambda **given: (), options=O)\n")  # fmt: skip
    install("bad", "checks", code)
    result = run("roadmap", SMALL, "-q", "-o", "x.svg", "--option", "bad.n=5")
    assert result.exit_code == 0
    assert "its options are refused: n is odd" in result.stderr
    install("worse", "checks", HEAD + OPTIONS + "raise ValueError('never')\n" + (
        "@hookimpl\ndef planner_checks():\n    yield Check('worse', lambda **given: (), options=O)\n"))  # fmt: skip
    assert "its options cannot be used: never" in run("roadmap", SMALL, "-q", "-o", "x.svg").stderr


BAD_COMMANDS = {
    "raises": ("raise KeyError('x')", "command 'bad' of zoo 1.0", 2),
    "raises anything": ("raise BaseException('b')", "command 'bad' of zoo 1.0", 2),
    "returns a truth": ("return True", "", 0),
    "returns a large number": ("return 300", "", 0),
    "returns a code": ("return 3", "", 3),
    "ends the program": ("sys.exit(4)", "", 4),
}


@pytest.mark.parametrize("what", BAD_COMMANDS)
def test_what_a_command_does_is_its_own(what, install, run):
    body, words, code = BAD_COMMANDS[what]
    file = install("bad", "commands", HEAD + f"@click.command('bad')\n@click.option('--project')\ndef bad(project):\n    {body}\n"
                   "@hookimpl\ndef planner_commands():\n    yield Command('bad', bad)\n")  # fmt: skip
    from planner.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["bad", "--project", "of its own"])
    assert ended.value.code == code
    result = run("bad")
    assert words in result.output
    assert str(file) in result.output or code != 2


def test_names_of_the_planner_are_not_given_away(install, run):
    install("roadmap", "commands", HEAD + one_of("commands", "Command('roadmap', click.Command('roadmap'))", "pass"))
    install("light", "themes", HEAD + one_of("themes", "ThemeFile('light', Path(__file__))", "pass"))
    said = run("plugins", "list").stderr
    assert "'roadmap' is the planner's own" in said and "'light' is the planner's own" in said
    from planner.cli import COMMANDS
    from planner.plugins.validation import OWN_COMMANDS

    assert set(OWN_COMMANDS) == set(COMMANDS)


def test_an_entry_point_that_names_nothing(install, run):
    file = install("bad", "checks", HEAD)
    (info,) = file.parent.glob("*.dist-info")
    for value, words in (
        (f"{file.stem}:nothing", "names nothing: no 'nothing' there"),
        ("not valid!", "is none; write NAME"),
    ):
        (info / "entry_points.txt").write_text(f"[planner.checks]\nbad = {value}\n")
        registry_of.cache_clear()
        assert words in run("roadmap", SMALL, "-q", "-o", "x.svg").stderr


def test_a_check_that_cannot_be_loaded_is_no_pass(install, run):
    install("gone", "checks", "import their_database\n")
    said = run("check", EXAMPLES / "five-minutes.yaml")
    assert said.exit_code == 2 and "gone could not run" in said.stdout and "every check is passed" not in said.stdout


def test_entry_points_that_nobody_would_load_are_named(install, run):
    file = install("quick", "exporter", HEAD + exporter("return b''"))
    words = "there is no group of entry points 'planner.exporter'; did you mean 'planner.exporters'?"
    assert words in run("plugins", "list").stderr
    info = next(file.parent.glob(f"{file.stem}-1.0.dist-info"))
    (info / "entry_points.txt").write_text(f"[planner.exporters]\nfast = {file.stem}\n")
    registry_of.cache_clear()
    said = run("roadmap", SMALL, "--format", "fast")
    assert said.exit_code == 2 and "brings 'bad': give both one name" in said.stderr


def test_two_packages_with_one_name_are_both_named(install, run):
    for package in ("one", "two"):
        file = install(
            "twin",
            "scorers",
            HEAD + "@hookimpl\ndef planner_scorers():\n    yield Scorer.each('twin', lambda step: 1)\n",
        )
        for info in file.parent.glob(f"{file.stem}-1.0.dist-info"):
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    result = run("roadmap", BANK, "--scorer", "twin", "-q", "-o", "x.svg")
    assert result.exit_code == 0
    assert "already taken by one 1.0" in result.stderr and "of two 1.0" in result.stderr
    assert "--no-plugin one:twin" in result.stderr
    assert run("roadmap", BANK, "--scorer", "twin", "-q", "-o", "x.svg", "--no-plugin", "one:twin").stderr == ""


@pytest.mark.long
def test_twenty_plugins_of_which_three_are_broken(install, run, tmp_path):
    """Every command works, and those that are broken are named."""
    for number in range(17):
        install(f"other-{number}", "scorers", HEAD + "@hookimpl\ndef planner_scorers():\n"
                f"    yield Scorer.each('other-{number}', lambda step, scope: {number})\n")  # fmt: skip
    install("broken-import", "checks", "import their_database\n")
    install("broken-call", "checks", HEAD + one_of("checks", "Check('broken-call', bad)", "yield 1 / 0"))
    install("broken-record", "stall_patterns", HEAD + one_of("stall_patterns", "7", "pass"))
    (tmp_path / "acme.yaml").write_bytes(BANK.read_bytes())
    (tmp_path / "small.yaml").write_bytes(SMALL.read_bytes())
    figure = "kpis: {seen: {moved_by: basic-listening, name: seen, better: up}}\n"
    (tmp_path / "measured.yaml").write_text(SMALL.read_text("utf-8") + figure, "utf-8")
    (tmp_path / "levels.csv").write_text("capability,level\nbasic-presence,1\n")
    (tmp_path / "issues.csv").write_text("Summary,Status\nBasic listening,Done\n")
    commands = (
        ["roadmap", "acme.yaml", "-q", "-o", "plan.json"], ["verify", "plan.json", "acme.yaml"], ["deck", "acme.yaml", "-o", "board.pptx"], ["assess", "acme.yaml"],
        ["explain", "social-crm", "acme.yaml"], ["validate", "acme.yaml"], ["init", "new.yaml"],
        ["risk", "acme.yaml", "--draws", "100"], ["import", "levels.csv"],
        ["compare", "acme.yaml", "acme.yaml"], ["mark", "house-rules", "2", "acme.yaml"], ["journey", "show"],
        ["watch", "acme.yaml", "--once"], ["theme", "check", "light"], ["plugins", "list"], ["check", "acme.yaml"],
        ["schema", "organisation"], ["--version"], ["convert", "acme.yaml", "-o", "acme.csv"],
        ["baseline", "acme.yaml"], ["track", "acme.yaml", "--today", "2027-08-01"], ["log", "acme.yaml"],
        ["calibrate", "acme.yaml"],
        ["status", "acme.yaml", "--today", "2027-08-01"], ["progress", "issues.csv", "acme.yaml"],
        ["case", "acme.yaml", "--draws", "100"], ["kpis", "measured.yaml"],
        ["replan", "acme.yaml", "--today", "2027-08-01"], ["whatif", "small.yaml"],
        ["robustness", "small.yaml", "--draws", "2"],
    )  # fmt: skip
    from planner.cli import COMMANDS

    assert set(COMMANDS) <= {command[0] for command in commands}
    for command in commands:
        result = run(*command)
        assert result.exit_code == (2 if command[0] in ("check", "calibrate") else 0), (
            command,
            result.output,
        )  # one cannot check; nothing is done
    listed = run("plugins", "list")
    assert "other-16" in listed.stdout
    assert "their_database" in listed.stderr and "returned int instead of StallPattern" in listed.stderr
    warned = run("roadmap", "acme.yaml", "-q", "-o", "x.svg").stderr
    assert "their_database" in warned and "ZeroDivisionError" in warned and "instead of StallPattern" in warned


HOLDS = {
    "a regular expression without end": ("import re\n    re.match('(a+)+$', 'a' * 60 + 'b')", 1, "Timeout"),
    "ends the process": ("import os\n    os._exit(0)", 0, "called os._exit, which ends the whole program"),
    "aborts": ("import os\n    os.abort()", 0, "called os.abort"),
    "replaces a builtin": (
        "import builtins\n    builtins.len = lambda one: 0",
        0,
        "replaced len among Python's builtins",
    ),
}


@pytest.mark.hanging
@pytest.mark.parametrize("name", HOLDS)
def test_what_a_thread_cannot_contain(name, tmp_path):
    """In a process of its own: some of it would end this one."""
    body, code, words = HOLDS[name]
    file = tmp_path / "bad.py"
    file.write_text(f"from planner.plugins import Check, hookimpl\ndef look(roadmap):\n    {body}\n    return ()\n"
                    "@hookimpl\ndef planner_checks():\n    yield Check('bad', look)\n", "utf-8")  # fmt: skip
    done = shell("--plugin-seconds", "1", "roadmap", SMALL, "--plugin", file, "-q", "-o", "x.svg",
                 folder=tmp_path)  # fmt: skip
    assert done.returncode in ((code,) if code else (0, 1)), done.stderr
    assert words in done.stderr and "bad.py" in done.stderr
    assert (tmp_path / "x.svg").exists() == (code == 0)


def test_a_debugger_works_where_it_is_asked_for(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("from planner.plugins import Scorer, hookimpl\ndef score(step):\n    breakpoint()\n    return 1.0\n"
                    "@hookimpl\ndef planner_scorers():\n    yield Scorer.each('mine', score)\n", "utf-8")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "planner", "--debug", "roadmap", str(SMALL), "--plugin", str(file), "--scorer", "mine", "-q"],
        cwd=tmp_path, input="p step.id\nq\n", capture_output=True, text=True,
    )  # fmt: skip
    assert "(Pdb) '" in done.stdout and done.returncode == 2
