"""``planner baseline``: keeps a plan as the one in force."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from planner.cli.options import (
    DAY,
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    json_option,
    planning_arguments,
    planning_options,
    quiet_option,
    refuse_reason,
)


@click.command("baseline", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--because", metavar="TEXT", default="first plan", show_default=True, help="The reason, for the log.")
@click.option("--by", default="", metavar="WHO", help="Who decided it.")
@click.option("--on", type=DAY, metavar="DATE", help="When; default: the plan's first day.")
@click.option("--force", is_flag=True, help="Replace the plan that is in force.")
@planning_options
@json_option
@quiet_option
def command(
    file: Path, because: str, by: str, on: Any, force: bool, as_json: bool, quiet: bool, **planning: Any
) -> int:
    """Keep the plan for FILE as the one in force: later plans are compared with it.

    It is written beside FILE as NAME.baseline.json (the JSON export), and noted in NAME.decisions.yaml; of a portfolio,
    beside the file of each member.

    \b
    Examples:
      planner baseline acme.yaml
      planner track acme.yaml
      planner replan acme.yaml
      planner baseline portfolio.yaml
    """
    from planner import api
    from planner.analysis.decision_log import baseline_of
    from planner.cli.acceptance import keep_plans
    from planner.cli.portfolio_changes import portfolio_baseline
    from planner.cli.terminal import print_json, warn
    from planner.errors import PlannerError

    refuse_reason("--because", because, by)
    when = on.date() if on else None
    if (code := portfolio_baseline(file, because, by, when, force, as_json, quiet, planning)) is not None:
        return code
    target = baseline_of(file)
    if target.exists() and not force:
        raise PlannerError(
            f"{target} is in force already; 'planner replan {shlex.quote(str(file))}' shows what would change, "
            "--force replaces it"
        )
    roadmap = api.plan(file, **planning_arguments(planning))
    (kept,) = keep_plans([(file, roadmap)], when, because, by)
    for words in roadmap.warnings:
        warn(words)
    if as_json:
        print_json(kept)
    elif not quiet:
        click.echo(f"{target} is the plan in force: {kept['steps']} steps, the last ends on {kept['finish']}.")
        click.echo(f"Noted in {kept['log']}.")
    return 0 if roadmap.complete else 1
