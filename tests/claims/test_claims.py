"""The 60 claims of the article that this planner is built on, each mapped to a check of the journey or of
behaviour."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

import pytest

import planner
from planner.assessment import interview
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.journey import Capability, Journey
from planner.domain.values import frozen_map

from conftest import EXAMPLES


@cache
def journey() -> Journey:
    return planner.load_journey("social-native")


def cap(name: str) -> Capability:
    return journey().capabilities[name]


def needs(name: str) -> list[set[str]]:
    return [{str(t) for t in need.alternatives} for need in cap(name).needs]


@cache
def bank() -> planner.Roadmap:
    return planner.plan(EXAMPLES / "reches-bank.yaml")


@cache
def empty_levels() -> CapabilityGraph:
    loaded = planner.load(EXAMPLES / "five-minutes.yaml")
    from dataclasses import replace

    from planner.domain.values import frozen_map

    return CapabilityGraph(loaded.journey, replace(loaded.organisation, levels=frozen_map(), units=3))


def in_stage(number: int, *names: str) -> bool:
    return all(journey().stage(cap(name).stage).number == number for name in names)


def goal(name: str, *names: str) -> bool:
    """The goal exists and each of the capabilities serves it."""
    return name in journey().goals and all(cap(c).value.get(name, 0) > 0 for c in names)


def evidence(name: str, level: int, *words: str) -> bool:
    question = cap(name).evidence[level - 1].say().lower()
    return question.endswith("?") and all(word in question for word in words)


def stage_asks_for(stage: str, *names: str) -> bool:
    asked = {c for condition in journey().stage(stage).reached_when for group in condition.of for c in group}
    return set(names) <= asked


def parallel(*names: str) -> bool:
    """None of them has to come before another."""
    graph = empty_levels()
    return all(other not in graph.unlocks(name) for name in names for other in names if other != name)


CHANNELS = {
    "basic-presence": 2, "publishing-process": 2, "conversation-handling": 2, "basic-listening": 2, "reach-reporting": 2,
}  # fmt: skip


def small(**changed: object) -> planner.Loaded:
    loaded = planner.load(EXAMPLES / "five-minutes.yaml")
    from dataclasses import replace

    fields = {key: frozen_map(value) if isinstance(value, dict) else value for key, value in changed.items()}
    return replace(loaded, organisation=replace(loaded.organisation, **fields))


def stalls(levels: dict[str, int]) -> dict[str, planner.plugins.Stall]:
    from planner.domain.organisation import Standing

    loaded = small(levels={name: Standing(level) for name, level in levels.items()})
    return {one.pattern: one for one in planner.assess(loaded).stalls}


def findings(**changed: object) -> set[str]:
    return {one.check for one in planner.plan(small(**changed)).findings}


def shown(view: str) -> str:
    """The words of a view of the bank."""
    pages = planner.draw(bank(), view)
    return "\n".join(line.text for page in pages for shape in page.shapes for line in shape.lines)


def claimed_native(run: float) -> set[str]:
    """Checks of a plan that ends in stage 3, with so much of its run load in marketing."""
    from dataclasses import replace

    from planner.domain.organisation import Standing, Target

    levels = {c: Standing(2) for c in journey().capabilities if c not in ("split-charter", "legacy-integration")}
    loaded = small(levels=levels, units=3, targets=(Target("legacy-integration", 2),), capacity={}, budget=None)
    busy = replace(loaded.journey.capabilities["basic-presence"], run=run)
    changed = replace(loaded.journey, capabilities=frozen_map(dict(loaded.journey.capabilities) | {busy.id: busy}))
    return {one.check for one in planner.plan(replace(loaded, journey=changed)).findings}


CLAIMS: dict[str, Callable[[], bool]] = {
    "I.1": lambda: interview.fitting_owner(journey(), {"service-cost": 1}).role == "svc" and interview.fitting_owner(journey(), {"community": 1}).role == "social",
    "I.2": lambda: [o.goal for o in interview.offers(journey(), {}) if not o.near] == ["employee-efficiency"] and all(o.near for o in interview.offers(journey(), dict.fromkeys(set(journey().capabilities) - {"split-charter"}, 2))),
    "I.3": lambda: not interview.is_about_ownership(journey(), interview.to_ask(journey(), {}, 9)[0]) and "owner-undecided" in stalls({"executive-sponsorship": 1}),
    "I.4": lambda: needs("ambition-map") == [{"goal-setting@1"}],
    "I.5": lambda: cap("social-culture").area == "people" and goal("employee-efficiency", "social-culture"),
    "I.6": lambda: {c.owner for c in journey().capabilities.values()} >= {"mkt", "pr", "svc", "sales", "legal", "ops", "it", "hr", "prod", "exec"}
    and not cap("basic-listening").needs,
    "I.7": lambda: bank().beyond.next_number == bank().beyond.stage_number + 1 and bool(bank().beyond.asks),
    "I.8": lambda: "only-awareness" in findings(goals={"awareness": 1}) and "only-awareness" not in findings(goals={"awareness": 1, "community": 1}),
    "I.9": lambda: len(journey().goals) == 8
    and {"marketing-alignment", "social-care", "stakeholder-dialogue", "employee-advocacy", "co-creation", "crisis-playbook"} <= set(journey().capabilities),
    "I.10": lambda: len(journey().stages) == 3 and all(stage.summary.say() for stage in journey().stages),
    "I.11": lambda: any(p.stage_number == 2 and p.start < max(q.finish for q in bank().placements if q.stage_number == 1) for p in bank().placements),
    "I.12": lambda: len(bank().diagnosis.areas) == 11 and len(bank().diagnosis.levels) == 48,
    "S1.1": lambda: journey().stages[0].name.say() == "Develop channels" and sum(c.stage == "channels" for c in journey().capabilities.values()) == 14,
    "S1.2": lambda: any("goal-setting" in group for condition in journey().stages[0].late_when for group in condition.of) and bank().diagnosis.levels["goal-setting"] == 1,
    "S1.3": lambda: goal("awareness", "goal-setting") and "channel-mentality" in stalls(CHANNELS),
    "S1.4": lambda: in_stage(1, "basic-presence") and cap("basic-presence").owner == "mkt",
    "S1.5": lambda: journey().levels[1].say() == "ad hoc" and journey().policy.planned_from_level == 2 and "campaign-only" in stalls({"basic-presence": 1}),
    "S1.6": lambda: goal("awareness", "basic-presence", "reach-reporting"),
    "S1.7": lambda: all({"internal-champions@2", "agency-support@2"} in needs(c) for c in ("publishing-process", "conversation-handling", "marketing-alignment")),
    "S1.8": lambda: in_stage(1, "publishing-process"),
    "S1.9": lambda: in_stage(1, "conversation-handling"),
    "S1.10": lambda: parallel("publishing-process", "conversation-handling", "marketing-alignment"),
    "S1.11": lambda: cap("influencer-outreach").owner == "pr" and cap("influencer-outreach").optional,
    "S1.12": lambda: cap("influencer-outreach").value["awareness"] == 3 and cap("influencer-outreach").value["engagement"] == 2,
    "S1.13": lambda: planner.load(EXAMPLES / "reches-bank.yaml").organisation.capacity["social"].at(0) == 6 and "volunteers" in stalls({"internal-champions": 1}),
    "S1.14": lambda: cap("interim-ownership").owner == "mkt" and "pr" in cap("interim-ownership").contributors and "named lead in marketing or PR" in shown("ownership"),
    "S1.15": lambda: "Many companies stop here" in stalls(CHANNELS)["channel-mentality"].what and "65 %" in stalls({"internal-champions": 1})["volunteers"].what,
    "S1.16": lambda: {"ambition-map", "outcome-measurement"} <= set(stalls(CHANNELS)["channel-mentality"].unlock),
    "S1.17": lambda: [str(one) for one in journey().stage("native").belongs] == ["social-culture@1"],
    "S2.1": lambda: journey().stages[1].name.say() == "Streamline" and sum(c.stage == "streamline" for c in journey().capabilities.values()) == 22,
    "S2.2": lambda: goal("community", "community-programme") and stage_asks_for("streamline", "community-programme"),
    "S2.3": lambda: goal("reputation-risk", "reputation-monitoring") and stage_asks_for("streamline", "reputation-monitoring"),
    "S2.4": lambda: goal("reputation-risk", "house-rules", "crisis-playbook") and journey().goals["reputation-risk"].reduces_risk,
    "S2.5": lambda: in_stage(2, "customer-advocacy", "employee-advocacy", "influencer-relations"),
    "S2.6": lambda: goal("sales-crm", "social-crm") and stage_asks_for("streamline", "social-crm"),
    "S2.7": lambda: cap("unit-onboarding").units_at_least == 2 and {"shared-strategy@2 + 4w"} in needs("unit-onboarding"),
    "S2.8": lambda: stage_asks_for("streamline", "executive-sponsorship"),
    "S2.9": lambda: stage_asks_for("streamline", "annual-budget") and bank()["annual-budget@2"].reason.kind == "calendar",
    "S2.10": lambda: evidence("single-owner", 2, "plan"),
    "S2.11": lambda: "single-owner@2" in {p.id for p in bank().placements},
    "S2.12": lambda: cap("split-charter").group == cap("single-owner").group and {"single-owner@2", "split-charter@2"} in needs("shared-strategy"),
    "S2.13": lambda: (cap("split-charter").drag.effort_factor, cap("split-charter").drag.duration_factor, cap("split-charter").drag.stage) == (1.2, 1.2, "streamline"),
    "S2.14": lambda: set(cap("cross-functional-council").seats) == {"sales", "svc", "legal", "ops"},
    "S2.15": lambda: in_stage(2, "specialist-agency"),
    "S2.16": lambda: cap("specialist-agency").grants["agency"] == 10,
    "S2.17": lambda: cap("in-house-specialists").grants["social"] == 26 and {"specialist-agency@2", "in-house-specialists@2"} in needs("staff-training"),
    "S2.18": lambda: in_stage(2, "unit-onboarding", "staff-training", "shared-toolset"),
    "S3.1": lambda: journey().stages[2].name.say() == "Social becomes native" and stage_asks_for("native", "cross-functional-council", "distributed-ownership"),
    "S3.2": lambda: evidence("distributed-ownership", 1, "goal"),
    "S3.3": lambda: in_stage(3, "social-intelligence"),
    "S3.4": lambda: in_stage(3, "collaboration-network", "knowledge-communities"),
    "S3.5": lambda: goal("employee-efficiency", "process-efficiency") and goal("service-cost", "process-efficiency"),
    "S3.6": lambda: needs("insight-decisions") == [{"social-intelligence@2"}],
    "S3.7": lambda: goal("insight-innovation", "innovation-pipeline"),
    "S3.8": lambda: {"customer-advocacy@2"} in needs("advanced-advocacy"),
    "S3.9": lambda: {"community-programme@2", "influencer-relations@2"} in needs("co-creation"),
    "S3.10": lambda: cap("legacy-integration").optional and in_stage(3, "legacy-integration") and not empty_levels().unlocks("legacy-integration"),
    "S3.11": lambda: "native-share" in claimed_native(run=400) and "native-share" not in claimed_native(run=1),
    "S3.12": lambda: {"unit-onboarding@2"} in needs("distributed-ownership"),
    "S3.13": lambda: {"distributed-ownership@2", "collaboration-network@2"} in needs("social-culture"),
}  # fmt: skip


@pytest.mark.parametrize("row", CLAIMS)
def test_claim(row):
    assert CLAIMS[row]()


def test_there_are_60_claims_and_capabilities_name_only_these():
    assert len(CLAIMS) == 60
    used = {row for c in journey().capabilities.values() for row in c.claims}
    assert {row if row in CLAIMS else row[:-1] for row in used} <= set(CLAIMS)


def test_the_journey_has_what_the_catalogue_asks_for():
    capabilities = journey().capabilities.values()
    assert len(capabilities) == 48
    assert len(journey().areas) == 11
    assert len(journey().roles) == 13
    for c in capabilities:
        assert c.name.say("he") != c.name.say("en")
        assert len(c.evidence) == 3
        assert c.kpis
        assert c.sources
        assert c.outcome.say()
        assert c.effort.low <= c.effort.likely <= c.effort.high
        assert c.value
    for named in (
        *journey().areas.values(),
        *journey().roles.values(),
        *(g.name for g in journey().goals.values()),
        *(s.name for s in journey().stages),
    ):
        assert named.say("he") != named.say("en")
    assert "estimate" in journey().note.say()


@pytest.mark.parametrize(
    ("name", "count"),
    [("goal-setting", 39), ("channel-audit", 33), ("interim-ownership", 33), ("executive-sponsorship", 33)],
)
def test_fan_out_of_the_enablers(name, count):
    """The widest fan-outs that the journey brief gives, and what the rules of the journey add."""
    assert len(empty_levels().unlocks(name)) == count


def test_the_journey_lists_its_claims_with_their_checks(run):
    rows = json.loads(run("journey", "show", "--claims", "--json").stdout)
    assert [one["row"] for one in rows] == list(CLAIMS)
    for one in rows:
        assert set(one) == {"row", "claim", "where", "check"}
        assert one["claim"] and one["where"]
        assert one["check"] == f"tests/test_claims.py::test_claim[{one['row']}]", "the test of this row, in this file"
        for name in re.findall(r"\b(?:capability|capabilities) ((?:[a-z-]+(?:, | and )?)+)", one["where"]):
            for own in re.findall(r"[a-z]+(?:-[a-z]+)+", name):
                assert own in journey().capabilities, own
    shown = run("journey", "show", "--claims").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "S2.13" in shown and "split-trap" in shown
