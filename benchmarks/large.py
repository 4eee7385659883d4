"""Large plans by quarter: how far from the best, and in what time.

    python benchmarks/large.py [STEPS ...] [--effort 30]

A plan of the bundled journey for many units at once: every unit has the steps of the sample Alder Outdoor, with all
their choices; people, money and the number of changes at once are those of the whole, 1.3 times what each unit
would have alone. Every second unit waits for the shared strategy of the one before. Prints the gap by the bound that is
proved, and the seconds; every schedule is counted again week by week.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from planner import load
from planner.api.request import prepared
from planner.planning.pipeline import finish
from planner.plugins import Limits, Project, gap
from planner.plugins.registry import default_registry
from planner.scheduling.feasibility import violations

SAMPLE = Path(__file__).parent.parent / "examples" / "alder-outdoor.yaml"
SHARE = 1.3
SHARED = "shared-strategy@2"


def many(project: Project, units: int) -> Project:
    """The project of so many units that share what there is."""
    activities = []
    for unit in range(units):

        def name(own: str, unit: int = unit) -> str:
            return f"u{unit}.{own}"

        for one in project.activities:
            needs = tuple(tuple(map(name, group)) for group in one.needs)
            if one.step_id == SHARED and unit % 2:
                needs += ((name(SHARED, unit - 1),),)
            mode_of = name(one.mode_of) if one.mode_of else ""
            activities.append(replace(one, id=name(one.id), needs=needs, mode_of=mode_of))
    exclusive = tuple(tuple(f"u{unit}.{own}" for own in group) for unit in range(units) for group in project.exclusive)
    part = SHARE * units
    return replace(
        project,
        activities=tuple(activities),
        exclusive=exclusive,
        capacity={role: tuple(round(n * part) for n in amounts) for role, amounts in project.capacity.items()},
        budget=None if project.budget is None else tuple(round(n * part) for n in project.budget),
        at_once={name: max(1, round(n * part)) for name, n in project.at_once.items()},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", type=int, default=[150, 500, 1000])
    parser.add_argument("--effort", type=float, default=30.0)
    parser.add_argument("--sequencer", default="auto")
    given = parser.parse_args()
    plan = finish(*prepared(load(SAMPLE, overrides={"horizon": 24}), {"sequencer": "list"}))
    each = len(plan.starts)
    print("| steps | left out | at most from the best | seconds |\n| --- | --- | --- | --- |")
    for steps in given.steps:
        project = many(plan.whole, max(1, round(steps / each)))
        priority = {a.step_id: plan.card.priority.get(a.step_id.partition(".")[2], 1.0) for a in project.activities}
        began = time.monotonic()
        sequencer = default_registry().get("sequencers", given.sequencer)
        found = sequencer.sequence(project, priority, Limits(effort=given.effort))
        seconds = time.monotonic() - began
        assert not violations(project, found.starts)
        distance = gap(project.objective(found.starts), found.bound)
        words = "not known" if distance is None else f"{100 * distance:.1f} %"
        left = sum(modes[0].asked and not any(a.id in found.starts for a in modes) for modes in project.steps.values())
        print(f"| {len(found.starts):,} | {left} | {words} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
