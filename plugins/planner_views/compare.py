"""Compare: plans side by side, their figures and every step that moves, a bar for each plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from planner.pictures import FLOOR, Item, Paint, Scene, Shape, Style, width
from planner.pictures.toolkit import Axis, Cell, Column, Entry, Page, Row, quarter_header, sheets
from planner.plugins import Calendar, Comparison, Moved, Roadmap, View, _, day, headline, hookimpl, phrases

HEAD, GAP = 48.0, 34.0
BAR, BETWEEN, PAD = 11.0, 3.0, 12.0
MOST_ROW, MOST_BAR = 64.0, 16.0
PANEL, NAMES, CHANGE = 0.36, 0.23, 118.0
NAMED = 3
"""Plans whose names have room above a column."""
LONGEST = 400
"""Weeks on the axis at most."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The room of the chart on a page."""

    left: float
    names: float
    axis: Axis
    first: int
    """The week of the comparison with which the axis begins."""

    def x(self, week: int) -> float:
        return min(max(self.axis.x(week - self.first), self.axis.left), self.axis.right)


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, found = Page(roadmap, style), roadmap.comparison
    assert found is not None  # the record says that it is needed
    moved = sorted(found.moved, key=lambda s: (min((w for w in s.finish if w is not None), default=0), s.step))
    each = max(1, int((page.bottom - page.top - HEAD) // _least(len(found.labels))))
    even = -(-len(moved) // max(1, -(-len(moved) // each)))
    groups = [moved[i : i + even] for i in range(0, len(moved), even)] if moved else [[]]
    return tuple(_page(page, found, own, number, len(groups)) for number, own in enumerate(groups, 1))


def _least(plans: int) -> float:
    """The least height of a row."""
    return max(30.0, plans * (BAR + BETWEEN) + PAD)


def _page(page: Page, found: Comparison, steps: Sequence[Moved], number: int, pages: int) -> Scene:
    shapes: list[Shape] = []
    left = page.left
    if number == 1:
        panel = page.room * (PANEL if steps else 1.0)
        shapes += _totals(page, found, panel)
        left += panel + GAP
    if steps:
        shapes += _chart(page, found, steps, left)
    paints = _paints(page, len(found.labels))
    entries = [
        Entry("fill", _within(label if head == label else f"{head} {label}", 300), paint.fill, paint.stroke)
        for head, label, paint in zip(_heads(found), found.labels, paints, strict=True)
    ]
    if any(step.done[i] and step.finish[i] is not None for step in steps for i in range(len(found.labels))):
        entries.append(Entry("fill", _("done"), page.theme.done, page.theme.done))
    if steps and found.begins[-1] > 0:
        entries.append(Entry("line", _("today"), stroke=page.theme.ink))
    said = [f"{total.name}: " + ", ".join(phrases.beside(value) for value in total.values) for total in found.totals]
    lines = [_sentence(found, step) for step in steps]
    return page.scene(
        "compare",
        (*shapes, *page.legend(entries)),
        title=headline(found),
        subtitle=_("{n} plans side by side; weeks count from {day}", n=len(found.labels), day=day(found.start)),
        alt=". ".join([", ".join(found.labels), *said, *lines]),
        notes="\n".join([headline(found) + ".", "", *said, "", *lines]),
        items=_items(page.roadmap, found, steps),
        number=number,
        pages=pages,
    )


def _paints(page: Page, plans: int) -> list[Paint]:
    """The first plan is an outline, the others are filled, from light to dark."""
    theme = page.theme
    outline = Paint(theme.paper, theme.line, theme.ink)
    others = plans - 1
    if others <= 2:
        return [outline, *(theme.shade(share) for share in (0.4, 0.8)[:others])]
    return [outline, *(theme.shade(0.15 + 0.7 * n / (others - 1)) for n in range(others))]


def _totals(page: Page, found: Comparison, room: float) -> list[Shape]:
    """The figures of every plan, those that differ in bold."""
    narrow = Page(page.roadmap, replace(page.style, width=room + 2 * page.left))
    share = min(24.0, 60.0 / len(found.labels))
    columns = (
        Column("figure", _("Figure"), 100 - share * len(found.labels)),
        *(Column(f"plan-{i}", label, share, "end") for i, label in enumerate(_heads(found))),
    )
    rows = []
    for total in found.totals:
        differs = total.differs
        first = None if len(found.labels) > NAMED else total.values[0]
        there = total.done or (False,) * len(total.values)
        said = [
            _("done") if done else phrases.beside(value, first) for value, done in zip(total.values, there, strict=True)
        ]
        cells = [Cell(words, bold=differs, muted=not differs) for words in said]
        rows.append(Row(f"total-{total.key}", (Cell(total.name, bold=differs), *cells)))
    return sheets(narrow, columns, rows)[0][0]


def _within(words: str, room: float) -> str:
    """Words cut to a width wherever that falls: ids have no spaces."""
    if width(words, 17) <= room:
        return words
    while words and width(words + "…", 17) > room:
        words = words[:-1]
    return words + "…"


def _heads(found: Comparison) -> tuple[str, ...]:
    """What the columns of plans are called: by name where there are few, by number where there are more."""
    return found.labels if len(found.labels) <= NAMED else tuple(map(str, range(1, len(found.labels) + 1)))


def _chart(page: Page, found: Comparison, steps: Sequence[Moved], left: float) -> list[Shape]:
    theme, plans = page.theme, len(found.labels)
    weeks = [w for s in found.moved for w in (*s.start, *s.finish) if w is not None]
    first, last = min([0, *weeks]), max([1, *weeks])
    first = max(first, last - LONGEST)
    calendar = Calendar(found.start + timedelta(weeks=first), (last - first) // 12 + 2)
    end = calendar.begins[calendar.quarter_index(last - first - 1) + 1]
    names = (page.right - left) * NAMES
    axis = Axis(left + names, page.right - CHANGE, 0, max(end, 1), calendar)
    chart = Chart(left, names, axis, first)
    row = max(_least(plans), min(MOST_ROW, (page.bottom - page.top - HEAD) / max(len(steps), 1)))
    bottom = page.top + HEAD + row * len(steps)
    heads = (("name", _("What moves"), left, names - 10, "start"),
             ("change", _("Change"), page.right - CHANGE, CHANGE, "end"))  # fmt: skip
    made = [
        page.label(f"head-{key}", words, x, page.top, room, 34, (19, 18, 17), role="header", bold=True,
                   color=theme.muted, anchor=anchor)
        for key, words, x, room, anchor in heads
    ]  # fmt: skip
    backs: list[Shape] = []
    front: list[Shape] = []
    for number, step in enumerate(steps):
        y = page.top + HEAD + number * row
        ground = theme.band if number % 2 == 0 else theme.paper
        backs.append(
            Shape(f"row-{step.step}", "lane", left, y, page.right - left, row, fill=ground, on=ground, of=step.step)
        )
        front += _row(page, found, chart, step, y, row, ground)
    today = found.begins[-1]
    if today > 0:  # a plan made later than the first one
        x = chart.x(today)
        backs.append(Shape("today", "grid", x - 1, page.top + 34, 2, bottom - page.top - 34, fill=theme.ink))
    return [*made, *backs, *quarter_header(page, axis, page.top, bottom), *front]


def _row(page: Page, found: Comparison, chart: Chart, step: Moved, y: float, row: float, ground: str) -> list[Shape]:
    theme, plans = page.theme, len(found.labels)
    made = [
        page.label(f"name-{step.step}", step.name, chart.left + 10, y, chart.names - 20, row, (18, 17, FLOOR),
                   on=ground, of=step.step),
        page.label(f"change-{step.step}", page.say(_change(step)), page.right - CHANGE + 6, y, CHANGE - 14, row,
                   (18, 17, FLOOR), bold=True, anchor="end", on=ground, of=step.step),
    ]  # fmt: skip
    bar = min(MOST_BAR, (row - PAD) / plans - BETWEEN)
    top = y + (row - plans * (bar + BETWEEN) + BETWEEN) / 2
    for i, paint in enumerate(_paints(page, plans)):
        start, finish = step.start[i], step.finish[i]
        level = top + i * (bar + BETWEEN)
        if finish is None:
            continue
        right = chart.x(finish)
        alt = _("{name}, {plan}: done in week {week}", name=step.name, plan=found.labels[i], week=finish)
        if start is None:
            made.append(Shape(f"bar-{step.step}-{i}", "marker", right - bar, level, bar, bar, "diamond",
                              theme.done, theme.done, alt=alt, of=step.step))  # fmt: skip
            continue
        x = chart.x(start)
        alt = _("{name}, {plan}: week {start} to {finish}", name=step.name, plan=found.labels[i], start=start,
                finish=finish)  # fmt: skip
        made.append(
            Shape(f"bar-{step.step}-{i}", "card", x, level, max(right - x, 6.0), bar, fill=paint.fill,
                  stroke=paint.stroke, stroke_width=1.5, radius=3, alt=alt, of=step.step)
        )  # fmt: skip
    return made


def _change(step: Moved) -> str:
    """How the others differ from the first plan: the largest move, else where it is missing."""
    if step.done[-1] and not step.done[0]:
        return _("done")
    if step.finish[0] is None:
        return _("new") if not step.done[0] else _("slipped back")
    weeks, missing = step.change, [i for i, week in enumerate(step.finish, 1) if week is None]
    if weeks is None or (len(step.finish) == 2 and missing):
        return _("left out")
    if not weeks and missing:
        return _("not in {plans}", plans=", ".join(map(str, missing)))
    return _("{weeks} wk", weeks=phrases.signed(weeks))


def _sentence(found: Comparison, step: Moved) -> str:
    said = []
    for label, week, done in zip(found.labels, step.finish, step.done, strict=True):
        when = _("week {week}", week=week) if week is not None else "–"
        said.append(f"{label} {_('done') if done else when}")
    return f"{step.name}: {', '.join(said)}"


def _items(roadmap: Roadmap, found: Comparison, steps: Sequence[Moved]) -> tuple[Item, ...]:
    placed = {p.id: p for p in roadmap.placements}
    stages = {stage.number: stage.name for stage in roadmap.stages}
    items = []
    for step in steps:
        own = placed.get(step.step)
        facts = tuple(
            (label, _("done") if done else "–" if week is None else str(week))
            for label, week, done in zip(found.labels, step.finish, step.done, strict=True)
        )
        needs = tuple(need for need in own.needs if any(other.step == need for other in steps)) if own else ()
        items.append(
            Item(step.step, step.name, own.owner_name if own else "", stages.get(step.stage, ""), needs, facts)
        )
    return tuple(items)


@hookimpl
def planner_views() -> Iterable[View]:
    yield View(
        "compare", draw, "Plans side by side: figures, and every step that moves", whole=True, needs="comparison"
    )
