"""What is printed of portfolios beside each other: when stages are reached, what moves, figures."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.api.portfolio_changes import ReplannedPortfolio
    from planner.roadmap.portfolio_comparison import DateRow, PortfolioComparison

MOST = 6
"""Steps that are named of a member."""


def show_stages(found: PortfolioComparison) -> None:
    """When each member reaches which stage, in each plan."""
    from planner.cli.terminal import heading, paragraph, short
    from planner.i18n import phrases
    from planner.i18n.translation import _, day

    heading(_("When stages are reached"))
    rows, labels = found.stages, found.labels
    if not rows:
        paragraph(_("no further stage is reached in these plans"))
        return
    wide = max(13, min(19, 46 // len(labels)))
    names = 76 - wide * len(labels)
    click.echo(f"  {'':<{names}}" + "".join(f"{short(label, wide - 2).strip():>{wide}}" for label in labels))
    for member in dict.fromkeys(row.member for row in rows):
        own = [row for row in rows if row.member == member]
        click.secho(f"  {short(own[0].name, 76).rstrip()}", bold=True)
        for row in own:
            cells = []
            for plan, (when, done) in enumerate(zip(row.days, row.done, strict=True)):
                moved = row.weeks(plan)
                cell = _("done") if done else day(when) if when else "–"
                cells.append(cell + (f" ({phrases.signed(moved)})" if moved and len(labels) < 4 else ""))
            click.echo(f"    {short(row.what_name, names - 2)}" + "".join(f"{cell:>{wide}}" for cell in cells))


def show_comparison(found: PortfolioComparison) -> None:
    """Portfolios side by side."""
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n.translation import _

    paragraph(found.finding + ".", 0)
    show_stages(found)
    if found.moved:
        heading(_("What moves (live by)"))
    for member, name in {row.member: row.name for row in found.moved}.items():
        item(name)
        _show_moves([row for row in found.moved if row.member == member])
    heading(_("Altogether"))
    _show_figures(found)


def _show_moves(moved: Sequence[DateRow]) -> None:
    """Steps of one member, in each plan."""
    from planner.cli.terminal import item
    from planner.i18n.translation import _, day

    for step in moved[:MOST]:
        item(f"{step.what_name}: {' → '.join(day(when) if when else '–' for when in step.days)}", 4)
    if len(moved) > MOST:
        item(_("and {n} more", n=len(moved) - MOST), 4)


def show_moves_of(found: ReplannedPortfolio) -> None:
    """What each member's plan changes, and which steps move."""
    from planner.cli.terminal import heading, item
    from planner.i18n.translation import _
    from planner.roadmap.comparison import headline

    every = found.portfolio.comparison.moved if found.portfolio.comparison else ()
    heading(_("What moves (live by)"))
    for member in found.members:
        if member.replanned is None:
            item(_("{name}: no plan is in force yet; --accept leaves it so, 'planner baseline' on its file keeps one",
                   name=member.name))  # fmt: skip
            continue
        comparison = member.replanned.roadmap.comparison
        assert comparison is not None
        item(f"{member.name}: {headline(comparison)}")
        _show_moves([row for row in every if row.member == member.id])


def _show_figures(found: PortfolioComparison) -> None:
    from planner.cli.terminal import short
    from planner.i18n import phrases
    from planner.i18n.text import clean

    wide = max(13, min(19, 46 // len(found.labels)))
    names = 76 - wide * len(found.labels)
    for one in found.figures:
        cells = "".join(f"{phrases.amount(value):>{wide}}" for value in one.values)
        *above, last = textwrap.wrap(clean(one.name), names - 1)
        for line in above:
            click.echo(f"  {line}")
        click.echo(f"  {short(last, names)}{cells}")
