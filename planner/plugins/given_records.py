"""Records that a Python caller hands over as arguments, without a package or a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

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
    module = SimpleNamespace(**{hook.__name__: hookimpl(hook)})
    return registry.with_module(module, Provider("argument", "", str(record.name)))
