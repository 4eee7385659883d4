"""Where the next stage is out of reach: from nearly there the plan goes on as far as there is room; from further away
what serves the goals comes before a part of a stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import planner
from planner.plugins import Limits
from planner.roadmap.narrative import why_in

GROUND = (
    "goal-setting", "basic-presence", "publishing-process", "conversation-handling", "basic-listening", "reach-reporting",
    "house-rules", "interim-ownership", "internal-champions", "agency-support",
)  # fmt: skip


def planned(folder: Path, capacity: dict[str, int], **more: Any) -> planner.Roadmap:
    document: dict[str, Any] = {
        "organisation": "short", "start": "2027-01-01", "horizon": 20, "staff": 3000, "units": 3,
        "levels": dict.fromkeys(GROUND, 2), "goals": {"service-cost": 4, "sales-crm": 3},
        "capacity": {"exec": 4, "mkt": 30, "social": 20, "svc": 14, "sales": 14, "it": 14, "hr": 10, "legal": 10,
                     "pr": 10, "ops": 8, "prod": 8} | capacity, **more,
    }  # fmt: skip
    file = folder / "short.json"
    file.write_text(json.dumps(document), "utf-8")
    return planner.plan(file, sequencer="list", limits=Limits(effort=0.3))


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> planner.Roadmap:
    """An organisation whose executive sponsor cannot carry the last step to native."""
    return planned(tmp_path_factory.mktemp("near"), {"exec": 2})


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> planner.Roadmap:
    """One with too few people and quarters for most of what native asks for."""
    return planned(tmp_path_factory.mktemp("short"), {"exec": 2, "hr": 4, "it": 8, "ops": 4}, horizon=10)


@pytest.mark.long
def test_what_serves_the_goals_is_planned_and_half_of_a_stage_is_not(short):
    planned = {p.capability for p in short.placements}
    assert not short.complete and short.beyond.stage_number == 2
    assert {"social-care", "social-crm"} <= planned, "what the goals want most"
    assert all(any(p.kind in ("goal", "stage", "law", "belongs", "stall") for p in step.purposes) or step.serves
               for step in short.placements)  # fmt: skip
    last = [step for step in short.placements if step.stage_number == 3]
    assert all(any(p.kind == "goal" for p in step.purposes) or set(step.unlocks) & {p.id for p in short.placements}
               for step in last), "nothing of native that serves no goal"  # fmt: skip


@pytest.mark.long
def test_from_nearly_there_it_goes_on_and_what_leads_to_the_rest_is_begun(near, short, tmp_path):
    planned_here = {p.capability for p in near.placements}
    assert not near.complete and near.beyond.stage_number == 2
    assert {"social-care", "social-crm", "social-selling"} <= planned_here, "no goal goes without for it"
    native = {"social-intelligence", "insight-decisions", "collaboration-network", "process-efficiency", "co-creation",
              "innovation-pipeline", "advanced-advocacy", "legacy-integration"}  # fmt: skip
    assert len(native & planned_here) >= 3, "what native asks for"
    assert [one for _count, own, _level in near.beyond.asks for group in own for one in group] == [
        "distributed-ownership"
    ]
    assert {one.capability for one in near.left_out if one.asked} == {"distributed-ownership"}
    assert near.title.endswith("; 1 step to “Social becomes native” finds no room")
    (onboarding,) = (p for p in near.placements if p.capability == "unit-onboarding")
    assert "leads to Distributed ownership, after this plan" in why_in(onboarding)
    assert all(step.purposes or step.serves for step in near.placements)
    assert "on towards “Social becomes native”" in near.proof.say() and not short.proof.begun
    no_further = planned(tmp_path, {"exec": 2}, target_stage="streamline")
    week, alone = (next(m.week for m in one.milestones if m.stage == "streamline") for one in (near, no_further))
    assert week <= alone + 13, "no stage comes more than a quarter later for it"


def test_what_is_missing_is_said_and_what_would_bring_it(short):
    assert short.title.endswith("“Social becomes native” finds no room")
    asked = {one.capability: one.text for one in short.left_out if one.asked}
    assert "distributed-ownership" in asked
    assert short.repairs and short.changed is not None and short.changed.beyond.stage_number == 3
    assert not short.changed.proof.upto and short.proof.upto == "Streamline"
    said = short.proof.say()
    assert "“Streamline”" in said and "leaves out less" not in said


def test_what_was_there_to_choose_from_is_not_said_to_have_given_way(short):
    """All wishes were, in a plan that goes no further, if no stage waits for them; and each is named once."""
    gave_way = {one.text for one in short.left_out if one.kind == "gave-way"}
    assert gave_way <= {"no plan was found with it in which no stage waits for wishes"}
    names = [one.capability for one in short.left_out]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.long
def test_what_the_goals_need_is_planned_although_a_stage_out_of_reach_asks_for_it_too(tmp_path):
    """A budget line, which only native still asks for, is what programmes of stage 2 rest on: the plan goes no further
    than Streamline, and does not end with it."""
    levels = {"goal-setting": 1, "ambition-map": 1, "basic-presence": 2, "publishing-process": 1, "social-crm": 2,
              "influencer-outreach": 1, "reach-reporting": 1, "shared-strategy": 1, "unit-onboarding": 2}  # fmt: skip
    roles = ("mkt", "social", "svc", "it", "hr", "pr", "sales", "bu", "ops", "prod", "agency", "exec")
    document = {
        "organisation": "near", "start": "2027-02-15", "horizon": 11, "units": 6, "levels": levels,
        "goals": {"community": 4, "sales-crm": 5, "reputation-risk": 5},
        "capacity": dict(zip(roles, (52, 41, 30, 31, 26, 24, 23, 23, 16, 16, 16, 12), strict=True)) | {"legal": 9},
        "budget": [80, 90, 99, 109, 118, 128, 138, 147],
        "calendar": [{"name": "peak season", "blocks": "launch", "during": ["Q4"]}],
    }  # fmt: skip
    file = tmp_path / "near.json"
    file.write_text(json.dumps(document), "utf-8")
    near = planner.plan(file, sequencer="list", limits=Limits(effort=0.1))
    assert not near.complete and near.beyond.stage_number == 2
    planned = {p.capability for p in near.placements}
    assert {"annual-budget", "community-programme", "social-selling"} <= planned
    assert all(step.purposes or step.serves for step in near.placements), "nobody is hired for nothing"
    assert not planned & {"distributed-ownership", "co-creation"}, "nothing that only native asks for, for its own sake"


@pytest.mark.long
def test_no_member_of_a_stage_is_planned_that_it_does_not_wait_for(tmp_path):
    """The stage waits for customers who speak up, so social CRM is tried in their place; it is reached with them and the
    crisis playbook, long before a first version of CRM and its toolset would be there."""
    roles = ("exec", "mkt", "pr", "social", "svc", "sales", "legal", "ops", "it", "hr", "prod", "bu", "agency")
    document = {
        "organisation": "idle", "start": "2027-02-15", "horizon": 12, "units": 6,
        "levels": {"conversation-handling": 1, "shared-strategy": 1},
        "goals": {"reputation-risk": 3, "employee-efficiency": 4, "service-cost": 2},
        "capacity": dict(zip(roles, (4, 25, 9, 6, 12, 11, 5, 4, 7, 10, 14, 8, 8), strict=True)),
        "budget": [80, 90, 99, 109, 118, 128, 138, 147],
        "calendar": [{"name": "peak season", "blocks": "launch", "during": ["Q4"]}],
    }  # fmt: skip
    (tmp_path / "idle.json").write_text(json.dumps(document), "utf-8")
    plan = planner.plan(tmp_path / "idle.json")
    assert plan.proof.upto == "Streamline"
    finish = {step.capability: step.finish for step in plan.placements}
    assert "social-crm" not in finish
    toolset = [step for step in plan.placements if step.capability == "shared-toolset"]
    assert all(step.serves for step in toolset), "it is there for what needs it"
    assert plan.last_stage is not None and plan.last_stage.stage == "streamline", "it does without none it needs either"
    assert finish["reputation-monitoring"] < 80, "who has time for what serves a goal"
