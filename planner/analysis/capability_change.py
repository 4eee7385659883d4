"""What a change to one capability would do: when it slips, when it is dropped, when it is put in, when it has to come
earlier. Every answer comes from planning again (or carrying the plan out again), never from a rule of thumb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from planner.domain.calendar_rules import allowed_starts
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
from planner.scheduling.feasibility import superfluous, violations
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import Project

EFFORT = 2.0
"""Limit of the sequencer for each change that is tried."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A step that moves: weeks later (negative: sooner)."""

    step: str
    name: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What happens when a step starts later and all else keeps its order.

    Attributes:
        weeks: that it slips by.
        moved: the steps that move with it, those that move most first.
        lost: steps that no longer fit before the end of the plan's calendar.
        finish: weeks that the finish of the plan moves.
        starts: the week in which each step starts then; ``project``: the problem in which it does.
    """

    step: str
    weeks: int
    moved: tuple[Shift, ...]
    lost: tuple[str, ...]
    finish: int
    starts: Mapping[str, int]
    project: Project

    def say(self) -> str:
        weeks = phrases.weeks(self.weeks)
        if self.lost:
            names = phrases.listing(list(self.lost[:3]))
            return ngettext("{weeks} later, this no longer fits into the plan's calendar: {names}",
                            "{weeks} later, these no longer fit into the plan's calendar: {names}", len(self.lost),
                            weeks=weeks, names=names)  # fmt: skip
        end = _("the finish stays where it is")
        if self.finish:
            end = _("the finish comes {weeks} later", weeks=phrases.weeks(self.finish))
        if not self.moved:
            return _("{weeks} later: nothing else moves, and {end}", weeks=weeks, end=end)
        worst = self.moved[0]
        most = _("{name} by {weeks}", name=worst.name, weeks=phrases.weeks(worst.weeks))
        return _("{weeks} later: {steps} move with it, at most {most}, and {end}", weeks=weeks,
                 steps=phrases.steps(len(self.moved)), most=most, end=end)  # fmt: skip


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


def slip(plan: Plan, step_id: str, weeks: int) -> Slip:
    """Carries the plan out with one step starting later: steps keep their order, none starts sooner than planned,
    people, money and calendar hold (a serial schedule generation scheme in the order of the plan)."""
    project = _slipped(plan, step_id, weeks)
    ledger = _carried_out(plan, project, step_id, weeks, trusting=True)
    idle = set(superfluous(project, ledger.starts))  # what is left of the way to something lost
    kept = {name: start for name, start in ledger.starts.items() if name not in idle}
    if violations(project, kept):  # what was placed as planned counted on capacity that comes later now
        ledger = _carried_out(plan, project, step_id, weeks, trusting=False)
    shifts = [
        Shift(name, plan.label(name), start - plan.starts[name])
        for name, start in ledger.starts.items()
        if name != step_id and start != plan.starts[name]
    ]
    lost = [plan.label(name) for name in plan.starts if name not in ledger.starts]
    end = max((ledger.finish(name) for name in ledger.starts), default=0)
    return Slip(
        step_id, weeks, tuple(sorted(shifts, key=lambda one: (-one.weeks, one.step))), tuple(lost),
        0 if lost else end - _last(plan), frozen_map(ledger.starts), project,
    )  # fmt: skip


def _slipped(plan: Plan, step_id: str, weeks: int) -> Project:
    """The project in which a step may slip: a pin does not hold it, and work under way takes longer instead."""
    activity = plan.activity[step_id]
    if plan.step[step_id].done is not None:
        changed = replace(activity, duration=activity.duration + weeks)
    else:
        rules = [rule for rule in plan.rules[step_id] if rule.kind != "pin"]
        changed = replace(activity, allowed=allowed_starts(rules, activity.duration, plan.calendar.weeks))
    activities = tuple(changed if one is activity else one for one in plan.project.activities)
    return replace(plan.project, activities=activities)


def _carried_out(plan: Plan, project: Project, step_id: str, weeks: int, *, trusting: bool) -> Ledger:
    """The plan with one step later. ``trusting``: what comes before it is where it was planned."""
    ledger = Ledger(project)
    activities = {activity.id: activity for activity in project.activities}
    as_planned = trusting
    for name in sorted(plan.starts, key=lambda s: (plan.starts[s], plan.ledger.finish(s), s)):
        if any(need not in ledger.starts for need in plan.needs[name]):
            continue
        waits = (ledger.finish(need) + activities[name].lags.get(need, 0) for need in plan.needs[name])
        ready = max([plan.starts[name], *waits])
        if name == step_id:
            as_planned = False
            ready = ready if plan.step[name].done is not None else max(ready, plan.starts[name] + weeks)
        start = plan.starts[name] if as_planned else ledger.first_start(activities[name], ready)
        if start is not None:
            ledger.place(activities[name], start)
    return ledger


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
    lost = [plan.names[c] for c in dict.fromkeys(target.capability for target in stated if target not in kept)]
    changed = replace(changed, targets=kept)
    if stage:
        staged = replace(changed, target_stage=stage)
        try:
            find_targets(CapabilityGraph(recipe.journey, staged))
            changed = staged
        except UnreachableError:
            lost.append(_("stage “{name}”", name=recipe.journey.stage(stage).name.say(plan.language)))
    told = _("without {name}, {names} cannot be reached", name=name, names=phrases.listing(lost))
    if not changed.targets and not changed.target_stage:
        left = _("{told}, and nothing that was asked for is left", told=told)
        return Answer("dropped", left if lost else _("nothing else is asked for"), None, tuple(lost))
    other = finish(recipe, changed)
    outcome = outcome_of(plan, other)
    if lost:
        text = _("{told}; for the rest, {outcome}", told=told, outcome=outcome.say())
    elif everything_fits(other):
        text = _("without {name}, all that must be reached still is; {outcome}", name=name, outcome=outcome.say())
    else:
        missing = [sum(step not in one.starts for step in one.required) for one in (plan, other)]
        text = _("without {name}, {now} of what is asked for do not fit, {before} with it", name=name,
                 now=phrases.steps(missing[1]), before=phrases.steps(missing[0]))  # fmt: skip
    return Answer("dropped", text, outcome, tuple(lost))


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
        if any(t.capability == capability and t.hard for t in plan.remaining.targets):
            text = _("{why}. Without that date everything fits: {outcome}", why=because, outcome=outcome.say())
        if given_up:
            text = _("{why}. With it in place of {names}, everything else fits: {outcome}", why=because,
                     names=phrases.listing(list(given_up)), outcome=outcome.say())  # fmt: skip
        return Answer("fits", text, outcome, given_up, name=name)
    if any(other.step[step].capability.id == capability for step in other.starts) and how_much(other) <= how_much(plan):
        outcome = outcome_of(plan, other)
        text = _("{why}. With it, no more of what must be reached is left out: {outcome}",
                 why=_reason(plan, capability), outcome=outcome.say())  # fmt: skip
        return Answer("fits", text, outcome, given_up, name=name)
    if not everything_fits(plan):  # it is asked about this one, not about all that does not fit
        other = finish(recipe, _as_far(plan, changed, capability))
        if everything_fits(other):
            outcome = outcome_of(plan, other)
            text = _("{why}. It fits at the price of other things: {outcome}", why=_reason(plan, capability),
                     outcome=outcome.say())  # fmt: skip
            return Answer("fits", text, outcome, given_up, name=name)
        found = tried(recipe, other, capability)
        text = _("{name} does not fit beside what the plan has with the people and money there are", name=name)
        return Answer("does-not-fit", text, repairs=found)
    found = tried(recipe, other, capability)
    text = _("{name} does not fit beside what is asked for with the people and money there are", name=name)
    return Answer("does-not-fit", text, repairs=found)


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
        finish=_last(other),
        before=_last(plan),
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


def _last(plan: Plan) -> int:
    return max((plan.ledger.finish(step) for step in plan.starts), default=0)


def _sum(plan: Plan, what: str) -> float:
    steps = [plan.step[step] for step in plan.starts]
    if what == "effort":
        return sum(step.effort.likely for step in steps)
    return sum(step.cost for step in steps) if what == "cost" else sum(sum(step.run.values()) for step in steps)
