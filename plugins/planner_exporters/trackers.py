"""Files that trackers take: Linear, Notion and GitHub, Trello and OpenProject. Jira has a module of its own.

Each is given the same: title, what it is for and why then, stage, owner, days, hours of work, and what comes first.
What a tracker has no place for is said in the text of the issue: nothing is left out.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, _, as_cell, hookimpl
from planner_exporters.issues import HOURS, Issue, issues, waits_for

DAYS = 5
"""Of work in a week."""
LINEAR = (
    "ID", "Team", "Title", "Description", "Status", "Estimate", "Priority", "Project", "Creator", "Assignee", "Labels",
    "Cycle Number", "Cycle Name", "Cycle Start", "Cycle End", "Created", "Updated", "Started", "Completed", "Canceled",
    "Archived", "Due Date",
)  # fmt: skip
"""The columns of Linear's own export, which its command-line importer reads."""


def linear(roadmap: Roadmap, style: Style) -> bytes:
    """Estimates are points of a person-week. Its importer takes no days and no dependencies: the text says them."""
    every = issues(roadmap)
    rows = []
    for one in every:
        cells = {
            "ID": str(one.number), "Title": as_cell(one.title), "Description": as_cell(_whole(one, every)),
            "Status": "Done" if one.done else "Todo", "Estimate": str(max(1, round(one.hours / HOURS))),
            "Priority": "High" if one.urgent else "Medium", "Project": as_cell(roadmap.organisation),
            "Labels": as_cell(", ".join(word.replace(",", " ") for word in (one.stage, one.owner))),
            "Completed": one.end.isoformat() if one.done else "", "Due Date": one.end.isoformat(),
        }  # fmt: skip
        rows.append([cells.get(name, "") for name in LINEAR])
    return _csv(LINEAR, rows)


def notion(roadmap: Roadmap, style: Style) -> bytes:
    """A row becomes a page, a column a property: make "Waits for" a relation to the same table afterwards."""
    titles = {one.number: one.title.replace(",", " ") for one in issues(roadmap)}
    head = ("Name", "Stage", "Owner", "Start", "End", "Hours (estimate)", "Waits for", "Done", "Why")
    rows = [
        [as_cell(titles[one.number]), as_cell(one.stage), as_cell(one.owner), one.start.isoformat(),
         one.end.isoformat(), str(one.hours), as_cell(", ".join(titles[other] for other in one.blockers)),
         "Yes" if one.done else "No", as_cell(one.text)]
        for one in issues(roadmap)
    ]  # fmt: skip
    return _csv(head, rows)


def github(roadmap: Roadmap, style: Style) -> bytes:
    """The bodies of the REST API's requests: ``POST /repos/{owner}/{repo}/milestones`` and ``/issues``. ``key`` and
    ``blocked_by`` are of this file: dependencies are a request of their own, with the ids that GitHub gives."""
    every = issues(roadmap)
    ends = {number: max(one.end for one in every if one.stage_number == number) for number in _stages(every)}
    milestones = [
        {"key": number, "title": name, "due_on": f"{ends[number]}T00:00:00Z"} for number, name in _stages(every).items()
    ]
    made = [
        {"key": one.number, "title": one.title, "body": _whole(one, every), "labels": [one.owner],
         "milestone": one.stage_number, "blocked_by": list(one.blockers)}
        for one in every
    ]  # fmt: skip
    return _json({"milestones": milestones, "issues": made})


def trello(roadmap: Roadmap, style: Style) -> bytes:
    """A board in the shape of Trello's own export: lists, labels and cards. It has no dependencies: the text says
    them."""
    every = issues(roadmap)
    owners = list(dict.fromkeys(one.owner for one in every))
    cards = [
        {"id": f"card-{one.number}", "name": one.title, "desc": _whole(one, every),
         "idList": f"list-{one.stage_number}",
         "idLabels": [f"label-{owners.index(one.owner)}"], "start": f"{one.start}T00:00:00.000Z",
         "due": f"{one.end}T00:00:00.000Z", "dueComplete": one.done, "pos": one.number, "closed": False}
        for one in every
    ]  # fmt: skip
    lists = [
        {"id": f"list-{number}", "name": name, "pos": number, "closed": False}
        for number, name in _stages(every).items()
    ]
    labels = [{"id": f"label-{at}", "name": owner} for at, owner in enumerate(owners)]
    return _json({"name": roadmap.organisation, "lists": lists, "labels": labels, "cards": cards})


def openproject(roadmap: Roadmap, style: Style) -> bytes:
    """The bodies of the API v3's requests: ``POST /api/v3/projects/{id}/work_packages`` and, with the ids that it gives
    in place of ``key``, ``POST /api/v3/work_packages/{from}/relations``."""
    every = issues(roadmap)
    packages = [
        {"key": one.number, "subject": one.title[:255],
         "description": {"format": "markdown", "raw": _whole(one, every)},
         "startDate": one.start.isoformat(), "dueDate": one.end.isoformat(), "estimatedTime": f"PT{one.hours}H"}
        for one in every
    ]  # fmt: skip
    relations = [
        {"from": one.number, "to": other, "type": "follows", "lag": DAYS * one.lags.get(other, 0)}
        for one in every
        for other in one.blockers
    ]
    return _json({"work_packages": packages, "relations": relations})


def _whole(one: Issue, every: list[Issue]) -> str:
    """The text with all that a tracker may have no place for."""
    days = _("{first} to {last}, {hours} hours of work (estimate)", first=one.start, last=one.end, hours=one.hours)
    parts = (one.text, f"{one.stage}. {one.owner}. {days}", waits_for(one, every))
    return "\n\n".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _stages(every: list[Issue]) -> dict[int, str]:
    return {one.stage_number: one.stage for one in sorted(every, key=lambda one: one.stage_number)}


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("linear", ".linear.csv", "text/csv", linear, "Issues for Linear's command-line importer (CSV)")
    yield Exporter("notion", ".notion.csv", "text/csv", notion, "A table for Notion's CSV import")
    yield Exporter("github", ".github.json", "application/json", github, "Milestones and issues for GitHub's REST API")
    yield Exporter("trello", ".trello.json", "application/json", trello, "A board as Trello exports it (JSON)")
    yield Exporter(
        "openproject", ".openproject.json", "application/json", openproject, "Work packages for OpenProject's API"
    )
