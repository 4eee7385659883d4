"""What a plan leaves unused: weeks in which nothing is under way, and money that lapses while steps wait for it."""

from collections.abc import Iterable, Iterator

from planner.plugins import Check, Finding, Placement, Roadmap, Spend, _, day, hookimpl, phrases

PAUSE = 8
"""Weeks without any step from which on a pause is worth a word."""

MUCH = 0.2
"""Part of a budget that lapses from which on it is."""


def idle_weeks(roadmap: Roadmap) -> Iterator[Finding]:
    """The pauses of a plan, each with what it waits for."""
    busy_until = 0
    for step in sorted(roadmap.placements, key=lambda one: (one.start, one.id)):
        if step.start - busy_until >= PAUSE:
            first, last = roadmap.calendar.day(busy_until), roadmap.calendar.last_day(step.start)
            yield Finding(
                _("No step is under way from {first} to {last} ({weeks})", first=day(first), last=day(last),
                  weeks=phrases.weeks(step.start - busy_until)),
                _("{name} is next: {why}. Bring something forward by hand ('pins'), or say that the pause is meant",
                  name=step.name, why=step.reason.text),
                (step.capability,),
            )  # fmt: skip
        busy_until = max(busy_until, step.finish)


def lapsing_money(roadmap: Roadmap) -> Iterator[Finding]:
    """Money that is gone at the end of its year, or quarter, before a step begins that waits for money of a later
    one."""
    waiting = [step for step in roadmap.placements if step.reason.kind == "budget"]
    for year in _years(roadmap.budget_use)[:-1]:
        budget, spend = sum(one.budget or 0.0 for one in year), sum(one.spend for one in year)
        later = [step for step in waiting if step.start_quarter > year[-1].quarter]
        if later and budget - spend >= max(MUCH * budget, 1.0):
            yield Finding(
                _("Of the budget from {first} to {last}, {n} of {all} thousand lapse; waiting for later money: {names}",
                  first=phrases.quarter(year[0].quarter), last=phrases.quarter(year[-1].quarter),
                  n=phrases.amount(round(budget - spend)), all=phrases.amount(round(budget)), names=_some(later)),
                _("Ask to carry it over ('carry_over: true'), or for more of it later and less now"),
                tuple(dict.fromkeys(step.capability for step in later)),
            )  # fmt: skip


def _years(spends: Iterable[Spend]) -> list[list[Spend]]:
    """Quarters of which each has what the one before left."""
    found: list[list[Spend]] = []
    for one in spends:
        if one.budget is None:
            return []
        if found and one.carries:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _some(steps: list[Placement], most: int = 3) -> str:
    names = [step.name for step in steps]
    if len(names) > most:
        return _("{names} and {n} more", names=", ".join(names[:most]), n=len(names) - most)
    return phrases.listing(names)


@hookimpl
def planner_checks() -> Iterable[Check]:
    yield Check("idle-weeks", idle_weeks, "Work goes on without long pauses")
    yield Check("lapsing-money", lapsing_money, "Money does not lapse while steps wait for it")
