"""``planner track``: the plan in force against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
    from collections.abc import Sequence

    from planner.analysis.tracking import Tracking
    from planner.roadmap.kpis import KpiTrack


@click.command("track", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@today_option
@in_force_option
@drawing_options
@planning_options
@json_option
def command(
    file: Path, today: Any, in_force: Path | None, outputs: tuple[str, ...], into: Path | None, as_json: bool,
    **planning: Any,
) -> None:  # fmt: skip
    """Show how the plan in force for FILE stands: what is done, under way, overdue, and when the rest will be.

    Progress is what FILE says: 'planner mark' writes it. 'planner baseline' keeps the plan in force.

    \b
    Examples:
      planner track acme.yaml
      planner track acme.yaml --today 2028-01-15 -o progress.svg
      planner track portfolio.yaml -o progress.svg
    """
    from planner import api
    from planner.analysis.tracking import to_data
    from planner.cli.outputs import put_pictures
    from planner.cli.portfolio_changes import portfolio_track
    from planner.cli.replan import day_of, in_force_for
    from planner.cli.terminal import answer, warn
    from planner.i18n.translation import speaking
    from planner.roadmap.kpis import to_data as kpi_data

    style = take_style(planning, warn)
    arguments = planning_arguments(planning)
    arguments.pop("objective"), arguments.pop("baseline")
    if portfolio_track(file, bool(into or in_force), today, outputs, as_json, style, arguments):
        return
    found = api.replan(file, in_force=in_force_for(file, in_force), today=day_of(file, today), **arguments)
    language = found.roadmap.language
    with speaking(language):
        roadmap = found.roadmap.with_finding(found.tracking.headline())
    written = put_pictures(roadmap, "compare", outputs, into, style, (file,))
    kpis = found.roadmap.kpis or ()
    answer(
        language, as_json, lambda: to_data(found.tracking) | {"kpis": kpi_data(kpis)},
        lambda: show(found.tracking, kpis), written,
    )  # fmt: skip


def show(found: Tracking, kpis: Sequence[KpiTrack]) -> None:
    from planner.analysis.tracking import STATES
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n.translation import _, day
    from planner.roadmap.kpi_words import sentences, state_of

    titles = {
        "done": _("Done"), "under-way": _("Under way"), "overdue": _("Overdue"),
        "not-begun": _("Should have begun"), "to-come": _("To come"), "dropped": _("Given up"),
    }  # fmt: skip
    paragraph(found.headline() + ".", 0)
    for state in STATES:
        steps = [step for step in found.steps if step.state == state]
        if steps:
            heading(f"{titles[state]} ({len(steps)})")
        for step in steps:
            plan = _("{name}: planned {start} to {end}", name=step.name, start=day(step.start), end=day(step.end))
            if step.state == "done":
                when = _("done on {day}", day=day(step.finished)) if step.finished else _("done, day unknown")
            elif step.forecast:
                part = round(100 * step.part)
                when = _("{part} % done, now planned to end on {day}", part=part, day=day(step.forecast))
            else:
                when = _("not planned any more")
            item(f"{plan}; {when}{_late(step.late)}")
    if found.added:
        heading(_("Planned now, and not in the plan in force"))
        item(", ".join(found.added))
    if found.fallen:
        heading(_("Fallen since the last assessment (programmes slip back: see what they stood on)"))
    for name, was, level in found.fallen:
        item(_("{name}: level {level}, was {was}", name=name, level=level, was=was))
    if kpis:
        heading(_("KPIs"))
    for track in kpis:
        item(f"{track.name}: {state_of(track)}; {'; '.join(sentences(track))}")


def _late(days: int | None) -> str:
    from planner.i18n.translation import _, ngettext

    if days is None:
        return ""
    if abs(days) < 7:  # plans are in weeks
        return (
            _(", less than a week later") if days > 0 else _(", less than a week sooner") if days else _(", as planned")
        )
    if days > 0:
        return ngettext(", {n} day later", ", {n} days later", days)
    return ngettext(", {n} day sooner", ", {n} days sooner", -days)
