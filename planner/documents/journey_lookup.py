"""Where the document of a journey is: a path, or the name of an installed one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FindJourney = Callable[[str], Path]
"""From the name of an installed journey to its file; raises PlannerError when there is none."""


def locate(reference: str | Path, find: FindJourney, folder: Path | None) -> Path:
    """A reference is a path when it looks like one, otherwise the name of an installed journey."""
    path = Path(reference)
    if path.suffix in (".yaml", ".yml", ".json") or len(path.parts) > 1:
        return path if path.is_absolute() or folder is None else folder / path
    return find(str(reference))
