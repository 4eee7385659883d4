"""What is so for some organisations only: where they work, what is true of them, and the law that follows from it."""

from __future__ import annotations

import json
from datetime import date

import pytest

import planner
from planner import api
from planner.domain.circumstances import Region, with_surroundings
from planner.domain.values import Text
from planner.i18n.translation import day

JOURNEY = planner.load_journey("social-native")


@pytest.fixture
def plan(write):
    def planned(**own: object) -> planner.Roadmap:
        document = {"organisation": "acme", "start": "2027-01-04", "targets": {"reach-reporting": 2}} | own
        return planner.plan(write("acme.yaml", json.dumps(document)), sequencer="list")

    return planned


def names(roadmap: planner.Roadmap) -> set[str]:
    return {p.capability for p in roadmap.placements}


def law(roadmap: planner.Roadmap, name: str) -> planner.plugins.Obligation:
    return next(one for one in roadmap.obligations if one.id == name)


def test_regions_bring_the_law_around_them():
    name = Text((("en", "x"),))
    known = {"eu": Region(name), "de": Region(name, "eu"), "il": Region(name)}
    assert with_surroundings(["de", "il"], known) == ("de", "eu", "il")


def test_the_law_is_planned_with_its_date_where_the_organisation_works(plan):
    nowhere, israel = plan(), plan(regions=["il"])
    assert nowhere.obligations == () and "accessible-content" not in names(nowhere)
    assert {"accessible-content", "data-protection", "claims-disclosure"} <= names(israel)
    step = israel["data-protection@2"]
    assert step.due_date == date(2027, 7, 5) and step.due_by_law, "what applies already is wanted within half a year"
    assert {(p.kind, p.what) for p in step.purposes} >= {("law", "il-privacy-13"), ("law", "il-30a")}
    found = law(israel, "il-privacy-13")
    assert found.since == date(2025, 8, 14) and found.status == "late" and found.source == "tom-comp.com (l)"
    assert day(found.day) in found.text and "by this plan what it asks for is in place from" in found.text
    assert israel.complete, "a date of the law that is past does not make a plan incomplete"
    assert law(plan(regions=["il"], levels={"data-protection": 2}), "il-30a").status == "in-place"


def test_law_of_a_later_day_is_met_in_time_or_late(plan):
    public = {"regions": ["us"], "traits": ["public-body"], "levels": {"publishing-process": 2, "basic-presence": 2}}
    early = plan(start="2026-01-05", **public)
    assert early["accessible-content@2"].due_date == date(2027, 4, 26)
    assert law(early, "us-ada-title-2").status == "in-time" and "in time" in law(early, "us-ada-title-2").text
    busy = plan(start="2027-04-05", **public)
    assert law(busy, "us-ada-title-2").status == "late"
    assert busy["accessible-content@2"].late_weeks > 0 and busy.complete


def test_what_is_open_or_given_up_is_not_planned(plan):
    draft = plan(regions=["eu"])
    assert law(draft, "eu-digital-fairness").status == "open"
    relaxed = plan(regions=["il"], relax=["il-accessibility"])
    assert "accessible-content" not in names(relaxed)
    assert "il-accessibility" not in {one.id for one in relaxed.obligations}
    barred = plan(regions=["il"], priorities={"accessible-content": "wont"})
    assert law(barred, "il-accessibility").status == "not-planned"
    told = [f for f in barred.findings if f.check == "regulations" and f.weight == "must"]
    assert told and "il-accessibility" in told[0].mend
    works = plan(regions=["de"], traits=["works-council"])
    assert law(works, "de-works-council").status == "noted"


def test_a_date_of_the_organisations_own_stays(plan):
    own = plan(regions=["il"], targets={"data-protection": {"level": 2, "by": "2027-04-30"}})
    step = own["data-protection@2"]
    assert step.due_date == date(2027, 4, 30) and not step.due_by_law and step.is_target


def test_traits_switch_capabilities_rules_and_waiting_on(plan):
    wanted = {"targets": {"ai-care": 2}, "traits": ["ai-agents"]}
    steps = plan(**wanted)
    assert steps["ai-governance@2"].finish <= steps["ai-care@2"].start
    shop = {"targets": {"influencer-relations": 2}}
    assert "minors-protection" not in names(plan(**shop))
    young = plan(**shop, traits=["minors"])
    assert young["minors-protection@2"].finish <= young["influencer-relations@2"].start
    bank = plan(targets={"employee-advocacy": 2}, traits=["regulated"])
    assert ("rule", "records-first") in {(p.kind, p.what) for p in bank["records-archive@2"].purposes}
    free, council = (plan(targets={"house-rules": 2}, traits=traits) for traits in ([], ["works-council"]))
    assert free["house-rules@2"].start < council["house-rules@2"].start == 8, "others are asked beside what it needs"
    assert "(lead time; “It has a works council that must agree”)" in council["house-rules@2"].reason.text
    later = plan(targets={"employee-advocacy": 2}, traits=["works-council"])["employee-advocacy@2"]
    assert later.start == plan(targets={"employee-advocacy": 2}, traits=[])["employee-advocacy@2"].start
    assert "; ask 12 weeks before, from " in later.reason.text


@pytest.mark.long
def test_what_is_for_others_is_named_with_the_reason(plan, write):
    left = {one.capability: one for one in plan().left_out}
    assert left["ai-care"].kind == "not-applicable" and "“AI answers, listens or acts" in left["ai-care"].text
    file = write("b.yaml", "organisation: b\nstart: 2027-01-01\n")
    assert "is not for this organisation" in planner.why_not(file, "ai-care").text


ACME = "organisation: acme\nstart: 2027-01-01\n"
OURS = "journey: ours\nname: Ours\nextends: social-native\n"
LAW = OURS + "regulations:\n  ours:\n    name: Ours\n    what: It asks.\n    source: made up\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ACME + "regions: [uk, isreal]\n", "own.yaml:3:15: unknown region 'isreal'"),
        (ACME + "traits: [consumer]\n", "did you mean 'consumers'"),
        (ACME + "traits: consumers\n", "own.yaml:3:9"),
        (ACME + "targets: {ai-care: 2}\n", "add 'traits: [ai-agents]', or drop the target"),
        (ACME + "relax: [il-privacy]\n", "did you mean 'il-privacy-13'"),
        (LAW + "    asks: [house-rulez]\n", "did you mean 'house-rules'"),
        (LAW + "    only_for: {regions: [atlantis]}\n", "unknown region 'atlantis'"),
        (LAW + "    since: 2027-02-30\n", "own.yaml:9:12"),
        (OURS + "regions:\n  a: {name: A, within: b}\n  b: {name: B, within: a}\n", "lies in itself"),
        (OURS + "capabilities:\n  house-rules: {only_for: {traits: [yung]}}\n", "unknown trait 'yung'"),
        (OURS + "capabilities:\n  house-rules: {waits: {yung: [1, 2, 3]}}\n", "unknown trait 'yung'"),
        (
            OURS + "capabilities:\n  house-rules: {kpis: [{name: A, usual: 3 %}]}\n",
            "a usual figure goes with its source",
        ),
        (OURS + "policy: {leads_at_once: {bosses: 2, others: 1}}\n", "unknown role 'bosses'"),
        (OURS + "policy: {owner_share: {bosses: 0.2, others: 0.6}}\n", "unknown role 'bosses'"),
        (OURS + "policy: {changes_at_once: {'10': 2}}\n", "'0'"),
    ],
)
def test_faults_are_said_where_they_stand(write, text, words):
    with pytest.raises(planner.DocumentError) as error:
        api.validate(write("own.yaml", text))
    assert words in str(error.value)


def test_an_agency_takes_a_capability_away_that_the_law_asks_for(write):
    file = write(
        "ours.yaml", "journey: ours\nname: Ours\nextends: social-native\ncapabilities: {accessible-content: }\n"
    )
    found = planner.load_journey(file)
    assert all("accessible-content" not in str(one.asks) for one in found.regulations.values())


def test_an_organisation_takes_as_much_at_once_as_its_size_allows(write):
    def most(staff: int) -> int:
        text = f"organisation: a\nstart: 2027-01-01\nstaff: {staff}\n"
        return planner.load(write("a.yaml", text)).journey.policy.changes_at_once

    assert [most(staff) for staff in (40, 250, 2_000, 60_000)] == [3, 4, 6, 8]
    policy = JOURNEY.policy
    assert (policy.leads("it"), policy.leads("mkt"), policy.leads("agency")) == (1, 2, 3)


def test_the_law_stands_in_every_export(plan):
    roadmap = plan(regions=["il"])
    data = json.loads(planner.export(roadmap, "json"))
    assert {one["id"] for one in data["obligations"]} == {one.id for one in roadmap.obligations}
    report = planner.export(roadmap, "markdown").decode()
    assert "The law where it works" in report and "tom-comp.com" in report and "check it with counsel" in report
