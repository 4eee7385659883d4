"""When not everything fits: certificates are true, and every change offered works when it is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

import planner

from changes import applied
from conftest import EXAMPLES
from small_cases import cases, plan_of

BRAND = EXAMPLES / "tamuzia-home.yaml"


@pytest.mark.long
def test_the_brand_gets_a_certificate_and_changes_that_work():
    loaded = planner.load(BRAND)
    roadmap = planner.plan(loaded)
    assert roadmap.certificate == (
        "the end state needs 18.1 person-weeks a quarter from Social core team, which has 14 and can be "
        "planned with for 15.4 at most: no order of these steps can work"
    )
    assert {r.kind for r in roadmap.repairs} == {"capacity", "capability", "target"}
    assert "in-house-specialists" in {r.what for r in roadmap.repairs}
    for repair in roadmap.repairs:
        changed = planner.plan(applied(loaded, repair.kind, repair.what, repair.amount))
        assert not any(o.asked for o in changed.left_out), repair.text
        if repair.kind == "capacity":
            less = planner.plan(applied(loaded, repair.kind, repair.what, repair.amount - 0.5))
            assert any(o.asked for o in less.left_out), "half a person-week less is not enough"


@pytest.mark.long
@settings(max_examples=60)
@given(cases())
def test_certificates_are_true(case):
    roadmap = plan_of(*case)
    if not isinstance(roadmap, str) and roadmap.certificate:
        assert roadmap.proof.all_fit is not True
        assert roadmap.proof.all_fit is False or not roadmap.proof.optimal


def test_several_changes_together_when_no_single_one_is_enough(write):
    path = write(
        "org.json",
        json.dumps(
            {
                "organisation": "o",
                "start": "2027-01-01",
                "targets": {"basic-presence": 2},
                "capacity": {"mkt": 1, "pr": 0.2},
                "hard_limits": ["mkt", "pr"],
            }
        ),
    )
    roadmap = planner.plan(path)
    (repair,) = roadmap.repairs
    assert repair.kind == "together"
    assert "Marketing" in repair.text
    assert "PR" in repair.text


def test_the_terminal_and_the_report_say_it(run, tmp_path):
    said = run("roadmap", BRAND, "-o", "a.md", "-o", "a.json")
    assert said.exit_code == 1
    report = run("roadmap", BRAND, "-o", "x.svg").stdout
    for words in (
        "no order of these steps can work",
        "With any one of these, everything required fits",
        "more person-week",
    ):
        assert words in " ".join(report.split())
        assert words in (tmp_path / "a.md").read_text("utf-8")
    data = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert data["changed"]["with"] in [one["text"] for one in data["repairs"]]
    assert len(data["changed"]["steps"]) > len(data["steps"]), "the plan with the change holds what was left out"


@pytest.mark.parametrize("name", ["reches-bank", "five-minutes"])
def test_what_fits_needs_no_repair(name):
    roadmap = planner.plan(EXAMPLES / f"{name}.yaml")
    assert roadmap.certificate == ""
    assert roadmap.repairs == ()


@pytest.mark.parametrize(("weeks", "more"), [(10, 0), (20, 1), (60, 4), (61, 4), (100, 7)])
def test_no_more_quarters_than_it_takes(write, weeks, more):
    """One after the other: what is missing is said to the quarter, not in halves of years."""
    steps = {"first": {"effort": 1, "weeks": 1}, "then": {"effort": 1, "weeks": weeks, "needs": ["first"]}}
    write(
        "journey.json",
        json.dumps(
            {
                "journey": "tiny",
                "name": "Tiny",
                "stages": {"one": {"name": "One"}},
                "areas": {"all": {"name": "All"}},
                "roles": {"team": {"name": "Team"}},
                "goals": {"good": {"name": "Good"}},
                "capabilities": {
                    key: {"name": key, "stage": "one", "area": "all", "owner": "team", **own}
                    for key, own in steps.items()
                },
            }
        ),
    )
    own = {"organisation": "o", "journey": "journey.json", "start": "2027-01-01", "horizon": 1, "targets": {"then": 2}}
    roadmap = planner.plan(write("org.json", json.dumps(own)))
    assert [(one.kind, one.amount) for one in roadmap.repairs if one.kind == "horizon"] == (
        [("horizon", more)] if more else []
    )
    words = {1: "1 quarter more to plan ahead"}.get(more, f"{more} quarters more to plan ahead")
    assert not more or words in [one.text for one in roadmap.repairs]


TELECOM = Path(__file__).with_name("telecom.yaml")


@pytest.mark.long
def test_the_smallest_change_is_found_although_it_takes_other_members(tmp_path):
    """With the members that come closest it takes more, with others a quarter, or a little money."""
    roadmap = planner.plan(TELECOM)
    assert not roadmap.complete
    assert {one.kind: one.amount for one in roadmap.repairs} == {"carry-over": 0, "horizon": 1, "budget": 2.5}
    assert roadmap.changed is not None and roadmap.changed.complete
    text = TELECOM.read_text("utf-8")
    for old, new in (
        ("horizon: 11", "horizon: 12"),
        ("budget: 60", "budget: 62.5"),
        ("budget: 60", "budget: 60\ncarry_over: true"),
    ):
        changed = tmp_path / "changed.yaml"
        changed.write_text(text.replace(old, new), "utf-8")
        assert planner.plan(changed).complete, new


@pytest.mark.long
def test_what_serves_the_goals_stays_in_a_plan_that_does_not_reach_its_stage(tmp_path):
    """It was given up so that what must be reached finds room, which it did not find without it either."""
    other = tmp_path / "other.yaml"
    text = TELECOM.read_text("utf-8")
    other.write_text(text[: text.index("targets:")] + "priorities: {ai-care: wont}\n", "utf-8")
    roadmap = planner.plan(other)
    assert not roadmap.complete
    assert {"crisis-playbook", "records-archive", "impersonation-response"} <= {
        p.capability for p in roadmap.placements
    }
