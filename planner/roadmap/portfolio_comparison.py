"""Plans of portfolios side by side: when each member reaches which stage. Works on the data of the JSON export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from planner.i18n import phrases
from planner.i18n.translation import N_, _, ngettext, speech
from planner.roadmap.comparison import Comparison

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StageRow:
    """The day by which a member reaches a stage in each plan; None: it does not, or is not a member.

    Attributes:
        member, stage: ids; ``name``, ``stage_name``: what they are called.
        done: whether it is reached already where the plan begins.
    """

    member: str
    name: str
    stage: str
    stage_name: str
    days: tuple[date | None, ...]
    done: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of every plan. ``key``: the same in every language; ``short:ROLE`` for what is asked of shared people
    beyond what there is, ``short:`` for money."""

    key: str
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PortfolioComparison:
    """Plans in the order they were given; the first is what the others are compared with."""

    labels: tuple[str, ...]
    rows: tuple[StageRow, ...]
    figures: tuple[Figure, ...]
    language: str
    """That names of figures are in."""

    def headline(self) -> str:
        """The finding in one line: what each other plan changes."""
        said = [
            _("“{label}”: {what}", label=label, what=changes(self.rows, plan))
            for plan, label in enumerate(self.labels[1:], 1)
        ]
        return "; ".join(said)


FIGURES = {
    "members": N_("organisations"),
    "complete": N_("with all that was asked for"),
    "waits": N_("steps that wait for what is shared"),
}


def compare(plans: Sequence[tuple[str, Data]]) -> PortfolioComparison:
    """Compares plans, each with a label, in the language spoken.

    Args:
        plans: (label, data of the portfolio's JSON export); the first is what the others are compared with.
    """
    every = [data for _label, data in plans]
    members = {own["organisation"]: own["name"] for data in every for own in data["members"]}
    reached = [
        {(own["organisation"], stage["stage"]): stage for own in data["members"] for stage in own["stages"]}
        for data in every
    ]
    stages = {
        (member, stage): found["name"]
        for member in members
        for own in reached
        for (of, stage), found in own.items()
        if of == member
    }
    rows = [
        StageRow(
            member, members[member], stage, name,
            tuple(_day(own.get((member, stage), {}).get("date")) for own in reached), (False,) * len(every),
        )
        for (member, stage), name in stages.items()
    ]  # fmt: skip
    values = {
        "members": tuple(len(data["members"]) for data in every),
        "complete": tuple(sum(own["complete"] for own in data["members"]) for data in every),
        "waits": tuple(len(data["waits"]) for data in every),
    }
    figures = [Figure(key, _(name), values[key]) for key, name in FIGURES.items()]
    roles = {one["role"]: one["name"] for data in every for one in data["shared"]}
    for role, name in roles.items():
        said = _("{role} missing, person-weeks", role=name)
        figures.append(Figure(f"short:{role}", said, tuple(_short(data, role) for data in every)))
    if any(data.get("money") for data in every):
        figures.append(Figure("short:", _("money missing, thousands"), tuple(map(_no_money, every))))
    return PortfolioComparison(
        tuple(label for label, _data in plans),
        tuple(row for row in rows if any(row.days)),
        tuple(figures),
        speech(),
    )


def rows_of(member: str, name: str, found: Comparison) -> tuple[StageRow, ...]:
    """A member's rows from the comparison of its plans."""
    rows = []
    for total in found.totals:
        if total.stage:
            days = tuple(
                found.last_day(plan, int(week)) if week is not None else None for plan, week in enumerate(total.values)
            )
            done = total.done or (False,) * len(days)
            rows.append(StageRow(member, name, total.key.partition(":")[2], total.stage, days, done))
    return tuple(rows)


def changes(rows: Sequence[StageRow], plan: int) -> str:
    """What a plan changes against the first, in words: stages that come sooner or later, more and less."""
    pairs = [(row.days[0], row.days[plan]) for row in rows if not row.done[plan]]
    moved = [(after - before).days for before, after in pairs if before and after]
    later, sooner = sum(days > 0 for days in moved), sum(days < 0 for days in moved)
    more, less = (
        sum(not before for before, after in pairs if after),
        sum(not after for before, after in pairs if before),
    )
    parts = []
    if less:
        parts.append(ngettext("{n} stage is no longer reached", "{n} stages are no longer reached", less))
    if more:
        parts.append(ngettext("{n} stage more is reached", "{n} stages more are reached", more))
    if later:
        most = phrases.weeks(round(max(moved) / 7))
        parts.append(ngettext("{n} stage comes later, by up to {weeks}", "{n} stages come later, by up to {weeks}",
                              later, weeks=most))  # fmt: skip
    if sooner:
        most = phrases.weeks(round(-min(moved) / 7))
        parts.append(ngettext("{n} stage comes sooner, by up to {weeks}", "{n} stages come sooner, by up to {weeks}",
                              sooner, weeks=most))  # fmt: skip
    return phrases.listing(parts) if parts else _("every stage comes when it did")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _short(data: Data, role: str) -> float:
    """Person-weeks that members would take of a role in all, beyond what there is in a quarter."""
    own = [one for one in data["shared"] if one["role"] == role]
    pairs = [pair for one in own for pair in zip(one["asked"], one["capacity"], strict=True)]
    return round(float(sum(max(0.0, asked - there) for asked, there in pairs)), 1)


def _no_money(data: Data) -> float:
    """Thousands that members would spend in all, beyond what there is; where it carries over, at most up to a
    quarter."""
    own = data.get("money")
    if not own:
        return 0.0
    asked, there = (tuple(accumulate(n)) if own["carry_over"] else n for n in (own["asked"], own["budget"]))
    missing = [max(0.0, more - less) for more, less in zip(asked, there, strict=True)]
    return round(float(max(missing, default=0.0) if own["carry_over"] else sum(missing)), 1)


def to_data(found: PortfolioComparison) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "plans": list(found.labels),
        "finding": found.headline(),
        "stages": [stage_data(row) for row in found.rows],
        "totals": [{"key": one.key, "name": one.name, "values": list(one.values)} for one in found.figures],
    }


def stage_data(row: StageRow) -> dict[str, Any]:
    return {
        "member": row.member, "name": row.name, "stage": row.stage, "stage_name": row.stage_name,
        "dates": [day.isoformat() if day else None for day in row.days], "done": list(row.done),
    }  # fmt: skip
