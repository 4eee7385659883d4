"""Portfolios against one model of the whole: organisations that share a team, planned by the product and by a
monolithic CP-SAT model of start weeks, in the same CPU time.

    python benchmarks/portfolio.py [SEEDS] [--members 6] [--steps 12] [--tight 0.6] [--jobs 1] [--no-model] [--runners]

Each member has its own random journey of steps with prerequisites; half of them are work of the shared team, which has
``--tight`` of the most that the members would ask of it in a quarter if each were alone. Prints the value of both (the
less, the better), the ratio, what each proves, and the CPU seconds (with ``--jobs``: seconds on the clock, which the
model then has as well). ``--no-model`` leaves the model out, which takes too much memory for a hundred members.
``--runners`` plans each portfolio in one process, in two, and on Dask with one worker and with two, side by side in one
run, and prints seconds on the clock as a part of one Dask worker's, and whether the plans are the same. Of several
numbers of ``--members`` the time of the largest is printed as a part of that of the smallest.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from ortools.sat.python import cp_model

import planner
from planner.plugins import Limits

STEPS: dict[str, Any] = {
    "journey": "chain", "name": "Chain", "language": "en", "policy": {"changes_at_once": 0},
    "areas": {"work": {"name": "Work"}}, "roles": {"team": {"name": "Shared team"}, "own": {"name": "Own people"}},
    "goals": {"growth": {"name": "Growth"}},
}  # fmt: skip
QUARTERS = 16


def journey(random: Random, steps: int) -> dict[str, Any]:
    capabilities: dict[str, Any] = {}
    for i in range(steps):
        weeks = random.randint(3, 13)
        needs = sorted({f"s{random.randrange(i)}" for _need in range(random.choice((0, 1, 1, 2)))} if i else ())
        capabilities[f"s{i}"] = {
            "name": f"Step {i}", "stage": "all", "area": "work", "owner": random.choice(("team", "own")),
            "effort": weeks * random.choice((0.5, 1, 2)), "weeks": weeks, "value": {"growth": random.randint(1, 5)},
        } | ({"needs": needs} if needs else {})  # fmt: skip
    stages = {"all": {"name": "All", "reached_when": [{"at_least": 1, "level": 2, "of": ["s0"]}]}}
    return {**STEPS, "stages": stages, "capabilities": capabilities}


def monolith(journeys: list[dict[str, Any]], team: float, begins: tuple[int, ...], seconds: float) -> tuple[int, int]:
    """(value, bound) of one model with a literal for each step and start week."""
    model, terms = cp_model.CpModel(), []
    load: list[list[Any]] = [[] for _quarter in begins[1:]]
    for own in journeys:
        ends: dict[str, Any] = {}
        for name, one in own["capabilities"].items():
            weeks = one["weeks"]
            literals = [model.new_bool_var("") for _week in range(begins[-1] - weeks + 1)]
            model.add_exactly_one(literals)
            start = sum(week * literal for week, literal in enumerate(literals))
            for need in one.get("needs", ()):
                model.add(start >= ends[need])
            ends[name] = start + weeks
            terms.append(one["value"]["growth"] * (start + weeks))
            if one["owner"] == "team":
                each = round(1000 * one["effort"] / weeks)
                for week, literal in enumerate(literals):
                    for cell, first, end in zip(load, begins, begins[1:], strict=False):
                        inside = max(0, min(week + weeks, end) - max(week, first))
                        if inside:
                            cell.append(each * inside * literal)
    for cell in load:
        model.add(sum(cell) <= round(1000 * team))
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return round(solver.objective_value) if found else -1, round(solver.best_objective_bound)


def value_of(found: planner.PortfolioRoadmap, journeys: list[dict[str, Any]]) -> int:
    pairs = zip(found.members, journeys, strict=True)
    return sum(
        own["capabilities"][step.capability]["value"]["growth"] * step.finish
        for one, own in pairs
        for step in one.roadmap.placements
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", type=int, default=5)
    parser.add_argument("--members", type=int, nargs="+", default=[6])
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--tight", type=float, default=0.6)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--runners", action="store_true")
    given = parser.parse_args()
    print(f"{'seed':>4} {'product':>9} {'gap':>7} {'CPU s':>6}   {'monolith':>9} {'gap':>7}   ratio")
    took = {members: sum(one(seed, members, given) for seed in range(given.seeds)) for members in given.members}
    least, most = min(took), max(took)
    if most > least:
        print(f"{most} members took {took[most] / max(took[least], 1e-9):.1f} times as long as {least}", flush=True)


def one(seed: int, members: int, given: argparse.Namespace) -> float:
    """Plans a portfolio and prints a row; returns the seconds it took."""
    random, journeys = Random(seed), []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(members):
            journeys.append(journey(random, given.steps))
            Path(folder, f"j{i}.json").write_text(json.dumps(journeys[-1]), "utf-8")
            organisation = {
                "organisation": f"m{i}", "journey": f"j{i}.json", "start": "2027-01-01", "horizon": QUARTERS,
                "targets": dict.fromkeys(journeys[-1]["capabilities"], 2), "pace": {"leads_at_once": 99},
            }  # fmt: skip
            Path(folder, f"m{i}.json").write_text(json.dumps(organisation), "utf-8")
        document = {"portfolio": "made", "members": [f"m{i}.json" for i in range(members)]}
        team = max(given.tight * _most_asked(_written(folder, document, 1e6), given.jobs), 26)
        if given.runners:
            runners(_written(folder, document, team))
            return 0.0
        clock = time.process_time if given.jobs == 1 else time.perf_counter
        began = clock()
        found = planner.plan_portfolio(_written(folder, document, team), jobs=given.jobs)
        seconds = clock() - began
    value = value_of(found, journeys)
    gap = "?" if found.gap is None else f"{100 * found.gap:.2f} %"
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    said = f"{seed:>4} {value:>9} {gap:>7} {seconds:>6.1f}"
    if given.no_model:
        print(f"{said}   {memory / 1024:.0f} MB at most in one process", flush=True)
        return seconds
    other, bound = monolith(journeys, team, found.members[0].roadmap.calendar.begins, seconds)
    ratio = f"{value / other:.4f}" if other > 0 else "no plan"
    print(f"{said}   {other:>9} {100 * (other / bound - 1):>5.2f} %   {ratio}", flush=True)
    return seconds


def _most_asked(path: Path, jobs: int) -> float:
    """The most that members ask of the shared team in a quarter where there is enough of it."""
    return max(planner.plan_portfolio(path, limits=Limits(effort=0.5), jobs=jobs).shared[0].asked)


WAYS: dict[str, dict[str, Any]] = {
    "Dask, 1 worker": {"runner": "dask", "options": {"runners": {"dask": {"workers": 1}}}},
    "Dask, 2 workers": {"runner": "dask", "options": {"runners": {"dask": {"workers": 2}}}},
    "1 process": {"jobs": 1},
    "2 processes": {"jobs": 2},
}


def runners(path: Path) -> None:
    """Seconds on the clock of each way to carry out the plans of one portfolio."""
    first, plans = 0.0, None
    for name, how in WAYS.items():
        began = time.perf_counter()
        found = planner.plan_portfolio(path, cache="", **how)
        seconds = time.perf_counter() - began
        starts = [[(step.id, step.start) for step in one.roadmap.placements] for one in found.members]
        first, plans = first or seconds, plans or starts
        same = "the same plans" if starts == plans else "OTHER PLANS"
        print(f"{name:<16} {seconds:>7.1f} s   {first / seconds:>5.2f} times one Dask worker   {same}", flush=True)


def _written(folder: str, document: dict[str, Any], team: float) -> Path:
    path = Path(folder, "portfolio.json")
    path.write_text(json.dumps(document | {"shared": {"team": team}}), "utf-8")
    return path


if __name__ == "__main__":
    main()
