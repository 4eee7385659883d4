"""Organisation documents: the checks of meaning that a schema cannot make, and the built model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.assessment.pairwise import faulty_pairs, weigh
from planner.calendar import next_quarter, quarter_of
from planner.documents import parts
from planner.documents.journey import FindJourney, load_journey
from planner.documents.reader import DataPath, Document
from planner.documents.schema import check
from planner.errors import DocumentError, PlannerError
from planner.model import (
    CalendarRule,
    Capability,
    Handover,
    InProgress,
    Journey,
    Organisation,
    Requirement,
    RiskEvent,
    Series,
    Standing,
    Target,
    frozen_map,
)

DEFAULT_JOURNEY = "social-native"


def organisation_from(
    document: Document, find: FindJourney, journey: Journey | None = None
) -> tuple[Organisation, Journey]:
    """Checks and builds an organisation together with its journey, the organisation's own estimates applied.

    ``journey``: the journey, where it is there already; default: the one that the document names.

    Raises:
        DocumentError: with every fault of the organisation, and of its journey if it has any.
    """
    data = check(document, "organisation")
    reference = data.get("journey", DEFAULT_JOURNEY)
    try:
        journey = journey or load_journey(reference, find, document.folder)
    except DocumentError as error:
        raise DocumentError([*document.problems, *error.problems]) from None
    except PlannerError as error:
        document.refuse(("journey",), str(error))
        raise DocumentError(document.problems) from None
    _check_meaning(document, data, journey)
    document.raise_problems()
    organisation = from_day(_build(data, journey), _date(data.get("as_of")))
    return organisation, _with_estimates(journey, data.get("estimates") or {})


def _check_meaning(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    capabilities, roles = journey.capabilities, journey.roles
    keyed: tuple[tuple[str, str, Any], ...] = (
        ("levels", "capability", capabilities),
        ("targets", "capability", capabilities),
        ("in_progress", "capability", capabilities),
        ("pins", "capability", capabilities),
        ("priorities", "capability", capabilities),
        ("modes", "capability", capabilities),
        ("estimates", "capability", capabilities),
        ("seats", "capability", capabilities),
        ("capacity", "role", roles),
        ("goals", "goal", journey.goals),
        ("goal_pairs", "goal", journey.goals),
    )
    for key, kind, known in keyed:
        for used in data.get(key) or {}:
            if used not in known:
                document.unknown((key, used), kind, used, known, at_key=True)
    for capability, seated in (data.get("seats") or {}).items():
        for index, role in enumerate(seated or []):
            if role is not None and role not in roles:
                document.unknown(("seats", capability, index), "role", role, roles)
    for name, mode in (data.get("modes") or {}).items():
        if name in capabilities and isinstance(mode, str):
            known = ["own", *(one.id for one in capabilities[name].modes)]
            if mode not in known:
                document.unknown(("modes", name), "mode", mode, known)
    for index, handover in enumerate(data.get("handovers") or []):
        for key in ("role", "to"):
            if isinstance(handover, Mapping) and isinstance(handover.get(key), str) and handover[key] not in roles:
                document.unknown(("handovers", index, key), "role", handover[key], roles)
    for index, rule in enumerate(data.get("calendar") or []):
        if isinstance(rule, Mapping):
            _check_selector(document, ("calendar", index, "for"), rule.get("for"), journey)
            written = document.data["calendar"][index]
            if not any(key in written for key in ("blocks", "during", "adds_weeks", "earliest")):
                document.refuse(
                    ("calendar", index), "the rule says nothing", "add blocks and during, adds_weeks, or earliest"
                )
    for index, event in enumerate(data.get("risks") or []):
        if isinstance(event, Mapping):
            _check_selector(document, ("risks", index, "for"), event.get("for"), journey)
            parts.check_estimate(document, ("risks", index, "adds_weeks"), event.get("adds_weeks"))
    for index, requirement in enumerate(data.get("requires") or []):
        if isinstance(requirement, Mapping):
            _check_selector(document, ("requires", index, "before"), requirement.get("before"), journey)
            for place, entry in enumerate(requirement.get("needs") or []):
                for below, used in parts.need_names(entry):
                    if used not in capabilities:
                        document.unknown(("requires", index, "needs", place, *below), "capability", used, capabilities)
    for name, own in (data.get("estimates") or {}).items():
        for key in ("effort", "weeks", "cost"):
            parts.check_estimate(document, ("estimates", name, key), (own or {}).get(key))
    stages = [stage.id for stage in journey.stages]
    if isinstance(data.get("target_stage"), str) and data["target_stage"] not in stages:
        document.unknown(("target_stage",), "stage", data["target_stage"], stages)
    _check_time(document, data)
    _check_people(document, data, journey)
    goals = data.get("goals")
    if isinstance(goals, Mapping) and goals and not any(goals.values()):
        document.refuse(("goals",), "every goal has weight 0", "give at least one goal a weight above 0")
    _check_pairs(document, data, journey)
    _check_targets(document, data, journey)


def _check_time(document: Document, data: Mapping[str, Any]) -> None:
    start = _date(data.get("start"))
    today = _date(data.get("as_of"))
    if start and today and today < start:
        document.refuse(("as_of",), f"{today} is before the plan starts, on {start}", "give a later day, or drop it")
    for role, series in [*(data.get("capacity") or {}).items(), ("", data.get("budget"))]:
        for label in series if isinstance(series, Mapping) else ():
            if start and label != "start" and label < quarter_of(start):
                place = ("capacity", role, label) if role else ("budget", label)
                document.refuse(
                    place,
                    f"{label} is before the plan starts",
                    "write what holds at the start under 'start'",
                    at_key=True,
                )
    for name in data.get("pins") or {}:
        if name in (data.get("in_progress") or {}):
            document.refuse(("pins", name), f"'{name}' is under way, so its start is past", "drop the pin", at_key=True)
    for name, work in (data.get("in_progress") or {}).items():
        stated = (data.get("levels") or {}).get(name, 0)
        today = stated.get("level", 0) if isinstance(stated, Mapping) else stated
        wanted = work.get("level", 2) if isinstance(work, Mapping) else 2
        if isinstance(today, int) and isinstance(wanted, int) and today >= wanted:
            what = f"'{name}' is at level {today} already, so it is not under way to level {wanted}"
            document.refuse(("in_progress", name), what, "drop it, or give the level it is on the way to", at_key=True)


def _check_pairs(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    pairs = data.get("goal_pairs")
    if not isinstance(pairs, Mapping) or not pairs:
        return
    if data.get("goals"):
        what = "goals are weighed twice, by weights and by pairs"
        document.refuse(("goal_pairs",), what, "keep one of them", at_key=True)
    for one, others in pairs.items():
        for other in others if isinstance(others, Mapping) else ():
            if other not in journey.goals:
                document.unknown(("goal_pairs", one, other), "goal", other, journey.goals, at_key=True)
    for one, other, what in faulty_pairs(pairs):
        mend = f"add {one}: {{{other}: 3}}" if what == "missing" else "keep it once"
        words = {
            "missing": f"'{one}' and '{other}' are not compared",
            "twice": f"'{one}' and '{other}' are compared twice",
            "itself": f"'{one}' is compared with itself",
        }[what]
        document.refuse(("goal_pairs", one), words, mend, at_key=True)


def _check_people(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    for name in data.get("seats") or {}:
        if name in journey.capabilities and not journey.capabilities[name].seats:
            document.refuse(("seats", name), f"'{name}' has no seats to fill", "drop it", at_key=True)
    passed: dict[str, str] = {}
    for index, handover in enumerate(data.get("handovers") or []):
        if not isinstance(handover, Mapping) or not {"role", "to"} <= set(handover):
            continue
        role, to = str(handover["role"]), str(handover["to"])
        if role in passed:
            document.refuse(("handovers", index, "role"), f"'{role}' is handed over twice", "keep one of them")
        passed.setdefault(role, to)
        chain = [role]
        while chain[-1] in passed and passed[chain[-1]] not in chain:
            chain.append(passed[chain[-1]])
        if passed.get(chain[-1]) in chain:
            document.refuse(("handovers", index, "to"), "handovers go in a circle", "hand over to a role that stays")


def _check_targets(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    units = data.get("units", 1)
    start = _date(data.get("start"))
    for name, target in (data.get("targets") or {}).items():
        capability = journey.capabilities.get(name)
        if capability is None:
            continue
        if isinstance(units, int) and capability.units_at_least > units:
            document.refuse(
                ("targets", name),
                f"'{name}' is for organisations with {capability.units_at_least} units or more; this one has {units}",
                "set 'units', or drop the target",
                at_key=True,
            )
        by = _date(target.get("by")) if isinstance(target, Mapping) else None
        if by and start and by <= start:
            document.refuse(
                ("targets", name, "by"), f"{by} is not after the start of the plan, {start}", "give a later date"
            )
    targets = [name for name in data.get("targets") or {} if name in journey.capabilities]
    wont = {name for name, pin in (data.get("priorities") or {}).items() if pin == "wont"}
    for name in targets:
        if name in wont:
            document.refuse(
                ("priorities", name), f"'{name}' is a target and 'wont' at once", "keep one of them", at_key=True
            )
    for name in targets:
        for other in journey.group_of(name):
            if other in targets and name < other:
                document.refuse(
                    ("targets", other),
                    f"'{name}' and '{other}' exclude each other",
                    "keep one as a target",
                    at_key=True,
                )


def _check_selector(document: Document, path: DataPath, value: Any, journey: Journey) -> None:
    tables: tuple[tuple[str, str, Any], ...] = (
        ("capabilities", "capability", journey.capabilities),
        ("areas", "area", journey.areas),
        ("stages", "stage", [stage.id for stage in journey.stages]),
        ("owners", "role", journey.roles),
    )
    for key, kind, known in tables:
        for index, used in enumerate((value or {}).get(key) or [] if isinstance(value, Mapping) else []):
            if used is not None and used not in known:
                document.unknown((*path, key, index), kind, used, known)


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _series(value: Any) -> Series:
    if isinstance(value, list):
        return Series(tuple(map(float, value)))
    if isinstance(value, Mapping):
        changes = sorted((label, float(amount)) for label, amount in value.items() if label != "start")
        return Series((float(value["start"]),), tuple(changes))
    return Series((float(value),))


def _standing(value: Any) -> Standing:
    if isinstance(value, Mapping):
        return Standing(
            value["level"], value.get("evidence", ""), value.get("by", ""), _date(value.get("on")), value.get("was")
        )
    return Standing(value)


def _target(name: str, value: Any, journey: Journey) -> Target:
    if isinstance(value, Mapping):
        return Target(
            name,
            value.get("level", journey.policy.target_level),
            _date(value.get("by")),
            bool(value.get("hard", False)),
            bool(value.get("optional", False)),
        )
    return Target(name, value)


def _build(data: Mapping[str, Any], journey: Journey) -> Organisation:
    language = data.get("language", journey.language)
    level = journey.policy.target_level
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
        horizon=data.get("horizon", 12),
        fiscal_year_starts=data.get("fiscal_year_starts", 1),
        units=data.get("units", 1),
        levels=frozen_map({name: _standing(value) for name, value in (data.get("levels") or {}).items()}),
        seats=frozen_map({name: tuple(roles) for name, roles in (data.get("seats") or {}).items()}),
        goals=frozen_map(pairs.weights if pairs else data.get("goals") or dict.fromkeys(journey.goals, 1)),
        consistency=pairs.ratio if pairs else None,
        targets=tuple(_target(name, value, journey) for name, value in (data.get("targets") or {}).items()),
        target_stage=data.get("target_stage", ""),
        capacity=frozen_map({role: _series(value) for role, value in (data.get("capacity") or {}).items()}),
        budget=_series(data["budget"]) if "budget" in data else None,
        carry_over=bool(data.get("carry_over", False)),
        calendar=tuple(
            CalendarRule(
                name=rule["name"],
                applies_to=parts.selector(rule.get("for")),
                blocks=rule.get("blocks", ""),
                during=tuple(rule.get("during") or ()),
                adds_weeks=rule.get("adds_weeks", 0),
                earliest=_date(rule.get("earliest")),
            )
            for rule in data.get("calendar") or ()
        ),
        requirements=tuple(
            Requirement(
                one["name"], parts.selector(one["before"]), parts.needs(one["needs"], journey.policy.needs_from_level)
            )
            for one in data.get("requires") or ()
        ),
        handovers=tuple(Handover(one["role"], one["to"], one["from"]) for one in data.get("handovers") or ()),
        in_progress=tuple(
            InProgress(name, one.get("level", level), float(one["done"]))
            for name, one in (data.get("in_progress") or {}).items()
        ),
        pins=frozen_map(data.get("pins") or {}),
        priorities=frozen_map(data.get("priorities") or {}),
        modes=frozen_map(data.get("modes") or {}),
        risks=tuple(
            RiskEvent(
                one["name"],
                float(one["probability"]),
                parts.selector(one.get("for")),
                parts.estimate(one["adds_weeks"]),
            )
            for one in data.get("risks") or ()
        ),
        scorers=frozen_map({name: float(weight) for name, weight in (data.get("scorers") or {}).items()}),
    )


def from_day(organisation: Organisation, today: date | None) -> Organisation:
    """The organisation seen from a later day, or the first one after it on which a week of the plan begins: amounts
    per quarter begin with the quarter of that day, and pins whose time is past are not kept. The horizon goes along."""
    if today is None or today == organisation.start:
        return organisation
    today += timedelta(days=(organisation.start - today).days % 7)  # whole weeks, as in the plan before
    first, passed = quarter_of(organisation.start), 0
    while first < quarter_of(today):
        first, passed = next_quarter(first), passed + 1

    def later(series: Series) -> Series:
        return replace(series, values=series.values[min(passed, len(series.values) - 1) :])

    lapsed = {
        name: pin
        for name, pin in organisation.pins.items()
        if (pin < first if "Q" in pin else date.fromisoformat(pin) < today)
    }
    return replace(
        organisation,
        start=today,
        capacity=frozen_map({role: later(series) for role, series in organisation.capacity.items()}),
        budget=later(organisation.budget) if organisation.budget else None,
        pins=frozen_map({name: pin for name, pin in organisation.pins.items() if name not in lapsed}),
        lapsed_pins=frozen_map(lapsed),
    )


def _with_estimates(journey: Journey, own: Mapping[str, Any]) -> Journey:
    """The journey with the organisation's own estimates in place of the journey's."""
    if not own:
        return journey
    capabilities: dict[str, Capability] = dict(journey.capabilities)
    for name, values in own.items():
        changed: dict[str, Any] = {
            key: parts.estimate(values[key]) for key in ("effort", "weeks", "cost") if key in values
        }
        if "run" in values:
            changed["run"] = float(values["run"])
        capabilities[name] = replace(capabilities[name], **changed)
    return replace(journey, capabilities=frozen_map(capabilities))
