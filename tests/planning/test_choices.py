"""Choices and objectives as a strategist meets them: modes, alternatives, optional targets, aims, baselines."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import planner
from planner.plugins import Limits

from conftest import EXAMPLES

JOURNEY: dict[str, Any] = {
    "journey": "small",
    "name": "Small",
    "stages": {"one": {"name": "One"}},
    "areas": {"area": {"name": "Area"}},
    "roles": {"team": {"name": "Team"}, "agency": {"name": "Agency"}},
    "goals": {"goal": {"name": "Goal"}},
    "capabilities": {
        "base": {"name": "Base", "effort": 4, "weeks": 4, "value": {"goal": 2}},
        "slow": {"name": "Slow way", "effort": 3, "weeks": 20, "value": {"goal": 2}, "group": "way"},
        "fast": {"name": "Fast way", "effort": 3.5, "weeks": 3, "value": {"goal": 2}, "group": "way", "cost": 30},
        "goal-a": {
            "name": "Goal A", "effort": 6, "weeks": 6, "value": {"goal": 4}, "needs": ["base", {"any": ["slow", "fast"]}],
            "modes": {"with-agency": {"name": "With an agency", "owner": "agency", "effort": 2, "weeks": 3, "cost": 40}},
        },
        "extra": {"name": "Extra", "effort": 5, "weeks": 5, "value": {"goal": 5}},
    },
}  # fmt: skip
ORGANISATION: dict[str, Any] = {
    "organisation": "tiny",
    "journey": "journey.json",
    "start": "2027-01-01",
    "horizon": 6,
    "goals": {"goal": 1},
    "targets": {"goal-a": 2},
    "capacity": {"team": 10},
}
for _capability in JOURNEY["capabilities"].values():
    _capability |= {"stage": "one", "area": "area", "owner": "team"}


@pytest.fixture
def plan(tmp_path):
    def make(changes: dict[str, Any] | None = None, journey: dict[str, Any] | None = None, **options: Any):
        (tmp_path / "journey.json").write_text(json.dumps(journey or JOURNEY))
        (tmp_path / "organisation.json").write_text(json.dumps({**ORGANISATION, **(changes or {})}))
        return planner.plan(tmp_path / "organisation.json", **options)

    return make


def test_the_alternative_and_the_mode_that_serve_the_objective_are_taken_and_it_is_proved(plan):
    """The fast way costs more effort, so a choice by effort alone would take the slow one."""
    roadmap = plan()
    assert roadmap.proof.optimal
    assert {p.capability for p in roadmap.placements} == {"base", "fast", "goal-a"}
    assert roadmap["goal-a@2"].mode == "With an agency"
    assert roadmap["goal-a@2"].owner == "agency"
    assert roadmap["goal-a@2"].name == "Goal A (With an agency)"
    assert any(o.kind == "other-branch" and "Fast way" in o.text for o in roadmap.left_out)


def test_money_decides_where_it_is_the_aim_or_where_there_is_none(plan):
    for roadmap in (plan(objective="cost,value"), plan({"budget": 0})):
        assert roadmap.proof.optimal
        assert {p.capability for p in roadmap.placements} == {"base", "slow", "goal-a"}
        assert roadmap["goal-a@2"].mode == ""
        assert sum(p.cost for p in roadmap.placements) == 0
    assert "no plan costs less" in plan(objective="cost,value").proof.say()


def test_a_mode_can_be_decided_beforehand(plan):
    assert plan({"modes": {"goal-a": "own"}})["goal-a@2"].mode == ""
    assert plan({"modes": {"goal-a": "with-agency"}, "budget": 400})["goal-a@2"].mode == "With an agency"
    with pytest.raises(planner.DocumentError, match="unknown mode 'with-agenzy'"):
        plan({"modes": {"goal-a": "with-agenzy"}})


def test_what_excludes_each_other_is_never_planned_together(plan):
    roadmap = plan({"targets": {"goal-a": 2, "slow": 2}})
    assert {p.capability for p in roadmap.placements} == {"base", "slow", "goal-a"}


def test_an_optional_target_is_taken_when_it_is_worth_it_and_is_not_missed_when_not(plan):
    wished = {"targets": {"goal-a": 2, "extra": {"level": 2, "optional": True}}}
    assert "extra@2" in {p.id for p in plan(wished).placements}
    scarce = plan({**wished, "capacity": {"team": [10, 0]}})
    assert scarce.complete
    assert "extra@2" not in {p.id for p in scarce.placements}
    assert any(o.kind == "optional" and not o.asked for o in scarce.left_out)


def test_a_drag_is_counted_only_where_the_choice_brings_it(plan):
    journey = copy.deepcopy(JOURNEY)
    journey["capabilities"]["fast"]["drag"] = {"stage": "one", "effort": 3, "weeks": 9}
    dragged = plan(journey=journey)
    assert dragged.proof.optimal
    assert "slow" in {p.capability for p in dragged.placements}, "nine times the time is not worth it"
    assert all(not p.dragged for p in dragged.placements)
    journey["capabilities"]["slow"]["weeks"] = 60
    journey["capabilities"]["fast"]["drag"]["weeks"] = 1.5
    still_worth_it = plan(journey=journey)
    assert "fast" in {p.capability for p in still_worth_it.placements}
    assert still_worth_it["base@2"].dragged == "fast"
    assert still_worth_it["base@2"].duration == 6


def test_aims_in_order_and_weighed(plan):
    bank = EXAMPLES / "reches-bank.yaml"
    by_value, by_finish = planner.plan(bank), planner.plan(bank, objective="finish,value")
    assert by_finish.finish <= by_value.finish
    assert [part.aim for part in by_finish.proof.parts] == ["finish", "value"]
    assert by_finish.proof.optimal
    assert by_finish.proof.say().startswith("proved optimal: no order finishes earlier, and of such plans")
    assert planner.plan(bank, objective="value+2*cost").proof.optimal


@pytest.mark.parametrize(
    "objective", ["", "speed", "value,value", "value+", "2*", "value,,cost", "-1*value", "value*2"]
)
def test_an_objective_that_is_none_is_refused_with_advice(objective, run):
    result = run("roadmap", EXAMPLES / "five-minutes.yaml", "-o", "x.svg", "--objective", objective)
    assert result.exit_code == 2
    assert "objective" in result.stderr


def test_a_discount_makes_late_value_count_less_and_the_proof_still_holds(plan):
    bank = EXAMPLES / "reches-bank.yaml"
    plain, discounted = planner.plan(bank), planner.plan(bank, discount=0.08)
    assert discounted.proof.optimal
    assert discounted.proof.value < plain.proof.value


def test_stability_keeps_a_changed_plan_close_to_the_one_in_force(run, tmp_path):
    bank = EXAMPLES / "reches-bank.yaml"
    in_force = tmp_path / "plan.json"
    assert run("roadmap", bank, "-q", "-o", in_force).exit_code == 0
    changed = tmp_path / "changed.yaml"
    text = (
        bank.read_text("utf-8")
        .replace("  mkt: ", "  mkt: 1")
        .replace("journey: social-native", "journey: social-native")
    )
    changed.write_text(text, "utf-8")

    def moved(*options: str) -> int:
        steps = json.loads(run("roadmap", changed, "--json", *options).stdout)["steps"]
        old = {s["id"]: s["start_week"] for s in json.loads(in_force.read_text("utf-8"))["steps"]}
        return sum(abs(s["start_week"] - old[s["id"]]) for s in steps if s["id"] in old)

    close = moved("--objective", "stability,value", "--baseline", str(in_force))
    assert close <= moved()
    assert close == 0, "with more capacity the plan in force still works"
    missing = run("roadmap", bank, "--objective", "stability")
    assert missing.exit_code == 2
    assert "baseline" in missing.stderr
    wrong = run("roadmap", bank, "--objective", "stability", "--baseline", bank)
    assert wrong.exit_code == 2


def test_reasons_say_what_binds_next(run):
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml")
    bound = [p for p in roadmap.placements if p.reason.next_start >= 0]
    assert bound
    assert all(p.reason.next_start <= p.start for p in bound)
    assert "waits for" in roadmap["social-crm@2"].reason.next_text
    assert f"“{roadmap['social-crm@2'].reason.next_text}” would bind" in " ".join(
        run("explain", "social-crm", EXAMPLES / "reches-bank.yaml").stdout.split()
    )


def test_every_sequencer_makes_the_same_choices_valid(plan):
    for name in ("auto", "exact", "search", "list"):
        roadmap = plan(sequencer=name, limits=Limits(effort=2))
        assert roadmap.complete, name
        assert roadmap.proof.bound <= roadmap.proof.value


def test_without_the_compiled_kernel_the_plan_is_the_same(monkeypatch):
    from planner_sequencers import kernel

    compiled = planner.plan(EXAMPLES / "reches-bank.yaml")
    monkeypatch.setattr(kernel, "compiled", None)
    plain = planner.plan(EXAMPLES / "reches-bank.yaml")
    assert plain.proof == compiled.proof
    assert planner.export(plain, "json") == planner.export(compiled, "json")


def test_ctrl_c_keeps_the_best_so_far(monkeypatch):
    """The user interrupts when the first better schedule is told."""

    def interrupt(objective, bound):
        raise KeyboardInterrupt

    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml", sequencer="search", limits=Limits(progress=interrupt))
    assert roadmap.complete
    assert roadmap.proof.stopped
