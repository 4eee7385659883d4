"""What a service asks of the API: sources of every kind, values that travel, plugins as arguments, threads, processes."""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
import subprocess
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

import planner
from planner.plugins import Check, Scorer, hookimpl

from conftest import EXAMPLES

SMALL = EXAMPLES / "five-minutes.yaml"


def test_a_document_may_come_from_anywhere():
    text = SMALL.read_text("utf-8")
    known = planner.plan(SMALL)
    with SMALL.open() as file:
        sources = (text, text.encode(), io.StringIO(text), io.BytesIO(text.encode()), file, yaml.safe_load(text))
        assert [planner.plan(one) == known for one in sources] == [True] * len(sources)
    journey = planner.load_journey("social-native")
    path = Path(planner.Registry().get("journeys", "social-native").path)
    assert planner.load_journey(path.read_text("utf-8")) == journey


@pytest.mark.parametrize(("source", "words"), [
    ({"organisation": "x", "start": "2027-01-01", "targets": {"social-crmm": 2}},
     "the mapping: unknown capability 'social-crmm' (targets.social-crmm); did you mean 'social-crm'?"),
    ("organisation: x\nstart: 2027-01-01\nlevls: {}\n", "the text:3:1: unknown key 'levls'"),
    (b"organisation: x\nstart: \xff\n", "the bytes:2:8: byte 0xff is not UTF-8"),
    ({"organisation": object()}, "the mapping is no document"),
    (7, "int is no source: give the path of a file, a text, bytes"),
    (io.StringIO(""), "the stream:1:1: the document is empty"),
])  # fmt: skip
def test_what_is_wrong_with_a_source_is_said_where_it_is(source, words):
    with pytest.raises(planner.PlannerError) as found:
        planner.load(source)
    assert words in str(found.value)


def test_relative_paths_count_from_the_folder_that_is_given(tmp_path):
    (tmp_path / "ours.yaml").write_text("journey: ours\nextends: social-native\n", "utf-8")
    text = "organisation: x\nstart: 2027-01-01\njourney: ours.yaml\ntarget_stage: streamline\n"
    assert planner.load(text, folder=tmp_path).journey.id == "ours"
    with pytest.raises(planner.PlannerError, match=r"ours\.yaml"):
        planner.load(text)


def test_values_can_be_copied_and_sent():
    loaded = planner.load(EXAMPLES / "reches-bank.yaml")
    roadmap = planner.simulate(SMALL)
    for value in (loaded, roadmap, loaded.journey, planner.assess(loaded), planner.explain(SMALL, "basic-listening")):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value and copy.copy(value) == value
    assert planner.pages(pickle.loads(pickle.dumps(roadmap)), "svg") == planner.pages(roadmap, "svg")


def test_all_pages_come_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    roadmap = planner.plan(EXAMPLES / "alder-outdoor.yaml", scope="needed", sequencer="list")
    pages = planner.pages(roadmap, "svg", view="gantt+swimlane")
    assert len(pages) > 1 and all(page.startswith(b"<svg") for page in pages)
    assert planner.export(roadmap, "svg", view="gantt+swimlane") == pages[0]
    assert json.loads(planner.pages(roadmap, "json")[0])["organisation"]["id"] == "alder-outdoor"
    assert not list(tmp_path.iterdir())


def cheap(step, scope):
    return 1 / (1 + step.cost)


def test_plugins_by_record_file_and_module(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from planner.plugins import Scorer, hookimpl\n@hookimpl\ndef planner_scorers():\n"
        "    yield Scorer.each('of-a-file', lambda step: step.value)\n",
        "utf-8",
    )
    module = SimpleNamespace(planner_checks=hookimpl(lambda: [Check("mine", lambda organisation, roadmap: ())]))
    module.planner_checks.__name__ = "planner_checks"
    registry = planner.registry(Scorer.each("cheap", cheap), file, module, disable=["rice"])
    assert {"cheap", "of-a-file"} <= set(registry.names("scorers")) and "rice" not in registry.names("scorers")
    assert "mine" in registry.names("checks")
    assert planner.plan(SMALL, scorers={"cheap": 1, "of-a-file": 1}, registry=registry).scorers
    for wrong, words in ((7, "7 is no plugin"), (Scorer.each("x", lambda stp: 1), "it asks for 'stp'"),
                         (Scorer.each("cd3", cheap), "cd3"), ("no.py", "there is no such file")):  # fmt: skip
        with pytest.raises(planner.PlannerError, match=words):
            planner.registry(wrong)


def test_a_function_gets_what_it_names_in_any_order():
    seen = {}

    def look(organisation, roadmap, extra=5):
        seen.update(organisation=organisation.id, roadmap=roadmap.organisation, extra=extra)
        return ()

    planner.plan(SMALL, registry=planner.registry(Check("look", look)))
    assert seen == {"organisation": seen["roadmap"], "roadmap": seen["roadmap"], "extra": 5}


def test_the_environment_means_the_same_as_on_the_command_line(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from planner.plugins import Scorer, hookimpl\n@hookimpl\ndef planner_scorers():\n"
        "    yield Scorer.each('of-a-file', lambda step: step.value)\n",
        "utf-8",
    )
    code = textwrap.dedent(f"""
        import planner
        from planner.plugins.registry import default_registry
        found = default_registry()
        print("of-a-file" in found.names("scorers"), "rice" in found.names("scorers"), found.sources.limit)
        print("of-a-file" in planner.registry().names("scorers"))
        print(planner.plan({str(SMALL)!r}, scorers="of-a-file").scorers)
    """)
    named = {"PLANNER_PLUGIN": str(file), "PLANNER_NO_PLUGIN": "rice", "PLANNER_PLUGIN_SECONDS": "7"}
    answer = subprocess.run([sys.executable, "-c", code], env=os.environ | named, capture_output=True, text=True)
    assert answer.stdout.splitlines() == ["True False 7.0", "False", "{'of-a-file': 1.0}"], answer.stderr
    wrong = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PLANNER_PLUGIN_SECONDS": "soon"},
        capture_output=True,
        text=True,
    )
    assert "PLANNER_PLUGIN_SECONDS='soon' is no number" in wrong.stderr


FAST: planner.Planning = {"sequencer": "list", "scope": "needed"}


def _finding(text: str) -> tuple[str, bytes]:
    roadmap = planner.plan(text, **FAST)
    return roadmap.title, planner.pages(roadmap, "svg")[0]


@pytest.mark.long
def test_threads_and_processes_change_nothing():
    bank = (EXAMPLES / "reches-bank.yaml").read_text("utf-8")
    texts = [
        bank.replace("organisation: reches-bank", f"organisation: bank-{n}\nas_of: 2027-0{n}-01") for n in (7, 8, 9)
    ]
    texts.append(SMALL.read_text("utf-8"))
    serial = [_finding(text) for text in texts]
    registry = planner.registry(Scorer.each("cheap", cheap))
    with ThreadPoolExecutor(8) as pool:
        own = pool.map(lambda text: planner.plan(text, **FAST, registry=registry, scorers="cheap").title, texts * 2)
        made = list(own)
        assert made[: len(texts)] == made[len(texts) :]
        assert list(pool.map(_finding, texts)) == serial
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_finding, texts)) == serial
