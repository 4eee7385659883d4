"""How the members of a portfolio stand, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.roadmap.status import WORST, Status

MOST = 4
"""Organisations that are named in a line."""

Standing = tuple[str, str, Status | None]
"""(id, name, where its plan in force stands: None where it has none) of a member."""


def finding(every: Sequence[Standing]) -> str:
    """Who stands how, the worst first."""
    names: dict[str, list[str]] = {}
    for _id, name, status in every:
        names.setdefault(status.overall if status else "", []).append(name)
    words = dict(zip((*WORST, ""), (_("Red"), _("Amber"), _("Green"), _("Not measured"), _("No plan in force")),
                     strict=True))  # fmt: skip
    parts = []
    for state, word in words.items():
        own = names.get(state, [])
        if len(own) > MOST:
            parts.append(f"{word}: {ngettext('one organisation', '{n} organisations', len(own))}")
        elif own:
            parts.append(f"{word}: {phrases.listing(own)}")
    return "; ".join(parts)
