"""The business case: every figure counted again from what the documents say, and nothing that nobody has said."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

import planner

from conftest import EXAMPLES

JOURNEY = """\
journey: plain
name: Plain
language: en
policy: {owner_share: 1.0, changes_at_once: 0, leads_at_once: 0}
stages: {first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, desk: {name: Desk}}
goals: {growth: {name: Growth}, calm: {name: Calm}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 10, weeks: 13, cost: 26, run: 2, value: {growth: 2}}
  more: {name: More, stage: first, area: work, owner: desk, effort: 6, weeks: 13, run: 1, value: {growth: 2, calm: 5}}
"""

ORGANISATION = """\
organisation: acme
journey: plain.yaml
start: 2027-01-01
horizon: 8
currency: EUR
goals: {growth: 3, calm: 1}
targets: {base: 2, more: {level: 2}}
pins: {base: 2027Q1, more: 2027Q3}
capacity: {lead: 20, desk: 20}
"""

CASE = """\
case:
  rate: 2
  rates: {desk: 3}
  recurring: {more: 4}
  discount: 8
  benefits:
    growth: {a_year: 520, after_weeks: 13, source: Finance}
    calm: {a_year: 1000, unit: calls}
"""


@pytest.fixture
def acme(write):
    write("plain.yaml", JOURNEY)
    return write("acme.yaml", ORGANISATION + CASE)


def counted(roadmap: planner.Roadmap) -> list[dict[str, float]]:
    """Spend and benefit of each quarter, week by week: the rates, run loads and parts are those written above."""
    price, run, recurring = {"base": 2.0, "more": 3.0}, {"base": 2.0, "more": 1.0}, {"base": 0.0, "more": 4.0}
    found = []
    for begin, end in zip(roadmap.calendar.begins, roadmap.calendar.begins[1:], strict=False):
        quarter = {"outside": 0.0, "build": 0.0, "run": 0.0, "benefit": 0.0}
        for step in roadmap.placements:
            for week in range(begin, end):
                if step.start <= week < step.finish:
                    quarter["outside"] += step.cost / step.duration
                    quarter["build"] += step.effort / step.duration * price[step.capability]
                if week >= step.finish:
                    quarter["run"] += (run[step.capability] * price[step.capability] + recurring[step.capability]) / 13
                if week >= step.finish + 13:
                    quarter["benefit"] += 520 / 52 / 2  # both are worth 2 for growth and gain two levels
        found.append(quarter)
    return found


def test_every_figure_counted_again(acme):
    """No estimate has a range here, so every draw is the plan."""
    roadmap = planner.simulate(acme, draws=20)
    case = roadmap.case
    assert [step.start for step in roadmap.placements] == [0, 26] and len(case.quarters) == 8
    spent = gained = value = 0.0
    behind = None
    for one, ours in zip(case.quarters, counted(roadmap), strict=True):
        assert one.outside_cost == pytest.approx(ours["outside"], abs=0.01) == pytest.approx(one.outside, abs=0.01)
        assert one.build_cost == pytest.approx(ours["build"], abs=0.01)
        assert one.run_cost == pytest.approx(ours["run"], abs=0.01)
        assert one.benefit == pytest.approx(ours["benefit"], abs=0.01)
        before = gained - spent
        spent += ours["outside"] + ours["build"] + ours["run"]
        gained += ours["benefit"]
        assert one.spent.low == one.spent.high == pytest.approx(spent, abs=0.01)
        assert one.gained.likely == pytest.approx(gained, abs=0.01)
        value += (gained - spent - before) * 1.08 ** (-one.end / 52)
        if before < 0 <= gained - spent:
            behind = one.end - one.weeks + one.weeks * -before / (gained - spent - before)
    assert case.value.likely == pytest.approx(value, abs=0.01)
    assert case.payback.likely == pytest.approx(behind, abs=0.01) and case.pays_back == 1
    days = date(2027, 1, 1) + timedelta(weeks=int(behind) + 1, days=-1)
    assert case.payback_days[1] == days
    growth, calm = case.goals
    assert growth.live == 1 and growth.at_end.likely == pytest.approx(520) and growth.source == "Finance"
    assert calm.at_end.likely == pytest.approx(1000) and not calm.is_money


def test_a_quarters_delay(acme, write):
    """As much as the same plan loses that begins 13 weeks later, counted up to the same day."""
    case = planner.simulate(acme, draws=20).case
    later = ORGANISATION.replace("2027Q1", "2027Q2").replace("2027Q3", "2027Q4")
    put_off = planner.simulate(write("later.yaml", later + CASE), draws=20)
    assert [step.start for step in put_off.placements] == [13, 39]
    assert case.delay == pytest.approx(case.value.likely - put_off.case.value.likely, abs=0.01) and case.delay > 0


def test_nothing_is_assumed(acme, run):
    acme.write_text(ORGANISATION, "utf-8")
    case = planner.simulate(acme, draws=20).case
    assert not case.stated and case.spend.likely == pytest.approx(26) and case.benefit.likely == 0
    assert case.payback is None and case.value is None and case.delay is None
    assert any("Lead" in words and "Desk" in words for words in case.missing)
    assert any("“Growth”" in words and "“Calm”" in words for words in case.missing)
    said = run("case", acme, "--draws", "20").stdout
    assert "gained" not in said.split("By quarter")[0] and "Not counted" in said and "nobody has said" in said
    acme.write_text(ORGANISATION + CASE, "utf-8")
    assert any("“calls”" in words for words in planner.simulate(acme, draws=20).case.missing)


def test_a_later_plan_says_that_it_does_not_count_what_was(acme, run):
    """Its calendar went along: what it comes to is not what was approved."""
    later = planner.simulate(acme, draws=20, overrides=["as_of=2027-04-02"]).case
    assert any("before 2 Apr 2027" in words and "of an earlier plan" in words for words in later.missing)
    assert not any("earlier plan" in words for words in planner.simulate(acme, draws=20).case.missing)


def test_what_is_left_out_brings_nothing(acme):
    """The goal is served by both; with one of them left out it brings half."""
    both = planner.simulate(acme, draws=20).case
    acme.write_text(
        (ORGANISATION + CASE).replace("capacity: {lead: 20, desk: 20}", "capacity: {lead: 20, desk: 0.5}"), "utf-8"
    )
    one = planner.simulate(acme, draws=20).case
    assert both.goals[0].live == 1 and one.goals[0].live == 0.5
    assert one.goals[0].at_end.likely == pytest.approx(both.goals[0].at_end.likely / 2)


def test_what_nobody_asked_for_and_serves_a_goal_well_is_missing_from_it(acme):
    """'more' is worth 5 for calm and 2 for growth: not asked for, it is missing from the first only."""
    text = (ORGANISATION + CASE).replace("targets: {base: 2, more: {level: 2}}", "targets: {base: 2}")
    acme.write_text(text.replace(", more: 2027Q3}", "}"), "utf-8")
    growth, calm = planner.simulate(acme, draws=20).case.goals
    assert (growth.goal, growth.live) == ("growth", 1) and calm.live == 0


def test_faults_are_found_together(acme, run):
    faulty = (
        CASE.replace("desk: 3", "dsk: 3")
        .replace("more: 4", "mor: 4")
        .replace("growth: {a_year: 520", "grwth: {each: 2, a_year: [5, 3, 1]")
    )
    acme.write_text(ORGANISATION + faulty, "utf-8")
    result = run("case", acme)
    assert result.exit_code == 2
    for words in ("'dsk'", "'mor'", "'grwth'", "low, likely, high", "there is no unit", "acme.yaml:16:"):
        assert words in result.stderr, words


def test_the_same_bytes_and_a_picture(acme, run):
    first, second = (run("case", acme, "--draws", "200", "--json").stdout for _ in range(2))
    assert first == second
    assert run("case", acme, "--draws", "200", "-o", "case.svg").exit_code == 0
    likely = json.loads(first)["payback_days"][1]
    words = Path("case.svg").read_text("utf-8")
    assert "The case likely pays back by" in words and date.fromisoformat(likely).strftime("%Y") in words


def test_ranges_hold_what_is_in_between():
    case = planner.simulate(EXAMPLES / "alder-outdoor.yaml", draws=400).case
    for one in case.quarters:
        for span in (one.spent, one.gained):
            assert span.low <= span.likely <= span.high
    assert case.value.low < case.value.likely < case.value.high
    assert 0 < case.pays_back < 1 and case.payback.low < case.payback.likely
    assert sum(one.spend for one in case.quarters) == pytest.approx(
        sum(one.outside_cost + one.build_cost + one.run_cost for one in case.quarters)
    )


def test_what_is_handed_over_costs_what_the_others_cost(acme):
    acme.write_text(ORGANISATION + CASE + "handovers: [{role: lead, to: desk, from: 2027Q3}]\n", "utf-8")
    roadmap = planner.simulate(acme, draws=20)
    third = roadmap.case.quarters[2]
    assert third.run == {"desk": 2.0}, "base runs with what was the lead's"
    assert third.run_cost == pytest.approx(2 * 3, abs=0.01)
    last = sum(use.run for use in roadmap.capacity_use if use.quarter == "2027Q3")
    assert last == pytest.approx(sum(third.run.values()), abs=0.1)


def test_only_what_lies_in_the_calendar_is_counted(write):
    """Weeks are drawn: in many draws the work goes on after the only quarter of the plan."""
    write("plain.yaml", JOURNEY.replace("effort: 10, weeks: 13", "effort: 10, weeks: [10, 13, 60]"))
    own = ORGANISATION.replace("horizon: 8", "horizon: 1").replace(
        "targets: {base: 2, more: {level: 2}}\npins: {base: 2027Q1, more: 2027Q3}", "targets: {base: 2}"
    )
    case = planner.simulate(write("acme.yaml", own), draws=400).case
    assert case.spend.likely < 24 and case.spend.high <= 26.001, "of 26 thousand"


def test_without_costs_there_is_no_payback(acme):
    acme.write_text(ORGANISATION + "case: {benefits: {growth: {a_year: 100}}}\nestimates: {base: {cost: 0}}\n", "utf-8")
    case = planner.simulate(acme, draws=20).case
    assert case.spend.likely == 0 and case.payback is None and case.missing


def test_a_plan_for_money_brings_more_of_it(write):
    """The goals want calm; the money is in growth, which one step serves and the other does not."""
    journey = JOURNEY.replace("value: {growth: 2}}", "value: {calm: 5}}").replace(
        "value: {growth: 2, calm: 5}", "value: {growth: 5}"
    )
    write("plain.yaml", journey.replace("owner: desk", "owner: lead"))
    case = "case: {rate: 1, discount: 8, benefits: {growth: {a_year: 520}}}\n"
    own = ORGANISATION.replace("pins: {base: 2027Q1, more: 2027Q3}\n", "").replace(
        "growth: 3, calm: 1", "growth: 1, calm: 3"
    )
    file = write("acme.yaml", own.replace("lead: 20", "lead: 11") + case)
    first = {name: planner.simulate(file, draws=20, objective=name) for name in ("value", "npv")}
    start = {name: {step.capability: step.start for step in one.placements} for name, one in first.items()}
    assert start["value"]["base"] < start["value"]["more"] and start["npv"]["more"] < start["npv"]["base"]
    assert first["npv"].case.value.likely > first["value"].case.value.likely


def test_a_plan_for_money_needs_money(acme, run):
    acme.write_text(ORGANISATION, "utf-8")
    result = run("roadmap", acme, "--objective", "npv", "-q")
    assert result.exit_code == 2 and "needs benefits in money" in result.stderr


def sheet_of(data: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [[cell.value for cell in row] for row in book["Business case"].iter_rows()]


def test_the_workbook_adds_up_as_the_case_does(acme):
    roadmap = planner.simulate(acme, draws=20)
    heads, _given, *rows, _note = sheet_of(planner.pages(roadmap, "xlsx")[0])
    total = dict(zip(heads, rows[-1], strict=True))
    assert total["Present value"] == pytest.approx(roadmap.case.value.likely, abs=0.02)
    assert total["Spend"] == pytest.approx(roadmap.case.spend.likely, abs=0.02)
    assert dict(zip(heads, rows[-2], strict=True))["Net so far"] == pytest.approx(total["Net"], abs=0.02)


@pytest.mark.office
def test_what_is_given_can_be_changed_in_the_workbook(acme, tmp_path):
    """LibreOffice counts the formulas again, with another rate."""
    if shutil.which("localc") is None:
        pytest.skip("LibreOffice Calc is not installed here; CI installs it")
    roadmap = planner.simulate(acme, draws=20)
    book = openpyxl.load_workbook(io.BytesIO(planner.pages(roadmap, "xlsx")[0]))
    sheet = book["Business case"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, 1 + heads.index("Lead, person-weeks")).value == 2
    sheet.cell(2, 1 + heads.index("Lead, person-weeks")).value = 4
    book.save(tmp_path / "changed.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "counted"), str(tmp_path / "changed.xlsx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    own, _given, *rows, _note = sheet_of((tmp_path / "counted" / "changed.xlsx").read_bytes())
    acme.write_text(ORGANISATION + CASE.replace("rate: 2", "rate: 4"), "utf-8")
    dearer = planner.simulate(acme, draws=20).case
    assert dict(zip(own, rows[-1], strict=True))["Present value"] == pytest.approx(dearer.value.likely, abs=0.02)
