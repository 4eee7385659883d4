"""An organisation from its checked document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.documents import parts
from planner.documents.days_off import days_off, without
from planner.documents.kpis import kpi_series
from planner.documents.units import capacities, on_board_already, rules_of, with_wave_sizes
from planner.domain.business_case import Benefit, CaseInputs
from planner.domain.calendar import Calendar, YearStart, first_day, is_in, next_quarter, quarter_of
from planner.domain.circumstances import with_surroundings
from planner.domain.journey import Capability, Journey
from planner.domain.organisation import (
    CalendarRule,
    CarryOver,
    Decided,
    Handover,
    InProgress,
    Organisation,
    Requirement,
    RiskEvent,
    Standing,
    Target,
)
from planner.domain.pairwise import weigh
from planner.domain.unit import Unit, Wave, common_way, work_lacking
from planner.domain.values import Series, frozen_map

CARRY_OVER: dict[str | bool, CarryOver] = {"year": "year", True: "always", False: "never"}


def _standing(value: Any) -> Standing:
    if isinstance(value, Mapping):
        return Standing(
            value["level"], value.get("evidence", ""), value.get("by", ""), parts.date_in(value.get("on")),
            value.get("was"),
            tuple(_standing(one) for one in value.get("history") or ()), value.get("effort"), value.get("spend"),
        )  # fmt: skip
    return Standing(value)


def _target(name: str, value: Any, journey: Journey) -> Target:
    if isinstance(value, Mapping):
        return Target(
            name,
            value.get("level", journey.policy.target_level),
            parts.date_in(value.get("by")),
            bool(value.get("hard", False)),
            bool(value.get("optional", False)),
        )
    return Target(name, value)


def _stage(stated: str | int, journey: Journey) -> str:
    return journey.stages[stated - 1].id if isinstance(stated, int) else stated


def _calendar_rule(rule: Mapping[str, Any]) -> CalendarRule:
    return CalendarRule(
        name=rule["name"],
        applies_to=parts.selector(rule.get("for")),
        blocks=rule.get("blocks", ""),
        during=tuple(rule.get("during") or ()),
        adds_weeks=rule.get("adds_weeks", 0),
        earliest=parts.date_in(rule.get("earliest")),
    )


def _risk(one: Mapping[str, Any]) -> RiskEvent:
    takes = parts.estimate(one["adds_weeks"])
    return RiskEvent(one["name"], float(one["probability"]), parts.selector(one.get("for")), takes)


def _decided(value: Any) -> Decided:
    if isinstance(value, Mapping):
        return Decided(value["state"], parts.date_in(value.get("on")), value.get("by", ""), value.get("note", ""))
    return Decided(value)


def _case(data: Mapping[str, Any]) -> CaseInputs:
    return CaseInputs(
        float(data["rate"]) if "rate" in data else None,
        frozen_map({role: float(rate) for role, rate in (data.get("rates") or {}).items()}),
        frozen_map({name: float(amount) for name, amount in (data.get("recurring") or {}).items()}),
        float(data.get("discount", 0.0)),
        tuple(
            Benefit(
                goal, parts.estimate(one["a_year"]), one.get("unit", ""),
                float(one["each"]) if "each" in one else None, one.get("after_weeks", 0), one.get("source", ""),
            )
            for goal, one in (data.get("benefits") or {}).items()
        ),
    )  # fmt: skip


def _capacity(data: Mapping[str, Any], year: YearStart, horizon: int) -> dict[str, Series]:
    """What each role has, less the days on which nobody works."""
    found = {role: parts.series(value, year) for role, value in (data.get("capacity") or {}).items()}
    if not data.get("days_off"):
        return found
    calendar = Calendar(date.fromisoformat(data["start"]), horizon + 1, year)
    years = range(calendar.start.year, int(calendar.labels[-1][:4]) + 1)
    off = days_off(data["days_off"], years)
    return {role: without(off, own, calendar) for role, own in found.items()}


def _pace(data: Mapping[str, Any]) -> dict[str, Any]:
    leads = data.get("leads_at_once")
    return {
        "leads_at_once": frozen_map(leads if isinstance(leads, Mapping) else {"": leads} if leads else {}),
        **{key: data.get(key) for key in ("overload", "changes_at_once", "unit_changes_at_once")},
    }


def _money(data: Mapping[str, Any], year: YearStart) -> dict[str, Any]:
    return {
        "budget": parts.series(data["budget"], year) if "budget" in data else None,
        "carry_over": CARRY_OVER[data.get("carry_over", "year")],
        "budget_left": float(data.get("budget_left", 0.0)),
    }


def build_organisation(
    data: Mapping[str, Any], journey: Journey, units: tuple[Unit, ...] = (), waves: tuple[Wave, ...] = ()
) -> Organisation:
    language = data.get("language", journey.language)
    level, year = journey.policy.target_level, parts.year_start(data.get("fiscal_year_starts"))
    pairs = weigh(data["goal_pairs"]) if data.get("goal_pairs") else None
    return Organisation(
        id=data["organisation"],
        name=parts.text(data.get("name") or data["organisation"], language),
        about=parts.text(data.get("about"), language),
        fictional=bool(data.get("fictional", False)),
        journey=journey.id,
        language=language,
        currency=data.get("currency", ""),
        start=date.fromisoformat(data["start"]),
        horizon=data.get("horizon", journey.policy.horizon),
        fiscal_year_starts=year,
        units=len(units) or data.get("units", 1),
        named_units=units,
        waves=waves,
        staff=data.get("staff"),
        shares_history=bool(data.get("shares_history", False)),
        regions=with_surroundings(data.get("regions") or (), journey.regions),
        traits=tuple(data.get("traits") or ()),
        relaxed=tuple(data.get("relax") or ()),
        hard_limits=tuple(data.get("hard_limits") or ()),
        small_parts_to_owner=None if (small := data.get("small_parts_to_owner")) is None else tuple(small),
        **_pace(data.get("pace") or {}),
        levels=frozen_map(
            on_board_already(journey, units, waves)
            | {name: _standing(value) for name, value in (data.get("levels") or {}).items()}
        ),
        seats=frozen_map({name: tuple(roles) for name, roles in (data.get("seats") or {}).items()}),
        goals=frozen_map(pairs.weights if pairs else data.get("goals") or dict.fromkeys(journey.goals, 1)),
        consistency=pairs.ratio if pairs else None,
        targets=tuple(_target(name, value, journey) for name, value in (data.get("targets") or {}).items()),
        target_stage=_stage(data.get("target_stage", ""), journey),
        capacity=frozen_map(_capacity(data, year, data.get("horizon", journey.policy.horizon)) | capacities(units)),
        **_money(data, year),
        calendar=(*map(_calendar_rule, data.get("calendar") or ()), *rules_of(data, waves, language)),
        requirements=tuple(
            Requirement(
                one["name"], parts.selector(one["before"]), parts.needs(one["needs"], journey.policy.target_level)
            )
            for one in data.get("requires") or ()
        ),
        handovers=tuple(
            Handover(one["role"], one["to"], first_day(one["from"], year)) for one in data.get("handovers") or ()
        ),
        lead_began=frozen_map({name: parts.date_in(day) for name, day in (data.get("lead_began") or {}).items()}),
        in_progress=tuple(
            InProgress(name, one.get("level", level), float(one["done"]), one.get("effort"), one.get("spend"))
            for name, one in (data.get("in_progress") or {}).items()
        ),
        pins=frozen_map(data.get("pins") or {}),
        priorities=frozen_map(data.get("priorities") or {}),
        modes=frozen_map(data.get("modes") or {}),
        risks=tuple(map(_risk, data.get("risks") or ())),
        decided=frozen_map({key: _decided(one) for key, one in (data.get("decided") or {}).items()}),
        case=_case(data.get("case") or {}),
        kpis=tuple(kpi_series(name, body, journey) for name, body in (data.get("kpis") or {}).items()),
        scorers=frozen_map({name: float(weight) for name, weight in (data.get("scorers") or {}).items()}),
    )


def _past(quarter: str, today: date, starts: YearStart) -> bool:
    """Whether a quarter is over on a day."""
    return not is_in(today, quarter, starts) and first_day(quarter, starts) < today


def from_day(organisation: Organisation, today: date | None) -> Organisation:
    """The organisation seen from a later day, or the first one after it on which a week of the plan begins: amounts
    per quarter begin with the quarter of that day, and pins whose time is past are not kept. The horizon goes along,
    no shorter for a first quarter of which less is left."""
    if today is None or today == organisation.start:
        return organisation
    today += timedelta(days=(organisation.start - today).days % 7)  # whole weeks, as in the plan before
    first, passed = quarter_of(organisation.start), 0
    while first < quarter_of(today):
        first, passed = next_quarter(first), passed + 1

    def later(series: Series) -> Series:
        return replace(series, values=series.values[min(passed, len(series.values) - 1) :])

    def gone(day: date) -> timedelta:
        return day - first_day(quarter_of(day))

    lapsed = {
        name: pin
        for name, pin in organisation.pins.items()
        if (_past(pin, today, organisation.fiscal_year_starts) if "Q" in pin else date.fromisoformat(pin) < today)
    }
    return replace(
        organisation,
        start=today,
        began=organisation.start,
        horizon=organisation.horizon + (gone(today) - gone(organisation.start) >= timedelta(weeks=1)),
        capacity=frozen_map({role: later(series) for role, series in organisation.capacity.items()}),
        budget=later(organisation.budget) if organisation.budget else None,
        pins=frozen_map({name: pin for name, pin in organisation.pins.items() if name not in lapsed}),
        lapsed_pins=frozen_map(lapsed),
    )


def with_estimates(journey: Journey, own: Mapping[str, Any], organisation: Organisation) -> Journey:
    """The journey as it is estimated for an organisation: what grows with size for the size it has, what waits for
    others where they are there, and the organisation's own estimates in place of the journey's."""
    policy, staff, units = journey.policy, organisation.staff, organisation.units
    sizes = {
        "staff": ((staff or policy.staff) / policy.staff) ** policy.growth,
        "units": (units / policy.units) ** policy.growth,
    }
    capabilities: dict[str, Capability] = {
        name: _sized(capability, sizes[capability.scales_with]) if capability.scales_with else capability
        for name, capability in journey.capabilities.items()
    }
    stated = {name: one.level for name, one in organisation.levels.items()}
    for name, capability in capabilities.items():
        if capability.reach == "units" and organisation.named_units and name in common_way(journey):
            lack = work_lacking(organisation.named_units, name, journey, stated)
            capabilities[name] = _sized(capability, max(1.0, lack) ** policy.growth)
    for name, values in own.items():
        changed: dict[str, Any] = {
            field: parts.estimate(values[key])
            for key, field in (("effort", "effort"), ("weeks", "duration_estimate"), ("cost", "cost"))
            if key in values
        }
        if "run" in values:
            changed["run"] = float(values["run"])
        capabilities[name] = replace(capabilities[name], **changed)
    capabilities = with_wave_sizes(capabilities, organisation.waves, own, policy)
    fitting = [size for size in policy.changes_by_staff if size <= (staff or policy.staff)]
    if fitting:
        policy = replace(policy, changes_at_once=policy.changes_by_staff[max(fitting)])
    return replace(journey, capabilities=frozen_map(capabilities), policy=policy)


def _sized(capability: Capability, factor: float) -> Capability:
    """A capability whose effort grows with size, and its weeks with the square root of that."""

    weeks = capability.duration_estimate.times(factor**0.5)
    return replace(capability, effort=capability.effort.times(factor), duration_estimate=weeks)
