"""The roadmap of an organisation."""

from __future__ import annotations

from typing import Unpack

from planner.api.request import Planning, prepared
from planner.documents.loader import (
    Loaded,
)
from planner.documents.sources import Source
from planner.planning.pipeline import make_roadmap
from planner.roadmap.roadmap import Roadmap


def plan(source: Source | Loaded, **planning: Unpack[Planning]) -> Roadmap:
    """The roadmap of an organisation.

    Args:
        source: what ``load`` takes (a path, a text, bytes, a stream, a mapping), or what it returned.
        planning: see ``Planning``.

    Raises:
        PlannerError: the documents have faults, an option is wrong, a target is out of reach, a plugin does not work.
    """
    return make_roadmap(*prepared(source, planning, best_so_far=True))
