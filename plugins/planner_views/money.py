"""Money: what was spent and gained by when, and what each quarter costs: the business case on a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from planner.pictures import FLOOR, Element, Line, Point, Scene, Shape, Style, width
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header
from planner.plugins import BusinessCase, Roadmap, View, _, day, decimal, hookimpl, phrases

SCALE, NAMES = 104.0, 212.0
"""Room for the scale at the left, and for the names of the curves at the right."""
UPPER, HEAD, GAP = 0.62, 34.0, 20.0
"""Part of the body that the curves take; height of a heading; what lies between the two charts."""
QUARTERS = 40.0
TICKS = 4
LINE = 26.0


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart's place and scale: amounts to pixels."""

    page: Page
    axis: Axis
    top: float
    bottom: float
    most: float

    def y(self, amount: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(amount, self.most) / self.most

    def scale(self, key: str, title: str) -> list[Element]:
        """Heading, lines and amounts."""
        page, made = self.page, list[Element]()
        made.append(page.label(f"head-{key}", title, page.left, self.top - HEAD - 6, page.room - NAMES, HEAD - 4,
                               role="header", bold=True))  # fmt: skip
        for n in range(TICKS + 1):
            amount = self.most * n / TICKS
            y = self.y(amount)
            made.append(
                Line(f"rule-{key}-{n}", "grid", ((self.axis.left, y), (self.axis.right, y)), page.theme.grid, 1)
            )
            made.append(
                page.label(f"tick-{key}-{n}", decimal(amount), page.left, y - 13, SCALE - 12, 26, (18, 16, FLOOR),
                           role="header", color=page.theme.muted, anchor="end")
            )  # fmt: skip
        return made


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, case = Page(roadmap, style), roadmap.case
    assert case is not None  # the record says that it is needed
    axis = Axis(page.left + SCALE, page.right - NAMES, 0, roadmap.calendar.weeks, roadmap.calendar)
    body = page.bottom - QUARTERS - page.top
    middle = page.top + UPPER * body
    top = max(one.spent.high or 0.0 for one in case.quarters)
    top = max([top, *(one.gained.high or 0.0 for one in case.quarters if case.has_money)])
    above = _Chart(page, axis, page.top + HEAD + 4, middle, _nice(top))
    amounts = [max(one.outside_cost, one.build_cost + one.run_cost) for one in case.quarters]
    dearest = max([*amounts, *roadmap.money_there.values()])
    below = _Chart(page, axis, middle + GAP + HEAD + 6, page.bottom - QUARTERS - 6, _nice(dearest))
    money = " ".join(filter(None, (_("thousand"), roadmap.currency)))
    made: list[Element] = [
        *quarter_header(page, axis, page.bottom - QUARTERS, above.top),
        *_after(page, axis, (above, below)),
        *above.scale("all", _("All so far, {money}", money=money)),
        *below.scale("each", _("Each quarter, {money}", money=money)),
        *_curves(above, case),
        *_payback(above, case),
        *_bars(below, case),
    ]
    said = _said(roadmap, case)
    return (
        page.scene(
            "money",
            (*made, *page.legend(_entries(page, case))),
            title=page.title(_titles(roadmap, case)),
            subtitle=page.say(_subtitle(case)),
            alt=" ".join(said),
            notes="\n".join(said),
        ),
    )  # fmt: skip


def _nice(amount: float) -> float:
    """A round number that is no less, in as many equal parts as there are ticks."""
    if amount <= 0:
        return float(TICKS)
    step = amount / TICKS
    unit = 10.0 ** floor(log10(step))
    return TICKS * next(unit * part for part in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * part >= step * 0.9999)


def _after(page: Page, axis: Axis, charts: Sequence[_Chart]) -> list[Element]:
    """What lies after the plan's last step."""
    x = axis.x(page.roadmap.finish)
    if axis.right - x < 12:
        return []
    return [
        Shape(f"after-{n}", "grid", x, one.top, axis.right - x, one.bottom - one.top, fill=page.theme.paper,
              hatch=page.theme.grid)
        for n, one in enumerate(charts)
    ]  # fmt: skip


def _points(chart: _Chart, case: BusinessCase, amounts: Iterable[float | None]) -> list[Point]:
    """From nothing to what there is at the end of each quarter."""
    ends = zip(case.quarters, amounts, strict=True)
    return [(chart.axis.x(0), chart.y(0.0)), *((chart.axis.x(one.end), chart.y(amount or 0.0)) for one, amount in ends)]


def _curves(chart: _Chart, case: BusinessCase) -> list[Element]:
    """What was spent and gained, each as a line with its range, named at its end."""
    page, made = chart.page, list[Element]()
    theme, quarters = page.theme, case.quarters
    shown = [("spent", _("Spend"), theme.money[0], [one.spent for one in quarters])]
    if case.has_money:
        shown.append(("gained", _("Benefit"), theme.benefit, [one.gained for one in quarters]))
    ends: list[tuple[float, str, str, str, str]] = []
    for key, name, color, ranges in shown:
        low = _points(chart, case, (one.low for one in ranges))
        corners = (*low, *reversed(_points(chart, case, (one.high for one in ranges))))
        xs, ys = [x for x, _y in corners], [y for _x, y in corners]
        made.append(
            Shape(f"range-{key}", "grid", min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), "polygon",
                  fill=theme.card(_tint(page, color)).fill, points=corners)
        )  # fmt: skip
        last = ranges[-1]
        ends.append((chart.y(last.likely or 0.0), key, name, color, _between(last.low, last.likely, last.high)))
    for key, name, color, ranges in shown:
        points = tuple(_points(chart, case, (one.likely for one in ranges)))
        made.append(Line(f"curve-{key}", "curve", points, color, 5, alt=name))
    return made + _names(chart, ends)


def _tint(page: Page, color: str) -> str:
    """A colour as a light ground on the page."""
    own, paper = (tuple(int(one[i : i + 2], 16) for i in (1, 3, 5)) for one in (color, page.theme.paper))
    return "#" + "".join(f"{round(p + (c - p) * 0.22):02X}" for c, p in zip(own, paper, strict=True))


def _between(low: float | None, likely: float | None, high: float | None) -> str:
    if round(low or 0.0) == round(high or 0.0):
        return decimal(likely or 0.0, 0)
    return _("{likely} ({low} to {high})", likely=decimal(likely or 0.0, 0), low=decimal(low or 0.0, 0),
             high=decimal(high or 0.0, 0))  # fmt: skip


def _names(chart: _Chart, ends: list[tuple[float, str, str, str, str]]) -> list[Element]:
    """The curves' names with what they come to, one above the other; names alone where there is no room for more."""
    page, made, x = chart.page, list[Element](), chart.axis.right + 10
    room, tall = page.right - x, 2 * LINE if chart.bottom - chart.top >= len(ends) * (2 * LINE + 6) else LINE
    places: list[float] = []
    for y, *_what in sorted(ends):
        places.append(max(y - tall / 2, places[-1] + tall + 6 if places else chart.top))
    spare = max(0.0, places[-1] + tall - chart.bottom)
    for at, (_y, key, name, color, figures) in zip(places, sorted(ends), strict=True):
        at -= spare
        made.append(Line(f"mark-{key}", "rule", ((x, at + 4), (x, at + tall - 4)), color, 4))
        made.append(page.label(f"name-{key}", name, x + 10, at, room - 10, LINE, (20, 18, FLOOR), bold=True))
        if tall > LINE:
            words = fitted(page.say(figures), FLOOR, room - 10)
            made.append(page.label(f"figures-{key}", words, x + 10, at + LINE, room - 10, LINE, (17, 16, FLOOR),
                                   color=page.theme.muted))  # fmt: skip
    return made


def _payback(chart: _Chart, case: BusinessCase) -> list[Element]:
    """From when on more was gained than spent, with its range."""
    weeks = case.payback
    if weeks is None or weeks.likely is None:
        return []
    page, axis, made = chart.page, chart.axis, list[Element]()
    accent, end = page.theme.accent, axis.right
    x, low = axis.x(weeks.likely), axis.x(weeks.low if weeks.low is not None else weeks.likely)
    high = axis.x(weeks.high) if weeks.high is not None else end
    y, row = chart.y(_spent_by(case, weeks.likely)), chart.bottom - 34
    made.append(Line("payback-drop", "curve", ((x, y), (x, chart.bottom)), accent, 2.5, "2 6"))
    made.append(Shape("payback", "marker", x - 11, y - 11, 22, 22, "circle", page.theme.paper, accent, 4))
    made.append(Line("payback-range", "curve", ((low, row), (high, row)), accent, 3))
    caps = [low, high] if weeks.high is not None else [low]
    made += [Line(f"payback-cap-{n}", "curve", ((at, row - 8), (at, row + 8)), accent, 3) for n, at in enumerate(caps)]
    made.append(Shape("payback-dot", "marker", x - 7, row - 7, 14, 14, "circle", accent))
    words = (_("Pays back"), _pays_back(case))
    wide = min(max(width(page.say(line), 19, True) for line in words) + 8, 420.0)
    left = low - 16 - wide
    if left >= axis.left + 4 and _clear(chart, case, (left, row - LINE, low - 16, row + LINE)):
        anchor, at = "end", left
    elif high + 16 + wide <= axis.right and _clear(chart, case, (high + 16, row - LINE, high + 16 + wide, row + LINE)):
        anchor, at = "start", high + 16
    else:  # above the curves, which rise
        anchor, at, row = "start", axis.left + 12, chart.top + LINE
    for n, line in enumerate(words):
        size = 19.0 - 2 * n
        made.append(
            page.label(f"payback-{n}", fitted(page.say(line), size, wide), at, row - LINE + LINE * n, wide, LINE,
                       (size, FLOOR), bold=not n, anchor=anchor)
        )  # fmt: skip
    return made


def _clear(chart: _Chart, case: BusinessCase, box: tuple[float, float, float, float]) -> bool:
    """Whether the curves with their ranges run above a box."""
    left, top, right, _bottom = box
    lows = [(chart.axis.x(0), chart.y(0.0))]
    lows += [
        (chart.axis.x(one.end), chart.y(min(one.spent.low or 0.0, one.gained.low or 0.0))) for one in case.quarters
    ]
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


def _pays_back(case: BusinessCase) -> str:
    low, _likely, high = case.payback_days
    if low is None:
        return ""
    if high is None:
        return _("{low} or later", low=day(low))
    return _("{low} to {high}", low=day(low), high=day(high)) if low != high else day(low)


def _bars(chart: _Chart, case: BusinessCase) -> list[Element]:
    """What each quarter costs, and what there is to spend outside."""
    page, axis, made = chart.page, chart.axis, list[Element]()
    theme, budgets = page.theme, page.roadmap.money_there
    begin = 0
    for one in case.quarters:
        x0, x1 = axis.x(begin), axis.x(one.end)
        begin = one.end
        thin = min(10.0, (x1 - x0) / 8)
        half = (x1 - x0 - 2 * thin) / 2
        parts = (("outside", x0 + thin, 0.0, one.outside_cost), ("people", x0 + thin + half, 0.0, one.build_cost),
                 ("run", x0 + thin + half, one.build_cost, one.run_cost))  # fmt: skip
        for (key, left, under, amount), color in zip(parts, theme.money, strict=True):
            top, bottom = chart.y(under + amount), chart.y(under)
            if bottom - top >= 0.5:
                made.append(Shape(f"{key}-{one.quarter}", "marker", left, top, half, bottom - top, fill=color))
        budget = budgets.get(one.quarter)
        if budget is not None:
            y = chart.y(budget)
            made.append(
                Line(f"budget-{one.quarter}", "curve", ((x0 + thin - 3, y), (x0 + thin + half, y)), theme.ink, 3)
            )
        total = decimal(one.spend, 0)
        size = next((size for size in (18.0, 17.0, 16.0, FLOOR) if width(total, size) <= x1 - x0 - 4), None)
        at = chart.y(max(one.outside_cost, one.build_cost + one.run_cost)) - 24
        if budget is not None and at - 2 < chart.y(budget) < at + 26:
            at = chart.y(budget) - 26
        if size and total != "0":
            made.append(page.label(f"sum-{one.quarter}", total, x0, at, x1 - x0, 22, (size,), anchor="middle"))
    return made


def _entries(page: Page, case: BusinessCase) -> list[Entry]:
    theme = page.theme
    entries = [Entry("fill", _("outside spend"), theme.money[0])]
    if any(one.build_cost for one in case.quarters):
        entries.append(Entry("fill", _("people who build"), theme.money[1]))
    if any(one.run_cost for one in case.quarters):
        entries.append(Entry("fill", _("running what is live"), theme.money[2]))
    if page.roadmap.money_there:
        entries.append(Entry("line", _("budget for outside spend"), stroke=theme.ink))
    if page.roadmap.finish < page.roadmap.calendar.weeks:
        entries.append(Entry("hatch", _("after the plan's last step"), stroke=theme.grid))
    return entries


def _titles(roadmap: Roadmap, case: BusinessCase) -> list[str]:
    """What the picture shows, the longest first."""
    end = day(roadmap.calendar.last_day(roadmap.calendar.weeks))
    spend = decimal(case.spend.likely or 0.0, 0)
    money = " ".join(filter(None, (_("thousand"), roadmap.currency)))
    over = [
        one.quarter for one in case.quarters if one.outside > roadmap.money_there.get(one.quarter, one.outside) + 0.05
    ]
    inside = bool(roadmap.money_there) and not over
    likely = case.payback_days[1]
    if likely is not None:
        first = _("The case likely pays back by {day}", day=day(likely))
        if not case.priced:
            return [_("{first}; not all who work on it have a price", first=first)]
        return [_("{first}; outside spend stays inside the budget", first=first), first] if inside else [first]
    if case.has_money:
        words = _("Likely not paid back by {day}: {spend} {money} spent, {gained} gained", day=end, spend=spend,
                  money=money, gained=decimal(case.benefit.likely or 0.0, 0))  # fmt: skip
        return [words, _("Likely not paid back by {day}", day=end)]
    if case.rates:
        first = _("{spend} {money} by {day}", spend=spend, money=money, day=end)
    else:
        first = _("{spend} {money} of outside spend by {day}", spend=spend, money=money, day=end)
    return [_("{first}; nobody has said what it brings in money", first=first), first]


def _subtitle(case: BusinessCase) -> str:
    words = _("low, likely and high of {n} draws; all estimates", n=f"{case.draws:,}")
    if case.value is None:
        return words
    value = _("net present value at {rate} %: {value}", rate=decimal(case.discount),
              value=_between(case.value.low, case.value.likely, case.value.high))  # fmt: skip
    odds = _("paid back in {part} % of draws", part=round(100 * case.pays_back))
    return "; ".join((value, odds, words))


def _said(roadmap: Roadmap, case: BusinessCase) -> list[str]:
    """The picture in sentences."""
    said = [_titles(roadmap, case)[0] + "."]
    for one in case.quarters:
        said.append(
            _("{quarter}: {spend} spent, {gained} gained.", quarter=phrases.quarter(one.quarter),
              spend=decimal(one.spend), gained=decimal(one.benefit))
        )  # fmt: skip
    for goal in case.goals:
        said.append(
            _("{goal}: {amount} {unit} a year at the end.", goal=goal.name,
              amount=_between(goal.at_end.low, goal.at_end.likely, goal.at_end.high),
              unit=goal.unit or _("thousand"))
        )  # fmt: skip
    return said + [f"{words}." for words in case.missing]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("money", draw, "What was spent and gained by when, payback, and what each quarter costs", whole=True,
               needs="case")  # fmt: skip
