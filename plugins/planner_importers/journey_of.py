"""Activities of another model become a journey: a stage for each level, an area for what they are in.

Marks from 1 to 5 become estimates by the tables below; replace what you know better. An activity that depends on one of
a higher level moves up to it. What cannot be taken over is noted, activity by activity.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, option
from planner_importers.ids import Ids
from planner_importers.links import resolved

EFFORT = {1: [0.5, 1, 2], 2: [1, 2, 4], 3: [2, 4, 8], 4: [4, 8, 14], 5: [8, 14, 24]}  # person-weeks: an estimate
WEEKS = {1: [1, 2, 3], 2: [2, 4, 6], 3: [4, 6, 10], 4: [6, 10, 16], 5: [10, 16, 26]}  # an estimate
COST = {1: 0, 2: 0, 3: 5, 4: 20, 5: 60}  # thousands, by resources needed: an estimate
MOST = 5_000  # activities
NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What a field holds that says nothing."""
LONGEST_NAME, LONGEST_OUTCOME = 200, 1_000
HIGHEST = 9
"""Level."""


def level_of(value: Any) -> int | None:
    """A level that is a whole number, be it written as a text; None: it is none."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= HIGHEST else None


@dataclass(frozen=True)
class Options:
    """What the model does not say."""

    id: str = option("", "Id of the journey; default: the name of the file")
    owner: str = option("team", "Id of the role that owns every activity")


@dataclass(frozen=True)
class Activity:
    """One activity as the model has it.

    Attributes:
        path: dimension and so on, and its name: two or more.
        after: what it depends on, by name or uuid.
        use, time, resources: marks from 1 to 5.
        questions: what to ask, one for each level of a capability.
        weeks, effort: that it takes, and person-weeks of work; None: by the mark of its time.
        stage: what its level is called, where the model says.
        group: what it is in, as the model tells it from others that are called alike; empty: by its path.
        lags: weeks that pass after what it depends on, by uuid.
    """

    path: tuple[str, ...]
    level: int
    uuid: str = ""
    after: tuple[str, ...] = ()
    use: int = 3
    time: int = 3
    resources: int = 3
    outcome: str = ""
    questions: tuple[str, ...] = ()
    weeks: float | None = None
    effort: float | None = None
    lags: Mapping[str, int] = field(default_factory=dict)
    stage: str = ""
    group: str = ""

    @property
    def name(self) -> str:
        return self.path[-1]


def own_ids(found: Sequence[Activity], ids: Ids) -> list[str]:
    """The id of each activity in the journey: one of its own, also where several are called alike."""
    return [ids.of(at, one.name) for at, one in enumerate(found)]


def as_journey(found: list[Activity], name: str, options: Options, notes: list[str], called: str = "") -> Imported:
    """The journey.

    Args:
        name: of the file, for messages and where the journey has no id of its own.
        notes: on what was read so far.
        called: what the file calls itself; default: its name.

    Raises:
        PlannerError: there are too many activities, or dependencies are stated and none leads anywhere.
    """
    if len(found) > MOST:
        raise PlannerError(f"{name} holds {len(found):,} activities; at most {MOST:,} can be read")
    ids = Ids("activity")
    own = own_ids(found, ids)
    areas = Ids("area")
    area_ids = [areas.of((one.path[:-1], one.group), one.path[-2]) for one in found]
    stated = sum(len(one.after) for one in found)
    told: list[str] = []
    after = resolved([(one.path, one.uuid, one.after, one.level) for one in found], told)
    if stated and not any(after):
        raise PlannerError(
            f"{name}: none of its {stated} dependencies leads to another activity of it: {'; '.join(told[:3])}"
        )
    notes = [*notes, *told]
    notes += _groups_left(found)
    levels = _levels(found, after, notes)
    capabilities = {
        key: {
            "name": one.name[:LONGEST_NAME], "stage": f"level-{levels[at]}", "area": area_ids[at],
            "owner": options.owner,
            **({"outcome": one.outcome[:LONGEST_OUTCOME]} if one.outcome else {}),
            **({"evidence": list(one.questions)} if one.questions else {}),
            "needs": [_need(own[other], one.lags.get(found[other].uuid, 0)) for other in after[at]],
            "effort": EFFORT[_mark(one)] if one.effort is None else [round(one.effort, 2)] * 3,
            "weeks": _weeks(one, notes), "cost": COST[one.resources],
            "value": {"usefulness": one.use},
        }
        for at, (key, one) in enumerate(zip(own, found, strict=True))
    }  # fmt: skip
    for one in found:
        for what, said, most in (("name", one.name, LONGEST_NAME), ("description", one.outcome, LONGEST_OUTCOME)):
            if len(said) > most:
                notes.append(
                    f"the {what} of '{one.name[:60]}' ends after {most:,} characters, before '{said[most:][:60]}'"
                )
    names = {one.level: one.stage for one in reversed(found) if one.stage}
    title = options.id or re.sub(r"\.[^.]*$", "", name)
    document = {
        "journey": Ids("journey").of((), title),
        "name": called[:200] or title,
        "note": "Imported: what the file does not say of effort, weeks and cost is estimated, by marks of 1 to 5.",
        "stages": {f"level-{level}": _stage(level, names, own, levels) for level in sorted(set(levels))},
        "areas": dict(zip(area_ids, ({"name": name} for name in _areas(found)), strict=True)),
        "roles": {options.owner: {"name": options.owner}},
        "goals": {"usefulness": {"name": "Usefulness"}},
        "capabilities": capabilities,
    }  # fmt: skip
    return Imported(document, "journey", (*ids.notes, *areas.notes, *notes))


def _need(own: str, lag: int) -> str:
    return f"{own} + {lag}w" if lag else own


def _mark(one: Activity) -> int:
    """Of its time: the one that its weeks are nearest to, where they are known."""
    weeks = one.weeks
    return one.time if weeks is None else min(WEEKS, key=lambda mark: (abs(WEEKS[mark][1] - weeks), mark))


def _weeks(one: Activity, notes: list[str]) -> list[int]:
    """Whole ones, as a plan is made of them; what is not whole is told."""
    if one.weeks is None:
        return WEEKS[one.time]
    whole = max(1, ceil(one.weeks - 1e-9))
    if abs(whole - one.weeks) > 1e-6:
        notes.append(f"'{one.name}' takes {one.weeks:.2g} weeks: it is planned in whole ones, as {whole}")
    return [whole] * 3


def _areas(found: list[Activity]) -> list[str]:
    """The name of each activity's area: with what it is in, where several are called alike."""
    parents: dict[str, set[tuple[str, ...]]] = {}
    for one in found:
        parents.setdefault(one.path[-2], set()).add(one.path[:-1])
    return [(one.path[-2] if len(parents[one.path[-2]]) < 2 else " / ".join(one.path[-3:-1]))[:200] for one in found]


def _groups_left(found: Sequence[Activity]) -> Iterator[str]:
    """Groups that are neither an area nor a stage."""
    kept = {word for words in _areas(list(found)) for word in words.split(" / ")} | {one.stage for one in found}
    above = dict.fromkeys(group for one in found for group in one.path[:-2] if group not in kept)
    for group in above:
        yield f"the group '{group[:60]}' is left out: an activity's area is what it is directly in"


def _levels(found: list[Activity], after: list[list[int]], notes: list[str]) -> list[int]:
    """The level of each activity, at least that of everything it depends on."""
    levels = [one.level for one in found]
    changed = True
    while changed:
        changed = False
        for at, others in enumerate(after):
            highest = max((levels[other] for other in others), default=0)
            if highest > levels[at]:
                notes.append(
                    f"'{found[at].name}' moves from level {levels[at]} to {highest}, as what it depends on is there"
                )
                levels[at], changed = highest, True
    return levels


def _stage(level: int, names: Mapping[int, str], ids: list[str], levels: list[int]) -> dict[str, Any]:
    """A level is reached when everything of it is in place."""
    own = [one for one, at in zip(ids, levels, strict=True) if at == level]
    return {
        "name": names.get(level, f"Level {level}")[:200],
        "reached_when": [{"at_least": len(own), "of": own, "level": 2}],
    }
