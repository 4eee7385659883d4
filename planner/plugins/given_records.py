"""Records that a Python caller hands over as arguments, without a package or a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from planner.errors import PluginError
from planner.plugins.discovery import Provider
from planner.plugins.hooks import hookimpl
from planner.plugins.registry import Registry


def with_record(registry: Registry, kind: str, record: Any) -> Registry:
    """The same plugins and one more, as a file of its own would bring it.

    Raises:
        PluginError: the record cannot be used, or its name is taken.
    """

    def hook() -> list[Any]:
        return [record]

    hook.__name__ = f"planner_{kind}"
    made = Registry(registry.entries, registry.sources)
    before = len(made.faults)
    made.add(SimpleNamespace(**{hook.__name__: hookimpl(hook)}), Provider("argument", "", str(record.name)))
    if len(made.faults) > before:
        raise PluginError("; ".join(map(str, made.faults[before:])))
    return made
