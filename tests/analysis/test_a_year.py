"""A year of a retailer: three respondents in two rounds, marks, figures and replans; every figure that is reported is
counted again here from the files alone, by code that shares nothing with the planner's."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
import yaml

RETAILER = """\
organisation: nordkant
name: Nordkant Märkte
about: Invented retailer of 900 stores in three countries
fictional: true
start: 2027-01-01
horizon: 14
staff: 21000
units: 3
regions: [eu]
traits: [consumers]
goals: {service-cost: 3, community: 2}
target_stage: streamline
capacity: {mkt: 26, pr: 14, svc: 20, exec: 10, legal: 10, it: 16, hr: 12, social: 24, bu: 10, ops: 12, prod: 8, sales: 12}
budget: 120
case: {rate: 2, discount: 6, benefits: {service-cost: {a_year: [300, 500, 700]}}}
kpis:
  first-reply: {moved_by: conversation-handling, name: time to a first reply, baseline: {value: 20, on: 2026-12-01}, target: {value: 6, by: 2028-03-31}}
levels: {}
"""
QUICK = ("--sequencer", "list", "--effort", "0.2")
SAID = {
    "Ann": {"basic-presence": 2, "publishing-process": 1, "house-rules": 1, "reach-reporting": 2},
    "Ben": {"basic-presence": 2, "publishing-process": 2, "house-rules": 0},
    "Eva": {"basic-presence": 1, "reach-reporting": 2},
}
MONTHS = [date(2027, month, 1) for month in range(2, 13)] + [date(2028, 1, 1)]


def form_of(source: Path, levels: dict[str, int], by: str, on: date, target: Path) -> None:
    """A form as a respondent fills it in."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            level = levels.get(row[0].value)
            row[4].value = None
            if level is not None and row[1].value <= level + 1:
                row[4].value = "yes" if row[1].value <= level else "no"
                row[6].value, row[7].value = by, on
    book.save(target)


def respond(run, file: Path, on: date, said: dict[str, dict[str, int]]) -> None:
    run("assess", "form", file, "-o", f"form-{on}.xlsx")
    names = []
    for by, levels in said.items():
        form_of(Path(f"form-{on}.xlsx"), levels, by, on, Path(f"{by}-{on}.xlsx"))
        names.append(f"{by}-{on}.xlsx")
    result = run("assess", "read", *names, "--into", file)
    assert result.exit_code in (0, 1), result.stderr


def workdays(baseline: dict, levels: dict, today: date) -> Iterator[tuple[dict, float, float]]:
    """(step, part that should be done, part that is) of each step of the plan in force."""
    for step in baseline["steps"]:
        first, last = (date.fromisoformat(step[key]) for key in ("start_date", "end_date"))
        wanted = min(1.0, max(0.0, (today - first).days / ((last - first).days + 1)))
        stated = levels.get(step["capability"], 0)
        level, on = (stated["level"], stated.get("on")) if isinstance(stated, dict) else (stated, None)
        there = level >= step["to_level"] and not (on and date.fromisoformat(str(on)) > today)
        yield step, wanted, float(there)


def check_month(run, file: Path, today: date) -> None:
    """Status and track of a day against the files of that day."""
    text = yaml.safe_load(file.read_text("utf-8"))
    baseline = json.loads(file.with_name("nordkant.baseline.json").read_text("utf-8"))
    status = json.loads(run("status", file, "--today", today, "--keep", "--json", "-o", "month.json", *QUICK).stdout)
    check_lights(status, json.loads(Path("month.json").read_text("utf-8")), baseline)
    track = json.loads(run("track", file, "--today", today, "--json", *QUICK).stdout)
    every = list(workdays(baseline, text["levels"], today))
    whole = sum(step["effort"] for step, _wanted, _done in every)
    assert track["planned"] == pytest.approx(
        sum(step["effort"] * wanted for step, wanted, _ in every) / whole, abs=1e-5
    )
    assert track["earned"] == pytest.approx(sum(step["effort"] * done for step, _, done in every) / whole, abs=1e-5)
    stated = {name: one["level"] if isinstance(one, dict) else one for name, one in text["levels"].items()}
    before = {one["id"] for one in baseline["finished"] if stated[one["capability"]] >= one["to_level"]}
    assert {one["id"] for one in status["done"]} == before | {step["id"] for step, _wanted, done in every if done}
    for stage in status["stages"]:
        weeks = [
            one["week"]
            for one in baseline["milestones"]
            if one["stage"] == ("channels", "streamline", "native")[stage["number"] - 1]
        ]
        if weeks and stage["committed"]:
            first = date.fromisoformat(baseline["start"]) + timedelta(weeks=min(weeks), days=-1)
            assert date.fromisoformat(stage["committed"]) <= first
    (track_kpi,) = track["kpis"]
    actuals = {str(day): value for day, value in (text["kpis"]["first-reply"].get("actuals") or {}).items()}
    assert {one["day"]: one["value"] for one in track_kpi["actuals"]} == actuals


def check_lights(status: dict, plan: dict, baseline: dict) -> None:
    """Money, people and law, from the plan made that day and the one in force; what is planned adds up to its steps."""
    said = {light["id"]: (light["state"], light["value"]) for light in status["lights"]}
    spend = sum(one["spend"] for one in plan["budget"])
    assert spend == pytest.approx(sum(step["cost"] for step in plan["steps"]), abs=0.1)
    year = [one for one in plan["budget"] if one["quarter"][:4] == plan["start"][:4]]
    spent, given = sum(one["spend"] for one in year), sum(one["budget"] for one in year)
    assert said["money"][1].startswith(f"{spent:.0f} of {given:.0f} thousand")
    assert said["money"][0] == ("green" if spent <= given + 0.05 else "amber" if spent <= 1.05 * given else "red")
    work = sum(one["work"] for one in plan["capacity"])
    assert work == pytest.approx(sum(step["effort"] for step in plan["steps"]), rel=0.02)
    soon = {one["label"] for one in plan["quarters"][:2]}
    fullest = max(
        (one["run"] + one["work"]) / one["capacity"]
        for one in plan["capacity"] if one["quarter"] in soon and one["capacity"]
    )  # fmt: skip
    assert f" at {round(100 * fullest)} % " in said["people"][1]
    promised = {one["id"]: one["day"] or "9" for one in baseline["obligations"]}
    late = [one for one in plan["obligations"] if one["status"] == "late"]
    slips = [one for one in late if one["day"] > promised.get(one["id"], "9")]
    missing = [one for one in plan["obligations"] if one["status"] == "not-planned"]
    settled = [one for one in plan["obligations"] if one["status"] in ("in-place", "in-time", "late", "not-planned")]
    assert said["law"][0] == ("red" if missing or slips else "amber" if late else "green" if settled else "none")


@pytest.mark.long
def test_a_year_of_the_retailer(run, write, tmp_path, monkeypatch):
    file = write("nordkant.yaml", RETAILER)
    monkeypatch.setenv("PLANNER_TODAY", "2026-12-15")
    respond(run, file, date(2026, 12, 10), SAID)
    assert run("baseline", file, "--by", "CMO", *QUICK).exit_code == 0
    seen, decided, known = {}, 1, set[str]()
    for number, today in enumerate(MONTHS):
        monkeypatch.setenv("PLANNER_TODAY", today.isoformat())
        baseline = json.loads((tmp_path / "nordkant.baseline.json").read_text("utf-8"))
        due = [step for step in baseline["steps"] if step["end_date"] < today.isoformat()][: 2 + number % 3]
        for step in due:
            on = max(step["end_date"], (today - timedelta(days=20)).isoformat())
            marked = run("mark", step["capability"], "done", file, "--level", step["to_level"], "--on", on, "--by", "PMO",
                         "--effort", round(1.1 * step["effort"], 2))  # fmt: skip
            assert marked.exit_code == 0, marked.stderr
            known.add(step["id"])
        write("numbers.csv", f"kpi,date,value\nfirst-reply,{today},{20 - number}\n")
        assert json.loads(run("kpis", file, "--read", "numbers.csv", "--json").stdout)["written"]
        check_month(run, file, today)
        if number % 3 == 2:
            replanned = run(
                "replan", file, "--today", today, "--accept", "--because", f"quarter {number}", "--by", "PMO", *QUICK
            )
            assert replanned.exit_code in (0, 1), replanned.stderr
            decided += 1
        if number == 5:
            second = {by: {name: level + (by == "Ann") for name, level in own.items()} for by, own in SAID.items()}
            respond(run, file, today, second)
        plan = json.loads(run("roadmap", file, "--json", "-q", *QUICK).stdout)
        shown = {one["id"]: one["number"] for one in (*plan["steps"], *plan["finished"])}
        assert all(shown[name] == number for name, number in seen.items() if name in shown), "numbers stay"
        assert known <= {one["id"] for one in plan["finished"]} | {one["id"] for one in plan["steps"]}
        seen |= shown
    assert len(known) > 8, "a year of work"
    log = yaml.safe_load((tmp_path / "nordkant.decisions.yaml").read_text("utf-8"))["decisions"]
    assert len(log) == decided and [one["what"] for one in log] == ["baseline"] + ["replanned"] * (decided - 1)
    kept = json.loads((tmp_path / "nordkant.status.json").read_text("utf-8"))["statuses"]
    assert [one["today"] for one in kept] == [day.isoformat() for day in MONTHS]
    rows = list(csv.DictReader((tmp_path / "nordkant.answers.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 2 * sum(map(len, SAID.values())), "what each respondent said, in both rounds"
    check_case(run, file)


def check_case(run, file: Path) -> None:
    """Spend outside and people's cost by the plan's own dates, counted from the steps."""
    plan = json.loads(run("roadmap", file, "--json", "-q", *QUICK).stdout)
    case = json.loads(run("case", file, "--draws", "50", "--json", *QUICK).stdout)
    outside = sum(quarter["outside"] for quarter in case["quarters"])
    build = sum(amount for quarter in case["quarters"] for amount in quarter["build"].values())
    assert outside == pytest.approx(sum(step["cost"] for step in plan["steps"]), abs=0.1)
    assert build == pytest.approx(sum(step["effort"] for step in plan["steps"]), rel=0.02)
    assert case["rates"] and all(rate == 2 for rate in case["rates"].values() if rate is not None)
