"""Another capability model becomes a journey: activities in dimensions, with a level, what they depend on, how useful
and how hard they are. The shape is that of OWASP DSOMM's published YAML (dimension, sub-dimension, activity), of one
document or several, and of models that are lists of activities with a name.

Marks from 1 to 5 become estimates by the tables below; replace what you know better. A stage is a level; an activity
that depends on one of a higher level moves up to it. What cannot be taken over is noted, activity by activity.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, load_yaml, option
from planner_importers.ids import Ids
from planner_importers.links import resolved

EFFORT = {1: [0.5, 1, 2], 2: [1, 2, 4], 3: [2, 4, 8], 4: [4, 8, 14], 5: [8, 14, 24]}  # person-weeks: an estimate
WEEKS = {1: [1, 2, 3], 2: [2, 4, 6], 3: [4, 6, 10], 4: [6, 10, 16], 5: [10, 16, 26]}  # an estimate
COST = {1: 0, 2: 0, 3: 5, 4: 20, 5: 60}  # thousands, by resources needed: an estimate
MOST = 5_000  # activities
HIGHEST = 9
NAMES = ("name", "title", "activity", "id")
"""What an activity in a list may be called by, the best first."""


@dataclass(frozen=True)
class Options:
    """What the model does not say."""

    id: str = option("", "Id of the journey; default: the name of the file")
    owner: str = option("team", "Id of the role that owns every activity")


@dataclass(frozen=True)
class Activity:
    """One activity as the model has it. ``path``: dimension and so on, and its name; ``after``: what it depends on, by
    name or uuid."""

    path: tuple[str, ...]
    uuid: str
    level: int
    after: tuple[str, ...]
    use: int
    time: int
    resources: int
    outcome: str

    @property
    def name(self) -> str:
        return self.path[-1]


def mark(value: Any, default: int = 3) -> int:
    """A mark from 1 to 5."""
    return min(5, max(1, round(value))) if isinstance(value, int | float) and not isinstance(value, bool) else default


def level_of(value: Any) -> int | None:
    """A level that is a whole number, be it written as a text; None: it is none."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= HIGHEST else None


def activities(data: Any, name: str, notes: list[str]) -> Iterator[Activity]:
    """Every mapping that has a level is an activity; what it is in gives its area."""

    def walk(node: Any, path: tuple[str, ...]) -> Iterator[Activity]:
        if len(path) > 6:
            return
        if isinstance(node, list):
            for number, inner in enumerate(node, 1):
                own = inner if isinstance(inner, Mapping) else {}
                called = next((str(own[key]) for key in NAMES if isinstance(own.get(key), str)), f"entry {number}")
                yield from walk(inner, (*path, called)) if own else ()
        elif isinstance(node, Mapping) and "level" in node and path:
            level = level_of(node["level"])
            if level is None:
                said = str(node["level"])[:30]
                notes.append(f"'{path[-1]}' has the level '{said}', no number from 1 to {HIGHEST}: it is left out")
                return
            yield _activity(node, path if len(path) > 1 else (name, *path), level)
        elif isinstance(node, Mapping):
            for key, inner in node.items():
                yield from walk(inner, (*path, str(key)))

    yield from walk(data, ())


def _activity(node: Mapping[str, Any], path: tuple[str, ...], level: int) -> Activity:
    hard = node.get("difficultyOfImplementation")
    hard = hard if isinstance(hard, Mapping) else {}
    after = node.get("dependsOn") or node.get("depends_on") or node.get("dependencies") or []
    return Activity(
        path=path,
        uuid=str(node.get("uuid") or node.get("id") or ""),
        level=level,
        after=tuple(str(one) for one in (after if isinstance(after, list) else [after])),
        use=mark(node.get("usefulness")),
        time=mark(hard.get("time")),
        resources=mark(hard.get("resources")),
        outcome=" ".join(str(node.get("description") or node.get("measure") or "").split())[:1000],
    )


def _documents(content: bytes, name: str) -> list[Any]:
    """What a file holds: one document, or several with a line ``---`` between them."""
    try:
        text = content.decode("utf-8-sig")
        parts = re.split(r"(?m)^---(?:[ \t].*)?$", text) if re.search(r"(?m)^---", text) else [text]
        return [load_yaml(part) for part in parts if part.strip()]
    except Exception as error:
        raise PlannerError(f"{name} is no YAML that can be read: {' '.join(str(error).split())[:200]}") from None


def read(content: bytes, name: str, options: Options) -> Imported:
    notes: list[str] = []
    found: list[Activity] = []
    for number, data in enumerate(_documents(content, name), 1):
        own = list(activities(data, name, notes))
        if not own and isinstance(data, Mapping):
            notes.append(
                f"document {number} ({', '.join(map(str, list(data)[:3]))}) holds no activities and is passed over"
            )
        found += own
    if not found:
        what = f": {'; '.join(notes[:3])}" if notes else ""
        raise PlannerError(f"{name} holds no activities: mappings with a 'level', in dimensions or lists{what}")
    if len(found) > MOST:
        raise PlannerError(f"{name} holds {len(found):,} activities; at most {MOST:,} can be read")
    ids = Ids("activity")
    own_ids = [ids.of(one.path, one.name) for one in found]
    areas = Ids("area")
    area_ids = [areas.of(one.path[:-1], one.path[-2]) for one in found]
    stated = sum(len(one.after) for one in found)
    after = resolved([(one.path, one.uuid, one.after, one.level) for one in found], notes)
    if stated and not any(after):
        raise PlannerError(
            f"{name}: none of its {stated} dependencies leads to an activity of it: {'; '.join(notes[:3])}"
        )
    levels = _levels(found, after, notes)
    capabilities = {
        own: {
            "name": one.name[:200], "stage": f"level-{levels[at]}", "area": area_ids[at], "owner": options.owner,
            **({"outcome": one.outcome} if one.outcome else {}),
            "needs": [own_ids[other] for other in after[at]],
            "effort": EFFORT[one.time], "weeks": WEEKS[one.time], "cost": COST[one.resources],
            "value": {"usefulness": one.use},
        }
        for at, (own, one) in enumerate(zip(own_ids, found, strict=True))
    }  # fmt: skip
    stem = re.sub(r"\.[^.]*$", "", name)
    document = {
        "journey": Ids("journey").of((), options.id or stem),
        "name": options.id or stem,
        "note": "Imported: effort, weeks and cost are estimates made from marks of 1 to 5.",
        "stages": {f"level-{level}": _stage(level, own_ids, levels) for level in sorted(set(levels))},
        "areas": dict(zip(area_ids, ({"name": name} for name in _areas(found)), strict=True)),
        "roles": {options.owner: {"name": options.owner}},
        "goals": {"usefulness": {"name": "Usefulness"}},
        "capabilities": capabilities,
    }  # fmt: skip
    return Imported(document, "journey", (*ids.notes, *areas.notes, *notes))


def _areas(found: list[Activity]) -> list[str]:
    """The name of each activity's area: with what it is in, where several are called alike."""
    parents: dict[str, set[tuple[str, ...]]] = {}
    for one in found:
        parents.setdefault(one.path[-2], set()).add(one.path[:-1])
    return [(one.path[-2] if len(parents[one.path[-2]]) < 2 else " / ".join(one.path[-3:-1]))[:200] for one in found]


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


def _stage(level: int, ids: list[str], levels: list[int]) -> dict[str, Any]:
    """A level is reached when everything of it is in place."""
    own = [one for one, at in zip(ids, levels, strict=True) if at == level]
    return {"name": f"Level {level}", "reached_when": [{"at_least": len(own), "of": own, "level": 2}]}


@hookimpl
def planner_importers() -> Iterable[Importer]:
    summary = "A capability model with levels and dependencies, as a journey"
    yield Importer("activities", (".yaml", ".yml", ".json"), read, summary, Options)
