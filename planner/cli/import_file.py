"""``planner import``: another tool's file as a document."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, PluginCommand, json_option, quiet_option

if TYPE_CHECKING:
    from planner.plugins.values import Imported


@click.command("import", cls=PluginCommand, kinds=("importers",))
@click.argument("file", type=FILE)
@click.option("--from", "importer", default="", metavar="NAME", help="Importer; default: by the ending of FILE.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="File to write; default: to print.")
@click.option("--into", type=FILE, metavar="FILE", help="Organisation file to bring up to date.")
@click.option("--dry-run", is_flag=True, help="With --into: only show what would change.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
@quiet_option
def command(
    file: Path, importer: str, output: Path | None, into: Path | None, dry_run: bool, force: bool, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Turn another tool's FILE into an organisation or journey file.

    The result is checked like any document; nothing is written when it has faults. With --into, only the levels and
    targets that the file names change in an organisation file that you have; everything else in it stays as it is.

    \b
    Examples:
      planner import levels.csv -o acme.yaml
      planner import levels.csv --option csv.start=2027-04-01 -o acme.yaml
      planner import audit.xlsx --into acme.yaml --dry-run
    """
    from planner import api
    from planner.cli.terminal import print_json, warn
    from planner.documents.importers import as_yaml
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.i18n.text import clean

    if output is not None and output.exists() and not force:
        raise PlannerError(f"{output} is already there; choose another name, or --force")
    options, journey = _said_by(into) if into is not None else (None, "")
    found = api.import_file(file, importer, journey=journey, options=options)
    for note in found.notes:
        warn(note if note.startswith(f"{file.name}:") else f"{file}: {note}")
    if into is not None:
        changed = _brought_into(into, found, write=not dry_run)
        if as_json:
            print_json({"file": str(into), "kind": "organisation", "notes": list(found.notes), "changes": changed})
        elif not quiet:
            for line in changed or ["nothing is other than the file says"]:
                click.echo(line)
            click.echo(f"{into} is as it was" if dry_run or not changed else f"{into} is written")
        return
    if output is not None:
        found = _from_folder(found, output.parent)
    text = as_yaml(found, clean(file.name))
    if output is not None:
        write_all([(output, text.encode("utf-8"))])
    if as_json:
        written = None if output is None else str(output)
        print_json({"file": written, "kind": found.kind, "notes": list(found.notes), "document": dict(found.document)})
    elif output is None:
        click.echo(text, nl=False)
    elif not quiet:
        then = "planner assess" if found.kind == "organisation" else "planner journey show"
        click.echo(f"{output} is written: a valid {found.kind}. Next: {then} {shlex.quote(str(output))}")


def _from_folder(found: Imported, folder: Path) -> Imported:
    """The same, with the path of its journey as seen from the folder it is written into."""
    from dataclasses import replace
    from os.path import relpath

    journey = found.document.get("journey")
    if found.kind != "organisation" or not isinstance(journey, str) or Path(journey).is_absolute():
        return found
    if not Path(journey).is_file():
        return found  # the name of an installed one
    return replace(found, document=dict(found.document) | {"journey": Path(relpath(journey, folder)).as_posix()})


def _brought_into(file: Path, found: Imported, write: bool) -> list[str]:
    """Puts levels and targets into an organisation file; what changes, a line each.

    Raises:
        PlannerError: what was read is no organisation, or does not fit into the file.
    """
    from datetime import date

    from planner import api
    from planner.assessment.record import restated
    from planner.documents.editing import edited
    from planner.documents.reader import DataPath, read_file
    from planner.domain.organisation import Standing
    from planner.errors import PlannerError
    from planner.files.atomic import rewrite
    from planner.files.lock import held

    if found.kind != "organisation":
        raise PlannerError(
            f"a {found.kind} cannot be put into {file}: only the levels and targets of an organisation can"
        )
    with held(file):
        document = read_file(file)
        known = api.load(file).organisation.levels
        there = {table: document.data.get(table) or {} for table in ("levels", "targets")}
        changes: dict[DataPath, Any] = {}
        gone: list[DataPath] = []
        lines = []
        for key, value in (found.document.get("levels") or {}).items():
            own = value if isinstance(value, dict) else {"level": value}
            day = date.fromisoformat(own["on"]) if "on" in own else None
            new = Standing(own["level"], own.get("evidence", ""), own.get("by", ""), day)
            values, taken = restated(key, there["levels"].get(key), known.get(key), new)
            if values:
                changes |= values
                gone += taken
                before = f"{known[key].level} before" if key in known else "new"
                lines.append(f"levels.{key}: {new.level} ({before})")
        for key, value in (found.document.get("targets") or {}).items():
            old = there["targets"].get(key)
            own = value if isinstance(value, dict) else {"level": value}
            new_ones = {
                field: one for field, one in own.items() if not isinstance(old, dict) or str(old.get(field)) != str(one)
            }
            if isinstance(old, dict):  # what else is said beside the level stays
                changes |= {("targets", key, field): one for field, one in new_ones.items()}
            elif old != value:
                changes["targets", key] = value
            if new_ones and old != value:
                said = f"{own['level']} by {own['by']}" if "by" in own else str(own["level"])
                lines.append(f"targets.{key}: {said} ({'none' if old is None else _level(old)} before)")
        text = edited(document, changes, gone) if changes else document.text
        api.load_text(text, file)
        if write and changes:
            rewrite(file, text)
    return lines


def _level(value: Any) -> Any:
    return value.get("level") if isinstance(value, dict) else value


def _said_by(file: Path) -> tuple[dict[str, Any], str]:
    """(what an organisation file says of importers, its journey as seen from here)"""
    from planner.documents.reader import read_file

    document = read_file(file)
    said = document.data.get("options")
    own = said.get("importers") if isinstance(said, dict) else None
    options: dict[str, Any] = {name: dict(values) for name, values in (own or {}).items() if isinstance(values, dict)}
    journey = document.data.get("journey")
    if not isinstance(journey, str):
        return ({"importers": options} if options else {}), ""
    named = str(file.parent / journey) if Path(journey).suffix else journey
    for name in ("csv", "xlsx"):
        options.setdefault(name, {}).setdefault("journey", named)
    return {"importers": options}, named
