"""A roadmap as ``compare``, ``robustness`` and ``whatif`` leave it, with made-up figures, to try views on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from planner.domain.kpis import Reading
from planner.i18n.translation import day, speaking
from planner.roadmap.alternatives import Alternative, Move
from planner.roadmap.business_case import BusinessCase, CaseQuarter, GoalBenefit, Range
from planner.roadmap.comparison import Comparison, compare
from planner.roadmap.kpis import BEHIND, ON_COURSE, OPEN, REACHED, UNMEASURED, KpiTrack, Mover
from planner.roadmap.records import Placement
from planner.roadmap.risk import ODDS, Deadline, Driver, Risk, Spread, StageRisk, StepRisk
from planner.roadmap.roadmap import Roadmap
from planner.roadmap.robustness import Influence, Pair, Robustness, StepOrder
from planner.roadmap.serialization import roadmap_data
from planner.roadmap.status import Light, StageForecast, Status, Work
from planner.roadmap.units import UnitArea, UnitState

LATER = 5  # weeks


def with_analyses(roadmap: Roadmap) -> Roadmap:
    """The roadmap with a comparison, its risk, a robustness and alternatives: every second step comes later, the last
    one is left out."""
    with speaking(roadmap.language):
        risk = _risk(roadmap)
        stable = _robustness(roadmap, risk)
        other = _alternatives(roadmap)
        return replace(
            roadmap,
            comparison=_comparison(roadmap),
            risk=risk,
            robustness=stable,
            alternatives=other,
            case=_case(roadmap),
            status=_status(roadmap, risk),
            kpis=roadmap.kpis or _kpis(roadmap),
            units=roadmap.units or _units(roadmap),
        )


def _kpis(roadmap: Roadmap) -> tuple[KpiTrack, ...]:
    """Of every state one: with and without baseline, figures and target, moved by a step or by none."""
    begin, states = roadmap.calendar.start, (BEHIND, ON_COURSE, REACHED, UNMEASURED, OPEN)
    found = []
    for n, state in enumerate(states):
        movers = tuple(Mover(p.id, p.name, p.end_date) for p in roadmap.placements[n : 2 * n])
        actuals = tuple(Reading(begin + timedelta(days=30 * k), 10.0**n + 3 * k) for k in range(0 if n == 3 else 4))
        baseline = Reading(begin - timedelta(days=90), 10.0**n) if n != 2 else None
        target = Reading(begin + timedelta(days=500 + 90 * n), 2 * 10.0**n) if state != OPEN else None
        turns = movers[0].live if movers else None
        found.append(
            KpiTrack(f"figure-{n}", f"{roadmap.name} {n}", "%" if n % 2 else "", "up", baseline, baseline is None,
                     target, actuals, movers, (), (), turns, state, n == 1)
        )  # fmt: skip
    return tuple(found)


def _units(roadmap: Roadmap) -> tuple[UnitState, ...]:
    """One on board, a pilot, a wave, and one that finds no room."""
    end, areas = roadmap.calendar.weeks, list(roadmap.area_names)
    found = []
    for n, (start, finish) in enumerate(((0, 0), (end // 4, end // 2), (end // 2, end - 1), (None, None))):
        own = tuple(UnitArea(area, (n + k) % 4, finish if k % 2 else 0) for k, area in enumerate(areas))
        name, wave = f"{roadmap.name} {n}", n - 1 if n else None
        levels = tuple((s.id, (n + k) % 4) for k, s in enumerate(roadmap.standings[: 3 * len(areas)]))
        found.append(UnitState(f"unit-{n}", name, None, wave, "", start, finish, 4.5 * n, n / 2, own, levels))
    return tuple(found)


def _alternatives(roadmap: Roadmap) -> tuple[Alternative, ...]:
    """One for each role: more and less of it, by turns nothing, sooner, later, out of reach."""
    week, names = roadmap.finish, [p.name for p in roadmap.placements]
    moves = tuple(Move(p.id, p.name, n - 3) for n, p in enumerate(roadmap.placements) if n != 3)
    return tuple(
        Alternative("more" if n % 2 else "less", role, f"{name} ({n})", None if n % 7 == 5 else week - n + 4,
                    None if n % 7 == 5 else n - 4, tuple(names[:1] * (n % 3 == 1)), tuple(names[1 : 1 + n % 5]), moves)
        for n, (role, name) in enumerate(roadmap.roles.items())
    )  # fmt: skip


def _comparison(roadmap: Roadmap) -> Comparison:
    data = roadmap_data(roadmap)
    steps = [
        step if number % 2 else step | {key: _later(step[key]) for key in ("start_date", "end_date")}
        for number, step in enumerate(data["steps"])
    ]
    return compare([(roadmap.name, data), ("2", data | {"steps": steps[:-1]})])


def _later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(weeks=LATER)).isoformat()


def _robustness(roadmap: Roadmap, risk: Risk) -> Robustness:
    steps = tuple(
        StepOrder(p.id, p.name, p.stage_number, p.start, p.finish, None if n % 7 == 6 else 1 - n % 5 / 10, 1.0)
        for n, p in enumerate(roadmap.placements)
    )
    pairs = tuple(Pair(a.id, b.id, a.name, b.name, 0.5 + n / 100) for n, (a, b) in enumerate(pairwise(steps)) if n < 10)
    influences = tuple(
        Influence("value", p.capability, p.name, 0.5 / (n + 1)) for n, p in enumerate(roadmap.placements)
    )
    kept = [one.kept for one in steps if one.kept is not None]
    return Robustness(100, 0, sum(kept) / len(kept) if pairs else None, len(pairs), steps, pairs, influences[:10], risk)


def _status(roadmap: Roadmap, risk: Risk) -> Status:
    """Every third step done, the next under way, the one after it behind; every state of a light."""
    calendar, steps = roadmap.calendar, roadmap.placements
    works = [
        Work(p.id, p.name, p.owner_name, ("done", "under-way", "overdue")[n % 3], day(p.end_date), p.end_date)
        for n, p in enumerate(steps)
    ]
    by_state = {state: tuple(one for one in works if one.state == state) for state in ("done", "under-way", "overdue")}
    lights = tuple(
        Light(name, roadmap.name[:40], state, roadmap.title, roadmap.title, was)
        for name, state, was in (("dates", "green", "amber"), ("progress", "amber", "amber"), ("money", "red", "green"),
                                 ("people", "none", ""))
    )  # fmt: skip
    stages = tuple(
        StageForecast(one.number, one.finish.name, calendar.last_day(one.finish.planned),
                      calendar.last_day(one.finish.planned) + timedelta(days=30), 30, one.on_time, one.finish.p50_date,
                      one.finish.p80_date, calendar.last_day(one.finish.planned) + timedelta(days=15))
        for one in risk.stages
    )  # fmt: skip
    ahead = tuple(Work(p.id, p.name, p.owner_name, "to-come", day(p.start_date), p.start_date) for p in steps[:6])
    return Status(calendar.start, calendar.start - timedelta(days=90), lights, stages, by_state["done"],
                  by_state["under-way"], by_state["overdue"], ahead, ("2027", 100.0, 120.0),
                  calendar.start - timedelta(days=30),
                  tuple(one.id for one in by_state["done"][:2]))  # fmt: skip


def _case(roadmap: Roadmap) -> BusinessCase:
    """Every step costs what it takes and brings its value, from its own dates on; the goals bring it in turn."""
    calendar, steps = roadmap.calendar, roadmap.placements

    def done(one: Placement, week: int) -> float:
        return min(1.0, max(0.0, (week - one.start) / max(1, one.duration)))

    def around(amount: float) -> Range:
        return Range(round(0.8 * amount, 3), round(amount, 3), round(1.3 * amount, 3))

    quarters, spent, gained = [], 0.0, 0.0
    names = list(roadmap.goals) or ["-"]
    for label, (begin, end) in zip(calendar.labels, pairwise(calendar.begins), strict=True):
        parts = [(one, done(one, end) - done(one, begin), max(0, end - max(begin, one.finish)) / 13) for one in steps]
        outside = sum(one.cost * part for one, part, _live in parts)
        build = sum(2 * one.effort * part for one, part, _live in parts)
        run = sum(2 * one.run * live for one, _part, live in parts)
        brings = sum(12 * one.value * live for one, _part, live in parts)
        spent, gained = spent + outside + build + run, gained + brings
        live = {name: sum(n for _one, _part, n in parts) / max(1, len(steps)) for name in names}
        quarters.append(CaseQuarter(label, end - begin, end, {}, {}, outside, 0.0, live, outside, build, run, brings,
                                    around(spent), around(gained)))  # fmt: skip
    last = calendar.weeks
    week = next((one.end for one in quarters if (one.gained.likely or 0) >= (one.spent.likely or 0) > 0), None)
    weeks = Range(
        None if week is None else max(0.0, week - 10.0), week, None if week is None else min(last, week + 20.0)
    )
    days = [None if one is None else calendar.last_day(int(one)) for one in (weeks.low, weeks.likely, weeks.high)]
    goals = tuple(
        GoalBenefit(name, name, "" if n % 2 else "calls avoided", (10.0, 20.0, 30.0), 0.5 if n % 3 else None, 13, "",
                    1.0, Range(8.0, 18.0, 29.0))
        for n, name in enumerate(names)
    )  # fmt: skip
    return BusinessCase(
        tuple(quarters), goals, dict.fromkeys(roadmap.roles, 2.0), 8.0, around(spent), around(gained), weeks,
        (days[0], days[1], days[2]), 0.6 if week is not None else 0.1, around(gained - spent), 12.0, (), True,
        True, 100, 0,
    )  # fmt: skip


def _risk(roadmap: Roadmap) -> Risk:
    ahead = {m.stage_number: m for m in reversed(roadmap.milestones) if m.stage_number > roadmap.diagnosis.stage_number}
    return Risk(
        1000, 0, "pert", 0.3, _spread(roadmap, "", roadmap.finish), 0.4, 0.0,
        tuple(StepRisk(p.id, _spread(roadmap, p.name, p.finish), float(p.critical), 0.5) for p in roadmap.placements),
        tuple(
            StageRisk(number, _spread(roadmap, one.stage_name, one.week), 0.4, _curve(one.week))
            for number, one in sorted(ahead.items())
        ),
        tuple(_deadlines(roadmap.placements)), (Driver("event", "e", "e", 1.0, 3.0, 2.0),), _curve(roadmap.finish),
    )  # fmt: skip


def _curve(planned: int) -> tuple[float | None, ...]:
    return tuple(planned + 10 * (part - 0.4) for part in ODDS)


def _spread(roadmap: Roadmap, name: str, finish: int) -> Spread:
    """The last steps are late so often that they have no P80."""
    late = finish > 0.95 * roadmap.finish
    day = roadmap.calendar.last_day(finish)
    return Spread(name, finish, finish + 1.0, None if late else finish + 4.0, day, None if late else day)


def _deadlines(placements: tuple[Placement, ...]) -> list[Deadline]:
    return [Deadline(p.id, p.name, p.due_date, 0.5) for p in placements if p.due_date]
