"""Heatmap: the level of every capability by area, today against what the plan reaches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.pictures import FLOOR, LINE_HEIGHT, Item, Scene, Shape, Style, cut, fit, width
from planner.pictures.toolkit import Entry, Page, text_block
from planner.plugins import CapabilityState, Roadmap, View, _, fixed, hookimpl, ngettext

NAMES = 196.0
GAP = 6.0
TALLEST, LOWEST = 78.0, 48.5
WIDEST, NARROWEST = 330.0, 196.0
WIDER = 3
"""How many tiles fewer there may be in a row, so that names are whole."""


Row = tuple[str, Sequence[CapabilityState]]
"""An area, and capabilities of it beside each other."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of each page, and the size of their tiles with the gap after them."""

    pages: tuple[tuple[Row, ...], ...]
    wide: float
    height: float

    def faults(self) -> tuple[bool, int, int]:
        """(whether names are not whole, how many pages, how many such names): the less, the better."""
        every = [one for rows in self.pages for _area, own in rows for one in own]
        cut = sum(_name(one, self.wide - GAP, self.height - GAP)[0][-1].endswith("…") for one in every)
        return cut > 0, len(self.pages), cut


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    most = _most_columns(page)
    layouts = [_layout(page, columns) for columns in range(most, max(most - WIDER, 1) - 1, -1)]
    layout = min(layouts, key=Layout.faults)
    return tuple(_page(page, layout, number) for number in range(1, len(layout.pages) + 1))


def _most_columns(page: Page) -> int:
    """How many tiles there can be in a row."""
    areas = Counter(standing.area for standing in page.roadmap.standings)
    room = page.room - NAMES
    return max(1, min(int((room + GAP) // (NARROWEST + GAP)), max(areas.values(), default=1)))


def _layout(page: Page, columns: int) -> Layout:
    rows: list[Row] = []
    for area in page.roadmap.area_names:
        own = sorted((s for s in page.roadmap.standings if s.area == area), key=lambda s: s.stage_number)
        rows += [(area, own[i : i + columns]) for i in range(0, len(own), columns)]
    room = page.bottom - page.top
    most = max(int(room / min(max(room / max(len(rows), 1), LOWEST), TALLEST) + 1e-6), 1)
    share = -(-len(rows) // max(1, -(-len(rows) // most))) if rows else 1
    pages = tuple(tuple(rows[i : i + share]) for i in range(0, len(rows), share)) or ((),)
    wide = min((page.room - NAMES + GAP) / columns, WIDEST + GAP)
    return Layout(pages, wide, min(room / share, TALLEST))


def _page(page: Page, layout: Layout, number: int) -> Scene:
    roadmap, theme, rows = page.roadmap, page.theme, layout.pages[number - 1]
    wide, height = layout.wide - GAP, layout.height
    means = {area.id: area.mean for area in roadmap.diagnosis.areas}
    made: list[Shape] = []
    y, previous = page.top, ""
    for area, own in rows:
        if area != previous:
            words = page.say(_("{area}: {mean}", area=roadmap.area_names[area], mean=fixed(means.get(area, 0))))
            made.append(
                page.label(f"area-{area}", words, page.left, y, NAMES - 16, height - GAP, (19, 18, 17, FLOOR),
                           role="header", bold=True)
            )  # fmt: skip
            previous = area
        for i, standing in enumerate(own):
            made += _tile(page, standing, page.left + NAMES + i * (wide + GAP), y, wide, height - GAP)
        y += height
    top = len(roadmap.levels) - 1
    shown = [standing for _area, own in rows for standing in own]
    entries = [
        Entry("fill", _("{level} today", level=f"{level} {name}"), paint.fill, paint.stroke)
        for level, name in enumerate(roadmap.levels)
        for paint in [theme.level(level, top)]
    ] + [Entry("ring", _("Raised by the plan"), stroke=theme.ink)]
    entries += [Entry("bold", _("Bold: to be reached"))] if any(one.wanted for one in shown) else []
    return page.scene(
        "heatmap",
        (*made, *page.legend(entries, y + 10)),
        title=_title(roadmap),
        subtitle=_("level of every capability today, and what the plan raises it to; areas with their mean level"),
        alt=" ".join(_said(standing) for standing in shown),
        items=[
            Item(s.id, s.name, roadmap.roles.get(s.owner, s.owner), _stage(roadmap, s), (),
                 ((_("Today"), str(s.level)), (_("Planned"), str(s.planned))))
            for s in shown
        ],
        number=number,
        pages=len(layout.pages),
    )  # fmt: skip


def _stage(roadmap: Roadmap, standing: CapabilityState) -> str:
    return next(stage.name for stage in roadmap.stages if stage.id == standing.stage)


def _said(standing: CapabilityState) -> str:
    if standing.planned > standing.level:
        return _("{name}: level {level} today, {planned} planned.", name=standing.name, level=standing.level,
                 planned=standing.planned)  # fmt: skip
    return _("{name}: level {level} today.", name=standing.name, level=standing.level)


def _title(roadmap: Roadmap) -> str:
    """What is missing, and what the plan does about that: builds what is missing, raises what is there."""
    states = roadmap.standings
    absent = sum(s.level == 0 for s in states)
    built = [s for s in states if s.planned > s.level == 0]
    more = sum(s.planned > s.level > 0 for s in states)
    words = {"absent": absent, "all": len(states), "built": len(built)}
    if built and more:
        return ngettext(
            "{absent} of {all} capabilities are missing today; the plan builds {built} of them and raises one other",
            "{absent} of {all} capabilities are missing today; the plan builds {built} of them and raises {n} others",
            more, **words,
        )  # fmt: skip
    if not built and not more:
        return _("{absent} of {all} capabilities are missing today; the plan raises none", **words)
    if not built:
        return ngettext(
            "{absent} of {all} capabilities are missing today; the plan raises one other",
            "{absent} of {all} capabilities are missing today; the plan raises {n} others", more, **words,
        )  # fmt: skip
    areas = Counter(s.area for s in built).most_common(2)
    if len(areas) > 1 and areas[0][1] == areas[1][1]:
        return _("{absent} of {all} capabilities are missing today; the plan builds {built} of them", **words)
    return _("{absent} of {all} capabilities are missing today; the plan builds {built} of them, most in {area}",
             area=roadmap.area_names[areas[0][0]], **words)  # fmt: skip


def _tile(page: Page, standing: CapabilityState, x: float, y: float, wide: float, tall: float) -> list[Shape]:
    theme, paint = page.theme, page.theme.level(standing.level, len(page.roadmap.levels) - 1)
    raised, bold = standing.planned > standing.level, bool(standing.wanted)
    arrow = "←" if page.style.runs_right_to_left(page.roadmap.language) else "→"
    mark = f"{standing.level} {arrow} {standing.planned}" if raised else str(standing.level)
    if raised and page.style.direction != "ltr":
        mark = page.say(mark)
    side, (lines, size) = _side(standing), _name(standing, wide, tall)
    shape = Shape(
        f"tile-{standing.id}", "card", x, y, wide, tall, fill=paint.fill,
        stroke=theme.ink if raised else paint.stroke, stroke_width=3 if raised else 1, radius=6,
        lines=(
            *text_block("", x + 10, y, wide - side - 18, tall, (size,), color=paint.text, bold=bold, broken=lines),
            *text_block("", x + wide - side - 8, y, side, tall, (18,), color=paint.text, bold=True, anchor="end",
                        broken=(mark,)),
        ),
        alt=_said(standing), of=standing.id,
    )  # fmt: skip
    return [shape]


def _side(standing: CapabilityState) -> float:
    """Room for the level, or for both."""
    return width("0 → 0" if standing.planned > standing.level else "0", 18, True) + 6


def _name(standing: CapabilityState, wide: float, tall: float) -> tuple[Sequence[str], float]:
    """(lines, size) of the name of a capability in its tile; cut where it does not fit."""
    room, bold = wide - _side(standing) - 18, bool(standing.wanted)
    rows = max(1, int((tall - 4) // (FLOOR * LINE_HEIGHT)))
    found = fit(standing.name, room, tall - 4, (18, 17, FLOOR), bold=bold)
    return found or (cut(standing.name, FLOOR, room, rows, bold=bold), FLOOR)


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("heatmap", draw, "Level of every capability by area, today against the plan", whole=True)
