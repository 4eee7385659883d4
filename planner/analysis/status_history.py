"""Statuses that were kept, month by month: what was reported then stands as it was, beside what is found now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from planner.documents.reader import read_file
from planner.documents.schema import check
from planner.roadmap.status import Status, to_data

Data = Mapping[str, Any]


def history_of(file: Path) -> Path:
    """Where the statuses of an organisation file are kept."""
    return file.with_name(f"{file.stem}.status.json")


def kept_before(history: Path, today: date) -> Data | None:
    """The last status that was kept before a day; None: none was.

    Raises:
        DocumentError: it is no file of statuses.
    """
    before = [one for one in _kept(history) if one["today"] < today.isoformat()]
    return before[-1] if before else None


def with_status(history: Path, status: Status) -> str:
    """The text of a file of statuses with one more; one of the same day is replaced, the others stay as they are.

    Raises:
        DocumentError: what is there is no file of statuses.
    """
    new = to_data(status)
    kept = [one for one in _kept(history) if one["today"] != new["today"]]
    every = sorted([*kept, new], key=lambda one: str(one["today"]))
    return json.dumps({"statuses": every}, ensure_ascii=False, indent=2) + "\n"


def beside(status: Status, before: Data) -> Status:
    """A status beside one that was kept: each light with its state then, each stage with the day planned then."""
    states = {one["id"]: one["state"] for one in before["lights"]}
    days = {one["number"]: one["planned"] for one in before["stages"]}
    then = {one["id"] for one in before["done"]}
    return replace(
        status,
        before=date.fromisoformat(before["today"]),
        lights=tuple(replace(light, was=states.get(light.id, "")) for light in status.lights),
        stages=tuple(
            replace(stage, was_planned=date.fromisoformat(days[stage.number]) if days.get(stage.number) else None)
            for stage in status.stages
        ),
        newly_done=tuple(work.id for work in status.done if work.id not in then),
    )


def _kept(history: Path) -> list[Data]:
    if not history.is_file():
        return []
    document = read_file(history)
    data = check(document, "statuses")
    document.raise_problems()
    return list(data["statuses"])
