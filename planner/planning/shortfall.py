"""Sentences about what is missing where a step finds no room: time of people, money, weeks."""

from __future__ import annotations

from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.scheduling.problem import SCALE, UNITS


def amounts(left: int, wanted: int) -> tuple[str, str]:
    """What is left and what is wanted as people say it: whole numbers from ten on, else to a half. Equal where the
    two cannot be told apart in that way."""

    def rounded(value: int) -> str:
        amount = max(value, 0) / SCALE
        return phrases.amount(round(amount) if amount >= 10 else round(2 * amount) / 2)

    return rounded(left), rounded(wanted)


def too_much(role: str, label: str, there: int, wanted: int, *, runs: bool) -> str:
    """What asks for more of a role than it has in all."""
    tenth = SCALE // 10  # rounded apart: the two are never the same
    has, needs = phrases.amount(max(there, 0) // tenth / 10), phrases.amount(-(-wanted // tenth) / 10)
    words = {"needs": phrases.person_weeks(needs), "role": role, "quarter": phrases.quarter(label), "has": has}
    if runs:
        return _("running it takes {needs} a quarter of {role}, which can be planned with for {has} at most", **words)
    return _("it takes {needs} of {role} in {quarter}, which can be planned with for {has} at most", **words)


def short_of_time(role: str, label: str, left: int, wanted: int, *, runs: bool, sooner: bool = False) -> str:
    """Args:
    sooner: the step takes the role's time in that quarter as it is planned, and would take more if it started sooner.
    """
    has, needs = amounts(left, wanted)
    if sooner and has in ("0", needs):
        return _("started sooner, it would take more of {role} than is left in {quarter}",
                 role=role, quarter=phrases.quarter(label))  # fmt: skip
    if sooner:
        return _(
            "started sooner, it would take {needs} of {role} in {quarter}, and {has} are there for it",
            needs=phrases.person_weeks(needs), role=role, quarter=phrases.quarter(label), has=has,
        )  # fmt: skip
    if has in ("0", needs):
        spent = {"role": role, "quarter": phrases.quarter(label)}
        return _("running it takes more of {role} than is left in {quarter}", **spent) if runs else _(
            "{role} has no time left for it in {quarter}", **spent)  # fmt: skip
    if runs:
        return _(
            "running it takes {needs} of {role} in {quarter}, with {has} left",
            needs=phrases.person_weeks(needs), role=role, quarter=phrases.quarter(label), has=has,
        )  # fmt: skip
    return _(
        "{role} has {has} left in {quarter}, {needs} would be needed",
        role=role, has=phrases.person_weeks(has), quarter=phrases.quarter(label), needs=needs,
    )  # fmt: skip


def short_of_money(label: str, left: int, wanted: int, *, carried: bool, year: str = "", sooner: bool = False) -> str:
    """Args:
    carried: whether what earlier quarters left is there too: those of a fiscal ``year``, or all.
    sooner: the step spends in that quarter as it is planned, and would spend more if it started sooner.
    """
    if carried:
        return _short_of_what_is_kept(phrases.quarter(label), year, sooner=sooner)
    has, needs = amounts(left, wanted)
    if sooner and has in ("0", needs):
        return _("started sooner, it would spend more than the budget of {quarter} has", quarter=phrases.quarter(label))
    if sooner:
        return _(
            "started sooner, it would spend {needs} thousand in {quarter}, and the budget has {has} for it",
            needs=needs, quarter=phrases.quarter(label), has=has,
        )  # fmt: skip
    if has in ("0", needs):
        return _("the budget of {quarter} has no room for it", quarter=phrases.quarter(label))
    return _(
        "the budget of {quarter} has {has} thousand left, {needs} would be needed",
        quarter=phrases.quarter(label), has=has, needs=needs,
    )  # fmt: skip


def _short_of_what_is_kept(quarter: str, year: str, *, sooner: bool) -> str:
    if sooner and year:
        return _("started sooner, it would spend more than the budget of {year} has up to the end of {quarter}",
                 year=year, quarter=quarter)  # fmt: skip
    if sooner:
        return _("started sooner, it would spend more than the budget has up to the end of {quarter}", quarter=quarter)
    if year:
        return _("the budget of {year} has no room for it up to the end of {quarter}", year=year, quarter=quarter)
    return _("the budget up to the end of {quarter} has no room for it", quarter=quarter)


def too_many(role: str, most: int) -> str:
    """``role``: who leads them; empty: the whole organisation, ``UNITS``: each of its units."""
    if role == UNITS:
        return ngettext(
            "every unit already has {n} change under way, as many as it may",
            "every unit already has {n} changes under way, as many as it may",
            most,
        )
    if not role:
        return ngettext(
            "the organisation already has {n} change under way, as many as it may",
            "the organisation already has {n} changes under way, as many as it may",
            most,
        )
    return ngettext(
        "{role} already leads {n} thing, as many as it may",
        "{role} already leads {n} things, as many as it may",
        most, role=role,
    )  # fmt: skip


def too_late(ready: int, duration: int, last_label: str) -> str:
    return _(
        "in this plan it could begin in week {ready} at the earliest, takes {weeks}, and the plan ends with {quarter}",
        ready=ready, weeks=phrases.weeks(duration), quarter=phrases.quarter(last_label),
    )  # fmt: skip


def no_week(names: list[str], ready: int, duration: int) -> str:
    if not ready:
        return _("{rules}, and it takes {weeks}", rules=phrases.listing(names), weeks=phrases.weeks(duration))
    return _(
        "{rules}; in this plan it could begin in week {ready} at the earliest, and takes {weeks}",
        rules=phrases.listing(names), ready=ready, weeks=phrases.weeks(duration),
    )  # fmt: skip
