"""Decisions: what could go wrong, and what is asked for now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.pictures import LINE_HEIGHT, Scene, Shape, Style, cut, wrap
from planner.pictures.toolkit import Page, fitted, text_block
from planner.plugins import Roadmap, Use, View, _, day, decimal, hookimpl, ngettext, phrases

SIZES = (26.0, 24.0, 22.0, 20.0)
"""The largest at which everything is on one page."""
PAD = 16.0
GAP = 12.0
WHO = 26.0
"""Height of the line that says who decides it."""
TIGHT = 0.9


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


def _who(one: "Decision") -> str:
    return _("{owner}, by {day}", owner=one.owner, day=day(one.by))


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


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has to say yes to. ``key``: what it is about, the same in every plan; ``owner``: whose people or
    money it is; ``by``: the day from which the plan rests on it."""

    key: str
    text: str
    owner: str
    by: date


@dataclass(frozen=True, slots=True)
class Concern:
    """What the plan rests on. ``key``: what it is about, the same in every plan."""

    key: str
    text: str


def decisions(roadmap: Roadmap) -> list[Decision]:
    """What somebody has to say yes to, most important first."""
    start, budget = roadmap.calendar.start, _("Holder of the budget")
    found = []
    if not roadmap.complete and roadmap.repairs:
        change = _(" or ").join(repair.text for repair in roadmap.repairs[:2])
        text = _("Choose what gives way, as not everything fits: {changes}.", changes=change)
        found.append(Decision("give-way", text, _("Sponsor of the plan"), start))
    now = [p for p in roadmap.placements if p.start == 0]
    if now:
        names = phrases.listing([p.name for p in now[:3]])
        more = len(now) - 3
        if more > 0:
            names = _("{names} and {n} more", names=", ".join(p.name for p in now[:3]), n=more)
        owners = list(dict.fromkeys(p.owner_name for p in now))
        found.append(
            Decision(
                "start", _("Start on {day}: {names}.", day=day(start), names=names), phrases.listing(owners[:2]), start
            )
        )
    spends = [one for one in roadmap.budget_use if one.spend]
    if spends:
        amounts = [
            _("{amount} thousand in {year}", amount=decimal(spend, 0), year=year)
            for year, (spend, _budget) in money_by_year(roadmap).items()
            if spend
        ]
        text = _("Approve the outside spend: {amounts}{currency}.", amounts=phrases.listing(amounts),
                 currency=f" ({roadmap.currency})" if roadmap.currency else "")  # fmt: skip
        found.append(Decision("spend", text, budget, _first_day(roadmap, spends[0].quarter)))
    found += _people(roadmap)
    other = [left for left in roadmap.left_out if left.kind == "other-branch" and roadmap.complete]
    for left in other:
        text = _("Confirm the way taken: not {name}, because {why}.", name=left.name, why=left.text)
        found.append(Decision(f"way-{left.capability}", text, _("Sponsor of the plan"), start))
    legal = [p for p in roadmap.placements if p.due_by_law and p.due_date]
    if legal:
        last = max(p.due_date for p in legal if p.due_date)
        text = _("Have in place for the law by {day}: {names}.", day=day(last),
                 names=phrases.listing([p.name for p in legal]))  # fmt: skip
        found.append(Decision("law", text, phrases.listing(list(dict.fromkeys(p.owner_name for p in legal))[:2]), last))
    for step in [p for p in roadmap.placements if p.due_date and not p.due_by_law]:
        if step.due_date:
            text = _("Hold the date of {name}: {day}.", name=step.name, day=day(step.due_date))
            found.append(Decision(f"date-{step.id}", text, step.owner_name, step.due_date))
    return found


def money_by_year(roadmap: Roadmap) -> dict[str, tuple[float, float | None]]:
    """(outside spend, the budget or None where it is not limited) by year."""
    years: dict[str, tuple[float, float | None]] = {}
    for one in roadmap.budget_use:
        spend, budget = years.get(one.quarter[:4], (0.0, 0.0))
        budget = None if budget is None or one.budget is None else budget + one.budget
        years[one.quarter[:4]] = (spend + one.spend, budget)
    return years


def peaks_of(roadmap: Roadmap) -> list[tuple[float, Use]]:
    """The roles that have work in the plan, each with its most used quarter, running what is live included, and the
    share of its capacity; the most used first."""
    working = {use.role for use in roadmap.capacity_use if use.work}
    peaks: dict[str, tuple[float, float, Use]] = {}
    for use in roadmap.capacity_use:
        used = use.work + use.run
        found = (used / use.capacity if use.capacity else 0.0, used, use)
        if use.role in working and (use.role not in peaks or found[:2] > peaks[use.role][:2]):
            peaks[use.role] = found
    ordered = sorted(peaks.values(), key=lambda one: (-one[0], -one[1], one[2].role_name))
    return [(share, use) for share, _used, use in ordered]


def _people(roadmap: Roadmap) -> list[Decision]:
    """The roles that are used most, each to be freed from the first quarter on in which it has little left."""
    found = []
    for _share, use in peaks_of(roadmap)[:3]:
        used = use.work + use.run
        words = {"role": use.role_name, "n": decimal(used), "quarter": phrases.quarter(use.quarter)}
        text = _("Free {role} for up to {n} person-weeks a quarter (peak: {quarter}).", **words)
        if use.capacity is not None and used - use.capacity < 0.1:
            text = _("Keep {n} of the {all} person-weeks that {role} has free for the plan (peak: {quarter}).",
                     all=decimal(use.capacity), **words)  # fmt: skip
        elif use.capacity is not None:
            text = _("Free {role} for up to {n} person-weeks a quarter, {over} more than there is (peak: {quarter}).",
                     over=decimal(used - use.capacity), **words)  # fmt: skip
        full = [
            one.quarter
            for one in roadmap.capacity_use
            if one.role == use.role and one.capacity and (one.work + one.run) / one.capacity >= TIGHT
        ]
        found.append(
            Decision(f"free-{use.role}", text, use.role_name, _first_day(roadmap, full[0] if full else use.quarter))
        )
    return found


def _first_day(roadmap: Roadmap, quarter: str) -> date:
    """The first day of a quarter that lies in the plan."""
    calendar = roadmap.calendar
    return calendar.day(calendar.begins[calendar.labels.index(quarter)])


def risks_of(roadmap: Roadmap) -> list[Concern]:
    """What the plan rests on, worst first. What only concerns whoever runs the planner (its warnings, how far the
    search came) is said to them and not here."""
    found = []
    for left in [left for left in roadmap.left_out if left.asked and left.kind == "does-not-fit"]:
        found.append(Concern(f"out-{left.capability}", _("{name} is left out: {why}.", name=left.name, why=left.text)))
    for step in [p for p in roadmap.placements if p.late_weeks]:
        words = _("{name} comes {weeks} after its date.", name=step.name, weeks=phrases.weeks(step.late_weeks))
        found.append(Concern(f"late-{step.id}", words))
    chain = [roadmap[s] for s in roadmap.critical_chain if s in {p.id for p in roadmap.placements}]
    if len(chain) > 1:
        longest = max(chain, key=lambda p: (p.duration, p.id))
        rest = chain[chain.index(longest) :]
        told = {"steps": phrases.steps(len(chain)), "name": longest.name, "weeks": phrases.weeks(longest.duration)}
        words = _("{steps} in a row set the finish; the longest is {name}, {weeks}.", **told)
        if roadmap.last_stage:
            stage = phrases.quoted(roadmap.last_stage.stage_name)
            words = _(
                "{steps} in a row set when {stage} is reached; the longest is {name}, {weeks}.", stage=stage, **told
            )
        if all(a.id in b.needs for a, b in pairwise(rest)):
            words += " " + _("A week lost there moves it.")
        found.append(Concern("chain", words))
    broken = [one for one in roadmap.findings if one.weight == "must"]
    for one in broken:
        found.append(Concern("-".join(("rule", one.check, *one.about)), _("A rule is broken: {what}.", what=one.what)))
    tight: dict[str, list[str]] = {}
    for use in roadmap.capacity_use:
        if use.capacity and (use.run + use.work) / use.capacity >= TIGHT:
            tight.setdefault(use.role, []).append(use.quarter)
    for role, quarters in sorted(tight.items(), key=lambda item: -len(item[1]))[:3]:
        words = ngettext("{role} is at least {percent} % used in {quarter}.",
                         "{role} is at least {percent} % used in {n} quarters, first in {quarter}.", len(quarters),
                         role=roadmap.roles[role], percent=round(100 * TIGHT),
                         quarter=phrases.quarter(quarters[0]))  # fmt: skip
        found.append(Concern(f"tight-{role}", words))
    if roadmap.diagnosis.rootless:
        names = phrases.listing([roadmap.names[c] for c in roadmap.diagnosis.rootless[:3]])
        found.append(
            Concern("rootless", _("In place without its foundations, so likely to slip: {names}.", names=names))
        )
    return found


def _title(roadmap: Roadmap) -> str:
    found = decisions(roadmap)
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
