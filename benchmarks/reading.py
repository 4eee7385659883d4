"""Reading and validating a large journey against PyYAML's C loader alone, side by side in one run.

python benchmarks/reading.py [--capabilities 10000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import yaml

import planner


def document(count: int) -> str:
    head = (
        "journey: large\nname: Large\nstages: {one: {name: One}}\nareas: {area: {name: Area}}\n"
        "roles: {a: {name: A}, b: {name: B}}\ngoals: {goal: {name: Goal}}\ncapabilities:\n"
    )
    body = "".join(
        f"  c{i}:\n    name: Capability {i}\n    stage: one\n    area: area\n    owner: a\n    with: [b]\n"
        f"    needs: [{', '.join(f'c{j}' for j in range(max(0, i - 2), i))}]\n"
        "    effort: [1, 2, 4]\n    weeks: [2, 3, 5]\n    value: {goal: 3}\n"
        for i in range(count)
    )
    return head + body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--capabilities", type=int, default=10_000)
    count = parser.parse_args().capabilities
    planner.load_journey("social-native")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.yaml")
        path.write_text(document(count), "utf-8")
        best = {"planner": float("inf"), "PyYAML, C": float("inf")}
        for _ in range(3):
            start = time.process_time()
            assert len(planner.load_journey(path).capabilities) == count
            middle = time.process_time()
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
            end = time.process_time()
            best["planner"] = min(best["planner"], middle - start)
            best["PyYAML, C"] = min(best["PyYAML, C"], end - middle)
    for name, seconds in best.items():
        print(f"{name:<12} {1000 * seconds:7.0f} ms CPU")
    print(f"reading and validating {count} capabilities / PyYAML's C loader: {best['planner'] / best['PyYAML, C']:.2f}")


if __name__ == "__main__":
    main()
