"""A stage does not wait long for what is only wished for."""

from __future__ import annotations

import pytest

import planner
from planner.planning.milestones import stage_weeks

STAGE = """
journey: wait
name: A journey of one stage
language: en
stages: {only: {name: Only, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}}
goals: {growth: {name: Growth}, other: {name: Other}}
capabilities:
  base: {name: Base, stage: only, area: work, owner: lead, effort: 9, weeks: 13, run: 5, value: {other: 1}}
  wish: {name: Wish, stage: only, area: work, owner: lead, effort: %s, weeks: %s, value: {growth: 4}}
  fair: {name: Fair, stage: only, area: work, owner: lead, effort: 2, weeks: 4, value: {growth: 4}}
"""
"""Once the base runs, half of the lead's time is left: no wish of more than that finds room but before it."""


def planned(write, effort: int, weeks: int, **more: object) -> planner.Roadmap:
    write("wait.yaml", STAGE % (effort, weeks))
    file = write("acme.yaml", "organisation: acme\njourney: wait.yaml\nstart: 2027-01-01\nhorizon: 8\n"
                 "goals: {growth: 4, other: 1}\ntarget_stage: only\ncapacity: {lead: 10}\nhard_limits: [lead]\n")  # fmt: skip
    return planner.plan(file, cache="", **more)


def test_a_wish_for_which_a_stage_waits_half_a_year_gives_way_and_the_plan_says_so(write):
    roadmap = planned(write, 17, 26)
    assert stage_weeks(roadmap.milestones) == {1: 15}
    assert {p.capability for p in roadmap.placements} == {"base", "fair"}, "what finds room beside it stays"
    (out,) = (one for one in roadmap.left_out if one.capability == "wish")
    assert out.kind == "gave-way" and out.wished
    assert out.text == "“Only” is reached 22 weeks later in the best plan that was found with it"


def test_it_waits_for_a_wish_that_takes_no_more_than_a_quarter(write):
    roadmap = planned(write, 10, 13)
    assert {p.capability for p in roadmap.placements} == {"base", "wish", "fair"}
    assert 15 < stage_weeks(roadmap.milestones)[1] <= 28


@pytest.mark.parametrize("language", ["de", "he"])
def test_it_is_said_in_the_language_of_the_plan(write, language):
    roadmap = planned(write, 17, 26, language=language)
    (text,) = (one.text for one in roadmap.left_out if one.capability == "wish")
    assert "22" in text and "best plan" not in text
