"""CSV with a row per capability: an assessment made in a spreadsheet becomes an organisation file.

Columns are found by their heading, in any order: capability, level, and where there are some target, was, evidence, by
and on. The separator may be a comma, a semicolon or a tab.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option

WORDS = {
    "capability": ("capability", "id"),
    "level": ("level", "current", "today"),
    "target": ("target", "goal", "wanted"),
    "was": ("was", "previous"),
    "evidence": ("evidence", "note", "notes"),
    "by": ("by", "who"),
    "on": ("on", "date"),
}


@dataclass(frozen=True)
class Options:
    """What a table of levels does not say."""

    start: date = option(date(2027, 1, 1), "First day of the plan")
    name: str = option("", "Name of the organisation; default: the name of the file")
    journey: str = option("social-native", "Journey that the capabilities are of")


def read(content: bytes, name: str, options: Options) -> Imported:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is not UTF-8: save it as 'CSV UTF-8'") from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        table = csv.reader(io.StringIO(text), delimiter=separator)
        rows = [(table.line_num, row) for row in table]
    except csv.Error as error:
        raise PlannerError(f"{name} is no table of levels: {error}") from None
    columns = _columns(rows[0][1] if rows else [], name)
    levels: dict[str, Any] = {}
    targets: dict[str, int] = {}
    faults: list[str] = []
    notes: list[str] = []
    for number, row in rows[1:]:
        found = {key: row[place].strip() for key, place in columns.items() if place < len(row)}
        capability = found.get("capability", "")
        if not capability:
            notes += [f"line {number} names no capability"] if any(one.strip() for one in row) else []
            continue
        if capability in levels or capability in targets:
            faults.append(f"{name}:{number}: '{capability}' has a row already; keep one of them")
            continue
        stated = {key: found[key] for key in ("level", "target", "was") if found.get(key)}
        odd = [words for words in stated.values() if not re.fullmatch("[0-7]", words)]
        faults += [f"{name}:{number}: '{one[:20]}' is no level; write a whole number such as 2" for one in odd]
        if odd:
            continue
        more: dict[str, Any] = {key: found[key] for key in ("evidence", "by", "on") if found.get(key)}
        if "was" in stated:
            more["was"] = int(stated["was"])
        if "level" in stated:
            levels[capability] = {"level": int(stated["level"]), **more} if more else int(stated["level"])
        elif more:
            notes.append(f"line {number} has no level, so the rest of what it says of '{capability}' is left out")
        if int(stated.get("target", 0)):
            targets[capability] = int(stated["target"])
    if faults:
        raise PlannerError("; ".join(faults))
    stem = re.sub(r"\.[^.]*$", "", name)
    own = options.name or stem
    document: dict[str, Any] = {
        "organisation": re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-") or "organisation",
        "name": own,
        "journey": options.journey,
        "start": options.start.isoformat(),
        "levels": levels,
    }
    if targets:
        document["targets"] = targets
    return Imported(document, "organisation", tuple(notes))


def _columns(head: list[str], name: str) -> dict[str, int]:
    seen = [one.strip().lower() for one in head]
    found = {key: seen.index(word) for key, words in WORDS.items() for word in words[::-1] if word in seen}
    for key in ("capability", "level"):
        if key not in found:
            raise PlannerError(f"{name}:1: there is no column '{key}'; the first line names the columns, such as "
                               "capability,level,target,evidence,by,on")  # fmt: skip
    return found


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer(
        "csv", (".csv", ".tsv"), read, "Levels and targets from a spreadsheet, a row per capability", Options
    )
