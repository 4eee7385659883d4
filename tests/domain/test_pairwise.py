"""Goals compared two at a time (AHP), surveys beside an organisation."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.domain.pairwise import faulty_pairs, weigh

from conftest import EXAMPLES

BANK, SMALL = EXAMPLES / "reches-bank.yaml", EXAMPLES / "five-minutes.yaml"


@given(st.lists(st.integers(1, 9), min_size=2, max_size=8))
def test_consistent_comparisons_give_their_weights_back(weights):
    names = [f"g{i}" for i in range(len(weights))]
    pairs = {a: {b: weights[i] / weights[j] for j, b in enumerate(names) if j > i} for i, a in enumerate(names[:-1])}
    found = weigh(pairs)
    assert list(faulty_pairs(pairs)) == []
    assert found.ratio == pytest.approx(0, abs=1e-6)
    for name, weight in zip(names, weights, strict=True):
        assert found.weights[name] == pytest.approx(weight / sum(weights), abs=1e-6)


@given(st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1, 2, 5, 9]), min_size=6, max_size=6))
def test_any_comparisons_give_weights_and_a_ratio(values):
    a, b, c, d, e, f = values
    found = weigh({"w": {"x": a, "y": b, "z": c}, "x": {"y": d, "z": e}, "y": {"z": f}})
    assert sum(found.weights.values()) == pytest.approx(1)
    assert all(weight > 0 for weight in found.weights.values())
    assert found.ratio >= 0
    turned = weigh({"x": {"w": 1 / a}, "y": {"w": 1 / b, "x": 1 / d}, "z": {"w": 1 / c, "x": 1 / e, "y": 1 / f}})
    for name, weight in found.weights.items():
        assert turned.weights[name] == pytest.approx(weight, abs=1e-6), "said the other way round, it is the same"


def test_a_textbook_example():
    """Saaty 1980: 1 3 5, 1/3 1 2, 1/5 1/2 1 has the weights .648 .230 .122 and the ratio .003."""
    found = weigh({"a": {"b": 3, "c": 5}, "b": {"c": 2}})
    assert [round(w, 3) for w in found.weights.values()] == [0.648, 0.230, 0.122]
    assert round(found.ratio, 3) == 0.003
    odd = weigh({"a": {"b": 9, "c": 1 / 5}, "b": {"c": 7}})
    assert odd.ratio > 0.1 and odd.worst[:2] in (("a", "b"), ("a", "c"), ("b", "c"))


def test_weights_come_from_pairs_in_a_file(run, write):
    text = SMALL.read_text("utf-8").replace("goals: {community: 3, awareness: 1}\n", "")
    path = write("pairs.yaml", text + "goal_pairs: {community: {awareness: 3}}\n")
    assert planner.plan(path).goals == pytest.approx({"Community": 0.75, "Awareness": 0.25})
    odd = write(
        "odd.yaml", text + "goal_pairs: {community: {awareness: 9, engagement: 0.2}, awareness: {engagement: 7}}\n"
    )
    assert "consistency ratio 4.27, above 0.1" in run("roadmap", odd, "-q", "-o", "x.svg").stderr
    assert json.loads(run("assess", odd, "--json").stdout)["consistency"] > 4


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ("{community: {awarenes: 3}}", "did you mean 'awareness'?"),
        ("{community: {community: 3}}", "'community' is compared with itself"),
        ("{community: {awareness: 3}, awareness: {community: 2}}", "are compared twice"),
        ("{community: {awareness: 3}, awareness: {engagement: 2}}", "'community' and 'engagement' are not compared"),
        ("{community: {awareness: 12}}", "is too large"),
        ("{community: {awareness: 0}}", "is too small"),
        ("{community: 3}", "write for example {community: {awareness: 3}}"),
    ],
)
def test_faulty_pairs_are_refused_where_they_stand(run, write, pairs, words):
    text = SMALL.read_text("utf-8").replace("goals: {community: 3, awareness: 1}\n", "")
    path = write("bad.yaml", text + f"goal_pairs: {pairs}\n")
    result = run("validate", path)
    assert result.exit_code == 2 and words in result.stderr
    assert f"bad.yaml:{len(path.read_text('utf-8').splitlines())}:" in result.stderr


def test_weights_and_pairs_exclude_each_other(run, write):
    path = write("both.yaml", SMALL.read_text("utf-8") + "goal_pairs: {community: {awareness: 3}}\n")
    assert "goals are weighed twice" in run("validate", path).stderr


def test_comparing_on_the_terminal(run, write):
    path = write("acme.yaml", SMALL.read_text("utf-8"))
    stopped = run("assess", "goals", path, answers="q\n")
    assert stopped.exit_code == 130 and path.read_text("utf-8") == SMALL.read_text("utf-8")
    found = run("assess", "goals", path, answers="zero\n3\n")
    assert found.exit_code == 0 and "is not on the scale" in found.stderr
    assert "75.0 %" in found.stdout and "Consistency ratio 0.00" in found.stdout
    text = path.read_text("utf-8")
    assert "# goals: {community: 3, awareness: 1}" in text and "# paid influencers disclose it" in text
    again = run("assess", "goals", path, answers="\n")
    assert "[3]" in again.stderr and "75.0 %" in again.stdout, "what was said before is the default"
    more = run(
        "assess",
        "goals",
        path,
        *[x for g in ("community", "awareness", "engagement") for x in ("--goal", g)],
        answers="9\n1/5\n7\n",
    )
    assert more.exit_code == 1 and "contradict each other" in " ".join(more.stderr.split())
    assert run("assess", "goals", path, "--goal", "communty").exit_code == 2
    assert run("assess", "goals", path, "--goal", "community").exit_code == 2


def test_surveys_stand_beside_an_organisation_with_their_sources(run):
    peers = {one["id"]: one for one in json.loads(run("assess", BANK, "--json").stdout)["peers"]}
    assert len(peers) >= 10
    assert (peers["policy"]["share"], peers["policy"]["year"], peers["policy"]["here"]) == (85, 2013, False)
    assert peers["beside-other-work"]["here"] is True
    assert all(one["source"] and one["who"] for one in peers.values())
    shown = " ".join(run("assess", BANK).stdout.split())
    assert "49 % of 243 directors and above have a formal plan for a crisis in public; here: not yet" in shown
    assert "85 % of companies asked by Altimeter have a policy for social media Li and Solis" in shown
    assert "The State of Social Business 2013" in shown
    report = planner.export(planner.plan(BANK), "markdown").decode()
    assert "Beside published surveys" in report and "a comparison, not a target" in report
    assert all(one.finding.say("he") != one.finding.say("en") for one in planner.load_journey("social-native").surveys)


def test_an_old_survey_is_history_and_no_yardstick(run, write):
    """The bank plans from 2027: what was asked in 2022 is five years old, what was asked before is history."""
    beside = json.loads(run("assess", BANK, "--json").stdout)["peers"]
    assert [one["history"] for one in beside] == sorted(one["year"] < 2022 for one in beside)
    assert {one["year"] for one in beside if not one["history"]} == {2022, 2023, 2024, 2025, 2026}
    words = " ".join(run("assess", BANK).stdout.split())
    now, _, history = words.partition("surveys older than five years, history and no yardstick")
    report = planner.export(planner.plan(BANK), "markdown").decode()
    for text in (now, report):
        assert "run social listening" in text and "have a formal plan for a crisis" in text
        assert "have a policy for social media" not in text
    assert "have a policy for social media" in history
    later = write("later.yaml", BANK.read_text("utf-8").replace("start: 2027", "start: 2029"))
    aged = json.loads(run("assess", later, "--json").stdout)["peers"]
    assert {one["year"] for one in aged if not one["history"]} == {2024, 2025, 2026}


def test_an_agency_brings_its_own_surveys(write):
    own = (
        "journey: ours\nname: Ours\nextends: social-native\nsurveys:\n"
        "  clients: {finding: have a council, share: 60, who: our clients, year: 2026, source: Our survey, here_when: {at_least: 1, of: [cross-functional-council]}}\n"
        "capabilities: {house-rules: {risk: {level: low}}}\n"
    )
    write("ours.yaml", own)
    path = write("acme.yaml", SMALL.read_text("utf-8").replace("start:", "journey: ours.yaml\nstart:"))
    assert {p.id: p.here for p in planner.plan(path).peers}["clients"] is False
    write("ours.yaml", own.replace("cross-functional-council]", "cross-functional-councl]"))
    with pytest.raises(planner.DocumentError, match="did you mean 'cross-functional-council'"):
        planner.load(path)
