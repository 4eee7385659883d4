"""``planner roadmap``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import (
    FILE,
    json_option,
    planning_arguments,
    planning_options,
    quiet_option,
    style_options,
    take_style,
)

if TYPE_CHECKING:
    from planner.registry import Registry
    from planner.roadmap import Roadmap
    from planner.style import Style

DEFAULT_OUTPUTS = (
    ("swimlane", "roadmap.svg"),
    ("swimlane", "roadmap.png"),
    ("map", "map.svg"),
    ("map", "map.png"),
    ("", "report.md"),
)


@click.command("roadmap")
@click.argument("file", type=FILE)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="[VIEW:]FILE",
    help="Write FILE in the format of its ending; may be repeated. VIEW: is for pictures, for example map:deps.svg or "
    "swimlane+gantt:plan.pdf.",
)
@click.option(
    "--format", "format_name", metavar="NAME", help="Format by name: for -o files with another ending, or to print."
)
@click.option(
    "--view", default="swimlane", show_default=True, metavar="NAME", help="Which picture, where -o does not say."
)
@style_options
@click.option(
    "--snippet",
    type=click.Choice(["markdown", "html"]),
    help="Print what to paste where the pictures are shown: an image with its alt text.",
)
@planning_options
@json_option
@quiet_option
def command(
    file: Path,
    outputs: tuple[str, ...],
    format_name: str | None,
    view: str,
    snippet: str | None,
    as_json: bool,
    quiet: bool,
    **planning: Any,
) -> int:
    """Plan the organisation in FILE.

    Prints where it stands, the ordered roadmap with reasons, and what was left out and why. Without -o the
    pictures and a report go into a folder named after the organisation.

    \b
    Examples:
      planner roadmap examples/reches-bank.yaml
      planner roadmap acme.yaml -o plan.svg -o map:deps.png -o plan.csv
      planner roadmap acme.yaml --format mermaid
      planner roadmap acme.yaml --scorer wsjf --json > plan.json
    """
    from planner import api
    from planner.cli.terminal import warn
    from planner.errors import PlannerError
    from planner.exporting import make_files, write_all
    from planner.registry import default_registry

    registry = default_registry()
    if as_json and format_name:
        raise click.UsageError("--json and --format exclude each other")
    check_views(view, registry)
    style = take_style(planning, warn)
    arguments = planning_arguments(planning, None if quiet else shown_progress(), None if quiet else shown_note)
    roadmap = api.plan(file, registry=registry, **arguments)
    plan = outputs_wanted(roadmap, outputs, view, format_name, as_json, registry)
    files = make_outputs(roadmap, plan, registry, style)
    refuse_clashes([path for path, _ in files], file)
    printed = None
    if as_json or (format_name and not outputs):
        pages = make_files(roadmap, "json" if as_json else str(format_name), view, registry, style)
        if len(pages) > 1:
            raise PlannerError(f"the picture has {len(pages)} pages: write them to files with -o")
        printed = pages[0]
    write_all(files)
    if printed is not None:
        click.echo(printed, nl=False)
    elif not quiet and not snippet:
        from planner.cli.report import print_roadmap

        print_roadmap(roadmap, [path for path, _ in files])
    if snippet:
        for path, name, own in plan:
            if name in ("svg", "png"):
                click.echo(embedding(snippet, roadmap, path.name, own, registry, style))
    if quiet or printed is not None:
        for warning in roadmap.warnings:
            warn(warning)
    return 0 if roadmap.complete else 1


def check_views(views: str, registry: Registry) -> None:
    """Refuses views that there are not; several are joined by ``+``."""
    from planner.errors import PlannerError, and_then, did_you_mean

    for view in views.split("+"):
        if view not in registry.names("views"):
            raise PlannerError(and_then(f"there is no view '{view}'", did_you_mean(view, registry.names("views"))))


def make_outputs(
    roadmap: Roadmap, plan: list[tuple[Path, str, str]], registry: Registry, style: Style
) -> list[tuple[Path, bytes]]:
    """Every file with its content. A document is told of the pictures that are written beside it."""
    from dataclasses import replace

    from planner.exporting import make_files, page_files

    pictures = [(path, own) for path, name, own in plan if name in ("svg", "png")]
    files: list[tuple[Path, bytes]] = []
    for path, name, own in plan:
        beside = tuple((view, picture.name) for picture, view in pictures if picture.parent == path.parent)
        made = make_files(roadmap, name, own, registry, replace(style, pictures=beside))
        files += page_files(path, made)
    return files


def embedding(kind: str, roadmap: Roadmap, address: str, view: str, registry: Registry, style: Style) -> str:
    """What shows a picture in a page or a wiki, with its alt text."""
    from html import escape

    from planner.exporting import draw

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


def shown_note(words: str) -> None:
    """Says on standard error what is going on, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"{words} ...", err=True)


def shown_progress() -> Callable[[tuple[int, ...], tuple[int, ...]], None]:
    """Says on standard error how far the search is, from its first second on and once a second."""
    import time

    from planner.project import gap

    began = last = time.monotonic()

    def show(objective: tuple[int, ...], bound: tuple[int, ...]) -> None:
        nonlocal last
        now = time.monotonic()
        distance = gap(objective, bound)
        if now - last >= 1:
            last = now
            above = "looking for room for everything" if objective[0] else "not proved"
            if distance is not None:
                above = f"at most {100 * distance:.1f} % from the best possible"
            values = ", ".join(f"{value:,}" for value in objective[2:])
            above = f"value {values}, {above}"
            click.echo(f"{now - began:4.0f} s: {above}; Ctrl-C keeps the best so far", err=True)

    return show


def refuse_clashes(paths: list[Path], source: Path) -> None:
    """No output may replace another, or the file the plan is made from."""
    from planner.errors import PlannerError

    seen: set[Path] = set()
    for path in paths:
        if path.resolve() == source.resolve():
            raise PlannerError(f"{path} is the file to plan from; give -o another name")
        if path.resolve() in seen:
            raise PlannerError(f"{path} is written twice; give each -o its own name")
        seen.add(path.resolve())


def outputs_wanted(
    roadmap: Roadmap, outputs: tuple[str, ...], view: str, format_name: str | None, as_json: bool, registry: Registry
) -> list[tuple[Path, str, str]]:
    """(path, format, view) of every file to write; faults are found before anything is written."""
    from planner.api import format_of
    from planner.errors import PlannerError, and_then, did_you_mean

    if not outputs:
        if as_json or format_name:
            return []
        folder = Path(f"{roadmap.organisation}-roadmap")
        return [(folder / name, format_of(Path(name), registry), one) for one, name in DEFAULT_OUTPUTS]
    found = []
    for output in outputs:
        head, colon, tail = output.partition(":")
        prefixed = bool(colon) and len(head) > 1 and "/" not in head  # one letter is a drive on Windows
        unknown = [one for one in head.split("+") if one not in registry.names("views")] if prefixed else []
        if unknown:
            mend = did_you_mean(unknown[0], registry.names("views"))
            raise PlannerError(and_then(f"-o {output}: there is no view '{unknown[0]}'", mend))
        own_view, path = (head, Path(tail)) if prefixed else (view, Path(output))
        name = format_name or format_of(path, registry)
        if prefixed and name not in registry.names("renderers"):
            raise PlannerError(f"-o {output}: {name} is not a picture, so it has no view; leave '{head}:' out")
        if path.is_dir():
            raise PlannerError(f"cannot write {path}: it is a folder")
        found.append((path, name, own_view))
    return found
