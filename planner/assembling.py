"""Puts a finished schedule into words, dates and tables: the roadmap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from planner import language, reasons, wording
from planner.assessment.pairwise import ACCEPTED
from planner.assessment.peers import peers
from planner.diagnosis import asked_by, diagnose, stage_of
from planner.finished import Plan
from planner.language import _
from planner.project import SCALE, WEEKS_PER_QUARTER, Activity, Ledger
from planner.repair import certificate, overloaded
from planner.roadmap import (
    Beyond,
    CapabilityState,
    Lane,
    LeftOut,
    Milestone,
    Placement,
    Reason,
    Repair,
    Roadmap,
    Spend,
    StageInfo,
    Use,
)
from planner.steps import run_load


def assemble(plan: Plan, found_repairs: tuple[Repair, ...] = ()) -> Roadmap:
    """The roadmap of a finished schedule, in words and dates."""
    why = {step_id: reasons.reason(plan, step_id) for step_id in plan.starts}
    chain = reasons.critical_chain(plan, why)
    slack = reasons.slack(plan)
    placements = tuple(
        _placement(plan, step_id, why[step_id], step_id in chain, slack[step_id])
        for step_id in sorted(plan.starts, key=lambda s: (plan.starts[s], plan.ledger.finish(s), s))
    )
    diagnosis = diagnose(plan.journey, plan.organisation)
    goals = plan.organisation.goals
    total = sum(goals.values()) or 1
    absent = tuple(left_out(plan))
    return Roadmap(
        organisation=plan.organisation.id,
        name=plan.organisation.name.say(plan.language),
        fictional=plan.organisation.fictional,
        journey=plan.journey.id,
        journey_name=plan.journey.name.say(plan.language),
        language=plan.language,
        currency=plan.organisation.currency,
        title=reasons.title(plan, why, chain, absent),
        calendar=plan.calendar,
        stages=tuple(
            StageInfo(
                s.id,
                s.number,
                s.name.say(plan.language),
                s.decides.say(plan.language),
                s.funded_by.say(plan.language),
                s.form.say(plan.language),
            )
            for s in plan.journey.stages
        ),
        milestones=tuple(milestones(plan)),
        lanes=tuple(Lane(r, n) for r, n in plan.roles.items() if any(p.owner == r for p in placements)),
        placements=placements,
        left_out=absent,
        certificate=certificate(plan) if any(item.asked for item in absent) else "",
        repairs=found_repairs,
        critical_chain=chain,
        diagnosis=diagnosis,
        stage_name=next((s.name.say(plan.language) for s in plan.journey.stages if s.id == diagnosis.stage), ""),
        capacity_use=tuple(_capacity_use(plan)),
        budget_use=tuple(_budget_use(plan)),
        goals={
            plan.journey.goals[g].name.say(plan.language): w / total
            for g, w in sorted(goals.items(), key=lambda item: -item[1])
            if w
        },
        names=plan.names,
        standings=tuple(_standings(plan)),
        roles=plan.roles,
        levels=tuple(level.say(plan.language) for level in plan.journey.levels),
        earliest=_earliest(plan),
        naive=_naive(plan),
        area_names={area: name.say(plan.language) for area, name in plan.journey.areas.items()},
        scorers=plan.card.weights,
        sequencer=plan.sequencer,
        proof=plan.proof,
        warnings=(*plan.card.warnings, *_warnings(plan, placements)),
        beyond=_beyond(plan),
        peers=peers(plan.journey, diagnosis.levels, plan.language),
        options=plan.organisation.options,
    )


def _beyond(plan: Plan) -> Beyond:
    """Where the plan ends, and what the stage after that asks for."""
    planned = dict.fromkeys(plan.journey.capabilities, 0) | {one.id: one.planned for one in _standings(plan)}
    reached, phase = stage_of(plan.journey, planned)
    number = reached.number if reached else 0
    here = Beyond(number, reached.name.say(plan.language) if reached else "", phase)
    if number >= len(plan.journey.stages):
        return here
    following = plan.journey.stages[number]
    asks = asked_by(following, planned)
    return replace(here, next_number=following.number, next_name=following.name.say(plan.language), asks=asks)


def _placement(plan: Plan, step_id: str, why: Reason, critical: bool, slack: int) -> Placement:
    step, start, finish = plan.step[step_id], plan.starts[step_id], plan.ledger.finish(step_id)
    capability = step.capability
    due = step.target.by if step.target else None
    return Placement(
        id=step_id,
        capability=capability.id,
        name=plan.label(step_id),
        outcome=capability.outcome.say(plan.language),
        from_level=step.from_level,
        to_level=step.to_level,
        level_name=plan.journey.levels[step.to_level].say(plan.language),
        stage=capability.stage,
        stage_number=plan.journey.stage(capability.stage).number,
        area=capability.area,
        owner=capability.owner,
        owner_name=plan.roles[capability.owner],
        contributors=tuple(plan.roles[role] for role in capability.contributors),
        contributor_roles=capability.contributors,
        start=start,
        finish=finish,
        start_date=plan.calendar.day(start),
        end_date=plan.calendar.last_day(finish),
        start_quarter=plan.calendar.label(start),
        live_quarter=plan.calendar.label(finish),
        effort=step.effort.likely,
        cost=step.cost,
        run=sum(step.run.values()),
        value=step.value,
        priority=plan.card.priority[step_id],
        scores=plan.card.results[step_id],
        reason=why,
        serves=tuple(plan.label(other) for other in plan.scope.unlocks[step_id] if other in plan.starts),
        is_target=step.target is not None,
        due=due,
        late_weeks=max(0, finish - plan.scope.due[step_id]) if step_id in plan.scope.due else 0,
        needs=plan.needs[step_id],
        unlocks=plan.scope.unlocks[step_id],
        unlocks_later=len(plan.graph.unlocks(capability.id)),
        slack=slack,
        critical=critical,
        done=step.done or 0.0,
        eased=step.eased,
        dragged=step.dragged,
        mode=next((m.name.say(plan.language) for m in capability.modes if m.id == step.mode), ""),
    )


def _standings(plan: Plan) -> Iterator[CapabilityState]:
    reached = {plan.step[s].capability.id: plan.step[s].to_level for s in plan.starts}
    for step_id in plan.starts:
        step = plan.step[step_id]
        reached[step.capability.id] = max(reached[step.capability.id], step.to_level)
    wanted = {target.capability: target.level for target in plan.remaining.targets}
    for c, capability in plan.journey.capabilities.items():
        if plan.graph.applies(capability):
            level = plan.graph.level(c)
            yield CapabilityState(
                c, plan.names[c], capability.area, capability.stage, plan.journey.stage(capability.stage).number,
                capability.owner, level, max(level, reached.get(c, 0)), wanted.get(c, 0), _since(plan, c),
            )  # fmt: skip


def _since(plan: Plan, capability: str) -> date | None:
    stated = plan.organisation.levels.get(capability)
    return stated.on if stated else None


def _earliest(plan: Plan) -> dict[str, int]:
    """Finish of each planned step with unlimited people and money: its prerequisites and the calendar still hold."""
    found: dict[str, int] = {}
    for step_id in sorted(plan.starts, key=lambda s: (plan.starts[s], plan.ledger.finish(s))):
        activity = plan.activity[step_id]
        ready = max((found[need] for need in plan.needs[step_id]), default=0)
        allowed = activity.allowed >> ready
        found[step_id] = ready + (allowed & -allowed).bit_length() - 1 + activity.weeks
    return found


def _naive(plan: Plan) -> dict[str, int]:
    """Finish of each planned step when steps are taken in the journey's order, each as soon as there is room (serial
    schedule generation scheme with the list order as priority: Kelley 1963)."""
    ledger = Ledger(plan.project)
    todo = [activity for activity in plan.project.activities if activity.id in plan.starts]
    while todo:
        ready = next((a for a in todo if all(need in ledger.starts for need in plan.needs[a.id])), None)
        if ready is None:
            break  # what is left waits for something that found no room
        todo.remove(ready)
        start = ledger.first_start(ready, ledger.earliest(ready) or 0)
        if start is not None:
            ledger.place(ready, start)
    return {step_id: ledger.finish(step_id) for step_id in ledger.starts}


def milestones(plan: Plan) -> Iterator[Milestone]:
    """When the plan brings the organisation into another stage, or another phase of its stage."""
    levels = {c: plan.graph.level(c) for c in plan.journey.capabilities}
    before = stage_of(plan.journey, levels)
    for week in sorted({plan.ledger.finish(step_id) for step_id in plan.starts}):
        for step_id in plan.starts:
            if plan.ledger.finish(step_id) == week:
                step = plan.step[step_id]
                levels[step.capability.id] = max(levels[step.capability.id], step.to_level)
        stage, phase = after = stage_of(plan.journey, levels)
        if after != before and stage is not None:
            yield Milestone(week, stage.id, stage.number, stage.name.say(plan.language), phase)
        before = after


def left_out(plan: Plan) -> list[LeftOut]:
    """What is not in the plan, each with the reason."""
    found: list[LeftOut] = []
    missing = [step for step in plan.steps if step.id not in plan.starts]
    why = reasons.why_left_out(plan)
    for step in missing:
        kind, text = why.get(step.id, ("waits", _("waits for other steps that do not fit")))
        found.append(
            _out(plan, step.capability.id, kind, text, asked=step.id in plan.required, name=plan.label(step.id))
        )
    planned = {step.capability.id for step in plan.steps}
    wished = {target.capability for target in plan.remaining.targets if target.optional}
    instead: dict[str, str] = {}
    for need, options in plan.remaining.options.items():
        taken = next((t.capability for t in options if t.capability in planned), "")
        instead |= {t.capability: taken for t in need.alternatives if taken and t.capability != taken}
    level = plan.journey.policy.target_level
    for c, capability in plan.journey.capabilities.items():
        if c in planned or plan.graph.level(c) >= level:
            continue
        if not plan.graph.applies(capability):
            found.append(_out(plan, c, "not-applicable", _("for {n} units or more", n=capability.units_at_least)))
        elif plan.organisation.priorities.get(c) == "wont":
            found.append(_out(plan, c, "wont", _("kept out by 'wont'")))
        elif c in wished:
            found.append(_out(plan, c, "optional", _("optional, and the plan is better without it")))
        elif c in instead:
            found.append(_out(plan, c, "other-branch", _instead(plan, c, instead[c])))
        else:
            found.append(_out(plan, c, "not-needed", _("no target needs it")))
    return found


def _instead(plan: Plan, c: str, taken: str) -> str:
    """What does instead of a capability; and what having that one would cost, where it slows other work down."""
    words = _("{name} does instead", name=plan.names[taken])
    drag = plan.journey.capabilities[c].drag
    slowed = [plan.step[s] for s in plan.starts if drag and plan.step[s].capability.stage == drag.stage]
    slowed = [step for step in slowed if not step.dragged and step.capability.id != taken]
    if drag is None or not slowed:
        return words
    stage = plan.journey.stage(drag.stage).name.say(plan.language)
    extra = sum(step.effort.likely for step in slowed) * (drag.effort - 1)
    return _(
        "{why}; with it, work of “{stage}” would take {factor} times as long and about {effort} person-weeks more "
        "(estimate)",
        why=words, stage=stage, factor=wording.amount(drag.weeks), effort=wording.amount(extra),
    )  # fmt: skip


def _out(plan: Plan, c: str, kind: str, text: str, *, asked: bool = False, name: str = "") -> LeftOut:
    number = plan.journey.stage(plan.journey.capabilities[c].stage).number
    return LeftOut(c, name or plan.names[c], number, kind, text, asked)


def _capacity_use(plan: Plan) -> list[Use]:
    """Per role and quarter, over the quarters in which there is work."""
    periods = _active_periods(plan)
    run: Counter[tuple[str, int]] = Counter()
    work: Counter[tuple[str, int]] = Counter()
    granted: Counter[tuple[str, int]] = Counter()
    for role, load in run_load(plan.journey, plan.organisation).items():
        for i in range(periods):
            length = plan.calendar.begins[i + 1] - plan.calendar.begins[i]
            run[plan.project.carrier(role, i), i] += round(load * min(1.0, length / WEEKS_PER_QUARTER) * SCALE)
    for step_id, start in plan.starts.items():
        activity = plan.activity[step_id]
        for (role, i), value in plan.project.load(_only(activity, "work"), start).items():
            work[role, i] += value
        for (role, i), value in plan.project.load(_only(activity, "run"), start).items():
            run[role, i] += value
        for (role, i), value in plan.project.load(_only(activity, "grants"), start).items():
            granted[role, i] -= value
    uses = []
    for role, name in plan.roles.items():
        series = plan.organisation.capacity.get(role)
        for i, label in enumerate(plan.calendar.labels[:periods]):
            length = plan.calendar.begins[i + 1] - plan.calendar.begins[i]
            capacity = None
            if series is not None:
                capacity = series.at(i, label) * min(1.0, length / WEEKS_PER_QUARTER) + granted[role, i] / SCALE
            if run[role, i] or work[role, i]:
                uses.append(Use(role, name, label, capacity, run[role, i] / SCALE, work[role, i] / SCALE))
    return uses


def _only(activity: Activity, part: str) -> Activity:
    return replace(
        activity,
        work=activity.work if part == "work" else {},
        run=activity.run if part == "run" else {},
        grants=activity.grants if part == "grants" else {},
    )


def _budget_use(plan: Plan) -> list[Spend]:
    spend: Counter[int] = Counter()
    for step_id, start in plan.starts.items():
        spend.update(plan.project.spend(plan.activity[step_id], start))
    budget = plan.project.budget
    return [
        Spend(label, budget[i] / SCALE if budget is not None else None, spend[i] / SCALE)
        for i, label in enumerate(plan.calendar.labels[: _active_periods(plan)])
    ]


def _active_periods(plan: Plan) -> int:
    last = max((plan.ledger.finish(s) for s in plan.starts), default=1)
    return plan.calendar.quarter_index(max(last - 1, 0)) + 1


def _warnings(plan: Plan, placements: tuple[Placement, ...]) -> list[str]:
    warnings = []
    used = {role for step in plan.steps for role in step.work}
    unlimited = [plan.roles[role] for role in plan.roles if role in used and role not in plan.organisation.capacity]
    if unlimited:
        warnings.append(_("no capacity is given for {roles}: taken as not limited", roles=", ".join(unlimited)))
    for role, amounts in plan.project.capacity.items():
        short = [plan.calendar.labels[i] for i, left in enumerate(amounts) if left < 0]
        if short:
            warnings.append(
                _(
                    "running what is in place already takes more than {role} has, from {quarter} on",
                    role=plan.roles[role],
                    quarter=short[0],
                )
            )
    if all(step in plan.starts for step in plan.required):
        warnings += [_("{why}: the plan cannot be kept up after it ends", why=why) for why in overloaded(plan)]
    warnings += _unused(plan)
    for placed in placements:
        if placed.late_weeks:
            late = wording.weeks(placed.late_weeks)
            due = language.day(placed.due) if placed.due else ""
            warnings.append(_("{name} is {weeks} later than asked for ({due})", name=placed.name, weeks=late, due=due))
    for rootless in plan.graph.rootless():
        open_needs = plan.graph.open_needs(plan.journey.capabilities[rootless], plan.journey.policy.target_level)
        missing = wording.listing(
            [_(" or ").join(plan.names[t.capability] for t in need.alternatives) for need in open_needs]
        )
        warnings.append(
            _("{name} is in place without {missing}: likely to slip", name=plan.names[rootless], missing=missing)
        )
    return warnings


def _unused(plan: Plan) -> list[str]:
    """What the organisation says that has no effect on this plan."""
    organisation, journey = plan.organisation, plan.journey
    planned = {step.capability.id for step in plan.steps}
    under_way = {step.capability.id for step in plan.steps if step.done is not None}
    found = [
        _(
            "{name} is under way to level {level}, but no target needs it",
            name=plan.names[work.capability],
            level=work.level,
        )
        for work in organisation.in_progress
        if work.capability not in under_way
    ]
    found += [
        _(
            "{name} was pinned to {when}, which is past, and has not begun: the pin is not kept",
            name=plan.names[c],
            when=pin,
        )
        for c, pin in organisation.lapsed_pins.items()
    ]
    if organisation.consistency is not None and organisation.consistency > ACCEPTED:
        found.append(
            _(
                "the comparisons of goals contradict each other (consistency ratio {ratio}, above 0.1): compare again",
                ratio=f"{organisation.consistency:.2f}",
            )
        )
    found += [
        _("{name} is pinned, but no target needs it", name=plan.names[c]) for c in organisation.pins if c not in planned
    ]
    for c in journey.capabilities:
        for other in journey.group_of(c):
            if c < other and min(plan.graph.level(c), plan.graph.level(other)) >= journey.policy.target_level:
                found.append(
                    _(
                        "{one} and {other} are both in place, though they exclude each other",
                        one=plan.names[c],
                        other=plan.names[other],
                    )
                )
    effort = sum(step.effort.likely for step in plan.steps)
    musts = sum(s.effort.likely for s in plan.steps if organisation.priorities.get(s.capability.id) == "must")
    if musts > 0.6 * effort:
        share = round(100 * musts / effort)
        found.append(_("{share} % of the effort is pinned 'must'; above 60 % the pins say little (DSDM)", share=share))
    labelled = {label[0] for capability in journey.capabilities.values() for label in capability.name.by_language}
    if plan.language not in labelled:
        found.append(
            _(
                "the journey has no labels in '{language}': they are shown in '{other}'",
                language=plan.language,
                other=journey.language,
            )
        )
    if not language.spoken(plan.language):
        found.append(
            f"the planner has no words in '{plan.language}': its own are English; "
            f"it has {', '.join(language.languages())}"
        )
    return found
