"""The planner's own sentences. One place, so that another language is another table."""

from __future__ import annotations

from planner.project import SCALE

KIND_TITLES = {
    "does-not-fit": "Does not fit",
    "waits": "Waits for something that does not fit",
    "pointless": "Not started, because what needs it does not fit",
    "optional": "Optional, and not worth what it takes",
    "other-branch": "Another way was taken",
    "wont": "Kept out on request",
    "not-applicable": "Does not apply",
    "not-needed": "Not on the way to the targets",
}


def count(number: int, one: str, many: str = "") -> str:
    """``1 week``, ``2 weeks``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def amount(value: float) -> str:
    """At most one decimal, none when it is whole."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


def quarter(label: str) -> str:
    """``2027Q3`` -> ``Q3 2027``."""
    return f"{label[4:]} {label[:4]}"


def listing(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def waits_for(name: str) -> str:
    return f"waits for {name}"


def amounts(left: int, wanted: int) -> tuple[str, str]:
    """Two numbers with as many decimals as it takes to tell them apart."""
    for digits in (1, 2, 3):
        one, other = (f"{max(value, 0) / SCALE:.{digits}f}" for value in (left, wanted))
        if one != other:
            break
    return one, other


def short_of_time(role: str, label: str, left: int, wanted: int, *, runs: bool) -> str:
    has, needs = amounts(left, wanted)
    if runs:
        return f"running it takes {needs} person-weeks of {role} in {quarter(label)}, {has} are left"
    return f"{role} has {has} person-weeks left in {quarter(label)}, {needs} would be needed"


def short_of_money(label: str, left: int, wanted: int, *, carried: bool) -> str:
    if carried:
        return f"the budget up to {quarter(label)} has no room for it"
    has, needs = amounts(left, wanted)
    return f"the budget of {quarter(label)} has {has} thousand left, {needs} would be needed"


def too_late(ready: int, weeks: int, last_label: str) -> str:
    takes = f"it takes {count(weeks, 'week')}"
    return f"its prerequisites are finished in week {ready}, {takes}, and the plan ends with {quarter(last_label)}"


def no_week(names: list[str], ready: int, weeks: int) -> str:
    after = f"; its prerequisites are finished in week {ready}" if ready else ""
    return f"{listing(names)}{after}, and it takes {count(weeks, 'week')}"
