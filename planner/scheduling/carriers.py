"""Who does a role's work in a period: after handovers, and where it has nobody."""

from __future__ import annotations

from collections.abc import Mapping


def carrier(handovers: Mapping[str, tuple[int, str]], role: str, period: int) -> str:
    """Who does a role's work in a period, where it is handed over; handovers may follow each other."""
    for _ in range(len(handovers) + 1):
        handover = handovers.get(role)
        if handover is None or period < handover[0]:
            break
        role = handover[1]
    return role


def doer(
    handovers: Mapping[str, tuple[int, str]],
    absent: Mapping[str, frozenset[int]],
    role: str,
    period: int,
    owner: str,
) -> str:
    """Who does a role's part of a step of an owner in a period; a role that is absent with all who stand in for it
    keeps it, and there is no room."""
    found = carrier(handovers, role, period)
    if owner and period in absent.get(found, ()):
        return carrier(handovers, owner, period)
    return found
