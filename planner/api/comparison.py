"""Plans beside each other, and a plan made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from planner.api.arguments import day, number, whole
from planner.api.request import Planning, prepared
from planner.documents.loader import Loaded, load
from planner.documents.reader import read_file
from planner.domain.organisation import Organisation
from planner.errors import ArgumentError, PlannerError
from planner.i18n.translation import _, speaking
from planner.planning.pipeline import finish, make_roadmap
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.plugins.registry import default_registry
from planner.roadmap.roadmap import Roadmap

if TYPE_CHECKING:
    from planner.analysis.tracking import Tracking
    from planner.roadmap.comparison import Comparison


def compare(
    sources: Sequence[str | Path], *, labels: Sequence[str] = (), **planning: Unpack[Planning]
) -> tuple[Comparison, Roadmap | None]:
    """(plans side by side, a roadmap that carries the comparison for the view ``compare``; None where every source is a
    JSON export).

    Args:
        sources: organisations, scenarios, or JSON exports of roadmaps; the first is what the others are compared with.
        labels: a name for each; default: the names of the files.
        planning: see ``Planning``.

    Raises:
        PlannerError: there are fewer than two or too many, or one has faults.
    """
    from planner.analysis.baseline import exported
    from planner.roadmap.comparison import MOST
    from planner.roadmap.comparison import compare as compared
    from planner.roadmap.serialization import roadmap_data

    if isinstance(sources, str | Path) or not isinstance(sources, Sequence):
        raise ArgumentError(f"sources={sources!r} is not a list of files")
    if not 2 <= len(sources) <= MOST:
        raise PlannerError(f"compare two to {MOST} plans, not {len(sources)}")
    plans: list[Mapping[str, Any]] = []
    roadmaps: list[Roadmap] = []
    for source in sources:
        data = exported(source)
        if data is None:
            roadmaps.append(make_roadmap(*prepared(source, planning, function="compare()")))
            data = roadmap_data(roadmaps[-1])
        plans.append(data)
    names = list(labels) or [label_of(source) for source in sources]
    if len(set(names)) < len(names):
        names = [f"{name} ({n})" for n, name in enumerate(names, 1)]
    if len(names) != len(sources):
        raise PlannerError(f"{len(names)} labels are given for {len(sources)} plans")
    language = planning.get("language") or (roadmaps[0].language if roadmaps else str(plans[0]["language"]))
    with speaking(language):
        found = compared(list(zip(names, plans, strict=True)))
    return found, replace(roadmaps[0], comparison=found) if roadmaps else None


def label_of(path: str | Path) -> str:
    """What a plan is called beside others: the name of a scenario, else of the file."""
    return str(read_file(path).data.get("scenario") or Path(path).stem)


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan made from a later day on, beside the plan in force.

    Attributes:
        roadmap: the new plan; it carries the comparison with the plan in force, for the view ``compare``.
        tracking: how the plan in force stands on that day.
        baseline, current: both plans as the data of their JSON export.
    """

    roadmap: Roadmap
    tracking: Tracking
    baseline: Mapping[str, Any]
    current: Mapping[str, Any]


def status(
    source: str | Path,
    *,
    in_force: str | Path,
    today: date,
    draws: int = 10_000,
    history: str | Path | None = None,
    **planning: Unpack[Planning],
) -> Roadmap:
    """The roadmap planned from a day on, with where the plan in force stands on it (``roadmap.status``): a light for
    dates, progress, money, people, law and decisions, each by a rule that is named. The view ``status`` draws it.

    Args:
        in_force, today: as for ``replan``.
        draws: for the odds of the committed dates; none where numpy is not installed.
        history: a file of statuses that were kept; the last one before today is shown beside this one.

    Raises:
        PlannerError: as for ``replan``.
    """
    whole("draws", draws, 1)
    found, plan = _replanned(source, in_force, today, 1.0, "planned", planning)
    return with_status(found, plan, draws, history)


def with_status(found: Replanned, plan: Plan, draws: int, history: str | Path | None) -> Roadmap:
    """A roadmap made from today on, with where the plan in force stands.

    Args:
        draws, history: see ``status``.
    """
    from importlib.util import find_spec

    from planner.analysis.status import status_of
    from planner.analysis.status_history import beside, kept_before

    roadmap = found.roadmap
    with speaking(roadmap.language):
        if find_spec("numpy") is not None and plan.starts:
            from planner.analysis import risk

            drawn = risk.simulate(plan, draws)
            roadmap = replace(roadmap, risk=risk.risk_of(plan, drawn))
        made = status_of(roadmap, found.tracking, found.baseline)
        before = kept_before(Path(history), found.tracking.today) if history is not None else None
        return replace(roadmap, status=made if before is None else beside(made, before))


def replan(
    source: str | Path,
    *,
    in_force: str | Path,
    today: date,
    stability: float = 1.0,
    pace: str = "planned",
    **planning: Unpack[Planning],
) -> Replanned:
    """Plans again from a day on: what is in place stays, what is under way goes on, the rest starts no sooner.

    Args:
        in_force: JSON export of the plan in force.
        today: the day to plan from.
        stability: how much a week that a start moves counts against a value point that comes a week later; 0: nothing.
        pace: ``planned`` (the rest takes as long as estimated) or ``observed`` (as much longer as the plan in force has
            taken so far, see ``analysis.tracking.Tracking.slower``).
        planning: see ``Planning``; ``objective`` and ``baseline`` are set here.

    Raises:
        PlannerError: as for ``plan``; the plan in force is no JSON export of a roadmap.
    """
    return _replanned(source, in_force, today, stability, pace, planning)[0]


def _replanned(
    source: str | Path, in_force: str | Path, today: date, stability: float, pace: str, planning: Planning
) -> tuple[Replanned, Plan]:
    from planner.analysis.baseline import exported

    refuse_wrong(today, stability, pace, planning, "replan()")
    registry = planning.get("registry") or default_registry()
    before = exported(in_force)
    if before is None:
        raise PlannerError(f"{in_force} is no JSON export of a roadmap; 'planner baseline' makes one")
    loaded = load(source, today=today, overrides=planning.get("overrides"), registry=registry)
    recipe, organisation = from_today(loaded, before, in_force, today, stability, pace, planning, "replan()")
    with speaking(recipe.language):
        plan = finish(recipe, organisation)
        roadmap = make_roadmap(recipe, organisation, plan)
    return beside(before, roadmap, organisation, today), plan


def refuse_wrong(today: date, stability: float, pace: str, planning: Planning, function: str) -> None:
    """Refuses arguments with which nothing can be planned again.

    Args:
        function: what is called, for messages.
    """
    day("today", today)
    number("stability", stability, 0)
    for name in ("objective", "baseline"):
        if name in planning:
            raise ArgumentError(f"{function} sets '{name}' itself")
    if pace not in ("planned", "observed"):
        raise PlannerError(f"pace={pace!r} is neither planned nor observed")


def from_today(
    loaded: Loaded, before: Mapping[str, Any], in_force: str | Path, today: date, stability: float, pace: str,
    planning: Planning, function: str,
) -> tuple[Recipe, Organisation]:  # fmt: skip
    """How an organisation, loaded as of today, is planned again beside its plan in force.

    Args:
        before: the data of the plan in force; ``in_force``: its file.
        function: what is called, for messages.
    """
    from planner.analysis.budget_left import budget_left
    from planner.analysis.decision_log import objective_for
    from planner.analysis.estimates import at_pace
    from planner.analysis.tracking import track
    from planner.domain.maturity import diagnose

    if before["organisation"]["id"] != loaded.organisation.id:
        of = f"'{before['organisation']['id']}', not of '{loaded.organisation.id}'"
        raise PlannerError(f"{in_force} is a plan of {of}; name the plan in force with --in-force")
    wished = planning.copy()
    wished.update({"objective": objective_for(stability), "baseline": in_force})
    wished.pop("overrides", None)
    recipe, organisation = prepared(loaded, wished, function=function)
    recipe = replace(recipe, in_force=before)
    levels = diagnose(recipe.journey, organisation).levels
    organisation = replace(organisation, budget_left=budget_left(before, organisation, levels))
    if pace == "observed":
        so_far = track(before, before, organisation, levels, today)
        recipe = replace(recipe, journey=at_pace(recipe.journey, so_far.slower))
    return recipe, organisation


def beside(before: Mapping[str, Any], roadmap: Roadmap, organisation: Organisation, today: date) -> Replanned:
    """A plan made from today on beside the one in force."""
    from planner.analysis.tracking import track
    from planner.roadmap.comparison import compare as compared
    from planner.roadmap.serialization import roadmap_data

    with speaking(roadmap.language):
        after = roadmap_data(roadmap)
        found = compared([(_("in force"), before), (_("from today"), after)])
        tracking = track(before, after, organisation, roadmap.diagnosis.levels, today)
    return Replanned(replace(roadmap, comparison=found), tracking, before, after)
