"""What there is to say of units, in the language spoken."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.calendar import Calendar, quarter_of
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.roadmap.units import UnitState, together

FEW = 3
"""Names that a sentence takes."""


def headline(units: Sequence[UnitState], calendar: Calendar) -> str:
    """The finding about all of them, in a line."""
    weeks, n = [one.week for one in units], len(units)
    whole = together(units)
    if whole is None:
        there = sum(week is not None for week in weeks)
        if not there:
            return _("None of {n} units works one way in this plan", n=n)
        others = named([one for one in units if one.week is None])
        return ngettext("{n} of {all} units works one way in this plan; not {others}",
                        "{n} of {all} units work one way in this plan; not {others}",
                        there, all=n, others=others)  # fmt: skip
    if whole == 0:
        return _("All {n} units work one way already", n=n)
    last, when = [one for one in units if one.week == whole], phrases.quarter(quarter_of(calendar.day(whole)))
    if len(last) == n:
        return _("All {n} units work one way from {quarter} on", n=n, quarter=when)
    return _("All {n} units work one way from {quarter} on, {names} last", n=n, quarter=when, names=_together(last))


def named(units: Sequence[UnitState]) -> str:
    """Their names, or those of some and how many more."""
    names = [one.name for one in units]
    if len(names) <= FEW + 1:
        return phrases.listing(names)
    more = len(names) - FEW
    return _("{names} and {n} more", names=", ".join(names[:FEW]), n=more)


def _together(units: Sequence[UnitState]) -> str:
    """Their names, or that of the wave where they are many and come in one."""
    waves = {wave_of(one) for one in units}
    return waves.pop() if len(units) > FEW + 1 and len(waves) == 1 else named(units)


def wave_of(unit: UnitState) -> str:
    """When it comes on board, in a word or two."""
    if unit.wave is None:
        return _("on board")
    return _("wave {n}", n=unit.wave) if unit.wave else _("pilot")


def coming(unit: UnitState, calendar: Calendar, units: Sequence[UnitState] = ()) -> str:
    """When it comes on board, and from when on it works the common way.

    Args:
        units: all there are: those that come with it share the effort of its wave.
    """
    if unit.wave is None and unit.week == 0:
        return _("works the common way")
    if unit.start is None or unit.finish is None:
        return _("{wave}, which is not in this plan", wave=wave_of(unit))
    said = wave_of(unit)
    if unit.wave is not None:
        words = {"wave": said, "start": unit.start, "finish": unit.finish, "effort": phrases.amount(unit.effort)}
        said = _("{wave}, week {start} to {finish}, {effort} person-weeks", **words)
        if (count := sum(one.wave == unit.wave for one in units)) > 1:
            said = _("{wave}, week {start} to {finish}, {effort} person-weeks for {n} units together", n=count, **words)
    if unit.week is not None and unit.week > unit.finish:
        when = phrases.quarter(quarter_of(calendar.day(unit.week)))
        said = _("{said}; works the common way in everything from {quarter} on", said=said, quarter=when)
    return said


def by_wave(units: Sequence[UnitState]) -> list[list[UnitState]]:
    """Units that come together, those on board first."""
    found: dict[int, list[UnitState]] = {}
    for unit in units:
        found.setdefault(-1 if unit.wave is None else unit.wave, []).append(unit)
    return [found[number] for number in sorted(found)]
