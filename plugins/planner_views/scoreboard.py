"""Scoreboard: value against effort of every step, numbered in the chosen order, with the list beside it."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import cos, pi, sin

from planner.pictures import FLOOR, Element, Line, Scene, Shape, Style, cut, width
from planner.pictures.toolkit import Entry, Page, disc, plan_entries, step_alt, step_items, step_notes
from planner.plugins import Placement, Roadmap, View, _, decimal, hookimpl, ngettext

ROW = 30.0
SIZE = 32.0
AHEAD = 0.1
"""Share of the value above the share of the effort that is worth a title."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    most = max(4, int((page.bottom - page.top - 40) // ROW))
    steps = [(step.number, step) for step in roadmap.placements]
    pages = max(1, -(-len(steps) // most))
    share = -(-len(steps) // pages) if steps else 1
    groups = [steps[i : i + share] for i in range(0, len(steps), share)] or [[]]
    return tuple(_page(page, own, number, len(groups)) for number, own in enumerate(groups, 1))


def _page(page: Page, own: Sequence[tuple[int, Placement]], number: int, pages: int) -> Scene:
    roadmap = page.roadmap
    middle = page.left + page.room * 0.56
    steps = [step for _count, step in own]
    return page.scene(
        "scoreboard",
        (*_chart(page, own, middle - 30), *_list(page, own, middle), *page.legend(_entries(page, steps, pages))),
        title=_title(roadmap),
        subtitle=_("value against effort; numbers are those of the plan"),
        alt=" ".join(
            _("{number}. {name}: value {value}, {effort} person-weeks.", number=count, name=step.name,
              value=decimal(step.value), effort=decimal(step.effort))
            for count, step in own
        ) or roadmap.title,
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps) if steps else (),
        number=number,
        pages=pages,
    )  # fmt: skip


def _entries(page: Page, steps: Sequence[Placement], pages: int) -> list[Entry]:
    entries = plan_entries(page, steps)
    if pages > 1:
        entries.append(Entry("dot", _("on another page, or of no value by itself"), page.theme.line))
    elif any(_worthless(step) for step in steps):
        entries.append(Entry("dot", _("of no value by itself, needed by others"), page.theme.line))
    return entries


def _worthless(step: Placement) -> bool:
    """Whether its value is nothing as it is shown."""
    return round(step.value, 1) <= 0


def _best(roadmap: Roadmap) -> Placement:
    """The step that brings most for its effort."""
    return max(roadmap.placements, key=lambda p: (p.value / max(p.effort, 0.1), p.id))


def _title(roadmap: Roadmap) -> str:
    """The beginning of the order that is furthest ahead of its effort, or the step that brings most for its effort."""
    steps = roadmap.placements
    value, effort = sum(p.value for p in steps), sum(p.effort for p in steps)
    if not value or not effort:
        return _("No step has a value: no goal asks for one")
    parts = ((p.value / value, p.effort / effort) for p in steps)
    shares = list(accumulate(parts, lambda a, b: (a[0] + b[0], a[1] + b[1])))[:-1]
    best = max(range(len(shares)), key=lambda i: (shares[i][0] - shares[i][1], -i), default=-1)
    if best >= 0 and shares[best][0] - shares[best][1] >= AHEAD:
        return ngettext(
            "The first of {all} steps brings {value} % of the value for {effort} % of the effort",
            "The first {n} of {all} steps bring {value} % of the value for {effort} % of the effort",
            best + 1, all=len(steps), value=round(100 * shares[best][0]), effort=round(100 * shares[best][1]),
        )  # fmt: skip
    most = _best(roadmap)
    return _("{name} brings most for its effort: {value} % of the value for {effort} % of the effort", name=most.name,
             value=round(100 * most.value / value), effort=round(100 * most.effort / effort))  # fmt: skip


def ticks(most: float, count: int = 5) -> list[float]:
    """Round numbers from 0 to at least ``most``."""
    step = 1.0
    for step in (base * 10.0**power for power in range(-2, 7) for base in (1, 2, 2.5, 5)):
        if step * count >= most:
            break
    return [step * i for i in range(int(-(-most // step)) + 1)] if most > 0 else [0.0, 1.0]


def _chart(page: Page, own: Sequence[tuple[int, Placement]], right: float) -> list[Element]:
    theme, steps = page.theme, page.roadmap.placements
    x0, y0, y1 = page.left + 76, page.bottom - 62, page.top + 40
    across, up = ticks(max((p.effort for p in steps), default=1)), ticks(max((p.value for p in steps), default=1))
    made: list[Element] = [
        page.label("axis-value", _("Value (weighted by the goals)"), page.left, page.top, right - page.left, 28,
                   (18, 17), role="header", bold=True, color=theme.muted),
        page.label("axis-effort", _("Effort in person-weeks"), x0, page.bottom - 30, right - x0, 28, (18, 17),
                   role="header", bold=True, color=theme.muted, anchor="end"),
    ]  # fmt: skip

    def place(step: Placement) -> tuple[float, float]:
        return x0 + (right - x0) * step.effort / across[-1], y0 - (y0 - y1) * step.value / up[-1]

    for i, value in enumerate(up):
        y = y0 - (y0 - y1) * value / up[-1]
        made.append(Line(f"rule-value-{i}", "grid", ((x0, y), (right, y)), theme.grid, 1))
        made.append(page.label(f"tick-value-{i}", decimal(value, 2), page.left, y - 13, 64, 26, (17,), role="header",
                               color=theme.muted, anchor="end"))  # fmt: skip
    for i, value in enumerate(across):
        x = x0 + (right - x0) * value / across[-1]
        made.append(Line(f"rule-effort-{i}", "grid", ((x, y0), (x, y1)), theme.grid, 1))
        made.append(page.label(f"tick-effort-{i}", decimal(value, 2), x - 40, y0 + 4, 80, 26, (17,), role="header",
                               color=theme.muted, anchor="middle"))  # fmt: skip
    shown = {step.id for _count, step in own}
    for step in steps:
        if step.id not in shown or _worthless(step):
            x, y = place(step)
            key, alt = ("step", step_alt(step)) if step.id in shown else ("dot", "")
            made.append(
                Shape(f"{key}-{step.id}", "marker", x - 4, y - 4, 8, 8, "circle", fill=theme.line, of=step.id, alt=alt)
            )
    centres: list[tuple[float, float]] = []
    discs: list[Element] = []
    for count, step in own:
        if _worthless(step):  # discs of them would push each other far from where they are
            continue
        at = place(step)
        x, y = _free(at, centres, (x0 + SIZE / 2, right - SIZE / 2), (y1 + SIZE / 2, y0 - SIZE / 2))
        centres.append((x, y))
        if abs(x - at[0]) + abs(y - at[1]) > 6:
            made.append(Line(f"lead-{step.id}", "lead", (at, (x, y)), theme.line, 1.5, of=step.id))
            made.append(
                Shape(f"spot-{step.id}", "marker", at[0] - 3, at[1] - 3, 6, 6, "circle", fill=theme.line, of=step.id)
            )
        discs.append(disc(page, f"step-{step.id}", count, step, x, y, SIZE))
    return made + discs


def _free(
    at: tuple[float, float], taken: Sequence[tuple[float, float]], xs: tuple[float, float], ys: tuple[float, float]
) -> tuple[float, float]:
    """The nearest place to ``at`` at which a disc touches no other."""
    for ring in range(64):
        for turn in range(max(1, 6 * ring)):
            angle = 2 * pi * turn / max(1, 6 * ring)
            x = min(max(at[0] + ring * 12 * cos(angle), xs[0]), xs[1])
            y = min(max(at[1] - ring * 12 * sin(angle), ys[0]), ys[1])
            if all(abs(x - a) >= SIZE + 6 or abs(y - b) >= SIZE + 3 for a, b in taken):
                return x, y
    return at


def _list(page: Page, own: Sequence[tuple[int, Placement]], left: float) -> list[Shape]:
    theme, made = page.theme, list[Shape]()
    heads = ((_("Value"), 84.0), (_("Effort"), 92.0), (_("Value per person-week"), 256.0))
    columns = heads if page.room > 1300 else ()  # a narrow page has room for the names alone
    wide = sum(room for _title_, room in columns)
    x = page.right - wide
    for i, (title, room) in enumerate(columns):
        made.append(page.label(f"head-{i}", title, x, page.top, room, 34, (18, 17, FLOOR), role="header", bold=True,
                               color=theme.muted, anchor="end"))  # fmt: skip
        x += room
    winner = _best(page.roadmap) if own else None
    for i, (count, step) in enumerate(own):
        y = page.top + 40 + i * ROW
        room = page.right - wide - left - 36
        name = step.name if width(step.name, FLOOR, step.is_target) <= room else ""
        name = name or cut(step.name, FLOOR, room, 1, bold=step.is_target)[0]
        made += [
            disc(page, f"key-{step.id}", count, step, left + 13, y + ROW / 2, 25.0),
            page.label(f"name-{step.id}", name, left + 34, y, room, ROW, (18, 17, FLOOR), bold=step.is_target,
                       of=step.id),
        ]  # fmt: skip
        x = page.right - wide
        rate = step.value / step.effort if step.effort else 0.0
        for part, (words, (_head, side)) in enumerate(
            zip((decimal(step.value), decimal(step.effort), decimal(rate, 2)), columns, strict=False)
        ):
            best = part == len(heads) - 1 and step is winner
            made.append(page.label(f"number-{step.id}-{part}", words, x, y, side, ROW, (17,), bold=best, anchor="end",
                                   color=theme.ink if best else theme.muted, of=step.id))  # fmt: skip
            x += side
    return made


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("scoreboard", draw, "Value against effort, with the chosen order")
