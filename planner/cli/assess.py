"""``planner assess``."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import FILE, json_option, language_option


@click.command("assess")
@click.argument("file", type=FILE)
@language_option
@json_option
def command(file: Path, language: str | None, as_json: bool) -> None:
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
