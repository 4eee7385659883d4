"""Other members of a stage, where it is reached sooner with them. Members are chosen before anything has a date: what
is worth most for its effort may be what the stage then waits for longest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from planner.domain.targets import find_aims
from planner.planning.milestones import week_of
from planner.planning.schedule import Choice, Plan

WORTH_A_TRIAL = 4
"""Weeks that a stage waits for its last member alone."""
MOST_TOGETHER = 2
MOST_TRIALS = 6


def with_quicker_members(
    best: Plan, scope: str, make: Callable[[Choice], Plan], better: Callable[[Plan, Plan], bool]
) -> Plan:
    """The plan, or one with other members: as long as a stage waits for one or two of them alone, others are tried.

    Args:
        make: makes the plan of a choice.
        better: whether the first plan is better than the second.
    """
    tried: set[frozenset[str]] = set()
    deeper: list[frozenset[str]] = []
    while len(tried) < MOST_TRIALS:
        members = next((one for one in (*_waited_for(best), *deeper) if one not in tried), None)
        if members is None:
            break
        tried.add(members)
        choice = replace(best.choice, barred=best.choice.barred | members)
        if not _changes_steps(best, scope, choice):
            continue
        other = make(choice)
        if better(other, best):
            best, deeper = other, []
        else:  # who takes its place may be late too, where a third would not be
            known = {best.step[step].capability.id for step in best.starts}
            deeper += [members | late for late in _waited_for(other) if late.isdisjoint(known | members)][:1]
    return best


def _waited_for(plan: Plan) -> Iterator[frozenset[str]]:
    """Members that a stage waits for after all its others are there, those of the first stage first. Of two that come
    together each by itself, as the other may only have had time, and then both."""
    ends: dict[str, int] = {}
    for step_id in plan.starts:
        capability = plan.step[step_id].capability.id
        ends[capability] = max(ends.get(capability, 0), plan.ledger.finish(step_id))
    reached = 0
    for stage in plan.journey.stages:
        week = week_of(plan, stage.number)
        own = {aim.capability for aim in plan.aims.aims if aim.kind == "stage" and aim.what == stage.id} & ends.keys()
        own = {one for one in own if week is None or ends[one] <= week}  # a target of its own may come after the stage
        last = max((ends[capability] for capability in own), default=0)
        late = sorted(capability for capability in own if ends[capability] > last - WORTH_A_TRIAL)
        others = max([reached, *(ends[capability] for capability in own.difference(late))])
        if week is not None and len(late) <= MOST_TOGETHER and last - others >= WORTH_A_TRIAL:
            yield from (frozenset({capability}) for capability in late)
            if len(late) > 1:
                yield frozenset(late)
        reached = max(reached, week or 0)


def _changes_steps(plan: Plan, scope: str, choice: Choice) -> bool:
    """Whether another choice of members takes other steps."""
    unlocks = {stall.pattern: stall.unlock for stall in plan.stalls}
    aims = find_aims(plan.graph, scope, unlocks, choice.barred)
    aims = aims if choice.wishes is None else aims.bare(choice.wishes)
    return plan.graph.remaining(aims.targets).wanted != plan.remaining.wanted
