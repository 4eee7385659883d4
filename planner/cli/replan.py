"""``planner replan``: plans again from today."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import click

from planner.cli.clock import today
from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    drawing_options,
    in_force_option,
    json_option,
    planning_arguments,
    planning_options,
    refuse_reason,
    take_style,
    today_option,
)


@click.command("replan", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@today_option
@click.option(
    "--stability",
    type=click.FloatRange(0, 1000),
    default=1.0,
    show_default=True,
    metavar="WEIGHT",
    help="What a week that a start moves counts, against a value point that comes a week later; 0: plan anew.",
)
@click.option(
    "--pace",
    type=click.Choice(["planned", "observed"]),
    default="planned",
    show_default=True,
    help="How long the rest takes: as estimated, or as much longer as the plan in force has taken so far.",
)
@in_force_option
@click.option("--accept", is_flag=True, help="Make the new plan the one in force; needs --because.")
@click.option("--because", default="", metavar="TEXT", help="The reason, for the log of decisions.")
@click.option("--by", default="", metavar="WHO", help="Who decided it.")
@drawing_options
@planning_options
@json_option
def command(
    file: Path, today: Any, stability: float, pace: str, in_force: Path | None, accept: bool, because: str, by: str,
    outputs: tuple[str, ...], into: Path | None, as_json: bool, **planning: Any,
) -> int:  # fmt: skip
    """Plan FILE again from today, as close to the plan in force as is asked for, and show the difference.

    What is in place stays, what is under way goes on, the rest starts no sooner than today. Nothing is written, unless
    you accept: then the new plan is in force, FILE says 'as_of', and the reason is in the log of decisions.

    \b
    Examples:
      planner replan acme.yaml
      planner replan acme.yaml --today 2028-01-15 --stability 5 -o difference.svg
      planner replan acme.yaml --accept --because "the agency left" --by CMO
      planner replan portfolio.yaml -o difference.svg
    """
    from planner import api
    from planner.analysis.tracking import to_data as tracking_data
    from planner.cli.acceptance import accept_plans, refuse_supposed, say_accepted
    from planner.cli.compare import show
    from planner.cli.outputs import put_pictures
    from planner.cli.portfolio_changes import portfolio_replan
    from planner.cli.report import print_beyond
    from planner.cli.terminal import point_to, print_json, warn
    from planner.i18n.translation import speaking
    from planner.roadmap.comparison import to_data

    if accept and not because.strip():
        raise click.UsageError("--accept needs a reason: --because TEXT")
    if accept:
        refuse_reason("--because", because, by)
        refuse_supposed(file)
    style = take_style(planning, warn)
    arguments = planning_arguments(planning)
    arguments.pop("objective"), arguments.pop("baseline")
    code = portfolio_replan(
        file, bool(into or in_force), today, stability, pace, accept, because, by, outputs, as_json, style, arguments
    )
    if code is not None:
        return code
    when = day_of(file, today)
    found = api.replan(
        file, in_force=in_force_for(file, in_force), today=when, stability=stability, pace=pace, **arguments
    )
    for words in found.roadmap.warnings:
        warn(words)
    written = put_pictures(found.roadmap, "compare", outputs, into, style, (file,))
    accepted = accept_plans([(file, found, True)], when, because, by) if accept else []
    comparison = found.roadmap.comparison
    assert comparison is not None
    with speaking(found.roadmap.language):
        if as_json:
            data = {"today": when.isoformat(), "stability": stability, "comparison": to_data(comparison)}
            data |= {"tracking": tracking_data(found.tracking), "accepted": accept, "written": list(map(str, accepted))}
            print_json(data)
        else:
            show(comparison)
            print_beyond(found.roadmap)
            point_to(written)
            say_accepted(accept, accepted)
    return 0 if found.roadmap.complete else 1


def in_force_for(file: Path, given: Path | None) -> Path:
    """The plan in force for an organisation's file.

    Raises:
        PlannerError: there is none.
    """
    from planner.analysis.decision_log import baseline_of
    from planner.cli.members import is_portfolio_file
    from planner.cli.terminal import warn
    from planner.errors import PlannerError
    from planner.files.commit import recover

    for words in recover(file.resolve().parent):
        warn(words)
    if given is None and not baseline_of(file).exists():
        if is_portfolio_file(file):
            raise PlannerError(f"{file} is a portfolio, not an organisation: name a member's file")
        raise PlannerError(
            f"no plan is in force ({baseline_of(file)} is not there): "
            f"'planner baseline {shlex.quote(str(file))}' keeps one"
        )
    return given or baseline_of(file)


def day_of(file: Path, given: Any) -> date:
    """The day to plan from: the one given, else the calendar's, but not before the plan starts."""
    from planner import api

    if given is not None:
        day: date = given.date()
        return day
    return max(today(), api.load(file).organisation.start)
