"""Mermaid's gantt charts and timelines as journeys: sections are stages in their order, or areas where that is asked
for; what a task comes after is what it needs. Days of a calendar are not taken: a journey has weeks of work only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option
from planner_importers.ids import listed
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey

TAGS = frozenset({"active", "done", "crit", "milestone", "vert"})
SETTINGS = (
    "title", "dateformat", "axisformat", "excludes", "includes", "todaymarker", "tickinterval", "weekday", "weekend",
    "inclusiveenddates", "topaxis", "click", "acctitle", "accdescr", "displaymode",
)  # fmt: skip
"""Lines of a gantt chart that are about how it looks."""
DAYS = "%Y-%m-%d"
DIRECTIVES = {
    "YYYY": "%Y", "YY": "%y", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d", "HH": "%H", "H": "%H", "mm": "%M",
    "ss": "%S", "%": "%%",
}  # fmt: skip
"""How Mermaid writes days, and Python."""
BLANK = " \t\u2060"
"""A word joiner is what keeps a name from being taken for a keyword."""
UNITS = {"ms": 0.0, "s": 1 / 604_800, "m": 1 / 10_080, "h": 1 / 168, "d": 1 / 7, "w": 1.0, "M": 52 / 12, "y": 52.0}
"""Weeks; ``m`` is minutes."""


@dataclass(frozen=True)
class MermaidOptions(Options):
    """What the chart does not say."""

    sections: Literal["stages", "areas"] = option("stages", "What a section of the chart is")


def read(content: bytes, name: str, options: MermaidOptions) -> Imported:
    notes: list[str] = []
    lines = _lines(content, name)
    kind = next((words.split()[0].lower() for _number, words in lines), "")
    if kind not in ("gantt", "timeline"):
        raise PlannerError(f"{name} begins with '{kind[:30]}': of Mermaid, gantt charts and timelines are read")
    found = list((_gantt if kind == "gantt" else _timeline)(lines[1:], name, notes))
    if not found:
        what = f": {'; '.join(notes[:3])}" if notes else ""
        raise PlannerError(f"{name} holds no tasks{what}")
    notes += _empty_sections(lines, found, name)
    notes += _of_the_picture(lines[1:], name)
    if options.sections == "areas":
        found = [replace(one, level=1, stage="") for one in found]
    elif (most := max(one.level for one in found)) > HIGHEST:
        raise PlannerError(
            f"{name} has {most} sections; a journey has at most {HIGHEST} stages (--option mermaid.sections=areas)"
        )
    title = next((words[5:].strip(" :\t") for _number, words in lines if words.split()[0].lower() == "title"), "")
    return as_journey(found, name, options, notes, title)


def _lines(content: bytes, name: str) -> list[tuple[int, str]]:
    """(number, text) of the lines that say something, without comments, directives and what is above the chart."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is no text in UTF-8") from None
    found = []
    above = text.startswith("---")
    for number, line in enumerate(text.splitlines(), 1):
        if above:
            above = number == 1 or line.strip() != "---"
        elif words := line.split("%%")[0].strip():
            found.append((number, words))
    return found


def _of_the_picture(lines: list[tuple[int, str]], name: str) -> Iterator[str]:
    """What is about how the chart looks, or said beside it."""
    for number, words in lines:
        key = words.split()[0].lower().rstrip(":")
        if key in SETTINGS and key not in ("title", "dateformat"):
            yield f"{name}:{number}: '{words[:80]}' is about the chart: it is left out"


def _empty_sections(lines: list[tuple[int, str]], found: list[Activity], name: str) -> Iterator[str]:
    """Sections of which nothing is taken."""
    taken = {one.stage for one in found}
    for number, words in lines:
        if words.split()[0].lower() == "section" and (title := words[7:].strip(BLANK)) and title not in taken:
            yield f"{name}:{number}: section '{title[:60]}' holds nothing that is taken: it is left out"


def _gantt(lines: list[tuple[int, str]], name: str, notes: list[str]) -> Iterator[Activity]:
    section, level, last = "", 0, ""
    marked: dict[str, list[str]] = {}
    follow: list[str] = []
    days = DAYS
    for number, words in lines:
        first = words.split()[0].lower()
        where = f"{name}:{number}"
        if first == "section":
            section, level = words[7:].strip(BLANK) or f"section {level + 1}", level + 1
        elif first.rstrip(":") == "dateformat":
            days = _format(words) or days
            if not _format(words):
                notes.append(f"{where}: '{words[:60]}' is no way to write days that is read: it is left out")
        elif ":" in words and first.rstrip(":") not in SETTINGS:
            title, _colon, data = words.partition(":")
            title = title.strip(BLANK) or f"line {number}"
            parts = [part.strip() for part in data.split(",")]
            tags = {part for part in parts if part in TAGS}
            for tag in tags - {"milestone"}:
                marked.setdefault(tag, []).append(title)
            task = _task([part for part in parts if part not in TAGS], days)
            if task.unread:
                notes.append(f"{where}: of '{title[:60]}' is not read: '{', '.join(task.unread)[:80]}'")
            if task.days:
                notes.append(f"{where}: '{title[:60]}' has days, {task.days}: a journey has weeks of work only")
            if task.weeks is None and "milestone" not in tags:
                notes.append(f"{where}: how long '{title[:60]}' takes is not said: an estimate is taken")
            after, own = task.after, task.own or f"line {number} of {name}"
            if not task.begins and last:  # the chart draws it after the one before it
                after = (last,)
                follow.append(title)
            last = own
            yield Activity(
                (section or name, title), max(1, level), own, after,
                weeks=0.0 if "milestone" in tags else task.weeks, stage=section,
            )  # fmt: skip
        elif first.rstrip(":") not in SETTINGS:
            notes.append(f"{where}: '{words[:60]}' is no task: it is left out")
    if follow:
        notes.append(f"what says no beginning needs the one before it, as the chart draws it: {listed(follow)}")
    for tag, titles in sorted(marked.items()):
        notes.append(f"a journey does not know what is '{tag}': {listed(titles)}")


def _format(words: str) -> str:
    """How days are written, for ``strptime``; empty: not in a way that is read."""
    said = re.sub(r"(?i)^dateformat[\s:]+", "", words).strip()
    parts = re.findall(r"YYYY|YY|MM|M|DD|D|HH|H|mm|ss|[^A-Za-z]", said)
    return "".join(DIRECTIVES.get(part, part) for part in parts) if "".join(parts) == said else ""


class _Task(NamedTuple):
    """What stands behind a task's name.

    Attributes:
        own: its id; empty: it has none.
        begins: what it says of its beginning.
        after: ids of what it comes after.
        days: those of the calendar that it names.
        unread: what is not understood.
    """

    own: str
    begins: str
    after: tuple[str, ...]
    weeks: float | None
    days: str
    unread: list[str]


def _task(parts: list[str], written: str) -> _Task:
    own = parts.pop(0) if len(parts) > 2 else ""
    begins, ends = parts[:2] if len(parts) > 1 else ("", parts[0] if parts else "")
    unread = parts[2:]
    after = tuple(begins.split()[1:]) if begins.startswith("after ") else ()
    first, last = _day(begins, written), _day(ends, written)
    if begins and not after and first is None:
        unread.append(begins)
    days = ", ".join(text for text, day in ((begins, first), (ends, last)) if day)
    length = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|[smhdwMy])", ends)
    if length:
        return _Task(own, begins, after, float(length[1]) * UNITS[length[2]], days, unread)
    if ends and last is None:
        unread.append(ends)
    long = (last - first).total_seconds() / 86_400 if first and last else -1.0
    return _Task(own, begins, after, long / 7 if long >= 0 else None, days, unread)


def _day(text: str, written: str) -> datetime | None:
    try:
        return datetime.strptime(text, written)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _timeline(lines: list[tuple[int, str]], name: str, notes: list[str]) -> Iterator[Activity]:
    sections = any(words.split()[0].lower() == "section" for _number, words in lines)
    section, period, level = "", "", 0
    for number, words in lines:
        first = words.split()[0].lower()
        if first == "section":
            section, level = words[7:].strip(), level + 1
        elif first not in SETTINGS:
            head, *events = (part.strip() for part in words.split(":"))
            if head:
                period, level = head, level if sections else level + 1
            area = " / ".join(filter(None, (section, period))) or name
            if not any(events):
                notes.append(f"{name}:{number}: nothing is said to happen in '{head[:60]}': it is left out")
            for event in filter(None, events):
                yield Activity((area, event), max(1, level), stage=section or period)


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("mermaid", (".mmd", ".mermaid"), read, "A gantt chart or timeline as a journey", MermaidOptions)
