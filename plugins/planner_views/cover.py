"""Cover: whose roadmap it is, where it leads and where it begins."""

from collections.abc import Iterable

from planner.pictures import FLOOR, Element, Scene, Shape, Style, TextLine
from planner.pictures.toolkit import Page, text_block
from planner.plugins import Roadmap, StageInfo, View, _, day, hookimpl, phrases
from planner_views.stairs import stage_dates

RISE = 0.34
"""Part of the height that the lowest stair has."""
PILL = 40.0


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    aimed = [one for one in roadmap.stages if roadmap.diagnosis.stage_number < one.number == roadmap.aimed_stage]
    title = f"{roadmap.name}: {_('Roadmap')}"
    if aimed:
        title = _("{name}: the road to {stage}", name=roadmap.name, stage=phrases.quoted(aimed[0].name))
    said = [f"{stage.name}: {' '.join(filter(None, stage_dates(roadmap, stage)))}." for stage in roadmap.stages]
    return (
        page.scene(
            "cover",
            (*_stairs(page), *page.legend([])),
            title=page.title([title, roadmap.name]),
            subtitle=_("roadmap from {first} to {last}; all dates are estimates", first=day(roadmap.calendar.start),
                       last=day(roadmap.calendar.last_day(roadmap.calendar.weeks))),
            alt=" ".join([title + ".", *said]),
            notes="\n".join(said),
        ),
    )  # fmt: skip


def _stairs(page: Page) -> list[Element]:
    """The stages, each a stair higher than the one before."""
    stages = page.roadmap.stages
    top, bottom = page.top + PILL + 24, page.bottom
    wide = page.room / max(len(stages), 1)
    made: list[Element] = []
    for number, stage in enumerate(stages):
        part = RISE + (1 - RISE) * (number / (len(stages) - 1) if len(stages) > 1 else 1)
        tall = part * (bottom - top)
        made += _stair(page, stage, page.left + number * wide, bottom - tall, wide, tall)
    return made


def _stair(page: Page, stage: StageInfo, x: float, y: float, wide: float, tall: float) -> list[Element]:
    roadmap, theme, paint = page.roadmap, page.theme, page.stage(stage.number)
    before, date, other = stage_dates(roadmap, stage)
    fill, ink = (paint.fill, paint.text) if before else (theme.band, theme.ink)
    lines: list[TextLine] = []
    at = y + 24
    for words, high, sizes, bold in (
        (f"{stage.number}. {stage.name}", 52.0, (34, 30, 26, 22, 18, FLOOR), True),
        (before, 28.0, (22, 20, 18, FLOOR), False),
        (date, 60.0, (48, 40, 34, 28, 22, 18, FLOOR), True),
        (other, 52.0, (20, 18, FLOOR), False),
    ):
        if words and at + high <= y + tall - 8:
            lines += text_block(page.say(words), x + 28, at, wide - 56, high, sizes, color=ink, bold=bold)
            at += high + 6
    made: list[Element] = [
        Shape(f"stage-{stage.id}", "card", x, y, wide, tall, fill=fill, lines=tuple(lines),
              alt=f"{stage.name}: {' '.join(filter(None, (before, date, other)))}")
    ]  # fmt: skip
    if stage.number == max(roadmap.diagnosis.stage_number, 1):
        words = _("Today: {stage}", stage=_stands(roadmap))
        made.append(
            Shape("today", "marker", x, y - PILL - 12, wide - 12, PILL, fill=theme.ink, radius=PILL / 2,
                  lines=text_block(page.say(words), x + 20, y - PILL - 12, wide - 52, PILL, (22, 20, 18, 16, FLOOR),
                                   color=theme.text_on(theme.ink), bold=True))
        )  # fmt: skip
    return made


def _stands(roadmap: Roadmap) -> str:
    here = roadmap.diagnosis
    name = next((stage.name for stage in roadmap.stages if stage.number == here.stage_number), "")
    return phrases.stage(here.stage_number, name, here.phase)


@hookimpl
def planner_views() -> Iterable[View]:
    yield View(
        "cover", draw, "Cover of a deck: whose roadmap it is, its stages and their dates", whole=True, shows="risk"
    )
