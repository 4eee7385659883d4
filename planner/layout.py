"""Graphviz: the system's ``dot`` when there is one, else the embedded engine that comes with the wheel."""

from __future__ import annotations

import shutil
from functools import cache
from importlib import metadata

from planner.errors import PlannerError


@cache
def engine() -> str:
    """Path of the program that does what ``dot`` does.

    Raises:
        PlannerError: neither is there.
    """
    system = shutil.which("dot")
    if system:
        return system
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in ("graphviz-pure", "graphviz-pure.exe"):
            return str(file.locate().resolve())  # type: ignore[attr-defined]
    raise PlannerError("no Graphviz engine: install Graphviz, or 'pip install graphviz-pure'")


def run(source: str, format: str) -> bytes:  # noqa: A002 - Graphviz's own word
    """What Graphviz makes of a DOT source, for example ``plain`` or ``svg``."""
    import graphviz
    from graphviz.backend import dot_command

    dot_command.DOT_BINARY = engine()
    try:
        return bytes(graphviz.pipe("dot", format, source.encode("utf-8"), quiet=True))
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError) as error:
        raise PlannerError(f"Graphviz failed: {error}") from error
