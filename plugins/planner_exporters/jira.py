"""CSV as Jira's importer takes it: an epic for each stage, a task for each step, links to what blocks it.

Dates are year-month-day (say so in the importer), estimates in seconds of work at 40 hours a week.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, as_cell, clean, hookimpl, option
from planner_exporters.issues import issues


@dataclass(frozen=True)
class Options:
    """What the project calls its kinds of issues."""

    epic: str = option("Epic", "Issue type of a stage")
    task: str = option("Task", "Issue type of a step")


def label(words: str) -> str:
    """A label holds no space."""
    return as_cell("-".join(clean(words).split()))


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    every, first = issues(roadmap), len(roadmap.stages)
    widest = max((len(one.blockers) for one in every), default=0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["Issue ID", "Parent ID", "Issue Type", "Summary", "Description", "Start date", "Due Date", "Original Estimate",
         "Labels", "Labels", *["Inward issue link (Blocks)"] * widest]
    )  # fmt: skip
    for stage in roadmap.stages:
        if any(one.stage_number == stage.number for one in every):
            name = as_cell(stage.name)
            writer.writerow(
                [stage.number, "", options.epic, name, "", "", "", "", label(roadmap.organisation), "", *[""] * widest]
            )
    for one in every:
        blockers = [first + other for other in one.blockers]
        writer.writerow(
            [first + one.number, one.stage_number, options.task, as_cell(one.title), as_cell(one.text), one.start,
             one.end, one.hours * 3600, label(roadmap.organisation), label(one.owner), *blockers,
             *[""] * (widest - len(blockers))]
        )  # fmt: skip
    return out.getvalue().encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("jira", ".jira", "text/csv", export, "Epics, tasks and links for Jira's CSV import", options=Options)
