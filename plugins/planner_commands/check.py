"""``planner check``: the rules of governance alone, for a quick look and for scripts."""

import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

import planner
from planner.plugins import Command, Roadmap, _, clean, hookimpl, ngettext, speaking


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """Check the plan of the organisation in each FILE against the rules of governance.

    Exit codes: 0 nothing is broken; 1 a rule that must hold is broken; 2 bad input, or a check could not run.
    """
    data, code = [], 0
    for file in files:
        try:
            roadmap = planner.plan(file)
        except planner.PlannerError as error:
            if len(files) == 1:
                raise
            for line in str(error).splitlines():  # the others are still checked
                click.echo(f"error: {clean(line)}", err=True)
            code = 2
            continue
        data += [{"file": str(file), **asdict(one), "by": one.by and one.by.isoformat()} for one in roadmap.findings]
        if not as_json:
            if len(files) > 1:
                click.secho(clean(str(file)), bold=True)
            with speaking(roadmap.language):
                _show(roadmap)
        code = max(code, _code(roadmap))
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    return code


def _code(roadmap: Roadmap) -> int:
    return 2 if roadmap.unchecked else int(any(one.weight == "must" for one in roadmap.findings))


def _show(roadmap: Roadmap) -> None:
    weights = {"must": _("must"), "should": _("should")}
    for one in roadmap.findings:
        words = clean(f"{one.what}. {one.mend}. [{one.check}]")
        click.secho(f"{weights[one.weight]:<8}", bold=one.weight == "must", nl=False)
        click.echo(textwrap.fill(words, 78, initial_indent=" " * 8, subsequent_indent=" " * 8)[8:])
    for words in roadmap.warnings:
        click.echo(f"warning: {clean(words)}", err=True)
    if roadmap.not_applicable:
        names = ", ".join(roadmap.not_applicable)
        click.echo(
            ngettext(
                "{n} check does not apply to this journey: {names}",
                "{n} checks do not apply to this journey: {names}",
                len(roadmap.not_applicable),
                names=names,
            )
        )
    if roadmap.unchecked:
        click.echo(_("not known: {names} could not run", names=", ".join(roadmap.unchecked)))
    elif not roadmap.findings:
        click.echo(_("every check is passed"))


@hookimpl
def planner_commands() -> Iterable[Command]:
    yield Command("check", check, "Check a plan against the rules of governance")
