"""Portfolios in force: ``baseline``, ``track``, ``replan`` and ``compare`` of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.clock import today as clock
from planner.cli.members import is_portfolio_file
from planner.cli.portfolio_tables import MOST, show_comparison, show_moves_of, show_stages

if TYPE_CHECKING:
    from planner.api.portfolio_changes import ReplannedPortfolio
    from planner.cli.portfolio_pictures import Wanted
    from planner.pictures.style import Style

REFUSED = (
    "each member of a portfolio has a plan in force of its own, and no slide of it is refreshed: --in-force and --into "
    "do not apply"
)


def portfolio_baseline(
    file: Path, because: str, by: str, on: date | None, force: bool, as_json: bool, quiet: bool,
    planning: Mapping[str, Any],
) -> int | None:  # fmt: skip
    """Keeps the plans of all members as those in force; the exit code. None: the file is no portfolio."""
    if not is_portfolio_file(file):
        return None
    from planner.analysis.decision_log import baseline_of
    from planner.api.portfolios import plan_portfolio
    from planner.cli.acceptance import keep_plans
    from planner.cli.options import planning_arguments
    from planner.cli.terminal import print_json
    from planner.documents.portfolio import load_portfolio
    from planner.errors import PlannerError
    from planner.portfolios.processes import cores

    loaded = load_portfolio(file)
    paths = [member.path for member in loaded.portfolio.members]
    there = [str(baseline_of(path)) for path in paths if baseline_of(path).exists()]
    if there and not force:
        raise PlannerError(f"in force already: {', '.join(there)}; --force replaces them")
    found = plan_portfolio(loaded, jobs=cores(), **planning_arguments(dict(planning)))
    plans = [(path, member.roadmap) for path, member in zip(paths, found.members, strict=True)]
    kept = keep_plans(plans, on, because, by)
    written = [{"organisation": member.id, **one} for member, one in zip(found.members, kept, strict=True)]
    if as_json:
        print_json({"members": written})
    elif not quiet:
        for one in written:
            click.echo(f"{one['baseline']}: {one['steps']} steps, the last ends on {one['finish']}")
        click.echo(f"These are the plans in force of the {len(written)} members of {file}.")
    return 0 if found.complete else 1


def portfolio_track(
    file: Path, refused: bool, today: Any, outputs: tuple[str, ...], as_json: bool, style: Style,
    arguments: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Says, and draws, how the plans in force of a portfolio's members stand; whether the file is a portfolio."""
    if not is_portfolio_file(file):
        return False
    from planner.cli.portfolio_pictures import put_portfolio_pictures
    from planner.cli.terminal import heading, item, paragraph, point_to, print_json
    from planner.i18n.translation import _, day, speaking

    wanted = _wanted(outputs)
    found = _replanned(file, refused, today, 1.0, "planned", arguments)
    comparison = found.portfolio.comparison
    assert comparison is not None
    with speaking(found.portfolio.language):
        titles = _standing(found), comparison.titles[1]
        portfolio = replace(found.portfolio, comparison=replace(comparison, titles=titles))
    written = put_portfolio_pictures(portfolio, wanted, style, _planned_from(file, found))
    with speaking(found.portfolio.language):
        if as_json:
            print_json(_track_data(found))
            return True
        paragraph(_standing(found) + ".", 0)
        for member in found.members:
            heading(member.name)
            if member.replanned is None:
                paragraph(_("no plan is in force yet"))
                continue
            paragraph(member.replanned.tracking.headline() + ".")
            behind = [step for step in member.replanned.tracking.steps if step.state in ("overdue", "not-begun")]
            for step in behind[:MOST]:
                planned = {"name": step.name, "start": day(step.start), "end": day(step.end)}
                if step.forecast is None:
                    item(_("{name}: planned {start} to {end}", **planned))
                else:
                    item(
                        _("{name}: planned {start} to {end}; now to {forecast}", forecast=day(step.forecast), **planned)
                    )
            if len(behind) > MOST:
                paragraph(_("and {n} more", n=len(behind) - MOST))
        show_stages(comparison)
        point_to(written)
    return True


def portfolio_replan(
    file: Path, refused: bool, today: Any, stability: float, pace: str, accept: bool, because: str, by: str,
    outputs: tuple[str, ...], as_json: bool, style: Style, arguments: Mapping[str, Any],
) -> int | None:  # fmt: skip
    """Plans a portfolio again beside the plans that are in force; the exit code. None: the file is no portfolio."""
    if not is_portfolio_file(file):
        return None
    from planner.cli.acceptance import accept_plans, refuse_supposed, say_accepted
    from planner.cli.portfolio_pictures import put_portfolio_pictures
    from planner.cli.report import print_beyond
    from planner.cli.terminal import heading, paragraph, point_to, print_json
    from planner.i18n.translation import speaking
    from planner.roadmap.portfolio_comparison import moved_data, stages_data

    wanted = _wanted(outputs)
    found = _replanned(file, refused, today, stability, pace, arguments)
    comparison, accepted = found.portfolio.comparison, list[Path]()
    assert comparison is not None
    written = put_portfolio_pictures(found.portfolio, wanted, style, _planned_from(file, found))
    if accept:
        plans = [
            (one.path, one.replanned, one.today <= found.today) for one in found.members if one.replanned is not None
        ]
        for path, _found, _begun in plans:
            refuse_supposed(path)
        accepted = accept_plans(plans, found.today, because, by)
    with speaking(found.portfolio.language):
        if as_json:
            print_json({
                "today": found.today.isoformat(), "stability": stability, "finding": comparison.finding,
                "stages": stages_data(comparison), "steps": moved_data(comparison),
                "new": [one.id for one in found.members if one.replanned is None],
                "without_room": _without_room(found),
                "accepted": accept, "written": list(map(str, accepted)),
            })  # fmt: skip
            return 0 if found.portfolio.complete else 1
        paragraph(comparison.finding + ".", 0)
        show_stages(comparison)
        show_moves_of(found)
        for member in found.portfolio.members:
            if not member.roadmap.complete:
                heading(member.roadmap.name)
                print_beyond(member.roadmap)
        point_to(written)
        say_accepted(accept, accepted)
    return 0 if found.portfolio.complete else 1


def _without_room(found: ReplannedPortfolio) -> list[dict[str, str]]:
    """What must be reached and finds no room, by member, each with the reason."""
    return [
        {"member": member.id, "capability": left.capability, "name": left.name, "why": left.text}
        for member in found.portfolio.members for left in member.roadmap.left_out if left.asked
    ]  # fmt: skip


def portfolio_compare(
    files: Sequence[Path], refused: bool, outputs: tuple[str, ...], as_json: bool, style: Style,
    planning: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Shows, and draws, portfolios side by side; whether the files are portfolios."""
    those = [file for file in files if is_portfolio_file(file)]
    if not those:
        return False
    if len(those) < len(files):
        other = next(file for file in files if file not in those)
        raise click.UsageError(f"{those[0]} is a portfolio and {other} is none: compare portfolios with portfolios")
    if refused:
        raise click.UsageError("of portfolios no slide is refreshed: --into does not apply")
    from planner.api.portfolio_comparison import compare_portfolios
    from planner.cli.options import planning_arguments
    from planner.cli.portfolio_pictures import put_portfolio_pictures
    from planner.cli.terminal import answer
    from planner.errors import PlannerError
    from planner.portfolios.processes import cores
    from planner.roadmap.portfolio_comparison import to_data

    wanted = _wanted(outputs)
    found, portfolio = compare_portfolios(files, jobs=cores(), **planning_arguments(dict(planning)))
    if portfolio is None and wanted:
        raise PlannerError("a picture needs a portfolio among the files, not only JSON exports")
    written = put_portfolio_pictures(portfolio, wanted, style, files) if portfolio else []
    answer(found.language, as_json, lambda: to_data(found), lambda: show_comparison(found), written)
    return True


def _wanted(outputs: tuple[str, ...]) -> list[Wanted]:
    from planner.cli.portfolio_pictures import wanted_pictures
    from planner.plugins.registry import default_registry

    return wanted_pictures(outputs, "compare", default_registry(), asked_for=("compare",))


def _replanned(
    file: Path, refused: bool, today: Any, stability: float, pace: str, arguments: Mapping[str, Any]
) -> ReplannedPortfolio:
    from planner.api.portfolio_changes import replan_portfolio
    from planner.portfolios.processes import cores

    when = ready(file, refused, today)
    return replan_portfolio(file, today=when, stability=stability, pace=pace, jobs=cores(), **arguments)


def _planned_from(file: Path, found: ReplannedPortfolio) -> list[Path]:
    """What no picture may be written over."""
    from planner.analysis.decision_log import baseline_of

    members = [one.path for one in found.members]
    return [file, *members, *map(baseline_of, members)]


def ready(file: Path, refused: bool, today: Any) -> date:
    """The day from which a portfolio is planned again, once what an ended run left is put in order.

    Args:
        refused: whether there are options that a portfolio does not take.
    """
    if refused:
        raise click.UsageError(REFUSED)
    from planner.cli.terminal import warn
    from planner.documents.overrides import given
    from planner.errors import PlannerError
    from planner.files.commit import recover

    if given():
        raise PlannerError("--set is for one organisation: write a scenario for a member, and name it in the portfolio")
    for words in recover(file.resolve().parent):
        warn(words)
    found: date = clock() if today is None else today.date()
    return found


def _standing(found: ReplannedPortfolio) -> str:
    """How the plans in force stand, in one line."""
    from planner.i18n.translation import _, ngettext

    kept = [one.replanned.tracking for one in found.members if one.replanned is not None]
    behind = sum(one.count("overdue") + one.count("not-begun") > 0 for one in kept)
    if not behind:
        return ngettext("The plan in force is kept", "All {n} plans in force are kept", len(kept))
    return _("{n} of {all} plans in force are behind", n=behind, all=len(kept))


def _track_data(found: ReplannedPortfolio) -> dict[str, Any]:
    from planner.analysis.tracking import to_data
    from planner.roadmap.portfolio_comparison import stages_data

    assert found.portfolio.comparison is not None
    return {
        "today": found.today.isoformat(),
        "finding": _standing(found),
        "members": [
            {"organisation": one.id, "name": one.name,
             "tracking": to_data(one.replanned.tracking) if one.replanned else None}
            for one in found.members
        ],
        "stages": stages_data(found.portfolio.comparison),
    }  # fmt: skip
