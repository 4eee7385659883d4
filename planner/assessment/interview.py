"""Which questions an assessment asks, and in which order. Pure: answers in, the next question out.

Goals come before anything about ownership, and both after the plain questions of what is there: goals follow from how
far along an organisation is, and owners from its goals. What cannot matter is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.journey import Capability, Journey
from planner.domain.maturity import stage_of
from planner.domain.organisation import Organisation
from planner.domain.values import Text

STRONG = 3  # of 5: a capability of this value serves a goal strongly


@dataclass(frozen=True, slots=True)
class Offer:
    """A goal to weigh: how many capabilities of which stages serve it, and whether it is near.

    Attributes:
        stage: number of the first stage in which at least two capabilities serve it strongly.
        near: the organisation is in that stage or the one before.
    """

    goal: str
    stage: int
    near: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """The role that fits the goals: the one that owns most of what strongly serves them, with its share of that."""

    role: str
    share: float


def fitting_owner(journey: Journey, goals: Mapping[str, float]) -> Owner | None:
    """Who would naturally own it with these goals, as long as one discipline does (before the last stage); None when
    nothing serves them strongly."""
    value: dict[str, float] = {}
    for capability in journey.capabilities.values():
        if len(journey.stages) > 1 and capability.stage == journey.stages[-1].id:
            continue
        strong = {goal: worth for goal, worth in capability.value.items() if worth >= STRONG}
        worth = sum(weight * strong.get(goal, 0) for goal, weight in goals.items())
        value[capability.owner] = value.get(capability.owner, 0.0) + worth
    total = sum(value.values())
    best = max(sorted(value), key=lambda role: value[role], default="")
    return Owner(best, value[best] / total) if total else None


def questions(journey: Journey, capability: Capability) -> tuple[Text, ...]:
    """A yes/no question for each level from 1 on: the capability's own, or whether it is what the level's name says."""
    if capability.evidence:
        return capability.evidence
    codes = [code for code, _words in capability.name.by_language] or [journey.language]
    return tuple(
        Text(tuple((code, f"{capability.name.say(code)}: {level.say(code)}?") for code in codes))
        for level in journey.levels[1:]
    )


def asking_order(journey: Journey) -> tuple[Capability, ...]:
    """Capabilities by stage; within a stage those about ownership last: areas where capabilities exclude each other."""
    owning = {c.area for c in journey.capabilities.values() if c.group}
    number = {stage.id: stage.number for stage in journey.stages}
    places = {name: place for place, name in enumerate(journey.capabilities)}
    key = {c.id: (c.area in owning, number[c.stage], places[c.id]) for c in journey.capabilities.values()}
    return tuple(sorted(journey.capabilities.values(), key=lambda c: key[c.id]))


def is_about_ownership(journey: Journey, capability: Capability) -> bool:
    return any(c.group and c.area == capability.area for c in journey.capabilities.values())


def matters(journey: Journey, capability: Capability, levels: Mapping[str, int], organisation: Organisation) -> bool:
    """Whether an answer could change anything: not for other kinds of organisation, not where another way of its
    group is established, not far ahead (two stages on) while nothing in its area has begun."""
    if not organisation.applies(capability):
        return False
    if any(levels.get(rival, 0) >= journey.policy.target_level for rival in journey.group_of(capability.id)):
        return False
    reached, _ = stage_of(journey, {name: levels.get(name, 0) for name in journey.capabilities})
    if journey.stage(capability.stage).number <= (reached.number if reached else 0) + 1:
        return True
    earlier = [c for c in journey.capabilities.values() if c.area == capability.area and c.stage != capability.stage]
    return not earlier or any(levels.get(c.id, 0) for c in earlier)


def to_ask(journey: Journey, levels: Mapping[str, int], organisation: Organisation) -> tuple[Capability, ...]:
    """What is still to be asked: capabilities without an answer that matter, given the answers so far."""
    return tuple(c for c in asking_order(journey) if c.id not in levels and matters(journey, c, levels, organisation))


def offers(journey: Journey, levels: Mapping[str, int]) -> tuple[Offer, ...]:
    """The goals, those near the organisation's stage first; the others are the horizon to look at."""
    reached, _ = stage_of(journey, {name: levels.get(name, 0) for name in journey.capabilities})
    here = max(reached.number if reached else 0, 1)
    found = []
    for goal in journey.goals:
        strong = [
            journey.stage(c.stage).number for c in journey.capabilities.values() if c.value.get(goal, 0) >= STRONG
        ]
        stage = next((s.number for s in journey.stages if strong.count(s.number) >= 2), len(journey.stages))
        found.append(Offer(goal, stage, stage <= here + 1))
    return tuple(sorted(found, key=lambda offer: (not offer.near, offer.stage)))
