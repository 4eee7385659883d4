"""The legend of a page that shows steps: stages, the chain that sets the date, targets."""

from __future__ import annotations

from planner.pictures.toolkit.legend import Entry, critical_entry, target_entry
from planner.pictures.toolkit.page import Page


def stage_entries(page: Page) -> list[Entry]:
    """The stages that have steps in the plan."""
    shown = {placed.stage for placed in page.roadmap.placements}
    return [
        Entry("stage", f"{stage.number}. {stage.name}", page.stage(stage.number).fill, page.stage(stage.number).stroke)
        for stage in page.roadmap.stages
        if stage.id in shown
    ]


def chain_entry(page: Page) -> Entry:
    """The chain of the plan, by what it sets the date of."""
    last = page.roadmap.last_stage
    return critical_entry(last.stage_name if last else "")


def plan_entries(page: Page) -> list[Entry]:
    """Stages, the critical chain, targets."""
    entries = stage_entries(page)
    if page.roadmap.critical_chain:
        entries.append(chain_entry(page))
    if any(placed.is_target for placed in page.roadmap.placements):
        entries.append(target_entry())
    return entries
