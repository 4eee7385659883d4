"""The roadmaps of organisations that share people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Unpack
from warnings import warn

from planner.analysis.what_if import MONEY, PEOPLE
from planner.api.arguments import text
from planner.api.request import Planning, prepared
from planner.documents.loader import Loaded
from planner.documents.portfolio import LoadedPortfolio, load_portfolio
from planner.documents.sources import Source
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.domain.portfolio import Member, Portfolio
from planner.domain.values import frozen_map
from planner.errors import ArgumentError, PlannerError, did_you_mean
from planner.i18n.translation import speaking
from planner.planning.pipeline import make_roadmap
from planner.planning.quarter_account import budget, carries
from planner.planning.request import Recipe
from planner.plugins.registry import default_registry
from planner.portfolios.coordination import Coordinated, Subject, coordinate
from planner.portfolios.processes import Elsewhere, Processes
from planner.portfolios.results import results
from planner.portfolios.sharing import with_share
from planner.portfolios.what_if import PortfolioRelief, cases, measured, most_first
from planner.roadmap.portfolio import PortfolioRoadmap
from planner.roadmap.roadmap import Roadmap

MOST_JOBS = 1024


def plan_portfolio(
    source: Source | LoadedPortfolio, *, jobs: int = 1, runner: str = "", **planning: Unpack[Planning]
) -> PortfolioRoadmap:
    """The roadmaps of a portfolio's members, for which the people they share are enough.

    Args:
        source: what ``load_portfolio`` takes (a path, a text, bytes, a stream, a mapping), or what it returned.
        jobs: how many members are planned at once where they do not wait for each other, each in a process of its own;
            the plans are the same with any number. A script that asks for more than one needs ``if __name__ ==
            "__main__":``, as for any process that Python begins.
        runner: a plugin that carries this out in place of processes here, such as ``dask``. One that fails is named in
            a warning, and the plans are made here.
        planning: see ``Planning``; said of every member.

    Raises:
        PlannerError: the documents have faults, an option is wrong, a target is out of reach, a plugin does not work.
    """
    return together(*coordinated(source, jobs, runner, {**planning}, "plan_portfolio()"))


def together(portfolio: Portfolio, subjects: Sequence[Subject], found: Coordinated) -> PortfolioRoadmap:
    """The roadmaps of members whose plans were found beside each other."""
    roadmaps = [
        _own_part(make_roadmap(one.recipe, made.organisation, made.plan), portfolio, one.organisation)
        for one, made in zip(subjects, found.together, strict=True)
    ]
    return results(portfolio, found, roadmaps)


def load_member(
    source: Source | LoadedPortfolio, member: str, *, jobs: int = 1, runner: str = "", **planning: Unpack[Planning]
) -> Loaded:
    """A member of a portfolio as an organisation with the part of the shared people that the others leave it: for
    ``explain``, ``whatif`` and all else that takes an organisation.

    Args:
        source, jobs, runner, planning: see ``plan_portfolio``.
        member: the id of its organisation.

    Raises:
        PlannerError: as for ``plan_portfolio``; there is no such member.
    """
    own: Planning = {**planning}
    loaded = _loaded(source, own)
    names = [one.organisation.id for one in loaded.members]
    if member not in names:
        raise PlannerError(f"the portfolio has no member '{member}'; {did_you_mean(member, names)}")
    _portfolio, subjects, found = coordinated(loaded, jobs, runner, own, "load_member()")
    at = names.index(member)
    # its plan may have been made when others left it more than they do now
    left = found.shared.less(one.use for place, one in enumerate(found.together) if place != at)
    organisation = with_share(found.together[at].organisation, found.shared, left)
    return Loaded(organisation, subjects[at].recipe.journey, loaded.members[at].kept_beside)


def whatif_portfolio(
    source: Source | LoadedPortfolio,
    *,
    people: float = PEOPLE,
    money: float = MONEY,
    note: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    runner: str = "",
    **planning: Unpack[Planning],
) -> tuple[PortfolioRelief, ...]:
    """What more of each shared role, or of the common budget, would bring, and whom, and what would be without each
    member: the portfolio is planned again for each. What brings most comes first.

    Args:
        source, jobs, runner, planning: see ``plan_portfolio``.
        people: person-weeks a quarter that are added to one role; ``money``: part of the common budget that is added.
        note: called with (portfolios planned, portfolios to plan).

    Raises:
        PlannerError: as for ``plan_portfolio``.
    """
    own: Planning = {**planning}
    loaded = _loaded(source, own)
    before = plan_portfolio(loaded, jobs=jobs, runner=runner, **own)
    with speaking(before.language):
        every, found = list(cases(loaded, before, people, money)), []
        for number, (kind, what, text, changed) in enumerate(every, 1):
            if note:
                note(number, len(every))
            after = plan_portfolio(changed, jobs=jobs, runner=runner, **own)
            found.append(measured(kind, what, text, before, after))
    return tuple(sorted(found, key=most_first))


def _loaded(source: Source | LoadedPortfolio, own: Planning) -> LoadedPortfolio:
    """The portfolio, read if it is not; takes ``folder`` out of ``own``."""
    folder, registry = own.pop("folder", None), own.get("registry")
    return source if isinstance(source, LoadedPortfolio) else load_portfolio(source, folder=folder, registry=registry)


Prepare = Callable[[Member, Loaded], tuple[Recipe, Organisation]]
"""How a member is planned."""


def coordinated(
    source: Source | LoadedPortfolio, jobs: int, runner: str, own: Planning, function: str,
    prepare: Prepare | None = None,
) -> tuple[Portfolio, list[Subject], Coordinated]:  # fmt: skip
    """(the portfolio in the language asked for, its members as they are planned, their plans beside each other).

    Args:
        prepare: default: as an organisation is planned, close to its plan in force where one is kept beside its file.
    """
    loaded = _loaded(source, own)
    language = own.get("language") or loaded.portfolio.language
    own["language"] = language  # of all members: the pages of a portfolio name their stages and roles
    portfolio, subjects = replace(loaded.portfolio, language=language), []
    for member, one in zip(portfolio.members, loaded.members, strict=True):
        if prepare is None:
            recipe, organisation = prepared(one, own, function=function)
        else:
            recipe, organisation = prepare(member, one)
        shared = {role for role in portfolio.shared if role not in organisation.own_people}
        recipe = replace(recipe, journey=_without_grants(recipe.journey, shared))
        subjects.append(Subject(recipe, organisation, member.weight))
    limits = own.get("limits")
    if isinstance(jobs, bool) or not isinstance(jobs, int) or not 1 <= jobs <= MOST_JOBS:
        raise ArgumentError(f"jobs={jobs!r} is no whole number from 1 to {MOST_JOBS}")
    with _carried_out(jobs, runner, own) as processes:
        found = coordinate(portfolio, subjects, limits.note if limits else None, processes)
    return portfolio, subjects, found


def _carried_out(jobs: int, runner: str, planning: Planning) -> Processes:
    """Where plans are made that do not wait for each other.

    Raises:
        PlannerError: there is no such runner, or its options are wrong.
    """
    if not runner:
        return Processes(jobs)
    from planner.documents.plugin_options import from_settings, from_texts, from_values, merged

    registry = planning.get("registry") or default_registry()
    registry.get("runners", text("runner", runner, "dask"))
    settings, texts = from_settings(registry.sources, registry), from_texts(registry.sources.given, registry)
    given = merged(settings, texts, from_values(planning.get("options") or {}, registry))
    return Elsewhere(registry, runner, given, partial(warn, stacklevel=2))


def _own_part(roadmap: Roadmap, portfolio: Portfolio, organisation: Organisation) -> Roadmap:
    """The roadmap in which of shared people there is what it takes, and of money what its own file says: the rest would
    say what others take."""
    shared = portfolio.shared.keys() - organisation.own_people
    use = tuple(
        replace(one, capacity=one.run + one.work) if one.role in shared and one.capacity is not None else one
        for one in roadmap.capacity_use
    )
    spends = roadmap.budget_use
    if portfolio.budget is not None:
        own = budget(organisation, roadmap.calendar)
        kept = carries(organisation, roadmap.calendar) if own else (False,) * len(spends)
        amounts = zip(spends, own or (None,) * len(spends), kept, strict=False)
        spends = tuple(replace(spend, budget=amount, carries=carried) for spend, amount, carried in amounts)
    changed = None if roadmap.changed is None else _own_part(roadmap.changed, portfolio, organisation)
    return replace(roadmap, capacity_use=use, budget_use=spends, changed=changed)


def _without_grants(journey: Journey, shared: Collection[str]) -> Journey:
    """The journey in which nothing that a member does adds to the people that all share: how many there are is said in
    the portfolio."""
    capabilities = {
        name: replace(one, grants=frozen_map({role: n for role, n in one.grants.items() if role not in shared}))
        for name, one in journey.capabilities.items()
    }
    return replace(journey, capabilities=frozen_map(capabilities))
