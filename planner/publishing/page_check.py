"""Whether pages of a view can be drawn by every renderer."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

from planner.pictures.chart import Chart, ChartSeries
from planner.pictures.scene import Connector, Line, Scene, Shape
from planner.pictures.theme import Theme

LARGEST = 20_000  # pixels of a page each way


def as_bytes(answer: Any) -> bytes:
    if not isinstance(answer, bytes):
        raise TypeError(f"returned {type(answer).__name__} instead of bytes")
    return answer


def as_pages(answer: Any) -> tuple[Scene, ...]:
    if not isinstance(answer, tuple) or not answer or not all(isinstance(one, Scene) for one in answer):
        raise TypeError(f"returned {type(answer).__name__} instead of a tuple of one Scene or more")
    return answer


def as_pages_of_others(answer: Any) -> tuple[Scene, ...]:
    """The pages of somebody else's view, if every renderer can draw them: types, colours and places."""
    for scene in as_pages(answer):
        _texts(scene, "id", "title", "alt", "notes", "language")
        _colours(scene, "background")
        if not isinstance(scene.theme, Theme):
            raise TypeError(f"made a page with the theme {scene.theme!r}")
        if not isinstance(scene.elements, tuple) or not isinstance(scene.items, tuple):
            raise TypeError("made a page whose elements or items are no tuple")
        if not all(isinstance(size, int | float) and 1 <= size <= LARGEST for size in (scene.width, scene.height)):
            raise ValueError(f"made a page of {scene.width} by {scene.height}; at most {LARGEST} pixels each way")
        for one in scene.elements:
            _check_element(one)
        for chart in scene.charts:
            _check_chart(chart, scene)
    return tuple(answer)


def _check_chart(chart: Any, scene: Scene) -> None:
    if not isinstance(chart, Chart) or not all(isinstance(one, ChartSeries) for one in chart.series):
        raise TypeError(f"gave a page {type(chart).__name__} instead of a Chart with ChartSeries")
    _texts(chart, "id", "name", "code")
    if not any(getattr(e, "chart", "") == chart.id for e in scene.elements):
        raise ValueError(f"made the chart '{chart.id}', and no element of the page says that it draws it")
    numbers = [*chart.plot, *chart.box, *chart.span, chart.top, chart.ticks, chart.size]
    for one in chart.series:
        _texts(one, "name", "mark", "dash")
        _colours(one, "color")
        across = chart.labels or one.xs
        if len(one.ys) != len(across) or not one.ys:
            raise ValueError(
                f"gave “{one.name}” of the chart '{chart.id}' {len(one.ys)} numbers for {len(across)} places"
            )
        numbers += [*one.xs, one.width, *(y for y in one.ys if y is not None)]
    if not all(isinstance(number, int | float) and isfinite(number) for number in numbers):
        raise ValueError(f"gave the chart '{chart.id}' what is no finite number")
    if min(*chart.plot[2:], *chart.box[2:], chart.top, chart.ticks) <= 0 or not chart.series:
        raise ValueError(f"gave the chart '{chart.id}' no room, no scale or no numbers")


def _check_element(one: Any) -> None:
    if not isinstance(one, Shape | Line | Connector):
        raise TypeError(f"put {type(one).__name__} on a page instead of a Shape, Line or Connector")
    _texts(one, "id", "alt")
    places = [place for point in one.points for place in point]
    if isinstance(one, Shape):
        _colours(one, "fill", "stroke", "on")
        places += [one.x, one.y, one.width, one.height, one.stroke_width, one.radius]
        for line in one.lines:
            _texts(line, "text")
            _choice(line, "anchor", ("start", "middle", "end"))
            _colours(line, "color")
            places += [line.x, line.y, line.size]
    else:
        _colours(one, "color")
        places.append(one.width)
        if not re.fullmatch("[0-9., ]*", str(one.dash)):
            raise ValueError(f"gave {type(one).__name__}.dash {str(one.dash)[:40]!r} instead of lengths such as '4 3'")
    if not all(isinstance(place, int | float) and isfinite(place) for place in places):
        raise ValueError(f"put '{one.id}' at a place that is no finite number")


def _choice(record: Any, name: str, choices: tuple[str, ...]) -> None:
    if getattr(record, name) not in choices:
        raise ValueError(f"gave {type(record).__name__}.{name} {getattr(record, name)!r}; use {', '.join(choices)}")


def _texts(record: Any, *names: str) -> None:
    for name in names:
        if not isinstance(getattr(record, name), str):
            raise TypeError(f"gave {type(record).__name__}.{name} {getattr(record, name)!r} instead of a text")


def _colours(record: Any, *names: str) -> None:
    for name in names:
        color = getattr(record, name)
        if color and not (isinstance(color, str) and re.fullmatch("#[0-9A-Fa-f]{6}", color)):
            raise ValueError(f"gave {type(record).__name__}.{name} {str(color)[:40]!r} instead of a colour as #RRGGBB")
