"""Portfolios beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from planner.api.comparison import label_of
from planner.api.portfolios import plan_portfolio
from planner.api.request import Planning
from planner.errors import ArgumentError, PlannerError
from planner.i18n.translation import speaking
from planner.roadmap.portfolio import PortfolioRoadmap, to_data

if TYPE_CHECKING:
    from planner.roadmap.portfolio_comparison import PortfolioComparison


def compare_portfolios(
    sources: Sequence[str | Path], *, labels: Sequence[str] = (), jobs: int = 1, runner: str = "",
    **planning: Unpack[Planning],
) -> tuple[PortfolioComparison, PortfolioRoadmap | None]:  # fmt: skip
    """(portfolios side by side: when each member reaches which stage, what moves, and how short the shared people are;
    a portfolio that carries the comparison for the view ``compare``, None where every source is a JSON export).

    Args:
        sources: portfolios, or JSON exports of their roadmaps; the first is what the others are compared with.
        labels: a name for each; default: the names of the files.
        jobs, runner, planning: see ``plan_portfolio``.

    Raises:
        PlannerError: there are fewer than two or too many, or one has faults.
    """
    from planner.roadmap.comparison import MOST
    from planner.roadmap.portfolio_comparison import compare

    if isinstance(sources, str | Path) or not isinstance(sources, Sequence):
        raise ArgumentError(f"sources={sources!r} is not a list of files")
    if not 2 <= len(sources) <= MOST:
        raise PlannerError(f"compare two to {MOST} portfolios, not {len(sources)}")
    names = list(labels) or [label_of(source) for source in sources]
    if len(names) != len(sources):
        raise PlannerError(f"{len(names)} labels are given for {len(sources)} portfolios")
    if len(set(names)) < len(names):
        names = [f"{name} ({n})" for n, name in enumerate(names, 1)]
    plans: list[Mapping[str, Any]] = []
    made: list[PortfolioRoadmap] = []
    for source in sources:
        data = exported_portfolio(source)
        if data is None:
            made.append(plan_portfolio(source, jobs=jobs, runner=runner, **planning))
            data = to_data(made[-1])
        plans.append(data)
    with speaking(planning.get("language") or (made[0].language if made else str(plans[0]["language"]))):
        found = compare(list(zip(names, plans, strict=True)))
    return found, replace(made[0], comparison=found) if made else None


def exported_portfolio(path: str | Path) -> Mapping[str, Any] | None:
    """The data of a portfolio's JSON export; None where the file is another document.

    Raises:
        DocumentError: it is an export with faults, or no document at all.
    """
    from planner.documents.reader import read_file
    from planner.documents.schema import check

    document = read_file(path)
    if not isinstance(document.data, Mapping) or not {"portfolio", "members", "waits"} <= set(document.data):
        return None
    data: Mapping[str, Any] = check(document, "portfolio-roadmap")
    document.raise_problems()
    return data
