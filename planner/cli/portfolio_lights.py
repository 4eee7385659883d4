"""What is printed of how the members of a portfolio stand: one table of lights, then what is red or amber of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.api.portfolio_changes import ReplannedPortfolio

NAME, ROOM = 20, 58
"""Columns of a member's name, and of all its lights."""


def show(found: ReplannedPortfolio) -> None:
    from planner.cli.lights import COLORS, dates_of
    from planner.cli.terminal import heading, item, paragraph, short
    from planner.i18n import phrases
    from planner.i18n.translation import _
    from planner.roadmap.narrative import since_before
    from planner.roadmap.portfolio_status import finding

    every = found.portfolio.standings
    paragraph(finding(every) + ".", 0)
    lights = list(dict.fromkeys((light.id, light.name) for _id, _name, status in every if status
                                for light in status.lights))  # fmt: skip
    wide = ROOM // max(len(lights), 1)
    heading(_("Lights"))
    click.echo(f"  {'':<{NAME}}" + "".join(short(name, wide) for _id, name in lights).rstrip())
    for _id, name, status in every:
        states = {light.id: light.state for light in status.lights} if status else {}
        cells = "".join(
            click.style(
                short(phrases.light(states[one]) if states.get(one) in COLORS else "–", wide),
                fg=COLORS.get(states.get(one, "")),
            )
            for one, _name in lights
        )
        click.echo(f"  {short(name, NAME)}{cells}".rstrip())
    for _id, name, status in every:
        if status is None:
            continue
        heading(name)
        if status.before:
            paragraph(since_before(status))
        for light in status.lights:
            if light.state in ("red", "amber"):
                item(f"{light.name}, {phrases.light(light.state)}: {light.value}")
        for stage in status.stages:
            item(f"{stage.name}: {'; '.join(dates_of(stage))}")
