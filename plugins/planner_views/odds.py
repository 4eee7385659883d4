"""Odds: how likely each stage is reached by a date, as curves, and what moves the end of the plan, as a tornado."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from planner.pictures import FLOOR, Line, Scene, Shape, Style, cut, width
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header
from planner.plugins import ODDS, Driver, Risk, Roadmap, StageRisk, View, _, day, decimal, hookimpl, narrative, phrases

CHART, GAP, SCALE = 0.62, 50.0, 64.0
"""Part of the width that the curves take, what lies between them and the drivers, room for the scale of odds."""
HEAD, HEADS = 40.0, 34.0
ROW, BAR, LINE = 62.0, 20.0, 26.0
MOST = 8
SMALL = 0.05
"""Weeks: what moves the end by less is not shown."""
SHOWN = (0.0, 0.2, 0.5, 0.8, 1.0)

Box = tuple[float, float, float, float]


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, risk = Page(roadmap, style), roadmap.risk
    assert risk is not None  # the record says that it is needed
    end = StageRisk(0, replace(risk.finish, name=_("End of the plan")), risk.on_time, risk.curve)
    curves = risk.stages or (end,)
    right = page.left + CHART * page.room
    said = [_said(one) for one in curves]
    drivers = [one for one in risk.drivers if one.swing > SMALL][:MOST]
    entries = [
        Entry("diamond", _("plan's date"), style.theme.paper, style.theme.ink),
        Entry("dot", _("even odds (P50)"), style.theme.ink),
        Entry("square", _("80 % odds (P80)"), style.theme.ink),
        Entry("fill", _("on the plan's chain"), style.theme.accent),
        *(
            [Entry("fill", _("what else moves it"), style.theme.line)]
            if any(not _is_chained(roadmap, one) for one in drivers)
            else []
        ),
    ]
    return (
        page.scene(
            "odds",
            (
                *_chart(page, curves, right),
                *_tornado(page, risk, drivers, right + GAP),
                *page.legend(entries),
            ),
            title=narrative.odds(curves[-1]),
            subtitle=_("odds of having reached each stage by a date, and what moves the last; {n} draws of estimates",
                       n=f"{risk.draws:,}"),
            alt=" ".join(said),
            notes="\n".join([*said, "", *(_driver_said(roadmap, one) for one in drivers)]),
        ),
    )  # fmt: skip


def _said(curve: StageRisk) -> str:
    spread = curve.finish
    words = _("{name}: planned for week {week}, which holds in {part} % of the draws",
              name=spread.name, week=spread.planned, part=round(100 * curve.on_time))  # fmt: skip
    if spread.p50_date:
        words += "; " + _("even odds {day}", day=day(spread.p50_date))
    if spread.p80_date:
        words += "; " + _("80 % by {day}", day=day(spread.p80_date))
    return words + "."


def _chart(page: Page, curves: Sequence[StageRisk], right: float) -> list[Shape | Line]:
    theme, calendar = page.theme, page.roadmap.calendar
    top, bottom = page.top + HEAD + 20, page.bottom - HEADS - 14
    weeks = [week for one in curves for week in one.curve if week is not None] or [0.0]
    begin = calendar.begins[calendar.quarter_index(max(0, min(int(min(weeks)), calendar.weeks - 1)))]
    axis = Axis(page.left + SCALE, right, begin, max(round(max(weeks)) + 1, begin + 4), calendar)

    def y(part: float) -> float:
        return bottom - part * (bottom - top)

    made: list[Shape | Line] = [
        page.label("head-chart", _("Odds that the stage is reached"), page.left, page.top, right - page.left, HEAD,
                   role="header", bold=True)
    ]  # fmt: skip
    made += quarter_header(page, axis, bottom + 10, top)
    end = axis.x(min(axis.last, calendar.begins[-1]))
    if end < right - 6:
        made.append(Shape("after", "header", end + 2, bottom + 10, right - end - 2, HEADS, fill=theme.band))
        words = _("later")
        if width(words, FLOOR) + 12 <= right - end:
            made.append(page.label("after-said", words, end + 2, bottom + 10, right - end - 2, HEADS, (18, 17, FLOOR),
                                   anchor="middle", role="header", color=theme.muted))  # fmt: skip
    for part in SHOWN:
        strong = part in (0.5, 0.8)
        made.append(Shape(f"odds-{part:.0%}", "grid", axis.left, y(part) - 0.5, right - axis.left, 1 + strong,
                          fill=theme.line if strong else theme.grid))  # fmt: skip
        made.append(
            page.label(f"scale-{part:.0%}", f"{round(100 * part)} %", page.left, y(part) - 14, SCALE - 10, 28, (18,),
                       bold=strong, anchor="end", color=theme.ink if strong else theme.muted)
        )  # fmt: skip
    lines = {
        one.number: [(axis.x(week), y(part)) for part, week in zip(ODDS, one.curve, strict=True) if week is not None]
        for one in curves
    }
    taken = [_around(a, b) for points in lines.values() for a, b in pairwise(points)]
    for one in curves:
        paint = page.stage(one.number or len(page.roadmap.stages))
        if len(lines[one.number]) > 1:
            made.append(Line(f"curve-{one.number}", "curve", tuple(lines[one.number]), paint.stroke, 5, alt=_said(one)))
        made += _points(page, axis, one, paint.stroke, y, taken)
    return made


def _around(a: tuple[float, float], b: tuple[float, float]) -> Box:
    return min(a[0], b[0]) - 6, min(a[1], b[1]) - 6, max(a[0], b[0]) + 6, max(a[1], b[1]) + 6


def _points(
    page: Page, axis: Axis, curve: StageRisk, color: str, y: Callable[[float], float], taken: list[Box]
) -> list[Shape]:
    """The three dates of a curve, each said beside it where there is room."""
    theme, spread = page.theme, curve.finish
    planned = day(page.roadmap.calendar.last_day(spread.planned))
    marks: list[tuple[str, float, float, str, tuple[str, ...]]] = []
    if spread.p80 is not None and spread.p80_date:
        marks.append(("most", spread.p80, 0.8, "rect", (spread.name, _("80 %: {day}", day=day(spread.p80_date)))))
    if spread.p50 is not None and spread.p50_date:
        marks.append(("half", spread.p50, 0.5, "circle", (_("50 %: {day}", day=day(spread.p50_date)),)))
    said = _("plan, {part} %:", part=round(100 * curve.on_time))
    marks.append(("plan", float(spread.planned), curve.on_time, "diamond", (said, planned)))
    made: list[Shape] = []
    for name, week, part, kind, words in marks:
        x, at, key = axis.x(week), y(part), f"{name}-{curve.number}"
        fill, edge = (theme.paper, color) if name == "plan" else (color, theme.paper)
        made.append(Shape(key, "marker", x - 9, at - 9, 18, 18, kind, fill, edge, 2.5))
        size = 22.0 if name == "most" else 18.0
        wide = min(max(width(page.say(line), size, True) for line in words) + 6, 380.0)
        spot = _spot(page, axis, (x, at), (wide, LINE * len(words)), taken)
        if spot is None:
            continue
        for n, line in enumerate(words):
            bold = name == "most" or (name == "plan" and not n)
            made.append(
                page.label(f"{key}-{n}", fitted(page.say(line), size, wide), spot[0], spot[1] + LINE * n, wide, LINE,
                           (size, 18, FLOOR), bold=bold, anchor=spot[2])
            )  # fmt: skip
    return made


def _spot(
    page: Page, axis: Axis, at: tuple[float, float], size: tuple[float, float], taken: list[Box]
) -> tuple[float, float, str] | None:
    """(left, top, anchor) of a free place beside a point, which is taken from then on; None where there is none."""
    (x, y), (wide, tall) = at, size
    for left, anchor in ((x - 18 - wide, "end"), (x + 18, "start")):
        for drop in (-tall - 8, 8.0, -tall / 2):
            box = (left, y + drop, left + wide, y + drop + tall)
            inside = axis.left <= left and left + wide <= axis.right and box[1] >= page.top + HEAD
            if inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                return left, box[1], anchor
    return None


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _tornado(page: Page, risk: Risk, drivers: Sequence[Driver], left: float) -> list[Shape]:
    """What moves the last stage, or the end: its mean week in good draws of a step and in bad ones, from even odds."""
    room = page.right - left
    moved = risk.stages[-1].finish if risk.stages else risk.finish
    what = phrases.quoted(moved.name) if moved.name else _("the end of the plan")
    made = [
        page.label("head-drivers", _("What moves {what}, in weeks", what=what), left, page.top, room, HEAD,
                   role="header", bold=True)
    ]  # fmt: skip
    if not drivers:
        made.append(page.label("no-drivers", _("Nothing: no step has a range."), left, page.top + HEAD, room, 40))
        return made
    middle = drivers[0].usual
    low = min(0.0, *(one.well - middle for one in drivers))
    high = max(0.0, *(one.badly - middle for one in drivers))
    side = 62.0
    scale = (room - 2 * side) / max(high - low, 1e-6)
    zero = left + side - low * scale
    shown = drivers[: max(1, int((page.bottom - page.top - HEAD - 10) // ROW))]
    y = page.top + HEAD + 6
    for one in shown:
        made += _driver(page, one, (left, y, room), (zero, scale, middle))
        y += ROW
    return made


def _driver(page: Page, one: Driver, row: tuple[float, float, float], at: tuple[float, float, float]) -> list[Shape]:
    theme, (left, y, room), (zero, scale, middle) = page.theme, row, at
    chain = _is_chained(page.roadmap, one)
    aside = _aside(page.roadmap, one)
    side = min(width(aside, FLOOR) + 6, room * 0.5)
    x0, x1 = zero + (one.well - middle) * scale, zero + (one.badly - middle) * scale
    fill = theme.accent if chain else theme.line
    top = y + 30
    return [
        Shape(f"even-{one.what}", "grid", zero - 1, y + 27, 2, BAR + 8, fill=theme.ink),
        page.label(f"driver-{one.what}", fitted(one.name, 18, room - side - 10), left, y, room - side - 10, 28, (18,),
                   bold=chain),
        page.label(f"aside-{one.what}", cut(aside, FLOOR, side, 1)[0], left + room - side, y, side, 28, (FLOOR,),
                   color=theme.muted, anchor="end"),
        Shape(f"swing-{one.what}", "card", x0, top, max(x1 - x0, 2), BAR, fill=fill,
              alt=_driver_said(page.roadmap, one)),
        page.label(f"well-{one.what}", _weeks(one.well - middle), x0 - 60, top - 1, 54, 23, (17,), anchor="end"),
        page.label(f"badly-{one.what}", _weeks(one.badly - middle), x1 + 6, top - 1, 54, 23, (17,)),
    ]  # fmt: skip


def _is_chained(roadmap: Roadmap, one: Driver) -> bool:
    return one.kind == "step" and one.what in roadmap.critical_chain


def _weeks(number: float) -> str:
    words = decimal(abs(number), 1 if abs(number) < 2 else 0)
    return f"{'−' if number < 0 else '+'}{words}"


def _aside(roadmap: Roadmap, one: Driver) -> str:
    """Who has a driver in hand; or how it moves the date though it is not on the plan's chain."""
    if one.kind != "step":
        return _("event")
    chain = one.what in roadmap.critical_chain
    return roadmap[one.what].owner_name if chain else _("off the chain; decides in bad draws")


def _driver_said(roadmap: Roadmap, one: Driver) -> str:
    return _("{name}: week {well} when it goes well, week {badly} when it goes badly ({aside}).",
             name=one.name, well=decimal(one.well, 0), badly=decimal(one.badly, 0),
             aside=_aside(roadmap, one))  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("odds", draw, "How likely each stage is reached by a date, and what moves the end of the plan",
               whole=True, needs="risk")  # fmt: skip
