"""Two journeys side by side, whatever they are: what one has that the other has not, and what is other in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from planner.domain.journey import Journey
from planner.domain.values import Estimate, Text

TABLES = ("stages", "areas", "roles", "goals", "rules", "traits", "regions", "regulations", "surveys", "capabilities")
WRITTEN = {
    "duration_estimate": "weeks", "contributors": "with", "lead_time": "lead_weeks", "applies_to": "for",
    "except_for": "except", "leads_by_role": "leads_at_once", "owner_share_by_role": "owner_share",
    "changes_by_staff": "changes_at_once",
}  # fmt: skip
"""Fields of the model that documents call otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is other in one thing of a journey.

    Attributes:
        table: stages, capabilities and so on; ``policy`` and ``levels`` as well. ``id``: which of them.
        kind: added, removed or changed.
        changes: for changed: (field, before, after) in words.
    """

    table: str
    id: str
    kind: str
    name: str
    changes: tuple[tuple[str, str, str], ...] = ()


def journey_diff(before: Journey, now: Journey, language: str) -> tuple[Difference, ...]:
    """Every difference, table by table."""
    found = []
    for table in TABLES:
        old, new = _table(before, table), _table(now, table)
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new:
                found.append(Difference(table, key, "removed", _name(old[key], key, language)))
            elif key not in old:
                found.append(Difference(table, key, "added", _name(new[key], key, language)))
            else:
                changes = tuple(_changes(old[key], new[key], language))
                found += [Difference(table, key, "changed", _name(new[key], key, language), changes)] if changes else []
        first, second = [key for key in old if key in new], [key for key in new if key in old]
        if first != second:
            moved = (("order", ", ".join(first), ", ".join(second)),)
            found.append(Difference(table, "order", "changed", table, moved))
    for table, old_one, new_one in (("policy", before.policy, now.policy), ("levels", before.levels, now.levels)):
        changes = tuple(_changes(old_one, new_one, language))
        found += [Difference(table, table, "changed", table, changes)] if changes else []
    return tuple(found)


def _table(journey: Journey, table: str) -> dict[str, Any]:
    own = getattr(journey, table)
    if isinstance(own, Mapping):
        return dict(own)
    return {str(getattr(one, "id", number)): one for number, one in enumerate(own, 1)}


def _name(one: Any, key: str, language: str) -> str:
    name = one if isinstance(one, Text) else getattr(one, "name", None) or getattr(one, "finding", None)
    return name.say(language) if isinstance(name, Text) else key


def _changes(old: Any, new: Any, language: str) -> Iterator[tuple[str, str, str]]:
    if old == new:
        return
    if is_dataclass(old) and not isinstance(old, Text):
        for one in fields(old):
            was, is_now = getattr(old, one.name), getattr(new, one.name)
            if was != is_now:
                yield from _change(WRITTEN.get(one.name, one.name), was, is_now, language)
    else:
        yield from _change("", old, new, language)


def _change(field: str, old: Any, new: Any, language: str) -> Iterator[tuple[str, str, str]]:
    """A change in words; none where only other languages say something else. Of lists, what is in one of them only."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        was, now = ([_said(one, language) for one in own] for own in (old, new))
        less, more = [one for one in was if one not in now], [one for one in now if one not in was]
        if less or more:
            yield field, "; ".join(less) or "nothing", "; ".join(more) or "nothing"
        elif sorted(was) == sorted(now) and was != now:
            yield field, "; ".join(was), "; ".join(now)
    elif _said(old, language) != _said(new, language):
        yield field, _said(old, language), _said(new, language)


def _said(value: Any, language: str) -> str:
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, Estimate):
        return f"{value.low:g} to {value.high:g}, likely {value.likely:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(inner, language)}" for key, inner in value.items()) or "nothing"
    if isinstance(value, tuple):
        return ", ".join(_said(inner, language) for inner in value) or "nothing"
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        own = ((one.name, getattr(value, one.name)) for one in fields(value))
        return " ".join(f"{name} {_said(inner, language)}" for name, inner in own if inner not in ((), "", None))
    return f"{value:g}" if isinstance(value, float) else str(value)
