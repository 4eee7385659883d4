"""CSV: one row per step, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, as_cell, hookimpl, option

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
COLUMNS = (
    "id",
    "name",
    "from_level",
    "to_level",
    "stage",
    "area",
    "owner",
    "contributors",
    "start_date",
    "end_date",
    "weeks",
    "effort_person_weeks",
    "cost_thousands",
    "run_person_weeks_per_quarter",
    "value",
    "priority",
    "target",
    "critical",
    "slack_weeks",
    "needs",
    "why_here",
)


@dataclass(frozen=True)
class Options:
    """How the table is written."""

    separator: Literal["comma", "semicolon", "tab"] = option("comma", "Between columns; some locales need a semicolon")


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATORS[options.separator], lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for p in roadmap.placements:
        writer.writerow(
            [
                p.id,
                as_cell(p.name),
                p.from_level,
                p.to_level,
                p.stage,
                p.area,
                as_cell(p.owner_name),
                as_cell("; ".join(p.contributors)),
                p.start_date,
                p.end_date,
                p.duration,
                f"{p.effort:.2f}",
                f"{p.cost:.2f}",
                f"{p.run:.2f}",
                f"{p.value:.3f}",
                f"{p.priority:.3f}",
                "yes" if p.is_target else "no",
                "yes" if p.critical else "no",
                p.slack,
                " ".join(p.needs),
                as_cell(p.reason.text),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("csv", ".csv", "text/csv", export, "One row per step, for spreadsheets", options=Options)
