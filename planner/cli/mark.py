"""``planner mark``: progress into a file."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.clock import today
from planner.cli.options import DAY, FILE, json_option


@click.command("mark")
@click.argument("capability")
@click.argument("state")
@click.argument("file", type=FILE, required=False)
@click.option("--level", type=click.IntRange(1, 7), help="Level reached, or on the way; default: the one wanted.")
@click.option("--on", type=DAY, metavar="DATE", help="When, such as 2027-02-01.")
@click.option("--by", default="", metavar="WHO", help="Who says so.")
@click.option("--note", default="", metavar="TEXT", help="How it is known.")
@click.option("--effort", type=click.FloatRange(0, 1_000_000), help="Person-weeks that it took, or has so far.")
@click.option("--spend", type=click.FloatRange(0, 1_000_000_000), help="Thousands spent outside on it, or so far.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@json_option
def command(
    capability: str,
    state: str,
    file: Path | None,
    level: int | None,
    on: object,
    by: str,
    note: str,
    effort: float | None,
    spend: float | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write into FILE that CAPABILITY is in a STATE: done, started, waiting (its lead time runs), a part such as 40%, a
    level such as 2, or dropped.

    Only that changes: comments, order and line endings of the file stay as they are. Without FILE, the only
    organisation file of the folder is meant.

    \b
    Examples:
      planner mark basic-presence done --on 2027-02-01
      planner mark house-rules 40% acme.yaml --effort 1.5
      planner mark social-care 1 acme.yaml --note "the team was dissolved"
    """
    from datetime import datetime

    if Path(capability).suffix in (".yaml", ".yml", ".json"):
        raise click.UsageError(f"the file comes last: planner mark CAPABILITY STATE {capability}")

    from planner import api
    from planner.assessment.progress import Mark, changes_for
    from planner.documents.editing import edited
    from planner.documents.loader import only_organisation
    from planner.documents.reader import read_file
    from planner.errors import PlannerError
    from planner.files.atomic import rewrite
    from planner.files.lock import held

    file = file or only_organisation(Path())
    when = on.date() if isinstance(on, datetime) else None
    with held(file):
        loaded = api.load(file)
        if when is not None and when > today() >= loaded.organisation.start:  # before it begins, it is a rehearsal
            raise PlannerError(f"--on {when} is in the future: a mark says what has happened")
        api.refuse_unknown(capability, loaded.journey)
        document = read_file(file)
        raw = (document.data.get("levels") or {}).get(capability)
        mark = Mark(capability, state, level, when, by, note, effort, spend)
        changes = changes_for(mark, loaded.journey, loaded.organisation, raw)
        text = edited(document, changes.values, changes.removed)
        api.load_text(text, file)
        lines = _difference(document.text, text)
        if not dry_run and lines:
            rewrite(file, text)
    if as_json:
        from planner.cli.terminal import print_json

        print_json({"file": str(file), "said": changes.words, "changed": lines, "written": not dry_run})
        return
    from planner.i18n.text import clean

    click.echo(
        f"{changes.words}: {'nothing to change in' if not lines else 'would change' if dry_run else 'wrote'} {file}"
    )
    for line in lines:
        click.secho(f"  {clean(line)}", dim=line.startswith("-"))


def _difference(before: str, after: str) -> list[str]:
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
