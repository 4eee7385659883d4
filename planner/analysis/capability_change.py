"""What a change to one capability would do: when it is dropped, when it is put in, when it has to come
earlier. Every answer comes from planning again, never from a rule of thumb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from planner.analysis.slip import Shift, last_week
from planner.domain.capability_graph import CapabilityGraph, UnreachableError
from planner.domain.organisation import Organisation, Target
from planner.domain.targets import find_targets
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.planning.fitting import everything_fits, how_much
from planner.planning.infeasibility import repairs
from planner.planning.left_out import for_whom
from planner.planning.milestones import last_stage, week_of
from planner.planning.pipeline import finish
from planner.planning.request import Recipe
from planner.planning.schedule import Plan
from planner.planning.trials import Trials
from planner.roadmap.records import Repair

EFFORT = 2.0
"""Limit of the sequencer for each change that is tried."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What another plan comes to beside the one in hand.

    Attributes:
        finish: last week of work; ``before``: the same in the plan in hand.
        stage: the last stage that the plan in hand reaches; empty: it reaches none.
        reached: the week in which it is reached, None: not; ``reached_before``: the same in the plan in hand.
        effort, cost, run: what it takes more (negative: less): person-weeks, thousands, person-weeks a quarter.
        added, dropped: names of steps that only one of the two plans has.
        moved: steps of both that move, those that move most first.
    """

    finish: int
    before: int
    effort: float
    cost: float
    run: float
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[Shift, ...]
    stage: str = ""
    reached: int | None = None
    reached_before: int | None = None

    def say(self) -> str:
        """When the last stage is reached, or else the finish, and the price, in a sentence."""
        weeks = self.finish - self.before
        if self.stage:
            end = self._stage_said()
        elif not weeks:
            end = _("the finish stays in week {week}", week=self.finish)
        elif weeks > 0:
            end = _("the finish comes {weeks} later, in week {week}", weeks=phrases.weeks(weeks), week=self.finish)
        else:
            end = _("the finish comes {weeks} sooner, in week {week}", weeks=phrases.weeks(-weeks), week=self.finish)
        parts = [
            _("{amount} person-weeks of work", amount=phrases.signed(self.effort)),
            _("{amount} thousand of outside spend", amount=phrases.signed(self.cost)),
            _("{amount} person-weeks a quarter to run", amount=phrases.signed(self.run)),
        ]
        return _("{end}; {prices} (estimates)", end=end, prices=phrases.listing(parts))

    def _stage_said(self) -> str:
        if self.reached is None or self.reached_before is None:
            return _("“{stage}” is not reached then", stage=self.stage)
        sooner, week = self.reached_before - self.reached, self.reached
        if sooner > 0:
            return _("“{stage}” is reached {weeks} sooner, in week {week}",
                     stage=self.stage, weeks=phrases.weeks(sooner), week=week)  # fmt: skip
        if sooner < 0:
            return _("“{stage}” is reached {weeks} later, in week {week}",
                     stage=self.stage, weeks=phrases.weeks(-sooner), week=week)  # fmt: skip
        return _("“{stage}” is still reached in week {week}", stage=self.stage, week=week)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to 'what if this capability', with what it rests on.

    Attributes:
        kind: dropped, in-place, planned, not-applicable, unreachable, fits, does-not-fit, too-early or too-large.
        text: the answer in a sentence or two.
        outcome: the plan that was made to find out, where everything fits.
        lost: names of targets that cannot be reached then.
        repairs: changes each of which alone makes it work, tried by planning with it.
        name: of the capability, where the plan that was made has it and the one in hand does not.
        week: the week that was asked for, or the earliest that people and money could bring; None: neither.
    """

    kind: str
    text: str
    outcome: Outcome | None = None
    lost: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    week: int | None = None
    name: str = ""


def without(recipe: Recipe, organisation: Organisation, plan: Plan, capability: str) -> Answer:
    """What becomes of the plan when a capability is given up."""
    name = plan.names[capability]
    changed = replace(
        organisation,
        target_stage="",
        priorities=frozen_map({**organisation.priorities, capability: "wont"}),
        pins=frozen_map({c: pin for c, pin in organisation.pins.items() if c != capability}),
        in_progress=tuple(work for work in organisation.in_progress if work.capability != capability),
    )
    stated = tuple(target for target in organisation.targets if target.capability != capability)
    stage = plan.aims.stage
    graph = CapabilityGraph(recipe.journey, changed)
    kept: tuple[Target, ...] = ()
    for target in stated:
        try:
            graph.closure((*kept, target))
        except UnreachableError:
            continue
        kept += (target,)
    planned = {plan.step[step].capability.id for step in plan.starts}
    gone = [t for t in stated if t not in kept and (not t.optional or t.capability in planned)]
    lost = [plan.names[c] for c in dict.fromkeys(target.capability for target in gone)]
    changed = _aimed(recipe, plan, replace(changed, targets=kept))
    far = recipe.journey.stage(stage) if stage and changed.target_stage != stage else None
    if far is not None and last_stage(plan) >= far.number:
        lost.append(_("stage “{name}”", name=far.name.say(plan.language)))
    told = _("without {name}, {names} cannot be reached", name=name, names=phrases.listing(lost))
    if not changed.targets and not changed.target_stage:
        left = _("{told}, and nothing that was asked for is left", told=told)
        return Answer("dropped", left if lost else _("nothing else is asked for"), None, tuple(lost))
    other = finish(recipe, changed)
    outcome = outcome_of(plan, other)
    more = _missing(other) - _missing(plan)
    if lost and len(stated) < len(organisation.targets):
        text = _("{name} is a target; without it, {names} cannot be reached either; for the rest, {outcome}", name=name,
                 names=phrases.listing(lost), outcome=outcome.say())  # fmt: skip
    elif lost:
        text = _("{told}; for the rest, {outcome}", told=told, outcome=outcome.say())
    elif far is not None:
        text = _("without {name}, “{stage}”, which this plan does not reach, cannot be reached at all; {outcome}",
                 name=name, stage=far.name.say(plan.language), outcome=outcome.say())  # fmt: skip
    elif not everything_fits(other):
        text = _(
            "without {name}, no more of what is asked for is left out; {outcome}", name=name, outcome=outcome.say()
        )
        if more > 0:
            text = ngettext("without {name}, {n} step more of what is asked for does not fit; {outcome}",
                            "without {name}, {n} steps more of what is asked for do not fit; {outcome}", more,
                            name=name, outcome=outcome.say())  # fmt: skip
    elif len(stated) < len(organisation.targets):
        text = _("{name} is a target; without it, all else that must be reached still is; {outcome}", name=name,
                 outcome=outcome.say())  # fmt: skip
    else:
        text = _("without {name}, all that must be reached still is; {outcome}", name=name, outcome=outcome.say())
    return Answer("dropped", text, outcome, tuple(lost))


def _missing(plan: Plan) -> int:
    """How many steps that are asked for are not planned, but for what is only there for others."""
    return sum(plan.activity[step].asked and step not in plan.starts for step in plan.required)


def _aimed(recipe: Recipe, plan: Plan, organisation: Organisation) -> Organisation:
    """An organisation that aims as far as the plan in hand where that can be reached, else at the furthest stage that
    can: beside a plan that aims at no stage nothing could be compared."""
    if not plan.aims.stage:
        return organisation
    stages = [stage.id for stage in recipe.journey.stages]
    for stage in reversed(stages[plan.where[0].stage_number : stages.index(plan.aims.stage) + 1]):
        staged = replace(organisation, target_stage=stage)
        try:
            find_targets(CapabilityGraph(recipe.journey, staged))
        except UnreachableError:
            continue
        return staged
    return organisation


def why_not(recipe: Recipe, organisation: Organisation, plan: Plan, capability: str) -> Answer:
    """Why a capability is not in the plan, and what it would take to have it: found by planning with it as a target."""
    own = plan.journey.capabilities[capability]
    name, level = plan.names[capability], plan.journey.policy.target_level
    wanted = max([level, *(t.level for t in plan.remaining.targets if t.capability == capability)])
    planned = [step for step in plan.starts if plan.step[step].capability.id == capability]
    if any(plan.step[step].to_level >= wanted for step in planned):
        week = max(plan.ledger.finish(step) for step in planned)
        return Answer("planned", _("{name} is in the plan, live by week {week}", name=name, week=week), week=week)
    if plan.graph.level(capability) >= wanted:
        return Answer("in-place", _("{name} is in place already", name=name))
    if not plan.graph.applies(own):
        text = _("{name} is not for this organisation: {whom}", name=name, whom=for_whom(plan, own))
        return Answer("not-applicable", text)
    try:
        changed = wanting(plan, organisation, Target(capability, wanted))
        other = finish(recipe, changed)
    except UnreachableError as error:
        rivals = plan.journey.group_of(capability)
        if error.blocker in rivals and organisation.priorities.get(error.blocker) != "wont":
            text = _("with {name}, what needs {rival} cannot be reached: the two exclude each other", name=name,
                     rival=plan.names[error.blocker])  # fmt: skip
            return Answer("unreachable", text)
        return Answer("unreachable", _("{name} cannot be reached: {why}", name=name, why=error.why))
    rivals = plan.journey.group_of(capability)
    given_up = tuple(
        plan.names[t.capability]
        for t in plan.remaining.targets
        if t.capability in rivals and plan.graph.level(t.capability) < t.level
    )
    if everything_fits(other):
        outcome = outcome_of(plan, other)
        because = _reason(plan, capability)
        text = _("{why}. With it, everything fits: {outcome}", why=because, outcome=outcome.say())
        if outcome.dropped:
            text = _("{why}. With it, all that must be reached fits: {outcome}", why=because, outcome=outcome.say())
        if _has_hard_date(plan, capability):
            text = _("{why}. Without that date everything fits: {outcome}", why=because, outcome=outcome.say())
        if given_up:
            text = _("{why}. With it in place of {names}, everything else fits: {outcome}", why=because,
                     names=phrases.listing(list(given_up)), outcome=outcome.say())  # fmt: skip
        return Answer("fits", text, outcome, given_up, name=name)
    if any(other.step[step].capability.id == capability for step in other.starts) and how_much(other) <= how_much(plan):
        outcome = outcome_of(plan, other)
        return Answer("fits", _fits_instead(plan, other, capability, outcome), outcome, given_up, name=name)
    if not everything_fits(plan):  # it is asked about this one, not about all that does not fit
        other = finish(recipe, _as_far(plan, changed, capability))
        if everything_fits(other):
            outcome = outcome_of(plan, other)
            text = _("{why}. It fits at the price of other things: {outcome}", why=_reason(plan, capability),
                     outcome=outcome.say())  # fmt: skip
            return Answer("fits", text, outcome, given_up, name=name)
        text = _("{name} does not fit beside what the plan has with the people and money there are", name=name)
    else:
        text = _("{name} does not fit beside what is asked for with the people and money there are", name=name)
    return _with_changes(recipe, plan, other, capability, text)


def _with_changes(recipe: Recipe, plan: Plan, other: Plan, capability: str, text: str) -> Answer:
    """The changes with which a capability fits: by its hard date where there is one and any is enough for that, else
    without the date, which is said."""
    hard = [one for one in plan.organisation.targets if one.capability == capability and one.hard]
    for target in hard[:1]:
        targets = (*(one for one in other.organisation.targets if one.capability != capability), target)
        dated = finish(recipe, replace(other.organisation, targets=targets))
        if found := tried(recipe, dated, capability):
            return Answer("does-not-fit", text, repairs=found)
        text = _("{text}; its date is left aside in what follows", text=text)
    return Answer("does-not-fit", text, repairs=tried(recipe, other, capability))


def _has_hard_date(plan: Plan, capability: str) -> bool:
    return any(target.capability == capability and target.hard for target in plan.remaining.targets)


def _fits_instead(plan: Plan, other: Plan, capability: str, outcome: Outcome) -> str:
    """What is to be said where no more is left out with a capability than without it: what gives way, by name."""
    gone = [plan.label(s) for s in plan.starts if plan.activity[s].asked and s not in other.starts]
    words = {"why": _reason(plan, capability), "names": phrases.listing(gone), "outcome": outcome.say()}
    if _has_hard_date(plan, capability):
        if gone:
            return _("{why}. Without that date it fits in place of {names}: {outcome}", **words)
        return _("{why}. Without that date it fits, and no more of what must be reached is left out: {outcome}",
                 **words)  # fmt: skip
    if gone:
        return _("{why}. It fits in place of {names}: {outcome}", **words)
    return _("{why}. With it, no more of what must be reached is left out: {outcome}", **words)


def _as_far(plan: Plan, organisation: Organisation, capability: str) -> Organisation:
    """An organisation that asks for no more than what the plan in hand reaches, and for one capability."""
    reached, today = last_stage(plan), plan.where[0].stage_number
    planned = {plan.step[step].capability.id for step in plan.starts}
    kept = tuple(target for target in organisation.targets if target.capability in {capability, *planned})
    stage = plan.journey.stages[reached - 1].id if reached > today else ""
    return replace(organisation, targets=kept, target_stage=stage)


def tried(recipe: Recipe, plan: Plan, capability: str) -> tuple[Repair, ...]:
    """The smallest changes that make everything fit, with the capability among the targets."""
    if recipe.limits.note:
        recipe.limits.note("trying changes by planning with each")
    return repairs(plan, Trials(recipe, plan), keep=capability)


def wanting(plan: Plan, organisation: Organisation, target: Target) -> Organisation:
    """The organisation with one more target, for the same stage; what rules it out is given up."""
    rivals = plan.journey.group_of(target.capability)
    others = tuple(
        one
        for one in (organisation.targets if plan.aims.stage else plan.remaining.targets)
        if one.capability not in rivals and not (one.capability == target.capability and one.level <= target.level)
    )
    priorities = {c: pin for c, pin in organisation.priorities.items() if c != target.capability or pin != "wont"}
    priorities |= {rival: "wont" for rival in rivals if plan.graph.level(rival) < plan.journey.policy.target_level}
    changed = replace(organisation, targets=(*others, target), priorities=frozen_map(priorities))
    return replace(changed, target_stage=plan.aims.stage)


def _reason(plan: Plan, capability: str) -> str:
    from planner.planning.left_out import left_out

    return next(
        (_("{name} is not in the plan: {why}", name=one.name, why=one.text)
         for one in left_out(plan) if one.capability == capability),
        _("{name} is not in the plan", name=plan.names[capability]),
    )  # fmt: skip


def outcome_of(plan: Plan, other: Plan) -> Outcome:
    both = [step for step in other.starts if step in plan.starts]
    shifts = [
        Shift(step, other.label(step), other.ledger.finish(step) - plan.ledger.finish(step))
        for step in both
        if other.ledger.finish(step) != plan.ledger.finish(step)
    ]
    stage = last_stage(plan)
    stage = stage if stage > plan.where[0].stage_number else 0  # a phase of the stage that is reached today is none
    return Outcome(
        finish=last_week(other),
        before=last_week(plan),
        effort=_sum(other, "effort") - _sum(plan, "effort"),
        cost=_sum(other, "cost") - _sum(plan, "cost"),
        run=_sum(other, "run") - _sum(plan, "run"),
        added=tuple(_names(other, (s for s in other.starts if s not in plan.starts))),
        dropped=tuple(_names(plan, (s for s in plan.starts if s not in other.starts))),
        moved=tuple(sorted(shifts, key=lambda one: (-abs(one.weeks), one.step))),
        stage=plan.journey.stages[stage - 1].name.say(plan.language) if stage else "",
        reached=week_of(other, stage) if stage else None,
        reached_before=week_of(plan, stage) if stage else None,
    )


def _names(plan: Plan, steps: Iterable[str]) -> Iterator[str]:
    return (plan.label(step) for step in sorted(steps, key=lambda s: (plan.starts[s], s)))


def _sum(plan: Plan, what: str) -> float:
    steps = [plan.step[step] for step in plan.starts]
    if what == "effort":
        return sum(step.effort.likely for step in steps)
    return sum(step.cost for step in steps) if what == "cost" else sum(sum(step.run.values()) for step in steps)
