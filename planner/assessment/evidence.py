"""How fresh an assessment is, and what has fallen since the last one."""

from __future__ import annotations

from datetime import date

from planner.domain.organisation import Organisation

YEAR = 365
"""Days after which evidence is asked for again, where nobody says otherwise."""


def stale(organisation: Organisation, today: date, days: int = YEAR) -> tuple[tuple[str, date], ...]:
    """(capability, day) of every level whose evidence is older than so many days, oldest first."""
    found = [(name, one.on) for name, one in organisation.levels.items() if one.on and (today - one.on).days > days]
    return tuple(sorted(found, key=lambda item: (item[1], item[0])))


def fallen(organisation: Organisation) -> tuple[tuple[str, int, int], ...]:
    """(capability, level at the last assessment, level today) of everything that is lower now: programmes slip back."""
    levels = organisation.levels.items()
    return tuple((name, one.was, one.level) for name, one in levels if one.was is not None and one.level < one.was)
