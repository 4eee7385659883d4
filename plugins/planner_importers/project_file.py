"""A plan of Microsoft Project (XML, as it and many others save it) as a journey: tasks with their length, work, links.

Top tasks with others below them are stages in their order, or areas where that is asked for; what stands between them
and a task gives its area. Days of the calendar, resources and costs are not a journey's; what is done is told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey
from planner_importers.markup import tree_of

NAMESPACE = "{http://schemas.microsoft.com/project}"
FINISH_TO_START = "1"
LINKS = {"0": "finish to finish", "2": "start to finish", "3": "start to start"}
TENTHS = 10
"""Of a minute: the unit of lags."""


@dataclass(frozen=True)
class ProjectOptions(Options):
    """What a plan does not say."""

    summaries: Literal["stages", "areas"] = option("stages", "What a top task with others below it is")


def read(content: bytes, name: str, options: ProjectOptions) -> Imported:
    root = tree_of(content, name, "Microsoft Project XML")
    if root.tag != f"{NAMESPACE}Project":
        raise PlannerError(f"{name} is no Microsoft Project XML: it begins with <{str(root.tag)[:60]}>")
    notes: list[str] = []
    found = list(_activities(root, options.summaries, notes))
    if not found:
        raise PlannerError(f"{name} holds no tasks{': ' + '; '.join(notes[:3]) if notes else ''}")
    if (most := max(one.level for one in found)) > HIGHEST:
        raise PlannerError(
            f"{name} has {most} top tasks with others below them; a journey has at most {HIGHEST} stages "
            "(--option msproject.summaries=areas)"
        )
    return as_journey(found, name, options, notes)


def _text(task: Any, field: str) -> str:
    return " ".join((task.findtext(f"{NAMESPACE}{field}") or "").split())


def _activities(root: Any, summaries: str, notes: list[str]) -> Iterator[Activity]:
    week = float(_whole(_text(root, "MinutesPerWeek"), 0) or 2400)
    above: list[str] = []
    level = started = 0
    sums: set[str] = set()
    for task in root.iterfind(f"{NAMESPACE}Tasks/{NAMESPACE}Task"):
        title, uid = _text(task, "Name"), _text(task, "UID")
        depth = _whole(_text(task, "OutlineLevel"), 1)
        if depth < 1:
            continue  # the project itself
        if not title:
            if _text(task, "IsNull") != "1" and any(_text(task, key) for key in ("Duration", "Work", "Notes")):
                notes.append(f"task {uid or _text(task, 'ID') or '?'} has no name: it is left out")
            continue
        if _text(task, "Active") == "0":
            notes.append(f"'{title[:60]}' is not active: it is left out")
            continue
        above = above[: depth - 1]
        if _text(task, "Summary") == "1":
            level += depth == 1
            above.append(title)
            sums.add(uid)
            if task.find(f"{NAMESPACE}PredecessorLink") is not None:
                notes.append(f"'{title[:60]}' holds other tasks and waits for some: what is in it does not")
            continue
        started += _text(task, "PercentComplete") not in ("", "0")
        after, lags = _links(task, title, week, sums, notes)
        yield Activity(
            (*(above or ["tasks"]), title), max(1, level) if summaries == "stages" else 1, uid, after,
            outcome=_text(task, "Notes")[:1000], weeks=_hours(_text(task, "Duration"), 60 / week),
            effort=_hours(_text(task, "Work"), 60 / week) or None, lags=lags,
            stage=above[0] if above and summaries == "stages" else "",
        )  # fmt: skip
    if started:
        notes.append(f"{started} begun or done: a journey holds no progress")


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default


def _hours(text: str, weeks: float) -> float | None:
    """The length of ``PT8H30M0S`` in weeks of so many weeks an hour; None: it is none."""
    found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)S", text)
    return (int(found[1]) + int(found[2]) / 60 + int(found[3]) / 3600) * weeks if found else None


def _links(
    task: Any, title: str, week: float, sums: set[str], notes: list[str]
) -> tuple[tuple[str, ...], dict[str, int]]:
    """(ids of what a task comes after, weeks that pass after each)."""
    after: list[str] = []
    lags: dict[str, int] = {}
    for link in task.iterfind(f"{NAMESPACE}PredecessorLink"):
        uid, kind = _text(link, "PredecessorUID"), _text(link, "Type") or FINISH_TO_START
        if kind != FINISH_TO_START or uid in sums:
            what = "a task that holds others" if uid in sums else f"another from {LINKS.get(kind, kind)}"
            notes.append(f"'{title[:60]}' waits for {what}: that is left out")
            continue
        after.append(uid)
        lag = _text(link, "LinkLag") or "0"
        weeks = int(lag) / TENTHS / week if re.fullmatch(r"-?\d{1,9}", lag) else 0.0
        if weeks < 0:
            notes.append(f"'{title[:60]}' begins before what it waits for is done: it waits until it is")
        elif whole := ceil(weeks - 1e-9):
            lags[uid] = whole
            if abs(whole - weeks) > 1e-6:
                notes.append(f"'{title[:60]}' waits {weeks:.2g} weeks after another: {whole}, in whole ones")
    return tuple(after), lags


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("msproject", (".xml",), read, "A plan of Microsoft Project (XML) as a journey", ProjectOptions)
