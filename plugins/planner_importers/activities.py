"""Another capability model becomes a journey: activities in dimensions, with a level, what they depend on, how useful
and how hard they are. The shape is that of OWASP DSOMM's published YAML: dimension, sub-dimension, activity.

Its marks from 1 to 5 become estimates by the tables below; replace what you know better. A stage is a level; an
activity that depends on one of a higher level moves up to it, and that is noted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, load_yaml, option

EFFORT = {1: [0.5, 1, 2], 2: [1, 2, 4], 3: [2, 4, 8], 4: [4, 8, 14], 5: [8, 14, 24]}  # person-weeks: an estimate
WEEKS = {1: [1, 2, 3], 2: [2, 4, 6], 3: [4, 6, 10], 4: [6, 10, 16], 5: [10, 16, 26]}  # an estimate
COST = {1: 0, 2: 0, 3: 5, 4: 20, 5: 60}  # thousands, by resources needed: an estimate
MOST = 5_000  # activities


@dataclass(frozen=True)
class Options:
    """What the model does not say."""

    id: str = option("", "Id of the journey; default: the name of the file")
    owner: str = option("team", "Id of the role that owns every activity")


@dataclass(frozen=True)
class Activity:
    """One activity as the model has it; ``after`` are the names it depends on."""

    name: str
    area: str
    level: int
    after: tuple[str, ...]
    use: int
    time: int
    resources: int
    outcome: str


def slug(words: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-") or "activity"
    return found if found[0].isalpha() else f"a-{found}"[:62].strip("-")


def mark(value: Any, default: int = 3) -> int:
    """A mark from 1 to 5."""
    return min(5, max(1, round(value))) if isinstance(value, int | float) and not isinstance(value, bool) else default


def activities(data: Mapping[str, Any], name: str) -> Iterator[Activity]:
    """Every mapping that has a level is an activity; what it is in gives its area."""

    def walk(node: Any, path: tuple[str, ...]) -> Iterator[Activity]:
        if not isinstance(node, Mapping) or len(path) > 6:
            return
        if "level" in node and path:
            hard = node.get("difficultyOfImplementation")
            hard = hard if isinstance(hard, Mapping) else {}
            after = node.get("dependsOn") or []
            yield Activity(
                name=path[-1],
                area=path[-2] if len(path) > 1 else name,
                level=mark(node["level"], 1),
                after=tuple(str(one) for one in after) if isinstance(after, list) else (str(after),),
                use=mark(node.get("usefulness")),
                time=mark(hard.get("time")),
                resources=mark(hard.get("resources")),
                outcome=" ".join(str(node.get("description") or node.get("measure") or "").split())[:1000],
            )
            return
        for key, inner in node.items():
            yield from walk(inner, (*path, str(key)))

    yield from walk(data, ())


def read(content: bytes, name: str, options: Options) -> Imported:
    try:
        data = load_yaml(content.decode("utf-8-sig"))
    except Exception as error:
        raise PlannerError(f"{name} is no YAML that can be read: {' '.join(str(error).split())[:200]}") from None
    found = list(activities(data, name)) if isinstance(data, Mapping) else []
    if not found:
        raise PlannerError(f"{name} holds no activities: mappings with a 'level', in dimensions")
    if len(found) > MOST:
        raise PlannerError(f"{name} holds {len(found):,} activities; at most {MOST:,} can be read")
    notes: list[str] = []
    ids: dict[str, str] = {}
    for one in found:
        if one.name in ids:
            notes.append(f"'{one.name}' is there twice: the first one is taken")
            continue
        base, number = slug(one.name), 2
        own = base
        while own in ids.values():
            own, number = f"{base[:58]}-{number}", number + 1
        ids[one.name] = own
    first = {one.name: one for one in reversed(found)}
    after = _known(first, ids, notes)
    levels = _levels(first, after, notes)
    capabilities = {}
    for title, own in ids.items():
        one = first[title]
        capabilities[own] = {
            "name": title[:200], "stage": f"level-{levels[title]}", "area": slug(one.area), "owner": options.owner,
            **({"outcome": one.outcome} if one.outcome else {}),
            "needs": [ids[other] for other in after[title]],
            "effort": EFFORT[one.time], "weeks": WEEKS[one.time], "cost": COST[one.resources],
            "value": {"usefulness": one.use},
        }  # fmt: skip
    used = sorted(set(levels.values()))
    document = {
        "journey": slug(options.id or re.sub(r"\.[^.]*$", "", name)),
        "name": options.id or re.sub(r"\.[^.]*$", "", name),
        "note": "Imported: effort, weeks and cost are estimates made from marks of 1 to 5.",
        "stages": {f"level-{level}": {"name": f"Level {level}", **_reached(level, levels, ids)} for level in used},
        "areas": {slug(one.area): {"name": one.area[:200]} for one in found},
        "roles": {options.owner: {"name": options.owner}},
        "goals": {"usefulness": {"name": "Usefulness"}},
        "capabilities": capabilities,
    }
    return Imported(document, "journey", tuple(notes))


def _known(first: Mapping[str, Activity], ids: Mapping[str, str], notes: list[str]) -> dict[str, list[str]]:
    """What each activity depends on, without what is not there and without circles."""
    after = {}
    for title in ids:
        after[title] = [other for other in dict.fromkeys(first[title].after) if other in ids and other != title]
        missing = [other for other in first[title].after if other not in ids]
        notes += [f"'{title}' depends on '{other[:80]}', which is not in the model" for other in missing]
    state: dict[str, int] = {}

    def visit(title: str, trail: tuple[str, ...]) -> None:
        state[title] = 1
        for other in list(after[title]):
            if state.get(other) == 1:
                after[title].remove(other)
                notes.append(f"'{title}' and '{other}' depend on each other: the first no longer waits")
            elif other not in state and len(trail) < 400:
                visit(other, (*trail, title))
        state[title] = 2

    for title in ids:
        if title not in state:
            visit(title, ())
    return after


def _levels(first: Mapping[str, Activity], after: Mapping[str, list[str]], notes: list[str]) -> dict[str, int]:
    """The level of each activity, at least that of everything it depends on."""
    levels = {title: first[title].level for title in after}
    changed = True
    while changed:
        changed = False
        for title, others in after.items():
            highest = max((levels[other] for other in others), default=0)
            if highest > levels[title]:
                notes.append(f"'{title}' moves from level {levels[title]} to {highest}, as what it depends on is there")
                levels[title], changed = highest, True
    return levels


def _reached(level: int, levels: Mapping[str, int], ids: Mapping[str, str]) -> dict[str, Any]:
    """A level is reached when everything of it is in place."""
    own = [ids[title] for title, at in levels.items() if at == level]
    return {"reached_when": [{"at_least": len(own), "of": own, "level": 2}]}


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "activities", (".yaml", ".yml"), read, "A capability model with levels and dependencies, as a journey", Options
    )
