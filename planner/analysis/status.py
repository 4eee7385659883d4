"""Where a plan in force stands this month, from the plan in force, the plan made from today on, and what was marked.

The rules are the planner's (a policy, not a standard): dates are compared with those committed, never with a wish, and
nothing is green that was not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from planner.analysis.tracking import Tracked, Tracking
from planner.i18n import phrases
from planner.i18n.translation import N_, _, day, decimal
from planner.roadmap.comparison import Data
from planner.roadmap.decisions import decisions, money_by_year
from planner.roadmap.kpis import BEHIND, STALE, TOO_SOON, UNMEASURED, WAITING, KpiTrack
from planner.roadmap.quarters import year_name
from planner.roadmap.risk import ODDS
from planner.roadmap.roadmap import Roadmap
from planner.roadmap.status import AMBER, GREEN, NONE, RED, Light, StageForecast, Status, Work, worst

ON_TIME, VERY_LATE = 14, 91
"""Days after the committed date up to which a stage is on time, and from which on it is very late."""

EVEN = 0.5
"""Odds of a committed date below which it is no green one."""

GONE = 0.1
"""Part of the steps of the plan in force that may be in no plan any more before that is red."""

ON_PACE, TOO_SLOW = 0.9, 0.75
"""Schedule performance index: from which on the work keeps its pace, and below which it is too slow."""

TOOK_MORE, TOOK_FAR_MORE = 0.10, 0.25
"""Parts by which finished steps may take more than planned, and from which on that is far more."""

OVERSPENT, OVERLOADED = 0.05, 0.10
"""Parts beyond budget and capacity that are more than a trifle."""

SOON = 91
"""Days that are looked ahead."""

NAMED_LAWS = 2
"""Laws that a light names."""


def status_of(roadmap: Roadmap, tracking: Tracking, baseline: Data) -> Status:
    """The status on the day the roadmap begins.

    Args:
        roadmap: planned from today on, with its odds where somebody has drawn.
        baseline: data of the JSON export of the plan in force.
    """
    stages = tuple(_stages(roadmap, baseline))
    owners = {step["id"]: roadmap.roles.get(step["owner"], step["owner"]) for step in baseline["steps"]}
    works = {
        state: tuple(_work(one, owners.get(one.id, "")) for one in tracking.steps if one.state == state)
        for state in ("done", "under-way", "overdue", "not-begun")
    }
    spend = _spend(roadmap)
    lights = (
        _dates(stages), _scope(tracking), _progress(tracking), _money(roadmap, spend), _people(roadmap),
        _law(roadmap, baseline),
        _decisions(roadmap), *([_kpis(roadmap.kpis)] if roadmap.kpis else []), *_actuals(roadmap),
    )  # fmt: skip
    return Status(
        tracking.today,
        date.fromisoformat(baseline["start"]),
        lights,
        stages,
        (*_done_before(roadmap, {one.id for one in tracking.steps}), *works["done"]),
        works["under-way"],
        works["overdue"] + works["not-begun"],
        tuple(_ahead(roadmap, {one.id for one in tracking.steps if one.state == "under-way"})),
        spend,
    )


def _done_before(roadmap: Roadmap, in_force: set[str]) -> Iterator[Work]:
    """What was done of the plans before the one in force."""
    for one in roadmap.finished:
        if one.id not in in_force:
            text = _("done on {day}", day=day(one.finished)) if one.finished else _("done, day unknown")
            yield Work(one.id, one.name, one.owner_name, "done", text, one.finished)


def _stages(roadmap: Roadmap, baseline: Data) -> Iterator[StageForecast]:
    """Every stage that the plan in force, or the new one, brings."""
    begin, numbers = date.fromisoformat(baseline["start"]), {stage.id: stage.number for stage in roadmap.stages}
    committed: dict[int, date] = {}
    for one in baseline["milestones"]:
        if one["stage"] in numbers:
            committed.setdefault(numbers[one["stage"]], begin + timedelta(weeks=one["week"], days=-1))
    today = roadmap.diagnosis.stage_number
    for stage in roadmap.stages:
        promised = min((when for number, when in committed.items() if number >= stage.number), default=None)
        if stage.number <= today:
            continue
        reached = roadmap.reaching(stage.number)
        planned = roadmap.calendar.last_day(reached.week) if reached else None
        if promised is None and planned is None:
            continue
        sure = roadmap.odds(stage.number)
        late = (planned - promised).days if planned and promised else None
        odds = _part_by(roadmap, sure.curve, promised) if sure and promised else None
        yield StageForecast(
            stage.number, stage.name, promised, planned, late, odds,
            sure.finish.p50_date if sure else None, sure.finish.p80_date if sure else None,
        )  # fmt: skip


def _part_by(roadmap: Roadmap, curve: tuple[float | None, ...], when: date) -> float:
    """The part of the draws in which something is reached by a day."""
    weeks = ((when - roadmap.calendar.start).days + 1) / 7
    return max(
        (part for part, week in zip(ODDS, curve, strict=True) if week is not None and week <= weeks), default=0.0
    )


def _work(one: Tracked, owner: str) -> Work:
    late = "" if one.late is None or abs(one.late) < 7 else (
        _("{weeks} later", weeks=phrases.weeks(round(one.late / 7))) if one.late > 0
        else _("{weeks} sooner", weeks=phrases.weeks(round(-one.late / 7)))
    )  # fmt: skip
    if one.state == "done":
        when = one.finished
        words = _("done on {day}", day=day(when)) if when else _("done, day unknown")
    elif one.state == "not-begun":
        when = one.start
        words = _("should have begun by {day}", day=day(one.start))
    elif one.forecast is None:
        when = None
        words = _("{part} % done, in the plan no more", part=round(100 * one.part))
    else:
        when = one.forecast
        words = _("{part} % done, ends {day}", part=round(100 * one.part), day=day(when))
    return Work(one.id, one.name, owner, one.state, ", ".join(filter(None, (words, late))), when)


def _ahead(roadmap: Roadmap, under_way: set[str]) -> Iterator[Work]:
    """What begins in the next quarter, by day."""
    start = roadmap.calendar.start
    last = start + timedelta(days=SOON)
    for placed in sorted(roadmap.placements, key=lambda one: (one.start_date, one.id)):
        if placed.id not in under_way and not placed.done and placed.start_date <= last:
            words = _("begins {day}", day=day(placed.start_date))
            yield Work(placed.id, placed.name, placed.owner_name, "to-come", words, placed.start_date)


def _dates(stages: tuple[StageForecast, ...]) -> Light:
    rule = _("green: each stage within {n} days of its date, at even odds; red: one {late} days late, or in no plan",
             n=ON_TIME, late=VERY_LATE)  # fmt: skip
    promised = [one for one in stages if one.committed is not None]
    if not promised:
        return Light("dates", _("Dates"), NONE, _("no stage is committed"), rule)
    states, said = [], []
    for one in promised:
        name = phrases.quoted(one.name)
        if one.late is None:
            states.append(RED)
            said.append(_("{stage} is not in the plan any more", stage=name))
        else:
            sure = one.odds is None or one.odds >= EVEN
            states.append(GREEN if one.late <= ON_TIME and sure else RED if one.late >= VERY_LATE else AMBER)
            weeks = round(one.late / 7)
            words = (
                _("{stage} {weeks} later", stage=name, weeks=phrases.weeks(weeks)) if weeks > 0
                else _("{stage} {weeks} sooner", stage=name, weeks=phrases.weeks(-weeks)) if weeks < 0
                else _("{stage} as committed", stage=name)
            )  # fmt: skip
            odds = "" if one.odds is None else _("{part} % odds", part=round(100 * one.odds))
            said.append(f"{words} ({odds})" if odds else words)
    return Light("dates", _("Dates"), worst(states), "; ".join(said), rule)


def _scope(tracking: Tracking) -> Light:
    """Whether what is in force is still planned: a plan that fits by leaving things out is not on course."""
    rule = _("green: every step of the plan in force is done or still planned; red: more than {percent} % are not",
             percent=round(100 * GONE))  # fmt: skip
    gone = [one for one in tracking.steps if one.state != "done" and one.forecast is None and one.state != "dropped"]
    given_up = tracking.count("dropped")
    state = GREEN if not gone else RED if len(gone) > GONE * len(tracking.steps) else AMBER
    value = _("all {n} steps are done or planned", n=len(tracking.steps)) if not gone and not given_up else _(
        "{gone} of {n} steps are in the plan no more, {given_up} are given up", gone=len(gone), n=len(tracking.steps),
        given_up=given_up,
    )  # fmt: skip
    return Light("scope", _("Scope"), state, value, rule)


def _progress(tracking: Tracking) -> Light:
    rule = _("green: at least {green} % of the work that was planned by today is done; red: below {red} %",
             green=round(100 * ON_PACE), red=round(100 * TOO_SLOW))  # fmt: skip
    index = tracking.performance
    if index is None:
        return Light("progress", _("Progress"), NONE, _("nothing was to be done by today"), rule)
    value = _("{earned} % of the work of the plan in force done, {planned} % was planned",
              earned=round(100 * tracking.earned), planned=round(100 * tracking.planned))  # fmt: skip
    state = GREEN if index >= ON_PACE else RED if index < TOO_SLOW else AMBER
    return Light("progress", _("Progress"), state, value, rule)


def _spend(roadmap: Roadmap) -> tuple[str, float, float | None] | None:
    years = money_by_year(roadmap)
    year = year_name(roadmap.calendar, roadmap.calendar.labels[0])
    return (year, *years[year]) if year in years else None


def _money(roadmap: Roadmap, spend: tuple[str, float, float | None] | None) -> Light:
    rule = _("green: this year's outside spend is within the budget; red: over by more than {percent} %",
             percent=round(100 * OVERSPENT))  # fmt: skip
    if spend is None or spend[2] is None:
        return Light("money", _("Money"), NONE, _("no budget is given"), rule)
    year, planned, budget = spend
    value = _("{spend} of {budget} thousand in the rest of {year}, planned", spend=decimal(planned, 0),
              budget=decimal(budget or 0.0, 0), year=year)  # fmt: skip
    over = planned - (budget or 0.0)
    said = roadmap.decided.get("spend")
    if said is not None and said.state == "refused":
        return Light("money", _("Money"), RED, _("the outside spend was refused; {value}", value=value), rule)
    state = GREEN if over <= 0.05 else RED if over > OVERSPENT * (budget or 0.0) else AMBER
    return Light("money", _("Money"), state, value, rule)


def _people(roadmap: Roadmap) -> Light:
    rule = _("green: no role is over its capacity in the next two quarters; red: over by more than {percent} %",
             percent=round(100 * OVERLOADED))  # fmt: skip
    quarters = roadmap.calendar.labels[:2]
    used = [
        ((use.work + use.run) / use.capacity, use)
        for use in roadmap.capacity_use
        if use.quarter in quarters and use.capacity
    ]
    if not used:
        return Light("people", _("People"), NONE, _("no capacity is given"), rule)
    share, use = max(used, key=lambda one: (one[0], one[1].role))
    value = _("{role} at {percent} % in {quarter}", role=use.role_name, percent=round(100 * share),
              quarter=phrases.quarter(use.quarter))  # fmt: skip
    state = GREEN if share <= 1.0005 else RED if share > 1 + OVERLOADED + 0.0005 else AMBER
    return Light("people", _("People"), state, value, rule)


def _law(roadmap: Roadmap, baseline: Data) -> Light:
    rule = _("green: in place or in time; red: something is in no plan, or later than in the plan in force")
    asked = [one for one in roadmap.obligations if one.status in ("in-place", "in-time", "late", "not-planned")]
    if not asked:
        return Light("law", _("Law"), NONE, _("nothing that is settled asks for anything"), rule)
    late = [one for one in asked if one.status == "late"]
    missing = [one for one in asked if one.status == "not-planned"]
    promised = {one["id"]: one["day"] for one in baseline.get("obligations", ())}
    slips = [one for one in late if one.day and one.day.isoformat() > (promised.get(one.id) or "9")]
    state = RED if missing or slips else AMBER if late else GREEN
    named = [one.name for one in missing or slips or late]
    names = phrases.listing(named) if len(named) <= NAMED_LAWS else (
        _("{names} and {n} more", names=", ".join(named[:NAMED_LAWS]), n=len(named) - NAMED_LAWS)
    )  # fmt: skip
    value = _("all in place or in time") if state == GREEN else (
        _("in no plan: {names}", names=names) if missing else
        _("later than in the plan in force: {names}", names=names) if slips else
        _("late: {names}", names=names)
    )  # fmt: skip
    return Light("law", _("Law"), state, value, rule)


def _actuals(roadmap: Roadmap) -> Iterator[Light]:
    """What finished steps took against what was planned for them, where somebody has said."""
    worked = [(one.actual_effort, one.effort) for one in roadmap.finished if one.actual_effort is not None]
    paid = [(one.actual_cost, one.cost) for one in roadmap.finished if one.actual_cost is not None]
    if not worked and not paid:
        return
    rule = _("green: finished steps took at most {least} % more than planned; red: more than {most} % more",
             least=round(100 * TOOK_MORE), most=round(100 * TOOK_FAR_MORE))  # fmt: skip
    parts, worst_of = [], GREEN
    for pairs, words in (
        (worked, N_("{actual} person-weeks spent, {planned} planned ({n} finished)")),
        (paid, N_("{actual} thousand spent outside, {planned} planned ({n} finished)")),
    ):
        actual, planned = sum(one for one, _plan in pairs), sum(plan for _one, plan in pairs)
        if pairs:
            parts.append(_(words, actual=decimal(actual), planned=decimal(planned), n=len(pairs)))
            over = actual - planned
            state = (
                RED if over > TOOK_FAR_MORE * planned + 0.05 else AMBER if over > TOOK_MORE * planned + 0.05 else GREEN
            )
            worst_of = worst((worst_of, state))
    yield Light("actuals", _("Actuals"), worst_of, "; ".join(parts), rule)


def _kpis(tracks: Sequence[KpiTrack]) -> Light:
    rule = _("green: all measured in the last {n} days, and on course; red: one is behind, or due too soon", n=STALE)
    aimed = [one for one in tracks if one.target]
    if not aimed:
        return Light("kpis", _("KPIs"), NONE, _("no KPI has a target"), rule)
    behind = [one for one in aimed if one.state in (BEHIND, TOO_SOON)]
    silent = [one for one in aimed if one.state == UNMEASURED or one.stale]
    waiting = all(one.state == WAITING for one in aimed)
    state = RED if behind else AMBER if silent else NONE if waiting else GREEN
    names = phrases.listing([one.name for one in (behind or silent)[:2]])
    value = (
        _("{n} of {all} behind, or due too soon: {names}", n=len(behind), all=len(aimed), names=names) if behind
        else _("{n} of {all} not measured of late: {names}", n=len(silent), all=len(aimed), names=names) if silent
        else _("nothing moves them yet") if waiting
        else _("none of {n} behind", n=len(aimed))
    )  # fmt: skip
    return Light("kpis", _("KPIs"), state, value, rule)


def _decisions(roadmap: Roadmap) -> Light:
    rule = _("green: none is due within {n} days; red: one is due that is open, or refused", n=SOON)
    refused = [one for one in decisions(roadmap) if one.state == "refused"]
    found = [one for one in decisions(roadmap) if one.state == "open"]
    start = roadmap.calendar.start
    due = [one for one in found if one.by <= start]
    soon = [one for one in found if start < one.by <= start + timedelta(days=SOON)]
    if refused:
        value = _("refused, and the plan rests on it: {keys}", keys=", ".join(one.key for one in refused))
        return Light("decisions", _("Decisions"), RED, value, rule)
    if not found:
        return Light("decisions", _("Decisions"), GREEN, _("none is open"), rule)
    state = RED if due else AMBER if soon else GREEN
    value = _("{n} open, {due} of them due now, {soon} within {days} days", n=len(found), due=len(due), soon=len(soon),
              days=SOON)  # fmt: skip
    return Light("decisions", _("Decisions"), state, value, rule)
