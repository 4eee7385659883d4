"""Any list of capabilities as a journey, with a small file that says what is where: YAML, JSON, CSV or a workbook.

The mapping, in YAML; only ``name`` must be there. Without one, columns are called as the fields are::

    rows: functions.*.practices   # where the list is; * goes into every entry. Default: the file, or its first list
    name: Practice                # a column, or a path such as title.en
    id: Key                       # what 'needs' names; default: the name
    area: Domain
    level: Tier
    levels: {Basic: 1, Advanced: 2}   # what words stand for
    needs: Depends on             # a list, or a text with commas or semicolons
    outcome: Description
    questions: [Q1, Q2, Q3]       # one for each level of a capability
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, load_yaml, option, read_table
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey, level_of
from planner_importers.workbook import sheets, without_value

FIELDS = ("rows", "name", "id", "area", "level", "levels", "needs", "outcome", "questions")
COLUMNS = ("name", "id", "area", "level", "needs", "outcome")
NOTHING = object()


@dataclass(frozen=True)
class MappedOptions(Options):
    """What a list does not say."""

    mapping: str = option("", "File that says what is where (YAML): rows, name, id, area, level, levels, needs, ...")


Row = tuple[str, Mapping[str, Any]]
"""Where it is in the file, and what it holds."""


def read(content: bytes, name: str, options: MappedOptions) -> Imported:
    mapping = _mapping(options.mapping) if options.mapping else {}
    notes: list[str] = []
    rows = list(_rows(content, name, mapping, notes))
    mapping = mapping or _as_called(rows, name)
    if not rows:
        raise PlannerError(f"{name} has no rows{' at ' + mapping['rows'] if mapping.get('rows') else ''}")
    _check_columns(rows, mapping, options.mapping)
    found = [one for where, row in rows if (one := _activity(where, row, mapping, name, notes)) is not None]
    if not found:
        raise PlannerError(f"{name}: nothing of it could be taken: {'; '.join(notes[:3])}")
    used = {str(path).split(".")[0] for path in _paths(mapping)}
    unused = dict.fromkeys(str(key) for _where, row in rows for key in row if str(key) not in used)
    notes += [f"'{key[:60]}' is not in the mapping: it is left out" for key in unused]
    if not mapping.get("level"):
        notes.append("the mapping names no level: all are of level 1")
    return as_journey(found, name, options, notes)


def _as_called(rows: Sequence[Row], name: str) -> dict[str, Any]:
    """The mapping of a list whose columns are called as ours are."""
    there = {str(key).strip().lower(): str(key) for _where, row in reversed(rows) for key in row}
    found: dict[str, Any] = {field: there[field] for field in COLUMNS if field in there}
    if rows and "name" not in found:
        raise PlannerError(
            f"{name} has no column 'name'; name the file that says what is where: --option mapped.mapping=FILE (YAML "
            f"such as 'name: {next(iter(there.values()), 'COLUMN')}')"
        )
    return found


def _mapping(path: str) -> dict[str, Any]:
    try:
        data = load_yaml(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PlannerError(f"the mapping {path} cannot be read: {error}") from None
    except Exception as error:
        raise PlannerError(f"the mapping {path} is no YAML: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(data, dict):
        raise PlannerError(f"the mapping {path} is a {type(data).__name__}; it should be lines such as 'name: COLUMN'")
    faults = [f"'{key}' is none of {', '.join(FIELDS)}" for key in data if key not in FIELDS]
    faults += [] if isinstance(data.get("name"), str) else ["'name' is not there: it says what a capability is called"]
    plain = [key for key in FIELDS if key not in ("levels", "questions") and not isinstance(data.get(key, ""), str)]
    faults += [f"'{key}' should be the name of a column, or a path" for key in plain if key in data and key != "name"]
    levels, questions = data.get("levels", {}), data.get("questions", [])
    if not isinstance(levels, dict) or any(level_of(value) is None for value in levels.values()):
        faults.append(f"'levels' should say a number from 1 to {HIGHEST} for each word, such as {{Basic: 1}}")
    if not isinstance(questions, list) or not all(isinstance(one, str) for one in questions):
        faults.append("'questions' should be a list of columns or paths")
    if faults:
        raise PlannerError(f"the mapping {path}: {'; '.join(faults)}")
    return data


def _paths(mapping: Mapping[str, Any]) -> Iterator[str]:
    yield from (mapping[key] for key in FIELDS if isinstance(mapping.get(key), str) and key != "rows")
    yield from mapping.get("questions", ())


def _rows(content: bytes, name: str, mapping: Mapping[str, Any], notes: list[str]) -> Iterator[Row]:
    suffix = PurePath(name).suffix.lower()
    if suffix in (".csv", ".tsv"):
        table, told = read_table(content, name)
        notes += told
        yield from _table([(f"{name}:{line}", cells) for line, cells in table], notes)
    elif suffix in (".xlsx", ".xls", ".ods"):
        notes += without_value(content, name)
        first, *others = [(title, rows) for title, rows in sheets(content, name) if rows] or [("", [])]
        notes += [f"sheet '{title}' is not looked at" for title, _rows_of_it in others]
        own = [(f"{name}: {first[0]}!{number}", row) for number, row in enumerate(first[1], 1) if any(row)]
        yield from _table(own, notes)
    else:
        try:
            data = load_yaml(content.decode("utf-8-sig"))
        except Exception as error:
            raise PlannerError(f"{name} cannot be read: {' '.join(str(error).split())[:200]}") from None
        for number, one in enumerate(_at(data, mapping.get("rows", "")), 1):
            if isinstance(one, Mapping):
                yield f"{name}: entry {number}", one
            else:
                notes.append(f"{name}: entry {number} is no mapping: it is left out")


def _table(rows: Sequence[tuple[str, Sequence[Any]]], notes: list[str]) -> Iterator[Row]:
    """Rows by heading. A cell that no heading of its own stands above is noted."""
    head = [str(cell).strip() for cell in rows[0][1]] if rows else []
    own = [number for number, key in enumerate(head) if key and key not in head[:number]]
    for where, cells in rows[1:]:
        for number, cell in enumerate(cells):
            if number not in own and (said := str(cell if cell is not None else "").strip()):
                notes.append(f"{where}: '{said[:60]}' stands in column {number + 1}, which has no heading of its own")
        yield where, {head[number]: cells[number] for number in own if number < len(cells)}


def _at(data: Any, path: str) -> Iterator[Any]:
    """What stands in a list, or is named in a mapping, at a path."""
    if not path:
        if isinstance(data, Mapping):
            data = next((one for one in data.values() if isinstance(one, list)), data)
        yield from data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ()
        return
    nodes = [data]
    for part in path.split("."):
        if part == "*":
            entries = (one.values() if isinstance(one, Mapping) else one for one in nodes)
            nodes = [inner for one in entries if not isinstance(one, str | int | float | None) for inner in one]
        else:
            nodes = [one[part] for one in nodes if isinstance(one, Mapping) and part in one]
    for one in nodes:
        yield from one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ()


def _value(row: Mapping[str, Any], path: str) -> Any:
    """What a row holds at a path; ``NOTHING`` where there is nothing."""
    if path in row:
        return row[path]
    node: Any = row
    for part in path.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return NOTHING
        node = node[part]
    return node


def _words(row: Mapping[str, Any], path: str | None) -> str:
    value = _value(row, path) if path else NOTHING
    if value is NOTHING or value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a workbook has no other numbers
    return " ".join(str(value).split())


def _check_columns(rows: Sequence[Row], mapping: Mapping[str, Any], path: str) -> None:
    """Raises PlannerError: the mapping names what no row has."""
    missing = [one for one in _paths(mapping) if all(_value(row, one) is NOTHING for _where, row in rows)]
    if missing:
        there = dict.fromkeys(str(key) for _where, row in rows[:50] for key in row)
        raise PlannerError(
            f"the mapping {path}: no row has {', '.join(repr(one) for one in missing)}; there are {', '.join(there)}"
        )


def _activity(
    where: str, row: Mapping[str, Any], mapping: Mapping[str, Any], name: str, notes: list[str]
) -> Activity | None:
    title = _words(row, mapping["name"])
    if not title:
        notes.append(f"{where}: it has no name, and is left out")
        return None
    said = _words(row, mapping.get("level"))
    level = level_of(mapping.get("levels", {}).get(said, said or (1 if not mapping.get("level") else "")))
    if level is None:
        what = f"the level '{said[:30]}'" if said else "no level"
        notes.append(f"{where}: '{title[:60]}' has {what}, no number from 1 to {HIGHEST}: it is left out")
        return None
    needs = _value(row, mapping["needs"]) if mapping.get("needs") else ()
    needs = [] if needs is NOTHING or needs is None else needs
    after = (
        re.split("[,;\n]", needs) if isinstance(needs, str) else needs if isinstance(needs, list | tuple) else [needs]
    )
    questions = tuple(_words(row, path) for path in mapping.get("questions", ()))
    if any(questions) and (len(questions) != 3 or not all(questions)):
        notes.append(f"{where}: '{title[:60]}' has not a question for each of 3 levels: they are left out")
        questions = ()
    return Activity(
        (_words(row, mapping.get("area")) or name, title), level, _words(row, mapping.get("id")),
        tuple(filter(None, (str(one).strip() for one in after))),
        outcome=_words(row, mapping.get("outcome")), questions=questions if all(questions) else (),
    )  # fmt: skip


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("mapped", (), read, "Any list of capabilities, with a file that says what is where", MappedOptions)
