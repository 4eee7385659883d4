"""What importers cannot take over is said, and two things that are called alike stay two."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import planner
from planner.plugins import Imported

from conftest import EXAMPLES


def taken(folder: Path, name: str, content: str, **how: object) -> Imported:
    (folder / name).write_text(content, encoding="utf-8")
    return planner.import_file(folder / name, **how)


def needs(found: Imported) -> dict[str, list[str]]:
    return {key: one["needs"] for key, one in found.document["capabilities"].items()}


def told(found: Imported, *words: str) -> None:
    said = "\n".join(found.notes)
    assert not [one for one in words if one not in said], said


def test_an_id_goes_before_a_name_and_may_be_its_own_name(tmp_path):
    chart = "gantt\nsection One\nAlpha : a, 2027-01-01, 2w\na : A, after a, 1w\nGamma : after A, 1w\n"
    assert needs(taken(tmp_path, "a.mmd", chart)) == {"alpha": [], "a": ["alpha"], "gamma": ["a"]}
    outline = '<opml><body><outline text="A" id="a"/><outline text="B" needs="a; A"/></body></opml>'
    assert needs(taken(tmp_path, "a.opml", outline)) == {"a": [], "b": ["a"]}


def test_two_that_are_called_alike_stay_two(tmp_path):
    table = "name,id,needs\nReview,r1,\nReview,r2,r1\nLaunch,l,r2\n"
    found = taken(tmp_path, "t.csv", table, importer="mapped")
    assert needs(found) == {"review": [], "review-2": ["review"], "launch": ["review-2"]}
    told(found, "'Review' has the id review-2")
    graph = 'digraph { r1 [label="Review"]; r2 [label="Review"]; r1 -> r2; r2 -> r2 }'
    found = taken(tmp_path, "g.dot", graph)
    assert needs(found) == {"review": [], "review-2": ["review"]}
    told(found, "'Review' depends on itself")


def test_what_is_refused_says_why_first(tmp_path):
    many = "\n".join(f"Loose line {number}" for number in range(6))
    chart = f"gantt\nsection One\n{many}\nAlpha : a, after nowhere, 2w\n"
    with pytest.raises(planner.PlannerError, match=r"none of its 1 dependencies leads .*'Alpha' depends on 'nowhere'"):
        taken(tmp_path, "a.mmd", chart)


def test_a_chart_with_days_marks_and_links(tmp_path):
    chart = """gantt
    title Road to native
    dateFormat DD.MM.YYYY
    excludes weekends
    section One
    Alpha : crit, a, 01.02.2027, 15.02.2027
    Beta : 3w
    click a href "https://example.org"
    """
    found = taken(tmp_path, "a.mmd", chart)
    assert found.document["name"] == "Road to native" and found.document["journey"] == "a"
    assert needs(found) == {"alpha": [], "beta": ["alpha"]}, "Mermaid draws it after the one before it"
    assert found.document["capabilities"]["alpha"]["weeks"] == [2, 2, 2]
    told(found, "01.02.2027, 15.02.2027", "excludes weekends", "click a href", "'crit': Alpha", "one before it", "Beta")
    other = chart.replace("DD.MM.YYYY", "dddd")
    told(taken(tmp_path, "a.mmd", other), "a.mmd:3: 'dateFormat dddd'", "not read: '01.02.2027")


PROJECT = """<Project xmlns="http://schemas.microsoft.com/project"><Title>Rollout</Title><StartDate>2027-01-04T08:00:00
</StartDate><Tasks>
<Task><UID>1</UID><Name>First</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>2</UID><Name>Clock</Name><OutlineLevel>2</OutlineLevel><Duration>PT336H0M0S</Duration>
  <DurationFormat>8</DurationFormat><Deadline>2027-05-01T17:00:00</Deadline></Task>
<Task><UID>3</UID><Name>Half</Name><OutlineLevel>2</OutlineLevel><Duration>PT40H0M0S</Duration><Work>much</Work>
  <ConstraintType>4</ConstraintType><ConstraintDate>2027-03-01T08:00:00</ConstraintDate>
  <PredecessorLink><PredecessorUID>2</PredecessorUID><LinkLag>50</LinkLag><LagFormat>19</LagFormat></PredecessorLink>
</Task>
<Task><UID>4</UID><Name>Later</Name><OutlineLevel>2</OutlineLevel><Duration>soon</Duration>
  <PredecessorLink><PredecessorUID>3</PredecessorUID><LinkLag>201600</LinkLag><LagFormat>8</LagFormat></PredecessorLink>
  <PredecessorLink><PredecessorUID>5</PredecessorUID></PredecessorLink></Task>
<Task><UID>5</UID><Name>Asleep</Name><OutlineLevel>2</OutlineLevel><Active>0</Active></Task>
<Task><UID>6</UID><Name>Stray</Name><OutlineLevel>1</OutlineLevel><Duration>PT40H0M0S</Duration></Task>
</Tasks><Resources><Resource><UID>1</UID><Name>Ada</Name></Resource></Resources></Project>"""


def test_a_project_with_lengths_by_the_clock(tmp_path):
    found = taken(tmp_path, "p.xml", PROJECT)
    own = found.document["capabilities"]
    assert found.document["name"] == "Rollout"
    assert own["clock"]["weeks"] == [2, 2, 2], "336 hours by the clock"
    assert needs(found) == {"clock": [], "half": ["clock"], "later": ["half + 2w"], "stray": []}
    told(
        found, "'Clock' has a deadline, 2027-05-01", "begins no earlier than 2027-03-01", "waits '50 %'",
        "how long 'Later' takes is 'soon'", "work of 'Half' is 'much'", "a task that is not active", "Ada",
        "'Stray' stands below no task", "days of the calendar",
    )  # fmt: skip


def test_a_table_as_consultants_keep_it(tmp_path):
    table = "Capability,Ist,Soll,Bis,By\nreach-reporting,1 ad hoc,2,2028-06-30,2027-03-01\nbasic-presence,2 repeatable,,,Ann\n"
    found = taken(tmp_path, "t.csv", table)
    assert found.document["levels"] == {"reach-reporting": 1, "basic-presence": {"level": 2, "by": "Ann"}}
    assert found.document["targets"] == {"reach-reporting": {"level": 2, "by": "2028-06-30"}}
    told(found, "'2027-03-01' is a day, not who says so")
    lines = table.replace("Ist,", "Reifegrad heute,").splitlines()
    asked = "\n".join(["Was ist offen?," + lines[0], *("," + line for line in lines[1:])])
    assert taken(tmp_path, "t.csv", asked).document["levels"] == found.document["levels"], "a sentence is no heading"
    with pytest.raises(planner.PlannerError, match="'2 ad hoc' is no level"):
        taken(tmp_path, "t.csv", table.replace("1 ad hoc", "2 ad hoc"))
    told(taken(tmp_path, "t.csv", "Capability,Level,Capability\nbasic-presence,2,x\n"), "is there twice")


def test_a_day_beside_a_target_comes_into_a_file(tmp_path, run):
    own, table = tmp_path / "own.yaml", tmp_path / "t.csv"
    own.write_text((EXAMPLES / "alder-outdoor.yaml").read_text("utf-8") + "targets:\n  reach-reporting: 2\n", "utf-8")
    table.write_text("capability,target,due\nreach-reporting,2,2029-06-30\n", "utf-8")
    assert "targets.reach-reporting: 2 by 2029-06-30" in run("import", table, "--into", own).output
    assert "as it was" in run("import", table, "--into", own).output
    assert "reach-reporting: {level: 2, by: 2029-06-30}" in own.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("two.dot", "digraph { a -> b }\ndigraph { c -> d }", "two.dot holds more than one graph"),
        ("levels.csv", "PK\x03\x04 and so on", "a workbook or archive"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path, name, content, words):
    with pytest.raises(planner.PlannerError, match=words):
        taken(tmp_path, name, content)


def test_a_folder_or_an_unknown_journey_is_no_fault_of_an_importer(tmp_path, run):
    assert "not a plain file" in run("import", tmp_path).output
    (tmp_path / "t.csv").write_text("capability,level\nbasic-presence,2\n", "utf-8")
    said = run("import", tmp_path / "t.csv", "--option", "csv.journey=nojo").output
    assert "there is no journey 'nojo'" in said and "failed" not in said


def test_formulas_that_are_not_worked_out_and_errors_are_told(tmp_path):
    book = openpyxl.Workbook()
    for row in (["capability", "level", "target"], ["basic-presence", "=1+1", 2], ["social-care", 1, "=1+2"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    found = planner.import_file(tmp_path / "t.xlsx")
    told(found, "B2 holds a formula that is not worked out, =1+1", "C3 holds a formula")


def test_targets_of_nothing_and_days_before_the_plan(tmp_path):
    found = taken(tmp_path, "t.csv", "capability,level,target,due\nbasic-presence,1,0,2028-01-31\nsocial-care,1,2,\n")
    told(found, "t.csv:2: the target 0 of 'basic-presence', by 2028-01-31 is left out")
    with pytest.raises(planner.PlannerError, match=r"t.csv:2: .* 2026-05-01, is before the plan begins"):
        taken(tmp_path, "t.csv", "capability,level,target,due\nbasic-presence,1,2,2026-05-01\n")


def test_a_quote_that_is_not_closed_is_named(tmp_path):
    with pytest.raises(planner.PlannerError, match=r"t.csv:2: a quote .* never closed"):
        taken(tmp_path, "t.csv", 'capability,level\n"basic-presence,1\nsocial-care,2\n')
    assert taken(tmp_path, "t.csv", 'capability,level,evidence\nbasic-presence,1,a 5" screen\n').document["levels"]


def test_groups_between_and_groups_of_one_name(tmp_path):
    tree = "<opml><body><outline text='Top'><outline text='Mid'><outline text='Low'><outline text='Leaf'/></outline></outline></outline>"
    told(
        taken(tmp_path, "a.opml", tree + "</body></opml>"), "the group 'Mid' is left out", "the group 'Top' is left out"
    )
    two = "<outline text='Area'><outline text='A'/></outline><outline text='Area'><outline text='B'/></outline>"
    found = taken(tmp_path, "b.opml", f"<opml><body>{two}<outline text='C' isComment='true'/></body></opml>")
    assert [one["area"] for one in found.document["capabilities"].values()] == ["area", "area-2"]
    told(found, "'C' is marked as a comment")
    graph = "digraph { subgraph cluster_o { label=Outer; subgraph cluster_i { label=In; c } } subgraph cluster_j { label=In; d } }"
    found = taken(tmp_path, "g.dot", graph)
    assert [one["area"] for one in found.document["capabilities"].values()] == ["in", "in-2"]
    told(found, "the cluster 'Outer' holds others only")


def test_arrows_say_which_way(tmp_path):
    graph = "digraph { a [label=<A &amp; <b>B</b>>]; a -> b [dir=back]; b -> c [style=invis]; a -> c [dir=both]; c -> d [comment=why] }"
    found = taken(tmp_path, "g.dot", graph)
    assert needs(found) == {"a-b": ["b"], "b": [], "c": [], "d": ["c"]}
    told(found, "'b' and 'c' is not to be seen", "has the direction 'both'", "why")


def test_charts_with_working_days_and_odd_lines(tmp_path):
    chart = """---
title: Real plan
---
gantt
    accDescr {
      Note: more text
    }
    excludes weekends
    inclusiveEndDates
    section Build
    Alpha :a, 2027-01-04, 20d
    Weekend sale :c, 2027-01-04, 2027-01-17
    Back :d, 2027-03-10, 2027-03-01
    Party :milestone, m, 2027-05-05, 1w
    section Build
    Beta :b, after a, 1w %% and so on
"""
    found = taken(tmp_path, "a.mmd", chart)
    own = found.document["capabilities"]
    assert found.document["name"] == "Real plan" and list(own) == ["alpha", "weekend-sale", "back", "party", "beta"]
    assert own["alpha"]["weeks"] == [4, 4, 4] and own["weekend-sale"]["weeks"] == [2, 2, 2]
    assert own["beta"]["area"] == "build-2"
    told(found, "Note: more text", "ends before it begins", "'Party' is a milestone", "and so on")
    line = "timeline\n  2026 : Meet at 10:30 sharp : See https://x.org/a\n"
    found = taken(tmp_path, "t.mmd", line)
    assert [one["name"] for one in found.document["capabilities"].values()] == [
        "Meet at 10:30 sharp",
        "See https://x.org/a",
    ]


def test_projects_without_sums_and_with_others(tmp_path):
    head = '<Project xmlns="http://schemas.microsoft.com/project"><Tasks>'
    task = (
        "<Task><UID>{0}</UID><Name>{1}</Name><OutlineLevel>{2}</OutlineLevel><Duration>PT40H0M0S</Duration>{3}</Task>"
    )
    cross = "<PredecessorLink><PredecessorUID>2</PredecessorUID><CrossProject>1</CrossProject><CrossProjectName>o.mpp</CrossProjectName></PredecessorLink>"
    tasks = (
        task.format(1, "Top", 1, "")
        + task.format(2, "Kid", 2, "<FixedCost>5</FixedCost>")
        + task.format(3, "Other", 2, cross)
    )
    found = taken(tmp_path, "p.xml", head + tasks + "</Tasks></Project>")
    assert needs(found) == {"kid": [], "other": []} and found.document["stages"]["level-1"]["name"] == "Top"
    told(found, "task of another project, 'o.mpp'", "'FixedCost' is not read, such as '5'")


def test_long_texts_and_ids_of_two_are_told(tmp_path):
    table = f"name,id,area,needs,outcome\n{'n' * 300},a,X,,{'o' * 1500}\nBeta,a,Y,,\nGamma,c,Y,a,\n"
    found = taken(tmp_path, "t.csv", table, importer="mapped")
    told(found, "the name of", "the description of", "have the same id, 'a'")
