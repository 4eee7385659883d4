"""Made-up organisations of the bundled journey on the way to its last stage: how many fit as they are, how many others
get a change under which they do, how many rules of the journey that must hold are broken, and how long it takes.

python benchmarks/organisations.py [--seeds 40] [--first 0] [--effort 10] [--sequencer auto]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import planner
from planner.testing.made_organisations import made_organisation


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--effort", type=float, default=10.0)
    parser.add_argument("--sequencer", default="auto")
    given = parser.parse_args()
    fit = changed = broken = 0
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.seeds):
            file = Path(folder, f"made-{seed}.json")
            file.write_text(made_organisation(seed), "utf-8")
            began = time.process_time()
            limits = planner.Limits(effort=given.effort)
            roadmap = planner.plan(file, sequencer=given.sequencer, limits=limits)
            seconds.append(time.process_time() - began)
            fit += roadmap.complete
            changed += roadmap.changed is not None
            broken += sum(one.weight == "must" for one in roadmap.broken_rules)
    print(f"{given.seeds} organisations: {fit} reach the last stage as they are, {changed} more with a verified change")
    print(f"rules that must hold, broken: {broken}")
    print(f"CPU seconds each: median {median(seconds):.1f}, at most {max(seconds):.1f}")


if __name__ == "__main__":
    main()
