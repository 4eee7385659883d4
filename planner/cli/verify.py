"""``planner verify``: what of a plan can be confirmed, and what rests on the solver."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, PLANNING_KINDS, PluginCommand, json_option, planning_arguments, planning_options

if TYPE_CHECKING:
    from planner.analysis.confirmation import Confirmation


@click.command("verify", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("plan", type=FILE)
@click.argument("file", type=FILE)
@click.option(
    "-o",
    "--output",
    "into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what the bound is added up from: the problem in plain numbers, with prices (JSON).",
)
@planning_options
@json_option
def command(plan: Path, file: Path, into: Path | None, as_json: bool, **planning: Any) -> None:
    """Confirm PLAN, the JSON export of a roadmap, from the documents of FILE.

    The plan is counted again from the documents, apart from what made it; it is made again; and how far from the best
    it can be is added up from prices, which anybody can do. What is left rests on the solver, and is said. Give the
    options that the plan was made with.

    \b
    Examples:
      planner roadmap acme.yaml -o plan.json
      planner verify plan.json acme.yaml
      planner verify plan.json acme.yaml -o certificate.json

    Exit codes: 0 the plan holds; 1 it does not, or planning again comes to another; 2 bad input or usage.
    """
    import json

    from planner import api
    from planner.cli.terminal import answer
    from planner.files.atomic import write_all

    loaded = api.load(file)
    found = api.verify(plan, loaded, **planning_arguments(planning))
    written = []
    if into is not None and found.certificate is not None:
        write_all([(into, (json.dumps(found.certificate, separators=(",", ":")) + "\n").encode())])
        written.append(into)
    language = planning["language"] or loaded.organisation.language
    answer(language, as_json, lambda: to_data(found), lambda: show(found), written)
    if not found.holds:
        raise SystemExit(1)


def to_data(found: Confirmation) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "steps": found.steps,
        "broken": list(found.broken),
        "differs": list(found.differs),
        "complete": found.complete,
        "late_weeks": found.late,
        "claim": found.claim,
        "value": found.value,
        "bound": found.bound,
        "gap": None if found.gap is None else round(found.gap, 6),
    }


def show(found: Confirmation) -> None:
    from planner.cli.terminal import heading, item
    from planner.i18n.phrases import steps, weeks
    from planner.i18n.translation import _
    from planner.roadmap.proof import percent_at_most

    if found.broken:
        heading(_("The plan does not hold when it is counted again from the documents"))
        for words in found.broken:
            item(words)
    if found.differs:
        heading(_("Planning again comes to something else: with other options, another version, or changed documents"))
        for words in found.differs:
            item(words)
    if not found.holds:
        return
    heading(_("Confirmed by counting again from the documents, apart from what made the plan"))
    item(_("{steps}: levels, prerequisites and rules, durations, dates, the calendar, people, money and pace all hold",
           steps=steps(found.steps)))  # fmt: skip
    heading(_("Confirmed by adding up"))
    if found.complete:
        item(_("everything that must be reached is planned: no plan leaves out less"))
    item(_("dates are missed by {weeks}", weeks=weeks(found.late)) if found.late else _("no date is missed"))
    if found.gap is not None:
        percent = percent_at_most(found.gap)
        item(_("the order is at most {percent} % from the best possible: added up from prices of people, money, weeks",
               percent=percent))  # fmt: skip
    heading(_("What rests on the solver: planning again says the same"))
    item(found.claim)
