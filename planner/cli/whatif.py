"""``planner whatif``: which constraint holds back most."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    drawing_options,
    json_option,
    planning_arguments,
    planning_options,
    quiet_option,
    take_style,
)

if TYPE_CHECKING:
    from planner.documents.loader import Loaded
    from planner.pictures.style import Style

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
@drawing_options
@planning_options
@json_option
@quiet_option
def command(
    file: Path,
    people: float,
    money: float,
    outputs: tuple[str, ...],
    into: Path | None,
    as_json: bool,
    quiet: bool,
    **planning: Any,
) -> None:
    """Find the constraint whose relief brings most: each is relieved in turn, and FILE is planned again.

    A little more of each role and of the budget; each calendar rule, pin, own prerequisite, fiscal gate, hand-over and
    'wont' left out. With -o or --into, what is drawn is what the plan would be with that much more and less of each
    role, and without each target; in a page, beside the plan.

    \b
    Examples:
      planner whatif examples/reches-bank.yaml
      planner whatif acme.yaml --people 13 --json
      planner whatif acme.yaml -o page.html -o what-if.svg
      planner whatif portfolio.yaml
    """
    from planner import api
    from planner.analysis.what_if import headline, to_data
    from planner.cli.members import loaded_of
    from planner.cli.portfolio import portfolio_whatif
    from planner.cli.terminal import counting, heading, item, paragraph, print_json, warn
    from planner.i18n.translation import _, ngettext, speaking

    note = counting("planning", quiet or as_json)
    if portfolio_whatif(file, people, money / 100, bool(outputs or into), as_json, note, planning):
        return
    style = take_style(planning, warn)
    loaded = loaded_of(file, planning_arguments(planning))
    if outputs or into:
        _draw(loaded, file, people, outputs, into, style, note, as_json, planning)
        return
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


def _draw(
    loaded: Loaded,
    file: Path,
    people: float,
    outputs: tuple[str, ...],
    into: Path | None,
    style: Style,
    note: Callable[[int, int], None] | None,
    as_json: bool,
    planning: dict[str, Any],
) -> None:
    """Plans with more and less of each role and without each target, and draws that."""
    from planner import api
    from planner.cli.outputs import put_pictures
    from planner.cli.terminal import item, point_to, print_json
    from planner.i18n import phrases
    from planner.i18n.translation import _, speaking
    from planner.roadmap.alternatives import to_data

    roadmap = api.alternatives(loaded, people=people, note=note, **planning_arguments(planning))
    written = put_pictures(roadmap, "what-if", outputs, into, style, (file,))
    found = roadmap.alternatives or ()
    if as_json:
        print_json({"alternatives": [to_data(one) for one in found], "files": [str(path) for path in written]})
        return
    with speaking(roadmap.language):
        for one in [one for one in found if one.sooner or one.sooner is None][:MOST]:
            if one.sooner is None:
                item(_("{change}: no longer reached", change=one.text))
            elif one.sooner > 0:
                item(_("{change}: {weeks} sooner", change=one.text, weeks=phrases.weeks(one.sooner)))
            else:
                item(_("{change}: {weeks} later", change=one.text, weeks=phrases.weeks(-one.sooner)))
        point_to(written)
