"""Days on which nobody works: public holidays of a country and an organisation's own. What a role has in a quarter is
less by the part of its working days that they take.

Holidays by country are those of the package ``holidays`` (https://pypi.org/project/holidays), which is imported only
where a country is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from planner.documents.parts import date_in
from planner.documents.reader import Document
from planner.domain.calendar import Calendar, first_day, next_quarter
from planner.domain.values import Series
from planner.errors import did_you_mean

WEEKEND = frozenset({5, 6})


def check_days_off(document: Document, value: Any) -> None:
    """Notes a country or region that is not known, and days that are none."""
    if not isinstance(value, Mapping):
        return
    for index, one in enumerate(value.get("own") or ()):
        days = [date_in(one.get(key)) for key in ("from", "to")] if isinstance(one, Mapping) else []
        if len(days) == 2 and days[0] and days[1] and days[1] < days[0]:
            document.refuse(("days_off", "own", index), "it ends before it begins", "write the first day under 'from'")
    country, region = value.get("country"), value.get("region")
    if region and not country:
        document.refuse(("days_off", "region"), "a region needs its country", "add 'country', for example DE")
    if not isinstance(country, str):
        return
    try:
        from holidays import list_supported_countries
    except ImportError:
        document.refuse(
            ("days_off", "country"), "holidays by country need the package 'holidays', which is not installed here",
            "pip install 'journey-planner[calendar]', or write the days under 'own'",
        )  # fmt: skip
        return
    known = list_supported_countries()
    if country not in known:
        document.refuse(("days_off", "country"), f"no holidays are known of '{country}'",
                        did_you_mean(country, known) or "write a code such as DE, or the days under 'own'")  # fmt: skip
    elif isinstance(region, str) and region not in known[country]:
        there = ", ".join(known[country]) or "none"
        document.refuse(("days_off", "region"), f"no region '{region}' of {country} is known",
                        did_you_mean(region, known[country]) or f"there are {there}")  # fmt: skip


def days_off(value: Mapping[str, Any], years: range) -> tuple[frozenset[date], frozenset[int]]:
    """(the days on which nobody works, the weekdays of the weekend, 0 is Monday)."""
    found: set[date] = set()
    for one in value.get("own") or ():
        first = date_in(one["from"] if isinstance(one, Mapping) else one)
        last = date_in(one["to"]) if isinstance(one, Mapping) else first
        assert first is not None and last is not None
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    if "country" not in value:
        return frozenset(found), WEEKEND
    from holidays import country_holidays

    own = country_holidays(value["country"], subdiv=value.get("region"), years=years)
    return frozenset(found | set(own)), frozenset(own.weekend)


def without(days: tuple[frozenset[date], frozenset[int]], series: Series, calendar: Calendar) -> Series:
    """An amount per quarter, less the part of each quarter's working days that are off."""
    off, weekend = days
    changes = []
    for label, amount in zip(calendar.labels, calendar.rates(series), strict=True):
        first, after = first_day(label), first_day(next_quarter(label))
        every = (first + timedelta(days=n) for n in range((after - first).days))
        working = [day for day in every if day.weekday() not in weekend]
        changes.append((first, amount * sum(day not in off for day in working) / len(working)))
    return Series((changes[0][1],), tuple(changes))
