"""Whether planned steps follow from the journey: levels without gaps, every prerequisite of every level, nothing beside
what excludes it, and work as long as the journey and the organisation say."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from planner.domain.circumstances import Circumstances
from planner.domain.journey import Capability, Journey
from planner.domain.organisation import Organisation
from planner.domain.values import Condition, Need
from planner.verification.planned import Planned, as_done, part_of_levels


def level_today(organisation: Organisation, capability: Capability) -> int:
    """The level that counts today: without its seats a council is not at level 2."""
    standing = organisation.levels.get(capability.id)
    stated = 0 if standing is None else standing.level
    filled = organisation.seats.get(capability.id)
    seats = {role for role in capability.seats if not _is_never_there(organisation, role)}
    if stated >= 2 and filled is not None and seats - set(filled):
        return 1
    return stated


def _is_never_there(organisation: Organisation, role: str) -> bool:
    series = organisation.capacity.get(role)
    return series is not None and not any(series.values) and not any(amount for _since, amount in series.changes)


def is_for(organisation: Organisation, capability: Capability) -> bool:
    """Whether a capability is for so many units, for where the organisation works and for what is true of it."""
    return capability.units_at_least <= organisation.units and binds(organisation, capability.only_for)


def binds(organisation: Organisation, only_for: Circumstances) -> bool:
    """Whether something is for where the organisation works and for what is true of it."""
    places, traits = only_for.regions, only_for.traits
    somewhere = not places or any(place in organisation.regions for place in places)
    return somewhere and (not traits or any(trait in organisation.traits for trait in traits))


def part_done(organisation: Organisation, step: Planned) -> float | None:
    """The part of a step that is done already; None where it has not begun."""
    for work in organisation.in_progress:
        if work.capability == step.capability and work.level == step.to_level and work.level > step.from_level:
            return work.done
    return None


def broken_modes(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Each step is done in a way that there is, and in the one that is decided."""
    for step in planned:
        decided = organisation.modes.get(step.capability)
        known = {"", *(mode.id for mode in journey.capabilities[step.capability].modes)}
        if step.mode not in known:
            yield f"{step} is done in the way '{step.mode}', which there is not"
        elif decided is not None and step.mode != ("" if decided == "own" else decided):
            yield f"{step} is done in the way '{step.mode or 'own'}', but '{decided}' is decided"


def broken_levels(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Each capability goes up from today's level without a gap, one step after the other."""
    for capability in journey.capabilities.values():
        own = sorted((s for s in planned if s.capability == capability.id), key=lambda s: s.to_level)
        reached, ready = level_today(organisation, capability), 0
        for step in own:
            if step.from_level != reached or step.to_level <= reached:
                yield f"{step} goes from level {step.from_level}, but the level is {reached}"
            if step.start < ready:
                yield f"{step} starts before the level below it is reached"
            reached, ready = step.to_level, step.finish
        if own and organisation.priorities.get(capability.id) == "wont":
            yield f"{own[0]} is planned although it is 'wont'"
        if own and not is_for(organisation, capability):
            yield f"{own[0]} is planned although it is not for such an organisation"
        rivals = [s for s in planned if own and s.capability > capability.id
                  and capability.group and journey.capabilities[s.capability].group == capability.group]  # fmt: skip
        if rivals:
            yield f"{own[0]} and {rivals[0]} exclude each other"


def needs_of(journey: Journey, organisation: Organisation, capability: Capability, level: int) -> Iterator[Need]:
    """What has to hold before a level, by the journey's text and the organisation's own requirements."""
    if level >= journey.policy.needs_from_level:
        yield from capability.needs
    yield from _required(organisation, capability)
    for at, needs in capability.level_needs:
        if at <= level:
            yield from needs


def _required(organisation: Organisation, capability: Capability) -> Iterator[Need]:
    for requirement in organisation.requirements:
        if requirement.before.matches(capability):
            for need in requirement.needs:
                if all(one.capability != capability.id for one in need.alternatives):
                    yield need


def needs_by_rule(journey: Journey, organisation: Organisation) -> dict[str, list[Need]]:
    """What the journey's rules ask for, by capability. Whatever leads to what a rule asks for is free of it; of two
    rules that would wait for each other, the one written first holds."""
    top = len(journey.levels) - 1
    before = {
        c.id: {one.capability for need in needs_of(journey, organisation, c, top) for one in need.alternatives}
        for c in journey.capabilities.values()
    }
    found: dict[str, list[Need]] = {}
    for rule in journey.rules.values():
        bound = binds(organisation, rule.only_for) and rule.id not in organisation.relaxed
        for need in rule.needs if bound else ():
            free: set[str] = set()
            todo = [one.capability for one in need.alternatives]
            while todo:
                name = todo.pop()
                if name not in free:
                    free.add(name)
                    todo += before[name]
            for capability in journey.capabilities.values():
                if capability.id not in free and rule.matches(capability):
                    found.setdefault(capability.id, []).append(need)
                    before[capability.id] |= {one.capability for one in need.alternatives}
    return found


def broken_needs(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Every prerequisite holds before the step begins that needs it: today, or by a step that is finished."""
    by_rule = needs_by_rule(journey, organisation)
    for step in planned:
        if part_done(organisation, step) is not None:
            continue  # what has begun does not wait any more
        capability = journey.capabilities[step.capability]
        first = step.from_level == level_today(organisation, capability)
        lead = ceil(capability.lead_time.likely - 1e-9) if first else 0
        waits = [weeks.likely for trait, weeks in capability.waits.items() if first and trait in organisation.traits]
        opens = ceil(max(waits, default=0.0) - 1e-9)
        if first and capability.id in organisation.lead_began:  # it runs beside what the step needs
            away = (organisation.lead_began[capability.id] - organisation.start).days
            opens, lead = max(opens, lead) + -(-away // 7), 0
        begins = step.start - lead
        if begins < 0 or step.start < opens:
            yield f"{step} starts in week {step.start}, within its lead time"
        needs = list(by_rule.get(capability.id, ()))
        for level in range(step.from_level + 1, step.to_level + 1):
            needs += needs_of(journey, organisation, capability, level)
        for need in dict.fromkeys(needs):
            known = [one for one in need.alternatives if is_for(organisation, journey.capabilities[one.capability])]
            held = any(
                level_by(journey, organisation, planned, one.capability, begins, one.lag) >= one.level for one in known
            )
            if known and not held:
                yield f"{step} starts in week {step.start}, before {need}"
        for rule, stage, weeks in _stages_first(journey, organisation, planned, capability):
            if not _is_reached(journey, organisation, planned, stage, begins, weeks):
                yield f"{step} starts in week {step.start}, before '{stage}' is reached as '{rule}' asks"


def _stages_first(
    journey: Journey, organisation: Organisation, planned: tuple[Planned, ...], capability: Capability
) -> Iterator[tuple[str, str, int]]:
    """(rule, stage, weeks to settle) of what rules ask for before work on a capability. Where the plan does not reach
    the stage the rule asks for nothing; what leads to the stage is free of it."""
    for rule in journey.rules.values():
        if rule.id in organisation.relaxed or not binds(organisation, rule.only_for) or not rule.matches(capability):
            continue
        for one in rule.settled:
            end = max((step.finish for step in planned), default=0)
            reached = _is_reached(journey, organisation, planned, one.stage, end, 0)
            if reached and capability.id not in _on_the_way(journey, organisation, one.stage):
                yield rule.id, one.stage, one.weeks


def _conditions(journey: Journey, stage: str) -> Iterator[Condition]:
    """What a stage and those before it ask for."""
    for one in journey.stages:
        yield from one.reached_when
        if one.id == stage:
            return


def _is_reached(
    journey: Journey, organisation: Organisation, planned: tuple[Planned, ...], stage: str, week: int, weeks: int
) -> bool:
    """Whether a stage is reached when a week begins; what is planned counts so many weeks after it is finished."""
    return all(
        sum(
            any(level_by(journey, organisation, planned, c, week, weeks) >= condition.level for c in group)
            for group in condition.of
        )
        >= condition.at_least
        for condition in _conditions(journey, stage)
    )


def _on_the_way(journey: Journey, organisation: Organisation, stage: str) -> set[str]:
    """The capabilities that a stage may ask for, and everything that these stand on."""
    todo = [c for condition in _conditions(journey, stage) for group in condition.of for c in group]
    by_rule, top = needs_by_rule(journey, organisation), len(journey.levels) - 1
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            needs = [*needs_of(journey, organisation, journey.capabilities[name], top), *by_rule.get(name, ())]
            todo += [one.capability for need in needs for one in need.alternatives]
    return found


def level_by(
    journey: Journey,
    organisation: Organisation,
    planned: tuple[Planned, ...],
    capability: str,
    week: int,
    lag: int = 0,
) -> int:
    """The level that a capability has when a week begins; what is planned counts ``lag`` weeks after it is finished."""
    level = level_today(organisation, journey.capabilities[capability])
    for step in planned:
        if step.capability == capability and step.finish + lag <= week:
            level = max(level, step.to_level)
    return level


def broken_durations(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Each step takes as long as is stated for its levels, with all that makes it longer or shorter."""
    for step in planned:
        capability = as_done(journey, step)
        added = _added(organisation, step, capability, planned)
        likely = capability.duration_estimate.likely
        factor, _effort = factors(journey, organisation, step, planned)
        wanted = max(1, ceil(likely * factor + added - 1e-9))
        if step.finish - step.start != wanted:
            yield f"{step} takes {step.finish - step.start} weeks instead of {wanted}"
        if step.eased:
            low = [
                c
                for c in capability.eased_by
                if level_by(journey, organisation, planned, c, step.start) < journey.policy.target_level
            ]
            if low:
                yield f"{step} counts as eased by {low[0]}, which does not come first"


def _added(organisation: Organisation, step: Planned, capability: Capability, planned: tuple[Planned, ...]) -> int:
    """Weeks that rules of the organisation add; once for each capability, with its first step."""
    if any(other.capability == step.capability and other.to_level < step.to_level for other in planned):
        return 0
    return sum(rule.adds_weeks for rule in organisation.calendar if rule.applies_to.matches(capability))


def factors(
    journey: Journey, organisation: Organisation, step: Planned, planned: tuple[Planned, ...]
) -> tuple[float, float]:
    """What weeks and effort are multiplied with: the part of the levels, what eases it, what slows it down."""
    weeks = effort = part_of_levels(journey, step, part_done(organisation, step) or 0.0) * (
        journey.policy.eased_factor if step.eased else 1.0
    )
    for source in journey.capabilities.values():
        if source.drag is not None and _slows(journey, organisation, source, step, planned):
            weeks *= source.drag.duration_factor
            effort *= source.drag.effort_factor
    return weeks, effort


def _slows(
    journey: Journey, organisation: Organisation, source: Capability, step: Planned, planned: tuple[Planned, ...]
) -> bool:
    """Whether a way of working slows a step down: surely while it is how things are done and nothing replaces it; where
    that is itself among the choices of the plan, as the plan says."""
    own, level = journey.capabilities[step.capability], journey.policy.target_level
    if source.drag is None or source.drag.stage != own.stage or source.id == own.id:
        return False
    group = [c for c in journey.capabilities.values() if source.group and c.group == source.group]

    def comes(capability: Capability) -> bool:
        return level_today(organisation, capability) >= level or any(
            other.capability == capability.id and other.to_level >= level for other in planned
        )

    sure = comes(source) and own not in group and not any(comes(rival) for rival in group if rival is not source)
    return sure or source.id in step.slowed_by
