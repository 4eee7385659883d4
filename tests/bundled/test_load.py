"""The load of people, with what does not fit: its numbers, and how they stand in a deck."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

import planner
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import board_deck
from planner.publishing.drawing import draw

JOURNEY = """\
journey: short
name: A short journey
language: en
stages: {only: {name: Only, reached_when: [{at_least: 1, level: 2, of: [base]}]}}
areas: {work: {name: Work}}
roles: {lead: {name: Lead}, other: {name: Other}}
goals: {growth: {name: Growth}}
capabilities:
  base: {name: Base, stage: only, area: work, owner: lead, effort: 2, weeks: 4, run: 1, value: {growth: 1}}
  dear: {name: Dear, stage: only, area: work, owner: lead, effort: 30, weeks: 20, run: 1, value: {growth: 5}}
"""


OVER = "more than there is: tolerated, or too small to wait for"


@pytest.fixture
def plan(tmp_path: Path):
    def planned(capacity: Any, policy: str = "", **changed: Any) -> planner.Roadmap:
        (tmp_path / "short.yaml").write_text(JOURNEY + policy, "utf-8")
        organisation: dict[str, Any] = {
            "organisation": "acme", "journey": "short.yaml", "start": "2027-01-01", "horizon": 4, "goals": {"growth": 1},
            "capacity": {} if capacity is None else {"lead": capacity, "other": 5}, "targets": {"base": 2, "dear": 2},
        } | changed  # fmt: skip
        return planner.plan(organisation, folder=tmp_path)

    return planned


def page(roadmap: planner.Roadmap, style: Style | None = None):
    (scene,) = draw(roadmap, "load", default_registry(), style or Style())
    return scene


def rows(scene, role: str) -> dict[str, tuple[float, ...]]:
    return {one.name: one.ys for chart in scene.charts if chart.id == role for one in chart.series}


def test_what_does_not_fit_stands_above_what_there_is_with_its_remedy(plan):
    roadmap = plan(6)
    assert not roadmap.complete and roadmap.repairs[0].kind == "capacity"
    scene, more = page(roadmap), roadmap.repairs[0]
    lead = rows(scene, "lead")
    own = [use for use in roadmap.capacity_use if use.role == "lead"]
    with_it = [use for use in roadmap.changed.capacity_use if use.role == "lead"]
    assert lead["what there is"][0] == own[0].capacity == 6
    assert with_it[0].capacity == pytest.approx(6 + more.amount)
    mine, rest = lead["running what is live"], lead["what does not fit"]
    work = [a + b for a, b in zip(lead["work on steps"], lead.get(OVER, [0.0] * len(mine)), strict=True)]
    for n, there in enumerate(with_it):
        assert mine[n] + work[n] + rest[n] == pytest.approx(there.run + there.work), "it is the plan with the change"
    for n, use in enumerate(own):
        assert (mine[n], work[n]) == (pytest.approx(use.run), pytest.approx(use.work)), "below it stands this plan"
    assert scene.title == f"Lead lacks {more.amount:g} person-weeks a quarter for what does not fit"
    assert lead["what there is with the change"][0] == with_it[0].capacity
    assert f"what would come {more.condition}" in str(scene.elements)
    hatched = [e for e in scene.shapes if e.hatch and e.chart == "lead"]
    assert len(hatched) == sum(one > 0.05 for one in rest)


def test_time_that_is_short_is_not_told_as_people_that_are_short(plan):
    roadmap = plan(16, horizon=1)
    assert roadmap.repairs[0].kind == "horizon" and "than there is" not in (title := page(roadmap).title)
    assert roadmap.repairs[0].condition in title
    lead = rows(page(roadmap), "lead")
    assert len(lead["what there is"]) > 1 and set(lead["what there is"]) == {16.0}, "in later quarters too"
    assert lead["running what is live"][-1] > 0, "what is live runs on"


def test_a_plan_that_fits_says_who_has_least_room(plan):
    roadmap = plan(40)
    scene = page(roadmap)
    share = max(use.run + use.work for use in roadmap.capacity_use if use.role == "lead") / 40
    assert roadmap.complete and f"at most {round(100 * share)} %" in scene.title and scene.title.startswith("Lead")
    assert "what does not fit" not in rows(scene, "lead")


def test_nobody_says_what_there_is(plan):
    roadmap = plan(None)
    assert page(roadmap).title == "No capacity is given, so nothing is scarce" and not page(roadmap).charts


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 1080), (900, 450)])
def test_panels_have_room(plan, size):
    scene = page(plan(6), Style(width=size[0], height=size[1]))
    assert scene.charts and all(chart.plot[2] > 100 and chart.plot[3] > 40 for chart in scene.charts)


def test_in_a_deck_the_rest_is_a_hatched_series(plan):
    data = board_deck(plan(6), default_registry(), views=("load",))[0]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("ppt/charts/chart")]
    assert len(charts) == 1, "of who is asked for anything"
    (hatched,) = [one for one in charts if "what does not fit" in one]
    assert "<a:pattFill" in hatched and 'symbol val="dash"' in hatched


def test_the_report_says_who_is_asked_for_more_than_there_is(plan):
    """As the terminal does: whoever is sent the report reads it too."""
    roadmap = plan(16.2, "policy: {overload: 0.1}\n", horizon=2)
    over = [use for use in roadmap.capacity_use if use.left is not None and use.left < -0.05]
    text = planner.export(roadmap, "markdown").decode()
    assert over and "Lead: " in text.partition("More asked of people than they have")[2]
    assert "More asked of people" not in planner.export(plan(50), "markdown").decode()
