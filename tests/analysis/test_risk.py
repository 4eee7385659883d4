"""Risk: draws are reproducible, probabilities are probabilities, and capacity holds in every draw."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.analysis.resource_flow import waits
from planner.analysis.sampling import draw
from planner.analysis.simulation import criticality, run
from planner.domain.values import Estimate
from planner.i18n.translation import day
from planner.plugins import ODDS, Limits
from planner.plugins.registry import default_registry

from conftest import EXAMPLES
from small_projects import weekly_projects

BANK = EXAMPLES / "reches-bank.yaml"


@settings(max_examples=150)
@given(weekly_projects(), st.data())
def test_capacity_and_prerequisites_hold_whatever_the_durations_are(project, data):
    """Each week of each draw is counted."""
    priority = {a.id: float(a.weight) for a in project.activities}
    starts = default_registry().get("sequencers", "list").sequence(project, priority, Limits()).starts
    links = waits(project, starts)
    if not links:
        return
    by_id = {a.id: a for a in project.activities}
    place = {name: i for i, name in enumerate(links)}
    weeks = np.array([data.draw(st.lists(st.integers(1, 9), min_size=5, max_size=5)) for _ in links], dtype=np.float32)
    _began, finish = run(weeks, [[place[o] for o in own] for own in links.values()], [0.0] * len(links))
    begin = finish - weeks
    for name, i in place.items():
        for group in by_id[name].needs:
            assert (finish[place[group[0]]] <= begin[i] + 1e-3).all()
    for role, amounts in project.capacity.items():
        for week in range(int(finish.max())):
            busy = [(begin[i] <= week) & (week < finish[i]) for i in place.values()]
            use = sum(b * (by_id[n].work.get(role, 0) // by_id[n].duration) for n, b in zip(place, busy, strict=True))
            assert np.max(use) <= amounts[0]


def test_draws_follow_their_estimates_and_correlate_within_a_role():
    estimates = [Estimate(2, 4, 12)] * 3 + [Estimate(5, 5, 5)]
    weeks = draw(estimates, ["a", "a", "b", "b"], 40_000, 1, 0.6, "pert")
    assert (weeks[:3] >= 2).all()
    assert (weeks[:3] <= 12).all()
    assert (weeks[3] == 5).all()
    assert weeks[0].mean() == pytest.approx((2 + 4 * 4 + 12) / 6, rel=0.01)
    same, other = np.corrcoef(weeks[0], weeks[1])[0, 1], np.corrcoef(weeks[0], weeks[2])[0, 1]
    assert 0.5 < same < 0.65
    assert abs(other) < 0.03
    triangle = draw(estimates[:1], ["a"], 40_000, 1, 0.0, "triangular")
    assert triangle.mean() == pytest.approx((2 + 4 + 12) / 3, rel=0.01)


def test_the_criticality_index_by_hand():
    """Two chains of the same plan: in the first draw one sets the finish, in the second the other."""
    weeks = np.array([[3, 3], [5, 1], [1, 5]], dtype=np.float32)
    before = [[], [0], [0]]
    began, finish = run(weeks, before, [0, 0, 0])
    assert finish.tolist() == [[3, 3], [8, 4], [4, 8]]
    assert criticality(began, finish, before).tolist() == [1.0, 0.5, 0.5]


def test_risk_of_the_bank(run):
    first, second = (run("risk", BANK, "--json", "--draws", "3000").stdout for _ in range(2))
    assert first == second
    assert first != run("risk", BANK, "--json", "--draws", "3000", "--seed", "7").stdout
    data = json.loads(first)
    plan = planner.plan(BANK)
    assert data["finish"]["planned_week"] == plan.finish
    assert data["finish"]["p50_week"] <= data["finish"]["p80_week"]
    assert 0 < data["finish"]["on_time"] < 1
    assert {step["id"] for step in data["steps"]} == {p.id for p in plan.placements}
    assert all(0 <= step["criticality"] <= 1 for step in data["steps"])
    assert max(step["criticality"] for step in data["steps"]) > 0.5
    swings = [d["badly_week"] - d["well_week"] for d in data["drivers"]]
    assert swings == sorted(swings, reverse=True)
    text = run("risk", BANK, "--draws", "3000").stdout
    for week, said in re.findall(r"(?:P50|P80)\s+week\s+(\d+)\s+\(([^)]*)\)", text):
        assert " ".join(said.split()) == day(plan.calendar.last_day(int(week))), "a week and its day are one"
    assert "P50 week" in text
    assert "All estimates" in text.replace("\n  ", " ")


def test_events_and_deadlines_move_the_odds(tmp_path):
    text = BANK.read_text("utf-8")
    dated = tmp_path / "dated.yaml"
    dated.write_text(text.replace("  social-crm: 2", "  social-crm: {level: 2, by: 2029-12-31}"), "utf-8")
    calm = planner.simulate(dated, draws=4000).risk
    (deadline,) = [d for d in calm.deadlines if d.step == "social-crm@2"]
    assert 0.5 < deadline.probability <= 1
    stormy = tmp_path / "stormy.yaml"
    event = "\nrisks:\n  - {name: Supplier fails, probability: 0.5, adds_weeks: [10, 20, 30], for: {capabilities: [shared-toolset]}}\n"
    stormy.write_text(dated.read_text("utf-8") + event, "utf-8")
    hit = planner.simulate(stormy, draws=4000).risk
    (later,) = [d for d in hit.deadlines if d.step == "social-crm@2"]
    assert later.probability < deadline.probability - 0.2
    assert hit.finish.p80 > calm.finish.p80
    (driver,) = [d for d in hit.drivers if d.kind == "event"]
    assert driver.name == "Supplier fails"
    assert driver.swing > 3


def test_a_stage_has_its_odds_and_a_curve_that_goes_through_them():
    """The curve rises, passes its P50 and P80, and the plan's date lies on it where its odds say."""
    risk = planner.simulate(BANK, draws=3000).risk
    assert [stage.finish.name for stage in risk.stages] == ["Streamline"]
    for stage in risk.stages:
        known = [(part, week) for part, week in zip(ODDS, stage.curve, strict=True) if week is not None]
        assert [week for _part, week in known] == sorted(week for _part, week in known)
        assert dict(known)[0.5] == stage.finish.p50 and dict(known)[0.8] == stage.finish.p80
        before = max((part for part, week in known if week <= stage.finish.planned + 1e-3), default=0)
        assert before <= stage.on_time <= before + 0.02 + 1e-9
    whole = [week for week in risk.curve if week is not None]
    assert all(end >= reached for end, reached in zip(whole, risk.stages[-1].curve, strict=False) if reached)


def test_a_step_is_not_blamed_for_what_goes_with_it(write):
    """Two steps of one owner, drawn together, one of which has a year to spare: only the other moves the finish."""
    journey = PEOPLE % ("6", "3")
    journey = journey.replace("weeks: 10, value: {g: 5}", "weeks: [20, 24, 40], value: {g: 5}")
    write("j.yaml", journey.replace("weeks: 10, value: {g: 4}", "weeks: [2, 3, 5], value: {g: 4}"))
    text = "organisation: o\njourney: j.yaml\nstart: 2027-01-04\nhorizon: 12\ngoals: {g: 1}\n"
    file = write("o.yaml", f"{text}targets: {{aa: 2, bb: 2}}\ncapacity: {{r: 13, s: 5}}\n")
    risk = planner.simulate(file, draws=4000, correlation=0.9).risk
    swing = {driver.what: driver.swing for driver in risk.drivers}
    assert swing["aa@2"] > 5
    assert abs(swing["bb@2"]) < 0.5


def test_certain_durations_keep_the_plan():
    """Without uncertainty every draw is the plan itself: the calendar and the policy agree with the sequencer."""
    from dataclasses import replace

    loaded = planner.load(BANK)
    flat = {
        name: replace(
            c,
            duration_estimate=Estimate(*3 * (c.duration_estimate.likely,)),
            effort=Estimate(*3 * (c.effort.likely,)),
        )
        for name, c in loaded.journey.capabilities.items()
    }
    journey = replace(loaded.journey, capabilities=flat)
    risk = planner.simulate(replace(loaded, journey=journey), draws=50).risk
    assert risk.on_time == 1
    assert all(step.on_time == 1 for step in risk.steps)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--draws", "0"], "draws"),
        (["--correlation", "2"], "correlation"),
        (["--distribution", "normal"], "distribution"),
    ],
)
def test_bad_options_are_refused(options, words, run):
    result = run("risk", BANK, *options)
    assert result.exit_code == 2
    assert words in result.stderr


def test_faulty_events_are_refused_with_their_place(tmp_path, run):
    path = tmp_path / "o.yaml"
    path.write_text(
        BANK.read_text("utf-8")
        + "\nrisks:\n  - {name: x, probability: 3, adds_weeks: [5, 1, 2]}\n  - {name: y, probability: 0.1, adds_weeks: 1, for: {areas: [nowhere]}}\n"
    )
    result = run("risk", path)
    assert result.exit_code == 2
    for words in ("probability", "low, likely, high", "unknown area 'nowhere'"):
        assert words in result.stderr


def test_without_numpy_there_is_advice(monkeypatch, run):
    import sys

    monkeypatch.setitem(sys.modules, "numpy", None)
    for name in ("planner.analysis.sampling", "planner.analysis.simulation"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    result = run("risk", BANK)
    assert result.exit_code == 2
    assert "journey-planner[risk]" in result.stderr


RULED = """\
journey: j
name: J
stages: {one: {name: One}}
areas: {x: {name: X}}
roles: {r: {name: R}}
goals: {g: {name: G}}
capabilities:
  aa: {name: AA, stage: one, area: x, owner: r, effort: 4, weeks: [8, 10, 20], value: {g: 5}%s}
"""


def spread_of(write, rule: str, capability: str = "", level: int = 2) -> Any:
    """When AA is live, planned to be so as September 2027 ends."""
    write("j.yaml", RULED % capability)
    file = write("o.yaml", "organisation: o\njourney: j.yaml\nstart: 2027-07-19\nhorizon: 8\ngoals: {g: 1}\n"
                           f"targets: {{aa: {level}}}\n{rule}")  # fmt: skip
    risk = planner.simulate(file, draws=2000).risk
    (step,) = risk.steps
    return step


PEOPLE = """\
journey: j
name: J
stages: {one: {name: One}}
areas: {x: {name: X}}
roles: {r: {name: R}, s: {name: S}}
goals: {g: {name: G}}
capabilities:
  aa: {name: AA, stage: one, area: x, owner: r, effort: %s, weeks: 10, value: {g: 5}}
  bb: {name: BB, stage: one, area: x, owner: r, effort: 6, weeks: 10, value: {g: 4}}
  hire: {name: Hire, stage: one, area: x, owner: s, effort: 1, weeks: %s, grants: {r: 6}}
"""


def people(write, effort: str = "6", weeks: str = "3", targets: str = "{aa: 2, bb: 2}", r: int = 13) -> Any:
    write("j.yaml", PEOPLE % (effort, weeks))
    text = "organisation: o\njourney: j.yaml\nstart: 2027-01-04\nhorizon: 8\ngoals: {g: 1}\n"
    risk = planner.simulate(
        write("o.yaml", f"{text}targets: {targets}\ncapacity: {{r: {r}, s: 5}}\n"), draws=2000, correlation=0
    ).risk
    return {step.id: step for step in risk.steps}


def test_more_work_than_thought_takes_longer_where_people_have_no_more_time(write):
    """Thirteen person-weeks a quarter: two steps of six fit beside each other, a step of twelve beside one of six not."""
    sure, unsure = people(write), people(write, "[5, 6, 20]")
    assert sure["aa@2"].on_time == sure["bb@2"].on_time == 1
    assert sure["aa@2"].finish.planned == unsure["aa@2"].finish.planned == 10
    late = [unsure[step].finish.p80 for step in ("aa@2", "bb@2")]
    assert max(late) > 13, "the rest is done in the next quarter"


def test_who_is_hired_late_helps_late(write):
    """Without the six person-weeks that the hire grants, the second step has to wait for the next quarter."""
    wanted = "{aa: 2, bb: 2, hire: 2}"
    on_time, late = (people(write, weeks=weeks, targets=wanted, r=8) for weeks in ("3", "[3, 3, 30]"))
    assert on_time["bb@2"].finish.planned == late["bb@2"].finish.planned
    assert on_time["bb@2"].on_time == 1
    assert late["bb@2"].on_time < 0.9


def test_what_is_late_waits_for_the_end_of_a_freeze_of_launches(write):
    free = spread_of(write, "").finish
    frozen = spread_of(write, "calendar: [{name: Freeze, blocks: launch, during: [Q4]}]\n").finish
    assert free.planned == frozen.planned == 10
    assert 10 < free.p80 < 20
    assert frozen.p80_date == date(2028, 1, 2), "the last day before the first week of January"
    assert frozen.p50 >= free.p50


def test_what_is_late_waits_for_the_next_fiscal_year(write):
    """Planned for the first quarter of the fiscal year, July to September."""
    gated = spread_of(write, "fiscal_year_starts: 7\n", ", gate: fiscal-year").finish
    assert gated.planned == 10
    assert gated.p80_date >= date(2028, 6, 25)


def test_a_gate_is_on_going_live_alone(write):
    """From level 2 to 3 there is nothing to open: no draw waits for a year."""
    step = spread_of(write, "fiscal_year_starts: 7\nlevels: {aa: 2}\n", ", gate: fiscal-year", 3).finish
    assert step.planned < 30
    assert step.p80 < step.planned + 13


def test_work_rests_in_a_freeze(write):
    rested = spread_of(write, "calendar: [{name: Freeze, blocks: work, during: [Q4]}]\n").finish
    free = spread_of(write, "").finish
    assert rested.planned == 10
    assert rested.p80 == pytest.approx(free.p80 + 13, abs=1.1), "the thirteen weeks of the quarter on top"


def test_a_pin_and_a_date_that_must_be_kept_give_way_when_work_is_late(write):
    for rule in ("pins: {aa: 2027-07-19}\n", ""):
        target = "" if rule else "targets: {aa: {level: 2, by: 2027-10-03, hard: true}}\n"
        write("j.yaml", RULED % "")
        head = "organisation: o\njourney: j.yaml\nstart: 2027-07-19\nhorizon: 8\ngoals: {g: 1}\n"
        file = write("o.yaml", head + rule + (target or "targets: {aa: 2}\n"))
        assert planner.simulate(file, draws=500).risk.unfinished == 0


def test_what_a_rule_makes_wait_is_still_on_the_chain(write):
    """With work frozen for a quarter, each delay of what comes before counts as before, and more."""
    text = RULED.replace("%s}", "}\n  bb: {name: BB, stage: one, area: x, owner: r, effort: 4, weeks: 14, needs: [aa]}")
    write("j.yaml", text)
    head = "organisation: o\njourney: j.yaml\nstart: 2027-01-04\nhorizon: 8\ngoals: {g: 1}\ntargets: {bb: 2}\n"
    free = planner.simulate(write("free.yaml", head), draws=1000).risk
    rule = "calendar: [{name: Freeze, blocks: work, during: [Q4], for: {capabilities: [bb]}}]\n"
    frozen = planner.simulate(write("frozen.yaml", head + rule), draws=1000).risk
    over = "calendar: [{name: Past, earliest: 2027-01-05, for: {capabilities: [bb]}}]\n"
    past = planner.simulate(write("past.yaml", head + over), draws=1000).risk
    part = {risk: {step.id: step.criticality for step in risk.steps} for risk in (free, frozen, past)}
    assert part[free]["aa@2"] > 0.5
    assert part[frozen]["aa@2"] >= part[free]["aa@2"] - 0.01
    assert part[past] == part[free], "a rule that forbids nothing any more changes nothing"
    assert past.finish == free.finish
