"""``planner robustness``: how firm the order is."""

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
    quiet_option,
    take_style,
)

if TYPE_CHECKING:
    from planner.roadmap.robustness import Robustness

MOST = 8


@click.command("robustness", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--draws", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Plans to make.")
@drawing_options
@planning_options
@json_option
@quiet_option
def command(
    file: Path, draws: int, outputs: tuple[str, ...], into: Path | None, as_json: bool, quiet: bool, **planning: Any
) -> None:
    """How stable the order of the plan for FILE is when weights, values and efforts move, and how sure its dates are.

    In each draw all of them move at once (weights of goals between half and twice, values by a point, efforts and
    durations within their estimates), and everything is planned again. Then one input at a time goes to its ends.

    \b
    Examples:
      planner robustness examples/reches-bank.yaml
      planner robustness acme.yaml --draws 300 -o robustness.svg
    """
    from planner import api
    from planner.cli.members import source_of
    from planner.cli.outputs import put_pictures
    from planner.cli.terminal import answer, counting, warn
    from planner.roadmap.robustness import to_data

    style = take_style(planning, warn)
    note = counting("planning", quiet or as_json)
    arguments = planning_arguments(planning)
    roadmap = api.robustness(source_of(file, arguments), draws=draws, seed=planning["seed"], note=note, **arguments)
    found = roadmap.robustness
    assert found is not None
    written = put_pictures(roadmap, "robustness", outputs, into, style, (file,))
    answer(roadmap.language, as_json, lambda: to_data(found), lambda: show(found), written)


def show(found: Robustness) -> None:
    from planner.cli.risk import percent
    from planner.cli.terminal import bar, columns, heading, paragraph, short
    from planner.i18n.translation import _
    from planner.roadmap.risk import whole_week

    paragraph(found.headline() + ".", 0)
    paragraph(
        _("{n} draws, seed {seed}; {pairs} pairs of steps whose order prerequisites do not fix. All estimates.",
          n=f"{found.draws:,}", seed=found.seed, pairs=found.free_pairs), 0,
    )  # fmt: skip
    if found.cut_short:
        paragraph(_("The time was up before all draws were made and all inputs moved."), 0)
    if found.pairs:
        heading(_("Pairs that swap most easily (how often they do)"))
    for pair in found.pairs[:MOST]:
        paragraph(f"{percent(1 - pair.kept):>6}  {pair.first_name} – {pair.second_name}")
    helpful = [one for one in found.influences if one.swaps > 0]
    if helpful:
        heading(_("Which inputs matter most (pairs that swap when one goes to its ends)"))
    most = max((one.swaps for one in helpful), default=0.0)
    for one in helpful[:MOST]:
        paragraph(f"{bar(one.swaps, most)} {percent(one.swaps):>5}  {one.name}")
    heading(_("Dates and order, step by step (weeks; all estimates)"))
    heads = (_("planned"), "P50", "P80", _("sets end"), _("order kept"))
    wide = [max(8, len(head) + 2) for head in heads]
    names = columns() - 2 - sum(wide)
    click.secho(" " * (2 + names) + "".join(f"{head:>{w}}" for head, w in zip(heads, wide, strict=True)), dim=True)
    risks = {step.id: step for step in found.risk.steps}
    for step in found.steps:
        own = risks[step.id]
        spread = own.finish
        cells = [
            str(spread.planned),
            *("–" if week is None else str(whole_week(week)) for week in (spread.p50, spread.p80)),
            percent(own.criticality),
            "–" if step.kept is None else percent(step.kept),
        ]
        row = "".join(f"{cell:>{w}}" for cell, w in zip(cells, wide, strict=True))
        click.echo(f"  {short(step.name, names)}{row}")
