"""``planner journey``: looks at a journey, for its users and its author, and moves an organisation to a later one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from planner.cli.journey_check import check, diff
from planner.cli.migrate import migrate
from planner.cli.options import json_option, language_option

if TYPE_CHECKING:
    from planner.domain.journey import Journey


@click.group("journey")
def command() -> None:
    """Look at journeys, write your own, and move to a later one."""


for one in (check, diff, migrate):
    command.add_command(one)


@command.command("show")
@click.argument("journey", default="social-native")
@click.option("--stage", help="Only one stage, by id.")
@click.option("--claims", is_flag=True, help="The statements it is built on, what became of each, and its test.")
@language_option
@json_option
def show(journey: str, stage: str | None, claims: bool, language: str | None, as_json: bool) -> None:
    """Show JOURNEY, a name or a file: levels, stages and what they ask for, capabilities with what they need and take,
    rules, roles, goals, what may be true of an organisation; 'journey law' shows the law.

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
            "levels": [level.say(language) for level in found.levels],
            **{
                table: {key: name.say(language) for key, name in own.items()}
                for table, own in (("areas", found.areas), ("roles", found.roles), ("traits", found.traits))
            },
            "goals": {key: goal.name.say(language) for key, goal in found.goals.items()},
            "regions": {key: region.name.say(language) for key, region in found.regions.items()},
            "rules": {key: rule.name.say(language) for key, rule in found.rules.items()},
            "capabilities": [
                explanation(found, c, None, language) for c in found.capabilities.values() if c.stage in wanted
            ],
        }
        print_json(data)
        return
    from planner.cli.journey_text import show_journey

    show_journey(found, [s.id for s in stages], language, whole=stage is None)


@command.command("law")
@click.argument("journey", default="social-native")
@click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="Only what applies there, such as il; repeatable."
)
@language_option
@json_option
def law(journey: str, regions: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """Show the law that JOURNEY knows of, by date: what it asks for, where, from when, and where that was read.

    \b
    Examples:
      planner journey law
      planner journey law --region de --region il
    """
    from planner import api
    from planner.domain.circumstances import with_surroundings
    from planner.errors import PlannerError, did_you_mean

    found = api.load_journey(journey)
    language = language or found.language
    for region in regions:
        if region not in found.regions:
            raise PlannerError(f"unknown region '{region}'; {did_you_mean(region, found.regions)}")
    wanted = set(with_surroundings(regions, found.regions) or found.regions)
    rows = [
        {
            "id": one.id,
            "name": one.name.say(language),
            "regions": [found.regions[r].name.say(language) for r in one.only_for.regions],
            "traits": list(one.only_for.traits),
            "since": one.since.isoformat() if one.since else None,
            "certain": one.certain,
            "asks": [c.capability for c in one.asks],
            "what": one.what.say(language),
            "source": one.source,
        }
        for one in sorted(found.regulations.values(), key=lambda one: str(one.since or ""))
        if not one.only_for.regions or wanted & set(one.only_for.regions)
    ]
    if as_json:
        from planner.cli.terminal import print_json

        print_json(rows)
    else:
        show_law(rows)


def show_law(rows: list[dict[str, Any]]) -> None:
    from planner.cli.terminal import item, paragraph

    for one in rows:
        since = f"since {one['since']}" if one["since"] else "in force" if one["certain"] else "not settled"
        if one["since"] and not one["certain"]:
            since += ", not settled"
        item(f"{one['name']} ({', '.join(one['regions'])}; {since})")
        paragraph(one["what"], 4)
        more = f"for those with {' or '.join(one['traits'])}; " * bool(one["traits"])
        asks = f"asks for {', '.join(one['asks'])}; " * bool(one["asks"])
        paragraph(f"{more}{asks}{one['source']}", 4, dim=True)
    paragraph(
        "Read by planners, mostly at second hand: check it with counsel." if rows else "this journey knows of none", 0
    )


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
