"""Explanations are true: what binds is taken away and the step moves, every change named is tried by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.analysis import earlier
from planner.analysis.slip import slip
from planner.api.request import prepared
from planner.domain.organisation import Target
from planner.domain.values import Estimate, Series, frozen_map
from planner.planning.explanation import reason
from planner.planning.pipeline import everything_fits, finish
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.roadmap import narrative
from planner.scheduling.feasibility import violations
from planner.scheduling.ledger import Ledger
from planner.testing.strategies import dump

from changes import applied
from conftest import EXAMPLES, SAMPLES
from small_cases import cases

BANK = EXAMPLES / "reches-bank.yaml"


def plan_for(case) -> tuple[Recipe, planner.Organisation, Plan] | None:
    journey, organisation = case
    with TemporaryDirectory() as folder:
        Path(folder, "journey.json").write_text(dump(journey), "utf-8")
        path = Path(folder, "organisation.json")
        path.write_text(dump(organisation), "utf-8")
        try:
            recipe, loaded = prepared(path, {"sequencer": "list"})
            return recipe, loaded, finish(recipe, loaded)
        except planner.PlannerError:
            return None


@given(cases())
def test_without_what_binds_a_step_moves_or_the_next_constraint_binds(case):
    """Everything else stays where it is; the constraint is taken out of the problem, not out of the explanation."""
    found = plan_for(case)
    if found is None:
        return
    _recipe, _organisation, plan = found
    for step_id, start in plan.starts.items():
        why = reason(plan, step_id)
        if why.kind not in ("prerequisite", "capacity", "budget", "calendar", "pin"):
            continue
        activity, project = plan.activity[step_id], plan.project
        if why.kind == "prerequisite":
            activity = replace(activity, needs=tuple(need for need in activity.needs if why.what not in need))
        elif why.kind == "capacity":
            project = replace(project, capacity={r: own for r, own in project.capacity.items() if r != why.what})
        elif why.kind == "budget":
            project = replace(project, budget=None)
        else:
            activity = replace(activity, allowed=(1 << project.horizon) - 1)
        ledger = Ledger(project)
        for other, week in plan.starts.items():
            if other != step_id:
                ledger.place(plan.activity[other], week)
        ready = ledger.earliest(activity) or 0
        for week in range(why.next_start, start):
            assert week >= ready and ledger.blocked(activity, week) is None, "it can start as soon as is said"
        if why.next_start > max(ready, 0) and why.next_start > 0:
            assert ledger.blocked(activity, why.next_start - 1) is not None, "and no sooner"
        if why.next_start == start:
            assert why.next_text, "it does not move, so something else binds, and it is named"


@given(cases(), st.integers(1, 15))
def test_a_slip_is_a_plan_that_keeps_every_rule(case, weeks):
    found = plan_for(case)
    if found is None:
        return
    _recipe, _organisation, plan = found
    for step_id, start in plan.starts.items():
        late = slip(plan, step_id, weeks)
        broken = violations(late.project, late.starts)
        assert [one for one in broken if not (late.lost and one.endswith("serves nothing"))] == []
        assert all(week >= plan.starts[other] for other, week in late.starts.items())
        if step_id in late.starts and plan.step[step_id].done is None:
            assert late.starts[step_id] >= start + weeks
        elif step_id in late.starts:
            assert late.starts[step_id] == start, "work under way takes longer"
        assert {one.step for one in late.moved} == {
            other for other, week in late.starts.items() if other != step_id and week != plan.starts[other]
        }
        assert len(late.lost) == len(plan.starts) - len(late.starts)
        assert late.say()


def test_slack_is_what_a_slip_may_take(write):
    """Where nothing is scarce, the end stays where it is when a step slips by no more than its slack."""
    loaded = planner.load(EXAMPLES / "five-minutes.yaml")
    free = replace(loaded, organisation=replace(loaded.organisation, capacity=frozen_map(), budget=None))
    roadmap = planner.plan(free)
    for step in roadmap.placements:
        if step.slack:
            (late,) = planner.explain(free, step.capability, slips_by=step.slack).slips
            assert late.finish == 0
    recipe, organisation = prepared(free, {})
    plan = finish(recipe, organisation)
    last = max(plan.starts, key=plan.ledger.finish)
    assert slip(plan, last, 3).finish == 3


@settings(max_examples=25)
@given(cases(), st.integers(1, 13))
def test_a_smallest_change_makes_it_earlier_when_it_is_made(case, weeks):
    found = plan_for(case)
    if found is None or not everything_fits(found[2]):
        return
    recipe, organisation, plan = found
    for capability in list(dict.fromkeys(plan.step[s].capability.id for s in plan.starts))[:3]:
        answer = earlier.earlier(recipe, organisation, plan, capability, weeks)
        last = max(s for s in plan.starts if plan.step[s].capability.id == capability)
        wanted = plan.ledger.finish(last) - weeks
        if answer.kind == "too-large":
            assert wanted < plan.activity[last].duration
        for repair in answer.repairs:
            check_earlier(recipe, organisation, plan, capability, wanted, repair)


def check_earlier(recipe, organisation, plan, capability, wanted, repair) -> None:
    """Makes the change by hand and plans: everything fits, with the capability live in time."""
    level = max(step.to_level for step in plan.steps if step.capability.id == capability)
    dated = Target(capability, level, plan.calendar.last_day(wanted), hard=True)
    rivals = plan.journey.group_of(capability)
    targets = [t for t in plan.remaining.targets if t.capability not in (capability, *rivals) or t.level > level]
    own = replace(organisation, targets=(*targets, dated), target_stage="")
    own = replace(own, priorities=frozen_map({**own.priorities, **dict.fromkeys(rivals, "wont")}))
    journey = recipe.journey
    if repair.kind == "budget":
        more = Series(
            tuple(v + repair.amount for v in own.budget.values),
            tuple((q, v + repair.amount) for q, v in own.budget.changes),
        )
        own = replace(own, budget=more)
    elif repair.kind == "rule":
        own = replace(own, calendar=tuple(r for r in own.calendar if r.name != repair.what))
        own = replace(own, relaxed=tuple({repair.what} & set(journey.rules)))
    elif repair.kind == "horizon":
        own = replace(own, horizon=own.horizon + int(repair.amount))
    elif repair.kind == "rules":
        own = replace(own, calendar=tuple(r for r in own.calendar if f"“{r.name}”" not in repair.text))
    elif repair.kind in ("weeks", "weeks-and-people"):
        part = 1 - repair.amount / 100
        shorter = {
            c: replace(
                one,
                duration_estimate=Estimate(
                    *(getattr(one.duration_estimate, k) * part for k in ("low", "likely", "high"))
                ),
            )
            for c, one in journey.capabilities.items()
        }
        journey = replace(journey, capabilities=frozen_map(shorter))
        if repair.kind == "weeks-and-people":
            own = replace(own, capacity=frozen_map(), budget=None)
    elif repair.kind == "together":
        return  # several amounts: tried in test_repair
    else:
        own = applied(planner.Loaded(own, journey), repair.kind, repair.what, repair.amount).organisation
    for sequencer in ("list", "auto"):
        tried = finish(replace(recipe, journey=journey, sequencer=sequencer), own)
        if everything_fits(tried):
            break
    assert everything_fits(tried), repair.text
    ends = [tried.ledger.finish(s) for s in tried.starts if tried.step[s].capability.id == capability]
    assert max(ends, default=0) <= wanted, repair.text


@pytest.mark.parametrize(
    ("capability", "weeks"),
    [
        pytest.param("social-crm", 13, marks=pytest.mark.nightly),
        pytest.param("social-care", 13, marks=pytest.mark.long),
        ("social-care", 2),
        pytest.param("enterprise-risk", 13, marks=pytest.mark.nightly),
    ],
)
def test_the_bank_one_quarter_earlier(capability, weeks):
    recipe, organisation = prepared(BANK, {})
    plan = finish(recipe, organisation)
    answer = planner.earlier(BANK, capability, weeks=weeks)
    wanted = planner.plan(BANK)[f"{capability}@2"].finish - weeks
    assert answer.repairs or answer.kind in ("fits", "too-large")
    for repair in answer.repairs:
        if repair.kind in ("rules", "weeks") and "gate" in repair.text:
            continue  # fiscal gates belong to the journey: the next test lifts them
        check_earlier(recipe, organisation, plan, capability, wanted, repair)


@pytest.mark.long
def test_the_smallest_change_of_rules_is_one(run, write):
    """The fiscal gate holds the budget line back: without it, it comes six weeks earlier; with it, it does not."""
    answer = planner.earlier(BANK, "annual-budget", weeks=6)
    assert [repair.kind for repair in answer.repairs] == ["rules"]
    assert answer.repairs[0].text == "without the fiscal gate of Annual budget line"
    text = BANK.read_text("utf-8")
    journey = "journey: bank\nname: Bank\nextends: social-native\ncapabilities:\n  annual-budget: {gate: }\n"
    write("bank.yaml", journey)
    dated = text.replace("  social-crm: 2", "  annual-budget: {level: 2, by: 2027-11-25, hard: true}")
    free = dated.replace("journey: social-native", "journey: bank.yaml")
    assert planner.plan(write("free.yaml", free)).complete
    assert not planner.plan(write("dated.yaml", dated)).complete


def test_what_dropping_does_is_what_planning_without_it_does(write):
    found = planner.explain(BANK, "social-crm").without
    loaded = planner.load(BANK)
    organisation = loaded.organisation
    rest = tuple(t for t in organisation.targets if t.capability != "social-crm")
    changed = replace(organisation, targets=rest, priorities=frozen_map({"social-crm": "wont"}))
    other = planner.plan(replace(loaded, organisation=changed))
    assert found.outcome.finish == other.finish and not found.lost
    assert found.outcome.dropped and not found.outcome.added
    lost = planner.explain(BANK, "house-rules").without
    assert set(lost.lost) >= {"Social customer care", "Social data in CRM"}
    assert "cannot be reached" in lost.text


def test_why_not_is_what_planning_with_it_does():
    answer = planner.why_not(BANK, "community-programme")
    assert answer.kind == "fits" and "nothing that is asked for needs it" in answer.text
    loaded = planner.load(BANK)
    wanted = (*loaded.organisation.targets, Target("community-programme", 2))
    other = planner.plan(replace(loaded, organisation=replace(loaded.organisation, targets=wanted)))
    assert answer.outcome.finish == other.finish
    assert "Community programme" in answer.outcome.added
    base = planner.plan(BANK)
    more = sum(p.effort for p in other.placements) - sum(p.effort for p in base.placements)
    assert answer.outcome.effort == pytest.approx(more)


@pytest.mark.parametrize(
    ("capability", "kind", "words"),
    [
        ("social-crm", "planned", "is in the plan, live by week 115"),
        ("basic-presence", "in-place", "is in place already"),
        ("split-charter", "fits", "weeks later"),
    ],
)
def test_why_not_of_what_is_there_or_does_not_fit(capability, kind, words):
    answer = planner.why_not(BANK, capability, limits=planner.plugins.Limits(effort=2))
    assert answer.kind == kind and words in answer.text
    assert not answer.repairs


def test_why_not_says_what_rules_it_out(write):
    text = (EXAMPLES / "five-minutes.yaml").read_text("utf-8")
    single = write("single.yaml", text + "priorities: {unit-onboarding: wont, house-rules: wont}\n")
    assert planner.why_not(single, "unit-onboarding").kind == "not-applicable"
    barred = write(
        "barred.yaml",
        text.replace("house-rules: 2", "reach-reporting: 2")
        .replace(", influencer-outreach: 2", "")
        .replace("  influencer-outreach: 2\n", "")
        + "priorities: {house-rules: wont}\n",
    )
    answer = planner.why_not(barred, "staff-training")
    assert answer.kind == "unreachable" and "'house-rules', which is 'wont'" in answer.text


def test_the_price_of_a_split_is_said_before_it_is_chosen():
    (left,) = [one for one in planner.plan(BANK).left_out if one.capability == "split-charter"]
    slowed = [p for p in planner.plan(BANK).placements if p.stage_number == 2 and p.capability != "single-owner"]
    extra = sum(p.effort for p in slowed) * 0.2
    assert f"1.2 times as long and about {extra:.1f} person-weeks more (estimate)" in left.text
    assert any("person-weeks more" in line for line in _words(planner.plan(BANK), "decisions"))


def _words(roadmap: planner.Roadmap, view: str) -> list[str]:
    return [shape.alt for page in planner.draw(roadmap, view) for shape in page.shapes]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["en", "he"])
def test_notes_and_pages_say_why(name, language):
    from planner.i18n.text import has_rtl
    from planner.i18n.translation import speaking

    roadmap = planner.plan(EXAMPLES / f"{name}.yaml", language=language)
    (page, *_rest) = planner.draw(roadmap, "swimlane")
    with speaking(language):
        for step in roadmap.placements:
            said = narrative.sentences(roadmap, step)
            assert len(said) >= 5
            facts = dict(next(item for item in page.items if item.id == step.id).facts)
            for about, text in said:
                assert facts[about] == text
                assert f"{about}: {text}" in "\n".join(p.notes for p in planner.draw(roadmap, "gantt"))
                assert language == "en" or has_rtl(about)


def test_on_the_command_line(run, write):
    folder = write("acme.yaml", BANK.read_text("utf-8"))
    alone = run("explain", "records-archive", "--earlier")
    assert "No larger outside spend before there is a budget line" in " ".join(alone.stdout.split()), (
        "the only organisation of the folder is meant"
    )
    data = json.loads(run("explain", "--why-not", "community-programme", folder, "--json").stdout)
    assert data["kind"] == "fits" and data["outcome"]["added"]
    hebrew = run("explain", "social-crm", folder, "--language", "he").stdout
    assert "למה כאן" in hebrew and "Why here" not in hebrew
    for args, words in (
        (["--why-not", "--earlier", "social-crm"], "exclude each other"),
        (["--earlier", "community-programme"], "is not in the plan; 'planner explain --why-not community-programme'"),
        (["--why-not", "social-crn"], "did you mean 'social-crm'?"),
    ):
        result = run("explain", *args)
        assert result.exit_code == 2 and words in result.stderr
    write("other.yaml", BANK.read_text("utf-8"))
    assert "which organisation file is meant?" in run("explain", "--why-not", "social-selling").stderr


SHORT = """\
journey: short
name: Short
language: en
policy: {changes_at_once: 0, leads_at_once: 0, overload: 0}
stages: {first: {name: First, reached_when: [{at_least: 1, level: 2, of: [a]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}}
goals: {growth: {name: Growth}}
capabilities:
  a: {name: Ask, stage: first, area: work, owner: lead, effort: 13, weeks: 13, value: {growth: 2}}
  b: {name: Build, stage: first, area: work, owner: lead, effort: 13, weeks: 13, value: {growth: 5}}
"""


def test_what_gives_way_is_named_and_a_hard_date_that_is_not_kept(tmp_path):
    """There are people for one of two, and the one that is worth more cannot be there by its date."""
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    file = tmp_path / "acme.json"
    file.write_text(json.dumps({
        "organisation": "acme", "journey": "short.yaml", "start": "2027-01-01", "horizon": 3,
        "targets": {"a": 2, "b": {"level": 2, "by": "2027-01-31", "hard": True}},
        "capacity": {"lead": {"start": 13, "2027Q2": 0}},
    }), "utf-8")  # fmt: skip
    assert [step.capability for step in planner.plan(file).placements] == ["a"]
    answer = planner.why_not(file, "b")
    assert answer.kind == "fits" and "Without that date it fits in place of Ask" in answer.text


@pytest.mark.parametrize(("by", "aside"), [("2027-06-30", False), ("2027-02-28", True)])
def test_what_a_target_takes_is_tried_for_its_hard_date(tmp_path, by, aside):
    """Thirteen weeks of one person fit before the end of June, and before the end of February whoever works on it."""
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    file = tmp_path / "acme.json"
    file.write_text(json.dumps({
        "organisation": "acme", "journey": "short.yaml", "start": "2027-01-01", "horizon": 3,
        "targets": {"b": {"level": 2, "by": by, "hard": True}}, "capacity": {"lead": 2},
    }), "utf-8")  # fmt: skip
    answer = planner.why_not(file, "b")
    assert answer.kind == "does-not-fit" and [one.kind for one in answer.repairs] == ["capacity"]
    assert ("its date is left aside in what follows" in answer.text) == aside
    changed = replace(planner.load(file).organisation, capacity=answer.repairs[0].organisation.capacity)
    planned = planner.plan(planner.Loaded(changed, planner.load(file).journey))
    assert planned.complete == (not aside), "what is offered for the date keeps it"
