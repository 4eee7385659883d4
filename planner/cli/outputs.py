"""Outputs of commands that draw: which files, in which formats and views, and what to paste elsewhere."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.pictures.scene import Scene
    from planner.pictures.style import Style
    from planner.plugins.registry import Registry
    from planner.roadmap.roadmap import Roadmap

DEFAULT_OUTPUTS = (
    ("journey", "journey.svg"),
    ("journey", "journey.png"),
    ("swimlane", "roadmap.svg"),
    ("swimlane", "roadmap.png"),
    ("map", "map.svg"),
    ("map", "map.png"),
    ("", "report.md"),
)
"""What is made where nothing is asked for. Of pictures with several pages all are SVG, and the first is PNG too:
drawing PNG took a third of the whole command."""

UNIT_OUTPUTS = (("units", "units.svg"), ("units", "units.png"))
"""What is drawn besides where the organisation lists its units."""

EMBEDDED = frozenset({"png", "pdf"})
"""Formats with the font inside: what it lacks may be missing in them."""

CHANGED_OUTPUTS = (("swimlane", "roadmap-with-change.svg"), ("swimlane", "roadmap-with-change.png"))
"""What is drawn besides where not everything fits: the plan with the first change in which it does."""


def changed_outputs(roadmap: Roadmap, registry: Registry) -> list[tuple[Path, str, str]]:
    """(path, format, view) of ``CHANGED_OUTPUTS``."""
    from planner.publishing.formats import format_of

    folder = Path(f"{roadmap.organisation}-roadmap")
    return [(folder / name, format_of(Path(name), registry), view) for view, name in CHANGED_OUTPUTS]


def check_views(views: str, registry: Registry) -> None:
    """Refuses views that there are not; several are joined by ``+``."""
    from planner.errors import PlannerError, and_then, did_you_mean

    for view in filter(None, views.split("+")):
        if view not in registry.names("views"):
            raise PlannerError(and_then(f"there is no view '{view}'", did_you_mean(view, registry.names("views"))))


def views_of(outputs: tuple[str, ...], view: str, format_name: str | None, registry: Registry) -> set[str]:
    """The views that outputs show; those that are made when none is asked for."""
    from planner.publishing.formats import usual_view

    if not outputs:
        return {one for one, _name in DEFAULT_OUTPUTS}
    found: set[str] = set()
    for own, name in _parts(outputs, format_name, registry):
        found |= set((own or view or usual_view(name, registry)).split("+"))
    return found


def only_pictures(outputs: tuple[str, ...], format_name: str | None, registry: Registry) -> bool:
    """Whether no document is asked for by name, which would have all there is of a plan in it."""
    return not any(name in registry.names("exporters") for _own, name in _parts(outputs, format_name, registry))


def _parts(outputs: tuple[str, ...], format_name: str | None, registry: Registry) -> list[tuple[str, str]]:
    """(views, or nothing; format) of each output."""
    from planner.publishing.formats import format_of

    found = []
    for output in outputs:
        own, path = _split(output)
        found.append((own, format_name or format_of(path, registry)))
    return found


def _split(output: str) -> tuple[str, Path]:
    """(views, or nothing; path) of an output."""
    head, colon, tail = output.partition(":")
    if colon and len(head) > 1 and "/" not in head:  # one letter is a drive on Windows
        return head, Path(tail)
    return "", Path(output)


def planned(
    file: Path,
    views: Iterable[str],
    registry: Registry,
    seed: int,
    arguments: Mapping[str, Any],
    *,
    pictures: bool = False,
) -> Roadmap:
    """The roadmap, with how sure its dates are, and what it costs and brings, where a view shows that and what finds it
    is installed.

    Args:
        pictures: it is for pictures alone, which need no business case but where a view shows it.
    """
    from importlib.util import find_spec

    from planner import api
    from planner.cli.members import source_of

    source = source_of(file, arguments)
    known = set(views) & set(registry.names("views"))
    shown = {what for one in (registry.get("views", name) for name in known) for what in (one.shows, one.needs)}
    if {"risk", "case"} & shown and find_spec("numpy") is not None:
        case = not pictures or "case" in shown
        return api.simulate(source, registry=registry, seed=seed, case=case, **arguments)
    return api.plan(source, registry=registry, **arguments)


def make_outputs(
    roadmap: Roadmap, plan: list[tuple[Path, str, str]], registry: Registry, style: Style, *, usual: bool = False
) -> tuple[list[tuple[Path, bytes]], bool]:
    """(every file with its content, whether one that was wanted could not be made). A document is told of the pictures
    that are written beside it. A plugin that does not work costs its own file: the others are made, and it is said
    which one is missing.

    Args:
        usual: the files are those that are made when none is asked for (see ``DEFAULT_OUTPUTS``), so one whose engine
            is not installed here is left out, which is said, and nothing has failed.

    Raises:
        PluginError: none can be made; or one cannot, and the run is strict.
    """
    from dataclasses import replace

    from planner.cli.terminal import fail, warn
    from planner.errors import MissingError, PluginError
    from planner.publishing.drawing import make_files
    from planner.publishing.formats import page_files

    documents = [one for one in plan if one[1] in registry.names("exporters")]
    made: dict[Path, list[bytes]] = {}
    drawn: dict[str, tuple[Scene, ...]] = {}
    failed = False
    for path, name, own in [*(one for one in plan if one not in documents), *documents]:
        beside = {
            view: (drawn[view.split("+")[0]][0].title, file.name)
            for file, kind, view in sorted(plan, key=lambda one: one[1])  # SVG comes after PNG: one of both is shown
            if kind in ("svg", "png") and file.parent == path.parent and file in made
        }
        for kind, used in (("views", own), ("renderers", name), ("exporters", name)):
            for one in used.split("+"):
                for words in registry.troubles(kind, one):
                    warn(words)
        try:
            pages = {own: drawn[own][:1]} if usual and name == "png" and own in drawn else drawn
            made[path] = make_files(
                roadmap, name, own, registry, replace(style, pictures=tuple(beside.values())), pages
            )
        except MissingError as error:
            if not usual:
                raise
            warn(f"{error}; {path} is left out")
        except PluginError as error:
            if registry.sources.strict or len(plan) == 1:
                raise
            fail(f"{error}; {path} is not written")
            failed = True
    _say_what_fonts_lack([path for path, name, _view in plan if path in made and name in EMBEDDED], drawn)
    return [file for path, _name, _view in plan if path in made for file in page_files(path, made[path])], failed


def _say_what_fonts_lack(paths: Sequence[Path], drawn: Mapping[str, Sequence[Scene]]) -> None:
    """Tells of words that the embedded font cannot write, in one line."""
    from planner.cli.terminal import warn
    from planner.i18n.phrases import listing
    from planner.pictures.text_metrics import covered

    lines = (line.text for scenes in drawn.values() for scene in scenes for e in scene.shapes for line in e.lines)
    words = list(dict.fromkeys(word for text in lines for word in text.split() if not covered(word)))
    if paths and words:
        some = listing([f"“{word}”" for word in words[:3]]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
        names = listing([path.name for path in paths])
        warn(f"{names}: the embedded font lacks characters of {some}; they are drawn in a font of this machine, or as "
             "boxes where it has none: look at them, or use SVG or HTML")  # fmt: skip


def put_pictures(
    roadmap: Roadmap, view: str, outputs: tuple[str, ...], into: Path | None, style: Style, sources: Sequence[Path]
) -> list[Path]:
    """Draws a view into files, and into a deck; returns what was written. Nothing is asked for: nothing is written.

    Args:
        sources: files that must not be replaced.

    Raises:
        PlannerError: an output is no format, or would replace a source, or cannot be written.
    """
    from contextlib import nullcontext

    from planner.files.atomic import write_all
    from planner.files.lock import held
    from planner.plugins.registry import default_registry

    registry = default_registry()
    files: list[tuple[Path, bytes]] = []
    if outputs:
        plan = [
            (path, name, _with_the_plan(own, name, registry) if own == view else own)
            for path, name, own in outputs_wanted(roadmap, outputs, view, None, False, registry)
        ]
        files, _failed = make_outputs(roadmap, plan, registry, style)
        for source in sources:
            refuse_clashes([path for path, _content in files], source)
    with held(into) if into else nullcontext():
        deck = deck_with(roadmap, into, view, style) if into else []
        write_all([*files, *deck])
    return [path for path, _content in (*files, *deck[-1:])]


def _with_the_plan(view: str, name: str, registry: Registry) -> str:
    """A view, in a page before those that it shows of every plan."""
    more = registry.get("renderers", name).views if name in registry.names("renderers") else ()
    return "+".join((view, *(one for one in more if one != view and one in registry.names("views"))))


def deck_with(roadmap: Roadmap, into: Path, view: str, style: Style) -> list[tuple[Path, bytes]]:
    """A deck with a view inserted or refreshed, after its backup; empty where nothing changes."""
    from planner.cli.deck_changes import free_name, refuse_locked, report
    from planner.pictures.slides.insertion import Wanted
    from planner.plugins.registry import default_registry
    from planner.publishing import board_deck

    refuse_locked(into)
    content, changes = board_deck.put_into_deck(
        roadmap, into, Wanted((view,), None, "", chosen=True), default_registry(), style
    )
    report(changes, False)
    if all(change.quiet for change in changes):
        return []
    return [(free_name(into), into.read_bytes()), (into, content)]


def embedding(kind: str, roadmap: Roadmap, address: str, view: str, registry: Registry, style: Style) -> str:
    """What shows a picture in a page or a wiki, with its alt text."""
    from html import escape

    from planner.publishing.drawing import draw

    scene = draw(roadmap, view.split("+")[0], registry, style)[0]
    alt = scene.alt if len(scene.alt) <= 500 else scene.alt[:499].rsplit(" ", 1)[0] + "…"
    if kind == "html":
        size = f'width="{scene.width:g}" height="{scene.height:g}"'
        return (
            f'<figure><img src="{escape(address)}" alt="{escape(alt)}" {size} style="max-width:100%;height:auto">'
            f"<figcaption>{escape(scene.title)}</figcaption></figure>"
        )
    plain = "".join(f"\\{c}" if c in "\\[]`*_<>" else c for c in alt)
    return f"![{plain}]({address.replace(' ', '%20')})"


def stale(files: Sequence[tuple[Path, bytes]]) -> list[str]:
    """What of the files is not on disk as it would be written now, in words."""
    found = []
    for path, content in files:
        if not path.is_file():
            found.append(f"{path} is missing")
        elif path.read_bytes() != content:
            found.append(f"{path} is not what would be written today")
    made = {path for path, _content in files}
    pages = {page for one in made for page in one.parent.glob(f"{glob.escape(one.stem)}-*{one.suffix}")}
    numbered = [page for page in sorted(pages - made) if re.fullmatch(r".*-[0-9]+", page.stem)]
    return found + [f"{page} is a page that is no longer drawn" for page in numbered]


def refuse_clashes(paths: list[Path], *sources: Path) -> None:
    """No output may replace another, or a file the plan is made from."""
    from planner.errors import PlannerError

    seen: set[Path] = set()
    planned_from = {source.resolve() for source in sources}
    for path in paths:
        if path.resolve() in planned_from:
            raise PlannerError(f"{path} is the file to plan from; give -o another name")
        if path.resolve() in seen:
            raise PlannerError(f"{path} is written twice; give each -o its own name")
        seen.add(path.resolve())


def outputs_wanted(
    roadmap: Roadmap, outputs: tuple[str, ...], view: str, format_name: str | None, as_json: bool, registry: Registry
) -> list[tuple[Path, str, str]]:
    """(path, format, view) of every file to write; faults are found before anything is written."""
    from planner.errors import PlannerError, and_then, did_you_mean
    from planner.publishing.formats import format_of, usual_view

    if not outputs:
        if as_json or format_name:
            return []
        folder = Path(f"{roadmap.organisation}-roadmap")
        usual = (*DEFAULT_OUTPUTS, *UNIT_OUTPUTS) if roadmap.units else DEFAULT_OUTPUTS
        return [(folder / name, format_of(Path(name), registry), one) for one, name in usual]
    found = []
    for output in outputs:
        head, path = _split(output)
        unknown = [one for one in head.split("+") if one not in registry.names("views")] if head else []
        if unknown:
            mend = did_you_mean(unknown[0], registry.names("views"))
            raise PlannerError(and_then(f"-o {output}: there is no view '{unknown[0]}'", mend))
        own_view = head or view
        name = format_name or format_of(path, registry)
        own_view = own_view or usual_view(name, registry)
        if head and name not in registry.names("renderers"):
            raise PlannerError(f"-o {output}: {name} is not a picture, so it has no view; leave '{head}:' out")
        if path.is_dir():
            raise PlannerError(f"cannot write {path}: it is a folder")
        found.append((path, name, own_view))
    return found
