"""Mermaid's gantt charts and timelines as journeys: sections are stages in their order, or areas where that is asked
for; what a task comes after is what it needs. Days of a calendar are not taken: a journey has weeks of work only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey

TAGS = frozenset({"active", "done", "crit", "milestone", "vert"})
SETTINGS = (
    "title", "dateformat", "axisformat", "excludes", "includes", "todaymarker", "tickinterval", "weekday", "weekend",
    "inclusiveenddates", "topaxis", "click", "acctitle", "accdescr", "displaymode",
)  # fmt: skip
"""Lines of a gantt chart that are about how it looks."""
DATES = re.compile(r"dateformat[\s:]+([YMDQdwWHhmsSXxaAZ0-9\[\]/.:, T-]+)", re.IGNORECASE)
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
    if options.sections == "areas":
        found = [replace(one, level=1, stage="") for one in found]
    elif (most := max(one.level for one in found)) > HIGHEST:
        raise PlannerError(
            f"{name} has {most} sections; a journey has at most {HIGHEST} stages (--option mermaid.sections=areas)"
        )
    return as_journey(found, name, options, notes)


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


def _empty_sections(lines: list[tuple[int, str]], found: list[Activity], name: str) -> Iterator[str]:
    """Sections of which nothing is taken."""
    taken = {one.stage for one in found}
    for number, words in lines:
        if words.split()[0].lower() == "section" and (title := words[7:].strip(BLANK)) and title not in taken:
            yield f"{name}:{number}: section '{title[:60]}' holds nothing that is taken: it is left out"


def _gantt(lines: list[tuple[int, str]], name: str, notes: list[str]) -> Iterator[Activity]:
    section, level, done = "", 0, 0
    for number, words in lines:
        first = words.split()[0].lower()
        if first == "section":
            section, level = words[7:].strip(BLANK) or f"section {level + 1}", level + 1
        elif first.rstrip(":") == "dateformat" and not DATES.fullmatch(words):
            notes.append(f"{name}:{number}: '{words[:60]}' says more than how days are written: it is left out")
        elif ":" in words and first.rstrip(":") not in SETTINGS:
            title, _colon, data = words.partition(":")
            parts = [part.strip() for part in data.split(",")]
            tags = {part for part in parts if part in TAGS}
            done += "done" in tags
            own, after, weeks, unread = _task([part for part in parts if part not in TAGS])
            if unread:
                notes.append(f"{name}:{number}: of '{title.strip(BLANK)[:60]}' is not read: '{', '.join(unread)[:80]}'")
            if weeks is None and "milestone" not in tags:
                notes.append(
                    f"{name}:{number}: how long '{title.strip(BLANK)[:60]}' takes is not said: an estimate is taken"
                )
            yield Activity(
                (section or name, title.strip(BLANK) or f"line {number}"), max(1, level), own, after,
                weeks=0.0 if "milestone" in tags else weeks, stage=section,
            )  # fmt: skip
        elif first.rstrip(":") not in SETTINGS:
            notes.append(f"{name}:{number}: '{words[:60]}' is no task: it is left out")
    if done:
        notes.append(f"{done} marked as done: a journey holds no progress")


def _task(parts: list[str]) -> tuple[str, tuple[str, ...], float | None, list[str]]:
    """(id, ids of what it comes after, weeks, what is not read) from what stands behind a task's name."""
    own = parts.pop(0) if len(parts) > 2 else ""
    begins, ends = parts[:2] if len(parts) > 1 else ("", parts[0] if parts else "")
    unread = parts[2:]
    after = tuple(begins.split()[1:]) if begins.startswith("after ") else ()
    first, last = _day(begins), _day(ends)
    if begins and not after and first is None:
        unread.append(begins)
    length = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|[smhdwMy])", ends)
    if length:
        return own, after, float(length[1]) * UNITS[length[2]], unread
    if ends and last is None:
        unread.append(ends)
    days = (last - first).total_seconds() / 86_400 if first and last else -1.0
    return own, after, days / 7 if days >= 0 else None, unread


def _day(text: str) -> datetime | None:
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
