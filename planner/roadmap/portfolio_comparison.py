"""Plans of portfolios side by side: when each member reaches which stage, and which steps move. Works on the data of
the JSON export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from planner.i18n import phrases
from planner.i18n.translation import N_, _, ngettext, speech
from planner.roadmap.comparison import Comparison

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DateRow:
    """The day by which a member reaches a stage, or has a step live, in each plan; None: it does not, or is not a
    member.

    Attributes:
        member, what: ids; ``name``, ``what_name``: what they are called.
        done: whether it is there already where the plan begins.
    """

    member: str
    name: str
    what: str
    what_name: str
    days: tuple[date | None, ...]
    done: tuple[bool, ...]

    def weeks(self, plan: int) -> int:
        """By how many weeks a plan has it later than the first; 0 where one of the two does not have it."""
        first, when = self.days[0], self.days[plan]
        return round((when - first).days / 7) if first and when else 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of every plan. ``key``: the same in every language; ``short:ROLE`` for what is asked of shared people
    beyond what there is, ``short:`` for money."""

    key: str
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PortfolioComparison:
    """Plans in the order they were given; the first is what the others are compared with.

    Attributes:
        finding: what each other plan changes, in one line.
        titles: of the tables of stages and of steps; of several other plans, what the one says that changes most.
        stages: when each is reached; ``moved``: the steps that are not live on the same day in all plans.
        figures: of portfolios; none where one is planned again.
        language: that the words are in.
    """

    labels: tuple[str, ...]
    finding: str
    titles: tuple[str, str]
    stages: tuple[DateRow, ...]
    moved: tuple[DateRow, ...]
    figures: tuple[Figure, ...]
    language: str


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
    stages = tuple(row for row in _rows(every, members, "stages", "stage", "date") if any(row.days))
    steps = _rows(every, members, "steps", "id", "end_date")
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
    labels = tuple(label for label, _data in plans)
    moved = tuple(row for row in steps if len(set(row.days)) > 1)
    words = [(_of_stages(stages, plan), _of_steps(moved, plan)) for plan in range(1, len(labels))]
    finding = ". ".join(
        _("“{label}”: {what}", label=label, what="; ".join(filter(None, said)))
        for label, said in zip(labels[1:], words, strict=True)
    )
    titles = tuple(_title(labels, [said[n] for said in words], rows) for n, rows in enumerate((stages, moved)))
    return PortfolioComparison(labels, finding, (titles[0], titles[1]), stages, moved, tuple(figures), speech())


def _title(labels: Sequence[str], words: Sequence[str], rows: Sequence[DateRow]) -> str:
    """What the plan changes that changes most, and which one that is, where one changes anything."""
    most = max(range(1, len(labels)), key=lambda plan: _change(rows, plan))
    if not any(_change(rows, most)):
        return words[0][:1].upper() + words[0][1:]
    return _("“{label}”: {what}", label=labels[most], what=words[most - 1])


def _rows(every: Sequence[Data], members: Mapping[str, str], of: str, key: str, when: str) -> list[DateRow]:
    """A row for each stage, or step, that a member has in one of some plans."""
    dates = [{(own["organisation"], one[key]): one for own in data["members"] for one in own[of]} for data in every]
    named = {
        (member, what): found["name"]
        for member in members
        for own in dates
        for (whose, what), found in own.items()
        if whose == member
    }
    return [
        DateRow(
            member, members[member], what, name,
            tuple(_day(own.get((member, what), {}).get(when)) for own in dates), (False,) * len(every),
        )
        for (member, what), name in named.items()
    ]  # fmt: skip


def in_force_and_now(members: Sequence[tuple[str, str, Comparison]]) -> PortfolioComparison:
    """The plans in force of members beside those made from a later day on, in the language spoken.

    Args:
        members: (id, name, its two plans side by side).
    """
    stages = tuple(row for member, name, found in members for row in _stages_of(member, name, found))
    moved = tuple(row for member, name, found in members for row in _moved_of(member, name, found))
    words = _of_stages(stages, 1), _of_steps(moved, 1)
    first = words[0][:1].upper() + words[0][1:]
    finding, labels = "; ".join(filter(None, (first, words[1]))), (_("in force"), _("from today"))
    return PortfolioComparison(labels, finding, (first, words[1]), stages, moved, (), speech())


def _moved_of(member: str, name: str, found: Comparison) -> Iterator[DateRow]:
    """What of a member's plan moves and is not in place yet."""
    for step in found.moved:
        if not step.done[-1]:
            yield DateRow(member, name, step.step, step.name, _days(found, step.finish), tuple(step.done))


def _stages_of(member: str, name: str, found: Comparison) -> Iterator[DateRow]:
    for total in found.totals:
        if total.stage:
            done = total.done or (False,) * len(total.values)
            yield DateRow(member, name, total.key.partition(":")[2], total.stage, _days(found, total.values), done)


def _days(found: Comparison, weeks: Sequence[float | None]) -> tuple[date | None, ...]:
    """The last day before a week of each plan."""
    return tuple(found.last_day(plan, int(week)) if week is not None else None for plan, week in enumerate(weeks))


def _of_stages(rows: Sequence[DateRow], plan: int) -> str:
    """What a plan changes of stages against the first, in words."""
    if not rows:
        return _("no further stage is reached in these plans")
    of, parts = _Moves.between(rows, plan), []
    if of.gone:
        parts.append(ngettext("{n} stage is no longer reached", "{n} stages are no longer reached", of.gone))
    if of.new:
        parts.append(ngettext("{n} stage more is reached", "{n} stages more are reached", of.new))
    if of.later:
        parts.append(ngettext("{n} stage comes later, by up to {weeks}", "{n} stages come later, by up to {weeks}",
                              of.later, weeks=phrases.weeks(of.latest)))  # fmt: skip
    if of.sooner:
        parts.append(ngettext("{n} stage comes sooner, by up to {weeks}", "{n} stages come sooner, by up to {weeks}",
                              of.sooner, weeks=phrases.weeks(of.soonest)))  # fmt: skip
    return phrases.listing(parts) or _("every stage comes when it did")


def _of_steps(rows: Sequence[DateRow], plan: int) -> str:
    """What a plan changes of steps against the first, in words; nothing where it changes nothing."""
    of, parts = _Moves.between(rows, plan), []
    if of.gone:
        parts.append(ngettext("{n} step is gone", "{n} steps are gone", of.gone))
    if of.new:
        parts.append(ngettext("{n} step is new", "{n} steps are new", of.new))
    if of.later:
        parts.append(ngettext("{n} step comes later, by up to {weeks}", "{n} steps come later, by up to {weeks}",
                              of.later, weeks=phrases.weeks(of.latest)))  # fmt: skip
    if of.sooner:
        parts.append(ngettext("{n} step comes sooner, by up to {weeks}", "{n} steps come sooner, by up to {weeks}",
                              of.sooner, weeks=phrases.weeks(of.soonest)))  # fmt: skip
    return phrases.listing(parts)


def _change(rows: Sequence[DateRow], plan: int) -> tuple[int, int]:
    """How much a plan changes: (what is new or gone, the weeks by which the rest moves in all)."""
    of = _Moves.between(rows, plan)
    return of.new + of.gone, of.weeks


class _Moves(NamedTuple):
    """How many come later and sooner in a plan than in the first, by how many weeks at most; are new, and gone; and the
    weeks of all that come later or sooner."""

    later: int
    latest: int
    sooner: int
    soonest: int
    new: int
    gone: int
    weeks: int

    @classmethod
    def between(cls, rows: Sequence[DateRow], plan: int) -> _Moves:
        ahead = [row for row in rows if not row.done[plan]]
        weeks = [row.weeks(plan) for row in ahead]
        later, sooner = [n for n in weeks if n > 0], [-n for n in weeks if n < 0]
        there = [(row.days[0] is not None, row.days[plan] is not None) for row in ahead]
        new, gone = there.count((False, True)), there.count((True, False))
        most, least = max(later, default=0), max(sooner, default=0)
        return cls(len(later), most, len(sooner), least, new, gone, sum(later) + sum(sooner))


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
        "finding": found.finding,
        "stages": stages_data(found),
        "steps": moved_data(found),
        "totals": [{"key": one.key, "name": one.name, "values": list(one.values)} for one in found.figures],
    }


def stages_data(found: PortfolioComparison) -> list[dict[str, Any]]:
    return [_row_data(row, "stage", "stage_name") for row in found.stages]


def moved_data(found: PortfolioComparison) -> list[dict[str, Any]]:
    return [_row_data(row, "step", "step_name") for row in found.moved]


def _row_data(row: DateRow, what: str, what_name: str) -> dict[str, Any]:
    return {
        "member": row.member, "name": row.name, what: row.what, what_name: row.what_name,
        "dates": [day.isoformat() if day else None for day in row.days], "done": list(row.done),
    }  # fmt: skip
