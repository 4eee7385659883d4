"""Planning again from a later day: what was reached stays reached, the rest is planned from that day on, as close to
the plan in force as is asked for. What is accepted becomes the plan in force, with the reason in a log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planner.documents.reader import Document, read_file, read_text
from planner.documents.schema import check
from planner.documents.yaml_text import on_one_line
from planner.errors import DocumentError, PlannerError
from planner.i18n.text import clean
from planner.roadmap.comparison import Comparison

HEAD = "# Decisions about {name}, the newest last. Commands only add to this file; edit it as you like.\ndecisions:\n"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, when, by whom and why.

    Attributes:
        what: baseline (a plan is in force), replanned, or decided (anything else).
        finish: (last day before, last day after), where a plan changed.
        moves: (step, last day before, last day after); an empty day: it is not in that plan.
    """

    on: date
    what: str
    why: str
    by: str = ""
    about: tuple[str, ...] = ()
    finish: tuple[str, str] = ("", "")
    moves: tuple[tuple[str, str, str], ...] = ()


def baseline_of(file: Path) -> Path:
    """Where the plan in force for an organisation file is kept."""
    return file.with_name(f"{file.stem}.baseline.json")


def log_of(file: Path) -> Path:
    """Where decisions about an organisation file are kept."""
    return file.with_name(f"{file.stem}.decisions.yaml")


def objective_for(stability: float) -> str:
    """The objective that weighs a week that a start moves against a value point that comes a week later."""
    return f"value+{stability:g}*stability" if stability else "value"


def moves_of(
    found: Comparison, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """Every step that moves between two plans (data of the JSON export), with its last days."""
    ends = [{step["id"]: step["end_date"] for step in data["steps"]} for data in (before, after)]
    return tuple(
        (step.step, ends[0].get(step.step, ""), ends[1].get(step.step, "")) for step in found.moved if not step.done[-1]
    )


def last_day(data: Mapping[str, Any]) -> str:
    """The last day of work of a plan (data of the JSON export); empty where nothing is planned."""
    return max((step["end_date"] for step in data["steps"]), default="")


def with_decision(log: Path, organisation: Path, decision: Decision) -> str:
    """The text of a log with one more decision at its end; everything before stays as it is.

    Raises:
        PlannerError: what is there is no log, or cannot be added to.
    """
    text, before, indent = HEAD.format(name=clean(organisation.name)), 0, "  "
    if log.exists():
        document = _checked(read_file(log))
        text, before = document.text, len(document.data["decisions"] or ())
        text += "" if text.endswith("\n") else "\n"
        entries = re.findall(r"(?m)^( *)- ", text)
        indent = entries[0] if entries else indent
    newline = "\r\n" if "\r\n" in text else "\n"
    entry: dict[str, Any] = {"on": decision.on.isoformat(), "what": decision.what, "why": decision.why}
    if decision.by:
        entry["by"] = decision.by
    if decision.about:
        entry["about"] = list(decision.about)
    if any(decision.finish):
        entry["finish"] = {"before": decision.finish[0], "after": decision.finish[1]}
    lines = [f"{indent}  {key}: {on_one_line(value)}" for key, value in entry.items()]
    lines[0] = f"{indent}- {lines[0].lstrip()}"
    if decision.moves:
        lines.append(f"{indent}  moves:")
        lines += [f"{indent}    - {on_one_line({'step': s, 'before': b, 'after': a})}" for s, b, a in decision.moves]
    added = text + newline.join(lines) + newline
    try:
        grown = len(_checked(read_text(added, str(log))).data["decisions"] or ()) == before + 1
    except DocumentError:
        grown = False
    if not grown:
        raise PlannerError(f"{log} cannot be added to: keep 'decisions:' as its last key, a list with a line per entry")
    return added


def read_log(log: Path) -> tuple[Decision, ...]:
    """The decisions in a log, in its order.

    Raises:
        DocumentError: it has faults.
    """
    data: Sequence[Mapping[str, Any]] = _checked(read_file(log)).data["decisions"] or ()
    return tuple(
        Decision(
            date.fromisoformat(one["on"]),
            one["what"],
            one["why"],
            one.get("by", ""),
            tuple(one.get("about", ())),
            (one["finish"]["before"], one["finish"]["after"]) if "finish" in one else ("", ""),
            tuple((move["step"], move["before"], move["after"]) for move in one.get("moves", ())),
        )
        for one in data
    )


def _checked(document: Document) -> Document:
    check(document, "decisions")
    document.raise_problems()
    return document


def to_data(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Decisions as plain data."""
    return [
        {
            "on": one.on.isoformat(),
            "what": one.what,
            "why": one.why,
            "by": one.by,
            "about": list(one.about),
            "finish": {"before": one.finish[0], "after": one.finish[1]},
            "moves": [{"step": step, "before": before, "after": after} for step, before, after in one.moves],
        }
        for one in decisions
    ]
