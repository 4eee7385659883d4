"""Layout of terminal output: headings, wrapped paragraphs, bars. Plain text; click drops the colours when
the output is not a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from planner.i18n.text import clean
from planner.i18n.translation import _, speaking


def columns() -> int:
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 100))


def print_json(data: Any) -> None:
    """What ``--json`` prints; ``planner schema`` has a schema for every command."""
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def answer(
    language: str, as_json: bool, data: Callable[[], Any], show: Callable[[], None], written: Sequence[Path] = ()
) -> None:
    """Prints what was found: as JSON, or in words and with the pictures that were written."""
    with speaking(language):
        if as_json:
            print_json(data())
            return
        show()
        point_to(written)


def point_to(written: Iterable[Path]) -> None:
    """Says where the pictures are."""
    for path in written:
        click.echo(_("Open {path}", path=path))


def counting(words: str, quiet: bool = False) -> Callable[[int, int], None]:
    """Says on standard error how far a long job is, from its first second on, where somebody is watching."""
    began = last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if quiet or not sys.stderr.isatty():
            return
        if done >= total and last > began:
            click.echo("\r" + " " * 79 + "\r", nl=False, err=True)
        elif now - last >= 0.5 and now - began >= 1:
            last = now
            click.echo(f"\r{words}: {done} of {total}; Ctrl-C stops", nl=False, err=True)

    return show


def shown_note(words: str) -> None:
    """Says on standard error what is going on, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"{words} ...", err=True)


def heading(words: str) -> None:
    click.echo()
    click.secho(textwrap.fill(clean(words), columns(), break_on_hyphens=False), bold=True)


def paragraph(words: str, indent: int = 2, dim: bool = False) -> None:
    filled = textwrap.fill(
        clean(words), columns(), initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )
    click.secho(filled, dim=dim)


def short(words: str, room: int) -> str:
    """Words in a column of a table, cut where they are too long, padded where they are not."""
    words = clean(words)
    return f"{words if len(words) < room else words[: room - 2] + '…':<{room}}"


def hanging(words: str, indent: int) -> str:
    """Words for the rest of a line, and for the lines below it."""
    return textwrap.fill(
        clean(words), columns(), initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )[indent:]


def item(words: str, indent: int = 2) -> None:
    filled = textwrap.fill(
        clean(words),
        columns(),
        initial_indent=" " * indent + "- ",
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )
    click.echo(filled)


def bar(value: float, most: float, width: int = 12) -> str:
    full = round(value / most * width) if most else 0
    return "█" * full + "·" * (width - full)


def fail(words: str) -> None:
    """An error that ends only a part of the work."""
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(clean(words), err=True)


def warn(words: str) -> None:
    click.secho("warning: ", fg="yellow", bold=True, nl=False, err=True)
    click.echo(clean(words), err=True)
