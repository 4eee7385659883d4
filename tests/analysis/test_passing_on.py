"""Work of a role that is short is passed on to who can do it and has time, where the journey knows one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import planner

JOURNEY: dict[str, Any] = {
    "journey": "short", "name": "Short", "language": "en",
    "policy": {"changes_at_once": 0, "overload": 0, "stand_ins": {"press": ["team"]}},
    "stages": {"first": {"name": "First", "reached_when": [{"at_least": 1, "of": ["a"]}]}},
    "areas": {"work": {"name": "Work"}},
    "roles": {"press": {"name": "Press"}, "team": {"name": "Team"}, "law": {"name": "Law"}},
    "goals": {"growth": {"name": "Growth"}},
    "capabilities": {
        name: {"name": f"Step {name}", "stage": "first", "area": "work", "owner": "press", "effort": 12, "weeks": 12,
               "value": {"growth": 4}}
        for name in "abcd"
    },
}  # fmt: skip


@pytest.fixture
def organisation(tmp_path: Path):
    def made(policy: dict[str, Any] | None = None, **own: Any) -> Path:
        journey = JOURNEY | {"policy": JOURNEY["policy"] | (policy or {})}
        (tmp_path / "short.json").write_text(json.dumps(journey), "utf-8")
        data = {
            "organisation": "acme", "journey": "short.json", "start": "2027-01-01", "horizon": 8,
            "targets": dict.fromkeys("abcd", 2), "pace": {"leads_at_once": 9},
            "capacity": {"press": 13, "team": 40, "law": 40},
        }  # fmt: skip
        file = tmp_path / "acme.json"
        file.write_text(json.dumps(data | own), "utf-8")
        return file

    return made


def passed(file: Path) -> list[Any]:
    return [one for one in planner.whatif(file).found if one.kind == "pass-on"]


def test_who_can_and_has_time_is_tried(organisation):
    (one,) = passed(organisation())
    assert one.text == "Team does the work of Press from Q2 2027 on" and one.what == "press"
    assert one.sooner > 0 and one.finish_sooner > 0
    handed = [{"role": "press", "to": "team", "from": "2027Q2"}]
    last = max(step.finish for step in planner.plan(organisation(handovers=handed)).placements)
    assert max(step.finish for step in planner.plan(organisation()).placements) - last == one.finish_sooner


@pytest.mark.parametrize("change", [
    {"policy": {"stand_ins": {}}},
    {"policy": {"stand_ins": {"press": ["law"]}}, "capacity": {"press": 13, "law": 5}},
    {"capacity": {"press": 90, "team": 40}},
    {"handovers": [{"role": "press", "to": "team", "from": "2028Q4"}]},
], ids=["nobody can", "no time", "it is not short", "it is handed over"])  # fmt: skip
def test_nobody_is_tried_who_cannot_or_need_not(organisation, change):
    assert passed(organisation(**change)) == []


def test_roles_that_stand_in_are_known(run, organisation):
    said = " ".join(
        run("validate", organisation(policy={"stand_ins": {"press": ["teem"], "pres": ["team"]}})).stderr.split()
    )
    assert "unknown role 'teem' (policy.stand_ins.press[0])" in said and "unknown role 'pres'" in said
