"""What the law asks for, and when a plan has it in place."""

from __future__ import annotations

from datetime import date

from planner.domain.circumstances import Regulation
from planner.domain.targets import law_for
from planner.i18n import phrases, translation
from planner.i18n.translation import _
from planner.planning.schedule import Plan
from planner.roadmap.records import Obligation


def obligations(plan: Plan) -> tuple[Obligation, ...]:
    """Every regulation that binds the organisation, those without a date first, then by date."""
    found = [_obligation(plan, law) for law in law_for(plan.journey, plan.organisation)]
    return tuple(sorted(found, key=lambda one: one.since or date.min))


def _obligation(plan: Plan, law: Regulation) -> Obligation:
    asks = [one for one in law.asks if plan.graph.applies(plan.journey.capabilities[one.capability])]
    weeks = [plan.reached(one) for one in asks]
    last = None if None in weeks else max((week for week in weeks if week is not None), default=0)
    day = plan.calendar.day(last) if last else None
    if not asks:
        status = "noted" if law.certain else "open"
    elif not law.certain:
        status = "open"
    elif last == 0:
        status = "in-place"
    elif last is None or day is None:
        status = "not-planned"
    else:
        status = "in-time" if law.since is not None and day <= law.since else "late"
    name, what = law.name.say(plan.language), law.what.say(plan.language)
    named = tuple(one.capability for one in asks)
    text = _text(plan, status, law.since, day, named)
    return Obligation(law.id, name, what, law.source, law.since, status, named, text, day, last or None)


def _text(plan: Plan, status: str, since: date | None, there: date | None, asks: tuple[str, ...]) -> str:
    """A status in a clause, with its dates."""
    known = since is not None and since <= plan.organisation.start
    applies = _("it applies from {day} on", day=translation.day(since)) if since and not known else (
        _("it has applied since {day}", day=translation.day(since)) if since else _("it applies")
    )  # fmt: skip
    names = phrases.listing([plan.names[one] for one in asks])
    if status == "in-place":
        return _("{applies}; what it asks for is in place today ({names})", applies=applies, names=names)
    if status == "not-planned":
        return _("{applies}; this plan does not bring what it asks for ({names})", applies=applies, names=names)
    if status == "open":
        return _("not settled: nothing is planned for it")
    if there is None:
        return applies
    words = {"day": translation.day(there), "applies": applies, "names": names}
    if status == "in-time":
        return _("{applies}; what it asks for is in place from {day}, in time ({names})", **words)
    return _("{applies}; by this plan what it asks for is in place from {day} ({names})", **words)
