"""A plan that is in force, to stay close to: read from the JSON export of an earlier roadmap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from planner.documents.reader import read_file
from planner.documents.schema import check


def read_baseline(path: Path) -> Mapping[str, date]:
    """First day of each step, by step id.

    Raises:
        DocumentError: it is not the JSON export of a roadmap.
    """
    document = read_file(path)
    data = check(document, "roadmap")
    document.raise_problems()
    return {step["id"]: date.fromisoformat(step["start_date"]) for step in data["steps"]}
