"""Weeks and quarters. A plan counts weeks from its first day; a week belongs to the calendar quarter in
which it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property


def quarter_of(day: date) -> str:
    """``2027Q3`` for any day from July to September 2027."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def next_quarter(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year + 1}Q1" if number == 4 else f"{year}Q{number + 1}"


def first_day(quarter: str) -> date:
    return date(int(quarter[:4]), 3 * int(quarter[5]) - 2, 1)


@dataclass(frozen=True)
class Calendar:
    """The plan's time axis: ``quarters`` consecutive calendar quarters from the one of ``start`` on."""

    start: date
    quarters: int

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

    def day(self, week: int) -> date:
        """The first day of a week."""
        return self.start + timedelta(weeks=week)

    def last_day(self, finish: int) -> date:
        """The last day of work that ends before week ``finish``."""
        return self.start + timedelta(weeks=finish, days=-1)

    def week_of(self, day: date) -> int:
        """The week a day falls in; negative before the start."""
        return (day - self.start).days // 7

    def quarter_index(self, week: int) -> int:
        from bisect import bisect_right

        return min(max(bisect_right(self.begins, week) - 1, 0), self.quarters - 1)

    def label(self, week: int) -> str:
        return self.labels[self.quarter_index(week)]

    def weeks_in(self, names: Iterable[str]) -> frozenset[int]:
        """All weeks of the named quarters: ``Q4`` means that of every year, ``2027Q4`` one."""
        wanted = tuple(names)
        labels = (*self.labels, next_quarter(self.labels[-1]))
        begins = (*self.begins, self.begins[-1] + 1)  # what ends with the plan goes live in the quarter after it
        return frozenset(
            week
            for index, label in enumerate(labels)
            if label in wanted or label[4:] in wanted
            for week in range(begins[index], begins[index + 1])
        )

    def fiscal_year_opens(self, first_month: int) -> frozenset[str]:
        """The quarters with which a fiscal year begins."""
        return frozenset(label for label in self.labels if int(label[5]) == (first_month - 1) // 3 + 1)
