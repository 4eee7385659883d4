"""CSV as Jira's importer takes it: an epic for each stage, a task for each step, links to what blocks it.

Dates are year-month-day (say so in the importer), estimates in seconds of work at 40 hours a week.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from planner.pictures import Style
from planner.plugins import Exporter, Placement, Roadmap, as_cell, clean, hookimpl, option

SECONDS = 40 * 3600  # of a person-week


@dataclass(frozen=True)
class Options:
    """What the project calls its kinds of issues."""

    epic: str = option("Epic", "Issue type of a stage")
    task: str = option("Task", "Issue type of a step")


def label(words: str) -> str:
    """A label holds no space."""
    return as_cell("-".join(clean(words).split()))


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    numbers = {step.id: len(roadmap.stages) + step.number for step in roadmap.placements}
    widest = max((len(_blockers(step, numbers)) for step in roadmap.placements), default=0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["Issue ID", "Parent ID", "Issue Type", "Summary", "Description", "Start date", "Due Date", "Original Estimate",
         "Labels", "Labels", *["Inward issue link (Blocks)"] * widest]
    )  # fmt: skip
    epics = {stage.id: stage.number for stage in roadmap.stages}
    for stage in roadmap.stages:
        if any(step.stage == stage.id for step in roadmap.placements):
            name = as_cell(stage.name)
            writer.writerow(
                [stage.number, "", options.epic, name, "", "", "", "", label(roadmap.organisation), "", *[""] * widest]
            )
    for step in roadmap.placements:
        blockers = _blockers(step, numbers)
        writer.writerow(
            [numbers[step.id], epics[step.stage], options.task, as_cell(step.name),
             as_cell(f"{step.outcome} {step.owner_name}: {step.reason.text}".strip()), step.start_date, step.end_date,
             round(step.effort * SECONDS), label(roadmap.organisation), label(step.owner_name),
             *blockers, *[""] * (widest - len(blockers))]
        )  # fmt: skip
    return out.getvalue().encode("utf-8")


def _blockers(step: Placement, numbers: dict[str, int]) -> list[int]:
    return [numbers[need] for need in step.needs if need in numbers]


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("jira", ".jira", "text/csv", export, "Epics, tasks and links for Jira's CSV import", options=Options)
