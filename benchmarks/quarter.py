"""The planner's own problem, capacity per quarter with every choice open, beside a plain CP-SAT model, in one run.

    python benchmarks/quarter.py [SEEDS] [--effort 10] [--seconds 10] [--against cp-sat] [--folder FOLDER]

SEEDS is a number or a range such as 1-40: made-up organisations on the way to the last stage of the bundled journey.
With --folder, the organisation files in it. The plain model has a 0/1 variable for each step and start week, one linear
constraint for each role and quarter and for each week of a limit, and minimises what is left out, late and the value
in turn on every core. Every schedule is counted again week by week. Prints a row for each organisation and solver, then
what they come to.
"""

from __future__ import annotations

import argparse
import operator
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import planner
from planner.domain.maturity import diagnose
from planner.planning.request import Recipe
from planner.planning.schedule import Choice
from planner.planning.solving import problem
from planner.plugins import AIMS, Activity, Limits, Project
from planner.plugins.registry import default_registry
from planner.scheduling.feasibility import superfluous, violations
from planner.testing.made_organisations import made_organisation


@dataclass(frozen=True)
class Result:
    objective: tuple[int, ...]
    bound: tuple[int, ...]
    seconds: float

    @property
    def proved(self) -> bool:
        return self.objective == self.bound


def projects(given: argparse.Namespace) -> Iterator[tuple[str, Project, dict[str, float]]]:
    """(name, problem, priorities) of each organisation."""
    with tempfile.TemporaryDirectory() as place:
        if given.folder:
            files = sorted(Path(given.folder).glob("*.yaml"))
        else:
            first, _, last = given.seeds.partition("-")
            files = []
            for seed in range(int(first) if last else 1, int(last or first) + 1):
                files.append(Path(place, f"made-{seed}.json"))
                files[-1].write_text(made_organisation(seed), "utf-8")
        for file in files:
            loaded = planner.load(file)
            where = diagnose(loaded.journey, loaded.organisation), ()
            made = problem(Recipe(loaded.journey, default_registry()), loaded.organisation, Choice(), where)
            first_of_all = max(made.card.priority.values(), default=0.0)
            pauses = {a.step_id: first_of_all for a in made.project.activities if not a.owner}
            yield file.stem, made.project, pauses | dict(made.card.priority)


def own(project: Project, priority: dict[str, float], effort: float) -> Result:
    began = time.perf_counter()
    sequencer = default_registry().get("sequencers", "auto")
    found = sequencer.sequence(project, priority, Limits(effort=effort))
    seconds = time.perf_counter() - began
    assert not violations(project, found.starts), "the planner's schedule breaks rules"
    return Result(project.objective(found.starts), found.bound, seconds)


class Plain:
    """The model as one would write it first: a variable for each activity and start week, literals for needs."""

    def __init__(self, project: Project):
        from ortools.sat.python import cp_model

        self.project, self.model = project, cp_model.CpModel()
        self.x: dict[tuple[str, int], Any] = {}
        self.weeks: dict[str, list[int]] = {}
        self.planned: dict[str, Any] = {}
        self.start: dict[str, Any] = {}
        for a in project.activities:
            weeks = [week for week in range(project.horizon - a.duration + 1) if a.allowed >> week & 1]
            self.x |= {(a.id, week): self.model.new_bool_var("") for week in weeks}
            self.weeks[a.id], self.planned[a.id] = weeks, self.model.new_bool_var("")
            self.start[a.id] = sum(week * self.x[a.id, week] for week in weeks)
            self.model.add(sum(self.x[a.id, week] for week in weeks) == self.planned[a.id])
        for modes in project.steps.values():
            self.model.add_at_most_one(self.planned[mode.id] for mode in modes)
        for group in project.exclusive:
            self.model.add_at_most_one(self.planned[name] for name in group)
        self._needs()
        self._resources()

    def _needs(self) -> None:
        project = self.project
        uses: dict[str, list[Any]] = {a.id: [] for a in project.activities}
        for a in project.activities:
            for group in a.needs:
                options = [mode for step in group for mode in project.steps[step]]
                in_time = {option.id: self._in_time(option, a) for option in options}
                self.model.add(sum(in_time.values()) >= 1).only_enforce_if(self.planned[a.id])
                for option in options:
                    alone = self.model.new_bool_var("")
                    self.model.add_implication(alone, in_time[option.id])
                    for other in options:
                        if other is not option:
                            self.model.add_implication(alone, ~in_time[other.id])
                    uses[option.id].append(alone)
        for a in project.activities:
            if not (a.asked or a.optional or a.grants):
                self.model.add(sum(uses[a.id]) >= 1).only_enforce_if(self.planned[a.id])

    def _in_time(self, provider: Activity, consumer: Activity) -> Any:
        """1 exactly where both are planned and one is finished before the other starts."""
        both, before, found = (self.model.new_bool_var("") for _ in range(3))
        planned = [self.planned[provider.id], self.planned[consumer.id]]
        self.model.add_bool_and(planned).only_enforce_if(both)
        self.model.add_bool_or([both, *(~one for one in planned)])
        end = self.start[provider.id] + provider.duration
        self.model.add(end <= self.start[consumer.id]).only_enforce_if(before, both)
        self.model.add(end > self.start[consumer.id]).only_enforce_if(~before, both)
        self.model.add_bool_and([both, before]).only_enforce_if(found)
        self.model.add_bool_or([found, ~both, ~before])
        return found

    def _resources(self) -> None:
        project, cells, spent = self.project, {}, {}  # type: Project, dict[Any, list[Any]], dict[int, list[Any]]
        asks: dict[Any, list[Any]] = {}
        for a in project.activities:
            for week in self.weeks[a.id]:
                variable = self.x[a.id, week]
                for key, amount in project.load(a, week).items():
                    cells.setdefault(key, []).append(amount * variable)
                    asks.setdefault(key, []).extend([variable] if amount > 0 else [])
                for period, amount in project.spend(a, week).items():
                    spent.setdefault(period, []).append(amount * variable)
        for (role, period), terms in cells.items():
            if role in project.capacity:
                there = project.capacity[role][period]
                if there >= 0:
                    self.model.add(sum(terms) <= there)
                else:  # overdrawn today: it binds only what asks for more
                    asked = self.model.new_bool_var("")
                    for variable in asks.get((role, period), []):
                        self.model.add_implication(variable, asked)
                    self.model.add(sum(terms) <= there).only_enforce_if(asked)
        periods = range(len(project.begins) - 1)
        for period in periods if project.budget else ():
            first = project.budget_since[period]
            terms = [one for p in range(first, period + 1) for one in spent.get(p, [])]
            if terms:
                self.model.add(sum(terms) <= sum(project.budget[first : period + 1]))
        for name, most in project.at_once.items():
            led = [a for a in project.activities if name in project.led(a)]
            for week in range(project.horizon):
                under_way = [self.x[a.id, w] for a in led for w in self.weeks[a.id] if w <= week < w + a.duration]
                if len(under_way) > most:
                    self.model.add(sum(under_way) <= most)

    def _part(self, level: int) -> Any:
        project = self.project
        total: Any = project.nothing[level]
        for a in project.activities:
            for week in self.weeks[a.id]:
                total += project.change(level, a, week) * self.x[a.id, week]
        factor = project.aims[level - AIMS].get("finish", 0) if level >= AIMS else 0
        if factor:
            finish = self.model.new_int_var(0, project.horizon, "")
            for a in project.activities:
                self.model.add(self.start[a.id] + a.duration <= finish).only_enforce_if(self.planned[a.id])
            total += factor * finish
        return total

    def solve(self, seconds: float) -> Result:
        from ortools.sat.python import cp_model

        began, bound = time.perf_counter(), []
        objective = self.project.nothing
        for level in range(self.project.levels):
            solver = cp_model.CpSolver()
            solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.perf_counter() - began))
            part = self._part(level)
            self.model.minimize(part)
            status = solver.solve(self.model)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            starts = {name: week for (name, week), x in self.x.items() if solver.boolean_value(x)}
            starts = {name: week for name, week in starts.items() if name not in set(superfluous(self.project, starts))}
            assert not violations(self.project, starts), "the plain model's schedule breaks rules"
            objective = self.project.objective(starts)
            bound.append(round(solver.best_objective_bound))
            if status != cp_model.OPTIMAL:
                break
            self.model.add(part <= objective[level])
            self.model.clear_hints()
            for (name, week), x in self.x.items():
                self.model.add_hint(x, int(starts.get(name) == week))
        return Result(objective, tuple(bound), time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", default="1-40")
    parser.add_argument("--effort", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=10.0, help="of the plain model")
    parser.add_argument("--against", choices=["cp-sat"])
    parser.add_argument("--folder")
    given = parser.parse_args()
    results: list[dict[str, Result]] = []
    for name, project, priority in projects(given):
        row = {"auto": own(project, priority, given.effort)}
        if given.against:
            row["cp-sat"] = Plain(replace(project)).solve(given.seconds)
        results.append(row)
        for solver, one in row.items():
            print(
                f"{name:<12} {solver:<7} {one.objective!s:<28} {'proved' if one.proved else one.bound!s:<28}",
                f"{one.seconds:6.1f} s",
            )
            sys.stdout.flush()
    print("\n| solver | organisations | proved | best or equal | value from best, worst | median seconds | longest |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for solver in results[0]:
        best = [min(one.objective for one in row.values()) for row in results]
        mine = [row[solver] for row in results]
        off = [
            one.objective[AIMS] / top[AIMS] - 1
            for one, top in zip(mine, best, strict=True)
            if one.objective[:AIMS] == top[:AIMS]
        ]
        equal, proved = sum(map(operator.eq, [one.objective for one in mine], best)), sum(one.proved for one in mine)
        print(f"| {solver} | {len(mine)} | {proved} | {equal} | {100 * max(off, default=0):.2f} % "
              f"| {median(one.seconds for one in mine):.1f} | {max(one.seconds for one in mine):.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
