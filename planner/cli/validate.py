"""``planner validate``: every fault of a file."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import FILE, json_option, quiet_option


@click.command("validate")
@click.argument("files", type=FILE, nargs=-1, required=True)
@json_option
@quiet_option
def command(files: tuple[Path, ...], as_json: bool, quiet: bool) -> int:
    """Check journey and organisation FILES; every fault is reported with file, line and column.

    \b
    Examples:
      planner validate acme.yaml
      planner validate journeys/*.yaml --json
    """
    from planner import api
    from planner.errors import DocumentError, PlannerError, Problem

    problems: list[Problem] = []
    failures: list[str] = []
    for file in files:
        try:
            kind = api.validate(file)
        except DocumentError as error:
            problems.extend(error.problems)
        except PlannerError as error:
            failures.append(f"{file}: {error}")
        else:
            if not quiet and not as_json:
                click.echo(f"{file}: a valid {kind}")
    if as_json:
        from dataclasses import asdict

        from planner.cli.terminal import print_json

        print_json({"problems": [asdict(p) for p in problems], "failures": failures})
    else:
        for line in [*map(str, problems), *failures]:
            click.secho("error: ", fg="red", bold=True, nl=False, err=True)
            click.echo(line, err=True)
        found = len(problems) + len(failures)
        if found:
            click.echo(f"{found} {'fault' if found == 1 else 'faults'}", err=True)
    return 2 if problems or failures else 0
