"""Progress as other tools write it: rows of a tracker's table, tasks of a project file, rows of our own workbook.

Nothing is guessed: a state that is not known is named, and its row is left as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from planner.errors import PlannerError
from planner.files.delimited import decimal_comma, read_date, read_number, read_table
from planner.i18n.translation import MONTHS

MOST_ROWS = 100_000

DONE, DOING, TO_DO, DROPPED = "done", "doing", "to do", "dropped"

STATES: Mapping[str, str] = {
    **dict.fromkeys(("done", "closed", "resolved", "complete", "completed", "finished", "shipped", "released", "fertig",
                     "erledigt", "geschlossen", "abgeschlossen", "בוצע", "הושלם", "סגור"), DONE),
    **dict.fromkeys(("in progress", "doing", "started", "in review", "review", "in arbeit", "begonnen",
                     "in bearbeitung", "בעבודה", "בתהליך"), DOING),
    **dict.fromkeys(("to do", "todo", "open", "new", "backlog", "selected for development", "not started", "planned",
                     "offen", "neu", "geplant", "לביצוע", "פתוח"), TO_DO),
    **dict.fromkeys(("cancelled", "canceled", "won't do", "wont do", "won't fix", "rejected", "abgelehnt", "verworfen",
                     "בוטל"), DROPPED),
}  # fmt: skip
"""What the states of trackers are called; others are named in the answer."""

HEADS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "step id", "kennung", "מזהה"),
    "name": ("summary", "step", "name", "title", "task name", "schritt", "vorgangsname", "צעד"),
    "category": ("status category",),
    "state": ("status", "state", "zustand", "סטטוס"),
    "resolution": ("resolution", "lösung"),
    "part": ("done", "% complete", "progress", "percent complete", "erledigt", "הושלם", "% abgeschlossen"),
    "finished": ("finished", "resolved", "resolution date", "done on", "actual finish", "closed", "beendet", "הסתיים"),
    "spent": ("time spent",),
    "left": ("remaining estimate",),
    "effort": ("took", "actual effort", "dauerte", "ist-aufwand", "לקח בפועל"),
    "spend": ("spent", "actual cost", "ausgegeben", "ist-kosten", "הוצא"),
}
"""What the columns are called, in lower case."""

TOTALS = ("total", "summe", "gesamt", "סך הכול")
"""Rows of sums, which are no steps."""

BOM = b"\xef\xbb\xbf"
NOT_DONE = ("duplicate", "cannot reproduce", "incomplete", "declined", "duplikat", "nicht reproduzierbar")
"""Resolutions of what is closed and was not done: people have to say what they mean for the plan."""
HOURS = 40
SECONDS = HOURS * 3600
"""Of a person-week."""

NAMESPACE = "{http://schemas.microsoft.com/project}"


@dataclass(frozen=True, slots=True)
class Reported:
    """What a row says of a step.

    Attributes:
        where: the row or task, as a person would look it up.
        state: done, doing, to do or dropped; empty: not said, or not known.
        said: the state as it is written.
        part: of the work that is done, 0 to 1; None: not said.
    """

    where: str
    id: str
    name: str
    state: str
    said: str
    part: float | None
    finished: date | None
    unread: str = ""
    """A day that is written and cannot be read."""
    effort: float | None = None
    """Person-weeks that it has taken; None: not said. ``spend``: the same in thousands, outside."""
    spend: float | None = None


def read_reported(content: bytes, name: str) -> tuple[list[Reported], tuple[str, ...]]:
    """(what the rows of a file say, what had to be guessed of the file).

    Args:
        name: of the file; how it is read follows from its content and ending.

    Raises:
        PlannerError: it cannot be read, or has no column that names steps.
    """
    if content[:2] == b"PK":
        return _of_workbook(content, name), ()
    if content.removeprefix(BOM).lstrip()[:1] in (b"{", b"["):
        return _of_api(content.removeprefix(BOM), name)
    if content.lstrip()[:1] == b"<" or name.lower().endswith(".xml"):
        return _of_project(content, name), ()
    rows, notes = read_table(content, name)
    return _of_table([(f"line {line}", cells) for line, cells in rows], name), notes


def _of_workbook(content: bytes, name: str) -> list[Reported]:
    from planner.documents.workbooks import read_workbook

    for _title, rows in read_workbook(content, name):
        if rows and "name" in _columns(rows[0]):
            return _of_table([(f"row {n}", row) for n, row in enumerate(rows, 1)], name)
    raise PlannerError(f"{name}: no sheet has a column that names steps, such as 'Step' or 'Summary'")


def _of_table(rows: Sequence[tuple[str, Sequence[Any]]], name: str) -> list[Reported]:
    if len(rows) > MOST_ROWS:
        raise PlannerError(f"{name} has more than {MOST_ROWS:,} rows")
    columns = _columns(rows[0][1]) if rows else {}
    if "name" not in columns and "id" not in columns:
        raise PlannerError(f"{name}: no column names steps; call one 'Summary', 'Step' or 'Id'")
    if not {"state", "category", "part", "finished"} & columns.keys():
        raise PlannerError(f"{name}: no column says how far anything is; call one 'Status' or 'Done'")

    def cell(row: Sequence[Any], key: str) -> Any:
        at = columns.get(key, -1)
        return row[at] if 0 <= at < len(row) else ""

    comma = decimal_comma(_words(cell(row, key)) for _where, row in rows[1:] for key in ("effort", "spend"))

    def amount(row: Sequence[Any], key: str) -> float | None:
        value = cell(row, key)
        read = float(value) if type(value) in (int, float) else read_number(_words(value), comma)
        return read if read is not None and read >= 0 else None

    found = []
    percent = _is_percent(rows[0][1], [cell(row, "part") for _where, row in rows[1:]])
    for where, row in rows[1:]:
        said = _said([_words(cell(row, key)) for key in ("resolution", "state", "category")])
        part, finished = _part(cell(row, "part"), percent=percent), _day(cell(row, "finished"))
        unread = "" if finished else _words(cell(row, "finished"))
        if part is None and not said:
            said = _words(cell(row, "part"))
        spent, left = _number(cell(row, "spent")), _number(cell(row, "left"))
        if part is None and spent is not None and left is not None and min(spent, left) >= 0 and spent + left > 0:
            part = spent / (spent + left)
        state = STATES.get(said.casefold(), "")
        if not said:
            state = DONE if part == 1 or (finished and part is None) else DOING if part else ""
        effort = spent / SECONDS if spent and spent > 0 else amount(row, "effort")
        named = Reported(where, _words(cell(row, "id")), _words(cell(row, "name")), state, said, part, finished, unread,
                         effort, amount(row, "spend"))  # fmt: skip
        if (named.id or named.name) and named.name.casefold() not in TOTALS:
            found.append(named)
    return found


def _of_api(content: bytes, name: str) -> tuple[list[Reported], tuple[str, ...]]:
    """The issues that Jira's search gives as JSON, one page of them or a list."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PlannerError(f"{name} is no JSON that can be read: {error}") from None
    issues = data.get("issues") if isinstance(data, dict) else data
    if not isinstance(issues, list) or not all(
        isinstance(one, dict) and isinstance(one.get("fields"), dict) for one in issues
    ):
        raise PlannerError(f"{name} holds no issues: save what Jira's search answers, with 'issues' and their 'fields'")
    if len(issues) > MOST_ROWS:
        raise PlannerError(f"{name} has more than {MOST_ROWS:,} issues")
    total = data.get("total") if isinstance(data, dict) and type(data.get("total")) is int else None
    more = isinstance(data, dict) and (data.get("isLast") is False or (isinstance(total, int) and total > len(issues)))
    notes = (f"it is one page of {total or 'more'} issues: the others are not in this file",) if more else ()
    return [_issue(one, number) for number, one in enumerate(issues, 1)], notes


def _issue(issue: Mapping[str, Any], number: int) -> Reported:
    fields = issue["fields"]

    def word(*path: str) -> str:
        value: Any = fields
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return _words(value)

    said = _said([word("resolution", "name"), word("status", "name"), word("status", "statusCategory", "name")])
    spent, left = _number(fields.get("timespent")), _number(fields.get("timeestimate"))
    spent = spent if spent is not None and spent > 0 else None
    part = spent / (spent + left) if spent is not None and left is not None and left >= 0 else None
    finished = read_date(word("resolutiondate"))
    unread = "" if finished else word("resolutiondate")
    return Reported(f"issue {_words(issue.get('key')) or number}", "", word("summary"), STATES.get(said.casefold(), ""),
                    said, part, finished, unread, spent / SECONDS if spent else None)  # fmt: skip


def _said(words: Sequence[str]) -> str:
    """What counts of resolution, state and category, of which Jira has all three: that it is given up, then the state,
    then what kind of state that is. What is given up is "done" by its category."""
    resolution, state, category = words
    if STATES.get(resolution.casefold()) == DROPPED or resolution.casefold() in NOT_DONE:
        return resolution
    return state if state.casefold() in STATES or not category else category


def _is_percent(heads: Sequence[Any], values: Sequence[Any]) -> bool:
    """Whether a column of parts is in percent: its head says so, or some value is more than all of it."""
    at = _columns(heads).get("part")
    head = _words(heads[at]).casefold() if at is not None else ""
    return "%" in head or "percent" in head or any((_number(value) or 0.0) > 1 for value in values)


def _columns(heads: Sequence[Any]) -> dict[str, int]:
    """The first column for each kind of what is read."""
    names = [_words(head).casefold() for head in heads]
    found: dict[str, int] = {}
    for key, known in HEADS.items():
        for head in known:
            if head in names and key not in found:
                found[key] = names.index(head)
    return found


def _of_project(content: bytes, name: str) -> list[Reported]:
    def refuse(*_declared: object) -> None:
        raise PlannerError(f"{name} declares entities of its own; save it from your project tool again")

    first = expat.ParserCreate()
    first.StartDoctypeDeclHandler = refuse  # before anything is expanded, in whatever encoding
    try:
        first.Parse(content, True)
        root = ElementTree.fromstring(content)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise PlannerError(f"{name} is no XML that can be read: {error}") from None
    tasks = list(_tasks(root))
    if not tasks:
        raise PlannerError(f"{name} has no tasks; save the project as XML")
    found = []
    for task in tasks:
        words = {child.tag.removeprefix(NAMESPACE): (child.text or "").strip() for child in task}
        if words.get("Summary") == "1" or not words.get("Name"):
            continue
        part = _part(words.get("PercentComplete", ""), percent=True)
        state = DONE if part == 1 else DOING if part or words.get("ActualStart") else TO_DO
        finished = read_date(words.get("ActualFinish", "")) if part == 1 else None
        where = f"task {words.get('ID') or words.get('UID', '?')}"
        said = f"{words.get('PercentComplete', '0')} %"
        found.append(
            Reported(where, "", words["Name"], state, said, part, finished, "", _work(words.get("ActualWork", "")))
        )
    return found


def _work(words: str) -> float | None:
    """Person-weeks of a time such as PT20H30M0S; None: none."""
    said = re.fullmatch(r"PT(\d+)H(\d+)M\d+S", words)
    hours = int(said[1]) + int(said[2]) / 60 if said else 0
    return hours / HOURS or None


def _tasks(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for prefix in (NAMESPACE, ""):
        yield from root.findall(f"{prefix}Tasks/{prefix}Task")


def _words(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _number(value: Any) -> float | None:
    words = str(value).strip()
    if re.fullmatch(r"\d{1,3}(,\d{3})+", words):  # 3,600 is a number of thousands
        words = words.replace(",", "")
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _part(value: Any, *, percent: bool) -> float | None:
    """A part of 1; None: it is none.

    Args:
        percent: 40 is 40 %; else 0.4 is.
    """
    words = _words(value)
    number = _number(words.removesuffix("%").strip())
    if number is None:
        return None
    part = number / 100 if percent or words.endswith("%") else number
    return part if 0 <= part <= 1 else None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    named = re.match(r"(\d{1,2})[/ -]([A-Za-z]{3})[/ -](\d{2}|\d{4})\b", _words(value))  # as Jira writes days
    if named and named[2].title() in MONTHS:
        year = int(named[3]) + (2000 if len(named[3]) == 2 else 0)
        return read_date(f"{year}-{MONTHS.index(named[2].title()) + 1}-{named[1]}")
    return read_date(_words(value))
