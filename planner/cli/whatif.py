"""``planner whatif``: which constraint holds back most."""

from __future__ import annotations

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
)

MOST = 12


@click.command("whatif", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option(
    "--people",
    type=click.FloatRange(0.1, 1000),
    default=3.0,
    show_default=True,
    metavar="PERSON-WEEKS",
    help="A quarter, that one role gets more.",
)
@click.option(
    "--money",
    type=click.FloatRange(0.1, 1000),
    default=10.0,
    show_default=True,
    metavar="PERCENT",
    help="Of the budget, that is added.",
)
@planning_options
@json_option
@quiet_option
def command(file: Path, people: float, money: float, as_json: bool, quiet: bool, **planning: Any) -> None:
    """Find the constraint whose relief brings most: each is relieved in turn, and FILE is planned again.

    A little more of each role and of the budget; each calendar rule, pin, own prerequisite, fiscal gate, hand-over and
    'wont' left out.

    \b
    Examples:
      planner whatif examples/reches-bank.yaml
      planner whatif acme.yaml --people 13 --json
    """
    from planner import api
    from planner.analysis.what_if import headline, to_data
    from planner.cli.terminal import counting, heading, item, paragraph, print_json
    from planner.i18n.translation import _, ngettext, speaking

    note = counting("planning", quiet or as_json)
    loaded = api.load(file)
    found = api.whatif(loaded, people=people, money=money / 100, note=note, **planning_arguments(planning))
    with speaking(planning["language"] or loaded.organisation.language):
        if as_json:
            print_json(to_data(found))
            return
        paragraph(headline(found) + ".", 0)
        helpful = [one for one in found.found if one.helps]
        if helpful:
            heading(_("What one relief alone brings, most first (each tried by planning with it)"))
        for one in helpful[:MOST]:
            item(f"{one.text}: {one.say()}")
        rest = len(found.found) - len(helpful)
        if rest:
            words = ngettext("{n} other was tried and brings nothing", "{n} others were tried and bring nothing", rest)
            paragraph(words, 2, dim=True)
        if found.untried:
            words = ngettext("the time was up: {n} more was not tried", "the time was up: {n} more were not tried",
                             found.untried)  # fmt: skip
            paragraph(words, 2)
