"""The day that commands take for today."""

from __future__ import annotations

import os
from datetime import date


def today() -> date:
    """The clock's, or what ``PLANNER_TODAY`` says, such as 2027-02-01: for tests, and for output that is the same
    whenever it is made."""
    said = os.environ.get("PLANNER_TODAY", "")
    if not said:
        return date.today()
    from planner.errors import PlannerError

    try:
        return date.fromisoformat(said)
    except ValueError:
        raise PlannerError(f"PLANNER_TODAY={said!r} is no day; write one such as 2027-02-01") from None
