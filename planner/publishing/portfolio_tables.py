"""Tables of a portfolio: when each member is where, who takes how much of what is shared, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence

from planner.i18n import phrases
from planner.i18n.translation import _, day, ngettext
from planner.pictures.scene import Scene, Shape
from planner.pictures.text_metrics import width
from planner.pictures.toolkit import Cell, Column, Entry, Page, Row, load_entries, sheets
from planner.roadmap.portfolio import MemberRoadmap, PortfolioRoadmap, SharedMoney, SharedPeople

HEAD_SIZE, PAD = 18.0, 12.0
"""Of the letters of a head, and what is free on either side of them."""

SIZES = (24.0, 22.0, 20.0, 17.0)
"""Of the letters of a table, the largest first."""

GAP = 28.0
"""Pixels between two tables."""


def members(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """Where each is today, and when it reaches the stages ahead."""
    ahead = {stage.number: stage for one in portfolio.members for stage in one.stages}
    columns = (
        Column("name", _("Organisation"), 26), Column("today", _("Today"), 20),
        *(Column(f"stage-{n}", ahead[n].name, 54 / len(ahead)) for n in sorted(ahead)),
    )  # fmt: skip
    rows = []
    for one in portfolio.members:
        own, plan = {stage.number: stage for stage in one.stages}, one.roadmap
        dates = []
        for number in sorted(ahead):
            stage = own.get(number)
            if stage is None:
                there = number <= plan.diagnosis.stage_number
                text = _("reached") if there else _("not aimed at") if number > plan.aimed_stage else _("not reached")
                dates.append(Cell(text, muted=True))
                continue
            said = day(stage.day) if stage.day else _("not reached in this plan")
            if stage.alone is not None and stage.alone != stage.day:
                said += " " + _("(with enough for all: {day})", day=day(stage.alone))
            dates.append(Cell(page.say(said), bold=stage.day is not None))
        rows.append(Row(one.id, (Cell(page.say(plan.name), bold=True), Cell(page.say(plan.stage_name)), *dates)))
    return table_pages(page, "members", columns, rows, _late_members(portfolio),
                  _("the stage of today, and the day on which each stage ahead is reached"))  # fmt: skip


def _late_members(portfolio: PortfolioRoadmap) -> str:
    """How many reach a stage later for what is shared, or not at all."""
    late = [one for one in portfolio.members if any(s.alone and (not s.day or s.day > s.alone) for s in one.stages)]
    every = len(portfolio.members)
    if not late:
        return _("Nobody reaches a stage later for what is shared")
    if len(late) == 1:
        name = late[0].roadmap.name
        return _("One of {all} reaches a stage later for what is shared, or not: {name}", all=every, name=name)
    return _("{n} of {all} reach a stage later for what is shared, or not", n=len(late), all=every)


def people(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """For each role that is shared, and the common budget, what each member takes of it in each quarter."""
    return [scene for one in portfolio.in_common for scene in _taken(portfolio, page, one)]


def _taken(portfolio: PortfolioRoadmap, page: Page, shared: SharedPeople) -> list[Scene]:
    quarters = range(len(portfolio.quarters))
    narrowest = max(width(phrases.quarter(label), HEAD_SIZE, True) for label in portfolio.quarters) + 2 * PAD + 4
    most = max(1, int(page.room * 0.78 // narrowest))
    parts = -(-len(quarters) // most)
    each = -(-len(quarters) // parts)
    spans = [quarters[i : i + each] for i in range(0, len(quarters), each)]
    unit = _("person-weeks of {role}", role=shared.name)
    if isinstance(shared, SharedMoney):
        unit = _("thousands of the common budget")
        unit += f" ({shared.currency})" if shared.currency else ""
    legend = load_entries(page)
    title = _how_short(shared, portfolio.quarters)
    subtitle = _("{unit} by quarter: what each takes, and together of what there is", unit=unit)
    tables = [(_columns(portfolio, shared, span), _rows(portfolio, page, shared, span)) for span in spans]
    key = f"people-{shared.id or 'budget'}"
    if len(tables) > 1 and (stacked := _stacked(page, key, tables)) is not None:
        return [_scene(page, key, *stacked, title, subtitle, legend)]
    found = [one for columns, rows in tables for one in sheets(page, columns, rows, key=key)]
    return _scenes(page, key, found, title, subtitle, legend)


Table = tuple[Sequence[Column], Sequence[Row]]


def _stacked(page: Page, key: str, tables: Sequence[Table]) -> tuple[list[Shape], list[Row]] | None:
    """Tables one below the other; None: there is no room for that."""
    tall = (page.bottom - page.top + GAP) / len(tables) - GAP
    made, every = list[Shape](), list[Row]()
    for number, (columns, rows) in enumerate(tables):
        top = page.top + number * (tall + GAP)
        found = sheets(page, columns, rows, key=f"{key}-{number}", top=top, bottom=top + tall)
        if len(found) > 1:
            return None
        made, every = made + found[0][0], every + found[0][1]
    return made, every


def _columns(portfolio: PortfolioRoadmap, shared: SharedPeople, span: Sequence[int]) -> tuple[Column, ...]:
    first = f"name-{shared.id or 'budget'}-{span[0]}"
    labels = [portfolio.quarters[i] for i in span]
    quarters = (Column(label, phrases.quarter(label), 78 / len(span), "middle") for label in labels)
    return Column(first, _("Organisation"), 22), *quarters


def _rows(portfolio: PortfolioRoadmap, page: Page, shared: SharedPeople, span: Sequence[int]) -> list[Row]:
    return [_together(page, shared, span), *(_of_member(page, one, shared, span) for one in portfolio.members)]


def _together(page: Page, shared: SharedPeople, span: Sequence[int]) -> Row:
    cells = []
    for i in span:
        planned, there = shared.planned[i], shared.capacity[i]
        said = page.say(_("{used} of {has}", used=phrases.amount(planned), has=phrases.amount(there)))
        share = planned / there if there > 0 else 2.0 if planned > 0 else 0.0
        cells.append(Cell(said, bold=True, fill=page.theme.load(share).fill))
    return Row(f"together-{shared.id or 'budget'}-{span[0]}", (Cell(_("All together"), bold=True), *cells))


def _of_member(page: Page, one: MemberRoadmap, shared: SharedPeople, span: Sequence[int]) -> Row:
    taken = one.taken(shared)
    cells = (Cell(phrases.amount(taken[i])) if round(taken[i], 1) else Cell("–", muted=True) for i in span)
    return Row(f"{one.id}-{shared.id or 'budget'}-{span[0]}", (Cell(page.say(one.roadmap.name)), *cells))


def _how_short(shared: SharedPeople, quarters: Sequence[str]) -> str:
    """In which quarters more is asked for than there is."""
    name = shared.name[:1].upper() + shared.name[1:]
    short = [i for i, missing in enumerate(shared.missing) if round(missing, 1)]
    if not short:
        return _("{role}: enough for all in every quarter", role=name)
    worst = max(short, key=lambda i: (shared.missing[i], -i))
    words = {"role": name, "quarter": phrases.quarter(quarters[worst]),
             "missing": phrases.amount(shared.missing[worst])}  # fmt: skip
    return ngettext("{role}: {missing} more are asked for than there are, in {quarter}",
                    "{role}: more is asked for than there is in {n} quarters, most in {quarter} ({missing} more)",
                    len(short), **words)  # fmt: skip


def waits(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """Every step that waits for what is shared, the longest wait first."""
    names = {one.id: one.roadmap.name for one in portfolio.members}
    columns = (
        Column("member", _("Organisation"), 20), Column("step", _("Step"), 26), Column("start", _("Begins"), 11),
        Column("sooner", _("Could begin"), 11), Column("weeks", _("Weeks"), 7, "end"),
        Column("role", _("Waits for"), 13), Column("of", _("Which then goes most to"), 16),
    )  # fmt: skip
    rows = [
        Row(
            f"{one.member}-{one.step}",
            (
                Cell(page.say(names[one.member])), Cell(page.say(one.name), bold=True), Cell(day(one.start)),
                Cell(day(one.sooner)), Cell(str(one.weeks)), Cell(page.say(one.role)),
                Cell(page.say(names[one.of]) if one.of else "–", muted=not one.of),
            ),
        )
        for one in portfolio.waits
    ]  # fmt: skip
    title = _("No step waits for what is shared")
    if portfolio.waits:
        longest = portfolio.waits[0]
        title = ngettext(
            "One step waits {weeks} for {role}: {name}",
            "{n} steps wait for what is shared, the longest {weeks} for {role}: {name}",
            len(rows), name=longest.name, weeks=phrases.weeks(longest.weeks),
            role=longest.role,
        )  # fmt: skip
    subtitle = _("when a step begins, and when it could if the shared people, or the money, were there for it")
    return table_pages(page, "waits", columns, rows, title, subtitle)


def table_pages(
    page: Page, view: str, columns: Sequence[Column], rows: Sequence[Row], title: str, subtitle: str,
    legend: Sequence[Entry] = (),
) -> list[Scene]:  # fmt: skip
    """As many pages as the rows take, in letters as large as one page allows."""
    for size in SIZES:
        found = sheets(page, columns, rows, key=view, size=size)
        if len(found) == 1:
            break
    return _scenes(page, view, found, title, subtitle, legend)


def _scenes(
    page: Page, view: str, found: Sequence[tuple[list[Shape], list[Row]]], title: str, subtitle: str,
    legend: Sequence[Entry],
) -> list[Scene]:  # fmt: skip
    return [
        _scene(page, view, shapes, own, title, subtitle, legend, number, len(found))
        for number, (shapes, own) in enumerate(found, 1)
    ]


def _scene(
    page: Page, view: str, shapes: Sequence[Shape], rows: Sequence[Row], title: str, subtitle: str,
    legend: Sequence[Entry], number: int = 1, pages: int = 1,
) -> Scene:  # fmt: skip
    alt = ". ".join([title, *(", ".join(cell.text for cell in row.cells) for row in rows)])
    return page.scene(
        view, (*shapes, *page.legend(list(legend))), title=title, subtitle=subtitle, alt=alt, number=number, pages=pages
    )
