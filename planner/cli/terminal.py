"""Layout of terminal output: headings, wrapped paragraphs, bars. Plain text; click drops the colours when
the output is not a terminal."""

from __future__ import annotations

import shutil
import textwrap

import click

from planner.text import clean


def columns() -> int:
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 100))


def heading(words: str) -> None:
    click.echo()
    click.secho(words, bold=True)


def paragraph(words: str, indent: int = 2, dim: bool = False) -> None:
    filled = textwrap.fill(
        clean(words), columns(), initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )
    click.secho(filled, dim=dim)


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
