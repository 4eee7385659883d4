"""Where a plan in force stands on a day: a light for each thing that is watched, by a rule that is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from planner.roadmap.plain_data import plain

GREEN, AMBER, RED, NONE = "green", "amber", "red", "none"

WORST = (RED, AMBER, GREEN, NONE)


@dataclass(frozen=True, slots=True)
class Light:
    """One thing that is watched.

    Attributes:
        id: dates, scope, progress, money, people, law or decisions; kpis and actuals where somebody has said
            any.
        state: green, amber, red or none (there is nothing to measure).
        value: what was found; ``rule``: when it is green and when it is red.
        was: its state in the status that was kept before; empty: none was, or it had no such light.
    """

    id: str
    name: str
    state: str
    value: str
    rule: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class StageForecast:
    """When a stage is reached: in the plan in force, and as it is planned today.

    Attributes:
        committed, planned: last day before it is reached; None: not in that plan.
        late: days later than committed (negative: sooner); None where one of the two is missing.
        odds: the part of the draws in which it is reached by the committed day; None: nobody has drawn.
        likely: the day of even odds; ``sure``: the day of 80 % odds.
        was_planned: the day that was planned in the status that was kept before.
    """

    number: int
    name: str
    committed: date | None
    planned: date | None
    late: int | None
    odds: float | None
    likely: date | None
    sure: date | None
    was_planned: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A step of the plan in force, and what there is to say of it. ``owner`` is a label."""

    id: str
    name: str
    owner: str
    state: str
    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Status:
    """Where a plan in force stands.

    Attributes:
        since: the day on which the plan in force begins.
        done, under_way, behind: of the plan in force; ``ahead``: what begins in the next quarter, by day.
        spend: (year, planned outside spend, budget or None) of this year.
        before: the day of the status that was kept before; None: none was. ``newly_done``: ids of what is done since.
    """

    today: date
    since: date
    lights: tuple[Light, ...]
    stages: tuple[StageForecast, ...]
    done: tuple[Work, ...]
    under_way: tuple[Work, ...]
    behind: tuple[Work, ...]
    ahead: tuple[Work, ...]
    spend: tuple[str, float, float | None] | None
    before: date | None = None
    newly_done: tuple[str, ...] = ()

    @property
    def overall(self) -> str:
        """The worst of the lights."""
        return worst(light.state for light in self.lights)


def worst(states: Iterable[str]) -> str:
    return min(states, key=WORST.index, default=NONE)


def to_data(status: Status) -> dict[str, Any]:
    """The same as plain data, days as ISO 8601."""
    return {"overall": status.overall, **plain(asdict(status))}
