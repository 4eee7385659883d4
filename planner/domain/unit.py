"""Units of an organisation that are named: where each stands, and in which wave it comes on board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log2

from planner.domain.journey import Journey
from planner.domain.values import Series, Text, frozen_map

LEAST = 0.5
"""Of the work that a unit of ordinary size takes which lacks everything, what one takes that has it all, or is very
small: a coach and a check."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A business unit or market.

    Attributes:
        levels: those that are not the whole organisation's.
        capacity: of its own people, for the wave it comes in, by role.
        wave: 0 is the pilot; None: in the order of the list.
        on_board: it works the common way already.
    """

    id: str
    name: Text
    staff: int | None = None
    levels: Mapping[str, int] = field(default_factory=frozen_map)
    capacity: Mapping[str, Series] = field(default_factory=frozen_map)
    wave: int | None = None
    on_board: bool = False


@dataclass(frozen=True, slots=True)
class Wave:
    """Units that come on board together.

    Attributes:
        capability: the one whose step it is; onboarding: the one that brings units on board.
        number: 0 is the pilot.
        size: units of ordinary size that lack everything, which is as much work.
    """

    capability: str
    onboarding: str
    number: int
    units: tuple[str, ...]
    size: float


def in_waves(units: Sequence[Unit], most: int) -> list[list[Unit]]:
    """The units that are not on board yet: the pilot, then wave by wave. Who says no wave comes in the order of the
    list: the first is the pilot where nobody else is and nobody is on board, and each wave is larger than the one
    before (1 to 2 to 3).

    Args:
        most: how many waves there are at most, beside the pilot, where units do not say more.
    """
    coming, stated = [one for one in units if not one.on_board], dict[int, list[Unit]]()
    for one in coming:
        if one.wave is not None:
            stated.setdefault(one.wave, []).append(one)
    rest = [one for one in coming if one.wave is None]
    if rest and not stated.get(0) and len(coming) == len(units):
        stated[0] = [rest.pop(0)]
    count = min(most, floor(log2(len(rest) + 1))) if rest else 0
    begun, whole = 0, count * (count + 1)
    for number in range(1, count + 1):
        until = round(len(rest) * number * (number + 1) / whole)
        stated.setdefault(number, []).extend(rest[begun:until])
        begun = until
    return [stated.get(number, []) for number in range(max(stated, default=-1) + 1)]


def work_in(units: Iterable[Unit], everybody: Sequence[Unit], journey: Journey, levels: Mapping[str, int]) -> float:
    """How many units of ordinary size that lack everything are as much work as some units.

    Args:
        levels: of the whole organisation.
    """
    sizes = _sizes(everybody)
    return sum(sizes[one.id] * max(LEAST, lacking(own_levels(one, journey, levels), journey)) for one in units)


def work_lacking(units: Sequence[Unit], capability: str, journey: Journey, levels: Mapping[str, int]) -> float:
    """How many units of ordinary size that have nothing of a capability are as much work as all of them."""
    sizes = _sizes(units)
    own = {one.id: own_levels(one, journey, levels)[capability] for one in units}
    return sum(sizes[one.id] * lacking({capability: own[one.id]}, journey) for one in units)


def _sizes(units: Sequence[Unit]) -> dict[str, float]:
    """By unit, its size against the usual one."""
    known = [one.staff for one in units if one.staff]
    usual = sum(known) / len(known) if known else 1.0
    return {one.id: max(LEAST, (one.staff or usual) / usual) for one in units}


def lacking(own: Mapping[str, int], journey: Journey) -> float:
    """Part of the common way that a unit with such levels does not have, 0 to 1."""
    target = journey.policy.target_level
    short = [max(0, target - level) / target for level in own.values()]
    return sum(short) / len(short) if short else 1.0


def mean_level(own: Iterable[int]) -> float:
    """Where a unit with such levels stands."""
    levels = list(own)
    return sum(levels) / len(levels) if levels else 0.0


def own_levels(unit: Unit, journey: Journey, levels: Mapping[str, int], *, there: bool = False) -> dict[str, int]:
    """The levels of a unit in what is done in units, of stages up to that of what brings them on board: its own where
    it says them, else those of the whole. What is built once it has not taken over before it is on board.

    Args:
        levels: of the whole organisation.
        there: whether it has come on board.
    """
    found = {}
    for name in common_way(journey):
        whole = levels.get(name, 0)
        if journey.capabilities[name].reach == "rollout" and not (there or unit.on_board):
            whole = min(whole, journey.policy.target_level - 1)
        found[name] = unit.levels.get(name, whole)
    return found


def common_way(journey: Journey) -> tuple[str, ...]:
    """What is done in units, of stages up to that of what brings them on board."""
    brought = [journey.stage(one.stage).number for one in journey.capabilities.values() if one.rollout]
    upto = max(brought, default=len(journey.stages))
    return tuple(
        name for name, one in journey.capabilities.items() if one.reach and journey.stage(one.stage).number <= upto
    )
