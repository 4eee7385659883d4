"""What a plugin that draws needs: scenes and what they are made of, type, colour, and scenes as SVG, PNG and slides.

A view turns a roadmap into scenes, one for each page; a renderer turns scenes into a file. ``planner.pictures.toolkit``
has what the bundled views are made of: headings, axes, legends, tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.lazy import lazy

if TYPE_CHECKING:
    from planner.i18n.text import directed as directed
    from planner.i18n.text import has_rtl as has_rtl
    from planner.i18n.text import is_rtl_text as is_rtl_text
    from planner.pictures.chart import Chart as Chart
    from planner.pictures.chart import ChartSeries as ChartSeries
    from planner.pictures.scene import Connector as Connector
    from planner.pictures.scene import Element as Element
    from planner.pictures.scene import Item as Item
    from planner.pictures.scene import Line as Line
    from planner.pictures.scene import Point as Point
    from planner.pictures.scene import Scene as Scene
    from planner.pictures.scene import Shape as Shape
    from planner.pictures.scene import TextLine as TextLine
    from planner.pictures.slides.new_deck import plain_deck as plain_deck
    from planner.pictures.style import Style as Style
    from planner.pictures.text_metrics import FLOOR as FLOOR
    from planner.pictures.text_metrics import LINE_HEIGHT as LINE_HEIGHT
    from planner.pictures.text_metrics import covered as covered
    from planner.pictures.text_metrics import cut as cut
    from planner.pictures.text_metrics import fit as fit
    from planner.pictures.text_metrics import measured_for as measured_for
    from planner.pictures.text_metrics import width as width
    from planner.pictures.text_metrics import wrap as wrap
    from planner.pictures.theme import DARK as DARK
    from planner.pictures.theme import LIGHT as LIGHT
    from planner.pictures.theme import PRINT as PRINT
    from planner.pictures.theme import THEMES as THEMES
    from planner.pictures.theme import Paint as Paint
    from planner.pictures.theme import Theme as Theme
    from planner.pictures.theme import branded as branded
    from planner.pictures.theme import contrast as contrast
    from planner.pictures.theme import other_light as other_light

_HOMES = {
    "planner.pictures.chart": ("Chart", "ChartSeries"),
    "planner.pictures.scene": (
        "Connector",
        "Element",
        "Item",
        "Line",
        "Point",
        "Scene",
        "Shape",
        "TextLine",
    ),
    "planner.pictures.slides.new_deck": ("plain_deck",),
    "planner.pictures.style": ("Style",),
    "planner.pictures.text_metrics": (
        "FLOOR",
        "LINE_HEIGHT",
        "covered",
        "cut",
        "fit",
        "measured_for",
        "width",
        "wrap",
    ),
    "planner.i18n.text": (
        "directed",
        "has_rtl",
        "is_rtl_text",
    ),
    "planner.pictures.theme": (
        "DARK",
        "LIGHT",
        "PRINT",
        "THEMES",
        "Paint",
        "Theme",
        "branded",
        "contrast",
        "other_light",
    ),
}

__getattr__, __dir__ = lazy(__name__, _HOMES)

__all__ = sorted(name for names in _HOMES.values() for name in names)
