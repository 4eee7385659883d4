"""Whether people and money are there, counted week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.verification.derivation import factors, level_today, part_done
from planner.verification.planned import Planned, as_done, part_of_levels, shares
from planner.verification.weeks import amount_in, month_number, weeks_by_quarter

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
    asked, granted = _asked(journey, organisation, planned, quarters)
    standing: Use = defaultdict(float)
    for capability in journey.capabilities.values():
        if level_today(organisation, capability) >= journey.policy.run_from_level:
            for role, share in shares(journey, capability).items():
                for index, weeks in enumerate(quarters):
                    part = min(1.0, len(weeks) / 13)
                    standing[who_does(organisation, role, index), index] += capability.run * share * part
    for (role, index), amount in sorted(asked.items()):
        if role not in organisation.capacity or amount <= 0:
            continue
        has = amount_in(organisation.capacity[role], organisation, index, quarters[index]) + granted[role, index]
        if amount + standing[role, index] > has + UNIT * (len(planned) + 2):
            yield f"{role} is asked for {amount + standing[role, index]:.3f} in quarter {index + 1} and has {has:.3f}"


def _asked(
    journey: Journey, organisation: Organisation, planned: tuple[Planned, ...], quarters: list[list[int]]
) -> tuple[Use, Use]:
    """(what planned steps ask of each role in each quarter, what they grant it)."""
    asked: Use = defaultdict(float)
    granted: Use = defaultdict(float)
    for step in planned:
        capability = as_done(journey, step)
        _weeks, factor = factors(journey, organisation, step, planned)
        effort = capability.effort.likely * factor / (step.finish - step.start)
        goes_live = step.from_level < journey.policy.run_from_level <= step.to_level
        for index, weeks in enumerate(quarters):
            whole = max(len(weeks), 13)
            working = sum(step.start <= week < step.finish for week in weeks)
            running = sum(step.finish <= week for week in weeks) if goes_live else 0
            for role, share in shares(journey, capability).items():
                doer = who_does(organisation, role, index)
                asked[doer, index] += share * (effort * working + capability.run * running / whole)
            for role, amount in capability.grants.items() if running else ():
                granted[role, index] += amount * running / whole
    return asked, granted


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
        if spent > has + UNIT * (len(planned) + 2) and spent > 0:
            yield f"{spent:.3f} thousand are spent in quarter {index + 1}, and there are {has:.3f}"
        balance = has - spent
