"""``planner deck``."""

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
    quiet_option,
    style_options,
    take_style,
)

if TYPE_CHECKING:
    from planner.slides.refresh import Change

MOST_LINES = 12


@click.command("deck", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Where to write a new deck; default: NAME-deck.pptx.")
@click.option("--template", type=FILE, metavar="FILE", help="A .pptx whose layouts, colours and fonts are used.")
@click.option("--into", type=FILE, metavar="FILE", help="Insert into this deck, or refresh what was inserted before.")
@click.option("--slide", type=click.IntRange(1), metavar="N", help="With --into: only this slide, counted from 1.")
@click.option("--placeholder", metavar="NAME", default="", help="With --into: in the place of the shape of this name.")
@click.option(
    "--view", "views", multiple=True, metavar="NAME", help="Which pages; may be repeated. Default: the board's six."
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
    """
    from planner import api, decks
    from planner.cli.outputs import check_views
    from planner.cli.terminal import print_json, warn
    from planner.errors import PlannerError
    from planner.exporting import write_all
    from planner.registry import default_registry

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
    roadmap = api.plan(file, registry=registry, **planning_arguments(planning))
    for words in roadmap.warnings:
        warn(words)
    if into is None:
        content = decks.board_deck(roadmap, registry, views=views or decks.BOARD, template=template, style=style)
        target = target or Path(f"{roadmap.organisation}-deck.pptx")
        write_all([(target, content)])
        if as_json:
            print_json({"file": str(target), "changes": []})
        elif not quiet:
            click.echo(f"Open {target}")
        return 0 if roadmap.complete else 1

    from planner.slides.insert import Wanted

    wanted = Wanted(
        views or (("swimlane",) if slide or placeholder else decks.BOARD), slide, placeholder, chosen=bool(views)
    )
    content, changes = decks.put_into_deck(roadmap, into, wanted, registry, style)
    different = any(not change.quiet for change in changes)
    saved = free_name(into) if backup and different else None
    if different and not dry_run:
        write_all([*([(saved, into.read_bytes())] if saved else []), (into, content)])
    if as_json:
        written = str(into) if different and not dry_run else None
        print_json({"file": written, "changes": [as_data(change) for change in changes]})
    elif not quiet:
        report(changes, dry_run)
        if different and not dry_run:
            click.echo(f"Wrote {into}" + (f"; the deck as it was: {saved}" if saved else ""))
        elif not different:
            click.echo(f"{into} is up to date: nothing written")
    return 0 if roadmap.complete else 1


def free_name(deck: Path) -> Path:
    """Where a deck is kept as it was: never over another backup."""
    names = (f"{deck.stem}.backup{number}{deck.suffix}" for number in ("", *(f"-{n}" for n in range(2, 10_000))))
    return next(deck.with_name(name) for name in names if not deck.with_name(name).exists())


def refuse_locked(deck: Path) -> None:
    """Refuses a deck that cannot be written, or that a program has open.

    Raises:
        PlannerError: with what to do about it.
    """
    import os

    from planner.errors import PlannerError

    if not deck.is_file():
        raise PlannerError(f"there is no file {deck}")
    for lock in (deck.with_name(f"~${deck.name}"), deck.with_name(f".~lock.{deck.name}#")):
        if lock.exists():
            raise PlannerError(f"{deck} is open in another program (there is {lock.name}): close it first")
    if not deck.stat().st_mode & 0o222 or not os.access(deck, os.W_OK):
        raise PlannerError(f"{deck} is read-only: allow writing, or copy it first")


def as_data(change: Change) -> dict[str, object]:
    return {
        "slide": change.slide, "view": change.view, "kind": change.kind, "added": change.added,
        "removed": change.removed, "changed": change.changed, "kept": change.kept, "warnings": change.warnings,
    }  # fmt: skip


def report(changes: list[Change], dry_run: bool) -> None:
    """What changed and what was kept, slide by slide."""
    from planner.cli.terminal import heading, item, warn

    for change in changes:
        would = "would be " if dry_run else ""
        state = "up to date" if change.quiet else f"{would}{change.kind}"
        heading(f"Slide {change.slide}, {change.view}: {state}")
        for title, lines in (("added", change.added), ("removed", change.removed), ("changed", change.changed),
                             ("kept", change.kept)):  # fmt: skip
            moved = [line for line in lines if line.endswith(": moved")]
            said = [line for line in lines if not line.endswith(": moved")]
            for line in said[:MOST_LINES]:
                item(f"{title}: {line}")
            if len(said) > MOST_LINES:
                item(f"{title}: {len(said) - MOST_LINES} more")
            if moved:
                item(f"moved: {len(moved)} shape{'' if len(moved) == 1 else 's'}, as the plan did")
        for words in change.warnings:
            warn(f"slide {change.slide}: {words}")
