"""Units that an organisation lists: what brings units on board becomes a pilot and waves, each a step of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from planner.documents import parts
from planner.documents.reader import Document
from planner.domain.calendar import Calendar, YearStart
from planner.domain.journey import Capability, Journey, Policy, Rollout, Selector
from planner.domain.organisation import CalendarRule, Standing
from planner.domain.unit import Unit, Wave, in_waves, work_in
from planner.domain.values import Need, Series, Text, Threshold, frozen_map
from planner.i18n.translation import _, ngettext, speaking

MOST_QUARTERS = 60
FEW, LONGEST = 3, 40
"""Units that the name of a wave names, and letters that they take together."""


def check_units(document: Document, data: Mapping[str, Any], journey: Journey) -> None:
    """Units are there once, and what they say is about something that there is."""
    listed, seen = data.get("units"), dict[str, int]()
    start, horizon = parts.date_in(data.get("start")), data.get("horizon", journey.policy.horizon)
    helping = sorted({role for one in _onboarding(journey) for role in one.contributors})
    end = None
    if start and isinstance(horizon, int) and 0 < horizon <= MOST_QUARTERS:
        calendar = Calendar(start, horizon)
        end = calendar.last_day(calendar.weeks)
    for index, unit in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(unit, Mapping) or not isinstance(unit.get("id"), str):
            continue
        place = ("units", index)
        if unit["id"] in seen:
            document.refuse((*place, "id"), f"there are two units '{unit['id']}'", "give each an id of its own")
        seen[unit["id"]] = index
        for name, level in (unit.get("levels") or {}).items():
            if name not in journey.capabilities:
                document.unknown((*place, "levels", name), "capability", name, journey.capabilities, at_key=True)
            elif not journey.capabilities[name].reach:
                what = f"'{name}' is not done in units: the whole organisation has one"
                document.refuse((*place, "levels", name), what, "say it under the organisation's levels", at_key=True)
            elif isinstance(level, int) and level > journey.top_level:
                what, mend = f"there is no level {level}", f"levels go from 0 to {journey.top_level}"
                document.refuse((*place, "levels", name), what, mend)
        for role in unit.get("capacity") or {}:
            if role not in journey.roles:
                document.unknown((*place, "capacity", role), "role", role, journey.roles, at_key=True)
            elif role not in helping:
                what = f"'{role}' takes no part when a unit comes on board"
                document.refuse(
                    (*place, "capacity", role), what, f"who does: {', '.join(helping) or 'nobody'}", at_key=True
                )
        earliest = parts.date_in(unit.get("earliest"))
        if earliest and end and earliest > end:
            what = f"{earliest} is after the plan's end, {end}: nothing in it can bring this unit on board"
            document.refuse((*place, "earliest"), what, "plan further ahead ('horizon'), or leave it out for now")
        if unit.get("on_board") and "wave" in unit:
            document.refuse((*place, "wave"), "it is on board already", "keep one of the two", at_key=True)


def read_units(data: Mapping[str, Any], starts: YearStart, language: str) -> tuple[Unit, ...]:
    """The units that are listed; none where only their number is given.

    Args:
        starts: the day with which the fiscal year begins.
    """
    listed = data.get("units")
    return tuple(
        Unit(
            one["id"], parts.text(one.get("name") or one["id"], language), one.get("staff"),
            frozen_map(one.get("levels") or {}),
            frozen_map({role: parts.series(value, starts) for role, value in (one.get("capacity") or {}).items()}),
            0 if one.get("wave") == "pilot" else one.get("wave"), bool(one.get("on_board", False)),
        )
        for one in (listed if isinstance(listed, list) else ())
    )  # fmt: skip


def levels_in(data: Mapping[str, Any]) -> dict[str, int]:
    """The levels of the whole organisation, as a document states them; faulty ones are left out."""
    stated = {
        name: one.get("level") if isinstance(one, Mapping) else one for name, one in (data.get("levels") or {}).items()
    }
    return {name: level for name, level in stated.items() if isinstance(level, int)}


def with_waves(
    journey: Journey, units: tuple[Unit, ...], levels: Mapping[str, int]
) -> tuple[Journey, tuple[Wave, ...]]:
    """The journey of an organisation that lists its units, with a capability for each wave; the waves, the pilots among
    them. Whoever needs that units are on board needs the wave with which half of them are, and to the last stage belong
    all.

    Args:
        levels: of the whole organisation, by capability.
    """
    found: list[Wave] = []
    for onboarding in _onboarding(journey) if units else ():
        rollout = onboarding.rollout or Rollout(onboarding.name)
        there = any(one.on_board for one in units)
        waves = [
            Wave(
                f"{onboarding.id}-wave-{number}" if number else onboarding.id, onboarding.id, number,
                tuple(one.id for one in own), work_in(own, units, journey, levels),
            )
            for number, own in enumerate(in_waves(units, rollout.waves))
            if own or not (number or there)
        ]  # fmt: skip
        found += waves
        journey = _with_capabilities(journey, onboarding, rollout, waves, units)
    return journey, tuple(found)


def on_board_already(journey: Journey, units: tuple[Unit, ...], waves: Iterable[Wave]) -> dict[str, Standing]:
    """What brings units on board is in place where some are, and no pilot is to come."""
    begins = {one.onboarding for one in waves if not one.number}
    there = any(one.on_board for one in units)
    return {
        one.id: Standing(journey.policy.target_level)
        for one in _onboarding(journey) if there and one.id not in begins
    }  # fmt: skip


def with_wave_sizes(capabilities: Mapping[str, Capability], waves: Iterable[Wave], own: Iterable[str], policy: Policy
                    ) -> dict[str, Capability]:  # fmt: skip
    """Capabilities with what the pilot and each wave take, but for those of which the organisation says that itself."""
    sized = dict(capabilities)
    before: dict[str, int] = {}
    for wave in waves:
        whole, rollout = capabilities[wave.onboarding], capabilities[wave.onboarding].rollout
        if rollout is None or wave.capability in own:
            continue
        weeks = rollout.first**0.5
        if wave.number:
            before[wave.onboarding] = before.get(wave.onboarding, 0) + 1
            part = rollout.each * wave.size**policy.growth
            learned = rollout.by_wave ** before[wave.onboarding]
            weeks *= max(1.0, wave.size) ** (policy.growth / 4)  # side by side, so by far less than effort
        else:
            part, learned = rollout.first, 1.0
        sized[wave.capability] = replace(
            sized[wave.capability], run=whole.run * part,
            effort=whole.effort.times(part * learned), cost=whole.cost.times(part * learned),
            duration_estimate=whole.duration_estimate.times(weeks * learned**0.5),
        )  # fmt: skip
    return sized


def rules_of(data: Mapping[str, Any], waves: Iterable[Wave], language: str) -> Iterator[CalendarRule]:
    """What units say about time, as rules for the waves they come in, called so in a language."""
    by_id = {one["id"]: one for one in data["units"]} if isinstance(data.get("units"), list) else {}
    for wave in waves:
        for unit in (by_id[one] for one in wave.units):
            name, only = (
                parts.text(unit.get("name") or unit["id"], language).say(language),
                Selector((wave.capability,)),
            )
            if unit.get("earliest"):
                day = parts.date_in(unit["earliest"])
                with speaking(language):
                    words = _("{name}: not before {day}", name=name, day=day)
                yield CalendarRule(words, only, earliest=day)
            for rule in unit.get("calendar") or ():
                yield CalendarRule(f"{name}: {rule['name']}", only, rule["blocks"], tuple(rule["during"]))


def capacities(units: Iterable[Unit]) -> dict[str, Series]:
    """What units have of their own, by the role that it is in the plan."""
    return {_own_role(role, unit): series for unit in units for role, series in unit.capacity.items()}


def _onboarding(journey: Journey) -> list[Capability]:
    return [one for one in journey.capabilities.values() if one.rollout is not None]


def _own_role(role: str, unit: Unit) -> str:
    return f"{role}-{unit.id}"


def _with_capabilities(
    journey: Journey, onboarding: Capability, rollout: Rollout, waves: list[Wave], units: tuple[Unit, ...]
) -> Journey:
    by_id = {one.id: one for one in units}
    capabilities, half, previous = dict(journey.capabilities), "", onboarding.id
    there = sum(one.on_board for one in units)
    if 2 * there >= len(units):
        half = onboarding.id
    for wave in waves:
        coming = [by_id[one] for one in wave.units]
        there += len(coming)
        name = _name(rollout.name, wave.number, coming)
        own = replace(onboarding, name=name, contributors=_helping(onboarding, coming), scales_with="")
        if wave.number:
            own = replace(
                own, id=wave.capability, stage=journey.stages[-1].id, needs=(_need(previous, journey),), level_needs=(),
                rollout=None, plays=(), evidence=(), proof=Text(()), kpis=(), group="", optional=False,
            )  # fmt: skip
            if not half and 2 * there >= len(units):
                half = wave.capability
        elif not half and 2 * there >= len(units):
            half = onboarding.id
        capabilities[wave.capability] = own
        previous = wave.capability
    if half and half != onboarding.id:
        mine = {wave.capability for wave in waves}
        level = journey.policy.target_level
        capabilities = {
            name: one if name in mine else _needing(one, Threshold(onboarding.id, level), Threshold(half, level))
            for name, one in capabilities.items()
        }
    stages = journey.stages
    if previous != onboarding.id:
        last = Threshold(previous, journey.policy.target_level)
        stages = (*stages[:-1], replace(stages[-1], belongs=(*stages[-1].belongs, last)))
    roles = dict(journey.roles)
    for unit in units:
        for role in unit.capacity:
            roles[_own_role(role, unit)] = _both(journey.roles[role], unit.name)
    return replace(journey, capabilities=frozen_map(capabilities), stages=stages, roles=frozen_map(roles))


def _needing(capability: Capability, onboarding: Threshold, half: Threshold) -> Capability:
    """A capability that needs units on board, with the wave that brings half of them beside the kit."""

    def more(needs: tuple[Need, ...]) -> tuple[Need, ...]:
        asks = any(
            one.capability == onboarding.capability and one.level >= onboarding.level
            for need in needs for one in need.alternatives
        )  # fmt: skip
        return (*needs, Need((half,))) if asks else needs

    level_needs = tuple((at, more(needs)) for at, needs in capability.level_needs)
    return replace(capability, needs=more(capability.needs), level_needs=level_needs)


def _need(capability: str, journey: Journey) -> Need:
    return Need((Threshold(capability, journey.policy.target_level),))


def _helping(onboarding: Capability, coming: list[Unit]) -> tuple[str, ...]:
    """Who helps when units come: their own people, where they say how many there are."""
    found: list[str] = []
    for role in onboarding.contributors:
        own = [_own_role(role, unit) for unit in coming if role in unit.capacity]
        found += own if len(own) == len(coming) and own else [*own, role]
    return tuple(found)


def _name(name: Text, number: int, coming: list[Unit]) -> Text:
    """What a wave is called, in every language of its journey."""
    found = []
    for language, words in name.by_language:
        with speaking(language):
            units = [one.name.say(language) for one in coming]
            listed = ", ".join(units)
            if len(units) > 1 and (len(units) > FEW or len(listed) > LONGEST):
                listed = ngettext("{n} unit", "{n} units", len(units))
            elif len(listed) > LONGEST:
                listed = listed[: LONGEST - 1] + "…"
            if number:
                whole = _("{name}, wave {number}: {units}", name=words, number=number, units=listed)
            elif units:
                whole = _("{name}, pilot: {units}", name=words, units=listed)
            else:
                whole = _("{name}: the kit", name=words)
            found.append((language, whole))
    return Text(tuple(found))


def _both(role: Text, unit: Text) -> Text:
    return Text(tuple((language, f"{words} ({unit.say(language)})") for language, words in role.by_language))
