"""A member whose people of a shared role are its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

import planner
from small_portfolios import made, starts

OWN = {"not_shared": ["team"], "own": {"capacity": {"team": 13}}}


@pytest.fixture
def portfolio(tmp_path: Path):
    return partial(made, tmp_path, shared={"team": 13})


def test_it_takes_nobody_from_the_others_and_they_nobody_from_it(portfolio):
    apart = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}, "core": OWN}))
    two = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}}))
    assert {name: own for name, own in starts(apart).items() if name != "core"} == starts(two)
    assert sorted(starts(apart)["core"].values()) == [0, 13], (
        "its own people do one after the other, from the first day"
    )
    core = apart.members[2]
    assert not any(core.use["team"]) and all(wait.member != "core" for wait in apart.waits)
    assert {use.capacity for use in core.roadmap.capacity_use if use.role == "team"} == {13}, "and says how many it has"


def test_without_it_all_wait_for_each_other(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}, "core": {"own": OWN["own"]}}))
    assert max(start for own in starts(found).values() for start in own.values()) > 4 * 13


def test_what_is_handed_over_for_all_stays_with_it(portfolio):
    handover = [{"role": "team", "to": "own", "from": "2027Q1"}]
    found = planner.plan_portfolio(portfolio({"acme": {}, "core": OWN}, handovers=handover))
    acme, core = found.members
    assert {use.role for use in acme.roadmap.capacity_use if use.work} <= {"own"}
    assert {use.role for use in core.roadmap.capacity_use if use.work} == {"team"}


@pytest.mark.parametrize("role", ["own", "teem"])
def test_what_is_not_shared_anyway_is_refused(portfolio, role):
    with pytest.raises(planner.DocumentError, match=f"'{role}' is not shared anyway"):
        planner.plan_portfolio(portfolio({"acme": {}, "core": {"not_shared": [role]}}))


def test_what_nobody_aims_at_is_not_drawn_as_missed(portfolio, run):
    """One asks for a single thing, which is no stage; the other one for a stage that it has nobody for."""
    members = {"acme": {"own": {"targets": {"c": 2}}}, "bolt": {}}
    file = portfolio(members)
    said = run("roadmap", file, "-o", file.with_suffix(".svg"))
    picture = file.with_suffix(".svg").read_text("utf-8")
    assert said.stdout.count("aims at no further stage") == 1 and "not reached" not in picture
    file = portfolio(members | {"bolt": {"own": {"targets": {}, "target_stage": "first", "capacity": {"team": 0.1}}}})
    said = run("roadmap", file, "-o", file.with_suffix(".svg"))
    assert "BOLT Ltd: First is not reached" in file.with_suffix(".svg").read_text("utf-8")
    assert said.stdout.count("aims at no further stage") == 1
