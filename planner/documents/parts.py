"""Builds the small values of ``domain.values`` from what is written: texts, estimates, thresholds, selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from planner.documents.reader import DataPath, Document
from planner.domain.calendar import JANUARY, YearStart, first_day
from planner.domain.journey import Selector
from planner.domain.values import Estimate, Need, Series, Text, Threshold


def text(value: Any, language: str) -> Text:
    if isinstance(value, Mapping):
        own = [(str(code), str(words)) for code, words in value.items()]
        return Text(tuple(sorted(own, key=lambda item: item[0] != language)))
    return Text(((language, str(value)),)) if value else Text(())


def estimate(value: Any) -> Estimate:
    if isinstance(value, list):
        return Estimate(float(value[0]), float(value[1]), float(value[2]))
    return Estimate(float(value), float(value), float(value))


def year_start(value: Any) -> YearStart:
    """What ``fiscal_year_starts`` says: a month or ``month-day``; what the schema refuses counts for nothing."""
    if isinstance(value, int) and value in range(1, 13):
        return YearStart(value)
    if isinstance(value, str) and re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])", value):
        return YearStart(*map(int, value.split("-")))
    return JANUARY


def series(value: Any, starts: YearStart) -> Series:
    if isinstance(value, list):
        return Series(tuple(map(float, value)))
    if isinstance(value, Mapping):
        changes = sorted((first_day(label, starts), float(n)) for label, n in value.items() if label != "start")
        return Series((float(value["start"]),), tuple(changes))
    return Series((float(value),))


def threshold(value: str, default_level: int) -> Threshold:
    what, _, lag = value.partition("+")
    name, _, level = what.strip().partition("@")
    return Threshold(name, int(level) if level else default_level, int(lag.strip().removesuffix("w") or 0))


RULE_ASKS = ("needs", "filled", "led_by")


def is_stage_need(value: Any) -> bool:
    """Whether a need of a rule is a stage, written ``{stage: id + 4w}``."""
    return isinstance(value, Mapping) and "stage" in value


def needs(values: Iterable[Any], default_level: int) -> tuple[Need, ...]:
    return tuple(
        Need(tuple(threshold(one, default_level) for one in (value["any"] if isinstance(value, Mapping) else [value])))
        for value in values
    )


def selector(value: Mapping[str, Any] | None) -> Selector:
    value = value or {}
    lists = (tuple(value.get(key, ())) for key in ("capabilities", "areas", "stages", "owners", "tags"))
    return Selector(*lists)


def need_names(value: Any) -> list[tuple[DataPath, str]]:
    """The capabilities a need names, with the path below it; nothing for a faulty one."""
    if isinstance(value, str):
        return [((), capability_in(value))]
    if isinstance(value, Mapping) and isinstance(value.get("any"), list):
        return [(("any", i), capability_in(one)) for i, one in enumerate(value["any"]) if isinstance(one, str)]
    return []


def capability_in(threshold: str) -> str:
    """The capability of ``id``, ``id@level`` or ``id@level + 4w``."""
    return threshold.partition("+")[0].partition("@")[0].strip()


def check_estimate(document: Document, path: DataPath, value: Any) -> None:
    if isinstance(value, list) and len(value) == 3 and None not in value and not value[0] <= value[1] <= value[2]:
        document.refuse(path, f"{value} is not in the order low, likely, high", "put the smallest number first")
    likely = value[1] if isinstance(value, list) and len(value) == 3 else value
    if path[-1] == "weeks" and likely == 0 and not isinstance(likely, bool):
        document.refuse(path, "work of no weeks cannot be planned", "write 1, or say in another step that it is done")


def date_in(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
