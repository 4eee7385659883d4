"""Whether people and money are there, counted week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.verification.derivation import factors, level_today, part_done
from planner.verification.planned import Planned, as_done, part_of_levels, shares
from planner.verification.weeks import amount_in, fiscal_year, month_number, weeks_by_quarter, whole_quarter

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


def is_absent(organisation: Organisation, role: str, index: int, weeks: list[int]) -> bool:
    """Whether a role has nobody in a quarter."""
    return role in organisation.capacity and not amount_in(organisation.capacity[role], organisation, index, weeks)


def doer(organisation: Organisation, role: str, owner: str, index: int, weeks: list[int]) -> str:
    """Who does a role's part of a step in a quarter: for one that has nobody, the step's owner."""
    found = who_does(organisation, role, index)
    return who_does(organisation, owner, index) if is_absent(organisation, found, index, weeks) else found


def counts(journey: Journey, organisation: Organisation, role: str, owner: str, amount: float, weeks: float) -> bool:
    """Whether an amount over so many weeks is enough to delay anything; an owner's always is."""
    least = journey.policy.small_contribution * max(1.0, weeks / 13)
    return role == owner or role in organisation.hard_limits or amount >= least


def stretched(journey: Journey, organisation: Organisation, role: str) -> float:
    """What a role may be asked for, as a multiple of what it has."""
    overload = journey.policy.overload if organisation.overload is None else organisation.overload
    return 1.0 if role in organisation.hard_limits else 1.0 + overload


def broken_capacity(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Work and run load of every role against what there is, what is granted included: in every quarter, and in the one
    after the plan, in which what is live still runs. Once without what is too little to count, and once with it, when
    there may be as much more as one contribution may come to that is too small."""
    quarters = weeks_by_quarter(organisation, after=1)
    yield from _broken(journey, organisation, planned, quarters, everything=False)
    if journey.policy.small_contribution:
        yield from _broken(journey, organisation, planned, quarters, everything=True)


def _broken(
    journey: Journey,
    organisation: Organisation,
    planned: tuple[Planned, ...],
    quarters: list[list[int]],
    *,
    everything: bool,
) -> Iterator[str]:
    asked, granted, adds, parts = _asked(journey, organisation, planned, quarters, everything=everything)
    standing: Use = defaultdict(float)
    for capability in journey.capabilities.values():
        if level_today(organisation, capability) >= journey.policy.run_from_level:
            passing = organisation.small_parts_to_owner or ()
            for role, share in shares(journey, capability, capability.run, 0, passing).items():
                run = capability.run * share
                if not (everything or counts(journey, organisation, role, capability.owner, run, 0)):
                    continue
                for index, weeks in enumerate(quarters):
                    part = len(weeks) / whole_quarter(index, weeks)
                    who = doer(organisation, role, capability.owner, index, weeks)
                    standing[who, index] += capability.run * share * part
    for (role, index), amount in sorted(asked.items()):
        if role not in organisation.capacity or (role, index) not in adds:
            continue  # a step that brings more than it takes is welcome where there is too little
        if everything and role in organisation.hard_limits:
            continue  # of these everything counts anyway
        has, factor = (
            amount_in(organisation.capacity[role], organisation, index, quarters[index]),
            stretched(journey, organisation, role),
        )
        if factor > 1:  # who runs more than is stated copes with it
            has = max(has, standing[role, index])
        has = (has + granted[role, index]) * factor
        if everything:
            has += journey.policy.small_contribution * len(quarters[index]) / whole_quarter(index, quarters[index])
        if amount + standing[role, index] > has + UNIT * (2 * parts[role, index] + 2):
            what = ", what is too little to count by itself included," if everything else ""
            total = amount + standing[role, index]
            yield f"{role} is asked for {total:.3f}{what} in quarter {index + 1} and has {has:.3f}"


def _asked(
    journey: Journey,
    organisation: Organisation,
    planned: tuple[Planned, ...],
    quarters: list[list[int]],
    *,
    everything: bool,
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
        whole_work, passing = capability.effort.likely * factor, organisation.small_parts_to_owner or ()
        goes_live = step.from_level < journey.policy.run_from_level <= step.to_level
        net: Use = defaultdict(float)
        for index, weeks in enumerate(quarters):
            whole = whole_quarter(index, weeks)
            working = sum(step.start <= week < step.finish for week in weeks)
            running = sum(step.finish <= week for week in weeks) if goes_live else 0
            for (total, length), now in (
                ((whole_work, step.finish - step.start), working / (step.finish - step.start)),
                ((capability.run, 0), running / whole),
            ):
                for role, share in shares(journey, capability, total, length, passing).items():
                    if everything or counts(journey, organisation, role, capability.owner, share * total, length):
                        key = doer(organisation, role, capability.owner, index, weeks), index
                        asked[key] += share * total * now
                        net[key] += share * total * now
                        parts[key] += 1
            for role, amount in capability.grants.items() if running else ():
                if is_absent(organisation, role, index, weeks):
                    continue
                granted[role, index] += amount * running / whole
                net[role, index] -= amount * running / whole * stretched(journey, organisation, role)
                parts[role, index] += 1
        adds |= {key for key, amount in net.items() if amount > UNIT}
    return asked, granted, adds, parts


def broken_pace(journey: Journey, organisation: Organisation, planned: tuple[Planned, ...]) -> Iterator[str]:
    """Steps that a role leads at once, that the whole organisation has, and that reach into every unit, week by week.
    What was begun before may be more."""
    policy, own = journey.policy, organisation.leads_at_once
    changes = policy.changes_at_once if organisation.changes_at_once is None else organisation.changes_at_once
    of_units = (
        policy.unit_changes_at_once if organisation.unit_changes_at_once is None else organisation.unit_changes_at_once
    )
    for role in ("", "every unit", *journey.roles):
        most = own.get(role, own.get("", policy.leads(role))) if role in journey.roles else changes
        led = [step for step in planned if role not in journey.roles or role == _leader(journey, organisation, step)]
        if role == "every unit":
            most = of_units if organisation.units > 1 else 0
            led = [step for step in planned if journey.capabilities[step.capability].in_units]
        most = max(most, sum(part_done(organisation, step) is not None for step in led)) if most else len(led)
        for step in led:
            together = sum(other.start <= step.start < other.finish for other in led)
            if together > most:
                yield f"{role or 'the organisation'} has {together} steps under way as {step} starts, {most} at most"
                break


def _leader(journey: Journey, organisation: Organisation, step: Planned) -> str:
    """Who leads a step: its owner, or who does the owner's work from the first quarter on."""
    return who_does(organisation, as_done(journey, step).owner, 0)


def _left_before(organisation: Organisation, index: int, balance: float) -> float:
    """What the quarters before leave of their budget for a quarter, of a balance after them."""
    if index == 0:
        return organisation.budget_left
    if organisation.carry_over == "year":
        month = (month_number(organisation.start) // 3 + index) * 3 + 1  # the middle one of the quarter's three
        middle, before = (date(n // 12, n % 12 + 1, 15) for n in (month, month - 3))
        years = [fiscal_year(day, organisation.fiscal_year_starts)[0] for day in (middle, before)]
        return balance if years[0] == years[1] else 0.0
    return balance if organisation.carry_over == "always" else 0.0


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
        has += _left_before(organisation, index, balance)
        if spent > has + UNIT * (2 * len(planned) + index + 2) and spent > 0:
            yield f"{spent:.3f} thousand are spent in quarter {index + 1}, and there are {has:.3f}"
        balance = has - spent
