"""Gantt: one row per step by stage, with who leads it, its weeks, its slack and what it waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.pictures import FLOOR, Connector, Line, Scene, Shape, Style, cut, width
from planner.pictures.toolkit import (
    Axis,
    Entry,
    Page,
    chain_entry,
    quarter_header,
    routing,
    step_alt,
    step_items,
    step_notes,
    target_entry,
    text_block,
)
from planner.plugins import Placement, Roadmap, View, _, day, hookimpl, ngettext, phrases

HEAD = 48.0
ROWS = (44.0, 40.0, 36.0, 32.0, 28.0, 26.0)
"""Heights of a row, tried in turn."""


@dataclass(frozen=True, slots=True)
class Group:
    """Steps under a head: of a stage, or what sets the date."""

    id: str
    name: str
    number: int
    steps: tuple[Placement, ...]


Row = Group | Placement


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    groups = _groups(page, frozenset())
    room = page.bottom - page.top - HEAD
    rows = sum(1 + len(group.steps) for group in groups)
    height = next((h for h in ROWS if rows * h <= room), ROWS[-1])
    most = max(int(room // height), 4)
    chain = frozenset(roadmap.critical_chain)
    if rows > most and 1 < len(chain) < most / 2:  # else its parts lie on several pages
        groups = _groups(page, chain)
    sheets = _sheets(groups, most) or [[]]
    most = max(map(len, sheets))
    height = next((h for h in ROWS if most * h <= room), ROWS[-1])
    return tuple(_page(page, sheet, height, number, len(sheets)) for number, sheet in enumerate(sheets, 1))


def _groups(page: Page, chain: frozenset[str]) -> list[Group]:
    """Steps by stage; what sets the date by itself, and first, where it is given."""
    found = [
        Group(stage.id, f"{stage.number}. {stage.name}", stage.number,
              tuple(p for p in page.roadmap.placements if p.stage == stage.id and p.id not in chain))
        for stage in page.roadmap.stages
    ]  # fmt: skip
    if chain:
        steps = tuple(p for p in page.roadmap.placements if p.id in chain)
        found.insert(0, Group("chain", chain_entry(page).words, 0, steps))
    return [group for group in found if group.steps]


def _sheets(groups: Sequence[Group], most: int) -> list[list[Row]]:
    """Rows of each page, about equally many; a group that goes on is named again, none stands at a page's end."""
    steps = [(group, step) for group in groups for step in group.steps]
    pages = max(1, -(-(len(groups) + len(steps)) // most))
    while True:
        share = -(-len(steps) // pages) if steps else 1
        sheets: list[list[Row]] = []
        for i in range(0, len(steps), share):
            sheet: list[Row] = []
            named = None
            for group, step in steps[i : i + share]:
                sheet += [step] if group is named else [group, step]
                named = group
            sheets.append(sheet)
        if all(len(sheet) <= most for sheet in sheets):
            return sheets
        pages += 1


def _page(page: Page, rows: Sequence[Row], height: float, number: int, pages: int) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    steps = [row for row in rows if isinstance(row, Placement)]
    names = max((width(p.name, 18, p.is_target) for p in steps), default=200.0) + 34
    leads = max((width(p.owner_name, 17) for p in steps), default=100.0) + 24
    names, leads = min(max(names, 240.0), page.room * 0.29), min(max(leads, 110.0), page.room * 0.2)
    axis = Axis.over(page, names + leads)
    top = page.top + HEAD
    head = [
        page.label("head-name", _("Step"), page.left, page.top, names - 10, 34, (19, 18), role="header", bold=True,
                   color=theme.muted),
        page.label("head-owner", _("Lead"), page.left + names, page.top, leads - 10, 34, (19, 18), role="header",
                   bold=True, color=theme.muted),
    ]  # fmt: skip
    back: list[Shape] = []
    bands: list[Shape] = []
    labels: list[Shape] = []
    bars: list[Shape] = []
    tails: list[Line] = []
    y = top
    shaded = False
    for row in rows:
        if isinstance(row, Group):
            bands.append(_band(page, row, y, height))
            shaded = False
        else:
            ground = theme.band if shaded else theme.paper
            back.append(Shape(f"row-{row.id}", "lane", page.left, y, page.room, height, fill=ground, on=ground))
            made, tail = _row(page, axis, row, y, height, names, leads, ground)
            labels += made[:2]
            bars += made[2:]
            tails += tail
            shaded = not shaded
        y += height
    return page.scene(
        "gantt",
        (
            *head, *back, *quarter_header(page, axis, page.top, y), *_edges(page, bars), *bands, *tails, *labels, *bars,
            *page.legend(_legend(page, bars), y + 12),
        ),
        title=page.title(_titles(roadmap, steps)),
        subtitle=_("bars are weeks of work, dotted tails slack; marked bars and arrows set the date"),
        alt=_("Gantt chart of {name}: {steps}.", name=roadmap.name, steps=phrases.steps(len(steps)))
        + " "
        + " ".join(step_alt(p) for p in steps),
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps),
        number=number,
        pages=pages,
    )  # fmt: skip


def _band(page: Page, group: Group, y: float, height: float) -> Shape:
    """The head of a group, in the colour of its stage."""
    theme, paint = page.theme, page.stage(group.number) if group.number else None
    fill, stroke, ink = (paint.fill, paint.stroke, paint.text) if paint else (theme.paper, theme.accent, theme.ink)
    lines = text_block(page.say(group.name), page.left + 14, y + 2, page.room - 28, height - 4, (18, 17, FLOOR),
                       bold=True, color=ink)  # fmt: skip
    return Shape(f"band-{group.id}", "band", page.left, y + 1, page.room, height - 3, fill=fill, stroke=stroke,
                 stroke_width=1 if paint else 2, radius=4, lines=lines)  # fmt: skip


def _legend(page: Page, bars: Sequence[Shape]) -> list[Entry]:
    entries = [Entry("dash", _("Slack")), Entry("line", _("Waits for"))]
    if any(page.roadmap[bar.of].critical for bar in bars if bar.role == "card"):
        entries.insert(0, chain_entry(page))
    if any(p.is_target for p in page.roadmap.placements):
        entries.append(target_entry())
    if any(shape.id.startswith("due-") for shape in bars):
        entries.append(Entry("cap", _("wanted by"), page.theme.ink))
    return entries


def _titles(roadmap: Roadmap, shown: Sequence[Placement]) -> tuple[str, ...]:
    """What sets the date that the plan promises, the longest first; that nothing does on a page of the rest."""
    last, tight = roadmap.last_stage, len(roadmap.critical_chain)
    if roadmap.part:
        return (roadmap.title,)
    if last is not None and tight and not any(step.id in roadmap.critical_chain for step in shown):
        return (
            _("The other steps: none of these {n} sets when {stage} is reached", n=len(shown),
              stage=phrases.quoted(last.stage_name)),
        )  # fmt: skip
    if last is None:
        return (_finish(roadmap),)
    when = phrases.when(roadmap.calendar.last_day(last.week), last.week)
    words = {"steps": phrases.steps(len(roadmap.placements)), "stage": phrases.quoted(last.stage_name), "when": when}
    short = ngettext("One of {steps} sets when {stage} is reached: {when}",
                     "{n} of {steps} set when {stage} is reached: {when}", tight, **words)  # fmt: skip
    sure = roadmap.odds(last.stage_number)
    if sure is None:
        return (short,)
    words["part"] = str(round(100 * sure.on_time))
    return (
        ngettext("One of {steps} sets when {stage} is reached: {when}, with {part} % odds",
                 "{n} of {steps} set when {stage} is reached: {when}, with {part} % odds", tight, **words),
        short,
    )  # fmt: skip


def _finish(roadmap: Roadmap) -> str:
    tight = sum(p.critical for p in roadmap.placements)
    words = {
        "steps": phrases.steps(len(roadmap.placements)),
        "when": phrases.when(roadmap.calendar.last_day(roadmap.finish), roadmap.finish),
    }
    if not roadmap.placements:
        return _("Nothing is planned")
    if not tight:
        return _("{steps}, the last one ends by {when}", **words)
    return ngettext("What is planned is done by {when}; one of {steps} sets that",
                    "What is planned is done by {when}; {n} of {steps} set that", tight, **words)  # fmt: skip


def _row(
    page: Page, axis: Axis, step: Placement, y: float, height: float, names: float, leads: float, ground: str
) -> tuple[list[Shape], list[Line]]:
    theme, paint = page.theme, page.stage(step.stage_number)
    name = step.name if width(step.name, FLOOR, step.is_target) <= names - 30 else ""
    name = name or cut(step.name, FLOOR, names - 30, 1, bold=step.is_target)[0]
    owner = cut(step.owner_name, FLOOR, leads - 20, 1)[0] if width(step.owner_name, FLOOR) > leads - 20 else ""
    x0, x1 = axis.x(step.start) + 1, axis.x(step.finish) - 1
    tall = min(height - 10, 22.0)
    bar = Shape(
        f"step-{step.id}", "card", x0, y + (height - tall) / 2, max(x1 - x0, 6), tall, fill=paint.fill,
        stroke=theme.accent if step.critical else paint.stroke, stroke_width=3 if step.critical else 1.5, radius=4,
        alt=step_alt(step), of=step.id,
    )  # fmt: skip
    made = [
        page.label(f"name-{step.id}", name, page.left + 14, y, names - 28, height, (18, 17, FLOOR),
                   bold=step.is_target, on=ground, of=step.id),
        page.label(f"owner-{step.id}", owner or step.owner_name, page.left + names, y, leads - 16, height, (17, FLOOR),
                   color=theme.muted, on=ground, of=step.id),
        bar,
    ]  # fmt: skip
    if step.done:
        made.append(
            Shape(f"done-{step.id}", "marker", x0 + 3, y + height / 2 - 2, max((bar.width - 6) * step.done, 3), 4,
                  fill=theme.text_on(paint.fill), radius=2, of=step.id)
        )  # fmt: skip
    if step.due is not None and step.due_date and axis.first < step.due <= axis.last:
        words = _("{name} is wanted by {day}", name=step.name, day=day(step.due_date))
        made.append(
            Shape(f"due-{step.id}", "marker", axis.x(step.due) - 2, y + 3, 4, height - 6, fill=theme.ink, alt=words,
                  of=step.id)
        )  # fmt: skip
    tails = []
    if step.slack and not step.critical:  # what sets the date waits for people or money: it has no room either
        end = min(axis.x(step.finish + step.slack), axis.right)
        level = y + height / 2
        tails.append(
            Line(f"slack-{step.id}", "slack", ((x1 + 3, level), (max(end, x1 + 6), level)), theme.line, 2.5, "2 5",
                 of=step.id)
        )  # fmt: skip
    return made, tails


def _edges(page: Page, bars: Sequence[Shape]) -> list[Connector]:
    """What each step waits for longest, or every prerequisite on request; and the chain that sets the date."""
    roadmap, theme = page.roadmap, page.theme
    placed = {p.id: p for p in roadmap.placements}
    cards = {shape.of: shape for shape in bars if shape.role == "card"}
    chain = set(pairwise(roadmap.critical_chain))
    edges = set(chain)
    for step in roadmap.placements:
        needs = [need for need in step.needs if need in placed]
        if page.style.edges == "all":
            edges |= {(need, step.id) for need in needs}
        elif needs:
            edges.add((max(needs, key=lambda need: (placed[need].finish, need)), step.id))
    made = []
    for a, b in sorted(edges, key=lambda edge: (edge in chain, edge)):
        if a in cards and b in cards:
            red = (a, b) in chain
            made.append(
                Connector(
                    f"needs-{a}-{b}", f"step-{a}", f"step-{b}", routing.drop(cards[a], cards[b]),
                    theme.accent if red else theme.line, 2.6 if red else 1.4,
                    dash="" if a in placed[b].needs else "7 5",
                )
            )  # fmt: skip
    return made


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("gantt", draw, "One row per step with weeks, slack and dependencies: the working view",
               shows="risk")  # fmt: skip
