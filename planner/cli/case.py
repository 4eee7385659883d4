"""``planner case``: what a plan costs and brings."""

from __future__ import annotations

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
    take_style,
)

if TYPE_CHECKING:
    from planner.roadmap.business_case import BusinessCase, Range
    from planner.roadmap.roadmap import Roadmap


@click.command("case", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("file", type=FILE)
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@drawing_options
@planning_options
@json_option
def command(
    file: Path, draws: int, outputs: tuple[str, ...], into: Path | None, as_json: bool, **planning: Any
) -> None:
    """What the plan for FILE costs and brings, up to the end of its calendar.

    People cost what 'case: rate' says for the weeks they work; a goal brings what 'case: benefits' says, in proportion
    to what is live of all that serves it. Nothing is assumed: what nobody has said is named and not counted. Low,
    likely and high are what a tenth, half and nine tenths of the draws of 'planner risk' stay below.

    \b
    Examples:
      planner case examples/alder-outdoor.yaml
      planner case acme.yaml -o case.svg -o case.xlsx
      planner case acme.yaml --set case.rate=3 --json
    """
    from planner import api
    from planner.cli.members import source_of
    from planner.cli.outputs import put_pictures
    from planner.cli.terminal import point_to, print_json, warn
    from planner.errors import PlannerError
    from planner.i18n.translation import speaking
    from planner.roadmap.business_case import to_data

    style = take_style(planning, warn)
    arguments = planning_arguments(planning)
    roadmap = api.simulate(source_of(file, arguments), draws=draws, seed=planning["seed"], **arguments)
    if roadmap.case is None:
        raise PlannerError("nothing is planned, so nothing costs or brings anything")
    for words in roadmap.warnings:
        warn(words)
    written = put_pictures(roadmap, "money", outputs, into, style, (file,))
    if as_json:
        print_json(to_data(roadmap.case))
        return
    with speaking(roadmap.language):
        print_case(roadmap, roadmap.case)
        point_to(written)


def print_case(roadmap: Roadmap, case: BusinessCase) -> None:
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n.translation import _, day, grouped

    money = " ".join(filter(None, (_("thousand"), roadmap.currency)))
    end = day(roadmap.calendar.last_day(roadmap.calendar.weeks))
    click.secho(_("What the plan costs and brings"), bold=True)
    paragraph(
        _("Up to {day}, in {money}; low, likely and high of {n} draws, seed {seed}. All estimates.", day=end,
          money=money, n=grouped(case.draws), seed=case.seed)
    )  # fmt: skip
    heading(_("In all"))
    paragraph(_("spent: {range}", range=_range(case.spend)))
    parts = (
        (_("outside"), sum(one.outside_cost for one in case.quarters)),
        (_("people who build"), sum(one.build_cost for one in case.quarters)),
        (_("running what is live"), sum(one.run_cost for one in case.quarters)),
    )
    paragraph(_("on average {parts}", parts=", ".join(f"{grouped(amount)} {name}" for name, amount in parts)), 4)
    if not case.priced:
        paragraph(_("Not all who work on it have a price: see “Not counted” before you quote any of this."))
    if case.has_money:
        paragraph(_("gained: {range}", range=_range(case.benefit)))
        paragraph(_payback(case, end))
    if case.value is not None:
        value = _range(case.value)
        paragraph(_("net present value at {rate} % a year: {value}", rate=f"{case.discount:g}", value=value))
    if case.delay is not None:
        words = (
            _("a quarter's delay of everything costs {amount} of that, by {day}")
            if case.delay > 0
            else _("a quarter's delay of everything saves {amount} of that, by {day}")
        )
        paragraph(words.format(amount=grouped(abs(case.delay)), day=end))
    if case.goals:
        _print_goals(case, money)
    _print_quarters(case, money)
    if case.missing:
        heading(_("Not counted"))
        for words in case.missing:
            item(words)


def _print_goals(case: BusinessCase, money: str) -> None:
    from planner.cli.terminal import heading, paragraph
    from planner.i18n.translation import _, grouped

    heading(_("What the goals bring, as you say, and at the end of the plan's calendar"))
    for goal in case.goals:
        whole = _(" to ").join(grouped(amount) for amount in dict.fromkeys((goal.a_year[0], goal.a_year[2])))
        words = _(
            "{goal}: {whole} {unit} a year with everything live, of which this plan has {part} %; at the end {end}",
            goal=goal.name, whole=whole, unit=goal.unit or money, part=round(100 * goal.live),
            end=_range(goal.at_end),
        )  # fmt: skip
        paragraph(words if goal.is_money else _("{words}, not counted in money", words=words))
        if goal.source:
            paragraph(_("source: {source}", source=goal.source), 4)


def _print_quarters(case: BusinessCase, money: str) -> None:
    from planner.cli.terminal import heading, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import _, grouped

    heading(_("By quarter, {money}", money=money))
    heads = (_("outside"), _("build"), _("run"), _("gained"))
    click.echo(f"    {'':<8}" + "".join(f"{head:>9}" for head in heads) + "   " + _("so far: spent, gained"))
    for one in case.quarters:
        amounts = (one.outside_cost, one.build_cost, one.run_cost, one.benefit)
        cells = "".join(f"{grouped(amount):>9}" for amount in amounts)
        so_far = f"{grouped(one.spent.likely or 0)}, {grouped(one.gained.likely or 0)}"
        click.echo(f"    {phrases.quarter(one.quarter):<8}{cells}   {so_far}")
    paragraph(
        _("Amounts of a quarter are means of the draws, what is so far and in all is their middle: they do not add up "
          "to each other. The workbook counts the plan's own dates.")
    )  # fmt: skip


def _range(one: Range) -> str:
    from planner.i18n.translation import _, grouped

    if one.low == one.high:
        return grouped(one.likely or 0)
    amounts = {"likely": one.likely or 0, "low": one.low or 0, "high": one.high or 0}
    return _("{likely} ({low} to {high})", **{key: grouped(amount) for key, amount in amounts.items()})


def _payback(case: BusinessCase, end: str) -> str:
    from planner.i18n.translation import _, day

    low, likely, high = case.payback_days
    odds = _("in {part} % of the draws by {day}", part=round(100 * case.pays_back), day=end)
    if likely is None:
        return _("paid back {odds}", odds=odds) if case.pays_back else _("not paid back by {day} in any draw", day=end)
    span = ""
    if low:
        between = _("{low} to {high}", low=day(low), high=day(high)) if high else _("{low} or later", low=day(low))
        span = f" ({between})"
    return _("paid back by {day}{span}; {odds}", day=day(likely), span=span, odds=odds)
