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
WITH_COLONS = frozenset({"title", "dateformat", "axisformat", "todaymarker", "acctitle", "accdescr"})
"""Those that may hold a colon, so that they cannot be told from tasks."""
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
    lines = _lines(content, name, notes)
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


def _lines(content: bytes, name: str, notes: list[str]) -> list[tuple[int, str]]:
    """(number, text) of the lines that say something, without comments, directives and what is above the chart; that
    has a title perhaps, which is then the first line behind the kind of chart."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is no text in UTF-8") from None
    found: list[tuple[int, str]] = []
    above, described, title = text.startswith("---"), False, ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if above:
            above = number == 1 or words != "---"
            title = words[6:].strip(" \"'") if words.startswith("title:") else title
        elif described or re.match(r"accdescr\s*{", words, re.IGNORECASE):
            described = "}" not in words
            notes.append(f"{name}:{number}: '{words[:80]}' describes the chart: it is left out")
        elif words and not words.startswith("%%"):
            words, comment, said = words.partition("%%")
            if comment:
                notes.append(f"{name}:{number}: '{said.strip()[:80]}' behind '%%' is left out")
            found.append((number, words.strip()))
    if title and found:
        found.insert(1, (1, f"title {title}"))
    return found


def _is_setting(words: str) -> bool:
    """Whether a line is about the chart. One that only begins like that is a task, as 'Weekend sale : 2w' is."""
    key = words.split()[0].lower().rstrip(":")
    if key == "click":
        return re.match(r"click\s+\S+\s+(href|call)\b", words, re.IGNORECASE) is not None
    return key in SETTINGS and (":" not in words or key in WITH_COLONS)


def _of_the_picture(lines: list[tuple[int, str]], name: str) -> Iterator[str]:
    """What is about how the chart looks, or said beside it."""
    for number, words in lines:
        key = words.split()[0].lower().rstrip(":")
        if key == "title" and ":" in words:
            yield f"{name}:{number}: '{words[:80]}' is taken for the title of the chart"
        elif _is_setting(words) and key not in ("title", "dateformat"):
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
    days, working = DAYS, any(re.match(r"excludes\b.*\bweekends\b", words, re.IGNORECASE) for _n, words in lines)
    inclusive = any(words.lower().startswith("inclusiveenddates") for _n, words in lines)
    for number, words in lines:
        first = words.split()[0].lower()
        where = f"{name}:{number}"
        if first == "section":
            section, level = words[7:].strip(BLANK) or f"section {level + 1}", level + 1
        elif first.rstrip(":") == "dateformat":
            written = _format(words)
            days = written or days
            if not written:
                notes.append(f"{where}: '{words[:60]}' is no way to write days that is read: it is left out")
        elif ":" in words and not _is_setting(words):
            title, _colon, data = words.partition(":")
            title = title.strip(BLANK) or f"line {number}"
            parts = [part.strip() for part in data.split(",")]
            tags = {part for part in parts if part in TAGS}
            for tag in tags - {"milestone"}:
                marked.setdefault(tag, []).append(title)
            task = _task([part for part in parts if part not in TAGS], days, working, inclusive)
            if task.unread:
                notes.append(f"{where}: of '{title[:60]}' is not read: '{', '.join(task.unread)[:80]}'")
            if task.days:
                notes.append(f"{where}: '{title[:60]}' has days, {task.days}: a journey has weeks of work only")
            if "milestone" in tags and task.weeks:
                notes.append(
                    f"{where}: '{title[:60]}' is a milestone: that it takes {task.weeks:.2g} weeks is left out"
                )
            if task.weeks is None and "milestone" not in tags:
                notes.append(f"{where}: how long '{title[:60]}' takes is not said: an estimate is taken")
            after, own = task.after, task.own or f"line {number} of {name}"
            if not task.begins and last:  # the chart draws it after the one before it
                after = (last,)
                follow.append(title)
            last = own
            yield Activity(
                (section or name, title), max(1, level), own, after,
                weeks=0.0 if "milestone" in tags else task.weeks, stage=section, group=str(level),
            )  # fmt: skip
        elif not _is_setting(words):
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


def _task(parts: list[str], written: str, working: bool, inclusive: bool) -> _Task:
    """What stands behind a task's name.

    Args:
        written: how days are, for ``strptime``.
        working: whether a length in days counts five a week; ``inclusive``: whether a task lasts until its end is over.
    """
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
        weeks = float(length[1]) * (0.2 if working and length[2] == "d" else UNITS[length[2]])
        return _Task(own, begins, after, weeks, days, unread)
    if ends and last is None:
        unread.append(ends)
    long = (last - first).total_seconds() / 86_400 + inclusive if first and last else -1.0
    if first and last and long < 0:
        unread.append(f"{begins} to {ends}, which ends before it begins")
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
        elif not _is_setting(words):
            head, *events = (part.strip() for part in re.split(r":(?=\s|$)", words))
            if head:
                period, level = head, level if sections else level + 1
            area = " / ".join(filter(None, (section, period))) or name
            if not any(events):
                notes.append(f"{name}:{number}: nothing is said to happen in '{head[:60]}': it is left out")
            for event in filter(None, (re.sub(r"\s*<br\s*/?>\s*", " ", one) for one in events)):
                yield Activity((area, event), max(1, level), stage=section or period, group=f"{level} {period}")


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("mermaid", (".mmd", ".mermaid"), read, "A gantt chart or timeline as a journey", MermaidOptions)
