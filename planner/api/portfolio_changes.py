"""A portfolio planned anew, beside the plans that are in force for its members."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Unpack

from planner.analysis.decision_log import baseline_of
from planner.analysis.status_history import history_of
from planner.api.arguments import whole
from planner.api.comparison import Replanned, beside, from_today, refuse_wrong, with_status
from planner.api.portfolios import coordinated, together
from planner.api.request import Planning, prepared
from planner.documents.loader import Loaded
from planner.documents.portfolio import load_portfolio
from planner.domain.organisation import Organisation
from planner.domain.portfolio import Member
from planner.errors import PlannerError
from planner.i18n.translation import speaking
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.roadmap.portfolio import PortfolioRoadmap
from planner.roadmap.portfolio_comparison import in_force_and_now

DRAWS = 2_000
"""For the odds of each member."""


@dataclass(frozen=True, slots=True)
class ReplannedMember:
    """A member of a portfolio that was planned from a later day on.

    Attributes:
        path: its file; ``today``: the day from which it was planned, the first of its plan where that begins later.
        replanned: beside its plan in force; None where it has none yet.
    """

    path: Path
    id: str
    name: str
    today: date
    replanned: Replanned | None


@dataclass(frozen=True, slots=True)
class ReplannedPortfolio:
    """A portfolio planned from a later day on, beside what is in force for its members.

    Attributes:
        portfolio: the new plans; it carries the comparison with those in force, for the view ``compare``.
        members: in the order of the portfolio.
    """

    today: date
    portfolio: PortfolioRoadmap
    members: tuple[ReplannedMember, ...]


def replan_portfolio(
    source: str | Path, *, today: date, stability: float = 1.0, pace: str = "planned", jobs: int = 1,
    runner: str = "", **planning: Unpack[Planning],
) -> ReplannedPortfolio:  # fmt: skip
    """Plans the members of a portfolio again from a day on, as close to their plans in force as is asked for, so that
    the people they share are enough.

    What is in force for a member is kept beside its file (``NAME.baseline.json``); one that has none is planned anew.

    Args:
        today, stability, pace: as for ``replan``.
        jobs, runner, planning: see ``plan_portfolio``; ``objective`` and ``baseline`` are set here.

    Raises:
        PlannerError: as for ``replan``; no member has a plan in force.
    """
    return _replanned(source, today, stability, pace, jobs, runner, {**planning}, "replan_portfolio()")[0]


def status_portfolio(
    source: str | Path, *, today: date, draws: int = DRAWS, jobs: int = 1, runner: str = "",
    **planning: Unpack[Planning],
) -> ReplannedPortfolio:  # fmt: skip
    """A portfolio planned from a day on, with where the plan in force of each member stands (the ``status`` of its
    roadmap, and ``standings`` of the portfolio, see ``status``; beside the one that was kept before, where there is
    one).

    Args:
        draws: for the odds of each member's committed dates; none where numpy is not installed.
        today, jobs, runner, planning: see ``replan_portfolio``.

    Raises:
        PlannerError: as for ``replan_portfolio``.
    """
    whole("draws", draws, 1)
    found, plans = _replanned(source, today, 1.0, "planned", jobs, runner, {**planning}, "status_portfolio()")
    members = []
    for member, plan in zip(found.members, plans, strict=True):
        if member.replanned is not None:
            roadmap = with_status(member.replanned, plan, draws, history_of(member.path))
            member = replace(member, replanned=replace(member.replanned, roadmap=roadmap))
        members.append(member)
    standings = tuple((one.id, one.name, one.replanned.roadmap.status if one.replanned else None) for one in members)
    return replace(found, portfolio=replace(found.portfolio, standings=standings), members=tuple(members))


def _replanned(
    source: str | Path, today: date, stability: float, pace: str, jobs: int, runner: str, own: Planning, function: str
) -> tuple[ReplannedPortfolio, list[Plan]]:
    """(the portfolio beside what is in force, the plan of each member)."""
    from planner.analysis.baseline import exported

    refuse_wrong(today, stability, pace, own, function)
    folder = own.pop("folder", None)
    loaded = load_portfolio(source, folder=folder, today=today, registry=own.get("registry"))
    kept = {member.path: baseline_of(member.path) for member in loaded.portfolio.members}
    before = {path: data for path, file in kept.items() if file.is_file() and (data := exported(file)) is not None}
    if not before:
        raise PlannerError(f"no plan is in force for a member of {source}: 'planner baseline' keeps one for each")
    own["language"] = own.get("language") or loaded.portfolio.language

    def prepare(member: Member, one: Loaded) -> tuple[Recipe, Organisation]:
        if member.path not in before:
            return prepared(one, own, function=function)
        return from_today(one, before[member.path], kept[member.path], _own_today(one.organisation, today), stability,
                          pace, own, function)  # fmt: skip

    portfolio, subjects, found = coordinated(loaded, jobs, runner, own, function, prepare)
    made = together(portfolio, subjects, found)
    members = []
    for member, one, planned in zip(portfolio.members, loaded.members, made.members, strict=True):
        when, old = _own_today(one.organisation, today), before.get(member.path)
        replanned = None if old is None else beside(old, planned.roadmap, one.organisation, when)
        members.append(ReplannedMember(member.path, planned.id, planned.roadmap.name, when, replanned))
    beside_each_other = [
        (one.id, one.name, comparison)
        for one in members
        if one.replanned is not None and (comparison := one.replanned.roadmap.comparison) is not None
    ]
    with speaking(made.language):
        made = replace(made, comparison=in_force_and_now(beside_each_other))
    return ReplannedPortfolio(today, made, tuple(members)), [one.plan for one in found.together]


def _own_today(organisation: Organisation, today: date) -> date:
    """The day a member is planned from: its first one, where that is later."""
    began = organisation.began or organisation.start
    return max(today, began)
