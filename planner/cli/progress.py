"""``planner progress``: progress read back from where people work."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.clock import today
from planner.cli.options import FILE, in_force_option, json_option

if TYPE_CHECKING:
    from planner.assessment.report_marks import Proposal
    from planner.documents.loader import Loaded


@click.command("progress")
@click.argument("report", type=FILE)
@click.argument("file", type=FILE)
@in_force_option
@click.option("--by", default="", metavar="WHO", help="Who says so; default: the name of REPORT.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@json_option
def command(report: Path, file: Path, in_force: Path | None, by: str, dry_run: bool, as_json: bool) -> None:
    """Take over into FILE how far work is, from REPORT: Jira's CSV (or any table with 'Summary' and 'Status'), a
    project saved as XML by Microsoft Project, or the workbook of 'planner roadmap -o plan.xlsx' with its columns Done
    and Finished filled in.

    Rows are known by the step's id or its name in the plan in force. Only what FILE does not say yet is marked; rows
    that are no step, states that are not known and steps that no row names are listed. Time spent counts as the part
    that is done.

    \b
    Examples:
      planner progress issues.csv acme.yaml --dry-run
      planner progress plan.xml acme.yaml --by PMO
    """
    from planner import api
    from planner.analysis.baseline import exported
    from planner.assessment.report_marks import propose
    from planner.assessment.reported import read_reported
    from planner.cli.replan import in_force_for
    from planner.cli.terminal import print_json, warn
    from planner.documents.reader import MAX_BYTES
    from planner.errors import PlannerError
    from planner.files.atomic import rewrite
    from planner.files.lock import held
    from planner.i18n.translation import _, speaking

    if report.stat().st_size > MAX_BYTES:
        raise PlannerError(f"{report} is larger than {MAX_BYTES // 2**20} MiB")
    rows, notes = read_reported(report.read_bytes(), report.name)
    plan = exported(in_force_for(file, in_force))
    if plan is None:
        raise PlannerError(f"{in_force} is no JSON export of a roadmap; 'planner baseline' makes one")
    for words in notes:
        warn(f"{report}: {words}")
    with held(file):
        loaded = api.load(file)
        found = propose(rows, plan, loaded.organisation, max(today(), loaded.organisation.start), by or report.name)
        text, said, refused = _taken_over(file, loaded, found)
        if not dry_run and said:
            rewrite(file, text)
    left = [*refused, *({"where": row.where, "step": name, "why": why} for row, name, why in found.left)]
    unmatched = [{"where": row.where, "name": row.name or row.id, "why": why} for row, why in found.unmatched]
    if as_json:
        print_json({"file": str(file), "marks": said, "left": left, "unmatched": unmatched,
                    "silent": list(found.silent), "written": bool(said) and not dry_run})  # fmt: skip
        return
    with speaking(loaded.organisation.language):
        _show(said, left, unmatched, found.silent, dry_run=dry_run)
        next_one = _(
            "{file} is written. Next: {command}", file=file, command=f"planner status {shlex.quote(str(file))}"
        )
        click.echo("\n" + (_("{file} is as it was.", file=file) if dry_run or not said else next_one))


Entries = list[dict[str, str]]


def _taken_over(file: Path, loaded: Loaded, found: Proposal) -> tuple[str, Entries, Entries]:
    """(the text with every mark that can be made, what was marked, what cannot be). Nothing is written."""
    from planner import api
    from planner.assessment.progress import changes_for
    from planner.documents.editing import edited
    from planner.documents.reader import read_file, read_text
    from planner.errors import PlannerError

    document, said, refused = read_file(file), Entries(), Entries()
    for row, name, mark in found.marks:
        raw = (document.data.get("levels") or {}).get(mark.capability)
        try:  # one that cannot be is left, and the others are taken over
            changes = changes_for(mark, loaded.journey, loaded.organisation, raw)
            text = edited(document, changes.values, changes.removed)
            loaded = api.load_text(text, file)
        except PlannerError as error:
            refused.append({"where": row.where, "step": name, "why": str(error).partition("\n")[0]})
            continue
        document = read_text(text, str(file))
        unread = f"; the day '{row.unread}' cannot be read, and is left out" if row.unread else ""
        said.append({"where": row.where, "step": name, "said": changes.words + unread})
    return document.text, said, refused


def _show(said: Entries, left: Entries, unmatched: Entries, silent: Sequence[str], *, dry_run: bool) -> None:
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n.translation import _

    heading(_("Would be marked ({n})", n=len(said)) if dry_run else _("Marked ({n})", n=len(said)))
    for one in said:
        item(f"{one['step']}: {one['said']} ({one['where']})")
    for title, key, entries in ((_("Left as it is"), "step", left), (_("No step of the plan"), "name", unmatched)):
        if entries:
            heading(f"{title} ({len(entries)})")
        for one in entries:
            item(f"{one[key]}: {one['why']} ({one['where']})")
    if silent:
        heading(_("In the plan, and in no row ({n})", n=len(silent)))
        paragraph(", ".join(silent))
