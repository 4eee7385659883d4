"""Plugins: found by name, contained when they fail, and the bundled ones stand on the public API alone."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import planner
from planner.plugins import Part, Renderer, Score, Scorer, Sequence, Sequencer, View, hookimpl
from planner.plugins.discovery import Provider
from planner.plugins.registry import Registry, default_registry

from conftest import EXAMPLES, ROOT

BANK = EXAMPLES / "reches-bank.yaml"


def registry_with(*records: object, kind: str = "scorers", name: str = "mine") -> Registry:
    """The installed plugins and one more, as a package of its own would bring it."""

    def hook():
        return list(records)

    module = SimpleNamespace(**{f"planner_{kind}": hookimpl(hook)})
    hook.__name__ = f"planner_{kind}"
    installed = default_registry()._entries
    return Registry([*installed, (kind, name, lambda: module, Provider("agency-pack", "1.0", "agency.module"))])


def test_a_scorer_of_ten_lines():
    cheap = Scorer.each("mine", lambda step, scope: 1 / (1 + step.cost), "Cheapest first")
    roadmap = planner.plan(BANK, scorers={"mine": 1}, registry=registry_with(cheap))
    best = max(roadmap.placements, key=lambda p: p.priority)
    assert best.cost == 0
    assert roadmap.scorers == {"mine": 1}


def test_a_scorer_that_sees_the_whole_graph():
    def most_waiting(scope):
        return {
            s.id: Score(len(scope.unlocks[s.id]), (Part("waiting", len(scope.unlocks[s.id])),)) for s in scope.steps
        }

    roadmap = planner.plan(BANK, scorers={"mine": 1}, registry=registry_with(Scorer("mine", most_waiting)))
    assert any(p.scores[0].parts[0].value >= 2 for p in roadmap.placements)


BAD_SCORERS = {
    "raises": lambda scope: 1 / 0,
    "returns a list": lambda scope: [1, 2],
    "misses a step": lambda scope: {},
    "not a number": lambda scope: {s.id: Score(float("nan")) for s in scope.steps},
    "infinite": lambda scope: {s.id: Score(float("inf")) for s in scope.steps},
    "plain floats": lambda scope: {s.id: 1.0 for s in scope.steps},
    "invents a step": lambda scope: {s.id: Score(1) for s in scope.steps} | {"made-up@2": Score(1)},
}


@pytest.mark.parametrize("fault", BAD_SCORERS)
def test_a_faulty_scorer_is_named_and_left_out(fault):
    registry = registry_with(Scorer("mine", BAD_SCORERS[fault]))
    roadmap = planner.plan(BANK, scorers={"mine": 1, "cd3": 1}, registry=registry)
    assert roadmap.placements == planner.plan(BANK).placements
    assert any("scorer 'mine' of agency-pack 1.0" in warning for warning in roadmap.warnings)
    with pytest.raises(planner.PluginError, match="no scorer worked"):
        planner.plan(BANK, scorers={"mine": 1}, registry=registry)


def planned(project, priority, limits):
    return default_registry().get("sequencers", "list").sequence(project, priority, limits)


BAD_SEQUENCERS = {
    "raises": lambda project, priority, limits: 1 / 0,
    "breaks prerequisites": lambda project, priority, limits: Sequence({a.id: 0 for a in project.activities}),
    "leaves the horizon": lambda project, priority, limits: Sequence({a.id: 10_000 for a in project.activities}),
    "invents work": lambda project, priority, limits: Sequence({"made-up": 0}),
    "claims too good a bound": lambda project, priority, limits: replace(
        planned(project, priority, limits), bound=(0, 0, 10**12)
    ),
    "claims in another form": lambda project, priority, limits: replace(planned(project, priority, limits), bound=1),
    "returns nothing": lambda project, priority, limits: None,
}


@pytest.mark.parametrize("fault", BAD_SEQUENCERS)
def test_a_plan_that_breaks_rules_is_refused_whoever_made_it(fault):
    registry = registry_with(Sequencer("mine", BAD_SEQUENCERS[fault]), kind="sequencers")
    with pytest.raises(planner.PluginError, match=r"sequencer 'mine' of agency-pack 1\.0"):
        planner.plan(BANK, sequencer="mine", registry=registry)


def test_a_sequencer_of_ones_own_is_used_and_explained():
    from planner_sequencers.serial import sequence

    late = Sequencer(
        "mine", lambda project, priority, limits: sequence(project, {k: -v for k, v in priority.items()}, limits)
    )
    roadmap = planner.plan(BANK, sequencer="mine", registry=registry_with(late, kind="sequencers"))
    assert roadmap.sequencer == "mine"
    assert all(p.reason.text for p in roadmap.placements)


def test_faulty_views_and_renderers_are_named():
    roadmap = planner.plan(BANK)
    for kind, record in (
        ("views", View("mine", lambda roadmap, style: 1 / 0)),
        ("renderers", Renderer("mine", ".mine", "x/y", lambda scenes, style: 1 / 0)),
    ):
        registry = registry_with(record, kind=kind)
        with pytest.raises(planner.PluginError, match=rf"{kind[:-1]} 'mine' of agency-pack 1\.0"):
            planner.export(
                roadmap,
                "svg" if kind == "views" else "mine",
                view="mine" if kind == "views" else "swimlane",
                registry=registry,
            )


def broken_import():
    raise ImportError("no module named 'their_database'")


def test_a_plugin_that_cannot_be_imported_harms_nobody_else():
    registry = Registry(
        [*default_registry()._entries, ("scorers", "broken", broken_import, Provider("agency-pack", "1.0", "x"))]
    )
    assert planner.plan(BANK, registry=registry).placements
    assert registry.faults == [], "a plugin that nobody asks for is not even imported"
    names = [record.name for record in registry.all("scorers")]
    assert "cd3" in names
    assert "their_database" in str(registry.faults[0])
    with pytest.raises(planner.PluginError, match="their_database"):
        planner.plan(BANK, scorers={"broken": 1}, registry=registry)
    beside = planner.plan(BANK, scorers={"broken": 1, "cd3": 1}, registry=registry)
    assert any("their_database" in words for words in beside.warnings)


def test_the_first_holder_keeps_a_name_and_both_are_named():
    registry = registry_with(Scorer.each("cd3", lambda step, scope: 1), name="cd3")
    assert planner.plan(BANK, registry=registry).placements == planner.plan(BANK).placements
    registry.all("scorers")
    assert "already taken by journey-planner" in str(registry.faults[0])
    assert "agency-pack 1.0" in str(registry.faults[0])


def test_misspelt_hooks_and_wrong_records_are_reported():
    def hook():
        return ["not a scorer"]

    module = SimpleNamespace(planner_scorrers=hookimpl(hook), planner_scorers=hookimpl(hook))
    registry = Registry([("scorers", "mine", lambda: module, Provider("agency-pack", "1.0", "x"))])
    registry.all("scorers")
    words = " ".join(map(str, registry.faults))
    assert "there is no hook 'planner_scorrers'; did you mean 'planner_scorers'?" in words
    assert "returned str instead of Scorer" in words


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, to be changed."""
    folder = tmp_path_factory.mktemp("sources")
    for name in ("planner", "plugins"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("file", "line", "refused"),
    [
        pytest.param("plugins/planner_exporters/mermaid.py", "", "", id="as it is"),
        pytest.param("plugins/planner_exporters/docx.py", "from planner_renderers.png import planner_renderers", "one kind", id="an exporter that uses a renderer"),
        pytest.param("plugins/planner_scorers/wsjf.py", "def f():\n    from planner.domain import step", "an agency may use", id="a scorer that looks inside"),
        pytest.param("planner/domain/step.py", "def f():\n    from planner.planning import steps", "from those below", id="upwards, lazily"),
        pytest.param("planner/pictures/scene.py", "if TYPE_CHECKING:\n    from planner.pictures import svg", "No circles", id="in a circle, for types"),
    ],
)  # fmt: skip
def test_the_import_contract_refuses_what_the_architecture_forbids(copied: Path, file: str, line: str, refused: str):
    before = (copied / file).read_text("utf-8")
    (copied / file).write_text(before + f"\nfrom typing import TYPE_CHECKING\n{line}\n", "utf-8")
    try:
        path = os.pathsep.join((str(copied), str(copied / "plugins")))
        done = subprocess.run(
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"],
            cwd=copied, env=os.environ | {"PYTHONPATH": path, "NO_COLOR": "1"}, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        (copied / file).write_text(before, "utf-8")
    broken = [row for row in done.stdout.splitlines() if row.rstrip().endswith("BROKEN")]
    assert (done.returncode == 0) == (not refused), done.stdout + done.stderr
    assert any(refused in row for row in broken) or not refused, done.stdout


@pytest.mark.parametrize(
    "package", ["planner", "planner.plugins", "planner.pictures", "planner.pictures.toolkit", "planner.api"]
)
def test_no_public_name_is_hidden_by_a_module_of_that_name(package: str):
    """Importing a module sets it on its package, where a function of that name would have been."""
    offered = importlib.import_module(package)
    modules = {one.name for one in pkgutil.iter_modules(offered.__path__)}
    for name in offered.__all__:
        assert name not in modules, name
        assert getattr(offered, name) is not None
