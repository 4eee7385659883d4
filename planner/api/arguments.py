"""What public functions are given: checked when they are called, so that what is misspelt is not ignored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from planner.errors import ArgumentError, PlannerError, and_then, did_you_mean


def refuse_unknown_names(given: Mapping[str, Any], known: Iterable[str], function: str) -> None:
    """Refuses keywords that a function does not have.

    Raises:
        ArgumentError: with the one that may be meant.
    """
    for name in given:
        if name not in (*known,):
            near = did_you_mean(name, known) or f"there are {', '.join(sorted(known))}"
            raise ArgumentError(and_then(f"{function} has no argument '{name}'", near))


def whole(name: str, value: Any, least: int, most: int | None = None) -> int:
    """A whole number within bounds.

    Raises:
        PlannerError: it is none, or outside.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ArgumentError(f"{name}={value!r} is not a whole number")
    if value < least or (most is not None and value > most):
        raise PlannerError(f"{name}={value} is not {bounds(least, most)}")
    return value


def number(name: str, value: Any, least: float, most: float | None = None) -> float:
    """A finite number within bounds.

    Raises:
        PlannerError: it is none, or outside.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ArgumentError(f"{name}={value!r} is not a number")
    if isinstance(value, int) and abs(value) > 10**18:
        raise PlannerError(f"{name} is too large a number")
    if value in (float("inf"), float("-inf")):
        raise PlannerError(f"{name}={value} is not a finite number")
    if not least <= value <= (float("1e308") if most is None else most):  # nan is within no bounds
        raise PlannerError(f"{name}={value:g} is not {bounds(least, most)}")
    return float(value)


def bounds(least: float, most: float | None) -> str:
    return f"at least {least:g}" if most is None else f"between {least:g} and {most:,g}"


def text(name: str, value: Any, example: str) -> str:
    """A text.

    Raises:
        ArgumentError: it is none.
    """
    if not isinstance(value, str):
        raise ArgumentError(f"{name}={value!r} is not a text such as {example!r}")
    return value


def day(name: str, value: Any) -> date:
    """A date.

    Raises:
        ArgumentError: it is none.
    """
    if not isinstance(value, date):
        raise ArgumentError(f"{name}={value!r} is not a date; use datetime.date(2027, 1, 31)")
    return value.date() if isinstance(value, datetime) else value


def one_of(name: str, value: Any, kind: type | tuple[type, ...], what: str) -> Any:
    """A value of a kind, or None.

    Raises:
        ArgumentError: it is neither.
    """
    if value is not None and not isinstance(value, kind):
        raise ArgumentError(f"{name}={value!r} is not {what}")
    return value
