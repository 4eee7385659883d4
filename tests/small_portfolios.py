"""Small portfolios: organisations with two steps each, written as files, and one model of the whole to compare with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

import planner

WEEKS = 13
"""What each of the steps takes; and as many person-weeks of the team, or, in ``PAID``, two thousand a week."""

JOURNEY = """\
journey: short
name: A short journey
language: en
policy: {changes_at_once: 0}
stages:
  first: {name: First, reached_when: [{at_least: 1, level: 2, of: [a]}]}
areas: {work: {name: Work}}
roles: {team: {name: Shared team}, own: {name: Own people}}
goals: {growth: {name: Growth}}
capabilities:
  a: {name: Ask, stage: first, area: work, owner: team, effort: 13, weeks: 13, value: {growth: 4}}
  b: {name: Build, stage: first, area: work, owner: team, effort: 13, weeks: 13, value: {growth: 2}}
  c: {name: Care, stage: first, area: work, owner: own, effort: 1, weeks: 2, value: {growth: 1}}
"""

PAID = JOURNEY.replace("owner: team, effort: 13, weeks: 13", "owner: own, effort: 1, weeks: 13, cost: C1").replace(
    "capabilities:", "cost_classes: {C0: [0, 0, 0], C1: [26, 26, 26]}\ncapabilities:"
)
"""The same with steps that take money in place of the shared team."""


def made(folder: Path, members: dict[str, dict[str, Any]], shared: Any, journey: str = JOURNEY, **more: Any) -> Path:
    """A portfolio's file; ``members``: by id, what its entry says and, under ``own``, what its document does."""
    (folder / "short.yaml").write_text(journey, "utf-8")
    entries = []
    for name, entry in members.items():
        own = {
            "organisation": name, "name": f"{name.upper()} Ltd", "journey": "short.yaml", "start": "2027-01-01",
            "horizon": 8, "targets": {"a": 2, "b": 2}, "pace": {"leads_at_once": 9},
        } | entry.get("own", {})  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(own), "utf-8")
        entries.append({"file": f"{name}.json"} | {k: v for k, v in entry.items() if k != "own"})
    file = folder / "portfolio.json"
    common = {"shared": shared} if shared else {}
    file.write_text(json.dumps({"portfolio": "all", "members": entries} | common | more), "utf-8")
    return file


def starts(found: planner.PortfolioRoadmap) -> dict[str, dict[str, int]]:
    return {one.id: {step.capability: step.start for step in one.roadmap.placements} for one in found.members}


def monolith(weights: Sequence[int], there: Sequence[float], begins: tuple[int, ...], carries: bool = False) -> int:
    """The least sum of weight x value x finish of all members' steps in one model: one unit of what is shared in each
    of their weeks, and so many in each quarter.

    Args:
        begins: first week of each quarter, and the end of the last one.
        carries: what is left of a quarter may be used later.
    """
    model, terms, load = cp_model.CpModel(), [], [[] for _quarter in begins[1:]]
    for weight in weights:
        for value in (4, 2):
            begin = [model.new_bool_var("") for _week in range(begins[-1] - WEEKS + 1)]
            model.add_exactly_one(begin)
            terms += [weight * value * (week + WEEKS) * literal for week, literal in enumerate(begin)]
            for week, literal in enumerate(begin):
                for own, first, end in zip(load, begins, begins[1:], strict=False):
                    inside = max(0, min(week + WEEKS, end) - max(week, first))
                    if inside:
                        own.append(inside * literal)
    for quarter in range(len(load)):
        first = 0 if carries else quarter
        model.add(
            sum(term for own in load[first : quarter + 1] for term in own) <= int(sum(there[first : quarter + 1]))
        )
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)
