"""The same answer in another process, where sets and dictionaries of texts have another order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from planner.contract.situations import Situation, situation
from planner.pictures.style import Style
from planner.planning.prioritisation import score
from planner.plugins.registry import Registry, default_registry
from planner.plugins.settings import Sources
from planner.publishing.drawing import draw, make_files


def _drawn(name: str, one: Situation, registry: Registry) -> list[bytes]:
    return [repr(scene).encode() for scene in draw(one.roadmap, name, registry, Style())]


def _scored(name: str, one: Situation, registry: Registry) -> list[bytes]:
    return [repr(sorted(score(one.scope, {name: 1.0}, registry).results.items())).encode()]


OUTPUTS: dict[str, Callable[[str, Situation, Registry], list[bytes]]] = {
    "scorers": _scored,
    "views": _drawn,
    "renderers": lambda name, one, registry: make_files(one.roadmap, name, "swimlane", registry),
    "exporters": lambda name, one, registry: make_files(one.roadmap, name, "swimlane", registry),
}


def digest(kind: str, name: str) -> str:
    """A fingerprint of what a plugin answers."""
    whole = sha256()
    for one in (situation("sample"), situation("right-to-left")):
        for content in OUTPUTS[kind](name, one, default_registry()):
            whole.update(content)
    return whole.hexdigest()


def difference(kind: str, name: str) -> str:
    """How the answers of two processes differ, or nothing."""
    files = os.pathsep.join(str(file.resolve()) for file in default_registry().sources.files)
    script = "import sys; from planner.contract.processes import main; main(*sys.argv[1:])"
    seen = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script, kind, name, files],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["it fails"])[-1]
        seen.add(done.stdout)
    return "" if len(seen) == 1 else "the order of a set or of names reaches the output: sort it"


def main(kind: str, name: str, files: str) -> None:
    """Prints the fingerprint, for the process that compares."""
    from planner.plugins import settings

    settings.add(Sources(files=tuple(map(Path, filter(None, files.split(os.pathsep))))))
    print(digest(kind, name))
