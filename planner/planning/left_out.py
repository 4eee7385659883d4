"""What is not in the plan, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from planner.domain.journey import Capability
from planner.domain.step import Step
from planner.domain.values import Need
from planner.i18n import phrases, translation
from planner.i18n.translation import _, ngettext
from planner.planning.no_room import why_left_out
from planner.planning.schedule import Plan
from planner.roadmap.records import (
    LeftOut,
)


def left_out(plan: Plan) -> list[LeftOut]:
    """What is not in the plan, each with the reason."""
    found: list[LeftOut] = []
    missing = [step for step in plan.steps if step.id not in plan.starts]
    why = why_left_out(plan)
    by_capability: dict[str, list[Step]] = {}
    for step in missing:
        by_capability.setdefault(step.capability.id, []).append(step)
    for c, (first, *further) in by_capability.items():  # what comes after the first waits for it
        kind, text = _kept_waiting(plan, c) or _why(why, first, further)
        asked = any(step.id in plan.required for step in (first, *further))
        if day := next((one.by for one in plan.organisation.targets if one.capability == c), None):
            text = _("wanted by {day}; {why}", day=translation.day(day), why=text)
        out = _out(plan, c, kind, text, asked=asked, name=plan.names[c] if further else plan.label(first.id))
        found.append(replace(out, wished=_wished(plan, c)))
    planned, told = {step.capability.id for step in plan.steps}, {step.capability.id for step in missing}
    reached = {plan.step[s].capability.id: plan.step[s].to_level for s in sorted(plan.starts)}
    for target in plan.remaining.targets:
        level_after = max(plan.graph.level(target.capability), reached.get(target.capability, 0))
        if target.optional and target.capability in planned - told and level_after < target.level:
            words = _("optional, and the plan is better without it")
            name = _("{name} (level {level})", name=plan.names[target.capability], level=target.level)
            found.append(_out(plan, target.capability, "optional", words, name=name))
    wished = {target.capability for target in plan.remaining.targets if target.optional}
    kept = plan.choice.wishes  # where all were there to choose from, none was left away beforehand
    gave_way = {aim.capability for aim in plan.wishes} - kept if kept is not None else set()
    instead: dict[str, tuple[str, Need]] = {}
    for need, options in plan.remaining.options.items():
        taken = next((t.capability for t in options if t.capability in planned), "")
        instead |= {t.capability: (taken, need) for t in need.alternatives if taken and t.capability != taken}
    level = plan.journey.policy.target_level
    for c, capability in plan.journey.capabilities.items():
        if c in planned or plan.graph.level(c) >= level:
            continue
        if plan.organisation.lacks(capability):
            roles = phrases.listing([plan.roles[role] for role in capability.grants])
            found.append(_out(plan, c, "not-applicable", _("there is no {role}", role=roles)))
        elif not plan.graph.applies(capability):
            found.append(_out(plan, c, "not-applicable", for_whom(plan, capability)))
        elif plan.organisation.priorities.get(c) == "wont":
            found.append(_out(plan, c, "wont", _("kept out by 'wont'")))
        elif c in gave_way:
            found.append(replace(_out(plan, c, "gave-way", _gave_way(plan, c)), wished=_wished(plan, c)))
        elif c in wished:
            missing_needs = _missing_needs(plan, capability, told)
            words = (
                phrases.waits_for(missing_needs) if missing_needs else _("optional, and the plan is better without it")
            )
            out = _out(plan, c, "waits" if missing_needs else "optional", words)
            found.append(replace(out, wished=_wished(plan, c)) if missing_needs else out)
        elif c in instead and instead[c][0] in reached:
            found.append(_out(plan, c, "other-branch", _instead(plan, c, *instead[c])))
        elif c in instead:
            words = _("{name} was chosen instead, and finds no room", name=plan.names[instead[c][0]])
            found.append(_out(plan, c, "not-needed", words))
        else:
            found.append(
                _out(plan, c, "not-needed", _counts_elsewhere(plan, c) or _("nothing that is asked for needs it"))
            )
    return found


def _gave_way(plan: Plan, c: str) -> str:
    """Why a wish was decided against before the search."""
    if waiting := _kept_waiting(plan, c):
        return waiting[1]
    if plan.kept_waiting:
        return _("no plan was found with it in which no stage waits for wishes")
    return _("beside what else is wished for, no plan was found that reaches what must be reached")


def _kept_waiting(plan: Plan, c: str) -> tuple[str, str] | None:
    """(kind, how long a stage would wait) of a wish that was dropped for that; None: it was not."""
    found = plan.kept_waiting
    if found is None or c not in found.wishes:
        return None
    stage = next(one.name.say(plan.language) for one in plan.journey.stages if one.number == found.stage)
    others, weeks = len(found.wishes) - 1, phrases.weeks(found.weeks)
    words = _("“{stage}” is reached {weeks} later in the best plan that was found with it", stage=stage, weeks=weeks)
    if others:
        words = ngettext(
            "“{stage}” is reached {weeks} later in the best plan that was found with it and {n} other wish",
            "“{stage}” is reached {weeks} later in the best plan that was found with it and {n} other wishes",
            others, stage=stage, weeks=weeks,
        )  # fmt: skip
    return "gave-way", words


def _why(why: Mapping[str, tuple[str, str]], first: Step, further: list[Step]) -> tuple[str, str]:
    """Why a capability is not planned: of a first level that has room, and is only on the way to the next one, why that
    has none."""
    only_on_the_way = why.get(first.id, ("",))[0] == "pointless"
    telling = next((step for step in further if step.id in why), first) if only_on_the_way else first
    return why.get(telling.id, ("waits", _("waits for other steps that do not fit")))


def _missing_needs(plan: Plan, capability: Capability, without_room: Collection[str]) -> str:
    """What a capability needs that finds no room."""
    names = []
    for need in plan.graph.open_needs(capability, plan.journey.policy.target_level):
        options = {threshold.capability for threshold in need.alternatives}
        unmet = all(plan.reached(threshold) is None for threshold in need.alternatives)
        if unmet and not options.isdisjoint(without_room):
            names.append(_(" or ").join(plan.names[threshold.capability] for threshold in need.alternatives))
    return phrases.listing(list(dict.fromkeys(names)))


def _counts_elsewhere(plan: Plan, c: str) -> str:
    """The stages that a capability would count towards, which are reached with others; empty: none."""
    aimed = plan.journey.stage(plan.aims.stage).number if plan.aims.stage else 0
    stages = [
        stage.name.say(plan.language) for stage in plan.journey.stages[: plan.choice.upto or aimed] if stage.counts(c)
    ]
    if not stages:
        return ""
    names = phrases.listing([phrases.quoted(name) for name in stages])
    return ngettext(
        "it would count towards stage {names}, for which others are chosen",
        "it would count towards stages {names}, for which others are chosen", len(stages), names=names,
    )  # fmt: skip


def for_whom(plan: Plan, capability: Capability) -> str:
    """Which organisations a capability is for, where this is none of them."""
    journey, organisation, only = plan.journey, plan.organisation, capability.only_for
    if capability.units_at_least > organisation.units:
        return _("for {n} units or more", n=capability.units_at_least)
    if only.traits and set(only.traits).isdisjoint(organisation.traits):
        traits = [phrases.quoted(journey.traits[trait].say(plan.language)) for trait in only.traits]
        return _("where {traits} is true, which 'traits' does not say", traits=_(" or ").join(traits))
    return _("for {regions}", regions=_(" or ").join(journey.regions[r].name.say(plan.language) for r in only.regions))


def _wished(plan: Plan, c: str) -> str:
    """What a capability is wished for; empty: it is not."""
    titles = {stall.pattern: stall.title for stall in plan.stalls}
    words = []
    for aim in plan.wishes:
        if aim.capability == c and aim.kind == "goal":
            worth = plan.journey.capabilities[c].value.get(aim.what, 0)
            goal = plan.journey.goals[aim.what].name.say(plan.language)
            words.append(_("serves “{goal}” (worth {worth} of 5 to it)", goal=goal, worth=worth))
        elif aim.capability == c and aim.kind == "belongs":
            words.append(_("belongs to stage “{name}”", name=plan.journey.stage(aim.what).name.say(plan.language)))
        elif aim.capability == c and aim.kind == "units":
            words.append(_("brings units on board that the file lists"))
        elif aim.capability == c and aim.kind == "stall":
            words.append(_("gets out of “{pattern}”", pattern=titles.get(aim.what, aim.what)))
    return phrases.listing(words)


def _instead(plan: Plan, c: str, taken: str, need: Need) -> str:
    """What does instead of a capability, and for what; and what having that one would cost, where it slows other work
    down."""
    words = _("{name} does instead", name=plan.names[taken])
    begun = {plan.step[s].capability.id: plan.step[s].capability for s in sorted(plan.starts)}
    top = plan.journey.top_level
    whom = [plan.names[other] for other, own in begun.items() if need in own.needs_for(top)]
    if whom:
        words = _("{name} is enough for {whom}", name=plan.names[taken], whom=phrases.listing(whom))
    drag = plan.journey.capabilities[c].drag
    slowed = [plan.step[s] for s in plan.starts if drag and plan.step[s].capability.stage == drag.stage]
    slowed = [step for step in slowed if not step.dragged and step.capability.id != taken]
    if drag is None or not slowed:
        return words
    stage = plan.journey.stage(drag.stage).name.say(plan.language)
    extra = sum(step.effort.likely for step in slowed) * (drag.effort_factor - 1)
    return _(
        "{why}; with it, work of “{stage}” would take {factor} times as long and about {effort} person-weeks more "
        "(estimate)",
        why=words, stage=stage, factor=phrases.amount(drag.duration_factor), effort=phrases.amount(extra),
    )  # fmt: skip


def _out(plan: Plan, c: str, kind: str, text: str, *, asked: bool = False, name: str = "") -> LeftOut:
    number = plan.journey.stage(plan.journey.capabilities[c].stage).number
    return LeftOut(c, name or plan.names[c], number, kind, text, asked)
