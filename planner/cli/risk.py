"""``planner risk``: dates by probability."""

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
    from planner.roadmap.risk import Driver, Spread
    from planner.roadmap.roadmap import Roadmap

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
@drawing_options
@planning_options
@json_option
def command(
    file: Path,
    draws: int,
    distribution: str,
    correlation: float,
    outputs: tuple[str, ...],
    into: Path | None,
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
      planner risk acme.yaml -o odds.svg -o journey:journey.svg
      planner risk acme.yaml --draws 50000 --distribution triangular --json
    """
    from planner import api
    from planner.cli.members import source_of
    from planner.cli.outputs import put_pictures
    from planner.cli.terminal import point_to, warn
    from planner.errors import PlannerError
    from planner.i18n.translation import speaking

    style = take_style(planning, warn)
    arguments = planning_arguments(planning)
    roadmap = api.simulate(
        source_of(file, arguments), draws=draws, seed=planning["seed"], distribution=distribution,
        correlation=correlation, **arguments,
    )  # fmt: skip
    found = roadmap.risk
    if found is None:
        raise PlannerError("nothing is planned, so nothing is at risk")
    for words in found.warnings:
        warn(words)
    written = put_pictures(roadmap, "odds", outputs, into, style, (file,))
    if as_json:
        from planner.cli.terminal import print_json
        from planner.roadmap.risk import to_data

        print_json(to_data(found))
    else:
        with speaking(roadmap.language):
            print_risk(roadmap)
            point_to(written)


def print_risk(roadmap: Roadmap) -> None:
    from planner.cli.terminal import bar, heading, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import _, day, decimal, fixed, grouped

    risk = roadmap.risk
    assert risk is not None  # whoever prints it has looked
    click.secho(_("How sure is the plan?"), bold=True)
    paragraph(
        _("{n} draws, {distribution} durations, correlation {correlation} within a role, seed {seed}. All estimates.",
          n=grouped(risk.draws), distribution=risk.distribution, correlation=decimal(risk.correlation, 2),
          seed=risk.seed)
    )  # fmt: skip
    heading(_("The finish"))
    kept = percent(risk.on_time)
    paragraph(_("planned: week {week}; kept in {part} of the draws", week=risk.finish.planned, part=kept))
    paragraph(chances(risk.finish))
    if risk.unfinished:
        part = percent(risk.unfinished) if risk.unfinished >= 0.005 else _("less than {percent} %", percent=1)
        paragraph(_("not finished within the plan's calendar in {part} of the draws", part=part))
    if risk.deadlines:
        heading(_("Dates that were asked for"))
        for deadline in risk.deadlines:
            words = _("{name} by {day}", name=deadline.name, day=day(deadline.by))
            paragraph(f"{percent(deadline.probability):>6}  {words}")
    if risk.stages:
        heading(_("Stages"))
        for stage in risk.stages:
            planned = _("planned week {week}, kept in {part}", week=stage.finish.planned, part=percent(stage.on_time))
            paragraph(f"{stage.finish.name}: {planned}; {chances(stage.finish)}")
    what = phrases.quoted(risk.stages[-1].finish.name) if risk.stages else _("the finish")
    heading(_("What moves {what} (the week of its even odds when this goes well, when it goes badly)", what=what))
    most = max((driver.swing for driver in risk.drivers), default=0.0)
    for driver in risk.drivers[:MOST_DRIVERS]:
        if driver.swing > 0.05:
            name = driver.name + _place(roadmap, driver)
            weeks = _("{well} to {badly}", well=f"{fixed(driver.well):>6}", badly=fixed(driver.badly))
            paragraph(f"{bar(driver.swing, most)} {weeks}  {name}")
    heading(_("Steps by how often they set the finish"))
    for step in sorted(risk.steps, key=lambda s: (-s.criticality, s.id))[:MOST_STEPS]:
        if step.criticality:
            paragraph(f"{percent(step.criticality):>6}  {step.finish.name}: {chances(step.finish)}")


def _place(roadmap: Roadmap, driver: Driver) -> str:
    """Where a step that moves the date stands in the plan: on its chain, or off it."""
    from planner.i18n.translation import _

    if driver.kind != "step":
        return ""
    on = driver.what in roadmap.critical_chain
    words = _("on the plan's chain") if on else _("off the chain; decides in bad draws")
    return f" ({words})"


def chances(spread: Spread) -> str:
    """When something is finished in half and in 80 % of the draws."""
    from planner.i18n.translation import _, day
    from planner.roadmap.risk import whole_week

    if spread.p50 is None or spread.p50_date is None:
        return _("in less than half of the draws within the plan's calendar")
    half = _("P50 week {week} ({day})", week=whole_week(spread.p50), day=day(spread.p50_date))
    if spread.p80 is None or spread.p80_date is None:
        return _("{half}, P80 later", half=half)
    return _("{half}, P80 week {week} ({day})", half=half, week=whole_week(spread.p80), day=day(spread.p80_date))


def percent(part: float) -> str:
    """A part of the draws."""
    return f"{100 * part:.0f} %"
