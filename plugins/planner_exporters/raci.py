"""RACI: who is responsible, accountable, consulted and informed for each step, as a table for a spreadsheet.

Responsible (R) is the owner of the step. Accountable (A) is who decides in its stage, written above the table, and the
owner where the journey does not say (A/R). Consulted (C) are the contributors. Informed (I) are the owners of what
waits for it directly.
"""

import csv
import io
from collections.abc import Iterable

from planner.pictures import Style
from planner.plugins import Exporter, Placement, Roadmap, _, as_cell, hookimpl


def letters(roadmap: Roadmap, step: Placement) -> dict[str, str]:
    """The letter of each role that has one."""
    decides = next((stage.decides for stage in roadmap.stages if stage.id == step.stage), "")
    found = {roadmap[other].owner: "I" for other in step.unlocks if any(p.id == other for p in roadmap.placements)}
    found |= dict.fromkeys(step.contributor_roles, "C")
    return found | {step.owner: "R" if decides else "A/R"}


def export(roadmap: Roadmap, style: Style) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    by_step = [(step, letters(roadmap, step)) for step in roadmap.placements]
    roles = [role for role in roadmap.roles if any(role in own for _step, own in by_step)]
    decides = {stage.id: stage.decides for stage in roadmap.stages}
    writer.writerow([_("Step"), _("Stage"), _("Start"), _("Accountable"), *(as_cell(roadmap.roles[r]) for r in roles)])
    names = {stage.id: stage.name for stage in roadmap.stages}
    for step, own in by_step:
        accountable = decides[step.stage] or step.owner_name
        writer.writerow(
            [as_cell(step.name), as_cell(names[step.stage]), step.start_date, as_cell(accountable),
             *(own.get(role, "") for role in roles)]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("raci", ".raci", "text/csv", export, "Who is responsible, accountable, consulted, informed (CSV)")
