"""Calendar rules in plans: fiscal years, freezes and the quarter after the plan's last week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import planner

JOURNEY = """\
journey: j
name: J
stages: {one: {name: One}}
areas: {x: {name: X}}
roles: {r: {name: R}}
goals: {g: {name: G}}
capabilities:
  aa: {name: AA, stage: one, area: x, owner: r, effort: 4, weeks: 4, value: {g: 5}%s}
"""
ORGANISATION = """\
organisation: o
journey: j.yaml
start: 2027-01-04
horizon: 10
goals: {g: 1}
targets: {aa: 2}
"""


@pytest.fixture
def plan(write):
    def made(more: str, capability: str = "", organisation: str = ORGANISATION) -> planner.Roadmap:
        write("j.yaml", JOURNEY % capability)
        return planner.plan(write("o.yaml", organisation + more))

    return made


def live(roadmap: planner.Roadmap) -> date:
    return roadmap["aa@2"].end_date + timedelta(days=1)


@pytest.mark.parametrize(("month", "first"), [*((month, 1) for month in range(1, 13)), (4, 6), (1, 15), (11, 28)])
def test_a_gate_opens_with_the_day_that_is_named(plan, month, first):
    written = month if first == 1 else f"{month:02}-{first:02}"
    day = live(plan(f"fiscal_year_starts: {written}\n", ", gate: fiscal-year"))

    def opens(one: date) -> bool:
        return (one.month - month - (one.day < first)) % 12 < 3

    assert opens(day)
    earlier = [date(2027, 1, 4) + timedelta(weeks=w) for w in range(4, (day - date(2027, 1, 4)).days // 7)]
    assert not any(map(opens, earlier)), "and it is not kept shut"


@pytest.mark.parametrize("written", ["4-6", "04-31", "13-01", "06", "0", "13", "2027-04-06", "[4, 6]"])
def test_a_day_that_no_fiscal_year_begins_with_is_refused(write, written):
    write("j.yaml", JOURNEY % "")
    with pytest.raises(planner.DocumentError, match="such as '04-06' for 6 April"):
        planner.load(write("o.yaml", ORGANISATION + f"fiscal_year_starts: {written}\n"))


def test_the_quarter_after_the_plan_counts_for_gates_and_freezes(plan):
    """Work that ends with the plan's last week goes live in the quarter after it."""
    short = ORGANISATION.replace("2027-01-04", "2027-10-04").replace("horizon: 10", "horizon: 1")
    late = "calendar: [{name: Not before, earliest: 2027-12-06}]\n"
    ends = plan(late, "", short)["aa@2"]
    assert ends.finish == plan(late, "", short).calendar.weeks, "it takes the last weeks there are"
    assert not plan(late, ", gate: fiscal-year", short).left_out, "a fiscal year opens with the quarter after it"
    frozen = "calendar: [{name: Not before, earliest: 2027-12-06}, {name: Freeze, blocks: launch, during: [Q1]}]\n"
    assert plan(frozen, "", short).left_out, "and a freeze of launches in it holds"


@pytest.mark.parametrize(
    ("key", "month", "from_day"),
    [
        ("2027Q3", 1, date(2027, 7, 1)),
        ("FY28Q1", 7, date(2027, 7, 1)),
        ("FY28Q1", 9, date(2027, 9, 1)),
        ("FY28Q1", "07-15", date(2027, 7, 15)),
    ],
)
def test_fiscal_quarters_are_keys_of_capacity_budget_and_pins(plan, key, month, from_day):
    people = plan(f"fiscal_year_starts: {month}\ncapacity: {{r: {{start: 0, {key}: 60}}}}\n")["aa@2"]
    assert people.start_date + timedelta(days=6) >= date(from_day.year, 3 * ((from_day.month - 1) // 3) + 1, 1)
    money = plan(f"fiscal_year_starts: {month}\nbudget: {{start: 0, {key}: 60}}\n", ", cost: 20")["aa@2"]
    assert money.end_date >= from_day
    pinned = plan(f"fiscal_year_starts: {month}\npins: {{aa: {key}}}\n")["aa@2"]
    assert from_day <= pinned.start_date <= from_day + timedelta(days=95)


def test_two_names_for_one_quarter_are_refused(write):
    write("j.yaml", JOURNEY % "")
    text = ORGANISATION + "fiscal_year_starts: 7\ncapacity:\n  r:\n    start: 1\n    2027Q3: 2\n    FY28Q1: 3\n"
    with pytest.raises(planner.DocumentError) as error:
        planner.load(write("o.yaml", text))
    assert "o.yaml:12:5: FY28Q1 begins on the same day as 2027Q3 (capacity.r.FY28Q1); keep one of the two" in str(
        error.value
    )


def test_freezes_by_fiscal_quarter(plan):
    frozen = "fiscal_year_starts: 2\ncalendar: [{name: Freeze, blocks: work, during: [FYQ1]}]\n"
    step = plan(frozen)["aa@2"]
    days = [step.start_date + timedelta(days=n) for n in range((step.end_date - step.start_date).days + 1)]
    assert not any(day.month in (3, 4) for day in days)


@pytest.mark.parametrize("name", ["0000Q1", "1800Q1", "2300Q4"])
def test_years_that_no_plan_has_are_refused(write, name):
    write("j.yaml", JOURNEY % "")
    with pytest.raises(planner.DocumentError, match="or a quarter"):
        planner.load(write("o.yaml", ORGANISATION + f"capacity: {{r: {{start: 5, {name}: 3}}}}\n"))


def test_a_rule_may_forbid_launches_and_an_early_start(plan):
    step = plan("calendar: [{name: r, blocks: launch, during: [2027Q1, 2027Q2], earliest: 2027-03-01}]\n")["aa@2"]
    assert step.start_date >= date(2027, 3, 1)
    assert step.end_date >= date(2027, 6, 29)


def test_a_quarter_of_twelve_weeks_has_all_of_its_money(plan):
    """From 2026-01-01 on, the first quarter of 2027 has twelve weeks that begin in it."""
    start = ORGANISATION.replace("2027-01-04", "2026-01-01")
    late = "budget: 130\ncalendar: [{name: then, earliest: 2026-12-31}]\n"
    step = plan(late, ", cost: 125", start)["aa@2"]
    assert step.start_date == date(2026, 12, 31)


def test_what_goes_live_after_the_plan_says_in_which_quarter(plan):
    short = ORGANISATION.replace("horizon: 10", "horizon: 4")
    step = plan("calendar: [{name: then, earliest: 2027-06-01}]\n", ", gate: fiscal-year", short)["aa@2"]
    assert (step.end_date, step.live_quarter) == (date(2028, 1, 2), "2028Q1")


def test_what_is_no_launch_passes_a_freeze_of_all_launches(plan):
    """An inventory or a playbook may be finished in the peak season, unless the freeze names it."""
    freeze = "calendar: [{name: peak season, blocks: launch, during: [Q1, Q2]%s}]\n"
    assert live(plan(freeze % "")) >= date(2027, 7, 1)
    assert plan(freeze % "", ", launch: false")["aa@2"].finish == 4
    assert live(plan(freeze % ", for: {areas: [x]}", ", launch: false")) >= date(2027, 7, 1)
