"""When a stage is reached counts: for the order of steps, and for which members it is reached with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner
from planner.planning import solving

EXAMPLES = Path(__file__).parents[2] / "examples"

JOURNEY = """\
journey: short
name: A short journey
language: en
policy: {changes_at_once: 6}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 1, level: 2, of: [member]}, {level: 2, at_least: 1, of: [slow, quick]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, other: {name: Other}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
  member: {name: Member, stage: second, area: work, owner: lead, effort: 10, weeks: 10, value: {growth: 1}}
  slow: {name: Slow, stage: second, area: work, owner: other, effort: 4, weeks: 50, value: {growth: 2}}
  quick: {name: Quick, stage: second, area: work, owner: other, effort: 4, weeks: 6, value: {growth: 1}}
  wish: {name: Wish, stage: second, area: work, owner: lead, effort: 10, weeks: 10, value: {growth: 4}}
"""

ORGANISATION = """\
organisation: acme
journey: short.yaml
start: 2027-01-01
horizon: 12
levels: {}
goals: {growth: 1}
target_stage: second
capacity: {lead: 11, other: 10}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    (tmp_path / "short.yaml").write_text(JOURNEY, "utf-8")
    file = tmp_path / "acme.yaml"
    file.write_text(ORGANISATION, "utf-8")
    return file


def test_the_member_is_taken_with_which_the_stage_is_reached_sooner(acme):
    """Slow is worth more for its effort, and the stage would wait for it for most of a year."""
    plan = planner.plan(acme)
    planned = {step.capability for step in plan.placements}
    assert "quick" in planned and "slow" not in planned
    assert next(one.week for one in plan.milestones if one.stage == "second") < 30
    assert {one.capability: one.text for one in plan.left_out}["slow"]


def test_a_member_that_is_a_target_stays(acme):
    acme.write_text(ORGANISATION + "targets: {slow: 2}\n", "utf-8")
    assert "slow" in {step.capability for step in planner.plan(acme).placements}


def test_a_wish_does_not_keep_a_stage_waiting(acme):
    """The wish alone is worth four times the member; reaching the stage is worth more than the wish."""
    plan = planner.plan(acme)
    start = {step.capability: step.start for step in plan.placements}
    assert start["member"] < start["wish"], "one quarter of the lead is room for one of them"
    assert planner.plan(acme, scope="needed").complete


def test_proofs_count_the_stage(acme):
    plan = planner.plan(acme)
    assert plan.proof.say().startswith("proved optimal")
    assert planner.plan(acme, sequencer="exact").milestones == plan.milestones


def test_what_waits_for_a_stage_too_long_says_which_rule_keeps_it(acme):
    """The last quarter has no room for a programme that waits until the second stage is reached."""
    journey = (acme.parent / "short.yaml").read_text("utf-8")
    rules = (
        "rules:\n  settled: {name: Late work waits for the second stage, for: {tags: [late]}, "
        "needs: [{stage: second + 4w}]}\n"
    )
    late = "  late: {name: Late, stage: third, area: work, owner: other, effort: 2, weeks: 30, tags: [late], value: {growth: 5}}\n"
    stages = journey.replace(
        "areas:", "  third: {name: Third, reached_when: [{at_least: 1, level: 2, of: [late]}]}\nareas:"
    )
    (acme.parent / "short.yaml").write_text(stages.replace("capabilities:", rules + "capabilities:") + late, "utf-8")
    text = ORGANISATION.replace("horizon: 12", "horizon: 3").replace("target_stage: second", "target_stage: third")
    acme.write_text(text + "pins: {member: 2027-03-29}\n", "utf-8")
    plan = planner.plan(acme)
    (left,) = [one for one in plan.left_out if one.capability == "late"]
    assert "waits until “Second” is reached" in left.text and "“Late work waits for the second stage”" in left.text


def test_where_the_next_stage_is_out_of_reach_only_a_first_version_is_built(acme):
    """The second stage counts a pilot at level 1, as well as something slow; what needs all of it takes more than there
    is."""
    more = (
        "  pilot: {name: Pilot, stage: second, area: work, owner: other, effort: 10, weeks: 20, value: {growth: 1}}\n"
        "  final: {name: Final, stage: third, area: work, owner: other, effort: 500, weeks: 10, needs: [pilot], "
        "value: {growth: 1}}\n"
    )
    stages = "  third: {name: Third, reached_when: [{at_least: 1, level: 2, of: [final]}]}\nareas:"
    journey = JOURNEY.replace("areas:", stages).replace(
        "{level: 2, at_least: 1, of: [slow, quick]}", "{level: 1, at_least: 1, of: [slow, pilot]}"
    )
    (acme.parent / "short.yaml").write_text(journey + more, "utf-8")
    acme.write_text(ORGANISATION.replace("target_stage: second", "target_stage: third"), "utf-8")
    plan = planner.plan(acme)
    assert [step.to_level for step in plan.placements if step.capability == "pilot"] == [1]
    assert plan.beyond.stage_number == 2
    left = {one.capability: one.text for one in plan.left_out}
    assert set(left) >= {"pilot", "final"}


def test_what_asks_for_more_than_a_role_has_says_so(acme):
    big = "  big: {name: Big, stage: second, area: work, owner: other, effort: 60, weeks: 13, value: {growth: 5}}\n"
    (acme.parent / "short.yaml").write_text(JOURNEY + big, "utf-8")
    (text,) = [one.text for one in planner.plan(acme).left_out if one.capability == "big"]
    assert "Other" in text and "which can be planned with for 10 at most" in text


def test_what_gets_out_of_a_stall_comes_first():
    plan = planner.plan(EXAMPLES / "alder-outdoor.yaml", limits=planner.plugins.Limits(effort=0.4))
    (inventory,) = [step for step in plan.placements if step.capability == "channel-audit"]
    assert any(one.kind == "stall" for one in inventory.purposes) and inventory.start == 0


def test_a_scorer_that_fails_is_asked_once_while_members_are_tried(acme, run, monkeypatch):
    """What is known of it after the first plan holds for the others."""
    plugin, asked = acme.parent / "bad.py", []
    plugin.write_text(
        "from planner.plugins import Scorer, hookimpl\n"
        "def fails(scope):\n    raise ValueError('no')\n"
        "@hookimpl\ndef planner_scorers():\n    yield Scorer('fails', fails)\n",
        "utf-8",
    )
    score = solving.score
    monkeypatch.setattr(
        solving, "score", lambda scope, weights, *rest: asked.append(weights) or score(scope, weights, *rest)
    )
    result = run("roadmap", acme, "--plugin", plugin, "--scorer", "fails", "--scorer", "cd3", "-q", "-o", "x.json")
    assert result.exit_code == 0 and "'fails'" in result.stderr
    assert len(asked) > 1 and ["fails" in weights for weights in asked].count(True) == 1


def test_what_is_late_for_the_sake_of_what_must_be_reached_is_said(acme):
    own = ORGANISATION.replace(
        "target_stage: second",
        "targets: {member: {level: 2, by: 2027-03-31, hard: true}, wish: {level: 2, by: 2027-03-31}}",
    )
    acme.write_text(own.replace("lead: 11", "lead: [10, 0, 10, 10]"), "utf-8")
    plan = planner.plan(acme)
    late = next(step.late_weeks for step in plan.placements if step.capability == "wish")
    said = next(words for words in plan.warnings if words.startswith("dates are missed"))
    assert late >= 13 and f"(Wish by {late} weeks)" in said and "(proved)" in said
    acme.write_text(own.replace("member: {level: 2, by: 2027-03-31, hard: true}, ", ""), "utf-8")
    assert not any(words.startswith("dates are missed") for words in planner.plan(acme).warnings)


def test_a_change_with_which_everything_fits_says_who_has_too_much_to_do_with_it(acme, run):
    """Help that is too small to delay a step adds up: "everything fits" is not "nobody has too much to do"."""
    journey = JOURNEY.replace("{changes_at_once: 6}", "{changes_at_once: 6, small_contribution: 0.5}")
    journey = journey.replace("other: {name: Other}", "other: {name: Other}, legal: {name: Legal}")
    journey = journey.replace("area: work, owner", "area: work, with: [legal], run: 1, owner")
    big = "  big: {name: Big, stage: second, area: work, owner: other, effort: 60, weeks: 13, value: {growth: 5}}\n"
    (acme.parent / "short.yaml").write_text(journey + big, "utf-8")
    organisation = ORGANISATION.replace("levels: {}", "levels: {}\ntargets: {big: 2}")
    acme.write_text(organisation.replace("other: 10}", "other: 10, legal: 0.5}"), "utf-8")
    said = " ".join(run("roadmap", acme).output.split())
    assert "everything required fits" in said
    assert "It still asks more of people than they have, small contributions counted: Legal" in said, said


@pytest.mark.parametrize(
    ("needs", "budget", "when"),
    [("", [10, 10, 0], "Q1 2027"), (", needs: [slow]", [0, 0, 0, 10, 10, 0], "Q4 2027")],
)
def test_a_change_of_the_budget_says_when_it_spends_more_than_there_is(acme, run, needs, budget, when):
    """So much more in every quarter is asked for, and two quarters spend it, also after the plan without it has
    ended."""
    step = "{name: Dear, stage: second, area: work, owner: other, effort: 1, weeks: 2, cost: 30, value: {growth: 5}"
    (acme.parent / "short.yaml").write_text(f"{JOURNEY}  dear: {step}{needs}}}\n", "utf-8")
    acme.write_text(
        ORGANISATION.replace("levels: {}", f"levels: {{}}\nbudget: {budget}\ncarry_over: false\ntargets: {{dear: 2}}"),
        "utf-8",
    )
    said = " ".join(run("roadmap", acme).output.split())
    assert "- 5 thousand more budget a quarter" in said, said
    found = re.search(f"It spends 10 thousand more than there is today, in 2 quarters from {when} on\\.", said)
    assert found, said
    spend = [round(one.spend) for one in planner.plan(acme).changed.budget_use]
    assert [one for one in spend if one > 10] == [15, 15]


def test_a_stage_does_not_wait_for_a_target_where_another_member_brings_it_sooner(acme):
    """Slow is asked for whatever it counts towards, and takes most of a year; with Quick beside it the stage is there
    in a few weeks."""
    acme.write_text(ORGANISATION.replace("levels: {}", "levels: {}\ntargets: {slow: 2}"), "utf-8")
    plan = planner.plan(acme)
    assert {step.capability for step in plan.placements} >= {"slow", "quick"} and plan.complete
    assert next(one.week for one in plan.milestones if one.stage == "second") < 30
    slow = next(step for step in plan.placements if step.capability == "slow")
    assert {purpose.kind for purpose in slow.purposes} == {"target"}, "it is not there for the stage"


def test_money_that_is_saved_up_is_not_spent_again(acme, run):
    """Where what is left carries over, a change spends no more than all that is spent, less all that there is."""
    step = "{name: Dear, stage: second, area: work, owner: other, effort: 1, weeks: 2, cost: 30, value: {growth: 5}}"
    (acme.parent / "short.yaml").write_text(f"{JOURNEY}  dear: {step}\n", "utf-8")
    money = "levels: {}\nbudget: 1\ncarry_over: true\ntargets: {dear: 2}"
    acme.write_text(ORGANISATION.replace("levels: {}", money), "utf-8")
    said = " ".join(run("roadmap", acme).output.split())
    spends = [one.spend for one in planner.plan(acme).changed.budget_use]
    owed = max(sum(spends[: n + 1]) - (n + 1) for n in range(len(spends)))
    assert f"it has spent {owed:.1f}".removesuffix(".0") in said and "until then today" in said, said


def test_dropping_a_target_is_not_said_to_keep_all_that_must_be_reached(acme):
    acme.write_text(ORGANISATION.replace("levels: {}", "levels: {}\ntargets: {wish: 2}"), "utf-8")
    text = planner.explain(acme, "wish").without.text
    assert text.startswith("Wish is a target; without it, all else that must be reached still is;"), text


def test_dropping_what_leads_beyond_the_plan_is_measured_by_what_the_plan_reaches(acme):
    acme.write_text(ORGANISATION.replace("other: 10", "other: 0.1"), "utf-8")
    plan = planner.plan(acme)
    assert not plan.complete and {step.name for step in plan.placements} >= {"Base", "Member"}
    without = planner.explain(acme, "member").without
    assert "“Second”, which this plan does not reach, cannot be reached at all" in without.text
    assert "Base" not in without.outcome.dropped and not without.lost


WAITING = """\
journey: waiting
name: A stage that may wait
language: en
policy: {changes_at_once: 6, planned_from_level: 2}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 1, level: 1, of: [crm, quick]}]}
  third: {name: Third, reached_when: [{at_least: 1, level: 2, of: [programme]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, other: {name: Other}}
goals: {growth: {name: Growth}}
rules:
  settled:
    name: Programmes begin once the second stage is reached
    for: {tags: [programme]}
    needs: [{stage: second + 1w}]
    weight: should
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
  crm: {name: CRM, stage: second, area: work, owner: other, effort: 4, weeks: 50, value: {growth: 5}}
  quick: {name: Quick, stage: second, area: work, owner: lead, effort: 4, weeks: 6, value: {growth: 1}}
  programme: {name: Programme, stage: third, area: work, owner: lead, effort: 9, weeks: 40, value: {growth: 2}, tags: [programme]}
"""


def test_a_wish_that_a_stage_would_wait_for_is_planned_beside_a_quicker_member(tmp_path):
    """CRM is wished for in full, and would do for the second stage: with it as the member, nothing after that has room.
    It was left out "so that what must be reached finds room", and had room all the time."""
    (tmp_path / "waiting.yaml").write_text(WAITING, "utf-8")
    file = tmp_path / "acme.yaml"
    text = ORGANISATION.replace("short.yaml", "waiting.yaml").replace("target_stage: second", "target_stage: third")
    file.write_text(text.replace("horizon: 12", "horizon: 6"), "utf-8")
    plan = planner.plan(file)
    assert plan.complete and not plan.broken_rules
    assert {"crm", "quick", "programme"} <= {step.capability for step in plan.placements}
    assert not [one.name for one in plan.left_out if one.wished]


BESIDE = """\
journey: beside
name: A member that is planned anyway, and comes late
language: en
policy: {changes_at_once: 6}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 1, level: 2, of: [late, sponsor]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, other: {name: Other}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
  late: {name: Late, stage: second, area: work, owner: other, effort: 4, weeks: 50, value: {growth: 1}}
  sponsor: {name: Sponsor, stage: second, area: work, owner: lead, effort: 4, weeks: 6, value: {growth: 1}}
  programme: {name: Programme, stage: second, area: work, owner: lead, effort: 4, weeks: 6, needs: [late], value: {growth: 2}}
"""


def test_a_stage_does_not_wait_for_what_is_planned_anyway(tmp_path):
    """Programme needs Late, which would do for the stage, and a year sooner Sponsor does: as nothing asked for that,
    it was left out."""
    (tmp_path / "beside.yaml").write_text(BESIDE, "utf-8")
    file = tmp_path / "acme.yaml"
    file.write_text(ORGANISATION.replace("short.yaml", "beside.yaml") + "targets: {programme: 2}\n", "utf-8")
    plan = planner.plan(file)
    assert {"late", "sponsor", "programme"} <= {step.capability for step in plan.placements}
    assert next(one.week for one in plan.milestones if one.stage == "second") < 20


EITHER = """\
journey: either
name: A member that something else may need
language: en
policy: {changes_at_once: 6, planned_from_level: 2}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}
  second: {name: Second, reached_when: [{at_least: 1, level: 2, of: [own]}]}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, other: {name: Other}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 2, value: {growth: 1}}
  own: {name: Own, stage: second, area: work, owner: other, effort: 9, weeks: 40, value: {growth: 1}}
  quick: {name: Quick, stage: second, area: work, owner: lead, effort: 12, weeks: 6, value: {growth: 1}}
  culture: {name: Culture, stage: second, area: work, owner: lead, effort: 2, weeks: 6, needs: [{any: [own, quick]}], value: {growth: 4}}
"""


def test_a_stage_that_is_asked_for_is_reached_although_something_else_could_do_without_its_member(tmp_path):
    """Culture needs Own or Quick, and the stage needs Own: with Culture as a target, Own was only one of two ways to it,
    another one was taken, and a plan in which everything was said to fit did not reach the stage."""
    (tmp_path / "either.yaml").write_text(EITHER, "utf-8")
    file = tmp_path / "acme.yaml"
    text = ORGANISATION.replace("short.yaml", "either.yaml").replace("levels: {}", "levels: {}\ntargets: {culture: 2}")
    file.write_text(text, "utf-8")
    plan = planner.plan(file)
    assert plan.complete and plan.beyond.stage_number == 2
    file.write_text(text.replace("horizon: 12", "horizon: 3"), "utf-8")
    short = planner.plan(file)
    assert not short.complete and short.beyond.stage_number == 1
    assert [one.capability for one in short.left_out if one.asked] == ["own"]
    assert short.changed is not None and short.changed.beyond.stage_number == 2


def test_what_fits_in_place_of_something_else_is_said_to(acme):
    """The stage is out of reach, as Dear is: Extra fits where Member is, and was said not to fit, without a way out."""
    journey = JOURNEY.replace("{at_least: 1, level: 2, of: [member]}", "{at_least: 2, level: 2, of: [member, dear]}")
    journey = journey.replace("value: {growth: 4}", "value: {growth: 1}")
    step = "stage: second, area: work, owner: lead, effort: 10, weeks: 10"
    more = f"  dear: {{name: Dear, {step}, cost: 30, value: {{growth: 1}}}}\n  extra: {{name: Extra, {step}, value: {{}}}}\n"
    (acme.parent / "short.yaml").write_text(journey + more, "utf-8")
    acme.write_text(ORGANISATION.replace("horizon: 12", "horizon: 1\nbudget: 10"), "utf-8")
    assert "member" in {step.capability for step in planner.plan(acme).placements}
    answer = planner.why_not(acme, "extra")
    assert answer.kind == "fits" and "at the price of other things" in answer.text, answer.text
    assert answer.outcome is not None and "Member" in answer.outcome.dropped


def test_a_target_that_finds_no_room_is_named_with_its_date(acme, run):
    """Nobody reads a step "beyond that" as what was asked for first."""
    dated = "{level: 2, by: 2028-06-30, hard: true}"
    acme.write_text(ORGANISATION.replace("levels: {}", f"levels: {{}}\nbudget: 0\ntargets: {{dear: {dated}}}"), "utf-8")
    step = "{name: Dear, stage: second, area: work, owner: other, effort: 1, weeks: 2, cost: 30, value: {growth: 5}}"
    (acme.parent / "short.yaml").write_text(f"{JOURNEY}  dear: {step}\n", "utf-8")
    said = " ".join(run("roadmap", acme).output.split())
    assert "; Dear, a target, finds no room" in said, said
    assert "- Dear: wanted by 30 Jun 2028; " in said


def test_nobody_is_said_to_have_time_left_who_is_shown_with_more_than_there_is(acme):
    """What is too small to count fills the quarter too."""
    journey = JOURNEY.replace("{changes_at_once: 6}", "{changes_at_once: 6, small_contribution: 0.5}")
    journey = journey.replace("other: {name: Other}", "other: {name: Other}, legal: {name: Legal}")
    journey = journey.replace("area: work, owner", "area: work, with: [legal], run: 1, owner")
    big = "  big: {name: Big, stage: second, area: work, owner: legal, effort: 6, weeks: 26, value: {growth: 5}}\n"
    big += "  held: {name: Held, stage: second, area: work, owner: legal, effort: 1, weeks: 2, run: 2, value: {growth: 1}}\n"
    (acme.parent / "short.yaml").write_text(journey + big, "utf-8")
    levels = "{base: 2, quick: 2, slow: 2, held: 2}"
    organisation = ORGANISATION.replace("levels: {}", f"levels: {levels}\ntargets: {{big: 2}}")
    acme.write_text(organisation.replace("other: 10}", "other: 10, legal: 3.1}"), "utf-8")
    plan = planner.plan(acme)
    (left,) = [one for one in plan.left_out if one.capability == "big"]
    assert "Legal has no time left for it" in left.text, left.text


def test_a_target_that_comes_after_the_stage_does_not_hide_what_the_stage_waits_for(acme):
    """Late counts towards the stage, which is there without it; it would wait for Slow, where Quick does as well."""
    late = "  late: {name: Late, stage: second, area: work, owner: lead, effort: 4, weeks: 60, value: {growth: 1}}\n"
    journey = JOURNEY.replace("of: [member]}", "of: [member, late]}") + late
    (acme.parent / "short.yaml").write_text(journey, "utf-8")
    acme.write_text(ORGANISATION.replace("levels: {}", "levels: {}\ntargets: {member: 2, late: 2}"), "utf-8")
    plan = planner.plan(acme)
    planned = {step.capability for step in plan.placements}
    assert "quick" in planned and "slow" not in planned
    assert next(one.week for one in plan.milestones if one.stage == "second") < 30 < plan["late@2"].finish
