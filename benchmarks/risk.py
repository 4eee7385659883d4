"""Drawing durations against carrying the plan out in every draw, side by side in one run.

    python benchmarks/risk.py [--activities 500] [--draws 10000] [--runs 5]

The project is made from a seed: layers of activities with one or two of five roles each, capacity per week. Reports
medians, and the ratio (bar: carrying out takes no longer than drawing).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from planner.analysis.resource_flow import waits
from planner.analysis.sampling import draw
from planner.analysis.simulation import criticality, run
from planner.domain.values import Estimate
from planner.plugins import Limits
from planner.plugins.registry import default_registry
from planner.scheduling.activity import Activity
from planner.scheduling.problem import Project

ROLES = 5


def project(count: int, seed: int) -> Project:
    draws = random.Random(seed)
    weeks = [draw_weeks(draws) for _ in range(count)]
    horizon = sum(weeks) + 1
    activities = []
    for i in range(count):
        needs = {draws.randrange(max(0, i - 40), i) for _ in range(draws.randint(0, 3))} if i else set()
        work = {f"role-{role}": weeks[i] for role in draws.sample(range(ROLES), draws.choice([1, 1, 2]))}
        activities.append(
            Activity(
                str(i), weeks[i], work, 0, {}, {}, tuple((str(need),) for need in sorted(needs)), (1 << horizon) - 1,
                draws.randint(1, 10),
            )
        )  # fmt: skip
    capacity = {f"role-{role}": (draws.randint(4, 8),) * horizon for role in range(ROLES)}
    return Project(tuple(activities), tuple(range(horizon + 1)), capacity, None, (), {})


def draw_weeks(draws: random.Random) -> int:
    return draws.choice([1, 2, 3, 4, 6, 8])


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    seconds, result = [], None
    for _ in range(runs):
        began = time.process_time()
        result = work()
        seconds.append(time.process_time() - began)
    return median(seconds), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=500)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    made = project(given.activities, seed=1)
    sequencer = default_registry().get("sequencers", "list")
    starts = dict(
        sequencer.sequence(made, {a.id: a.weight / a.duration for a in made.activities}, Limits(effort=1)).starts
    )
    linking, links = timed(lambda: waits(made, starts), 1)
    place = {step: i for i, step in enumerate(links)}
    before = [[place[other] for other in own] for own in links.values()]
    by_id = {a.id: a for a in made.activities}
    estimates = [Estimate(0.7 * by_id[i].duration, by_id[i].duration, 1.8 * by_id[i].duration) for i in links]
    groups = [next(iter(by_id[i].work)) for i in links]
    nothing = [0.0] * len(before)
    drawing, durations = timed(lambda: draw(estimates, groups, given.draws, 0, 0.3, "pert"), given.runs)
    running, (began, finish) = timed(lambda: run(durations, before, nothing), given.runs)
    indexing, _ = timed(lambda: criticality(began, finish, before), given.runs)
    planned = max(starts[a.id] + a.duration for a in made.activities)
    print(
        f"{given.activities} activities, {sum(map(len, before))} links, {given.draws} draws, planned finish {planned}"
    )
    print(f"links of the plan       {1000 * linking:8.0f} ms (once)")
    print(f"drawing                 {1000 * drawing:8.0f} ms")
    print(f"carrying out            {1000 * running:8.0f} ms: {running / drawing:.2f} x drawing (bar 1)")
    print(
        f"with criticality index  {1000 * (running + indexing):8.0f} ms: {(running + indexing) / drawing:.2f} x drawing"
    )


if __name__ == "__main__":
    main()
