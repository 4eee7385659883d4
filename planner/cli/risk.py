"""``planner risk``: dates by probability."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, PLANNING_KINDS, PluginCommand, json_option, planning_arguments, planning_options

if TYPE_CHECKING:
    from planner.roadmap.risk import Risk, Spread

MOST_DRIVERS, MOST_STEPS = 8, 8


@click.command("risk", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@click.option(
    "--distribution",
    type=click.Choice(["pert", "triangular"]),
    default="pert",
    show_default=True,
    help="Of durations, from their low, likely and high estimates.",
)
@click.option(
    "--correlation",
    type=click.FloatRange(0, 1),
    default=0.3,
    show_default=True,
    help="Between steps that the same role owns.",
)
@planning_options
@json_option
def command(
    file: Path,
    draws: int,
    distribution: str,
    correlation: float,
    as_json: bool,
    **planning: Any,
) -> None:
    """How sure the plan for FILE is: dates by probability, and what moves them.

    Draws durations from their estimates and the organisation's risk events, and carries the plan out in each draw:
    nothing starts before its planned week, people have no more time in a quarter than they have (a longer step takes
    more of it), the calendar holds, what is lost is not made up for.

    \b
    Examples:
      planner risk examples/reches-bank.yaml
      planner risk acme.yaml --draws 50000 --distribution triangular --json
    """
    from planner import api
    from planner.cli.terminal import warn

    found = api.simulate(
        file, draws=draws, seed=planning["seed"], distribution=distribution, correlation=correlation,
        **planning_arguments(planning),
    )  # fmt: skip
    for words in found.warnings:
        warn(words)
    if as_json:
        from planner.cli.terminal import print_json
        from planner.roadmap.risk import to_data

        print_json(to_data(found))
    else:
        print_risk(found)


def print_risk(risk: Risk) -> None:
    from planner.cli.terminal import bar, heading, paragraph

    click.secho("How sure is the plan?", bold=True)
    paragraph(
        f"{risk.draws:,} draws, {risk.distribution} durations, correlation {risk.correlation:g} within a role, "
        f"seed {risk.seed}. All estimates."
    )
    heading("The finish")
    paragraph(f"planned: week {risk.finish.planned}; kept in {percent(risk.on_time)} of the draws")
    paragraph(chances(risk.finish))
    if risk.unfinished:
        part = percent(risk.unfinished) if risk.unfinished >= 0.005 else "less than 1 %"
        paragraph(f"not finished within the plan's calendar in {part} of the draws")
    if risk.deadlines:
        heading("Dates that were asked for")
        for deadline in risk.deadlines:
            paragraph(f"{percent(deadline.probability):>6}  {deadline.name} by {deadline.by}")
    if risk.stages:
        heading("Stages")
        for stage in risk.stages:
            paragraph(f"{stage.name}: planned week {stage.planned}; {chances(stage)}")
    heading("What moves the finish (mean week when it goes well, when it goes badly)")
    most = max((driver.swing for driver in risk.drivers), default=0.0)
    for driver in risk.drivers[:MOST_DRIVERS]:
        if driver.swing > 0.05:
            paragraph(f"{bar(driver.swing, most)} {driver.well:6.1f} to {driver.badly:.1f}  {driver.name}")
    heading("Steps by how often they set the finish")
    for step in sorted(risk.steps, key=lambda s: (-s.criticality, s.id))[:MOST_STEPS]:
        if step.criticality:
            paragraph(f"{percent(step.criticality):>6}  {step.finish.name}: {chances(step.finish)}")


def chances(spread: Spread) -> str:
    """When something is finished in half and in 80 % of the draws."""
    from planner.i18n.translation import _

    if spread.p50 is None:
        return _("in less than half of the draws within the plan's calendar")
    half = _("P50 week {week} ({day})", week=f"{spread.p50:.0f}", day=spread.p50_date)
    if spread.p80 is None:
        return _("{half}, P80 later", half=half)
    return _("{half}, P80 week {week} ({day})", half=half, week=f"{spread.p80:.0f}", day=spread.p80_date)


def percent(part: float) -> str:
    """A part of the draws."""
    return f"{100 * part:.0f} %"
