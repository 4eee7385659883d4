"""Where plugins are: entry points of installed packages, and single files. Finding them imports none of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, TypeAlias

from planner.plugins.kinds import KINDS

OWN = "journey-planner"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a record comes from."""

    distribution: str
    version: str
    module: str

    def __str__(self) -> str:
        return f"{self.distribution} {self.version} ({self.module})" if self.version else self.module


Entry: TypeAlias = tuple[str, str, Any, Provider]
"""(kind, name, what loads it, who brings it)"""


def module_of(path: Path) -> Any:
    """The module in a file, under a name of its own."""
    from hashlib import blake2s
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"planner_file_{path.stem}_{blake2s(str(path.resolve()).encode(), digest_size=4).hexdigest()}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("a plugin is a Python file, it ends in .py")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def load(entry: metadata.EntryPoint) -> Any:
    """What an entry point names.

    Raises:
        ImportError: it names nothing. Whatever importing the module raises comes through.
    """
    found = entry.pattern.match(entry.value)
    if found is None:
        raise ImportError(f"the entry point '{entry.name} = {entry.value}' is none; write NAME = package.module")
    made = import_module(found["module"])
    for attribute in filter(None, (found["attr"] or "").split(".")):
        if not hasattr(made, attribute):
            raise ImportError(f"the entry point '{entry.name} = {entry.value}' names nothing: no '{attribute}' there")
        made = getattr(made, attribute)
    return made


def installed() -> list[Entry]:
    found = []
    everything = metadata.entry_points()  # one scan: each call reads every package's metadata
    origins: dict[int, tuple[str, str]] = {}  # a distribution's metadata is read once, not for each of its plugins
    for kind in KINDS:
        for entry in everything.select(group=f"planner.{kind}"):
            dist = entry.dist
            if id(dist) not in origins:
                origins[id(dist)] = (dist.name, dist.version) if dist else ("unknown", "")
            found.append((kind, entry.name, partial(load, entry), Provider(*origins[id(dist)], entry.value)))
    return found + _from_checkout()


def _from_checkout() -> list[Entry]:
    """The bundled plugins where the planner runs from its source folder without being installed."""
    root = Path(__file__).parents[2]
    if not (root / "pyproject.toml").is_file() or any(
        dist.metadata["Name"] == OWN for dist in metadata.distributions(name=OWN)
    ):
        return []
    import tomllib

    sys.path.append(str(root / "plugins"))
    groups = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    return [
        (kind, name, partial(import_module, module), Provider(OWN, "checkout", module))
        for kind in KINDS
        for name, module in groups.get(f"planner.{kind}", {}).items()
    ]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Ours first, then by name: the order in which packages were installed never matters."""
    unique = {(e[0], e[1], str(e[3])): e for e in entries}
    return sorted(unique.values(), key=lambda e: (e[3].distribution != OWN, e[0], e[1], str(e[3])))
