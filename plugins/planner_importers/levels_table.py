"""A table with a row per capability becomes an organisation: an audit as people keep it in a spreadsheet.

Columns are found by their heading, in any order. What is not understood is told with the user's line: a capability that
there is not costs its own row. Capabilities may be named by id or by label, levels by number or by name, dates in the
usual forms.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import planner
from planner import Journey, PlannerError
from planner.plugins import Imported, option, read_date

WORDS: Mapping[str, tuple[str, ...]] = {
    "capability": (
        "capability",
        "id",
        "name",
        "activity",
        "practice",
        "item",
        "fähigkeit",
        "massnahme",
        "maßnahme",
        "יכולת",
    ),
    "level": (
        "level",
        "current",
        "today",
        "score",
        "rating",
        "as is",
        "ist",
        "ist-stand",
        "maturity",
        "stufe",
        "reifegrad",
        "stand",
        "רמה",
    ),
    "target": ("target", "goal", "wanted", "to be", "soll", "soll-stand", "ziel", "zielstufe", "יעד"),
    "was": ("was", "previous", "before", "vorher", "קודם"),
    "evidence": ("evidence", "proof", "link", "nachweis", "beleg", "ראיה"),
    "comment": (
        "comment",
        "comments",
        "note",
        "notes",
        "remark",
        "remarks",
        "kommentar",
        "bemerkung",
        "notiz",
        "הערה",
        "הערות",
    ),
    "due": ("due", "deadline", "due date", "by when", "until", "bis", "bis wann", "termin", "fällig", "עד"),
    "by": ("by", "who", "assessor", "respondent", "von", "wer", "מי"),
    "on": ("on", "date", "when", "datum", "am", "תאריך"),
}  # fmt: skip
"""Headings by what a column holds; those that come first go before the others."""
WHOLE = frozenset({"ist", "soll", "bis"})
"""Headings by themselves only: as a word among others they are a sentence's."""
NEAR = 0.75
TITLES = 20
"""Rows in which the names of the columns are looked for: people write a title above a table."""


@dataclass(frozen=True)
class Options:
    """What a table of levels does not say."""

    start: date = option(date(2027, 1, 1), "First day of the plan")
    name: str = option("", "Name of the organisation; default: the name of the file")
    journey: str = option("social-native", "Journey that the capabilities are of")
    columns: str = option("", "Columns with other headings: 'Practice=capability, Score=level'")
    month_first: bool = option(False, "Dates such as 02/11/2026 begin with the month")


Row = tuple[str, Sequence[Any]]
"""Where it is in the file, such as ``levels.csv:4``, and its cells."""


def imported(rows: Sequence[Row], name: str, options: Options) -> Imported:
    """What the rows say of an organisation; the first names the columns.

    Raises:
        PlannerError: there is no column of capabilities or of levels, or nothing of the table is understood.
    """
    if not rows:
        raise PlannerError(f"{name} is empty; the first line names the columns, such as capability,level,evidence")
    head, columns, notes = _heading(rows, options.columns)
    try:
        journey = planner.load_journey(options.journey)
    except planner.PluginError as error:  # what is wrong is the option, not this importer
        raise PlannerError(f"csv.journey: {error}") from None
    reader = _Reader(journey, columns, options, notes)
    headings = [_words(one) for one in rows[head][1]]
    for place, cells in rows[head + 1 :]:
        reader.take(place, {key: cells[at] for key, at in columns.items() if at < len(cells)}, cells)
        loose = [words for at, one in enumerate(cells) if not "".join(headings[at : at + 1]) and (words := _words(one))]
        reader.notes += [f"{place}: '{words[:60]}' stands below no heading and is left out" for words in loose]
    if reader.silent:
        reader.notes.append(f"no level is stated for {', '.join(reader.silent)}")
    if reader.faults:
        raise PlannerError("; ".join(reader.faults))
    if not reader.levels and not reader.targets:
        raise PlannerError(
            f"{name}: nothing of it is understood by the journey {options.journey} (--into FILE takes that of a file, "
            f"--option csv.journey=JOURNEY another): {'; '.join(reader.notes[len(notes) :][:5]) or 'there are no rows'}"
        )
    own = options.name or re.sub(r"\.[^.]*$", "", name)
    document: dict[str, Any] = {
        "organisation": re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-") or "organisation",
        "name": own,
        "journey": options.journey,
        "start": options.start.isoformat(),
        "levels": reader.levels,
    }
    if not re.match("[a-z]", document["organisation"]):
        document["organisation"] = f"org-{document['organisation']}"
    if reader.targets:
        document["targets"] = reader.targets
    return Imported(document, "organisation", tuple(reader.notes))


def _heading(rows: Sequence[Row], given: str) -> tuple[int, dict[str, int], list[str]]:
    """Which row names the columns, the column by what it holds, and a note for all that is not used.

    Raises:
        PlannerError: none of the first rows does; said of the first.
    """
    first: PlannerError | None = None
    for at, (where, cells) in enumerate(rows[:TITLES]):
        try:
            columns, notes = _columns([_words(one) for one in cells], where, given)
        except PlannerError as fault:
            first = first or fault
            continue
        above = [(place, " ".join(filter(None, map(_words, row)))) for place, row in rows[:at]]
        return (
            at,
            columns,
            [f"{place}: '{words[:60]}' is above the columns and left out" for place, words in above] + notes,
        )
    assert first is not None  # whoever calls has rows
    raise first


def _columns(head: Sequence[str], where: str, given: str) -> tuple[dict[str, int], list[str]]:
    """(column by what it holds, a note for every column that is not used)."""
    seen = [one.lower() for one in head]
    found: dict[str, int] = {}
    for pair in filter(None, (one.strip() for one in given.split(","))):
        heading, equals, key = (part.strip() for part in pair.partition("="))
        if not equals or key not in WORDS or heading.lower() not in seen:
            known = f"of {', '.join(WORDS)}" if key not in WORDS else f"there are {', '.join(filter(None, head))}"
            raise PlannerError(f"columns: '{pair}' is not HEADING=WHAT; {known}")
        found[key] = seen.index(heading.lower())
    for key, words in WORDS.items():
        exact = [seen.index(word) for word in words if word in seen]
        among = set(words) - WHOLE
        parts = [at for at, one in enumerate(seen) if not among.isdisjoint(re.split(r"[^\w]+", one))]
        free = [at for at in exact + parts if at not in found.values()]
        if key not in found and free:
            found[key] = free[0]
    for key in ("capability", "level"):
        if key not in found and not (key == "level" and "target" in found):
            others = [one for at, one in enumerate(head) if one and at not in found.values()]
            raise PlannerError(
                f"{where}: there is no column '{key}'; the first line names the columns, such as "
                "capability,level,target,evidence,by,on; others are named by --option "
                f"'csv.columns={others[0] if others else 'HEADING'}={key}'"
            )
    taken = {seen[at]: at for at in found.values()}
    unused = [(one, at) for at, one in enumerate(head) if one and at not in found.values()]
    return found, [
        f"column '{one}' is there twice: that in column {at + 1} is left out"
        if one.lower() in taken
        else f"column '{one}' is not understood and left out"
        for one, at in unused
    ]


class _Reader:
    """Takes row after row. ``faults`` end the import, ``notes`` do not."""

    def __init__(self, journey: Journey, columns: Mapping[str, int], options: Options, notes: Iterable[str]):
        self.journey, self.columns = journey, columns
        self.month_first, self.start = options.month_first, options.start
        self.levels: dict[str, Any] = {}
        self.targets: dict[str, Any] = {}
        self.notes, self.faults = list(notes), list[str]()
        self.lines: dict[str, str] = {}
        self.silent: list[str] = []  # what has a row that says nothing
        self.ids = _names((c.id, c.name) for c in journey.capabilities.values())
        self.words = _names((str(number), level) for number, level in enumerate(journey.levels))

    def take(self, place: str, cells: Mapping[str, Any], whole: Sequence[Any]) -> None:
        found = {key: _words(value) for key, value in cells.items()}
        if not found.get("capability"):
            if any(_words(one) for one in whole):
                self.notes.append(f"{place} names no capability and is left out")
            return
        capability = self._capability(place, found["capability"])
        if not capability:
            return
        if capability in self.lines:
            self.faults.append(f"{place}: '{capability}' has a row already, {self.lines[capability]}; keep one of them")
            return
        self.lines[capability] = place
        stated = {key: self._level(place, found[key]) for key in ("level", "target", "was") if found.get(key)}
        more: dict[str, Any] = {"was": stated["was"]} if stated.get("was") is not None else {}
        evidence = "; ".join(filter(None, (found.get("evidence"), found.get("comment"))))
        more |= {"evidence": evidence} if evidence else {}
        if found.get("by") and (isinstance(cells["by"], date) or read_date(found["by"], self.month_first)):
            self.notes.append(f"{place}: '{found['by']}' is a day, not who says so: it is left out")
        elif found.get("by"):
            more["by"] = found["by"]
        day = self._day(place, cells["on"]) if found.get("on") else None
        more |= {"on": day.isoformat()} if day else {}
        level, target = stated.get("level"), stated.get("target")
        if level is not None:
            self.levels[capability] = {"level": level, **more} if more else level
        elif more:
            self.notes.append(f"{place} has no level, so the rest of what it says of '{capability}' is left out")
        due = self._day(place, cells["due"]) if found.get("due") else None
        if due and due < self.start:
            self.faults.append(f"{place}: the target's day, {due}, is before the plan begins, {self.start}")
        if target == 0:
            dated = f", by {due.isoformat()}" if due else ""
            self.notes.append(f"{place}: the target 0 of '{capability}'{dated} is left out: there is nothing to reach")
        elif target:
            self.targets[capability] = {"level": target, "by": due.isoformat()} if due else target
        elif due:
            self.notes.append(f"{place} has no target, so its day is left out: '{found['due']}'")
        elif level is None and not more:
            self.silent.append(capability)

    def _capability(self, place: str, words: str) -> str:
        key = words.casefold()
        if len(self.ids.get(key, ())) == 1:
            return next(iter(self.ids[key]))
        if key in self.ids:
            self.faults.append(
                f"{place}: '{words[:60]}' is the name of {' and '.join(sorted(self.ids[key]))}: write the id"
            )
            return ""
        near = get_close_matches(key, self.ids, n=1, cutoff=NEAR)
        meant = f"; did you mean '{sorted(self.ids[near[0]])[0]}'?" if near else ""
        self.notes.append(f"{place}: there is no capability '{words[:60]}', so the row is left out{meant}")
        return ""

    def _level(self, place: str, words: str) -> int | None:
        """A whole number, or the name of a level in any language of the journey; part levels are refused."""
        number = re.fullmatch(r"([0-9])(?:[.,]0+)?(?: (.+))?", words)
        level = int(number[1]) if number else next((int(one) for one in self.words.get(words.casefold(), ())), None)
        if number and number[2] and number[1] not in self.words.get(number[2].casefold(), ()):
            level = None  # '2 basic' is neither
        top = len(self.journey.levels) - 1
        if level is None or level > top:
            names = ", ".join(f"{at} {one.say()}" for at, one in enumerate(self.journey.levels))
            self.faults.append(f"{place}: '{words[:30]}' is no level; write one of {names}")
            return None
        return level

    def _day(self, place: str, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = read_date(_words(value), self.month_first)
        if found is None:
            self.faults.append(
                f"{place}: '{_words(value)[:30]}' is no day; write one such as 2027-02-01 or 01.02.2027 (with "
                "month_first: 02/01/2027)"
            )
        return found


def _names(pairs: Iterable[tuple[str, Any]]) -> dict[str, set[str]]:
    """Ids by every word they may be called: the id itself, and the label in each language."""
    found: dict[str, set[str]] = {}
    for key, label in pairs:
        for words in (key, *(words for _code, words in label.by_language)):
            found.setdefault(" ".join(words.split()).casefold(), set()).add(key)
    return found


def _words(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())
