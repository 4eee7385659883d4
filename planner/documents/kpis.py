"""KPIs in an organisation's document: what they are called in the journey, and whether they can be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planner.documents import parts
from planner.documents.reader import Document
from planner.domain.journey import Journey, Kpi
from planner.domain.kpis import DOWN, UP, KpiSeries, Reading
from planner.domain.values import Text


def check_kpis(document: Document, kpis: Any, journey: Journey) -> None:
    """Capabilities exist, each KPI has a name and a better way, and what is to be comes after what was."""
    if not isinstance(kpis, Mapping):
        return
    for name, body in kpis.items():
        if not isinstance(body, Mapping):
            continue
        path = ("kpis", name)
        moved_by = _moved_by(body)
        unknown = [one for one in moved_by if one not in journey.capabilities]
        for one in unknown:
            at = moved_by.index(one)
            where = (*path, "moved_by", at) if isinstance(body.get("moved_by"), list) else (*path, "moved_by")
            document.unknown(where, "capability", one, journey.capabilities)
        if unknown:
            continue
        own = _of_journey(body, journey)
        if own is None and "name" not in body:
            names = ", ".join(f"'{one.name.say(journey.language)}'" for one in _candidates(moved_by, journey))
            problem = f"which KPI of {', '.join(moved_by)} is meant is not said"
            document.refuse(path, problem, f"give it a name: one of {names}, or one of your own")
        elif "better" not in body and not (own and own.better):
            document.refuse(path, "which way is better is not said", "write 'better: up' or 'better: down'")
        _check_days(document, path, body)
        _check_way(document, path, body, body.get("better") or (own.better if own else ""))


def _check_way(document: Document, path: tuple[str, str], body: Mapping[str, Any], better: str) -> None:
    """A target is no worse than the baseline."""
    ends = [body.get("baseline"), body.get("target")]
    before, after = (one.get("value") if isinstance(one, Mapping) else None for one in ends)
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return
    if (better == UP and after < before) or (better == DOWN and after > before):
        problem = f"the target, {after:g}, is worse than the baseline, {before:g}, where {better} is better"
        document.refuse((*path, "target", "value"), problem, "give another target, or the other way as better")


def _check_days(document: Document, path: tuple[str, str], body: Mapping[str, Any]) -> None:
    before, by = _day(body.get("baseline"), "on"), _day(body.get("target"), "by")
    if before and by and by <= before:
        problem = f"the target's day, {by}, is not after the baseline's, {before}"
        document.refuse((*path, "target", "by"), problem, "give a later day, or an earlier baseline")
    actuals = body.get("actuals")
    for said in actuals if isinstance(actuals, Mapping) else ():
        day = parts.date_in(said)
        if day and before and day < before:
            problem = f"{day} is before the baseline's day, {before}"
            document.refuse((*path, "actuals", said), problem, "the baseline is what was measured first: move its day")


def kpi_series(name: str, body: Mapping[str, Any], journey: Journey) -> KpiSeries:
    """One KPI of an organisation, named as the journey names it where it is one of the journey's."""
    language, own = journey.language, _of_journey(body, journey)
    baseline, target = body.get("baseline"), body.get("target")
    readings = ((parts.date_in(day), float(value)) for day, value in (body.get("actuals") or {}).items())
    return KpiSeries(
        name,
        own.name if own else parts.text(body.get("name"), language),
        parts.text(body["unit"], language) if "unit" in body else own.unit if own else Text(()),
        body.get("better") or (own.better if own else ""),
        tuple(_moved_by(body)),
        _reading(baseline, "on"),
        _reading(target, "by"),
        tuple(sorted((Reading(day, value) for day, value in readings if day), key=lambda one: one.day)),
        body.get("source", ""),
    )


def _day(stated: Any, key: str) -> date | None:
    return parts.date_in(stated.get(key)) if isinstance(stated, Mapping) else None


def _reading(stated: Any, key: str) -> Reading | None:
    day = _day(stated, key)
    return Reading(day, float(stated["value"])) if stated and day else None


def _moved_by(body: Mapping[str, Any]) -> Sequence[str]:
    stated = body.get("moved_by")
    return [stated] if isinstance(stated, str) else [one for one in stated or [] if isinstance(one, str)]


def _candidates(moved_by: Sequence[str], journey: Journey) -> list[Kpi]:
    return [kpi for one in moved_by for kpi in journey.capabilities[one].kpis]


def _of_journey(body: Mapping[str, Any], journey: Journey) -> Kpi | None:
    """The journey's KPI that is meant: by its name in any language, or the only one there is."""
    known, stated = _candidates(_moved_by(body), journey), body.get("name")
    if stated is None:
        return known[0] if len(known) == 1 else None
    said = {str(one).casefold() for one in (stated.values() if isinstance(stated, Mapping) else [stated])}
    return next((kpi for kpi in known if said & {words.casefold() for _code, words in kpi.name.by_language}), None)
