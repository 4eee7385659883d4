"""What Python users call: load, assess, plan, ask, compare, export. ``planner`` itself offers most of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.lazy import lazy

if TYPE_CHECKING:
    from planner.api.calibration import calibrate as calibrate
    from planner.api.calibration import shared_history as shared_history
    from planner.api.comparison import Replanned as Replanned
    from planner.api.comparison import compare as compare
    from planner.api.comparison import label_of as label_of
    from planner.api.comparison import replan as replan
    from planner.api.comparison import status as status
    from planner.api.documents import assess as assess
    from planner.api.documents import import_file as import_file
    from planner.api.pictures import Picture as Picture
    from planner.api.pictures import draw as draw
    from planner.api.pictures import export as export
    from planner.api.pictures import show as show
    from planner.api.planning import plan as plan
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
    from planner.api.request import prepared as prepared
    from planner.api.request import refuse_unknown as refuse_unknown
    from planner.documents.journey_lookup import locate as locate
    from planner.documents.loader import Loaded as Loaded
    from planner.documents.loader import load as load
    from planner.documents.loader import load_journey as load_journey
    from planner.documents.loader import load_text as load_text
    from planner.documents.validation import validate as validate
    from planner.documents.validation import validate_text as validate_text

_HOMES = {
    "planner.api.calibration": ("calibrate", "shared_history"),
    "planner.api.comparison": (
        "Replanned",
        "compare",
        "label_of",
        "replan",
        "status",
    ),
    "planner.api.documents": (
        "assess",
        "import_file",
    ),
    "planner.api.pictures": (
        "Picture",
        "draw",
        "export",
        "show",
    ),
    "planner.api.planning": ("plan",),
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
    "planner.api.request": (
        "Planning",
        "prepared",
        "refuse_unknown",
    ),
    "planner.documents.loader": (
        "Loaded",
        "load",
        "load_journey",
        "load_text",
    ),
    "planner.documents.validation": (
        "validate",
        "validate_text",
    ),
    "planner.documents.journey_lookup": ("locate",),
}

__getattr__, __dir__ = lazy(__name__, _HOMES)

__all__ = sorted(name for names in _HOMES.values() for name in names)
