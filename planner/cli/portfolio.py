"""``planner roadmap`` of a portfolio: the plans of organisations that share people, printed and drawn."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.members import is_portfolio_file
from planner.cli.portfolio_pictures import pictures_of, wanted_pictures

if TYPE_CHECKING:
    from planner.pictures.style import Style
    from planner.roadmap.portfolio import MemberRoadmap, PortfolioRoadmap, SharedPeople

COLUMNS, ROOM = 2, 31
MOST_WAITS = 12
"""Waits that are printed; the JSON has them all."""


def planned_portfolio(file: Path, refused: bool, *rest: Any) -> int | None:
    """The exit code of ``roadmap_of``; None: the file is no portfolio.

    Args:
        refused: whether there are options that a portfolio does not take.
    """
    if not is_portfolio_file(file):
        return None
    if refused:
        raise click.UsageError("of a portfolio --format, --snippet and --check do not apply")
    return roadmap_of(file, *rest)


def roadmap_of(
    file: Path,
    view: str,
    outputs: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    style: Style,
    arguments: Mapping[str, Any],
    jobs: int | None,
    runner: str,
) -> int:
    """Plans a portfolio; prints it, writes its picture, and what each member would get by itself into a folder of its
    own, which says nothing of the others."""
    from planner.api.portfolios import plan_portfolio
    from planner.cli.outputs import DEFAULT_OUTPUTS, make_outputs, refuse_clashes
    from planner.cli.terminal import print_json, warn
    from planner.files.atomic import write_all
    from planner.plugins.registry import default_registry
    from planner.portfolios.processes import cores
    from planner.publishing.formats import format_of
    from planner.roadmap.portfolio import to_data

    registry = default_registry()
    wanted = wanted_pictures(outputs, view or "portfolio", registry)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        portfolio = plan_portfolio(file, registry=registry, jobs=jobs or cores(), runner=runner, **arguments)
    for one in dict.fromkeys(str(each.message) for each in said):
        warn(one)
    folder = Path(f"{portfolio.id}-portfolio")
    if not outputs and not as_json:
        names = [f"{view or 'portfolio'}:{folder / name}" for name in ("portfolio.svg", "portfolio.png")]
        wanted = wanted_pictures(names, "portfolio", registry)
    files = pictures_of(portfolio, wanted, registry, style)
    if not outputs and not as_json:
        for member in portfolio.members:
            plan = [(folder / member.id / name, format_of(Path(name), registry), v) for v, name in DEFAULT_OUTPUTS]
            plan.append((folder / member.id / "roadmap.json", "json", ""))
            files += make_outputs(member.roadmap, plan, registry, style, usual=True)[0]
    refuse_clashes([path for path, _content in files], file)
    write_all(files)
    if as_json:
        print_json(to_data(portfolio))
    elif not quiet:
        _print(portfolio, [path for path, _content in files if path.parent == folder or outputs], folder)
    return 0 if portfolio.complete else 1


def portfolio_deck(
    file: Path, refused: bool, target: Path | None, as_json: bool, quiet: bool, style: Style,
    planning: Mapping[str, Any],
) -> int | None:  # fmt: skip
    """Writes the pages of a portfolio as slides; the exit code. None: the file is no portfolio.

    Args:
        refused: whether there are options that a portfolio does not take.
    """
    if not is_portfolio_file(file):
        return None
    if refused:
        raise click.UsageError("a portfolio has pages of its own: --into, --template and --view do not apply")
    from planner.api.portfolios import plan_portfolio
    from planner.cli.options import planning_arguments
    from planner.cli.terminal import point_to, print_json
    from planner.files.atomic import write_all
    from planner.i18n.translation import speaking
    from planner.plugins.registry import default_registry
    from planner.portfolios.processes import cores
    from planner.publishing.portfolio_files import make_portfolio_files
    from planner.publishing.portfolio_views import VIEWS

    registry = default_registry()
    portfolio = plan_portfolio(file, registry=registry, jobs=cores(), **planning_arguments(dict(planning)))
    target = target or Path(f"{portfolio.id}-deck.pptx")
    (content,) = make_portfolio_files(portfolio, "pptx", registry, style, tuple(VIEWS))
    write_all([(target, content)])
    if as_json:
        print_json({"file": str(target), "changes": []})
    elif not quiet:
        with speaking(portfolio.language):
            point_to([target])
    return 0 if portfolio.complete else 1


def portfolio_whatif(
    file: Path, people: float, money: float, refused: bool, as_json: bool, note: Callable[[int, int], None] | None,
    planning: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Says what more of the shared people, or money, of a portfolio would bring, and what would be without a member;
    whether the file is a portfolio."""
    if not is_portfolio_file(file):
        return False
    if refused:
        raise click.UsageError("of a portfolio this is not drawn: -o and --into do not apply")
    from planner.api.portfolios import whatif_portfolio
    from planner.cli.options import planning_arguments
    from planner.cli.terminal import heading, item, paragraph, print_json
    from planner.documents.portfolio import load_portfolio
    from planner.i18n.translation import _, ngettext, speaking
    from planner.portfolios.processes import cores
    from planner.portfolios.what_if import headline, to_data

    loaded = load_portfolio(file)
    found = whatif_portfolio(
        loaded, people=people, money=money, note=note, jobs=cores(), **planning_arguments(dict(planning))
    )
    with speaking(planning["language"] or loaded.portfolio.language):
        if as_json:
            print_json(to_data(found))
            return True
        paragraph(headline(found) + ".", 0)
        moving = [one for one in found if one.reached or one.missed or one.moved or one.fewer_waits]
        if moving:
            heading(_("What one change alone brings, most first (each found by planning the portfolio again)"))
        for one in moving:
            item(f"{one.text}: {one.say()}")
        if rest := len(found) - len(moving):
            words = ngettext(
                "{n} other was tried and changes nothing", "{n} others were tried and change nothing", rest
            )
            paragraph(words, 2, dim=True)
    return True


def _print(portfolio: PortfolioRoadmap, pictures: list[Path], folder: Path) -> None:
    from planner.cli.terminal import heading, item, paragraph, point_to
    from planner.i18n import phrases
    from planner.i18n.text import clean
    from planner.i18n.translation import _, day, ngettext, speaking

    with speaking(portfolio.language):
        click.secho(clean(phrases.fictional(portfolio.name, portfolio.fictional)), bold=True)
        paragraph(f"{portfolio.title}.", 0)
        if portfolio.enough:
            paragraph(portfolio.enough, 0)
        heading(_("Organisations"))
        for member in portfolio.members:
            _print_member(member)
        _print_people(portfolio)
        if portfolio.waits:
            heading(_("Who waits for whom"))
            names = {one.id: one.roadmap.name for one in portfolio.members}
            for wait in portfolio.waits[:MOST_WAITS]:
                words = {
                    "name": names[wait.member], "step": wait.name, "day": day(wait.start), "sooner": day(wait.sooner),
                    "role": wait.role, "quarter": phrases.quarter(wait.quarter),
                }  # fmt: skip
                if wait.of and wait.money:
                    item(_("{name}: {step} begins on {day}, and could on {sooner}; by {quarter} most of {role} goes to "
                           "{other}", other=names[wait.of], **words))  # fmt: skip
                elif wait.of:
                    item(_("{name}: {step} begins on {day}, and could on {sooner}; in {quarter} {role} works most for "
                           "{other}", other=names[wait.of], **words))  # fmt: skip
                else:
                    item(
                        _("{name}: {step} begins on {day}, and could on {sooner}, but for {role} in {quarter}", **words)
                    )
            more = len(portfolio.waits) - MOST_WAITS
            if more > 0:
                paragraph(ngettext("and {n} more wait, in the JSON", "and {n} more waits, in the JSON", more))
        click.echo()
        if bound := _bound(portfolio):
            paragraph(bound, 0)
        if pictures and pictures[0].parent == folder:
            paragraph(_("Each organisation's own plan, which says nothing of the others, is in {folder}.",
                        folder=f"{folder}/ID"), 0)  # fmt: skip
        point_to([next((path for path in pictures if path.suffix == ".png"), pictures[0])] if pictures else [])


def _print_people(portfolio: PortfolioRoadmap) -> None:
    from planner.cli.terminal import heading, paragraph, short
    from planner.i18n import phrases
    from planner.i18n.translation import _

    def cell(used: float, has: float, alone: float) -> str:
        words = _("{used} of {has}", used=phrases.amount(used), has=phrases.amount(has))
        if round(alone, 1) > round(has, 1):
            words += " " + _("(asked for {asked})", asked=phrases.amount(alone))
        return short(words, ROOM)

    def table(columns: Sequence[SharedPeople]) -> None:
        click.echo(
            "  " + " " * 14 + "".join(short(one.name[:1].upper() + one.name[1:], ROOM) for one in columns).rstrip()
        )
        for index, label in enumerate(portfolio.quarters):
            cells = (cell(one.planned[index], one.capacity[index], one.asked[index]) for one in columns)
            click.echo(f"  {phrases.quarter(label):<14}{''.join(cells)}".rstrip())

    if portfolio.shared:
        heading(_("Shared people, person-weeks a quarter: planned, of those there are"))
    for start in range(0, len(portfolio.shared), COLUMNS):
        table(portfolio.shared[start : start + COLUMNS])
    if portfolio.money is not None:
        heading(_("Common budget, thousands a quarter: spent, of what there is"))
        table([portfolio.money])
    for one in portfolio.shared:
        over = [
            phrases.quarter(label)
            for label, has, used in zip(portfolio.quarters, one.capacity, one.planned, strict=True)
            if used > has + 0.005
        ]
        if over:
            words = _("{role} is over what there is in {n} quarters, first in {quarter}: what runs today takes that "
                      "much, whatever is planned.", role=one.name, n=len(over), quarter=over[0])  # fmt: skip
            paragraph(words)


def _bound(portfolio: PortfolioRoadmap) -> str:
    from planner.i18n.translation import _
    from planner.roadmap.proof import FAR, percent_at_most

    if portfolio.gap is None or portfolio.gap > FAR:
        return ""
    if portfolio.gap == 0:
        return _("Proved: no other division of what is shared delivers the value of these steps earlier.")
    return _("Proved: no other division of what is shared delivers the value of these steps more than {percent} % "
             "earlier.", percent=percent_at_most(portfolio.gap))  # fmt: skip


def _print_member(member: MemberRoadmap) -> None:
    from planner.cli.terminal import item, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import _, day, ngettext
    from planner.roadmap.narrative import wanted_by

    roadmap = member.roadmap
    stage_today = phrases.stage(roadmap.diagnosis.stage_number, roadmap.stage_name, roadmap.diagnosis.phase)
    item(_("{name}: {stage} today", name=roadmap.name, stage=stage_today))
    if not member.stages and roadmap.aimed_stage <= roadmap.diagnosis.stage_number:
        paragraph(_("aims at no further stage"), 6)
    elif not member.stages:
        paragraph(_("no further stage is reached in this plan, nor would it be with more of what is shared"), 6)
    for stage in member.stages:
        name = phrases.quoted(stage.name)
        if stage.day is None and stage.alone is not None:
            paragraph(
                _("{stage}: not reached in this plan (with enough for all: {day})", stage=name, day=day(stage.alone)), 6
            )
        elif stage.day is not None and stage.alone not in (None, stage.day):
            paragraph(
                _(
                    "{stage}: {day} (with enough for all: {other})",
                    stage=name,
                    day=day(stage.day),
                    other=day(stage.alone),
                ),
                6,
            )
        elif stage.day is not None:
            paragraph(f"{name}: {day(stage.day)}", 6)
    if member.later and all(stage.day == stage.alone for stage in member.stages):
        first = member.later[0]
        words = {"name": first.name, "day": day(first.start), "other": day(first.alone)}
        paragraph(
            ngettext("{name} begins on {day} (with enough for all: {other})",
                     "{n} steps begin later; {name}: {day} (with enough for all: {other})", len(member.later), **words),
            6,
        )  # fmt: skip
    for step in member.roadmap.placements:
        if step.late_weeks and step.due_date:
            why = wanted_by(member.roadmap, step)
            paragraph(
                _("{name}: {weeks} late, {why}", name=step.name, weeks=phrases.weeks(step.late_weeks), why=why), 6
            )
    absent = [one.name for one in roadmap.left_out if one.asked]
    if absent:
        paragraph(f"{phrases.kind_title('does-not-fit')}: {_some(absent)}", 6)
    if member.gave_up:
        paragraph(_("does without: {names}", names=_some(member.gave_up)), 6)


def _some(names: Sequence[str], most: int = 6) -> str:
    """A few names, and how many more there are."""
    from planner.i18n.translation import _

    rest = len(names) - most
    return ", ".join(names[:most]) + (_(" and {n} more", n=rest) if rest > 0 else "")
