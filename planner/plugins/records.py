"""The records that plugins return, one for each kind of plugin. Their functions get what they name, in any order, see
``planner.plugins.arguments``; ``options`` is there where the record has some."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.plugins.arguments import parameters
from planner.plugins.values import Scope
from planner.roadmap.scores import Score

if TYPE_CHECKING:
    import click

    from planner.plugins.signatures import (
        Draw,
        Export,
        FindSequence,
        FindStall,
        LookAtPlan,
        Read,
        Render,
        Run,
        ScoreAll,
        ScoreOne,
    )


@dataclass(frozen=True)
class _EachStep:
    """Scores every step with a function of one; faults name that function."""

    __planner_origin__: ScoreOne
    __planner_arguments__ = ("step", "scope")

    def __call__(self, scope: Scope, **options: Any) -> dict[str, Score]:
        score = self.__planner_origin__
        scores, asked = {}, parameters(score)
        for step in scope.steps:
            given = {"step": step, "scope": scope, **options}
            one = asked.call(score, given) if asked else score(*given.values())
            scores[step.id] = one if isinstance(one, Score) else Score(one)
        return scores


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

        return cls(name, _EachStep(score), summary, options)


@dataclass(frozen=True, slots=True)
class Runner:
    """``run(function, tasks, options)`` carries out tasks that do not wait for each other, wherever it likes: a task is
    a tuple of arguments for the function. It returns a list of the results, in the order of the tasks."""

    name: str
    run: Run
    summary: str = ""
    options: type | None = None


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
    ``needs``: an attribute of the roadmap that must be there, ``comparison``, ``risk``, ``case``, ``status``,
    ``robustness`` or ``alternatives``; empty: none.
    ``shows``: one that it shows where it is there, ``risk``: the commands that draw find it first; empty: none.
    """

    name: str
    draw: Draw
    summary: str = ""
    whole: bool = False
    options: type | None = None
    needs: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Renderer:
    """``render(scenes, style, options)`` draws scenes as the bytes of a file. ``one_page``: a file holds one page, so
    it is called once for each. ``views``: what a file shows where nobody names a view; empty: the swimlane."""

    name: str
    suffix: str
    media_type: str
    render: Render
    summary: str = ""
    one_page: bool = True
    options: type | None = None
    views: tuple[str, ...] = ()


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
class LanguageFile:
    """A language, by its code (``fr``, ``pt-br``), and the file its catalogue is in (gettext, ``.po``)."""

    name: str
    path: Path
    summary: str = ""


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
    that a rule of governance wants otherwise. It changes nothing. ``speaks_of``: capabilities, or parts that they play
    (``Journey.playing``), without which it has nothing to look at: where a journey lacks one of them, the check does
    not apply, and is not run."""

    name: str
    check: LookAtPlan
    summary: str = ""
    options: type | None = None
    speaks_of: tuple[str, ...] = ()


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
