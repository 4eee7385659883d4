"""What a plugin author needs: the records that plugins return and the hooks that return them.

A plugin is a module with one or more functions marked ``@hookimpl``. Each returns records; a record has a
unique name and the function that does the work. The smallest scorer::

    from planner.plugins import Scorer, hookimpl

    def cheap_first(step, scope):
        return 1 / (1 + step.cost)

    @hookimpl
    def planner_scorers():
        yield Scorer.each("cheap-first", cheap_first, "Least outside spend first")

and in its pyproject.toml::

    [project.entry-points."planner.scorers"]
    cheap-first = "my_package.my_module"

The entry point's name is the record's name, so that a plugin nobody asks for is never imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from planner.scores import Part, Score

if TYPE_CHECKING:
    from planner.model import Journey, Organisation
    from planner.project import Project
    from planner.roadmap import Roadmap
    from planner.scene import Scene
    from planner.steps import Step
    from planner.style import Style

__all__ = [
    "Exporter",
    "JourneySource",
    "Limits",
    "Part",
    "Renderer",
    "Scope",
    "Score",
    "Scorer",
    "Sequence",
    "Sequencer",
    "View",
    "hookimpl",
]

API_VERSION = "1.0"
KINDS = ("journeys", "scorers", "sequencers", "views", "renderers", "exporters")

hookspec = pluggy.HookspecMarker("planner")
hookimpl = pluggy.HookimplMarker("planner")


@dataclass(frozen=True, slots=True)
class Scope:
    """What scorers see.

    Attributes:
        steps: the remaining work, in journey order. Effort in person-weeks, ``duration`` in weeks, ``value``
            on the journey's 0 to 5 scale weighted by the organisation's goals.
        needs: ids of the steps each step waits for, by step id.
        unlocks: ids of the steps that wait for each step directly, by step id.
        due: week by which a step is wanted finished, by step id; only steps with a date.
    """

    journey: Journey
    organisation: Organisation
    steps: tuple[Step, ...]
    needs: Mapping[str, tuple[str, ...]]
    unlocks: Mapping[str, tuple[str, ...]]
    due: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Sets the order of work. ``score`` returns a Score for every step, by step id."""

    name: str
    score: Callable[[Scope], Mapping[str, Score]]
    summary: str = ""

    @classmethod
    def each(cls, name: str, score: Callable[[Step, Scope], float | Score], summary: str = "") -> Scorer:
        """A scorer that looks at one step at a time."""

        def score_all(scope: Scope) -> dict[str, Score]:
            scores = {}
            for step in scope.steps:
                one = score(step, scope)
                scores[step.id] = one if isinstance(one, Score) else Score(float(one))
            return scores

        return cls(name, score_all, summary)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sequencer may look, and for what.

    Attributes:
        seconds: wall-clock limit.
        gap: stop once the value is proved to be within this part of the optimum (0.01 is 1 %).
        seed: of anything random.
        progress: called with (objective, bound), see ``Project.objective``, whenever either gets better.
        fit_only: only whether everything fits matters: once it is proved that it does not, stop.
        note: called with a sentence when something that may take a while begins.
    """

    seconds: float = 10.0
    gap: float = 0.0
    seed: int = 0
    progress: Callable[[tuple[int, ...], tuple[int, ...]], None] | None = None
    note: Callable[[str], None] | None = None
    fit_only: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """What a sequencer found: the start week of each activity it placed.

    Attributes:
        bound: a proven lower bound on ``project.objective``, or its first parts; empty claims nothing.
        all_fit: False when it is proved that no schedule places everything asked for; None when not known.
        stopped: whether a limit or the user ended the search before it was done.
    """

    starts: Mapping[str, int]
    bound: tuple[int, ...] = ()
    all_fit: bool | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Sequencer:
    """Turns a project, a priority per activity (higher first) and limits into start weeks."""

    name: str
    sequence: Callable[[Project, Mapping[str, float], Limits], Sequence]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Lays a roadmap out as one or more pages. Positions are computed here, once, for every renderer, from left to
    right: pages in right-to-left languages are mirrored afterwards.

    ``whole``: it shows the organisation rather than steps one by one, so it is never split by stage, owner or year.
    """

    name: str
    draw: Callable[[Roadmap, Style], tuple[Scene, ...]]
    summary: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Renderer:
    """Draws scenes as a file. ``one_page``: a file holds one page, so it is called once for each."""

    name: str
    suffix: str
    media_type: str
    render: Callable[[tuple[Scene, ...], Style], bytes]
    summary: str = ""
    one_page: bool = True


@dataclass(frozen=True, slots=True)
class Exporter:
    """Writes a roadmap as a document."""

    name: str
    suffix: str
    media_type: str
    export: Callable[[Roadmap, Style], bytes]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class JourneySource:
    """A journey and the document it is in."""

    name: str
    path: Path
    summary: str = ""


class Hooks:
    """The hooks, one per kind. A plugin implements those it needs."""

    @hookspec
    def planner_journeys(self) -> Iterable[JourneySource]:
        """Journeys this plugin brings."""

    @hookspec
    def planner_scorers(self) -> Iterable[Scorer]:
        """Scorers this plugin brings."""

    @hookspec
    def planner_sequencers(self) -> Iterable[Sequencer]:
        """Sequencers this plugin brings."""

    @hookspec
    def planner_views(self) -> Iterable[View]:
        """Views this plugin brings."""

    @hookspec
    def planner_renderers(self) -> Iterable[Renderer]:
        """Renderers this plugin brings."""

    @hookspec
    def planner_exporters(self) -> Iterable[Exporter]:
        """Exporters this plugin brings."""
