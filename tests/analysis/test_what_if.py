"""What if and how sure: every relief named is made by hand, and the order is counted again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.analysis.robustness import robustness
from planner.analysis.what_if import Relief
from planner.api.request import prepared
from planner.domain.values import frozen_map
from planner.pictures.style import Style
from planner.planning.pipeline import finish
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

from changes import applied
from conftest import EXAMPLES

BANK, SMALL = EXAMPLES / "reches-bank.yaml", EXAMPLES / "five-minutes.yaml"


def relieved(loaded: planner.Loaded, one: Relief) -> planner.Loaded:
    """The organisation with a relief made by hand."""
    own = loaded.organisation
    if one.kind == "capacity":
        return applied(loaded, "capacity", one.what, 3.0)
    if one.kind == "rule":
        calendar = tuple(rule for rule in own.calendar if rule.name != one.what)
        own = replace(own, calendar=calendar, requirements=tuple(r for r in own.requirements if r.name != one.what))
        own = replace(own, relaxed=(*own.relaxed, *({one.what} & set(loaded.journey.rules))))
    if one.kind == "pace":
        changes, leads = own.changes_at_once, own.leads_at_once
        policy = loaded.journey.policy
        if one.what:
            leads = frozen_map({**leads, one.what: leads.get(one.what, policy.leads(one.what)) + 1})
        else:
            changes = (policy.changes_at_once if changes is None else changes) + 1
        own = replace(own, changes_at_once=changes, leads_at_once=leads)
    if one.kind == "gate":
        free = replace(loaded.journey.capabilities[one.what], gate="")
        capabilities = frozen_map({**loaded.journey.capabilities, one.what: free})
        return replace(loaded, journey=replace(loaded.journey, capabilities=capabilities))
    return replace(loaded, organisation=own)


@pytest.mark.long
def test_reliefs_are_what_planning_with_them_brings():
    loaded = planner.load(BANK)
    base = planner.plan(loaded)
    found = planner.whatif(loaded).found
    assert {one.kind for one in found} >= {"capacity", "budget", "rule", "gate"}
    order = [(one.fewer_left_out, one.fewer_late, round(one.sooner, 3), one.finish_sooner) for one in found]
    assert order == sorted(order, reverse=True)
    for one in [*found[:4], found[-1]]:
        if one.kind == "budget":
            continue
        other = planner.plan(relieved(loaded, one))
        assert base.finish - other.finish == one.finish_sooner
        value = {p.id: p.value for p in (*base.placements, *other.placements)}
        ends = [{p.id: p.finish for p in roadmap.placements} for roadmap in (base, other)]
        last = base.calendar.weeks
        gained = sum(v * (ends[0].get(s, last) - ends[1].get(s, last)) for s, v in value.items())
        assert one.sooner == pytest.approx(gained / sum(value.values()), abs=1e-5)


def test_where_not_everything_fits_the_relief_that_makes_room_comes_first(run, write):
    tight = (SMALL.read_text("utf-8")).replace("capacity: {mkt: 10, pr: 6}", "capacity: {mkt: 10, pr: 1}\nhorizon: 4")
    result = run("whatif", write("tight.yaml", tight))
    assert "PR and communications" in " ".join(result.stdout.split())[:80]
    assert "everything required fits" in " ".join(result.stdout.split())


def test_nothing_brings_anything_where_only_order_binds(run, write):
    path = write(
        "free.yaml",
        "organisation: o\nstart: 2027-01-01\ntargets: {publishing-process: 2}\ncapacity: {mkt: 400}\n"
        "pace: {leads_at_once: 9, changes_at_once: 20}\n",
    )
    assert "No single relief of this size brings anything" in run("whatif", path).stdout
    assert json.loads(run("whatif", path, "--json", "--people", "5").stdout)["reliefs"][0]["what"] == "mkt"


@pytest.fixture(scope="module")
def small() -> planner.Roadmap:
    return planner.robustness(SMALL, draws=40, seed=3, sequencer="list")


def test_order_is_counted_in_the_same_way_again(small):
    found = small.robustness
    assert planner.robustness(SMALL, draws=40, seed=3, sequencer="list").robustness == found
    assert 0 <= found.kept <= 1 and found.draws == 40
    assert all(0 <= pair.kept < 1 for pair in found.pairs)
    assert [pair.kept for pair in found.pairs] == sorted(pair.kept for pair in found.pairs)
    assert {step.id for step in found.steps} == {p.id for p in small.placements}
    assert found.risk.finish.planned == small.finish


def test_pairs_that_prerequisites_order_are_not_counted(small):
    before = {p.id: set(p.needs) for p in small.placements}
    for pair in small.robustness.pairs:
        assert pair.first not in before[pair.second]
    chain = planner.plan(SMALL)
    assert small.robustness.free_pairs < len(chain.placements) * (len(chain.placements) - 1) / 2


@pytest.mark.long
def test_an_influence_is_what_planning_with_that_input_changes():
    recipe, organisation = prepared(BANK, {"sequencer": "list"})
    plan = finish(recipe, organisation)
    risk = planner.simulate(BANK, draws=20).risk
    found = robustness(recipe, organisation, plan, risk, draws=1)
    ends = {s: plan.ledger.finish(s) for s in plan.starts}
    for one in [i for i in found.influences if i.kind == "goal"][:3]:
        swaps = []
        for factor in (0.5, 2):
            goals = frozen_map({**organisation.goals, one.what: organisation.goals[one.what] * factor})
            other = finish(recipe, replace(organisation, goals=goals))
            new = {s: other.ledger.finish(s) for s in other.starts}
            swaps.append(
                sum(
                    ends[a] < ends[b] and new.get(a, 0) > new.get(b, 0)
                    for a in ends
                    for b in ends
                    if b in new and a in new
                )
            )
        assert one.swaps * found.free_pairs == pytest.approx(max(swaps), abs=0.01)


def test_prerequisites_alone(run, write):
    path = write(
        "chain.yaml",
        "organisation: o\nstart: 2027-01-01\ntargets: {basic-presence: 2}\nlevels: {interim-ownership: 2}\ncapacity: {mkt: 9}\n",
    )
    result = run("robustness", path, "--draws", "5")
    assert "No two steps could swap" in " ".join(result.stdout.split())


def test_pictures_of_both(run, tmp_path):
    result = run("robustness", SMALL, "--draws", "3", "-o", "sure.svg", "-o", "sure.pptx", "-o", "sure.html")
    assert result.exit_code == 0 and "Open sure.svg" in result.stdout
    text = (tmp_path / "sure.svg").read_text("utf-8")
    assert "keeps its place in the order in" in text and "in half of the draws and by week" in text
    again = run("robustness", SMALL, "--draws", "3", "-o", "again.svg")
    assert again.exit_code == 0
    assert (tmp_path / "again.svg").read_bytes() == (tmp_path / "sure.svg").read_bytes()
    refused = run("roadmap", SMALL, "--view", "robustness", "-o", "a.svg")
    assert refused.exit_code == 2 and "use that command" in refused.stderr


@pytest.mark.long
def test_a_time_limit_ends_an_analysis_and_is_said(run):
    """Half a second is enough for a plan of the sample without a proof, and for few plans more."""
    for command in ("whatif", "robustness"):
        result = run(command, EXAMPLES / "alder-outdoor.yaml", "--time-limit", "0.5")
        assert result.exit_code == 0
        assert "time was up" in " ".join(result.stdout.split()).lower()
    found = json.loads(run("whatif", EXAMPLES / "alder-outdoor.yaml", "--time-limit", "0.5", "--json").stdout)
    assert found["untried"] > 0


@pytest.mark.long
def test_alternatives_are_what_planning_with_them_finds():
    """More and less of each role and each target less, made by hand and planned again; the picture says the same."""
    loaded = planner.load(BANK)
    roadmap = planner.alternatives(loaded, people=2)
    found = {(one.kind, one.what): one for one in roadmap.alternatives}
    used = {use.role for use in roadmap.capacity_use if use.work or use.run}
    roles = used & set(loaded.organisation.capacity)
    assert {what for kind, what in found if kind == "more"} == {what for kind, what in found if kind == "less"} >= roles
    assert {what for kind, what in found if kind == "without"} == {t.capability for t in loaded.organisation.targets}
    stage = max(m.stage_number for m in roadmap.milestones)
    before = next(m.week for m in roadmap.milestones if m.stage_number >= stage)
    for (kind, what), one in found.items():
        if kind != "without" and what not in ("exec", "mkt", "legal"):
            continue
        by_hand = (
            applied(loaded, "target", what, 0) if kind == "without"
            else applied(loaded, "capacity", what, 2.0 if kind == "more" else -min(2.0, least(loaded, what)))
        )  # fmt: skip
        other = planner.plan(by_hand)
        week = next((m.week for m in other.milestones if m.stage_number >= stage), None)
        assert one.week == week, (kind, what)
        assert one.sooner == (None if week is None else before - week)
        assert set(one.leaves) == {p.name for p in roadmap.placements} - {p.name for p in other.placements}
    (page,) = draw(roadmap, "what-if", default_registry(), Style())
    shown = {item.id for item in page.items}
    assert shown == {f"if-{kind}-{what}" for (kind, what), one in found.items() if one.changes}


def least(loaded: planner.Loaded, role: str) -> float:
    return min(loaded.organisation.capacity[role].values)


def test_a_page_with_what_if_has_a_tab_of_it_and_the_plan(run, tmp_path):
    answer = run("whatif", SMALL, "-o", "page.html", "-o", "what-if.svg")
    assert answer.exit_code == 0, answer.output
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.index('id="tab-what-if"') < page.index('id="tab-journey"') < page.index('id="tab-list"')
    assert 'data-item="if-less-mkt"' in page
    assert (tmp_path / "what-if.svg").read_text("utf-8").count("answer-if-") >= 1


@pytest.mark.long
def test_a_relief_with_which_everything_fits_with_other_members_comes_first():
    """With the members that the plan has, more money only brought its value a little sooner."""
    found = planner.whatif(Path(__file__).parents[1] / "planning" / "telecom.yaml").found
    assert found[0].kind == "budget" and found[0].all_fit
    assert found[0].say().startswith("everything required fits")
    assert not [one for one in found if one.all_fit and one.fewer_left_out <= 0]
