"""Are proofs true? Random journeys and organisations, each planned by every sequencer that claims something, beside an
independent model of the problem that is solved to its end (``quarter.Plain``).

    python benchmarks/claims.py [COUNT] [--first SEED] [--largest 9]

Counts plans that are claimed to be the best and are not, bounds that a schedule beats, and "does not fit" where it
does. Prints every one that is wrong, and ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from quarter import Plain

import planner
from planner.domain.maturity import diagnose
from planner.planning.request import Recipe
from planner.planning.schedule import Choice
from planner.planning.solving import problem
from planner.plugins import Limits, Project
from planner.plugins.registry import default_registry
from planner.scheduling.feasibility import violations
from planner.scheduling.objectives import parse
from planner.testing.random_cases import random_case

AIMS = ("value", "value", "value", "finish,value", "cost,value", "value+2*cost")


def made(seed: int, largest: int, folder: Path) -> tuple[Project, dict[str, float]] | None:
    """The problem of a random organisation, and the priorities of its steps; None: its documents are refused."""
    random = Random(seed)
    journey, organisation = random_case(random.randint(4, largest), seed)
    (folder / "random.json").write_text(json.dumps(journey), "utf-8")
    (folder / "organisation.json").write_text(json.dumps(organisation | {"journey": "random.json"}), "utf-8")
    try:
        loaded = planner.load(folder / "organisation.json")
        where = diagnose(loaded.journey, loaded.organisation), ()
        recipe = Recipe(loaded.journey, default_registry())
        found = problem(recipe, loaded.organisation, Choice(), where)
    except planner.PlannerError:
        return None
    first = max(found.card.priority.values(), default=0.0)
    pauses = {a.step_id: first for a in found.project.activities if not a.owner}
    aims = parse(random.choice(AIMS))
    return Project(**{**found.project.__dict__, "aims": aims}), pauses | dict(found.card.priority)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=5000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--largest", type=int, default=9, help="capabilities of a journey")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.count):
            case = made(seed, given.largest, Path(folder))
            if case is None or not case[0].activities:
                counts["refused or empty"] += 1
                continue
            project, priority = case
            truth = Plain(project).solve(60.0)
            if not truth.proved:
                counts["not solved by the other model"] += 1
                continue
            counts["problems"] += 1
            counts["in which not everything fits"] += truth.objective[0] > 0
            for name in ("auto", "exact", "search", "list"):
                found = default_registry().get("sequencers", name).sequence(project, priority, Limits())
                objective = project.objective(found.starts)
                counts[f"proved by {name}"] += objective == found.bound
                wrong = []
                if violations(project, found.starts):
                    wrong.append("breaks a rule")
                if objective < truth.objective:
                    wrong.append("beats the other model")
                if found.bound > truth.objective:
                    wrong.append("a bound that is too high")
                if found.all_fit is not None and found.all_fit != (truth.objective[0] == 0):
                    wrong.append("a wrong word on what fits")
                for what in wrong:
                    counts["FALSE"] += 1
                    print(f"seed {seed}, {name}: {what}: {objective}, bound {found.bound}, truth {truth.objective}")
                    sys.stdout.flush()
    for what, count in counts.items():
        print(f"{count:6} {what}")
    sys.exit(bool(counts["FALSE"]))


if __name__ == "__main__":
    main()
