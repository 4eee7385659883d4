"""Robustness: how sure each date is, how often each step keeps its place in the order, and which inputs matter most."""

from collections.abc import Iterable, Sequence
from math import ceil

from planner.pictures import FLOOR, Item, Scene, Shape, Style
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header, text_block
from planner.plugins import Roadmap, Robustness, StepOrder, View, _, decimal, hookimpl

HEAD, GAP = 62.0, 34.0
ROWS = (46.0, 42.0, 38.0, 34.0, 30.0)
"""Heights of a row, tried in turn."""
SIDE, NAMES, FIGURE = 0.27, 0.30, 104.0
MOST = 6
FIRM, OPEN = 0.95, 0.8
"""Order that is kept in so many of the draws is firm; in fewer it is open."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, found = Page(roadmap, style), roadmap.robustness
    assert found is not None  # the record says that it is needed
    room = page.bottom - page.top - HEAD
    steps = list(found.steps)
    height = next((h for h in ROWS if len(steps) * h <= room), ROWS[-1])
    each = max(1, int(room // height))
    pages = max(1, -(-len(steps) // each))
    share = -(-len(steps) // pages) if steps else 1
    groups = [steps[i : i + share] for i in range(0, len(steps), share)] or [[]]
    height = next((h for h in ROWS if share * h <= room), ROWS[-1])
    return tuple(_page(page, found, own, height, n, len(groups)) for n, own in enumerate(groups, 1))


def _page(page: Page, found: Robustness, steps: Sequence[StepOrder], height: float, number: int, pages: int) -> Scene:
    theme, first = page.theme, number == 1
    right = page.right - (page.room * SIDE + GAP if first else 0.0)
    shapes = _rows(page, found, steps, height, right)
    if first:
        shapes += _side(page, found, right + GAP)
    firm = theme.shade(0.1)
    entries = [
        Entry("fill", _("finish in half to 80 % of the draws"), theme.shade(0.45).fill, theme.shade(0.45).stroke),
        Entry("line", _("planned finish"), stroke=theme.ink),
        Entry("fill", _("order firm"), firm.fill, firm.stroke),
        Entry("fill", _("mostly"), theme.shade(0.45).fill, theme.shade(0.45).stroke),
        Entry("fill", _("open"), theme.shade(0.85).fill),
    ]
    said = [_sentence(found, step) for step in steps]
    return page.scene(
        "robustness",
        (*shapes, *page.legend(entries)),
        title=found.headline(),
        subtitle=_("{n} plans with weights, values and efforts moved; dates from {draws} draws; all estimates",
                   n=found.draws, draws=found.risk.draws),
        alt=" ".join(said) or found.headline(),
        notes="\n".join([found.headline() + ".", "", *said]),
        items=_items(page.roadmap, found, steps),
        number=number,
        pages=pages,
    )  # fmt: skip


def _rows(page: Page, found: Robustness, steps: Sequence[StepOrder], height: float, right: float) -> list[Shape]:
    theme, roadmap = page.theme, page.roadmap
    risks = {one.id: one for one in found.risk.steps}
    calendar = roadmap.calendar
    weeks = [w for one in risks.values() for w in (one.finish.planned, one.finish.p80 or one.finish.planned)]
    last = min(calendar.weeks, ceil(max(weeks, default=1)))
    end = calendar.begins[calendar.quarter_index(max(last - 1, 0)) + 1]
    names = (right - page.left) * NAMES
    axis = Axis(page.left + names + 2 * FIGURE, right, 0, max(end, 1), calendar)
    bottom = page.top + HEAD + len(steps) * height
    heads = (("name", _("Step"), page.left, names - 10, "start"),
             ("kept", _("Order kept"), page.left + names, FIGURE - 6, "middle"),
             ("critical", _("Sets the finish"), page.left + names + FIGURE, FIGURE - 6, "middle"))  # fmt: skip
    made = [
        page.label(f"head-{key}", words, x, page.top - 4, room, 54, (18, 17, FLOOR), role="header", bold=True,
                   color=theme.muted, anchor=anchor)
        for key, words, x, room, anchor in heads
    ]  # fmt: skip
    backs: list[Shape] = []
    front: list[Shape] = []
    for number, step in enumerate(steps):
        y = page.top + HEAD + number * height
        ground = theme.band if number % 2 == 0 else theme.paper
        backs.append(
            Shape(f"row-{step.id}", "lane", page.left, y, right - page.left, height, fill=ground, on=ground, of=step.id)
        )
        front.append(
            page.label(f"name-{step.id}", fitted(step.name, FLOOR, names - 26), page.left + 12, y, names - 24, height,
                       (18, 17, FLOOR), on=ground, of=step.id)
        )  # fmt: skip
        front.append(_kept(page, step, page.left + names, y, height, ground))
        part = risks[step.id].criticality
        front.append(
            page.label(f"critical-{step.id}", _percent(part), page.left + names + FIGURE, y, FIGURE - 6, height,
                       (17, FLOOR), bold=part >= 0.5, color=theme.ink if part else theme.muted, anchor="middle",
                       on=ground, of=step.id)
        )  # fmt: skip
        front += _dates(page, found, step, axis, y, height)
    return [*made, *backs, *quarter_header(page, axis, page.top + 10, bottom), *front]


def _kept(page: Page, step: StepOrder, x: float, y: float, height: float, ground: str) -> Shape:
    """The part of the draws in which a step keeps its place; coloured where it is open."""
    theme = page.theme
    if step.kept is None:
        return page.label(f"kept-{step.id}", "–", x, y, FIGURE - 6, height, (17,), anchor="middle", on=ground,
                          color=theme.muted, of=step.id)  # fmt: skip
    fill = (
        theme.shade(0.1).fill
        if step.kept >= FIRM
        else theme.shade(0.85).fill
        if step.kept < OPEN
        else theme.shade(0.45).fill
    )
    words = _percent(step.kept)
    tall = min(height - 6, 28.0)
    top = y + (height - tall) / 2
    lines = text_block(words, x + 8, top, FIGURE - 22, tall, (17, FLOOR), bold=step.kept < OPEN,
                       color=theme.text_on(fill), anchor="middle")  # fmt: skip
    alt = _("{name} keeps its place in the order in {percent} of the draws", name=step.name, percent=words)
    return Shape(f"kept-{step.id}", "card", x + 6, top, FIGURE - 18, tall, fill=fill, stroke=theme.card(fill).stroke,
                 stroke_width=1, radius=6, lines=lines, alt=alt, of=step.id)  # fmt: skip


def _dates(page: Page, found: Robustness, step: StepOrder, axis: Axis, y: float, height: float) -> list[Shape]:
    """From P50 to P80 a bar, the planned finish a line across it."""
    theme = page.theme
    spread = next(one.finish for one in found.risk.steps if one.id == step.id)
    half = spread.p50 if spread.p50 is not None else axis.last
    most = spread.p80 if spread.p80 is not None else axis.last
    x0, x1 = min(axis.x(half), axis.right - 6), min(axis.x(most), axis.right)
    tall = min(height - 14, 18.0)
    paint = theme.shade(0.45)
    alt = _("{name}: planned for week {week}; finished by week {half} in half of the draws and by week {most} in 80 %",
            name=step.name, week=spread.planned, half=_week(spread.p50), most=_week(spread.p80))  # fmt: skip
    x = axis.x(spread.planned)
    return [
        Shape(f"dates-{step.id}", "card", x0, y + (height - tall) / 2, max(x1 - x0, 6.0), tall, fill=paint.fill,
              stroke=paint.stroke, stroke_width=1, radius=4, alt=alt, of=step.id),
        Shape(f"planned-{step.id}", "marker", x - 2, y + 4, 4, height - 8, fill=theme.ink, of=step.id),
    ]  # fmt: skip


def _side(page: Page, found: Robustness, x: float) -> list[Shape]:
    """Which inputs matter most, and which pairs swap most easily."""
    theme, room = page.theme, page.right - x
    made: list[Shape] = []
    y = page.top
    influences = [one for one in found.influences if one.swaps > 0][:MOST]
    pairs = found.pairs[:MOST]
    space = (page.bottom - page.top - 2 * 44) / max(len(influences) + len(pairs), 1)
    tall = max(44.0, min(64.0, space))
    for key, title, rows in (
        ("input", _("Inputs that matter most"), [(one.name, one.swaps) for one in influences]),
        ("pair", _("Pairs that swap most easily"),
         [(f"{one.first_name} – {one.second_name}", 1 - one.kept) for one in pairs]),
    ):  # fmt: skip
        made.append(page.label(f"head-{key}", title, x, y, room, 34, (19, 18, 17), role="header", bold=True))
        y += 40
        if not rows:
            made.append(page.label(f"{key}-none", _("None stands out."), x, y, room, 34, (18, 17), color=theme.muted))
            y += 44
        most = max((share for _name, share in rows), default=1.0) or 1.0
        for number, (name, share) in enumerate(rows):
            if y + tall > page.bottom:
                break
            made.append(page.label(f"{key}-{number}", page.say(name), x, y, room - 70, tall - 12, (17, FLOOR)))
            made.append(
                page.label(f"{key}-{number}-share", _percent(share), x + room - 64, y, 64, tall - 12, (17,), bold=True,
                           anchor="end")
            )  # fmt: skip
            made.append(
                Shape(f"{key}-{number}-bar", "marker", x, y + tall - 11, max(room * share / most, 4.0), 5,
                      fill=theme.shade(0.45).fill, radius=2)
            )  # fmt: skip
            y += tall
        y += 10
    return made


def _percent(part: float) -> str:
    return _("{percent} %", percent=decimal(100 * part, 0))


def _week(week: float | None) -> str:
    return "–" if week is None else decimal(week, 0)


def _sentence(found: Robustness, step: StepOrder) -> str:
    own = next(one for one in found.risk.steps if one.id == step.id)
    kept = "–" if step.kept is None else _percent(step.kept)
    return _(
        "{name}: planned for week {week}, P50 {half}, P80 {most}; sets the finish in {critical}, keeps its order "
        "in {kept}.",
        name=step.name, week=own.finish.planned, half=_week(own.finish.p50), most=_week(own.finish.p80),
        critical=_percent(own.criticality), kept=kept,
    )  # fmt: skip


def _items(roadmap: Roadmap, found: Robustness, steps: Sequence[StepOrder]) -> tuple[Item, ...]:
    stages = {stage.number: stage.name for stage in roadmap.stages}
    risks = {one.id: one for one in found.risk.steps}
    shown = {step.id for step in steps}
    return tuple(
        Item(
            step.id, step.name, roadmap[step.id].owner_name, stages[step.stage],
            tuple(need for need in roadmap[step.id].needs if need in shown),
            (
                (_("Planned week"), str(step.finish)),
                ("P50", _week(risks[step.id].finish.p50)),
                ("P80", _week(risks[step.id].finish.p80)),
                (_("Sets the finish"), _percent(risks[step.id].criticality)),
                (_("Order kept"), "–" if step.kept is None else _percent(step.kept)),
            ),
        )
        for step in steps
    )  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("robustness", draw, "How sure dates and order are, and which inputs matter most", whole=True,
               needs="robustness")  # fmt: skip
