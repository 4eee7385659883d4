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
    said = [f"{_title(roadmap, panels, quarters)}.", *(_words(panel, quarters) for panel in shown)]
    return (
        page.scene(
            "load",
            (*made, *page.legend(_entries(page, shown))),
            title=_title(roadmap, panels, quarters),
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
    return [*found, ChartSeries(_("what there is"), theme.ink, panel.has, mark="level", width=3)]


def _head(page: Page, plot: Plot, panel: Panel, quarters: Sequence[str]) -> Shape:
    room = plot.right - plot.left + SCALE
    words = fitted(page.say(f"{panel.name}: {_finding(panel, quarters)}"), FLOOR, room, bold=True)
    return page.label(f"head-{panel.role}", words, plot.left - SCALE, plot.top - HEAD - 6, room, HEAD - 4,
                      (19, 18, 17, FLOOR), role="header", bold=True)  # fmt: skip


def _finding(panel: Panel, quarters: Sequence[str]) -> str:
    """What a panel shows, in a clause."""
    most, share, then = max(panel.short), max(panel.shares), max(panel.all_shares)
    if most > LEAST:
        quarter = phrases.quarter(quarters[panel.short.index(most)])
        return _("{amount} short in {quarter}", amount=decimal(most), quarter=quarter)
    if round(100 * then) > round(100 * share):
        return _("at most {percent} %, {then} % with the rest", percent=round(100 * share), then=round(100 * then))
    return _("at most {percent} %, in {quarter}", percent=round(100 * share),
             quarter=phrases.quarter(quarters[panel.shares.index(share)]))  # fmt: skip


def _title(roadmap: Roadmap, panels: Sequence[Panel], quarters: Sequence[str]) -> str:
    if not panels:
        return _("No capacity is given, so nothing is scarce")
    first, short = panels[0], max(panels[0].short)
    if short > LEAST:
        return _("With what does not fit, {role} is asked for {amount} more than there is in {quarter}",
                 amount=phrases.person_weeks(decimal(short)), role=first.name,
                 quarter=phrases.quarter(quarters[first.short.index(short)]))  # fmt: skip
    if roadmap.changed is not None and roadmap.repairs:
        busiest = max(panels, key=lambda panel: max(panel.all_shares))
        share = round(100 * max(busiest.all_shares))
        if share > MUCH:
            return _("Everything fits {condition}, and asks {role} for up to {percent} % of what there is",
                     condition=roadmap.repairs[0].condition, role=busiest.name, percent=share)  # fmt: skip
        return _("People are enough for what does not fit, {condition}", condition=roadmap.repairs[0].condition)
    over, roles = sum(share > 1.0005 for share in first.shares), sum(max(panel.shares) > 1.0005 for panel in panels)
    if roles > 1:
        most = max(first.shares)
        return _("{n} roles are asked for more than there is, {role} most: {percent} % in {quarter}", n=roles,
                 role=first.name, percent=round(100 * most),
                 quarter=phrases.quarter(quarters[first.shares.index(most)]))  # fmt: skip
    if over:
        return _("{role} is asked for more than there is in {n} of {all} quarters", role=first.name, n=over,
                 all=len(quarters))  # fmt: skip
    return f"{first.name}: {_finding(first, quarters)}"


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


def _entries(page: Page, shown: Sequence[Panel]) -> list[Entry]:
    found: dict[str, ChartSeries] = {}
    for panel in shown:
        found |= {one.name: one for one in _rows(page, panel)}
    kinds = {"level": "line", "column": "fill"}
    return [
        Entry("hatch", one.name, one.color, one.hatch) if one.hatch
        else Entry(kinds[one.mark], one.name, *(("", one.color) if one.mark == "level" else (one.color,)))
        for one in sorted(found.values(), key=lambda one: one.mark == "level")
    ]  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("load", draw, "People by quarter beside what there is of them, with what does not fit", whole=True)
