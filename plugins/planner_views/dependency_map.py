"""Map: what has to come before what. Graphviz places the steps and routes the lines; each stage is a strict
band of columns, so bands never overlap. Where that takes more than a page, steps are clustered by area and stage, and
above 40 the pages of Graphviz follow, by columns, with all there is to say of a step."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from planner.pictures import LINE_HEIGHT, Connector, Element, Point, Scene, Shape, Style, cut, fit
from planner.pictures.toolkit import (
    Entry,
    Page,
    chain_entry,
    numbered,
    plan_entries,
    step_alt,
    step_items,
    step_notes,
    target_entry,
    text_block,
)
from planner.plugins import Placement, Roadmap, View, _, hookimpl, ngettext, phrases
from planner_views.clusters import clustered, reduced
from planner_views.map_layout import APART, BETWEEN, Layout, Look, Sheet, layouts

LOOKS = ((268.0, True), (236.0, True), (204.0, True), (204.0, False), (176.0, False))
"""Width of the cards of a map on one page, and whether they say owner and weeks; tried in turn."""
SEVERAL = 236.0
"""Width of the cards of a map on several pages."""
MOST_ROUTED, ONE_PAGE = 26, 40
"""Steps above which lines between single steps are a tangle, and above which a page has not all of them."""
PAD = 12.0
BAND_HEAD = 54.0
BAND_SIDE = 20.0
SIZES = (18.0, 17.0, 16.0)
FILLS = (0.8, 0.62, 0.45, 0.3, 0.15)
"""How full the columns of a page may be that turned out too high: lines that pass through need room too."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    if not roadmap.placements:
        return (_scene(page, [], [], 1, 1),)
    placed = {p.id for p in roadmap.placements}
    needs = {p.id: [need for need in drawn_needs(roadmap, p) if need in placed] for p in roadmap.placements}
    fewer = reduced(roadmap.placements, needs)
    whole = _whole(page, fewer)
    if whole is not None:
        return (_scene(page, whole, roadmap.placements, 1, 1),)
    large = len(roadmap.placements) > ONE_PAGE
    overview = clustered(page, fewer, cut_short=False) or (clustered(page, fewer, cut_short=True) if large else None)
    if overview is not None and not large:
        return (_scene(page, overview, roadmap.placements, 1, 1, clusters=True),)
    found = _details(page, needs)
    pages = len(found) + (overview is not None)
    first = [_scene(page, overview, roadmap.placements, 1, pages, clusters=True)] if overview is not None else []
    more = (
        _scene(page, elements, sheet.steps, number, pages)
        for number, (sheet, elements) in enumerate(found, pages - len(found) + 1)
    )
    return (*first, *more)


def _whole(page: Page, needs: Mapping[str, Sequence[str]]) -> list[Shape | Connector] | None:
    """All steps on one page, as much as there is room for on the cards; None where they do not fit."""
    by_column = _by_column(page)
    if len(page.roadmap.placements) > MOST_ROUTED:
        return None
    for card, detail in LOOKS:
        look = Look(card, detail, False)
        found = [part for own in by_column for part in _stacked(page, own, look, 1.0)]
        if len(found) > _most(page, card):
            continue
        sheet = _sheet(page, found, look, needs)
        layout = layouts(page.roadmap, [sheet])[0]
        if layout[2][1] <= _body(page) and layout[2][0] <= page.room - 2 * BAND_SIDE:
            return _elements(page, sheet, layout)
    return None


def _details(page: Page, needs: Mapping[str, Sequence[str]]) -> list[tuple[Sheet, list[Shape | Connector]]]:
    """The steps on as many pages as they take, with their elements."""
    groups = _spread(page, _by_column(page), 1.0)
    look = Look(SEVERAL, True, True)
    for full in FILLS:
        sheets = [_sheet(page, columns, look, needs) for columns in groups]
        laid = layouts(page.roadmap, sheets)
        fits = [size[1] <= _body(page) for _places, _routes, size in laid]
        if all(fits):
            break
        groups = [
            part
            for columns, good in zip(groups, fits, strict=True)
            for part in ([columns] if good else _spread(page, columns, full))
        ]
    return [(sheet, _elements(page, sheet, found)) for sheet, found in zip(sheets, laid, strict=True)]


def _body(page: Page) -> float:
    """Height for cards and the lines between them."""
    return page.bottom - page.top - BAND_HEAD - 24


def _by_column(page: Page) -> list[list[Placement]]:
    """The steps, column by column."""
    by_column: dict[int, list[Placement]] = {}
    column = columns(page.roadmap)
    for step in page.roadmap.placements:
        by_column.setdefault(column[step.id], []).append(step)
    return [by_column[key] for key in sorted(by_column)]


def _spread(page: Page, columns: list[list[Placement]], full: float) -> list[list[list[Placement]]]:
    """Columns on as many pages as they need, none fuller than ``full``."""
    found = [part for own in columns for part in _stacked(page, own, Look(SEVERAL, True, True), full)]
    pages = -(-len(found) // _most(page, SEVERAL))
    share = -(-len(found) // pages)
    return [found[i : i + share] for i in range(0, len(found), share)]


def _most(page: Page, card: float) -> int:
    """How many columns a page has room for."""
    return max(int((page.room - 2 * BAND_SIDE + BETWEEN) // (card + BETWEEN)), 1)


def _stacked(page: Page, steps: list[Placement], look: Look, full: float) -> list[list[Placement]]:
    """A column, in as many as its height needs."""
    found: list[list[Placement]] = [[]]
    used = 0.0
    for step in steps:
        tall = _height(page, step, look) + APART
        if found[-1] and used + tall > _body(page) * full + APART:
            found.append([])
            used = 0.0
        found[-1].append(step)
        used += tall
    return found


def _sheet(page: Page, columns: list[list[Placement]], look: Look, needs: Mapping[str, Sequence[str]]) -> Sheet:
    steps = tuple(step for own in columns for step in own)
    column = {step.id: number for number, own in enumerate(columns) for step in own}
    return Sheet(steps, column, {step.id: _height(page, step, look) for step in steps}, look, needs)


def _elements(page: Page, sheet: Sheet, found: Layout) -> list[Shape | Connector]:
    roadmap, theme = page.roadmap, page.theme
    places, routes, (wide, tall) = found
    top = page.top + BAND_HEAD
    dx = page.left + (page.room - wide) / 2
    dy = top + max(0.0, (_body(page) - tall) / 2)
    bottom = max(dy + tall, top) + 20
    cards = [_card(page, sheet, p, places[p.id], dx, dy) for p in sheet.steps]
    bands = _bands(page, sheet.steps, {c.of: c for c in cards}, page.top, bottom)
    chain = set(pairwise(roadmap.critical_chain))
    lines = [
        Connector(
            f"needs-{a}-{b}",
            f"step-{a}",
            f"step-{b}",
            tuple((x + dx, y + dy) for x, y in points),
            theme.accent if (a, b) in chain else theme.line,
            3 if (a, b) in chain else 1.6,
        )
        for (a, b), points in routes.items()
    ]
    lines.sort(key=lambda line: line.color == theme.accent)
    rings = [
        Shape(
            f"ring-{c.of}", "ring", c.x - 4, c.y - 4, c.width + 8, c.height + 8, fill=theme.paper, stroke=theme.accent,
            stroke_width=3, radius=12, of=c.of,
        )
        for c in cards
        if c.of in roadmap.critical_chain
    ]  # fmt: skip
    return [*bands, *rings, *lines, *cards]


def _scene(
    page: Page, body: Sequence[Element], steps: Sequence[Placement], number: int, pages: int, *, clusters: bool = False
) -> Scene:
    roadmap = page.roadmap
    arrows = clusters or any(isinstance(e, Connector) for e in body)
    placed = {p.id for p in roadmap.placements}
    needs = [
        _(
            "{name} needs {needs}.",
            name=p.name, needs=phrases.listing([roadmap[n].name for n in p.needs if n in placed]),
        )
        for p in steps
        if any(n in placed for n in p.needs)
    ]  # fmt: skip
    return page.scene(
        "map",
        (*body, *page.legend(_legend(page) if clusters else plan_entries(page, steps))),
        title=_title(roadmap) if arrows or not steps else _alone(roadmap, steps),
        subtitle=_subtitle(steps, clusters=clusters, arrows=arrows),
        alt=" ".join([_("Dependency map of {name}.", name=roadmap.name), *needs]),
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps),
        number=number,
        pages=pages,
    )


def _legend(page: Page) -> list[Entry]:
    theme = page.theme
    return [
        *([chain_entry(page)] if len(page.roadmap.critical_chain) > 1 else []),
        Entry("line", _("comes before; the thicker, the more of them"), stroke=theme.line),
        *([target_entry()] if any(p.is_target for p in page.roadmap.placements) else []),
    ]


def _subtitle(steps: Sequence[Placement], *, clusters: bool, arrows: bool) -> str:
    if clusters:
        return _("what has to come before what, by area and stage; in a field in the order of their start")
    if not arrows:
        return _("what comes before each is named on its card")
    if any(step.needs_by_rule for step in steps):
        return _("what has to come before what, by stage; what only rules ask for is in the reasons")
    return _("what has to come before what, by stage")


def _alone(roadmap: Roadmap, steps: Sequence[Placement]) -> str:
    """The title of a page without an arrow."""
    stages = [stage.name for stage in roadmap.stages if any(p.stage == stage.id for p in steps)]
    if len(steps) == len(roadmap.placements):
        return _title(roadmap)
    return _("{steps} of {stages} that do not wait for each other", steps=phrases.steps(len(steps)),
             stages=phrases.listing([phrases.quoted(name) for name in stages]))  # fmt: skip


def _title(roadmap: Roadmap) -> str:
    """What most of the plan waits for, or the plan's own finding."""
    if roadmap.part:
        return roadmap.title
    waiting: dict[str, set[str]] = {p.id: set() for p in roadmap.placements}
    for step in reversed(roadmap.placements):
        for need in step.needs:
            if need in waiting:
                waiting[need] |= {step.id, *waiting[step.id]}
    key = max(waiting, key=lambda s: (len(waiting[s]), s), default="")
    if not key or not waiting[key]:
        return _("No step waits for another one")
    if len(waiting[key]) < 3 or [len(own) for own in waiting.values()].count(len(waiting[key])) > 1:
        placed = {p.id: p for p in roadmap.placements}
        behind = sum(any(need in placed for need in p.needs) for p in roadmap.placements)
        return ngettext("One of {steps} waits for another one", "{n} of {steps} wait for another one", behind,
                        steps=phrases.steps(len(placed)))  # fmt: skip
    return _(
        "{n} of {all} other steps build on {name}",
        name=roadmap[key].name, n=len(waiting[key]), all=len(roadmap.placements) - 1,
    )  # fmt: skip


def drawn_needs(roadmap: Roadmap, step: Placement) -> tuple[str, ...]:
    """What a step needs, less what only a rule asks for: such a rule is about most of the plan, and its arrows hide the
    others. On the chain that sets the date they are drawn."""
    chain = set(pairwise(roadmap.critical_chain))
    return tuple(need for need in step.needs if need not in step.needs_by_rule or (need, step.id) in chain)


def columns(roadmap: Roadmap) -> dict[str, int]:
    """Column of each step: within its stage the longest chain before it, after all columns of earlier stages."""
    placed = {p.id: p for p in roadmap.placements}
    found: dict[str, int] = {}
    offset = 0
    for number in sorted({p.stage_number for p in roadmap.placements}):
        own = [p for p in roadmap.placements if p.stage_number == number]
        depth: dict[str, int] = {}
        for step in own:  # placements are in order of start, so needs come first
            before = [depth[n] for n in drawn_needs(roadmap, step) if n in depth and placed[n].stage_number == number]
            depth[step.id] = max(before, default=-1) + 1
        found |= {step_id: offset + value for step_id, value in depth.items()}
        offset += max(depth.values()) + 1
    return found


def _name(page: Page, step: Placement, look: Look) -> tuple[list[str], float]:
    name = page.say(f"{numbered(page.roadmap)[step.id]}. {step.name}") if look.several else step.name
    room = look.card - 2 * PAD
    fitting = fit(name, room, 3 * 18 * LINE_HEIGHT, SIZES, bold=step.is_target)
    return fitting or (cut(name, SIZES[-1], room, 4, bold=step.is_target), SIZES[-1])


def _detail(page: Page, step: Placement, look: Look, column: Mapping[str, int] | None = None) -> list[str]:
    """Owner and weeks; and where the map has several pages, the numbers of what comes first on another one."""
    if not look.detail:
        return []
    duration = _("{n} wk", n=step.duration)
    detail = cut(page.say(f"{step.owner_name} · {duration}"), 16, look.card - 2 * PAD, 2)
    number = numbered(page.roadmap) if look.several else {}
    elsewhere = [str(number[n]) for n in step.needs if n in number and (column is None or n not in column)]
    if elsewhere:
        detail += cut(page.say(_("after {numbers}", numbers=", ".join(elsewhere))), 16, look.card - 2 * PAD, 1)
    return detail


def _height(page: Page, step: Placement, look: Look) -> float:
    lines, size = _name(page, step, look)
    return len(lines) * size * LINE_HEIGHT + 2 + len(_detail(page, step, look)) * 16 * LINE_HEIGHT + 2 * PAD


def _card(page: Page, sheet: Sheet, step: Placement, centre: Point, dx: float, dy: float) -> Shape:
    look, height = sheet.look, sheet.heights[step.id]
    card, paint = look.card, page.stage(step.stage_number)
    x, y = centre[0] + dx - card / 2, centre[1] + dy - height / 2
    lines, size = _name(page, step, look)
    detail = _detail(page, step, look, sheet.column)
    block, below = len(lines) * size * LINE_HEIGHT, len(detail) * 16 * LINE_HEIGHT
    y0 = y + (height - block - below - 2) / 2
    name = text_block(
        "", x + PAD, y0, card - 2 * PAD, block, (size,), color=paint.text, bold=step.is_target, broken=lines
    )
    more = text_block("", x + PAD, y0 + block + 2, card - 2 * PAD, below, (16,), color=paint.text, broken=detail)
    return Shape(
        f"step-{step.id}", "card", x, y, card, height, fill=paint.fill, stroke=paint.stroke, stroke_width=1.5,
        radius=8, lines=(*name, *more) if detail else name, alt=step_alt(step), of=step.id,
    )  # fmt: skip


def _bands(page: Page, steps: Sequence[Placement], cards: dict[str, Shape], top: float, bottom: float) -> list[Shape]:
    """One band per stage from edge to edge of its columns, its title in a strip of its own above the cards."""
    made, theme = [], page.theme
    for stage in page.roadmap.stages:
        own = [cards[p.id] for p in steps if p.stage == stage.id]
        if not own:
            continue
        x0, x1 = min(c.x for c in own) - BAND_SIDE, max(c.x + c.width for c in own) + BAND_SIDE
        lines = text_block(
            page.say(f"{stage.number}. {stage.name}"),
            x0 + 20,
            top + 4,
            x1 - x0 - 40,
            46,
            (22, 20, 18, 17, 16),
            bold=True,
            color=theme.ink,
        )
        made.append(
            Shape(
                f"band-{stage.id}", "band", x0, top, x1 - x0, bottom - top, fill=theme.band, stroke=theme.grid,
                stroke_width=1, radius=10, lines=lines,
            )
        )  # fmt: skip
    return made


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("map", draw, "What has to come before what, by stage (laid out by Graphviz)")
