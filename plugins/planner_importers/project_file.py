"""A plan of Microsoft Project (XML, as it and many others save it) as a journey: tasks with their length, work, links.

Top tasks with others below them are stages in their order, or areas where that is asked for; what stands between them
and a task gives its area. Days of the calendar, resources and costs are not a journey's; what is done is told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option
from planner_importers.ids import listed
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey
from planner_importers.markup import tree_of

NAMESPACE = "{http://schemas.microsoft.com/project}"
FINISH_TO_START = "1"
LINKS = {"0": "finish to finish", "2": "start to finish", "3": "start to start"}
TENTHS = 10
"""Of a minute: the unit of lags."""
ELAPSED_WEEK = 7 * 24 * 60
"""Minutes of a week by the clock."""
ELAPSED = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
"""Formats of durations and lags that run by the clock, certain or estimated."""
PERCENT = frozenset({"19", "20", "51", "52"})
"""Formats of lags that are shares of what is waited for."""
CONSTRAINTS = {
    "2": "must begin on", "3": "must be done on", "4": "begins no earlier than", "5": "begins no later than",
    "6": "is done no earlier than", "7": "is done no later than",
}  # fmt: skip
NOT_READ = {
    "Cost": "0", "FixedCost": "0", "Priority": "500", "Hyperlink": "", "HyperlinkAddress": "", "ExtendedAttribute": "",
    "DurationText": "", "Contact": "",
}  # fmt: skip
"""Fields that somebody may have filled in, and what Project writes into them by itself."""
INACTIVE, HOLDS = "is not active", "holds others"


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
    if any(_text(root, one) for one in ("StartDate", "FinishDate")):
        notes.append("days of the calendar are not taken: a journey has weeks of work only")
    resources = root.iterfind(f"{NAMESPACE}Resources/{NAMESPACE}Resource")
    if names := list(dict.fromkeys(filter(None, (_text(one, "Name") for one in resources)))):
        notes.append(f"resources are not taken, every task is owned by '{options.owner}': {listed(names)}")
    title = _text(root, "Title") or re.sub(r"\.(xml|mpp)$", "", _text(root, "Name"))
    return as_journey(found, name, options, notes, title)


def _text(task: Any, field: str) -> str:
    return " ".join((task.findtext(f"{NAMESPACE}{field}") or "").split())


def _activities(root: Any, summaries: str, notes: list[str]) -> Iterator[Activity]:
    week = float(_whole(_text(root, "MinutesPerWeek"), 0) or 2400)
    tasks = list(root.iterfind(f"{NAMESPACE}Tasks/{NAMESPACE}Task"))
    depths = [_whole(_text(one, "OutlineLevel"), 1) for one in tasks]
    next_depths = [*depths[1:], 0]
    holding = {at for at, one in enumerate(tasks) if _text(one, "Summary") == "1" or depths[at] < next_depths[at]}
    not_taken = {
        _text(one, "UID"): INACTIVE if _text(one, "Active") == "0" else HOLDS
        for at, one in enumerate(tasks)
        if at in holding or _text(one, "Active") == "0"
    }
    notes += _not_read(tasks)
    above, groups = list[str](), list[str]()
    level = started = 0
    for at, (task, depth) in enumerate(zip(tasks, depths, strict=True)):
        title, uid = _text(task, "Name"), _text(task, "UID")
        if depth < 1:  # the project itself
            notes += _days(task, title or "the project")
            notes += [f"the note of the project is left out: '{said[:60]}'"] if (said := _text(task, "Notes")) else []
            continue
        if title and _text(task, "IsNull") == "1":
            notes.append(f"'{title[:60]}' is marked as an empty row: it is left out")
            continue
        if not title:
            if _text(task, "IsNull") != "1" and any(_text(task, key) for key in ("Duration", "Work", "Notes")):
                notes.append(f"task {uid or _text(task, 'ID') or '?'} has no name: it is left out")
            continue
        if not_taken.get(uid) == INACTIVE:
            notes.append(f"'{title[:60]}' {INACTIVE}: it is left out")
            continue
        above, groups = above[: depth - 1], groups[: depth - 1]
        notes += _days(task, title)
        if at in holding:
            if next_depths[at] <= depth:
                notes.append(f"'{title[:60]}' is a sum of tasks and holds none: it is left out")
            level += depth == 1
            above.append(title)
            groups.append(uid)
            if task.find(f"{NAMESPACE}PredecessorLink") is not None:
                notes.append(f"'{title[:60]}' holds other tasks and waits for some: what is in it does not")
            if said := _text(task, "Notes"):
                notes.append(f"the note of '{title[:60]}' is left out: '{said[:60]}'")
            continue
        if not above and level and summaries == "stages":
            notes.append(f"'{title[:60]}' stands below no task that holds others: it is put into stage {level}")
        started += _text(task, "PercentComplete") not in ("", "0")
        after, lags = _links(task, title, week, not_taken, notes)
        yield Activity(
            (*(above or ["tasks"]), title), max(1, level) if summaries == "stages" else 1, uid, after,
            outcome=_text(task, "Notes"), weeks=_length(task, title, week, notes),
            effort=_work(task, title, week, notes), lags=lags, group=" ".join(groups),
            stage=above[0] if above and summaries == "stages" else "",
        )  # fmt: skip
    if started:
        notes.append(f"{started} begun or done: a journey holds no progress")


def _not_read(tasks: list[Any]) -> Iterator[str]:
    """Fields of tasks that a journey has no place for."""
    found: dict[str, str] = {}
    for task in tasks:
        for field, usual in NOT_READ.items():
            if (said := _text(task, field) or _text(task, f"{field}/{NAMESPACE}Value")) and said != usual:
                found.setdefault(field, said)
    for field, said in found.items():
        yield f"'{field}' is not read, such as '{said[:60]}'"


def _days(task: Any, title: str) -> Iterator[str]:
    """Notes on the days that somebody set for a task, as a journey has none."""
    if said := _text(task, "Deadline"):
        yield f"'{title[:60]}' has a deadline, {said[:10]}: a journey has no days, an organisation's targets have"
    if said := _text(task, "ConstraintDate"):
        kind = _text(task, "ConstraintType")
        yield f"'{title[:60]}' {CONSTRAINTS.get(kind, f'has a constraint ({kind[:10]})')} {said[:10]}: that is left out"


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default


def _length(task: Any, title: str, week: float, notes: list[str]) -> float | None:
    """Weeks that a task takes; None: the file does not say."""
    said = _text(task, "Duration")
    own = ELAPSED_WEEK if _text(task, "DurationFormat") in ELAPSED else week
    found = _hours(said, 60 / own)
    if found is None:
        what = f"is '{said[:30]}', which is not read" if said else "is not said"
        notes.append(f"how long '{title[:60]}' takes {what}: an estimate is taken")
    return found


def _work(task: Any, title: str, week: float, notes: list[str]) -> float | None:
    """Person-weeks of work; None: the file does not say."""
    said = _text(task, "Work")
    found = _hours(said, 60 / week)
    if said and found is None:
        notes.append(f"the work of '{title[:60]}' is '{said[:30]}', which is not read: an estimate is taken")
    return found or None


def _hours(text: str, weeks: float) -> float | None:
    """The length of ``PT8H30M0S`` in weeks of so many weeks an hour; None: it is none."""
    found = re.fullmatch(r"PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?", text)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours + minutes / 60 + seconds / 3600) * weeks


def _links(
    task: Any, title: str, week: float, not_taken: Mapping[str, str], notes: list[str]
) -> tuple[tuple[str, ...], dict[str, int]]:
    """(ids of what a task comes after, weeks that pass after each)."""
    after: list[str] = []
    lags: dict[str, int] = {}
    for link in task.iterfind(f"{NAMESPACE}PredecessorLink"):
        uid, kind = _text(link, "PredecessorUID"), _text(link, "Type") or FINISH_TO_START
        if _text(link, "CrossProject") == "1":
            said = _text(link, "CrossProjectName")
            notes.append(f"'{title[:60]}' waits for a task of another project, '{said[:80]}': that is left out")
            continue
        if kind != FINISH_TO_START or uid in not_taken:
            what = f"a task that {not_taken[uid]}" if uid in not_taken else f"another from {LINKS.get(kind, kind)}"
            notes.append(f"'{title[:60]}' waits for {what}: that is left out")
            continue
        after.append(uid)
        lag, unit = _text(link, "LinkLag") or "0", _text(link, "LagFormat")
        if not re.fullmatch(r"-?\d{1,9}", lag) or (unit in PERCENT and lag.strip("-0")):
            said = f"{lag[:12]} %" if unit in PERCENT else lag[:12]
            notes.append(f"'{title[:60]}' waits '{said}' after another, which is not read: it begins right after it")
            continue
        weeks = int(lag) / TENTHS / (ELAPSED_WEEK if unit in ELAPSED else week)
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
