"""Puts a finished schedule into words, dates and tables: the roadmap."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.calendar import quarter_of
from planner.domain.journey import Kpi, Stage
from planner.domain.peers import peers
from planner.domain.values import frozen_map
from planner.planning import explanation, headline
from planner.planning.broken_rules import broken_rules
from planner.planning.infeasibility import certificate
from planner.planning.kpis import kpi_tracks
from planner.planning.left_out import left_out
from planner.planning.milestones import beyond, standings
from planner.planning.obligations import obligations
from planner.planning.purposes import needed_by_rule, purposes
from planner.planning.schedule import Plan
from planner.planning.solving import BELONGS, STUCK
from planner.planning.units import unit_states
from planner.planning.usage import budget_use, capacity_use, warnings_of
from planner.roadmap.records import (
    Lane,
    Placement,
    Reason,
    Repair,
    StageInfo,
)
from planner.roadmap.roadmap import Roadmap
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import SCALE


def assemble(plan: Plan, found_repairs: tuple[Repair, ...] = ()) -> Roadmap:
    """The roadmap of a finished schedule, in words and dates."""
    why = {step_id: explanation.reason(plan, step_id) for step_id in plan.starts}
    stages = tuple(explanation.explained_milestones(plan, why))
    chain = explanation.critical_chain(plan, why, stages)
    slack = explanation.slack(plan)
    order = sorted(plan.starts, key=lambda s: (plan.starts[s], plan.ledger.finish(s), s))
    placements = tuple(
        replace(_placement(plan, step_id, why[step_id], step_id in chain, slack[step_id]), number=number)
        for number, step_id in enumerate(order, 1)
    )
    diagnosis, _not_working = plan.where
    absent = tuple(left_out(plan))
    return Roadmap(
        organisation=plan.organisation.id,
        name=plan.organisation.name.say(plan.language),
        fictional=plan.organisation.fictional,
        journey=plan.journey.id,
        journey_name=plan.journey.name.say(plan.language),
        journey_version=plan.journey.version,
        language=plan.language,
        currency=plan.organisation.currency,
        title=headline.title(plan, why, chain, absent),
        calendar=plan.calendar,
        stages=tuple(_stage(stage, plan.language) for stage in plan.journey.stages),
        milestones=stages,
        lanes=tuple(Lane(r, n) for r, n in plan.roles.items() if any(p.owner == r for p in placements)),
        placements=placements,
        left_out=absent,
        certificate=certificate(plan) if any(item.asked for item in absent) else "",
        repairs=found_repairs,
        critical_chain=chain,
        diagnosis=diagnosis,
        stage_name=next((s.name.say(plan.language) for s in plan.journey.stages if s.id == diagnosis.stage), ""),
        capacity_use=tuple(capacity_use(plan)),
        budget_use=tuple(budget_use(plan)),
        budget_left=plan.organisation.budget_left,
        aimed_stage=plan.journey.stage(plan.aims.stage).number if plan.aims.stage else 0,
        goals=_goals(plan),
        names=plan.names,
        standings=tuple(standings(plan)),
        roles=plan.roles,
        levels=tuple(level.say(plan.language) for level in plan.journey.levels),
        earliest=_earliest(plan),
        naive=_naive(plan),
        area_names={area: name.say(plan.language) for area, name in plan.journey.areas.items()},
        scorers=plan.card.weights,
        sequencer=plan.sequencer,
        proof=plan.proof,
        warnings=(*plan.card.warnings, *warnings_of(plan, placements)),
        beyond=beyond(plan),
        broken_rules=broken_rules(plan),
        decided=plan.organisation.decided,
        small_parts_to_owner=tuple(role for role in plan.journey.roles if role in plan.choice.small_parts),
        kpis=kpi_tracks(plan),
        peers=peers(plan.journey, plan.organisation, diagnosis.levels, plan.language),
        options=plan.organisation.options,
        obligations=obligations(plan),
        units=tuple(unit_states(plan)) or None,
    )


def _goals(plan: Plan) -> dict[str, float]:
    """Share of each goal in what is wanted, by its name, the heaviest first."""
    goals = plan.organisation.goals
    total = sum(goals.values()) or 1
    heaviest = sorted(goals.items(), key=lambda item: -item[1])
    return {plan.journey.goals[g].name.say(plan.language): w / total for g, w in heaviest if w}


def _stage(stage: Stage, language: str) -> StageInfo:
    said = (text.say(language) for text in (stage.name, stage.decides, stage.funded_by, stage.form))
    return StageInfo(stage.id, stage.number, *said)


def _placement(plan: Plan, step_id: str, why: Reason, critical: bool, slack: int) -> Placement:
    step, start, finish = plan.step[step_id], plan.starts[step_id], plan.ledger.finish(step_id)
    capability = step.capability
    owner, *others = dict.fromkeys(map(plan.organisation.leader, (capability.owner, *capability.contributors)))
    helpers = tuple(others)
    asked, whom = explanation.consultation(plan, step)
    return Placement(
        id=step_id,
        capability=capability.id,
        name=plan.label(step_id),
        outcome=capability.outcome.say(plan.language),
        proof=capability.proof.say(plan.language),
        kpis=tuple(_kpi(one, plan.language) for one in capability.kpis),
        from_level=step.from_level,
        to_level=step.to_level,
        level_name=plan.journey.levels[step.to_level].say(plan.language),
        stage=capability.stage,
        stage_number=plan.journey.stage(capability.stage).number,
        area=capability.area,
        owner=owner,
        owner_name=plan.roles[owner],
        contributors=tuple(plan.roles[role] for role in helpers),
        contributor_roles=helpers,
        start=start,
        finish=finish,
        start_date=plan.calendar.day(start),
        end_date=plan.calendar.last_day(finish),
        start_quarter=plan.calendar.label(start),
        live_quarter=quarter_of(plan.calendar.day(finish)),
        effort=step.effort.likely,
        cost=step.cost,
        run=sum(step.run.values()),
        value=step.value,
        counted=_counted(plan, step_id),
        priority=plan.card.priority[step_id],
        scores=plan.card.results[step_id],
        reason=why,
        serves=tuple(plan.label(other) for other in plan.scope.unlocks[step_id] if other in plan.starts),
        is_target=any(aim.kind == "target" for aim in plan.aims.of(capability.id)) and step.target is not None,
        purposes=purposes(plan, step_id),
        needs_by_rule=needed_by_rule(plan, step_id),
        work=step.work,
        due=plan.scope.due.get(step_id),
        due_date=step.target.by if step.target else None,
        due_by_law=step.target is not None and step.target.by_law,
        ask=whom,
        ask_from=plan.calendar.day(start - asked) if asked else None,
        late_weeks=max(0, finish - plan.scope.due[step_id]) if step_id in plan.scope.due else 0,
        needs=plan.needs[step_id],
        lags=frozen_map(plan.activity[step_id].lags),
        unlocks=plan.scope.unlocks[step_id],
        unlocks_later=len(plan.graph.unlocks(capability.id)),
        slack=slack,
        critical=critical,
        done=step.done or 0.0,
        eased=step.eased,
        dragged=step.dragged,
        mode=next((m.name.say(plan.language) for m in capability.modes if m.id == step.mode), ""),
    )


def _counted(plan: Plan, step_id: str) -> float:
    """What a step counts in the order, where that is more than its value."""
    weight = plan.activity[step_id].weight
    more = weight - round(plan.step[step_id].value * SCALE)
    return weight / SCALE if more in (STUCK * SCALE, BELONGS * SCALE) else 0.0


def _kpi(kpi: Kpi, language: str) -> str:
    return kpi.name.say(language) + (" (%)" if kpi.unit.say(language) == "%" else "")  # others are in the name


def _earliest(plan: Plan) -> dict[str, int]:
    """Finish of each planned step with unlimited people and money: its prerequisites and the calendar still hold."""
    found: dict[str, int] = {}
    for step_id in sorted(plan.starts, key=lambda s: (plan.starts[s], plan.ledger.finish(s))):
        activity = plan.activity[step_id]
        ready = max((found[need] + activity.lags.get(need, 0) for need in plan.needs[step_id]), default=0)
        allowed = activity.allowed >> ready
        found[step_id] = ready + (allowed & -allowed).bit_length() - 1 + activity.duration
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
