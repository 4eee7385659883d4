"""What is left of a fiscal year's budget when a plan is made again within the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

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
  base: {name: Base, stage: only, area: work, owner: lead, effort: 1, weeks: 13, cost: 20, value: {growth: 1}}
  dear: {name: Dear, stage: only, area: work, owner: lead, effort: 4, weeks: 4, cost: 90, value: {growth: 5}, needs: [base]}
"""
ORGANISATION = """\
organisation: acme
journey: short.yaml
start: 2027-01-01
horizon: 8
goals: {growth: 1}
capacity: {lead: 10}
budget: 40
targets: {dear: 2}
"""


@pytest.fixture
def acme(tmp_path: Path, run) -> Path:
    (tmp_path / "short.yaml").write_text(JOURNEY, "utf-8")
    file = tmp_path / "acme.yaml"
    file.write_text(ORGANISATION, "utf-8")
    assert run("baseline", file).exit_code == 0
    return file


def made_again(file: Path, today: str) -> planner.Replanned:
    return planner.replan(file, in_force=file.with_suffix(".baseline.json"), today=date.fromisoformat(today))


def left(file: Path, today: str) -> float:
    return made_again(file, today).roadmap.budget_left


@pytest.mark.parametrize(
    ("marked", "today", "amount"),
    [
        ("", "2027-04-02", 40),  # nothing was done, so nothing was spent
        ("levels: {base: 2}\n", "2027-04-02", 20),
        ("levels: {base: {level: 2, spend: 33}}\n", "2027-04-02", 7),
        ("in_progress: {base: {done: 0.25}}\n", "2027-04-02", 35),
        ("levels: {base: 2}\n", "2027-05-14", 20 + 40 * 6 / 13),  # and of the quarter what is over
        ("carry_over: false\nlevels: {base: 2}\n", "2027-05-14", 0),
        ("fiscal_year_starts: 4\nlevels: {base: 2}\n", "2027-04-02", 0),  # a new year has begun
        # what Base took was of the year before
        ("fiscal_year_starts: 4\nlevels: {base: 2}\n", "2027-05-14", 40 * 6 / 13),
        ("carry_over: true\nfiscal_year_starts: 4\nlevels: {base: 2}\n", "2027-05-14", 20 + 40 * 6 / 13),
    ],
)
def test_it_is_counted_from_the_plan_in_force_and_what_is_done(acme, marked, today, amount):
    acme.write_text(ORGANISATION + marked, "utf-8")
    assert left(acme, today) == pytest.approx(amount, abs=0.1)


def test_a_plan_made_again_may_spend_it_and_what_is_accepted_says_so(acme, run):
    """Three quarters save up ninety: made again in the third, the plan has not forgotten the first two."""
    first = planner.plan(acme)
    acme.write_text(ORGANISATION + "levels: {base: 2}\n", "utf-8")
    found = made_again(acme, "2027-07-02")
    assert first.complete and found.roadmap.complete
    assert [step.start for step in found.roadmap.placements] == [0]
    said = run("replan", acme, "--today", "2027-07-02", "--accept", "--because", "a review")
    assert said.exit_code == 0, said.output
    assert "of the budget before 2 Jul 2027, 60 thousand are left and counted on (estimate)" in said.stderr
    text = acme.read_text("utf-8")
    assert "as_of: 2027-07-02\n" in text and "budget_left: 60" in text
    assert planner.plan(acme).placements[0].start_date == found.roadmap.placements[0].start_date
    assert left(acme, "2027-07-02") == 60, "made again on the same day"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("budget_left: 5\ncarry_over: false\n", "nothing is kept of the budget"),
        ("carry_over: never\n", "write year, true or false"),
    ],
)
def test_what_cannot_be_left_is_refused(acme, own, words):
    acme.write_text(ORGANISATION + own, "utf-8")
    with pytest.raises(planner.DocumentError, match=words):
        planner.plan(acme)
