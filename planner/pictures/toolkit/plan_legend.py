"""The legend of a page that shows steps: stages, the chain that sets the date, targets."""

from __future__ import annotations

from collections.abc import Collection

from planner.pictures.toolkit.legend import Entry, critical_entry, target_entry
from planner.pictures.toolkit.page import Page
from planner.roadmap.records import Placement


def stage_entries(page: Page, shown: Collection[Placement] | None = None) -> list[Entry]:
    """The stages of the steps that a page shows: all of the plan, where it does not say which."""
    own = {placed.stage for placed in (page.roadmap.placements if shown is None else shown)}
    return [
        Entry("stage", f"{stage.number}. {stage.name}", page.stage(stage.number).fill, page.stage(stage.number).stroke)
        for stage in page.roadmap.stages
        if stage.id in own
    ]


def chain_entry(page: Page) -> Entry:
    """The chain of the plan, by what it sets the date of."""
    last = page.roadmap.last_stage
    return critical_entry(last.stage_name if last else "")


def plan_entries(page: Page, shown: Collection[Placement] | None = None) -> list[Entry]:
    """Stages, the critical chain, targets: those of the steps that a page shows, all of the plan where it does not say
    which."""
    own = page.roadmap.placements if shown is None else shown
    entries = stage_entries(page, own)
    if any(placed.critical for placed in own):
        entries.append(chain_entry(page))
    if any(placed.is_target for placed in own):
        entries.append(target_entry())
    return entries
