"""What sequencers have answered in this run of the tests: the same problem is solved once, whichever test or worker asks.

Most tests are about what is made of a plan, and ask for those of the same samples again and again. A test that changes the
code, or is about sequencers themselves, does not use it.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from planner.scheduling.problem import Project
from planner.scheduling.sequence import Limits, Sequence

SILENT = ("progress", "note", "best_so_far")
"""Of the limits, what does not change the answer."""


def remembering(ask: Callable[..., Sequence], folder: Path) -> Callable[..., Sequence]:
    """``run_sequencer`` with a memory in a folder."""

    def answer(
        registry: Any, name: str, project: Project, priority: Any, limits: Limits, options: Any = None
    ) -> Sequence:
        own = registry.get("sequencers", name)
        if limits.until is not None or not own.sequence.__module__.startswith("planner_sequencers."):
            return ask(registry, name, project, priority, limits, options)
        asked = (
            name, [(one.name, getattr(project, one.name)) for one in fields(project)], dict(priority), repr(options),
            [(one.name, getattr(limits, one.name)) for one in fields(limits) if one.name not in SILENT],
        )  # fmt: skip
        known = folder / hashlib.sha256(pickle.dumps(asked)).hexdigest()
        if known.exists():
            found: Sequence = pickle.loads(known.read_bytes())
            return found
        found = ask(registry, name, project, priority, limits, options)
        if not found.interrupted:
            keep(known, found)
        return found

    return answer


def drawn_once(draw: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """What turns SVG into pixels, with a memory in a folder: most pictures are those of the same samples."""

    def answer(**asked: Any) -> Any:
        known = folder / hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()
        if known.exists():
            return pickle.loads(known.read_bytes())
        found = draw(**asked)
        keep(known, bytes(found))
        return found

    return answer


def keep(known: Path, found: Any) -> None:
    """Written beside and then renamed: other workers look for it."""
    with NamedTemporaryFile(dir=known.parent, delete=False) as mine:
        mine.write(pickle.dumps(found))
    Path(mine.name).replace(known)
