"""CSV: one row per step, safe to open in a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from planner.plugins import Exporter, hookimpl, option
from planner.roadmap import Roadmap
from planner.style import Style
from planner.text import clean

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


def cell(value: object) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    text = clean(str(value))
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf").lstrip()
    return f"'{text}" if visible[:1] in tuple("=+-@＝＋－＠") else text


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
                cell(p.name),
                p.from_level,
                p.to_level,
                p.stage,
                p.area,
                cell(p.owner_name),
                cell("; ".join(p.contributors)),
                p.start_date,
                p.end_date,
                p.weeks,
                f"{p.effort:.2f}",
                f"{p.cost:.2f}",
                f"{p.run:.2f}",
                f"{p.value:.3f}",
                f"{p.priority:.3f}",
                "yes" if p.is_target else "no",
                "yes" if p.critical else "no",
                p.slack,
                " ".join(p.needs),
                cell(p.reason.text),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("csv", ".csv", "text/csv", export, "One row per step, for spreadsheets", options=Options)
