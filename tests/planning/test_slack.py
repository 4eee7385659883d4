"""How long a step can slip: until a date, a stage or the end of the plan moves. And chains in which one step makes room
for the next."""

from __future__ import annotations

from itertools import pairwise

import pytest

import planner

from conftest import EXAMPLES

JOURNEY = """\
journey: short
name: A short journey
language: en
policy: {changes_at_once: 6}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 2, level: 2, of: [member, other]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, others: {name: Others}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
  member: {name: Member, stage: second, area: work, owner: lead, effort: 2, weeks: 10, value: {growth: 1}}
  other: {name: Other, stage: second, area: work, owner: lead, effort: 2, weeks: 7, value: {growth: 1}}
  long: {name: Long, stage: second, area: work, owner: others, effort: 4, weeks: 40, value: {growth: 1}}
"""


@pytest.fixture
def acme(tmp_path):
    (tmp_path / "short.yaml").write_text(JOURNEY, "utf-8")
    file = tmp_path / "acme.yaml"
    file.write_text(
        "organisation: acme\njourney: short.yaml\nstart: 2027-01-01\nhorizon: 8\nlevels: {base: 2}\ngoals: {growth: 1}\n"
        "targets: {long: 2}\ntarget_stage: second\ncapacity: {lead: 20, others: 20}\n",
        "utf-8",
    )
    return file


def test_a_step_can_slip_until_its_stage_moves(acme):
    plan = planner.plan(acme)
    slack = {step.capability: step.slack for step in plan.placements}
    stage = next(one.week for one in plan.milestones if one.stage == "second")
    assert stage == 10 and plan.finish == 40
    assert slack == {"member": 0, "other": 3, "long": 0}


def test_which_stage_moves_when_a_step_slips_is_said(acme):
    (said,) = (one.say() for one in planner.explain(acme, "other", slips_by=5).slips)
    assert "“Second” is reached 2 weeks later, while the finish stays where it is" in said
    (said,) = (one.say() for one in planner.explain(acme, "other", slips_by=3).slips)
    assert "Second" not in said and "the finish stays where it is" in said


def test_a_chain_goes_on_with_the_step_that_makes_room(acme):
    """One thing at once: each begins when the one before it is done."""
    text = acme.read_text("utf-8") + "pace: {leads_at_once: {lead: 1}}\n"
    acme.write_text(text, "utf-8")
    plan = planner.plan(acme)
    (chain,) = (one.chain for one in plan.milestones if one.stage == "second")
    first, second = (plan[step] for step in chain)
    assert second.reason.kind == "at-once" and first.finish == second.start


@pytest.mark.parametrize("name", ["alder-outdoor", "reches-bank"])
def test_no_chain_of_a_sample_makes_room_while_it_still_goes_on(name):
    plan = planner.plan(EXAMPLES / f"{name}.yaml")
    for one in plan.milestones:
        for before, after in pairwise(one.chain):
            if plan[after].reason.kind == "at-once":
                assert plan[before].finish == plan[after].start, (before, after)


def test_a_comparison_says_which_stage_moves_and_calls_no_new_step_a_delay(acme, run):
    """With one thing at once the stage comes later, and what ends last is not in the first plan."""
    slow = acme.with_name("slow.yaml")
    slow.write_text(acme.read_text("utf-8") + "pace: {leads_at_once: {lead: 1}}\n", "utf-8")
    acme.write_text(acme.read_text("utf-8").replace("targets: {long: 2}\n", ""), "utf-8")
    said = " ".join(run("compare", acme, slow).stdout.split())
    assert "“slow”: “Second” comes 7 weeks later; 1 step moves and 1 step is new; Long is new and ends last." in said, (
        said
    )


def test_a_title_speaks_of_what_was_asked_for(acme):
    """A date that is missed is no lack of room, and a stage that nobody asked for is none that is not reached."""
    text = acme.read_text("utf-8").replace("long: 2", "long: {level: 2, by: 2027-06-30}").replace("second", "first")
    acme.write_text(text, "utf-8")
    plan = (
        planner.with_risk(planner.plan(acme), draws=50)
        if hasattr(planner, "with_risk")
        else planner.simulate(acme, draws=50)
    )
    assert not plan.complete and plan.all_fit and [step.capability for step in plan.late] == ["long"]
    assert plan.risk is not None
    for view in ("journey", "summary", "decisions"):
        title = planner.draw(plan, view)[0].title
        assert "not reached" not in title and "not everything" not in title, title
    assert planner.draw(plan, "cover")[0].title == f"{plan.name}: Roadmap", "no further stage is aimed at"


def test_a_cover_names_the_stage_that_is_aimed_at(acme):
    assert planner.draw(planner.plan(acme), "cover")[0].title == "acme: the road to “Second”"
    third = "  third: {name: Third, reached_when: [{at_least: 1, level: 2, of: [long]}]}\nareas:"
    journey = acme.with_name("short.yaml")
    journey.write_text(JOURNEY.replace("areas:", third, 1), "utf-8")
    assert planner.draw(planner.plan(acme), "cover")[0].title == "acme: the road to “Second”"


def test_a_chain_does_not_begin_with_a_step_that_could_come_sooner(acme):
    """Late needs Member and Spare, which end together; Spare is put off, as nothing would come sooner with it."""
    spare = (
        "  spare: {name: Spare, stage: second, area: work, owner: others, effort: 2, weeks: 4, value: {growth: 0}}\n"
    )
    late = spare.replace("spare: {name: Spare", "late: {name: Late").replace(
        "growth: 0}}", "growth: 5}, needs: [member, spare]}"
    )
    (acme.parent / "short.yaml").write_text(JOURNEY.replace("[member, other]", "[late, other]") + spare + late, "utf-8")
    plan = planner.plan(acme)
    assert (
        plan["spare@2"].reason.kind == "chosen"
        and plan["spare@2"].finish == plan["member@2"].finish == plan["late@2"].start
    )
    assert plan["late@2"].reason.text == "waits for Member"
    chain = next(one.chain for one in plan.milestones if one.stage == "second")
    assert chain == ("member@2", "late@2")
