"""What an organisation measures, beside its plan: expected by a rule that is said, and nothing measured that was not."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

import planner

ACME = """\
organisation: acme
start: 2027-01-01
horizon: 12
levels: {basic-presence: 2}
goals: {service-cost: 1}
targets: {conversation-handling: 2, publishing-process: 2}
kpis:
  first-response:
    moved_by: conversation-handling
    name: hours to the first answer
    unit: hours
    better: down
    baseline: {value: 9, on: 2026-12-01}
    target: {value: 2, by: 2028-06-30}
    actuals: {2027-03-31: 8.1}   # from the helpdesk
"""
DAY = timedelta(days=1)


@pytest.fixture
def plan(write):
    def planned(text: str = ACME, **planning: object) -> planner.Roadmap:
        return planner.plan(write("acme.yaml", text), sequencer="list", **planning)

    return planned


def one_with(value: float, day: date) -> str:
    return ACME.replace("2027-03-31: 8.1", f"{day}: {value}")


def test_it_is_expected_to_turn_when_what_moves_it_is_live_and_then_to_go_straight(plan):
    (track,) = plan().kpis
    live = plan()["conversation-handling@2"].end_date + DAY
    assert [mover.live for mover in track.movers] == [live] and track.turns == live
    by = date(2028, 6, 30)
    for day in (date(2026, 12, 15), live, live + (by - live) / 2, by, by + 300 * DAY):
        part = min(1.0, max(0.0, (day - live).days / (by - live).days))
        assert track.expected(day) == pytest.approx(9 - 7 * part)


@pytest.mark.parametrize(
    ("off", "state"), [(-0.1, "on-course"), (0.0, "on-course"), (0.3, "on-course"), (0.4, "behind"), (-9.0, "reached")]
)
def test_it_is_behind_where_it_is_worse_by_more_than_a_twentieth_of_the_way(plan, off, state):
    """A twentieth of 7 hours is 0.35."""
    (track,) = plan().kpis
    day = date(2027, 12, 31)
    (found,) = plan(one_with(round(track.expected(day) + off, 4), day)).kpis
    assert found.state == state


def test_nothing_counts_as_measured_that_was_not(plan):
    (track,) = plan(ACME.replace("    actuals: {2027-03-31: 8.1}   # from the helpdesk\n", "")).kpis
    assert track.state == "not-measured" and track.last is None
    (page,) = planner.draw(plan(ACME.replace("    actuals: {2027-03-31: 8.1}   # from the helpdesk\n", "")), "kpis")
    assert not [shape for shape in page.elements if shape.id.startswith(("actual-", "measured-"))]
    heads = [shape.id for shape in page.elements if shape.id.startswith("head-")]
    assert heads == ["head-name", "head-0", "head-3"], "no column in which nothing stands"
    first = ACME.replace("    baseline: {value: 9, on: 2026-12-01}\n", "")
    (track,) = plan(first).kpis
    assert track.measured_baseline and track.baseline.value == 8.1 and track.state == "not-measured"


def test_a_target_that_nothing_can_reach_in_time_is_said(plan, run):
    early = ACME.replace("by: 2028-06-30", "by: 2027-01-08").replace(
        "    actuals: {2027-03-31: 8.1}   # from the helpdesk\n", ""
    )
    (track,) = plan(early).kpis
    assert track.too_late and track.expected(date(2027, 6, 1)) is None
    said = run("kpis", "acme.yaml").stdout
    assert "1 of 1 targets is due before anything can move it: hours to the first answer" in " ".join(said.split())
    (track,) = plan(ACME.replace("moved_by: conversation-handling", "moved_by: social-crm")).kpis
    assert track.movers == () and track.turns is None
    assert "nothing in the plan moves it" in run("kpis", "acme.yaml").stdout


def test_what_is_in_place_moves_it_from_the_day_on_which_that_was_found(plan):
    there = "levels: {basic-presence: 2, conversation-handling: {level: 2, on: 2027-02-01}}\nas_of: 2027-03-05"
    (track,) = plan(ACME.replace("levels: {basic-presence: 2}", there)).kpis
    assert track.in_place == ("Conversation management",) and track.turns == date(2027, 2, 1)


def test_the_journeys_figures_bring_their_unit_and_way(plan):
    own = "  owners: {moved_by: channel-audit, name: Konten ohne Verantwortliche}\n"
    track = plan(ACME + own, language="de").kpis[1]
    assert (track.name, track.unit, track.better) == ("Konten ohne Verantwortliche", "Anzahl", "down")
    assert plan(ACME + own).kpis[1].name == "accounts with no owner"


@pytest.mark.parametrize(
    ("kpi", "where", "words"),
    [
        ("{moved_by: chanel-audit}", "16:19", "did you mean 'channel-audit'?"),
        ("{moved_by: channel-audit}", "16:8", "which KPI of channel-audit is meant is not said (kpis.own); give it a name"),
        ("{moved_by: channel-audit, name: mine}", "16:8", "which way is better is not said"),
        ("{moved_by: channel-audit, name: mine, better: more}", "16:54", "write up or down"),
        ("{moved_by: channel-audit, name: mine, better: up, target: {value: 9 %, by: 2028-01-01}}", "", "write a number"),
        ("{moved_by: channel-audit, name: mine, better: up, baseline: {value: 1, on: 2027-02-01}, "
         "target: {value: 9, by: 2027-01-01}}", "", "is not after the baseline's"),
        ("{moved_by: channel-audit, name: mine, better: up, baseline: {value: 1, on: 2027-02-01}, "
         "actuals: {2027-01-01: 4}}", "", "2027-01-01 is before the baseline's day"),
    ],
)  # fmt: skip
def test_faults_say_what_where_and_how_to_mend(write, run, kpi, where, words):
    result = run("validate", write("acme.yaml", ACME + f"  own: {kpi}\n"))
    assert result.exit_code == 2 and words in result.stderr
    assert where in result.stderr


TABLES = {
    "rows": "kpi;date;value\nfirst-response;31.07.2027;7,5\nhours to the first answer;2027-08-31;6,25\n",
    "columns": "Date,First-Response\n2027-07-31,7.5\n31/08/2027,6.25\n",
    "days": "figure\t2027-07-31\t2027-08-31\nfirst-response\t7.5\t6.25\n",
}


@pytest.mark.parametrize("shape", TABLES)
def test_a_table_is_taken_over(write, run, monkeypatch, tmp_path, shape):
    monkeypatch.setenv("PLANNER_TODAY", "2027-09-01")
    file, table = write("acme.yaml", ACME), write("numbers.csv", TABLES[shape])
    before = file.read_text("utf-8")
    assert run("kpis", file, "--read", table, "--dry-run").exit_code == 0 and file.read_text("utf-8") == before
    found = json.loads(run("kpis", file, "--read", table, "--json").stdout)
    assert [(one["on"], one["value"]) for one in found["new"]] == [("2027-07-31", 7.5), ("2027-08-31", 6.25)]
    assert "# from the helpdesk" in file.read_text("utf-8"), "what people wrote stays"
    readings = planner.load(file).organisation.kpis[0].actuals
    assert [one.value for one in readings] == [8.1, 7.5, 6.25]
    again = json.loads(run("kpis", file, "--read", table, "--json").stdout)
    assert again["known"] == 2 and not again["new"] and not again["written"]


def test_every_value_is_taken_over_known_or_named(write, run, monkeypatch):
    monkeypatch.setenv("PLANNER_TODAY", "2027-09-01")
    rows = ["first-response,2027-03-31,8.1", "first-response,2027-04-30,7", "first-response,2027-03-31,9", "other,2027-04-30,7",
            "first-response,2027-05-32,7", "first-response,2026-11-30,7", "first-response,2027-10-01,7",
            "first-response,2027-06-30,about 7", 'first-response,2027-06-30,"1,250"', ",2027-06-30,3"]  # fmt: skip
    file = write("acme.yaml", ACME)
    table = write("numbers.csv", "kpi,date,value\n" + "\n".join(rows).replace("8.1", "8.1") + "\n")
    found = json.loads(run("kpis", file, "--read", table, "--json").stdout)
    assert len(found["new"]) + found["known"] + len(found["left"]) == len(rows)
    assert [one["value"] for one in found["new"]] == [7, 1250], "a point elsewhere says what the comma is"
    alone = write("alone.csv", 'kpi,date,value\nfirst-response,2027-07-31,"1,250"\n')
    (left,) = json.loads(run("kpis", file, "--read", alone, "--json").stdout)["left"]
    assert "can be read in one way" in left["why"], "1250 or 1.25: nobody knows"


def test_a_workbook_is_read_too(write, run, monkeypatch, tmp_path):
    import openpyxl

    monkeypatch.setenv("PLANNER_TODAY", "2027-09-01")
    book = openpyxl.Workbook()
    book.active.append(["kpi", "date", "value"])
    book.active.append(["first-response", date(2027, 7, 31), 7.125])
    book.save(tmp_path / "numbers.xlsx")
    found = json.loads(run("kpis", write("acme.yaml", ACME), "--read", "numbers.xlsx", "--json").stdout)
    assert [(one["on"], one["value"]) for one in found["new"]] == [("2027-07-31", 7.125)]


def test_status_and_track_and_the_board_see_it(write, run, tmp_path):
    file = write("acme.yaml", ACME)
    assert run("baseline", file).exit_code == 0

    def light() -> dict[str, str]:
        found = json.loads(run("status", file, "--today", "2027-09-03", "--json").stdout)
        return next(one for one in found["lights"] if one["id"] == "kpis")

    assert light()["state"] == "amber" and "not measured of late" in light()["value"]
    file.write_text(one_with(9.5, date(2027, 8, 31)), "utf-8")
    assert light()["state"] == "red"
    assert "hours to the first answer: behind" in run("track", file, "--today", "2027-09-03").stdout
    file.write_text(one_with(2.0, date(2027, 8, 31)), "utf-8")
    assert light()["state"] == "green"
    run("deck", file, "-o", "board.pptx")
    from pptx import Presentation

    titles = [
        slide.shapes.title.text for slide in Presentation(str(tmp_path / "board.pptx")).slides if slide.shapes.title
    ]
    assert any("has reached its target" in title for title in titles), titles


def test_without_figures_it_is_said(write, run):
    text = ACME.partition("kpis:")[0]
    result = run("kpis", write("acme.yaml", text))
    assert result.exit_code == 2 and "measures nothing" in result.stderr
    assert "use that command" in run("roadmap", "acme.yaml", "-o", "kpis:a.svg").stderr


STATES = (
    # (actuals, target, as of, state): live in the first plan's own week, behind by more than a twentieth, missed, ...
    ("{2027-07-30: 2.5}", "{value: 2, by: 2027-08-31}", "2027-10-01", "behind"),  # its day is past
    ("{2027-12-15: 2.3}", "{value: 2, by: 2027-12-31}", "2028-02-04", "behind"),  # near is not there, after its day
    ("{2027-01-10: 9}", "{value: 2, by: 2027-01-20}", "", "too-soon"),
    ("{2027-01-10: 9.1}", "{value: 2, by: 2028-06-30}", "", "waiting"),
    ("{2027-01-10: 9.9}", "{value: 2, by: 2028-06-30}", "", "behind"),  # worse than it was
    ("{2027-01-10: 1}", "{value: 2, by: 2027-01-20}", "", "reached"),
)


@pytest.mark.parametrize(("actuals", "target", "today", "state"), STATES)
def test_what_is_missed_too_soon_or_not_moved_yet_is_not_on_course(plan, actuals, target, today, state):
    text = ACME.replace("{2027-03-31: 8.1}", actuals).replace("{value: 2, by: 2028-06-30}", target)
    if today:
        text = text.replace(
            "levels: {", f"as_of: {today}\nlevels: {{conversation-handling: {{level: 2, on: 2027-02-01}}, "
        )
    (track,) = plan(text).kpis
    assert track.state == state


def test_what_was_found_first_counts_whatever_is_said_later(plan):
    """A level that is confirmed, or raised, does not make the expectation easier."""
    for level in ("{level: 2, on: 2027-02-01}", "{level: 2, on: 2027-06-15, history: [{level: 2, on: 2027-02-01}]}",
                  "{level: 3, on: 2027-06-15, history: [{level: 2, on: 2027-02-01}]}"):  # fmt: skip
        there = f"levels: {{basic-presence: 2, conversation-handling: {level}}}\nas_of: 2027-07-02"
        (track,) = plan(ACME.replace("levels: {basic-presence: 2}", there)).kpis
        assert track.turns == date(2027, 2, 1)
    higher = "levels: {basic-presence: 2, conversation-handling: {level: 2, on: 2027-02-01}}\nas_of: 2027-07-02"
    text = ACME.replace("levels: {basic-presence: 2}", higher).replace(
        "conversation-handling: 2, pub", "conversation-handling: 3, pub"
    )
    (track,) = plan(text).kpis
    assert track.turns == date(2027, 2, 1) and track.movers, "in place, and to be raised"


def test_a_target_is_no_worse_than_the_baseline_and_what_is_not_planned_is_named(write, run):
    result = run("validate", write("acme.yaml", ACME.replace("{value: 2, by", "{value: 12, by")))
    assert (
        result.exit_code == 2 and "the target, 12, is worse than the baseline, 9, where down is better" in result.stderr
    )
    run(
        "kpis",
        write(
            "acme.yaml",
            ACME.replace("moved_by: conversation-handling", "moved_by: [conversation-handling, social-crm]"),
        ),
    )
    said = " ".join(run("kpis", "acme.yaml").stdout.split())
    assert "Social data in CRM (not in the plan)" in said


def test_what_can_be_read_in_two_ways_is_named(write, run, monkeypatch):
    monkeypatch.setenv("PLANNER_TODAY", "2028-01-15")
    more = (
        "  share: {moved_by: social-care, name: share, unit: '%', better: up, baseline: {value: 40, on: 2026-12-01}}\n"
    )
    more += "".join(f"  {key}: {{moved_by: social-care, name: same, better: up}}\n" for key in ("a", "b"))
    file = write("acme.yaml", ACME + more)
    rows = [
        "share,12/31/2027,0.45",
        "share,03/04/2027,45",
        "same,04/30/2027,5",
        "a,04/30/2027,6",
        "share,05/31/2027,1e300",
    ]
    found = json.loads(
        run("kpis", file, "--read", write("n.csv", "kpi,date,value\n" + "\n".join(rows)), "--json").stdout
    )
    assert [(one["kpi"], one["on"]) for one in found["new"]] == [("a", "2027-04-30"), ("share", "2027-03-04")], (
        "months first"
    )
    assert [one["why"].split(":")[0] for one in found["left"]] == [
        "it is measured in percent", "several KPIs are called so", "that is no value or day of a KPI that can be kept"
    ]  # fmt: skip
