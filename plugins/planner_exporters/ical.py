"""iCalendar (RFC 5545): go-lives of targets, stages that are reached, dates that were asked for; all-day events.

An event keeps its UID, and DTSTAMP, LAST-MODIFIED and SEQUENCE grow with the day from which the plan is made, so that a
client takes a later export for an update (RFC 5546, 2.1.4), while the same plan gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, _, clean, hookimpl, option, phrases

LONGEST = 75  # octets of a line
FIRST = date(2020, 1, 1)
"""SEQUENCE counts days from here."""


@dataclass(frozen=True)
class Options:
    """When the plan was made."""

    stamp: date | None = option(None, "Day of this export; default: the day from which the plan is made (as_of, start)")


def escape(words: str) -> str:
    """A text value (3.3.11)."""
    found = clean(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return found.replace("\r", " ").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never within a character (3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        wide = len(character.encode("utf-8"))
        if size + wide > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + wide
    return "\r\n".join([*pieces, piece])


def events(roadmap: Roadmap) -> Iterator[tuple[str, date, str, str]]:
    """(id, day, title, description) of everything to put into a calendar."""
    for step in roadmap.placements:
        if step.is_target:
            title = _("Live: {name}", name=step.name)
            yield f"live-{step.id}", step.end_date, title, f"{step.owner_name}: {step.reason.text}"
        if step.due_date:
            yield f"due-{step.id}", step.due_date, _("Wanted by now: {name}", name=step.name), step.owner_name
    for one in roadmap.milestones:
        phase = phrases.phase(one.phase)
        title = _("Stage {number} reached: {name}", number=one.stage_number, name=one.stage_name)
        if one.phase != "early":
            title = _("Stage {number}, {name}: now {phase}", number=one.stage_number, name=one.stage_name, phase=phase)
        yield f"stage-{one.stage}-{one.phase}", roadmap.calendar.day(one.week), title, phase


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    made = options.stamp or roadmap.calendar.start
    stamp, sequence = f"{made:%Y%m%d}T000000Z", max((made - FIRST).days, 0)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//journey-planner//EN", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{escape(roadmap.name)}",
             f"X-WR-CALDESC:{escape(roadmap.journey_label)}"]  # fmt: skip
    for name, day, title, words in events(roadmap):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name.replace('@', '-')}.{roadmap.organisation}@journey-planner",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"SEQUENCE:{sequence}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escape(title)}",
            f"DESCRIPTION:{escape(words)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return ("\r\n".join(map(folded, [*lines, "END:VCALENDAR"])) + "\r\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("ical", ".ics", "text/calendar", export, "Go-lives, dates and stages as calendar events", Options)
