"""What a plan's proof exports: whoever made the prices, what they add up to is never above any plan."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import planner
from planner.planning.certificate import certificate
from planner.plugins import AIMS, VALUE, Limits, Prices, Project
from planner.plugins.registry import default_registry
from planner.testing.random_cases import random_case
from planner.verification import certificate as alone
from planner.verification.certificate import UNIT, lower_bound

from conftest import EXAMPLES, execute
from small_projects import best, projects

BANK = EXAMPLES / "reches-bank.yaml"


@st.composite
def priced(draw: st.DrawFn) -> tuple[Project, Prices]:
    """A small problem and prices that nobody has thought about."""
    project = replace(draw(projects(choices=draw(st.booleans()))), aims=(VALUE,), extras=())
    assume(len(project.activities) <= 4)
    price = st.floats(0, 9)
    cells = {(role, period): draw(price) for role in ("a", "b", "") for period in range(3)}
    at_once = {(name, week): draw(price) for name in project.at_once for week in range(9)}
    pushes, used = [], set[str]()
    for step, modes in project.steps.items():
        for group in sorted(set.intersection(*({*a.needs} for a in modes))):
            if len(group) == 1 or not used & {*group}:
                pushes.append((group, step, draw(price)))
                used |= {*group} if len(group) > 1 else set()
    return project, Prices(cells, at_once, tuple(pushes))


@settings(max_examples=80)
@given(priced())
def test_no_plan_is_below_what_any_prices_add_up_to(case):
    project, prices = case
    optimum = best(project)
    everything, best_one = project.nothing, optimum  # for any plan, and for those that leave out no more than the best
    for objective in (everything, best_one):
        assert lower_bound(certificate(project, prices, objective)) <= optimum[AIMS]


@settings(max_examples=60)
@given(projects(choices=True).filter(lambda project: len(project.activities) <= 4 and project.aims[0] == VALUE))
def test_a_sequencers_prices_say_what_it_says(project):
    """The bound that the compiled search finds is the one that its prices add up to, to a part in a thousand."""
    limits = Limits(effort=5, certify=True)
    found = default_registry().get("sequencers", "auto").sequence(
        project, {a.step_id: float(a.weight) for a in project.activities}, limits
    )  # fmt: skip
    assume(found.prices is not None)
    optimum = best(project)
    assert lower_bound(certificate(project, found.prices, optimum)) <= optimum[AIMS]


@pytest.mark.long
@pytest.mark.parametrize("sample", ["reches-bank", "alder-outdoor"])
def test_samples_are_confirmed_within_a_few_percent(run, tmp_path, sample):
    plan, sheet = tmp_path / "plan.json", tmp_path / "certificate.json"
    file = EXAMPLES / f"{sample}.yaml"
    plan.write_text(run("roadmap", file, "--json").stdout, "utf-8")
    result = run("verify", plan, file, "-o", sheet)
    assert result.exit_code == 0
    assert "all hold" in " ".join(result.stdout.split())
    found = planner.verify(plan, file)
    assert found.holds and found.optimal and 0 < found.gap < 0.06
    added_up = execute(sys.executable, "-I", "-S", Path(alone.__file__), sheet, cwd=tmp_path)
    assert int(added_up) == found.bound <= found.value


def changed(step: dict[str, object]) -> None:
    step["start_week"] = int(str(step["start_week"])) - 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plan: changed(plan["steps"][8]), "does not hold"),
        (lambda plan: plan["steps"].pop(), "when planned again"),
        (lambda plan: plan["steps"][3].update(start_date="2031-01-01", end_date="2031-02-01"), "is dated"),
        (lambda plan: plan["proof"].update(text="proved optimal: nothing is better"), "it is claimed"),
        (lambda plan: plan["steps"][2].update(capability="no-such"), "not in the journey"),
    ],
    ids=["a week", "a step", "a date", "a claim", "a capability"],
)
def test_what_somebody_has_changed_is_found(run, tmp_path, change, words):
    data = json.loads(run("roadmap", BANK, "--json").stdout)
    change(data)
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(data), "utf-8")
    result = run("verify", plan, BANK)
    assert result.exit_code == 1
    assert words in " ".join(result.stdout.split())
    assert "Confirmed" not in result.stdout


def test_a_plan_of_something_else_is_refused(run, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(run("roadmap", BANK, "--json").stdout, "utf-8")
    other = run("verify", plan, EXAMPLES / "alder-outdoor.yaml")
    assert (other.exit_code, "not of “alder-outdoor”" in other.stderr) == (2, True)
    none = run("verify", BANK, BANK)
    assert (none.exit_code, "no JSON export" in none.stderr) == (2, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sheet: sheet["cells"][0].update(price=-1), "whole number from 0 on"),
        (lambda sheet: sheet["cells"][0].update(price=0.5), "whole number from 0 on"),
        (lambda sheet: sheet["pushes"].append({"any_of": ["x0"], "step": "x0", "push": UNIT}), "does not need"),
    ],
)
def test_what_would_be_no_bound_is_refused(change, words):
    sheet = {
        "nothing": 9, "horizon": 3, "cells": [{"name": "a 0", "left": 1, "price": 0}], "pushes": [],
        "steps": [{"id": "x0", "must": True, "ways": [{"weeks": 1, "needs": [], "starts": [[0, -2, [[0, 1]]]]}]}],
    }  # fmt: skip
    assert lower_bound(sheet) == 7
    change(sheet)
    with pytest.raises(ValueError, match=words):
        lower_bound(sheet)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=pytest.mark.nightly if seed > 2 else pytest.mark.long if seed else ())
        for seed in range(8)
    ],
)
def test_random_plans_are_confirmed_from_their_exports(tmp_path, seed):
    """With modes, hand-overs, risks, what does not fit and what is late: the export says all that a recount needs."""
    journey, organisation = random_case(14 + seed, seed)
    (tmp_path / "journey.json").write_text(json.dumps(journey), "utf-8")
    file = tmp_path / "organisation.json"
    file.write_text(json.dumps(organisation), "utf-8")
    limits = Limits(effort=1)
    planner.export(planner.plan(file, limits=limits), tmp_path / "plan.json")
    found = planner.verify(tmp_path / "plan.json", file, limits=limits)
    assert found.holds, (found.broken, found.differs)
    assert found.bound is None or found.bound <= found.value
