"""What every page has: heading, time axis, stage markers, legend, source line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner import theme, wording
from planner.calendar import Calendar
from planner.roadmap import Placement, Roadmap
from planner.scene import Shape, TextLine
from planner.text import FLOOR, LINE_HEIGHT, cut, width, wrap

WIDTH, HEIGHT = 1920.0, 1080.0
LEFT, RIGHT = 60.0, 1860.0
BOTTOM = 1000.0
LRM = "\u200e"
"""Keeps a line that begins with a right-to-left name in left-to-right order."""
ASCENT = 0.74  # from the top of a line's box to its baseline, as a part of the size, half the leading included


@dataclass(frozen=True, slots=True)
class Axis:
    """Weeks to pixels."""

    left: float
    right: float
    first: int
    last: int
    calendar: Calendar

    @classmethod
    def over(cls, roadmap: Roadmap, lane_width: float) -> Axis:
        """From the first week to the end of the quarter in which the last work ends."""
        calendar = roadmap.calendar
        final = calendar.quarter_index(max(roadmap.finish - 1, 0))
        return cls(LEFT + lane_width, RIGHT, 0, calendar.begins[final + 1], calendar)

    def x(self, week: float) -> float:
        return self.left + (week - self.first) * (self.right - self.left) / (self.last - self.first)


def text_block(
    text: str,
    x: float,
    y: float,
    room: float,
    height: float,
    sizes: Sequence[float],
    *,
    color: str,
    bold: bool = False,
    anchor: str = "start",
    broken: Sequence[str] = (),
) -> tuple[TextLine, ...]:
    """Lines centred vertically in a box, at the largest size that fits; cut at the smallest if none does."""
    size = sizes[-1]
    lines = list(broken)
    if not lines:
        for size in sizes:
            lines = wrap(text, size, room, bold)
            whole = max(width(word, size, bold) for word in text.split() or [""]) <= room
            if whole and len(lines) * size * LINE_HEIGHT <= height:
                break
        else:
            lines = cut(text, size, room, max(1, int(height // (size * LINE_HEIGHT))), bold)
    top = y + (height - len(lines) * size * LINE_HEIGHT) / 2
    at = x if anchor == "start" else x + room if anchor == "end" else x + room / 2
    return tuple(
        TextLine(
            line, at, top + i * size * LINE_HEIGHT + size * (ASCENT + (LINE_HEIGHT - 1) / 2), size, color, bold, anchor
        )
        for i, line in enumerate(lines)
    )


def heading(roadmap: Roadmap, subtitle: str, number: int = 1, pages: int = 1) -> list[Shape]:
    room = RIGHT - LEFT
    if pages > 1:
        subtitle += f" (page {number} of {pages})"
    title = text_block(LRM + roadmap.title, LEFT, 34, room, 62, (46, 42, 38, 34, 30, 26), bold=True, color=theme.INK)
    below = text_block(LRM + subtitle, LEFT, 98, room, 36, (24, 22, 20, 18), color=theme.MUTED)
    return [
        Shape("title", "title", LEFT, 34, room, 62, lines=title, on=theme.PAPER),
        Shape("subtitle", "title", LEFT, 98, room, 36, lines=below, on=theme.PAPER),
    ]


def quarter_header(roadmap: Roadmap, axis: Axis, y: float, bottom: float) -> list[Shape]:
    """A band per quarter, labelled as fully as its width allows, and a line down the page at each start."""
    made = []
    for index, label in enumerate(axis.calendar.labels):
        begin, end = axis.calendar.begins[index], axis.calendar.begins[index + 1]
        if begin >= axis.last or end == begin:
            continue
        x0, x1 = axis.x(begin), axis.x(end)
        words = next((w for w in (wording.quarter(label), label[4:]) if width(w, 20, True) <= x1 - x0 - 8), "")
        lines = (
            text_block(words, x0, y, x1 - x0, 34, (20,), bold=True, color=theme.INK, anchor="middle") if words else ()
        )
        made.append(
            Shape(f"quarter-{label}", "header", x0 + 2, y, x1 - x0 - 4, 34, fill=theme.HEADER, radius=4, lines=lines)
        )
        made.append(Shape(f"line-{label}", "grid", x0 - 0.5, y + 34, 1, bottom - y - 34, fill=theme.GRID))
    return made


def marker_row(roadmap: Roadmap, axis: Axis, y: float, height: float) -> list[Shape]:
    """A diamond where the plan brings the organisation into another stage or phase, labelled without overlaps."""
    number, phase = roadmap.diagnosis.stage_number, roadmap.diagnosis.phase
    stage = f"Stage {number}, now {phase}" if number else "Before stage 1"
    made = [
        Shape(
            "stages",
            "header",
            LEFT,
            y,
            axis.left - LEFT,
            height,
            on=theme.PAPER,
            lines=text_block(
                stage, LEFT + 16, y, axis.left - LEFT - 24, height, (18, 17, FLOOR), bold=True, color=theme.MUTED
            ),
        )
    ]
    today = (
        f"{LRM}today: {roadmap.stage_name} ({roadmap.diagnosis.phase})"
        if roadmap.stage_name
        else "today: before stage 1"
    )
    taken: list[tuple[float, float]] = []
    for milestone in roadmap.milestones:
        x = min(axis.x(milestone.week), RIGHT - 10)
        paint = theme.stage_paint(milestone.stage_number, len(roadmap.stages))
        words = f"{milestone.stage_name} ({milestone.phase})"
        made.append(
            Shape(
                f"stage-{milestone.stage}-{milestone.phase}",
                "marker",
                x - 9,
                y + height / 2 - 9,
                18,
                18,
                "diamond",
                paint.fill,
                paint.stroke,
                2,
                alt=f"{words} from week {milestone.week}",
            )
        )
        taken.append((x - 12, x + 12))
    wanted: list[tuple[str, float, tuple[str, ...]]] = [("stage-today", axis.left, (today,))]
    for milestone in roadmap.milestones:
        words = f"{LRM}{milestone.stage_name} ({milestone.phase})"
        choices = (f"{words}: week {milestone.week}", words, f"week {milestone.week}")
        key = f"stage-name-{milestone.stage}-{milestone.phase}"
        wanted.append((key, min(axis.x(milestone.week), RIGHT - 10), choices))
    for name, x, labels in wanted:
        gap = 4.0 if name == "stage-today" else 16.0
        for label in labels:
            wide = width(label, FLOOR + 1) + 4
            spans = [(x + gap, x + gap + wide, "start"), (x - gap - wide, x - gap, "end")]
            free = [
                span
                for span in spans
                if span[0] >= axis.left and span[1] <= RIGHT and all(span[1] <= t[0] or span[0] >= t[1] for t in taken)
            ]
            if free:
                x0, x1, anchor = free[0]
                taken.append((x0 - 8, x1 + 8))
                lines = text_block(
                    label, x0, y, x1 - x0, height, (FLOOR + 1,), color=theme.INK, anchor=anchor, broken=(label,)
                )
                made.append(Shape(name, "label", x0, y + 6, x1 - x0, height - 12, lines=lines, on=theme.PAPER))
                break
    return made


def legend(roadmap: Roadmap, y: float, right: float = RIGHT) -> list[Shape]:
    """One line: stages, the critical chain, targets; and the source."""
    made: list[Shape] = []
    x, size = LEFT, 17.0
    room = (right - LEFT - 370) / max(len(roadmap.stages), 1) - 76  # for each stage's name
    entries: list[tuple[str, str, theme.Paint | None]] = [
        (
            cut(f"{stage.number}. {stage.name}", size, room, 1)[0],
            f"legend-{stage.id}",
            theme.stage_paint(stage.number, len(roadmap.stages)),
        )
        for stage in roadmap.stages
        if any(placed.stage == stage.id for placed in roadmap.placements)
    ]
    if roadmap.critical_chain:
        entries.append(("Sets the finish", "legend-critical", None))
    if any(placed.is_target for placed in roadmap.placements):
        entries.append(("Bold: target", "legend-target", None))
    y = max(y, HEIGHT - 66)
    for words, key, paint in entries:
        if paint is not None:
            made.append(
                Shape(
                    f"{key}-key",
                    "legend",
                    x,
                    y + 3,
                    34,
                    20,
                    fill=paint.fill,
                    stroke=paint.stroke,
                    stroke_width=1.5,
                    radius=4,
                )
            )
            x += 44
        elif key == "legend-critical":
            made.append(
                Shape(
                    f"{key}-key",
                    "legend",
                    x,
                    y + 2,
                    36,
                    22,
                    fill=theme.PAPER,
                    stroke=theme.ACCENT,
                    stroke_width=3,
                    radius=6,
                )
            )
            x += 46
        bold = key == "legend-target"
        wide = width(words, size, bold) + 2
        lines = text_block(words, x, y, wide, 26, (size,), color=theme.INK, bold=bold, broken=(words,))
        made.append(Shape(key, "legend", x, y, wide, 26, lines=lines, on=theme.PAPER))
        x += wide + 30
    source = f"{LRM}Source: {roadmap.name}, {roadmap.journey_name} journey; durations and costs are estimates"
    room = right - x
    if room < 300:
        y, room = y + 26, right - LEFT
    lines = text_block(source, right - room, y, room, 26, (FLOOR,), color=theme.MUTED, anchor="end")
    made.append(Shape("source", "legend", right - room, y, room, 26, lines=lines, on=theme.PAPER))
    return made


def card_alt(step: Placement) -> str:
    """What a screen reader says of a step."""
    return (
        f"{step.name}, {step.owner_name}, {step.start_date} to {step.end_date}, {wording.count(step.weeks, 'week')}. "
        f"{step.reason.text[:1].upper()}{step.reason.text[1:]}."
        + (f" {wording.count(step.late_weeks, 'week')} after its date, {step.due}." if step.late_weeks else "")
    )
