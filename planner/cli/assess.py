"""``planner assess``."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import FILE, json_option, language_option


class AssessGroup(click.Group):
    """``planner assess FILE`` shows where an organisation stands; the other ways to assess have names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group("assess", cls=AssessGroup)
def command() -> None:
    """Where an organisation stands: 'planner assess FILE', or by questions: 'planner assess new FILE'."""


@command.command("show", short_help="Stage, areas, what can start now. The same as 'planner assess FILE'.")
@click.argument("file", type=FILE)
@language_option
@json_option
def show(file: Path, language: str | None, as_json: bool) -> None:
    """Where the organisation in FILE stands.

    The stage with early, mid or late, the level of every area, what is ahead of its stage, what is in place
    without its foundations, and what can start now.

    \b
    Examples:
      planner assess examples/reches-bank.yaml
      planner assess acme.yaml --json
    """
    import warnings

    from planner import api
    from planner.cli.terminal import warn

    loaded = api.load(file)
    with warnings.catch_warnings(record=True) as faults:
        warnings.simplefilter("always")
        diagnosis = api.assess(loaded, language=language)
    for fault in faults:
        warn(str(fault.message))
    language = language or loaded.organisation.language
    stage = next((s.name.say(language) for s in loaded.journey.stages if s.id == diagnosis.stage), "")
    if as_json:
        import json
        from dataclasses import asdict

        data = {"organisation": loaded.organisation.id, "stage_name": stage, **asdict(diagnosis)}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    from planner.cli.report import print_diagnosis
    from planner.text import clean

    click.secho(
        clean(loaded.organisation.name.say(language))
        + (" (fictional example)" if loaded.organisation.fictional else ""),
        bold=True,
    )
    names = {c.id: c.name.say(language) for c in loaded.journey.capabilities.values()}
    areas = {area: name.say(language) for area, name in loaded.journey.areas.items()}
    number = {c.id: loaded.journey.stage(c.stage).number for c in loaded.journey.capabilities.values()}
    print_diagnosis(diagnosis, stage, names, areas, number)


@command.command("new", short_help="Ask the questions, and write the answers into FILE.")
@click.argument("file", type=FILE)
@click.option("--journey", default="social-native", show_default=True, help="Journey to ask about, for a new FILE.")
@click.option("--by", default="", metavar="WHO", help="Who answers; written beside each answer.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of the answers; default: today.")
@language_option
@json_option
def new(file: Path, journey: str, by: str, on: object, language: str | None, as_json: bool) -> None:
    """Ask what is in place, yes or no, and write the answers into FILE, which is made when it is not there.

    Every answer is written at once: stop whenever you like, and go on later with the same command. What cannot matter
    is not asked. Goals come before anything about ownership.

    \b
    Answers: y yes, n no, s skip (ask again next time), ? what is meant, q stop.

    \b
    Examples:
      planner assess new acme.yaml
      planner assess new acme.yaml --by "Head of PR" --on 2027-02-01
    """
    from datetime import date, datetime

    from planner.cli.asking import Interview

    interview = Interview(file, journey, by, on.date() if isinstance(on, datetime) else date.today(), language)
    interview.hold()
    if as_json:
        import json

        click.echo(json.dumps({"file": str(file), "answered": interview.answered, "left": interview.left}))
