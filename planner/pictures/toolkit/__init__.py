"""What the bundled views are made of, for views of your own: a page with heading and source line, a time axis, a
legend, tables over as many pages as they take, text in boxes, steps as alt text and discs, routes of connectors.

Nothing here decides what a picture says; everything is measured before it is drawn, so no text leaves its shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.lazy import lazy

if TYPE_CHECKING:
    from planner.pictures.toolkit.axis import Axis as Axis
    from planner.pictures.toolkit.axis import marker_row as marker_row
    from planner.pictures.toolkit.axis import quarter_header as quarter_header
    from planner.pictures.toolkit.axis import quarter_names as quarter_names
    from planner.pictures.toolkit.legend import Entry as Entry
    from planner.pictures.toolkit.legend import target_entry as target_entry
    from planner.pictures.toolkit.page import MARGIN as MARGIN
    from planner.pictures.toolkit.page import Page as Page
    from planner.pictures.toolkit.plan_legend import chain_entry as chain_entry
    from planner.pictures.toolkit.plan_legend import load_entries as load_entries
    from planner.pictures.toolkit.plan_legend import plan_entries as plan_entries
    from planner.pictures.toolkit.plan_legend import stage_entries as stage_entries
    from planner.pictures.toolkit.plot import Plot as Plot
    from planner.pictures.toolkit.plot import nice as nice
    from planner.pictures.toolkit.routing import Route as Route
    from planner.pictures.toolkit.routing import drop as drop
    from planner.pictures.toolkit.routing import route as route
    from planner.pictures.toolkit.steps import disc as disc
    from planner.pictures.toolkit.steps import numbered as numbered
    from planner.pictures.toolkit.steps import step_alt as step_alt
    from planner.pictures.toolkit.steps import step_items as step_items
    from planner.pictures.toolkit.steps import step_notes as step_notes
    from planner.pictures.toolkit.table import Cell as Cell
    from planner.pictures.toolkit.table import Column as Column
    from planner.pictures.toolkit.table import Row as Row
    from planner.pictures.toolkit.table import fitted as fitted
    from planner.pictures.toolkit.table import sheets as sheets
    from planner.pictures.toolkit.text_blocks import text_block as text_block

_HOMES = {
    "planner.pictures.toolkit.axis": (
        "Axis",
        "marker_row",
        "quarter_header",
        "quarter_names",
    ),
    "planner.pictures.toolkit.legend": ("Entry", "target_entry"),
    "planner.pictures.toolkit.plan_legend": ("chain_entry", "load_entries", "plan_entries", "stage_entries"),
    "planner.pictures.toolkit.page": (
        "MARGIN",
        "Page",
    ),
    "planner.pictures.toolkit.plot": ("Plot", "nice"),
    "planner.pictures.toolkit.routing": (
        "Route",
        "drop",
        "route",
    ),
    "planner.pictures.toolkit.steps": (
        "disc",
        "numbered",
        "step_alt",
        "step_items",
        "step_notes",
    ),
    "planner.pictures.toolkit.table": (
        "Cell",
        "Column",
        "Row",
        "fitted",
        "sheets",
    ),
    "planner.pictures.toolkit.text_blocks": ("text_block",),
}

__getattr__, __dir__ = lazy(__name__, _HOMES)

__all__ = sorted(name for names in _HOMES.values() for name in names)
