"""The second opinion: it agrees with every plan that is made, and refuses what a fault in the planner would make of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.api.request import prepared
from planner.domain import calendar_rules
from planner.domain.calendar import Calendar
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.values import frozen_map
from planner.planning import pipeline, problem_builder, quarter_account, sequencing, solving, steps
from planner.planning.schedule import Plan
from planner.scheduling.problem import UNITS, Project
from planner.testing.random_cases import random_case
from planner.verification.recount import RefusedPlanError, recount

from conftest import EXAMPLES, SAMPLES

SEEDS = range(30)


def loaded(folder: Path, size: int, seed: int) -> planner.Loaded:
    journey, organisation = random_case(size, seed)
    (folder / "journey.json").write_text(json.dumps(journey), "utf-8")
    (folder / "organisation.json").write_text(json.dumps(organisation), "utf-8")
    return planner.load(folder / "organisation.json")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[planner.Loaded]:
    folder = tmp_path_factory.mktemp("cases")
    return [loaded(folder, 18 + seed % 22, seed) for seed in SEEDS]


def finished(case: planner.Loaded, sequencer: str = "list") -> Plan:
    return pipeline.finish(*prepared(case, {"sequencer": sequencer, "limits": planner.Limits(effort=5)}))


@pytest.mark.long
def test_the_cases_are_what_planning_is_about(cases):
    """The mix that every property is tried on: plans of ordinary size, short of people, with everything there is."""
    sizes, has = [], Counter[str]()
    for case in cases:
        plan, organisation = finished(case), case.organisation
        sizes.append(len(plan.starts))
        placed = [step for step in plan.steps if step.id in plan.starts]
        names = {step.capability.id for step in placed}
        needs = [need for c in names for need in case.journey.capabilities[c].needs]
        has["a role or the budget binds"] += any(
            plan.ledger.blocked(activity, week) is not None
            for activity in plan.project.activities
            if activity.id in plan.starts and activity.allowed
            for week in [max((plan.ledger.finish(n) for n in plan.needs[activity.id]), default=0)]
            if plan.starts[activity.id] > week and activity.allowed >> week & 1
        )
        has["alternatives"] += any(len(need.alternatives) > 1 for need in needs)
        has["modes"] += any(step.mode for step in placed)
        has["groups"] += any(case.journey.capabilities[c].group for c in names)
        has["grants"] += any(step.grants for step in placed)
        has["eased"] += any(step.eased for step in placed)
        has["slowed"] += any(step.dragged for step in placed)
        has["gates"] += any(case.journey.capabilities[c].gate for c in names)
        has["optional targets"] += any(target.optional for target in organisation.targets)
        has["dated targets"] += any(target.by for target in organisation.targets)
        has["weeks added"] += any(step.added_weeks for step in placed)
        has["under way"] += any(step.done is not None for step in placed)
        has["several units"] += organisation.units > 1
        has["fiscal years"] += organisation.fiscal_year_starts.month > 1
        has["fiscal years from within a month"] += organisation.fiscal_year_starts.day > 1
        has["rules of the journey"] += any(plan.graph.rule_needs.get(c) for c in names)
        has["lags"] += any(step.lags for step in placed)
        has["lead times"] += any(step.lead_time for step in placed)
        has["a limit of pace"] += bool(plan.project.at_once)
        has["a stage is waited for"] += any(step.waits for step in placed)
        has["units take so much"] += plan.project.at_once.get("*", 0) > 0
        has["somebody is absent"] += bool(plan.project.absent)
        has["own rules"] += bool(organisation.requirements)
        has["something does not fit"] += not pipeline.everything_fits(plan)
    assert sum(10 <= size <= 40 for size in sizes) >= 0.8 * len(sizes), sizes
    assert has["a role or the budget binds"] > 0.5 * len(cases), has
    rare = {what: count for what, count in has.items() if count < 0.1 * len(cases)}
    assert not rare


@pytest.mark.parametrize("name", SAMPLES)
def test_it_agrees_with_the_samples(name):
    planner.plan(EXAMPLES / f"{name}.yaml")


@pytest.mark.long
@settings(max_examples=20)
@given(st.integers(8, 40), st.integers(0, 2**32))
def test_it_agrees_with_every_plan(tmp_path_factory, size, seed):
    case = loaded(tmp_path_factory.getbasetemp(), size, seed)
    plan = finished(case)
    steps_of = tuple(solving.planned(s, plan.starts[s.id]) for s in plan.steps if s.id in plan.starts)
    assert recount(case.journey, plan.organisation, steps_of) == []


@pytest.mark.nightly
@pytest.mark.parametrize("sequencer", ["auto", "exact", "search"])
def test_it_agrees_whoever_made_the_plan(cases, sequencer):
    for case in cases[:6]:
        finished(case, sequencer)


@pytest.mark.long
def test_a_step_that_is_moved_lengthened_or_left_out_is_missed(cases):
    """Each plan is spoilt by hand, one step at a time."""
    missed = lost = 0
    for case in cases[:8]:
        plan = finished(case)
        good = [solving.planned(s, plan.starts[s.id]) for s in plan.steps if s.id in plan.starts]
        needed = {need for step in good for need in plan.needs[str(step)]}
        for i, step in enumerate(good):
            longer = [*good[:i], replace(step, finish=step.finish + 1), *good[i + 1 :]]
            assert recount(case.journey, case.organisation, tuple(longer)), f"{step} takes a week more"
            without = tuple(good[:i] + good[i + 1 :])
            if str(step) in needed:
                lost += 1
                missed += bool(recount(case.journey, case.organisation, without))
    assert missed > 0.8 * lost, "now and then an alternative is planned too, and does"


def _needs_without_the_last(self: CapabilityGraph, capability: Any, level: int) -> Any:
    return ORIGINAL_NEEDS(self, capability, level)[:-1]


def _needs_without_own_rules(self: CapabilityGraph, capability: Any, level: int) -> Any:
    bare = CapabilityGraph(self.journey, replace(self.organisation, requirements=()))
    return ORIGINAL_NEEDS(bare, capability, level)


def _account(**changes: Callable[[Any], Any]) -> Callable[..., Any]:
    def changed(*given: Any) -> Any:
        account = ORIGINAL_ACCOUNT(*given)
        return replace(account, **{name: change(getattr(account, name)) for name, change in changes.items()})

    return changed


def _twice(amounts: Any) -> Any:
    if amounts is None:
        return None
    if isinstance(amounts, tuple):
        return tuple(2 * amount for amount in amounts)
    return {role: tuple(2 * amount for amount in own) for role, own in amounts.items()}


ORIGINAL_NEEDS, ORIGINAL_ACCOUNT = CapabilityGraph.needs, quarter_account.quarter_account
ORIGINAL_AT_ONCE = problem_builder._at_once
MUTATIONS: dict[str, tuple[Any, str, Any, str]] = {
    "run load is forgotten": (Project, "_run", lambda *_: None, "is asked for"),
    "calendar rules are dropped": (
        problem_builder, "allowed_starts", lambda _rules, _weeks, horizon: (1 << horizon) - 1, "forbids",
    ),
    "added weeks are lost": (steps, "_added_weeks", lambda *_: 0, "weeks instead of"),
    "a prerequisite is lost": (CapabilityGraph, "needs", _needs_without_the_last, ", before "),
    "the organisation's rules are lost": (CapabilityGraph, "needs", _needs_without_own_rules, ", before "),
    "everything is eased": (steps, "_is_eased", lambda *_: True, "does not come first"),
    "today's run load is forgotten": (
        solving, "quarter_account", _account(binding_run=lambda own: {role: (0.0,) * len(a) for role, a in own.items()}),
        "is asked for",
    ),
    "handovers are lost": (solving, "quarter_account", _account(handovers=lambda _own: frozen_map()), "is asked for"),
    "money counts twice": (solving, "quarter_account", _account(budget=_twice), "thousand are spent"),
    "people count twice": (solving, "quarter_account", _account(capacity=_twice), "is asked for"),
    "no stage is waited for": (solving, "after_stages", lambda _graph, given: given, "is reached as"),
    "units take any number": (
        problem_builder, "_at_once", lambda *given: {k: n for k, n in ORIGINAL_AT_ONCE(*given).items() if k != UNITS},
        "every unit has",
    ),
    "nobody has to be there": (calendar_rules, "weeks_without", lambda *_: iter(()), "is under way without"),
    "part of a quarter is a whole one": (Calendar, "parts", property(lambda self: (1.0,) * self.quarters), "has"),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_fault_in_the_planner_is_refused(cases, monkeypatch, name):
    """With a fault in the code that makes plans, some plan is refused for what the fault does."""
    owner, attribute, mutant, words = MUTATIONS[name]
    monkeypatch.setattr(owner, attribute, mutant)
    monkeypatch.setattr(sequencing, "violations", lambda *_: [])  # the check of the sequencer's answer, which looks too
    assert any(words in one for one in _refusals(cases)), "no plan was refused"


def _refusals(cases: list[planner.Loaded]) -> Iterator[str]:
    for case in cases:
        try:
            finished(case)
        except RefusedPlanError as error:
            yield from error.broken
        except planner.PlannerError:
            pass  # a fault may also make a target unreachable


JOURNEY = """\
journey: j
name: J
stages: {s1: {name: S1}, s2: {name: S2}}
areas: {a: {name: A}}
roles: {x: {name: X}, y: {name: Y}, z: {name: Z}}
goals: {g: {name: G}}
capabilities:
  a1: {name: A1, stage: s1, area: a, owner: x, effort: 4, weeks: 4, value: {g: 3}}
  old: {name: Old, stage: s1, area: a, owner: x, effort: 4, weeks: 4, group: w, drag: {stage: s2, effort: 2, weeks: 2}}
  new: {name: New, stage: s1, area: a, owner: x, effort: 4, weeks: 4, group: w, cost: 100, value: {g: 5}}
  paper: {name: Paper, stage: s1, area: a, owner: x, effort: 4, weeks: 4, group: v, drag: {stage: s2, effort: 2, weeks: 3}}
  b1: {name: B1, stage: s2, area: a, owner: y, effort: 4, weeks: 4, value: {g: 3}}
  heavy: {name: Heavy, stage: s1, area: a, owner: x, effort: 4, weeks: 4, run: 5}
  hire: {name: Hire, stage: s1, area: a, owner: x, effort: 4, weeks: 4, run: 1, grants: {x: 3}}
  c1: {name: C1, stage: s1, area: a, owner: z, with: [x, y], effort: 1.03, weeks: 13, modes: {out: {name: Out, weeks: 2}}}
  c2: {name: C2, stage: s1, area: a, owner: z, with: [x, y], effort: 1.03, weeks: 13, eased_by: [c1]}
"""
HEAD = "organisation: o\njourney: j.yaml\nstart: 2027-01-01\nhorizon: 8\n"
FOUND = {
    "a replacement without room": "levels: {old: 2}\ntargets: {new: 2, b1: 2}\nbudget: 10\n",
    "two that slow one stage": "levels: {old: 2, paper: 2}\ntargets: {new: {level: 2, optional: true}, b1: 2}\n",
    "what slows cannot come": "targets: {old: 2, paper: 2, b1: 2}\n"
                              "calendar: [{name: late, earliest: 2035-01-01, for: {capabilities: [old]}}]\n",
    "a grant where there is too little": "levels: {heavy: 2}\ntargets: {hire: 2}\ncapacity: {x: {start: 20, 2027Q3: 1}}\n",
    "parts of many roles on one": "targets: {c1: 2, c2: 2}\ncapacity: {z: 2.056}\n"
                                  "handovers: [{role: x, to: z, from: 2027Q1}, {role: y, to: z, from: 2027Q1}]\n",
    "a launch rule with a first day": "targets: {a1: 2}\n"
                                      "calendar: [{name: r, blocks: launch, during: [2027Q3], earliest: 2027-03-01}]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_a_reviewer_found_refused(write, name):
    write("j.yaml", JOURNEY)
    assert planner.plan(write("o.yaml", HEAD + FOUND[name])) is not None


@pytest.mark.long
def test_the_bundled_journey_slows_while_the_replacement_does_not_fit(write):
    file = write("o.yaml", "organisation: o\nstart: 2027-01-01\nlevels: {split-charter: 2}\n"
                           "targets: {single-owner: {level: 2, by: 2027-02-01, hard: true}, social-care: 2}\n")  # fmt: skip
    roadmap = planner.plan(file)
    assert roadmap["social-care@2"].dragged == "split-charter"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mode": "zzz"}, "which there is not"),
        ({"mode": "out", "finish": 2}, "'own' is decided"),
        ({"eased": True, "finish": 12}, "which does not come first"),
    ],
)
def test_claims_of_a_plan_are_looked_at(write, changes, words):
    write("j.yaml", JOURNEY)
    name = "c2" if "eased" in changes else "c1"
    rest = "in_progress: {c2: {done: 0.0}}\n" if name == "c2" else "modes: {c1: own}\n"
    case = planner.load(write("o.yaml", HEAD + f"targets: {{{name}: 2}}\n" + rest))
    plan = finished(case)
    (step,) = [solving.planned(s, plan.starts[s.id]) for s in plan.steps if s.id in plan.starts]
    assert recount(case.journey, case.organisation, (step,)) == []
    assert words in " ".join(recount(case.journey, case.organisation, (replace(step, **changes),)))
