"""``planner roadmap``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import (
    FILE,
    json_option,
    language_option,
    quiet_option,
    scorer_option,
    sequencer_option,
    weights,
)

if TYPE_CHECKING:
    from planner.registry import Registry
    from planner.roadmap import Roadmap

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
    help="Write FILE in the format of its ending; may be repeated. VIEW: is for pictures, for example map:deps.svg.",
)
@click.option(
    "--format", "format_name", metavar="NAME", help="Format by name: for -o files with another ending, or to print."
)
@click.option(
    "--view", default="swimlane", show_default=True, metavar="NAME", help="Which picture, where -o does not say."
)
@scorer_option
@sequencer_option
@language_option
@json_option
@quiet_option
def command(
    file: Path,
    outputs: tuple[str, ...],
    format_name: str | None,
    view: str,
    scorers: tuple[str, ...],
    sequencer: str,
    language: str | None,
    as_json: bool,
    quiet: bool,
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
    from planner.registry import default_registry

    registry = default_registry()
    roadmap = api.plan(file, scorers=weights(scorers), sequencer=sequencer, language=language, registry=registry)
    plan = outputs_wanted(roadmap, outputs, view, format_name, as_json, registry)
    contents = [(path, make(roadmap, name, view_name, registry)) for path, name, view_name in plan]
    from planner.exporting import write_files

    written = [path for target, files in contents for path in write_files(target, files)]
    if as_json:
        click.echo(make(roadmap, "json", view, registry)[0], nl=False)
    elif format_name and not outputs:
        click.echo(make(roadmap, format_name, view, registry)[0], nl=False)
    elif not quiet:
        from planner.cli.report import print_roadmap

        print_roadmap(roadmap, written)
    if quiet or as_json or format_name:
        from planner.cli.terminal import warn

        for warning in roadmap.warnings:
            warn(warning)
    return 0 if roadmap.complete else 1


def outputs_wanted(
    roadmap: Roadmap, outputs: tuple[str, ...], view: str, format_name: str | None, as_json: bool, registry: Registry
) -> list[tuple[Path, str, str]]:
    """(path, format, view) of every file to write; faults are found before anything is written."""
    from planner.api import format_of
    from planner.errors import PlannerError

    if not outputs:
        if as_json or format_name:
            return []
        folder = Path(f"{roadmap.organisation}-roadmap")
        return [(folder / name, format_of(Path(name), registry), one) for one, name in DEFAULT_OUTPUTS]
    found = []
    for output in outputs:
        head, colon, tail = output.partition(":")
        own_view = head if colon and head in registry.names("views") else view
        path = Path(tail if colon and head in registry.names("views") else output)
        if path.is_dir():
            raise PlannerError(f"cannot write {path}: it is a folder")
        found.append((path, format_name or format_of(path, registry), own_view))
    paths = [path for path, _, _ in found]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise PlannerError(f"{twice} is written twice; give each -o its own name")
    return found


def make(roadmap: Roadmap, name: str, view: str, registry: Registry) -> list[bytes]:
    from planner.exporting import make_files

    return make_files(roadmap, name, view, registry)
