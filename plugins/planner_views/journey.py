"""Journey on a page: the stages as stairs over time: when each is reached, how sure that is, and what decides it."""

from collections.abc import Iterable, Sequence, Set

from planner.pictures import FLOOR, Line, Scene, Shape, Style, width, wrap
from planner.pictures.toolkit import (
    Axis,
    Entry,
    Page,
    fitted,
    quarter_header,
    step_alt,
    step_items,
    step_notes,
    text_block,
)
from planner.plugins import Placement, Roadmap, View, _, day, hookimpl, phrases
from planner_views.stairs import Stair, headlines, inside, law, missing, sentence, when

HEADS, TODAY = 34.0, 44.0
"""Heights of the quarters, and of the row below them that says where the organisation stands today."""
TAIL = 0.2
"""Part of the width after the last stage, for its name."""
DATES, ROW, BAR = 64.0, 30.0, 20.0
"""Heights of a stage's dates, of the row of a step, and of its bar."""
LINE = 29.0
"""Height of a line of what is missing."""
NAMED = 120.0
"""Width of what can be counted on in which a stage is named; where there is less, where it may begin."""
MOST = 4
"""Steps drawn for a stage."""
REACHED = 120.0
"""Height of a stage that is reached today: what is done takes less room than what is ahead."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    axis = _axis(page)
    stairs = _stairs(page, axis)
    ground = stairs[0].top + stairs[0].height
    chosen = {stair.stage.id: _deciding(page, stair, stairs) for stair in stairs}
    bars = [shape for stair in stairs for shape in _bars(page, axis, stair, chosen[stair.stage.id])]
    steps = [step for stair in stairs for step in chosen[stair.stage.id]]
    title = page.title(headlines(roadmap))
    said = [sentence(roadmap, stair) for stair in stairs]
    return (
        page.scene(
            "journey",
            (
                *quarter_header(page, axis, ground, page.top),
                *(shape for stair in stairs for shape in _layer(page, stair)),
                *_rest(page, axis, ground),
                *bars,
                *(shape for stair in stairs for shape in _dates(page, axis, stair)),
                _line(page, stairs, ground),
                *(shape for stair in stairs for shape in _marks(page, axis, stair)),
                *_today(page, ground + HEADS + 6),
                *page.legend(_entries(page, stairs, steps)),
            ),
            title=title,
            subtitle=_about(roadmap, {step.id for step in steps}, stairs),
            alt=" ".join([title + ".", *said]),
            notes="\n".join([*said, "", step_notes(roadmap, steps)]),
            items=step_items(roadmap, steps) if steps else (),
        ),
    )


def _about(roadmap: Roadmap, drawn: Set[str], stairs: Sequence[Stair]) -> str:
    """What is to be seen."""
    what = _("when each stage is reached")
    chained = set().union(*(_chain(stair) for stair in stairs))
    if drawn and drawn < chained:
        what = _("when each stage is reached, and the longest steps that set its date")
    elif drawn and drawn == chained:
        what = _("when each stage is reached, and the steps that set its date")
    elif drawn & chained:
        what = _("when each stage is reached, steps that set its date and others on the way")
    elif drawn:
        what = _("when each stage is reached, and steps on the way")
    if not roadmap.risk or not any(stair.sure for stair in stairs):  # no odds are shown
        return _("{what}; estimates", what=what)
    return _("{what}; estimates, {n} draws", what=what, n=f"{roadmap.risk.draws:,}")


def _axis(page: Page) -> Axis:
    """From today to the end of the plan, or to when its last stage is likely, with room for a name after that."""
    roadmap = page.roadmap
    plain = Axis.over(page, 0)
    likely = [one.finish.p80 for one in roadmap.risk.stages if one.finish.p80] if roadmap.risk else []
    last = max(plain.last, round(max(likely, default=0)))
    return Axis(page.left, page.right - TAIL * page.room, 0, last, roadmap.calendar)


def _stairs(page: Page, axis: Axis) -> list[Stair]:
    roadmap = page.roadmap
    top = page.bottom - HEADS - TODAY
    today = roadmap.diagnosis.stage_number
    share = (top - page.top) / max(len(roadmap.stages), 1)
    low = share if today >= len(roadmap.stages) else min(REACHED, share)
    high = (top - page.top - today * low) / max(len(roadmap.stages) - today, 1)
    found = []
    for stage in roadmap.stages:
        first, odds = roadmap.reaching(stage.number), roadmap.odds(stage.number)
        reached = stage.number <= today
        tall = low if reached else high
        top -= tall
        edge = solid = page.left if reached else axis.right
        if first is not None:
            edge = solid = axis.x(first.week)
            if odds is not None:
                edge = axis.x(odds.finish.p50) if odds.finish.p50 is not None else axis.right
                solid = axis.x(odds.finish.p80) if odds.finish.p80 is not None else page.right
        found.append(
            Stair(
                stage, page.stage(stage.number), top, tall, reached, first, odds, page.left, edge, solid,
            )
        )  # fmt: skip
    return found


def _layer(page: Page, stair: Stair) -> list[Shape]:
    """The ground of a stage, with its name and the goals that it serves."""
    key, theme, paint = stair.stage.id, page.theme, stair.paint
    tall = stair.height
    if not stair.planned:
        edge = stair.edge
        return [
            Shape(f"layer-{key}", "band", edge, stair.top, page.right - edge, tall, fill=theme.paper, hatch=theme.grid,
                  stroke=theme.line, stroke_width=1)
        ]  # fmt: skip
    made = [Shape(f"layer-{key}", "band", stair.solid, stair.top, page.right - stair.solid, tall, fill=paint.fill)]
    if stair.solid > stair.edge:
        made.insert(0, Shape(f"likely-{key}", "band", stair.edge, stair.top, min(stair.solid, page.right) - stair.edge,
                             tall, fill=theme.paper, hatch=paint.stroke if stair.likely else "",
                             stroke=None if stair.likely else paint.stroke, stroke_width=2))  # fmt: skip
    return [*made, *_words(page, stair)]


def _words(page: Page, stair: Stair) -> list[Shape]:
    """The name of a stage and what is said below it: where it can be counted on; where that leaves no room, on plates
    where it may begin."""
    key, paint, paper = stair.stage.id, stair.paint, page.theme.paper
    left = max(stair.solid, page.left) + 18
    sure = page.right - left - 14 >= NAMED
    left = left if sure else stair.edge + 22
    room = page.right - left - 14
    on, color = (paint.fill, paint.text) if sure else (paper, page.theme.ink)
    under = inside(page.roadmap, stair)
    tall = min(stair.height - 12, 36.0 if stair.reached and under else 64.0)
    name = f"{stair.stage.number}. {stair.stage.name}"
    sizes = (30, 26, 22, 19, 17, FLOOR)
    made = [
        page.label(f"stage-{key}", name, left, stair.top + 6, room, tall, sizes, bold=True, color=color, on=on)
    ]  # fmt: skip
    for number, (words, bold) in enumerate(under):
        y = stair.top + 10 + tall + number * 27
        if y + 27 > stair.top + stair.height - 8:
            break
        said = fitted(page.say(words), 18, room, bold)
        made.append(page.label(f"under-{key}-{number}", said, left, y, room, 26, (18,), bold=bold, color=color, on=on))
    return made if sure or not stair.likely else [_plate(f"plate-{key}", made, paper), *made]


def _plate(key: str, labels: Sequence[Shape], fill: str) -> Shape:
    """A ground of their own for labels below each other, as wide and as high as what they say."""
    lines = [line for label in labels for line in label.lines]
    wide = max(width(line.text, line.size, line.bold) for line in lines)
    left, top = labels[0].x - 10, lines[0].y - lines[0].size - 6
    return Shape(key, "band", left, top, wide + 22, lines[-1].y + 12 - top, fill=fill)


def _dates(page: Page, axis: Axis, stair: Stair) -> list[Shape]:
    """When a stage is reached, left of where it begins; what is missing, for one that is not in the plan."""
    key, theme = stair.stage.id, page.theme
    if stair.reached:
        return []
    if not stair.planned:
        return _missing(page, stair)
    if not stair.roomy:
        return []
    right = stair.edge - 18
    room = right - page.left - 6
    words = when(page.roadmap, stair)
    tall = min(DATES, stair.height - 16)
    big = tall if len(words) < 2 else tall * 0.58
    made = [
        page.label(f"when-{key}", page.say(words[0]), right - room, stair.top + 13, room, big,
                   (30, 27, 24, 21, 19, 17, FLOOR), bold=True, anchor="end")
    ]  # fmt: skip
    if len(words) > 1 and tall >= 52:
        odds = "; ".join(words[1:])
        odds = odds if width(page.say(odds), FLOOR) <= room else words[-1]
        made.append(
            page.label(f"odds-{key}", fitted(page.say(odds), FLOOR, room), right - room, stair.top + 13 + big, room,
                       tall - big, (18, 17, FLOOR), color=theme.muted, anchor="end")
        )  # fmt: skip
    return made


def _missing(page: Page, stair: Stair) -> list[Shape]:
    """What a stage beyond the plan asks for, left of it."""
    theme, right = page.theme, stair.edge - 18
    room = right - page.left - 6
    made, y = list[Shape](), stair.top + 8
    for number, words in enumerate(_asks(page, stair)):
        size, bold, tall = (18.0, False, 27.0) if number else (26.0, True, 34.0)
        made.append(
            page.label(f"missing-{stair.stage.id}-{number}", fitted(words, size, room, bold),
                       right - room, y, room, tall, (size,), bold=bold,
                       color=theme.ink if bold else theme.muted, anchor="end")
        )  # fmt: skip
        y += tall + 1.5
    return made


def _asks(page: Page, stair: Stair) -> list[str]:
    """The lines of that, as many as there is room for."""
    head, *rest = missing(page.roadmap, stair)
    lines = [line for words in rest for line in wrap(page.say(words), 18, stair.edge - 24 - page.left)]
    return [page.say(head), *lines][: max(1, int((stair.height - 16) // 32))]


def _deciding(page: Page, stair: Stair, stairs: Sequence[Stair]) -> list[Placement]:
    """The steps to draw for a stage, in order of time: those that set its date, then the most valuable of its own;
    where it is not reached, stated targets first."""
    said = DATES if stair.planned else len(_asks(page, stair)) * LINE
    rows = min(MOST, int((stair.height - said - 25) // ROW))
    nearest = next((one for one in stairs if not one.planned), None)
    if rows < 1 or stair.reached or not stair.roomy or not (stair.planned or stair is nearest):
        return []
    last = stair.milestone.week if stair.milestone else page.roadmap.finish
    weeks = [s.milestone.week for s in stairs if s.milestone and s is not stair and s.milestone.week <= last]
    before = max(weeks, default=0)
    chain = _chain(stair)
    own = [p for p in page.roadmap.placements if before * (not stair.planned) < p.finish <= last]
    setting = [p for p in own if p.id in chain and p.finish > before]
    others = [p for p in own if p.id not in chain and (p.stage_number == stair.stage.number or not stair.planned)]
    picked = sorted(setting, key=lambda p: (-p.duration, p.id))[:rows]
    stated = {
        p.id: -p.finish for p in others if not stair.planned and _is_stated(p)
    }  # the last one is what is aimed at
    picked += sorted(others, key=lambda p: (stated.get(p.id, 1), -p.value, p.id))[: rows - len(picked)]
    return sorted(picked, key=lambda p: (p.start, p.finish, p.id))


def _is_stated(step: Placement) -> bool:
    return any(purpose.kind == "target" for purpose in step.purposes)


def _chain(stair: Stair) -> frozenset[str]:
    """The steps that set the date of a stage; one that is not in the plan has none."""
    return frozenset(stair.milestone.chain if stair.milestone else ())


def _bars(page: Page, axis: Axis, stair: Stair, steps: Sequence[Placement]) -> list[Shape]:
    """Steps at their time, each with its name beside it."""
    theme, made = page.theme, list[Shape]()
    chain = _chain(stair)
    y = stair.top + stair.height - 12 - len(steps) * ROW
    for step in steps:
        x0, x1 = axis.x(step.start), axis.x(step.finish)
        sets = step.id in chain
        paint = page.stage(step.stage_number)
        made.append(
            Shape(f"step-{step.id}", "card", x0, y + (ROW - BAR) / 2, max(x1 - x0, 6), BAR, fill=paint.fill,
                  stroke=theme.accent if sets else paint.stroke, stroke_width=3 if sets else 1, radius=3,
                  alt=step_alt(step), of=step.id)
        )  # fmt: skip
        wide = width(step.name, 18, sets) + 4
        before, after = x0 - page.left - 10, stair.edge - x1 - 20
        if wide <= before or before >= after:
            x, room, anchor = page.left, before, "end"
        else:
            x, room, anchor = x1 + 10, after, "start"
        if room >= 40:
            made.append(
                page.label(f"name-{step.id}", fitted(step.name, 18, room, sets), x, y, room, ROW, (18,),
                           bold=sets, anchor=anchor, of=step.id)
            )  # fmt: skip
        y += ROW
    return made


def _rest(page: Page, axis: Axis, ground: float) -> list[Shape]:
    """The time after the plan, below the stages."""
    last = min(axis.last, axis.calendar.begins[-1])
    x = axis.x(last) + 2
    return [Shape("after", "header", x, ground, page.right - x, HEADS, fill=page.theme.paper, hatch=page.theme.grid)]


def _line(page: Page, stairs: Sequence[Stair], ground: float) -> Line:
    """The staircase itself."""
    points, y = [(page.left, ground)], ground
    for stair in stairs:
        if not stair.planned:
            break
        points += [(stair.edge, y), (stair.edge, stair.top)]
        y = stair.top
    return Line("stairs", "curve", (*points, (page.right, y)), page.theme.ink, 3)


def _marks(page: Page, axis: Axis, stair: Stair) -> list[Shape | Line]:
    """On the edge of a stage: the plan's date, even odds, 80 % odds."""
    if stair.milestone is None:
        return []
    theme, key, y = page.theme, stair.stage.id, stair.top
    plan = axis.x(stair.milestone.week)
    made: list[Shape | Line] = []
    if stair.sure is not None and stair.sure.finish.p50 is not None:
        made.append(Line(f"wait-{key}", "curve", ((plan, y), (stair.edge, y)), theme.ink, 2, dash="2 5"))
        if stair.sure.finish.p80 is not None:
            made += [
                Line(f"spread-{key}", "curve", ((stair.edge, y), (stair.solid, y)), theme.ink, 6),
                Shape(f"likely-mark-{key}", "marker", stair.solid - 2, y - 11, 5, 22, fill=theme.ink),
            ]
        made.append(Shape(f"even-{key}", "marker", stair.edge - 8, y - 8, 16, 16, "circle", theme.ink, theme.paper, 2))
    made.append(Shape(f"plan-{key}", "marker", plan - 9, y - 9, 18, 18, "diamond", theme.paper, theme.ink, 2.5,
                      alt=sentence(page.roadmap, stair)))  # fmt: skip
    return made


def _today(page: Page, y: float) -> list[Shape]:
    """The pill that says where the organisation stands."""
    roadmap, theme = page.roadmap, page.theme
    place = phrases.stage(roadmap.diagnosis.stage_number, roadmap.stage_name, roadmap.diagnosis.phase)
    words = page.say(_("Today, {day}: {place}", day=day(roadmap.calendar.start), place=place))
    wide = min(width(words, 18, True) + 36, page.room)
    lines = text_block(words, page.left + 16, y, wide - 32, 34, (18, 17, FLOOR), bold=True,
                       color=theme.text_on(theme.ink), anchor="middle")  # fmt: skip
    pill = Shape("today", "card", page.left, y, wide, 34, fill=theme.ink, radius=17, lines=lines, alt=words)
    said, room = law(roadmap), page.room - wide - 24
    if not said or room < 240:
        return [pill]
    return [pill, page.label("law", fitted(page.say(said), 18, room), page.left + wide + 24, y, room, 34, (18,),
                             color=theme.muted, anchor="end")]  # fmt: skip


def _entries(page: Page, stairs: Sequence[Stair], steps: Sequence[Placement]) -> list[Entry]:
    theme = page.theme
    found = []
    if any(stair.milestone for stair in stairs):
        found.append(Entry("diamond", _("plan's date"), theme.paper, theme.ink))
    if any(stair.likely for stair in stairs):
        found.append(Entry("dot", _("even odds"), theme.ink))
    if any(stair.sure and stair.sure.finish.p80 is not None for stair in stairs):
        found.append(Entry("cap", _("80 % odds"), theme.ink))
    if any(stair.likely and stair.solid > stair.edge for stair in stairs):
        found.append(Entry("hatch", _("likely, not certain"), theme.paper, page.stage(len(page.roadmap.stages)).stroke))
    if any(stair.sure and not stair.likely for stair in stairs):
        found.append(Entry("fill", _("planned, not likely"), theme.paper, page.stage(len(page.roadmap.stages)).stroke))
    chains = {step for stair in stairs for step in _chain(stair)}
    if any(step.id in chains for step in steps):
        found.append(Entry("ring", _("sets the date")))
    if not all(stair.planned for stair in stairs):
        found.append(Entry("hatch", _("not in the plan"), theme.paper, theme.grid))
    return found


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("journey", draw, "The journey on a page: when each stage is reached, how sure that is, what decides it",
               whole=True, shows="risk")  # fmt: skip
