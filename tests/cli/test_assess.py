"""The interview: which questions, in which order, and what becomes of the answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import planner
from planner.assessment.interview import asking_order, fitting_owner, is_about_ownership, matters, offers, to_ask

from conftest import EXAMPLES

JOURNEY = planner.load_journey("social-native")
FIRST = "Acme\n1\n\n\n"  # name, units, no region, nothing that is true of it
ORGANISATION = planner.load(EXAMPLES / "five-minutes.yaml").organisation
LARGE = replace(ORGANISATION, units=3)


def questions(text: str) -> list[str]:
    return re.findall(r"^(.+\?) \[y/n", text, re.M)


def test_ownership_is_never_the_first_question_and_goals_come_before_it(run):
    answers = FIRST + "n\n" * 200
    said = run("assess", "new", "acme.yaml", "--on", "2027-02-01", answers=answers).stderr
    about = {
        one for c in JOURNEY.capabilities.values() if is_about_ownership(JOURNEY, c) for one in map(str, c.evidence)
    }
    asked = questions(said)
    assert asked and asked[0] not in about
    ends = said.index("What should it bring the organisation?")
    assert not set(questions(said[:ends])) & about


def test_answers_are_written_at_once_and_it_goes_on_where_it_was_stopped(run, tmp_path):
    first = run(
        "assess", "new", "acme.yaml", "--by", "Head of PR", "--on", "2027-02-01", answers=FIRST + "y\ny\nn\na list\nq\n"
    )
    assert first.exit_code == 0, first.output
    assert "acme.yaml has 1 answers more" in first.stderr
    text = (tmp_path / "acme.yaml").read_text("utf-8")
    assert "levels:\n  channel-audit: {level: 2, by: Head of PR, on: 2027-02-01, evidence: a list}\n" in text
    assert planner.load(tmp_path / "acme.yaml").organisation.start.isoformat() == "2027-04-01"
    second = run("assess", "new", "acme.yaml", answers="?\nperhaps\ns\nn\n")
    assert "official accounts" not in second.stderr, "what was answered is not asked again"
    assert "(y yes, n no, s skip for now, q stop)" in second.stderr, "what is meant is explained"
    assert re.search(r"1 answered, about \d+ to go", second.stderr), "progress is shown"
    levels = planner.load(tmp_path / "acme.yaml").organisation.levels
    assert "basic-presence" not in levels, "skipped: asked again next time"
    assert levels["internal-champions"].level == 0
    third = run("assess", "new", "acme.yaml", answers="q\n")
    assert questions(third.stderr)[0].startswith("Do we have an official profile")


def test_comments_of_the_file_stay(run, write):
    file = write(
        "acme.yaml", "# mine\norganisation: acme   # us\nstart: 2027-01-01\nlevels:\n  channel-audit: 1   # by hand\n"
    )
    assert run("assess", "new", "acme.yaml", answers="n\nq\n").exit_code == 0
    assert file.read_text("utf-8") == (
        "# mine\norganisation: acme   # us\nstart: 2027-01-01\nlevels:\n  channel-audit: 1   # by hand\n  basic-presence: {level: 0, on: 2026-12-01}\n"
    )


def answered(levels: dict[str, int]) -> set[str]:
    return {c.id for c in to_ask(JOURNEY, levels, LARGE)}


def test_what_cannot_matter_is_not_asked():
    assert "legacy-integration" not in answered({}), "two stages on, and nothing in its area has begun"
    assert "legacy-integration" in answered({"shared-toolset": 1})
    assert "unit-onboarding" not in {c.id for c in to_ask(JOURNEY, {"shared-strategy": 2}, ORGANISATION)}, (
        "for several units only"
    )
    assert not matters(JOURNEY, JOURNEY.capabilities["split-charter"], {"single-owner": 2}, LARGE), (
        "another way is established"
    )
    assert "channel-audit" not in answered({"channel-audit": 0})


def test_goals_are_offered_by_stage():
    beginners = offers(JOURNEY, {})
    assert [offer.near for offer in beginners] == sorted((offer.near for offer in beginners), reverse=True)
    assert {offer.goal for offer in beginners} == set(JOURNEY.goals)
    assert next(o for o in beginners if o.goal == "awareness").stage == 1
    far = [offer.goal for offer in beginners if not offer.near]
    assert far == ["employee-efficiency"]
    everything = {c: 2 for c in JOURNEY.capabilities if c != "split-charter"}
    assert all(offer.near for offer in offers(JOURNEY, everything))


def test_an_owner_is_proposed_from_goals(run, tmp_path):
    owners = {goal: fitting_owner(JOURNEY, {goal: 5}) for goal in JOURNEY.goals}
    expected = {
        "awareness": "mkt",
        "community": "social",
        "reputation-risk": "pr",
        "service-cost": "svc",
        "sales-crm": "sales",
    }
    assert {goal: owners[goal].role for goal in expected} == expected
    assert fitting_owner(JOURNEY, {}) is None
    asked = len(
        questions(
            run("assess", "new", "one.yaml", answers=FIRST + "n\n" * 200).stderr.partition("What should social")[0]
        )
    )
    weights = "".join("5\n" if offer.goal == "service-cost" else "0\n" for offer in offers(JOURNEY, {}))
    said = run("assess", "new", "acme.yaml", answers=FIRST + "n\n" * asked + weights + "q\n").stderr
    assert "Customer service would own most of what serves them" in said
    assert planner.load(tmp_path / "acme.yaml").organisation.goals["service-cost"] == 5


def test_order_is_stage_by_stage_with_ownership_last():
    order = asking_order(JOURNEY)
    about = [is_about_ownership(JOURNEY, c) for c in order]
    assert about == sorted(about)
    plain = [JOURNEY.stage(c.stage).number for c in order if not is_about_ownership(JOURNEY, c)]
    assert plain == sorted(plain)


def test_from_an_interview_to_a_plan(run, tmp_path):
    """Everything at level 1 and no further, then a plan."""
    answers = FIRST + ("y\nn\n\n" * 40)
    run("assess", "new", "acme.yaml", answers=answers + "q\n")
    text = (tmp_path / "acme.yaml").read_text("utf-8")
    assert text.count("level: 1") >= 10
    assert run("assess", "acme.yaml").exit_code == 0
    assert run("roadmap", "acme.yaml", "-q", "--sequencer", "list").exit_code in (0, 1)


def test_what_it_did_as_data(run):
    result = run("assess", "new", "acme.yaml", "--json", answers=FIRST + "n\nq\n")
    data = json.loads(result.stdout)
    assert data["file"] == "acme.yaml" and data["answered"] == 1 and data["left"] > 5


@pytest.mark.parametrize("args", [["assess", "new"], ["assess", "new", "acme.yaml", "--journey", "musem"]])
def test_what_makes_no_sense_is_refused(run, args, tmp_path):
    result = run(*args)
    assert result.exit_code == 2
    assert not (tmp_path / "acme.yaml").exists()


def test_assess_shows_as_before(run):
    for args in (["assess", EXAMPLES / "reches-bank.yaml"], ["assess", "show", EXAMPLES / "reches-bank.yaml"]):
        assert "stage 1, Develop channels (mid phase)" in run(*args).stdout
    assert json.loads(run("assess", EXAMPLES / "reches-bank.yaml", "--json").stdout)["stage"] == "channels"
    assert "new" in run("assess", "--help").stdout


def test_old_evidence_and_fallen_levels_are_seen(run, write):
    write("acme.yaml", "organisation: acme\nstart: 2027-01-01\nlevels:\n  house-rules: {level: 1, was: 2, on: 2026-11-01}\n"
          "  basic-presence: {level: 2, on: 2025-06-30}\n  goal-setting: 1\n")  # fmt: skip
    said = run("assess", "acme.yaml").stdout
    assert "House rules and account security: level 1, was 2" in said
    assert "older than 365 days on 1 Jan 2027" in said and ": 30 Jun 2025" in said and "1 Nov 2026" not in said
    data = json.loads(run("assess", "acme.yaml", "--json", "--as-of", "2027-06-01", "--stale-after", "30").stdout)
    assert [one["capability"] for one in data["stale"]] == ["basic-presence", "house-rules"]
    assert data["fallen"] == [{"capability": "house-rules", "was": 2, "level": 1}]
    assert "older than 365" not in run("assess", "acme.yaml", "--as-of", "2026-01-01").stdout


def test_zeros_that_init_writes_are_no_answers_and_no_yes_is_lost(run, tmp_path):
    assert run("init", "acme.yaml", "--start", "2027-01-01").exit_code == 0
    first = run("assess", "new", "acme.yaml", "--by", "Ann", "--on", "2026-11-02", answers="y\ny\nq\n")
    assert first.exit_code in (0, 130) and questions(first.stderr), "a file of zeros is asked about"
    stated = {name: one for name, one in planner.load(tmp_path / "acme.yaml").organisation.levels.items() if one.level}
    assert [(one.level, one.by, str(one.on)) for one in stated.values()] == [(2, "Ann", "2026-11-02")], (
        "left inside a level"
    )
    second = run("assess", "new", "acme.yaml", "--on", "2026-11-03", answers="n\nq\n")
    assert second.exit_code in (0, 130)
    levels = planner.load(tmp_path / "acme.yaml").organisation.levels
    assert [str(one.on) for one in levels.values() if not one.level and one.on] == ["2026-11-03"], "a no is an answer"
