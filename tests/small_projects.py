"""Scheduling problems that are small enough to try every schedule."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import strategies as st

from planner.scheduling.activity import Activity, Quota
from planner.scheduling.feasibility import violations
from planner.scheduling.problem import FINISH, VALUE, Project

AIMS = st.sampled_from(
    [
        (VALUE,),
        (VALUE,),
        (FINISH,),
        (FINISH, VALUE),
        ({"cost": 1}, VALUE),
        (VALUE, {"stability": 1}),
        ({"stability": 1}, FINISH),
        ({"value": 2, "cost": 3, "finish": 5},),
    ]
)


@st.composite
def needs_of(draw: st.DrawFn, i: int, choices: bool) -> tuple[tuple[str, ...], ...]:
    earlier = [f"x{j}" for j in range(i)]
    if not earlier:
        return ()
    single = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True))
    found = tuple((name,) for name in single)
    if choices and i > 1 and draw(st.booleans()):
        found += (tuple(draw(st.lists(st.sampled_from(earlier), min_size=2, max_size=2, unique=True))),)
    return found


@st.composite
def projects(draw: st.DrawFn, choices: bool = False) -> Project:
    """Up to four activities on three periods of three weeks: small enough to try every schedule."""
    count = draw(st.integers(1, 4))
    roles = ("a", "b")
    everything = (1 << 9) - 1
    activities = []
    for i in range(count):
        amounts = st.dictionaries(st.sampled_from(roles), st.integers(1, 6), max_size=2)
        activities.append(
            Activity(
                id=f"x{i}",
                duration=draw(st.integers(1, 4)),
                work=draw(amounts),
                cost=draw(st.integers(0, 4)),
                run=draw(st.one_of(st.just({}), amounts)),
                grants=draw(st.sampled_from([{}, {}, {}, {"a": 4}])),
                needs=draw(needs_of(i, choices)),
                allowed=draw(st.sampled_from([everything, everything, 0b111000111, 0b110110110, 1])),
                weight=draw(st.integers(1, 9)),
                due=draw(st.sampled_from([None, None, 3, 6, -2])),  # a date may be past already
                asked=draw(st.sampled_from([True, True, False])) or i == count - 1,
                optional=choices and draw(st.booleans()),
                baseline=draw(st.sampled_from([None, 0, 4])),
                wished=draw(st.booleans()),
                tier=draw(st.integers(0, 2)),
                in_units=draw(st.booleans()),
                owner=draw(st.sampled_from(["", "a", "b"])),
                charge=draw(st.sampled_from([0, 0, 9, 40])),
            )
        )  # fmt: skip
    served = {need for a in activities for group in a.needs for need in group}
    activities = [a if a.id in served or a.optional else replace(a, asked=True) for a in activities]
    exclusive: tuple[tuple[str, ...], ...] = ()
    if choices:
        twice = draw(st.integers(0, count - 1))
        other = replace(
            activities[twice], id="mode", mode_of=f"x{twice}", duration=draw(st.integers(1, 4)), work=draw(amounts),
            cost=draw(st.integers(0, 4)), run=draw(st.one_of(st.just({}), amounts)),
        )  # fmt: skip
        activities.insert(draw(st.integers(twice, len(activities))), other)
        names = [a.id for a in activities]
        exclusive = draw(st.sampled_from([(), (tuple(draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))),)]))  # fmt: skip
    steps = sorted({a.step_id for a in activities})
    quotas: tuple[Quota, ...] = ()
    if choices and draw(st.booleans()):
        group = st.lists(st.sampled_from(steps), min_size=1, max_size=2, unique=True).map(tuple)
        groups = tuple(draw(st.lists(group, min_size=1, max_size=3)))
        quotas = (Quota(draw(st.integers(1, len(groups))), groups, draw(st.integers(0, 2))),)
    capacity = {role: tuple(draw(st.integers(-1, 8)) for _ in range(3)) for role in roles}
    budget = draw(st.sampled_from([None, (2, 2, 2), (0, 5, 1)]))
    handovers = draw(st.sampled_from([{}, {"b": (2, "a")}]))
    return Project(
        tuple(activities), (0, 3, 6, 9), capacity, budget, draw(CARRIES), handovers, exclusive, draw(AIMS),
        draw(st.sampled_from([0.0, 0.0, 8.0])),
        absent=draw(st.sampled_from([{}, {}, {"b": frozenset({1, 2})}])),
        at_once=draw(st.sampled_from([{}, {"": 2}, {"a": 1}, {"": 2, "b": 1}, {"*": 1, "a": 2}])),
        quotas=quotas,
    )  # fmt: skip


CARRIES = st.sampled_from([(), (True,) * 3, (False, True, False), (False, False, True)])


@st.composite
def weekly_projects(draw: st.DrawFn, horizon: int = 8) -> Project:
    """Classic instances: weeks as periods, constant capacity, work alone."""
    count = draw(st.integers(1, 4))
    capacity = {role: draw(st.integers(1, 3)) for role in ("a", "b")}
    activities = []
    for i in range(count):
        weeks = draw(st.integers(1, 3))
        demand = {role: draw(st.integers(0, most)) for role, most in capacity.items()}
        activities.append(
            Activity(
                f"x{i}", weeks, {role: n * weeks for role, n in demand.items() if n}, 0, {}, {},
                draw(needs_of(i, False)),
                (1 << horizon) - 1, draw(st.integers(1, 9)), draw(st.sampled_from([None, None, 4, -1])),
            )
        )  # fmt: skip
    return Project(
        tuple(activities), tuple(range(horizon + 1)), {r: (n,) * horizon for r, n in capacity.items()}, None, (), {},
        aims=(draw(st.sampled_from([VALUE, VALUE, FINISH])),),
    )  # fmt: skip


def best(project: Project) -> tuple[int, ...]:
    """The optimum, by trying every open start week of every activity and leaving each one out."""
    place = {a.id: i for i, a in enumerate(project.activities)}
    open_weeks = [
        [None, *(week for week in range(project.horizon - a.duration + 1) if a.allowed >> week & 1)]
        for a in project.activities
    ]
    waits = [  # what is plainly out of order need not be looked at: a need that one activity alone can meet
        (place[a.id], place[modes[0].id], modes[0].duration)
        for a in project.activities
        for group in a.needs
        if len(group) == 1 and len(modes := project.steps[group[0]]) == 1
    ]
    found = project.objective({})
    for chosen in product(*open_weeks):
        for after, before, weeks in waits:
            if chosen[after] is not None and (chosen[before] is None or chosen[before] + weeks > chosen[after]):
                break
        else:
            starts = {a.id: week for a, week in zip(project.activities, chosen, strict=True) if week is not None}
            value = project.objective(starts)
            if value < found and not violations(project, starts):
                found = value
    return found
