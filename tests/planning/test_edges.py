"""Small plans in which something once went wrong."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner.testing.strategies import dump


def plan(
    write, capabilities: dict[str, Any], stages: dict[str, Any] | None = None, **organisation: Any
) -> planner.Roadmap:
    roles = sorted({body.get("owner", "r") for body in capabilities.values()} | {"r"})
    journey = {
        "journey": "small",
        "name": "Small",
        "stages": stages or {"s": {"name": "S"}},
        "areas": {"a": {"name": "A"}},
        "roles": {role: {"name": role.upper()} for role in roles},
        "goals": {"g": {"name": "G"}},
        "capabilities": {
            name: {
                "name": name.upper(),
                "stage": "s",
                "area": "a",
                "owner": "r",
                "effort": 1,
                "weeks": 2,
                "value": {"g": 2},
            }
            | body
            for name, body in capabilities.items()
        },
    }
    write("small.json", dump(journey))
    return planner.plan(
        write("org.json", dump({"organisation": "o", "start": "2027-01-01", "journey": "small.json"} | organisation))
    )


def test_capacity_granted_by_what_is_dropped_is_not_used(write):
    roadmap = plan(
        write,
        {"gr": {"owner": "q", "grants": {"r": 10}}, "t": {"owner": "z", "needs": ["gr"]}, "u": {"effort": 5}},
        targets={"t": 2, "u": 2}, capacity={"r": 0, "z": 0},
    )  # fmt: skip
    assert all(use.left is None or use.left >= -0.01 for use in roadmap.capacity_use)


def test_what_serves_an_unreachable_target_takes_nothing_from_the_others(write):
    roadmap = plan(
        write,
        {"p": {"effort": 10, "weeks": 4}, "t": {"owner": "z", "needs": ["p"], "effort": 5}, "u": {"effort": 10, "weeks": 5}},
        targets={"t": 2, "u": 2}, capacity={"r": 10, "z": 0}, horizon=1,
    )  # fmt: skip
    assert [p.id for p in roadmap.placements] == ["u@2"]


def test_foundations_of_work_under_way_are_planned_all_the_same(write):
    roadmap = plan(
        write, {"p": {}, "c": {"needs": ["p"]}}, targets={"c": 2}, in_progress={"c": {"level": 2, "done": 0.5}}
    )
    assert {p.id for p in roadmap.placements} == {"p@2", "c@2"}
    assert roadmap["c@2"].start == 0


def test_work_under_way_is_one_step_even_where_its_lower_level_is_waited_for(write):
    roadmap = plan(
        write,
        {"c": {}, "b": {"needs": ["c@1"]}},
        targets={"c": 2, "b": 2},
        in_progress={"c": {"level": 2, "done": 0.5}},
    )
    assert {p.id for p in roadmap.placements} == {"c@2", "b@2"}
    assert roadmap["b@2"].start >= roadmap["c@2"].finish


def test_grants_in_a_stub_of_a_quarter_are_a_part_of_a_quarter(write):
    roadmap = plan(
        write,
        {"x": {"owner": "q", "weeks": 1, "grants": {"r": 13}}, "y": {"needs": ["x"], "effort": 9, "weeks": 5}},
        targets={"y": 2}, start="2027-02-15", capacity={"r": 0}, horizon=1,
    )  # fmt: skip
    assert not roadmap.complete, "six weeks of 13 a quarter are 6 person-weeks, not 9"


def test_repairs_keep_the_stage_that_is_planned_for(write):
    stages = {"s": {"name": "S", "reached_when": [{"at_least": 1, "of": ["a"]}]}}
    roadmap = plan(
        write, {"a": {"effort": 50}, "gr": {"owner": "q", "grants": {"r": 1}}}, stages, capacity={"r": 5}, horizon=2
    )
    assert not roadmap.complete
    assert "gr" not in {repair.what for repair in roadmap.repairs}


@pytest.mark.parametrize("targets", [{}, {"b": 2}])
def test_a_stage_is_reached_around_what_excludes_each_other(write, targets):
    stages = {
        "s": {
            "name": "S",
            "reached_when": [{"at_least": 2 - len(targets), "of": ["a", "c"] if targets else ["a", "b", "c"]}],
        }
    }
    roadmap = plan(
        write,
        {"a": {"group": "one"}, "b": {"group": "one"}, "c": {"effort": 9}},
        stages,
        targets=targets,
        target_stage="s",
    )
    assert "c@2" in {p.id for p in roadmap.placements}
    assert len({p.id for p in roadmap.placements} & {"a@2", "b@2"}) == 1


def test_a_stage_counts_what_is_coming_anyway(write):
    stages = {"s": {"name": "S", "reached_when": [{"at_least": 1, "of": ["x", "y"]}]}}
    roadmap = plan(
        write,
        {"x": {"effort": 5}, "y": {"effort": 10}, "t": {"needs": ["y"]}},
        stages,
        targets={"t": 2},
        target_stage="s",
    )
    assert {p.id for p in roadmap.placements} == {"y@2", "t@2"}


def test_a_hard_date_and_a_launch_freeze_hold_for_work_under_way_too(write):
    late = plan(
        write,
        {"a": {"weeks": 20}},
        targets={"a": {"level": 2, "by": "2027-02-01", "hard": True}},
        in_progress={"a": {"done": 0.1}},
    )
    assert not late.placements
    frozen = plan(
        write, {"a": {"weeks": 10}}, targets={"a": 2}, in_progress={"a": {"done": 0.1}},
        calendar=[{"name": "freeze", "blocks": "launch", "during": ["Q1"]}],
    )  # fmt: skip
    assert not frozen.placements


def test_a_launch_at_the_very_end_counts_for_the_next_quarter(write):
    freeze = [{"name": "freeze", "blocks": "launch", "during": ["Q4"]}]
    roadmap = plan(write, {"a": {"weeks": 14}}, targets={"a": 2}, start="2027-07-01", horizon=1, calendar=freeze)
    assert not roadmap.placements


@pytest.mark.long
def test_large_plans_end(write):
    """300 capabilities, most of which cannot fit: a plan and its explanations in bounded work."""
    capabilities = {
        f"c{i}": {"needs": [f"c{j}" for j in range(max(0, i - 2), i)], "effort": 3, "owner": f"r{i % 3}"}
        for i in range(300)
    }
    roadmap = plan(write, capabilities, targets={"c299": 2, "c150": 2}, capacity={"r0": 4, "r1": 4, "r2": 4}, horizon=8)
    assert not roadmap.complete
