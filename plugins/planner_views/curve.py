"""Curve: the journey as a rising line through the stages, a numbered station for each step, lists below."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planner.pictures import FLOOR, LINE_HEIGHT, Connector, Line, Scene, Shape, Style, cut, fit, width
from planner.pictures.toolkit import (
    Entry,
    Page,
    critical_entry,
    disc,
    step_alt,
    step_items,
    step_notes,
    target_entry,
    text_block,
)
from planner.plugins import Placement, Roadmap, StageInfo, View, _, hookimpl, phrases

HEAD = 54.0
ROW = 29.0
ROWS = 14
STATION = 36.0
CALLOUTS = 3  # for each stage


@dataclass(frozen=True, slots=True)
class Column:
    stage: StageInfo
    x: float
    width: float
    steps: tuple[tuple[int, Placement], ...]


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    shown = [s for s in roadmap.stages if any(p.stage == s.id for p in roadmap.placements)] or list(roadmap.stages)
    stages = list(roadmap.stages) if len(roadmap.stages) <= 5 and not roadmap.part else shown
    wide = (page.room - 8 * (len(stages) - 1)) / len(stages)
    rows = max(4, min(ROWS, int((page.bottom - page.top - 400) // ROW)))
    by_stage: dict[str, list[tuple[int, Placement]]] = {s.id: [] for s in stages}
    for number, step in enumerate(roadmap.placements, 1):
        by_stage[step.stage].append((number, step))
    pages = max(1, *(-(-len(own) // rows) for own in by_stage.values()))
    scenes = []
    for number in range(pages):
        columns = [
            Column(
                stage, page.left + i * (wide + 8), wide, tuple(by_stage[stage.id][number * rows : (number + 1) * rows])
            )
            for i, stage in enumerate(stages)
        ]
        scenes.append(_page(page, columns, rows, number + 1, pages))
    return tuple(scenes)


def _page(page: Page, columns: Sequence[Column], rows: int, number: int, pages: int) -> Scene:
    roadmap, theme = page.roadmap, page.theme
    lists = page.bottom - rows * ROW - 6
    low, high = lists - 44, page.top + HEAD + 96

    def height(x: float) -> float:
        share = min(max((x - page.left) / page.room, 0.0), 1.0)
        return low + (high - low) * share * share * (3 - 2 * share)

    back = [shape for column in columns for shape in _band(page, column)]
    points = tuple((page.left + page.room * i / 96, height(page.left + page.room * i / 96)) for i in range(97))
    curve = Line("curve", "curve", points, theme.line, 4, dash="2 9")
    stations: list[Shape] = []
    centres: dict[str, tuple[float, float]] = {}
    for column in columns:
        for i, (count, step) in enumerate(column.steps):
            x = column.x + column.width * (i + 0.5) / len(column.steps)
            size = min(STATION, column.width / len(column.steps) - 4)
            stations.append(
                disc(page, f"station-{step.id}", count, step, x, height(x), size, max(FLOOR, min(18.0, size * 0.5)))
            )
            centres[step.id] = (x, height(x))
    here = _here(page, columns, height) if number == 1 and not roadmap.part else []
    called = _callouts(page, columns, centres, [*stations, *here], (page.top + HEAD + 6, lists - 8))
    keyed = [shape for column in columns for shape in _list(page, column, lists)]
    entries = [critical_entry()] if any(p.critical for p in roadmap.placements) else []
    if any(p.is_target for p in roadmap.placements):
        entries.append(target_entry())
    entries.append(Entry("dash", _("Still to come")))
    steps = [step for column in columns for _number, step in column.steps]
    return page.scene(
        "curve",
        (*back, curve, *called, *here, *stations, *keyed, *page.legend(entries)),
        title=_title(roadmap),
        subtitle=_("numbers are the order of the plan; the most valuable steps are called out"),
        alt=_("The journey of {name} as a curve through its stages.", name=roadmap.name)
        + " "
        + " ".join(f"{count}. {step.name}." for column in columns for count, step in column.steps),
        notes=step_notes(roadmap, steps),
        items=step_items(roadmap, steps),
        number=number,
        pages=pages,
    )


def _title(roadmap: Roadmap) -> str:
    if not roadmap.milestones or roadmap.part or not roadmap.complete:
        return roadmap.title
    last = roadmap.milestones[-1]
    if last.stage_number > roadmap.diagnosis.stage_number:
        if not roadmap.stage_name:
            return _("To “{last}” in {weeks}", last=last.stage_name, weeks=phrases.weeks(last.week))
        return _(
            "From “{first}” to “{last}” in {weeks}",
            first=roadmap.stage_name, last=last.stage_name, weeks=phrases.weeks(last.week),
        )  # fmt: skip
    return roadmap.title


def _band(page: Page, column: Column) -> list[Shape]:
    """The ground of a stage, and its head in the form of a broad arrow."""
    theme, stage = page.theme, column.stage
    paint = page.stage(stage.number)
    x0, x1, top = column.x, column.x + column.width, page.top
    own = [p for p in page.roadmap.placements if p.stage == stage.id]
    words = page.say(f"{stage.number}. {stage.name}")
    when = _("last step ends in week {week}", week=max(p.finish for p in own)) if own else _("nothing planned")
    room = column.width - 44
    side = min(width(when, 18) + 8, room * 0.45)
    return [
        Shape(f"band-{stage.id}", "band", x0, top, column.width, page.bottom - top, fill=theme.band, radius=10),
        Shape(
            f"stage-{stage.id}", "header", x0, top, column.width, HEAD, "polygon", fill=paint.fill, stroke=paint.stroke,
            stroke_width=1.5,
            points=((x0, top), (x1 - 16, top), (x1, top + HEAD / 2), (x1 - 16, top + HEAD), (x0, top + HEAD)),
            lines=(
                *text_block(words, x0 + 20, top, room - side - 14, HEAD, (22, 20, 18, 17, FLOOR), bold=True,
                            color=paint.text),
                *text_block(when, x1 - 24 - side, top, side, HEAD, (18, 17, FLOOR), color=paint.text, anchor="end"),
            ),
        ),
    ]  # fmt: skip


def _here(page: Page, columns: Sequence[Column], height: Callable[[float], float]) -> list[Shape]:
    """The pill that says where the organisation stands: where its stage begins, above all stations."""
    roadmap, theme = page.roadmap, page.theme
    diagnosis = roadmap.diagnosis
    place = phrases.stage(diagnosis.stage_number, roadmap.stage_name, diagnosis.phase)
    words = page.say(_("You are here: {place}", place=place))
    room = min(width(words, 18, True) + 30, page.room * 0.6)
    x = next((column.x for column in columns if column.stage.id == diagnosis.stage), page.left)
    left = min(x, page.right - room)
    start = height(x)
    top = max(min(start - 112, height(left + room) - STATION / 2 - 50), page.top + HEAD + 4)
    lines = text_block(words, left + 12, top, room - 24, 36, (18, 17, FLOOR), bold=True,
                       color=theme.text_on(theme.accent), anchor="middle")  # fmt: skip
    return [
        Shape("today-line", "marker", x + 5, top + 36, 3, start - top - 36, fill=theme.accent),
        Shape("today", "card", left, top, room, 36, fill=theme.accent, radius=18, lines=lines, alt=words),
        Shape(
            "today-dot", "marker", x - 3, start - 10, 19, 19, "circle", fill=theme.paper, stroke=theme.accent,
            stroke_width=4,
        ),
    ]  # fmt: skip


def _callouts(
    page: Page,
    columns: Sequence[Column],
    centres: dict[str, tuple[float, float]],
    taken: Sequence[Shape],
    zone: tuple[float, float],
) -> list[Shape | Connector]:
    """Cards for the most valuable steps of each stage, where there is room for them."""
    theme, made = page.theme, list[Shape | Connector]()
    boxes = [(s.x, s.y, s.x + s.width, s.y + s.height) for s in taken]
    for column in columns:
        best = sorted(column.steps, key=lambda one: (-one[1].value, one[1].id))[:CALLOUTS]
        for _count, step in best:
            x, y = centres[step.id]
            text = fit(step.name, 230, 3 * 17 * LINE_HEIGHT, (18, 17, FLOOR), bold=True)
            lines, size = text or (cut(step.name, FLOOR, 230, 3, bold=True), FLOOR)
            under = cut(page.say(_("week {week} · {owner}", week=step.finish, owner=step.owner_name)), FLOOR, 290, 1)
            wide = max(*(width(line, size, True) for line in lines), *(width(line, FLOOR) for line in under)) + 24
            tall = len(lines) * size * LINE_HEIGHT + FLOOR * LINE_HEIGHT + 16
            for left, top in _places(x, y, wide, tall):
                box = (left, top, left + wide, top + tall)
                inside = page.left <= left and left + wide <= page.right and zone[0] <= top and top + tall <= zone[1]
                stem = (
                    (x - 2, box[3], x + 2, y - STATION / 2 - 1) if top < y else (x - 2, y + STATION / 2 + 1, x + 2, top)
                )
                if inside and not any(_touch(box, other) or _touch(stem, other) for other in boxes):
                    break
            else:
                continue
            boxes += [(box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), stem]
            block = len(lines) * size * LINE_HEIGHT
            color = theme.accent if step.critical else theme.line
            end = (x, box[3] if top < y else box[1])
            made.append(
                Connector(
                    f"call-{step.id}", f"callout-{step.id}", f"station-{step.id}",
                    (end, (x, y - STATION / 2 if top < y else y + STATION / 2)), color, 2, arrow=False,
                )
            )  # fmt: skip
            made.append(
                Shape(
                    f"callout-{step.id}", "card", left, top, wide, tall, fill=theme.paper, stroke=color,
                    stroke_width=2, radius=6, of=step.id, alt=step_alt(step),
                    lines=(
                        *text_block("", left + 12, top + 8, wide - 24, block, (size,), color=theme.ink, bold=True,
                                    broken=lines),
                        *text_block("", left + 12, top + 8 + block, wide - 24, FLOOR * LINE_HEIGHT, (FLOOR,),
                                    color=theme.muted, broken=under),
                    ),
                )
            )  # fmt: skip
    return made


def _places(x: float, y: float, wide: float, tall: float) -> Iterable[tuple[float, float]]:
    """Where a callout may stand, the best place first: above or below its station, which its line reaches straight."""
    for gap in (26.0, 60.0, 100.0, 150.0):
        for shift in (0.5, 0.2, 0.8):
            yield x - wide * shift, y - STATION / 2 - gap - tall
            yield x - wide * shift, y + STATION / 2 + gap


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _list(page: Page, column: Column, top: float) -> list[Shape]:
    made, theme = list[Shape](), page.theme
    for i, (count, step) in enumerate(column.steps):
        y = top + i * ROW
        key = disc(page, f"step-{step.id}", count, step, column.x + 30, y + ROW / 2, 24.0)
        when = page.say(_("wk {week} · {owner}", owner=step.owner_name, week=step.finish))
        side = min(width(when, FLOOR) + 4, column.width * 0.4)
        room = column.width - 52 - side - 22
        name = cut(step.name, 17, room, 1, bold=step.is_target)[0]
        name = step.name if width(step.name, FLOOR, step.is_target) <= room else name
        made += [
            key,
            page.label(f"name-{step.id}", name, column.x + 52, y, room, ROW, (18, 17, FLOOR), bold=step.is_target,
                       on=theme.band, of=step.id),
            page.label(f"when-{step.id}", cut(when, FLOOR, side, 1)[0], column.x + column.width - 14 - side, y, side,
                       ROW, (FLOOR,), color=theme.muted, anchor="end", on=theme.band, of=step.id),
        ]  # fmt: skip
    return made


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("curve", draw, "Stages as a rising curve with numbered stations: an executive summary")
