"""``planner status`` of a portfolio: where the plan in force of each member stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.members import is_portfolio_file
from planner.cli.portfolio_lights import show

if TYPE_CHECKING:
    from planner.api.portfolio_changes import ReplannedPortfolio
    from planner.pictures.style import Style


def portfolio_status(
    file: Path, refused: bool, today: Any, keep: bool, outputs: tuple[str, ...], as_json: bool, style: Style,
    arguments: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Says, and draws, how each member of a portfolio stands; whether the file is a portfolio."""
    if not is_portfolio_file(file):
        return False
    from planner.api.portfolio_changes import status_portfolio
    from planner.cli.portfolio_changes import ready
    from planner.cli.portfolio_pictures import put_portfolio_pictures, wanted_pictures
    from planner.cli.terminal import answer
    from planner.plugins.registry import default_registry
    from planner.portfolios.processes import cores

    wanted = wanted_pictures(outputs, "status", default_registry(), asked_for=("status", "compare"))
    found = status_portfolio(file, today=ready(file, refused, today), jobs=cores(), **arguments)
    drawn = put_portfolio_pictures(found.portfolio, wanted, style, (file,))
    kept = [*(_keep(found) if keep else []), *drawn]
    answer(found.portfolio.language, as_json, lambda: _data(found), lambda: show(found), kept)
    return True


def _keep(found: ReplannedPortfolio) -> list[Path]:
    """Keeps each member's status beside its own file, all or none."""
    from contextlib import ExitStack

    from planner.analysis.status_history import history_of, with_status
    from planner.files.atomic import write_all
    from planner.files.lock import held

    pairs = [
        (history_of(one.path), one.replanned.roadmap.status)
        for one in found.members
        if one.replanned is not None and one.replanned.roadmap.status is not None
    ]
    with ExitStack() as locks:
        for history, _status in pairs:
            locks.enter_context(held(history))
        write_all([(history, with_status(history, status).encode("utf-8")) for history, status in pairs])
    return [history for history, _status in pairs]


def _data(found: ReplannedPortfolio) -> dict[str, Any]:
    from planner.roadmap.portfolio_status import finding
    from planner.roadmap.status import to_data, worst

    every = found.portfolio.standings
    return {
        "today": found.today.isoformat(),
        "finding": finding(every),
        "overall": worst(status.overall for _id, _name, status in every if status),
        "members": [
            {"organisation": id_, "name": name, "status": to_data(status) if status else None}
            for id_, name, status in every
        ],
    }
