"""The legend of a page that shows steps or loads: stages, the chain that sets the date, targets, how much is used."""

from __future__ import annotations

from collections.abc import Collection

from planner.i18n.translation import _
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


def load_entries(page: Page) -> list[Entry]:
    """How much of people, or of money, is used."""
    theme = page.theme
    return [
        Entry("fill", _("up to {percent} % used", percent=60), theme.load(0.5).fill, theme.load(0.5).stroke),
        Entry("fill", _("up to {percent} %", percent=90), theme.load(0.8).fill, theme.load(0.8).stroke),
        Entry("fill", _("up to {percent} %: no room to slip", percent=100), theme.load(1.0).fill),
        Entry("fill", _("more than there is"), theme.load(2.0).fill),
    ]
