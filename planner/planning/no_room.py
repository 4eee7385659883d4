"""Why a step finds no room beside the rest of a plan."""

from __future__ import annotations

from planner.domain.step import Step
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.planning import shortfall
from planner.planning.explanation import all_needs, settling, short_of
from planner.planning.obstacles import least_in_the_way
from planner.planning.schedule import Plan


def why_left_out(plan: Plan) -> dict[str, tuple[str, str]]:
    """(kind, sentence) by step that is not placed. They are tried in turn beside what is placed: what finds room
    waits only for something else; what does not is the cause."""
    missing = [step for step in plan.steps if step.id not in plan.starts]
    found: dict[str, tuple[str, str]] = {}
    tried: list[str] = []
    try:
        while len(found) < len(missing):
            known = len(found)
            for step in missing:
                if step.id not in found and all(n in plan.starts or n in found for n in plan.needs[step.id]):
                    found[step.id] = _try(plan, step, tried)
            if len(found) == known:
                break
    finally:
        for step_id in tried:
            plan.ledger.remove(plan.activity[step_id])
    return found


def _try(plan: Plan, step: Step, tried: list[str]) -> tuple[str, str]:
    waiting = [need for need in plan.needs[step.id] if need not in plan.ledger.starts]
    if waiting:
        last = [one for one in waiting if not any(one in all_needs(plan, other) for other in waiting)]
        return "waits", phrases.waits_for(phrases.listing([plan.label(need) for need in last]))
    activity = plan.activity[step.id]
    start = plan.ledger.first_start(activity, plan.ledger.earliest(activity) or 0)
    if start is None:
        return "does-not-fit", _beside_the_plan(plan, step, tried)
    plan.ledger.place(activity, start)
    tried.append(step.id)
    missing = [other for other in plan.scope.unlocks[step.id] if other not in plan.starts]
    names = [plan.label(other) for other in missing if plan.step[other].capability != step.capability]
    upto = plan.choice.upto
    beyond = [one for one in plan.journey.stages if one.number > upto > 0 and one.counts(step.capability.id)]
    if beyond:
        stage = beyond[0].name.say(plan.language)
        return "pointless", _("it would find room, but “{stage}” is not reached without the rest", stage=stage)
    if missing and not names:
        return "pointless", _("it is on the way to {name}, which finds no room", name=plan.label(missing[0]))
    if not names:
        return "does-not-fit", _("it fits on its own, but then something else that is asked for does not")
    return "pointless", _("only {names} would need it", names=phrases.listing(names))


def _beside_the_plan(plan: Plan, step: Step, tried: list[str]) -> str:
    """Why a step finds no room, or that only others do not find it then that were tried before."""
    needs = all_needs(plan, step.id)
    others = {one: plan.ledger.starts[one] for one in tried if one not in needs}
    for one in others:
        plan.ledger.remove(plan.activity[one])
    try:
        activity = plan.activity[step.id]
        if others and plan.ledger.first_start(activity, plan.ledger.earliest(activity) or 0) is not None:
            return _("it fits on its own, but then something else that is asked for does not")
        return _why_no_room(plan, step)
    finally:
        for one, start in others.items():
            plan.ledger.place(plan.activity[one], start)


def _why_no_room(plan: Plan, step: Step) -> str:
    activity = plan.activity[step.id]
    ready = plan.ledger.earliest(activity) or 0
    starts = range(ready, plan.calendar.weeks - activity.duration + 1)
    last = plan.calendar.labels[-1]
    if not starts:
        return _held_up(plan, step, shortfall.too_late(ready, activity.duration, last), ready)
    open_starts = [start for start in starts if activity.allowed >> start & 1]
    if not open_starts:
        rules = [one for one in plan.forbidden[step.id] if all(one[1] >> start & 1 for start in starts)]
        names = [rule.name for rule, _mask in rules or plan.forbidden[step.id]]
        return shortfall.no_week(names, ready, activity.duration)
    largest = least_in_the_way(plan, step.id, open_starts)[:2]
    parts = [short_of(plan, one.block, step.id, one.start) for one in largest]
    if step.done is not None:
        return _(
            "it is under way ({part} % done), and beside the rest of the plan it finds no room to go on from the first "
            "week: {why}",
            part=round(100 * step.done), why=phrases.listing(parts),
        )  # fmt: skip
    return _(
        "beside the rest of this plan it finds no room up to {quarter}: at best, {why}",
        quarter=phrases.quarter(last),
        why=phrases.listing(parts),
    )


def _held_up(plan: Plan, step: Step, words: str, ready: int) -> str:
    """Why a step comes too late, with the rule to wait for a stage where it could begin sooner but for that."""
    asked = [need for (need,) in step.needs]
    free = max((plan.ready_after(step.id, need) for need in asked), default=0)
    last = max(plan.needs[step.id], key=lambda need: (plan.ready_after(step.id, need), need), default="")
    for wait in step.waits:
        if last not in asked and free < ready and any(last in group for group in wait.groups):
            rule = plan.journey.rules[wait.rule].name.say(plan.language)
            return _("{why}: it {waits}; but for the rule “{rule}” it could begin in week {week}",
                     why=words, waits=settling(plan, wait, last), rule=rule, week=free)  # fmt: skip
    return words
