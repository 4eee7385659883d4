"""Lights on the terminal: as words, and in their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.i18n.translation import _, day

if TYPE_CHECKING:
    from planner.roadmap.status import StageForecast

COLORS = {"green": "green", "amber": "yellow", "red": "red"}


def dates_of(stage: StageForecast) -> list[str]:
    """When a stage was to be reached, and when it is planned to be."""
    return [
        _("committed {day}", day=day(stage.committed)) if stage.committed else _("not committed"),
        _("now planned {day}", day=day(stage.planned)) if stage.planned else _("not in the plan"),
    ]
