"""Members that spend one budget together."""

from __future__ import annotations

import json
import random
from functools import partial
from itertools import accumulate
from pathlib import Path

import pytest

import planner
from planner.plugins import Limits
from small_portfolios import PAID, made, monolith, starts

THREE = {"acme": {}, "bolt": {"weight": 3}, "core": {}}


@pytest.fixture
def portfolio(tmp_path: Path):
    return partial(made, tmp_path, shared={}, journey=PAID)


def spent(found: planner.PortfolioRoadmap) -> list[float]:
    """What the members' own plans spend together in each quarter, from their steps."""
    each = dict.fromkeys(found.quarters, 0.0)
    for member in found.members:
        for one in member.roadmap.budget_use:
            each[one.quarter] += one.spend
    return list(each.values())


def test_nobody_spends_money_that_another_has(portfolio):
    found = planner.plan_portfolio(portfolio(THREE, budget={"start": 30, "2027Q3": 20}))
    assert found.money.given[:4] == (30, 30, 20, 20) == found.money.capacity[:4]
    assert all(used <= there + 1e-9 for used, there in zip(spent(found), found.money.given, strict=True))
    assert list(found.money.planned) == pytest.approx(spent(found))
    assert found.complete and all(len(own) == 2 for own in starts(found).values())
    assert starts(found)["bolt"]["a"] == 0, "who weighs most is first"
    assert found.title == "3 of 3 organisations wait or do without: there is too little of the common budget"
    assert found.enough == (
        "With 156 thousand a quarter in Q1 2027 (there are 30), nobody would wait or do without for lack of it."
    )
    assert found.waits and all(wait.money and wait.role == "the common budget" for wait in found.waits)


def test_what_is_not_spent_is_there_later(portfolio):
    kept = planner.plan_portfolio(portfolio(THREE, budget=12, carry_over=True))
    lost = planner.plan_portfolio(portfolio(THREE, budget=12))
    total, used = list(accumulate(kept.money.given)), list(accumulate(spent(kept)))
    assert all(some <= there + 1e-9 for some, there in zip(used, total, strict=True))
    assert sum(spent(kept)) >= 78 and sum(spent(lost)) == 0, "a step takes 26 within two quarters at most"
    assert kept.money.capacity == pytest.approx([12, *(t + 12 - u for t, u in zip(total, used, strict=True))][:-1])
    assert "144 thousand more by Q1 2027" in kept.enough


def test_with_what_would_be_enough_nobody_is_later_than_alone(portfolio):
    short = planner.plan_portfolio(portfolio(THREE, budget=12, carry_over=True))
    more = max(short.money.missing)
    enough = planner.plan_portfolio(portfolio(THREE, budget={"start": 12 + more, "2027Q2": 12}, carry_over=True))
    assert not enough.waits and not enough.enough and "is enough for all" in enough.title
    for one in short.members:
        (there,), (here,) = one.stages, enough[one.id].stages
        assert here.day == there.alone and (there.day is None or there.alone <= there.day)


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_wait_is_told_whole_however_long_it_is(portfolio, language):
    found = planner.plan_portfolio(portfolio(THREE, budget=20, carry_over=True), language=language)
    assert max(wait.weeks for wait in found.waits) > 80
    assert not any("…" in page.decode() for page in planner.pages(found, "svg"))


@pytest.mark.parametrize("carries", [False, True])
def test_of_a_quarter_that_is_begun_the_rest_of_the_money_is_there(portfolio, carries):
    members = {name: entry | {"own": {"start": "2027-02-15"}} for name, entry in THREE.items()}
    found = planner.plan_portfolio(portfolio(members, budget=26, carry_over=carries))
    assert found.money.given[:2] == (14, 26), "seven of thirteen weeks are left"
    total = list(accumulate(spent(found))) if carries else spent(found)
    there = list(accumulate(found.money.given)) if carries else found.money.given
    assert all(used <= some + 1e-9 for used, some in zip(total, there, strict=True)) and sum(spent(found)) > 0


@pytest.mark.parametrize("carries", [False, True])
def test_members_may_begin_on_any_day(portfolio, carries):
    members = {
        name: {"own": {"start": start, "horizon": horizon}}
        for name, start, horizon in (("acme", "2027-01-01", 8), ("bolt", "2027-02-15", 5), ("core", "2027-08-20", 8))
    }
    found = planner.plan_portfolio(portfolio(members, budget=24, carry_over=carries))
    total = list(accumulate(spent(found))) if carries else spent(found)
    there = list(accumulate(found.money.given)) if carries else found.money.given
    assert all(used <= some + 1e-9 for used, some in zip(total, there, strict=True)) and found.complete


@pytest.mark.parametrize("carries", [False, True])
def test_a_member_spends_no_more_than_its_own_budget(portfolio, carries):
    own = {"budget": 16, "carry_over": carries}
    found = planner.plan_portfolio(portfolio({"acme": {"own": own}, "bolt": {}}, budget=500, carry_over=carries))
    uses = found["acme"].roadmap.budget_use
    assert sum(one.spend for one in uses) == pytest.approx(52)
    assert all(one.budget == 16 for one in uses), "its file says that, and what the others leave is theirs"
    assert all(one.budget is None for one in found["bolt"].roadmap.budget_use)
    if carries:
        assert all(n <= 16 * i + 1e-9 for i, n in enumerate(accumulate(one.spend for one in uses), 1))
    else:
        assert all(one.spend <= 16 + 1e-9 for one in uses)


@pytest.mark.parametrize("seed", range(10))
def test_small_portfolios_are_as_good_as_one_model_of_the_whole(portfolio, seed):
    draw = random.Random(seed)
    weights = [draw.randint(1, 4) for _member in range(draw.randint(2, 3))]
    there, carries = draw.choice([26, 30, 40]), seed % 2 == 0
    members = {f"m{i}": {"weight": weight} for i, weight in enumerate(weights)}
    found = planner.plan_portfolio(portfolio(members, budget=there, carry_over=carries), limits=Limits(effort=1))
    values = {"a": 4, "b": 2}
    value = sum(
        one.weight * values[step.capability] * step.finish for one in found.members for step in one.roadmap.placements
    )
    best = monolith(weights, [there / 2] * 8, found.members[0].roadmap.calendar.begins, carries)
    assert best <= value <= 1.03 * best
    assert found.gap is not None and found.gap <= 0.04
    assert value / (1 + found.gap) <= best, "the bound is one"


def test_people_and_money_together(tmp_path):
    journey = PAID.replace("owner: own, effort: 1,", "owner: team, effort: 13,")
    found = planner.plan_portfolio(made(tmp_path, THREE, {"team": 26}, journey, budget=30))
    (team,) = found.shared
    assert all(used <= there + 1e-9 for used, there in zip(team.planned, team.capacity, strict=True))
    assert all(used <= 30 + 1e-9 for used in spent(found))
    assert [one.id for one in found.in_common] == ["team", ""] and found.complete
    assert found.title.endswith("there is too little of Shared team and the common budget")


@pytest.mark.parametrize(("more", "words"), [
    ({}, "say what members have in common: shared: {agency: 6.5}, budget: 120, or both"),
    ({"budget": -1}, "-1 is too small (at least 0) (budget)"),
    ({"budget": {"2027Q1": 4}}, "'start' is missing"),
    ({"carry_over": True, "shared": {"team": 4}}, "there is no budget to carry over"),
])  # fmt: skip
def test_faults_are_told(run, portfolio, more, words):
    result = run("validate", portfolio(THREE, **more))
    assert result.exit_code == 2 and words in " ".join(result.stderr.split()), result.stderr


def test_money_is_counted_in_one_currency(run, portfolio):
    members = {"acme": {"own": {"currency": "EUR"}}, "bolt": {"own": {"currency": "GBP"}}, "core": {}}
    result = run("validate", portfolio(members, budget=9))
    assert "members count money differently: 'acme' in EUR, 'bolt' in GBP" in " ".join(result.stderr.split())
    assert run("validate", portfolio(members, shared={"team": 9})).exit_code == 0


def test_it_is_printed_drawn_compared_and_asked_about(run, portfolio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    members = {name: entry | {"own": {"currency": "EUR"}} for name, entry in THREE.items()}
    file = portfolio(members, budget=30)
    result = run("roadmap", file, "-o", "p.svg", "-o", "p.json")
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "Common budget, thousands a quarter: spent, of what there is" in said
    assert "30 of 30 (asked for 156)" in said and "by Q1 2027 most of the common budget goes to BOLT Ltd" in said
    assert "thousand EUR a quarter" in (tmp_path / "p.svg").read_text("utf-8")
    data = json.loads((tmp_path / "p.json").read_text("utf-8"))
    assert data["money"]["budget"] == [30] * 8 and sum(data["members"][0]["spend"]) == pytest.approx(52)
    assert all(wait["money"] for wait in data["waits"])
    wider = tmp_path / "wider.json"
    wider.write_text(file.read_text("utf-8").replace('"budget": 30', '"budget": 90'), "utf-8")
    compared = run("compare", file, wider)
    assert "money missing, thousands 126 66" in " ".join(compared.stdout.split())
    asked = run("whatif", file, "--money", "100", "--json")
    (richer,) = [one for one in json.loads(asked.stdout)["changes"] if one["kind"] == "budget"]
    assert richer["text"] == "30 thousand more budget a quarter" and richer["moved"][0]["days_sooner"] > 0
