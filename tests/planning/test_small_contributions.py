"""A contribution that is too small to count never delays a step by itself. All together they count."""

from __future__ import annotations

import json

import pytest

import planner
from planner.roadmap.decisions import decisions

SUPPORTED = 8
AS_DIVIDED = "small_parts_to_owner: []\n"
JOURNEY = """\
journey: short
name: A short journey
language: en
policy: {overload: 0.1, small_contribution: 0.5, owner_share: 0.6, planned_from_level: 2, run_from_level: 2}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 8, level: 2, of: [a1, a2, a3, a4, a5, a6, a7, a8]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, legal: {name: Legal}, deputy: {name: Deputy}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
"""
STEP = "{{name: Step {n}, stage: second, area: work, with: [legal], owner: lead, effort: 1, run: 1, weeks: {n}, value: {{growth: {value}}}}}"


@pytest.fixture
def acme(tmp_path):
    """Eight steps, of which each asks 0.4 person-weeks a quarter of Legal once it is live."""
    steps = [f"  a{n}: {STEP.format(n=n, value=1 + n % 5)}" for n in range(1, SUPPORTED + 1)]
    (tmp_path / "short.yaml").write_text(JOURNEY + "\n".join(steps) + "\n", "utf-8")
    file = tmp_path / "acme.yaml"

    def write(legal: str, more: str = AS_DIVIDED):
        file.write_text(
            "organisation: acme\njourney: short.yaml\nstart: 2027-01-01\nhorizon: 8\nlevels: {}\n"
            f"goals: {{growth: 1}}\ntarget_stage: second\ncapacity: {{lead: 60, legal: {legal}, deputy: 60}}\n{more}",
            "utf-8",
        )
        return file

    return write


def used(plan: planner.Roadmap, role: str = "legal") -> list[float]:
    return [round(use.run + use.work, 3) for use in plan.capacity_use if use.role == role]


def test_one_contribution_that_is_too_small_delays_nothing(acme):
    plan = planner.plan(acme("0.001", "targets: {a1: 2}\n").with_name("acme.yaml"), scope="needed")
    assert "a1" in {step.capability for step in plan.placements}


def test_small_contributions_together_leave_nobody_with_half_as_much_again(acme):
    plan = planner.plan(acme("1"))
    assert not plan.complete, "eight times 0.4 person-weeks, of 1"
    assert max(used(plan)) <= 1.1 + 0.5 + 0.02 and max(used(plan)) > 1.1, "one more could come to half a person-week"
    assert (
        "3.2 person-weeks a quarter from Legal, which has 1 and can be planned with for 1.6 at most" in plan.certificate
    )
    assert {one.text for one in plan.repairs if one.kind == "capacity"} == {"1.5 more person-weeks a quarter of Legal"}
    assert planner.plan(acme("2.5")).complete, "3.2 of 2.5, a tenth more, and half a person-week"
    assert not planner.plan(acme("2.4")).complete


def test_the_reason_names_who_has_no_time_left(acme):
    plan = planner.plan(acme("[1, 1, 1, 5]"))
    assert plan.complete
    waiting = [step.reason for step in plan.placements if step.reason.kind == "capacity"]
    assert waiting and {why.what for why in waiting} == {"legal"}
    assert all("Legal" in why.text and "+" not in why.text for why in waiting), [why.text for why in waiting]


def test_it_counts_for_whoever_does_the_work(acme):
    """Nobody is in Legal, and the owner does it; or it is handed over."""
    plan = planner.plan(acme("0"))
    assert plan.complete and max(used(plan, "lead")) >= 8
    handed = planner.plan(acme("1", AS_DIVIDED + "handovers: [{role: legal, to: deputy, from: 2027Q2}]\n"))
    assert handed.complete and max(used(handed, "deputy")) >= 3.2
    tight = acme("1", AS_DIVIDED + "handovers: [{role: legal, to: deputy, from: 2027Q2}]\n")
    tight.write_text(tight.read_text("utf-8").replace("deputy: 60", "deputy: 2.4"), "utf-8")
    assert not planner.plan(tight).complete


def test_a_plan_that_asks_too_much_in_small_parts_is_refused(acme, run, tmp_path):
    plan = tmp_path / "plan.json"
    run("roadmap", acme("2.5"), "-o", plan)
    assert run("verify", plan, acme("2.5")).exit_code == 0
    tight = run("verify", plan, acme("1"))
    assert tight.exit_code != 0 and "what is too little to count by itself included" in " ".join(tight.output.split())


def test_where_they_are_too_much_the_plan_proposes_that_owners_do_them_and_asks_for_it(acme, run, tmp_path):
    plan = planner.plan(acme("1", ""))
    assert plan.complete and plan.small_parts_to_owner == ("legal",)
    assert used(plan) == [0] * len(used(plan)) and max(used(plan, "lead")) >= 8, "who owns the steps does it"
    (found,) = (one for one in plan.findings if one.check == "small-parts")
    assert "Legal has no time for all small parts" in found.what and "in 8 of 9 steps" in found.what
    assert "small_parts_to_owner" not in found.what + found.mend, "a board reads it"
    assert any("'small_parts_to_owner: [legal]'" in one for one in plan.warnings)
    (asked,) = (one for one in decisions(plan) if "small parts" in one.text)
    assert asked.state == "open" and asked.by == plan.calendar.start
    data = tmp_path / "plan.json"
    run("roadmap", acme("1", ""), "-o", data)
    assert json.loads(data.read_text("utf-8"))["small_parts_to_owner"] == ["legal"]
    assert run("verify", data, acme("1", "")).exit_code == 0
    assert planner.whatif(acme("1", "")).found, "what is asked of the plan is planned in the same way"


def test_it_is_proposed_where_a_stage_comes_more_than_a_quarter_sooner(acme):
    def second(plan: planner.Roadmap) -> int:
        return next(one.week for one in plan.milestones if one.stage == "second")

    waits, proposes = (planner.plan(acme("[1, 1, 1, 1, 5]", more)) for more in (AS_DIVIDED, ""))
    assert waits.complete and waits.small_parts_to_owner == () and proposes.small_parts_to_owner == ("legal",)
    assert second(proposes) + 13 < second(waits)
    hardly = planner.plan(acme("[1, 5]", ""))
    assert hardly.small_parts_to_owner == (), "a few weeks are not worth a decision"


def test_what_is_decided_is_not_proposed(acme):
    agreed = planner.plan(acme("1", "small_parts_to_owner: [legal]\n"))
    assert agreed.complete and agreed.small_parts_to_owner == () and used(agreed) == [0] * len(used(agreed))
    assert not [one for one in agreed.findings if one.check == "small-parts"]
    roomy = planner.plan(acme("5", ""))
    assert roomy.complete and roomy.small_parts_to_owner == () and max(used(roomy)) >= 3.2, "nobody proposes it there"


def test_a_part_that_is_not_small_stays_where_it_is(acme):
    file = acme("0.5", "small_parts_to_owner: [legal]\n")
    journey = file.with_name("short.yaml")
    journey.write_text(journey.read_text("utf-8").replace("run: 1, weeks: 8", "run: 2, weeks: 8"), "utf-8")
    plan = planner.plan(file)
    assert not plan.complete and "0.8 person-weeks a quarter from Legal" in plan.certificate


def test_a_role_that_is_none_is_named(acme, run):
    answer = run("roadmap", acme("1", "small_parts_to_owner: [legl]\n"))
    assert answer.exit_code == 2 and "legl" in answer.output and "did you mean 'legal'" in answer.output


def test_who_runs_more_today_than_is_stated_copes_with_it(acme, run, tmp_path):
    """A department at a quarter more than it has keeps nobody from everything: the plan says so, and goes on."""
    live = {f"a{n}": 2 for n in range(1, 5)}
    file = acme("60", "")
    file.write_text(
        file.read_text("utf-8").replace("levels: {}", f"levels: {live}").replace("lead: 60", "lead: 2")
        + "estimates: {base: {effort: 0.2}}\n",
        "utf-8",
    )
    plan = planner.plan(file)
    planned = {step.capability for step in plan.placements}
    assert "base" in planned, "2.4 of 2 person-weeks run already, and 0.2 more may be asked for"
    assert max(used(plan, "lead")) <= 2.4 * 1.1 + 0.5
    assert any("planned as if there were what it takes" in one for one in plan.warnings)
    data = tmp_path / "plan.json"
    run("roadmap", file, "-o", data)
    assert run("verify", data, file).exit_code == 0
    assert plan.repairs and plan.changed is not None, "how much more is enough is counted from what is stated"
    file.write_text(file.read_text("utf-8") + "hard_limits: [lead]\n", "utf-8")
    assert not planner.plan(file).placements
