"""Pictures: what must hold of every page, on the samples and on random plans with difficult labels."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.contract.analyses import with_analyses
from planner.i18n.translation import day
from planner.pictures.scene import Line, Scene, Shape
from planner.pictures.style import Style
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.theme import THEMES, branded, contrast
from planner.plugins import phrases
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw, make_files
from planner.testing.made_organisations import made_organisation

from big_plans import plan as big_plan
from conftest import EXAMPLES, SAMPLES
from small_cases import cases, plan_of

VIEWS = default_registry().names("views")
STEPWISE = ("swimlane", "map", "gantt", "scoreboard", "reasons")
"""Views that show every step of the plan."""
ANALYSED = ("compare", "kpis", "money", "odds", "robustness", "status", "unit-levels", "units", "what-if")
"""Views that show what an analysis found."""
SOLID = ("card", "label", "station")


@cache
def sample(name: str, language: str = "en") -> planner.Roadmap:
    return with_analyses(planner.plan(EXAMPLES / f"{name}.yaml", language=language))


@cache
def roomy(number: int, language: str = "en") -> planner.Roadmap:
    """The plan of a made-up organisation that has room for everything."""
    document = json.loads(made_organisation(number))
    plenty = {role: 3 * each for role, each in document["capacity"].items()}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.json"
        path.write_text(json.dumps(document | {"capacity": plenty, "horizon": 40, "budget": 5000}), "utf-8")
        return planner.plan(path, language=language, sequencer="list")


def scenes(roadmap: planner.Roadmap, view: str, style: Style | None = None) -> tuple[Scene, ...]:
    if view in ANALYSED and roadmap.comparison is None:
        roadmap = with_analyses(roadmap)
    return draw(roadmap, view, default_registry(), style or Style())


def check(scene: Scene) -> None:
    ids = [e.id for e in scene.elements]
    assert len(ids) == len(set(ids)), "ids are unique"
    for shape in scene.shapes:
        inside(scene, shape)
    solid = [s for s in scene.shapes if s.role in SOLID]
    for one, other in combinations(solid, 2):
        apart = (
            one.x + one.width <= other.x + 0.5
            or other.x + other.width <= one.x + 0.5
            or one.y + one.height <= other.y + 0.5
            or other.y + other.height <= one.y + 0.5
        )
        assert apart, f"{scene.id}: {one.id} and {other.id} overlap"
    shapes = {s.id: s for s in scene.shapes}
    for connector in scene.connectors:
        assert contrast(connector.color, scene.background) >= 3
        for name, end in ((connector.source, connector.points[0]), (connector.target, connector.points[-1])):
            assert touches(shapes[name], end), f"{scene.id}: {connector.id} does not reach {name}"
        for x, y in connector.points:
            assert -1 <= x <= scene.width + 1
            assert -1 <= y <= scene.height + 1
    for e in scene.elements:
        if isinstance(e, Line) and e.role != "grid":
            assert contrast(e.color, scene.background) >= 3, e.id
    assert scene.alt
    assert scene.title
    assert all(s.alt for s in scene.shapes if s.role == "card")
    reading_order(scene)
    for shape in scene.shapes:
        assert not any(line.text.startswith("%") for line in shape.lines), f"{shape.id}: a figure without its sign"


def inside(scene: Scene, shape: Shape) -> None:
    """Within the page; its text within it, no smaller than the floor, readable on what is behind it."""
    where = f"{scene.id}: {shape.id}"
    assert shape.x >= -1, where
    assert shape.y >= -1, where
    assert shape.x + shape.width <= scene.width + 1, where
    assert shape.y + shape.height <= scene.height + 1, where
    for line in shape.lines:
        assert line.size >= FLOOR, f"{where}: type below the floor"
        behind = shape.fill or shape.on or scene.background
        assert contrast(line.color, behind) >= 4.5, f"{where}: contrast"
        wide = width(line.text, line.size, line.bold)
        left = {"start": line.x, "middle": line.x - wide / 2, "end": line.x - wide}[line.anchor]
        assert left >= shape.x - 1, f"{where}: '{line.text}' leaves on the left"
        assert left + wide <= shape.x + shape.width + 1, f"{where}: '{line.text}' leaves on the right"
        assert line.y - line.size * 0.75 >= shape.y - 1, f"{where}: '{line.text}' leaves above"
        assert line.y + line.size * 0.25 <= shape.y + shape.height + 1, f"{where}: '{line.text}' leaves below"


def touches(shape: Shape, point: tuple[float, float], slack: float = 8.0) -> bool:
    """Whether a point lies on a shape's edge (rings and borders around it included)."""
    x, y = point
    dx = max(shape.x - x, x - shape.x - shape.width)
    dy = max(shape.y - y, y - shape.y - shape.height)
    return max(dx, dy) <= slack and (max(dx, dy) >= -slack or shape.kind != "rect")


def reading_order(scene: Scene) -> None:
    """The title first, the source last; a card before what is named beside it; rows from their beginning on."""
    texts = [s for s in scene.shapes if s.lines]
    roles = [s.role for s in texts]
    assert "title" not in roles[2:]
    assert texts[-1].id == "source"
    assert roles.index("legend") > max((i for i, role in enumerate(roles) if role in SOLID), default=-1)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["en", "he"])
def test_pages_of_the_samples(name, view, language):
    roadmap = sample(name, language)
    pages = scenes(roadmap, view)
    for page in pages:
        check(page)
        assert page.rtl == (language == "he")
    if view in STEPWISE:
        drawn = {s.of for page in pages for s in page.shapes if s.of}
        assert drawn == {p.id for p in roadmap.placements}


@pytest.mark.long
@settings(max_examples=40)
@given(cases())
def test_pages_of_random_plans(case):
    roadmap = plan_of(*case)
    if isinstance(roadmap, str):
        return
    roadmap = with_analyses(roadmap)
    for view in VIEWS:
        for page in scenes(roadmap, view):
            check(page)
        for text in make_files(roadmap, "svg", view, default_registry()):
            root = ET.fromstring(text)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert tags <= {"svg", "g", "title", "desc", "rect", "path", "polygon", "circle", "text"}
            assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


@pytest.mark.parametrize("steps", [10, 30, 60, 150])
@pytest.mark.parametrize("language", ["en", "he"])
def test_every_view_works_at_any_size(steps, language):
    roadmap = big_plan(steps, language=language)
    assert len(roadmap.placements) >= steps
    for view in VIEWS:
        pages = scenes(roadmap, view)
        for page in pages:
            check(page)
            assert (page.width, page.height) == (1920, 1080), "never a page that has to be shrunk to be shown"
        if view in STEPWISE:
            drawn = [s.of for page in pages for s in page.shapes if s.of and s.id.startswith(("step-", "cell-"))]
            assert {p.id for p in roadmap.placements} == set(drawn), view


@pytest.mark.nightly
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "he"])
@settings(max_examples=4)
@given(st.sampled_from([5, 14, 38, 90]), st.sampled_from([1, 4, 12]), st.just(0))
def test_random_sizes_and_owners(view, language, steps, lanes, seed):
    for page in scenes(big_plan(steps, lanes, seed, language), view):
        check(page)


@pytest.mark.parametrize(
    "theme", [*THEMES.values(), branded(THEMES["light"], "#7A1FA2"), branded(THEMES["dark"], "#FFD400")]
)
def test_every_theme_can_be_read(theme):
    roadmap = big_plan(30)
    for view in VIEWS:
        for page in scenes(roadmap, view, Style(theme=theme)):
            check(page)


@pytest.mark.parametrize("split", ["stage", "owner", "year"])
def test_pages_can_be_split(split):
    roadmap = big_plan(60)
    for view in STEPWISE:
        pages = scenes(roadmap, view, Style(split=split))
        for page in pages:
            check(page)
        drawn = {item.id for page in pages for item in page.items}
        assert drawn == {p.id for p in roadmap.placements}


@pytest.mark.parametrize(("wide", "tall"), [(1440, 1080), (1500, 700), (1200, 800), (900, 450)])
def test_other_sizes_of_page(wide, tall):
    """As in a slot of somebody's slide: laid out again, never scaled below the floor."""
    for roadmap in (big_plan(30), sample("reches-bank")):
        for view in VIEWS:
            for page in scenes(roadmap, view, Style(width=wide, height=tall, heading=False)):
                check(page)


@pytest.mark.parametrize(("size", "box"), [("4:3", "1440 1080"), ("A4", "1684 1190"), ("1200x800", "1200 800")])
def test_pages_of_a_size(run, tmp_path, size, box):
    result = run("roadmap", EXAMPLES / "reches-bank.yaml", "-q", "--size", size, "-o", "journey:plan.svg")
    assert result.exit_code == 0
    assert f'viewBox="0 0 {box}"' in (tmp_path / "plan.svg").read_text("utf-8")


@pytest.mark.parametrize(("size", "words"), [("a3x", "write 16:9, 4:3, a4"), ("90x50", "at least 900x450 pixels")])
def test_pages_of_no_size_are_refused(run, size, words):
    result = run("roadmap", EXAMPLES / "reches-bank.yaml", "-q", "--size", size, "-o", "plan.svg")
    assert result.exit_code == 2
    assert words in result.stderr


def test_pages_that_nothing_fits_on_are_refused():
    for wide, tall in ((400, 400), (1920, 100)):
        with pytest.raises(planner.PlannerError, match="at least 900 by 450 pixels"):
            scenes(sample("reches-bank"), "gantt", Style(width=wide, height=tall))


def test_what_titles_claim_is_so():
    """Each finding is computed here in another way, on plans of all kinds."""
    for roadmap in (*(sample(name) for name in SAMPLES), *(big_plan(n, odd=False, seed=n) for n in (8, 20, 40))):
        title = {view: scenes(roadmap, view)[0].title for view in VIEWS}
        steps = roadmap.placements
        total = sum(p.value for p in steps)
        if "Half of the value" in title["value"]:
            weeks = [week for week in range(500) if sum(p.value for p in steps if p.finish <= week) >= total / 2 - 1e-9]
            assert f"by {day(roadmap.calendar.last_day(weeks[0]))} (week {weeks[0]})" in title["value"]
            if "can have it sooner" in title["value"]:
                sooner = sum(p.value for p in steps if roadmap.earliest[p.id] < weeks[0])
                assert sooner < total / 2
        assert f"{len(roadmap.critical_chain)} of {len(steps)} steps set " in title["gantt"]
        promised = roadmap.last_stage.week if roadmap.last_stage else max(p.finish for p in steps)
        assert f"(week {promised})" in title["gantt"]
        assert roadmap[roadmap.critical_chain[-1]].finish == promised, "those that are marked set the date that is said"
        if "steps build on" in title["map"]:
            ahead: dict[str, set[str]] = {p.id: set() for p in steps}
            for p in steps:
                for need in p.needs:
                    ahead[p.id] |= {need} | ahead.get(need, set())
            builds = {p.id: sum(p.id in others for others in ahead.values()) for p in steps}
            first = max(builds, key=lambda key: builds[key])
            assert title["map"] == f"{builds[first]} of {len(steps) - 1} other steps build on {roadmap[first].name}"
        if "is the tightest" in title["resources"]:
            shares = [round(u.run + u.work, 1) / round(u.capacity, 1) for u in roadmap.capacity_use if u.capacity]
            shares += [b.spend / b.budget for b in roadmap.budget_use if b.budget and b.spend]
            assert f": {round(100 * max(shares))} % used" in title["resources"]
        found = re.search(r"(.+) is over what there is in (\d+) of (\d+) quarters, .*: (\d+) %", title["resources"])
        if found:
            own = [u for u in roadmap.capacity_use if u.role_name == found[1] and u.capacity]
            assert sum(u.run + u.work > u.capacity * 1.0005 for u in own) == int(found[2]) > 1
            assert len(own) == int(found[3])
        found = re.search(r"(.+) is asked for more than there is in (\d+) of (\d+) quarters", title["load"])
        if found:
            own = [u for u in roadmap.capacity_use if u.role_name == found[1] and u.capacity]
            assert sum(u.run + u.work > u.capacity * 1.0005 for u in own) == int(found[2]) > 0
            assert len(own) == int(found[3])
        check_counts(title, roadmap)


def check_counts(title: dict[str, str], roadmap: planner.Roadmap) -> None:
    """Figures of titles, counted from what the pictures show."""
    steps, states = roadmap.placements, roadmap.standings
    absent = [s for s in states if s.level == 0]
    built = sum(s.planned > 0 for s in absent)
    assert title["heatmap"].startswith(f"{len(absent)} of {len(states)} capabilities are missing today")
    if "builds" in title["heatmap"]:
        assert f"builds {built} of them" in title["heatmap"]
    more = sum(s.planned > s.level for s in states) - built
    assert ("other" in title["heatmap"]) == (more > 0)
    if more > 1:
        assert f"raises {more} others" in title["heatmap"]
    # Of the steps, each is counted once: with "one" for 1 the parts add up to the whole.
    whole, _comma, parts = title["reasons"].partition(", ")
    counted = [
        1 if word == "one" else int(word)
        for word in re.findall(r"\b(one|\d+)(?= (?:can|could|wait|is|are|for))", parts)
    ]
    assert sum(counted) == len(steps) == int(re.findall(r"\d+", whole)[0])
    assert sum(p.reason.kind == "open" for p in steps) == next(
        (1 if n == "one" else int(n) for n in re.findall(r"(one|\d+) can start at once", parts)), 0
    )
    found = re.match(r"(\d+) roles own steps of “(.+)”, (\d+) roles? those of “(.+)”", title["ownership"])
    if found:
        for number, stage in ((found[1], found[2]), (found[3], found[4])):
            own = {p.owner for p in steps if next(s.name for s in roadmap.stages if s.id == p.stage) == stage}
            assert len(own) == int(number)
    value, effort = sum(p.value for p in steps), sum(p.effort for p in steps)
    found = re.match(r"The first (\d+) of \d+ steps bring (\d+) % of the value for (\d+) % of", title["scoreboard"])
    if found:
        first = steps[: int(found[1])]
        assert int(found[2]) == round(100 * sum(p.value for p in first) / value)
        assert int(found[3]) == round(100 * sum(p.effort for p in first) / effort)
        assert int(found[2]) > int(found[3]), "a beginning that is worth a title is ahead of its effort"
    found = re.match(r"(.+) brings most for its effort: (\d+) % of the value for (\d+) %", title["scoreboard"])
    if found:
        best = max(steps, key=lambda p: p.value / max(p.effort, 0.1))
        (named,) = [p for p in steps if p.name == found[1] and p.value == best.value]
        assert int(found[2]) == round(100 * named.value / value)


def test_all_prerequisites_on_request():
    roadmap = sample("reches-bank")
    (chain,) = scenes(roadmap, "swimlane")
    (every,) = scenes(roadmap, "swimlane", Style(edges="all"))
    needs = sum(len(p.needs) for p in roadmap.placements)
    assert len(chain.connectors) < needs <= len(every.connectors)
    check(every)


def test_right_to_left_is_the_mirror_image():
    """The same places mirrored; nothing else differs but the direction."""
    roadmap = sample("reches-bank")
    for view in VIEWS:
        for one, other in zip(
            scenes(roadmap, view), scenes(roadmap, view, replace(Style(), direction="rtl")), strict=True
        ):
            assert not one.rtl
            assert other.rtl
            for a, b in zip(one.shapes, other.shapes, strict=True):
                assert a.x == pytest.approx(other.width - b.x - b.width)
                assert (a.id, a.y, a.width, a.height) == (b.id, b.y, b.width, b.height)


def test_stages_of_the_map_are_columns_that_never_overlap():
    for roadmap in (sample("reches-bank"), big_plan(60)):
        for scene in scenes(roadmap, "map"):
            bands = sorted((s for s in scene.shapes if s.id.startswith(("band-", "stage-"))), key=lambda s: s.x)
            assert bands
            for left, right in pairwise(bands):
                assert left.x + left.width <= right.x


@pytest.mark.parametrize(("language", "arrow", "other"), [("en", "→", "←"), ("de", "→", "←"), ("he", "←", "→")])
def test_a_raised_level_points_the_way_the_language_runs(language, arrow, other):
    (scene,) = scenes(sample("reches-bank", language), "heatmap")
    words = "".join(line.text for shape in scene.shapes for line in shape.lines)
    assert arrow in words and other not in words


def test_the_journey_says_when_each_stage_is_reached_and_what_sets_it():
    """For every stage: today, the day that holds in 80 % of the draws, or that it is not in the plan."""
    for name in SAMPLES:
        roadmap = planner.simulate(EXAMPLES / f"{name}.yaml", draws=500, sequencer="list")
        sure = {one.number: one for one in roadmap.risk.stages}
        for view in ("journey", "summary"):
            (page,) = scenes(roadmap, view)
            words = " ".join(line.text for shape in page.shapes for line in shape.lines)
            for stage in roadmap.stages:
                if stage.number <= roadmap.diagnosis.stage_number:
                    assert stage.name in words and "today" in words
                elif stage.number in sure:
                    assert day(sure[stage.number].finish.p80_date) in words
                else:
                    assert "not in this plan" in words
        (page,) = scenes(roadmap, "journey")
        drawn = {s.of for s in page.shapes if s.role == "card" and s.of}
        for one in roadmap.milestones:
            assert roadmap[one.chain[-1]].finish == one.week, "the chain ends where the stage is reached"
            assert all(roadmap[a].finish <= roadmap[b].finish for a, b in pairwise(one.chain))
        ahead = [m for m in roadmap.milestones if m.stage_number > roadmap.diagnosis.stage_number]
        if ahead:
            first = next(m for m in ahead if m.stage_number == ahead[-1].stage_number)
            assert drawn & set(first.chain), "what sets the last stage is drawn"
            assert day(sure[first.stage_number].finish.p80_date) in page.title


@pytest.mark.parametrize("known", [("p50",), ()], ids=["even odds only", "no odds within the calendar"])
def test_a_stage_that_cannot_be_counted_on_in_time_is_named_on_the_journey(known):
    roadmap = planner.simulate(EXAMPLES / "alder-outdoor.yaml", draws=200, sequencer="list")
    unknown = {key: None for one in ("p50", "p80") if one not in known for key in (one, f"{one}_date")}
    *before, last = roadmap.risk.stages
    last = replace(last, finish=replace(last.finish, **unknown))
    roadmap = replace(roadmap, risk=replace(roadmap.risk, stages=(*before, last)))
    (page,) = scenes(roadmap, "journey")
    check(page)
    (name,) = (shape for shape in page.shapes if shape.id == f"stage-{roadmap.stages[-1].id}")
    assert roadmap.stages[-1].name in " ".join(line.text for line in name.lines)
    words = " ".join(line.text for shape in page.shapes for line in shape.lines)
    assert ("planned, not likely" in words) != bool(known)


def test_the_journey_speaks_of_what_sets_a_date_only_where_it_is_drawn(write):
    said = []
    for goals in (
        "targets: {basic-listening: 2, reach-reporting: 2}",
        "targets: {shared-strategy: 2}",
        "target_stage: channels",
    ):
        name = write(
            "acme.yaml", f"organisation: acme\nname: Acme\nstart: 2027-01-01\nlevels: {{basic-presence: 2}}\n{goals}\n"
        )
        (page,) = scenes(planner.plan(name, sequencer="list"), "journey")
        words = " ".join(line.text for shape in page.shapes for line in shape.lines)
        said.append("that set its date" in words)
        assert said[-1] == ("sets the date" in words)
    (alder,) = scenes(planner.plan(EXAMPLES / "alder-outdoor.yaml", sequencer="list"), "journey")
    words = " ".join(line.text for shape in alder.shapes for line in shape.lines)
    assert "that set its date" in words and not all(said)


def test_without_draws_the_journey_claims_no_odds():
    roadmap = planner.plan(EXAMPLES / "alder-outdoor.yaml", sequencer="list")
    for view in ("journey", "summary"):
        (page,) = scenes(roadmap, view)
        words = " ".join(line.text for shape in page.shapes for line in shape.lines)
        assert "80 %" not in words and "odds" not in words
        last = next(m for m in roadmap.milestones if m.stage_number == 3)
        assert day(roadmap.calendar.last_day(last.week)) in words


def test_every_year_of_the_axis_is_named():
    """Also where a quarter has no room for its year: a board reads years, not only quarters."""
    for name in ("reches-bank", "alder-outdoor"):
        roadmap = planner.plan(EXAMPLES / f"{name}.yaml", sequencer="list")
        (page, *_rest) = draw(roadmap, "swimlane", default_registry(), Style())
        labels = " ".join(line.text for s in page.shapes if s.id.startswith("quarter-") for line in s.lines)
        assert all(str(year) in labels for year in range(roadmap.calendar.day(roadmap.finish - 1).year, 2027, -1))


def test_titles_state_the_finding():
    """What a title says is computed: it changes with the plan."""
    samples = [sample(name) for name in ("reches-bank", "tamuzia-home", "five-minutes")]
    for view in set(VIEWS) - {"odds"}:  # of the made-up draws of these samples, the same for all
        titles = {scenes(roadmap, view)[0].title for roadmap in samples}
        assert len(titles) >= 2, view


@pytest.mark.parametrize("view", VIEWS)
def test_png_is_a_picture_with_text_in_it(view):
    """Drawn with the embedded font: a page without its text compresses to far less."""
    roadmap = sample("reches-bank")
    data = planner.export(roadmap, "png", view=view)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(data) > 50_000
    small = planner.export(roadmap, "png", view=view, style=Style(scale=0.5))
    assert int.from_bytes(small[16:20], "big") == 960


def test_png_can_be_transparent():
    import io

    from PIL import Image

    roadmap = sample("reches-bank")
    data = planner.export(roadmap, "png", style=Style(scale=0.5, transparent=True))
    assert Image.open(io.BytesIO(data)).convert("RGBA").getpixel((2, 2))[3] == 0


def bundles(page: Scene) -> dict[tuple[str, str], Line]:
    return {e.id: e for e in page.elements if isinstance(e, Line) and e.role == "bundle"}


@pytest.mark.parametrize("language", ["en", pytest.param("he", marks=pytest.mark.nightly)])
def test_a_map_of_up_to_40_steps_is_one_page_and_shows_what_comes_before_what(language):
    """Of samples and of made-up organisations; no line runs through a name, and no name is cut."""
    made = [roomy(number, language) for number in (7, 9, 12)]
    for roadmap in (*(sample(name, language) for name in SAMPLES), *made, big_plan(38, language=language)):
        if len(roadmap.placements) > 40:
            continue
        (page,) = scenes(roadmap, "map")
        check(page)
        assert {s.of for s in page.shapes if s.id.startswith("step-")} == {p.id for p in roadmap.placements}
        placed = {p.id for p in roadmap.placements}
        if any(set(p.needs) - set(p.needs_by_rule) & placed for p in roadmap.placements):
            assert page.connectors or bundles(page)
        struck(page)


@pytest.mark.parametrize("steps", [60, 150])
def test_a_larger_map_begins_with_all_of_it_on_a_page(steps):
    roadmap = big_plan(steps)
    first, *others = scenes(roadmap, "map")
    assert bundles(first) and not first.connectors
    struck(first)
    shown = {s.of for s in first.shapes if s.id.startswith("step-")}
    assert set(roadmap.critical_chain) & {p.id for p in roadmap.placements} <= shown, "the chain is never left out"
    more = sum(int(re.findall(r"\d+", s.lines[0].text)[0]) for s in first.shapes if s.id.startswith("more-"))
    assert len(shown) + more == len(roadmap.placements)
    assert {s.of for page in others for s in page.shapes if s.id.startswith("step-")} == {
        p.id for p in roadmap.placements
    }
    for page in others:
        assert page.connectors or page.title != first.title, "a page without an arrow has no title of arrows"


def struck(page: Scene) -> None:
    """No bundle runs through a card or a head."""
    solid = [s for s in page.shapes if s.role in ("card", "header", "label")]
    for line in bundles(page).values():
        for (x0, y0), (x1, y1) in pairwise(line.points):
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            assert not any(s.x + 1 < x < s.x + s.width - 1 and s.y + 1 < y < s.y + s.height - 1 for s in solid), line.id


def test_no_arrow_of_a_swimlane_runs_through_a_name_or_a_card():
    made = [roomy(number) for number in (7, 20)]
    for roadmap in (*(sample(name) for name in SAMPLES), *made, big_plan(40), big_plan(80)):
        for wide, tall in ((1920.0, 1080.0), (1440.0, 1080.0)):
            for page in scenes(roadmap, "swimlane", Style(width=wide, height=tall)):
                solid = [s for s in page.shapes if s.role in ("card", "label")]
                for line in page.connectors:
                    for (x0, y0), (x1, y1) in pairwise(line.points):
                        for s in solid:
                            through = (
                                min(x0, x1) < s.x + s.width - 1 and max(x0, x1) > s.x + 1
                                and min(y0, y1) < s.y + s.height - 1 and max(y0, y1) > s.y + 1
                            )  # fmt: skip
                            assert not through or s.id in (line.source, line.target), f"{page.id}: {line.id}, {s.id}"


def test_forty_steps_are_a_roadmap_on_one_page():
    """Rows get as low as names allow before a second page is begun, and the chain is drawn whole or not at all."""
    roadmap = sample("alder-outdoor")
    (page,) = scenes(roadmap, "swimlane")
    assert len(roadmap.placements) > 40 and {s.of for s in page.shapes if s.role == "card"} == {
        step.id for step in roadmap.placements
    }
    assert not [s.id for s in page.shapes if any(line.text.endswith("…") for line in s.lines)]
    for name in SAMPLES:
        for page in scenes(sample(name), "swimlane"):
            drawn = {s.of for s in page.shapes if s.role == "card"}
            chain = [pair for pair in pairwise(sample(name).critical_chain) if drawn.issuperset(pair)]
            assert len(page.connectors) in (0, len(chain)), page.id


def test_what_sets_the_date_is_on_one_page_of_the_working_view():
    """A title that names the chain, over a page that shows none of it, says nothing."""
    roadmap = sample("alder-outdoor")
    first, *rest = scenes(roadmap, "gantt")
    assert rest and all(
        f"needs-{a}-{b}" in {c.id for c in first.connectors} for a, b in pairwise(roadmap.critical_chain)
    )
    assert first.title.startswith(f"{len(roadmap.critical_chain)} of ")
    for page in rest:
        shown = {s.of for s in page.shapes if s.role == "card"}
        assert shown.isdisjoint(roadmap.critical_chain) and f"none of these {len(shown)} sets" in page.title
    every = [s.of for page in (first, *rest) for s in page.shapes if s.role == "card"]
    assert sorted(every) == sorted(step.id for step in roadmap.placements)


def test_what_comes_after_the_last_stage_is_not_tied_to_its_day():
    for name in ("alder-outdoor", "reches-bank"):
        roadmap = sample(name)
        (page,) = scenes(roadmap, "summary")
        assert roadmap.last_stage is not None
        assert ("the whole plan takes" in page.title) == (roadmap.finish > roadmap.last_stage.week), page.title


def test_a_page_of_resources_is_headed_by_what_it_shows():
    roadmap = sample("alder-outdoor")
    uses = {(one.role_name, phrases.quarter(one.quarter)): one for one in roadmap.capacity_use if one.capacity}
    pages = scenes(roadmap, "resources")
    assert len(pages) > 1
    for page in pages:
        heads = {line.text for s in page.shapes if s.role == "header" for line in s.lines}
        ((role, quarter), *_more) = [key for key in uses if page.title.startswith(key[0]) and key[1] in page.title]
        shown = [one.share for key, one in uses.items() if key[1] in heads]
        assert quarter in heads and uses[role, quarter].share == max(shown), page.title


@pytest.mark.parametrize("size", [(1920.0, 1080.0), (1440.0, 1080.0)])
@pytest.mark.parametrize("language", ["en", "he"])
def test_no_name_in_the_heatmap_is_cut(language: str, size: tuple[float, float]):
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml", language=language)
    for page in scenes(roadmap, "heatmap", Style(width=size[0], height=size[1])):
        assert not [line.text for s in page.shapes for line in s.lines if line.text.endswith("…")], page.id


def test_lanes_add_up_and_months_are_marked_where_there_is_room():
    roadmap = sample("reches-bank")
    (page,) = scenes(roadmap, "swimlane")
    work = {lane.id: sum(p.effort for p in roadmap.placements if p.owner == lane.id) for lane in roadmap.lanes}
    said = {
        s.id: s.lines[-1].text for s in page.shapes if s.id.startswith("lane-") and "person-week" in s.lines[-1].text
    }
    assert said, "a lane of several rows has room for it"
    for lane, words in said.items():
        assert float(words.split()[0]) == pytest.approx(work[lane.removeprefix("lane-")], abs=0.06)
    months = [s for s in page.shapes if s.id.startswith("month-")]
    assert len(months) == 18, "two in each of nine quarters"
    quarters = {s.id.removeprefix("quarter-"): s for s in page.shapes if s.id.startswith("quarter-")}
    for tick in months:
        year, month = tick.id.removeprefix("month-").split("-")
        quarter = quarters[f"{year}Q{(int(month) - 1) // 3 + 1}"]
        part = (tick.x - quarter.x) / quarter.width
        assert part == pytest.approx(((int(month) - 1) % 3) / 3, abs=0.08), "quarters are in whole weeks"
    narrow = scenes(sample("alder-outdoor"), "swimlane", Style(width=1200, height=800))[0]
    assert not [s for s in narrow.shapes if s.id.startswith("month-")], "a tick every 17 pixels says nothing"


@pytest.mark.long
def test_what_is_late_is_read_before_what_would_help():
    """A subtitle that is too long loses its end; the title says what is missing, not what is late."""
    late = planner.plan(Path(__file__).parents[1] / "planning" / "streaming.yaml")
    (page, *_more) = scenes(late, "swimlane")
    words = " ".join(line.text for shape in page.shapes if shape.id == "subtitle" for line in shape.lines)
    assert re.search(r": Community programme misses its date by \d+ weeks; 13 steps", words), words


def test_the_title_of_units_with_long_names_is_not_cut(tmp_path):
    units = [{"id": f"u{n}", "name": f"Market {n} with a long name", "levels": {"basic-presence": n % 3}}
             for n in range(12)]  # fmt: skip
    file = tmp_path / "group.json"
    file.write_text(json.dumps({
        "organisation": "group", "start": "2027-01-04", "units": units, "targets": {"basic-presence": 2},
        "levels": {"goal-setting": 2, "basic-presence": 1},
    }), "utf-8")  # fmt: skip
    roadmap = planner.plan(file, sequencer="list")
    for wide, high in ((1440, 1080), (1600, 900)):
        for scene in draw(roadmap, "unit-levels", default_registry(), Style(width=wide, height=high)):
            title = next(shape for shape in scene.shapes if shape.id == "title")
            assert not any("…" in line.text for line in title.lines), scene.title
