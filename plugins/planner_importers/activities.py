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
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey, level_of

NAMES = ("name", "title", "activity", "id")
"""What an activity in a list may be called by, the best first."""


def mark(value: Any, default: int = 3) -> int:
    """A mark from 1 to 5."""
    return min(5, max(1, round(value))) if isinstance(value, int | float) and not isinstance(value, bool) else default


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
