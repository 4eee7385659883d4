"""OWASP SAMM as a journey: a stream is a capability with SAMM's three levels, its questions tell the level, a practice
is an area, and a stage is reached when every stream is at its level.

SAMM is published with one file for each object, which refer to each other by id: the archive (``.zip``) that one
downloads, or all documents in one YAML file (``--from samm``).
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, load_yaml
from planner_importers.ids import Ids
from planner_importers.journey_of import COST, EFFORT, NOTHING, WEEKS, Options

LEVELS = 3
MOST_NAMED = 8
READ = {
    "Practice": ("name",), "Stream": ("name", "practice", "description"),
    "PracticeLevel": ("practice", "maturityLevel"), "MaturityLevel": ("number",),
    "Activity": ("title", "stream", "level"), "Question": ("activity", "text"),
}  # fmt: skip
"""What an object of each kind says of itself that is taken, beside its id."""
MOST_FILES, LARGEST = 5_000, 20_000_000  # bytes, unpacked
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # what zipfile raises for a compression that it does not know
    RuntimeError,  # for one that has a password
    ValueError,  # for a place before the file's beginning
    OSError,
    EOFError,
)
"""What ``zipfile`` raises of an archive that cannot be unpacked."""

Object = Mapping[str, Any]


def read(content: bytes, name: str, options: Options) -> Imported:
    notes: list[str] = []
    every: dict[str, dict[str, Object]] = {kind: {} for kind in READ}
    others: dict[str, list[str]] = {}
    unread: dict[str, str] = {}
    for where, one in _documents(content, name, notes):
        own = every.get(str(one.get("type", "")))
        if own is None:  # answer sets, business functions, the model itself: a journey has no place for them
            others.setdefault(str(one.get("type", ""))[:30], []).append(_called(one))
            continue
        taken = {"id", "type", "order", *READ[str(one["type"])]}
        unread |= {
            str(field): " ".join(str(said).split())[:60]
            for field, said in one.items()
            if field not in taken and said not in NOTHING
        }
        key = str(one.get("id", ""))
        if not key:
            notes.append(f"{where}: '{_called(one)}' has no id, and is left out")
        elif own.setdefault(key, one) is not one:
            notes.append(f"{where}: there is another with the id {key[:40]}; '{_called(one)}' is left out")
        else:
            own[key] = {**one, "where": where}
    for one in (*every["Practice"].values(), *every["Stream"].values()):
        if not one.get("name"):
            notes.append(f"{one['where']}: a {str(one['type']).lower()} has no name: {_called(one)}")
    notes += [f"'{field[:30]}' is not read, such as '{said}'" for field, said in sorted(unread.items())]
    for kind, called in sorted(others.items()):
        which = f"what is of type '{kind}'" if kind else "what has no type"
        notes.append(f"{which} is not read: {', '.join(called[:MOST_NAMED])}{', ...' * (len(called) > MOST_NAMED)}")
    streams = every["Stream"]
    if not streams:
        raise PlannerError(f"{name} holds no streams of SAMM: YAML documents with 'type: Stream'{_first(notes)}")
    told: list[str] = []
    asked = dict(_questions(every, told))
    if every["Activity"] and not asked:
        raise PlannerError(f"{name}: none of its {len(every['Activity'])} activities leads to a stream{_first(told)}")
    return _journey(every, asked, name, options, [*notes, *told])


def _called(one: Object) -> str:
    """What an object is called or, where it has no name, says."""
    named = next((one[key] for key in ("name", "title", "text") if one.get(key)), "")
    own = (f"{key}: {value}" for key, value in one.items() if key not in ("where", "type"))
    return " ".join(str(named or ", ".join(own)).split())[:120]


def _first(notes: list[str]) -> str:
    return f": {'; '.join(notes[:3])}" if notes else ""


def _documents(content: bytes, name: str, notes: list[str]) -> Iterator[tuple[str, Object]]:
    """(where it is, the object) of every YAML document."""
    for where, text in _texts(content, name):
        for part in re.split(r"(?m)^---(?:[ \t].*)?$", text):
            if not part.strip():
                continue
            try:
                data = load_yaml(part)
            except Exception as error:
                begins, why = " ".join(part.split())[:200], " ".join(str(error).split())[:120]
                notes.append(f"{where}: '{begins}' is no YAML that can be read: {why}")
                continue
            if isinstance(data, Mapping):
                yield where, data
            elif data is not None:
                notes.append(f"{where}: '{' '.join(str(data).split())[:200]}' is no object: it is left out")


def _texts(content: bytes, name: str) -> Iterator[tuple[str, str]]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content.decode("utf-8-sig", "replace")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [one for one in archive.infolist() if one.filename.endswith((".yml", ".yaml"))]
            model = [one for one in files if "model" in PurePosixPath(one.filename).parts]  # others are translations
            files = model or files
            if len(files) > MOST_FILES or sum(one.file_size for one in files) > LARGEST:
                raise PlannerError(f"{name} holds more than {MOST_FILES:,} files or {LARGEST:,} bytes of YAML")
            read = [(one.filename, archive.read(one)) for one in sorted(files, key=lambda one: one.filename)]
    except DAMAGED as error:
        raise PlannerError(f"{name} cannot be unpacked: {error}") from None
    yield from ((where, data.decode("utf-8-sig", "replace")) for where, data in read)


def _questions(every: Mapping[str, Mapping[str, Object]], notes: list[str]) -> Iterator[tuple[tuple[str, int], str]]:
    """((stream, level), what to ask) of each activity."""
    texts: dict[str, str] = {}
    for one in every["Question"].values():
        about, words = str(one.get("activity")), " ".join(str(one.get("text", "")).split())
        if about not in every["Activity"] or texts.setdefault(about, words) != words:
            why = "asks of no activity of the model" if about not in every["Activity"] else "is a second one"
            notes.append(f"{one['where']}: the question '{words[:80]}' {why}: it is left out")
    for key, activity in every["Activity"].items():
        title, stream = str(activity.get("title", "")), str(activity.get("stream", ""))
        level = _level(every, str(activity.get("level", "")))
        if stream not in every["Stream"] or level is None:
            what = "stream" if stream not in every["Stream"] else "level"
            asks = f", with '{texts[key][:80]}'" if texts.get(key) else ""
            notes.append(f"{activity['where']}: the {what} of '{title[:60]}' is not in the model: it is left out{asks}")
            continue
        yield (stream, level), texts.get(key) or f"{title or key}?"


def _level(every: Mapping[str, Mapping[str, Object]], key: str) -> int | None:
    """The number of a practice level: that of its maturity level, else the one in the name of its file."""
    own = every["PracticeLevel"].get(key)
    if own is None:
        return None
    number = every["MaturityLevel"].get(str(own.get("maturityLevel", "")), {}).get("number")
    if not isinstance(number, int):
        found = re.search(r"-(\d)\.ya?ml$", str(own["where"]))
        number = int(found[1]) if found else 0
    return number if 1 <= number <= LEVELS else None


def _journey(
    every: Mapping[str, Mapping[str, Object]], asked: Mapping[tuple[str, int], str], name: str, options: Options,
    notes: list[str],
) -> Imported:  # fmt: skip
    areas, ids = Ids("area"), Ids("stream")
    capabilities: dict[str, Any] = {}
    names: dict[str, str] = {}
    for key, stream in every["Stream"].items():
        practice = every["Practice"].get(str(stream.get("practice", "")), {})
        if not practice:
            notes.append(f"{stream['where']}: the practice of '{str(stream.get('name'))[:60]}' is not in the model")
        title = " ".join(str(stream.get("name") or key).split())[:200]
        area_name = " ".join(str(practice.get("name") or name).split())[:200]
        area = areas.of(area_name, area_name)
        names[area] = area_name
        questions = [asked.get((key, level), "") for level in range(1, LEVELS + 1)]
        if not all(questions):
            without = ", ".join(str(level) for level, one in enumerate(questions, 1) if not one)
            others = "".join(f"; '{one[:80]}' is left out" for one in questions if one)
            notes.append(
                f"'{title[:60]}' has no question for level {without}: the names of the levels are asked for{others}"
            )
        outcome = " ".join(str(stream.get("description") or "").split())[:1000]
        capabilities[ids.of(key, title)] = {
            "name": title, "stage": "level-1", "area": area, "owner": options.owner,
            **({"outcome": outcome} if outcome else {}), **({"evidence": questions} if all(questions) else {}),
            "effort": EFFORT[3], "weeks": WEEKS[3], "cost": COST[3], "value": {"assurance": 3},
        }  # fmt: skip
    taken = {str(stream.get("practice", "")) for stream in every["Stream"].values()}
    notes += [
        f"'{_called(one)}' has no streams: it is left out" for key, one in every["Practice"].items() if key not in taken
    ]
    own = list(capabilities)
    title = options.id or re.sub(r"\.[^.]*$", "", name)
    document = {
        "journey": Ids("journey").of((), title),
        "name": title,
        "note": "Imported from OWASP SAMM: effort, weeks and cost are estimates, the same for every stream.",
        "levels": ["none", "level 1", "level 2", "level 3"],
        "policy": {"planned_from_level": 1, "needs_from_level": 1, "run_from_level": 1, "target_level": LEVELS,
                   "level_share": [0.3, 0.3, 0.4]},
        "stages": {
            f"level-{level}": {"name": f"Level {level}",
                               "reached_when": [{"at_least": len(own), "of": own, "level": level}]}
            for level in range(1, LEVELS + 1)
        },
        "areas": {area: {"name": words} for area, words in names.items()},
        "roles": {options.owner: {"name": options.owner}},
        "goals": {"assurance": {"name": "Software assurance"}},
        "capabilities": capabilities,
    }  # fmt: skip
    return Imported(document, "journey", (*ids.notes, *areas.notes, *notes))


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("samm", (".zip",), read, "OWASP SAMM as a journey, from its archive", Options)
