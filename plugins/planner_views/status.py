"""Status: are we on course this month, by which rule, and what is due: the plan in force on a page."""

from collections.abc import Iterable, Sequence
from datetime import date

from planner.pictures import FLOOR, Element, Line, Scene, Shape, Style
from planner.pictures.toolkit import Axis, Entry, Page, fitted, quarter_header
from planner.plugins import (
    Light,
    Roadmap,
    StageForecast,
    Status,
    View,
    Work,
    _,
    day,
    decisions,
    hookimpl,
    narrative,
    phrases,
)

LEFT, GAP = 0.5, 44.0
"""Part of the width that the lights take; what lies between blocks."""
UPPER = 0.60
"""Part of the body that lights and forecast take."""
HEAD, ROW, LINE = 42.0, 54.0, 25.0
"""Height of a head, of a row of two lines, of a line."""
MARK = 30.0
NAME = 132.0

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page, status = Page(roadmap, style), roadmap.status
    assert status is not None  # the record says that it is needed
    body = page.bottom - page.top
    tall, wide = UPPER * body, LEFT * page.room
    right = page.left + wide + GAP
    made: list[Element] = [
        *_lights(page, status, (page.left, page.top, wide, tall)),
        *_forecast(page, status, (right, page.top, page.right - right, tall)),
        *_lists(page, status, page.top + tall + 12),
    ]
    said = _said(roadmap, status)
    return (
        page.scene(
            "status",
            (*made, *page.legend(_entries(page))),
            title=page.title([narrative.status_title(status)]),
            subtitle=narrative.since_before(status)
            or _("status of {day}, against the plan in force since {since}", day=day(status.today),
                 since=day(status.since)),
            alt=" ".join(said),
            notes="\n".join(said),
        ),
    )  # fmt: skip


def _state(light: Light) -> str:
    """The state, and what it was in the status that was kept before."""
    if light.was in ("", light.state):
        return phrases.light(light.state)
    return _("{state} (was {before})", state=phrases.light(light.state), before=phrases.light(light.was))


def _mark(page: Page, key: str, state: str, x: float, y: float, size: float) -> list[Element]:
    """A disc, a triangle or a square: no state is told by its colour alone."""
    theme = page.theme
    green, amber, red = theme.states
    if state == "amber":
        corners = ((x + size / 2, y), (x + size, y + size), (x, y + size))
        return [Shape(key, "marker", x, y, size, size, "polygon", amber, theme.ink, 1.5, points=corners)]
    if state == "red":
        return [Shape(key, "marker", x + 1, y + 1, size - 2, size - 2, "rect", red, theme.ink, 1.5)]
    fill = green if state == "green" else theme.paper
    return [Shape(key, "marker", x, y, size, size, "circle", fill, theme.ink, 1.5)]


def _head(page: Page, key: str, words: str, box: Box) -> list[Element]:
    x, y, wide, _tall = box
    return [
        page.label(f"head-{key}", words, x, y, wide, HEAD - 10, (22, 20, 18, FLOOR), role="header", bold=True),
        Line(f"rule-{key}", "grid", ((x, y + HEAD - 6), (x + wide, y + HEAD - 6)), page.theme.line, 2),
    ]


def _lights(page: Page, status: Status, box: Box) -> list[Element]:
    x, y, wide, tall = box
    made = _head(page, "lights", _("State, each by its rule; overall is the worst"), box)
    each = (tall - HEAD) / max(1, len(status.lights))
    both = each >= 2 * LINE
    size = min(22.0, each - 6)
    for n, light in enumerate(status.lights):
        top = y + HEAD + n * each
        made += _mark(page, f"light-{light.id}", light.state, x + 2, top + (LINE - size) / 2 + 1, size)
        made.append(page.label(f"name-{light.id}", light.name, x + MARK + 6, top, NAME, LINE, (19, 18, 17, 16, FLOOR),
                               bold=True))  # fmt: skip
        left = x + MARK + 6 + NAME + 8
        room = x + wide - left
        made.append(page.label(f"value-{light.id}", fitted(page.say(light.value), FLOOR, room), left, top, room, LINE,
                               (19, 18, 17, 16, FLOOR)))  # fmt: skip
        if both:
            made.append(page.label(f"state-{light.id}", _state(light), x + MARK + 6, top + LINE, NAME, LINE,
                                   (17, 16, FLOOR), color=page.theme.muted))  # fmt: skip
            made.append(page.label(f"by-{light.id}", fitted(page.say(light.rule), FLOOR, room), left, top + LINE, room,
                                   LINE, (17, 16, FLOOR), color=page.theme.muted))  # fmt: skip
    return made


def _forecast(page: Page, status: Status, box: Box) -> list[Element]:
    """Each stage: the committed day, even odds and 80 % odds, over time."""
    x, y, wide, tall = box
    made = _head(page, "forecast", _("Forecast against the committed date"), box)
    calendar = page.roadmap.calendar
    stages = [one for one in status.stages if one.committed or one.planned]
    days = [when for one in stages for when in (one.committed, one.planned, one.likely, one.sure) if when]
    if not days:
        return [*made, page.label("no-stage", _("no stage is ahead"), x, y + HEAD, wide, LINE)]
    weeks = [(when - calendar.start).days / 7 for when in days]
    first = max(0, min(int(min(weeks)) - 4, calendar.weeks - 14))
    begin = calendar.begins[calendar.quarter_index(first)]
    axis = Axis(x, x + wide, begin, max(int(max(weeks)) + 6, begin + 26), calendar)
    bottom = y + tall - 40
    made += quarter_header(page, axis, bottom, y + HEAD)
    each = (bottom - y - HEAD) / len(stages)
    for n, stage in enumerate(stages):
        made += _stage(page, axis, stage, (x, y + HEAD + n * each, wide, each))
    return made


def _stage(page: Page, axis: Axis, stage: StageForecast, box: Box) -> list[Element]:
    x, top, wide, tall = box
    theme, paint, made = page.theme, page.stage(stage.number), list[Element]()

    def at(when: date) -> float:
        return min(max(axis.x(((when - axis.calendar.start).days + 1) / 7), axis.left + 8), axis.right - 8)

    words = [stage.name]
    if stage.committed:
        words.append(_("committed {day}", day=day(stage.committed)))
    if stage.odds is not None:
        words[-1] = _("{words}: {part} % odds", words=words[-1], part=round(100 * stage.odds))
    if stage.sure:
        words.append(_("80 % by {day}", day=day(stage.sure)))
    elif stage.planned:
        words.append(_("now planned {day}", day=day(stage.planned)))
    else:
        words.append(_("not in the plan"))
    rows = words if tall >= LINE * len(words) + 30 else words[:1] if tall >= LINE + 24 else []
    for n, line in enumerate(rows):
        words_in = fitted(page.say(line), FLOOR, wide - 8)
        made.append(page.label(f"stage-{stage.number}-{n}", words_in, x + 4, top + LINE * n, wide - 8, LINE,
                               (19 - n, 17, 16, FLOOR), bold=not n))  # fmt: skip
    y = min(top + LINE * len(rows) + 14, top + tall - 12)
    if stage.likely and stage.sure:
        a, b = at(stage.likely), at(stage.sure)
        made.append(Line(f"odds-{stage.number}", "curve", ((a, y), (b, y)), paint.stroke, 6))
        made.append(Line(f"cap-{stage.number}", "curve", ((b, y - 10), (b, y + 10)), paint.stroke, 4))
        made.append(Shape(f"half-{stage.number}", "marker", a - 8, y - 8, 16, 16, "circle", paint.stroke))
    elif stage.planned:
        a = at(stage.planned)
        made.append(Shape(f"half-{stage.number}", "marker", a - 8, y - 8, 16, 16, "circle", paint.stroke))
    if stage.committed:
        a = at(stage.committed)
        made.append(Line(f"line-{stage.number}", "curve", ((a, y - 14), (a, y + 14)), theme.ink, 2))
        made.append(
            Shape(f"committed-{stage.number}", "marker", a - 9, y - 9, 18, 18, "diamond", theme.paper, theme.ink, 2.5)
        )
    return made


def _lists(page: Page, status: Status, top: float) -> list[Element]:
    """What is done and under way, behind, next, and which decisions are open."""
    done = sorted(status.done, key=lambda one: one.day or status.since, reverse=True)
    asked = [one for one in decisions(page.roadmap) if one.state != "taken"]
    open_now = [
        (one.key, one.text, _("refused") if one.state == "refused" else
         _("{owner}, by {day}", owner=one.owner, day=day(one.by)))
        for one in sorted(asked, key=lambda one: (one.state == "open", one.by))
    ]  # fmt: skip
    columns: Sequence[tuple[str, str, list[tuple[str, str, str]]]] = (
        ("done", _("Done and under way"), _rows([*status.under_way, *done])),
        ("behind", _("Behind the plan"), _rows(status.behind)),
        ("next", _("Next"), _rows(status.ahead)),
        ("decisions", _("Decisions that are open"), open_now),
    )
    made, wide = list[Element](), (page.room - 3 * 28) / 4
    room = page.bottom - top
    if room < HEAD + ROW:
        return made
    for n, (key, title, rows) in enumerate(columns):
        x = page.left + n * (wide + 28)
        counted = _("{title} ({n})", title=title, n=len(rows)) if rows else title
        made += _head(page, key, counted, (x, top, wide, room))
        if not rows:
            made.append(
                page.label(f"{key}-none", _("none"), x, top + HEAD, wide, LINE, (17, FLOOR), color=page.theme.muted)
            )
        lines = 2 if key == "decisions" and room >= HEAD + 2 * (ROW + LINE) else 1  # what is asked for is a sentence
        each = ROW + (lines - 1) * LINE
        for m, (about, words, text) in enumerate(rows[: int((room - HEAD) // each)]):
            y, high = top + HEAD + m * each, lines * LINE
            said = words if lines > 1 else fitted(words, FLOOR, wide)
            made.append(page.label(f"{key}-{about}", page.say(said), x, y, wide, high, (18, 17, 16, FLOOR), bold=True))
            below = fitted(page.say(text), FLOOR, wide)
            made.append(page.label(f"{key}-{about}-text", below, x, y + high, wide, LINE, (16, FLOOR),
                                   color=page.theme.muted))  # fmt: skip
    return made


def _rows(works: Iterable[Work]) -> list[tuple[str, str, str]]:
    return [(work.id, work.name, work.text) for work in works]


def _entries(page: Page) -> list[Entry]:
    theme = page.theme
    return [
        Entry("dot", _("green"), theme.states[0]),
        Entry("fill", _("amber"), theme.states[1]),
        Entry("square", _("red"), theme.states[2]),
        Entry("diamond", _("committed date"), theme.paper, theme.ink),
        Entry("cap", _("even to 80 % odds"), theme.ink),
    ]


def _said(roadmap: Roadmap, status: Status) -> list[str]:
    said = [narrative.status_title(status) + "."]
    said += [narrative.since_before(status) + "."] if status.before else []
    said += [f"{light.name}: {phrases.light(light.state)}. {light.value} ({light.rule})." for light in status.lights]
    for title, works in (
        (_("Done"), status.done), (_("Under way"), status.under_way), (_("Behind the plan"), status.behind),
        (_("Next"), status.ahead),
    ):  # fmt: skip
        said += [f"{title}: {work.name}, {work.text}." for work in works]
    return said + [f"{one.text} ({one.owner}, {day(one.by)})" for one in decisions(roadmap) if one.state == "open"]


@hookimpl
def planner_views() -> Iterable[View]:
    yield View(
        "status", draw, "Are we on course this month, by which rule, and what is due", whole=True, needs="status"
    )
