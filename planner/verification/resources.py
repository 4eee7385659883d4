"""Whether people and money are there, counted week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.verification.derivation import factors, level_today, part_done
from planner.verification.planned import Planned, as_done, part_of_levels, shares
from planner.verification.weeks import amount_in, month_number, weeks_by_quarter, whole_quarter

UNIT = 0.001
"""Plans are made in thousandths: of each step so much may be lost in rounding."""

Use = dict[tuple[str, int], float]


def who_does(organisation: Organisation, role: str, quarter: int) -> str:
    """The role that does another's work in a quarter, after handovers."""
    first = month_number(organisation.start) // 3 * 3
    for _ in organisation.handovers:
        for one in organisation.handovers:
            begins = month_number(one.since) + (one.since.day > 1)
            if one.role == role and first + 3 * quarter >= begins:
                role = one.to
                break
        else:
            break
    return role


def broken_capacity(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Work and run load of every role in every quarter against what there is, what is granted included."""
    quarters = weeks_by_quarter(organisation)
    asked, granted, adds, parts = _asked(journey, organisation, planned, quarters)
    standing: Use = defaultdict(float)
    for capability in journey.capabilities.values():
        if level_today(organisation, capability) >= journey.policy.run_from_level:
            for role, share in shares(journey, capability).items():
                for index, weeks in enumerate(quarters):
                    part = len(weeks) / whole_quarter(index, weeks)
                    standing[who_does(organisation, role, index), index] += capability.run * share * part
    for (role, index), amount in sorted(asked.items()):
        if role not in organisation.capacity or (role, index) not in adds:
            continue  # a step that brings more than it takes is welcome where there is too little
        has = amount_in(organisation.capacity[role], organisation, index, quarters[index]) + granted[role, index]
        if amount + standing[role, index] > has + UNIT * (2 * parts[role, index] + 2):
            yield f"{role} is asked for {amount + standing[role, index]:.3f} in quarter {index + 1} and has {has:.3f}"


def _asked(
    journey: Journey, organisation: Organisation, planned: tuple[Planned, ...], quarters: list[list[int]]
) -> tuple[Use, Use, set[tuple[str, int]], Use]:
    """By role and quarter: what planned steps ask for, what they grant, where one asks for more than it grants, and of
    how many amounts that is the sum (each was rounded)."""
    asked: Use = defaultdict(float)
    granted: Use = defaultdict(float)
    parts: Use = defaultdict(float)
    adds: set[tuple[str, int]] = set()
    for step in planned:
        capability = as_done(journey, step)
        _weeks, factor = factors(journey, organisation, step, planned)
        effort = capability.effort.likely * factor / (step.finish - step.start)
        goes_live = step.from_level < journey.policy.run_from_level <= step.to_level
        net: Use = defaultdict(float)
        for index, weeks in enumerate(quarters):
            whole = whole_quarter(index, weeks)
            working = sum(step.start <= week < step.finish for week in weeks)
            running = sum(step.finish <= week for week in weeks) if goes_live else 0
            for role, share in shares(journey, capability).items():
                key = who_does(organisation, role, index), index
                amount = share * (effort * working + capability.run * running / whole)
                asked[key] += amount
                net[key] += amount
                parts[key] += 2
            for role, amount in capability.grants.items() if running else ():
                granted[role, index] += amount * running / whole
                net[role, index] -= amount * running / whole
                parts[role, index] += 1
        adds |= {key for key, amount in net.items() if amount > UNIT}
    return asked, granted, adds, parts


def broken_budget(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Money of every quarter against the budget, with what is left of earlier quarters where it carries over."""
    if organisation.budget is None:
        return
    balance = 0.0
    for index, weeks in enumerate(weeks_by_quarter(organisation)):
        spent = 0.0
        for step in planned:
            cost = as_done(journey, step).cost.likely
            cost *= part_of_levels(journey, step, part_done(organisation, step) or 0.0)
            spent += cost * sum(step.start <= week < step.finish for week in weeks) / (step.finish - step.start)
        has = amount_in(organisation.budget, organisation, index, weeks)
        has += balance if organisation.carry_over else 0.0
        if spent > has + UNIT * (2 * len(planned) + index + 2) and spent > 0:
            yield f"{spent:.3f} thousand are spent in quarter {index + 1}, and there are {has:.3f}"
        balance = has - spent
