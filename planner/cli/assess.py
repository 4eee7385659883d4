"""``planner assess``: where an organisation stands; interviews and forms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.clock import today
from planner.cli.options import DAY, FILE, json_option, language_option

if TYPE_CHECKING:
    from planner.assessment.form import Answer
    from planner.documents.loader import Loaded
    from planner.documents.reader import Document
    from planner.domain.journey import Journey


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
@click.option("--as-of", type=DAY, metavar="DATE", help="Today; default: the plan's first day.")
@click.option("--stale-after", type=click.IntRange(1), default=365, show_default=True, metavar="DAYS",
              help="Evidence older than this is to be asked for again.")  # fmt: skip
@language_option
@json_option
def show(file: Path, as_of: object, stale_after: int, language: str | None, as_json: bool) -> None:
    """Where the organisation in FILE stands.

    The stage with early, mid or late, the level of every area, what is ahead of its stage, what is in place
    without its foundations, and what can start now.

    \b
    Examples:
      planner assess examples/reches-bank.yaml
      planner assess acme.yaml --json
    """
    import warnings
    from datetime import datetime

    from planner import api
    from planner.assessment.evidence import fallen, stale
    from planner.cli.terminal import heading, item, warn
    from planner.domain.peers import peers
    from planner.i18n.translation import _, day, speaking

    loaded = api.load(file)
    with warnings.catch_warnings(record=True) as faults:
        warnings.simplefilter("always")
        diagnosis = api.assess(loaded, language=language)
    for fault in faults:
        warn(str(fault.message))
    language = language or loaded.organisation.language
    beside = peers(loaded.journey, loaded.organisation, diagnosis.levels, language)
    stage = next((s.name.say(language) for s in loaded.journey.stages if s.id == diagnosis.stage), "")
    today = as_of.date() if isinstance(as_of, datetime) else loaded.organisation.start
    old, fell = stale(loaded.organisation, today, stale_after), fallen(loaded.organisation)
    if as_json:
        from dataclasses import asdict

        from planner.cli.terminal import print_json
        from planner.domain.maturity import flat

        data = {"organisation": loaded.organisation.id, "stage_name": stage, **asdict(diagnosis)}
        data["next_steps"] = [(n, flat(groups), level) for n, groups, level in diagnosis.next_steps]
        data["open_now"] = [{"capability": one.capability, "level": one.level} for one in diagnosis.open_now]
        data["peers"] = [asdict(one) for one in beside]
        data["consistency"] = loaded.organisation.consistency
        data["stale"] = [{"capability": name, "on": on.isoformat()} for name, on in old]
        data["units"] = [{"id": one.id, "levels": dict(one.levels)} for one in loaded.organisation.named_units]
        data["fallen"] = [{"capability": name, "was": was, "level": level} for name, was, level in fell]
        print_json(data)
        return
    from planner.cli.report import print_diagnosis, print_peers
    from planner.i18n import phrases
    from planner.i18n.text import clean

    names = {c.id: c.name.say(language) for c in loaded.journey.capabilities.values()}
    areas = {area: name.say(language) for area, name in loaded.journey.areas.items()}
    number = {c.id: loaded.journey.stage(c.stage).number for c in loaded.journey.capabilities.values()}
    with speaking(language):
        title = phrases.fictional(loaded.organisation.name.say(language), loaded.organisation.fictional)
        click.secho(clean(title), bold=True)
        print_diagnosis(diagnosis, stage, names, areas, number)
        _print_units(loaded, language)
        print_peers(beside)
        if fell:
            heading(_("Fallen since the last assessment (programmes slip back: see what they stood on)"))
            for name, was, level in fell:
                item(_("{name}: level {level}, was {was}", name=names[name], level=level, was=was))
        if old:
            heading(_("Evidence older than {n} days on {day} (ask again)", n=stale_after, day=day(today)))
            for name, on in old:
                item(f"{names[name]}: {day(on)}")


def _print_units(loaded: Loaded, language: str) -> None:
    """Where each unit stands in what is done in units, the furthest first."""
    from planner.cli.terminal import bar, heading
    from planner.domain.unit import mean_level, own_levels
    from planner.i18n.text import clean
    from planner.i18n.translation import _, fixed

    organisation, journey = loaded.organisation, loaded.journey
    levels = {name: one.level for name, one in organisation.levels.items()}
    come = {unit for wave in organisation.waves for unit in wave.units
            if levels.get(wave.capability, 0) >= journey.policy.target_level}  # fmt: skip
    means = {one.id: mean_level(own_levels(one, journey, levels, there=one.id in come).values())
             for one in organisation.named_units}  # fmt: skip
    if not means:
        return
    heading(_("Units, in what is done in units"))
    for one in sorted(organisation.named_units, key=lambda one: -means[one.id]):
        click.echo(f"  {bar(means[one.id], journey.top_level)} {fixed(means[one.id])}  {clean(one.name.say(language))}")


@command.command("new", short_help="Ask the questions, and write the answers into FILE.")
@click.argument("file", type=FILE)
@click.option("--journey", default="social-native", show_default=True, help="Journey to ask about, for a new FILE.")
@click.option("--by", default="", metavar="WHO", help="Who answers; written beside each answer.")
@click.option("--on", type=DAY, metavar="DATE", help="Day of the answers; default: today.")
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
    from datetime import datetime

    from planner.cli.interview import Interview

    interview = Interview(file, journey, by, on.date() if isinstance(on, datetime) else today(), language)
    interview.hold()
    if as_json:
        from planner.cli.terminal import print_json

        print_json({"file": str(file), "answered": interview.answered, "left": interview.left})


@command.command("goals", short_help="Weigh goals by comparing them two at a time (AHP).")
@click.argument("file", type=FILE)
@click.option("--goal", "goals", multiple=True, metavar="GOAL", help="Only these goals; may be repeated.")
@json_option
def weigh_goals(file: Path, goals: tuple[str, ...], as_json: bool) -> int:
    """Compare the goals of FILE two at a time, and write the comparisons into it as 'goal_pairs' (AHP).

    Weights are the principal eigenvector of the comparisons. Their consistency ratio is shown; above 0.1 they
    contradict each other, and the comparison that fits worst is named. Without --goal the goals that have a weight are
    compared, or all of them. What was compared before is shown as the default.

    \b
    Exit codes: 0 written; 1 written, and the comparisons contradict
    each other; 2 bad input.

    \b
    Example:
      planner assess goals acme.yaml --goal community --goal awareness
    """
    from planner.cli.goal_weights import compare_goals
    from planner.cli.terminal import bar, heading, item, print_json, warn
    from planner.domain.pairwise import ACCEPTED
    from planner.i18n.translation import _, decimal, fixed, speaking

    loaded, found = compare_goals(file, goals)
    names = {goal.id: goal.name.say(loaded.organisation.language) for goal in loaded.journey.goals.values()}
    worst = found.worst if found.ratio > ACCEPTED else None
    if as_json:
        data = {"file": str(file), "weights": dict(found.weights), "consistency": found.ratio}
        apart = worst and {"one": worst[0], "other": worst[1], "said": worst[2], "fitting": round(worst[3], 6)}
        print_json(data | {"accepted": found.ratio <= ACCEPTED, "worst": apart})
        return int(found.ratio > ACCEPTED)
    with speaking(loaded.organisation.language):
        heading(_("Weights"))
        most = max(found.weights.values())
        for goal, weight in sorted(found.weights.items(), key=lambda one: (-one[1], one[0])):
            item(f"{bar(weight, most)} {fixed(100 * weight):>4} %  {names[goal]}")
        click.echo(
            "  " + _("Consistency ratio {ratio} (accepted up to {most}); written into {file}.",
              ratio=fixed(found.ratio, 2), most=decimal(ACCEPTED, 2), file=file)
        )  # fmt: skip
        if worst:
            one, other, said, fitting = worst
            warn(
                _("the comparisons contradict each other: {one} against {other} was given as {said}, the others "
                  "together say {fitting}; compare again",
                  one=names[one], other=names[other], said=decimal(said, 2), fitting=decimal(fitting, 2))
            )  # fmt: skip
    return int(worst is not None)


@command.command("form", short_help="The questions as a spreadsheet, to fill in elsewhere.")
@click.argument("file", type=FILE, required=False)
@click.option("-o", "--output", type=FILE, required=True, metavar="FILE", help="The workbook to write: form.xlsx.")
@click.option("--journey", default="social-native", show_default=True, help="Journey, where no FILE is given.")
@click.option("--force", is_flag=True, help="Replace a workbook that is there.")
@language_option
@json_option
def make_form(file: Path | None, output: Path, journey: str, force: bool, language: str | None, as_json: bool) -> None:
    """Write the questions as a workbook: a sheet for each area, cells that take yes, no, a note, a name and a date.
    With FILE, what it says already is filled in.

    \b
    Examples:
      planner assess form -o form.xlsx
      planner assess form acme.yaml -o form.xlsx --language he
    """
    from planner import api
    from planner.assessment import form
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.i18n.translation import _, speaking

    if output.exists() and not force:
        raise PlannerError(f"{output} is already there; choose another name, or --force")
    loaded = api.load(file) if file else None
    found = loaded.journey if loaded else api.load_journey(journey)
    language = language or (loaded.organisation.language if loaded else found.language)
    write_all([(output, form.form(found, loaded.organisation if loaded else None, language))])
    if as_json:
        from planner.cli.terminal import print_json

        print_json({"file": str(output)})
        return
    with speaking(language):
        into = f"planner assess read {output} --into {file or 'acme.yaml'}"
        click.echo(_("{file} is written. Filled in: {command}", file=output, command=into))


@command.command("read", short_help="The answers from one spreadsheet or several, into FILE.")
@click.argument("workbooks", type=FILE, nargs=-1, required=True)
@click.option("--into", type=FILE, required=True, metavar="FILE", help="The organisation file to write into.")
@click.option("--sheet", type=FILE, metavar="FILE", help="Write a workbook that says who said what, to agree in.")
@click.option("--dry-run", is_flag=True, help="Only show what the respondents say, and where they disagree.")
@json_option
def read(workbooks: tuple[Path, ...], into: Path, sheet: Path | None, dry_run: bool, as_json: bool) -> int:
    """Read the answers of one respondent or several, show where they disagree, and write them into FILE. Where they
    disagree, the lowest level counts until they agree: --sheet writes who said what and room for the level they agree
    on; filled in, it is read like a form. Every answer is kept in NAME.answers.csv beside FILE.

    \b
    Exit codes: 0 written; 1 written, and respondents disagree; 2 bad input.

    \b
    Examples:
      planner assess read form.xlsx --into acme.yaml
      planner assess read ann.xlsx ben.xlsx --into acme.yaml --sheet agree.xlsx
      planner assess read agree.xlsx --into acme.yaml
    """
    from planner import api
    from planner.assessment import form, reconciliation
    from planner.cli.terminal import heading, item
    from planner.documents.reader import read_file
    from planner.errors import PlannerError
    from planner.files.atomic import encoded, write_all
    from planner.files.commit import commit
    from planner.files.lock import held
    from planner.i18n.translation import _, ngettext, speaking

    loaded = api.load(into)
    if sheet is not None and sheet.exists():
        raise PlannerError(f"{sheet} is already there; choose another name")
    forms = [(path.stem, _answers(path, loaded.journey)) for path in workbooks]
    found = form.agreed(forms)
    with held(into):
        document = read_file(into)
        text = _with_levels(document, found.answers, loaded)
        api.load_text(text, into)
        files = []
        if not dry_run:
            record = reconciliation.record_of(into)
            files.append((record, reconciliation.with_answers(record, forms, [one.name for one in workbooks], today())))
            if text != document.text:
                files.append((into, encoded(into, text)))
        if sheet is not None:
            language = loaded.organisation.language
            write_all([(sheet, reconciliation.sheet(forms, found.answers, loaded.journey, language))])
        if files:
            commit(files)
    if as_json:
        from planner.cli.terminal import print_json

        apart = [{"capability": name, "said": dict(said)} for name, said in found.apart]
        data = {"file": str(into), "answers": len(found.answers), "apart": apart, "written": not dry_run}
        print_json(data)
        return int(bool(found.apart))
    names = {c.id: c.name.say(loaded.organisation.language) for c in loaded.journey.capabilities.values()}
    with speaking(loaded.organisation.language):
        if found.apart:
            heading(_("Where respondents disagree (the lowest level counts)"))
            for name, said in found.apart:
                each = (_("{who} says {level}", who=who, level=level) for who, level in said)
                item(f"{names[name]}: " + ", ".join(each))
            click.echo()
        count = len(found.answers)
        if dry_run:
            click.echo(ngettext("{n} answer read.", "{n} answers read.", count))
        else:
            click.echo(ngettext("{n} answer is written into {file}.", "{n} answers are written into {file}.", count,
                                file=into))  # fmt: skip
        if sheet is not None:
            command = f"planner assess read {sheet} --into {into}"
            click.echo(_("{sheet} says who said what. Filled in: {command}", sheet=sheet, command=command))
    return int(bool(found.apart))


def _with_levels(document: Document, answers: Iterable[Answer], loaded: Loaded) -> str:
    """The text of an organisation with what was answered; what was known before goes into the history of each level."""
    from planner.assessment.record import restated
    from planner.documents.editing import edited
    from planner.documents.reader import DataPath
    from planner.domain.organisation import Standing

    raw = document.data.get("levels") or {}
    changes: dict[DataPath, Any] = {}
    gone: list[DataPath] = []
    for answer in answers:
        known = loaded.organisation.levels.get(answer.capability)
        new = Standing(answer.level, answer.note, answer.by, answer.on)
        values, taken = restated(answer.capability, raw.get(answer.capability), known, new)
        changes |= values
        gone += taken
    return edited(document, changes, gone)


def _answers(path: Path, journey: Journey) -> tuple[Answer, ...]:
    """What a workbook says: a form of one respondent, or what several agreed on."""
    from planner.assessment import form, reconciliation
    from planner.documents.importers import content_of
    from planner.documents.workbooks import read_workbook

    sheets = read_workbook(content_of(path), path.name)
    read = reconciliation.agreed_levels if reconciliation.is_reconciliation(sheets) else form.answers_of
    return read(sheets, path.name, journey)
