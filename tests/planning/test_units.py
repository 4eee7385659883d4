"""Units that an organisation lists: a pilot and waves bring them on board, and the plan says when all work one way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.domain.unit import Unit, in_waves
from planner.domain.values import Text

from conftest import EXAMPLES

THREE = ({"id": "online", "staff": 100}, {"id": "stores", "staff": 400}, {"id": "nordic", "staff": 100})


SMALL = """\
organisation: small
start: 2027-01-04
horizon: 24
units:
  - {id: online, name: Online, wave: pilot}
  - {id: shops, name: Shops}
  - {id: nordic, name: Nordic, wave: 2, levels: {basic-presence: 1}}
  - {id: wholesale, name: Wholesale, wave: 2}
levels: {goal-setting: 2, basic-presence: 2, basic-listening: 2, house-rules: 2, interim-ownership: 2}
targets: {unit-onboarding-wave-2: 2}
"""


def organisation(units: Any = THREE, **more: Any) -> dict[str, Any]:
    return {"organisation": "group", "start": "2027-01-04", "horizon": 40, "units": list(units)} | more


def load(units: Any = THREE, **more: Any) -> planner.Loaded:
    return planner.load(organisation(units, **more))


def onboarded(**more: Any) -> planner.Roadmap:
    more = {"targets": {"unit-onboarding-wave-1": 2}} | more
    return planner.plan(organisation(**more), limits=planner.Limits(effort=1))


@given(st.lists(st.tuples(st.sampled_from([None, None, None, 0, 1, 2, 5]), st.booleans()), min_size=2, max_size=120),
       st.integers(1, 6))  # fmt: skip
def test_every_unit_comes_once(said: list[tuple[int | None, bool]], most: int) -> None:
    units = [
        Unit(f"u{n}", Text(()), wave=None if there else wave, on_board=there) for n, (wave, there) in enumerate(said)
    ]
    waves = in_waves(units, most)
    assert sorted(one.id for own in waves for one in own) == sorted(one.id for one in units if not one.on_board)
    for number, own in enumerate(waves):
        assert all(one.wave in (None, number) for one in own), "who says when comes then"
    if not any(there or wave is not None for wave, there in said):
        sizes = [len(own) for own in waves]
        assert sizes[0] == 1, "one is the pilot"
        assert sizes[1:] == sorted(sizes[1:])
        assert len(sizes) <= most + 1
        assert [one.id for own in waves for one in own] == [one.id for one in units], "in the order of the list"


def test_the_kit_and_the_pilot_come_first_then_waves_that_learn() -> None:
    journey, base = load().journey.capabilities, planner.load_journey("social-native").capabilities["unit-onboarding"]
    pilot, wave = journey["unit-onboarding"], journey["unit-onboarding-wave-1"]
    assert pilot.name.say("en") == "Onboarding, pilot: online"
    assert wave.name.say("en") == "Onboarding, wave 1: stores, nordic"
    assert pilot.effort.likely == pytest.approx(0.5 * base.effort.likely)
    # 400 and 100 people where 200 are usual: two and a half units that lack everything, 15 % less than the first
    assert wave.effort.likely == pytest.approx(base.effort.likely * 0.35 * 2.5**0.5 * 0.85)
    assert wave.run == pytest.approx(base.run * 0.35 * 2.5**0.5)
    assert pilot.duration_estimate.likely == pytest.approx(base.duration_estimate.likely * 0.5**0.5)
    assert wave.duration_estimate.likely == pytest.approx(
        base.duration_estimate.likely * (0.5 * 0.85) ** 0.5 * 2.5**0.125
    )


def test_who_has_most_of_the_common_way_takes_less() -> None:
    common = [name for name, one in planner.load_journey("social-native").capabilities.items() if one.reach]
    ready = [THREE[0], *(one | {"levels": dict.fromkeys(common, 2)} for one in THREE[1:])]
    apart, alike = (
        load(units).journey.capabilities["unit-onboarding-wave-1"].effort.likely for units in (THREE, ready)
    )
    assert alike == pytest.approx(apart * 0.5**0.5), "a coach and a check"
    own = load(estimates={"unit-onboarding-wave-1": {"effort": 3}}).journey.capabilities["unit-onboarding-wave-1"]
    assert own.effort.likely == 3


def test_what_every_unit_builds_grows_with_those_that_lack_it() -> None:
    def effort(units: Any) -> float:
        return load(units).journey.capabilities["publishing-process"].effort.likely

    base = planner.load_journey("social-native").capabilities["publishing-process"].effort.likely
    assert effort(THREE) == pytest.approx(base * 3**0.5)
    assert effort([one | {"levels": {"publishing-process": 2}} for one in THREE[:2]] + [THREE[2]]) == base
    assert effort([{"id": "a"}, {"id": "b"}]) == pytest.approx(base * 2**0.5)


def test_waves_follow_each_other_and_all_work_one_way_at_the_end() -> None:
    roadmap = onboarded()
    pilot, wave = roadmap["unit-onboarding@2"], roadmap["unit-onboarding-wave-1@2"]
    assert wave.start >= pilot.finish
    online, stores, nordic = roadmap.units or ()
    assert (online.wave, online.finish) == (0, pilot.finish)
    assert (stores.wave, stores.finish, nordic.finish) == (1, wave.finish, wave.finish)
    assert max(one.week or 0 for one in (online, stores, nordic)) >= wave.finish
    strategy = roadmap["shared-strategy@2"]
    assert pilot.start >= strategy.finish, "one strategy first"


def test_who_aims_at_one_strategy_sees_the_listed_units_come() -> None:
    """The waves belong to the last stage; whoever lists units and stops before it asks for them all the same."""
    coming = {"unit-onboarding@2", "unit-onboarding-wave-1@2"}
    plan = planner.plan(organisation(target_stage="streamline"), limits=planner.Limits(effort=1))
    own = {step.id: {one.kind for one in step.purposes} for step in plan.placements if step.id in coming}
    assert own.keys() == coming and all("units" in kinds for kinds in own.values())
    sooner = planner.plan(organisation(target_stage=1), limits=planner.Limits(effort=1))
    assert coming.isdisjoint(step.id for step in sooner.placements), "nothing converges in stage 1"


def test_ownership_spreads_when_half_of_the_units_are_on_board() -> None:
    def needs(units: Any) -> set[str]:
        one = load(units).journey.capabilities["distributed-ownership"]
        return {t.capability for need in one.needs for t in need.alternatives if t.capability.startswith("unit")}

    nine = [{"id": f"u{n}"} for n in range(9)]
    assert needs(nine) == {"unit-onboarding", "unit-onboarding-wave-2"}, "1 + 1 + 3 of 9 are more than half"
    assert needs(nine[:2]) == {"unit-onboarding"}
    assert needs([*nine[:5], *({"id": f"v{n}", "on_board": True} for n in range(5))]) == {"unit-onboarding"}


def test_what_a_unit_says_of_time_binds_its_wave() -> None:
    units = [
        *THREE[:2],
        THREE[2]
        | {"earliest": "2031-04-01", "calendar": [{"name": "stocktaking", "blocks": "launch", "during": ["Q1", "Q2"]}]},
    ]
    roadmap = onboarded(units=units)
    wave = roadmap["unit-onboarding-wave-1@2"]
    assert wave.start_date >= date(2031, 4, 1)
    assert (roadmap.calendar.day(wave.finish).month - 1) // 3 + 1 in (3, 4)
    assert roadmap["unit-onboarding@2"].finish < wave.start - 20, "the pilot does not wait for it"


def test_people_of_a_unit_are_asked_for_its_own_wave() -> None:
    units = [THREE[0], THREE[1] | {"capacity": {"bu": 0.2}}, THREE[2]]
    journey = load(units).journey
    assert journey.roles["bu-stores"].say("en") == "Unit and market leads (stores)"
    assert "bu-stores" in journey.capabilities["unit-onboarding-wave-1"].contributors
    assert "bu-stores" not in journey.capabilities["unit-onboarding"].contributors
    roadmap = onboarded(units=units)
    asked = {use.quarter: use for use in roadmap.capacity_use if use.role == "bu-stores"}
    assert asked
    assert all(use.capacity == 0.2 for use in asked.values())


@pytest.mark.long
def test_who_is_on_board_comes_in_no_wave() -> None:
    there = [{"id": "a", "on_board": True}, {"id": "b", "on_board": True}]
    roadmap = planner.plan(organisation(there, target_stage="native"), limits=planner.Limits(effort=0.3))
    assert [one.wave for one in roadmap.units or ()] == [None, None]
    assert "unit-onboarding" not in {one.capability for one in roadmap.placements}, "what brings them on board is there"
    assert "unit-onboarding-wave-1" not in roadmap.names
    done = planner.plan(
        organisation(levels={"unit-onboarding": 2, "unit-onboarding-wave-1": 2}, targets={"goal-setting": 2})
    )
    assert [one.finish for one in done.units or ()] == [0, 0, 0]


def test_what_is_built_has_not_reached_units_that_are_not_on_board() -> None:
    """Progress on what is built once does not make it the way of units that have not come on board yet."""
    built = {"house-rules": 2, "staff-training": 2, "publishing-process": 2}
    some = [{"id": "a", "on_board": True}, {"id": "b"}, {"id": "c", "levels": {"staff-training": 2}}]
    targets = {"unit-onboarding-wave-1": 2}
    a, b, c = (
        planner.plan(organisation(some, levels=built, targets=targets), limits=planner.Limits(effort=0.3)).units or ()
    )
    assert a.week == 0
    assert b.week == b.finish
    week = {one.id: {area.area: area.week for area in one.areas} for one in (a, b, c)}
    assert (week["a"]["people"], week["b"]["people"], week["c"]["people"]) == (0, b.finish, 0)
    assert b.level < c.level < a.level


def test_a_number_of_units_is_planned_as_before() -> None:
    by_number = planner.load(organisation([]) | {"units": 3}).journey.capabilities
    assert "unit-onboarding-wave-1" not in by_number
    assert by_number["unit-onboarding"] == planner.load_journey("social-native").capabilities["unit-onboarding"]


@pytest.mark.long
def test_units_that_stand_apart_are_said() -> None:
    from planner.domain.maturity import diagnose  # the diagnosis alone, without a plan

    def what(units: Any) -> str:
        loaded = load(units)
        found = planner.plan(loaded, limits=planner.Limits(effort=0.1)).diagnosis.stalls
        assert diagnose(loaded.journey, loaded.organisation).stage_number == 0
        return next(one.what for one in found if one.pattern == "fragmented-units")

    apart = [THREE[0] | {"levels": {"publishing-process": 2, "basic-presence": 2}}, *THREE[1:]]
    assert "far apart" in what(apart)
    assert "far apart" not in what(THREE)


def test_faults_are_named_where_they_stand(run: Callable[..., Result], write: Callable[..., Any]) -> None:
    text = """\
organisation: bad
start: 2027-01-04
units:
  - {id: a, levels: {shared-strategy: 2, publising-process: 1, basic-presence: 6}, wave: pilott}
  - {id: a, capacity: {mkt: 3, buu: 2}, on_board: true, wave: 2}
  - {name: none}
"""
    result = run("validate", write("bad.yaml", text))
    assert result.exit_code == 2
    for words in (
        "bad.yaml:4:22: 'shared-strategy' is not done in units",
        "bad.yaml:4:42: unknown capability 'publising-process'",
        "bad.yaml:4:80: there is no level 6",
        "'pilott' is not one of the choices",
        "bad.yaml:5:10: there are two units 'a'",
        "bad.yaml:5:24: 'mkt' takes no part when a unit comes on board",
        "bad.yaml:5:32: unknown role 'buu'",
        "it is on board already",
        "'id' is missing",
    ):
        assert words in " ".join(result.output.split()), words
    result = run("validate", write("gone.yaml", "organisation: a\nstart: 2027-01-04\nunits: [{id: b}, {id: c}]\n"
                                   "targets: {unit-onboarding-wave-2: 2}\n"))  # fmt: skip
    assert "unknown capability 'unit-onboarding-wave-2'" in result.output


@pytest.fixture
def group(write: Callable[..., Any]) -> Any:
    return write("small.yaml", SMALL)


@pytest.mark.long
def test_a_group_on_the_command_line(run: Callable[..., Result], tmp_path: Any, group: Any) -> None:
    words = " ".join(run("roadmap", group).output.split())
    assert "All 4 units work one way from" in words
    assert "Nordic and Wholesale last" in words
    assert (tmp_path / "small-roadmap" / "units.svg").exists()
    assert "Nordic and Wholesale: wave 2" in (tmp_path / "small-roadmap" / "report.md").read_text("utf-8")
    assert run("roadmap", group, "-q", "-o", "plan.json").exit_code == 0
    units = json.loads((tmp_path / "plan.json").read_text("utf-8"))["units"]
    assert [(one["id"], one["wave"]) for one in units] == [("online", 0), ("shops", 1), ("nordic", 2), ("wholesale", 2)]
    assert run("verify", "plan.json", group).exit_code == 0
    assert "Shops" in run("assess", group).output
    assert "lists none" in run("roadmap", EXAMPLES / "five-minutes.yaml", "-o", "units:no.svg").output


def test_work_on_a_wave_is_marked_like_any_other(run: Callable[..., Result], tmp_path: Any, group: Any) -> None:
    assert run("mark", "unit-onboarding", "done", group, "--by", "me").exit_code == 0
    assert run("mark", "unit-onboarding-wave-1", "30%", group).exit_code == 0
    assert planner.load(group).organisation.in_progress[0].capability == "unit-onboarding-wave-1"
    online, *_others = planner.plan(group).units or ()
    assert (online.wave, online.finish) == (None, 0)


def test_a_deck_shows_the_units_in_its_appendix(run: Callable[..., Result], tmp_path: Any, group: Any) -> None:
    from pptx import Presentation

    assert run("deck", group, "-o", "board.pptx", "-q").exit_code in (0, 1)
    notes = [slide.notes_slide.notes_text_frame.text for slide in Presentation(str(tmp_path / "board.pptx")).slides]
    assert any("units work one way" in words for words in notes[8:])
    assert not any("units work one way" in words for words in notes[:8])


@pytest.mark.long
def test_a_hundred_units_are_one_page_of_waves() -> None:
    units = [{"id": f"m{n}", "name": f"Market {n}"} for n in range(100)]
    roadmap = planner.plan(organisation(units, target_stage="native"), limits=planner.Limits(effort=1))
    pages = planner.export(roadmap, "svg", view="units")
    text = pages.decode("utf-8")
    assert "wave 4: 40 units" in text
    assert len(roadmap.units or ()) == 100
    assert {one.wave for one in roadmap.units or ()} == {0, 1, 2, 3, 4}


def test_another_fault_does_not_make_a_wave_unknown() -> None:
    faulty = organisation(targets={"unit-onboarding-wave-1": 2}, goals={"nothing": 1})
    with pytest.raises(planner.DocumentError) as caught:
        planner.load(faulty)
    (only,) = caught.value.problems
    assert "nothing" in only.what
