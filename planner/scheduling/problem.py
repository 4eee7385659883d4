"""The scheduling problem that sequencers solve: resource-constrained project scheduling (RCPSP) with
capacity per period.

Periods are calendar quarters, so a role's capacity is an amount per quarter that may be used at any time
within it (*partially renewable resources*: Böttcher, Drexl, Kolisch and Salewski 1999). With periods of one
week this is the classic RCPSP. On top: run load and grants that start at the finish of an activity and never
end, a budget per period that may carry over, how many steps may be under way at once, and a set of allowed
start weeks per activity into which every calendar rule is compiled.

All amounts are whole numbers: 1/1000 person-week and 1/1000 of a thousand of money, so that every sequencer
and the checker agree to the last digit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from planner.scheduling.activity import Activity, Extra, Quota
from planner.scheduling.carriers import carrier, doer

SCALE = 1000

WEEKS_PER_QUARTER = 13

WEEKS_PER_YEAR = 52

UNITS = "*"
"""The name in ``Project.at_once`` of the steps that reach into every unit."""

TERMS = ("value", "finish", "cost", "stability")

VALUE: Mapping[str, int] = MappingProxyType({"value": 1})

FINISH: Mapping[str, int] = MappingProxyType({"finish": 1})

LEFT_OUT, LATE, WISHED, AIMS = range(4)
"""The parts of the objective, most important first; with ``AIMS`` those of the aims begin."""


@dataclass(frozen=True)
class Project:
    """Everything a sequencer may know.

    The objective is a tuple to be minimised in the order of its parts (*lexicographic*): what must be planned but is
    left out, weeks that due dates are missed by, what is only wished for and left out, then one part for each of
    ``aims``. Terms of an aim:

    * ``value``: weight x completion time, summed over the steps: the area above the cumulative value curve; and the
      charges of what is planned. A step that is not planned counts as finished at the horizon. With ``discount``,
      weeks count less the later they are.
    * ``finish``: the makespan, in weeks.
    * ``cost``: the money spent.
    * ``stability``: weeks that starts are moved against the baseline; what is left out of it moves to the end.
    * ``tariff``: what the people and the money that are asked for cost, at ``tariff``; not for users, but for who
      divides what several projects share.

    A plan has no step that serves nothing: one that is neither asked for, optional nor granting capacity is
    planned only where something planned needs it and nothing else planned would do.

    Attributes:
        activities: in journey order; every step that is needed is among them.
        begins: first week of each period, then the horizon (the first week after the last period).
        capacity: amount by role and period, net of what runs today; a role that is missing is not limited.
            Negative where today's run load is already more than there may be. A role may have a second account, whose
            name ends with ``TOGETHER``: there, and in work, run and grants, everything counts that it is asked for,
            what is too little to delay anything by itself included.
        budget: money by period, or None when not limited.
        carries: for each period, whether what the one before leaves of its budget is there in it; empty: in none.
        handovers: role -> (first period, role that takes over).
        exclusive: groups of activities; at most one of each group is planned.
        absent: the periods in which a role has nobody. Its part of a step falls on the step's owner, and nothing is
            granted to it.
        at_once: how many steps a role may lead in the same week; the empty name stands for the whole organisation,
            ``UNITS`` for what each of its units takes.
        aims: whole-number weights of the terms, most important first.
        discount: part of the value that a year's delay costs (0.08 is 8 % a year).
        extras: where there are any, the question is another one: how little of them is enough for everything that is
            asked for to be planned (``Sequence.extra``). A sequencer that has no answer to it may ignore them.
        quotas: what is asked for of several steps together.
        tariff: what a unit of a role, or of money (the empty name), costs in each period, for the aim of that name.
    """

    activities: tuple[Activity, ...]
    begins: tuple[int, ...]
    capacity: Mapping[str, tuple[int, ...]]
    budget: tuple[int, ...] | None
    carries: tuple[bool, ...]
    handovers: Mapping[str, tuple[int, str]]
    exclusive: tuple[tuple[str, ...], ...] = ()
    aims: tuple[Mapping[str, int], ...] = (VALUE,)
    discount: float = 0.0
    absent: Mapping[str, frozenset[int]] = field(default_factory=dict)
    at_once: Mapping[str, int] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    quotas: tuple[Quota, ...] = ()
    tariff: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def extended(self, counts: Mapping[str, int]) -> Project:
        """The project in which so many units of each extra are there."""
        capacity, budget = dict(self.capacity), self.budget
        for extra in self.extras:
            count = counts.get(extra.what, 0)
            if not extra.what and budget is not None:
                budget = tuple(there + count * unit for there, unit in zip(budget, extra.units, strict=True))
            for account in extra.accounts:
                if account in capacity:
                    there = zip(capacity[account], extra.units, strict=True)
                    capacity[account] = tuple(amount + count * unit for amount, unit in there)
        return replace(self, capacity=capacity, budget=budget, extras=())

    @property
    def horizon(self) -> int:
        return self.begins[-1]

    @cached_property
    def budget_since(self) -> tuple[int, ...]:
        """For each period, the first one whose budget, where it is not spent, is still there in it."""
        found: list[int] = []
        for period in range(len(self.begins) - 1):
            carried = period and period < len(self.carries) and self.carries[period]
            found.append(found[-1] if carried else period)
        return tuple(found)

    @property
    def levels(self) -> int:
        """How many parts the objective has."""
        return AIMS + len(self.aims)

    @cached_property
    def steps(self) -> dict[str, tuple[Activity, ...]]:
        """The modes of each step, in order."""
        found: dict[str, list[Activity]] = {}
        for activity in self.activities:
            found.setdefault(activity.step_id, []).append(activity)
        return {step: tuple(modes) for step, modes in found.items()}

    @cached_property
    def plain(self) -> bool:
        """Whether there is nothing to choose: every step is to be done, in one way, each need by one step."""
        return not self.exclusive and all(
            not a.mode_of and not a.optional and all(len(group) == 1 for group in a.needs) for a in self.activities
        )

    def objective(self, starts: Mapping[str, int]) -> tuple[int, ...]:
        """What a sequencer minimises, most important part first."""
        parts = list(self.nothing)
        finish = 0
        if self.quotas:
            planned = {activity.step_id for activity in self.activities if activity.id in starts}
            of_quota = zip(self.of_quota, self.quotas, strict=True)
            parts[LEFT_OUT] -= sum(each * (quota.count - quota.missing(planned)) for each, quota in of_quota)
        for activity in self.activities:
            if activity.id in starts:
                start = starts[activity.id]
                finish = max(finish, start + activity.duration)
                changes = self._changes.get((activity.id, start))
                if changes is None:
                    every = tuple(self.change(level, activity, start) for level in range(self.levels))
                    changes = self._changes[activity.id, start] = every
                for level, change in enumerate(changes):
                    parts[level] += change
        for level, aim in enumerate(self.aims, AIMS):
            parts[level] += aim.get("finish", 0) * finish
        return tuple(parts)

    @cached_property
    def nothing(self) -> tuple[int, ...]:
        """The objective of an empty plan."""
        value = sum(self.delay(modes[0].weight, self.horizon) for modes in self.steps.values())
        of_quota = zip(self.of_quota, self.quotas, strict=True)
        left_out = sum(self.penalties.values()) + sum(each * quota.count for each, quota in of_quota)
        gone = sum(self._gone(modes[0]) for modes in self.steps.values())
        aims = (aim.get("value", 0) * value + aim.get("stability", 0) * gone for aim in self.aims)
        return left_out, 0, sum(self.wishes.values()), *aims

    def _gone(self, activity: Activity) -> int:
        """The weeks by which a step of the plan in force moves that is left out: to the end of the calendar, where the
        value of what is left out comes too."""
        return 0 if activity.baseline is None else max(0, self.horizon - activity.baseline)

    @property
    def penalties(self) -> dict[str, int]:
        """What leaving out each step that must be planned adds to the first part: fewer steps of the lowest tier first,
        then of the next, then less weight."""
        return self._must[0]

    @property
    def wishes(self) -> dict[str, int]:
        """The same of each step that is wished for, and the part of wishes."""
        return self._wished[0]

    @property
    def of_quota(self) -> tuple[int, ...]:
        """What each group that is missing of a quota adds to the first part, by quota."""
        return self._must[1]

    @cached_property
    def _must(self) -> tuple[dict[str, int], tuple[int, ...]]:
        return self._left_out(self.quotas, wished=False)

    @cached_property
    def _wished(self) -> tuple[dict[str, int], tuple[int, ...]]:
        return self._left_out((), wished=True)

    def _left_out(self, quotas: tuple[Quota, ...], *, wished: bool) -> tuple[dict[str, int], tuple[int, ...]]:
        """(what leaving out each step, what each group that is missing of a quota adds to the part of what must be
        planned, or of wishes)."""
        one_each = {step: modes[0] for step, modes in self.steps.items()}
        tiers = {step: a.tier for step, a in one_each.items() if a.asked and a.wished == wished}
        total = sum(a.weight for a in one_each.values())
        steps: dict[str, int] = {}
        missing: dict[int, int] = {}
        more = 0  # what all that may be left out first adds up to
        for tier in sorted({*tiers.values(), *(quota.tier for quota in quotas)}, reverse=True):
            own = {step: more + total + one_each[step].weight for step, its in tiers.items() if its == tier}
            groups = {i: quota.count for i, quota in enumerate(quotas) if quota.tier == tier}
            steps |= own
            missing |= dict.fromkeys(groups, more + 2 * total + 1)
            more += sum(own.values()) + (more + 2 * total + 1) * sum(groups.values())
        return steps, tuple(missing[i] for i in range(len(quotas)))

    def change(self, level: int, activity: Activity, start: int) -> int:
        """What planning an activity adds to a part of the objective, against leaving its step out; quotas and the
        finish date aside."""
        if level == LEFT_OUT:
            return -self.penalties.get(activity.step_id, 0)
        if level == WISHED:
            return -self.wishes.get(activity.step_id, 0)
        end = start + activity.duration
        if level == LATE:
            return max(0, end - activity.due) if activity.due is not None else 0
        aim = self.aims[level - AIMS]
        change = 0
        if "value" in aim:
            saved = self.delay(activity.weight, self.horizon) - self.delay(activity.weight, end)
            change += aim["value"] * (activity.charge - saved)
        if "cost" in aim:
            change += aim["cost"] * activity.cost
        if "stability" in aim and activity.baseline is not None:
            change += aim["stability"] * (abs(start - activity.baseline) - self._gone(activity))
        if "tariff" in aim:
            asked = self.load(activity, start).items()
            change += aim["tariff"] * sum(n * self.tariff[role][i] for (role, i), n in asked if role in self.tariff)
            if "" in self.tariff:
                change += aim["tariff"] * sum(n * self.tariff[""][i] for i, n in self.spend(activity, start).items())
        return change

    @cached_property
    def _changes(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """What ``change`` says for all parts, by activity and start week, as far as it was asked for."""
        return {}

    def delay(self, weight: int, weeks: int) -> int:
        """Weight x weeks, discounted."""
        if not self.discount:
            return weight * weeks
        factor = float((1 + self.discount) ** (-1 / WEEKS_PER_YEAR))
        return round(weight * (1.0 - factor**weeks) / (1.0 - factor))

    def carrier(self, role: str, period: int) -> str:
        """Who does a role's work in a period, after handovers."""
        return carrier(self.handovers, role, period)

    def whole(self, period: int) -> int:
        """The weeks of a whole period; only the first one may be a part of a quarter."""
        weeks = self.begins[period + 1] - self.begins[period]
        return weeks if period else max(weeks, WEEKS_PER_QUARTER)

    def overlaps(self, start: int, finish: int) -> tuple[tuple[int, int], ...]:
        """(period, weeks of it) of the weeks from ``start`` up to ``finish``, exclusive."""
        found = self._overlaps.get((start, finish))
        if found is None:
            found = self._overlaps[start, finish] = tuple(self._overlapping(start, finish))
        return found

    def _overlapping(self, start: int, finish: int) -> Iterator[tuple[int, int]]:
        begins = self.begins
        for period in range(max(0, bisect_right(begins, start) - 1), len(begins) - 1):
            if begins[period] >= finish:
                return
            weeks = min(finish, begins[period + 1]) - max(start, begins[period])
            if weeks > 0:
                yield period, weeks

    @cached_property
    def _overlaps(self) -> dict[tuple[int, int], tuple[tuple[int, int], ...]]:
        """What ``overlaps`` says, as far as it was asked for."""
        return {}

    def load(self, activity: Activity, start: int) -> dict[tuple[str, int], int]:
        """Amount by (role, period) when the activity starts in ``start``: its work, then its run load, less
        what it grants."""
        return self.first_load(activity, start) | self.run_load(activity, start + activity.duration)

    def first_load(self, activity: Activity, start: int) -> dict[tuple[str, int], int]:
        """The part of the load up to the end of the period in which the activity ends."""
        finish = start + activity.duration
        load: dict[tuple[str, int], int] = {}
        moved = self._carriers(activity.owner)
        during = self.overlaps(start, finish) if activity.work else ()
        for role, total in activity.work.items():
            done = used = 0
            for period, weeks in during:
                done += weeks
                upto = -(-total * done // activity.duration)  # rounded on the running total: the parts add up
                key = (moved.get((role, period), role), period) if moved else (role, period)
                load[key] = load.get(key, 0) + upto - used
                used = upto
        period = self.first_whole(finish)
        self._run(load, activity, period - 1, self.begins[period] - finish)
        return load

    def run_load(self, activity: Activity, finish: int) -> dict[tuple[str, int], int]:
        """The part of the load in the periods that begin when the activity is finished, or later. The same dictionary
        is given again: not to be changed."""
        first = self.first_whole(finish)
        known = self._run_loads.get((activity.id, first))
        if known is None or known[0] is not activity:
            load: dict[tuple[str, int], int] = {}
            for period in range(first, len(self.begins) - 1):
                self._run(load, activity, period, self.begins[period + 1] - self.begins[period])
            known = self._run_loads[activity.id, first] = activity, load
        return known[1]

    def first_whole(self, week: int) -> int:
        """The first period that begins in a week or later; the number of periods where there is none."""
        return bisect_left(self.begins, week)

    def _run(self, load: dict[tuple[str, int], int], activity: Activity, period: int, weeks: int) -> None:
        """Adds what an activity that is finished asks for in some weeks of a period."""
        if not weeks:
            return
        moved, length = self._carriers(activity.owner), self.whole(period)
        for role, amount in activity.run.items():
            key = (moved.get((role, period), role), period)
            load[key] = load.get(key, 0) + -(-amount * weeks // length)
        for role, amount in activity.grants.items():
            if period not in self.absent.get(role, ()):
                load[role, period] = load.get((role, period), 0) - amount * weeks // length

    @cached_property
    def _run_loads(self) -> dict[tuple[str, int], tuple[Activity, dict[tuple[str, int], int]]]:
        """What ``run_load`` says, by activity and first period, as far as it was asked for."""
        return {}

    def _carriers(self, owner: str) -> dict[tuple[str, int], str]:
        """Who does the work of each role that is handed over or absent, by period, in a step of an owner."""
        found = self._moved.get(owner)
        if found is None:
            roles, periods = sorted({*self.handovers, *self.absent}), range(len(self.begins) - 1)
            found = self._moved[owner] = {(role, i): self.doer(role, i, owner) for role in roles for i in periods}
        return found

    @cached_property
    def _moved(self) -> dict[str, dict[tuple[str, int], str]]:
        """What ``_carriers`` says, by owner, as far as it was asked for."""
        return {}

    def doer(self, role: str, period: int, owner: str) -> str:
        """Who does a role's part of a step in a period: after handovers, and the step's owner for a role that is
        absent."""
        return doer(self.handovers, self.absent, role, period, owner)

    def led(self, activity: Activity) -> tuple[str, ...]:
        """The names in ``at_once`` that an activity counts for while it is under way."""
        names = ("", activity.owner, UNITS) if activity.in_units else ("", activity.owner)
        return tuple(name for name in names if activity.owner and name in self.at_once)

    def spend(self, activity: Activity, start: int) -> dict[int, int]:
        """Money by period when the activity starts in ``start``."""
        spend: dict[int, int] = {}
        done = used = 0
        for period, weeks in self.overlaps(start, start + activity.duration) if activity.cost else ():
            done += weeks
            upto = -(-activity.cost * done // activity.duration)
            spend[period] = upto - used
            used = upto
        return spend


def leaves_out(objective: tuple[int, ...]) -> bool:
    """Whether a plan of an objective leaves out anything that is asked for, be it only wished for."""
    return bool(objective[LEFT_OUT] or objective[WISHED])


def gap(objective: tuple[int, ...], bound: tuple[int, ...]) -> float | None:
    """How far an objective can be from the optimum, as a part of the bound, in the first part in which the two
    differ; 0 where they are equal, None where nothing can be said (what is left out or late may be too much)."""
    for level, (value, least) in enumerate(zip(objective, bound, strict=False)):
        if value != least:
            return (value - least) / least if level >= AIMS and least > 0 else None
    return 0.0 if len(objective) == len(bound) else None
