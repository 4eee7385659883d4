"""The 60 claims of the article that the journey is built on: each holds in what a user meets (``claim_behaviours``), and
no longer where one thing of the journey is made untrue (``claim_mutations``)."""

from __future__ import annotations

import json
import re

import networkx as nx
import pytest

import planner

from claim_behaviours import BEHAVIOUR
from claim_mutations import MUTATION
from claim_world import World

LANGUAGES = ("en", "he", "de")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize("row", BEHAVIOUR)
def test_claim(row, world):
    assert BEHAVIOUR[row](world)


@pytest.mark.nightly
@pytest.mark.parametrize("row", MUTATION)
def test_it_is_red_where_the_claim_is_untrue(row):
    assert MUTATION[row].turns_red(BEHAVIOUR[row]), MUTATION[row].what


def test_there_are_60_claims_and_capabilities_name_only_these(world):
    assert len(BEHAVIOUR) == 60
    assert list(BEHAVIOUR) == list(MUTATION) == list(world.data["claims"])
    used = {row for c in world.journey.capabilities.values() for row in c.claims}
    assert {row if row in BEHAVIOUR else row[:-1] for row in used} <= set(BEHAVIOUR)


def test_every_capability_says_what_one_needs_to_judge_it(world):
    journey = world.journey
    assert len(journey.capabilities) == 66
    older = planner.load_journey("social-native@1").capabilities
    for c in journey.capabilities.values():
        assert len(c.evidence) == 3 and all(question.say().endswith("?") for question in c.evidence)
        assert c.proof and c.outcome
        assert c.kpis and all(kpi.better in ("up", "down") and kpi.unit for kpi in c.kpis)
        assert all(bool(kpi.usual) == bool(kpi.source) for kpi in c.kpis)
        assert c.sources and c.value
        assert c.effort.low <= c.effort.likely <= c.effort.high
        assert c.why or c.id in older, "what is new says why it is in"
    assert "estimate" in journey.note.say()


def test_every_text_is_there_in_every_language(world):
    def texts(value, where=()):
        if isinstance(value, dict):
            if "en" in value:
                yield where, value
            for key, one in value.items():
                yield from texts(one, (*where, key))
        elif isinstance(value, list):
            for place, one in enumerate(value):
                yield from texts(one, (*where, place))

    found = list(texts({key: value for key, value in world.data.items() if key != "claims"}))
    assert len(found) > 700
    lacking = [(where, language) for where, text in found for language in LANGUAGES if not text.get(language)]
    assert not lacking
    hebrew = [where for where, text in found if not re.search("[\u0590-\u05ff]", text["he"])]
    assert all(where[:2] == ("levels", 1) or "unit" in where for where in hebrew), hebrew


def test_nothing_is_in_the_journey_for_nothing(world):
    """Each capability serves a goal well, is asked for by a stage, a rule or a law, or unlocks something."""
    journey = world.journey
    graph = nx.DiGraph(
        (one.capability, c.id)
        for c in journey.capabilities.values()
        for need in c.needs_for(2, 1)
        for one in need.alternatives
    )
    asked = {c for stage in journey.stages for condition in stage.reached_when for group in condition.of for c in group}
    asked |= {one.capability for stage in journey.stages for one in stage.belongs}
    asked |= {one.capability for rule in journey.rules.values() for need in rule.needs for one in need.alternatives}
    asked |= {one.capability for law in journey.regulations.values() for one in law.asks}
    idle = [
        c.id for c in journey.capabilities.values()
        if max(c.value.values(), default=0) < 3 and c.id not in asked and not (c.id in graph and graph.out_degree(c.id))
    ]  # fmt: skip
    assert not idle


def test_the_journey_lists_its_claims_with_their_checks(run):
    rows = json.loads(run("journey", "show", "--claims", "--json").stdout)
    assert [one["row"] for one in rows] == list(BEHAVIOUR)
    known = planner.load_journey("social-native").capabilities
    for one in rows:
        assert set(one) == {"row", "claim", "where", "check"}
        assert one["claim"] and one["where"]
        assert one["check"] == f"tests/claims/test_claims.py::test_claim[{one['row']}]", "the test of this row"
        for name in re.findall(r"\b(?:capability|capabilities) ((?:[a-z-]+(?:, | and )?)+)", one["where"]):
            for own in re.findall(r"[a-z]+(?:-[a-z]+)+", name):
                assert own in known, own
    shown = run("journey", "show", "--claims").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "S2.13" in shown and "split-trap" in shown
