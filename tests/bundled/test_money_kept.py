"""A budget that carries over is not exceeded by what spends what was kept, wherever it is shown."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import planner
from planner.pictures.style import Style
from planner.plugins import money_by_year, money_in
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

JOURNEY = """\
journey: plain
name: Plain
language: en
policy: {changes_at_once: 0, leads_at_once: 0}
stages: {first: {name: First, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: first, area: work, owner: lead, effort: 1, weeks: 13, cost: 26, value: {growth: 2}}
"""

ORGANISATION = """\
organisation: acme
journey: plain.yaml
start: 2027-10-01
horizon: 6
targets: {base: 2}
pins: {base: 2028Q1}
capacity: {lead: 20}
budget: 15
carry_over: true
"""


@pytest.fixture
def kept(tmp_path: Path) -> planner.Roadmap:
    (tmp_path / "plain.yaml").write_text(JOURNEY, "utf-8")
    (tmp_path / "acme.yaml").write_text(ORGANISATION, "utf-8")
    return planner.plan(tmp_path / "acme.yaml")


def test_what_there_is_counts_what_was_kept(kept):
    spends = {one.quarter: one.spend for one in kept.budget_use}
    assert spends["2028Q1"] == 26 and kept.complete
    assert kept.money_there["2027Q4"] == 15 and kept.money_there["2028Q1"] == 30
    assert money_by_year(kept) == {"2027": (0, 15), "2028": (26, sum(15 for q in spends if q[:4] == "2028") + 15)}
    assert money_in(kept, ["2027", "2028"]) == (26, 15 * len(spends))


def test_money_is_summed_by_the_year_that_it_is_voted_for(tmp_path):
    """From October to September, and nothing of a year is counted in the next."""
    (tmp_path / "plain.yaml").write_text(JOURNEY, "utf-8")
    own = ORGANISATION.replace("carry_over: true", "fiscal_year_starts: 10").replace("base: 2028Q1", "base: 2028Q4")
    (tmp_path / "acme.yaml").write_text(own.replace("budget: 15", "budget: 26"), "utf-8")
    roadmap = planner.plan(tmp_path / "acme.yaml")
    assert money_by_year(roadmap) == {"FY28": (0, 4 * 26), "FY29": (26, 26)}
    (page,) = draw(roadmap, "summary", default_registry(), Style())
    assert "26 of 26" in str(page.elements) and "FY29" in str(page.elements)


def test_no_picture_and_no_file_says_that_it_is_too_much(kept):
    (resources,) = draw(kept, "resources", default_registry(), Style())
    assert "over what there is" not in resources.title and "26 of 30" in str(resources.elements)
    assert "26 of 30" in planner.export(kept, "markdown").decode()
    sheet = openpyxl.load_workbook(BytesIO(planner.export(kept, "xlsx")), data_only=True)["Budget"]
    left = {row[0]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] and row[3] is not None}
    assert list(left.values()) == [15, 4]
