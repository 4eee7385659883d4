"""Decisions: what could go wrong, and what is asked for now."""

from collections.abc import Iterable

from planner.pictures import LINE_HEIGHT, Scene, Shape, Style, cut, wrap
from planner.pictures.toolkit import Page, fitted, text_block
from planner.plugins import Decision, Roadmap, View, _, day, decisions, hookimpl, ngettext, risks_of

SIZES = (26.0, 24.0, 22.0, 20.0)
"""The largest at which everything is on one page."""
PAD = 16.0
GAP = 12.0
WHO = 26.0
"""Height of the line that says who decides it."""


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    wide = (page.room - 40) / 2
    said = (
        [(one.key, one.text, _who(one)) for one in decisions(roadmap)]
        or [("none", _("Nothing has to be decided now."), "")],
        [(one.key, one.text, "") for one in risks_of(roadmap)] or [("none", _("None stands out."), "")],
    )
    for size in SIZES:
        columns = [_columns(page, words, wide, size) for words in said]
        pages = max(map(len, columns))
        if pages == 1:
            break
    return tuple(
        _page(page, [own[n] if n < len(own) else [] for own in columns], size, n + 1, pages) for n in range(pages)
    )


Card = tuple[str, str, str, tuple[str, ...], float]
"""What it is about, what it says, who decides it by when, its lines, its height."""


def _who(one: Decision) -> str:
    """Who decides it by when; or who has, and how."""
    if one.state == "open":
        return _("{owner}, by {day}", owner=one.owner, day=day(one.by))
    how = _("taken") if one.state == "taken" else _("refused")
    who, when = one.decided_by or one.owner, day(one.decided_on) if one.decided_on else ""
    return ", ".join(filter(None, (how, who, when)))


def _columns(page: Page, words: list[tuple[str, str, str]], wide: float, size: float) -> list[list[Card]]:
    """Cards page by page."""
    pages: list[list[Card]] = [[]]
    y = top = page.top + 50
    for about, said, who in words:
        text = page.say(said)
        lines = tuple(wrap(text, size, wide - 2 * PAD - 12))
        lines = lines if len(lines) <= 4 else tuple(cut(text, size, wide - 2 * PAD - 12, 4))
        tall = len(lines) * size * LINE_HEIGHT + 20 + (WHO if who else 0)
        if pages[-1] and y + tall > page.bottom:
            pages.append([])
            y = top
        decides = fitted(page.say(who), 18, wide - 2 * PAD - 12) if who else ""
        pages[-1].append((about, text, decides, lines, tall))
        y += tall + GAP
    return pages


def _page(page: Page, columns: list[list[Card]], size: float, number: int, pages: int) -> Scene:
    roadmap = page.roadmap
    wide = (page.room - 40) / 2
    made: list[Shape] = []
    for key, title, cards, x in (
        ("ask", _("Decisions asked for"), columns[0], page.left),
        ("risk", _("Risks to know about"), columns[1], page.left + wide + 40),
    ):
        made.append(page.label(f"head-{key}", title, x, page.top, wide, 40, (24, 22, 20), role="header", bold=True))
        made += _cards(page, key, cards, x, wide, size)
    said = [" ".join(filter(None, (text, who and f"({who})"))) for own in columns for _about, text, who, *_rest in own]
    return page.scene(
        "decisions",
        (*made, *page.legend([])),
        title=_title(roadmap),
        subtitle=_("what the plan asks for, and what it rests on"),
        alt=" ".join(said),
        notes="\n".join(said),
        number=number,
        pages=pages,
    )


def _cards(page: Page, key: str, cards: list[Card], x: float, wide: float, size: float) -> list[Shape]:
    theme, made = page.theme, list[Shape]()
    color = theme.ink if key == "ask" else theme.line
    y = page.top + 50
    for about, text, who, lines, tall in cards:
        of = f"{key}-{about}"
        made.append(Shape(f"bar-{of}", "marker", x, y, 6, tall, fill=color, of=of))
        made.append(
            Shape(
                of, "card", x + 8, y, wide - 8, tall, fill=theme.band, radius=4, alt=text, of=of,
                lines=(
                    *text_block("", x + 8 + PAD, y, wide - 2 * PAD - 12, tall - (WHO if who else 0), (size,),
                                color=theme.ink, broken=lines),
                    *(text_block("", x + 8 + PAD, y + tall - WHO - 8, wide - 2 * PAD - 12, WHO, (18,),
                                 color=theme.muted, broken=(who,)) if who else ()),
                ),
            )
        )  # fmt: skip
        y += tall + GAP
    return made


def _title(roadmap: Roadmap) -> str:
    found = [one for one in decisions(roadmap) if one.state == "open"]
    asked = len(found)
    if not asked:
        return _("Nothing has to be decided now")
    if not roadmap.complete:
        return ngettext("One decision is asked for, as not everything fits",
                        "{n} decisions are asked for, as not everything fits", asked)  # fmt: skip
    first = day(min(one.by for one in found))
    return ngettext("One decision is asked for, by {first}", "{n} decisions are asked for, the first by {first}", asked,
                    first=first)  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("decisions", draw, "Risks to know about and decisions asked for", whole=True)
