"""The contract kit: the bundled plugins keep the contract, and what breaks it is found."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from files_of_others import LEVELS, OF_IMPORTERS
from planner import PlannerError
from planner.domain.journey import Journey
from planner.pictures.scene import Scene, Shape, TextLine
from planner.plugins import (
    KINDS,
    Check,
    Command,
    Exporter,
    Finding,
    Imported,
    Importer,
    JourneyFile,
    Renderer,
    Score,
    Scorer,
    Sequence,
    Sequencer,
    Stall,
    StallPattern,
    ThemeFile,
    View,
)
from planner.plugins.discovery import OWN
from planner.plugins.registry import default_registry
from planner.plugins.validation import OWN_SUFFIXES, wrong_with
from planner.testing import check_plugin, situation, situations

from conftest import EXAMPLES

REGISTRY = default_registry()
BUNDLED = [
    (k, name)
    for k in KINDS
    for name in REGISTRY.names(k)
    if REGISTRY.provider(k, REGISTRY.get(k, name).name).distribution == OWN
]


OTHERWISE = {
    **dict.fromkeys(
        [("exporters", "docx"), ("renderers", "png"), ("sequencers", "search"), ("sequencers", "auto")],
        pytest.mark.nightly,
    ),
    **{  # as the others are tried
        ("scorers", name): pytest.mark.nightly for name in ("goal-value", "ice", "moscow", "rice", "risk", "wsjf")
    },
    ("runners", "dask"): pytest.mark.long,  # a cluster
}


@pytest.mark.parametrize(("kind", "name"), [
    pytest.param(*one, marks=OTHERWISE.get(one, ()), id="-".join(one)) for one in BUNDLED
])  # fmt: skip
def test_bundled_plugins_keep_the_contract(kind, name):
    """As records: that other processes answer the same is tested for all formats at once in test_formats."""
    check_plugin(
        kind,
        default_registry().get(kind, name),
        seconds=60,
        example=OF_IMPORTERS.get(name, LEVELS) if kind == "importers" else b"",
    )


def test_every_kind_is_bundled_and_every_record_is_sound():
    assert not [wrong for kind, name in BUNDLED if (wrong := wrong_with(kind, default_registry().get(kind, name)))]
    assert {kind for kind, _ in BUNDLED} == set(KINDS)


NUMBERS = itertools.count()


def page(x: float = 40, size: float = 20, alt: str = "a page", count: int = 1) -> tuple[Scene, ...]:
    shapes = tuple(
        Shape("one", "card", x, 40, 200, 40, lines=(TextLine("words", x + 4, 60, size, "#000000"),))
        for _ in range(count)
    )
    return (Scene("s", 1920, 1080, "title", alt, "#FFFFFF", shapes),)


def fail(**given: object) -> None:
    raise KeyError("x")


@click.command("mine")
@click.argument("file")
@click.option("--deep")
def without_help(file: str, deep: str) -> None:
    Path(file).read_text()


@click.command("mine")
@click.argument("file")
def crashing(file: str) -> None:
    """Reads."""
    Path(file).read_text()


BROKEN = {
    "a scorer with other numbers each time": (
        "scorers", lambda: Scorer.each("mine", lambda step, scope: float(next(NUMBERS))), "the second answer differs"),
    "a scorer that divides by the effort": (
        "scorers", lambda: Scorer.each("mine", lambda step, scope: 1 / len(scope.organisation.units * [1][:0] or [])), "ZeroDivisionError"),
    "a scorer that is slow": ("scorers", lambda: Scorer.each("mine", lambda step, scope: threading.Event().wait(60) or 1.0), "took longer"),
    "a scorer that writes": ("scorers", lambda: Scorer.each("mine", lambda step, scope: Path("left-behind").mkdir() or 1.0), "changed"),
    "a scorer that knows one journey": (
        "scorers", lambda: Scorer.each("mine", lambda step, scope: scope.journey.goals["engagement"].id and 1.0), "KeyError: 'engagement'"),
    "a sequencer that leaves the horizon": (
        "sequencers", lambda: Sequencer("mine", lambda project, priority, limits: Sequence({a.id: 10**6 for a in project.activities})), "breaks rules"),
    "a check without advice": (
        "checks", lambda: Check("mine", lambda roadmap: [Finding("something", " ")]), "does not say what, or what to do"),
    "a check that knows one journey": (
        "checks", lambda: Check("mine", lambda roadmap, journey: [Finding("a", "b", ("house-rules",))]), "no capability of the journey"),
    "a pattern that fails on the empty": (
        "stall_patterns", lambda: StallPattern("mine", lambda diagnosis: Stall("t", "w", (diagnosis.rootless[0],))), "IndexError"),
    "a view off the page": ("views", lambda: View("mine", lambda roadmap: page(x=1900)), "'one' is not on the page"),
    "a view in tiny letters": ("views", lambda: View("mine", lambda roadmap: page(size=4)), "is 4 high"),
    "a view for the eyes only": ("views", lambda: View("mine", lambda roadmap: page(alt=" ")), "no description in words"),
    "a view with twins": ("views", lambda: View("mine", lambda roadmap: page(count=2)), "ids occur twice on a page: one"),
    "a renderer of no XML": (
        "renderers", lambda: Renderer("mine", ".x", "application/xml", lambda scenes: "".join(s.title for s in scenes).encode()), "is no XML"),
    "an exporter that does not escape": (
        "exporters", lambda: Exporter("mine", ".html", "text/html", lambda roadmap: roadmap.name.encode() + b"".join(p.name.encode() for p in roadmap.placements)), "a label became markup"),
    "an exporter of formulas": (
        "exporters", lambda: Exporter("mine", ".csv", "text/csv", lambda roadmap: "\n".join(p.name.replace("\n", " ").replace(",", " ").replace('"', "") for p in roadmap.placements).encode() + b"x"), "a cell is a formula"),
    "an exporter with the time in it": (
        "exporters", lambda: Exporter("mine", ".txt", "text/plain", lambda roadmap: str(time.time_ns()).encode()), "differs"),
    "an exporter that needs a step": (
        "exporters", lambda: Exporter("mine", ".txt", "text/plain", lambda roadmap: roadmap.placements[0].id.encode()), "IndexError"),
    "an importer that trusts": ("importers", lambda: Importer("mine", (".x",), lambda content: Imported({"levels": content.decode()})), "UnicodeDecodeError"),
    "a journey that is none": ("journeys", lambda: JourneyFile("mine", EXAMPLES / "five-minutes.yaml"), "this is an organisation, not a journey"),
    "a theme that is none": ("themes", lambda: ThemeFile("mine", EXAMPLES / "five-minutes.yaml"), "'theme' is missing|unknown key"),
    "a command without help": ("commands", lambda: Command("mine", without_help), "it has no help"),
    "a command that crashes": ("commands", lambda: Command("mine", crashing), "FileNotFoundError"),
}  # fmt: skip


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=pytest.mark.hanging if what.endswith("is slow") else ()) for what in BROKEN]
)
def test_what_breaks_the_contract_is_found(what, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kind, make, words = BROKEN[what]
    with pytest.raises(AssertionError, match="does not keep the contract") as raised:
        check_plugin(kind, make(), seconds=1)
    assert any(word in str(raised.value) for word in words.split("|")), raised.value
    assert not (tmp_path / "left-behind").exists()


def test_an_order_that_depends_on_the_process_is_found(run, write):
    """Sets of texts have another order in every process."""
    write("mine.py", "from planner.plugins import Exporter, hookimpl\n"
          "def export(roadmap):\n    return ' '.join({p.id for p in roadmap.placements}).encode()\n"
          "@hookimpl\ndef planner_exporters():\n    yield Exporter('mine', '.mine', 'text/plain', export, 'x')\n")  # fmt: skip
    result = run("plugins", "check", "mine", "--plugin", "mine.py")
    assert result.exit_code == 1
    assert "sort it" in result.stdout


@pytest.mark.long
def test_the_check_command(run, write):
    write("mine.py", "from planner.plugins import Scorer, hookimpl\n@hookimpl\ndef planner_scorers():\n"
          "    yield Scorer.each('mine', lambda step: step.value, 'By value')\n")  # fmt: skip
    result = run("plugins", "check", "--plugin", "mine.py")
    assert result.exit_code == 0, result.output
    assert "mine (scorer)" in result.stdout and "ok     right-to-left" in result.stdout
    assert "fails" not in result.stdout
    assert "name one" in run("plugins", "check").stdout
    assert run("plugins", "check", "nobody").exit_code == 2


def test_situations_cover_what_plugins_meet():
    names = {one.name for one in situations()}
    assert {"sample", "nothing-left", "one-step", "right-to-left", "does-not-fit", "hostile", "large"} == names
    assert not situation("nothing-left").roadmap.placements
    assert len(situation("one-step").roadmap.placements) == 1
    assert situation("right-to-left").roadmap.language == "he"
    assert not situation("does-not-fit").roadmap.complete
    assert len(situation("large").scope.steps) >= 60
    assert len(situation("huge").scope.steps) == 2000
    assert isinstance(situation("hostile").loaded.journey, Journey)
    with pytest.raises(KeyError):
        situation("other")


def test_words_for_the_user_are_no_fault():
    def read(content: bytes, name: str) -> Imported:
        raise PlannerError(f"{name} is not ours")

    check_plugin("importers", Importer("mine", (".x",), read))


def test_the_fixtures(planner_situation, planner_sample, planner_run):
    assert planner_situation.roadmap.organisation
    assert planner_sample.name == "sample"
    assert planner_run("--version").exit_code == 0


@pytest.mark.long
def test_on_an_authors_own_ground():
    """Own journeys and organisations, and options that are not the defaults, are tried too."""
    nordlicht = EXAMPLES / "ai-at-work" / "nordlicht.yaml"
    seen = []

    def look(scope):
        seen.append(scope.journey.id)
        return {step.id: Score(1.0) for step in scope.steps}

    check_plugin("scorers", Scorer("mine", look), on=[nordlicht])
    assert "ai-at-work" in seen

    @dataclass(frozen=True)
    class Options:
        shout: bool = False

    def export(roadmap, options):
        assert not options.shout
        return b"x"

    record = Exporter("mine", ".mine", "text/plain", export, options=Options)
    check_plugin("exporters", record)
    with pytest.raises(AssertionError, match="AssertionError"):
        check_plugin("exporters", record, options={"shout": True})
    with pytest.raises(AssertionError, match="no such file"):
        check_plugin("exporters", record, on=["gone.yaml"])


def test_a_sequencer_that_places_nothing_does_not_pass():
    with pytest.raises(AssertionError, match="it placed nothing, where there is room"):
        check_plugin("sequencers", Sequencer("lazy", lambda project: Sequence({})))


def test_endings_of_our_formats_are_not_for_others(tmp_path, run):
    import planner

    with pytest.raises(planner.PluginError, match=r"its suffix '\.csv' is that of another format"):
        planner.registry(Exporter("basecamp", ".csv", "text/csv", lambda roadmap: b"x"))
    registry = planner.registry(Exporter("basecamp", ".basecamp.csv", "text/csv", lambda roadmap: b"basecamp"))
    roadmap = planner.plan(EXAMPLES / "five-minutes.yaml", sequencer="list")
    assert planner.export(roadmap, tmp_path / "plan.basecamp.csv", registry=registry) == b"basecamp"
    assert planner.export(roadmap, tmp_path / "plan.v2.csv", registry=registry).startswith(b"\xef\xbb\xbfid,")
    known = default_registry()
    assert {one.suffix for kind in ("renderers", "exporters") for one in known.all(kind)} == OWN_SUFFIXES
