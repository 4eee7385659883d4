"""Sequencers on instances of others, side by side in one run, every schedule checked independently.

    python benchmarks/rcpsp.py PATH... --objective makespan|value --seconds S
        [--against cp-sat pyjobshop] [--json out.json]

PATH is a file or a folder: Patterson (.rcp, .txt), PSPLIB (.sm), or JSON with 'nodes' (a list with duration,
demand, value, requires; or weeks, role, value, requires, deadline). Without weights of its own an instance gets
1..10 per activity from random.Random("w:" + file name). ``value`` is the weighted sum of completion times.
The peers need the extra: pip install 'journey-planner[benchmark]'. Prints a row per instance and solver, then a
table; gap: from the solver's value down to its own bound; from best: to the best value of this run, or of --best.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from planner.plugins import Limits
from planner.plugins.registry import default_registry
from planner.scheduling.activity import Activity
from planner.scheduling.problem import AIMS, FINISH, VALUE, Project


def read(path: Path, aim: str) -> Project:
    """An instance as a project with periods of one week."""
    if path.suffix == ".json":
        return _json(json.loads(path.read_text()), aim)
    if path.suffix == ".sm":
        return _sm(path, aim)
    numbers = iter(map(int, path.read_text().split()))
    count, roles = next(numbers), next(numbers)
    capacity = [next(numbers) for _ in range(roles)]
    rows, needs = [], [[] for _ in range(count)]  # type: list[tuple[int, list[int]]], list[list[int]]
    for i in range(count):
        weeks = next(numbers)
        rows.append((weeks, [next(numbers) for _ in range(roles)]))
        for _ in range(next(numbers)):
            needs[next(numbers) - 1].append(i)
    return _project(
        [r[0] for r in rows], [r[1] for r in rows], needs, capacity, _weights(path, [r[0] for r in rows]), aim
    )


def _sm(path: Path, aim: str) -> Project:
    text = path.read_text()
    links = text.split("PRECEDENCE RELATIONS:")[1].split("****")[0].splitlines()[2:]
    rows = text.split("REQUESTS/DURATIONS:")[1].split("****")[0].splitlines()[3:]
    capacity = list(map(int, text.split("RESOURCEAVAILABILITIES:")[1].split("\n")[2].split()))
    table = [list(map(int, row.split())) for row in rows if row.strip()]
    needs: list[list[int]] = [[] for _ in table]
    for line in links:
        numbers = list(map(int, line.split()))
        for follower in numbers[3:]:
            needs[follower - 1].append(numbers[0] - 1)
    weeks = [row[2] for row in table]
    return _project(weeks, [row[3:] for row in table], needs, capacity, _weights(path, weeks), aim)


def _json(data: dict[str, Any], aim: str) -> Project:
    nodes = data["nodes"]
    if isinstance(data["capacity"], dict):
        roles = list(data["capacity"])
        place = {node["id"]: i for i, node in enumerate(nodes)}
        demand = [[int(role == node["role"]) for role in roles] for node in nodes]
        needs = [[place[n] for n in node["requires"]] for node in nodes]
        due = [node.get("deadline") for node in nodes]
        values = [node["value"] for node in nodes]
        weeks = [node["weeks"] for node in nodes]
        return _project(weeks, demand, needs, list(data["capacity"].values()), values, aim, due)
    weeks = [node["duration"] for node in nodes]
    demand = [node["demand"] for node in nodes]
    return _project(weeks, demand, [n["requires"] for n in nodes], data["capacity"], [n["value"] for n in nodes], aim)


def _weights(path: Path, weeks: list[int]) -> list[int]:
    draw = random.Random(f"w:{path.name}")
    return [draw.randint(1, 10) if 0 < i < len(weeks) - 1 else 0 for i in range(len(weeks))]


Answer = tuple[dict[str, int], float]
"""Start weeks by activity, and a lower bound on the objective (0: none)."""


def _project(
    weeks: list[int], demand: list[list[int]], needs: list[list[int]], capacity: list[int], weights: list[int],
    aim: str, due: list[int | None] | None = None,
) -> Project:  # fmt: skip
    """Activities without duration are dropped: what follows them waits for what they waited for."""
    through: list[set[int]] = []
    for own in needs:
        through.append({k for n in own for k in ({n} if weeks[n] else through[n])})
    horizon = sum(weeks) + 1
    every_week = (1 << horizon) - 1
    kept = [i for i in range(len(weeks)) if weeks[i]]
    activities = tuple(
        Activity(
            id=str(i), duration=weeks[i], work={str(r): n * weeks[i] for r, n in enumerate(demand[i]) if n}, cost=0,
            run={}, grants={}, needs=tuple((str(n),) for n in sorted(through[i])), allowed=every_week,
            weight=weights[i], due=due[i] if due else None,
        )
        for i in kept
    )  # fmt: skip
    limits = {str(r): (n,) * horizon for r, n in enumerate(capacity)}
    return Project(
        activities, tuple(range(horizon + 1)), limits, None, (), {}, aims=(FINISH if aim == "makespan" else VALUE,)
    )


def check(project: Project, starts: dict[str, int]) -> None:
    """Counts every week on its own; nothing of the planner's own checker is used."""
    assert len(starts) == len(project.activities), "something is left out"
    use: dict[tuple[str, int], int] = {}
    ends = {a.id: starts[a.id] + a.duration for a in project.activities}
    for a in project.activities:
        assert all(ends[need] <= starts[a.id] for (need,) in a.needs), "a need is not finished"
        for role, amount in a.work.items():
            for week in range(starts[a.id], ends[a.id]):
                use[role, week] = use.get((role, week), 0) + amount // a.duration
    assert all(n <= project.capacity[role][0] for (role, _), n in use.items()), "a role is over its capacity"


def ours(name: str, project: Project, seconds: float) -> Answer:
    sequencer = default_registry().get("sequencers", name)
    priority = {a.id: a.weight / a.duration for a in project.activities}
    found = sequencer.sequence(project, priority, Limits(seconds=10 * seconds, effort=seconds))
    objective = project.objective(found.starts)
    known = len(found.bound) > AIMS and found.bound[:AIMS] == objective[:AIMS]
    return dict(found.starts), found.bound[AIMS] if known else 0


def cp_sat(project: Project, seconds: float) -> Answer:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    start = {a.id: model.new_int_var(0, project.horizon - a.duration, a.id) for a in project.activities}
    boxes = {a.id: model.new_fixed_size_interval_var(start[a.id], a.duration, a.id) for a in project.activities}
    for a in project.activities:
        for (need,) in a.needs:
            model.add(boxes[need].end_expr() <= start[a.id])
    for role, amounts in project.capacity.items():
        own = [a for a in project.activities if role in a.work]
        model.add_cumulative([boxes[a.id] for a in own], [a.work[role] // a.duration for a in own], amounts[0])
    terms = []
    value = project.aims[0] == VALUE
    total = sum(a.weight for a in project.activities) if value else 1
    for a in project.activities:
        if a.due is not None:
            late = model.new_int_var(0, project.horizon, "")
            model.add(late >= start[a.id] + a.duration - a.due)
            terms.append(total * late)
    if not value:
        finish = model.new_int_var(0, project.horizon, "finish")
        for a in project.activities:
            model.add(finish >= start[a.id] + a.duration)
        terms.append(finish)
    else:
        terms += [a.weight * (start[a.id] + a.duration) for a in project.activities if a.weight]
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}, 0
    return {name: solver.value(variable) for name, variable in start.items()}, solver.best_objective_bound


def pyjobshop(project: Project, seconds: float) -> Answer:
    from pyjobshop import Model

    model = Model()
    roles = {role: model.add_renewable(amounts[0]) for role, amounts in project.capacity.items()}
    value = project.aims[0] == VALUE
    tasks = {}
    for a in project.activities:
        due = project.horizon if a.due is None else a.due
        job = model.add_job(weight=a.weight, deadline=project.horizon, due_date=due)
        tasks[a.id] = model.add_task(job=job)
        demands = [a.work.get(role, 0) // a.duration for role in roles]
        model.add_mode(tasks[a.id], list(roles.values()), a.duration, demands)
    for a in project.activities:
        for (need,) in a.needs:
            model.add_end_before_start(tasks[need], tasks[a.id])
    late = 10 if any(a.due is not None for a in project.activities) else 0  # more overflows its model
    if value:
        model.set_objective(weight_total_flow_time=1, weight_total_tardiness=late)
    else:
        model.set_objective(weight_makespan=1, weight_total_tardiness=late)
    result = model.solve(time_limit=seconds, num_workers=2, display=False)
    if not result.best or not result.best.tasks:
        return {}, 0
    starts = {a.id: task.start for a, task in zip(project.activities, result.best.tasks, strict=True)}
    return starts, 0 if late else result.lower_bound


def instances(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        found = (
            sorted(p for p in path.rglob("*") if p.suffix in (".rcp", ".txt", ".sm", ".json"))
            if path.is_dir()
            else [path]
        )
        yield from found


def measure(path: Path, project: Project, name: str, solve: Solver, seconds: float) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    starts, bound = solve(project, seconds)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    row: dict[str, Any] = {"instance": path.name, "solver": name, "n": len(project.activities)}
    if not starts:
        return row | dict.fromkeys(["value", "makespan", "late", "bound", "gap"]) | {"proved": False, "seconds": took}
    check(project, starts)
    ends = {a.id: starts[a.id] + a.duration for a in project.activities}
    value = sum(a.weight * ends[a.id] for a in project.activities)
    makespan = max(ends.values())
    late = sum(a.due is not None and ends[a.id] > a.due for a in project.activities)
    objective = value if project.aims[0] == VALUE else makespan
    return row | {
        "value": value, "makespan": makespan, "late": late, "bound": bound,
        "proved": bool(bound >= objective - 1e-6), "gap": (objective - bound) / bound if bound > 0 else None,
        "seconds": round(took, 4), "cpu": round(cpu, 4),
    }  # fmt: skip


Solver = Callable[[Project, float], Answer]
PEERS: dict[str, Solver] = {"cp-sat": cp_sat, "pyjobshop": pyjobshop}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--objective", choices=["makespan", "value"], default="value")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--sequencer", action="append", help="ours to run (default: auto)")
    parser.add_argument("--against", nargs="*", default=[], choices=list(PEERS))
    parser.add_argument("--best", type=Path, help="CSV of instance,best: the deviation from the best known is shown")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    solvers: dict[str, Solver] = {name: partial(ours, name) for name in given.sequencer or ["auto"]}
    solvers |= {name: PEERS[name] for name in given.against}
    rows = []
    for path in instances(given.paths):
        began = time.process_time()
        project = read(path, given.objective)
        reading = time.process_time() - began
        for name, solve in solvers.items():
            row = measure(path, project, name, solve, given.seconds) | {"reading": round(reading, 4)}
            rows.append(row)
            gap = "no bound" if row["gap"] is None else f"gap {100 * row['gap']:6.2f} %"
            found = f"value {row['value']!s:>9} makespan {row['makespan']!s:>5} late {row['late']!s:>3}"
            proved = "proved" if row["proved"] else "      "
            print(f"{path.name:<20} {name:<9} {found} {gap} {proved} {row['seconds']:7.2f} s", flush=True)
    best = _best_known(given.best, rows, given.objective)
    print("\n| solver | instances | proved | own gap, mean | from best, mean | late | seconds, median |")
    print("|---|---|---|---|---|---|---|")
    for name in solvers:
        print(_summary(name, [row for row in rows if row["solver"] == name], best, given.objective))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


def _best_known(path: Path | None, rows: list[dict[str, Any]], objective: str) -> dict[str, float]:
    """The best value by instance: of the file, else of this run (among schedules without a missed date)."""
    if path is not None:
        with path.open(newline="") as file:
            table = list(csv.reader(file))
        return {row[0].removesuffix(".txt"): float(row[-1]) for row in table if row and row[-1].strip().isdigit()}
    found: dict[str, float] = {}
    for row in rows:
        if row["value"] is not None and not row["late"]:
            name = row["instance"].removesuffix(".txt")
            found[name] = min(found.get(name, float("inf")), row[objective])
    return found


def _summary(name: str, rows: list[dict[str, Any]], best: dict[str, float], objective: str) -> str:
    done = [row for row in rows if row["value"] is not None]
    gaps = [row["gap"] for row in done if row["gap"] is not None]
    above = [row[objective] / best[key] - 1 for row in done if (key := row["instance"].removesuffix(".txt")) in best]

    def percent(values: list[float]) -> str:
        return f"{100 * sum(values) / len(values):.2f} %" if values else "-"

    late = sum(row["late"] for row in done)
    proved, seconds = sum(row["proved"] for row in done), sorted(row["seconds"] for row in rows)
    middle = f"{seconds[len(seconds) // 2]:.2f}"
    return f"| {name} | {len(done)} | {proved} | {percent(gaps)} | {percent(above)} | {late} | {middle} |"


if __name__ == "__main__":
    main()
