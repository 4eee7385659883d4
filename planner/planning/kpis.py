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
    UNMEASURED,
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
    planned = {plan.step[mover.step].capability.id for mover in movers}
    target_level = plan.journey.policy.target_level
    in_place = tuple(
        plan.names[name] for name in series.moved_by if name not in planned and plan.graph.level(name) >= target_level
    )
    baseline = series.baseline or (series.actuals[0] if series.actuals else None)
    measured = series.baseline is None and baseline is not None
    turns = min([*_since(plan, series, planned, baseline), *(mover.live for mover in movers)], default=None)
    last = series.actuals[-1] if series.actuals else None
    stale = last is not None and plan.organisation.start - last.day > timedelta(days=STALE)
    return KpiTrack(
        series.id, series.name.say(plan.language), series.unit.say(plan.language), series.better, baseline, measured,
        series.target, series.actuals, movers, in_place, turns, _state(series, baseline, turns), stale, series.source,
    )  # fmt: skip


def _since(plan: Plan, series: KpiSeries, planned: set[str], baseline: Reading | None) -> list[date]:
    """Since when what is in place moves it: the day on which it was found to be, if that is after the baseline."""
    if baseline is None:
        return []
    found = []
    for name in series.moved_by:
        if name not in planned and plan.graph.level(name) >= plan.journey.policy.target_level:
            standing = plan.organisation.levels.get(name)
            found.append(max(standing.on or baseline.day, baseline.day) if standing else baseline.day)
    return found


def _state(series: KpiSeries, baseline: Reading | None, turns: date | None) -> str:
    """How the KPI that was measured last stands to what is expected on its day."""
    since = [one for one in series.actuals if baseline is None or one.day > baseline.day]
    if series.target is None:
        return OPEN
    if not since:
        return UNMEASURED
    last, sign = since[-1], 1 if series.better == UP else -1
    if sign * (last.value - series.target.value) >= 0:
        return REACHED
    wanted = expected(baseline, series.target, turns, last.day)
    if wanted is None:  # nothing is to move it yet: it should be no worse than it was
        wanted = baseline.value if baseline is not None and last.day < series.target.day else series.target.value
    way = abs(series.target.value - (baseline.value if baseline else series.target.value))
    return ON_COURSE if sign * (last.value - wanted) >= -TOLERANCE * way - 1e-9 else BEHIND
