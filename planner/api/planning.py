"""The roadmap of an organisation."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from planner.api.request import Planning, prepared
from planner.documents.loader import (
    Loaded,
)
from planner.planning.pipeline import make_roadmap
from planner.roadmap.roadmap import Roadmap


def plan(source: str | Path | Loaded, **planning: Unpack[Planning]) -> Roadmap:
    """The roadmap of an organisation.

    Args:
        source: an organisation file, a scenario, or what ``load`` returned.
        planning: see ``Planning``.

    Raises:
        PlannerError: the documents have faults, an option is wrong, a target is out of reach, a plugin does not work.
    """
    return make_roadmap(*prepared(source, planning, best_so_far=True))
