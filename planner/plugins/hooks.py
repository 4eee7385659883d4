"""The hooks, one per kind of plugin."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from planner.plugins.records import (
    Check,
    Command,
    Exporter,
    Importer,
    JourneyFile,
    LanguageFile,
    Renderer,
    Runner,
    Scorer,
    Sequencer,
    StallPattern,
    ThemeFile,
    View,
)

hookspec = pluggy.HookspecMarker("planner")

hookimpl = pluggy.HookimplMarker("planner")


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
    def planner_stall_patterns(self, api: str) -> Iterable[StallPattern]:
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
    def planner_runners(self, api: str) -> Iterable[Runner]:
        """Runners this plugin brings: ``(function, tasks, options) -> list``.

        Used with ``--runner NAME`` for plans that do not wait for each other. A task is a tuple of arguments; the
        results are in the order of the tasks. Example::

            yield Runner("threads", run, "Threads of this process")
        """

    @hookspec
    def planner_themes(self, api: str) -> Iterable[ThemeFile]:
        """Themes this plugin brings: documents in its package.

        Used with ``--theme NAME``. Example::

            yield ThemeFile("house", Path(__file__).with_name("house.yaml"), "Our colours")
        """

    @hookspec
    def planner_languages(self, api: str) -> Iterable[LanguageFile]:
        """Languages this plugin brings: catalogues in its package, named by the code of the language.

        Used with ``--language`` and ``language:`` in a document. Example::

            yield LanguageFile("fr", Path(__file__).with_name("fr.po"), "French")
        """

    @hookspec
    def planner_commands(self, api: str) -> Iterable[Command]:
        """Commands this plugin brings: ``planner NAME``.

        Listed by ``planner --help`` without being imported. Example::

            yield Command("owners", owners, "Who owns how much")
        """
