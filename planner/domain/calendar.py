"""Weeks, quarters and fiscal quarters. A plan counts weeks from its first day; a week belongs to the calendar quarter
in which it begins.

A quarter has a name: ``2027Q3`` is July to September 2027, ``FY28Q1`` the first three months of the fiscal year that
ends in 2028. A rule may name those of every year: ``Q4``, ``FYQ1``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from planner.domain.values import Series

WEEKS_PER_QUARTER = 13
NAME = re.compile(r"(?P<fiscal>FY)?(?P<year>[0-9]{2}|[0-9]{4})?Q(?P<number>[1-4])")


def quarter_of(day: date) -> str:
    """``2027Q3`` for any day from July to September 2027."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def next_quarter(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year + 1}Q1" if number == 4 else f"{year}Q{number + 1}"


class YearStart(NamedTuple):
    """The day with which a fiscal year begins, up to the 28th; its quarters begin on that day of every third month."""

    month: int = 1
    day: int = 1


JANUARY = YearStart()


def fiscal_year_of(day: date, starts: YearStart) -> int:
    """The year that a fiscal year is named after: the one in which it ends."""
    return day.year + (starts > JANUARY and (day.month, day.day) >= starts)


def fiscal_quarter_of(day: date, starts: YearStart) -> str:
    """``FY28Q1`` for the first three months of the fiscal year that ends in 2028."""
    months = (day.month - starts.month - (day.day < starts.day)) % 12
    return f"FY{fiscal_year_of(day, starts) % 100:02}Q{months // 3 + 1}"


def first_day(quarter: str, starts: YearStart = JANUARY) -> date:
    """The first day of one quarter, ``2027Q3`` or ``FY28Q1``. ``starts``: with which day a fiscal year begins."""
    found = NAME.fullmatch(quarter)
    if found is None or not found["year"]:
        raise ValueError(f"{quarter!r} is not the name of one quarter")
    year, month, day = int(found["year"]), 3 * int(found["number"]) - 2, 1
    if found["fiscal"]:
        year, month, day = 2000 + year - (starts > JANUARY), month + starts.month - 1, starts.day
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)


def is_in(day: date, name: str, starts: YearStart = JANUARY) -> bool:
    """Whether a day lies in a named quarter, or in the one of any year."""
    whole = fiscal_quarter_of(day, starts) if name.startswith("FY") else quarter_of(day)
    return name in (whole, whole[-2:], "FY" + whole[-2:] if name.startswith("FY") else "")


@dataclass(frozen=True)
class Calendar:
    """The plan's time axis: ``quarters`` consecutive calendar quarters from the one of ``start`` on.

    ``fiscal_year_starts``: the day with which a fiscal year begins.
    """

    start: date
    quarters: int
    fiscal_year_starts: YearStart = JANUARY

    @cached_property
    def labels(self) -> tuple[str, ...]:
        labels = [quarter_of(self.start)]
        while len(labels) < self.quarters:
            labels.append(next_quarter(labels[-1]))
        return tuple(labels)

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """First week of each quarter, and as a last entry the end of the plan."""
        weeks = [0]
        for label in (*self.labels[1:], next_quarter(self.labels[-1])):
            days = (first_day(label) - self.start).days
            weeks.append(max(weeks[-1], -(-days // 7)))
        return tuple(weeks)

    @property
    def weeks(self) -> int:
        return self.begins[-1]

    @cached_property
    def parts(self) -> tuple[float, ...]:
        """What part of a quarter's amount each quarter of the plan has: less than 1 where the plan begins within it."""
        return (min(1.0, self.begins[1] / WEEKS_PER_QUARTER), *(1.0 for _ in self.labels[1:]))

    def day(self, week: int) -> date:
        """The first day of a week."""
        return self.start + timedelta(weeks=week)

    def last_day(self, finish: int) -> date:
        """The last day of work that ends before week ``finish``."""
        return self.start + timedelta(weeks=finish, days=-1)

    def week_of(self, day: date) -> int:
        """The week a day falls in; negative before the start."""
        return (day - self.start).days // 7

    def weeks_until(self, day: date) -> int:
        """The latest finish whose last day of work is not after ``day``."""
        return ((day - self.start).days + 1) // 7

    def quarter_index(self, week: int) -> int:
        return min(max(bisect_right(self.begins, week) - 1, 0), self.quarters - 1)

    def label(self, week: int) -> str:
        return self.labels[self.quarter_index(week)]

    def fiscal_label(self, week: int) -> str:
        """The fiscal quarter in which a week begins, such as ``FY28Q1``."""
        return fiscal_quarter_of(self.day(week), self.fiscal_year_starts)

    def weeks_in(self, names: Iterable[str]) -> frozenset[int]:
        """All weeks that begin in a named quarter (see ``is_in``), the one after the plan's last among them: what ends
        with the plan goes live in it."""
        wanted = tuple(names)
        if wanted not in self._weeks_in:
            self._weeks_in[wanted] = frozenset(
                week
                for week in range(self.weeks + 1)
                if any(is_in(self.day(week), name, self.fiscal_year_starts) for name in wanted)
            )
        return self._weeks_in[wanted]

    @cached_property
    def opens_year(self) -> tuple[bool, ...]:
        """For each quarter, whether a fiscal year opens with it. A year that opens within a quarter counts from the
        first quarter on most of which is in it."""
        return tuple(year != before for year, before in pairwise((0, *map(self.fiscal_year, self.labels))))

    def fiscal_year(self, quarter: str) -> int:
        """The fiscal year that most of a quarter is in, by the year in which it ends."""
        middle = first_day(quarter).replace(month=3 * int(quarter[5]) - 1, day=15)
        return fiscal_year_of(middle, self.fiscal_year_starts)

    def rates(self, series: Series) -> tuple[float, ...]:
        """The amount per whole quarter in each quarter of the plan. Where a change falls within a quarter (a fiscal
        quarter that begins in another month), the weeks before and after it count by their number."""
        if series not in self._rates:
            self._rates[series] = tuple(self._rate(series, index) for index in range(self.quarters))
        return self._rates[series]

    def _rate(self, series: Series, index: int) -> float:
        if not series.changes:
            return series.at(index)
        begin, end = self.begins[index : index + 2]
        days = [self.day(week) for week in range(begin, end)] or [self.day(begin)]
        return sum(series.on(day, index) for day in days) / len(days)

    @cached_property
    def _weeks_in(self) -> dict[tuple[str, ...], frozenset[int]]:
        """What ``weeks_in`` says, as far as it was asked for: for each step again."""
        return {}

    @cached_property
    def _rates(self) -> dict[Series, tuple[float, ...]]:
        """What ``rates`` says, as far as it was asked for."""
        return {}

    def amounts(self, series: Series) -> tuple[float, ...]:
        """What there is in each quarter of the plan: less where the plan has only part of the quarter."""
        return tuple(rate * part for rate, part in zip(self.rates(series), self.parts, strict=True))
