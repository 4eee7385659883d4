"""What happens when a step slips: the plan is carried out with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.domain.calendar_rules import allowed_starts
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.planning.milestones import milestones, reached_with, stage_weeks
from planner.planning.schedule import Plan
from planner.scheduling.feasibility import superfluous, violations
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import Project


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
        stages: (name, weeks) of the stages that are reached later.
        starts: the week in which each step starts then; ``project``: the problem in which it does.
    """

    step: str
    weeks: int
    moved: tuple[Shift, ...]
    lost: tuple[str, ...]
    finish: int
    stages: tuple[tuple[str, int], ...]
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
        if self.stages:
            later = [_("{stage} is reached {weeks} later", stage=phrases.quoted(name), weeks=phrases.weeks(more))
                     for name, more in self.stages]  # fmt: skip
            if self.finish == self.stages[-1][1]:
                end = phrases.listing(later)
            elif self.finish:
                end = phrases.listing([*later, end])
            else:
                end = _("{later}, while the finish stays where it is", later=phrases.listing(later))
        if not self.moved:
            return _("{weeks} later: nothing else moves, and {end}", weeks=weeks, end=end)
        worst = self.moved[0]
        most = _("{name} by {weeks}", name=worst.name, weeks=phrases.weeks(worst.weeks))
        return ngettext("{weeks} later: one step moves with it, {most}, and {end}",
                        "{weeks} later: {n} steps move with it, at most {most}, and {end}", len(self.moved),
                        weeks=weeks, most=most, end=end)  # fmt: skip


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
    ends = {name: ledger.finish(name) for name in ledger.starts}
    end = max(ends.values(), default=0)
    return Slip(
        step_id, weeks, tuple(sorted(shifts, key=lambda one: (-one.weeks, one.step))), tuple(lost),
        0 if lost else end - last_week(plan), _later_stages(plan, ends), frozen_map(ledger.starts), project,
    )  # fmt: skip


def _later_stages(plan: Plan, ends: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    planned, now = stage_weeks(milestones(plan)), stage_weeks(reached_with(plan, ends))
    later = [(stage, now[stage.number] - planned[stage.number]) for stage in plan.journey.stages
             if stage.number in planned and stage.number in now]  # fmt: skip
    return tuple((stage.name.say(plan.language), weeks) for stage, weeks in later if weeks > 0)


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


def last_week(plan: Plan) -> int:
    """The last week of work of a plan."""
    return max((plan.ledger.finish(step) for step in plan.starts), default=0)
