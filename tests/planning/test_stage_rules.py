"""Stages are secured in turn, rules wait for a stage, want a role filled or say who leads, units take so many changes at
once, and what gains nothing by haste is put where less is under way."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import pytest

import planner


def capability(stage: str, owner: str, effort: float, weeks: int, **more: Any) -> dict[str, Any]:
    return {"name": more.pop("name", ""), "stage": stage, "area": "area", "owner": owner, "effort": effort,
            "weeks": weeks} | more  # fmt: skip


JOURNEY: dict[str, Any] = {
    "journey": "small", "name": "Small",
    "stages": {
        "first": {"name": "First", "reached_when": [{"at_least": 2, "of": ["a", "b", "c"], "level": 2}]},
        "second": {"name": "Second", "reached_when": [{"at_least": 2, "of": ["big", "small"], "level": 2}]},
    },
    "areas": {"area": {"name": "Area"}},
    "roles": {"x": {"name": "X"}, "y": {"name": "Y"}, "z": {"name": "Z"}},
    "goals": {"goal": {"name": "Goal"}},
    "capabilities": {
        "a": capability("first", "x", 3, 6, name="Alpha", value={"goal": 5}),
        "b": capability("first", "y", 3, 10, name="Beta", value={"goal": 5}),
        "c": capability("first", "z", 9, 30, name="Gamma", value={"goal": 5}),
        "big": capability("second", "x", 5, 12, name="Big", tags=["large"], value={"goal": 5}),
        "small": capability("second", "y", 2, 3, name="Small one", value={"goal": 2}),
    },
}  # fmt: skip
SETTLED = {"name": "Let it settle", "for": {"tags": ["large"]}, "needs": [{"stage": "first + 4w"}]}


@pytest.fixture
def plan(write):
    def planned(rules: dict[str, Any] | None = None, /, *, change: Any = None, **own: Any) -> planner.Roadmap:
        journey = copy.deepcopy(JOURNEY) | ({"rules": rules} if rules else {})
        if change:
            change(journey["capabilities"])
        write("journey.json", json.dumps(journey))
        document = {"organisation": "o", "journey": "journey.json", "start": "2027-01-01", "horizon": 8, "units": 2}
        return planner.plan(write("o.json", json.dumps(document | own)))

    return planned


def test_large_work_waits_until_a_stage_is_reached_and_has_settled(plan):
    free, roadmap = plan(), plan({"settle": SETTLED})
    assert free["big@2"].start == 0
    assert roadmap["big@2"].start == 10 + 4, "two of three are enough, and Gamma takes 30 weeks"
    assert roadmap["small@2"].start == free["small@2"].start
    assert roadmap["big@2"].reason.text == "waits until “First” is reached, with Beta, and has had 4 weeks to settle"
    assert not roadmap.broken_rules and roadmap.complete


def test_a_lead_time_after_a_stage_is_said(plan):
    def hired(capabilities: dict[str, Any]) -> None:
        capabilities["big"]["lead_weeks"] = 3

    roadmap = plan({"settle": SETTLED}, change=hired)
    assert roadmap["big@2"].start == 10 + 4 + 3
    assert roadmap["big@2"].reason.text == (
        "waits until “First” is reached, with Beta, and has had 4 weeks to settle, and then 3 weeks pass before the work "
        "can begin (lead time)"
    )


def test_a_rule_that_is_not_kept_is_named(plan):
    roadmap = plan({"settle": SETTLED}, relax=["settle"])
    assert roadmap["big@2"].start == 0
    assert [(one.id, one.capabilities, one.weight) for one in roadmap.broken_rules] == [("settle", ("big",), "should")]


def test_a_stage_that_is_reached_today_has_settled(plan):
    assert plan({"settle": SETTLED}, levels={"a": 2, "b": 2})["big@2"].start == 0


def test_a_should_rule_gives_way_where_not_everything_fits(plan):
    late = {"horizon": 2, "change": lambda own: own["big"].update(weeks=14)}
    assert not plan({"settle": SETTLED}, **late).complete
    roadmap = plan({"settle": SETTLED | {"weight": "should"}}, **late)
    assert roadmap.complete and [one.id for one in roadmap.broken_rules] == ["settle"]


def test_work_goes_on_only_while_a_role_is_there(plan):
    rule = {"name": "Z is there", "for": {"tags": ["large"]}, "filled": ["z"]}
    gone = {"z": {"start": 0, "2027Q3": 5}}
    roadmap = plan({"staffed": rule}, capacity=gone)
    assert roadmap["big@2"].start_date >= roadmap.calendar.day(roadmap.calendar.begins[2])
    assert "Z is there" in roadmap["big@2"].reason.text
    handed = plan({"staffed": rule}, capacity=gone, handovers=[{"role": "z", "to": "y", "from": "2027Q1"}])
    assert handed["big@2"].start == plan()["big@2"].start, "somebody has taken it over"
    assert [one.id for one in plan({"staffed": rule}, capacity=gone, relax=["staffed"]).broken_rules] == ["staffed"]


def test_who_leads(plan):
    rule = {"name": "Y leads what is large", "for": {"tags": ["large"]}, "led_by": ["y"]}
    roadmap = plan({"led": rule})
    (left,) = [one for one in roadmap.left_out if one.capability == "big"]
    assert "Y leads what is large" in left.text
    assert any(one.kind == "rule" and one.what == "led" for one in roadmap.repairs)

    def with_a_way(capabilities: dict[str, Any]) -> None:
        capabilities["big"]["modes"] = {"other": {"name": "Led by Y", "owner": "y"}}

    done = plan({"led": rule}, change=with_a_way)["big@2"]
    assert (done.owner, done.mode) == ("y", "Led by Y")


def test_a_unit_takes_so_many_changes_at_once(plan):
    def everywhere(capabilities: dict[str, Any]) -> None:
        for body in capabilities.values():
            body["in_units"] = True

    roadmap = plan(change=everywhere, pace={"unit_changes_at_once": 1})
    spans = sorted((p.start, p.finish) for p in roadmap.placements)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert any(
        p.reason.text == "every unit already has 1 change under way, as many as it may" for p in roadmap.placements
    )
    one = plan(change=everywhere, pace={"unit_changes_at_once": 1}, units=1)
    assert sum(p.start == 0 for p in one.placements) > 1, "a single unit is the organisation"


def test_stages_are_secured_in_turn(plan):
    """Two steps of the second stage are left out rather than one of the first, and then the fewest of the second."""
    capacity = {"x": [2, 0], "y": [3, 0], "z": [0, 0]}

    def of_one_role(capabilities: dict[str, Any]) -> None:
        for name, effort in (("a", 3), ("b", 3), ("c", 3), ("big", 1), ("small", 1)):
            capabilities[name] |= {"owner": "x", "effort": effort, "weeks": 4, "value": {}}
        capabilities["b"]["owner"] = "y"

    roadmap = plan(change=of_one_role, capacity=capacity | {"x": [3, 0]}, pace={"overload": 0}, horizon=2)
    assert {p.capability for p in roadmap.placements} == {"a", "b"}
    assert roadmap.beyond.stage_number == 1 and not roadmap.complete


def test_what_gains_nothing_by_haste_starts_where_less_is_under_way(plan):
    def calm(capabilities: dict[str, Any]) -> None:
        capabilities["free"] = capability("first", "z", 1, 4, name="Free of haste")
        capabilities["small"]["needs"] = ["free", "c"]

    roadmap = plan(change=calm)
    assert roadmap["free@2"].start == 12, "Alpha, Beta and Big are finished, Gamma goes on"
    assert (
        roadmap["free@2"].reason.text
        == "could start sooner, but nothing would come sooner with it, and less is under way at once"
    )
    assert roadmap["small@2"].start == roadmap["c@2"].finish, "nothing waits for it longer"


def test_what_completes_a_stage_is_not_put_off(plan):
    """Not even where it was not chosen for that: one of three does as well."""

    def calm(capabilities: dict[str, Any]) -> None:
        capabilities["a"]["value"] = {}
        capabilities["big"]["needs"] = ["a", "c"]

    roadmap = plan(change=calm)
    assert roadmap["a@2"].start == 0 and roadmap["big@2"].start == roadmap["c@2"].finish


@pytest.mark.parametrize(("rule", "words"), [
    ({"needs": [{"stage": "frist"}]}, "unknown stage 'frist'"),
    ({"filled": ["q"]}, "unknown role 'q'"),
    ({"led_by": ["q"]}, "unknown role 'q'"),
    ({}, "needs, filled or led_by"),
])  # fmt: skip
def test_a_rule_that_speaks_of_what_is_not_there(plan, rule, words):
    with pytest.raises(planner.PlannerError, match=words):
        plan({"own": {"name": "Own"} | rule})


def test_a_removed_role_stage_or_capability_leaves_the_rest_of_a_rule(write):
    write("base.json", json.dumps(JOURNEY | {"rules": {
        "all": {"name": "All", "for": {"stages": ["second"]}, "needs": ["a", {"stage": "first"}], "filled": ["z"]},
        "one": {"name": "One", "for": {"capabilities": ["a"]}, "led_by": ["z"]},
    }}))  # fmt: skip

    def rest(removed: dict[str, Any]) -> planner.Journey:
        return planner.load_journey(write("own.json", json.dumps({"journey": "own", "extends": "base.json"} | removed)))

    rules = rest({"capabilities": {"a": None, "c": None}, "roles": {"z": None}}).rules
    assert list(rules) == ["all"]
    assert not rules["all"].needs and not rules["all"].filled and rules["all"].settled[0].stage == "first"
