"""Heatmap: the level of every capability by area, today against what the plan reaches."""

from collections import Counter
from collections.abc import Iterable, Sequence

from planner.pictures import FLOOR, LINE_HEIGHT, Item, Scene, Shape, Style, cut, fit
from planner.pictures.toolkit import Entry, Page, text_block
from planner.plugins import CapabilityState, Roadmap, View, _, fixed, hookimpl, ngettext

NAMES = 230.0
GAP = 6.0
TALLEST, LOWEST = 78.0, 58.0
WIDEST, NARROWEST = 250.0, 196.0


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    rows = _rows(page)
    room = page.bottom - page.top
    height = min(max(room / max(len(rows), 1), LOWEST), TALLEST)
    most = max(int(room // height), 1)
    pages = max(1, -(-len(rows) // most))
    share = -(-len(rows) // pages) if rows else 1
    height = min(room / share, TALLEST)
    groups = [rows[i : i + share] for i in range(0, len(rows), share)] or [[]]
    return tuple(_page(page, own, height, number, len(groups)) for number, own in enumerate(groups, 1))


def _columns(page: Page) -> int:
    """Tiles in a row."""
    areas: dict[str, int] = {}
    for standing in page.roadmap.standings:
        areas[standing.area] = areas.get(standing.area, 0) + 1
    room = page.room - NAMES
    return max(1, min(int((room + GAP) // (NARROWEST + GAP)), max(areas.values(), default=1)))


def _rows(page: Page) -> list[tuple[str, list[CapabilityState]]]:
    """(area, capabilities) of each row; an area with many takes several."""
    most, rows = _columns(page), []
    for area in page.roadmap.area_names:
        own = [s for s in page.roadmap.standings if s.area == area]
        own.sort(key=lambda s: s.stage_number)
        rows += [(area, own[i : i + most]) for i in range(0, len(own), most)]
    return rows


def _page(
    page: Page, rows: Sequence[tuple[str, list[CapabilityState]]], height: float, number: int, pages: int
) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    wide = min((page.room - NAMES + GAP) / _columns(page) - GAP, WIDEST + 60)
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
        pages=pages,
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
    raised = standing.planned > standing.level
    arrow = "←" if page.style.runs_right_to_left(page.roadmap.language) else "→"
    mark = f"{standing.level} {arrow} {standing.planned}" if raised else str(standing.level)
    if raised and page.style.direction != "ltr":
        mark = page.say(mark)
    side = 62.0 if raised else 26.0
    room = wide - side - 20
    found = fit(standing.name, room, tall - 6, (18, 17, FLOOR), bold=bool(standing.wanted))
    rows = max(1, int((tall - 6) // (FLOOR * LINE_HEIGHT)))
    lines, size = found or (cut(standing.name, FLOOR, room, rows, bold=bool(standing.wanted)), FLOOR)
    shape = Shape(
        f"tile-{standing.id}", "card", x, y, wide, tall, fill=paint.fill,
        stroke=theme.ink if raised else paint.stroke, stroke_width=3 if raised else 1, radius=6,
        lines=(
            *text_block("", x + 10, y, room, tall, (size,), color=paint.text, bold=bool(standing.wanted), broken=lines),
            *text_block("", x + wide - side - 8, y, side, tall, (18,), color=paint.text, bold=True, anchor="end",
                        broken=(mark,)),
        ),
        alt=_said(standing), of=standing.id,
    )  # fmt: skip
    return [shape]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("heatmap", draw, "Level of every capability by area, today against the plan", whole=True)
