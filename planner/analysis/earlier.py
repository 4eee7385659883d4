"""The smallest change with which a capability is live earlier; found by planning with each that is tried."""

from __future__ import annotations

from dataclasses import replace

from planner.analysis.capability_change import EFFORT, Answer, outcome_of, tried, wanting
from planner.analysis.estimates import with_estimates
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation, Target
from planner.domain.values import Estimate, frozen_map
from planner.errors import PlannerError
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.planning.fitting import everything_fits
from planner.planning.pipeline import finish
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Plan
from planner.roadmap.records import Repair
from planner.scheduling.problem import WEEKS_PER_QUARTER

STEP, MOST_SAVED = 5, 60
"""Percent of time saved, tried in steps up to the most."""


def earlier(
    recipe: Recipe, organisation: Organisation, plan: Plan, capability: str, weeks: int = WEEKS_PER_QUARTER
) -> Answer:
    """The smallest change with which a planned capability is live some weeks earlier: a hard date is put on it, and
    changes are tried until everything fits again."""
    name = plan.names[capability]
    own = [step for step in plan.starts if plan.step[step].capability.id == capability]
    if not own:
        raise PlannerError(f"'{capability}' is not in the plan; 'planner explain --why-not {capability}' says why")
    last = max(own, key=plan.ledger.finish)
    wanted = plan.ledger.finish(last) - weeks
    first = plan.activity[last].duration
    one_way = not plan.journey.capabilities[capability].modes and not plan.step[last].dragged
    if wanted < first and (one_way or wanted < 1):
        text = _("{name} takes {weeks} and is live in week {week}: it cannot be that much earlier", name=name,
                 weeks=phrases.weeks(first), week=plan.ledger.finish(last))  # fmt: skip
        return Answer("too-large", text, week=first)
    target = Target(capability, plan.step[last].to_level, plan.calendar.last_day(wanted), hard=True)
    changed = wanting(plan, organisation, target)
    dated = finish(recipe, changed)
    if everything_fits(dated):
        outcome = outcome_of(plan, dated)
        live = max(dated.ledger.finish(step) for step in dated.starts if dated.step[step].capability.id == capability)
        text = _("{name} can be live in week {week} without more people or money, at the price of other things: "
                 "{outcome}", name=name, week=live, outcome=outcome.say())  # fmt: skip
        return Answer("fits", text, outcome, week=live)
    found = tried(recipe, dated, capability)
    if found:
        text = _("{name} can be live in week {week} with any one of these changes", name=name, week=wanted)
        return Answer("does-not-fit", text, repairs=found, week=wanted)
    lifted = _without_rules(recipe, changed, dated) or _in_less_time(recipe, changed, target)
    soonest = _soonest(recipe, organisation, capability, target.level)
    if soonest is not None and soonest > wanted:
        text = _(
            "{name} cannot be live in week {week} whatever people and money there are: what comes before it, "
            "and the calendar, take until week {soonest}", name=name, week=wanted, soonest=soonest,
        )  # fmt: skip
        if soonest < plan.ledger.finish(last):
            text += _at_best(recipe, plan, organisation, replace(target, by=plan.calendar.last_day(soonest)), soonest)
        return Answer("too-early", text, repairs=lifted, week=soonest)
    text = _("{name} can be live in week {week} with this change", name=name, week=wanted)
    if not lifted:
        text = _("no small change was found with which {name} is live in week {week}", name=name, week=wanted)
    return Answer("does-not-fit", text, repairs=lifted, week=wanted)


def _at_best(recipe: Recipe, plan: Plan, organisation: Organisation, target: Target, week: int) -> str:
    """What brings the earliest week that people and money can bring, behind a semicolon."""
    dated = finish(recipe, wanting(plan, organisation, target))
    if everything_fits(dated):
        return _("; that week can be had with what there is")
    found = tried(recipe, dated, target.capability)
    if not found:
        return ""
    return _("; week {week} can be had with {change}", week=week, change=_(" or ").join(one.text for one in found[:2]))


def _without_rules(recipe: Recipe, organisation: Organisation, plan: Plan) -> tuple[Repair, ...]:
    """No more rules (calendar, own prerequisites, pins, fiscal gates) than have to go together: all are lifted, then
    each is put back that can be."""
    names = [("calendar", rule.name) for rule in organisation.calendar]
    names += [("requires", requirement.name) for requirement in organisation.requirements]
    names += [("pin", c) for c in organisation.pins]
    names += [("gate", c) for c in dict.fromkeys(s.capability.id for s in plan.steps if s.capability.gate)]

    def fits(kept: list[tuple[str, str]]) -> bool:
        changed = replace(
            organisation,
            calendar=tuple(rule for rule in organisation.calendar if ("calendar", rule.name) in kept),
            requirements=tuple(one for one in organisation.requirements if ("requires", one.name) in kept),
            pins=frozen_map({c: pin for c, pin in organisation.pins.items() if ("pin", c) in kept}),
        )
        free = {
            c: replace(own, gate="") if own.gate and ("gate", c) not in kept else own
            for c, own in recipe.journey.capabilities.items()
        }
        return _fits(recipe, replace(recipe.journey, capabilities=frozen_map(free)), changed)

    if not names or not fits([]):
        return ()
    kept: list[tuple[str, str]] = []
    for name in names:
        if fits([*kept, name]):
            kept.append(name)
    gone = [
        _("the rule “{name}”", name=what) if kind in ("calendar", "requires")
        else _("the pin of {name}", name=plan.names[what]) if kind == "pin"
        else _("the fiscal gate of {name}", name=plan.names[what])
        for kind, what in names if (kind, what) not in kept
    ]  # fmt: skip
    return (Repair("rules", "", 0.0, _("without {rules}", rules=phrases.listing(gone))),) if gone else ()


def _in_less_time(recipe: Recipe, organisation: Organisation, target: Target) -> tuple[Repair, ...]:
    """The least part of their time that a capability and all that may come before it would have to save."""
    capability = target.capability
    graph = CapabilityGraph(recipe.journey, replace(organisation, targets=()))
    wanted = graph.remaining((replace(target, by=None, hard=False),)).wanted

    def fits(percent: int, changed: Organisation) -> bool:
        part = 1 - percent / 100

        def less(own: Estimate) -> Estimate:
            return Estimate(own.low * part, own.likely * part, own.high * part)

        shorter = {
            c: with_estimates(own, less) if c in wanted else own for c, own in recipe.journey.capabilities.items()
        }
        return _fits(recipe, replace(recipe.journey, capabilities=frozen_map(shorter)), changed)

    saved = range(STEP, MOST_SAVED + 1, STEP)
    found = next((percent for percent in saved if fits(percent, organisation)), None)
    if found is not None:
        text = _("{percent} % less time for it and everything before it", percent=found)
        return (Repair("weeks", capability, float(found), text),)
    free = replace(organisation, capacity=frozen_map(), budget=None)
    found = next((percent for percent in saved if fits(percent, free)), None)
    if found is None:
        return ()
    text = _("{percent} % less time for it and everything before it, and as many people and as much money as it takes",
             percent=found)  # fmt: skip
    return (Repair("weeks-and-people", capability, float(found), text),)


def _fits(recipe: Recipe, journey: Journey, organisation: Organisation) -> bool:
    changed = replace(recipe, journey=journey, limits=replace(among_many(recipe.limits, EFFORT), fit_only=True))
    return everything_fits(finish(changed, organisation))


def _soonest(recipe: Recipe, organisation: Organisation, capability: str, level: int) -> int | None:
    """The week in which it could be live with unlimited people and money; prerequisites and the calendar still hold.
    None where that is not proved."""
    free = replace(
        organisation, capacity=frozen_map(), budget=None, targets=(Target(capability, level),), target_stage=""
    )
    wish = replace(recipe.wish, aims=({"finish": 1},))
    plan = finish(replace(recipe, wish=wish, limits=among_many(recipe.limits, EFFORT)), free)
    found = [plan.ledger.finish(step) for step in plan.starts if plan.step[step].capability.id == capability]
    return max(found, default=None) if plan.proof.optimal else None
