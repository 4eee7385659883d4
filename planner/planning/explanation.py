"""Why each step is where it is, what could not be placed and why, and which chain sets the date it promises.

Every reason is found by asking the finished schedule, not by remembering what a sequencer did: a step is
taken out and tried one week earlier. So a reason holds for any sequencer's plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from planner.domain.calendar_rules import CalendarMask
from planner.domain.step import StageWait, Step
from planner.i18n import phrases
from planner.i18n.translation import _, day, ngettext
from planner.planning import shortfall
from planner.planning.milestones import milestones, stage_weeks, stage_with
from planner.planning.schedule import Plan
from planner.planning.usage import capacity_use
from planner.roadmap.quarters import year_name
from planner.roadmap.records import Milestone, Reason
from planner.scheduling.carriers import role_of, together
from planner.scheduling.ledger import Block
from planner.scheduling.problem import SCALE


def reason(plan: Plan, step_id: str) -> Reason:
    """What keeps a step from starting a week earlier, everything else in its place, and what would bind next."""
    found = _asked_before(plan, step_id, _binding(plan, step_id))
    if found.kind in ("open", "chosen", "under-way"):
        return found
    week, text = _next(plan, step_id, found)
    return replace(found, next_start=week, next_text=text)


def _asked_before(plan: Plan, step_id: str, why: Reason) -> Reason:
    """The reason, with the day from which on others are to be asked, such as a works council: that goes on beside what
    the step waits for."""
    step, start = plan.step[step_id], plan.starts[step_id]
    weeks, traits = consultation(plan, step)
    if not weeks or why.text == _not_before(plan, step):
        return why
    words = _("{why}; ask {weeks} before, from {day} on: {traits}", why=why.text, weeks=phrases.weeks(weeks),
              day=day(plan.calendar.day(start - weeks)), traits=phrases.listing(list(traits)))  # fmt: skip
    return replace(why, text=words)


def consultation(plan: Plan, step: Step) -> tuple[int, tuple[str, ...]]:
    """(weeks before the work begins in which others are to be asked, why they are: traits); none where nobody is, or it
    was done."""
    weeks = plan.organisation.consultation(step.capability) if step.first_week else 0
    if not weeks or step.capability.id in plan.organisation.lead_began:
        return 0, ()
    return weeks, _who_is_asked(plan, step)


def _next(plan: Plan, step_id: str, why: Reason) -> tuple[int, str]:
    """(the week a step could start in if what binds it did not, what binds it then)."""
    activity, start = plan.activity[step_id], plan.starts[step_id]
    needs = [need for need in plan.needs[step_id] if not (why.kind == "prerequisite" and need == why.what)]
    last = max(needs, key=lambda need: (plan.ready_after(step_id, need), need), default="")
    ready = plan.ready_after(step_id, last) if last else 0
    kind = "calendar" if why.kind == "pin" else why.kind
    plan.ledger.remove(activity)
    try:
        for week in range(start - 1, ready - 1, -1):
            for block in plan.ledger.blocks(activity, week):
                if block.kind == kind and (kind not in ("capacity", "at-once") or role_of(block.what) == why.what):
                    continue
                if block.kind == "calendar":
                    return week + 1, _forbidden(plan, step_id, week)
                return week + 1, short_of(plan, block, step_id, week, start)
    finally:
        plan.ledger.place(activity, start)
    return min(ready, start), _waits_for(plan, step_id, last) if last and ready else ""


def _forbidden(plan: Plan, step_id: str, week: int) -> str:
    """The rules that keep a step from a week, or what has to pass before it."""
    names = [rule.name for rule, mask in plan.forbidden[step_id] if mask >> week & 1]
    if not names and week < plan.step[step_id].first_week:
        return _not_before(plan, plan.step[step_id])
    return phrases.listing(names) or _("the calendar forbids it")


def _binding(plan: Plan, step_id: str) -> Reason:
    activity, start = plan.activity[step_id], plan.starts[step_id]
    ready = plan.ledger.earliest(activity) or 0
    if plan.step[step_id].done is not None:
        return Reason("under-way", "", "", ready, _("is under way"))
    last = _waited_for(plan, step_id)
    if start == ready:
        if not last or not ready:
            return Reason("open", "", "", ready, _("can start at once"))
        return Reason("prerequisite", last, "", ready, _waits_for(plan, step_id, last))
    plan.ledger.remove(activity)
    try:
        block = plan.ledger.blocked(activity, start - 1)
        if block is None:
            words = _("could start sooner; placed here by the sequencer")
            if not activity.weight:
                words = _("could start sooner, but nothing would come sooner with it, and less is under way at once")
            return Reason("chosen", "", "", ready, words)
        if block.kind == "calendar":
            return _by_calendar(plan, step_id, start, ready)
        text = short_of(plan, block, step_id, start - 1, start)
        return Reason(block.kind, role_of(block.what), plan.quarters[block.period], ready, text)
    finally:
        plan.ledger.place(activity, start)


def _waited_for(plan: Plan, step_id: str) -> str:
    """The need that a step waits for longest; of several that end together, one that cannot come sooner by itself: else
    a chain would begin with a step that could."""
    ends = {need: plan.ready_after(step_id, need) for need in plan.needs[step_id]}
    latest = max(ends.values(), default=0)
    tied = sorted(need for need, end in ends.items() if end == latest)
    if len(tied) < 2:
        return tied[0] if tied else ""
    return max(tied, key=lambda need: (not _could_come_sooner(plan, need), need))


def _could_come_sooner(plan: Plan, step_id: str) -> bool:
    """Whether a step would find room a week earlier, everything else in its place."""
    activity, start = plan.activity[step_id], plan.starts[step_id]
    if plan.step[step_id].done is not None or start == plan.ledger.earliest(activity):
        return False
    plan.ledger.remove(activity)
    try:
        return plan.ledger.blocked(activity, start - 1) is None
    finally:
        plan.ledger.place(activity, start)


def _waits_for(plan: Plan, step_id: str, need: str) -> str:
    """What a step waits for, with the weeks that have to pass after it."""
    lag, lead = plan.activity[step_id].lags.get(need, 0), plan.step[step_id].lead_time
    if (need,) not in plan.step[step_id].needs:
        for wait in plan.step[step_id].waits:
            if any(need in group for group in wait.groups):
                settled = settling(plan, wait, need)
                return _and_then(plan, step_id, settled) if lead and lag == wait.weeks + lead else settled
    if not lag:
        return phrases.waits_for(plan.label(need))
    if lead and lead == lag:
        return _and_then(plan, step_id, phrases.waits_for(plan.label(need)))
    return _("starts {weeks} after {name} at the earliest", weeks=phrases.weeks(lag), name=plan.label(need))


def _and_then(plan: Plan, step_id: str, waits: str) -> str:
    return _("{waits}, and then {lead}", waits=waits, lead=_lead(plan, step_id))


def _lead(plan: Plan, step_id: str) -> str:
    """The weeks that pass between what a step needs and its work."""
    return _("{weeks} pass before the work can begin (lead time)", weeks=phrases.weeks(plan.step[step_id].lead_time))


def _who_is_asked(plan: Plan, step: Step) -> tuple[str, ...]:
    own = [trait for trait in step.capability.waits if trait in plan.organisation.traits]
    return tuple(phrases.quoted(plan.journey.traits[trait].say(plan.language)) for trait in own)


def _not_before(plan: Plan, step: Step) -> str:
    """Why a step cannot begin before its first week."""
    weeks = phrases.weeks(step.first_week)
    if step.capability.id in plan.organisation.lead_began:
        return _("{weeks} of its lead time are still to pass", weeks=weeks)
    why = phrases.listing(list(_who_is_asked(plan, step)))
    return _("{weeks} pass before the work can begin (lead time; {why})", weeks=weeks, why=why)


def settling(plan: Plan, wait: StageWait, need: str) -> str:
    """Which stage a step waits for, with what completes it and the weeks that it has to settle."""
    names = {"stage": plan.journey.stage(wait.stage).name.say(plan.language), "name": plan.label(need)}
    if not wait.weeks:
        return _("waits until “{stage}” is reached, with {name}", **names)
    return _("waits until “{stage}” is reached, with {name}, and has had {weeks} to settle",
             weeks=phrases.weeks(wait.weeks), **names)  # fmt: skip


def _by_calendar(plan: Plan, step_id: str, start: int, ready: int) -> Reason:
    binding = [rule for rule, mask in plan.forbidden[step_id] if mask >> (start - 1) & 1]
    names = [rule.name for rule in binding]
    kind = "pin" if any(rule.kind == "pin" for rule in binding) else "calendar"
    lead = plan.step[step_id].lead_time
    if not names and start <= plan.step[step_id].first_week:
        return Reason(kind, "", "", ready, _not_before(plan, plan.step[step_id]))
    if not names and start <= lead:
        return Reason(kind, "", "", ready, _lead(plan, step_id))
    end = start - 1 + plan.activity[step_id].duration
    said = phrases.listing(_in_the_way(binding, end))
    return Reason(kind, names[0] if names else "", "", ready, said or _("the calendar forbids it"))


def _in_the_way(rules: Sequence[CalendarMask], end: int) -> list[str]:
    """What calendar rules have against a start from which the work would end before a week."""
    said = [rule.name for rule in rules if not rule.titled]
    live = [_("“{name}”", name=rule.name) for rule in rules if rule.titled and rule.live >> end & 1]
    work = [_("“{name}”", name=rule.name) for rule in rules if rule.titled and not rule.live >> end & 1]
    if live:
        said.append(ngettext("{rules} keeps it from going live sooner", "{rules} keep it from going live sooner",
                             len(live), rules=phrases.listing(live)))  # fmt: skip
    if work:
        said.append(ngettext("{rules} keeps it from starting sooner", "{rules} keep it from starting sooner",
                             len(work), rules=phrases.listing(work)))  # fmt: skip
    return said


def short_of(plan: Plan, block: Block, step_id: str, start: int, placed: int | None = None) -> str:
    """What is short when a step, taken out of the ledger, starts in ``start`` and not where it is ``placed``."""
    activity, quarter = plan.activity[step_id], plan.quarters[block.period]
    if block.kind == "at-once":
        return shortfall.too_many(plan.roles.get(block.what, block.what), plan.project.at_once[block.what])
    if block.kind == "budget":
        wanted = plan.project.spend(activity, start).get(block.period, 0)
        left = (plan.ledger.money or [0])[block.period]
        spends = bool(placed is not None and plan.project.spend(activity, placed).get(block.period))
        carried = plan.project.budget_since[block.period] < block.period
        year = year_name(plan.calendar, quarter) if plan.organisation.carry_over == "year" else ""
        return shortfall.short_of_money(quarter, left, wanted, carried=carried, year=year, sooner=spends)
    left = plan.ledger.left[block.what][block.period]
    role = role_of(block.what)
    if (role, quarter) in _full(plan):  # nobody has time left who is shown with more than there is
        left = 0
    wanted = plan.project.load(activity, start).get((block.what, block.period), 0)
    runs = start + activity.duration <= plan.project.begins[block.period]
    most = _most(plan, block.what, block.period)
    if placed is None and wanted > most:
        return shortfall.too_much(plan.roles[role], quarter, most, wanted, runs=runs)
    takes = bool(placed is not None and plan.project.load(activity, placed).get((block.what, block.period)))
    return shortfall.short_of_time(plan.roles[role], quarter, left, wanted, runs=runs, sooner=takes)


@lru_cache(maxsize=4)
def _full(plan: Plan) -> frozenset[tuple[str, str]]:
    """Roles, each with a quarter, that are asked for all they have, what is too small to delay anything included."""
    return frozenset(
        (use.role, use.quarter) for use in capacity_use(plan)
        if use.capacity is not None and use.run + use.work >= use.capacity
    )  # fmt: skip


def _most(plan: Plan, account: str, period: int) -> int:
    """All that may be asked of a role in a period, with everything that could be granted to it, in either account."""
    role = role_of(account)
    granted = sum(activity.grants.get(account, 0) for activity in plan.whole.activities)
    runs = plan.account.binding_run if account == role else plan.account.run
    return plan.project.capacity[account][period] + round(runs[role][period] * SCALE) + granted


def critical_chain(plan: Plan, why: Mapping[str, Reason], stages: Iterable[Milestone]) -> tuple[str, ...]:
    """The chain to the last stage that the plan reaches: what its title promises. Where it reaches none more, the chain
    that ends with the last finish."""
    if not plan.starts:
        return ()
    today = plan.where[0].stage_number
    ahead = [one for one in stages if one.stage_number > today]
    if ahead:
        last = max(one.stage_number for one in ahead)
        return next(one.chain for one in ahead if one.stage_number == last)
    return chain_to(plan, why, max(plan.starts, key=lambda s: (plan.ledger.finish(s), s)))


def chain_to(plan: Plan, why: Mapping[str, Reason], step_id: str) -> tuple[str, ...]:
    """The chain that ends with a step: what each member waits for. Where a role or the budget binds, the chain goes on
    with a step without which it could start a week earlier; where no single step does that, the chain begins there."""
    current, chain = step_id, [step_id]
    while True:
        before = why[current].what if why[current].kind == "prerequisite" else _holder(plan, current, why[current])
        if not before or before in chain:
            return tuple(reversed(chain))
        chain.append(before)
        current = before


def explained_milestones(plan: Plan, why: Mapping[str, Reason]) -> Iterator[Milestone]:
    """When the plan reaches stages and phases, each with the chain of steps that sets its week."""
    for one in milestones(plan):
        conditions = plan.journey.stage(one.stage).reached_when
        asked = {capability for condition in conditions for group in condition.of for capability in group}
        ends = [step_id for step_id in plan.starts if plan.ledger.finish(step_id) == one.week]
        last = max(ends, key=lambda step_id: (plan.step[step_id].capability.id in asked, step_id))
        yield replace(one, chain=chain_to(plan, why, last))


def _holder(plan: Plan, step_id: str, why: Reason) -> str:
    """The earlier step whose absence would let this one start a week earlier: what is finished by then before what goes
    on beside it, and of these the largest user first."""
    if why.kind not in ("capacity", "budget", "at-once"):
        return ""
    period = plan.quarters.index(why.quarter)
    activity, start = plan.activity[step_id], plan.starts[step_id]
    use: dict[str, int] = {}
    for other, began in plan.starts.items():
        if other == step_id or began >= start or step_id in all_needs(plan, other):
            continue
        asks = plan.activity[other]
        if why.kind == "at-once":  # it frees the place that this one takes
            use[other] = int(why.what in plan.project.led(asks) and began + asks.duration == start)
        elif why.kind == "capacity":
            load = plan.project.load(asks, began)
            use[other] = max(load.get((account, period), 0) for account in (why.what, together(why.what)))
        else:
            use[other] = plan.project.spend(asks, began).get(period, 0)
    plan.ledger.remove(activity)
    try:
        beside = {other for other in use if plan.ledger.finish(other) > start}
        for other in sorted((o for o in use if use[o] > 0), key=lambda o: (o in beside, -use[o], o)):
            began = plan.starts[other]
            plan.ledger.remove(plan.activity[other])
            free = plan.ledger.blocked(activity, start - 1) is None
            plan.ledger.place(plan.activity[other], began)
            if free:
                return other
        return ""
    finally:
        plan.ledger.place(activity, start)


def all_needs(plan: Plan, step_id: str) -> set[str]:
    found: set[str] = set()
    todo = [step_id]
    while todo:
        for need in plan.needs[todo.pop()]:
            if need not in found:
                found.add(need)
                todo.append(need)
    return found


def slack(plan: Plan) -> dict[str, int]:
    """Total slack (critical path method, Kelley 1961): weeks each step can slip before a date, a stage or the end of
    the plan moves; what waits for it may move along. Along prerequisites and dates only: capacity may leave less."""
    ends = {step_id: plan.ledger.finish(step_id) for step_id in plan.starts}
    end = max(ends.values(), default=0)
    stages = _wanted_by_stages(plan, ends)
    latest = {}
    for step_id in plan.starts:
        due = min(plan.scope.due.get(step_id, end), stages.get(step_id, end))
        latest[step_id] = max(ends[step_id], min(end, due))
    for step_id in sorted(plan.starts, key=lambda s: -plan.starts[s]):
        activity = plan.activity[step_id]
        for need in plan.needs[step_id]:
            wait = activity.duration + activity.lags.get(need, 0)
            latest[need] = min(latest[need], latest[step_id] - wait)
    return {step_id: max(0, latest[step_id] - ends[step_id]) for step_id in plan.starts}


def _wanted_by_stages(plan: Plan, ends: Mapping[str, int]) -> dict[str, int]:
    """For each step without which a stage would not be reached in its week, that week; of several the first."""
    found: dict[str, int] = {}
    today = plan.where[0].stage_number
    for number, week in sorted(stage_weeks(milestones(plan)).items()):
        done = [step_id for step_id, end in ends.items() if end <= week] if number > today else []
        for step_id in done:
            if stage_with(plan, [one for one in done if one != step_id]) < number:
                found.setdefault(step_id, week)
    return found
