"""Pictures: what must hold of every page, on the samples and on random plans with difficult labels."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

import planner
from planner.exporting import make_files
from planner.registry import default_registry
from planner.scene import Scene
from planner.text import FLOOR, width
from planner.theme import contrast
from test_planning import cases, plan_of

from conftest import EXAMPLES, SAMPLES

VIEWS = ("swimlane", "map")


def scenes(roadmap: planner.Roadmap, view: str) -> tuple[Scene, ...]:
    return default_registry().get("views", view).draw(roadmap)


def check(scene: Scene) -> None:
    ids = [e.id for e in scene.elements]
    assert len(ids) == len(set(ids)), "ids are unique"
    for shape in scene.shapes:
        assert shape.x >= -1
        assert shape.y >= -1
        assert shape.x + shape.width <= scene.width + 1
        assert shape.y + shape.height <= scene.height + 1
        for line in shape.lines:
            assert line.size >= FLOOR, f"{shape.id}: type below the floor"
            behind = shape.fill or shape.on or scene.background
            assert contrast(line.color, behind) >= 4.5, f"{shape.id}: contrast"
            wide = width(line.text, line.size, line.bold)
            left = {"start": line.x, "middle": line.x - wide / 2, "end": line.x - wide}[line.anchor]
            assert left >= shape.x - 1, f"{shape.id}: '{line.text}' leaves on the left"
            assert left + wide <= shape.x + shape.width + 1, f"{shape.id}: '{line.text}' leaves on the right"
            assert line.y - line.size * 0.75 >= shape.y - 1, f"{shape.id}: '{line.text}' leaves above"
            assert line.y + line.size * 0.25 <= shape.y + shape.height + 1, f"{shape.id}: '{line.text}' leaves below"
    solid = [s for s in scene.shapes if s.role in ("card", "label")]
    for one, other in combinations(solid, 2):
        apart = (
            one.x + one.width <= other.x + 0.5
            or other.x + other.width <= one.x + 0.5
            or one.y + one.height <= other.y + 0.5
            or other.y + other.height <= one.y + 0.5
        )
        assert apart, f"{one.id} and {other.id} overlap"
    shapes = {s.id for s in scene.shapes}
    for connector in scene.connectors:
        assert {connector.source, connector.target} <= shapes
        assert contrast(connector.color, scene.background) >= 3
    assert scene.alt
    assert all(s.alt for s in scene.shapes if s.role == "card")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["en", "he"])
def test_pages_of_the_samples(name, view, language):
    roadmap = planner.plan(EXAMPLES / f"{name}.yaml", language=language)
    pages = scenes(roadmap, view)
    for page in pages:
        check(page)
    drawn = {s.id.removeprefix("step-") for page in pages for s in page.shapes if s.role == "card"}
    assert drawn == {p.id for p in roadmap.placements}


@settings(max_examples=100)
@given(cases())
def test_pages_of_random_plans(case):
    roadmap = plan_of(*case)
    if isinstance(roadmap, str):
        return
    for view in VIEWS:
        for page in scenes(roadmap, view):
            check(page)
        for text in make_files(roadmap, "svg", view, default_registry()):
            root = ET.fromstring(text)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert tags <= {"svg", "g", "title", "desc", "rect", "path", "polygon", "circle", "text"}


def test_a_large_plan_takes_several_pages(write):
    """The whole journey for an organisation that has nothing yet: more than one page, nothing too small."""
    roadmap = planner.plan(
        write("all.yaml", "organisation: all\nstart: 2027-01-01\nhorizon: 40\nunits: 4\ntarget_stage: native\n"
              "targets: {innovation-pipeline: 3, legacy-integration: 3, community-programme: 3, social-culture: 2, process-efficiency: 3,"
              " enterprise-risk: 3, social-selling: 3, employee-advocacy: 3, influencer-relations: 3, stakeholder-dialogue: 3}\n")
    )  # fmt: skip
    assert len(roadmap.placements) > 40
    pages = scenes(roadmap, "swimlane")
    assert len(pages) > 1
    for page in pages:
        check(page)
    drawn = [s.id for page in pages for s in page.shapes if s.role == "card"]
    assert sorted(drawn) == sorted(f"step-{p.id}" for p in roadmap.placements)
    (whole,) = scenes(roadmap, "map")
    check(whole)


def test_stages_of_the_map_are_columns_that_never_overlap():
    (scene,) = scenes(planner.plan(EXAMPLES / "reches-bank.yaml"), "map")
    bands = sorted((s for s in scene.shapes if s.role == "band"), key=lambda s: s.x)
    assert len(bands) == 3
    for left, right in pairwise(bands):
        assert left.x + left.width <= right.x


@pytest.mark.parametrize("view", VIEWS)
def test_png_is_a_picture_with_text_in_it(view):
    """Drawn with the embedded font: a page without its text compresses to far less."""
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml")
    data = planner.export(roadmap, "png", view=view)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(data) > 60_000
