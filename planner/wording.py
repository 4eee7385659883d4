"""The planner's own sentences. One place, so that another language is another table."""

from __future__ import annotations

from planner.project import SCALE, Block

KIND_TITLES = {
    "does-not-fit": "Does not fit",
    "waits": "Waits for something that does not fit",
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


def short_of(block: Block, role: str, label: str, left: int, wanted: int) -> str:
    if block.kind == "capacity":
        return (
            f"{role} has {amount(max(left, 0) / SCALE)} person-weeks left in {quarter(label)}, "
            f"{amount(wanted / SCALE)} would be needed"
        )
    return f"the budget of {quarter(label)} has no room for it"


def never_fits(block: Block, role: str, last_label: str) -> str:
    if block.kind == "capacity":
        return f"no quarter up to {quarter(last_label)} leaves {role} enough time, run load included"
    if block.kind == "budget":
        return f"no quarter up to {quarter(last_label)} leaves enough budget"
    if block.kind == "calendar":
        return f"the calendar leaves no start week for it up to {quarter(last_label)}"
    return f"its prerequisites leave too little time before the plan ends in {quarter(last_label)}"
