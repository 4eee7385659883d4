"""What a plan means for the units that an organisation lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.domain.unit import common_way, mean_level, own_levels
from planner.planning.schedule import Plan
from planner.roadmap.units import UnitArea, UnitState


def unit_states(plan: Plan) -> Iterator[UnitState]:
    """Where each unit stands, and when it works the common way: what is built once reaches it when it is built and the
    unit is on board; what every unit builds on its own, when all have."""
    organisation, journey = plan.organisation, plan.journey
    built = _built(plan)
    levels = {name: plan.graph.level(name) for name in journey.capabilities}
    for unit in organisation.named_units:
        wave = next((one for one in organisation.waves if unit.id in one.units), None)
        step = next((s for s in plan.starts if wave and plan.step[s].capability.id == wave.capability
                     and plan.step[s].to_level >= journey.policy.target_level), "")  # fmt: skip
        there = wave is None or levels[wave.capability] >= journey.policy.target_level
        finish = 0 if there else plan.ledger.finish(step) if step else None
        own = own_levels(unit, journey, levels, there=there)
        yield UnitState(
            unit.id, unit.name.say(plan.language), unit.staff, None if there or wave is None else wave.number, step,
            0 if there else plan.starts.get(step), finish, plan.step[step].effort.likely if step else 0.0,
            mean_level(own.values()), tuple(_areas(plan, built, own, finish)), tuple(own.items()),
        )  # fmt: skip


def _built(plan: Plan) -> dict[str, int]:
    """What waves bring to units and is there, or is planned, with the week in which it is: 0 today."""
    journey, target, found = plan.journey, plan.journey.policy.target_level, dict[str, int]()
    for name in common_way(journey):
        live = [plan.ledger.finish(s) for s in plan.starts
                if plan.step[s].capability.id == name and plan.step[s].to_level >= target]  # fmt: skip
        if plan.graph.level(name) >= target or live:
            found[name] = 0 if plan.graph.level(name) >= target else min(live)
    return found


def _areas(plan: Plan, built: Mapping[str, int], own: Mapping[str, int], joins: int | None) -> Iterator[UnitArea]:
    journey, target = plan.journey, plan.journey.policy.target_level
    for area in journey.areas:
        levels = {name: level for name, level in own.items() if journey.capabilities[name].area == area}
        weeks: list[int | None] = []
        for name in levels.keys() & built.keys():
            if levels[name] >= target:
                weeks.append(0)
            elif journey.capabilities[name].reach == "units" and built[name]:
                weeks.append(built[name])
            else:
                weeks.append(None if joins is None else max(built[name], joins))
        if weeks:
            week = None if None in weeks else max(one or 0 for one in weeks)
            yield UnitArea(area, mean_level(levels.values()), week)
