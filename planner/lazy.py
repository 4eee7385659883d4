"""Names that a package offers and imports only when they are used, so that importing it costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazy(package: str, homes: Mapping[str, Iterable[str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package (PEP 562).

    Args:
        package: its name.
        homes: by module, the names that live there. A name that is the module's own last part is the module itself.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def find(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        module = import_module(home[name])
        return module if home[name].endswith(f".{name}") and not hasattr(module, name) else getattr(module, name)

    return find, lambda: sorted(home)
