"""Journeys of other domains are first-class: other stages and levels, every command and picture; and what a journey that
extends another may add, change, order and remove."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner
from planner.testing.fixtures import planner_run as planner_run

from conftest import EXAMPLES

FOLDER = EXAMPLES / "ai-at-work"
JOURNEY, NORDLICHT = FOLDER / "journey.yaml", FOLDER / "nordlicht.yaml"
SOCIAL = re.compile(r"social|soziale|channel", re.I)
"""Words of another domain."""


@pytest.fixture(scope="module")
def roadmap() -> planner.Roadmap:
    return planner.plan(NORDLICHT, sequencer="list")


def test_it_reaches_its_last_stage_on_its_own_levels(roadmap):
    assert roadmap.last_stage and roadmap.last_stage.stage_number == 4 and roadmap.complete
    assert len(roadmap.levels) == 5 and {p.to_level for p in roadmap.placements} == {2, 3}
    assert all(len(area.at_level) == 5 for area in roadmap.diagnosis.areas)
    assert roadmap.journey_version == "1.0"


@pytest.mark.parametrize("language", ["en", pytest.param("de", marks=pytest.mark.nightly)])
@pytest.mark.parametrize("command", [
    "assess", "check --set target_stage=2", "explain agents", "whatif", "risk", "robustness --draws 5 --set target_stage=2", "explain --why-not ai-products",
    "roadmap -q -o x.svg -o journey:j.svg -o summary:s.svg -o heatmap:h.svg -o decisions:d.svg -o odds:o.svg -o reasons:r.svg",
    "roadmap -q -o map:m.svg -o gantt:g.svg -o ownership:ow.svg -o scoreboard:sc.svg -o value:v.svg -o resources:re.svg",
    "roadmap -q -o x.html -o x.md -o x.xlsx -o x.docx -o x.csv -o x.ics -o x.json -o x.mmd -o x.dot -o x.xml", "deck -o x.pptx",
    "convert -o x.xlsx", "assess form -o x.xlsx",
])  # fmt: skip
def test_every_command_works_on_it_and_speaks_of_nothing_else(command, language, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = NORDLICHT.read_text("utf-8").replace("language: en", f"language: {language}")
    Path("o.yaml").write_text(text.replace("journey.yaml", str(JOURNEY)), "utf-8")
    words = command.split()
    at = 2 if words[0] == "assess" and len(words) > 1 else len(words) if words[0] == "explain" else 1
    fast = ["--sequencer", "list"] if words[0] in ("roadmap", "deck", "whatif", "risk", "robustness", "explain") else []
    result = run(*words[:at], "o.yaml", *words[at:], *fast)
    assert result.exit_code == 0, result.output
    assert not SOCIAL.search(result.output), SOCIAL.search(result.output)
    for file in tmp_path.iterdir():
        if file.suffix in (".svg", ".md", ".csv", ".json", ".mmd", ".dot", ".ics"):
            found = SOCIAL.search(re.sub(r'"(options|scorers)".*?\}', "", file.read_text("utf-8")))
            assert not found, f"{file.name}: {found}"


def test_the_interview_asks_as_many_questions_as_there_are_levels(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("o.yaml").write_text(
        f"organisation: o\nstart: 2027-01-04\njourney: {JOURNEY}\ngoals: {{safety: 1}}\n", "utf-8"
    )
    answers = "\n".join(["y", "y", "y", "y", "a list", "q"]) + "\n"
    result = run("assess", "new", "o.yaml", answers=answers)
    assert result.exit_code in (0, 130), result.output
    levels = planner.load("o.yaml").organisation.levels
    assert [standing.level for standing in levels.values()] == [4]


def test_a_file_to_start_from_is_written_in_its_words(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("init", "new.yaml", "--journey", str(JOURNEY), "--start", "2027-01-04").exit_code == 0
    text = Path("new.yaml").read_text("utf-8")
    assert "4 improving by itself" in text and not SOCIAL.search(text)
    assert run("validate", "new.yaml").exit_code == 0


@pytest.mark.parametrize(("change", "words"), [
    ("levels: {agents: 5}", "there is no level 5 (levels.agents); the levels of this journey go up to 4"),
    ("targets: {agents: {level: 6}}", "there is no level 6 (targets.agents.level)"),
    ("requires: [{name: x, before: {}, needs: [agents@7]}]", "there is no level 7 (requires[0].needs[0])"),
])  # fmt: skip
def test_levels_that_the_journey_has_not_are_refused(change, words):
    with pytest.raises(planner.DocumentError) as found:
        planner.load(f"organisation: o\nstart: 2027-01-04\njourney: {JOURNEY}\n{change}\n")
    assert words in str(found.value)


def extended(body: str, base: str = "social-native>=2,<3") -> planner.Journey:
    return planner.load_journey(f"journey: ours\nextends: '{base}'\n{body}\n")


def test_everything_may_be_added_changed_ordered_and_removed():
    ours = extended(
        "stages: {channels: {name: Begin}}\nareas: {more: {name: More}}\ngoals: {awareness: , calm: {name: Calm}}\n"
        "roles: {agency: }\nrules: {paid-disclosure: , budget-line: {spends: 20}}\npolicy: {horizon: }\n"
        "order: {areas: [risk, insight], goals: [calm]}\n"
        "capabilities:\n  agency-support: \n  specialist-agency: \n  house-rules: {tags: , effort: [1, 2, 3], area: more, kpis: }\n".replace(
            "house-rules: {tags: , ", "house-rules: {"
        )
    )
    base = planner.load_journey("social-native")
    assert str(ours.stages[0].name) == "Begin" and ours.stages[0].reached_when == base.stages[0].reached_when
    assert list(ours.areas)[:2] == ["risk", "insight"] and "more" in ours.areas
    assert next(iter(ours.goals)) == "calm" and "awareness" not in ours.goals
    assert not any("awareness" in c.value for c in ours.capabilities.values())
    assert not any("agency" in (*c.contributors, *c.grants) for c in ours.capabilities.values())
    assert "paid-disclosure" not in ours.rules and ours.rules["budget-line"].spends == 20
    assert ours.rules["budget-line"].needs == base.rules["budget-line"].needs
    assert ours.policy.horizon == 12, "what the program takes where no journey says"
    house = ours.capabilities["house-rules"]
    assert house.area == "more" and not house.kpis and house.evidence == base.capabilities["house-rules"].evidence


@pytest.mark.parametrize(("body", "words"), [
    ("goals: {reech: }", "unknown goal 'reech'"),
    ("capabilities: {house-rules: {colour: }}", "unknown key 'colour'"),
    ("areas: {innovation: }", "area 'innovation' is removed here, but 'co-creation' is in it"),
    ("roles: {exec: }", "role 'exec' is removed here, but it owns"),
    ("rules: {mine: {weight: should}}", "'name' is missing (rules.mine)"),
    ("order: {stages: [nativ]}", "unknown stage 'nativ'"),
    ("capabilities: {house-rules: {evidence: [one, two]}}", "2 questions for 3 levels"),
    ("policy: {level_share: [0.5, 0.4, 0.5]}", "the levels up to 2 take 0.5 and 0.4"),
    ("capabilities: {house-rules: {weeks: 0}}", "work of no weeks cannot be planned"),
])  # fmt: skip
def test_what_cannot_be_is_said_where_it_is_written(body, words):
    with pytest.raises(planner.DocumentError) as found:
        extended(body)
    assert words in str(found.value)
    assert "the text:3" in str(found.value)


@pytest.mark.parametrize(("base", "version"), [
    ("social-native", "2.0"), ("social-native>=1,<2", "1.0"), ("social-native>=1", "2.0"), ("social-native@1", "1.0"),
])  # fmt: skip
def test_the_latest_version_in_a_range_is_taken(base, version):
    assert extended("", base).version == version


@pytest.mark.parametrize(("base", "words"), [
    ("social-native>=3", "no version of journey 'social-native' is in >=3; there is social-native 2.0, social-native@1 1.0"),
    ("social-native>=x", "'>=x' is no range of versions"), ("nobody>=1", "there is none"),
])  # fmt: skip
def test_a_range_that_nothing_is_in_is_refused(base, words):
    with pytest.raises(planner.DocumentError) as found:
        extended("", base)
    assert words in str(found.value)


def test_authors_are_told_what_they_overlooked(run, tmp_path):
    assert run("journey", "check", str(JOURNEY)).exit_code == 0
    file = tmp_path / "small.yaml"
    file.write_text(
        "journey: small\nname: {en: Small, fr: Petit}\nstages: {one: {name: One}}\nareas: {a: {name: A}, b: {name: B}}\n"
        "roles: {r: {name: R}, idle: {name: Idle}}\ngoals: {g: {name: G}, unserved: {name: U}}\n"
        "capabilities:\n  lonely: {name: {en: Lonely}, stage: one, area: a, owner: r, effort: 1, weeks: 2, tags: [odd], group: alone}\n",
        "utf-8",
    )
    result = run("journey", "check", str(file))
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    for words in ("no plan will have it", "no question tells its level", "a group of one excludes nothing",
                  "areas.b no capability is in it", "roles.idle", "goals.unserved", "tag odd", "everybody has reached it",
                  "there are no words in fr", "roles.idle.name there are no words in fr", "have no range"):  # fmt: skip
        assert words in said, words


def test_two_journeys_side_by_side(run, tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text("journey: ours\nextends: social-native\ncapabilities:\n  co-creation:\n  social-care: {effort: [2, 3, 5]}\n",
                    "utf-8")  # fmt: skip
    said = " ".join(
        run("journey", "diff", "social-native", str(file), str(EXAMPLES / "reches-bank.yaml")).output.split()
    )
    assert "removed: Co-creation with consumers and influencers (co-creation)" in said
    assert "effort: 5 to 16, likely 10 -> 2 to 5, likely 3" in said
    assert "by the new one:" in said
    assert run("journey", "diff", "social-native", "social-native").output.strip() == "both say the same"


def test_every_export_names_the_version_of_its_journey(roadmap):
    for name in ("markdown", "json", "html", "mermaid", "dot", "ical", "msproject"):
        (page,) = planner.pages(roadmap, name)[:1]
        text = page.decode("utf-8")
        assert '"version": "1.0"' in text if name == "json" else "AI becomes part of the work 1.0" in text, name
    assert b"journey; durations" in planner.pages(roadmap, "svg", view="heatmap")[0]


def test_an_organisation_is_no_journey_and_says_which_it_has(run):
    said = run("journey", "show", str(EXAMPLES / "reches-bank.yaml"))
    assert said.exit_code == 2
    assert "this is an organisation, not a journey" in said.output and "social-native" in said.output
    assert said.output.count("error:") == 1


def test_a_journey_is_no_organisation(run):
    said = run("roadmap", str(JOURNEY))
    assert said.exit_code == 2 and "this is a journey, not an organisation" in said.stderr
    assert said.stderr.count("error:") == 1
    swapped = run("mark", "acme.yaml", "house-rules", "done")
    assert swapped.exit_code == 2 and "the file comes last" in swapped.stderr


def test_a_mistyped_language_is_found(run, tmp_path):
    text = JOURNEY.read_text("utf-8")
    wrong = text.replace("de:", "dee:", 1)
    assert wrong != text
    (tmp_path / "wrong.yaml").write_text(wrong, "utf-8")
    said = " ".join(run("journey", "check", str(tmp_path / "wrong.yaml")).output.split())
    assert "'dee' is the language of 1 of" in said and "there are no words in de" in said
    assert "there are no words in dee" not in said


def test_a_journey_written_into_an_organisation_is_the_only_fault():
    with pytest.raises(planner.DocumentError) as found:
        planner.load("organisation: a\nstart: 2027-01-01\njourney: {name: X, roles: {r: {name: R}}}\nlevels: {a: 1}\n")
    assert [problem.path for problem in found.value.problems] == ["journey"]
    assert "the path of a file" in str(found.value)
