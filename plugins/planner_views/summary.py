"""Summary: what a board has to know on one page: stages with dates and odds, money, people, decisions, risks."""

import re
from collections.abc import Iterable, Sequence

from planner.pictures import FLOOR, Scene, Shape, Style, width
from planner.pictures.toolkit import Cell, Column, Page, Row, fitted, sheets, text_block
from planner.plugins import (
    Roadmap,
    StageInfo,
    View,
    _,
    day,
    decimal,
    decisions,
    hookimpl,
    money_by_year,
    money_in,
    peaks_of,
    phrases,
    risks_of,
)
from planner_views.stairs import headlines, stage_dates

STAGES, TIP, GAP = 0.24, 26.0, 44.0
"""Part of the height that the stages take, how far an arrow points, what lies between blocks."""
LEFT = 0.34
"""Part of the width that money and people take."""
HEAD, ROW, LEAST = 44.0, 56.0, 44.0
"""Heights of a block's head, of a row, and the least that a block is worth drawing in."""
MOST = 3
"""Decisions and risks."""
ROLES = 4
LOW = 26.0
"""The least height of a row of bars."""

Box = tuple[float, float, float, float]
"""Left, top, width, height."""
Bar = tuple[str, str, str, float, float | None, str]
"""What it is about, name, what stands beside it, length and place of the mark (as parts of the room), figure."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    body = page.bottom - page.top
    tall = max(120.0, STAGES * body)
    room = body - tall - 26  # below the stages: two rows of blocks, one, or none
    rows = min(2, int(room // (HEAD + LEAST)))
    tall = tall if rows else body
    top, wide = page.top + tall + 26, LEFT * page.room
    right = page.left + wide + GAP
    each = room / rows if rows else 0.0
    title = _title(page)
    every = [(one.key, one.text, one.owner, day(one.by)) for one in decisions(roadmap) if one.state == "open"]
    asked = every[:MOST]
    risks = _risks(roadmap)
    shapes = _stages(page, tall)
    if rows:
        what = _("Decisions asked for")
        if len(asked) < len(every):
            what = _("Decisions asked for, the first {n} of {all}", n=len(asked), all=len(every))
        heads = (what, _("Owner"), _("Latest"))
        shapes += _money(page, (page.left, top, wide, each - 10))
        shapes += _table(page, "decision", heads, asked, (right, top, page.right - right, each - 10))
    if rows > 1:
        heads = (_("What moves the date"), _("Effect"), _("Owner"))
        shapes += _people(page, (page.left, top + each, wide, each))
        shapes += _table(page, "risk", heads, risks, (right, top + each, page.right - right, each))
    said = [*(_stage_said(page, stage) for stage in roadmap.stages), *(row[1] for row in (*asked, *risks))]
    return (
        page.scene(
            "summary",
            (*shapes, *page.legend([])),
            title=title,
            subtitle=_("executive summary of the plan from {day}; all figures are estimates",
                       day=day(roadmap.calendar.start)),
            alt=" ".join([title + ".", *said]),
            notes="\n".join(said),
        ),
    )  # fmt: skip


def _title(page: Page) -> str:
    """What it takes to get where the plan ends."""
    roadmap = page.roadmap
    last = roadmap.last_stage
    if last is None or not roadmap.complete:
        return page.title(headlines(roadmap))
    work = sum(use.work for use in roadmap.capacity_use)
    spend = sum(one.spend for one in roadmap.budget_use)
    on = roadmap.finish > last.week  # then part of it is for what comes later
    sure = roadmap.odds(last.stage_number)
    likely = sure.finish.p80_date if sure else None
    words = {
        "stage": phrases.quoted(last.stage_name),
        "day": day(likely or roadmap.calendar.last_day(last.week)),
        "work": decimal(work, 0),
    }
    if spend:
        amount = _("{n} million", n=decimal(spend / 1000)) if spend >= 1000 else _("{n} thousand", n=decimal(spend, 0))
        money = f"{amount} {roadmap.currency}".strip()
        if on:
            return _("{stage} by {day}; the whole plan takes {work} person-weeks to build and {money} of outside spend",
                     money=money, **words)  # fmt: skip
        return _("{stage} by {day} takes {work} person-weeks to build and {money} of outside spend", money=money,
                 **words)  # fmt: skip
    if on:
        return _("{stage} by {day}; the whole plan takes {work} person-weeks to build", **words)
    return _("{stage} by {day} takes {work} person-weeks to build", **words)


def _stage_said(page: Page, stage: StageInfo) -> str:
    return f"{stage.name}: {' '.join(filter(None, stage_dates(page.roadmap, stage)))}."


def _stages(page: Page, tall: float) -> list[Shape]:
    """The stages as arrows, each with its date."""
    stages, made = page.roadmap.stages, list[Shape]()
    wide = (page.room - 8 * (len(stages) - 1)) / max(len(stages), 1)
    for number, stage in enumerate(stages):
        x, y, paint = page.left + number * (wide + 8), page.top, page.stage(stage.number)
        before, date, other = stage_dates(page.roadmap, stage)
        planned = bool(before)
        last = number == len(stages) - 1
        end = x + wide
        corners = [(x, y), (end - TIP, y), (end, y + tall / 2), (end - TIP, y + tall), (x, y + tall)]
        if last:
            corners = [(x, y), (end, y), (end, y + tall), (x, y + tall)]
        fill = paint.fill if planned else page.theme.band
        ink = paint.text if planned else page.theme.ink
        room = wide - 36 - (0 if last else TIP)
        unit = tall / 10
        lines = [
            line
            for words, at, high, sizes, bold in (
                (f"{stage.number}. {stage.name}", 0.6, 2.4, (24, 22, 20, 18, FLOOR), True),
                (before, 3.0, 1.6, (18, 17, FLOOR), False),
                (date, 4.5, 3.0, (40, 36, 32, 28, 24, 20, FLOOR), True),
                (other, 7.3, 2.6, (18, 17, 16, FLOOR), False),
            )
            if words
            for line in text_block(page.say(words), x + 20, y + at * unit, room, high * unit, sizes, color=ink,
                                   bold=bold)
        ]  # fmt: skip
        made.append(
            Shape(f"stage-{stage.id}", "card", x, y, wide, tall, "polygon", fill=fill, points=tuple(corners),
                  stroke=paint.stroke, stroke_width=1, alt=_stage_said(page, stage), lines=tuple(lines))
        )  # fmt: skip
    return made


def _head(page: Page, key: str, words: str, x: float, y: float, wide: float) -> list[Shape]:
    lines = text_block(words, x + 12, y, wide - 24, HEAD - 10, (18, 17, FLOOR), bold=True, color=page.theme.ink)
    return [Shape(f"head-{key}", "header", x, y, wide, HEAD - 10, fill=page.theme.header, radius=4, lines=lines)]


def _money(page: Page, box: Box) -> list[Shape]:
    """Outside spend by year, against the budget where there is one."""
    x, y, wide, tall = box
    roadmap = page.roadmap
    unit = " ".join(filter(None, (_("thousand"), roadmap.currency)))
    made = _head(page, "money", _("Outside spend, {unit}", unit=unit), x, y, wide)
    spent = [(year, *amounts) for year, amounts in money_by_year(roadmap).items() if amounts[0]]
    if not spent:
        return [*made, page.label("no-money", _("None is planned."), x, y + HEAD, wide, 36)]
    fit, keys = max(2, int((tall - HEAD) // LOW)), [re.sub("[^0-9]", "", year) for year, *_amounts in spent]
    if len(spent) > fit:  # what has no room of its own is one row, so that nothing is left out
        later = spent[fit - 1 :]
        years = list(money_by_year(roadmap))
        rest = money_in(roadmap, years[years.index(later[0][0]) :])
        spent = [*spent[: fit - 1], (_("from {year}", year=later[0][0]), *rest)]
        keys[fit - 1 :] = ["rest"]
    most = max(max(spend, budget or 0.0) for _year, spend, budget in spent)
    rows = [
        (key, year, "", spend / most, None if budget is None else budget / most,
         decimal(spend, 0) if budget is None else _("{used} of {has}", used=decimal(spend, 0), has=decimal(budget, 0)))
        for key, (year, spend, budget) in zip(keys, spent, strict=True)
    ]  # fmt: skip
    return [*made, *_bars(page, "money", rows, (x, y + HEAD, wide, tall - HEAD))]


def _people(page: Page, box: Box) -> list[Shape]:
    """The roles that are used most, in the quarter of their peak."""
    x, y, wide, tall = box
    made = _head(page, "people", _("People at their peak, of what there is"), x, y, wide)
    peaks = peaks_of(page.roadmap)
    if not peaks:
        return [*made, page.label("no-people", _("No capacity is given."), x, y + HEAD, wide, 36)]
    most = max(1.0, peaks[0][0])
    rows = [
        (use.role, use.role_name, phrases.quarter(use.quarter), share / most, 1 / most, f"{round(100 * share)} %")
        for share, use in peaks[:ROLES]
    ]
    return [*made, *_bars(page, "people", rows, (x, y + HEAD, wide, tall - HEAD))]


def _bars(
    page: Page,
    key: str,
    rows: Sequence[Bar],
    box: Box,
) -> list[Shape]:
    """Bars with a mark where there is no more to be had."""
    x, y, wide, tall = box
    theme, made = page.theme, list[Shape]()
    rows = rows[: max(1, int(tall // LOW))]
    height = min(ROW - 14, tall / len(rows))
    figures = max(width(row[5], 18, True) for row in rows) + 8
    aside = max(width(row[2], FLOOR) for row in rows) + 12
    names = min(max(width(row[1], 18) for row in rows) + 14, wide * 0.38)
    left, room = x + names + aside, wide - names - aside - figures - 12
    for number, (about, name, beside, share, mark, figure) in enumerate(rows):
        top, of = y + number * height, f"{key}-{about}"
        over = mark is not None and share > mark + 0.005
        made += [
            page.label(f"{of}-name", fitted(name, 18, names - 10), x, top, names - 8, height,
                       (18, 17, FLOOR)),
            page.label(f"{of}-aside", beside, x + names, top, aside - 8, height, (FLOOR,), color=theme.muted),
            Shape(f"{of}-bar", "card", left, top + height / 2 - 9, max(room * share, 2), 18,
                  fill=theme.load(2.0 if over else 0.95).fill, alt=f"{name} {beside}: {figure}"),
            page.label(f"{of}-figure", page.say(figure), x + wide - figures, top, figures, height,
                       (18, 17, FLOOR), bold=True, anchor="end"),
        ]  # fmt: skip
        if mark is not None:
            made.append(Shape(f"{of}-mark", "marker", left + room * mark - 1.5, top + height / 2 - 14, 3, 28,
                              fill=theme.ink))  # fmt: skip
    return made


def _table(
    page: Page, key: str, heads: tuple[str, str, str], rows: Sequence[tuple[str, str, str, str]],
    box: Box,
) -> list[Shape]:  # fmt: skip
    """A few rows: what each is about, a sentence and two short facts."""
    x, y, wide, tall = box
    full = any(one or other for _about, _said, one, other in rows)
    columns: tuple[Column, ...] = (Column(key, heads[0], 58 if full else 100),)
    if full:
        columns += (Column(f"{key}-1", heads[1], 24), Column(f"{key}-2", heads[2], 18, "end"))
    made = [
        Row(f"{key}-{about}",
            (Cell(page.say(said), bold=True), *((Cell(page.say(one)), Cell(page.say(other))) if full else ())),
            f"{key}-{about}", said)
        for about, said, one, other in rows
    ]  # fmt: skip
    return sheets(page, columns, made, key=key, top=y, bottom=y + tall, left=x, room=wide, size=20, lines=3)[0][0]


def _risks(roadmap: Roadmap) -> list[tuple[str, str, str, str]]:
    """What moves the date most, from the draws; what the plan rests on, where nobody has drawn."""
    drivers = roadmap.risk.drivers if roadmap.risk else ()
    if not any(driver.badly - driver.usual >= 1 for driver in drivers):
        return [(one.key, one.text, "", "") for one in risks_of(roadmap)[:MOST]]
    found = []
    for driver in drivers[:MOST]:
        late = round(driver.badly - driver.usual)
        if late < 1:
            break
        owner = roadmap[driver.what].owner_name if driver.kind == "step" else _("event")
        effect, soon = _("up to {weeks} later", weeks=phrases.weeks(late)), round(driver.usual - driver.well)
        if soon >= 1:
            effect = _("{effect}, {n} sooner", effect=effect, n=soon)
        found.append((driver.what, driver.name, effect, owner))
    return found


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("summary", draw, "Executive summary: stages with dates and odds, money, people, decisions, risks",
               whole=True, shows="risk")  # fmt: skip
