"""``planner log``: decisions and their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.clock import today
from planner.cli.options import DAY, FILE, json_option, refuse_reason


@click.command("log")
@click.argument("file", type=FILE)
@click.option("--add", metavar="TEXT", help="Note a decision, with its reason.")
@click.option("--by", default="", metavar="WHO", help="Who decided it.")
@click.option("--on", type=DAY, metavar="DATE", help="When; default: today.")
@click.option("--about", multiple=True, metavar="CAPABILITY", help="What it is about; may be repeated.")
@json_option
def command(file: Path, add: str | None, by: str, on: Any, about: tuple[str, ...], as_json: bool) -> None:
    """Show the decisions about the plan for FILE with their reasons, or add one.

    They are in NAME.decisions.yaml beside FILE; what is there is never changed, only added to.

    \b
    Examples:
      planner log acme.yaml
      planner log acme.yaml --add "we keep the agency until the team is hired" --by CMO --about specialist-agency
    """

    from planner import api
    from planner.analysis.decision_log import Decision, log_of, read_log, to_data, with_decision
    from planner.cli.terminal import item, paragraph, print_json
    from planner.files.atomic import encoded, write_all
    from planner.files.lock import held
    from planner.i18n.text import clean

    loaded = api.load(file)
    log = log_of(file)
    if add is None and (by or on or about):
        raise click.UsageError("--by, --on and --about go with --add")
    if add is not None:
        refuse_reason("--add", add, by)
        for name in about:
            api.refuse_unknown(name, loaded.journey)
        when = on.date() if on else today()
        with held(log):
            text = with_decision(log, file, Decision(when, "decided", add.strip(), by, about))
            write_all([(log, encoded(log, text))])
    decisions = read_log(log) if log.exists() else ()
    if as_json:
        print_json({"log": str(log), "decisions": to_data(decisions)})
        return
    if not decisions:
        paragraph("no decisions are noted yet; 'planner baseline' and 'planner replan --accept' note theirs", 0)
    for one in decisions:
        who = f", {one.by}" if one.by else ""
        click.secho(clean(f"{one.on} {one.what}{who}"), bold=True)
        paragraph(one.why)
        if one.about:
            item("about " + ", ".join(one.about))
        if any(one.finish):
            item(f"the last day of work is {one.finish[1]}" + (f", was {one.finish[0]}" if one.finish[0] else ""))
        if one.moves:
            item(f"{len(one.moves)} step{'' if len(one.moves) == 1 else 's'} moved")
