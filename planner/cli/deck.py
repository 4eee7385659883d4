"""``planner deck``: board decks, new or refreshed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.deck_changes import as_data, free_name, refuse_locked, report, report_taken
from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    json_option,
    planning_arguments,
    planning_options,
    quiet_option,
    style_options,
    take_style,
)

if TYPE_CHECKING:
    from planner.pictures.slides.insertion import Wanted
    from planner.pictures.slides.merge import Change
    from planner.pictures.style import Style
    from planner.roadmap.roadmap import Roadmap


@click.command("deck", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Where to write a new deck; default: NAME-deck.pptx.")
@click.option("--template", type=FILE, metavar="FILE", help="A deck whose layouts and theme are used, nothing else.")
@click.option("--into", type=FILE, metavar="FILE", help="Insert into this deck, or refresh what was inserted before.")
@click.option("--slide", type=click.IntRange(1), metavar="N", help="With --into: only this slide, counted from 1.")
@click.option("--placeholder", metavar="NAME", default="", help="With --into: in the place of the shape of this name.")
@click.option(
    "--view", "views", multiple=True, metavar="NAME", help="Which pages; may be repeated. Default: the board's."
)
@click.option("--dry-run", is_flag=True, help="With --into: say what would change, write nothing.")
@click.option("--backup/--no-backup", default=True, show_default=True, help="With --into: keep the deck as it was.")
@style_options
@planning_options
@json_option
@quiet_option
def command(
    file: Path,
    output: Path | None,
    template: Path | None,
    into: Path | None,
    slide: int | None,
    placeholder: str,
    views: tuple[str, ...],
    dry_run: bool,
    backup: bool,
    as_json: bool,
    quiet: bool,
    **planning: Any,
) -> int:
    """Make a board deck of the plan for FILE, or refresh it inside a deck you have.

    Every slide is made of native, editable shapes; a new deck has speaker notes. Refreshing changes only shapes that
    the planner drew, and of these keeps what you edited: labels, places, colours, added and deleted shapes, notes.

    \b
    Examples:
      planner deck acme.yaml -o board.pptx
      planner deck acme.yaml --template corporate.pptx -o board.pptx
      planner deck acme.yaml --into strategy.pptx --slide 7 --view swimlane
      planner deck acme.yaml --into strategy.pptx --dry-run
      planner deck portfolio.yaml
    """
    from planner.cli.outputs import check_views, planned
    from planner.cli.portfolio import portfolio_deck
    from planner.cli.terminal import point_to, print_json, warn
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.files.lock import held
    from planner.i18n.translation import speaking
    from planner.plugins.registry import default_registry
    from planner.publishing import board_deck

    registry = default_registry()
    for view in views:
        check_views(view, registry)
    if into is None and (slide or placeholder or dry_run):
        raise click.UsageError("--slide, --placeholder and --dry-run go with --into")
    if into is not None and (template or output):
        raise click.UsageError("--into changes a deck in its place: leave out --template and -o")
    style = take_style(planning, warn)
    target = output
    if into is not None:
        refuse_locked(into)
    if target is not None and target.suffix.lower() != ".pptx":
        raise PlannerError(f"-o {target}: a deck ends in .pptx")
    refused = bool(into or template or views)
    if (code := portfolio_deck(file, refused, target, as_json, quiet, style, planning)) is not None:
        return code
    roadmap = planned(file, views or board_deck.BOARD, registry, planning["seed"], planning_arguments(planning))
    for words in roadmap.warnings:
        warn(words)
    if into is None:
        content, taken = board_deck.board_deck(
            roadmap, registry, views=views or board_deck.BOARD, template=template, style=style
        )
        target = target or Path(f"{roadmap.organisation}-deck.pptx")
        write_all([(target, content)])
        if as_json:
            print_json({"file": str(target), "changes": []})
        elif not quiet:
            if taken is not None:
                report_taken(taken, template)
            with speaking(roadmap.language):
                point_to([target])
        return 0 if roadmap.complete else 1

    from planner.pictures.slides.insertion import Wanted

    chosen = views or (("swimlane",) if slide or placeholder else board_deck.BOARD)
    with held(into):
        changes, written, saved = _refreshed(
            roadmap, into, Wanted(chosen, slide, placeholder, chosen=bool(views)), style, backup=backup, dry_run=dry_run
        )
    if as_json:
        print_json({"file": str(into) if written else None, "changes": [as_data(change) for change in changes]})
    elif not quiet:
        report(changes, dry_run)
        if written:
            click.echo(f"Wrote {into}" + (f"; the deck as it was: {saved}" if saved else ""))
        elif all(change.quiet for change in changes):
            click.echo(f"{into} is up to date: nothing written")
    return 0 if roadmap.complete else 1


def _refreshed(
    roadmap: Roadmap, into: Path, wanted: Wanted, style: Style, *, backup: bool, dry_run: bool
) -> tuple[list[Change], bool, Path | None]:
    """(what a refresh changes, whether it was written, where the deck as it was is kept)."""
    from planner.files.atomic import write_all
    from planner.plugins.registry import default_registry
    from planner.publishing import board_deck

    content, changes = board_deck.put_into_deck(roadmap, into, wanted, default_registry(), style)
    if dry_run or all(change.quiet for change in changes):
        return changes, False, None
    saved = free_name(into) if backup else None
    write_all([*([(saved, into.read_bytes())] if saved else []), (into, content)])
    return changes, True, saved
