"""Roadmap planner: from where an organisation stands to a sequenced, explained roadmap.

Three lines::

    import planner
    roadmap = planner.plan("acme.yaml")
    planner.export(roadmap, "acme.svg")

Nothing is imported until it is used, so that ``import planner`` costs next to nothing. Plugins use ``planner.plugins``
and ``planner.pictures``, their tests ``planner.testing``; everything else is internal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.lazy import lazy
from planner.version import __version__

if TYPE_CHECKING:
    from planner.api.calibration import calibrate as calibrate
    from planner.api.calibration import shared_history as shared_history
    from planner.api.comparison import Replanned as Replanned
    from planner.api.comparison import compare as compare
    from planner.api.comparison import replan as replan
    from planner.api.comparison import status as status
    from planner.api.documents import assess as assess
    from planner.api.documents import import_file as import_file
    from planner.api.pictures import draw as draw
    from planner.api.pictures import export as export
    from planner.api.pictures import pages as pages
    from planner.api.pictures import show as show
    from planner.api.planning import plan as plan
    from planner.api.plugins import registry as registry
    from planner.api.portfolio_changes import replan_portfolio as replan_portfolio
    from planner.api.portfolio_changes import status_portfolio as status_portfolio
    from planner.api.portfolio_comparison import compare_portfolios as compare_portfolios
    from planner.api.portfolios import load_member as load_member
    from planner.api.portfolios import plan_portfolio as plan_portfolio
    from planner.api.portfolios import whatif_portfolio as whatif_portfolio
    from planner.api.questions import Explained as Explained
    from planner.api.questions import alternatives as alternatives
    from planner.api.questions import earlier as earlier
    from planner.api.questions import explain as explain
    from planner.api.questions import robustness as robustness
    from planner.api.questions import simulate as simulate
    from planner.api.questions import verify as verify
    from planner.api.questions import whatif as whatif
    from planner.api.questions import why_not as why_not
    from planner.api.request import Planning as Planning
    from planner.documents.loader import Loaded as Loaded
    from planner.documents.loader import load as load
    from planner.documents.loader import load_journey as load_journey
    from planner.documents.portfolio import load_portfolio as load_portfolio
    from planner.domain.journey import Journey as Journey
    from planner.domain.organisation import Organisation as Organisation
    from planner.errors import ArgumentError as ArgumentError
    from planner.errors import DocumentError as DocumentError
    from planner.errors import MissingError as MissingError
    from planner.errors import PlannerError as PlannerError
    from planner.errors import PluginError as PluginError
    from planner.pictures.style import Style as Style
    from planner.plugins.registry import Registry as Registry
    from planner.roadmap.portfolio import PortfolioRoadmap as PortfolioRoadmap
    from planner.roadmap.roadmap import Roadmap as Roadmap
    from planner.scheduling.sequence import Limits as Limits

_HOMES = {
    "planner.api.calibration": ("calibrate", "shared_history"),
    "planner.api.comparison": ("Replanned", "compare", "replan", "status"),
    "planner.api.documents": ("assess", "import_file"),
    "planner.api.pictures": ("draw", "export", "pages", "show"),
    "planner.api.planning": ("plan",),
    "planner.api.portfolio_changes": ("replan_portfolio", "status_portfolio"),
    "planner.api.portfolio_comparison": ("compare_portfolios",),
    "planner.api.portfolios": ("load_member", "plan_portfolio", "whatif_portfolio"),
    "planner.api.plugins": ("registry",),
    "planner.api.questions": (
        "Explained",
        "earlier",
        "explain",
        "robustness",
        "simulate",
        "verify",
        "alternatives",
        "whatif",
        "why_not",
    ),
    "planner.api.request": ("Planning",),
    "planner.documents.loader": ("Loaded", "load", "load_journey"),
    "planner.documents.portfolio": ("load_portfolio",),
    "planner.domain.journey": ("Journey",),
    "planner.domain.organisation": ("Organisation",),
    "planner.errors": ("ArgumentError", "DocumentError", "MissingError", "PlannerError", "PluginError"),
    "planner.pictures.style": ("Style",),
    "planner.plugins.registry": ("Registry",),
    "planner.roadmap.portfolio": ("PortfolioRoadmap",),
    "planner.roadmap.roadmap": ("Roadmap",),
    "planner.scheduling.sequence": ("Limits",),
}

__getattr__, __dir__ = lazy(__name__, _HOMES)

__all__ = ["__version__", *sorted(name for names in _HOMES.values() for name in names)]
