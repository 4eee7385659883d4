"""What sequencers have answered before: the same problem is not solved twice, in one run or the next.

An answer is that of the same problem, to the last digit, with the same limits, by the same code; so whoever finds one
gets what a search would have found, only sooner. It is checked like any other. Of plugins that are not bundled nothing
is kept, as they may be being written, and nothing of a search that the clock or the user cut short.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.files.kept import Kept
from planner.planning.request import Recipe
from planner.scheduling.problem import Project
from planner.scheduling.sequence import Limits, Prices, Sequence
from planner.version import __version__

IN_TIME = 0.5
"""Part of the time limit within which a search was not cut short by the clock."""


def key_of(recipe: Recipe, project: Project, priority: Mapping[str, float], limits: Limits, options: Any) -> str:
    """What an answer depends on; empty: nothing is kept of it."""
    name = recipe.sequencer
    if recipe.kept is None or limits.until is not None:
        return ""
    record = recipe.registry.get("sequencers", name)
    if not recipe.registry.is_ours("sequencers", name):
        return ""
    asked = (
        name, _code(record.sequence.__module__), project, dict(priority), options,
        limits.work, limits.effort, limits.gap, limits.seed, limits.fit_only, limits.fit_first, limits.certify,
        dict(limits.hint),
    )  # fmt: skip
    return sha256(repr(asked).encode()).hexdigest()


def known_or_found(kept: Kept | None, key: str, check: Callable[[Any], Sequence], find: Callable[[], Sequence],
                   limits: Limits) -> Sequence:  # fmt: skip
    """The answer that is kept, if it is there and holds, or a new one, which is kept from then on."""
    text = kept.find(key) if kept and key else None
    if text is not None:
        try:
            return check(from_data(json.loads(text)))
        except (ArithmeticError, LookupError, TypeError, ValueError):
            pass  # somebody else's file, or half of one
    began = time.monotonic()
    found = find()
    if kept and key and not found.interrupted and time.monotonic() - began < IN_TIME * limits.seconds:
        kept.keep(key, json.dumps(to_data(found)))
    return found


def to_data(sequence: Sequence) -> dict[str, Any]:
    """An answer as JSON takes it."""
    prices = sequence.prices
    return {
        "starts": dict(sequence.starts), "bound": list(sequence.bound), "all_fit": sequence.all_fit,
        "stopped": sequence.stopped, "extra": dict(sequence.extra),
        "prices": prices and {
            "cells": [[*cell, price] for cell, price in prices.cells.items()],
            "at_once": [[*week, price] for week, price in prices.at_once.items()],
            "pushes": [[list(group), step, price] for group, step, price in prices.pushes],
        },
    }  # fmt: skip


def from_data(data: Mapping[str, Any]) -> Sequence:
    """The answer that ``to_data`` was given.

    Raises:
        LookupError, TypeError, ValueError: it is something else.
    """
    prices = data["prices"]
    return Sequence(
        dict(data["starts"]), tuple(data["bound"]), data["all_fit"], data["stopped"], extra=dict(data["extra"]),
        prices=prices and Prices(
            {(name, period): price for name, period, price in prices["cells"]},
            {(name, week): price for name, week, price in prices["at_once"]},
            tuple((tuple(group), step, price) for group, step, price in prices["pushes"]),
        ),
    )  # fmt: skip


def _code(module: str) -> tuple[Any, ...]:
    """What tells one version of a sequencer's package from another, in a checkout that is being worked on too; and
    those of the solvers that it may find."""
    package = Path(str(sys.modules[module].__file__)).parent
    files = sorted((one.name, one.stat()) for one in package.iterdir() if one.suffix in (".py", ".so", ".pyd"))
    return __version__, tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in files), _solvers()


def _solvers() -> tuple[str, ...]:
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec

    found = []
    for module, distribution in (("ortools", "ortools"), ("pumpkin_solver", "pumpkin-solver"), ("numpy", "numpy")):
        try:
            found.append(version(distribution) if find_spec(module) else "")
        except (ImportError, ValueError, PackageNotFoundError):
            found.append("")
    return tuple(found)
