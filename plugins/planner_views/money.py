"""Money: what was spent and gained by when, and what each quarter costs: the business case on a page."""

from collections.abc import Iterable

from planner.pictures import ChartSeries, Element, Scene, Shape, Style
from planner.pictures.toolkit import Axis, Entry, Page, Plot, nice, quarter_header, quarter_names
from planner.plugins import BusinessCase, Roadmap, View, _, day, decimal, hookimpl, phrases
from planner_views.money_plots import between, curves, parts, payback

SCALE, NAMES = 104.0, 212.0
"""Room for the scale at the left, and for the names of the curves at the right."""
UPPER, HEAD, GAP = 0.58, 34.0, 12.0
"""Part of the body that the curves take; height of a heading; what lies between two parts."""
QUARTERS = 40.0


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, case = Page(roadmap, style), roadmap.case
    assert case is not None  # the record says that it is needed
    axis = Axis(page.left + SCALE, page.right - NAMES, 0, roadmap.calendar.weeks, roadmap.calendar)
    middle = page.top + UPPER * (page.bottom - QUARTERS - page.top)
    shown = [own for one in case.quarters for own in (one.spent, *([one.gained] if case.has_money else []))]
    most = nice(max(own.high or 0.0 for own in shown))
    above = Plot(page, "all", axis.left, axis.right, page.top + HEAD + 4, middle, most, SCALE)
    dearest = nice(max([*(one.spend for one in case.quarters), *roadmap.money_there.values()]))
    below = Plot(page, "each", axis.left, axis.right, middle + QUARTERS + GAP + HEAD, page.bottom - QUARTERS,
                 dearest, SCALE)  # fmt: skip
    money = " ".join(filter(None, (_("thousand"), roadmap.currency)))
    lines, drawn = curves(above, axis, case)
    wide = (axis.right - axis.left) / max(len(case.quarters), 1)
    columns = parts(page, case, wide - 4)
    quarters = [one.quarter for one in case.quarters]
    labels = list(quarter_names(roadmap.calendar, dict.fromkeys(quarters, wide)).values())
    heads = _("All so far, {money}", money=money), _("Each quarter in the mean of the draws, {money}", money=money)
    made: list[Element] = [
        *quarter_header(page, axis, middle + 6, above.top),
        *_after(page, axis, above),
        *(page.label(f"head-{plot.key}", words, page.left, plot.top - HEAD - 6, page.room - NAMES, HEAD - 4,
                     role="header", bold=True) for plot, words in zip((above, below), heads, strict=True)),
        *above.scale(),
        *lines,
        *payback(above, axis, case),
        *below.scale(),
        *below.columns(columns, labels),
    ]  # fmt: skip
    said = _said(roadmap, case)
    return (
        page.scene(
            "money",
            (*made, *page.legend(_entries(page, columns))),
            title=page.title(_titles(roadmap, case)),
            subtitle=page.say(_subtitle(case)),
            alt=" ".join(said),
            notes="\n".join(said),
            charts=(
                above.chart(heads[0], drawn, span=(0.0, float(axis.last))),
                below.chart(heads[1], columns, labels=labels),
            ),
        ),
    )  # fmt: skip


def _after(page: Page, axis: Axis, plot: Plot) -> list[Element]:
    """What lies after the plan's last step."""
    x = axis.x(page.roadmap.finish)
    if axis.right - x < 12:
        return []
    return [
        Shape("after", "grid", x, plot.top, axis.right - x, plot.bottom - plot.top, fill=page.theme.paper,
              hatch=page.theme.grid)
    ]  # fmt: skip


def _entries(page: Page, columns: Iterable[ChartSeries]) -> list[Entry]:
    theme = page.theme
    entries = [
        Entry("fill", one.name, one.color) if one.mark == "column" else Entry("line", one.name, stroke=one.color)
        for one in columns if one.mark != "sum"
    ]  # fmt: skip
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
              value=between(case.value))  # fmt: skip
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
              amount=between(goal.at_end),
              unit=goal.unit or _("thousand"))
        )  # fmt: skip
    return said + [f"{words}." for words in case.missing]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("money", draw, "What was spent and gained by when, payback, and what each quarter costs", whole=True,
               needs="case")  # fmt: skip
