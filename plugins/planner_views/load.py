"""Load: what people who are scarce have to do in each quarter, beside what there is of them; what does not fit stands
hatched above the work of the plan, as it would be with the change that makes room for it."""

from collections.abc import Iterable, Sequence

from planner.pictures import FLOOR, ChartSeries, Scene, Shape, Style, width
from planner.pictures.toolkit import Entry, Page, Plot, fitted, nice
from planner.plugins import Roadmap, View, _, decimal, hookimpl, phrases
from planner_views.load_panels import LEAST, Panel, panels_of

ACROSS, DOWN = 3, 2
SCALE, HEAD, FOOT, BETWEEN = 56.0, 34.0, 32.0, 44.0
"""Room for a panel's scale, heading and quarters; what lies between two panels."""
MUCH = 110  # percent, more than which is not told as enough
NARROWEST, LOWEST = 400.0, 220.0  # pixels of a panel


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    quarters, panels = panels_of(roadmap)
    across = min(ACROSS, max(1, int(page.room // NARROWEST)))
    down = min(DOWN, max(1, int((page.bottom - page.top) // LOWEST)))
    shown = panels[: across * down]
    plots = [_plot(page, panel, n, len(shown), across) for n, panel in enumerate(shown)]
    names = [phrases.quarter(quarter) for quarter in quarters]
    rows = [_rows(page, panel) for panel in shown]
    made = [
        e for plot, own, panel in zip(plots, rows, shown, strict=True)
        for e in (_head(page, plot, panel, quarters), *plot.scale(), *plot.columns(own, names))
    ]  # fmt: skip
    titles = _titles(roadmap, panels, quarters)
    said = [f"{titles[0]}.", *(_words(panel, quarters) for panel in shown)]
    return (
        page.scene(
            "load",
            (*made, *page.legend(_entries(rows))),
            title=page.title(titles),
            subtitle=_subtitle(page, shown, len(panels)),
            alt=" ".join(said),
            notes="\n".join(said),
            charts=[
                plot.chart(panel.name, own, labels=names)
                for plot, own, panel in zip(plots, rows, shown, strict=True)
            ],
        ),
    )  # fmt: skip


def _plot(page: Page, panel: Panel, n: int, of: int, most_across: int) -> Plot:
    across = min(most_across, of)
    down = -(-of // across)
    wide, tall = (page.room - (across - 1) * BETWEEN) / across, (page.bottom - page.top) / down
    left, top = page.left + n % across * (wide + BETWEEN), page.top + n // across * tall
    most = nice(max(max(has, used) for has, _own, used in panel.rows) or 1.0)
    return Plot(page, panel.role, left + SCALE, left + wide, top + HEAD + 10, top + tall - FOOT - 6, most, SCALE)


def _rows(page: Page, panel: Panel) -> list[ChartSeries]:
    """Columns from the ground up: what runs, what is worked on, what is more than there is, what does not fit."""
    theme = page.theme
    some, much, _all, over = theme.loads
    amounts = list(zip(panel.has, panel.runs, panel.works, strict=True))
    running = tuple(min(run, has) for has, run, _work in amounts)
    within = tuple(min(work, max(has - run, 0.0)) for has, run, work in amounts)
    above = tuple(max(0.0, run + work - has) for has, run, work in amounts)
    found = [
        ChartSeries(_("running what is live"), much, running, mark="column"),
        ChartSeries(_("work on steps"), theme.loads[2], within, mark="column"),
        ChartSeries(_("more than there is: tolerated, or too small to wait for"), over, above, mark="column"),
        ChartSeries(_("what does not fit"), some, panel.asked, mark="column", hatch=over),
    ]
    found = [one for n, one in enumerate(found) if n < 2 or any((y or 0.0) > LEAST for y in one.ys)]
    found.append(ChartSeries(_("what there is"), theme.ink, panel.has, mark="level", width=3))
    if panel.short > LEAST:
        then = tuple(has + more if more > LEAST else None for has, more in zip(panel.has, panel.added, strict=True))
        found.append(ChartSeries(_("what there is with the change"), theme.line, then, mark="level", width=3))
    return found


def _head(page: Page, plot: Plot, panel: Panel, quarters: Sequence[str]) -> Shape:
    room = plot.right - plot.left + SCALE
    ways = [page.say(f"{panel.name}: {finding}") for finding in _findings(panel, quarters)]
    words = next((way for way in ways if width(way, FLOOR, True) <= room), ways[-1])
    return page.label(f"head-{panel.role}", fitted(words, FLOOR, room, bold=True), plot.left - SCALE,
                      plot.top - HEAD - 6, room, HEAD - 4, (19, 18, 17, FLOOR), role="header", bold=True)  # fmt: skip


def _first(shares: Sequence[float], most: float) -> int:
    """The place of the first share that is said as the most is."""
    return next(place for place, share in enumerate(shares) if round(100 * share) == round(100 * most))


def _findings(panel: Panel, quarters: Sequence[str]) -> tuple[str, str]:
    """What a panel shows, in a clause and in a shorter one."""
    share, then = max(panel.shares), max(panel.all_shares)
    shorter = _("at most {percent} %", percent=round(100 * share))
    if panel.short > LEAST:
        amount = decimal(panel.short)
        return _("{amount} a quarter short for the rest", amount=amount), _("{amount} short", amount=amount)
    if round(100 * then) > round(100 * share):
        return _("at most {percent} %, {then} % with the rest", percent=round(100 * share),
                 then=round(100 * then)), shorter  # fmt: skip
    return _("at most {percent} %, in {quarter}", percent=round(100 * share),
             quarter=phrases.quarter(quarters[_first(panel.shares, share)])), shorter  # fmt: skip


def _titles(roadmap: Roadmap, panels: Sequence[Panel], quarters: Sequence[str]) -> list[str]:
    """What the picture shows, the longest first."""
    if not panels:
        return [_("No capacity is given, so nothing is scarce")]
    first = panels[0]
    if first.short > LEAST:
        amount = phrases.person_weeks(decimal(first.short))
        return [_("{role} lacks {amount} a quarter for what does not fit", role=first.name, amount=amount)]
    if roadmap.changed is not None and roadmap.repairs:
        condition = roadmap.repairs[0].condition
        busiest = max(panels, key=lambda panel: max(panel.all_shares))
        percent = round(100 * max(busiest.all_shares))
        if percent > MUCH:
            return [
                _("Everything fits {condition}, and asks {role} for up to {percent} % of what there is",
                  condition=condition, role=busiest.name, percent=percent),
                _("With all that does not fit, {role} is asked for up to {percent} %", role=busiest.name,
                  percent=percent),
            ]  # fmt: skip
        return [
            _("People are enough for what does not fit, {condition}", condition=condition),
            _("People are enough for what does not fit"),
        ]
    over, roles = sum(share > 1.0005 for share in first.shares), sum(max(panel.shares) > 1.0005 for panel in panels)
    if roles > 1:
        most = max(first.shares)
        quarter = phrases.quarter(quarters[_first(first.shares, most)])
        return [
            _("{n} roles are asked for more than there is, {role} most: {percent} % in {quarter}", n=roles,
              role=first.name, percent=round(100 * most), quarter=quarter),
            _("{n} roles are asked for more than there is", n=roles),
        ]  # fmt: skip
    if over:
        return [_("{role} is asked for more than there is in {n} of {all} quarters", role=first.name, n=over,
                  all=len(quarters))]  # fmt: skip
    return [f"{first.name}: {finding}" for finding in _findings(first, quarters)]


def _subtitle(page: Page, shown: Sequence[Panel], of: int) -> str:
    words = _("person-weeks by quarter")
    if len(shown) < of:
        words = _("person-weeks by quarter, of the {n} that have least room", n=len(shown))
    repairs = page.roadmap.repairs
    if not repairs or not any(max(panel.asked) > LEAST for panel in shown):
        return words
    full = _("{words}; hatched is what would come {condition}", words=words, condition=repairs[0].condition)
    if width(page.say(full), 20) <= page.room - 400:
        return full
    return _("{words}; hatched is what would come with the change that makes everything fit", words=words)


def _words(panel: Panel, quarters: Sequence[str]) -> str:
    rows = zip(quarters, panel.has, panel.runs, panel.works, panel.asked, strict=True)
    said = [
        _("{quarter} {used} of {has}", quarter=phrases.quarter(quarter), used=decimal(run + work), has=decimal(has))
        + (_(", {more} more that do not fit", more=decimal(more)) if more > LEAST else "")
        for quarter, has, run, work, more in rows
    ]
    return f"{panel.name}: {'; '.join(said)}."


def _entries(rows: Iterable[Sequence[ChartSeries]]) -> list[Entry]:
    found = {one.name: one for own in rows for one in own}
    kinds = {"level": "line", "column": "fill"}
    return [
        Entry("hatch", one.name, one.color, one.hatch) if one.hatch
        else Entry(kinds[one.mark], one.name, *(("", one.color) if one.mark == "level" else (one.color,)))
        for one in sorted(found.values(), key=lambda one: one.mark == "level")
    ]  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("load", draw, "People by quarter beside what there is of them, with what does not fit", whole=True)
