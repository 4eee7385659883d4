"""Graphviz: the system's ``dot`` when there is one, else the embedded engine that comes with the wheel."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from importlib import metadata
from pathlib import PurePath

from planner.errors import MissingError, PlannerError

SECONDS = 60


@cache
def engines() -> tuple[str, ...]:
    """Paths of the programs that do what ``dot`` does, the preferred one first."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        files = []
    embedded = [str(f.locate()) for f in files if f.name in ("graphviz-pure", "graphviz-pure.exe")]
    system = shutil.which("dot")
    return (*([system] if system else []), *embedded)


def run(source: str, output: str) -> bytes:
    """What Graphviz makes of a DOT source, for example ``plain`` or ``svg``.

    An engine that fails (some versions of ``dot`` abort on some graphs) is followed by the next.

    Raises:
        MissingError: no engine is there.
        PlannerError: none of them coped.
    """
    said = "no Graphviz engine is there: install Graphviz, or 'pip install graphviz-pure'"
    for engine in engines():
        try:
            done = subprocess.run(
                [engine, f"-T{output}"], input=source.encode("utf-8"), capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            said = f"{engine} took more than {SECONDS} seconds"
            continue
        except OSError as error:
            said = f"{engine} cannot be run: {error}"
            continue
        if done.returncode == 0 and done.stdout:
            return done.stdout
        said = f"{PurePath(engine).name} failed: " + " ".join(done.stderr.decode("utf-8", "replace").split())
    raise PlannerError(said) if engines() else MissingError(said)
