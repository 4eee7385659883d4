"""What if: values that count for one run."""

from __future__ import annotations

import json

import pytest

import planner
from planner.i18n.translation import day

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
BRAND = EXAMPLES / "tamuzia-home.yaml"


def data(run, *args: object) -> dict:
    return json.loads(run("roadmap", *args, "--json", "-q").stdout)


def test_a_value_counts_for_one_run(run):
    before = BANK.read_bytes()
    changed = data(run, BANK, "--set", "capacity.mkt.2028Q1=30", "--set", "capacity.agency=3")
    capacity = {(one["role"], one["quarter"]): one["capacity"] for one in changed["capacity"]}
    assert capacity["mkt", "2027Q4"] == 22 and capacity["mkt", "2028Q1"] == 30 and capacity["mkt", "2028Q2"] == 30
    assert capacity["agency", "2027Q3"] == 3
    assert BANK.read_bytes() == before
    assert data(run, BANK)["capacity"] != changed["capacity"], "the next run knows nothing of it"


GROUP = EXAMPLES / "marlow-finch.yaml"


def test_an_entry_of_a_list_is_called_by_its_name(run, write):
    changed = planner.load(GROUP, overrides=["units.shops.staff=900", "units.online.levels.crisis-playbook=1"])
    units = {one.id: one for one in changed.organisation.named_units}
    assert units["shops"].staff == 900 and units["online"].levels["crisis-playbook"] == 1
    scenario = f"scenario: smaller\nof: {GROUP}\nset:\n  units.shops.staff: 900\n"
    again = planner.load(write("smaller.yaml", scenario)).organisation
    assert {one.id: one.staff for one in again.named_units}["shops"] == 900
    refused = run("assess", GROUP, "--set", "units.shop.staff=900")
    assert (
        refused.exit_code == 2 and "'units' is a list without 'shop'; it has: online, shops, nordic" in refused.stderr
    )


@pytest.mark.long
def test_the_smallest_change_that_the_planner_names_works(run):
    """The brand's repair, tried by whoever reads it."""
    repairs = data(run, BRAND)["repairs"]
    more = next(one for one in repairs if one["kind"] == "capacity" and one["what"] == "social")
    enough = data(run, BRAND, "--set", f"capacity.social={14 + more['amount']}")
    assert enough["complete"]
    assert not data(run, BRAND, "--set", f"capacity.social={14 + more['amount'] - 0.6}")["complete"]


def test_keys_that_are_not_there_yet(run):
    changed = data(
        run,
        BANK,
        "--set",
        "targets.community-programme=2",
        "--set",
        "horizon=16",
        "--set",
        "priorities.social-selling=wont",
    )
    assert "community-programme" in {step["capability"] for step in changed["steps"]}
    assert len(changed["quarters"]) == 16


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("capacity", "write KEY.KEY=VALUE"),
        ("=3", "write KEY.KEY=VALUE"),
        ("capacity.socail=3", "did you mean 'social'"),
        ("capacty.social=3", "did you mean 'capacity'"),
        ("capacity.social=-3", "too small"),
        ("capacity.social=much", "is not what is expected here"),
        ("budget.2028Q1=3", "holds more than one value|is no mapping"),
        ("capacity.social=[1,", "is no value"),
        ("start.day=3", "is a single value"),
    ],
)
def test_what_makes_no_sense_is_refused(run, given, words):
    result = run("roadmap", BANK, "--set", given)
    assert result.exit_code == 2
    assert any(one in result.stderr for one in words.split("|")), result.stderr


def test_every_command_takes_it(run):
    assert "community-programme" in json.dumps(
        json.loads(
            run("explain", "community-programme", BANK, "--set", "targets.community-programme=2", "--json").stdout
        )["steps"]
    )
    assert run("assess", BANK, "--set", "levels.community-programme=2").stdout != run("assess", BANK).stdout
    assert run("check", BANK, "--set", "levels.annual-budget=2").exit_code in (0, 1)


SCENARIO = "scenario: more-people\nof: brand.yaml\nabout: a second hire\nset:\n  capacity.social.2027Q2: 22\n  scorers.wsjf: 1\n"


@pytest.fixture
def brand(write):
    return write("brand.yaml", BRAND.read_text("utf-8"))


def test_a_scenario_is_taken_by_every_command(run, write, brand):
    write("more.yaml", SCENARIO)
    found = data(run, "more.yaml")
    assert found["organisation"]["id"] == "tamuzia-home-more-people"
    assert found["scorers"] == {"wsjf": 1}
    assert found["complete"] and not data(run, "brand.yaml")["complete"]
    assert "a valid scenario" in run("validate", "more.yaml").stdout
    assert run("assess", "more.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scenario: Ab\nof: brand.yaml\nset: {budget: 3}\n", "more.yaml:1:11"),
        ("scenario: a\nof: brand.yaml\n", "'set' is missing"),
        ("scenario: a\nof: nothing.yaml\nset: {budget: 3}\n", "no such file"),
        ("scenario: a\nof: more.yaml\nset: {budget: 3}\n", "more.yaml:2:5: a scenario is of an organisation"),
        ("scenario: a\nof: brand.yaml\nset: {capacity.socail: 3}\n", "did you mean 'social'"),
        ("scenario: a\nof: brand.yaml\nset: {start.day: 3}\n", "more.yaml:3:"),
    ],
)
def test_faulty_scenarios_are_refused(run, write, brand, text, words):
    write("more.yaml", text)
    result = run("roadmap", "more.yaml", "-q", "-o", "x.svg")
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.long
def test_plans_side_by_side(run, write, brand):
    write("more.yaml", SCENARIO)
    result = run("compare", "brand.yaml", "more.yaml")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    found = json.loads(run("compare", "brand.yaml", "more.yaml", "--json").stdout)
    one, other = data(run, "brand.yaml"), data(run, "more.yaml")
    totals = {total["name"]: total["values"] for total in found["totals"]}
    assert totals["last week of work"] == [one["finish_week"], other["finish_week"]]
    assert totals["asked for, but left out"][1] == 0 < totals["asked for, but left out"][0]
    weeks = {step["id"]: step["finish_week"] for step in other["steps"]}
    for step in found["steps"]:
        assert step["finish_weeks"][1] == weeks.get(step["id"])
        assert step["moves"] == (step["finish_weeks"][0] != step["finish_weeks"][1])
    run("roadmap", "brand.yaml", "-q", "-o", "plan.json")
    assert "nothing: every step is live in the same week" in run("compare", "plan.json", "brand.yaml").stdout
    assert run("compare", "brand.yaml").exit_code == 2


def test_a_stage_that_is_no_longer_reached_is_the_finding(run, write):
    """One line for each stage, with the week; what a plan gives up of its way comes before what moves in it."""
    text = "organisation: acme\nstart: {start}\nhorizon: {n}\nlevels: {{}}\ngoals: {{awareness: 1}}\ntarget_stage: channels\n"
    long = write("long.yaml", text.format(start="2027-01-01", n=12))
    short = write("short.yaml", text.format(start="2027-03-25", n=1))
    found = json.loads(run("compare", long, short, "--scope", "needed", "--json").stdout)
    totals = {total["key"]: total["values"] for total in found["totals"]}
    roadmap = planner.plan(long, scope="needed")
    assert totals["stage:channels"] == [roadmap.reaching(1).week, None]
    assert totals["finish_week"][1] is None, "what has no step ends in no week"
    gone = f"{len(roadmap.placements)} steps of “long” are not in it"
    assert found["finding"] == f"“short” does not reach Develop channels: {gone}"
    assert "Develop channels is reached" in run("compare", long, short, "--scope", "needed").output


def test_plans_of_two_organisations_are_not_credited_with_each_others_steps(run):
    """Each counts its own steps only, and no week comes before the first."""
    bank, small = EXAMPLES / "reches-bank.yaml", EXAMPLES / "five-minutes.yaml"
    found = json.loads(run("compare", bank, small, "--json").stdout)
    totals = {total["key"]: total["values"] for total in found["totals"]}
    own = [planner.plan(bank), planner.plan(small)]
    assert totals["steps"] == [len(roadmap.placements) for roadmap in own]
    assert totals["cost"] == pytest.approx([sum(p.cost for p in roadmap.placements) for roadmap in own])
    assert min(totals["finish_week"]) > 0 and not any(any(step["done"]) for step in found["steps"])
    assert found["start"] == min(p.start_date for roadmap in own for p in roadmap.placements).isoformat()


def test_plans_that_begin_on_different_days_are_compared_by_date(run, tmp_path):
    """Each plan counts weeks from its own first day: what is printed are days, the same that the roadmaps say."""
    text = (EXAMPLES / "five-minutes.yaml").read_text("utf-8")
    (tmp_path / "now.yaml").write_text(text, "utf-8")
    (tmp_path / "later.yaml").write_text(text.replace("start: 2027-01-01", "start: 2027-02-15"), "utf-8")
    now, later = planner.plan(tmp_path / "now.yaml"), planner.plan(tmp_path / "later.yaml")
    printed = run("compare", "now.yaml", "later.yaml").stdout
    (line,) = [line for line in printed.splitlines() if "last week of work" in line]
    apart = round((later.calendar.last_day(later.finish) - now.calendar.last_day(now.finish)).days / 7)
    assert day(now.calendar.last_day(now.finish)) in line
    assert f"{day(later.calendar.last_day(later.finish))} (+{apart})" in line
