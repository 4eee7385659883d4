"""Weeks, quarters and fiscal quarters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.calendar import Calendar, YearStart, first_day, fiscal_quarter_of, is_in, quarter_of
from planner.domain.values import Series
from planner.roadmap.quarters import quarter_name

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
STARTS = st.builds(YearStart, st.integers(1, 12), st.sampled_from([1, 1, 6, 15, 28]))


@pytest.mark.parametrize(
    ("day", "starts", "name"),
    [
        (date(2027, 1, 1), (1, 1), "FY27Q1"),
        (date(2027, 12, 1), (12, 1), "FY28Q1"),
        (date(2027, 11, 30), (12, 1), "FY27Q4"),
        (date(2027, 4, 1), (4, 1), "FY28Q1"),
        (date(2028, 3, 31), (4, 1), "FY28Q4"),
        (date(2027, 3, 1), (2, 1), "FY28Q1"),
        (date(2027, 1, 31), (2, 1), "FY27Q4"),
        (date(2027, 4, 5), (4, 6), "FY27Q4"),
        (date(2027, 4, 6), (4, 6), "FY28Q1"),
        (date(2027, 7, 5), (4, 6), "FY28Q1"),
        (date(2028, 1, 6), (4, 6), "FY28Q4"),
        (date(2027, 1, 14), (1, 15), "FY27Q4"),
        (date(2027, 1, 15), (1, 15), "FY28Q1"),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_it_ends_in(day, starts, name):
    assert fiscal_quarter_of(day, YearStart(*starts)) == name


@given(DAYS, STARTS)
def test_a_quarter_begins_on_its_first_day(day, starts):
    for name in (quarter_of(day), fiscal_quarter_of(day, starts)):
        begins = first_day(name, starts)
        assert begins <= day < first_day_after(begins)
        assert is_in(day, name, starts)
        assert is_in(begins, name, starts)
        assert not is_in(begins - timedelta(days=1), name, starts)


def first_day_after(begins: date) -> date:
    month = begins.month + 3
    return date(begins.year + (month > 12), (month - 1) % 12 + 1, begins.day)


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), STARTS, st.sampled_from(["Q4", "2028Q1", "FYQ1", "FY28Q2"]))
def test_weeks_of_named_quarters_and_the_week_after_the_plan(start, starts, name):
    calendar = Calendar(start, 6, starts)
    for week in range(calendar.weeks + 1):
        assert (week in calendar.weeks_in([name])) == is_in(start + timedelta(weeks=week), name, starts)


def test_a_change_within_a_quarter_counts_from_its_day():
    """A fiscal year that opens in February: January has the old amount, two thirds of the quarter the new one."""
    calendar = Calendar(date(2026, 10, 5), 4, YearStart(2))
    series = Series((0.0,), ((first_day("FY28Q1", YearStart(2)), 13.0),))
    before, across, after, _last = calendar.amounts(series)
    weeks = range(calendar.begins[1], calendar.begins[2])
    new = sum(calendar.day(week) >= date(2027, 2, 1) for week in weeks)
    assert before == 0.0
    assert across == pytest.approx(13 * new / len(weeks))
    assert 0 < across < 13 == after


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.lists(st.integers(0, 20), min_size=1, max_size=5))
def test_amounts_of_a_part_of_a_quarter(start, values):
    calendar = Calendar(start, 5)
    first, *whole = calendar.amounts(Series(tuple(map(float, values))))
    assert first == pytest.approx(values[0] * min(1, calendar.begins[1] / 13))
    assert whole == [values[min(index, len(values) - 1)] for index in range(1, 5)], "12, 13 or 14 weeks"


@pytest.mark.parametrize(
    ("starts", "label", "words"),
    [
        ((1,), "2027Q3", "Q3 2027"),
        ((4,), "2027Q2", "Q2 2027 · FY28 Q1"),
        ((10,), "2027Q3", "Q3 2027 · FY27 Q4"),
        ((2,), "2027Q1", "Q1 2027 · FY28 from 1 Feb 2027"),
        ((2,), "2027Q2", "Q2 2027"),
        ((12,), "2027Q4", "Q4 2027 · FY28 from 1 Dec 2027"),
        ((4, 6), "2027Q2", "Q2 2027 · FY28 from 6 Apr 2027"),
    ],
)
def test_a_quarter_is_called_by_both_years(starts, label, words):
    assert quarter_name(Calendar(date(2027, 1, 4), 8, YearStart(*starts)), label) == words
