"""``planner convert``: documents as workbooks and tables, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.options import FILE, json_option, quiet_option

SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".xlsx")


@click.command("convert")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, metavar="FILE", help="File to write, by its ending.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
@quiet_option
def command(file: Path, output: Path, force: bool, as_json: bool, quiet: bool) -> None:
    """Turn an organisation or journey FILE into a workbook (.xlsx), a table (.csv), YAML or JSON, and back.

    Nothing of the data is lost on the way there and back; comments are no data. What comes back is checked like any
    document, and nothing is written when it has faults.

    \b
    Examples:
      planner convert acme.yaml -o acme.xlsx
      planner convert acme.xlsx -o acme.yaml --force
      planner convert acme.yaml -o acme.csv
    """
    from planner import api
    from planner.cli.terminal import print_json
    from planner.documents.yaml_text import as_lines
    from planner.errors import DocumentError, PlannerError, SeveralError, and_then
    from planner.files.atomic import write_all

    for path in (file, output):
        if path.suffix.lower() not in SUFFIXES:
            raise PlannerError(f"{path}: name a file that ends in {', '.join(SUFFIXES)}")
    if output.exists() and not force:
        raise PlannerError(f"{output} is already there; choose another name, or --force")
    if output.resolve() == file.resolve():
        raise PlannerError(f"{output} is the file to convert; give -o another name")
    data = _read(file)
    try:
        kind, names, rtl = api.validate_text(as_lines(data), file)
    except DocumentError as error:
        if file.suffix.lower() not in (".csv", ".xlsx"):
            raise
        found = [and_then(f"{file}: {one.path or 'document'}: {one.what}", one.mend) for one in error.problems]
        raise SeveralError(found) from None
    write_all([(output, _written(data, output, kind, names, rtl))])
    if as_json:
        print_json({"file": str(output), "kind": kind})
    elif not quiet:
        click.echo(f"{output} is written: a valid {kind}.")


def _read(file: Path) -> dict[str, Any]:
    from planner.documents.importers import content_of
    from planner.documents.reader import decode, read_file
    from planner.documents.table_sheets import from_sheets
    from planner.documents.tables import from_csv
    from planner.documents.workbooks import read_workbook

    suffix = file.suffix.lower()
    if suffix == ".csv":
        return from_csv(decode(content_of(file), str(file)), file.name)
    if suffix == ".xlsx":
        return from_sheets(read_workbook(content_of(file), file.name), file.name)
    found: dict[str, Any] = read_file(file).data
    return found


def _written(data: dict[str, Any], output: Path, kind: str, names: dict[str, str], rtl: bool) -> bytes:
    import json

    from planner.documents.table_sheets import sheets
    from planner.documents.tables import to_csv
    from planner.documents.workbooks import workbook
    from planner.documents.yaml_text import as_lines

    suffix = output.suffix.lower()
    if suffix == ".csv":
        return to_csv(data, names)
    if suffix == ".xlsx":
        return workbook(sheets(data, names), rtl)
    if suffix == ".json":
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    head = f"# yaml-language-server: $schema={kind}.schema.json\n"
    return (head + as_lines(data)).encode("utf-8")
