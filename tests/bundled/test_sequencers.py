"""Sequencers: no bound above the optimum, no claim of a proof that is not one, against brute force."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.api.request import prepared
from planner.planning.pipeline import finish
from planner.planning.sequencing import make_proof
from planner.plugins import AIMS, FINISH, VALUE, WISHED, Limits
from planner.plugins.registry import default_registry
from planner.roadmap.proof import Proof, ProofPart
from planner.scheduling.activity import Activity, Extra
from planner.scheduling.feasibility import violations
from planner.scheduling.problem import Project

from conftest import EXAMPLES
from small_projects import best, needs_of, projects, weekly_projects

NAMES = ("auto", "exact", "search", "list")
LIMITS = Limits(effort=20)


@pytest.mark.nightly
@settings(max_examples=20)
@given(weekly_projects())
def test_bound_value_and_optimum_of_classic_instances(project):
    check_against_brute_force(project)


@pytest.mark.long
@settings(max_examples=100)
@given(projects())
def test_bound_value_and_optimum(project):
    check_against_brute_force(project)


@settings(max_examples=80)
@given(projects(choices=True).filter(lambda project: len(project.activities) <= 4))
def test_bound_value_and_optimum_with_choices(project):
    """Modes, any-of needs, exclusive groups and optional steps are the same engine with the same guarantees."""
    check_against_brute_force(project)


def check_against_brute_force(project: Project) -> None:
    optimum = best(project)
    priority = {a.step_id: float(a.weight) for a in project.activities}
    for name in NAMES:
        found = default_registry().get("sequencers", name).sequence(project, priority, LIMITS)
        assert violations(project, found.starts) == []
        assert found.bound <= optimum <= project.objective(found.starts), name
        if found.all_fit is not None:
            assert found.all_fit == (optimum[0] == 0)
        if name in ("auto", "exact"):
            assert project.objective(found.starts) == found.bound == optimum, "small projects are proved"


@pytest.mark.parametrize("name", ["auto", "exact", "search"])
def test_a_wish_delays_nothing_that_has_a_date(name):
    """Both ask for the whole of a quarter; the wish only finds room in the first."""
    dated = Activity("law", 4, {"a": 4}, 0, {}, {}, (), 0b11111, weight=1, due=4)
    wish = Activity("wish", 4, {"a": 4}, 0, {}, {}, (), 0b1, weight=9, wished=True)
    project = Project((dated, wish), (0, 4, 8), {"a": (4, 4)}, None, (), {})
    found = default_registry().get("sequencers", name).sequence(project, {"law": 1.0, "wish": 9.0}, LIMITS)
    assert found.starts == {"law": 0} and project.objective(found.starts)[:WISHED] == (0, 0)
    later = replace(project, activities=(replace(dated, due=8), wish))
    found = default_registry().get("sequencers", name).sequence(later, {"law": 1.0, "wish": 9.0}, LIMITS)
    assert found.starts == {"law": 4, "wish": 0}, "what is in time does not stand in its way"


@pytest.mark.parametrize("seed", range(150))
def test_a_wish_that_either_of_two_can_meet_is_proved_rightly(seed):
    """What excludes each other is solved case by case, and a case has fewer steps to weigh."""
    chance = Random(seed)

    def one(name: str, **more: Any) -> Activity:
        work = {chance.choice("ab"): chance.randint(1, 6)}
        needs = more.pop("needs", ())
        return Activity(
            name,
            chance.randint(1, 3),
            work,
            chance.randint(0, 4),
            {},
            {},
            needs,
            0b111111111,
            chance.randint(1, 9),
            **more,
        )

    activities = (
        one("A", asked=False), one("B", asked=False), one("W", needs=(("A", "B"),), wished=True),
        one("M", due=chance.choice([None, 6, 9])),
    )  # fmt: skip
    capacity = {"a": (chance.randint(2, 8),) * 3, "b": (chance.randint(2, 8),) * 3}
    aims = (chance.choice([VALUE, FINISH, {"cost": 1}]), VALUE)
    project = Project(activities, (0, 3, 6, 9), capacity, None, (), {}, (("A", "B"),), aims)
    optimum = best(project)
    for name in ("auto", "exact"):
        found = default_registry().get("sequencers", name).sequence(project, {a.id: 1.0 for a in activities}, LIMITS)
        assert found.bound <= optimum <= project.objective(found.starts), name
        assert found.stopped or project.objective(found.starts) == optimum, name


@pytest.mark.long
def test_no_order_is_said_to_fit_where_one_does():
    """Of the simplest sequencer, whose plans leave out more than they must."""
    chance, left = Random(3), 0
    for _number in range(200):
        activities = tuple(
            Activity(f"x{i}", chance.randint(1, 4), {"a": chance.randint(1, 6)}, 0, {}, {},
                     ((f"x{i - 1}",),) if i and chance.random() < 0.5 else (), 0b111111111, chance.randint(1, 9))
            for i in range(4)
        )  # fmt: skip
        capacity = {"a": tuple(chance.randint(2, 7) for _period in range(3))}
        project = Project(activities, (0, 3, 6, 9), capacity, None, (), {})
        found = default_registry().get("sequencers", "list").sequence(project, {a.id: 1.0 for a in activities}, LIMITS)
        if len(found.starts) < len(activities) and not best(project)[0]:
            left += 1
            assert make_proof(project, found).all_fit is not False
    assert left > 5, "cases in which it leaves out what fits"


@settings(max_examples=25)
@given(projects(), st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=2, unique=True))
def test_how_little_more_is_enough(project, keys):
    """Every number of units of up to two extras is tried."""
    extras = tuple(Extra(key, (2, 1, 3) if key else (1, 1, 1), 4, 3 if key else 1) for key in keys)
    project = replace(project, activities=tuple(replace(a, wished=False) for a in project.activities), extras=extras)
    enough = [
        sum(count * one.price for count, one in zip(counts, extras, strict=True))
        for counts in product(range(5), repeat=len(extras))
        if best(project.extended(dict(zip(keys, counts, strict=True))))[0] == 0
    ]
    priority = {a.step_id: float(a.weight) for a in project.activities}
    found = default_registry().get("sequencers", "auto").sequence(project, priority, LIMITS)
    if not enough:
        assert not found.starts and found.all_fit is False
        return
    assert sum(found.extra.get(one.what, 0) * one.price for one in extras) == min(enough)
    extended = project.extended(found.extra)
    assert violations(extended, found.starts) == [] and extended.objective(found.starts)[0] == 0


@settings(max_examples=100)
@given(st.data())
def test_one_team_is_solved_exactly(data):
    """Blocks and dynamic programming against every order of up to six activities."""
    count = data.draw(st.integers(1, 6))
    weeks = data.draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    horizon = sum(weeks)
    activities = tuple(
        Activity(f"x{i}", weeks[i], {"a": weeks[i]}, 0, {}, {}, data.draw(needs_of(i, False)), (1 << horizon) - 1, data.draw(st.integers(0, 9)))
        for i in range(count)
    )  # fmt: skip
    project = Project(activities, tuple(range(horizon + 1)), {"a": (1,) * horizon}, None, (), {})
    optimum = None
    for order in permutations(activities):
        ends: dict[str, int] = {}
        for activity in order:
            if all(need in ends for (need,) in activity.needs):
                ends[activity.id] = sum(activity.duration for activity in order[: len(ends)]) + activity.duration
        if len(ends) == count:
            cost = sum(a.weight * ends[a.id] for a in activities)
            optimum = cost if optimum is None else min(optimum, cost)
    found = default_registry().get("sequencers", "auto").sequence(project, {a.id: 1.0 for a in activities}, LIMITS)
    assert violations(project, found.starts) == []
    assert found.bound == project.objective(found.starts) == (0, 0, 0, optimum)


@pytest.mark.parametrize("name", ["reches-bank", "five-minutes"])
def test_the_samples_are_proved_optimal(name):
    roadmap = planner.plan(EXAMPLES / f"{name}.yaml")
    assert roadmap.proof.optimal
    assert roadmap.proof.say() == "proved optimal: no order of these steps delivers their value earlier"


@pytest.mark.long
def test_what_cannot_fit_is_proved():
    roadmap = planner.plan(EXAMPLES / "tamuzia-home.yaml")
    assert roadmap.proof.all_fit is False
    assert roadmap.proof.optimal


@pytest.mark.long
def test_no_sequencer_beats_the_proof_and_the_earliest_finish_is_no_later():
    plans = {name: planner.plan(EXAMPLES / "reches-bank.yaml", sequencer=name) for name in NAMES}
    assert plans["auto"].proof.value == plans["exact"].proof.value
    assert all(plan.proof.value >= plans["exact"].proof.value for plan in plans.values())
    assert all(plan.proof.bound <= plans["exact"].proof.value for plan in plans.values())
    assert planner.plan(EXAMPLES / "reches-bank.yaml", objective="finish").finish <= plans["auto"].finish


@pytest.mark.long
def test_a_good_order_is_found_before_it_is_proved():
    alder = EXAMPLES / "alder-outdoor.yaml"
    quick, proved = planner.plan(alder, limits=Limits(gap=0.25)), planner.plan(alder)
    assert proved.proof.optimal
    assert not quick.proof.optimal
    assert quick.proof.value <= 1.01 * proved.proof.value


def test_what_a_plan_is_at_most_from_the_best_is_rounded_up():
    proof = Proof((ProofPart("value", 10241, 10000),), 0.0241, all_fit=True, stopped=True)
    assert "at most 2.5 %" in proof.say()
    assert "at most 2.4 %" in replace(proof, gap=0.024).say()


@pytest.mark.long
def test_without_a_solver_a_plan_still_comes_out(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pumpkin_solver", None)
    monkeypatch.setitem(sys.modules, "ortools", None)
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml")
    assert roadmap.complete
    assert not roadmap.proof.optimal
    assert "from the best possible order" in roadmap.proof.say()
    with pytest.raises(planner.MissingError, match="ortools"):
        planner.plan(EXAMPLES / "reches-bank.yaml", sequencer="exact")


def test_the_command_line_states_the_proof_and_takes_limits(run):
    bank = EXAMPLES / "reches-bank.yaml"
    assert "proved optimal" in run("roadmap", bank, "-o", "x.svg").stdout
    assert "at most" in run("roadmap", bank, "--sequencer", "list", "-o", "x.svg").stdout
    small = EXAMPLES / "five-minutes.yaml"
    first, second = (run("roadmap", small, "--sequencer", "search", "--seed", "7", "--json").stdout for _ in range(2))
    assert first == second
    assert run("roadmap", bank, "--time-limit", "0").exit_code == 2
    assert run("roadmap", bank, "--gap", "2").exit_code == 2
    assert (
        run(
            "roadmap", bank, "--objective", "finish", "--time-limit", "5", "--gap", "0.1", "-q", "-o", "x.svg"
        ).exit_code
        == 0
    )


@pytest.mark.long
def test_the_same_plan_whatever_the_clock_says():
    """Work is counted: neither a machine that is busy nor more time changes a plan or what is claimed of it."""
    file = EXAMPLES / "alder-outdoor.yaml"
    plans = [planner.plan(file, limits=Limits(effort=0.6, seconds=seconds)) for seconds in (60.0, 1000.0)]
    told = [(plan.placements, plan.proof.say(), [one.text for one in plan.repairs]) for plan in plans]
    assert told[0] == told[1]


@pytest.mark.long
def test_a_large_plan_by_quarter_is_known_to_be_good():
    """Units that share what there is, too many for a proof: how far from the best is added up from prices."""
    spec = importlib.util.spec_from_file_location("large", Path(__file__).parents[2] / "benchmarks" / "large.py")
    assert spec is not None and spec.loader is not None
    large = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(large)
    plan = finish(*prepared(planner.load(large.SAMPLE, overrides={"horizon": 24}), {"sequencer": "list"}))
    project = large.many(plan.whole, 4)
    priority = {step: plan.card.priority.get(step.partition(".")[2], 1.0) for step in project.steps}
    found = default_registry().get("sequencers", "auto").sequence(project, priority, Limits(effort=2))
    objective = project.objective(found.starts)
    assert violations(project, found.starts) == []
    assert objective[0] == 0 == found.bound[0] and objective[1] >= found.bound[1]
    assert 0.9 * objective[AIMS] < found.bound[AIMS] < objective[AIMS]
    assert found.stopped
