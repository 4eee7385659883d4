"""The time axis of a page: weeks to pixels, quarters, stage markers."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.calendar import Calendar
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.pictures.scene import Shape
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.toolkit.page import Page
from planner.pictures.toolkit.text_blocks import text_block
from planner.roadmap.quarters import quarter_name


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
    ways: list[dict[str, str]] = [
        {label: quarter_name(axis.calendar, label) for label, _x0, _x1 in shown},
        {label: phrases.quarter(label) for label, _x0, _x1 in shown},
        *(
            {label: year(label) if label.endswith("Q1") else phrases.short_quarter(label) for label, _x0, _x1 in shown}
            for year in (lambda label: label[:4], lambda label: f"’{label[2:4]}")
        ),
    ]

    def fits(words: str, x0: float, x1: float, size: float = 20) -> bool:
        return width(words, size, True) <= x1 - x0 - 6

    # the plan may begin late in its first quarter, which says nothing of the room in the others
    way = next((way for way in ways if all(fits(way[label], x0, x1) for label, x0, x1 in shown[1:])), ways[-1])
    for label, x0, x1 in shown:
        x1 = min(x1, axis.right)
        size = next((size for size in (20, 18, FLOOR) if fits(way[label], x0, x1, size)), None)
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
    return made


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
    taken: list[tuple[float, float]] = []
    wanted: list[tuple[str, float, tuple[str, ...]]] = [("stage-today", axis.left, (today,))] if not axis.first else []
    for milestone in shown:
        x = min(axis.x(milestone.week), page.right - 10)
        paint = page.stage(milestone.stage_number)
        words = _("{stage} ({phase})", stage=milestone.stage_name, phase=phrases.phase(milestone.phase))
        key = f"{milestone.stage}-{milestone.phase}"
        dated = _("{stage} ({phase}): week {week}", stage=milestone.stage_name,
                  phase=phrases.phase(milestone.phase), week=milestone.week)  # fmt: skip
        made.append(
            Shape(
                f"stage-{key}",
                "marker",
                x - 9,
                y + height / 2 - 9,
                18,
                18,
                "diamond",
                paint.fill,
                paint.stroke,
                2,
                alt=dated,
            )
        )
        taken.append((x - 12, x + 12))
        short = _("week {week}", week=milestone.week)
        wanted.append((f"stage-name-{key}", x, (page.say(dated), page.say(words), page.say(short))))
    return made + _spread_labels(page, axis, wanted, taken, y, height)


def _spread_labels(
    page: Page,
    axis: Axis,
    wanted: list[tuple[str, float, tuple[str, ...]]],
    taken: list[tuple[float, float]],
    y: float,
    height: float,
) -> list[Shape]:
    """Labels beside their marks, each as long as there is room for; those that find none are left out.

    Args:
        wanted: (id, place of the mark, wordings from the longest to the shortest).
        taken: where marks and labels are already, from left to right of each.
    """
    made: list[Shape] = []
    for name, x, labels in wanted:
        gap = 4.0 if name == "stage-today" else 16.0
        for label in labels:
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
                made.append(Shape(name, "label", x0, y + 6, x1 - x0, height - 12, lines=lines, on=page.theme.paper))
                break
    return made
