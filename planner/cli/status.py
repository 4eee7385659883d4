"""``planner status``: where the plan in force stands this month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.lights import COLORS, dates_of
from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    drawing_options,
    in_force_option,
    json_option,
    planning_arguments,
    planning_options,
    take_style,
    today_option,
)

if TYPE_CHECKING:
    from planner.roadmap.roadmap import Roadmap
    from planner.roadmap.status import Status


@click.command("status", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@today_option
@in_force_option
@click.option("--keep", is_flag=True, help="Keep it, in NAME.status.json: the next one is shown beside it.")
@drawing_options
@planning_options
@json_option
def command(
    file: Path, today: Any, in_force: Path | None, keep: bool, outputs: tuple[str, ...], into: Path | None,
    as_json: bool, **planning: Any,
) -> None:  # fmt: skip
    """Where the plan in force for FILE stands: green, amber or red, each by a rule that is named; stages against the
    dates that were committed; what is done, under way, behind and next; which decisions are due.

    Progress and decisions are what FILE says ('planner mark', 'decided:'). Nothing is green that was not measured.
    Where a status was kept before, what has changed since stands beside it.

    \b
    Examples:
      planner status acme.yaml
      planner status acme.yaml -o status.svg
      planner status acme.yaml --keep --into board.pptx
      planner status portfolio.yaml -o lights.svg
    """
    from planner import api
    from planner.analysis.status_history import history_of, with_status
    from planner.cli.outputs import put_pictures
    from planner.cli.portfolio_status import portfolio_status
    from planner.cli.replan import day_of, in_force_for
    from planner.cli.terminal import answer, warn
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.files.lock import held
    from planner.roadmap.status import to_data

    style = take_style(planning, warn)
    arguments = planning_arguments(planning)
    arguments.pop("objective"), arguments.pop("baseline")
    if portfolio_status(file, bool(into or in_force), today, keep, outputs, as_json, style, arguments):
        return
    plan, history = in_force_for(file, in_force), history_of(file)
    roadmap = api.status(file, in_force=plan, today=day_of(file, today), history=history, **arguments)
    found = roadmap.status
    if found is None:
        raise PlannerError("there is no status")
    written = put_pictures(roadmap, "status", outputs, into, style, (file,))
    if keep:
        with held(history):
            write_all([(history, with_status(history, found).encode("utf-8"))])
    answer(roadmap.language, as_json, lambda: to_data(found), lambda: show(roadmap, found), written)


MOST = 8
"""Steps of a kind that are listed."""


def show(roadmap: Roadmap, status: Status) -> None:
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import _, day
    from planner.roadmap.decisions import decisions
    from planner.roadmap.narrative import since_before, status_title

    click.secho(status_title(status), bold=True, fg=COLORS.get(status.overall))
    if status.before:
        paragraph(since_before(status), 2)
    for light in status.lights:
        was = _(" (was {state})", state=phrases.light(light.was)) if light.was not in ("", light.state) else ""
        click.secho(f"  {phrases.light(light.state):<8} {light.name}{was}", fg=COLORS.get(light.state), bold=True)
        paragraph(light.value, 11)
        paragraph(light.rule, 11)
    if status.stages:
        heading(_("Stages"))
    for stage in status.stages:
        words = dates_of(stage)
        if stage.odds is not None:
            words.append(_("{part} % odds of the committed day", part=round(100 * stage.odds)))
        if stage.sure:
            words.append(_("80 % by {day}", day=day(stage.sure)))
        item(f"{stage.name}: {'; '.join(words)}")
    for title, works in (
        (_("Done"), status.done), (_("Under way"), status.under_way), (_("Behind the plan"), status.behind),
        (_("Next"), status.ahead),
    ):  # fmt: skip
        if works:
            heading(f"{title} ({len(works)})")
        for work in works[:MOST]:
            item(f"{work.name}: {work.text} ({work.owner})")
        if len(works) > MOST:
            item(_("and {n} more", n=len(works) - MOST))
    found = decisions(roadmap)
    if found:
        heading(_("Decisions"))
    for one in found:
        state = one.state if one.state == "open" else f"{one.state} {one.decided_on or ''}".strip()
        item(f"{one.key} [{state}]: {one.text} {one.owner}, {day(one.by)}")
    unknown = sorted(set(roadmap.decided) - {one.key for one in found})
    if unknown:
        paragraph(_("decided, and not asked for by this plan: {keys}", keys=", ".join(unknown)))
