"""Where the document of a journey is: a path, or the name of an installed one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from planner.errors import PlannerError

FindJourney = Callable[[str], Path]
"""From the name of an installed journey to its file; raises PlannerError when there is none."""


def locate(reference: str | Path, find: FindJourney, folder: Path | None) -> Path:
    """A reference is a path when it looks like one, otherwise the name of an installed journey."""
    path = Path(reference)
    if path.suffix in (".yaml", ".yml", ".json") or len(path.parts) > 1:
        return path if path.is_absolute() or folder is None else folder / path
    return find(str(reference))


def in_range(wanted: str, versions: Mapping[str, str]) -> str:
    """The name of the journey that ``name``, ``name@1`` or a range such as ``name>=2,<3`` means: of a range, the latest
    version in it.

    Args:
        versions: version by name of every installed journey.

    Raises:
        PlannerError: the range is none, or nothing is in it.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    name = re.split("[<>=!~ ]", wanted, maxsplit=1)[0]
    specifier = wanted[len(name) :].strip()
    try:
        allowed = SpecifierSet(specifier)
    except InvalidSpecifier:
        raise PlannerError(f"'{specifier}' is no range of versions; write for example {name}>=1,<2") from None
    found: dict[str, Version] = {}
    for one, version in versions.items():
        with suppress(InvalidVersion):
            if one.partition("@")[0] == name and Version(version) in allowed:
                found[one] = Version(version)
    if not found:
        there = [f"{one} {version}" for one, version in versions.items() if one.partition("@")[0] == name]
        raise PlannerError(f"no version of journey '{name}' is in {specifier}; there is {', '.join(there) or 'none'}")
    return max(found, key=lambda one: found[one])
