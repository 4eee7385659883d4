"""``planner journey``: looks at a journey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.cli.options import json_option, language_option

if TYPE_CHECKING:
    from planner.domain.journey import Journey


@click.group("journey")
def command() -> None:
    """Look at journeys."""


@command.command("show")
@click.argument("journey", default="social-native")
@click.option("--stage", help="Only one stage, by id.")
@click.option("--claims", is_flag=True, help="The statements it is built on, what became of each, and its test.")
@language_option
@json_option
def show(journey: str, stage: str | None, claims: bool, language: str | None, as_json: bool) -> None:
    """Show JOURNEY, a name or a file: stages first, then capabilities with what they need.

    \b
    Examples:
      planner journey show
      planner journey show museum.yaml --stage channels
    """
    from planner import api
    from planner.errors import PlannerError, did_you_mean

    found = api.load_journey(journey)
    language = language or found.language
    if claims:
        show_claims(found, language, as_json)
        return
    stages = [s for s in found.stages if stage in (None, s.id)]
    if not stages:
        raise PlannerError(f"unknown stage '{stage}'; {did_you_mean(str(stage), [s.id for s in found.stages])}")
    if as_json:
        from planner.cli.explain import explanation
        from planner.cli.terminal import print_json

        wanted = {s.id for s in stages}
        data = {
            "journey": found.id,
            "name": found.name.say(language),
            "version": found.version,
            "note": found.note.say(language),
            "stages": [{"id": s.id, "name": s.name.say(language), "summary": s.summary.say(language)} for s in stages],
            "capabilities": [
                explanation(found, c, None, language) for c in found.capabilities.values() if c.stage in wanted
            ],
        }
        print_json(data)
        return
    from planner.cli.terminal import heading, paragraph
    from planner.i18n.text import clean

    click.secho(clean(f"{found.name.say(language)} ({found.id} {found.version})"), bold=True)
    paragraph(found.note.say(language), 0)
    for one in stages:
        own = [c for c in found.capabilities.values() if c.stage == one.id]
        heading(f"{one.number}. {clean(one.name.say(language))} ({one.id}): {len(own)} capabilities")
        paragraph(one.summary.say(language))
        for c in own:
            click.echo(f"  {c.id:<26} {clean(c.name.say(language))}")
            if c.needs:
                paragraph("needs " + ", ".join(str(need) for need in c.needs), 29, dim=True)


def show_claims(journey: Journey, language: str, as_json: bool) -> None:
    """Row by row: the statement, where it lives, its check."""
    rows = [
        {"row": one.row, "claim": one.claim.say(language), "where": one.where, "check": one.check}
        for one in journey.claims
    ]
    if as_json:
        from planner.cli.terminal import print_json

        print_json(rows)
        return
    from planner.cli.terminal import hanging, paragraph

    for one in rows:
        click.secho(f"{one['row']:<7}", bold=True, nl=False)
        click.echo(hanging(one["claim"], 7))
        if one["where"]:
            paragraph(one["where"], 7, dim=True)
        if one["check"]:
            paragraph(one["check"], 7, dim=True)
    if not rows:
        click.echo("this journey states no claims")
