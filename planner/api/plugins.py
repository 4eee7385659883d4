"""The plugins that a Python caller wants to use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.api.arguments import number
from planner.errors import ArgumentError
from planner.plugins.discovery import Provider
from planner.plugins.given_records import with_record
from planner.plugins.kinds import KINDS
from planner.plugins.registry import Registry
from planner.plugins.settings import NOTHING_NAMED, Sources, read_settings
from planner.plugins.validation import RECORDS


def registry(
    *plugins: Any,
    disable: Sequence[str] = (),
    project: str | Path | None = None,
    strict: bool = False,
    seconds: float | None = None,
) -> Registry:
    """The installed plugins and more, to hand to ``plan``, ``draw`` and all others that take a ``registry``. What the
    environment names is not in it. Make one and keep it: it may be used in several threads at once, and what it has
    loaded it does not load again.

    Args:
        plugins: records (``Scorer.each("mine", ...)``), paths of files, and modules or objects with ``@hookimpl``.
        disable: plugins to leave out, by name (``cd3``, ``scorers:cd3``) or package.
        project: a ``planner.toml`` or ``pyproject.toml``, or the folder it is in: its plugins and their options.
        strict: any fault of a plugin is an error.
        seconds: that one call of a plugin may take; default: 60.

    Raises:
        PluginError: what was given does not work, or its name is taken.
        PlannerError: the settings are wrong.
    """
    files = tuple(Path(one).absolute() for one in plugins if isinstance(one, str | Path))
    left_out = (disable,) if isinstance(disable, str) else tuple(disable)
    own = Sources(files, left_out, strict, None if seconds is None else number("seconds", seconds, 0.1, 86400))
    settings = read_settings(Path(project)) if project is not None else NOTHING_NAMED
    made = Registry(sources=settings.with_more(own))
    kinds = {record: kind for kind, record in RECORDS.items()}
    for one in plugins:
        if isinstance(one, str | Path):
            continue
        if type(one) in kinds:
            made = with_record(made, kinds[type(one)], one)
        elif any(callable(getattr(one, f"planner_{kind}", None)) for kind in KINDS):
            made = made.with_module(one, Provider("argument", "", getattr(one, "__name__", type(one).__name__)))
        else:
            raise ArgumentError(f"{one!r} is no plugin: give a record, the path of a file, or a module with @hookimpl")
    return made
