"""Another capability model becomes a journey: activities in dimensions, with a level, what they depend on, how useful
and how hard they are. The shape is that of OWASP DSOMM's published YAML (dimension, sub-dimension, activity), of one
document or several, and of models that are lists of activities with a name.

What becomes of them: see ``journey_of``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, load_yaml
from planner_importers.journey_of import HIGHEST, NOTHING, Activity, Options, as_journey, level_of

NAMES = ("name", "title", "activity", "id")
"""What an activity in a list may be called by, the best first."""
OF_ACTIVITIES = frozenset({"uuid", "measure", "dependsOn", "difficultyOfImplementation", "usefulness"})
"""Only activities have these."""
READ = OF_ACTIVITIES | {*NAMES, "level", "description", "depends_on", "dependencies"}
DEEPEST = 6


def mark(value: Any, default: int = 3) -> int:
    """A mark from 1 to 5."""
    return min(5, max(1, round(value))) if isinstance(value, int | float) and not isinstance(value, bool) else default


def activities(data: Any, name: str, notes: list[str]) -> Iterator[Activity]:
    """Every mapping that has a level is an activity; what it is in gives its area. What is not taken is noted, where
    the document holds any activity."""
    found = _Found(name)
    yield from found.walk(data, ())
    notes += found.notes
    if not found.count:
        return
    highest = [path for path in found.empty if path[:-1] not in found.empty]
    notes += [f"'{' / '.join(path)[:80]}' holds no activities: it is left out" for path in highest]
    for key, value in sorted(found.others.items()):
        notes.append(f"'{key[:30]}' is not read, such as '{' '.join(str(value).split())[:60]}'")


class _Found:
    """What a walk through a document comes by beside activities.

    Attributes:
        empty: branches in which nothing is an activity, or told.
        others: what is said of activities and dimensions that is not read, with an example of each.
    """

    def __init__(self, name: str):
        self.name, self.count = name, 0
        self.notes: list[str] = []
        self.empty: list[tuple[str, ...]] = []
        self.others: dict[str, Any] = {}

    def walk(self, node: Any, path: tuple[str, ...]) -> Iterator[Activity]:
        before = self.count, len(self.notes)
        if len(path) > DEEPEST:
            self.notes.append(f"what is below '{' / '.join(path)[:60]}' is too deep, and left out")
        elif isinstance(node, list):
            for number, inner in enumerate(node, 1):
                own = inner if isinstance(inner, Mapping) else {}
                called = next((str(own[key]) for key in NAMES if isinstance(own.get(key), str)), f"entry {number}")
                yield from self.walk(inner, (*path, called))
        elif not isinstance(node, Mapping):
            self.others[path[-1] if path else ""] = node
        elif path and "level" in node:
            yield from self._leveled(node, path)
        elif path and not OF_ACTIVITIES.isdisjoint(node):
            self.notes.append(f"'{path[-1][:60]}' has no level: it is left out")
        else:
            for key, inner in node.items():
                yield from self.walk(inner, (*path, str(key)))
            if path and before == (self.count, len(self.notes)):
                self.empty.append(path)

    def _leveled(self, node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Activity]:
        level = level_of(node["level"])
        if level is None:
            said = str(node["level"])[:30]
            self.notes.append(f"'{path[-1]}' has the level '{said}', no number from 1 to {HIGHEST}: it is left out")
            return
        self.count += 1
        self.notes += _beyond(node, path[-1])
        self.others.update({str(key): value for key, value in node.items() if key not in READ and value not in NOTHING})
        yield _activity(node, path if len(path) > 1 else (self.name, *path), level)


def _beyond(node: Mapping[str, Any], name: str) -> Iterator[str]:
    """Notes on marks that are none from 1 to 5."""
    hard = node.get("difficultyOfImplementation")
    marks = {"usefulness": node.get("usefulness")}
    marks |= {key: hard.get(key) for key in ("time", "resources")} if isinstance(hard, Mapping) else {}
    for key, said in marks.items():
        if said is not None and mark(said) != said:
            yield f"'{name[:60]}': '{key}' is '{str(said)[:30]}', no mark from 1 to 5: {mark(said)} is taken"


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
        outcome=" ".join(str(node.get("description") or node.get("measure") or "").split()),
    )


def documents(content: bytes, name: str) -> list[Any]:
    """What a file holds: one document, or several with a line ``---`` between them."""
    try:
        text = content.decode("utf-8-sig")
        parts = re.split(r"(?m)^---(?:[ \t].*)?$", text) if re.search(r"(?m)^---", text) else [text]
        return [load_yaml(part) for part in parts if part.strip()]
    except Exception as error:
        raise PlannerError(f"{name} is no YAML that can be read: {' '.join(str(error).split())[:200]}") from None


def read(content: bytes, name: str, options: Options) -> Imported:
    notes: list[str] = []
    return as_journey(found_in(content, name, notes), name, options, notes)


def found_in(content: bytes, name: str, notes: list[str]) -> list[Activity]:
    """The activities of a model.

    Raises:
        PlannerError: it holds none, or is no YAML.
    """
    found: list[Activity] = []
    for number, data in enumerate(documents(content, name), 1):
        own = list(activities(data, name, notes))
        if not own and isinstance(data, Mapping):
            notes.append(
                f"document {number} ({', '.join(map(str, list(data)[:3]))}) holds no activities and is passed over"
            )
        found += own
    if not found:
        what = f": {'; '.join(notes[:3])}" if notes else ""
        raise PlannerError(f"{name} holds no activities: mappings with a 'level', in dimensions or lists{what}")
    return found


@hookimpl
def planner_importers() -> Iterable[Importer]:
    summary = "A capability model with levels and dependencies, as a journey"
    yield Importer("activities", (".yaml", ".yml", ".json"), read, summary, Options)
