"""A journey from its checked document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.documents import parts
from planner.domain.circumstances import Circumstances, Region, Regulation
from planner.domain.journey import (
    Capability,
    Claim,
    Drag,
    Goal,
    Journey,
    Kpi,
    Mode,
    Policy,
    Rollout,
    Rule,
    Settled,
    Stage,
    Survey,
)
from planner.domain.values import Condition, Estimate, frozen_map

DEFAULT_LEVELS = ("none", "ad hoc", "repeatable", "embedded")


def build_journey(data: Mapping[str, Any]) -> Journey:
    language = data.get("language", "en")
    levels = data.get("levels") or DEFAULT_LEVELS
    policy = _policy(data.get("policy") or {}, len(levels) - 1)
    return Journey(
        id=data["journey"],
        name=parts.text(data["name"], language),
        language=language,
        version=str(data.get("version", "")),
        note=parts.text(data.get("note"), language),
        levels=tuple(parts.text(one, language) for one in levels),
        policy=policy,
        stages=tuple(_stage(i, key, body, policy, language) for i, (key, body) in enumerate(data["stages"].items(), 1)),
        areas=frozen_map({key: parts.text(body["name"], language) for key, body in data["areas"].items()}),
        roles=frozen_map({key: parts.text(body["name"], language) for key, body in data["roles"].items()}),
        claims=tuple(
            Claim(row, parts.text(body["claim"], language), body.get("where", ""), body.get("check", ""))
            for row, body in (data.get("claims") or {}).items()
        ),
        surveys=tuple(
            Survey(
                key,
                parts.text(body["finding"], language),
                float(body["share"]),
                parts.text(body["who"], language),
                body["year"],
                body["source"],
                _condition(body["here_when"], policy) if "here_when" in body else None,
                _only_for(body),
            )
            for key, body in (data.get("surveys") or {}).items()
        ),
        goals=frozen_map(
            {
                key: Goal(key, parts.text(body["name"], language), bool(body.get("reduces_risk", False)))
                for key, body in data["goals"].items()
            }
        ),
        rules=frozen_map({key: _rule(key, body, policy, language) for key, body in (data.get("rules") or {}).items()}),
        capabilities=frozen_map(
            {key: _capability(key, body, data, policy, language) for key, body in data["capabilities"].items()}
        ),
        regions=frozen_map(
            {
                key: Region(parts.text(body["name"], language), body.get("within", ""))
                for key, body in (data.get("regions") or {}).items()
            }
        ),
        traits=frozen_map(
            {key: parts.text(body["name"], language) for key, body in (data.get("traits") or {}).items()}
        ),
        regulations=frozen_map(
            {key: _regulation(key, body, policy, language) for key, body in (data.get("regulations") or {}).items()}
        ),
        moved=frozen_map(data.get("moved") or {}),
    )


def _policy(data: Mapping[str, Any], top: int) -> Policy:
    plain: dict[str, Any] = {
        key: data[key]
        for key in (
            "needs_from_level", "planned_from_level", "target_level", "run_from_level", "eased_factor",
            "overload", "small_contribution", "staff", "units", "growth",
            "horizon", "catch_up_weeks", "unit_changes_at_once",
        )
        if key in data
    }  # fmt: skip
    changes = data.get("changes_at_once")
    for key, by_role in (("leads_at_once", "leads_by_role"), ("owner_share", "owner_share_by_role")):
        value = data.get(key)
        if isinstance(value, Mapping):
            plain[key] = value["others"]
            plain[by_role] = frozen_map({role: number for role, number in value.items() if role != "others"})
        elif value is not None:
            plain[key] = value
    if isinstance(changes, Mapping):
        plain["changes_by_staff"] = frozen_map({int(size): number for size, number in changes.items()})
    elif changes is not None:
        plain["changes_at_once"] = changes
    if "level_share" in data:
        plain["level_share"] = tuple(map(float, data["level_share"]))
    elif (top, plain.get("target_level", 2)) != (3, 2):  # nothing is known but that levels add up
        plain["level_share"] = (1 / plain.get("target_level", 2),) * top
    if "stand_ins" in data:
        plain["stand_ins"] = frozen_map({role: tuple(others) for role, others in data["stand_ins"].items()})
    if "confidence" in data:
        plain["confidence"] = frozen_map({**Policy().confidence, **data["confidence"]})
    return Policy(**plain)


def _rule(key: str, body: Mapping[str, Any], policy: Policy, language: str) -> Rule:
    asked = body.get("needs") or ()
    return Rule(
        id=key,
        name=parts.text(body["name"], language),
        applies_to=parts.selector(body.get("for")),
        needs=parts.needs((one for one in asked if not parts.is_stage_need(one)), policy.target_level),
        settled=tuple(_settled(one["stage"]) for one in asked if parts.is_stage_need(one)),
        filled=tuple(body.get("filled") or ()),
        led_by=tuple(body.get("led_by") or ()),
        weight=body.get("weight", "must"),
        except_for=parts.selector(body["except"]) if "except" in body else None,
        spends=_spends(body.get("spends", False)),
        mend=parts.text(body.get("mend"), language),
        only_for=_only_for(body),
    )


def _settled(stated: str) -> Settled:
    one = parts.threshold(stated, 0)  # written as a capability is, but for the level
    return Settled(one.capability, one.lag)


def _spends(stated: bool | float) -> float:
    return (ANYTHING if stated else 0.0) if isinstance(stated, bool) else float(stated)


ANYTHING = 1e-9  # thousands: work that costs any money at all


def _only_for(body: Mapping[str, Any]) -> Circumstances:
    whom = body.get("only_for") or {}
    return Circumstances(tuple(whom.get("regions") or ()), tuple(whom.get("traits") or ()))


def _regulation(key: str, body: Mapping[str, Any], policy: Policy, language: str) -> Regulation:
    return Regulation(
        id=key,
        name=parts.text(body["name"], language),
        only_for=_only_for(body),
        since=date.fromisoformat(body["since"]) if "since" in body else None,
        asks=tuple(parts.threshold(one, policy.target_level) for one in body.get("asks") or ()),
        what=parts.text(body["what"], language),
        source=body["source"],
        certain=body.get("certain", True),
    )


def _kpi(body: Any, language: str) -> Kpi:
    if not isinstance(body, Mapping) or "name" not in body:
        return Kpi(parts.text(body, language))
    return Kpi(
        parts.text(body["name"], language),
        parts.text(body.get("unit"), language),
        body.get("better", ""),
        parts.text(body.get("usual"), language),
        body.get("source", ""),
    )


def _condition(body: Mapping[str, Any], policy: Policy) -> Condition:
    groups = tuple((group,) if isinstance(group, str) else tuple(group) for group in body["of"])
    return Condition(body["at_least"], groups, body.get("level", policy.target_level))


def _stage(number: int, key: str, body: Mapping[str, Any], policy: Policy, language: str) -> Stage:
    def conditions(name: str) -> tuple[Condition, ...]:
        return tuple(_condition(one, policy) for one in body.get(name) or [])

    return Stage(
        id=key,
        number=number,
        name=parts.text(body["name"], language),
        summary=parts.text(body.get("summary"), language),
        reached_when=conditions("reached_when"),
        mid_when=conditions("mid_when"),
        late_when=conditions("late_when"),
        belongs=tuple(parts.threshold(one, policy.target_level) for one in body.get("belongs") or ()),
        decides=parts.text(body.get("decides"), language),
        form=parts.text(body.get("form"), language),
        funded_by=parts.text(body.get("funded_by"), language),
    )


def _capability(
    key: str, body: Mapping[str, Any], data: Mapping[str, Any], policy: Policy, language: str
) -> Capability:
    drag = body.get("drag")
    risk = body.get("risk") or {}
    default = policy.target_level
    return Capability(
        id=key,
        name=parts.text(body["name"], language),
        stage=body["stage"],
        area=body["area"],
        owner=body["owner"],
        contributors=tuple(role for role in body.get("with") or () if role != body["owner"]),
        outcome=parts.text(body.get("outcome"), language),
        needs=parts.needs(body.get("needs") or (), default),
        level_needs=tuple(
            (int(level), parts.needs(entries, default))
            for level, entries in sorted((body.get("level_needs") or {}).items())
        ),
        eased_by=tuple(body.get("eased_by") or ()),
        effort=parts.estimate(body["effort"]),
        duration_estimate=parts.estimate(body["weeks"]),
        cost=_cost(body.get("cost", 0), data),
        run=float(body.get("run", 0)),
        grants=frozen_map({role: float(amount) for role, amount in (body.get("grants") or {}).items()}),
        value=frozen_map(body.get("value") or {}),
        risk=risk.get("level", "medium"),
        risk_note=parts.text(risk.get("note"), language),
        kano=body.get("kano", "performance"),
        evidence=tuple(parts.text(one, language) for one in body.get("evidence") or ()),
        proof=parts.text(body.get("proof"), language),
        kpis=tuple(_kpi(one, language) for one in body.get("kpis") or ()),
        group=body.get("group", ""),
        drag=Drag(drag["stage"], float(drag.get("effort", 1)), float(drag.get("weeks", 1))) if drag else None,
        modes=tuple(_mode(name, one, data, language) for name, one in (body.get("modes") or {}).items()),
        seats=tuple(body.get("seats") or ()),
        gate=body.get("gate") or "",
        launch=body.get("launch", True),
        optional=bool(body.get("optional", False)),
        tags=tuple(body.get("tags") or ()),
        plays=tuple(body.get("plays") or ()),
        lead_time=parts.estimate(body.get("lead_weeks", 0)),
        scales_with=body.get("scales_with", ""),
        waits=frozen_map({trait: parts.estimate(weeks) for trait, weeks in (body.get("waits") or {}).items()}),
        units_at_least=body.get("units_at_least", 1),
        in_units=body.get("in_units", False),
        reach=body.get("reach", ""),
        rollout=_rollout(body["rollout"], language) if "rollout" in body else None,
        only_for=_only_for(body),
        grounds=frozen_map(body.get("grounds") or {}),
        why=parts.text(body.get("why"), language),
        claims=tuple(body.get("claims") or ()),
        sources=tuple(body.get("sources") or ()),
    )


def _rollout(body: Mapping[str, Any], language: str) -> Rollout:
    own = {key: body[key] for key in ("first", "each", "by_wave", "waves") if key in body}
    return Rollout(parts.text(body["name"], language), **own)


def _cost(value: Any, data: Mapping[str, Any]) -> Estimate:
    return parts.estimate(data["cost_classes"][value] if isinstance(value, str) else value)


def _mode(key: str, body: Mapping[str, Any], data: Mapping[str, Any], language: str) -> Mode:
    return Mode(
        id=key,
        name=parts.text(body["name"], language),
        owner=body.get("owner"),
        contributors=tuple(body["with"]) if "with" in body else None,
        effort=parts.estimate(body["effort"]) if "effort" in body else None,
        duration_estimate=parts.estimate(body["weeks"]) if "weeks" in body else None,
        cost=_cost(body["cost"], data) if "cost" in body else None,
        run=float(body["run"]) if "run" in body else None,
    )
