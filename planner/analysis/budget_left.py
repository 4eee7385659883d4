"""What is left of the budget of the quarters before a day, where it is still there, from the plan in force and what has
been done of it. An estimate where nobody has said what was spent: what is done cost what was planned for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.analysis.tracking import track
from planner.domain.calendar import Calendar, first_day, next_quarter, quarter_of
from planner.domain.organisation import Organisation
from planner.planning.quarter_account import carries

Data = Mapping[str, Any]


def budget_left(before: Data, organisation: Organisation, levels: Mapping[str, int]) -> float:
    """Thousands, to a tenth; 0 where money is not limited or nothing is kept of it.

    Args:
        before: data of the JSON export of the plan in force.
        organisation: as of the day that is asked about, its ``start``.
        levels: today's, by capability.
    """
    today, rows = organisation.start, {row["quarter"]: row["budget"] for row in before["budget"]}
    if organisation.budget is None or not all(amount is not None for amount in rows.values()):
        return 0.0
    begun = date.fromisoformat(before["start"])
    since = _since(organisation, begun)
    there: float = sum(amount for quarter, amount in rows.items() if since <= quarter < quarter_of(today))
    if organisation.carry_over != "never" and quarter_of(today) in rows:
        there += _passed(before, organisation, rows[quarter_of(today)], begun)
    spent = _spent(before, organisation, levels, max(begun, first_day(since)))
    return round(max(0.0, there - spent), 1)


def _since(organisation: Organisation, begun: date) -> str:
    """The first quarter, from the one on in which the plan in force began, whose budget is still there today."""
    labels = [quarter_of(begun)]
    while labels[-1] < quarter_of(organisation.start):
        labels.append(next_quarter(labels[-1]))
    kept = carries(organisation, Calendar(begun, len(labels), organisation.fiscal_year_starts))
    first = len(labels) - 1
    while first and kept[first]:
        first -= 1
    return labels[first]


def _passed(before: Data, organisation: Organisation, budget: float, begun: date) -> float:
    """What the plan in force counted on for today's quarter until today."""
    own = Calendar(organisation.start, 1).parts[0]
    if quarter_of(begun) != quarter_of(organisation.start):
        return budget * (1.0 - own)
    left = float(before.get("budget_left", 0.0))
    return left + (budget - left) * (1.0 - own / (Calendar(begun, 1).parts[0] or 1.0))


def _spent(before: Data, organisation: Organisation, levels: Mapping[str, int], since: date) -> float:
    """What has been spent since a day on what was planned, as far as it is done."""
    tracked = {one.id: one for one in track(before, before, organisation, levels, organisation.start).steps}
    total = 0.0
    for step in before["steps"]:
        standing = organisation.levels.get(step["capability"])
        said = standing.reached(step["to_level"]).spend if standing is not None else None
        cost = step["cost"] * tracked[step["id"]].gained if said is None else said
        begins, ends = (date.fromisoformat(step[key]) for key in ("start_date", "end_date"))
        weeks = ((ends - begins).days + 1) / 7
        earlier = min(max(-((begins - since).days // 7), 0), weeks)  # a week belongs to the quarter in which it begins
        total += max(0.0, cost - step["cost"] * earlier / weeks)
    return total
