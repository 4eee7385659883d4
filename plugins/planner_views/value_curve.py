"""Value curve: how much of the value is live when, against the earliest any order could do and against the journey's
own order."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

from planner.pictures import (
    FLOOR,
    LINE_HEIGHT,
    ChartSeries,
    Connector,
    Element,
    Line,
    Point,
    Scene,
    Shape,
    Style,
    cut,
    fit,
    width,
)
from planner.pictures.toolkit import (
    Axis,
    Entry,
    Page,
    Plot,
    quarter_header,
    step_alt,
    step_items,
    step_notes,
    text_block,
)
from planner.plugins import Placement, Roadmap, View, _, hookimpl, phrases

CALLOUTS = 7


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    theme = page.theme
    axis = Axis.over(page, 96)
    top, bottom = page.top + 56, page.bottom - 20
    plot = Plot(page, "shares", axis.left, axis.right, top, bottom, 100.0, 96.0, _("{percent} %", percent=""))
    total = sum(p.value for p in roadmap.placements) or 1.0
    plan = {p.id: p.finish for p in roadmap.placements}
    made: list[Element] = [*quarter_header(page, axis, page.top, bottom), *plot.scale()]
    strong = page.stage(max(2, len(roadmap.stages) - 1)).stroke
    entries = [Entry("line", _("This plan"), stroke=strong)]
    series: list[ChartSeries] = []

    def curve(key: str, name: str, finish: Mapping[str, int], color: str, wide: float, dash: str = "") -> None:
        weeks, shares = _staircase(roadmap, axis, finish, total)
        series.append(ChartSeries(name, color, shares, weeks, width=wide, dash=dash))
        points = tuple((axis.x(week), plot.y(share)) for week, share in zip(weeks, shares, strict=True))
        made.append(Line(key, "curve", points, color, wide, dash, alt=name, chart=plot.key))

    if roadmap.placements:
        curve("bound", _("No order of these steps is sooner"), roadmap.earliest, theme.muted, 3, "2 6")
        entries.append(Entry("dots", _("No order of these steps is sooner"), stroke=theme.muted))
        if len(roadmap.naive) == len(plan):
            curve("naive", _("The journey's own order"), roadmap.naive, theme.line, 2.5, "14 8")
            entries.append(Entry("dash", _("The journey's own order"), stroke=theme.line))
        curve("plan", _("This plan"), plan, strong, 6)
    lines = [e.points for e in made if isinstance(e, Line) and e.role == "curve"]
    made += _callouts(page, axis, lines, (top - 14, bottom), total, (top, bottom))
    made += page.legend(entries)
    steps = roadmap.placements
    return (
        page.scene(
            "value",
            made,
            title=_title(roadmap),
            subtitle=_("share of the plan's value that is live, by week; value is weighted by the goals, an estimate"),
            alt=" ".join(_("Week {week}: {name}.", week=p.finish, name=p.name)
                         for p in sorted(steps, key=lambda p: (p.finish, p.id))) or roadmap.title,
            notes=step_notes(roadmap, steps),
            items=step_items(roadmap) if steps else (),
            charts=(
                [plot.chart(_("Share of the value that is live"), series, span=(axis.first, axis.last))] if series
                else ()
            ),
        ),
    )  # fmt: skip


def _staircase(
    roadmap: Roadmap, axis: Axis, finish: Mapping[str, int], total: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """(weeks, percent of the value): it rises in the week after a step is finished."""
    value, at = 0.0, [(float(axis.first), 0.0)]
    for step in sorted((p for p in roadmap.placements if p.id in finish), key=lambda p: (finish[p.id], p.id)):
        week = float(min(max(finish[step.id], axis.first), axis.last))
        at.append((week, 100 * value / total))
        value += step.value
        at.append((week, 100 * value / total))
    at.append((float(axis.last), at[-1][1]))
    return tuple(week for week, _share in at), tuple(share for _week, share in at)


def half(finish: Mapping[str, int], steps: Sequence[Placement]) -> int:
    """The week from which at least half of the value is live."""
    total, value = sum(p.value for p in steps), 0.0
    for step in sorted(steps, key=lambda p: (finish[p.id], p.id)):
        value += step.value
        if value >= total / 2:
            return finish[step.id]
    return 0


def _title(roadmap: Roadmap) -> str:
    steps = roadmap.placements
    if not sum(p.value for p in steps):
        return _("No step has a value: no goal asks for one")
    week = half({p.id: p.finish for p in steps}, steps)
    when = phrases.when(roadmap.calendar.last_day(week), week)
    if len(roadmap.naive) == len(steps):
        usual = half(roadmap.naive, steps)
        if usual > week:
            return _(
                "Half of the value is live by {when}, {weeks} sooner than in the journey's own order",
                when=when, weeks=phrases.weeks(usual - week),
            )  # fmt: skip
    best = half(roadmap.earliest, steps)
    if best < week:
        return _(
            "Half of the value is live by {when}; no order of these steps can have it before week {best}",
            when=when, best=best,
        )  # fmt: skip
    return _("Half of the value is live by {when}, and no order of these steps can have it sooner", when=when)


def _callouts(
    page: Page,
    axis: Axis,
    curves: Sequence[Sequence[Point]],
    zone: tuple[float, float],
    total: float,
    scale: tuple[float, float],
) -> list[Shape | Connector]:
    """The steps that bring most, named beside the line where there is room."""
    theme, made = page.theme, list[Shape | Connector]()
    boxes = [(min(a[0], b[0]) - 8, min(a[1], b[1]) - 8, max(a[0], b[0]) + 8, max(a[1], b[1]) + 8)
             for line in curves for a, b in itertools.pairwise(line)]  # fmt: skip
    placed = sorted(page.roadmap.placements, key=lambda p: (p.finish, p.id))
    corners: dict[str, Point] = {}
    value = 0.0
    for step in placed:
        value += step.value
        corners[step.id] = (axis.x(step.finish), scale[1] - (scale[1] - scale[0]) * (value - step.value / 2) / total)
    for step in sorted(placed, key=lambda p: (-p.value, p.id))[:CALLOUTS]:
        x, y = corners[step.id]
        room = 250.0
        found = fit(step.name, room, 2 * 18 * LINE_HEIGHT, (18, 17, FLOOR), bold=step.is_target)
        lines, size = found or (cut(step.name, FLOOR, room, 2, bold=step.is_target), FLOOR)
        under = page.say(
            _("week {week}, {percent} % of the value", week=step.finish, percent=round(100 * step.value / total))
        )
        wide = max(*(width(text, size, step.is_target) for text in lines), width(under, FLOOR)) + 20
        tall = len(lines) * size * LINE_HEIGHT + FLOOR * LINE_HEIGHT + 12
        spot = _free_spot(axis, zone, boxes, (x, y), (wide, tall))
        if spot is None:
            continue
        left, top = spot
        boxes.append((left - 6, top - 6, left + wide + 6, top + tall + 6))
        block = len(lines) * size * LINE_HEIGHT
        edge = (left + wide if left < x else left, top + tall / 2)
        made += [
            Shape(f"step-{step.id}", "marker", x - 7, y - 7, 14, 14, "circle", fill=page.stage(step.stage_number).fill,
                  stroke=page.stage(step.stage_number).stroke, stroke_width=2, of=step.id),
            Connector(f"call-{step.id}", f"callout-{step.id}", f"step-{step.id}",
                      (edge, (x + (-7 if left < x else 7), y)), theme.line, 1.5, arrow=False),
            Shape(
                f"callout-{step.id}", "card", left, top, wide, tall, fill=theme.paper, stroke=theme.line,
                stroke_width=1, radius=6, of=step.id, alt=step_alt(step),
                lines=(
                    *text_block("", left + 10, top + 6, wide - 20, block, (size,), color=theme.ink,
                                bold=step.is_target, broken=lines),
                    *text_block("", left + 10, top + 6 + block, wide - 20, FLOOR * LINE_HEIGHT, (FLOOR,),
                                color=theme.muted, broken=(under,)),
                ),
            ),
        ]  # fmt: skip
    return made


def _free_spot(
    axis: Axis, zone: tuple[float, float], boxes: Sequence[tuple[float, ...]], at: Point, size: tuple[float, float]
) -> Point | None:
    """Where a box of this size near a point covers none of the others; None: nowhere."""
    (x, y), (wide, tall) = at, size
    for away in (34.0, 80.0, 140.0):
        spots = (
            (x - away - wide, y - tall - 6), (x + away, y + 6), (x + away, y - tall / 2), (x - away - wide, y),
            (x - away - wide, y - tall / 2), (x - away - wide, y + 40), (x + away, y + 40),
        )  # fmt: skip
        for left, top in spots:
            inside = left >= axis.left + 4 and left + wide <= axis.right - 4
            inside = inside and zone[0] - 4 <= top and top + tall <= zone[1] - 4
            if inside and not any(
                left < b[2] and b[0] < left + wide and top < b[3] and b[1] < top + tall for b in boxes
            ):
                return left, top
    return None


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("value", draw, "Value delivered over time, with the bound and the journey's own order", whole=True)
