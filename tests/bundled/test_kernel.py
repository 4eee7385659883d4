"""The compiled kernel against the same algorithms in Python, and bounds on projects too large for brute force."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.plugins import AIMS, Limits
from planner.plugins.registry import default_registry
from planner.scheduling.feasibility import violations
from planner_sequencers import kernel
from planner_sequencers.decoder import Decoder
from planner_sequencers.lower_bound import lower_bound
from planner_sequencers.priority_lists import priority_lists
from planner_sequencers.walk import CompiledWalk, PlainWalk
from planner_sequencers.weekly import decoder_for

from conftest import ROOT
from small_projects import projects, weekly_projects

needs_kernel = pytest.mark.skipif(kernel.compiled is None, reason="no C compiler where the planner was installed")


@needs_kernel
@settings(max_examples=150)
@given(st.one_of(weekly_projects(12), projects()), st.integers(0, 2**64 - 1))
def test_the_compiled_walk_is_the_plain_one(project, seed):
    decoder = decoder_for(project)
    if any((a.due or 0) < 0 for a in project.activities) and decoder.quick_to_compile:
        assert decoder.compiled is None, "a date that is past is none of its: the plain search counts it"
        return
    order = priority_lists(project, {a.id: float(a.weight) for a in project.activities})[0]
    warmth = decoder.warmth(decoder.decode(order))
    assert decoder.compiled is not None
    walks = [CompiledWalk(decoder, order, seed, warmth), PlainWalk(decoder, order, seed, warmth)]
    for walk in walks:
        walk.advance(0, 40, 40, 0.01, 0.001, 3)
    assert walks[0].best() == walks[1].best()
    assert walks[0].least() == walks[1].least()


@pytest.mark.long
@needs_kernel
@settings(max_examples=150)
@given(weekly_projects(12))
def test_compiled_and_plain_decoding_and_relaxation_agree(project):
    decoder = decoder_for(project)
    order = priority_lists(project, {a.id: 1.0 for a in project.activities})[0]
    compiled, found = kernel.compiled, {}
    try:
        for one in (compiled, None):
            kernel.compiled = one
            fresh = decoder_for(project)
            found[one] = (fresh.decode(order), Decoder.decode(decoder, order), lower_bound(project, 1.0).value)
    finally:
        kernel.compiled = compiled
    assert found[compiled][:2] == found[None][:2]
    assert found[None][0] == found[None][1], "weeks as bits and cells give the same schedule"


def made(count: int, seed: int):
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import risk
    finally:
        sys.path.pop(0)
    return risk.project(count, seed)


@pytest.mark.parametrize(("count", "seed"), [(30, 1), (60, 2), (120, 3), (600, 4)])
def test_bounds_hold_beyond_brute_force(count, seed):
    """No schedule of any sequencer is better than any sequencer's bound."""
    project = made(count, seed)
    priority = {a.id: a.weight / a.duration for a in project.activities}
    found = [
        default_registry().get("sequencers", name).sequence(project, priority, Limits(effort=1))
        for name in ("list", "search", "auto")
    ]
    best = min(project.objective(one.starts) for one in found)
    for one in found:
        assert violations(project, one.starts) == []
        assert one.bound <= best
        assert 0.6 * best[AIMS] < one.bound[AIMS], "the bound says something"


@pytest.mark.long
def test_twenty_thousand_activities_are_ordered_without_recursion():
    project = made(20_000, 5)
    priority = {a.id: a.weight / a.duration for a in project.activities}
    found = default_registry().get("sequencers", "list").sequence(project, priority, Limits(effort=0.5))
    assert len(found.starts) == 20_000
    assert found.bound <= project.objective(found.starts)


SM = """\
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     2       2
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    3
************************************************************************
"""
PATTERSON = "4 1\n3\n0 0 2 2 3\n3 2 1 4\n2 2 1 4\n0 0 0\n"
ROADMAP = {
    "name": "tiny", "capacity": [3],
    "nodes": [{"duration": 3, "demand": [2], "value": 5, "requires": []}, {"duration": 2, "demand": [2], "value": 9, "requires": []}],
}  # fmt: skip
SCENARIO = {
    "capacity": {"team": 1},
    "nodes": [{"id": "a", "weeks": 3, "role": "team", "value": 5, "requires": [], "deadline": 3},
              {"id": "b", "weeks": 2, "role": "team", "value": 9, "requires": []}],
}  # fmt: skip


def test_the_benchmark_reads_every_format_and_reports_as_documented(tmp_path):
    (tmp_path / "a.sm").write_text(SM)
    (tmp_path / "b.rcp").write_text(PATTERSON)
    (tmp_path / "c.json").write_text(json.dumps(ROADMAP))
    (tmp_path / "d.json").write_text(json.dumps(SCENARIO))
    for objective in ("makespan", "value"):
        done = subprocess.run(
            [sys.executable, ROOT / "benchmarks" / "rcpsp.py", tmp_path, "--objective", objective, "--seconds", "2",
             "--json", tmp_path / "out.json"],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        assert "| auto | 4 | 4 | 0.00 % |" in done.stdout
        rows = json.loads((tmp_path / "out.json").read_text())
        (tmp_path / "out.json").unlink()
        assert len(rows) == 4
        for row in rows:
            assert {"instance", "solver", "n", "value", "makespan", "late", "bound", "proved", "seconds"} <= row.keys()
            assert row["proved"]
            assert row["makespan"] == 5
            assert row["late"] == 0
        by_name = {row["instance"]: row for row in rows}
        if objective == "value":
            assert by_name["c.json"]["value"] == 9 * 2 + 5 * 5
            assert by_name["d.json"]["value"] == 5 * 3 + 9 * 5, "the date goes first"
