"""Stall patterns and checks of the default journey: each is seen where it holds, and gone once it is unlocked."""

from __future__ import annotations

import json
from typing import Any

import pytest

import planner
from planner.plugins.registry import default_registry

from conftest import EXAMPLES

CORE = {
    "goal-setting": 2, "basic-presence": 2, "publishing-process": 2, "conversation-handling": 2, "basic-listening": 2,
    "reach-reporting": 2, "house-rules": 2, "interim-ownership": 2,
}  # fmt: skip
ORG: dict[str, Any] = {"organisation": "acme", "start": "2027-01-01", "goals": {"community": 1, "engagement": 1}}

STALLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "channel-mentality": (CORE, {"ambition-map": 2, "outcome-measurement": 2}),
    "campaign-only": ({"basic-presence": 1}, {"publishing-process": 2}),
    "volunteers": ({"internal-champions": 1}, {"annual-budget": 1}),
    "owner-undecided": ({"executive-sponsorship": 1}, {"single-owner": 2}),
    "split-trap": ({"split-charter": 2}, {"cross-functional-council": 2, "community-programme": 2, "social-crm": 2}),
    "tool-first": ({"shared-toolset": 2}, {"shared-strategy": 2, "outcome-measurement": 2}),
    "help-desk": ({"social-care": 1}, {"outcome-measurement": 2}),
    "hub-bottleneck": ({"cross-functional-council": 2, "in-house-specialists": 2}, {"distributed-ownership": 2}),
    "inside-outside-wall": ({"community-programme": 2}, {"collaboration-network": 2}),
    "fading-network": ({"collaboration-network": {"level": 1, "was": 2}}, {"collaboration-network": {"level": 2, "was": 2}}),
    "unused-insight": ({"social-intelligence": 2}, {"insight-decisions": 2}),
}  # fmt: skip


@pytest.fixture
def load(write):
    def loader(**changed: Any) -> planner.Loaded:
        return planner.load(write("acme.json", json.dumps(ORG | changed)))

    return loader


def stalls(loaded: planner.Loaded) -> dict[str, Any]:
    return {one.pattern: one for one in planner.assess(loaded).stalls}


@pytest.mark.parametrize("name", STALLS)
def test_a_stall_is_seen_and_what_unlocks_it_ends_it(name, load):
    levels, unlocked = STALLS[name]
    found = stalls(load(levels=levels))
    assert name in found
    assert found[name].unlock and found[name].what.endswith(".")
    assert name not in stalls(load(levels=levels | unlocked))
    assert name not in stalls(load(levels={})), "nothing is stuck where nothing has begun"


def test_stalls_of_several_units_and_of_empty_seats(load):
    assert "fragmented-units" in stalls(load(units=3))
    assert "fragmented-units" not in stalls(load(units=1))
    assert "fragmented-units" not in stalls(load(units=3, levels={"shared-strategy": 2}))
    council = "cross-functional-council"
    assert "missing-seats" in stalls(load(levels={council: 1}, seats={council: ["sales"]}))
    assert "missing-seats" not in stalls(load(levels={council: 1}, seats={council: ["sales", "svc", "legal", "ops"]}))
    assert "missing-seats" not in stalls(load(levels={council: 1})), "what is not known is not held against anybody"


def test_the_samples_are_stuck_as_the_brief_says():
    def of(name: str) -> set[str]:
        return set(stalls(planner.load(EXAMPLES / f"{name}.yaml")))

    assert of("reches-bank") == {
        "channel-mentality",
        "volunteers",
        "owner-undecided",
        "missing-seats",
        "fragmented-units",
    }
    assert of("tamuzia-home") == {"split-trap", "missing-seats", "help-desk", "fragmented-units", "inside-outside-wall"}


def test_there_are_thirteen_patterns_and_every_one_names_its_source(load):
    assert len(default_registry().names("stall_patterns")) == 13
    assert all(one.source for one in stalls(planner.load(EXAMPLES / "reches-bank.yaml")).values())


def test_stalls_are_shown_as_common_and_speak_the_language(run):
    shown = run("assess", EXAMPLES / "reches-bank.yaml").stdout
    assert "Where it is stuck (each with what has unlocked it elsewhere)" in shown
    assert "unlocked by: Future-goal map" in " ".join(shown.split())
    assert "חשיבה בערוצים" in run("assess", EXAMPLES / "reches-bank.yaml", "--language", "he").stdout
    report = run("roadmap", EXAMPLES / "reches-bank.yaml", "--format", "markdown").stdout
    assert "### Where it is stuck" in report and "## Checks" in report


COUNCIL = "cross-functional-council"
SEATED = {COUNCIL: ["sales", "svc", "legal", "ops"]}
CHECKS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "council-seats": (
        {"targets": {"social-crm": 2}, "seats": {COUNCIL: ["sales"]}},
        {"seats": SEATED}, "Customer service, Legal and compliance and Operations"),
    "one-owner": (
        {"targets": {"reputation-monitoring": 2}, "relax": ["owner-decided"]}, {"relax": []}, "nobody is to own it"),
    "journey-rules": (
        {"targets": {"reputation-monitoring": 2}, "relax": ["budget-line"]}, {"relax": []}, "before there is a budget line"),
    "regulated-council": (
        {"targets": {COUNCIL: 2}, "options": {"checks": {"regulated-council": {"regulated": True}}}},
        {"seats": {COUNCIL: ["legal", "it", "hr", "sales", "svc", "ops"]}}, "these join the council"),
    "agency-exit": (
        {"targets": {"basic-presence": 2}, "capacity": {"agency": {"start": 4, "2027Q3": 0}}},
        {"handovers": [{"role": "agency", "to": "social", "from": "2027Q3"}]}, "leaves in Q3 2027"),
    "closing-window": (
        {"targets": {"annual-budget": 2}, "levels": {"goal-setting": 2, "executive-sponsorship": 2}, "fiscal_year_starts": 3},
        {"fiscal_year_starts": 4}, "in week 18, and the last week in which it can begins on 28 May 2027"),
    "only-awareness": (
        {"targets": {"basic-presence": 2}, "goals": {"awareness": 3}}, {"goals": {"awareness": 3, "community": 1}}, "serves awareness alone"),
}  # fmt: skip


def found(loaded: planner.Loaded) -> dict[str, Any]:
    return {one.check: one for one in planner.plan(loaded).findings}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_what_it_is_for_and_its_advice_helps(name, load):
    broken, mended, words = CHECKS[name]
    findings = found(load(**{"horizon": 20} | broken))
    assert name in findings, findings
    assert words in findings[name].what
    assert findings[name].mend
    assert name not in found(load(**{"horizon": 20} | broken | mended))


def test_what_is_bought_for_an_agency_that_is_about_to_leave_is_named(load):
    def of(since: str) -> dict[str, Any]:
        return found(load(targets={"specialist-agency": 2}, levels={"annual-budget": 2, "goal-setting": 2}, horizon=20,
                          handovers=[{"role": "agency", "to": "social", "from": since}]))  # fmt: skip

    assert "the agency hands over in week 25" in of("2027Q3")["agency-for-nothing"].what
    assert "agency-for-nothing" not in of("2029Q1")


@pytest.mark.long
def test_a_role_that_much_waits_for_is_named_with_who_could_lead_instead(load):
    """Where Marketing may lead only one thing at once, much of a plan to the second stage waits for it."""
    patient = load(target_stage="streamline", goals={"awareness": 3, "engagement": 3}, horizon=20,
                   pace={"leads_at_once": {"mkt": 1}, "changes_at_once": 30})  # fmt: skip
    one = found(patient)["too-few-lead"]
    assert "wait until Marketing is free to lead them" in one.what and one.mend.startswith("Let ")
    free = load(target_stage="streamline", goals={"awareness": 3, "engagement": 3}, horizon=20,
                pace={"leads_at_once": {"mkt": 30}, "changes_at_once": 30})  # fmt: skip
    assert "too-few-lead" not in found(free)


def test_a_split_is_named_with_its_price(load):
    found_here = found(load(levels=CORE | {"split-charter": 2}, targets={"shared-strategy": 2}))
    assert "person-weeks more" in found_here["one-owner"].what and "(estimate)" in found_here["one-owner"].what


def test_native_is_not_claimed_while_marketing_does_the_work(load):
    everything = {c: 2 for c in planner.load_journey("social-native").capabilities if c != "split-charter"}
    names = found(load(levels=everything | {"legacy-integration": 1}, targets={"legacy-integration": 2}))
    assert "native-share" not in names
    running = {"basic-presence": {"run": 400}}
    names = found(
        load(levels=everything | {"legacy-integration": 1}, targets={"legacy-integration": 2}, estimates=running)
    )
    assert "% of the effort is with marketing and PR" in names["native-share"].what


def test_a_role_that_cannot_keep_up_at_the_end_is_named(load):
    names = found(load(levels={"publishing-process": 2}, capacity={"mkt": 0.1}, targets={"goal-setting": 1}))
    assert "cannot keep up what runs" in names["run-capacity"].what
    assert "more person-weeks a quarter of Marketing from Q1 2027 on" in names["run-capacity"].mend


def test_what_is_handed_over_is_not_kept_up_by_who_had_it(load):
    """The agency leaves after the first quarter, and its work is the core team's from then on."""
    gone = {"start": 5, "2027Q2": 0}
    own = {"levels": {"community-programme": 2}, "targets": {"goal-setting": 1, "channel-audit": 2}}
    handover = [{"role": "agency", "to": "social", "from": "2027Q2"}]
    loaded = load(**own, capacity={"agency": gone, "social": 40}, handovers=handover)
    uses = {use.quarter for use in planner.plan(loaded).capacity_use if use.role == "agency"}
    assert uses == {"2027Q1"} and "run-capacity" not in found(loaded)


@pytest.mark.parametrize(("there", "said"), [(40, True), (0.2, False)])
def test_who_has_the_time_to_do_what_a_role_cannot_keep_up_is_named(load, there, said):
    """As far as the journey says that it could."""
    names = found(load(levels={"publishing-process": 2, "community-programme": 2}, targets={"goal-setting": 1},
                       capacity={"mkt": 0.1, "social": there}))  # fmt: skip
    assert ("or let Social core team do part of it" in names["run-capacity"].mend) == said


@pytest.mark.parametrize(("until", "said"), [("2027Q3", False), ("2027Q4", True)])
def test_a_role_that_cannot_keep_up_for_long_is_named(load, until, said):
    capacity = {"mkt": {"start": 0.1, until: 20}}
    names = found(load(levels={"publishing-process": 2}, capacity=capacity, targets={"goal-setting": 1}))
    assert ("run-capacity" in names) == said
    if said:
        assert "cannot keep up what runs from Q1 2027 to Q3 2027" in names["run-capacity"].what
        assert "bring forward what relieves them" in names["run-capacity"].mend


def test_a_quarter_that_is_begun_is_compared_whole(load):
    """What runs takes as much a quarter whether the plan begins on the first day of one or within it."""
    said = {
        start: found(load(start=start, levels={"publishing-process": 2}, capacity={"mkt": 0.1},
                          targets={"goal-setting": 1}))["run-capacity"]
        for start in ("2027-01-01", "2027-02-12")
    }  # fmt: skip
    assert said["2027-01-01"].what == said["2027-02-12"].what and said["2027-01-01"].mend == said["2027-02-12"].mend


@pytest.mark.long
def test_nobody_is_seated_for_a_role_that_is_never_there(load):
    """A hospital has no sales team, and its council is whole without one."""
    wanted = {"levels": CORE, "targets": {"shared-strategy": 2, "single-owner": 2}}
    said = found(load(**wanted))["council-seats"].what
    without = found(load(**wanted, capacity={"sales": 0}))["council-seats"].what
    assert "Sales" in said and "Sales" not in without
    seats = planner.load_journey("social-native").capabilities["cross-functional-council"].seats
    levels = CORE | {"cross-functional-council": 2}
    seated = {"cross-functional-council": [role for role in seats if role != "sales"]}
    for capacity, level in (({}, 1), ({"sales": 0}, 2)):
        loaded = load(levels=levels, seats=seated, capacity=capacity)
        assert loaded.organisation.level(loaded.journey.capabilities["cross-functional-council"]) == level
        planner.plan(loaded)  # which the recount from the documents would refuse, if it saw another level


def test_the_checks_alone_for_scripts(run, write):
    result = run("check", EXAMPLES / "reches-bank.yaml")
    assert result.exit_code == 0
    assert "Seats on the council are empty" in result.stdout
    data = json.loads(run("check", EXAMPLES / "reches-bank.yaml", "--json").stdout)
    assert {"file", "what", "mend", "about", "weight", "check", "by", "owner"} == set(data[0])
    assert run("check", EXAMPLES / "five-minutes.yaml").exit_code == 0
    assert run("check", "nothing.yaml").exit_code == 2
    left_out = run("check", EXAMPLES / "reches-bank.yaml", "--no-plugin", "checks:council-seats")
    assert "Seats" not in left_out.stdout
    write("bad.yaml", "organisation: bad\nstart: 2027-13-01\n")
    several = run("check", EXAMPLES / "reches-bank.yaml", "bad.yaml", EXAMPLES / "five-minutes.yaml")
    assert several.exit_code == 2 and "error: bad.yaml:2" in several.stderr
    assert "Seats on the council" in several.stdout and "five-minutes.yaml" in several.stdout
    files = {
        one["file"]
        for one in json.loads(
            run("check", EXAMPLES / "reches-bank.yaml", EXAMPLES / "alder-outdoor.yaml", "--json").stdout
        )
    }
    assert files == {str(EXAMPLES / "reches-bank.yaml"), str(EXAMPLES / "alder-outdoor.yaml")}


def test_importing_levels(run, write, tmp_path):
    write(
        "levels.csv",
        "\ufeffCapability;Level;Target;Was;Evidence;On\nbasic-presence;2;3;1;an account list;2026-11-01\nhouse-rules;1;2;;;\n;;;;;\n",
    )
    result = run(
        "import", "levels.csv", "--option", "csv.start=2027-04-01", "--option", "csv.name=Acme Foods", "-o", "acme.yaml"
    )
    assert result.exit_code == 0, result.output
    loaded = planner.load(tmp_path / "acme.yaml")
    assert loaded.organisation.name.say() == "Acme Foods"
    assert loaded.organisation.start.isoformat() == "2027-04-01"
    standing = loaded.organisation.levels["basic-presence"]
    assert (standing.level, standing.was, standing.evidence, str(standing.on)) == (
        2,
        1,
        "an account list",
        "2026-11-01",
    )
    assert {target.capability: target.level for target in loaded.organisation.targets} == {
        "basic-presence": 3,
        "house-rules": 2,
    }
    assert run("import", "levels.csv", "-o", "acme.yaml").exit_code == 2, "what is there is kept"
    assert run("roadmap", "acme.yaml", "-q").exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "levels.csv is empty"),
        ("capability\nx\n", "there is no column 'level'"),
        ("capability,level\nbasic-presence,5\nhouse-rules,x\n", "levels.csv:2: '5' is no level"),
        ("capability,level\nbasic-presence,5\nhouse-rules,x\n", "levels.csv:3: 'x' is no level"),
        ("capability,level\nbasic-presence,1\nbasic-presence,2\n", "levels.csv:3: 'basic-presence' has a row already"),
        ("capability,level\nbasic-presense,1\n", "did you mean 'basic-presence'"),
        ("capability,level,on\nbasic-presence,1,yesterday\n", "'yesterday' is no day"),
    ],
)
def test_a_faulty_table_is_refused(run, write, tmp_path, text, words):
    write("levels.csv", text)
    result = run("import", "levels.csv", "-o", "acme.yaml")
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "acme.yaml").exists()


def test_the_importer_is_chosen_by_name_or_ending(run, write):
    write("levels.txt", "capability,level\nbasic-presence,1\n")
    assert "no importer reads '.txt' files" in run("import", "levels.txt").stderr
    assert "basic-presence: 1" in run("import", "levels.txt", "--from", "csv").stdout
    assert "did you mean 'csv'" in run("import", "levels.txt", "--from", "cvs").stderr
    assert "cannot read nothing.csv" in run("import", "nothing.csv").stderr


def test_a_theme_of_a_plugin(run, tmp_path):
    assert run("theme", "check", "high-contrast").exit_code == 0
    assert (
        run("roadmap", EXAMPLES / "five-minutes.yaml", "-q", "--theme", "high-contrast", "-o", "a.svg").exit_code == 0
    )
    assert "#9A2400" in (tmp_path / "a.svg").read_text("utf-8") or "#1B4F86" in (tmp_path / "a.svg").read_text("utf-8")
    assert "did you mean 'high-contrast'" in run("theme", "check", "high-contrst").stderr


def test_another_journey_says_who_plays_which_part(write):
    """The council of a journey of somebody else's is the council for checks and patterns, whatever it is called."""
    board = {
        "name": "Steering board", "stage": "streamline", "area": "governance", "owner": "exec", "effort": 4, "weeks": 16,
        "seats": ["sales", "svc"], "plays": [COUNCIL], "value": {"community": 3},
    }  # fmt: skip
    write("own.yaml", json.dumps({"journey": "own", "extends": "social-native", "capabilities": {"board": board}}))
    loaded = planner.load(write("o.yaml", json.dumps({
        "organisation": "o", "journey": "own.yaml", "start": "2027-01-01", "levels": {"board": 1, "annual-budget": 2},
        "seats": {"board": ["svc"]}, "targets": {"social-crm": 2},
    })))  # fmt: skip
    roadmap = planner.plan(loaded)
    (finding,) = [one for one in roadmap.findings if one.check == "council-seats"]
    assert finding.about == ("board",) and "Sales" in finding.what
    (stall,) = [one for one in roadmap.diagnosis.stalls if one.pattern == "missing-seats"]
    assert stall.unlock == ("board",)


def test_empty_seats_are_a_decision_with_an_owner_and_a_day(load):
    roadmap = planner.plan(load(targets={"cross-functional-council": 2}))
    (finding,) = [one for one in roadmap.findings if one.check == "council-seats"]
    (asked,) = [one for one in planner.plugins.decisions(roadmap) if one.key.startswith("council-seats")]
    live = roadmap["cross-functional-council@2"].finish
    assert asked.by == finding.by == roadmap.calendar.day(live) and asked.owner == "Executive sponsor"
    assert asked.text == f"{finding.what}. {finding.mend}."


def test_posts_that_the_plan_does_not_need_are_said_to_be_that(load):
    def asked(capacity: int) -> str:
        plan = planner.plan(load(targets={"agency-support": 2}, levels={"goal-setting": 2}, horizon=8,
                                 capacity={"agency": capacity}))  # fmt: skip
        return next(one.text for one in planner.plugins.decisions(plan) if one.key.startswith("more-agency-support"))

    assert "what that costs each year is not in the outside spend" in asked(20)
    assert "The plan asks no more of Agency than there is without it." in asked(20)
