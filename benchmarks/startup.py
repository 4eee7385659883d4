"""Start-up and the main job against their yardsticks, side by side in one run.

    python benchmarks/startup.py [--runs 9]

Prints the ratio of CPU time (user + system, best of the runs, taken in turn) of
  planner --help, --version   to  python -c "import click"             (bar: 1.5, with 20 other plugins installed,
                                                                        of which 3 are broken and 3 bring commands)
  planner roadmap bank        to  python -c "import click, networkx"   (bar: 3)
and of --help, of --version and of the main job with 20 plugins to the same with none; once, of the first plan of the
largest sample, and of the next command on it, which finds what was searched for.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BANK, ALDER = ROOT / "examples" / "reches-bank.yaml", ROOT / "examples" / "alder-outdoor.yaml"
MAIN = "from planner.cli import main; main()"


def cpu(command: list[str], cwd: str, path: str, kept: str = "") -> float:
    """CPU seconds of one run, as the operating system counts them. ``kept``: a folder for what was searched for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": path, "PLANNER_CACHE": kept}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as users run it: compiled once, by the first of the runs
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


BROKEN = {
    5: "import their_database\n",
    6: "def f(:\n",
    8: "from planner.plugins import Check, hookimpl\n\n\n"
    "@hookimpl\ndef planner_checks():\n    yield Check('other-8', min)\n",
}
"""Plugins that are broken in three ways: at import, as Python, when they are called."""


def install_plugins(folder: Path, count: int) -> None:
    """Third-party plugin packages as pip would leave them: a module and its metadata."""
    for i in range(count):
        module = (
            "import json, decimal, http.client  # heavier than it should be\n"
            "from planner.plugins import Scorer, hookimpl\n\n\n"
            f"@hookimpl\ndef planner_scorers():\n    yield Scorer.each('other-{i}', lambda step, scope: 1)\n"
        )
        kind = "commands" if i % 7 == 3 else "checks" if i in BROKEN else "scorers"
        module = BROKEN.get(i, module)
        (folder / f"other_{i}.py").write_text(module)
        info = folder / f"other_{i}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: other-{i}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[planner.{kind}]\nother-{i} = other_{i}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    python = sys.executable
    with tempfile.TemporaryDirectory() as plugins, tempfile.TemporaryDirectory() as cwd:
        install_plugins(Path(plugins), 20)
        job = [python, "-c", MAIN, "roadmap", str(BANK), "-q", "-o", "plan.svg", "-o", "plan.md"]
        commands = {
            "import click": ([python, "-c", "import click"], plugins),
            "help, 20 plugins": ([python, "-c", MAIN, "--help"], plugins),
            "help, none": ([python, "-c", MAIN, "--help"], ""),
            "version, 20 plugins": ([python, "-c", MAIN, "--version"], plugins),
            "import click, networkx": ([python, "-c", "import click, networkx"], plugins),
            "bank to SVG and Markdown": (job, ""),
            "the same, 20 plugins": (job, plugins),
            "version, none": ([python, "-c", MAIN, "--version"], ""),
        }
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(runs):
            for name, (command, path) in commands.items():
                best[name] = min(best[name], cpu(command, cwd, path))
        kept = str(Path(cwd) / "kept")  # once: it takes as long as everything above
        sample = [python, "-c", MAIN, "roadmap", str(ALDER), "-q", "-o", "alder.json"]
        best["first plan of the sample"] = cpu(sample, cwd, "", kept)
        best["the next command on it"] = cpu(sample, cwd, "", kept)
    for name, seconds in best.items():
        print(f"{name:<28} {1000 * seconds:7.0f} ms CPU")
    rows = (
        ("help, 20 plugins", "import click", 1.5),
        ("version, 20 plugins", "import click", 1.5),
        ("bank to SVG and Markdown", "import click, networkx", 3.0),
        ("help, 20 plugins", "help, none", None),
        ("version, 20 plugins", "version, none", None),
        ("the same, 20 plugins", "bank to SVG and Markdown", None),
        ("first plan of the sample", "import click, networkx", None),
        ("the next command on it", "first plan of the sample", None),
    )
    for name, base, bar in rows:
        goal = f" (bar {bar})" if bar else ""
        print(f"{name} / {base}: {best[name] / best[base]:.2f}{goal}")


if __name__ == "__main__":
    main()
