"""The kinds of plugins, and the version of what they are written against.

A new kind takes a name here, a record in ``records``, its functions' types in ``signatures``, a hook in ``hooks``,
a line in ``validation`` and ``scaffold``, a template in ``templates/plugin``, trials in
``planner.contract.trials``, a page in ``docs/plugins``, and a place that calls it through ``Registry.call``."""

from __future__ import annotations

API_VERSION = "1.0"
"""Of the records, hooks and arguments: the second number grows when something is added, the first when something that
worked no longer does."""
KINDS = (
    "journeys", "importers", "stall_patterns", "scorers", "sequencers", "checks", "views", "renderers", "exporters",
    "runners", "themes", "languages", "commands",
)  # fmt: skip


def singular(kind: str) -> str:
    """``stall_patterns`` -> ``stall_pattern``."""
    return kind[:-1]


def spoken(kind: str) -> str:
    """``stall_patterns`` -> ``stall pattern``, for sentences."""
    return singular(kind).replace("_", " ")


def spelt(kind: str) -> str:
    """``stall_patterns`` -> ``stall-pattern``, as it is typed."""
    return singular(kind).replace("_", "-")
