"""The weeks of a plan as days, quarters and fiscal quarters: ``domain.calendar`` once more, on purpose."""

from __future__ import annotations

from datetime import date, timedelta

from planner.domain.organisation import Organisation
from planner.domain.values import Series


def day_of(organisation: Organisation, week: int) -> date:
    """The first day of a week."""
    return organisation.start + timedelta(days=7 * week)


def month_number(day: date) -> int:
    return 12 * day.year + day.month - 1


def quarter_index(organisation: Organisation, week: int) -> int:
    """The quarter of the plan in which a week begins; 0 is the one of the first day."""
    first = month_number(organisation.start) // 3
    return month_number(day_of(organisation, week)) // 3 - first


def weeks_by_quarter(organisation: Organisation, after: int = 0) -> list[list[int]]:
    """The weeks of each quarter of the plan, and of so many after it."""
    found: list[list[int]] = [[] for _ in range(organisation.horizon + after)]
    week = 0
    while (index := quarter_index(organisation, week)) < len(found):
        found[index].append(week)
        week += 1
    return found


def fiscal_year(day: date, starts: tuple[int, int]) -> tuple[int, int]:
    """(the fiscal year of a day, named after the year in which it ends, the whole months before it in that)."""
    month, first = starts
    months = month_number(day) - (month - 1) - (day.day < first)
    return months // 12 + (starts != (1, 1)), months % 12


def is_named(day: date, name: str, fiscal_year_starts: tuple[int, int]) -> bool:
    """Whether a day lies in ``Q4``, ``2027Q4``, ``FYQ4`` or ``FY28Q4``."""
    if name.startswith("FY"):
        year, months = fiscal_year(day, fiscal_year_starts)
        number, year_name, wanted = months // 3 + 1, f"{year % 100:02}", name[2:]
    else:
        number, year_name, wanted = (day.month - 1) // 3 + 1, str(day.year), name
    return wanted in (f"Q{number}", f"{year_name}Q{number}")


def amount_in(series: Series, organisation: Organisation, index: int, weeks: list[int]) -> float:
    """What an amount per quarter comes to in a quarter of the plan that has these weeks."""
    each = []
    for week in weeks:
        value = series.values[index] if index < len(series.values) else series.values[-1]
        for since, changed in series.changes:
            if since <= day_of(organisation, week):
                value = changed
        each.append(value)
    return sum(each) / whole_quarter(index, weeks) if each else 0.0


def whole_quarter(index: int, weeks: list[int]) -> int:
    """The weeks of a whole quarter. Only the first one of a plan may be a part of a quarter."""
    return max(len(weeks), 13) if index == 0 else max(len(weeks), 1)
