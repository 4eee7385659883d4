"""Where the next stage is out of reach, a plan goes no further: what serves the goals comes before half of a stage."""

from __future__ import annotations

import json
from typing import Any

import pytest

import planner
from planner.plugins import Limits

GROUND = (
    "goal-setting", "basic-presence", "publishing-process", "conversation-handling", "basic-listening", "reach-reporting",
    "house-rules", "interim-ownership", "internal-champions", "agency-support",
)  # fmt: skip


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> planner.Roadmap:
    """An organisation whose executive sponsor cannot carry native."""
    document: dict[str, Any] = {
        "organisation": "short", "start": "2027-01-01", "horizon": 20, "staff": 3000, "units": 3,
        "levels": dict.fromkeys(GROUND, 2), "goals": {"service-cost": 4, "sales-crm": 3},
        "capacity": {"exec": 4, "mkt": 30, "social": 20, "svc": 14, "sales": 14, "it": 14, "hr": 10, "legal": 10,
                     "pr": 10, "ops": 8, "prod": 8},
    }  # fmt: skip
    file = tmp_path_factory.mktemp("short") / "short.json"
    file.write_text(json.dumps(document), "utf-8")
    return planner.plan(file, limits=Limits(effort=0.5))


def test_what_serves_the_goals_is_planned_and_half_of_a_stage_is_not(short):
    planned = {p.capability for p in short.placements}
    assert not short.complete and short.beyond.stage_number == 2
    assert {"social-care", "social-crm", "social-selling"} <= planned, "what the goals want most"
    assert all(any(p.kind in ("goal", "stage", "law", "belongs", "stall") for p in step.purposes) or step.serves
               for step in short.placements)  # fmt: skip
    last = [step for step in short.placements if step.stage_number == 3]
    assert all(any(p.kind == "goal" for p in step.purposes) or set(step.unlocks) & {p.id for p in short.placements}
               for step in last), "nothing of native that serves no goal"  # fmt: skip


def test_what_is_missing_is_said_and_what_would_bring_it(short):
    assert short.title.endswith("“Social becomes native” finds no room")
    asked = {one.capability: one.text for one in short.left_out if one.asked}
    assert "distributed-ownership" in asked
    assert short.repairs and short.changed is not None and short.changed.beyond.stage_number == 3
    assert not short.changed.proof.upto and short.proof.upto == "Streamline"
    said = short.proof.say()
    assert "“Streamline”" in said and "leaves out less" not in said


def test_what_was_there_to_choose_from_is_not_said_to_have_given_way(short):
    """All wishes were, in a plan that goes no further; and each is named once."""
    assert not [one.name for one in short.left_out if one.kind == "gave-way"]
    names = [one.capability for one in short.left_out]
    assert sorted(set(names)) == sorted(names)
