"""The time axis of a page: weeks to pixels, quarters, stage markers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from planner.domain.calendar import Calendar, first_day
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.pictures.scene import Shape
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.toolkit.page import Page
from planner.pictures.toolkit.text_blocks import text_block
from planner.roadmap.quarters import quarter_name
from planner.roadmap.records import Milestone

MONTHS = 84.0
"""Pixels of a quarter from which on its months are marked."""
TICK = 8.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Weeks to pixels."""

    left: float
    right: float
    first: int
    last: int
    calendar: Calendar

    @classmethod
    def over(cls, page: Page, lead: float) -> Axis:
        """From the first week to the end of the quarter in which the last work ends, ``lead`` pixels from the left."""
        roadmap = page.roadmap
        calendar = roadmap.calendar
        first = calendar.begins[calendar.quarter_index(min((p.start for p in roadmap.placements), default=0))]
        final = calendar.quarter_index(max(roadmap.finish - 1, 0))
        return cls(page.left + lead, page.right, first, calendar.begins[final + 1], calendar)

    def x(self, week: float) -> float:
        return self.left + (week - self.first) * (self.right - self.left) / max(self.last - self.first, 1)


def quarter_header(page: Page, axis: Axis, y: float, end: float) -> list[Shape]:
    """A band per quarter, all labelled as fully as the widths allow, and a line at each start, down the page to ``end``
    or up to it. Where there is no room for the year in each, the first quarter of a year is labelled with it."""
    made, theme = list[Shape](), page.theme
    begins = axis.calendar.begins
    shown = [
        (label, axis.x(begins[i]), axis.x(begins[i + 1]))
        for i, label in enumerate(axis.calendar.labels)
        if axis.first <= begins[i] < axis.last and begins[i] < begins[i + 1]
    ]
    # the plan may begin late in its first quarter, which says nothing of the room in the others
    way = quarter_names(axis.calendar, {label: x1 - x0 for label, x0, x1 in shown}, [one[0] for one in shown[1:]])
    for label, x0, x1 in shown:
        x1 = min(x1, axis.right)
        size = next((size for size in (20, 18, FLOOR) if _fits(way[label], x1 - x0, size)), None)
        lines = (
            text_block(way[label], x0, y, x1 - x0, 34, (size,), bold=True, color=theme.ink, anchor="middle")
            if size
            else ()
        )
        made.append(
            Shape(f"quarter-{label}", "header", x0 + 2, y, x1 - x0 - 4, 34, fill=theme.header, radius=4, lines=lines)
        )
        top, tall = (y + 34, end - y - 34) if end > y else (end, y - end)
        made.append(Shape(f"line-{label}", "grid", x0 - 0.5, top, 1, tall, fill=theme.grid))
        if end > y and x1 - x0 >= MONTHS:
            made += _months(page, axis, label, y + 34)
    return made


def quarter_names(calendar: Calendar, room: Mapping[str, float], asked: Iterable[str] | None = None) -> dict[str, str]:
    """Names of quarters by label, as full as the pixels of each allow. ``asked``: those that count."""
    ways: list[Callable[[str], str]] = [
        lambda label: quarter_name(calendar, label),
        phrases.quarter,
        lambda label: label[:4] if label.endswith("Q1") else phrases.short_quarter(label),
        lambda label: f"’{label[2:4]}" if label.endswith("Q1") else phrases.short_quarter(label),
    ]
    own = list(room if asked is None else asked)
    way = next((way for way in ways if all(_fits(way(label), room[label]) for label in own)), ways[-1])
    return {label: way(label) for label in room}


def _fits(words: str, room: float, size: float = 20) -> bool:
    return width(words, size, True) <= room - 6


def _months(page: Page, axis: Axis, quarter: str, y: float) -> list[Shape]:
    """A tick where the second and the third month of a quarter begin."""
    first = first_day(quarter)
    days = [date(first.year, first.month + n, 1) for n in (1, 2)]
    weeks = [(day, (day - axis.calendar.start).days / 7) for day in days]
    return [
        Shape(f"month-{day:%Y-%m}", "grid", axis.x(week) - 0.5, y, 1, TICK, fill=page.theme.line)
        for day, week in weeks if axis.first < week < axis.last
    ]  # fmt: skip


def marker_row(page: Page, axis: Axis, y: float, height: float) -> list[Shape]:
    """A diamond where the plan brings the organisation into another stage or phase, labelled without overlaps."""
    roadmap, theme = page.roadmap, page.theme
    number = roadmap.diagnosis.stage_number
    phase = phrases.phase(roadmap.diagnosis.phase)
    stage = _("Stage {number}, now {phase}", number=number, phase=phase) if number else _("Before stage 1")
    made = [
        page.label(
            "stages", stage, page.left + 16, y, axis.left - page.left - 24, height, (18, 17, FLOOR), role="header",
            bold=True, color=theme.muted,
        )
    ]  # fmt: skip
    shown = [m for m in roadmap.milestones if axis.first <= m.week <= axis.last]
    today = page.say(
        _("today: {stage} ({phase})", stage=roadmap.stage_name, phase=phase)
        if roadmap.stage_name
        else _("today: before stage 1")
    )
    names = [_Name("stage-today", axis.left, (today,))] if not axis.first else []
    reached = [next(m for m in shown if m.stage == stage) for stage in dict.fromkeys(m.stage for m in shown)]
    taken = [_around(page, axis, one) for one in reached]
    for own in (reached, [one for one in shown if one not in reached]):  # a stage is named before phases of its own
        for one in own:
            mark = _around(page, axis, one)
            if own is reached or not any(mark[0] < b and mark[1] > a for a, b in taken):
                taken.append(mark)
                made.append(_diamond(page, one, sum(mark) / 2, y + height / 2))
                names.append(_name(page, one, sum(mark) / 2, first=own is reached))
        made += _spread_labels(page, axis, names, taken, y, height)
        names = []
    return made


@dataclass(frozen=True, slots=True)
class _Name:
    """A label beside a mark: its wordings from the longest to the shortest."""

    id: str
    x: float
    wordings: tuple[str, ...]


def _around(page: Page, axis: Axis, milestone: Milestone) -> tuple[float, float]:
    """From where to where its mark reaches."""
    x = min(axis.x(milestone.week), page.right - 10)
    return x - 12, x + 12


def _dated(milestone: Milestone) -> str:
    return _("{stage} ({phase}): week {week}", stage=milestone.stage_name, phase=phrases.phase(milestone.phase),
             week=milestone.week)  # fmt: skip


def _diamond(page: Page, milestone: Milestone, x: float, y: float) -> Shape:
    paint = page.stage(milestone.stage_number)
    name = f"stage-{milestone.stage}-{milestone.phase}"
    return Shape(name, "marker", x - 9, y - 9, 18, 18, "diamond", paint.fill, paint.stroke, 2, alt=_dated(milestone))


def _name(page: Page, milestone: Milestone, x: float, *, first: bool) -> _Name:
    """``first``: it is the one with which the stage is reached, or in which it is already: then without its phase one
    would take it for the stage's own."""
    plain = _("{stage} ({phase})", stage=milestone.stage_name, phase=phrases.phase(milestone.phase))
    no_phase = _("{stage}: week {week}", stage=milestone.stage_name, week=milestone.week)
    short = _("week {week}", week=milestone.week)
    within = not first or milestone.stage_number <= page.roadmap.diagnosis.stage_number
    wordings = (page.say(_dated(milestone)), page.say(plain if within else no_phase), page.say(short))
    return _Name(f"stage-name-{milestone.stage}-{milestone.phase}", x, wordings)


def _spread_labels(
    page: Page,
    axis: Axis,
    names: list[_Name],
    taken: list[tuple[float, float]],
    y: float,
    height: float,
) -> list[Shape]:
    """Labels beside their marks, each as long as there is room for; those that find none are left out.

    Args:
        taken: where marks and labels are already, from left to right of each.
    """
    made: list[Shape] = []
    for name in names:
        x, gap = name.x, 4.0 if name.id == "stage-today" else 16.0
        for label in name.wordings:
            wide = width(label, FLOOR + 1) + 4
            spans = [(x + gap, x + gap + wide, "start"), (x - gap - wide, x - gap, "end")]
            free = [
                span
                for span in spans
                if span[0] >= axis.left
                and span[1] <= page.right
                and all(span[1] <= a or span[0] >= b for a, b in taken)
            ]
            if free:
                x0, x1, anchor = free[0]
                taken.append((x0 - 8, x1 + 8))
                lines = text_block(
                    label, x0, y, x1 - x0, height, (FLOOR + 1,), color=page.theme.ink, anchor=anchor, broken=(label,)
                )
                made.append(Shape(name.id, "label", x0, y + 6, x1 - x0, height - 12, lines=lines, on=page.theme.paper))
                break
    return made
