"""What to plan for, and why: the targets that are stated, what a stage asks for, what serves a goal well, and what gets
an organisation out of where it is stuck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from planner.domain.capability_graph import CapabilityGraph, UnreachableError
from planner.domain.circumstances import Regulation
from planner.domain.journey import Journey, Stage
from planner.domain.maturity import diagnose
from planner.domain.organisation import Organisation, Target
from planner.domain.step import goal_value
from planner.domain.values import Condition

NEXT = "next"
"""What a target stage may be called, beside its id: the one after the stage that the organisation is in."""

SCOPES = ("needed", "goals", "all")
"""How much a plan to a stage holds: what the stage needs; also what serves the goals well; everything there is."""

SERVES = ((0.2, 4), (0.5, 3))
"""(part of the weight of all goals, what a capability must be worth for such a goal, of 5, to be wished for)."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Why a capability is planned for.

    Attributes:
        kind: target (it is stated), law (a regulation asks for it), stage (a stage asks for it), goal (it serves one
            well), stall (it gets out of a pattern of being stuck), belongs (to a stage, without being asked for), units
            (it brings units on board that are listed) or scope (everything is asked for).
        what: the id of the regulation, stage, goal or pattern; empty for the others.
    """

    capability: str
    level: int
    kind: str
    what: str = ""

    @property
    def wished(self) -> bool:
        """Whether it is planned where it fits, and else named."""
        return self.kind in ("goal", "stall", "belongs", "units", "scope")


@dataclass(frozen=True, slots=True)
class Aims:
    """``targets``: each once, those that must be reached first; ``aims``: why, in the order of importance; ``stage``:
    the id of the stage that is planned for, empty where only what is stated is."""

    targets: tuple[Target, ...]
    aims: tuple[Aim, ...]
    stage: str = ""

    def of(self, capability: str) -> tuple[Aim, ...]:
        """Why a capability is planned for; nothing where it is there only for what needs it."""
        return tuple(aim for aim in self.aims if aim.capability == capability)

    def bare(self, keep: frozenset[str] = frozenset()) -> Aims:
        """Less what is only wished for, but for some capabilities."""
        own = {aim.capability for aim in self.aims if aim.wished} - keep
        asked = {(aim.capability, aim.level) for aim in self.aims if not aim.wished}
        targets = tuple(
            one for one in self.targets if one.capability not in own or (one.capability, one.level) in asked
        )
        return Aims(targets, tuple(a for a in self.aims if not a.wished or a.capability in keep), self.stage)


def find_aims(
    graph: CapabilityGraph,
    scope: str = "goals",
    unlocks: Mapping[str, Iterable[str]] | None = None,
    barred: frozenset[str] = frozenset(),
) -> Aims:
    """The stated targets and what the target stage asks for; an organisation that states neither goes to the journey's
    last stage. Where a stage is planned for, also what is wished for, see ``SCOPES``.

    Args:
        unlocks: by pattern of being stuck that was found, the capabilities that get out of it.
        barred: capabilities that are not chosen for a stage as long as there is another choice.

    Raises:
        UnreachableError: something that must be reached is out of reach whatever is done.
    """
    aims = [Aim(target.capability, target.level, "target") for target in graph.organisation.targets]
    stated, asked_by_law = with_law(graph)
    aims += asked_by_law
    number = _stage_number(graph)
    if not number:
        return Aims(stated, tuple(aims))
    wishes = list(_wishes(graph, scope, unlocks or {}, number, stated))
    levels: dict[str, int] = {}
    for aim in wishes:
        levels[aim.capability] = max(aim.level, levels.get(aim.capability, 0))
    waves = {one.capability for one in graph.organisation.waves}  # whoever lists units wants all of them on board
    firmly = {aim.capability for aim in wishes if aim.kind != "belongs" or aim.capability in waves}
    # the rest only where it delays nothing dearer
    wished = tuple(Target(c, level, optional=c not in firmly, wished=c in firmly) for c, level in levels.items())
    added: list[Target] = []
    for stage in graph.journey.stages[:number]:
        for condition in stage.reached_when:
            aims += _satisfy(graph, condition, stage, stated, wished, added, barred)
    asked = {(target.capability, target.level) for target in (*stated, *added)}
    rest: list[Target] = []
    for one in wished:  # what excludes something that must be reached, or an earlier wish, is none
        if (one.capability, one.level) not in asked and _reachable(graph, (*stated, *added, *rest, one)):
            rest.append(one)
    known = {target.capability for target in (*stated, *added, *rest)}
    wishes = [aim for aim in wishes if aim.capability in known]
    return Aims((*stated, *added, *rest), (*aims, *wishes), graph.journey.stages[number - 1].id)


def open_aims(graph: CapabilityGraph, aims: Aims) -> tuple[Aims, tuple[tuple[int, Condition], ...]]:
    """(all members of the stages that are planned for, to choose from; what each stage, by number, asks for). What was
    chosen for them is wished for, the rest optional; what is only wished for otherwise is left away."""
    stated = with_law(graph)[0]
    own = {(target.capability, target.level) for target in stated}
    chosen = [replace(t, wished=True) for t in aims.bare().targets if (t.capability, t.level) not in own]
    stages = graph.journey.stages
    number = next((stage.number for stage in stages if stage.id == aims.stage), 0)
    conditions = tuple((stage.number, condition) for stage in stages[:number] for condition in stage.reached_when)
    targets = [*stated, *chosen]
    known = {(target.capability, target.level) for target in targets}
    for _number, condition in conditions:
        for c in (c for group in condition.of for c in group if graph.level(c) < condition.level):
            one = Target(c, condition.level, optional=True)
            lacking = graph.organisation.lacks(graph.journey.capabilities[c])
            if (c, condition.level) not in known and not lacking and _reachable(graph, (*targets, one)):
                known.add((c, condition.level))
                targets.append(one)
    return Aims(tuple(targets), aims.bare().aims, aims.stage), conditions


def find_targets(graph: CapabilityGraph) -> tuple[Target, ...]:
    """The targets alone, with what serves the goals well."""
    return find_aims(graph).targets


def with_law(graph: CapabilityGraph) -> tuple[tuple[Target, ...], list[Aim]]:
    """(the stated targets, and what the law asks for where the organisation works; why the latter are among them).
    What applies already is wanted within ``Policy.catch_up_weeks``. What cannot be reached is left away: whoever shows
    the obligations says so."""
    organisation, policy = graph.organisation, graph.journey.policy
    stated, aims = {target.capability: target for target in organisation.targets}, []
    began = organisation.began or organisation.start  # who plans again later has no more time for it
    catch_up = began + timedelta(weeks=policy.catch_up_weeks)
    for law in (one for one in law_for(graph.journey, organisation) if one.certain):
        by = law.since if law.since and law.since > began else catch_up
        for one in law.asks:
            known = stated.get(one.capability)
            if graph.met(one) or not graph.applies(graph.journey.capabilities[one.capability]):
                continue
            if known is None:
                target = Target(one.capability, one.level, by, by_law=True)
            elif known.by_law or not known.by:  # a date of the organisation's own stays
                first = min(by, known.by or by)
                target = replace(known, level=max(known.level, one.level), by=first, optional=False, by_law=True)
            else:
                target = replace(known, level=max(known.level, one.level))
            if _reachable(graph, (*(t for c, t in stated.items() if c != one.capability), target)):
                stated[one.capability] = target
                aims.append(Aim(one.capability, one.level, "law", law.id))
    return tuple(stated.values()), aims


def law_for(journey: Journey, organisation: Organisation) -> Iterator[Regulation]:
    """The law that binds an organisation, now or later, settled or not, less what it does not follow."""
    for law in journey.regulations.values():
        if law.id not in organisation.relaxed and organisation.is_among(law.only_for):
            yield law


def _stage_number(graph: CapabilityGraph) -> int:
    """The stage to plan for; 0: only what is stated."""
    organisation, stages = graph.organisation, graph.journey.stages
    if organisation.target_stage == NEXT:
        return min(diagnose(graph.journey, organisation).stage_number + 1, len(stages))
    if organisation.target_stage:
        return graph.journey.stage(organisation.target_stage).number
    return 0 if organisation.targets else len(stages)


def _wishes(
    graph: CapabilityGraph, scope: str, unlocks: Mapping[str, Iterable[str]], number: int, stated: tuple[Target, ...]
) -> Iterator[Aim]:
    """What a plan to a stage holds beside what the stage asks for."""
    journey, level = graph.journey, graph.journey.policy.target_level
    goals = graph.organisation.goals
    total = sum(goals.values()) or 1.0
    enough = {  # by goal, what a capability must be worth for it
        goal: min((least for part, least in SERVES if weight / total >= part), default=0)
        for goal, weight in sorted(goals.items(), key=lambda one: -one[1])
    }
    converging = _waves(graph, number)
    for c, capability in journey.capabilities.items():
        too_late = journey.stage(capability.stage).number > number and c not in converging
        if scope == "needed" or too_late or graph.level(c) >= level or graph.organisation.lacks(capability):
            continue
        own = [Aim(c, level, "goal", g) for g, least in enough.items() if least and capability.value.get(g, 0) >= least]
        own += [Aim(c, level, "stall", pattern) for pattern, ids in unlocks.items() if c in ids]
        own += [Aim(c, level, "units")] if c in converging else []
        if scope == "all" and not capability.group:
            own.append(Aim(c, level, "scope"))
        for stage in journey.stages[:number]:
            own += [Aim(c, one.level, "belongs", stage.id) for one in stage.belongs
                    if one.capability == c and graph.level(c) < one.level]  # fmt: skip
        if own and _reachable(graph, (*stated, Target(c, max(aim.level for aim in own)))):
            yield from own


def _waves(graph: CapabilityGraph, number: int) -> frozenset[str]:
    """What brings listed units on board in a plan that ends before the last stage, to which the waves belong: whoever
    lists units wants to see them come once the stage is aimed at in which that begins."""
    journey = graph.journey
    if number >= len(journey.stages):
        return frozenset()
    own = (one for one in graph.organisation.waves if one.onboarding in journey.capabilities)
    return frozenset(
        one.capability for one in own if journey.stage(journey.capabilities[one.onboarding].stage).number <= number
    )


def _reachable(graph: CapabilityGraph, targets: tuple[Target, ...]) -> bool:
    try:
        graph.closure(targets)
    except UnreachableError:
        return False
    return True


def _satisfy(
    graph: CapabilityGraph,
    condition: Condition,
    stage: Stage,
    stated: tuple[Target, ...],
    wished: tuple[Target, ...],
    added: list[Target],
    barred: frozenset[str],
) -> Iterator[Aim]:
    """Adds members until the condition holds: first what is planned or wished for anyway, then what gives the goals
    most for its effort. What is barred and planned anyway does not count: the stage need not wait for it."""
    members = list(condition.of)
    hoped = {target.capability for target in wished}
    while True:
        wanted, _ = graph.closure((*stated, *added))
        aside = barred - {target.capability for target in added}
        counted = {c: level for c, level in wanted.items() if c not in aside}
        open_groups = [
            group
            for group in members
            if not any(max(graph.level(c), counted.get(c, 0)) >= condition.level for c in group)
        ]
        missing = condition.at_least - (len(members) - len(open_groups))
        if missing <= 0:
            break
        options: list[tuple[bool, bool, bool, float, int, str]] = []
        for position, group in enumerate(open_groups):
            for member in group:
                try:
                    cost = graph.closure((*stated, *added, Target(member, condition.level)))[1]
                except UnreachableError:
                    continue
                capability = graph.journey.capabilities[member]
                worth = goal_value(graph.journey, graph.organisation, capability)
                rank = -(worth + 0.5) / (1.0 + cost)
                barred_here = member in barred or graph.organisation.lacks(capability)
                options.append((barred_here, capability.optional, member not in hoped, rank, position, member))
        if not options:
            names = ", ".join(c for group in open_groups for c in group)
            raise UnreachableError(stage.id, "", f"it asks for {missing} more of {names}, which cannot be had")
        added.append(Target(min(options)[-1], condition.level, stage=stage.number))
    _make_sure(graph, condition, stage, stated, added)
    wanted, _ = graph.closure((*stated, *added))
    aside = barred - {target.capability for target in added}
    for group in members:
        for c in (one for one in group if one not in aside):
            if graph.level(c) < condition.level <= wanted.get(c, 0):
                yield Aim(c, condition.level, "stage", stage.id)


def _make_sure(
    graph: CapabilityGraph, condition: Condition, stage: Stage, stated: tuple[Target, ...], added: list[Target]
) -> None:
    """Makes members targets that are on the way to others only as one of several: a plan may take another one of those,
    and then does without them. And those on the way to what is stated: where that finds no room, the stage still asks
    for them."""
    wanted, certain = graph.closure((*stated, *added))[0], graph.remaining((*stated, *added)).certain
    by_stated = graph.remaining(stated).certain if stated else {}
    known = {(target.capability, target.level) for target in (*stated, *added)}
    met, there, lasting, likely = 0, 0, list[str](), list[str]()
    for group in condition.of:
        there += any(graph.level(c) >= condition.level or (c, condition.level) in known for c in group)
        if any(max(graph.level(c), certain.get(c, 0)) >= condition.level for c in group):
            met += 1
            lasting += [
                c for c in group
                if graph.level(c) < condition.level <= by_stated.get(c, 0) and (c, condition.level) not in known
            ][:1]  # fmt: skip
        else:
            likely += [c for c in group if wanted.get(c, 0) >= condition.level][:1]
    more = [*lasting[: max(0, condition.at_least - there)], *likely[: max(0, condition.at_least - met)]]
    added += [Target(c, condition.level, stage=stage.number) for c in more]
