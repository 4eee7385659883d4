"""``planner import``: another tool's file as a document."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import FILE, PluginCommand, json_option, quiet_option


@click.command("import", cls=PluginCommand, kinds=("importers",))
@click.argument("file", type=FILE)
@click.option("--from", "importer", default="", metavar="NAME", help="Importer; default: by the ending of FILE.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="File to write; default: to print.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
@quiet_option
def command(file: Path, importer: str, output: Path | None, force: bool, as_json: bool, quiet: bool) -> None:
    """Turn another tool's FILE into an organisation or journey file.

    The result is checked like any document; nothing is written when it has faults.

    \b
    Examples:
      planner import levels.csv -o acme.yaml
      planner import levels.csv --option csv.start=2027-04-01 -o acme.yaml
    """
    from planner import api
    from planner.cli.terminal import print_json, warn
    from planner.documents.importers import as_yaml
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.i18n.text import clean

    if output is not None and output.exists() and not force:
        raise PlannerError(f"{output} is already there; choose another name, or --force")
    found = api.import_file(file, importer)
    for note in found.notes:
        warn(f"{file}: {note}")
    text = as_yaml(found, clean(file.name))
    if output is not None:
        write_all([(output, text.encode("utf-8"))])
    if as_json:
        written = None if output is None else str(output)
        print_json({"file": written, "kind": found.kind, "notes": list(found.notes), "document": dict(found.document)})
    elif output is None:
        click.echo(text, nl=False)
    elif not quiet:
        then = "planner assess" if found.kind == "organisation" else "planner journey"
        click.echo(f"{output} is written: a valid {found.kind}. Next: {then} {output}")
