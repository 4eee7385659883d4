"""The two plots of money: all so far as curves, and each quarter as columns."""

from collections.abc import Iterable

from planner.pictures import FLOOR, ChartSeries, Element, Line, Point, Shape, width
from planner.pictures.toolkit import Axis, Page, Plot, fitted
from planner.plugins import BusinessCase, Range, _, day, decimal

LINE = 26.0
THIN, DASH = 1.5, "6 6"
"""Of the curves between which the truth likely lies."""


def curves(plot: Plot, axis: Axis, case: BusinessCase) -> tuple[list[Element], list[ChartSeries]]:
    """What was spent and gained, each as a line with its range, named at its end."""
    page, made, series = plot.page, list[Element](), list[ChartSeries]()
    theme, quarters = page.theme, case.quarters
    shown = [("spent", _("Spend"), theme.money[0], [one.spent for one in quarters])]
    if case.has_money:
        shown.append(("gained", _("Benefit"), theme.benefit, [one.gained for one in quarters]))
    ends: list[tuple[float, str, str, str, str]] = []
    for key, name, color, ranges in shown:
        low, high = (_points(plot, axis, case, own) for own in
                     ((one.low for one in ranges), (one.high for one in ranges)))  # fmt: skip
        corners = (*low, *reversed(high))
        xs, ys = [x for x, _y in corners], [y for _x, y in corners]
        made.append(
            Shape(f"range-{key}", "grid", min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), "polygon",
                  fill=theme.card(_tint(page, color)).fill, points=corners, chart=plot.key)
        )  # fmt: skip
        made += [
            Line(f"{side}-{key}", "curve", tuple(own), color, THIN, DASH, chart=plot.key)
            for side, own in (("low", low), ("high", high))
        ]
        last = ranges[-1]
        ends.append((plot.y(last.likely or 0.0), key, name, color, between(last)))
        weeks = (0.0, *(float(one.end) for one in quarters))
        for title, amounts, wide, dash in (
            (name, [one.likely for one in ranges], 5.0, ""),
            (_("{name}, low", name=name), [one.low for one in ranges], THIN, DASH),
            (_("{name}, high", name=name), [one.high for one in ranges], THIN, DASH),
        ):
            amounts_then = (0.0, *(amount or 0.0 for amount in amounts))
            series.append(ChartSeries(title, color, amounts_then, weeks, width=wide, dash=dash))
    for key, name, color, ranges in shown:
        points = tuple(_points(plot, axis, case, (one.likely for one in ranges)))
        made.append(Line(f"curve-{key}", "curve", points, color, 5, alt=name, chart=plot.key))
    return made + _names(plot, ends), series


def _points(plot: Plot, axis: Axis, case: BusinessCase, amounts: Iterable[float | None]) -> list[Point]:
    """From nothing to what there is at the end of each quarter."""
    ends = zip(case.quarters, amounts, strict=True)
    return [(axis.x(0), plot.y(0.0)), *((axis.x(one.end), plot.y(amount or 0.0)) for one, amount in ends)]


def _tint(page: Page, color: str) -> str:
    """A colour as a light ground on the page."""
    own, paper = (tuple(int(one[i : i + 2], 16) for i in (1, 3, 5)) for one in (color, page.theme.paper))
    return "#" + "".join(f"{round(p + (c - p) * 0.22):02X}" for c, p in zip(own, paper, strict=True))


def between(own: Range) -> str:
    """An amount with what it lies between."""
    low, likely, high = own.low or 0.0, own.likely or 0.0, own.high or 0.0
    if round(low) == round(high):
        return decimal(likely, 0)
    return _("{likely} ({low} to {high})", likely=decimal(likely, 0), low=decimal(low, 0), high=decimal(high, 0))


def _names(plot: Plot, ends: list[tuple[float, str, str, str, str]]) -> list[Element]:
    """The curves' names with what they come to, one above the other; names alone where there is no room for more."""
    page, made, x = plot.page, list[Element](), plot.right + 10
    room, tall = page.right - x, 2 * LINE if plot.bottom - plot.top >= len(ends) * (2 * LINE + 6) else LINE
    places: list[float] = []
    for y, *_what in sorted(ends):
        places.append(max(y - tall / 2, places[-1] + tall + 6 if places else plot.top))
    spare = max(0.0, places[-1] + tall - plot.bottom)
    for at, (_y, key, name, color, figures) in zip(places, sorted(ends), strict=True):
        at -= spare
        made.append(Line(f"mark-{key}", "rule", ((x, at + 4), (x, at + tall - 4)), color, 4))
        made.append(page.label(f"name-{key}", name, x + 10, at, room - 10, LINE, (20, 18, FLOOR), bold=True))
        if tall > LINE:
            words = fitted(page.say(figures), FLOOR, room - 10)
            made.append(page.label(f"figures-{key}", words, x + 10, at + LINE, room - 10, LINE, (17, 16, FLOOR),
                                   color=page.theme.muted))  # fmt: skip
    return made


def payback(plot: Plot, axis: Axis, case: BusinessCase) -> list[Element]:
    """From when on more was gained than spent, with its range."""
    weeks = case.payback
    if weeks is None or weeks.likely is None:
        return []
    page, made = plot.page, list[Element]()
    accent, end = page.theme.accent, axis.right
    x, low = axis.x(weeks.likely), axis.x(weeks.low if weeks.low is not None else weeks.likely)
    high = axis.x(weeks.high) if weeks.high is not None else end
    y, row = plot.y(_spent_by(case, weeks.likely)), plot.bottom - 34
    made.append(Line("payback-drop", "curve", ((x, y), (x, plot.bottom)), accent, 2.5, "2 6"))
    made.append(Shape("payback", "marker", x - 11, y - 11, 22, 22, "circle", page.theme.paper, accent, 4))
    made.append(Line("payback-range", "curve", ((low, row), (high, row)), accent, 3))
    caps = [low, high] if weeks.high is not None else [low]
    made += [Line(f"payback-cap-{n}", "curve", ((at, row - 8), (at, row + 8)), accent, 3) for n, at in enumerate(caps)]
    made.append(Shape("payback-dot", "marker", x - 7, row - 7, 14, 14, "circle", accent))
    words = (_("Pays back"), pays_back(case))
    wide = min(max(width(page.say(line), 19, True) for line in words) + 8, 420.0)
    left = low - 16 - wide
    if left >= axis.left + 4 and _clear(plot, axis, case, (left, row - LINE, low - 16, row + LINE)):
        anchor, at = "end", left
    elif high + 16 + wide <= axis.right and _clear(
        plot, axis, case, (high + 16, row - LINE, high + 16 + wide, row + LINE)
    ):
        anchor, at = "start", high + 16
    else:  # above the curves, which rise
        anchor, at, row = "start", axis.left + 12, plot.top + LINE
    for n, line in enumerate(words):
        size = 19.0 - 2 * n
        made.append(
            page.label(f"payback-{n}", fitted(page.say(line), size, wide), at, row - LINE + LINE * n, wide, LINE,
                       (size, FLOOR), bold=not n, anchor=anchor)
        )  # fmt: skip
    return made


def pays_back(case: BusinessCase) -> str:
    """The days between which it pays back."""
    low, _likely, high = case.payback_days
    if low is None:
        return ""
    if high is None:
        return _("{low} or later", low=day(low))
    return _("{low} to {high}", low=day(low), high=day(high)) if low != high else day(low)


def _clear(plot: Plot, axis: Axis, case: BusinessCase, box: tuple[float, float, float, float]) -> bool:
    """Whether the curves with their ranges run above a box."""
    left, top, right, _bottom = box
    lows = [(axis.x(0), plot.y(0.0))]
    lows += [(axis.x(one.end), plot.y(min(one.spent.low or 0.0, one.gained.low or 0.0))) for one in case.quarters]
    return all(y <= top for x, y in lows if left - 60 <= x <= right + 60)


def _spent_by(case: BusinessCase, week: float) -> float:
    """What is likely spent by a week."""
    before, at = 0.0, 0.0
    for one in case.quarters:
        now = one.spent.likely or 0.0
        if week <= one.end:
            return before + (now - before) * (week - at) / max(one.end - at, 1e-6)
        before, at = now, one.end
    return before


def parts(page: Page, case: BusinessCase, room: float) -> list[ChartSeries]:
    """What each quarter costs, part by part, and what there is to spend outside, where somebody says so. ``room``:
    pixels of a column; its sum is written above it where that is enough."""
    theme, budgets = page.theme, page.roadmap.money_there

    def column(name: str, color: str, amounts: Iterable[float]) -> ChartSeries:
        return ChartSeries(name, color, tuple(amounts), mark="column")

    found = [
        column(_("outside spend"), theme.money[0], (one.outside_cost for one in case.quarters)),
        column(_("people who build"), theme.money[1], (one.build_cost for one in case.quarters)),
        column(_("running what is live"), theme.money[2], (one.run_cost for one in case.quarters)),
    ]
    found = [one for n, one in enumerate(found) if not n or any(one.ys)]
    if budgets and len(found) == 1:  # of a stack with people in it one would take it for their limit too
        there = tuple(budgets.get(one.quarter) for one in case.quarters)
        found.append(ChartSeries(_("budget for outside spend"), theme.ink, there, mark="level", width=3))
    if all(width(decimal(one.spend, 0), FLOOR) <= room for one in case.quarters):
        found.append(ChartSeries(_("In all"), theme.ink, tuple(one.spend for one in case.quarters), mark="sum"))
    return found
