"""Why each step is where it is, what could not be placed and why, and which chain sets the finish.

Every reason is found by asking the finished schedule, not by remembering what a sequencer did: a step is
taken out and tried one week earlier. So a reason holds for any sequencer's plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planner import wording
from planner.finished import Plan
from planner.project import Block
from planner.roadmap import LeftOut, Reason
from planner.steps import Step


def reason(plan: Plan, step_id: str) -> Reason:
    activity, start = plan.activity[step_id], plan.starts[step_id]
    ready = plan.ledger.earliest(activity)
    if plan.step[step_id].done is not None:
        return Reason("under-way", "", "", ready, "is under way")
    last = max(activity.needs, key=lambda need: (plan.ledger.finish(need), need), default="")
    after = wording.waits_for(plan.label(last)) if last else "its prerequisites are in place"
    if start == ready:
        if not last or not ready:
            return Reason("open", "", "", ready, "can start at once")
        return Reason("prerequisite", last, "", ready, after)
    block = _block_before(plan, step_id, start)
    if block is None:
        return Reason("chosen", "", "", ready, "could start sooner; placed here by the sequencer")
    if block.kind == "calendar":
        names = [name for name, mask in plan.rules[step_id] if mask >> (start - 1) & 1]
        kind = "pin" if any(name.startswith("pinned") for name in names) else "calendar"
        return Reason(kind, names[0] if names else "", "", ready, wording.listing(names) or "the calendar forbids it")
    label = plan.calendar.labels[block.period]
    plan.ledger.remove(activity)
    left = plan.ledger.left[block.what][block.period] if block.kind == "capacity" else 0
    wanted = plan.project.load(activity, start - 1).get((block.what, block.period), 0)
    plan.ledger.place(activity, start)
    text = wording.short_of(block, plan.roles.get(block.what, ""), label, left, wanted)
    return Reason(block.kind, block.what, label, ready, text)


def _block_before(plan: Plan, step_id: str, start: int) -> Block | None:
    activity = plan.activity[step_id]
    plan.ledger.remove(activity)
    try:
        return plan.ledger.blocked(activity, start - 1)
    finally:
        plan.ledger.place(activity, start)


def critical_chain(plan: Plan, why: Mapping[str, Reason]) -> tuple[str, ...]:
    """The chain that ends with the last finish: what each member waits for, prerequisite by prerequisite.
    Where a role or the budget binds instead, the chain goes on with what uses most of it in that quarter."""
    if not plan.starts:
        return ()
    current = max(plan.starts, key=lambda s: (plan.ledger.finish(s), s))
    chain = [current]
    while True:
        before = _holder(plan, current, why[current])
        if before is None or before in chain:
            return tuple(reversed(chain))
        chain.append(before)
        current = before


def _holder(plan: Plan, step_id: str, why: Reason) -> str | None:
    if why.kind == "prerequisite":
        return why.what
    if why.kind in ("capacity", "budget"):
        period = plan.calendar.labels.index(why.quarter)
        use: dict[str, int] = {}
        for other, start in plan.starts.items():
            if other != step_id and start < plan.starts[step_id]:
                activity = plan.activity[other]
                amount = (
                    plan.project.load(activity, start).get((why.what, period), 0)
                    if why.kind == "capacity"
                    else plan.project.spend(activity, start).get(period, 0)
                )
                if amount > 0:
                    use[other] = amount
        if use:
            return max(use, key=lambda other: (use[other], other))
    needs = plan.activity[step_id].needs
    return max(needs, key=lambda need: (plan.ledger.finish(need), need)) if needs else None


def slack(plan: Plan) -> dict[str, int]:
    """Total slack along prerequisites, in weeks: capacity may leave less."""
    end = max((plan.ledger.finish(s) for s in plan.starts), default=0)
    latest = dict.fromkeys(plan.starts, end)
    for step_id in sorted(plan.starts, key=lambda s: -plan.starts[s]):
        for need in plan.activity[step_id].needs:
            latest[need] = min(latest[need], latest[step_id] - plan.activity[step_id].weeks)
    return {step_id: latest[step_id] - plan.ledger.finish(step_id) for step_id in plan.starts}


def why_left_out(plan: Plan, step: Step) -> tuple[str, str]:
    """(kind, sentence) for a step that no week was found for."""
    waiting = [need for need in step.needs if need not in plan.starts]
    if waiting:
        return "waits", wording.waits_for(
            wording.listing([plan.label(need) for need in waiting])
        ) + ", which does not fit"
    activity = plan.activity[step.id]
    blocks: Counter[Block] = Counter()
    ready = plan.ledger.earliest(activity)
    for start in range(ready, plan.project.horizon - activity.weeks + 1):
        block = plan.ledger.blocked(activity, start)
        if block is not None:
            blocks[Block(block.kind, block.what)] += 1
    common = max(blocks, key=lambda block: (blocks[block], block.kind, block.what), default=Block("horizon"))
    text = wording.never_fits(common, plan.roles.get(common.what, ""), plan.calendar.labels[-1])
    if common.kind == "calendar":
        text += " (" + wording.listing([name for name, _ in plan.rules[step.id]]) + ")"
    return "does-not-fit", text


def title(plan: Plan, why: Mapping[str, Reason], chain: tuple[str, ...], left_out: tuple[LeftOut, ...]) -> str:
    """The finding in one line: what is reached by when, and what sets the pace."""
    missing = [item for item in left_out if item.asked]
    if missing:
        first = next((item for item in missing if item.kind == "does-not-fit"), missing[0])
        return (
            f"{wording.count(len(missing), 'step')} of {len(plan.steps)} cannot be planned: “{first.name}” does not fit"
        )
    if not plan.starts:
        return "Everything asked for is already in place"
    last = max(plan.starts, key=lambda s: (plan.ledger.finish(s), s))
    week = plan.ledger.finish(last)
    paced = _pace(plan, why, chain)
    name = plan.names[plan.step[last].capability.id]
    return f"{name} is live by week {week}" + (f", and {paced} sets the pace" if paced else "")


def _pace(plan: Plan, why: Mapping[str, Reason], chain: tuple[str, ...]) -> str:
    """What costs the critical chain most: weeks waited for a role, budget or rule, else its longest work."""
    waited: Counter[str] = Counter()
    for step_id in chain:
        one, wait = why[step_id], plan.starts[step_id] - why[step_id].ready
        if one.kind == "capacity":
            waited[plan.roles[one.what]] += wait
        elif one.kind == "budget":
            waited["the budget"] += wait
        elif one.kind == "calendar" and plan.step[step_id].capability.gate:
            waited["the fiscal year"] += wait
        elif one.kind in ("calendar", "pin"):
            waited["the calendar"] += wait
    longest = max(chain, key=lambda s: (plan.activity[s].weeks, s))
    if waited:
        name, weeks = min(waited.items(), key=lambda item: (-item[1], item[0]))
        if weeks >= 4:
            return name
    return plan.names[plan.step[longest].capability.id] if len(chain) > 1 and longest != chain[-1] else ""
