"""KPIs: what was measured against what was expected by then, where each is to be, and when what moves it is live."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from planner.pictures import FLOOR, LINE_HEIGHT, Element, Line, Point, Scene, Shape, Style
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header
from planner.plugins import Calendar, KpiTrack, Roadmap, View, _, day, hookimpl, kpi_words

HEAD, LEAST, MOST = 44.0, 104.0, 190.0
"""Height of the head; of a row at least and at most."""
NAME, NUMBER = 0.25, 0.092
"""Parts of the width that the name and each column of numbers take."""
LINE, MARK = 25.0, 22.0
LONGEST = 400
"""Weeks on the axis at most."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a page are, and its time axis: of numbers those that say something (see ``_cells``)."""

    name: float
    numbers: dict[int, float]
    wide: float
    axis: Axis

    def x(self, when: date) -> float:
        weeks = (when - self.axis.calendar.start).days / 7
        return min(max(self.axis.x(weeks), self.axis.left + 8), self.axis.right - 8)


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, tracks = Page(roadmap, style), roadmap.kpis or ()
    each = max(1, int((page.bottom - page.top - HEAD) // LEAST))
    even = -(-len(tracks) // max(1, -(-len(tracks) // each)))
    groups = [tracks[i : i + even] for i in range(0, len(tracks), even)]
    columns = _columns(page, tracks)
    return tuple(_page(page, columns, tracks, own, number, len(groups)) for number, own in enumerate(groups, 1))


def _columns(page: Page, tracks: Sequence[KpiTrack]) -> _Columns:
    wide = NUMBER * page.room
    first = page.left + NAME * page.room
    readings = [one for track in tracks for one in (track.baseline, track.target, *track.actuals) if one]
    days = [page.roadmap.calendar.start, *(one.day for one in readings)]
    days += [mover.live for track in tracks for mover in track.movers]
    begin = date(min(days).year, 3 * ((min(days).month - 1) // 3) + 1, 1)
    weeks = min(LONGEST, (max(days) - begin).days // 7 + 4)
    calendar = Calendar(begin, weeks // 12 + 2)
    end = calendar.begins[min(calendar.quarter_index(weeks) + 1, len(calendar.begins) - 1)]
    shown = [n for n in range(4) if any(_cells(track)[n] for track in tracks)]
    axis = Axis(first + len(shown) * wide + 24, page.right, 0, max(end, 26), calendar)
    return _Columns(page.left, {n: first + place * wide for place, n in enumerate(shown)}, wide, axis)


Cell = tuple[float, date | None] | None
"""A number, and its day."""


def _cells(track: KpiTrack) -> tuple[Cell, Cell, Cell, Cell]:
    """What it was, what was measured since, what was expected then, what it is to be."""
    baseline, last, target = track.baseline, track.last, track.target
    fresh = last if last is not None and (baseline is None or last.day > baseline.day) else None
    wanted = track.expected(fresh.day) if fresh else None
    return (
        (baseline.value, baseline.day) if baseline else None,
        (fresh.value, fresh.day) if fresh else None,
        (wanted, None) if wanted is not None else None,
        (target.value, target.day) if target else None,
    )


def _page(
    page: Page, columns: _Columns, tracks: Sequence[KpiTrack], own: Sequence[KpiTrack], number: int, pages: int
) -> Scene:
    row = min(MOST, (page.bottom - page.top - HEAD) / max(1, len(own)))
    bottom = page.top + HEAD + row * len(own)
    made: list[Element] = []
    for n, track in enumerate(own):
        top = page.top + HEAD + n * row
        ground = page.theme.band if n % 2 == 0 else page.theme.paper
        made.append(Shape(f"row-{track.id}", "lane", page.left, top, page.room, row, fill=ground, on=ground))
    made += _heads(page, columns)
    made += quarter_header(page, columns.axis, page.top, bottom)
    for n, track in enumerate(own):
        ground = page.theme.band if n % 2 == 0 else page.theme.paper
        made += _row(page, columns, track, page.top + HEAD + n * row, row, ground)
    x = columns.x(page.roadmap.calendar.start)
    made.append(Line("today", "curve", ((x, page.top + HEAD), (x, bottom)), page.theme.ink, 2))
    said = [f"{track.name}: {kpi_words.state_of(track)}; {'; '.join(kpi_words.sentences(track))}." for track in own]
    title = kpi_words.headline(tracks)
    return page.scene(
        "kpis",
        (*made, *page.legend(_entries(page))),
        title=page.title([title]),
        subtitle=_("expected: as it was until the first step that moves it is live, then straight to its target"),
        alt=" ".join([f"{title}.", *said]),
        notes="\n".join([f"{title}.", "", *said]),
        number=number,
        pages=pages,
    )


def _heads(page: Page, columns: _Columns) -> list[Element]:
    words = (_("Was"), _("Measured"), _("Expected then"), _("To be"))
    made: list[Element] = [
        page.label("head-name", _("KPI"), columns.name + 8, page.top, 160, 34, role="header", bold=True,
                   color=page.theme.muted)
    ]  # fmt: skip
    for n, x in columns.numbers.items():
        made.append(page.label(f"head-{n}", words[n], x, page.top, columns.wide - 10, 34, (19, 18, 17, 16, FLOOR),
                               role="header", bold=True, color=page.theme.muted, anchor="end"))  # fmt: skip
    return made


def _row(page: Page, columns: _Columns, track: KpiTrack, top: float, tall: float, ground: str) -> list[Element]:
    theme, key = page.theme, track.id
    wide = NAME * page.room - 16
    unit = "" if kpi_words.is_count(track) else track.unit
    name = f"{track.name}, {unit}" if unit else track.name
    middle = top + tall / 2
    made: list[Element] = [
        page.label(f"name-{key}", fitted(page.say(name), FLOOR, 2 * wide), columns.name + 8, top + 8, wide, 48,
                   (19, 18, 17, 16, FLOOR), bold=True, on=ground),
        *_mark(page, f"state-{key}", track.state, columns.name + 8, top + 60),
        page.label(f"word-{key}", kpi_words.state_of(track), columns.name + 8 + MARK + 8, top + 58, wide - MARK - 8,
                   LINE, (18, 17, 16, FLOOR), on=ground),
    ]  # fmt: skip
    if tall >= LEAST:
        lines = max(1, int((tall - 88) // (FLOOR * LINE_HEIGHT)))
        words = fitted(page.say(kpi_words.moved_by(track)), FLOOR, (lines - 0.1) * wide * (0.85 if lines > 2 else 1))
        made.append(page.label(f"moved-{key}", words, columns.name + 8, top + 84, wide, tall - 88, (16, FLOOR),
                               color=theme.muted, on=ground))  # fmt: skip
    cells = _cells(track)
    for n, x in columns.numbers.items():
        cell = cells[n]
        words = "–" if cell is None else kpi_words.number(cell[0])
        made.append(page.label(f"value-{key}-{n}", words, x, middle - LINE - 1, columns.wide - 10, LINE + 2,
                               (21, 19, 17, FLOOR), bold=n == 1, anchor="end", on=ground))  # fmt: skip
        if cell is not None and cell[1] is not None:
            made.append(page.label(f"day-{key}-{n}", day(cell[1]), x, middle + 2, columns.wide - 10, LINE,
                                   (16, FLOOR), color=theme.muted, anchor="end", on=ground))  # fmt: skip
    return made + _chart(page, columns, track, top + 14, top + tall - 14)


def _mark(page: Page, key: str, state: str, x: float, y: float) -> list[Element]:
    """A disc, a square or an empty disc: no state is told by its colour alone."""
    theme, size = page.theme, MARK
    if state in ("behind", "too-soon"):
        return [Shape(key, "marker", x + 1, y + 1, size - 2, size - 2, "rect", theme.states[2], theme.ink, 1.5)]
    fill = theme.states[0] if state in ("reached", "on-course") else theme.paper
    return [Shape(key, "marker", x, y, size, size, "circle", fill, theme.ink, 1.5)]


def _chart(page: Page, columns: _Columns, track: KpiTrack, top: float, bottom: float) -> list[Element]:
    """The way that is expected, what was measured, the target, and when what moves it is live."""
    theme, key, made = page.theme, track.id, list[Element]()
    readings = [one for one in (track.baseline, track.target, *track.actuals) if one]
    low, high = min((one.value for one in readings), default=0.0), max((one.value for one in readings), default=1.0)
    span = high - low or 1.0

    def at(when: date, value: float) -> Point:
        return columns.x(when), bottom - 8 - (bottom - top - 16) * (value - low) / span

    for n, mover in enumerate(track.movers):
        x = columns.x(mover.live)
        made.append(Line(f"mover-{key}-{n}", "curve", ((x, top), (x, bottom)), theme.accent, 2.5, "3 5"))
    baseline, target, turns = track.baseline, track.target, track.turns
    if baseline and target:
        way = [at(baseline.day, baseline.value)]
        if turns and turns < target.day:
            way += [at(turns, baseline.value), at(target.day, target.value)]
            made.append(Line(f"way-{key}", "curve", tuple(way), theme.line, 2.5, "8 6"))
    if len(track.actuals) > 1 or (baseline and track.actuals):
        points = [at(one.day, one.value) for one in track.actuals]
        if baseline and not track.measured_baseline and baseline.day < track.actuals[0].day:
            points.insert(0, at(baseline.day, baseline.value))
        made.append(Line(f"measured-{key}", "curve", tuple(points), theme.ink, 3.5, alt=track.name))
    if baseline:
        made.append(_dot(f"was-{key}", *at(baseline.day, baseline.value), 6, theme.paper, theme.ink))
    for n, one in enumerate(track.actuals):
        made.append(_dot(f"actual-{key}-{n}", *at(one.day, one.value), 5.5, theme.ink, theme.ink))
    if target:
        x, y = at(target.day, target.value)
        made.append(Shape(f"target-{key}", "marker", x - 9, y - 9, 18, 18, "diamond", theme.paper, theme.ink, 2.5))
    return made


def _dot(key: str, x: float, y: float, radius: float, fill: str, stroke: str) -> Shape:
    return Shape(key, "marker", x - radius, y - radius, 2 * radius, 2 * radius, "circle", fill, stroke, 2)


def _entries(page: Page) -> list[Entry]:
    theme, tracks = page.theme, page.roadmap.kpis or ()
    measured = [Entry("dot", _("measured"), theme.ink, theme.ink)] if any(one.actuals for one in tracks) else []
    return [
        *measured,
        Entry("dash", _("expected"), stroke=theme.line, dash="8 6"),
        Entry("diamond", _("target"), theme.paper, theme.ink),
        Entry("dash", _("a step that is to move it is live"), stroke=theme.accent, dash="3 5"),
        Entry("line", _("today"), stroke=theme.ink),
    ]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("kpis", draw, "What was measured against what was expected, and what moves it", whole=True, needs="kpis")
