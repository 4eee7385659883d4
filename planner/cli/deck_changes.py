"""What a refresh changed in a deck, said; and where the deck is kept as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.pictures.slides.merge import Change
    from planner.pictures.slides.template import Taken

MOST_LINES = 12


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


def report_taken(taken: Taken, template: Path | None) -> None:
    """What a new deck has of its template, and what was left there."""
    import click

    def counted(number: int, one: str) -> list[str]:
        return [f"{number} {one}{'' if number == 1 else 's'}"] if number else []

    has = [*counted(taken.masters, "master"), *counted(taken.layouts, "layout"), "theme and sizes",
           *counted(taken.pictures, "picture"), *counted(taken.fonts, "font")]  # fmt: skip
    left = [*counted(taken.slides_left, "slide"), *taken.left]
    click.echo(f"From {template}: {', '.join(has)}." + (f" Left there: {', '.join(left)}." if left else ""))
