"""``planner case``: what a plan costs and brings."""

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
    from planner.roadmap.business_case import BusinessCase, Range
    from planner.roadmap.roadmap import Roadmap


@click.command("case", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@drawing_options
@planning_options
@json_option
def command(
    file: Path, draws: int, outputs: tuple[str, ...], into: Path | None, as_json: bool, **planning: Any
) -> None:
    """What the plan for FILE costs and brings, up to the end of its calendar.

    People cost what 'case: rate' says for the weeks they work; a goal brings what 'case: benefits' says, in proportion
    to what is live of all that serves it. Nothing is assumed: what nobody has said is named and not counted. Low,
    likely and high are what a tenth, half and nine tenths of the draws of 'planner risk' stay below.

    \b
    Examples:
      planner case examples/alder-outdoor.yaml
      planner case acme.yaml -o case.svg -o case.xlsx
      planner case acme.yaml --set case.rate=3 --json
    """
    from planner import api
    from planner.cli.outputs import put_pictures
    from planner.cli.terminal import print_json, warn
    from planner.errors import PlannerError
    from planner.roadmap.business_case import to_data

    style = take_style(planning, warn)
    roadmap = api.simulate(file, draws=draws, seed=planning["seed"], **planning_arguments(planning))
    if roadmap.case is None:
        raise PlannerError("nothing is planned, so nothing costs or brings anything")
    for words in roadmap.warnings:
        warn(words)
    written = put_pictures(roadmap, "money", outputs, into, style, (file,))
    if as_json:
        print_json(to_data(roadmap.case))
        return
    print_case(roadmap, roadmap.case)
    for path in written:
        click.echo(f"Open {path}")


def print_case(roadmap: Roadmap, case: BusinessCase) -> None:
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import day

    money = " ".join(filter(None, ("thousand", roadmap.currency)))
    end = day(roadmap.calendar.last_day(roadmap.calendar.weeks))
    click.secho("What the plan costs and brings", bold=True)
    paragraph(
        f"Up to {end}, in {money}; low, likely and high of {case.draws:,} draws, seed {case.seed}. All estimates."
    )
    heading("In all")
    paragraph(f"spent: {_range(case.spend)}")
    parts = (
        ("outside", sum(one.outside_cost for one in case.quarters)),
        ("people who build", sum(one.build_cost for one in case.quarters)),
        ("running what is live", sum(one.run_cost for one in case.quarters)),
    )
    paragraph("of it " + ", ".join(f"{amount:,.0f} {name}" for name, amount in parts), 4)
    if not case.priced:
        paragraph("Not all who work on it have a price: see 'Not counted' before you quote any of this.")
    if case.has_money:
        paragraph(f"gained: {_range(case.benefit)}")
        paragraph(_payback(case, end))
    if case.value is not None:
        paragraph(f"net present value at {case.discount:g} % a year: {_range(case.value)}")
    if case.delay is not None:
        words = "costs" if case.delay > 0 else "saves"
        paragraph(f"a quarter's delay of everything {words} {abs(case.delay):,.0f} of that, by {end}")
    if case.goals:
        heading("What the goals bring, as you say, and at the end of the plan's calendar")
        for goal in case.goals:
            unit = goal.unit or money
            worth = "" if goal.is_money else ", not counted in money"
            whole = " to ".join(f"{amount:,.0f}" for amount in dict.fromkeys((goal.a_year[0], goal.a_year[2])))
            paragraph(
                f"{goal.name}: {whole} {unit} a year with everything live, of which this plan has "
                f"{100 * goal.live:.0f} %; at the end {_range(goal.at_end)}{worth}"
            )
            if goal.source:
                paragraph(f"source: {goal.source}", 4)
    heading(f"By quarter, {money}")
    click.echo(f"    {'':<8}{'outside':>9}{'build':>9}{'run':>9}{'gained':>9}   so far: spent, gained")
    for one in case.quarters:
        amounts = (one.outside_cost, one.build_cost, one.run_cost, one.benefit)
        cells = "".join(f"{amount:>9,.0f}" for amount in amounts)
        so_far = f"{one.spent.likely or 0:,.0f}, {one.gained.likely or 0:,.0f}"
        click.echo(f"    {phrases.quarter(one.quarter):<8}{cells}   {so_far}")
    paragraph(
        "Amounts of a quarter are means of the draws, what is so far and in all is their middle: they do not add up "
        "to each other. The workbook counts the plan's own dates."
    )
    if case.missing:
        heading("Not counted")
        for words in case.missing:
            item(words)


def _range(one: Range) -> str:
    if one.low == one.high:
        return f"{one.likely or 0:,.0f}"
    return f"{one.likely or 0:,.0f} ({one.low or 0:,.0f} to {one.high or 0:,.0f})"


def _payback(case: BusinessCase, end: str) -> str:
    from planner.i18n.translation import day

    low, likely, high = case.payback_days
    odds = f"in {100 * case.pays_back:.0f} % of the draws by {end}"
    if likely is None:
        return f"paid back {odds}" if case.pays_back else f"not paid back by {end} in any draw"
    span = f" ({day(low)} to {day(high)})" if low and high else f" ({day(low)} or later)" if low else ""
    return f"paid back by {day(likely)}{span}; {odds}"
