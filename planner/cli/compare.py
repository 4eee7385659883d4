"""``planner compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, json_option

if TYPE_CHECKING:
    from planner.comparing import Comparison

MOST = 5  # plans that fit beside each other


@click.command("compare")
@click.argument("files", type=FILE, nargs=-1, required=True)
@json_option
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Show plans side by side: what moves, what it costs and what it brings.

    FILES are organisations, scenarios, or JSON exports of roadmaps. The first is what the others are compared with.

    \b
    A scenario is a small file:
      scenario: second-hire
      of: acme.yaml
      set: {capacity.social.2028Q1: 16, budget: 90}

    \b
    Examples:
      planner compare acme.yaml second-hire.yaml
      planner compare plan-of-may.json acme.yaml --json
    """
    from planner import api
    from planner.comparing import compare, to_data
    from planner.errors import PlannerError

    if not 2 <= len(files) <= MOST:
        raise PlannerError(f"compare two to {MOST} plans, not {len(files)}")
    found = compare([(path.stem, api.plan_data(path)) for path in files])
    if as_json:
        import json

        click.echo(json.dumps(to_data(found), ensure_ascii=False, indent=2))
        return
    show(found)


def show(found: Comparison) -> None:
    from planner.cli.terminal import heading, paragraph
    from planner.text import clean

    totals = [(total, [_beside(value, total.values[0]) for value in total.values]) for total in found.totals]
    weeks = [(step, [_beside(week, step.finish[0]) for week in step.finish]) for step in found.moved]
    cells = [cell for _row, own in (*totals, *weeks) for cell in own]
    wide = max(len(cell) for cell in (*cells, *(label[:14] for label in found.labels))) + 2
    names = max(20, 78 - wide * len(found.labels))

    def line(name: str, cells: list[str], bold: bool = False) -> None:
        name = clean(name)
        short = name if len(name) <= names - 2 else name[: names - 3] + "…"
        click.secho(f"  {short:<{names}}" + "".join(f"{cell:>{wide}}" for cell in cells), bold=bold)

    click.echo(f"  {'':<{names}}" + "".join(f"{clean(label)[:14]:>{wide}}" for label in found.labels))
    heading("Altogether")
    for total, own in totals:
        line(total.name, own, len(set(total.values)) > 1)
    heading("What moves (week live; the change in brackets)")
    for step, own in weeks:
        line(step.name, own)
    if not found.moved:
        paragraph("nothing: every step is live in the same week")
    same = len(found.steps) - len(found.moved)
    if found.moved and same:
        paragraph(f"{same} more stay where they are", 2, dim=True)


def _beside(value: Any, first: Any) -> str:
    """A figure, with how it differs from the first."""
    if value is None:
        return "–"
    shown = f"{value:g}"
    if first is None or value == first:
        return shown
    return f"{shown} ({value - first:+g})"
