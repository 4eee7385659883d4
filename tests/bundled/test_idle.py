"""What a plan leaves unused is said: weeks in which nothing is under way, and money that lapses."""

from __future__ import annotations

import pytest

import planner

JOURNEY = """\
journey: short
name: A short journey
language: en
policy: {changes_at_once: 6}
stages: {only: {name: Only, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: only, area: work, owner: lead, effort: 1, weeks: 4, value: {growth: 1}}
  dear: {name: Dear, stage: only, area: work, owner: lead, effort: 1, weeks: 4, cost: 30, value: {growth: 1}}
"""


@pytest.fixture
def found(tmp_path):
    def of(budget: str, more: str = "") -> dict[str, planner.plugins.Finding]:
        (tmp_path / "short.yaml").write_text(JOURNEY, "utf-8")
        file = tmp_path / "acme.yaml"
        file.write_text(
            "organisation: acme\njourney: short.yaml\nstart: 2027-01-01\nhorizon: 8\nlevels: {}\ngoals: {growth: 1}\n"
            f"targets: {{dear: 2}}\ncapacity: {{lead: 20}}\nbudget: {budget}\n{more}",
            "utf-8",
        )
        return {one.check: one for one in planner.plan(file).findings}

    return of


def test_a_pause_is_named_with_what_it_waits_for(found):
    one = found("{start: 1, 2028Q1: 30}")["idle-weeks"]
    assert "(53 weeks)" in one.what and one.what.startswith("No step is under way from 1 Jan 2027 to 6 Jan 2028")
    assert one.mend.startswith("Dear is next: ") and one.about == ("dear",)
    assert "idle-weeks" not in found("30")


def test_money_that_lapses_while_a_step_waits_for_later_money_is_named(found):
    one = found("{start: 1, 2028Q1: 30}")["lapsing-money"]
    assert one.what == "Of the budget from Q1 2027 to Q4 2027, 4 of 4 thousand lapse; waiting for later money: Dear"
    assert "lapsing-money" not in found("{start: 1, 2028Q1: 30}", "carry_over: true\n")
    assert "lapsing-money" not in found("30"), "nothing waits for it"
