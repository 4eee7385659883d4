"""Units: where each stands today, when it comes on board, and from when on all work one way in each area."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.pictures import FLOOR, Element, Line, Scene, Shape, Style
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header
from planner.plugins import Roadmap, UnitState, View, _, fixed, hookimpl, ngettext, phrases, together, unit_words

HEAD, TALLEST, LOWEST = 48.0, 76.0, 40.0
"""Height of the head; of a row at most and at least."""
NAME, STANDS = 0.2, 0.15
"""Parts of the width that names and levels take."""
BOX, GAP = 30.0, 5.0
BETWEEN = 44.0
"""Room between units and areas, for a head."""
SAID = 60
"""Units that the text beside the picture speaks of."""
SINGLE = 8
"""Units that have a row each; of more, those of a wave share one."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Units that come together, or an area of all."""

    id: str
    name: str
    below: str
    level: float
    units: tuple[UnitState, ...]
    area: str = ""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, units = Page(roadmap, style), roadmap.units or ()
    rows = [*_unit_rows(units), *_area_rows(roadmap, units)]
    each = max(2, int((page.bottom - page.top - HEAD - BETWEEN) // LOWEST))
    pages = max(1, -(-len(rows) // each))
    even = -(-len(rows) // pages)
    groups = [rows[i : i + even] for i in range(0, len(rows), even)]
    return tuple(_page(page, units, own, number, len(groups)) for number, own in enumerate(groups, 1))


def _unit_rows(units: tuple[UnitState, ...]) -> list[_Row]:
    if len(units) <= SINGLE:
        return [_Row(f"unit-{one.id}", one.name, unit_words.wave_of(one), one.level, (one,)) for one in units]
    return [
        _Row(f"wave-{own[0].wave}", _capital(unit_words.wave_of(own[0])), unit_words.named(own),
             sum(one.level for one in own) / len(own), tuple(own))
        for own in unit_words.by_wave(units)
    ]  # fmt: skip


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _area_rows(roadmap: Roadmap, units: tuple[UnitState, ...]) -> list[_Row]:
    rows = []
    for area, name in roadmap.area_names.items():
        own = [one for unit in units for one in unit.areas if one.area == area]
        there = sum(one.week == 0 for one in own)
        if own:
            words = ngettext("{n} of {all} today", "{n} of {all} today", there, all=len(own))
            rows.append(_Row(f"area-{area}", name, words, sum(one.level for one in own) / len(own), units, area))
    return rows


def _page(page: Page, units: Sequence[UnitState], rows: Sequence[_Row], number: int, pages: int) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    first = next((n for n, row in enumerate(rows) if row.area), len(rows))
    between = BETWEEN if 0 < first < len(rows) else 0.0
    tall = min(TALLEST, (page.bottom - page.top - HEAD - between) / max(1, len(rows)))
    tops = [page.top + HEAD + n * tall + between * (n >= first) for n in range(len(rows))]
    left = page.left + (NAME + STANDS) * page.room
    axis = Axis(left, page.right, 0, roadmap.calendar.weeks, roadmap.calendar)
    made: list[Element] = [
        Shape(f"row-{row.id}", "lane", page.left, top, page.room, tall, fill=_ground(page, n), on=_ground(page, n))
        for n, (row, top) in enumerate(zip(rows, tops, strict=True))
    ]
    stands = page.left + NAME * page.room
    heads = [("stands", _("Stands today"), stands, page.top, STANDS)]
    heads.append(("name", _("Unit") if first else _("Area"), page.left + 8, page.top, NAME))
    if between:
        heads.append(("area", _("Area, all units"), page.left + 8, tops[first] - between, NAME))
    for key, words, x, y, part in heads:
        made.append(page.label(f"head-{key}", words, x, y, part * page.room - 12, 36, (19, 18, 17, FLOOR),
                               role="header", bold=True, color=theme.muted))  # fmt: skip
    made += quarter_header(page, axis, page.top, tops[-1] + tall)
    for n, (row, top) in enumerate(zip(rows, tops, strict=True)):
        made += _row(page, axis, row, top, tall, _ground(page, n))
    title = unit_words.headline(units, roadmap.calendar)
    said = [f"{one.name}: {unit_words.coming(one, roadmap.calendar, units)}." for one in units[:SAID]]
    return page.scene(
        "units",
        (*made, *page.legend(_entries(page, units))),
        title=page.title([title]),
        subtitle=_("what is done in units: where each stands, the wave it comes in, and when all work one way"),
        alt=" ".join([f"{title}.", *said]),
        notes="\n".join([f"{title}.", "", *said]),
        number=number,
        pages=pages,
    )


def _stage(page: Page, one: UnitState) -> int:
    """The number of the stage that the step of a wave is in."""
    return next((p.stage_number for p in page.roadmap.placements if p.id == one.step), 1)


def _colour(page: Page, stage: int) -> str:
    return page.theme.stages[min(stage, len(page.theme.stages)) - 1]


def _ground(page: Page, n: int) -> str:
    return page.theme.band if n % 2 == 0 else page.theme.paper


def _row(page: Page, axis: Axis, row: _Row, top: float, tall: float, ground: str) -> list[Element]:
    wide, half = NAME * page.room - 16, tall / 2
    name, below = fitted(page.say(row.name), 17, wide), fitted(page.say(row.below), FLOOR, wide)
    made: list[Element] = [
        page.label(f"name-{row.id}", name, page.left + 8, top + 3, wide, half - 3, (19, 18, 17, 16, FLOOR), bold=True,
                   on=ground),
        page.label(f"below-{row.id}", below, page.left + 8, top + half, wide, half - 3, (17, 16, FLOOR),
                   color=page.theme.muted, on=ground),
        *_level(page, row, top + half, ground),
    ]  # fmt: skip
    return made + (_together(page, axis, row, top, tall, ground) if row.area else
                   _coming(page, axis, row, top, tall, ground))  # fmt: skip


def _level(page: Page, row: _Row, middle: float, ground: str) -> list[Element]:
    """A box for each level, filled as far as it is reached, and the number beside them."""
    theme, x = page.theme, page.left + NAME * page.room
    most, made = len(page.roadmap.levels) - 1, list[Element]()
    for n in range(most):
        part = min(1.0, max(0.0, row.level - n))
        place = x + n * (BOX + GAP)
        made.append(
            Shape(f"box-{row.id}-{n}", "marker", place, middle - 9, BOX, 18, "rect", theme.paper, theme.line, 1.5)
        )
        if part:
            made.append(Shape(f"full-{row.id}-{n}", "marker", place, middle - 9, BOX * part, 18, "rect", theme.muted))
    words = page.say(_("{level} of {most}", level=fixed(row.level), most=most))
    place, end = x + most * (BOX + GAP) + 4, page.left + (NAME + STANDS) * page.room - 4
    made.append(page.label(f"level-{row.id}", words, place, middle - 14, end - place, 28, (17, 16, FLOOR), on=ground))
    return made


def _coming(page: Page, axis: Axis, row: _Row, top: float, tall: float, ground: str) -> list[Element]:
    """The wave as a bar; words where there is none."""
    one, middle, theme = row.units[0], top + tall / 2, page.theme
    if one.wave is None or one.start is None or one.finish is None:
        words = _("on board already") if one.wave is None else _("no room in this plan")
        return [page.label(f"said-{row.id}", words, axis.left + 8, middle - 14, 260, 28, (17, 16, FLOOR),
                           color=theme.muted, on=ground)]  # fmt: skip
    x, end = axis.x(one.start), axis.x(one.finish)
    made: list[Element] = [
        Shape(f"bar-{row.id}", "bar", x, middle - 13, max(6.0, end - x), 26, "rect", _colour(page, _stage(page, one)))
    ]
    words = unit_words.wave_of(one)
    if one.week is not None and one.week > one.finish:
        calendar = page.roadmap.calendar
        when = phrases.quarter(calendar.label(min(one.week, calendar.weeks - 1)))
        words = _("{wave}, one way from {quarter} on", wave=words, quarter=when)
    if len(row.units) > 1:
        words = ngettext("{wave}: {n} unit", "{wave}: {n} units", len(row.units), wave=words)
    room = axis.right - end
    if room > 270:
        made.append(page.label(f"said-{row.id}", words, end + 8, middle - 14, room - 8, 28, (17, 16, FLOOR), on=ground))
    else:
        made.append(page.label(f"said-{row.id}", words, axis.left + 8, middle - 14, x - axis.left - 16, 28,
                               (17, 16, FLOOR), anchor="end", on=ground))  # fmt: skip
    return made


def _together(page: Page, axis: Axis, row: _Row, top: float, tall: float, ground: str) -> list[Element]:
    """From when on all work one way in an area."""
    theme, middle, week = page.theme, top + tall / 2, together(row.units, row.area)
    if not week:
        own = [one.week for unit in row.units for one in unit.areas if one.area == row.area]
        there = sum(one is not None for one in own)
        some = ngettext("{n} of {all} in this plan", "{n} of {all} in this plan", there, all=len(own))
        words = some if week is None else _("one way already")
        return [page.label(f"said-{row.id}", words, axis.left + 8, middle - 14, 300, 28, (17, 16, FLOOR),
                           color=theme.muted, on=ground)]  # fmt: skip
    calendar, x = page.roadmap.calendar, min(axis.x(week), axis.right - 10)
    words = _("one way, {quarter}", quarter=phrases.quarter(calendar.label(min(week, calendar.weeks - 1))))
    made: list[Element] = [
        Line(f"when-{row.id}", "curve", ((x, top + 4), (x, top + tall - 4)), theme.ink, 2),
        Shape(f"all-{row.id}", "marker", x - 9, middle - 9, 18, 18, "diamond", theme.ink, theme.ink),
    ]  # fmt: skip
    if axis.right - x > 190:
        made.append(page.label(f"said-{row.id}", words, x + 16, middle - 14, axis.right - x - 20, 28, (17, 16, FLOOR),
                               bold=True, on=ground))  # fmt: skip
    else:
        made.append(page.label(f"said-{row.id}", words, axis.left + 8, middle - 14, x - axis.left - 24, 28,
                               (17, 16, FLOOR), bold=True, anchor="end", on=ground))  # fmt: skip
    return made


def _entries(page: Page, units: Sequence[UnitState]) -> list[Entry]:
    theme = page.theme
    reached = [together(units, area) for area in page.roadmap.area_names]
    numbers = sorted({_stage(page, one) for one in units if one.wave is not None and one.finish is not None})
    return [
        Entry("fill", _("level today, a box for each"), theme.muted, theme.line),
        *(
            Entry("fill", _("coming on board, in stage {number}", number=number), _colour(page, number))
            for number in numbers
        ),
        *([Entry("diamond", _("all units work one way"), theme.ink, theme.ink)] if any(reached) else []),
    ]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("units", draw, "Where each unit stands, and when all work one way", whole=True, needs="units")
