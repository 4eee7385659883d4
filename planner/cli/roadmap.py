"""``planner roadmap``: the plan, printed and drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    json_option,
    planning_arguments,
    planning_options,
    quiet_option,
    style_options,
    take_style,
)


@click.command("roadmap", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="[VIEW:]FILE",
    help="Write FILE in the format of its ending; may be repeated. VIEW: is for pictures, for example map:deps.svg or "
    "swimlane+gantt:plan.pdf.",
)
@click.option(
    "--format", "format_name", metavar="NAME", help="Format by name: for -o files with another ending, or to print."
)
@click.option(
    "--view", metavar="NAME", help="Which picture, where -o does not say. Default: swimlane; in a page, several."
)
@style_options
@click.option(
    "--snippet",
    type=click.Choice(["markdown", "html"]),
    help="Print what to paste where the pictures are shown: an image with its alt text.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where a file is not what would be written.")
@click.option(
    "--jobs", type=click.IntRange(1, 1024), help="Of a portfolio: members planned at once; default: as many as cores."
)
@click.option("--runner", default="", metavar="NAME", help="Of a portfolio: the plugin that plans its members.")
@planning_options
@json_option
@quiet_option
def command(
    file: Path,
    outputs: tuple[str, ...],
    format_name: str | None,
    view: str | None,
    snippet: str | None,
    check: bool,
    jobs: int | None,
    runner: str,
    as_json: bool,
    quiet: bool,
    **planning: Any,
) -> int:
    """Plan the organisation in FILE.

    Prints where it stands, the ordered roadmap with reasons, and what was left out and why. Without -o the
    pictures and a report go into a folder named after the organisation.

    \b
    Examples:
      planner roadmap examples/reches-bank.yaml
      planner roadmap acme.yaml -o plan.svg -o map:deps.png -o plan.csv
      planner roadmap acme.yaml --format mermaid
      planner roadmap acme.yaml --scorer wsjf --json > plan.json
    """
    from planner.cli.outputs import (
        changed_outputs,
        check_views,
        embedding,
        make_outputs,
        only_pictures,
        outputs_wanted,
        planned,
        refuse_clashes,
        stale,
        views_of,
    )
    from planner.cli.portfolio import planned_portfolio
    from planner.cli.terminal import shown_note, warn
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.plugins.registry import default_registry
    from planner.publishing.drawing import make_files

    registry = default_registry()
    if as_json and format_name:
        raise click.UsageError("--json and --format exclude each other")
    style = take_style(planning, warn)
    arguments = planning_arguments(planning, None if quiet else shown_progress(), None if quiet else shown_note)
    own = view or "", outputs, as_json, quiet, style, arguments, jobs, runner
    if (code := planned_portfolio(file, bool(format_name or snippet or check), *own)) is not None:
        return code
    check_views(view := view or "", registry)
    views = set() if (as_json or format_name) and not outputs else views_of(outputs, view, format_name, registry)
    bare = not as_json and only_pictures(outputs, format_name, registry)
    roadmap = planned(file, views, registry, planning["seed"], arguments, pictures=bare)
    plan = outputs_wanted(roadmap, outputs, view, format_name, as_json, registry)
    files, failed = make_outputs(roadmap, plan, registry, style, usual=not outputs)
    if plan and not outputs and roadmap.changed is not None:
        files += make_outputs(roadmap.changed, changed_outputs(roadmap, registry), registry, style, usual=True)[0]
    refuse_clashes([path for path, _ in files], file)
    if check:
        return _checked(stale(files), len(files), failed, quiet)
    printed = None
    if as_json or (format_name and not outputs):
        pages = make_files(roadmap, "json" if as_json else str(format_name), view, registry, style)
        if len(pages) > 1:
            raise PlannerError(f"the picture has {len(pages)} pages: write them to files with -o")
        printed = pages[0]
    write_all(files)
    if printed is not None:
        click.echo(printed, nl=False)
    elif not quiet and not snippet:
        from planner.cli.report import print_roadmap

        print_roadmap(roadmap, [path for path, _ in files])
    for path, name, shown in plan if snippet else ():
        if name in ("svg", "png"):
            click.echo(embedding(snippet or "", roadmap, path.as_posix(), shown, registry, style))
    if quiet or printed is not None:
        for warning in roadmap.warnings:
            warn(warning)
    if failed:
        return 2
    return 0 if roadmap.complete else 1


def _checked(found: list[str], files: int, failed: bool, quiet: bool) -> int:
    """Says what is stale; the exit code of that."""
    for words in found:
        click.echo(words, err=True)
    if not found and not failed and not quiet:
        click.echo(f"{files} files are what would be written today")
    return 2 if failed else int(bool(found))


def shown_progress() -> Callable[[tuple[int, ...], tuple[int, ...]], None]:
    """Says on standard error how far the search is, from its first second on and once a second."""
    import time

    from planner.roadmap.proof import percent_at_most
    from planner.scheduling.problem import AIMS, LEFT_OUT, gap

    began = last = time.monotonic()

    def show(objective: tuple[int, ...], bound: tuple[int, ...]) -> None:
        nonlocal last
        now = time.monotonic()
        distance = gap(objective, bound)
        if now - last >= 1:
            last = now
            above = "looking for room for everything" if objective[LEFT_OUT] else "not proved"
            if distance is not None:
                above = f"at most {percent_at_most(distance)} % from the best possible"
            values = ", ".join(f"{value:,}" for value in objective[AIMS:])
            above = f"value {values}, {above}"
            click.echo(f"{now - began:4.0f} s: {above}; Ctrl-C keeps the best so far", err=True)

    return show
