"""What a plugin must keep, kind by kind, tried on every situation."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from planner.contract.analyses import with_analyses
from planner.contract.situations import SECRET_MARK, Situation, options_given, situation, situations
from planner.errors import PlannerError
from planner.pictures.scene import Scene
from planner.pictures.style import Style
from planner.pictures.theme import TEXT, contrast
from planner.planning.checks import with_findings, with_stalls
from planner.planning.prioritisation import score
from planner.plugins.records import Exporter, Renderer
from planner.plugins.registry import Registry
from planner.publishing.drawing import draw, make_files
from planner.scheduling.sequence import Limits

LEAST_TEXT = 6.0
"""Pixels on a page of 1920; nobody reads less."""
Trials = Iterator[tuple[str, Callable[[], object]]]


def _twice(answer: Callable[[], Any]) -> Any:
    first = answer()
    assert first == answer(), "the second answer differs from the first"
    return first


def _scorer(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        card = _twice(lambda: score(one.scope, {name: 1.0}, registry))
        for results_of_step in card.results.values():
            for part in (part for result in results_of_step for part in result.parts):
                assert isinstance(part.name, str) and part.name, f"a part is called {part.name!r}"
                assert isfinite(part.value), f"the part '{part.name}' is {part.value}"

    yield from _each(trial, situations(huge=True))


def _sequencer(registry: Registry, name: str) -> Trials:
    from planner.planning.pipeline import finish
    from planner.planning.request import Recipe

    def trial(one: Situation) -> None:
        journey, organisation = one.loaded.journey, one.loaded.organisation

        def plan() -> Any:
            limits = Limits(effort=1.0, seed=1)
            found = finish(Recipe(journey, registry, sequencer=name, limits=limits), organisation)
            return found if not found.sequence.stopped else None

        first = plan()
        if first is not None and one.roadmap.placements:
            assert first.starts, "it placed nothing, where there is room"
        if first is not None:  # where time ended the search, how far it got may differ
            again = plan()
            assert again is None or dict(first.starts) == dict(again.starts), "the same seed gave another plan"

    yield from _each(trial, [one for one in situations() if one.name != "large"])


def _runner(registry: Registry, name: str) -> Trials:
    def in_order() -> None:
        tasks = [(number, 7) for number in range(5)]
        found = registry.call("runners", name, (divmod, tasks), list)
        wanted = [divmod(a, b) for a, b in tasks]
        assert found == wanted, f"it gave {found!r} instead of {wanted!r}: what the function gives, in order"

    def nothing() -> None:
        assert registry.call("runners", name, (divmod, []), list) == [], "it gave something for no tasks"

    def raising() -> None:
        try:
            found = registry.call("runners", name, (divmod, [(1, 0)]), list)
        except PlannerError:
            return
        raise AssertionError(f"it gave {found!r} for a task that raises ZeroDivisionError")

    yield "in-order", in_order
    yield "nothing-to-do", nothing
    yield "a-task-that-fails", raising


def _check(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        journey, organisation = one.loaded.journey, one.loaded.organisation
        found = _twice(lambda: with_findings(one.roadmap, journey, organisation, registry)[0].findings)
        for finding in (finding for finding in found if finding.check == name):
            assert finding.what.strip() and finding.mend.strip(), "a finding does not say what, or what to do"

    yield from _each(trial)


def _stall_pattern(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        journey, organisation = one.loaded.journey, one.loaded.organisation
        found = _twice(lambda: with_stalls(one.roadmap.diagnosis, journey, organisation, registry)[0].stalls)
        for stall in (stall for stall in found if stall.pattern == name):
            assert stall.title.strip() and stall.what.strip(), "a stall does not say what it looks like"

    yield from _each(trial)


def _view(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        roadmap = with_analyses(one.roadmap)
        for scene in _twice(lambda: draw(roadmap, name, registry, Style())):
            _check_page(scene)

    yield from _each(trial)


def _check_page(scene: Scene) -> None:
    problems = [] if scene.title.strip() and scene.alt.strip() else ["a page has no title, or no description in words"]
    counts = Counter(element.id for element in scene.elements)
    twice = sorted(one for one, count in counts.items() if count > 1)[:3]
    if twice:
        problems.append(f"ids occur twice on a page: {', '.join(twice)}")
    for element in scene.shapes:
        inside = (
            element.x >= -1 and element.x + element.width <= scene.width + 1
            and element.y >= -1 and element.y + element.height <= scene.height + 1
        )  # fmt: skip
        if not inside:
            problems.append(f"'{element.id}' is not on the page")
        for line in element.lines:
            if line.size < LEAST_TEXT:
                problems.append(f"the text of '{element.id}' is {line.size:g} high")
            behind = element.fill or element.on or scene.background
            ratio = contrast(line.color, behind)
            if ratio < TEXT:
                problems.append(f"the text of '{element.id}' has a contrast of {ratio:.1f}:1, {TEXT:g}:1 is needed")
    assert not problems, "; ".join(dict.fromkeys(problems[:6]))


def _renderer(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        files = _twice(lambda: make_files(one.roadmap, name, "swimlane+gantt", registry))
        for content in files:
            _check_bytes(content, registry.get("renderers", name), one)

    yield from _each(trial)


def _exporter(registry: Registry, name: str) -> Trials:
    def trial(one: Situation) -> None:
        (content,) = _twice(lambda: make_files(one.roadmap, name, "swimlane", registry))
        _check_bytes(content, registry.get("exporters", name), one)

    yield from _each(trial)


def _check_bytes(content: bytes, record: Renderer | Exporter, one: Situation) -> None:
    assert content, "the file is empty"
    kind = record.media_type
    if kind.endswith("xml"):
        _as_xml(content)
        assert SECRET_MARK.encode() not in content, "a label became markup: escape it"
    if kind == "application/json":
        json.loads(content)
    if kind.startswith("text/") and one.name == "hostile":
        text = content.decode("utf-8-sig")
        if kind == "text/csv":
            for cell in (cell for row in csv.reader(io.StringIO(text)) for cell in row):
                assert not cell.startswith(("=", "+", "@")), (
                    f"a cell is a formula: {cell[:40]}; write texts through as_cell"
                )
        elif kind in ("text/html", "text/markdown", "text/xml"):
            assert SECRET_MARK not in text, "a label became markup: escape it"


def _as_xml(content: bytes) -> None:
    try:
        ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise AssertionError(f"the file is no XML: {error}") from None


NOISE = {
    "nothing": b"",
    "bytes that are no text": bytes(range(256)) * 4,
    "half a document": b'{"a": [1, 2',
    "one long line": b"a" * 1_000_000,
    "markup": SECRET_MARK.encode(),
    "a table of something else": b"x,y\n1,2\n",
    "null characters": b"\0" * 100,
}


def _importer(registry: Registry, name: str, example: bytes = b"") -> Trials:
    from planner.documents.importers import as_yaml, checked

    read = partial(registry.call, "importers", name, given=options_given())

    def noise(content: bytes) -> None:
        try:
            read((content, "noise"), checked)
        except PlannerError as error:
            assert isinstance(error.__cause__, PlannerError), (
                f"{error}; raise planner.PlannerError with words for the user instead"
            )

    for what, content in NOISE.items():
        yield f"refuses or reads {what}", partial(noise, content)

    def sample() -> None:
        found = _twice(lambda: read((example, "example"), checked))
        from planner.documents.journey import journey_from
        from planner.documents.loader import finder
        from planner.documents.organisation import organisation_from
        from planner.documents.reader import read_text

        document = read_text(as_yaml(found, "example"), "what was read from the example")
        (journey_from if found.kind == "journey" else organisation_from)(document, finder(registry))

    if example:
        yield "reads the example as a valid document", sample
    else:
        yield "reads a file of its own: NOT TRIED, there is no example", lambda: None


def _journey(registry: Registry, name: str) -> Trials:
    from planner import api
    from planner.documents.loader import finder

    path = registry.get("journeys", name).path

    def stage(stage_id: str) -> None:
        from planner.documents.organisation import organisation_from
        from planner.documents.reader import read_text

        text = json.dumps({"organisation": "o", "journey": name, "start": "2027-01-01", "target_stage": stage_id,
                           "units": 9, "horizon": 40})  # fmt: skip
        loaded = api.Loaded(*organisation_from(read_text(text, "organisation"), finder(registry)))
        api.plan(loaded, sequencer="list", registry=registry)

    yield "has no faults", lambda: api.load_journey(path, registry=registry)
    try:
        stages = api.load_journey(path, registry=registry).stages
    except PlannerError:
        return
    for one in stages:
        if one.reached_when:
            yield f"can be planned to the stage '{one.id}'", partial(stage, one.id)


def _theme(registry: Registry, name: str) -> Trials:
    from planner.documents.theme import load_theme

    def readable() -> None:
        notes = load_theme(name, registry)[1]
        assert not notes, "; ".join(notes)

    yield "has no faults and can be read as it is", readable

    def drawn() -> None:
        style = Style(theme=load_theme(name, registry)[0])
        assert draw(situation("sample").roadmap, "swimlane", registry, style)

    yield "draws a page", drawn


def _language(registry: Registry, name: str) -> Trials:
    from babel.messages.pofile import read_po

    from planner.i18n.translation import bundled_catalogue

    def messages(path: Path) -> dict[Any, Any]:
        with path.open("rb") as stream:
            return {one.id: one for one in read_po(stream) if one.id}

    known, own = messages(bundled_catalogue("de")), messages(Path(registry.get("languages", name).path))

    def some(found: list[Any]) -> str:
        first = "; ".join(repr(one if isinstance(one, str) else one[0])[:60] for one in found[:3])
        return f"{len(found)} ({first})"

    def complete() -> None:
        missing = [key for key in known if key not in own or not _said(own[key])]
        assert not missing, f"messages are not translated: {some(missing)}"

    def nothing_else() -> None:
        left = [key for key in own if key not in known]
        assert not left, f"messages are not said any more: {some(left)}"

    def filled() -> None:
        odd = [key for key, one in own.items() if key in known and _said(one) and not _fills(key, one)]
        assert not odd, f"the names in braces are not those of the message: {some(odd)}"

    yield "has every message", complete
    yield "has no message that is not said", nothing_else
    yield "keeps the names in braces", filled


def _said(message: Any) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return bool(forms) and all(forms)


def _fills(key: Any, message: Any) -> bool:
    """Whether a translation fills in what the message does, no more; a form for one may leave the number out."""
    whole = set(re.findall(r"\{(\w*)\}", key if isinstance(key, str) else key[1]))
    forms = (message.string,) if isinstance(message.string, str) else message.string
    found = [set(re.findall(r"\{(\w*)\}", form)) for form in forms]
    return found[-1] == whole and all(one <= whole for one in found)


def _command(registry: Registry, name: str) -> Trials:
    import click
    from click.testing import CliRunner

    command = registry.get("commands", name).command

    def helpful() -> None:
        assert (command.help or "").strip(), "it has no help: write a docstring"
        for one in command.params:
            if isinstance(one, click.Option):
                assert one.help or one.hidden, f"the option {one.opts[0]} has no help"
        answer = CliRunner().invoke(command, ["--help"])
        assert answer.exit_code == 0, f"--help ends with {answer.exit_code}: {answer.output}"

    def clean() -> None:
        takes = [one for one in command.params if isinstance(one, click.Argument)]
        with TemporaryDirectory() as folder:
            answer = CliRunner().invoke(command, [str(Path(folder, "nothing-here.yaml"))] * len(takes))
        crashed = answer.exception
        if crashed is not None and not isinstance(crashed, (SystemExit, PlannerError, click.ClickException)):
            raise AssertionError(f"it ends with {type(crashed).__name__}: {crashed}; raise planner.PlannerError")

    yield "says how to use it", helpful
    yield "refuses a file that is not there", clean


def _each(trial: Callable[[Situation], None], tried: Any = None) -> Trials:
    for one in tried if tried is not None else situations():
        yield one.name, partial(trial, one)


TRIALS: dict[str, Callable[..., Trials]] = {
    "journeys": _journey, "importers": _importer, "stall_patterns": _stall_pattern, "scorers": _scorer,
    "sequencers": _sequencer, "checks": _check, "views": _view, "renderers": _renderer, "exporters": _exporter,
    "runners": _runner,
    "themes": _theme, "languages": _language, "commands": _command,
}  # fmt: skip
