"""Capacity net of public holidays and of an organisation's own days off."""

from __future__ import annotations

from datetime import date

import pytest

import planner

BASE = "organisation: acme\nstart: 2027-01-01\nhorizon: 4\ncapacity: {mkt: 65, pr: {start: 13, 2027Q3: 26}}\n"


def capacity(text: str, role: str = "mkt") -> list[float]:
    """What a role has in each quarter of 2027."""
    series = planner.load(text).organisation.capacity[role]
    return [series.on(date(2027, month, 1), quarter) for quarter, month in enumerate((1, 4, 7, 10))]


def test_without_it_capacity_is_what_is_stated():
    assert set(capacity(BASE)) == {65}


def test_days_of_ones_own_take_their_part_of_a_quarter():
    found = capacity(BASE + "days_off: {own: [2027-07-01, 2027-07-03, {from: 2027-12-24, to: 2027-12-31}]}\n")
    assert found[:2] == [65, 65]
    assert found[2] == pytest.approx(65 * 65 / 66), "a Thursday of 66 weekdays; the Saturday was none"
    assert found[3] == pytest.approx(65 * 60 / 66), "six weekdays of 66"
    assert capacity(BASE + "days_off: {own: [2027-07-01]}\n", "pr")[2:] == pytest.approx([26 * 65 / 66, 26])


def test_holidays_of_a_country_and_its_region():
    germany = capacity(BASE + "days_off: {country: DE}\n")
    bavaria = capacity(BASE + "days_off: {country: DE, region: BY}\n")
    assert max(germany[:2]) < 65 == germany[3], "Christmas 2027 is a weekend"
    assert bavaria[3] == pytest.approx(65 * 65 / 66) and sum(bavaria) < sum(germany), "1 November is a Monday"
    israel = capacity(BASE + "days_off: {country: IL, own: [2027-01-01]}\n")
    assert israel[0] == 65, "1 January 2027 is a Friday, which is weekend there"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("{country: XX}", "4:21: no holidays are known of 'XX' (days_off.country)"),
        ("{country: DE, region: ZZ}", "no region 'ZZ' of DE is known (days_off.region)"),
        ("{region: BY}", "a region needs its country (days_off.region)"),
        ("{own: [{from: 2027-12-31, to: 2027-12-24}]}", "it ends before it begins (days_off.own[0])"),
        ("{country: Germany}", "write a country's code of two capital letters such as DE"),
        ("{}", "write for example {country: DE, region: BY, own: [2027-12-24]}"),
    ],
)
def test_faults_say_what_and_where(write, own, words):
    file = write("acme.yaml", f"organisation: acme\nstart: 2027-01-01\nhorizon: 4\ndays_off: {own}\n")
    with pytest.raises(planner.DocumentError) as caught:
        planner.load(file)
    assert words in str(caught.value)


def test_without_the_package_it_is_said(write, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "holidays", None)
    file = write("acme.yaml", BASE + "days_off: {country: DE}\n")
    with pytest.raises(planner.DocumentError, match="pip install 'journey-planner\\[calendar\\]'"):
        planner.load(file)
    assert planner.load(write("own.yaml", BASE + "days_off: {own: [2027-12-24]}\n"))
