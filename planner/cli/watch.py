"""``planner watch``: rebuilds when a file changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    json_option,
    planning_arguments,
    planning_options,
    style_options,
    take_style,
)

if TYPE_CHECKING:
    from planner.publishing.live_page import Board

PAUSE = 0.4  # seconds between two looks at the files


@click.command("watch", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="[VIEW:]FILE", help="As for roadmap; default: NAME.html."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any that is free.")
@click.option("--serve/--no-serve", default=True, show_default=True, help="Show the outputs in a browser.")
@click.option("--once", is_flag=True, hidden=True, help="Build once and stop, for tests.")
@style_options
@planning_options
@json_option
def command(
    file: Path, outputs: tuple[str, ...], port: int, serve: bool, once: bool, as_json: bool, **planning: Any
) -> int:
    """Rebuild the outputs for FILE whenever it, its journey or its theme changes.

    The outputs keep their names, so a picture that is linked elsewhere updates. The page with live reload is served to
    this machine only. A file with faults leaves the last good outputs where they are. Ctrl-C ends it. With --json every
    event is a line.

    \b
    Examples:
      planner watch acme.yaml
      planner watch acme.yaml -o docs/plan.svg -o map:docs/map.svg --no-serve
    """
    import time

    from planner.publishing.live_page import Board, serve_board, state_of

    board = Board()
    build(file, outputs, dict(planning), board, as_json)
    watched = state_of(board.sources)
    if once:
        return 2 if board.error else 0
    address = serve_board(board, port) if serve else ""
    if address:
        say(f"Open {address} (Ctrl-C ends)", as_json, event="serving", address=address)
    try:
        while True:
            time.sleep(PAUSE)
            now = state_of(board.sources)
            if now != watched:
                build(file, outputs, dict(planning), board, as_json)
                watched = state_of(board.sources)
    except KeyboardInterrupt:
        say("stopped", as_json, event="stopped")
    return 0


def say(words: str, as_json: bool, **event: Any) -> None:
    """An event in words, or as a line of JSON."""
    import json

    from planner.cli.terminal import hanging

    click.echo(json.dumps(event, ensure_ascii=False) if as_json else hanging(words, 0))


def build(file: Path, outputs: tuple[str, ...], planning: dict[str, Any], board: Board, as_json: bool = False) -> None:
    """Writes the outputs; where that fails, says why and leaves what there was."""
    from planner.cli.outputs import make_outputs, outputs_wanted, planned, refuse_clashes, views_of
    from planner.cli.terminal import warn
    from planner.documents.reader import noting_files
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.plugins.registry import default_registry

    registry = default_registry()
    with noting_files() as sources:
        try:
            style = take_style(planning, warn)
            views = views_of(outputs or ("page.html",), "", None, registry)
            roadmap = planned(file, views, registry, planning["seed"], planning_arguments(planning))
            wanted = outputs_wanted(roadmap, outputs or (f"{roadmap.organisation}.html",), "", None, False, registry)
            for words in roadmap.warnings:
                warn(words)
            files, _failed = make_outputs(roadmap, wanted, registry, style, usual=not outputs)
            refuse_clashes([path for path, _ in files], file)
            write_all(files)
        except PlannerError as error:
            board.failed(str(error))
            if as_json:
                say("", True, event="failed", error=str(error))
            else:
                click.secho(str(error), fg="red", err=True)
        else:
            board.built([path for path, _ in files], roadmap.title)
            written = [str(path) for path, _ in files]
            watched = sorted({str(path) for path in (file, *sources)})
            words = f"{roadmap.title}: wrote {', '.join(written)}"
            say(words, as_json, event="built", title=roadmap.title, files=written, watched=watched)
    board.sources = tuple({file, *sources, *board.sources})
