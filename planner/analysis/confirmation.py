"""What of a plan's claims can be confirmed: that it keeps every rule, counted again from the documents; that it is what
planning again comes to; how far from the best it can be, added up from prices. And what then rests on the solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import PlannerError
from planner.i18n.translation import _
from planner.planning.certificate import certificate
from planner.planning.fitting import everything_fits
from planner.planning.pipeline import finish
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.planning.solving import planned
from planner.scheduling.problem import AIMS, LATE, VALUE
from planner.verification.certificate import lower_bound
from planner.verification.planned import Planned
from planner.verification.recount import recount


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What was found.

    Attributes:
        steps: how many the plan has.
        broken: what does not hold when the plan is counted again from the documents, in words.
        differs: where planning again comes to something else, in words.
        complete: whether everything that must be reached is planned.
        late: weeks that dates are missed by.
        claim: what is claimed of how good the plan is, in words.
        optimal: whether it is claimed that no plan is better.
        bound: added up from prices: no plan of the same problem has a smaller value. None: there are no prices, because
            the aim is another one or the kernel is not there. ``value``: of this plan.
        certificate: what the bound is added up from, in plain numbers.
    """

    steps: int
    broken: tuple[str, ...]
    differs: tuple[str, ...]
    complete: bool
    late: int
    claim: str
    optimal: bool
    value: int
    bound: int | None
    certificate: Mapping[str, Any] | None

    @property
    def holds(self) -> bool:
        """Whether the plan keeps every rule, and is what planning again comes to."""
        return not self.broken and not self.differs

    @property
    def gap(self) -> float | None:
        """The plan is at most this part worse than the best one, as far as it is added up."""
        return (self.value - self.bound) / self.bound if self.bound and self.bound > 0 else None


def confirm(recipe: Recipe, organisation: Organisation, data: Mapping[str, Any]) -> Confirmation:
    """Counts a plan again and adds up what is claimed of it.

    Args:
        data: of the plan's JSON export.

    Raises:
        PlannerError: it is a plan of another organisation or journey.
    """
    journey = recipe.journey
    for key, own in (("organisation", organisation.id), ("journey", journey.id)):
        if data[key]["id"] != own:
            what = _(
                "the plan is one of the {kind} “{there}”, not of “{here}”", kind=key, there=data[key]["id"], here=own
            )
            raise PlannerError(what)
    told = _told(recipe.journey, data)
    plan = finish(replace(recipe, limits=replace(recipe.limits, certify=True)), organisation)
    made = tuple(planned(plan.step[name], start) for name, start in plan.starts.items())
    unknown = [step for step in told if step.capability not in journey.capabilities]
    broken = [_("{capability} is not in the journey", capability=step.capability) for step in unknown]
    if not unknown:
        broken = recount(journey, plan.graph.organisation, told)
        broken += _misdated(plan, data)
    objective = plan.project.objective(plan.starts)
    stated = data["proof"]
    differs = [*_differences(told, made)]
    if not differs and stated["text"] != plan.proof.say():
        differs.append(
            _("it is claimed: {there}; planning again says: {here}", there=stated["text"], here=plan.proof.say())
        )
    value, bound, sheet = _added_up(plan)
    return Confirmation(
        len(told), tuple(broken), tuple(differs), everything_fits(plan), objective[LATE], stated["text"],
        bool(stated["optimal"]), value, bound, sheet,
    )  # fmt: skip


def _told(journey: Journey, data: Mapping[str, Any]) -> tuple[Planned, ...]:
    """The steps of an export, which names the way that a step is done in its language."""
    modes = {
        (capability.id, mode.name.say(data["language"])): mode.id
        for capability in journey.capabilities.values()
        for mode in capability.modes
    }
    return tuple(
        Planned(
            one["capability"], one["from_level"], one["to_level"], one["start_week"], one["finish_week"],
            modes.get((one["capability"], one["mode"]), one["mode"]),
            one["eased"], (one["dragged_by"],) if one["dragged_by"] else (),
        )
        for one in data["steps"]
    )  # fmt: skip


def _misdated(plan: Plan, data: Mapping[str, Any]) -> Iterator[str]:
    """Dates that are not those of the weeks."""
    for one in data["steps"]:
        first, end = plan.calendar.day(one["start_week"]), plan.calendar.last_day(one["finish_week"])
        if (date.fromisoformat(one["start_date"]), date.fromisoformat(one["end_date"])) != (first, end):
            yield _("{step} is dated {there}, but its weeks are {first} to {end}", step=one["id"],
                    there=f"{one['start_date']} to {one['end_date']}", first=first, end=end)  # fmt: skip


def _differences(told: tuple[Planned, ...], own: tuple[Planned, ...]) -> Iterator[str]:
    there, here = ({str(step): step for step in steps} for steps in (told, own))
    for name in sorted(there.keys() | here.keys()):
        if name not in here:
            yield _("{step} is in the plan, and not when planned again", step=name)
        elif name not in there:
            yield _("{step} is not in the plan, but when planned again", step=name)
        elif (there[name].start, there[name].finish, there[name].mode) != (
            here[name].start, here[name].finish, here[name].mode,
        ):  # fmt: skip
            yield _("{step} is in weeks {there}, and in weeks {here} when planned again", step=name,
                    there=f"{there[name].start + 1}–{there[name].finish}",
                    here=f"{here[name].start + 1}–{here[name].finish}")  # fmt: skip


def _added_up(plan: Plan) -> tuple[int, int | None, Mapping[str, Any] | None]:
    """(value, the bound on it, what that is added up from)."""
    prices, objective = plan.sequence.prices, plan.whole.objective(plan.found)
    if prices is None or plan.whole.aims[0] != VALUE:
        return objective[AIMS], None, None
    sheet = certificate(plan.whole, prices, objective)
    return objective[AIMS], lower_bound(sheet), sheet
