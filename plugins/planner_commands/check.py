"""``planner check``: the rules of governance alone, for a quick look and for scripts."""

import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

import planner
from planner.plugins import Command, clean, hookimpl


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
def check(file: Path, as_json: bool) -> int:
    """Check the plan of the organisation in FILE against the rules of governance.

    Exit codes: 0 nothing is broken; 1 a rule that must hold is broken; 2 bad input, or a check could not run.
    """
    roadmap = planner.plan(file)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in roadmap.findings], ensure_ascii=False, indent=2))
    else:
        for one in roadmap.findings:
            words = clean(f"{one.what}. {one.mend}. [{one.check}]")
            click.secho(f"{one.weight:<8}", bold=one.weight == "must", nl=False)
            click.echo(textwrap.fill(words, 78, initial_indent=" " * 8, subsequent_indent=" " * 8)[8:])
        for words in roadmap.warnings:
            click.echo(f"warning: {clean(words)}", err=True)
        if roadmap.not_applicable:
            names = ", ".join(roadmap.not_applicable)
            click.echo(f"{len(roadmap.not_applicable)} checks do not apply to this journey: {names}")
        if roadmap.unchecked:
            click.echo(f"not known: {', '.join(roadmap.unchecked)} could not run")
        elif not roadmap.findings:
            click.echo("every check is passed")
    if roadmap.unchecked:
        return 2
    return int(any(one.weight == "must" for one in roadmap.findings))


@hookimpl
def planner_commands() -> Iterable[Command]:
    yield Command("check", check, "Check a plan against the rules of governance")
