"""``planner compare``: plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    drawing_options,
    json_option,
    planning_arguments,
    planning_options,
    take_style,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.roadmap.comparison import Comparison

NAMED = 3
"""Plans whose names have room above a column."""


@click.command("compare", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("files", type=FILE, nargs=-1, required=True)
@drawing_options
@planning_options
@json_option
def command(
    files: tuple[Path, ...], outputs: tuple[str, ...], into: Path | None, as_json: bool, **planning: Any
) -> None:
    """Show plans side by side: what moves, what it costs and what it brings.

    FILES are organisations, scenarios, or JSON exports of roadmaps; or all of them portfolios. The first is what the
    others are compared with.

    \b
    A scenario is a small file:
      scenario: second-hire
      of: acme.yaml
      set: {capacity.social.2028Q1: 16, budget: 90}

    \b
    Examples:
      planner compare acme.yaml second-hire.yaml
      planner compare acme.yaml second-hire.yaml -o compare.svg -o compare.pptx
      planner compare plan-of-may.json acme.yaml --json
      planner compare portfolio.yaml one-more-client.yaml -o difference.svg
    """
    from planner import api
    from planner.cli.outputs import put_pictures
    from planner.cli.portfolio_changes import portfolio_compare
    from planner.cli.terminal import answer, warn
    from planner.errors import PlannerError
    from planner.roadmap.comparison import to_data

    style = take_style(planning, warn)
    if portfolio_compare(files, into is not None, outputs, as_json, style, planning):
        return
    found, roadmap = api.compare(files, **planning_arguments(planning))
    if roadmap is None and (outputs or into):
        raise PlannerError("a picture needs an organisation or scenario among the files, not only JSON exports")
    written = put_pictures(roadmap, "compare", outputs, into, style, files) if roadmap else []
    answer(found.language, as_json, lambda: to_data(found), lambda: show(found), written)


def show(found: Comparison) -> None:
    """Figures and moves, side by side."""
    from itertools import zip_longest

    from planner.cli.terminal import heading, paragraph, short
    from planner.i18n import phrases
    from planner.i18n.translation import _, day, ngettext
    from planner.roadmap.comparison import headline

    brief = len(found.labels) > NAMED
    labels = [f"{n} {label}" if brief else label for n, label in enumerate(found.labels, 1)]
    heads = [str(n) for n in range(1, len(labels) + 1)] if brief else labels

    def row(values: Sequence[float | None], done: Sequence[bool] = ()) -> list[str]:
        cells = [phrases.beside(value, None if brief else values[0]) for value in values]
        return [_("done") if own else cell for cell, own in zip_longest(cells, done)]

    def dates(values: Sequence[float | None], done: Sequence[bool] = ()) -> list[str]:
        """The last days of weeks, whatever each plan counts its own from; where there are many plans, the weeks."""
        if brief:
            return row(values, done)
        cells = []
        for plan, (value, own) in enumerate(zip_longest(values, done)):
            if value is None or own:
                cells.append(_("done") if own else "–")
                continue
            when = found.last_day(plan, int(value))
            first = when if values[0] is None else found.last_day(0, int(values[0]))
            moved = round((when - first).days / 7)
            cells.append(day(when) + (f" ({phrases.signed(moved)})" if moved else ""))
        return cells

    totals = [(total, (dates if total.dated else row)(total.values, total.done)) for total in found.totals]
    weeks = [(step, dates(step.finish, step.done)) for step in found.moved]
    cells = [cell for _row, own in (*totals, *weeks) for cell in own]
    wide = max(len(cell) for cell in (*cells, *(head[:14] for head in heads))) + 2
    names = max(20, 78 - wide * len(found.labels))

    def line(name: str, cells: list[str], bold: bool = False) -> None:
        click.secho(f"  {short(name, names)}" + "".join(f"{cell:>{wide}}" for cell in cells), bold=bold)

    paragraph(headline(found) + ".", 0)
    if brief:
        for label in labels:
            click.echo(f"  {short(label, 76).rstrip()}")
    click.echo(f"  {'':<{names}}" + "".join(f"{short(head, 15).strip():>{wide}}" for head in heads))
    heading(_("Altogether"))
    for total, own in totals:
        line(total.name, own, total.differs)
    if brief:
        heading(_("What moves (week live, counted from {day})", day=day(found.start)))
    else:
        heading(_("What moves (live by; in brackets the change in weeks)"))
    for step, own in weeks:
        line(step.name, own)
    if not found.moved:
        paragraph(_("nothing: every step is live in the same week"))
    same = len(found.steps) - len(found.moved)
    if found.moved and same:
        paragraph(ngettext("{n} more stays where it is", "{n} more stay where they are", same), 2, dim=True)
