"""What a plan asks somebody to decide, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from planner.i18n import phrases
from planner.i18n.translation import _, day, decimal, ngettext
from planner.roadmap.quarters import year_name
from planner.roadmap.records import Placement, Use
from planner.roadmap.roadmap import Roadmap

TIGHT, OVER = 0.9, 1.1
"""Parts of its capacity from which on a role has nothing left to speak of, and from which on it is asked for too
much."""

MOST_USED = 3
"""Roles of which each is asked to keep its people free, however much of them that is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has to say yes to.

    Attributes:
        key: what it is about, the same in every plan, as it is written in ``decided`` of the organisation.
        owner: whose people or money it is.
        by: the day from which the plan rests on it.
        text: what is asked for; of what is decided, what was noted then.
        state: open, taken or refused, as the organisation says; ``decided_on``, ``decided_by``: when and by whom.
    """

    key: str
    text: str
    owner: str
    by: date
    state: str = "open"
    decided_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """What the plan rests on. ``key``: what it is about, the same in every plan."""

    key: str
    text: str


def decisions(roadmap: Roadmap) -> list[Decision]:
    """What somebody has to say yes to: what is open first, by the day from which the plan rests on it."""
    found = {one.key: one for one in _asked_for(roadmap)}  # nothing twice
    for key, said in roadmap.decided.items():
        if key in found:
            text = found[key].text
            if (
                said.state != "open"
            ):  # what was decided is what stood there then: sums of today are not passed off as it
                text = said.note or _("as it is asked for today: {text}", text=text)
            found[key] = replace(found[key], text=text, state=said.state, decided_on=said.on, decided_by=said.by)
    return sorted(found.values(), key=lambda one: (one.state != "open", one.by))


def _asked_for(roadmap: Roadmap) -> list[Decision]:
    start, budget, sponsor = roadmap.calendar.start, _("Holder of the budget"), _("Sponsor of the plan")
    found = []
    if not roadmap.complete and roadmap.repairs:
        change = _(" or ").join(repair.text for repair in roadmap.repairs[:2])
        text = _("Choose what gives way, as not everything fits: {changes}.", changes=change)
        found.append(Decision("give-way", text, sponsor, start))
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
            if spend >= 0.5
        ]
        text = _("Approve the outside spend: {amounts}{currency}.", amounts=phrases.listing(amounts),
                 currency=f" ({roadmap.currency})" if roadmap.currency else "")  # fmt: skip
        found.append(Decision("spend", text, budget, _first_day(roadmap, spends[0].quarter)))
    found += _people(roadmap)
    found += _posts(roadmap)
    found += _asks(roadmap)
    for one in roadmap.findings:
        if one.by is not None:
            key = "-".join((one.check, *one.about))
            found.append(Decision(key, f"{one.what}. {one.mend}.", one.owner or sponsor, one.by))
    other = [left for left in roadmap.left_out if left.kind == "other-branch" and roadmap.complete]
    for left in other:
        text = _("Confirm the way taken: not {name}, because {why}.", name=left.name, why=left.text)
        found.append(Decision(f"way-{left.capability}", text, sponsor, start))
    legal = [p for p in roadmap.placements if p.due_by_law and p.due_date]
    if legal:
        last = max(p.due_date for p in legal if p.due_date)
        text = _("Have in place for the law by {day}: {names}.", day=day(last),
                 names=phrases.listing([p.name for p in legal]))  # fmt: skip
        if late := [f"{p.name} ({day(p.end_date)})" for p in legal if p.late_weeks]:
            text += " " + _("In this plan later: {names}.", names=phrases.listing(late))
        found.append(Decision("law", text, phrases.listing(list(dict.fromkeys(p.owner_name for p in legal))[:2]), last))
    for step in [p for p in roadmap.placements if p.due_date and not p.due_by_law]:
        if step.due_date:
            text = (
                _("Decide on the date of {name}: it is wanted by {day}, this plan has it on {planned}.", name=step.name,
                  day=day(step.due_date), planned=day(step.end_date))
                if step.late_weeks else _("Hold the date of {name}: {day}.", name=step.name, day=day(step.due_date))
            )  # fmt: skip
            by = step.due_date
            if step.late_weeks:  # while there is something to be decided: before the work would have to begin
                by = max(start, step.due_date - timedelta(weeks=step.duration))
            found.append(Decision(f"date-{step.id}", text, step.owner_name, by))
    return found


def money_by_year(roadmap: Roadmap) -> dict[str, tuple[float, float | None]]:
    """(outside spend, what there is for it, or None where it is not limited) by fiscal year."""
    years = dict.fromkeys(year_name(roadmap.calendar, one.quarter) for one in roadmap.budget_use)
    return {year: money_in(roadmap, (year,)) for year in years}


def money_in(roadmap: Roadmap, years: Collection[str]) -> tuple[float, float | None]:
    """(outside spend, what there is for it, or None where it is not limited) in fiscal years, one after the other:
    their budgets, and what is left of those before where that carries over."""
    own = [one for one in roadmap.budget_use if year_name(roadmap.calendar, one.quarter) in years]
    spend, there = sum(one.spend for one in own), roadmap.money_there
    budgets = [one.budget for one in own if one.budget is not None]
    if len(budgets) < len(own) or not own:
        return spend, None
    return spend, sum(budgets) + there[own[0].quarter] - budgets[0]


def peaks_of(roadmap: Roadmap) -> list[tuple[float, Use]]:
    """The roles that have work in the plan, each with its most used quarter, running what is live included, and the
    share of its capacity; the most used first."""
    working = {use.role for use in roadmap.capacity_use if use.work}
    peaks: dict[str, tuple[float, float, Use]] = {}
    for use in roadmap.capacity_use:
        found = (use.share, use.work + use.run, use)
        if use.role in working and (use.role not in peaks or found[:2] > peaks[use.role][:2]):
            peaks[use.role] = found
    ordered = sorted(peaks.values(), key=lambda one: (-one[0], -one[1], one[2].role_name))
    return [(share, use) for share, _used, use in ordered]


def _people(roadmap: Roadmap) -> list[Decision]:
    """The roles that are used most, and all that are asked for more than is tolerated, each to be freed from the first
    quarter on in which it has little left."""
    found = []
    peaks = peaks_of(roadmap)
    for _share, use in [*peaks[:MOST_USED], *(one for one in peaks[MOST_USED:] if one[0] > OVER)]:
        used = use.work + use.run
        words = {"role": use.role_name, "n": decimal(used), "quarter": phrases.quarter(use.quarter)}
        text = _("Free {role} for up to {n} person-weeks a quarter (peak: {quarter}).", **words)
        if use.capacity is not None and round(used - use.capacity, 1) <= 0:
            text = _("Keep {n} of the {all} person-weeks that {role} has free for the plan (peak: {quarter}).",
                     all=decimal(use.capacity), **words)  # fmt: skip
        elif use.capacity is not None:
            text = _over(roadmap, use)
        full = [
            one.quarter
            for one in roadmap.capacity_use
            if one.role == use.role and one.capacity and (one.work + one.run) / one.capacity >= TIGHT
        ]
        found.append(
            Decision(f"free-{use.role}", text, use.role_name, _first_day(roadmap, full[0] if full else use.quarter))
        )
    return found


def _over(roadmap: Roadmap, peak: Use) -> str:
    """What a role is to be freed for that has less than it is asked for: in the quarter in which that is most."""
    own = [one for one in roadmap.capacity_use if one.role == peak.role and one.capacity is not None]
    most = max(own, key=lambda one: round(one.work + one.run, 1))
    over = max(one.work + one.run - (one.capacity or 0) for one in own)
    return _("Free {role} for up to {n} person-weeks a quarter, up to {over} more than there is (peak: {quarter}).",
             role=peak.role_name, n=decimal(most.work + most.run), over=decimal(over),
             quarter=phrases.quarter(most.quarter))  # fmt: skip


def _posts(roadmap: Roadmap) -> list[Decision]:
    """What brings people for good: a board that approves a plan wants to have been asked for them."""
    found = []
    for step in roadmap.placements:
        more = [
            _("{n} person-weeks a quarter of {role}", n=phrases.amount(one.worth), role=one.name)
            for one in step.purposes
            if one.kind == "capacity"
        ]
        if more:
            text = _(
                "Decide on {name}: it adds {what}, for good; what that costs each year is not in the outside spend.",
                name=step.name, what=phrases.listing(more),
            )  # fmt: skip
            if idle := _idle(roadmap, step):
                text += " " + _("The plan asks no more of {roles} than there is without it.", roles=idle)
            ahead = min(step.lags.values(), default=0)  # notice and the like: who is wanted then is sought before
            by = max(roadmap.calendar.start, step.start_date - timedelta(weeks=ahead))
            found.append(Decision(f"more-{step.id}", text, step.owner_name, by))
    return found


def _idle(roadmap: Roadmap, step: Placement) -> str:
    """Names of the roles of which a step brings more, if in no quarter more is asked of any than there is without."""
    names = []
    for brought in [one for one in step.purposes if one.kind == "capacity"]:
        uses = [use for use in roadmap.capacity_use if use.role == brought.what and use.quarter >= step.live_quarter]
        if any(use.capacity is not None and use.run + use.work > use.capacity - brought.worth for use in uses):
            return ""
        names.append(brought.name)
    return phrases.listing(names)


def _asks(roadmap: Roadmap) -> list[Decision]:
    """Those who must agree before some work begins, each with what it is about, and from when on."""
    asked: dict[tuple[str, ...], list[tuple[date, str]]] = {}
    for step in roadmap.placements:
        if step.ask_from is not None:
            asked.setdefault(step.ask, []).append((step.ask_from, step.name))
    found = []
    for number, (whom, steps) in enumerate(asked.items()):
        steps.sort()
        names = phrases.listing([_("{name} from {day} on", name=name, day=day(first)) for first, name in steps])
        text = _("Ask who must agree before the work begins ({why}): {names}.", why=phrases.listing(list(whom)),
                 names=names)  # fmt: skip
        found.append(Decision(f"ask-{number + 1}" if number else "ask", text, _("Sponsor of the plan"), steps[0][0]))
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
