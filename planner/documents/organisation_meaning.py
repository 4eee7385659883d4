"""The checks of meaning that a schema cannot make of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.documents import parts
from planner.documents.days_off import check_days_off
from planner.documents.journey_meaning import check_selector
from planner.documents.kpis import check_kpis
from planner.documents.levels_meaning import check_levels
from planner.documents.reader import DataPath, Document
from planner.domain.calendar import NAME, first_day, quarter_of
from planner.domain.journey import Journey
from planner.domain.pairwise import faulty_pairs
from planner.domain.targets import NEXT


def check_organisation(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    capabilities, roles = journey.capabilities, journey.roles
    keyed: tuple[tuple[str, str, Any], ...] = (
        ("levels", "capability", capabilities),
        ("targets", "capability", capabilities),
        ("in_progress", "capability", capabilities),
        ("lead_began", "capability", capabilities),
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
    check_levels(document, data, journey.top_level, plain=("levels", "targets"))
    _check_names(document, data, journey)
    _check_rules(document, data, journey)
    for name, own in (data.get("estimates") or {}).items():
        for key in ("effort", "weeks", "cost"):
            parts.check_estimate(document, ("estimates", name, key), (own or {}).get(key))
    _check_stage(document, data.get("target_stage"), journey)
    for index, rule in enumerate(data.get("relax") or []):
        if isinstance(rule, str) and rule not in journey.rules and rule not in journey.regulations:
            document.unknown(("relax", index), "rule", rule, [*journey.rules, *journey.regulations])
    listed: tuple[tuple[str, str, Any], ...] = (
        ("regions", "region", journey.regions), ("traits", "trait", journey.traits), ("hard_limits", "role", roles),
        ("small_parts_to_owner", "role", roles),
    )  # fmt: skip
    for key, kind, known in listed:
        for index, used in enumerate(data.get(key) or []):
            if isinstance(used, str) and used not in known:
                document.unknown((key, index), kind, used, known)
    leads = (data.get("pace") or {}).get("leads_at_once")
    for role in leads if isinstance(leads, Mapping) else ():
        if role not in roles:
            document.unknown(("pace", "leads_at_once", role), "role", role, roles, at_key=True)
    _check_time(document, data, journey.policy.target_level)
    _check_people(document, data, journey)
    check_days_off(document, data.get("days_off"))
    goals = data.get("goals")
    if isinstance(goals, Mapping) and goals and not any(goals.values()):
        document.refuse(("goals",), "every goal has weight 0", "give at least one goal a weight above 0")
    _check_case(document, data.get("case"), journey)
    check_kpis(document, data.get("kpis"), journey)
    _check_pairs(document, data, journey)
    _check_targets(document, data, journey)


def _check_case(document: Document, case: Any, journey: Journey) -> None:
    """Roles, capabilities and goals of a business case exist, and what is worth something is counted in a unit."""
    if not isinstance(case, Mapping):
        return
    tables: tuple[tuple[str, str, Any], ...] = (
        ("rates", "role", journey.roles), ("recurring", "capability", journey.capabilities),
        ("benefits", "goal", journey.goals),
    )  # fmt: skip
    for key, kind, known in tables:
        for used in case.get(key) or {}:
            if used not in known:
                document.unknown(("case", key, used), kind, used, known, at_key=True)
    discount = case.get("discount")
    if isinstance(discount, int | float) and 0 < discount < 0.5:
        document.refuse(("case", "discount"), f"{discount:g} is {discount:g} % a year",
                        f"write percent: {100 * discount:g} for {100 * discount:g} %")  # fmt: skip
    for goal, one in (case.get("benefits") or {}).items():
        if isinstance(one, Mapping):
            parts.check_estimate(document, ("case", "benefits", goal, "a_year"), one.get("a_year"))
            if "each" in one and not one.get("unit"):
                document.refuse(
                    ("case", "benefits", goal, "each"), "there is no unit that one is worth something of",
                    "name the unit, such as 'unit: calls avoided', or write 'a_year' in thousands and drop 'each'",
                )  # fmt: skip


def _check_stage(document: Document, stated: Any, journey: Journey) -> None:
    """A stage is named by its id, by its number, or as the next one."""
    stages = [stage.id for stage in journey.stages]
    if isinstance(stated, str) and stated not in ("", NEXT, *stages):
        document.unknown(("target_stage",), "stage", stated, [*stages, NEXT])
    if isinstance(stated, int) and not 1 <= stated <= len(stages):
        listed = ", ".join(f"{number} ({name})" for number, name in enumerate(stages, 1))
        document.refuse(("target_stage",), f"there is no stage {stated}", f"the stages are {listed}; or write {NEXT}")


def _check_names(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    """Roles and modes exist."""
    capabilities, roles = journey.capabilities, journey.roles
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


def _check_rules(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    """Rules of the calendar, events and requirements are about something that exists."""
    capabilities = journey.capabilities
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


def _check_time(document: Document, data: Mapping[str, Any], default: int) -> None:
    start = parts.date_in(data.get("start"))
    today = parts.date_in(data.get("as_of"))
    year = parts.year_start(data.get("fiscal_year_starts"))
    if start and today and today < start:
        document.refuse(("as_of",), f"{today} is before the plan starts, on {start}", "give a later day, or drop it")
    if "budget_left" in data and ("budget" not in data or data.get("carry_over") is False):
        why = "nothing is kept of the budget" if "budget" in data else "there is no budget"
        document.refuse(("budget_left",), why, "say carry_over: year, or drop it" if "budget" in data else "drop it")
    for role, series in [*(data.get("capacity") or {}).items(), ("", data.get("budget"))]:
        named: dict[str, date] = {}
        for label in series if isinstance(series, Mapping) else ():
            place = ("capacity", role, label) if role else ("budget", label)
            if not start or label == "start" or not NAME.fullmatch(label):
                continue
            begins = first_day(label, year)
            twin = next((other for other, day in named.items() if day == begins), "")
            if twin:
                document.refuse(place, f"{label} begins on the same day as {twin}", "keep one of the two", at_key=True)
            named[label] = begins
            if begins < first_day(quarter_of(start)):
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
        wanted = work.get("level", default) if isinstance(work, Mapping) else default
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
        if goes_in_a_circle(passed, role):
            document.refuse(("handovers", index, "to"), "handovers go in a circle", "hand over to a role that stays")


def goes_in_a_circle(passed: Mapping[str, str], role: str) -> bool:
    """Whether work of a role that is handed on comes back to somebody who has had it."""
    chain = [role]
    while chain[-1] in passed and passed[chain[-1]] not in chain:
        chain.append(passed[chain[-1]])
    return passed.get(chain[-1]) in chain


def _check_targets(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    listed = data.get("units", 1)
    units = len(listed) if isinstance(listed, list) else listed
    start = parts.date_in(data.get("start"))
    for name, target in (data.get("targets") or {}).items():
        capability = journey.capabilities.get(name)
        if capability is None:
            continue
        only = capability.only_for
        if only.traits and set(only.traits).isdisjoint(map(str, data.get("traits") or [])):
            document.refuse(
                ("targets", name),
                f"'{name}' is for organisations with the trait {' or '.join(only.traits)}",
                f"add 'traits: [{only.traits[0]}]', or drop the target",
                at_key=True,
            )
        if isinstance(units, int) and capability.units_at_least > units:
            document.refuse(
                ("targets", name),
                f"'{name}' is for organisations with {capability.units_at_least} units or more; this one has {units}",
                "set 'units', or drop the target",
                at_key=True,
            )
        by = parts.date_in(target.get("by")) if isinstance(target, Mapping) else None
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
    known = {
        "capabilities": journey.capabilities,
        "areas": journey.areas,
        "stages": [stage.id for stage in journey.stages],
        "owners": journey.roles,
        "tags": sorted({tag for capability in journey.capabilities.values() for tag in capability.tags}),
    }
    check_selector(document, path, value, known)
