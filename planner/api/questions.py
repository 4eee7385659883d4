"""Questions asked of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from planner.api.arguments import number, text, whole
from planner.api.request import Planning, prepared, refuse_unknown
from planner.documents.loader import (
    Loaded,
)
from planner.documents.sources import Source
from planner.errors import PlannerError
from planner.i18n.translation import speaking
from planner.planning.pipeline import finish, make_roadmap
from planner.roadmap.roadmap import Roadmap

if TYPE_CHECKING:
    from planner.analysis.capability_change import Answer
    from planner.analysis.confirmation import Confirmation
    from planner.analysis.slip import Slip
    from planner.analysis.what_if import Reliefs


def simulate(
    source: Source | Loaded,
    *,
    draws: int = 10_000,
    seed: int = 0,
    distribution: str = "pert",
    correlation: float = 0.3,
    case: bool = True,
    **planning: Unpack[Planning],
) -> Roadmap:
    """The roadmap, with how sure it is: dates by probability, and what moves them (``roadmap.risk``; None where nothing
    is planned), and what it costs and brings (``roadmap.case``). The views ``journey``, ``odds`` and ``summary`` draw
    the one, ``money`` draws the other.

    Args:
        draws: how many times the plan is carried out; ``seed``: the same one gives the same draws.
        distribution: ``pert`` or ``triangular``; ``correlation``: between steps that the same role owns.
        case: whether to count what it costs and brings, too.
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``plan``; an argument makes no sense; or numpy is not installed.
    """
    from planner.analysis import risk

    whole("draws", draws, 1)
    whole("seed", seed, 0)
    text("distribution", distribution, "pert")
    number("correlation", correlation, 0, 1)
    recipe, organisation = prepared(source, planning, best_so_far=True, function="simulate()")
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        roadmap = make_roadmap(recipe, organisation, plan)
        if not plan.starts:
            return roadmap
        drawn = risk.simulate(plan, draws, seed, distribution, correlation)
        roadmap = replace(roadmap, risk=risk.risk_of(plan, drawn))
        if not case:
            return roadmap
        from planner.analysis.business_case import business_case  # needs numpy

        return replace(roadmap, case=business_case(plan, drawn))


def robustness(
    source: Source | Loaded,
    *,
    draws: int = 100,
    seed: int = 0,
    note: Callable[[int, int], None] | None = None,
    **planning: Unpack[Planning],
) -> Roadmap:
    """The roadmap, with how stable its order is when weights, values and efforts move, and how sure its dates are
    (``roadmap.robustness``); the view ``robustness`` draws both.

    Args:
        draws: how many times everything moves and is planned again; ``seed``: the same one gives the same draws.
        note: called with (plans made, plans to make).
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``simulate``.
    """
    from planner.analysis import risk
    from planner.analysis.robustness import robustness as found

    whole("draws", draws, 1)
    whole("seed", seed, 0)
    recipe, organisation = prepared(source, planning, function="robustness()")
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        sure = risk.risk_of(plan, risk.simulate(plan, seed=seed))
        stable = found(recipe, organisation, plan, sure, draws, seed, note)
        return replace(make_roadmap(recipe, organisation, plan), robustness=stable, risk=sure)


def whatif(
    source: Source | Loaded,
    *,
    people: float = 3.0,
    money: float = 0.1,
    note: Callable[[int, int], None] | None = None,
    **planning: Unpack[Planning],
) -> Reliefs:
    """What relieving each constraint alone would bring, the one that brings most first: found by planning again.

    Args:
        people: person-weeks a quarter that one role gets more; ``money``: part of the budget that is added.
        note: called with (plans made, plans to make).
        planning: see ``Planning``.
    """
    from planner.analysis.what_if import reliefs

    number("people", people, 0)
    number("money", money, 0)
    recipe, organisation = prepared(source, planning, function="whatif()")
    with speaking(recipe.language):
        return reliefs(recipe, organisation, finish(recipe, organisation), people, money, note)


def alternatives(
    source: Source | Loaded,
    *,
    people: float = 3.0,
    note: Callable[[int, int], None] | None = None,
    **planning: Unpack[Planning],
) -> Roadmap:
    """The roadmap, with what it would be with a little more and less of each role, and without each target
    (``roadmap.alternatives``): each found by planning again. The view ``what-if`` draws it.

    Args:
        people: person-weeks a quarter that one role has more or less.
        note: called with (plans made, plans to make).
        planning: see ``Planning``.
    """
    from planner.analysis import alternatives as analysis

    number("people", people, 0)
    recipe, organisation = prepared(source, planning, function="alternatives()")
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        found = analysis.alternatives(recipe, organisation, plan, people, note)
        return replace(make_roadmap(recipe, organisation, plan), alternatives=found)


@dataclass(frozen=True, slots=True)
class Explained:
    """A capability in a plan: its steps in the roadmap, what a slip would do, and what giving it up would.

    Attributes:
        slips: of each of its planned steps.
        without: None where it is not planned.
        unlocks: what needs it here, directly or not, by id: also by rules, and by what the organisation says.
        traits: what of the journey's traits is true of the organisation.
    """

    roadmap: Roadmap
    slips: tuple[Slip, ...]
    without: Answer | None
    unlocks: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()


def explain(source: Source | Loaded, capability: str, *, slips_by: int = 4, **planning: Unpack[Planning]) -> Explained:
    """Why a capability is where it is, and what a change to it would do.

    Args:
        slips_by: weeks that its steps are assumed to slip.
        planning: see ``Planning``.

    Raises:
        PlannerError: as for ``plan``; there is no such capability.
    """
    from planner.analysis import capability_change
    from planner.analysis.slip import slip

    whole("slips_by", slips_by, 1)
    recipe, organisation = prepared(source, planning, function="explain()")
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        roadmap = make_roadmap(recipe, organisation, plan)
        own = [p.id for p in roadmap.placements if p.capability == capability]
        slips = tuple(slip(plan, step, slips_by) for step in own)
        without = capability_change.without(recipe, organisation, plan, capability) if own else None
        return Explained(roadmap, slips, without, plan.graph.unlocks(capability), organisation.traits)


def why_not(source: Source | Loaded, capability: str, **planning: Unpack[Planning]) -> Answer:
    """Why a capability is not in the plan, and what it would take to have it: found by planning with it.

    Raises:
        PlannerError: as for ``plan``; there is no such capability.
    """
    from planner.analysis import capability_change

    recipe, organisation = prepared(source, planning, function="why_not()")
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        return capability_change.why_not(recipe, organisation, finish(recipe, organisation), capability)


def earlier(source: Source | Loaded, capability: str, *, weeks: int = 13, **planning: Unpack[Planning]) -> Answer:
    """The smallest change with which a planned capability is live some weeks (a quarter) earlier: each was tried by
    planning with it.

    Raises:
        PlannerError: as for ``plan``; there is no such capability, or it is not planned.
    """
    from planner.analysis import earlier

    if whole("weeks", weeks, -10_000) < 1:
        raise PlannerError(f"{weeks} weeks earlier is not earlier: name 1 or more")
    recipe, organisation = prepared(source, planning, function="earlier()")
    refuse_unknown(capability, recipe.journey)
    with speaking(recipe.language):
        return earlier.earlier(recipe, organisation, finish(recipe, organisation), capability, weeks)


def verify(export: str | Path, source: Source | Loaded, **planning: Unpack[Planning]) -> Confirmation:
    """What of the claims of a plan can be confirmed, and what rests on the solver.

    Args:
        export: the JSON export of the plan; ``source``: the organisation that it is for.
        planning: that the plan was made with, see ``Planning``.

    Raises:
        PlannerError: as for ``plan``; ``export`` is no JSON export of a roadmap, or of another organisation.
    """
    from planner.analysis.baseline import exported
    from planner.analysis.confirmation import confirm

    recipe, organisation = prepared(source, planning | {"cache": ""}, function="verify()")  # made again, not looked up
    with speaking(recipe.language):
        data = exported(export)
        if data is None:
            raise PlannerError(
                f"{export} is no JSON export of a roadmap: 'planner roadmap FILE -o plan.json' makes one"
            )
        return confirm(recipe, organisation, data)
