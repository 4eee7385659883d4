"""An organisation file moves to the journey of today, and is told what changes."""

from __future__ import annotations

import json

import planner

TEXT = """\
# ours
organisation: acme
journey: social-native@1   # as it was
start: 2027-01-01
levels:
  channel-audit: 2   # by hand
  collaboration-network: 1
targets: {house-rules: 2, collaboration-network: 2}
estimates: {house-rules: {weeks: 4}}
"""


def test_the_first_journey_is_still_there(write):
    before, now = planner.load_journey("social-native@1"), planner.load_journey("social-native")
    assert (before.version, now.version) == ("1.0", "2.0")
    assert len(before.capabilities) == 48 and set(before.capabilities) < set(now.capabilities)
    assert not before.regulations and before.policy.horizon == 12
    plan = planner.plan(write("acme.yaml", TEXT))
    assert plan["collaboration-network@2"].name == "Internal collaboration network"


def test_a_file_moves_and_is_told_what_changes(run, write):
    file = write("acme.yaml", TEXT)
    dry = json.loads(run("journey", "migrate", file, "--dry-run", "--json").stdout)
    assert not dry["written"] and file.read_text("utf-8") == TEXT
    done = json.loads(run("journey", "migrate", file, "--json").stdout)
    assert done == dry | {"written": True}
    assert file.read_text("utf-8") == TEXT.replace("social-native@1", "social-native"), "comments stay"
    again = {(one["capability"], one["level"]) for one in done["ask_again"]}
    assert again == {("channel-audit", 2), ("collaboration-network", 1)}
    revised = {(one["capability"], one["figure"]) for one in done["revised"]}
    assert ("collaboration-network", "weeks") in revised
    assert ("house-rules", "weeks") not in revised, "its own estimate stays"
    assert "data-protection" in {one["capability"] for one in done["added"]}
    assert "ai-care" in {one["capability"] for one in done["elsewhere"]}
    assert done["removed"] == done["moved"] == []
    assert {"consent-first", "strategy-first"} <= {one["rule"] for one in done["rules"]}
    assert done["plans"]["before"] != done["plans"]["now"]


def test_it_reads_aloud(run, write):
    shown = run("journey", "migrate", write("acme.yaml", TEXT)).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "Look at these levels again" in shown and "Open working in collaboration suites: weeks 26 -> 48" in shown


def test_a_file_without_a_version_is_compared_with_the_one_before(run, write):
    file = write("acme.yaml", TEXT.replace("@1", ""))
    found = json.loads(run("journey", "migrate", file, "--json").stdout)
    assert found["from"] == "social-native@1" and not found["written"]


def test_what_moved_is_renamed(run, write):
    write("old.yaml", "journey: old\nname: Old\nextends: social-native@1\n")
    text = TEXT.replace("social-native@1", "old.yaml")
    result = run("journey", "migrate", write("acme.yaml", text))
    assert result.exit_code == 2 and "change what that 'extends' in a copy" in result.stderr


def test_the_law_by_region(run):
    rows = json.loads(run("journey", "law", "--region", "de", "--json").stdout)
    assert {"eu-gdpr", "de-works-council"} <= {one["id"] for one in rows} and "il-30a" not in {
        one["id"] for one in rows
    }
    shown = run("journey", "law").stdout
    assert "since 2026-08-02" in shown and "not settled" in shown and max(map(len, shown.splitlines())) <= 80
    wrong = run("journey", "law", "--region", "isreal")
    assert wrong.exit_code == 2 and "unknown region 'isreal'" in wrong.stderr
