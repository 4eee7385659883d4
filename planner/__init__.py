"""Roadmap planner: from where an organisation stands to a sequenced, explained roadmap.

Three lines::

    import planner
    roadmap = planner.plan("acme.yaml")
    planner.export(roadmap, "acme.svg")

Nothing is imported until it is used, so that ``import planner`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from planner.api import Explained as Explained
    from planner.api import Loaded as Loaded
    from planner.api import Planning as Planning
    from planner.api import Replanned as Replanned
    from planner.api import assess as assess
    from planner.api import compare as compare
    from planner.api import earlier as earlier
    from planner.api import explain as explain
    from planner.api import import_file as import_file
    from planner.api import load as load
    from planner.api import load_journey as load_journey
    from planner.api import plan as plan
    from planner.api import replan as replan
    from planner.api import robustness as robustness
    from planner.api import simulate as simulate
    from planner.api import whatif as whatif
    from planner.api import why_not as why_not
    from planner.errors import DocumentError as DocumentError
    from planner.errors import PlannerError as PlannerError
    from planner.errors import PluginError as PluginError
    from planner.model import Journey as Journey
    from planner.model import Organisation as Organisation
    from planner.publishing import draw as draw
    from planner.publishing import export as export
    from planner.publishing import show as show
    from planner.roadmap import Roadmap as Roadmap
    from planner.style import Style as Style

_HOMES = {
    "planner.api": (
        "Explained", "Loaded", "Planning", "Replanned", "assess", "compare", "earlier", "explain",
        "import_file", "load", "load_journey", "plan", "replan", "robustness", "simulate", "whatif", "why_not",
    ),
    "planner.errors": ("DocumentError", "PlannerError", "PluginError"),
    "planner.publishing": ("draw", "export", "show"),
    "planner.model": ("Journey", "Organisation"),
    "planner.roadmap": ("Roadmap",),
    "planner.style": ("Style",),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'planner' has no attribute '{name}'")


def __dir__() -> list[str]:
    return list(__all__)
