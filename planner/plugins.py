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

The arguments of each function come in a fixed order and a function may leave out the last ones; the last of all are
its options, where the record says what they are. A module may say which versions of this API it was written for::

    planner_api = ">=1.1,<2"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from planner.arguments import fitted
from planner.findings import Finding, Stall
from planner.options import option
from planner.scores import Part, Score

if TYPE_CHECKING:
    import click

    from planner.model import Journey, Organisation
    from planner.signatures import Draw, Export, FindSequence, FindStall, LookAtPlan, Read, Render, ScoreAll, ScoreOne
    from planner.steps import Step

__all__ = [
    "API_VERSION",
    "KINDS",
    "Check",
    "Command",
    "Exporter",
    "Finding",
    "Imported",
    "Importer",
    "JourneyFile",
    "Limits",
    "Part",
    "Renderer",
    "Scope",
    "Score",
    "Scorer",
    "Sequence",
    "Sequencer",
    "Stall",
    "StallPattern",
    "ThemeFile",
    "View",
    "hookimpl",
    "option",
    "singular",
]

API_VERSION = "1.2"
"""Of the records, hooks and arguments here: the second number grows when something is added, the first when something
that worked no longer does."""
KINDS = (
    "journeys", "importers", "diagnoses", "scorers", "sequencers", "checks", "views", "renderers", "exporters",
    "themes", "commands",
)  # fmt: skip

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
    """Sets the order of work. ``score(scope, options)`` returns a Score for every step, by step id."""

    name: str
    score: ScoreAll
    summary: str = ""
    options: type | None = None

    @classmethod
    def each(cls, name: str, score: ScoreOne, summary: str = "", options: type | None = None) -> Scorer:
        """A scorer that looks at one step at a time: ``(step, scope, options) -> float or Score``."""

        def score_all(scope: Scope, *given: Any) -> dict[str, Score]:
            scores = {}
            for step in scope.steps:
                one = score(*fitted(score, (step, scope, *given)))
                scores[step.id] = one if isinstance(one, Score) else Score(float(one))
            return scores

        score_all.__planner_origin__ = score  # type: ignore[attr-defined]  # named in faults
        return cls(name, score_all, summary, options)


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
        best_so_far: whether Ctrl-C is to return the best schedule so far; else it ends the whole run, because the plan
            is one of many that an analysis makes.
    """

    seconds: float = 10.0
    gap: float = 0.0
    seed: int = 0
    progress: Callable[[tuple[int, ...], tuple[int, ...]], None] | None = None
    note: Callable[[str], None] | None = None
    fit_only: bool = False
    best_so_far: bool = True


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
    """``sequence(project, priority, limits, options)`` turns a project, a priority per activity (higher first) and
    limits into start weeks."""

    name: str
    sequence: FindSequence
    summary: str = ""
    options: type | None = None


@dataclass(frozen=True, slots=True)
class View:
    """``draw(roadmap, style, options)`` lays a roadmap out as one or more pages, a tuple of Scene. Positions are
    computed here, once, for every renderer, from left to right: pages in right-to-left languages are mirrored
    afterwards.

    ``whole``: it shows the organisation rather than steps one by one, so it is never split by stage, owner or year.
    ``needs``: an attribute of the roadmap that must be there, ``comparison`` or ``robustness``; empty: none.
    """

    name: str
    draw: Draw
    summary: str = ""
    whole: bool = False
    options: type | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Renderer:
    """``render(scenes, style, options)`` draws scenes as the bytes of a file. ``one_page``: a file holds one page, so
    it is called once for each."""

    name: str
    suffix: str
    media_type: str
    render: Render
    summary: str = ""
    one_page: bool = True
    options: type | None = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """``export(roadmap, style, options)`` writes a roadmap as the bytes of a document."""

    name: str
    suffix: str
    media_type: str
    export: Export
    summary: str = ""
    options: type | None = None


@dataclass(frozen=True, slots=True)
class JourneyFile:
    """A journey, and the file its document is in."""

    name: str
    path: Path
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A theme, and the file its document is in."""

    name: str
    path: Path
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer read: a document as ``planner schema organisation`` or ``journey`` describes it, as plain data.

    Attributes:
        notes: what could not be taken over, one sentence each.
    """

    document: Mapping[str, Any]
    kind: str = "organisation"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """``read(content, name, options)`` turns another tool's file, its bytes and its name, into a document.

    ``suffixes``: the endings such files have, for choosing it without being named. To say what is wrong with the
    file, raise ``planner.PlannerError``.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Read
    summary: str = ""
    options: type | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """``check(roadmap, journey, organisation, options)`` looks at a finished plan and yields a Finding for each thing
    that a rule of governance wants otherwise. It changes nothing."""

    name: str
    check: LookAtPlan
    summary: str = ""
    options: type | None = None


@dataclass(frozen=True, slots=True)
class StallPattern:
    """``find(diagnosis, journey, organisation, options)`` returns a Stall where the organisation is stuck in a way that
    is known, else None."""

    name: str
    find: FindStall
    summary: str = ""
    options: type | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the command line: ``planner NAME``. Import what is heavy inside the command."""

    name: str
    command: click.Command
    summary: str = ""


def singular(kind: str) -> str:
    """``journeys`` -> ``journey``."""
    return "diagnosis" if kind == "diagnoses" else kind[:-1]


_RENAMED = {"JourneySource": ("JourneyFile", "1.1", "2.0")}
"""Names that still work: (what they are called now, since which version, when the old name goes)."""


def __getattr__(name: str) -> Any:
    if name in _RENAMED:
        from warnings import warn

        new, since, until = _RENAMED[name]
        warn(
            f"planner.plugins.{name} is called {new} since API {since}; the old name goes with {until}",
            DeprecationWarning,
            stacklevel=2,
        )
        return globals()[new]
    raise AttributeError(f"module 'planner.plugins' has no attribute '{name}'")


class Hooks:
    """The hooks, one per kind. A plugin implements those it needs; each yields records, nothing is done yet.

    An implementation names the arguments it wants, or none. ``api``: the version of this API, for a plugin that
    supports several.
    """

    @hookspec
    def planner_journeys(self, api: str) -> Iterable[JourneyFile]:
        """Journeys this plugin brings: documents in its package.

        Users name one with ``journey: NAME`` in an organisation file. Example::

            yield JourneyFile("museum", Path(__file__).with_name("museum.yaml"), "The journey of a museum")
        """

    @hookspec
    def planner_importers(self, api: str) -> Iterable[Importer]:
        """Importers this plugin brings: ``(content: bytes, name: str, options) -> Imported``.

        Used by ``planner import FILE``, chosen by the ending of the file or ``--from NAME``. Example::

            yield Importer("survey", (".survey",), read, "Answers of our online survey")
        """

    @hookspec
    def planner_diagnoses(self, api: str) -> Iterable[StallPattern]:
        """Stall patterns this plugin brings: ``(diagnosis, journey, organisation, options) -> Stall | None``.

        All of them look at every organisation, in ``planner assess`` and in every plan. Levels are 0 to 3. Example::

            yield StallPattern("all-talk", find, "Answers without listening")
        """

    @hookspec
    def planner_scorers(self, api: str) -> Iterable[Scorer]:
        """Scorers this plugin brings: ``(scope, options) -> {step id: Score}``, one Score for each of ``scope.steps``;
        or ``Scorer.each`` with ``(step, scope, options) -> float | Score``.

        Used with ``--scorer NAME=WEIGHT`` or ``scorers:`` in an organisation file. Higher comes earlier, any finite
        number; the core divides each scorer's numbers by their largest. Effort is in person-weeks, duration in weeks,
        value on 0 to 5. Example::

            yield Scorer.each("cheap-first", lambda step: 1 / (1 + step.cost), "Least outside spend first")
        """

    @hookspec
    def planner_sequencers(self, api: str) -> Iterable[Sequencer]:
        """Sequencers this plugin brings: ``(project, priority, limits, options) -> Sequence``.

        Used with ``--sequencer NAME``. ``priority`` is on 0 to 1 by step id; start weeks count from 0 and are below
        ``project.horizon``. The plan is checked independently. Example::

            yield Sequencer("one-by-one", sequence, "The textbook's serial scheme")
        """

    @hookspec
    def planner_checks(self, api: str) -> Iterable[Check]:
        """Checks this plugin brings: ``(roadmap, journey, organisation, options) -> iterable of Finding``.

        All of them look at every finished plan; what they find is shown with it. Example::

            yield Check("four-eyes", check, "Two people for everything customers see")
        """

    @hookspec
    def planner_views(self, api: str) -> Iterable[View]:
        """Views this plugin brings: ``(roadmap, style, options) -> tuple of Scene``, a Scene for each page.

        Used with ``--view NAME`` or ``-o NAME:plan.svg``. Places are in pixels on a page of ``style.width`` by
        ``style.height``. Example::

            yield View("poster", draw, "The targets, large", whole=True)
        """

    @hookspec
    def planner_renderers(self, api: str) -> Iterable[Renderer]:
        """Renderers this plugin brings: ``(scenes, style, options) -> bytes``, for scenes of any view.

        Used by the ending of ``-o`` or ``--format NAME``. Example::

            yield Renderer("outline", ".outline", "text/plain", render, "The words of a picture", one_page=False)
        """

    @hookspec
    def planner_exporters(self, api: str) -> Iterable[Exporter]:
        """Exporters this plugin brings: ``(roadmap, style, options) -> bytes``.

        Used by the ending of ``-o`` or ``--format NAME``. Example::

            yield Exporter("standup", ".standup", "text/plain", export, "One line for each step")
        """

    @hookspec
    def planner_themes(self, api: str) -> Iterable[ThemeFile]:
        """Themes this plugin brings: documents in its package.

        Used with ``--theme NAME``. Example::

            yield ThemeFile("house", Path(__file__).with_name("house.yaml"), "Our colours")
        """

    @hookspec
    def planner_commands(self, api: str) -> Iterable[Command]:
        """Commands this plugin brings: ``planner NAME``.

        Listed by ``planner --help`` without being imported. Example::

            yield Command("owners", owners, "Who owns how much")
        """
