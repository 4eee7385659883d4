"""Others who must agree are asked beside what a step needs, and the plan says from when on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import planner

JOURNEY = """\
journey: short
name: A short journey
language: en
stages: {only: {name: Only, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}}
goals: {growth: {name: Growth}}
traits: {council: {name: A council must agree}}
capabilities:
  base: {name: Base, stage: only, area: work, owner: lead, effort: 1, weeks: [4, 5, 9], value: {growth: 1}}
  next:
    name: Next
    stage: only
    area: work
    owner: lead
    effort: 1
    weeks: [3, 4, 8]
    value: {growth: 1}
    needs: [base]
    waits: {council: WEEKS}
"""


@pytest.fixture
def plan(tmp_path: Path):
    def planned(weeks: int, traits: tuple[str, ...] = ("council",), **changed: Any) -> planner.Roadmap:
        (tmp_path / "short.yaml").write_text(JOURNEY.replace("WEEKS", str(weeks)), "utf-8")
        organisation = {
            "organisation": "acme", "journey": "short.yaml", "start": "2027-01-01", "horizon": 4, "goals": {"growth": 1},
            "capacity": {"lead": 13}, "targets": {"next": 2}, "traits": list(traits),
        }  # fmt: skip
        return planner.simulate(organisation | changed, folder=tmp_path, draws=500)

    return planned


@pytest.mark.parametrize(("weeks", "start", "said"), [
    (3, 5, "waits for Base; ask 3 weeks before, from 15 Jan 2027 on: “A council must agree”"),
    (5, 5, "waits for Base; ask 5 weeks before, from 1 Jan 2027 on: “A council must agree”"),
    (9, 9, "9 weeks pass before the work can begin (lead time; “A council must agree”)"),
])  # fmt: skip
def test_who_must_agree_is_asked_beside_what_comes_first(plan, weeks, start, said):
    step = plan(weeks)["next@2"]
    assert (step.start, step.reason.text) == (start, said)
    assert plan(weeks, traits=())["next@2"].start == 5, "whom it is not true of asks nobody"


def test_a_day_that_is_known_counts_whether_past_or_to_come(plan):
    assert plan(9, lead_began={"next": "2026-12-04"})["next@2"].start == 5
    later = plan(9, lead_began={"next": "2027-01-15"})["next@2"]
    assert later.start == 11 and later.reason.text == "11 weeks of its lead time are still to pass"


def test_nothing_moves_a_stage_that_begins_after_it(plan):
    """Base alone reaches the only stage; what is drawn for the step after it cannot matter."""
    assert [driver.what for driver in plan(3).risk.drivers] == ["base@2"]


def test_explain_says_who_is_asked_how_long_before(run):
    result = run("explain", "house-rules")
    assert "works council that must agree: asked 8 weeks before the work begins (4 to 16; estimate)" in " ".join(
        result.stdout.split()
    )


def test_whom_to_ask_from_when_on_is_a_decision(plan):
    (ask,) = (one for one in planner.plugins.decisions(plan(3)) if one.key == "ask")
    assert ask.by == date(2027, 1, 15) and "Next from 15 Jan 2027 on" in ask.text and "A council must agree" in ask.text
    assert not any(one.key == "ask" for one in planner.plugins.decisions(plan(3, traits=())))
    asked = plan(3, lead_began={"next": "2027-01-01"})
    assert not any(one.key == "ask" for one in planner.plugins.decisions(asked)), "it was done"
