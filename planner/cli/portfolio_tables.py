"""What is printed of portfolios beside each other: when stages are reached, what moves, figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.api.portfolio_changes import ReplannedPortfolio
    from planner.roadmap.portfolio_comparison import PortfolioComparison, StageRow

MOST = 6
"""Steps that are named of a member."""


def stage_rows(found: ReplannedPortfolio) -> tuple[StageRow, ...]:
    from planner.roadmap.portfolio_comparison import rows_of

    every: list[StageRow] = []
    for member in found.members:
        comparison = member.replanned.roadmap.comparison if member.replanned else None
        if comparison is not None:
            every += rows_of(member.id, member.name, comparison)
    return tuple(every)


def show_stages(rows: Sequence[StageRow], labels: Sequence[str]) -> None:
    """When each member reaches which stage, in each plan."""
    from planner.cli.terminal import heading, paragraph, short
    from planner.i18n import phrases
    from planner.i18n.translation import _, day

    heading(_("When stages are reached"))
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
            first, cells = row.days[0], []
            for plan, (when, done) in enumerate(zip(row.days, row.done, strict=True)):
                moved = round((when - first).days / 7) if when and first and plan else 0
                cell = _("done") if done else day(when) if when else "–"
                cells.append(cell + (f" ({phrases.signed(moved)})" if moved and len(labels) < 4 else ""))
            click.echo(f"    {short(row.stage_name, names - 2)}" + "".join(f"{cell:>{wide}}" for cell in cells))


def show_steps(found: ReplannedPortfolio) -> None:
    """Which steps of each member move."""
    from planner.cli.terminal import heading, item
    from planner.i18n.translation import _, day
    from planner.roadmap.comparison import headline

    heading(_("What moves (live by)"))
    for member in found.members:
        if member.replanned is None:
            item(_("{name}: no plan is in force yet; --accept leaves it so, 'planner baseline' on its file keeps one",
                   name=member.name))  # fmt: skip
            continue
        comparison = member.replanned.roadmap.comparison
        assert comparison is not None
        moved = [step for step in comparison.moved if not step.done[-1]]
        item(f"{member.name}: {headline(comparison)}")
        for step in moved[:MOST]:
            ends = [
                day(comparison.last_day(plan, week)) if week is not None else "–"
                for plan, week in enumerate(step.finish)
            ]
            item(f"{step.name}: {ends[0]} → {ends[1]}", 4)
        if len(moved) > MOST:
            item(_("and {n} more", n=len(moved) - MOST), 4)


def show_figures(found: PortfolioComparison) -> None:
    from planner.cli.terminal import short
    from planner.i18n import phrases

    wide = max(13, min(19, 46 // len(found.labels)))
    names = 76 - wide * len(found.labels)
    for one in found.figures:
        cells = "".join(f"{phrases.amount(value):>{wide}}" for value in one.values)
        click.echo(f"  {short(one.name, names)}{cells}")
