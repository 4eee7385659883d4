"""From a journey and an organisation to a roadmap: each stage of the work is one pure function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from planner import reasons
from planner.calendar import WEEKS_PER_QUARTER, Calendar
from planner.diagnosis import diagnose
from planner.errors import PluginError
from planner.graph import CapabilityGraph, Remaining
from planner.model import CalendarRule, Journey, Organisation
from planner.plugins import Scope, Sequence
from planner.project import SCALE, Activity, Ledger, Project, violations
from planner.registry import Registry, _brief
from planner.roadmap import Lane, LeftOut, Placement, Roadmap, Spend, StageInfo, Use
from planner.scoring import DEFAULT_SCORERS, ScoreCard, score
from planner.steps import Step, make_steps, run_load

DEFAULT_SEQUENCER = "list"


def make_roadmap(
    journey: Journey,
    organisation: Organisation,
    registry: Registry,
    *,
    scorers: Mapping[str, float] | None = None,
    sequencer: str = DEFAULT_SEQUENCER,
    language: str | None = None,
) -> Roadmap:
    """Plans an organisation.

    Args:
        scorers: weight by scorer name; default: the organisation's, else cost of delay over duration.
        sequencer: name of the sequencer.
        language: of labels; default: the organisation's.

    Raises:
        UnreachableError: a target is out of reach whatever is done.
        PluginError: a scorer or sequencer that was asked for does not exist or does not work.
    """
    graph = CapabilityGraph(journey, organisation)
    remaining = graph.remaining()
    steps = make_steps(graph, remaining)
    calendar = Calendar(organisation.start, organisation.horizon)
    scope = make_scope(journey, organisation, steps, calendar)
    card = score(scope, dict(scorers or organisation.scorers or DEFAULT_SCORERS), registry)
    rules = {step.id: calendar_rules(journey, organisation, step, calendar) for step in steps}
    project = make_project(journey, organisation, steps, calendar, rules)
    sequence = run_sequencer(registry, sequencer, project, card.priority)
    return _Assembly(
        graph, remaining, steps, calendar, scope, card, rules, project, sequence, sequencer, language or organisation.language
    ).roadmap()


def make_scope(journey: Journey, organisation: Organisation, steps: tuple[Step, ...], calendar: Calendar) -> Scope:
    unlocks: dict[str, list[str]] = {step.id: [] for step in steps}
    for step in steps:
        for need in step.needs:
            unlocks[need].append(step.id)
    due = {
        step.id: weeks_until(calendar, step.target.by) for step in steps if step.target is not None and step.target.by
    }
    return Scope(
        journey, organisation, steps, {s.id: s.needs for s in steps}, {k: tuple(v) for k, v in unlocks.items()}, due
    )


def weeks_until(calendar: Calendar, day: date) -> int:
    """The latest finish whose last day of work is not after ``day``."""
    return ((day - calendar.start).days + 1) // 7


def calendar_rules(journey: Journey, organisation: Organisation, step: Step, calendar: Calendar) -> list[tuple[str, int]]:
    """Every calendar rule on a step as (name, bit set of start weeks that it forbids)."""
    weeks, horizon = step.duration, calendar.weeks
    everything = (1 << horizon) - 1
    found: list[tuple[str, int]] = []
    if step.done:
        return [("under way", everything & ~1)]
    pin = organisation.pins.get(step.capability.id)
    first = step.from_level == organisation.level(step.capability)
    if pin and first:
        when = calendar.weeks_in([pin]) if "Q" in pin else {calendar.week_of(date.fromisoformat(pin))}
        found.append((f"pinned to {pin}", everything & ~_bits(when)))
    for rule in organisation.calendar:
        if rule.applies_to.matches(step.capability):
            found.append((rule.name, _forbidden(rule, weeks, calendar)))
    if step.capability.gate == "fiscal-year" and step.from_level < journey.policy.run_from_level:
        opening = calendar.weeks_in(calendar.fiscal_year_opens(organisation.fiscal_year_starts))
        live = _bits(week - weeks for week in opening if week >= weeks)
        found.append(("it can only go live as a fiscal year opens", everything & ~live))
    if step.target is not None and step.target.by and step.target.hard:
        latest = weeks_until(calendar, step.target.by) - weeks
        found.append((f"it must be finished by {step.target.by}", everything & ~_bits(range(latest + 1))))
    return [(name, mask) for name, mask in found if mask]


def _forbidden(rule: CalendarRule, weeks: int, calendar: Calendar) -> int:
    mask = 0
    if rule.earliest:
        mask |= _bits(week for week in range(calendar.weeks) if calendar.day(week) < rule.earliest)
    blocked = calendar.weeks_in(rule.during)
    if rule.blocks == "start":
        mask |= _bits(blocked)
    elif rule.blocks == "launch":
        mask |= _bits(week - weeks for week in blocked if week >= weeks)
    elif rule.blocks == "work":
        mask |= _bits(week - offset for week in blocked for offset in range(weeks) if week >= offset)
    return mask


def _bits(weeks: object) -> int:
    mask = 0
    for week in set(weeks):  # type: ignore[call-overload]
        mask |= 1 << week if week >= 0 else 0
    return mask


def make_project(
    journey: Journey, organisation: Organisation, steps: tuple[Step, ...], calendar: Calendar,
    rules: Mapping[str, list[tuple[str, int]]],
) -> Project:  # fmt: skip
    """Compiles organisation and steps into a scheduling problem in whole numbers."""
    labels, begins = calendar.labels, calendar.begins
    handovers = {
        h.role: (next((i for i, label in enumerate(labels) if label >= h.from_quarter), len(labels)), h.to)
        for h in organisation.handovers
    }
    bare = Project((), begins, {}, None, organisation.carry_over, handovers)
    part = [min(1.0, (end - begin) / WEEKS_PER_QUARTER) for begin, end in zip(begins, begins[1:], strict=False)]
    capacity = {
        role: [round(series.at(i, label) * part[i] * SCALE) for i, label in enumerate(labels)]
        for role, series in organisation.capacity.items()
    }
    for role, load in run_load(journey, organisation).items():
        for i in range(len(labels)):
            carrier = bare.carrier(role, i)
            if carrier in capacity:
                capacity[carrier][i] -= round(load * part[i] * SCALE)
    budget = None
    if organisation.budget is not None:
        budget = tuple(round(organisation.budget.at(i, label) * part[i] * SCALE) for i, label in enumerate(labels))
    everything = (1 << calendar.weeks) - 1

    def whole(amounts: Mapping[str, float]) -> dict[str, int]:
        return {role: round(value * SCALE) for role, value in amounts.items() if round(value * SCALE)}

    def allowed(step: Step) -> int:
        mask = everything
        for _, forbidden in rules[step.id]:
            mask &= ~forbidden
        return mask

    return Project(
        activities=tuple(
            Activity(
                id=step.id,
                weeks=step.duration,
                work=whole(step.work),
                cost=round(step.cost * SCALE),
                run=whole(step.run),
                grants=whole(step.grants),
                needs=step.needs,
                allowed=allowed(step),
                weight=step.value,
                due=weeks_until(calendar, step.target.by) if step.target and step.target.by else None,
            )
            for step in steps
        ),
        begins=begins,
        capacity={role: tuple(amounts) for role, amounts in capacity.items()},
        budget=budget,
        carry_over=organisation.carry_over,
        handovers=handovers,
    )


def run_sequencer(registry: Registry, name: str, project: Project, priority: Mapping[str, float]) -> Sequence:
    """Runs a sequencer and checks its answer: a plan that breaks a rule is refused, whoever made it."""
    sequencer = registry.get("sequencers", name)
    provider = registry.provider("sequencers", name)
    try:
        sequence = sequencer.sequence(project, priority)
        broken = violations(project, sequence.starts)
    except Exception as error:  # a plugin may raise anything
        raise PluginError(f"sequencer '{name}' of {provider} failed: {_brief(error)}") from error
    if broken:
        raise PluginError(f"sequencer '{name}' of {provider} made a plan that breaks rules: " + "; ".join(broken[:5]))
    return Sequence(dict(sequence.starts), sequence.bound)


class _Assembly:
    """Puts the finished plan into words and dates. Only reads; one instance per roadmap."""

    def __init__(
        self, graph: CapabilityGraph, remaining: Remaining, steps: tuple[Step, ...], calendar: Calendar, scope: Scope,
        card: ScoreCard, rules: Mapping[str, list[tuple[str, int]]], project: Project, sequence: Sequence,
        sequencer: str, language: str,
    ):  # fmt: skip
        self.graph, self.remaining, self.steps, self.calendar = graph, remaining, steps, calendar
        self.scope, self.card, self.rules, self.project = scope, card, rules, project
        self.sequence, self.sequencer, self.language = sequence, sequencer, language
        self.journey, self.organisation = graph.journey, graph.organisation
        self.starts = sequence.starts
        self.step = {step.id: step for step in steps}
        self.activity = {activity.id: activity for activity in project.activities}
        self.ledger = Ledger(project)
        for activity in project.activities:
            if activity.id in self.starts:
                self.ledger.place(activity, self.starts[activity.id])
        self.names = {c.id: c.name.say(language) for c in self.journey.capabilities.values()}
        self.roles = {role: name.say(language) for role, name in self.journey.roles.items()}

    def label(self, step_id: str) -> str:
        """A step's name, with its level where the capability has several steps or does not start from 0."""
        step = self.step[step_id]
        several = sum(other.capability.id == step.capability.id for other in self.steps) > 1
        return f"{self.names[step.capability.id]} (level {step.to_level})" if several else self.names[step.capability.id]

    def roadmap(self) -> Roadmap:
        why = {step_id: reasons.reason(self, step_id) for step_id in self.starts}
        chain = reasons.critical_chain(self, why)
        slack = reasons.slack(self)
        placements = tuple(
            self._placement(step_id, why[step_id], step_id in chain, slack[step_id])
            for step_id in sorted(self.starts, key=lambda s: (self.starts[s], self.ledger.finish(s), s))
        )
        diagnosis = diagnose(self.journey, self.organisation)
        goals = self.organisation.goals
        total = sum(goals.values()) or 1
        left_out = tuple(self._left_out())
        return Roadmap(
            organisation=self.organisation.id,
            name=self.organisation.name.say(self.language),
            fictional=self.organisation.fictional,
            journey=self.journey.id,
            journey_name=self.journey.name.say(self.language),
            language=self.language,
            currency=self.organisation.currency,
            title=reasons.title(self, why, chain, left_out),
            calendar=self.calendar,
            stages=tuple(self._stage(s.id) for s in self.journey.stages),
            lanes=tuple(Lane(r, n) for r, n in self.roles.items() if any(p.owner == r for p in placements)),
            placements=placements,
            left_out=left_out,
            critical_chain=chain,
            diagnosis=diagnosis,
            stage_name=next((s.name.say(self.language) for s in self.journey.stages if s.id == diagnosis.stage), ""),
            capacity_use=tuple(self._capacity_use()),
            budget_use=tuple(self._budget_use()),
            goals={
                self.journey.goals[g].name.say(self.language): w / total
                for g, w in sorted(goals.items(), key=lambda item: -item[1])
                if w
            },
            names=self.names,
            area_names={area: name.say(self.language) for area, name in self.journey.areas.items()},
            scorers=self.card.weights,
            sequencer=self.sequencer,
            objective=sum(self.activity[s].weight * self.ledger.finish(s) for s in sorted(self.starts)),
            bound=self.sequence.bound,
            warnings=(*self.card.warnings, *self._warnings(placements)),
        )

    def _placement(self, step_id: str, why: reasons.Reason, critical: bool, slack: int) -> Placement:
        step, start, finish = self.step[step_id], self.starts[step_id], self.ledger.finish(step_id)
        capability = step.capability
        asked_by = self.remaining.because[capability.id]
        due = step.target.by if step.target else None
        return Placement(
            id=step_id,
            capability=capability.id,
            name=self.label(step_id),
            outcome=capability.outcome.say(self.language),
            from_level=step.from_level,
            to_level=step.to_level,
            level_name=self.journey.levels[step.to_level].say(self.language),
            stage=capability.stage,
            stage_number=self.journey.stage(capability.stage).number,
            area=capability.area,
            owner=capability.owner,
            owner_name=self.roles[capability.owner],
            contributors=tuple(self.roles[role] for role in capability.contributors),
            start=start,
            finish=finish,
            start_date=self.calendar.day(start),
            end_date=self.calendar.last_day(finish),
            start_quarter=self.calendar.label(start),
            live_quarter=self.calendar.label(finish),
            effort=step.effort.likely,
            cost=step.cost,
            run=sum(step.run.values()),
            value=step.value,
            priority=self.card.priority[step_id],
            scores=self.card.results[step_id],
            reason=why,
            serves=tuple(self.names[c] for c in asked_by if c != capability.id),
            is_target=step.target is not None,
            due=due,
            late_weeks=max(0, finish - self.scope.due[step_id]) if step_id in self.scope.due else 0,
            needs=step.needs,
            unlocks=self.scope.unlocks[step_id],
            unlocks_later=len(self.graph.unlocks(capability.id)),
            slack=slack,
            critical=critical,
            done=step.done,
            eased=step.eased,
            dragged=step.dragged,
        )

    def _stage(self, stage_id: str) -> StageInfo:
        stage = self.journey.stage(stage_id)
        own = [step.id for step in self.steps if step.capability.stage == stage_id]
        finish = max((self.ledger.finish(s) for s in own if s in self.starts), default=None)
        return StageInfo(stage_id, stage.number, stage.name.say(self.language), finish if all(s in self.starts for s in own) else None)

    def _left_out(self) -> list[LeftOut]:
        found: list[LeftOut] = []
        missing = [step for step in self.steps if step.id not in self.starts]
        for step in missing:
            kind, text = reasons.why_left_out(self, step)
            found.append(self._out(step.capability.id, kind, text, asked=True, name=self.label(step.id)))
        planned = {step.capability.id for step in self.steps}
        not_taken = {
            threshold.capability: need
            for need, taken in self.remaining.chosen.items()
            for threshold in need.alternatives
            if threshold != taken
        }
        level = self.journey.policy.target_level
        for c, capability in self.journey.capabilities.items():
            if c in planned or self.graph.level(c) >= level:
                continue
            if not self.graph.applies(capability):
                found.append(self._out(c, "not-applicable", f"for {capability.units_at_least} units or more"))
            elif self.organisation.priorities.get(c) == "wont":
                found.append(self._out(c, "wont", "kept out by 'wont'"))
            elif c in not_taken:
                taken = self.remaining.chosen[not_taken[c]].capability
                found.append(self._out(c, "other-branch", f"{self.names[taken]} does instead, with less remaining effort"))
            else:
                found.append(self._out(c, "not-needed", "no target needs it"))
        return found

    def _out(self, c: str, kind: str, text: str, *, asked: bool = False, name: str = "") -> LeftOut:
        number = self.journey.stage(self.journey.capabilities[c].stage).number
        return LeftOut(c, name or self.names[c], number, kind, text, asked)

    def _capacity_use(self) -> list[Use]:
        """Per role and quarter, over the quarters in which there is work."""
        periods = self._active_periods()
        run: Counter[tuple[str, int]] = Counter()
        work: Counter[tuple[str, int]] = Counter()
        granted: Counter[tuple[str, int]] = Counter()
        for role, load in run_load(self.journey, self.organisation).items():
            for i in range(periods):
                length = self.calendar.begins[i + 1] - self.calendar.begins[i]
                run[self.project.carrier(role, i), i] += round(load * min(1.0, length / WEEKS_PER_QUARTER) * SCALE)
        for step_id, start in self.starts.items():
            activity = self.activity[step_id]
            for (role, i), value in self.project.load(self._only(activity, "work"), start).items():
                work[role, i] += value
            for (role, i), value in self.project.load(self._only(activity, "run"), start).items():
                run[role, i] += value
            for (role, i), value in self.project.load(self._only(activity, "grants"), start).items():
                granted[role, i] -= value
        uses = []
        for role, name in self.roles.items():
            series = self.organisation.capacity.get(role)
            for i, label in enumerate(self.calendar.labels[:periods]):
                length = self.calendar.begins[i + 1] - self.calendar.begins[i]
                capacity = None
                if series is not None:
                    capacity = series.at(i, label) * min(1.0, length / WEEKS_PER_QUARTER) + granted[role, i] / SCALE
                if run[role, i] or work[role, i]:
                    uses.append(Use(role, name, label, capacity, run[role, i] / SCALE, work[role, i] / SCALE))
        return uses

    @staticmethod
    def _only(activity: Activity, part: str) -> Activity:
        from dataclasses import replace

        return replace(activity, **{key: {} for key in ("work", "run", "grants") if key != part})

    def _budget_use(self) -> list[Spend]:
        spend: Counter[int] = Counter()
        for step_id, start in self.starts.items():
            spend.update(self.project.spend(self.activity[step_id], start))
        budget = self.project.budget
        return [
            Spend(label, budget[i] / SCALE if budget is not None else None, spend[i] / SCALE)
            for i, label in enumerate(self.calendar.labels[: self._active_periods()])
        ]

    def _active_periods(self) -> int:
        last = max((self.ledger.finish(s) for s in self.starts), default=1)
        return self.calendar.quarter_index(max(last - 1, 0)) + 1

    def _warnings(self, placements: tuple[Placement, ...]) -> list[str]:
        warnings = []
        used = {role for step in self.steps for role in step.work}
        unlimited = [self.roles[role] for role in self.roles if role in used and role not in self.organisation.capacity]
        if unlimited:
            warnings.append("no capacity is given for " + ", ".join(unlimited) + ": taken as not limited")
        for role, amounts in self.project.capacity.items():
            short = [self.calendar.labels[i] for i, left in enumerate(amounts) if left < 0]
            if short:
                warnings.append(
                    f"running what is in place already takes more than the capacity of {self.roles[role]} from {short[0]} on"
                )
        for placed in placements:
            if placed.late_weeks:
                warnings.append(f"{placed.name} is {placed.late_weeks} weeks later than asked for ({placed.due})")
        for rootless in self.graph.rootless():
            warnings.append(f"{self.names[rootless]} is in place without its prerequisites: likely to slip")
        return warnings
