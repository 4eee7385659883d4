"""``planner kpis``: what is measured, beside the plan that is to move it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli import clock
from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    drawing_options,
    json_option,
    planning_arguments,
    planning_options,
    take_style,
    today_option,
)

if TYPE_CHECKING:
    from planner.roadmap.roadmap import Roadmap


@click.command("kpis", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--read", "table", type=FILE, help="Take over what was measured from this CSV or XLSX table into FILE.")
@click.option("--dry-run", is_flag=True, help="With --read: only show what would be taken over.")
@today_option
@drawing_options
@planning_options
@json_option
def command(
    file: Path, table: Path | None, dry_run: bool, today: Any, outputs: tuple[str, ...], into: Path | None,
    as_json: bool, **planning: Any,
) -> None:  # fmt: skip
    """What the organisation in FILE measures ('kpis:'): where each KPI stood, what was measured since, where it is
    to be by when, and which steps of the plan are to move it.

    A KPI is expected to stay as it is until the first of these steps is live, then to go straight to its target. It
    is behind where it is worse than that by more than a twentieth of the way. Nothing counts as measured that was not.

    A table for --read has a row for each value (kpi, date, value), a column for each KPI or a column for each day.

    \b
    Examples:
      planner kpis acme.yaml
      planner kpis acme.yaml --read numbers.csv
      planner kpis acme.yaml -o kpis.svg --into board.pptx
    """
    from planner import api
    from planner.cli.outputs import put_pictures
    from planner.cli.replan import day_of
    from planner.cli.terminal import answer, warn
    from planner.errors import PlannerError
    from planner.roadmap.kpis import to_data

    if table is not None:
        if outputs or into:
            raise click.UsageError("--read writes into FILE alone: draw afterwards")
        _read(file, table, dry_run=dry_run, as_json=as_json)
        return
    if dry_run:
        raise click.UsageError("--dry-run goes with --read TABLE")
    style = take_style(planning, warn)
    when, start = day_of(file, today), api.load(file).organisation.start
    overrides = [f"as_of={when}"] if when > start else None
    roadmap = api.plan(file, overrides=overrides, **planning_arguments(planning))
    if not roadmap.kpis:
        raise PlannerError(f"{file} measures nothing: say what under 'kpis:' ('planner schema organisation')")
    written = put_pictures(roadmap, "kpis", outputs, into, style, (file,))
    answer(roadmap.language, as_json, lambda: {"kpis": to_data(roadmap.kpis or ())}, lambda: show(roadmap), written)


COLORS = {"reached": "green", "on-course": "green", "behind": "red", "too-soon": "red"}


def show(roadmap: Roadmap) -> None:
    """Each KPI, how it stands, and why."""
    from planner.cli.terminal import paragraph
    from planner.i18n.translation import speaking
    from planner.roadmap.kpi_words import headline, sentences, state_of

    with speaking(roadmap.language):
        paragraph(headline(roadmap.kpis or ()), 0)
        for track in roadmap.kpis or ():
            click.secho(f"\n  {track.name}: {state_of(track)}", bold=True, fg=COLORS.get(track.state))
            for words in sentences(track):
                paragraph(words, 4)
            if track.source:
                paragraph(track.source, 4, dim=True)


def plain(value: float) -> float | int:
    """A number as a person would write it."""
    return int(value) if value.is_integer() else value


def _read(file: Path, table: Path, *, dry_run: bool, as_json: bool) -> None:
    """Adds what a table says to the file, and lists what is not taken over."""
    from planner import api
    from planner.assessment.kpi_readings import read_readings, sorted_out
    from planner.cli.terminal import heading, item, print_json, warn
    from planner.documents.editing import edited
    from planner.documents.reader import MAX_BYTES, DataPath, read_file
    from planner.errors import PlannerError
    from planner.files.atomic import rewrite
    from planner.files.lock import held
    from planner.i18n.translation import _, day, grouped, speaking

    if table.stat().st_size > MAX_BYTES:
        raise PlannerError(f"{table} is larger than {MAX_BYTES // 2**20} MiB")
    content = table.read_bytes()
    with held(file):
        loaded = api.load(file)
        cells, notes = read_readings(content, table.name)
        found = sorted_out(cells, loaded.organisation.kpis, max(clock.today(), loaded.organisation.start))
        document = read_file(file)
        new: dict[DataPath, Any] = {
            ("kpis", name, "actuals", one.day.isoformat()): plain(one.value) for name, one in found.new
        }
        text = edited(document, new) if new else document.text
        api.load_text(text, file)
        if new and not dry_run:
            rewrite(file, text)
    for words in notes:
        warn(f"{table}: {words}")
    left = [{"where": where, "what": what, "why": why} for where, what, why in found.left]
    if as_json:
        new_data = [{"kpi": name, "on": one.day.isoformat(), "value": one.value} for name, one in found.new]
        print_json({"file": str(file), "new": new_data, "known": found.known, "left": left,
                    "written": bool(new) and not dry_run})  # fmt: skip
        return
    with speaking(loaded.organisation.language):
        many = len(found.new)
        heading(_("Would be taken over ({n})", n=many) if dry_run else _("Taken over ({n})", n=many))
        for name, one in found.new:
            item(_("{name}: {value} on {day}", name=name, value=grouped(one.value, 4), day=day(one.day)))
        if found.known:
            heading(_("The file says the same already ({n})", n=found.known))
        if left:
            heading(_("Not taken over ({n})", n=len(left)))
        for entry in left:
            item(f"{entry['what']}: {entry['why']} ({entry['where']})")
        next_one = _("{file} is written. Next: {command}", file=file, command=f"planner kpis {shlex.quote(str(file))}")
        click.echo("\n" + (_("{file} is as it was.", file=file) if dry_run or not new else next_one))
