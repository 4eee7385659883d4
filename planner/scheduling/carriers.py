"""Who does a role's work in a period: after handovers, and where it has nobody. And the names of the two accounts that
a role may have: of what counts by itself, and of everything together."""

from __future__ import annotations

from collections.abc import Mapping

TOGETHER = "+"
"""What the name of a role's second account ends with."""


def together(role: str) -> str:
    """The account of everything that a role is asked for, what is too little to delay anything by itself included."""
    return role + TOGETHER


def role_of(account: str) -> str:
    """The role of either account."""
    return account.removesuffix(TOGETHER)


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
        return carrier(handovers, together(owner) if role.endswith(TOGETHER) else owner, period)
    return found
