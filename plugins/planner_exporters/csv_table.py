"""CSV: one row per step, safe to open in a spreadsheet of any country."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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
    decimal: Literal["auto", "point", "comma"] = option(
        "auto", "In numbers; auto: a comma where columns have a semicolon"
    )
    dates: Literal["auto", "iso", "day-first"] = option(
        "auto", "2027-01-31 or 31.01.2027; auto: the second where numbers have a comma"
    )


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATORS[options.separator], lineterminator="\r\n")
    writer.writerow(COLUMNS)
    comma = options.decimal == "comma" or (options.decimal == "auto" and options.separator == "semicolon")
    day_first = options.dates == "day-first" or (options.dates == "auto" and comma)

    def number(value: float, places: int) -> str:
        said = f"{value:.{places}f}"
        return said.replace(".", ",") if comma else said

    def day(value: date) -> str:
        return f"{value:%d.%m.%Y}" if day_first else value.isoformat()

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
                day(p.start_date),
                day(p.end_date),
                p.duration,
                number(p.effort, 2),
                number(p.cost, 2),
                number(p.run, 2),
                number(p.value, 3),
                number(p.priority, 3),
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
