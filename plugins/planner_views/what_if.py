"""What if: how far a little more or less of each role, and each target less, moves the last stage."""

from collections.abc import Iterable, Sequence

from planner.pictures import FLOOR, Item, Scene, Shape, Style
from planner.pictures.toolkit import Page
from planner.plugins import Alternative, Roadmap, View, _, hookimpl, ngettext, phrases

HEAD, ROW, TALLEST = 44.0, 46.0, 84.0
NAMES, CHART = 0.33, 0.36
"""Parts of the width that the changes and the bars take; what else changes has the rest."""
SIDE = 84.0
"""Room for a figure beside its bar."""
MOST_NAMES = 12


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    found = [one for one in roadmap.alternatives or () if one.changes]
    most = max(1, int((page.bottom - page.top - HEAD) // ROW))
    pages = [found[i : i + most] for i in range(0, len(found), most)] or [[]]
    return tuple(_page(page, found, own, number, len(pages)) for number, own in enumerate(pages, 1))


def _page(page: Page, found: Sequence[Alternative], own: Sequence[Alternative], number: int, pages: int) -> Scene:
    theme = page.theme
    height = min(TALLEST, (page.bottom - page.top - HEAD) / max(len(own), 1))
    left, right = page.left + NAMES * page.room, page.left + (NAMES + CHART) * page.room
    most = max((abs(one.sooner) for one in found if one.sooner), default=1)
    zero = (left + right) / 2
    scale = (right - left - 2 * SIDE) / 2 / most
    shapes = [
        page.label("head-change", _("What if"), page.left, page.top, left - page.left - 20, HEAD - 8, (20, 18),
                   role="header", bold=True),
        page.label("head-sooner", _("sooner"), left, page.top, zero - left - 20, HEAD - 8, (18, FLOOR), role="header",
                   anchor="end", color=theme.muted),
        page.label("head-later", _("later"), zero + 20, page.top, right - zero - 20, HEAD - 8, (18, FLOOR),
                   role="header", color=theme.muted),
        page.label("head-else", _("What else changes"), right + 20, page.top, page.right - right - 20, HEAD - 8,
                   (20, 18), role="header", bold=True),
        Shape("zero", "grid", zero - 1, page.top + HEAD - 6, 2, height * max(len(own), 1) + 6, fill=theme.ink),
    ]  # fmt: skip
    if not own:
        shapes.append(page.label("none", _("None of these changes moves anything."), page.left, page.top + HEAD,
                                 page.room, 40))  # fmt: skip
    for row, one in enumerate(own):
        shapes += _row(page, one, (page.top + HEAD + row * height, height), (left, zero, right), scale)
    said = [f"{one.text}: {_said(page.roadmap, one)}." for one in own]
    return page.scene(
        "what-if",
        (*shapes, *page.legend([])),
        title=_title(page.roadmap, found),
        subtitle=_("one change at a time, each found by planning again; weeks by which {what} moves",
                   what=_what(page.roadmap)),
        alt=" ".join(said) or _("None of these changes moves anything."),
        notes="\n".join(said),
        items=tuple(_item(page.roadmap, one) for one in own),
        number=number,
        pages=pages,
    )  # fmt: skip


def _row(
    page: Page, one: Alternative, place: tuple[float, float], at: tuple[float, float, float], scale: float
) -> list[Shape]:
    theme, (y, height), (left, zero, right) = page.theme, place, at
    of = f"if-{one.kind}-{one.what}"
    room = left - page.left - 20
    made = [
        page.label(f"name-{of}", page.say(one.text), page.left, y, room, height - 6, (20, 19, 18, 17, FLOOR), of=of),
        page.label(f"else-{of}", page.say(_else(one)), right + 20, y, page.right - right - 20, height - 6,
                   (18, 17, FLOOR), color=theme.muted, of=of),
    ]  # fmt: skip
    if one.sooner is None:
        words = _("no longer reached")
        return [*made, Shape(f"answer-{of}", "card", zero + 4, y + 6, right - zero - 8, height - 18, fill=theme.paper,
                             hatch=theme.line, stroke=theme.line, stroke_width=1, alt=f"{one.text}: {words}", of=of),
                page.label(f"figure-{of}", words, left, y, zero - left - 12, height - 6, (17, FLOOR), bold=True,
                           anchor="end", of=of)]  # fmt: skip
    wide = max(abs(one.sooner) * scale, 3)
    x = zero - wide if one.sooner > 0 else zero
    figure = f"{'−' if one.sooner > 0 else '+'}{abs(one.sooner)}" if one.sooner else "0"
    beside = (x - SIDE, "end") if one.sooner > 0 else (x + wide + 8, "start")
    fill = theme.line if one.sooner > 0 else theme.ink
    made.append(Shape(f"answer-{of}", "card", x, y + 8, wide, height - 22, fill=fill,
                      alt=f"{one.text}: {_said(page.roadmap, one)}", of=of))  # fmt: skip
    made.append(page.label(f"figure-{of}", page.say(figure), beside[0], y, SIDE - 8, height - 6, (18, 17), bold=True,
                           anchor=beside[1], of=of))  # fmt: skip
    return made


def _what(roadmap: Roadmap) -> str:
    return phrases.quoted(roadmap.last_stage.stage_name) if roadmap.last_stage else _("the end of the plan")


def _said(roadmap: Roadmap, one: Alternative) -> str:
    """The change of the date, then of the steps."""
    parts = [_moved(roadmap, one), _else(one)]
    return "; ".join(part for part in parts if part)


def _moved(roadmap: Roadmap, one: Alternative) -> str:
    what = _what(roadmap)
    if one.sooner is None or one.week is None:
        return _("{what} is no longer reached", what=what)
    when = phrases.when(roadmap.calendar.last_day(one.week), one.week)
    if not one.sooner:
        return _("{what} stays at {when}", what=what, when=when)
    weeks = phrases.weeks(abs(one.sooner))
    if one.sooner > 0:
        return _("{what} by {when}, {weeks} sooner", what=what, when=when, weeks=weeks)
    return _("{what} by {when}, {weeks} later", what=what, when=when, weeks=weeks)


def _else(one: Alternative) -> str:
    parts = []
    if one.comes:
        parts.append(_("comes in: {names}", names=phrases.listing(list(one.comes[:3]))))
    if one.leaves:
        names = phrases.listing(list(one.leaves[:3]))
        if len(one.leaves) > 3:
            names = _("{names} and {n} more", names=", ".join(one.leaves[:3]), n=len(one.leaves) - 3)
        parts.append(_("finds no room: {names}", names=names))
    if one.moves:
        parts.append(ngettext("one step moves", "{n} steps move", len(one.moves)))
    return "; ".join(parts)


def _item(roadmap: Roadmap, one: Alternative) -> Item:
    """The plan's change, for the panel of a page."""
    moved = [
        _("{name}: {weeks} later", name=m.name, weeks=phrases.weeks(m.weeks)) if m.weeks > 0
        else _("{name}: {weeks} sooner", name=m.name, weeks=phrases.weeks(-m.weeks))
        for m in one.moves
    ]  # fmt: skip
    more = [_("and {n} more", n=len(moved) - MOST_NAMES)] if len(moved) > MOST_NAMES else []
    facts = (
        (_("Then"), _moved(roadmap, one)),
        (_("Comes in"), "; ".join(one.comes)),
        (_("Finds no room"), "; ".join(one.leaves)),
        (_("Moves"), "; ".join([*moved[:MOST_NAMES], *more])),
    )
    return Item(f"if-{one.kind}-{one.what}", one.text, "", "", (), tuple(fact for fact in facts if fact[1]))


def _title(roadmap: Roadmap, found: Sequence[Alternative]) -> str:
    if not found:
        return _("No change of this size moves the plan")
    best = max((one for one in found if one.sooner), key=lambda one: (one.sooner or 0, one.what), default=None)
    if best is not None and (best.sooner or 0) > 0:
        return _("{change}: {what} comes {weeks} sooner", change=best.text[:1].upper() + best.text[1:],
                 what=_what(roadmap), weeks=phrases.weeks(best.sooner or 0))  # fmt: skip
    worst = found[0]
    return f"{worst.text[:1].upper()}{worst.text[1:]}: {_moved(roadmap, worst)}"


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("what-if", draw, "What a little more or less of each role, or a target less, does to the plan",
               whole=True, needs="alternatives")  # fmt: skip
