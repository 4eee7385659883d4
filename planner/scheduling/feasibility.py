"""Whether start weeks are a schedule of a scheduling problem: asked of every sequencer's answer, counted week by week
and apart from the ledger. Whether the problem itself follows from the documents is what ``planner.verification``
asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from planner.scheduling.activity import Activity
from planner.scheduling.carriers import TOGETHER
from planner.scheduling.problem import WEEKS_PER_QUARTER, Project


def violations(project: Project, starts: Mapping[str, int]) -> list[str]:
    """Every rule that a schedule breaks, counted week by week and apart from the ledger, so that neither
    can hide the other's mistake. An empty list means that the schedule is valid."""
    broken = [*_misplaced(project, starts), *_excluding(project, starts)]
    broken += [f"{name} serves nothing" for name in superfluous(project, starts)] if not broken else []
    return broken or list(_overdrawn(project, starts))


def _misplaced(project: Project, starts: Mapping[str, int]) -> Iterator[str]:
    """Activities that are unknown, in a week that is not open, or before what they need."""
    by_id = {activity.id: activity for activity in project.activities}
    for name, start in starts.items():
        activity = by_id.get(name)
        if activity is None:
            yield f"{name} is not part of the project"
            continue
        if start < 0 or start + activity.duration > project.horizon:
            yield f"{name} lies outside the horizon"
        elif not activity.allowed >> start & 1:
            yield f"{name} starts in week {start}, which the calendar forbids"
        for group in activity.needs:
            ends = [
                starts[a.id] + a.duration + activity.lags.get(step, 0)
                for step in group
                for a in project.steps[step]
                if a.id in starts
            ]
            if not ends:
                yield f"{name} needs {' or '.join(group)}, which is not planned"
            elif min(ends) > start:
                yield f"{name} starts before {' or '.join(group)} is finished"


def _excluding(project: Project, starts: Mapping[str, int]) -> Iterator[str]:
    """Activities of which there may be one: of a group, and ways to do one step."""
    for group in (*project.exclusive, *(tuple(a.id for a in modes) for modes in project.steps.values())):
        both = [name for name in group if name in starts]
        if len(both) > 1:
            yield f"{' and '.join(both)} exclude each other"


def _overdrawn(project: Project, starts: Mapping[str, int]) -> Iterator[str]:
    """Roles and money that are asked for more than there is. Where today's run load alone is too much, only what the
    schedule adds to counts."""
    by_id = {activity.id: activity for activity in project.activities}
    weeks = _Weeks.of(project)
    use: dict[tuple[str, int], int] = {}
    touched: set[tuple[str, int]] = set()
    spent = [0] * len(weeks.whole)
    for name, start in starts.items():
        asked, money = _counted(project, weeks, by_id[name], start)
        for key, amount in asked.items():
            use[key] = use.get(key, 0) + amount
            touched |= {key} if amount > 0 else set()
        for period, amount in money.items():
            spent[period] += amount
    for name, most in project.at_once.items():
        under_way = [0] * project.horizon
        for activity in project.activities:
            if activity.id in starts and activity.owner and name in ("", activity.owner):
                for week in range(starts[activity.id], starts[activity.id] + activity.duration):
                    under_way[week] += 1
        if max(under_way) > most:
            yield f"{name or 'the organisation'} has {max(under_way)} steps under way at once"
    for role, amounts in project.capacity.items():
        for period, amount in enumerate(amounts):
            if (role, period) in touched and use[role, period] > amount:
                yield f"{role} is over its capacity in period {period}"
    balance = 0
    for period, amount in enumerate(project.budget or ()):
        carried = project.budget_since[period] < period
        balance = (balance if carried else 0) + amount - spent[period]
        if balance < 0 and (carried or spent[period]):
            yield f"the budget of period {period} is exceeded"


@dataclass(frozen=True, slots=True)
class _Weeks:
    """The period that each week is in, and how many weeks a whole period has."""

    period_of: tuple[int, ...]
    whole: tuple[int, ...]

    @classmethod
    def of(cls, project: Project) -> _Weeks:
        lengths = [end - begin for begin, end in pairwise(project.begins)]
        periods = (period for period, length in enumerate(lengths) for _week in range(length))
        return cls(tuple(periods), (max(lengths[0], WEEKS_PER_QUARTER), *lengths[1:]))


def _counted(
    project: Project, weeks: _Weeks, activity: Activity, start: int
) -> tuple[dict[tuple[str, int], int], dict[int, int]]:
    """(amount by role and period, money by period) that an activity asks for when it starts in a week. Of an amount
    that is spread over weeks, so much is used by the end of each week that nothing is missing: rounded up."""
    asked: dict[tuple[str, int], int] = {}
    money: dict[int, int] = {}
    duration, finish = activity.duration, start + activity.duration
    for done in range(duration):
        period = weeks.period_of[start + done]
        for role, total in activity.work.items():
            key = _doer(project, role, period, activity.owner), period
            asked[key] = asked.get(key, 0) - (-total * (done + 1) // duration) + (-total * done // duration)
        used = -(-activity.cost * (done + 1) // duration) + (-activity.cost * done // duration)
        money[period] = money.get(period, 0) + used
    live: dict[int, int] = {}
    for week in range(finish, project.horizon) if activity.run or activity.grants else ():
        live[weeks.period_of[week]] = live.get(weeks.period_of[week], 0) + 1
    for period, count in live.items():
        for role, amount in activity.run.items():
            key = _doer(project, role, period, activity.owner), period
            asked[key] = asked.get(key, 0) - (-amount * count // weeks.whole[period])
        for role, amount in activity.grants.items():
            if role not in project.absent or period not in project.absent[role]:
                asked[role, period] = asked.get((role, period), 0) - amount * count // weeks.whole[period]
    return asked, money


def _doer(project: Project, role: str, period: int, owner: str = "") -> str:
    """Who does a role's work in a period; for a role that is absent, the owner of the step."""
    seen, second = set(), TOGETHER if role.endswith(TOGETHER) else ""
    while role in project.handovers and role not in seen and project.handovers[role][0] <= period:
        seen.add(role)
        role = project.handovers[role][1]
    absent = role in project.absent and period in project.absent[role]
    return _doer(project, owner + second, period) if absent and owner else role


def superfluous(project: Project, planned: Collection[str] | Mapping[str, int]) -> list[str]:
    """Activities among those planned that serve nothing: leave them all out and every need still holds.

    Args:
        planned: ids, or start weeks by id. With start weeks a need is met only by what is finished in time.
    """
    steps = project.steps
    found: list[str] = []
    left = set(planned)
    todo = [a for a in reversed(project.activities) if a.id in left and not (a.asked or a.optional or a.grants)]
    if not todo:
        return found

    if isinstance(planned, Mapping):
        starts, ends = planned, {a.id: planned[a.id] + a.duration for a in project.activities if a.id in left}
    else:
        starts = ends = dict.fromkeys(left, 0)
    providers = {
        (a.id, group): {b.id for step in group for b in steps[step] if b.id in left and ends[b.id] <= starts[a.id]}
        for a in project.activities
        if a.id in left
        for group in a.needs
    }
    serves: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for key, names in providers.items():
        for name in names:
            serves.setdefault(name, []).append(key)
    by_id = {a.id: a for a in todo}
    while todo:
        activity = todo.pop(0)
        if activity.id not in left or any(
            consumer in left and providers[consumer, group] & left == {activity.id}
            for consumer, group in serves.get(activity.id, ())
        ):
            continue
        left.discard(activity.id)
        found.append(activity.id)
        freed = {name for group in activity.needs for name in providers[activity.id, group]}
        todo += [by_id[name] for name in sorted(freed) if name in by_id and by_id[name] not in todo]
    return found
