"""A plugin written against version 1.0 of the API, kept as it was: it goes on working until 2.0. Never edit it."""

from pathlib import Path

from planner.pictures import Scene, Shape, TextLine
from planner.plugins import (
    Exporter,
    JourneyFile,
    Part,
    Renderer,
    Score,
    Scorer,
    Sequence,
    Sequencer,
    View,
    hookimpl,
)

planner_api = ">=1,<2"


def cheap(step, scope):
    return 1 / (1 + step.cost)


def busy(scope):
    return {s.id: Score(len(scope.unlocks[s.id]), (Part("waiting", len(scope.unlocks[s.id])),)) for s in scope.steps}


def sequence(project, priority, limits):
    from planner_sequencers.serial import sequence as serial

    found = serial(project, priority, limits)
    return Sequence(found.starts)


def draw(roadmap, style):
    line = TextLine(roadmap.title, 40, 60, 30, style.theme.ink)
    shape = Shape("title", "title", 40, 20, 800, 60, lines=(line,), on=style.theme.paper)
    return (Scene("old", style.width, style.height, roadmap.title, "a page", style.theme.paper, (shape,)),)


def render(scenes, style):
    return "\n".join(scene.title for scene in scenes).encode()


def export(roadmap, style):
    return roadmap.title.encode()


@hookimpl
def planner_journeys():
    yield JourneyFile("old-journey", Path(__file__).with_name("journey.yaml"), "A journey of one capability")


@hookimpl
def planner_scorers():
    yield Scorer.each("old-cheap", cheap, "Cheapest first")
    yield Scorer("old-busy", busy, "What most waits for")


@hookimpl
def planner_sequencers():
    yield Sequencer("old-serial", sequence, "One after the other")


@hookimpl
def planner_views():
    yield View("old-view", draw, "The title", whole=True)


@hookimpl
def planner_renderers():
    yield Renderer("old-words", ".words", "text/plain", render, "Titles", one_page=False)


@hookimpl
def planner_exporters():
    yield Exporter("old-title", ".title", "text/plain", export, "The title")
