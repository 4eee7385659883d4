"""Organisations that share people are planned so that these are enough for all of them."""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from pptx import Presentation

import planner
from planner.plugins import Limits
from planner.publishing.portfolio_views import VIEWS, portfolio_pages
from small_portfolios import JOURNEY, made, monolith, starts

from conftest import EXAMPLES


@pytest.fixture
def portfolio(tmp_path: Path):
    return partial(made, tmp_path)


def test_who_has_room_is_planned_as_if_alone(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}}, {"team": 60}))
    alone = planner.plan(portfolio({"acme": {}, "bolt": {}}, {"team": 60}).parent / "acme.json")
    assert starts(found)["acme"] == {step.capability: step.start for step in alone.placements}
    assert found.gap == 0 and not found.waits and not found.enough and found.complete
    assert "is enough for all of them" in found.title


def test_nobody_takes_people_that_another_has(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {"weight": 3}, "core": {}}, {"team": 13}))
    (team,) = found.shared
    assert all(planned <= there for planned, there in zip(team.planned, team.capacity, strict=True))
    assert any(asked > there for asked, there in zip(team.asked, team.capacity, strict=True))
    assert found.complete and all(len(own) == 2 for own in starts(found).values())
    assert starts(found)["bolt"]["a"] == 0, "who weighs most is first"
    assert found.waits and {wait.role for wait in found.waits} == {"Shared team"}
    longest = found.waits[0]
    assert longest.of and longest.of != longest.member and longest.sooner < longest.start
    assert found.title == "3 of 3 organisations wait or do without: there is too little of Shared team"
    assert "78 person-weeks a quarter of Shared team in Q1 2027 (there are 13)" in found.enough


def test_with_what_would_be_enough_nobody_is_later_than_alone(portfolio):
    members = {"acme": {}, "bolt": {}, "core": {}}
    short = planner.plan_portfolio(portfolio(members, {"team": 20}))
    enough = planner.plan_portfolio(portfolio(members, {"team": max(short.shared[0].asked)}))
    for one in short.members:
        (there,), (here,) = one.stages, enough[one.id].stages
        assert here.day <= there.alone <= there.day


def test_a_member_takes_no_more_than_it_counts_on(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {"own": {"capacity": {"team": 13}}}, "bolt": {}}, {"team": 90}))
    own = starts(found)
    assert sorted(own["acme"].values()) == [0, 13] and own["bolt"] == {"a": 0, "b": 0}
    assert not found.waits, "it waits for nobody else's people"


@pytest.mark.parametrize("prices", [True, False])
def test_what_a_short_plan_runs_is_kept_up_beside_a_long_one(portfolio, tmp_path, monkeypatch, prices):
    if not prices:
        monkeypatch.setattr("planner.portfolios.coordination.find_spec", lambda _name: None)
    own = {"start": "2028-01-01", "horizon": 6}
    file = portfolio({"acme": {"own": {"horizon": 3}}, "bolt": {"weight": 3, "own": own}}, {"team": 28})
    running = JOURNEY.replace("name: Build,", "name: Build, run: 4,").replace("name: Ask,", "name: Ask, run: 3,")
    (tmp_path / "short.yaml").write_text(running, "utf-8")
    found = planner.plan_portfolio(file)
    (team,) = found.shared
    assert all(planned <= there + 1e-9 for planned, there in zip(team.planned, team.capacity, strict=True))


def test_what_runs_today_is_kept_up_before_anybody_begins(portfolio, tmp_path):
    file = portfolio({"acme": {"own": {"levels": {"b": 2}, "targets": {"a": 2}}}, "bolt": {}}, {"team": 13})
    running = (tmp_path / "short.yaml").read_text("utf-8").replace("name: Build,", "name: Build, run: 6,")
    (tmp_path / "short.yaml").write_text(running, "utf-8")
    found = planner.plan_portfolio(file)
    (team,) = found.shared
    assert all(planned <= there + 1e-9 for planned, there in zip(team.planned, team.capacity, strict=True))
    assert all(amount >= 6 for amount in found["acme"].use["team"])


def test_another_objective_binds_members_too(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}}, {"team": 13}), objective="finish,value")
    (team,) = found.shared
    assert all(planned <= there for planned, there in zip(team.planned, team.capacity, strict=True)) and found.complete


def test_a_member_begins_when_the_portfolio_says(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {"begins": "2027-07-01"}}, {"team": 13}))
    first = min(step.start_date for step in found["bolt"].roadmap.placements)
    assert first.isoformat() >= "2027-07-01" and found.quarters[0] == "2027Q1"


def test_a_role_is_handed_over_in_every_member_that_does_not_say_otherwise(portfolio):
    own = {"handovers": [{"role": "team", "to": "own", "from": "2028Q1"}]}
    members = {"acme": {}, "bolt": {}, "core": {"own": own}}
    handed = [{"role": "team", "to": "own", "from": "2027Q2"}]
    found = planner.plan_portfolio(portfolio(members, {"team": 13}, handovers=handed))
    assert all(sum(found[name].use["team"][1:]) == 0 for name in ("acme", "bolt"))
    assert sum(found["core"].use["team"][1:4]) > 0 and sum(found["core"].use["team"][4:]) == 0


def test_hand_overs_that_make_no_sense_are_refused(run, portfolio):
    own = {"handovers": [{"role": "own", "to": "team", "from": "2028Q1"}]}
    handed = [
        {"role": "team", "to": "own", "from": "2027Q2"}, {"role": "team", "to": "own", "from": "2027Q3"},
        {"role": "own", "to": "teem", "from": "2027Q2"}, {"role": "own", "to": "team", "from": "soon"},
    ]  # fmt: skip
    result = run("validate", portfolio({"acme": {}, "bolt": {"own": own}}, {"team": 13}, handovers=handed))
    said = " ".join(result.stderr.split())
    assert result.exit_code == 2
    for words in (
        "'team' is handed over twice", "unknown role 'teem'", "with those of 'bolt', handovers go in a circle",
        "write a quarter such as 2027Q3",
    ):  # fmt: skip
        assert words in said, said


def test_a_hand_over_without_a_quarter_is_refused(run, portfolio):
    handed = [{"role": "team", "to": "own", "from": "soon"}]
    result = run("validate", portfolio({"acme": {}}, {"team": 13}, handovers=handed))
    assert result.exit_code == 2 and "write a quarter such as 2027Q3" in " ".join(result.stderr.split())


def test_one_more_client_changes_nothing_where_there_is_room(portfolio):
    few = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}}, {"team": 90}))
    more = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}, "core": {}}, {"team": 90}))
    for name in ("acme", "bolt"):
        same = [planner.export(found[name].roadmap, "json") == planner.export(few[name].roadmap, "json")
                for found in (more,)]  # fmt: skip
        assert all(same)


def test_what_a_member_gets_says_nothing_of_the_others(portfolio):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}, "core": {}}, {"team": 13}))
    for one in found.members:
        others = [other.roadmap.name for other in found.members if other is not one]
        for name in ("json", "markdown", "svg", "csv"):
            text = planner.export(one.roadmap, name).decode("utf-8", "replace")
            assert not any(other in text for other in others), name


def test_the_same_portfolio_gives_the_same_plans(portfolio):
    from planner.roadmap.portfolio import to_data

    file = portfolio({"acme": {}, "bolt": {"weight": 2}, "core": {}}, {"team": {"start": 13, "2027Q3": 20}})
    first, second = (to_data(planner.plan_portfolio(file)) for _again in range(2))
    assert first == second
    assert first["shared"][0]["capacity"][:4] == [13, 13, 20, 20]


@pytest.mark.parametrize("seed", range(8))
def test_small_portfolios_are_as_good_as_one_model_of_the_whole(portfolio, seed):
    draw = random.Random(seed)
    weights = [draw.randint(1, 4) for _member in range(draw.randint(2, 3))]
    team = draw.choice([13, 20, 26])
    members = {
        f"m{i}": {"weight": weight, "own": {"start": "2027-01-01", "horizon": 8}} for i, weight in enumerate(weights)
    }
    found = planner.plan_portfolio(portfolio(members, {"team": team}), limits=Limits(effort=1))
    values = {"a": 4, "b": 2}
    value = sum(
        one.weight * values[step.capability] * step.finish for one in found.members for step in one.roadmap.placements
    )
    best = monolith(weights, [team] * 8, found.members[0].roadmap.calendar.begins)
    assert best <= value <= 1.01 * best
    assert found.gap is not None and found.gap <= 0.01
    assert value / (1 + found.gap) <= best, "the bound is one"


def test_a_portfolio_is_exported_as_a_roadmap_is(portfolio, tmp_path):
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {}}, {"team": 13}))
    assert planner.export(found, tmp_path / "p.svg").startswith(b"<svg") and (tmp_path / "p.svg").exists()
    assert json.loads(planner.export(found, "json"))["portfolio"]["id"] == "all"
    with pytest.raises(planner.PlannerError, match="not as csv"):
        planner.export(found, "csv")
    with pytest.raises(
        planner.PlannerError, match="a portfolio has no view 'map'; use one of portfolio, members, people"
    ):
        planner.export(found, "svg", view="map")


def test_members_what_is_shared_and_who_waits_are_tables(portfolio, tmp_path):
    """Every number of the JSON export that they show is on them, and a deck has all of them."""
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {"weight": 2}}, {"team": 13}))
    shown = {view: "".join(page.decode() for page in planner.pages(found, "svg", view=view))
             for view in ("members", "people", "waits")}  # fmt: skip
    (team,) = found.shared
    worst = max(team.missing)
    assert f"{planner.plugins.phrases.amount(worst)} more" in shown["people"] and "13 of 13" in shown["people"]
    assert all(
        planner.plugins.day(stage.day) in shown["members"] for one in found.members for stage in one.stages if stage.day
    )
    late = [one for one in found.members if any(s.alone and (not s.day or s.day > s.alone) for s in one.stages)]
    assert (late[0].roadmap.name if len(late) == 1 else f"{len(late)} of 2") in shown["members"] or not late
    for wait in found.waits:
        assert planner.plugins.day(wait.start) in shown["waits"] and planner.plugins.day(wait.sooner) in shown["waits"]
    planner.export(found, tmp_path / "deck.pptx", view="portfolio+members+people+waits")
    tables = [
        shape
        for slide in Presentation(tmp_path / "deck.pptx").slides
        for shape in _every(slide.shapes)
        if shape.has_table
    ]
    assert len(tables) >= 3 and any("ACME Ltd" in cell.text for cell in tables[0].table.iter_cells())


def _every(shapes):
    for shape in shapes:
        yield from _every(shape.shapes) if hasattr(shape, "shapes") else (shape,)


def test_many_members_have_pages_with_names_of_their_own(portfolio):
    found = planner.plan_portfolio(portfolio({f"m{i}": {} for i in range(30)}, {"team": 900}))
    pages = portfolio_pages(found, None, tuple(VIEWS))
    assert len({page.id for page in pages}) == len(pages) > 6
    assert all(any(f"M{i} Ltd" in page.alt for page in pages if "-members" in page.id) for i in range(30))


def test_many_members_take_pages(portfolio):
    found = planner.plan_portfolio(portfolio({f"m{i}": {} for i in range(30)}, {"team": 900}))
    pages = [page.decode() for page in planner.pages(found, "svg")]
    assert len(pages) == 2 and all("Shared team" in page for page in pages)
    assert all(sum(f"M{i} Ltd" in page for page in pages) >= 1 for i in range(30))


def test_without_the_solver_the_people_are_still_enough(portfolio, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools", None)
    monkeypatch.setattr("planner.portfolios.coordination.find_spec", lambda _name: None)
    found = planner.plan_portfolio(portfolio({"acme": {}, "bolt": {"weight": 2}, "core": {}}, {"team": 13}))
    (team,) = found.shared
    assert found.complete and all(p <= there for p, there in zip(team.planned, team.capacity, strict=True))


def test_every_fault_is_told_at_once(run, tmp_path):
    (tmp_path / "bad.yaml").write_text("organisation: bad\nstart: 2027-13-01\n", "utf-8")
    (tmp_path / "good.yaml").write_text("organisation: good\nstart: 2027-01-01\n", "utf-8")
    (tmp_path / "empty").mkdir()
    file = tmp_path / "p.yaml"
    file.write_text(
        "portfolio: p\nmembers:\n  - bad.yaml\n  - good.yaml\n  - good.yaml\n  - none.yaml\n  - empty\n"
        "  - {file: good.yaml, wieght: 2}\nshared: {agncy: 4}\n",
        "utf-8",
    )
    result = run("roadmap", file)
    assert result.exit_code == 2 and not result.stdout
    for words in (
        "p.yaml:5:5: the organisation 'good' is a member twice (members[2])",
        "p.yaml:6:5: there is no file",
        "p.yaml:7:5: there is no organisation in the folder",
        "p.yaml:8:23: unknown key 'wieght' (members[5].wieght); did you mean 'weight'?",
        "p.yaml:9:10: unknown role 'agncy' (shared.agncy); did you mean 'agency'?",
        "bad.yaml:2:8: '2027-13-01' is not a date",
    ):
        assert words in result.stderr, result.stderr
    assert run("validate", file).exit_code == 2


@pytest.mark.long
def test_a_portfolio_on_the_command_line(run, portfolio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = portfolio({"acme": {}, "bolt": {"weight": 2}}, {"team": 13}, name="Both", fictional=True)
    result = run("roadmap", file)
    assert result.exit_code == 0, result.stderr
    for words in ("Both (fictional example)", "there is too little of Shared team", "Who waits for whom",
                  "ACME Ltd: before stage 1 today", "13 of 13 (asked for 52)"):  # fmt: skip
        assert words in result.stdout, result.stdout
    made = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "all-portfolio").rglob("*.*")}
    assert {"all-portfolio/portfolio.svg", "all-portfolio/portfolio.png", "all-portfolio/acme/journey.svg",
            "all-portfolio/bolt/roadmap.json"} <= made  # fmt: skip
    assert run("validate", file).stdout.endswith("a valid portfolio\n")
    drawn = run("roadmap", file, "-o", "p.pdf", "-o", "p.json")
    assert drawn.exit_code == 0 and (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    refused = run("roadmap", file, "-o", "p.csv")
    assert refused.exit_code == 2 and "not as csv" in refused.stderr and not (tmp_path / "p.csv").exists()
    for view in ("map", "peple", "status"):
        refused = run("roadmap", file, "--view", view)
        assert refused.exit_code == 2 and f"a portfolio has no view '{view}'" in refused.stderr
    assert run("roadmap", file, "-o", "people+waits:q.pdf", "-o", "members:m.svg").exit_code == 0
    assert (tmp_path / "q.pdf").exists() and "Organisation" in (tmp_path / "m.svg").read_text("utf-8")


@pytest.mark.parametrize("command", ["assess", "robustness", "risk"])
def test_other_commands_say_what_it_is(run, portfolio, command):
    result = run(command, portfolio({"acme": {}}, {"team": 13}))
    assert result.exit_code == 2 and "a portfolio, not an organisation" in result.stderr
    assert command in ("assess", "status") or "FILE:MEMBER" in " ".join(result.stderr.split())


@pytest.mark.long
def test_a_member_is_planned_and_explained_with_what_the_others_leave_it(run, portfolio):
    """Its plan is the one that it has in the portfolio, whatever is asked about it."""
    file = portfolio({"acme": {}, "bolt": {"weight": 2}}, {"team": 13})
    whole = planner.plan_portfolio(file)
    for member in whole.members:
        own = planner.plan(planner.load_member(file, member.id))
        assert {p.id: p.start for p in own.placements} == {p.id: p.start for p in member.roadmap.placements}
    late = next(wait for wait in whole.waits if wait.member == "acme")
    capability = late.step.partition("@")[0]
    week = next(m.roadmap for m in whole.members if m.id == "acme")[late.step].start
    said = run("explain", f"acme:{capability}", file, "--json")
    assert said.exit_code == 0, said.stderr
    assert week in [step["start_week"] for step in json.loads(said.stdout)["steps"]]
    for words, mend in ((capability, f"Write MEMBER:{capability}"), (f"nobody:{capability}", "use one of acme, bolt")):
        refused = run("explain", words, file)
        assert refused.exit_code == 2 and mend in " ".join(refused.stderr.split())


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_member_is_shown_no_more_people_than_the_others_leave_it(portfolio, seed):
    """Its plan may have been made when they left it more."""
    draw = random.Random(seed)
    members = {name: {"weight": draw.choice([1, 2, 3])} for name in ("acme", "bolt", "core")[: draw.choice([2, 3])]}
    file = portfolio(members, {"team": draw.choice([13, 16, 20, 26])})
    whole = planner.plan_portfolio(file)
    (team,) = whole.shared
    for member in whole.members:
        own = planner.plan(planner.load_member(file, member.id))
        assert {p.id: p.start for p in own.placements} == {p.id: p.start for p in member.roadmap.placements}
        has = {use.quarter: use.capacity for use in own.capacity_use if use.role == "team"}
        there = zip(whole.quarters, team.capacity, team.planned, member.use["team"], strict=True)
        assert all(
            has[q] <= all_of_it - (planned - own_part) + 1e-6 for q, all_of_it, planned, own_part in there if q in has
        )


@pytest.mark.long
@pytest.mark.parametrize("command", ["risk", "whatif", "robustness", "case", "roadmap"])
def test_a_member_is_asked_about_without_a_word_of_the_others(run, portfolio, command):
    file = portfolio({"acme": {}, "bolt": {"weight": 2}}, {"team": 13})
    said = run(command, f"{file}:acme")
    assert said.exit_code in (0, 1), said.stderr
    assert "bolt" not in said.stdout.lower()


@pytest.mark.long
def test_what_more_people_or_a_member_less_would_bring_and_whom(run, portfolio):
    """What is said of a change is what planning the changed portfolio brings."""
    file = portfolio({"acme": {}, "bolt": {"weight": 2}}, {"team": 13})
    found = planner.whatif_portfolio(file, people=13)
    assert {(one.kind, one.what) for one in found} == {("people", "team"), ("member", "acme"), ("member", "bolt")}
    base = planner.plan_portfolio(file)
    for one in found:
        members = ["acme", "bolt"] if one.kind == "people" else [m for m in ("acme", "bolt") if m != one.what]
        made = {name: {"weight": 2} if name == "bolt" else {} for name in members}
        other = planner.plan_portfolio(portfolio(made, {"team": 26 if one.kind == "people" else 13}))
        for name in members:
            then, now = ({s.name: s.day for s in own[name].stages} for own in (base, other))
            moved = {shift.stage: shift.days for shift in one.moved if shift.member == f"{name.upper()} Ltd"}
            assert {s: (then[s] - now[s]).days for s in then if then[s] and now[s] and then[s] != now[s]} == moved
    assert found[0].helps and found[0].say()


def test_a_portfolio_as_slides(run, portfolio, tmp_path):
    file = portfolio({"acme": {}, "bolt": {}}, {"team": 13})
    assert run("deck", file, "-o", tmp_path / "d.pptx", "-q").exit_code == 0
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(str(tmp_path / "d.pptx")).slides]
    assert titles and "Shared team" in titles[0]
    assert "pages of its own" in run("deck", file, "--view", "map").stderr


@pytest.mark.long
def test_the_sample_says_who_waits_for_whom():
    found = planner.plan_portfolio(EXAMPLES / "northlight" / "portfolio.yaml", limits=Limits(effort=1))
    (agency,) = found.shared
    assert found.fictional and agency.short
    assert all(planned <= there + 0.01 for planned, there in zip(agency.planned, agency.capacity, strict=True))
    assert any(one.member == "reches-bank" and one.of == "tamuzia-home" for one in found.waits)


def test_tables_one_below_the_other_never_run_over_their_room(portfolio):
    """With long names they do not find room so, and take a page each."""
    found = planner.plan_portfolio(portfolio({f"m{i}": {} for i in range(4)}, {"team": 900}))
    long = "A holding company with a very long name that takes lines " * 2
    named = replace(found, quarters=found.quarters * 3, members=tuple(
        replace(one, roadmap=replace(one.roadmap, name=f"{long}{one.id}"), use={k: v * 3 for k, v in one.use.items()})
        for one in found.members
    ), shared=tuple(replace(one, capacity=one.capacity * 3, asked=one.asked * 3, planned=one.planned * 3)
                    for one in found.shared))  # fmt: skip
    for shown in (found, named):
        for page in portfolio_pages(shown, None, ("people",)):
            boxes = [shape for shape in page.elements if getattr(shape, "cell", None) and shape.role == "lane"]
            assert boxes and max(one.y + one.height for one in boxes) <= page.height - 60
            ends = sorted((one.y, one.y + one.height) for one in boxes)
            assert all(end <= top + 0.01 for (_, end), (top, _) in pairwise(ends))
