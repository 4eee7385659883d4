"""Unit levels: the level of each thing that is done in units, unit by unit, beside the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.pictures import FLOOR, Item, Scene, Shape, Style
from planner.pictures.toolkit import Entry, Page, fitted, text_block
from planner.plugins import CapabilityState, Roadmap, UnitState, View, _, fixed, hookimpl, ngettext, unit_words

NAMES, GAP, HEAD = 380.0, 6.0, 62.0
TALLEST, LOWEST, WIDEST = 56.0, 36.0, 230.0
SINGLE = 8
"""Units that have a column each; of more, those of a wave share one."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Units that come together, or the whole. ``levels``: by capability, their mean."""

    id: str
    name: str
    levels: dict[str, float]


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    columns, rows = _columns(roadmap), _rows(roadmap)
    most = max(1, int((page.bottom - page.top - HEAD) // LOWEST))
    pages = max(1, -(-len(rows) // most))
    share = max(1, -(-len(rows) // pages))
    groups = [rows[i : i + share] for i in range(0, len(rows), share)] or [[]]
    return tuple(_page(page, columns, own, number, len(groups)) for number, own in enumerate(groups, 1))


def _rows(roadmap: Roadmap) -> list[CapabilityState]:
    """What is done in units, by area."""
    done = {name for unit in roadmap.units or () for name, _level in unit.levels}
    areas = list(roadmap.area_names)
    return sorted((s for s in roadmap.standings if s.id in done), key=lambda s: (areas.index(s.area), s.stage_number))


def _columns(roadmap: Roadmap) -> list[_Column]:
    units = roadmap.units or ()
    groups = [(one,) for one in units] if len(units) <= SINGLE else [tuple(own) for own in unit_words.by_wave(units)]
    found = [_Column("whole", _("As a whole"), {s.id: float(s.level) for s in roadmap.standings})]
    return found + [_Column(f"unit-{own[0].id}", _name(own), _mean(own)) for own in groups]


def _name(own: Sequence[UnitState]) -> str:
    if len(own) == 1:
        return own[0].name
    words = ngettext("{wave}: {n} unit", "{wave}: {n} units", len(own), wave=unit_words.wave_of(own[0]))
    return words[:1].upper() + words[1:]


def _mean(own: Sequence[UnitState]) -> dict[str, float]:
    every = [dict(one.levels) for one in own]
    return {name: sum(levels.get(name, 0) for levels in every) / len(every) for name in every[0]}


def _page(page: Page, columns: Sequence[_Column], rows: Sequence[CapabilityState], number: int, pages: int) -> Scene:
    theme, top = page.theme, page.top + HEAD
    tall = min(TALLEST, (page.bottom - top) / max(1, len(rows)))
    wide = min(WIDEST, (page.room - NAMES) / len(columns) - GAP)
    made: list[Shape] = []
    for n, column in enumerate(columns):
        x = page.left + NAMES + n * (wide + GAP)
        made.append(page.label(f"head-{column.id}", fitted(page.say(column.name), 17, 2 * wide - 40), x, page.top, wide,
                               HEAD - 8, (17, 16, FLOOR), role="header", bold=True, anchor="middle"))  # fmt: skip
    for k, row in enumerate(rows):
        y = top + k * tall
        made.append(page.label(f"name-{row.id}", fitted(page.say(row.name), 17, NAMES - 16), page.left, y, NAMES - 16,
                               tall - GAP, (18, 17, FLOOR), of=row.id))  # fmt: skip
        made += [_cell(page, column, row, page.left + NAMES + n * (wide + GAP), y, wide, tall - GAP)
                 for n, column in enumerate(columns)]  # fmt: skip
    most = len(page.roadmap.levels) - 1
    entries = [Entry("fill", f"{level} {name}", paint.fill, paint.stroke)
               for level, name in enumerate(page.roadmap.levels) for paint in [theme.level(level, most)]]  # fmt: skip
    said = [_said(row, columns) for row in rows]
    return page.scene(
        "unit-levels", (*made, *page.legend(entries)), title=page.title(_titles(page.roadmap)),
        subtitle=_("level today of what is done in units, in each of them and as a whole"),
        alt=" ".join(said), notes="\n".join(said), number=number, pages=pages,
        items=[Item(row.id, row.name, page.roadmap.area_names[row.area], "", (), ()) for row in rows],
    )  # fmt: skip


def _cell(page: Page, column: _Column, row: CapabilityState, x: float, y: float, wide: float, tall: float) -> Shape:
    level = column.levels.get(row.id, 0.0)
    paint = page.theme.level(int(level + 0.5), len(page.roadmap.levels) - 1)
    lines = text_block("", x, y, wide, tall, (18,), color=paint.text, bold=True, anchor="middle",
                       broken=(_number(level),))  # fmt: skip
    return Shape(f"cell-{column.id}-{row.id}", "card", x, y, wide, tall, fill=paint.fill, stroke=paint.stroke,
                 stroke_width=1, radius=6, lines=lines, of=row.id,
                 alt=f"{row.name}, {column.name}: {_number(level)}")  # fmt: skip


def _number(level: float) -> str:
    return str(int(level)) if level == int(level) else fixed(level)


def _said(row: CapabilityState, columns: Sequence[_Column]) -> str:
    levels = ", ".join(f"{column.name} {_number(column.levels.get(row.id, 0.0))}" for column in columns)
    return f"{row.name}: {levels}."


def _titles(roadmap: Roadmap) -> list[str]:
    """Which unit has not begun with how much of it: the one that lacks most, and the one that lacks least; the longest
    first."""
    lacks = [(sum(level == 0 for _name, level in one.levels), one) for one in roadmap.units or ()]
    if not lacks or not max(count for count, _one in lacks):
        return [_("Every unit has begun with all that is done in units")]
    most, least = max(lacks, key=lambda own: own[0]), min(lacks, key=lambda own: own[0])
    words = {"name": most[1].name, "all": len(most[1].levels)}
    if most[0] == least[0]:
        return [ngettext("Every unit has yet to begin with one of {all} things that are done in units",
                         "Every unit has yet to begin with {n} of {all} things that are done in units", most[0],
                         **words)]  # fmt: skip
    return [
        ngettext("{name} has yet to begin with one of {all} things that are done in units, {other} with {less}",
                 "{name} has yet to begin with {n} of {all} things that are done in units, {other} with {less}",
                 most[0], other=least[1].name, less=least[0], **words),
        _("Units have yet to begin with {less} to {most} of {all} things", less=least[0], most=most[0],
          all=words["all"]),
    ]  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("unit-levels", draw, "Level of what is done in units, unit by unit", whole=True, needs="units")
