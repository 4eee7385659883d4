"""Roles that a plan asks for more of than they have: shown, because capacity is an estimate and so is a plan."""

from __future__ import annotations

from collections.abc import Mapping

from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.roadmap.records import Use
from planner.roadmap.roadmap import Roadmap


def title() -> str:
    return _("More asked of people than they have (what is tolerated on top, and contributions too small to count)")


def overloads(roadmap: Roadmap) -> tuple[str, ...]:
    """What is asked of each such role in the quarter with most percents of what it has, and in how many others."""
    said = []
    for role, uses in _over(roadmap).items():
        most, asked, capacity = _worst(uses)
        words = _("{role}: {asked} of {capacity} person-weeks{part} in {quarter}",
                  role=role, asked=phrases.amount(asked), capacity=phrases.amount(capacity),
                  part=f" ({100 * asked / capacity:.0f} %)" if capacity else "",
                  quarter=phrases.quarter(most.quarter))  # fmt: skip
        others = len(uses) - 1
        if others:
            words = ngettext("{what}, and in {n} more quarter", "{what}, and in {n} more quarters", others, what=words)
        said.append(words)
    return tuple(said)


def overloaded(roadmap: Roadmap) -> str:
    """The same roles in one line: each with these percents."""
    said = []
    for role, uses in _over(roadmap).items():
        _most, asked, capacity = _worst(uses)
        said.append(f"{role} ({100 * asked / capacity:.0f} %)" if capacity else role)
    return ", ".join(said)


def _over(roadmap: Roadmap) -> Mapping[str, list[Use]]:
    over: dict[str, list[Use]] = {}
    for use in roadmap.capacity_use:
        if use.left is not None and use.left < -0.05:
            over.setdefault(use.role_name, []).append(use)
    return over


def _worst(uses: list[Use]) -> tuple[Use, float, float]:
    """(the first quarter with most percents, what is asked then, what there is), as they are shown: percents are of
    these."""
    shown = [(use, round(use.run + use.work, 1), round(use.capacity or 0, 1)) for use in uses]
    return max(shown, key=lambda one: round(100 * one[1] / one[2]) if one[2] else 0)
