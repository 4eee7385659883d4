"""KPIs that the organisation measures, beside what is planned."""

from __future__ import annotations

from datetime import date, timedelta

from planner.domain.kpis import UP, KpiSeries, Reading
from planner.planning.schedule import Plan
from planner.roadmap.kpis import (
    BEHIND,
    ON_COURSE,
    OPEN,
    REACHED,
    STALE,
    TOLERANCE,
    TOO_SOON,
    UNMEASURED,
    WAITING,
    KpiTrack,
    Mover,
    expected,
)


def kpi_tracks(plan: Plan) -> tuple[KpiTrack, ...] | None:
    """Every KPI of the organisation, in the order of its file; None: it measures nothing."""
    return tuple(_track(plan, one) for one in plan.organisation.kpis) or None


def _track(plan: Plan, series: KpiSeries) -> KpiTrack:
    movers = tuple(
        Mover(name, plan.label(name), plan.calendar.day(plan.ledger.finish(name)))
        for name in sorted(plan.starts, key=lambda one: (plan.ledger.finish(one), one))
        if plan.step[name].capability.id in series.moved_by
    )
    target_level = plan.journey.policy.target_level
    there = [name for name in series.moved_by if plan.graph.level(name) >= target_level]
    in_place = tuple(plan.names[name] for name in there)
    baseline = series.baseline or (series.actuals[0] if series.actuals else None)
    measured = series.baseline is None and baseline is not None
    turns = min([*_since(plan, there, baseline), *(mover.live for mover in movers)], default=None)
    last = series.actuals[-1] if series.actuals else None
    stale = last is not None and plan.organisation.start - last.day > timedelta(days=STALE)
    planned = {plan.step[mover.step].capability.id for mover in movers}
    absent = tuple(plan.names[name] for name in series.moved_by if name not in planned and name not in there)
    return KpiTrack(
        series.id, series.name.say(plan.language), series.unit.say(plan.language), series.better, baseline, measured,
        series.target, series.actuals, movers, in_place, absent, turns, _state(plan, series, baseline, turns), stale,
        series.source,
    )  # fmt: skip


def _since(plan: Plan, there: list[str], baseline: Reading | None) -> list[date]:
    """Since when what is in place moves it: from the day on which it was found to be, or from the baseline on."""
    if baseline is None:
        return []
    level = plan.journey.policy.target_level
    days = (plan.organisation.levels[name].reached(level).on for name in there if name in plan.organisation.levels)
    return [max(day or baseline.day, baseline.day) for day in days]


def _state(plan: Plan, series: KpiSeries, baseline: Reading | None, turns: date | None) -> str:
    """How what was measured last stands to what is expected on its day; after the target's day, to the target."""
    target, last = series.target, series.actuals[-1] if series.actuals else None
    if target is None:
        return OPEN
    sign = 1 if series.better == UP else -1
    if last is not None and sign * (last.value - target.value) >= 0:
        return REACHED
    if turns is None or turns >= target.day:
        return TOO_SOON
    if last is None or (baseline is not None and last.day <= baseline.day):
        return UNMEASURED
    if target.day < max(plan.organisation.start, last.day):
        return BEHIND
    wanted = expected(baseline, target, turns, last.day)
    if wanted is None or baseline is None:
        return UNMEASURED
    way = abs(target.value - baseline.value)
    if sign * (last.value - wanted) < -TOLERANCE * way * (1 + 1e-9):
        return BEHIND
    return ON_COURSE if last.day > turns else WAITING
